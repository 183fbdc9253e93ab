/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-focus.h"

/**
 * troupe_focus_children:
 * @widget: a widget that can't have the focus itself
 * @direction: where the focus goes
 *
 * Moves the focus through the children of @widget, in their order, and out of it at the end. It is the
 * #GtkWidgetClass.focus of a widget that has a #GtkWidgetClass.grab_focus of its own: GTK asks each widget that the focus
 * is about to leave whether it takes it, and one that gives it to the first of its children would never let it go.
 *
 * Returns: whether a child has it now
 */
gboolean
troupe_focus_children (GtkWidget        *widget,
                       GtkDirectionType  direction)
{
  gboolean is_back = direction == GTK_DIR_TAB_BACKWARD || direction == GTK_DIR_UP || direction == GTK_DIR_LEFT;
  GtkWidget *child = gtk_widget_get_focus_child (widget);

  if (child == NULL)
    child = is_back ? gtk_widget_get_last_child (widget) : gtk_widget_get_first_child (widget);

  for (; child != NULL; child = is_back ? gtk_widget_get_prev_sibling (child) : gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child) && gtk_widget_child_focus (child, direction))
      return TRUE;

  return FALSE;
}
