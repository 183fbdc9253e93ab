/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-batch.h"

G_BEGIN_DECLS

typedef struct _TroupeOpenaiPattern TroupeOpenaiPattern;

TroupeOpenaiPattern *troupe_openai_pattern_new       (const char           *event,
                                                      gsize                 length,
                                                      const char           *member,
                                                      TroupeChunkKind       kind);
void                 troupe_openai_pattern_free      (TroupeOpenaiPattern  *self);
char                *troupe_openai_pattern_fill      (TroupeOpenaiPattern  *self,
                                                      const char           *text,
                                                      const char           *padding,
                                                      gsize                *length);
gboolean             troupe_openai_pattern_read      (TroupeOpenaiPattern  *self,
                                                      const char           *event,
                                                      gsize                 length,
                                                      TroupeBatch          *batch);
TroupeChunkKind      troupe_openai_pattern_get_kind  (TroupeOpenaiPattern  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeOpenaiPattern, troupe_openai_pattern_free)

G_END_DECLS
