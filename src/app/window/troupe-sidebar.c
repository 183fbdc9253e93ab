/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-recent-list.h"
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
  GSettings          *settings;

  /* Template References */
  GtkWidget          *end_controls;
  GtkWidget          *project_button;
  GtkWidget          *project_label;
  GtkWidget          *close_button;
  GtkWidget          *places;
  TroupeRecentList   *recent;
  GMenu              *recent_projects;
};

G_DEFINE_FINAL_TYPE (TroupeSidebar, troupe_sidebar, ADW_TYPE_BIN)

static void
update_selection (TroupeSidebar *self)
{
  TroupeConversation *open = g_strcmp0 (self->place, "discussion") == 0 ? self->current : NULL;
  GtkListBoxRow *place = NULL;

  if (!troupe_recent_list_select (self->recent, open))
    for (GtkWidget *row = gtk_widget_get_first_child (self->places); row != NULL; row = gtk_widget_get_next_sibling (row))
      if (GTK_IS_LIST_BOX_ROW (row) && g_strcmp0 (g_object_get_data (G_OBJECT (row), "place"), self->place) == 0)
        place = GTK_LIST_BOX_ROW (row);

  gtk_list_box_select_row (GTK_LIST_BOX (self->places), place);
}

static void
place_activated_cb (TroupeSidebar *self,
                    GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", g_object_get_data (G_OBJECT (row), "place"));
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

  g_type_ensure (TROUPE_TYPE_RECENT_LIST);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/window/troupe-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, end_controls);
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, project_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, project_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, close_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, places);
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, recent);
  gtk_widget_class_bind_template_child (widget_class, TroupeSidebar, recent_projects);
  gtk_widget_class_bind_template_callback (widget_class, place_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_selection);
}

static void
troupe_sidebar_init (TroupeSidebar *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  /* A list box selects what the focus passes, and nobody went there. */
  g_signal_connect_object (focus, "leave", G_CALLBACK (update_selection), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->places, focus);

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

  troupe_recent_list_set_conversations (self->recent, conversations);
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
