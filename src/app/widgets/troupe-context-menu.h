/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*TroupeContextMenuFunc) (GtkWidget *view,
                                       double     x,
                                       double     y,
                                       gpointer   user_data);

GtkWidget   *troupe_context_menu_new       (GtkWidget             *parent);
void         troupe_context_menu_point     (GtkWidget             *popover,
                                            GtkWidget             *widget,
                                            double                 x,
                                            double                 y);
void         troupe_context_menu_popup     (GtkWidget             *menu,
                                            GMenuModel            *model,
                                            GtkWidget             *widget,
                                            double                 x,
                                            double                 y);
void         troupe_context_menu_attach    (GtkWidget             *view,
                                            TroupeContextMenuFunc  func,
                                            gpointer               user_data);
GtkListItem *troupe_context_menu_find_item (GtkWidget             *view,
                                            GtkWidget             *widget);

G_END_DECLS
