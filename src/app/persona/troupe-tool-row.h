/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "troupe-strategy.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_TOOL_ROW (troupe_tool_row_get_type ())
G_DECLARE_FINAL_TYPE (TroupeToolRow, troupe_tool_row, TROUPE, TOOL_ROW, GtkListBoxRow)

typedef struct
{
  GtkSizeGroup *leanings;
  GtkSizeGroup *weights;
  GtkSizeGroup *permissions;
} TroupeToolColumns;

GtkWidget  *troupe_tool_row_new              (const TroupeToolColumns   *columns);
void        troupe_tool_row_set_entry        (TroupeToolRow             *self,
                                              const TroupeStrategyEntry *entry,
                                              gboolean                   is_offered);
const char *troupe_permission_get_label      (TroupePermission           permission);
const char *troupe_permission_get_icon_name  (TroupePermission           permission);

G_END_DECLS
