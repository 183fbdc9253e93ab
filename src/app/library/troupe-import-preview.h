/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "legacy/troupe-import-plan.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_IMPORT_PREVIEW (troupe_import_preview_get_type ())

G_DECLARE_FINAL_TYPE (TroupeImportPreview, troupe_import_preview, TROUPE, IMPORT_PREVIEW, GtkWidget)

GtkWidget   *troupe_import_preview_new       (TroupeImportPlan    *plan,
                                              GPtrArray           *notes,
                                              gboolean             has_project);
TroupeScope  troupe_import_preview_get_scope (TroupeImportPreview *self);

G_END_DECLS
