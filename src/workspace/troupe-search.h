/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-definition.h"

G_BEGIN_DECLS

typedef struct _TroupeSearch TroupeSearch;

char         *troupe_search_fold     (const char         *text);

TroupeSearch *troupe_search_new      (const char         *text);
void          troupe_search_free     (TroupeSearch       *self);
gboolean      troupe_search_is_empty (const TroupeSearch *self);
gboolean      troupe_search_narrows  (const TroupeSearch *self,
                                      const TroupeSearch *before);
gboolean      troupe_search_matches  (const TroupeSearch *self,
                                      TroupeDefinition   *definition);
gsize         troupe_search_prepare  (TroupeDefinition   *definition);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeSearch, troupe_search_free)

G_END_DECLS
