/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-accels.h"
#include "troupe-application.h"
#include "troupe-preferences-window.h"
#include "troupe-window.h"

/**
 * TroupeApplication:
 *
 * The process: its command line, its windows, and the actions that belong to no window.
 */

#define N_RECENT 8

struct _TroupeApplication
{
  AdwApplication  parent_instance;

  GSettings      *settings;
  GtkCssProvider *high_contrast;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (TroupeApplication, troupe_application, ADW_TYPE_APPLICATION)

static void
remember_project (TroupeApplication *self,
                  GFile             *project)
{
  g_autofree char *uri = project != NULL ? g_file_get_uri (project) : g_strdup ("");
  g_auto(GStrv) recent = NULL;
  g_autoptr(GPtrArray) uris = g_ptr_array_new ();

  g_settings_set_string (self->settings, "last-project", uri);
  if (project == NULL)
    return;

  recent = g_settings_get_strv (self->settings, "recent-projects");
  g_ptr_array_add (uris, uri);
  for (guint i = 0; recent[i] != NULL && uris->len < N_RECENT; i++)
    if (!g_str_equal (recent[i], uri))
      g_ptr_array_add (uris, recent[i]);
  g_ptr_array_add (uris, NULL);
  g_settings_set_strv (self->settings, "recent-projects", (const char * const *) uris->pdata);
}

static TroupeWindow *
find_window (TroupeApplication *self,
             GFile             *project)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (TROUPE_IS_WINDOW (l->data))
      {
        GFile *other = troupe_workspace_get_project (troupe_window_get_workspace (l->data));

        if (project == NULL ? other == NULL : other != NULL && g_file_equal (project, other))
          return l->data;
      }

  return NULL;
}

static void
open_project (TroupeApplication *self,
              GFile             *project)
{
  TroupeWindow *window = find_window (self, project);

  if (window == NULL)
    {
      TroupeWindow *empty = project != NULL ? find_window (self, NULL) : NULL;

      window = troupe_window_new (ADW_APPLICATION (self), project);

      /* A window without a project was only waiting for one. */
      if (empty != NULL && (troupe_window_get_chat (empty) == NULL || !troupe_chat_is_busy (troupe_window_get_chat (empty))))
        gtk_window_close (GTK_WINDOW (empty));
    }

  remember_project (self, project);
  gtk_window_present (GTK_WINDOW (window));
}

static void
open_last_project (TroupeApplication *self)
{
  g_autofree char *uri = g_settings_get_string (self->settings, "last-project");
  g_autoptr(GFile) project = *uri != '\0' ? g_file_new_for_commandline_arg (uri) : NULL;
  g_autoptr(GFile) still_there = NULL;

  /* A local folder that is gone is no project any more. */
  if (project != NULL && (!g_file_is_native (project) || g_file_query_exists (project, NULL)))
    still_there = g_object_ref (project);
  open_project (self, still_there);
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  GtkApplication *application = user_data;
  GtkWindow *active = gtk_application_get_active_window (application);
  g_autolist(GtkWindow) windows = g_list_copy_deep (gtk_application_get_windows (application),
                                                    (GCopyFunc) (void (*) (void)) g_object_ref, NULL);

  /* An editor that is open asks for what it holds, and quits once that is answered. */
  if (active != NULL && gtk_widget_activate_action (GTK_WIDGET (active), "dialog.quit", NULL))
    return;

  /* A question in one window keeps all of them: nobody wants half of the application to go. */
  for (GList *l = windows; l != NULL; l = l->next)
    if (TROUPE_IS_WINDOW (l->data) && !troupe_window_close_dialogs (l->data))
      return;

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  adw_show_about_window (window,
                         "application-name", _("Troupe"),
                         "application-icon", TROUPE_APP_ID,
                         "version", TROUPE_VERSION,
                         "developer-name", _("The Troupe contributors"),
                         "comments", _("Casts AI agents as personas and has them perform tickets"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: your name, one translator a line */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static void
preferences_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  if (TROUPE_IS_WINDOW (window))
    troupe_preferences_window_present (TROUPE_WINDOW (window));
}

static void
shortcuts_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  g_autoptr(GtkBuilder) builder = gtk_builder_new_from_resource (TROUPE_APP_PATH "/ui/window/shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, gtk_application_get_active_window (user_data));
  gtk_window_present (shortcuts);
}

static void
open_project_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  g_autoptr(GFile) project = g_file_new_for_commandline_arg (g_variant_get_string (parameter, NULL));

  open_project (user_data, project);
}

/* From a notification, which names the question: only the window that shows it answers. */
static void
answer_approval_cb (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  const char *key;

  g_variant_get (parameter, "(&s&s)", NULL, &key);
  if (*key == '\0')
    return;

  for (GList *l = gtk_application_get_windows (user_data); l != NULL; l = l->next)
    if (TROUPE_IS_WINDOW (l->data) && g_action_group_has_action (l->data, "answer-approval"))
      g_action_group_activate_action (l->data, "answer-approval", parameter);
}

static void
color_scheme_changed_cb (TroupeApplication *self)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  int index = g_settings_get_enum (self->settings, "color-scheme");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[CLAMP (index, 0, 2)]);
}

/* Libadwaita would load a style-hc.css by itself, but wants a media query from 1.10 on, which GTK 4.8 does not know. */
static void
high_contrast_changed_cb (TroupeApplication *self)
{
  GdkDisplay *display = gdk_display_get_default ();

  if (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (self->high_contrast),
                                                GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  else
    gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (self->high_contrast));
}

static void
troupe_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { "quit", quit_cb, NULL, NULL, NULL },
    { "about", about_cb, NULL, NULL, NULL },
    { "preferences", preferences_cb, NULL, NULL, NULL },
    { "shortcuts", shortcuts_cb, NULL, NULL, NULL },
    { "open-project", open_project_cb, "s", NULL, NULL },
    { "answer-approval", answer_approval_cb, "(ss)", NULL, NULL },
  };
  TroupeApplication *self = TROUPE_APPLICATION (application);
  g_autoptr(GAction) scheme = NULL;

  G_APPLICATION_CLASS (troupe_application_parent_class)->startup (application);

  self->settings = g_settings_new (TROUPE_APP_ID);
  g_signal_connect_object (self->settings, "changed::color-scheme",
                           G_CALLBACK (color_scheme_changed_cb), self, G_CONNECT_SWAPPED);
  color_scheme_changed_cb (self);

  self->high_contrast = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (self->high_contrast, TROUPE_APP_PATH "/high-contrast.css");
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (high_contrast_changed_cb), self, G_CONNECT_SWAPPED);
  high_contrast_changed_cb (self);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  scheme = g_settings_create_action (self->settings, "color-scheme");
  g_action_map_add_action (G_ACTION_MAP (self), scheme);
  troupe_accels_add (GTK_APPLICATION (self));
}

static void
troupe_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window != NULL)
    gtk_window_present (window);
  else
    open_last_project (TROUPE_APPLICATION (application));
}

static void
troupe_application_open (GApplication  *application,
                         GFile        **files,
                         int            n_files,
                         const char    *hint)
{
  for (int i = 0; i < n_files; i++)
    open_project (TROUPE_APPLICATION (application), files[i]);
}

static int
troupe_application_command_line (GApplication            *application,
                                 GApplicationCommandLine *command_line)
{
  TroupeApplication *self = TROUPE_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  g_auto(GStrv) arguments = g_application_command_line_get_arguments (command_line, NULL);
  const char *project = NULL;
  gboolean opened = FALSE;

  if (g_variant_dict_lookup (options, "project", "^&ay", &project))
    {
      g_autoptr(GFile) file = g_application_command_line_create_file_for_arg (command_line, project);

      open_project (self, file);
      opened = TRUE;
    }
  for (guint i = 1; arguments[0] != NULL && arguments[i] != NULL; i++)
    {
      g_autoptr(GFile) file = g_application_command_line_create_file_for_arg (command_line, arguments[i]);

      open_project (self, file);
      opened = TRUE;
    }

  if (!opened)
    g_application_activate (application);

  return 0;
}

static void
troupe_application_finalize (GObject *object)
{
  TroupeApplication *self = TROUPE_APPLICATION (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->high_contrast);

  G_OBJECT_CLASS (troupe_application_parent_class)->finalize (object);
}

static void
troupe_application_class_init (TroupeApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = troupe_application_finalize;
  application_class->startup = troupe_application_startup;
  application_class->activate = troupe_application_activate;
  application_class->open = troupe_application_open;
  application_class->command_line = troupe_application_command_line;
}

static void
troupe_application_init (TroupeApplication *self)
{
  static const GOptionEntry entries[] = {
    { "project", 'p', 0, G_OPTION_ARG_FILENAME, NULL, N_("Open the project in FOLDER"), N_("FOLDER") },
    { NULL }
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[FOLDER…]"));
}

/**
 * troupe_application_new:
 *
 * Returns: (transfer full): the application
 */
TroupeApplication *
troupe_application_new (void)
{
  return g_object_new (TROUPE_TYPE_APPLICATION,
                       "application-id", TROUPE_APP_ID,
                       "resource-base-path", TROUPE_APP_PATH,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       NULL);
}
