/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean troupe_focus_children  (GtkWidget        *widget,
                                 GtkDirectionType  direction);
void     troupe_focus_keep_last (GtkWindow        *window);

G_END_DECLS
