/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_SPLIT (troupe_split_get_type ())
G_DECLARE_FINAL_TYPE (TroupeSplit, troupe_split, TROUPE, SPLIT, GtkWidget)

gboolean troupe_split_get_show_side  (TroupeSplit *self);
void     troupe_split_set_show_side  (TroupeSplit *self,
                                      gboolean     show_side);

gboolean troupe_split_get_open       (TroupeSplit *self);
void     troupe_split_set_open       (TroupeSplit *self,
                                      gboolean     open);

gboolean troupe_split_get_folded     (TroupeSplit *self);
gboolean troupe_split_get_side_shown (TroupeSplit *self);
void     troupe_split_set_side_shown (TroupeSplit *self,
                                      gboolean     shown);

G_END_DECLS
