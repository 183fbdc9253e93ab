/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-choice.h"
#include "troupe-preferences-window.h"
#include "troupe-providers-page.h"

/*
 * Preferences: what holds for the whole application.
 */

static void
scheme_chosen_cb (TroupeChoiceButton *button,
                  GSettings          *settings)
{
  g_settings_set_string (settings, "color-scheme", troupe_choice_button_get_chosen (button));
}

static GtkWidget *
create_scheme_row (GSettings *settings)
{
  g_autofree char *scheme = g_settings_get_string (settings, "color-scheme");
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = troupe_choice_button_new (_("Style"));
  GPtrArray *choices = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (choices, troupe_choice_new ("follow", _("Follow System")));
  g_ptr_array_add (choices, troupe_choice_new ("light", _("Light")));
  g_ptr_array_add (choices, troupe_choice_new ("dark", _("Dark")));
  troupe_choice_button_set_choices (TROUPE_CHOICE_BUTTON (button), choices);
  troupe_choice_button_set_chosen (TROUPE_CHOICE_BUTTON (button), scheme, NULL);
  g_signal_connect_object (button, "chosen", G_CALLBACK (scheme_chosen_cb), settings, 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Style"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

static GtkWidget *
create_return_row (GSettings *settings)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  g_settings_bind (settings, "send-with-return", toggle, "active", G_SETTINGS_BIND_DEFAULT);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Return Sends"), -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Return Sends"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Shift+Return begins a new line. Ctrl+Return always sends."));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);

  return row;
}

static AdwPreferencesGroup *
add_group (AdwPreferencesPage *page,
           const char         *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_page_add (page, group);

  return group;
}

/**
 * troupe_preferences_window_present:
 * @window: the window to open over
 *
 * Opens the preferences.
 */
void
troupe_preferences_window_present (TroupeWindow *window)
{
  GtkWidget *preferences = adw_preferences_window_new ();
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  GSettings *settings = g_settings_new (TROUPE_APP_ID);

  g_object_set_data_full (G_OBJECT (preferences), "settings", settings, g_object_unref);
  adw_preferences_page_set_title (page, _("General"));
  adw_preferences_page_set_icon_name (page, "preferences-system-symbolic");
  adw_preferences_group_add (add_group (page, _("Appearance")), create_scheme_row (settings));
  adw_preferences_group_add (add_group (page, _("Writing")), create_return_row (settings));
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (preferences), page);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (preferences),
                              ADW_PREFERENCES_PAGE (troupe_providers_page_new (troupe_window_get_workspace (window))));
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (preferences), FALSE);

  gtk_window_set_transient_for (GTK_WINDOW (preferences), GTK_WINDOW (window));
  gtk_window_set_application (GTK_WINDOW (preferences), gtk_window_get_application (GTK_WINDOW (window)));
  gtk_window_set_modal (GTK_WINDOW (preferences), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (preferences), 600, 620);
  gtk_window_present (GTK_WINDOW (preferences));
}
