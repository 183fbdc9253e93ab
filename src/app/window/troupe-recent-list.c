/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-context-menu.h"
#include "troupe-markdown-block.h"
#include "troupe-recent-list.h"

/**
 * TroupeRecentList:
 *
 * The recent discussions, each with its age. A click opens one, and each has a menu: by the secondary button, by a long
 * touch, and by the keys that menus have.
 */

struct _TroupeRecentList
{
  GtkWidget           parent_instance;

  /* Owned References */
  GtkSingleSelection *selection;

  /* Children */
  GtkWidget          *scroller;
  GtkWidget          *view;
  GtkWidget          *menu;
};

enum
{
  ITEMS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeRecentList, troupe_recent_list, GTK_TYPE_WIDGET)

static char *
format_age (gint64 updated_us)
{
  g_autoptr(GDateTime) then = g_date_time_new_from_unix_local (updated_us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  GTimeSpan age;

  if (then == NULL)
    return g_strdup ("");

  age = g_date_time_difference (now, then);
  if (age < G_TIME_SPAN_MINUTE)
    return g_strdup (_("now"));
  if (age < G_TIME_SPAN_HOUR)
    /* Translators: minutes since a discussion went on, short */
    return g_strdup_printf (_("%d min"), (int) (age / G_TIME_SPAN_MINUTE));
  if (age < G_TIME_SPAN_DAY)
    /* Translators: hours since a discussion went on, short */
    return g_strdup_printf (_("%d h"), (int) (age / G_TIME_SPAN_HOUR));
  if (age < 7 * G_TIME_SPAN_DAY)
    return g_date_time_format (then, "%a");

  return g_date_time_format (then, "%-d %b");
}

static char *
conversation_title (GtkListItem *item,
                    const char  *title)
{
  return title != NULL && *title != '\0' ? troupe_markdown_dup_plain (title) : g_strdup (_("New Discussion"));
}

static char *
conversation_age (GtkListItem *item,
                  gint64       updated_us)
{
  return format_age (updated_us);
}

static void
setup_recent_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *age = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (age, "dim-label");
  gtk_widget_add_css_class (age, "caption");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), age);
  g_object_set_data (G_OBJECT (box), "list-item", item);
  gtk_list_item_set_child (item, box);
}

static void
bind_recent_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *title = gtk_widget_get_first_child (box);
  GtkWidget *age = gtk_widget_get_last_child (box);
  GtkExpression *item_expression = gtk_property_expression_new (GTK_TYPE_LIST_ITEM, NULL, "item");
  GtkExpression *params[1];
  g_autoptr(GPtrArray) watches = g_ptr_array_new ();

  params[0] = gtk_property_expression_new (TROUPE_TYPE_CONVERSATION, gtk_expression_ref (item_expression), "title");
  g_ptr_array_add (watches, gtk_expression_bind (gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 1, params,
                                                                              G_CALLBACK (conversation_title), NULL, NULL),
                                                 title, "label", item));
  params[0] = gtk_property_expression_new (TROUPE_TYPE_CONVERSATION, item_expression, "updated-us");
  g_ptr_array_add (watches, gtk_expression_bind (gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 1, params,
                                                                              G_CALLBACK (conversation_age), NULL, NULL),
                                                 age, "label", item));
  g_object_set_data_full (G_OBJECT (item), "watches", g_steal_pointer (&watches), (GDestroyNotify) g_ptr_array_unref);
}

static void
unbind_recent_cb (GtkSignalListItemFactory *factory,
                  GtkListItem              *item)
{
  GPtrArray *watches = g_object_get_data (G_OBJECT (item), "watches");

  for (guint i = 0; watches != NULL && i < watches->len; i++)
    gtk_expression_watch_unwatch (g_ptr_array_index (watches, i));
  g_object_set_data (G_OBJECT (item), "watches", NULL);
}

static void
activate_cb (TroupeRecentList *self,
             guint             position)
{
  g_autoptr(TroupeConversation) conversation = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (conversation != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-discussion", "x", troupe_conversation_get_id (conversation));
}

static TroupeConversation *
get_conversation (GtkListItem *item)
{
  return item != NULL ? gtk_list_item_get_item (item) : NULL;
}

/* @x and @y are in the view; below 0, the menu points to the row. */
static gboolean
show_menu (TroupeRecentList *self,
           GtkListItem      *item,
           double            x,
           double            y)
{
  TroupeConversation *conversation = get_conversation (item);
  g_autoptr(GMenu) menu = NULL;
  g_autoptr(GMenuItem) open = NULL;
  g_autoptr(GMenuItem) delete = NULL;
  gint64 id;

  if (conversation == NULL)
    return FALSE;

  id = troupe_conversation_get_id (conversation);
  menu = g_menu_new ();
  open = g_menu_item_new (_("_Open"), NULL);
  g_menu_item_set_action_and_target (open, "win.open-discussion", "x", id);
  g_menu_append_item (menu, open);
  delete = g_menu_item_new (_("_Delete"), NULL);
  g_menu_item_set_action_and_target (delete, "win.delete-discussion", "x", id);
  g_menu_append_item (menu, delete);
  if (x < 0)
    troupe_context_menu_popup (self->menu, G_MENU_MODEL (menu), gtk_list_item_get_child (item), x, y);
  else
    troupe_context_menu_popup (self->menu, G_MENU_MODEL (menu), self->view, x, y);

  return TRUE;
}

static void
show_menu_at (GtkWidget *view,
              double     x,
              double     y,
              gpointer   user_data)
{
  show_menu (user_data, troupe_context_menu_find_item (view, gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT)), x, y);
}

static GtkListItem *
get_focus_item (TroupeRecentList *self)
{
  return troupe_context_menu_find_item (self->view, gtk_widget_get_focus_child (self->view));
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  TroupeRecentList *self = TROUPE_RECENT_LIST (widget);

  return show_menu (self, get_focus_item (self), -1, -1);
}

static gboolean
delete_key_cb (GtkWidget *widget,
               GVariant  *args,
               gpointer   user_data)
{
  TroupeConversation *conversation = get_conversation (get_focus_item (TROUPE_RECENT_LIST (widget)));

  return conversation != NULL &&
         gtk_widget_activate_action (widget, "win.delete-discussion", "x", troupe_conversation_get_id (conversation));
}

static void
items_changed_cb (TroupeRecentList *self)
{
  g_signal_emit (self, signals[ITEMS_CHANGED], 0);
}

static void
troupe_recent_list_dispose (GObject *object)
{
  TroupeRecentList *self = TROUPE_RECENT_LIST (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (troupe_recent_list_parent_class)->dispose (object);
}

static void
troupe_recent_list_class_init (TroupeRecentListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = troupe_recent_list_dispose;

  /**
   * TroupeRecentList::items-changed:
   * @self: the list
   *
   * What can be selected has changed.
   */
  signals[ITEMS_CHANGED] = g_signal_new ("items-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, delete_key_cb, NULL);
}

static void
troupe_recent_list_init (TroupeRecentList *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_recent_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_recent_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_recent_cb), NULL);

  self->view = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), g_object_ref (factory));
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->view), TRUE);
  gtk_widget_add_css_class (self->view, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Recent Discussions"), -1);
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (activate_cb), self);

  troupe_context_menu_attach (self->view, show_menu_at, self);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));

  self->menu = troupe_context_menu_new (GTK_WIDGET (self));
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);

  /* After the list view, which has to know of an item before it can be selected. */
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/**
 * troupe_recent_list_set_conversations:
 * @self: the list
 * @conversations: (nullable): a list of #TroupeConversation, the latest first
 *
 * Says which discussions there are.
 */
void
troupe_recent_list_set_conversations (TroupeRecentList *self,
                                      GListModel       *conversations)
{
  g_return_if_fail (TROUPE_IS_RECENT_LIST (self));
  g_return_if_fail (conversations == NULL || G_IS_LIST_MODEL (conversations));

  gtk_single_selection_set_model (self->selection, conversations);
}

/**
 * troupe_recent_list_select:
 * @self: the list
 * @conversation: (nullable): a discussion
 *
 * Shows @conversation as the one that is open, or that none is.
 *
 * Returns: whether it is in the list
 */
gboolean
troupe_recent_list_select (TroupeRecentList   *self,
                           TroupeConversation *conversation)
{
  guint found = GTK_INVALID_LIST_POSITION;

  g_return_val_if_fail (TROUPE_IS_RECENT_LIST (self), FALSE);

  for (guint i = 0; conversation != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    {
      g_autoptr(TroupeConversation) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (item == conversation)
        found = i;
    }
  gtk_single_selection_set_selected (self->selection, found);

  return found != GTK_INVALID_LIST_POSITION;
}
