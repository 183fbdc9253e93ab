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

static void
focus_widget_cb (GtkWindow *window)
{
  GtkWidget *last = g_object_steal_data (G_OBJECT (window), "troupe-focus");
  GtkWidget *focus = gtk_window_get_focus (window);

  if (focus != NULL)
    g_object_set_data_full (G_OBJECT (window), "troupe-focus", g_object_ref (focus), g_object_unref);
  if (last != NULL)
    g_idle_add_once (g_object_unref, last);
}

/**
 * troupe_focus_keep_last:
 * @window: a window in which what has the focus can be taken away
 *
 * Keeps what had the focus alive until the main loop turns. The window lets it go as soon as the focus moves on, and a
 * selectable #GtkLabel of GTK 4.8 that gets the focus then still looks at it.
 */
void
troupe_focus_keep_last (GtkWindow *window)
{
  g_return_if_fail (GTK_IS_WINDOW (window));

  g_signal_connect (window, "notify::focus-widget", G_CALLBACK (focus_widget_cb), NULL);
}
