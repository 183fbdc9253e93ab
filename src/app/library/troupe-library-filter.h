/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "troupe-enums.h"

G_BEGIN_DECLS

#define TROUPE_LIBRARY_FILTER_ANY_SCOPE -1

#define TROUPE_TYPE_LIBRARY_FILTER (troupe_library_filter_get_type ())
G_DECLARE_FINAL_TYPE (TroupeLibraryFilter, troupe_library_filter, TROUPE, LIBRARY_FILTER, GtkFilter)

TroupeLibraryFilter *troupe_library_filter_new        (void);
gboolean             troupe_library_filter_is_open    (TroupeLibraryFilter *self);
void                 troupe_library_filter_set_search (TroupeLibraryFilter *self,
                                                       const char          *text);
void                 troupe_library_filter_set_scope  (TroupeLibraryFilter *self,
                                                       int                  scope);
void                 troupe_library_filter_set_tier   (TroupeLibraryFilter *self,
                                                       TroupeTier           tier);

G_END_DECLS
