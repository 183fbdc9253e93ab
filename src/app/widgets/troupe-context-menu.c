/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-context-menu.h"

/* The menu of a row in a list: by the second button of a mouse, a long press of a finger, and by key at the row itself. */

typedef struct
{
  TroupeContextMenuFunc func;
  gpointer              user_data;
  gboolean              is_wanted;    /* the button that asks for it is held */
} Asked;

/**
 * troupe_context_menu_new:
 * @parent: what the menu belongs to; it has to unparent it
 *
 * Makes a menu in which nothing is yet.
 *
 * Returns: (transfer none): the popover
 */
GtkWidget *
troupe_context_menu_new (GtkWidget *parent)
{
  GtkWidget *menu = gtk_popover_menu_new_from_model (NULL);

  gtk_popover_set_has_arrow (GTK_POPOVER (menu), FALSE);
  gtk_widget_set_parent (menu, parent);

  return menu;
}

/**
 * troupe_context_menu_point:
 * @popover: any popover that has a parent
 * @widget: a widget inside that parent
 * @x: where in @widget, in pixels; below 0, it points to all of it
 * @y: where in @widget, in pixels
 *
 * Has a popover point to a place.
 */
void
troupe_context_menu_point (GtkWidget *popover,
                           GtkWidget *widget,
                           double     x,
                           double     y)
{
  GdkRectangle place = { 0, 0, 1, 1 };
  graphene_point_t point = GRAPHENE_POINT_INIT ((float) MAX (x, 0), (float) MAX (y, 0));

  g_return_if_fail (GTK_IS_POPOVER (popover));

  if (!gtk_widget_compute_point (widget, gtk_widget_get_parent (popover), &point, &point))
    return;

  place.x = (int) point.x;
  place.y = (int) point.y;
  if (x < 0)
    {
      place.width = gtk_widget_get_width (widget);
      place.height = gtk_widget_get_height (widget);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &place);
}

/**
 * troupe_context_menu_popup:
 * @menu: what troupe_context_menu_new() made
 * @model: what is in it
 * @widget: what it is about
 * @x: where in @widget, in pixels; below 0, it points to all of it
 * @y: where in @widget, in pixels
 *
 * Shows the menu.
 */
void
troupe_context_menu_popup (GtkWidget  *menu,
                           GMenuModel *model,
                           GtkWidget  *widget,
                           double      x,
                           double      y)
{
  g_return_if_fail (GTK_IS_POPOVER_MENU (menu));

  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (menu), model);
  troupe_context_menu_point (menu, widget, x, y);
  gtk_popover_popup (GTK_POPOVER (menu));
}

static void
asked_free (gpointer  data,
            GClosure *closure)
{
  g_free (data);
}

static void
pressed_cb (GtkGesture *gesture,
            int         n_press,
            double      x,
            double      y,
            Asked      *asked)
{
  asked->is_wanted =
    gdk_event_triggers_context_menu (gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture)));
  if (asked->is_wanted)
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

/* A menu that opens below a button that is still held gets its release, and then the row stays pressed and takes the next
 * press for a part of this one. */
static void
released_cb (GtkGesture *gesture,
             int         n_press,
             double      x,
             double      y,
             Asked      *asked)
{
  if (asked->is_wanted)
    asked->func (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), x, y, asked->user_data);
  asked->is_wanted = FALSE;
}

static void
long_pressed_cb (GtkGesture *gesture,
                 double      x,
                 double      y,
                 Asked      *asked)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  asked->func (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), x, y, asked->user_data);
}

/**
 * troupe_context_menu_find_item:
 * @view: a list whose rows have their #GtkListItem as the data `list-item`
 * @widget: (nullable): a widget inside @view, such as the one with the focus
 *
 * Finds the row that a widget is part of. The row is a widget of the view's own; what was put into it knows its item.
 *
 * Returns: (transfer none) (nullable): its item
 */
GtkListItem *
troupe_context_menu_find_item (GtkWidget *view,
                               GtkWidget *widget)
{
  for (; widget != NULL && widget != view; widget = gtk_widget_get_parent (widget))
    {
      GtkWidget *child = gtk_widget_get_first_child (widget);
      GtkListItem *item = g_object_get_data (G_OBJECT (widget), "list-item");

      if (item == NULL && child != NULL)
        item = g_object_get_data (G_OBJECT (child), "list-item");
      if (item != NULL)
        return item;
    }

  return NULL;
}

/**
 * troupe_context_menu_attach:
 * @view: a list
 * @func: shows the menu at a place of @view
 * @user_data: for @func, which has to live as long as @view
 *
 * Has somebody asked for a menu by mouse or by finger.
 */
void
troupe_context_menu_attach (GtkWidget             *view,
                            TroupeContextMenuFunc  func,
                            gpointer               user_data)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();
  Asked *asked;

  g_return_if_fail (GTK_IS_WIDGET (view));

  asked = g_new (Asked, 1);
  *asked = (Asked) { func, user_data, FALSE };
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect_data (click, "pressed", G_CALLBACK (pressed_cb), asked, asked_free, 0);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), asked);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (click));

  asked = g_memdup2 (asked, sizeof *asked);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect_data (long_press, "pressed", G_CALLBACK (long_pressed_cb), asked, asked_free, 0);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (long_press));
}
