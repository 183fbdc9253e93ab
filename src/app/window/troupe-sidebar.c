/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-markdown-block.h"
#include "troupe-sidebar.h"

/**
 * TroupeSidebar:
 *
 * The places of a window and the recent discussions. A discussion is a place too, so that one selection spans both
 * lists. What is activated here is an action of the window.
 */

struct _TroupeSidebar
{
  AdwBin              parent_instance;

  TroupeConversation *current;            /* (owned) (nullable): the discussion on show */
  char               *place;              /* (owned) (nullable) */

  /* Owned References */
  GtkSingleSelection *selection;
  GSettings          *settings;

  /* Template References */
  GtkWidget          *end_controls;
  GtkWidget          *project_button;
  GtkWidget          *project_label;
  GtkWidget          *close_button;
  GtkWidget          *places;
  GtkWidget          *recent;
  GMenu              *recent_projects;
};

G_DEFINE_FINAL_TYPE (TroupeSidebar, troupe_sidebar, ADW_TYPE_BIN)

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
update_selection (TroupeSidebar *self)
{
  guint found = GTK_INVALID_LIST_POSITION;
  GtkListBoxRow *place = NULL;

  if (self->current != NULL && g_strcmp0 (self->place, "discussion") == 0)
    for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
      {
        g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

        if (item == G_OBJECT (self->current))
          found = i;
      }

  if (found == GTK_INVALID_LIST_POSITION)
    for (GtkWidget *row = gtk_widget_get_first_child (self->places); row != NULL; row = gtk_widget_get_next_sibling (row))
      if (GTK_IS_LIST_BOX_ROW (row) && g_strcmp0 (g_object_get_data (G_OBJECT (row), "place"), self->place) == 0)
        place = GTK_LIST_BOX_ROW (row);

  gtk_single_selection_set_selected (self->selection, found);
  gtk_list_box_select_row (GTK_LIST_BOX (self->places), place);
}

static void
place_activated_cb (TroupeSidebar *self,
                    GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", g_object_get_data (G_OBJECT (row), "place"));
}

static void
recent_activated_cb (TroupeSidebar *self,
                     guint          position)
{
  g_autoptr(TroupeConversation) conversation = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (conversation != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-discussion", "x", troupe_conversation_get_id (conversation));
}

static void
recent_projects_changed_cb (TroupeSidebar *self)
{
  g_auto(GStrv) uris = g_settings_get_strv (self->settings, "recent-projects");

  g_menu_remove_all (self->recent_projects);
  for (guint i = 0; uris[i] != NULL && i < 6; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_commandline_arg (uris[i]);
      g_autofree char *name = g_file_get_basename (file);
      g_auto(GStrv) parts = g_strsplit (name, "_", -1);
      g_autofree char *label = NULL;
      g_autoptr(GMenuItem) item = NULL;

      /* An underscore in the name of a folder is no mnemonic. */
      label = g_strjoinv ("__", parts);
      item = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (item, "app.open-project", "s", uris[i]);
      g_menu_append_item (self->recent_projects, item);
    }
}

static void
troupe_sidebar_dispose (GObject *object)
{
  TroupeSidebar *self = TROUPE_SIDEBAR (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->current);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (troupe_sidebar_parent_class)->dispose (object);
}

static void
troupe_sidebar_finalize (GObject *object)
{
  TroupeSidebar *self = TROUPE_SIDEBAR (object);

  g_free (self->place);

  G_OBJECT_CLASS (troupe_sidebar_parent_class)->finalize (object);
}

static void
troupe_sidebar_class_init (TroupeSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_sidebar_dispose;
  object_class->finalize = troupe_sidebar_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/window/troupe-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, end_controls);
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, project_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, project_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, close_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, places);
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, recent);
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, recent_projects);
  gtk_widget_class_bind_template_callback (widget_class, place_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, recent_activated_cb);
}

static void
troupe_sidebar_init (TroupeSidebar *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_recent_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_recent_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_recent_cb), NULL);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->recent), factory);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->recent), GTK_SELECTION_MODEL (self->selection));
  /* After the list view, which has to know of an item before it can be selected. */
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (update_selection), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  self->settings = g_settings_new (TROUPE_APP_ID);
  g_signal_connect_object (self->settings, "changed::recent-projects",
                           G_CALLBACK (recent_projects_changed_cb), self, G_CONNECT_SWAPPED);
  recent_projects_changed_cb (self);
}

/**
 * troupe_sidebar_add_place:
 * @self: the sidebar
 * @name: what win.show-page calls it
 * @title: what people call it
 * @icon_name: a symbolic icon
 *
 * Adds a place to the end of the list.
 */
void
troupe_sidebar_add_place (TroupeSidebar *self,
                          const char    *name,
                          const char    *title,
                          const char    *icon_name)
{
  GtkWidget *box, *image, *label, *row;

  g_return_if_fail (TROUPE_IS_SIDEBAR (self));

  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  image = gtk_image_new_from_icon_name (icon_name);
  label = gtk_label_new (title);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);

  row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (row), "place", g_strdup (name), g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->places), row);
}

/**
 * troupe_sidebar_set_place:
 * @self: the sidebar
 * @name: the place on show
 * @conversation: (nullable): the discussion, if that is what the place shows
 *
 * Selects where the window is.
 */
void
troupe_sidebar_set_place (TroupeSidebar      *self,
                          const char         *name,
                          TroupeConversation *conversation)
{
  g_return_if_fail (TROUPE_IS_SIDEBAR (self));

  g_free (self->place);
  self->place = g_strdup (name);
  g_set_object (&self->current, conversation);
  update_selection (self);
}

/**
 * troupe_sidebar_set_project:
 * @self: the sidebar
 * @project: (nullable): the project's folder
 *
 * Says which project the window has.
 */
void
troupe_sidebar_set_project (TroupeSidebar *self,
                            GFile         *project)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (TROUPE_IS_SIDEBAR (self));

  name = project != NULL ? g_file_get_basename (project) : g_strdup (_("No Project"));
  path = project != NULL ? g_file_get_parse_name (project) : g_strdup (_("Open Project…"));
  /* Translators: the accessible name of a menu button; %s is the name of a folder */
  label = g_strdup_printf (_("Project: %s"), name);
  gtk_label_set_text (GTK_LABEL (self->project_label), name);
  gtk_widget_set_tooltip_text (self->project_button, path);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->project_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * troupe_sidebar_set_conversations:
 * @self: the sidebar
 * @conversations: (nullable): a list of #TroupeConversation, the latest first
 *
 * Says which discussions there are.
 */
void
troupe_sidebar_set_conversations (TroupeSidebar *self,
                                  GListModel    *conversations)
{
  g_return_if_fail (TROUPE_IS_SIDEBAR (self));

  gtk_single_selection_set_model (self->selection, conversations);
}

/**
 * troupe_sidebar_set_folded:
 * @self: the sidebar
 * @folded: whether the sidebar has the whole window
 *
 * Shows the buttons that a page of its own needs.
 */
void
troupe_sidebar_set_folded (TroupeSidebar *self,
                           gboolean       folded)
{
  g_return_if_fail (TROUPE_IS_SIDEBAR (self));

  gtk_widget_set_visible (self->close_button, folded);
  gtk_widget_set_visible (self->end_controls, folded);
}
