/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_BESIDE_LAYOUT (troupe_beside_layout_get_type ())
G_DECLARE_FINAL_TYPE (TroupeBesideLayout, troupe_beside_layout, TROUPE, BESIDE_LAYOUT, GtkLayoutManager)

G_END_DECLS
