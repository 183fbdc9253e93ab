/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_NAME_ROW (troupe_name_row_get_type ())
G_DECLARE_FINAL_TYPE (TroupeNameRow, troupe_name_row, TROUPE, NAME_ROW, AdwActionRow)

GtkWidget  *troupe_name_row_new         (const char    *name,
                                         const char    *title,
                                         const char    *note,
                                         GtkWidget     *control,
                                         gboolean       is_removable);
const char *troupe_name_row_get_name    (TroupeNameRow *self);
GtkWidget  *troupe_name_row_get_control (TroupeNameRow *self);
void        troupe_name_row_set_problem (TroupeNameRow *self,
                                         const char    *problem);

G_END_DECLS
