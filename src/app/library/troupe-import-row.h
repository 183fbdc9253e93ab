/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "legacy/troupe-import-entry.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_IMPORT_ROW (troupe_import_row_get_type ())

G_DECLARE_FINAL_TYPE (TroupeImportRow, troupe_import_row, TROUPE, IMPORT_ROW, GtkWidget)

void troupe_import_row_set_entry (TroupeImportRow   *self,
                                  TroupeImportEntry *entry);

G_END_DECLS
