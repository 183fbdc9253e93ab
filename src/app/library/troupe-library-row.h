/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "troupe-references.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_LIBRARY_ROW (troupe_library_row_get_type ())
G_DECLARE_FINAL_TYPE (TroupeLibraryRow, troupe_library_row, TROUPE, LIBRARY_ROW, GtkWidget)

TroupeDefinition *troupe_library_row_get_definition (TroupeLibraryRow *self);
void              troupe_library_row_set_definition (TroupeLibraryRow *self,
                                                     TroupeDefinition *definition,
                                                     TroupeReferences *references);
void              troupe_library_row_set_selecting  (TroupeLibraryRow *self,
                                                     gboolean          selecting);
gboolean          troupe_library_row_get_selected   (TroupeLibraryRow *self);
void              troupe_library_row_set_selected   (TroupeLibraryRow *self,
                                                     gboolean          selected);
void              troupe_library_row_update         (TroupeLibraryRow *self);

G_END_DECLS
