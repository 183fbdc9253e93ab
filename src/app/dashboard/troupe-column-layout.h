/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_COLUMN_LAYOUT (troupe_column_layout_get_type ())

G_DECLARE_FINAL_TYPE (TroupeColumnLayout, troupe_column_layout, TROUPE, COLUMN_LAYOUT, GtkLayoutManager)

G_END_DECLS
