/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-defaults-group.h"
#include "troupe-named-text.h"
#include "troupe-provider-configs.h"
#include "troupe-provider-editor.h"
#include "troupe-providers-page.h"

/**
 * TroupeProvidersPage:
 *
 * The page of the preferences with the providers: Rehearsal, those that a person set up, and the places that are known
 * without that. Each opens a #TroupeProviderEditor in place of the page.
 */

struct _TroupeProvidersPage
{
  AdwPreferencesPage   parent_instance;

  TroupeWorkspace     *workspace;     /* (owned) */

  AdwPreferencesGroup *group;
  GPtrArray           *rows;          /* of unowned GtkWidget */
};

G_DEFINE_FINAL_TYPE (TroupeProvidersPage, troupe_providers_page, ADW_TYPE_PREFERENCES_PAGE)

static AdwPreferencesWindow *
get_window (TroupeProvidersPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return ADW_IS_PREFERENCES_WINDOW (root) ? ADW_PREFERENCES_WINDOW (root) : NULL;
}

static void
add_toast (TroupeProvidersPage *self,
           AdwToast            *toast)
{
  AdwPreferencesWindow *window = get_window (self);

  if (window != NULL)
    adw_preferences_window_add_toast (window, toast);
  else
    g_object_unref (toast);
}

static void
close_editor (TroupeProvidersPage *self)
{
  AdwPreferencesWindow *window = get_window (self);

  if (window != NULL)
    adw_preferences_window_close_subpage (window);
}

/* Removing */

typedef struct
{
  TroupeProvidersPage  *page;          /* (owned) */
  TroupeProviderConfig *config;        /* (owned) */
  guint                 position;
  gboolean              is_removed;
} Removal;

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!troupe_secrets_clear_finish (result, &error))
    g_info ("%s", error->message);
}

static void
removal_free (gpointer  data,
              GClosure *closure)
{
  Removal *removal = data;

  /* Until now it could come back as it was, with its key. */
  if (removal->is_removed)
    troupe_secrets_clear_async (troupe_provider_config_get_id (removal->config), NULL, cleared_cb, NULL);
  g_object_unref (removal->page);
  g_object_unref (removal->config);
  g_free (removal);
}

static void
restored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(TroupeProvidersPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!troupe_library_save_providers_finish (TROUPE_LIBRARY (source), result, &error))
    add_toast (self, adw_toast_new (error->message));
}

static void
undo_cb (AdwToast *toast,
         Removal  *removal)
{
  TroupeLibrary *library = troupe_workspace_get_library (removal->page->workspace);
  g_autoptr(GPtrArray) configs = NULL;

  removal->is_removed = FALSE;
  configs = troupe_provider_configs_put (library, removal->config, removal->position);
  troupe_library_save_providers_async (library, configs, NULL, restored_cb, g_object_ref (removal->page));
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Removal *removal = user_data;
  g_autoptr(TroupeProvidersPage) self = g_object_ref (removal->page);
  g_autoptr(GError) error = NULL;
  g_autofree char *title = NULL;
  AdwToast *toast;

  if (!troupe_library_save_providers_finish (TROUPE_LIBRARY (source), result, &error))
    {
      removal_free (removal, NULL);
      add_toast (self, adw_toast_new (error->message));
      return;
    }

  removal->is_removed = TRUE;
  /* Translators: %s is the name of a provider */
  title = troupe_named_text (_("Removed “%s”"), troupe_provider_config_get_name (removal->config));
  toast = adw_toast_new ("");
  adw_toast_set_custom_title (toast, gtk_label_new (title));
  adw_toast_set_button_label (toast, _("_Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), removal, removal_free, 0);
  add_toast (self, toast);
}

static void
remove_cb (TroupeProvidersPage  *self,
           TroupeProviderConfig *config)
{
  TroupeLibrary *library = troupe_workspace_get_library (self->workspace);
  const char *id = troupe_provider_config_get_id (config);
  g_autoptr(GPtrArray) configs = troupe_provider_configs_without (library, id);
  Removal *removal = g_new0 (Removal, 1);

  removal->page = g_object_ref (self);
  removal->config = troupe_provider_config_copy (config);
  troupe_provider_configs_find (library, id, &removal->position);
  troupe_library_save_providers_async (library, configs, NULL, removed_cb, removal);
  close_editor (self);
}

/* The list */

static void
open_editor (TroupeProvidersPage  *self,
             TroupeProviderConfig *config)
{
  AdwPreferencesWindow *window = get_window (self);
  GtkWidget *editor;

  if (window == NULL)
    return;

  editor = troupe_provider_editor_new (self->workspace, config);
  g_signal_connect_object (editor, "closed", G_CALLBACK (close_editor), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "remove", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_window_present_subpage (window, editor);
  gtk_widget_grab_focus (editor);
}

static void
add_clicked_cb (TroupeProvidersPage *self)
{
  open_editor (self, NULL);
}

static void
edit_clicked_cb (TroupeProvidersPage *self,
                 GtkWidget           *button)
{
  TroupeProvider *provider = g_object_get_data (G_OBJECT (button), "provider");

  open_editor (self, troupe_provider_get_config (provider));
}

static GtkWidget *
create_row (TroupeProvidersPage *self,
            TroupeProvider      *provider)
{
  TroupeProviderConfig *config = troupe_provider_get_config (provider);
  const char *base_url = troupe_provider_config_get_base_url (config);
  gboolean is_rehearsal = g_strcmp0 (troupe_provider_config_get_kind (config), "rehearsal") == 0;
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), troupe_provider_get_name (provider));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               is_rehearsal ? _("Answers with no network and no key; always there")
                                            : base_url != NULL ? base_url : "");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  if (!is_rehearsal)
    {
      GtkWidget *button = gtk_button_new_from_icon_name ("go-next-symbolic");

      /* As the row's activatable widget it is named for the row. */
      gtk_widget_set_tooltip_text (button, _("Set Up"));
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "circular");
      g_object_set_data_full (G_OBJECT (button), "provider", g_object_ref (provider), g_object_unref);
      g_signal_connect_object (button, "clicked", G_CALLBACK (edit_clicked_cb), self, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
    }

  return row;
}

static void
load (TroupeProvidersPage *self)
{
  GListModel *providers = troupe_provider_set_list (troupe_workspace_get_providers (self->workspace));

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr(TroupeProvider) provider = g_list_model_get_item (providers, i);
      GtkWidget *row = create_row (self, provider);

      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->rows, row);
    }
}

static void
troupe_providers_page_dispose (GObject *object)
{
  TroupeProvidersPage *self = TROUPE_PROVIDERS_PAGE (object);

  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (troupe_providers_page_parent_class)->dispose (object);
}

static void
troupe_providers_page_finalize (GObject *object)
{
  g_ptr_array_unref (TROUPE_PROVIDERS_PAGE (object)->rows);

  G_OBJECT_CLASS (troupe_providers_page_parent_class)->finalize (object);
}

static void
troupe_providers_page_class_init (TroupeProvidersPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = troupe_providers_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = troupe_providers_page_finalize;
}

static void
troupe_providers_page_init (TroupeProvidersPage *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-add-symbolic");

  self->rows = g_ptr_array_new ();
  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (self), _("Providers"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (self), "network-server-symbolic");

  gtk_widget_set_tooltip_text (button, _("Add Provider"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Add Provider"), -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (add_clicked_cb), self, G_CONNECT_SWAPPED);

  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _("Providers"));
  adw_preferences_group_set_description (self->group, _("Any server that speaks like OpenAI’s can be added"));
  adw_preferences_group_set_header_suffix (self->group, button);
}

/**
 * troupe_providers_page_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
troupe_providers_page_new (TroupeWorkspace *workspace)
{
  TroupeProvidersPage *self;

  g_return_val_if_fail (TROUPE_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (TROUPE_TYPE_PROVIDERS_PAGE, NULL);
  self->workspace = g_object_ref (workspace);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self),
                            ADW_PREFERENCES_GROUP (troupe_defaults_group_new (workspace)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), self->group);
  g_signal_connect_object (troupe_provider_set_list (troupe_workspace_get_providers (workspace)), "items-changed",
                           G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);

  return GTK_WIDGET (self);
}
