/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_END_FOLLOWER (troupe_end_follower_get_type ())

G_DECLARE_FINAL_TYPE (TroupeEndFollower, troupe_end_follower, TROUPE, END_FOLLOWER, GObject)

TroupeEndFollower *troupe_end_follower_new    (GtkAdjustment     *adjustment);
gboolean           troupe_end_follower_at_end (TroupeEndFollower *self);
void               troupe_end_follower_go     (TroupeEndFollower *self);

G_END_DECLS
