/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TROUPE_CHUNK_TEXT,
  TROUPE_CHUNK_REASONING,
} TroupeChunkKind;

typedef struct _TroupeBatch TroupeBatch;

TroupeBatch     *troupe_batch_new            (void);
void             troupe_batch_free           (TroupeBatch     *self);
void             troupe_batch_append         (TroupeBatch     *self,
                                              TroupeChunkKind  kind,
                                              const char      *text,
                                              gsize            length);
guint            troupe_batch_get_n_chunks   (TroupeBatch     *self);
gsize            troupe_batch_get_size        (TroupeBatch     *self);
TroupeChunkKind  troupe_batch_get_chunk      (TroupeBatch     *self,
                                              guint            index,
                                              const char     **text,
                                              gsize           *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeBatch, troupe_batch_free)

G_END_DECLS
