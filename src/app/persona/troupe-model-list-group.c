/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-model-list-group.h"
#include "troupe-model-popover.h"
#include "troupe-setting-text.h"

/**
 * TroupeModelListGroup:
 *
 * The preferred models of a layer, in order: add, move, remove. What an entry has of its own, provider and parameters,
 * goes with it.
 */

struct _TroupeModelListGroup
{
  AdwPreferencesGroup  parent_instance;

  TroupeWorkspace     *workspace;     /* (owned) (nullable) */
  GSignalGroup        *signals;       /* of the settings */

  GtkWidget           *add_button;
  GtkWidget           *popover;       /* (nullable) */
  GPtrArray           *rows;          /* of unowned GtkWidget */
};

G_DEFINE_FINAL_TYPE (TroupeModelListGroup, troupe_model_list_group, ADW_TYPE_PREFERENCES_GROUP)

static TroupeAiSettings *
get_settings (TroupeModelListGroup *self)
{
  g_autoptr(TroupeAiSettings) settings = g_signal_group_dup_target (self->signals);

  return settings;
}

static TroupeModelList *
get_models (TroupeModelListGroup *self)
{
  TroupeAiSettings *settings = get_settings (self);

  if (settings == NULL ||
      troupe_ai_settings_get_state (settings, TROUPE_FIELD_PREFERRED_MODELS) != TROUPE_FIELD_STATE_SET)
    return NULL;

  return troupe_ai_settings_get_preferred_models (settings);
}

/* @entries: of TroupeModelEntry */
static void
set_entries (TroupeModelListGroup *self,
             GPtrArray            *entries)
{
  TroupeAiSettings *settings = get_settings (self);

  if (entries->len > 0)
    {
      g_autoptr(TroupeModelList) models = NULL;

      models = troupe_model_list_new ((TroupeModelEntry **) entries->pdata, entries->len);
      troupe_ai_settings_set_preferred_models (settings, models);
    }
  else
    {
      troupe_ai_settings_unset (settings, TROUPE_FIELD_PREFERRED_MODELS);
    }
}

static GPtrArray *
copy_entries (TroupeModelListGroup *self)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_model_entry_unref);
  TroupeModelList *models = get_models (self);

  for (guint i = 0; models != NULL && i < troupe_model_list_get_n_items (models); i++)
    g_ptr_array_add (entries, troupe_model_entry_ref (troupe_model_list_get_item (models, i)));

  return entries;
}

static void
move_up_cb (TroupeModelListGroup *self,
            GtkWidget            *button)
{
  g_autoptr(GPtrArray) entries = copy_entries (self);
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));
  gpointer entry;

  if (index == 0 || index >= entries->len)
    return;

  entry = g_ptr_array_steal_index (entries, index);
  g_ptr_array_insert (entries, (int) index - 1, entry);
  set_entries (self, entries);
}

static void
remove_cb (TroupeModelListGroup *self,
           GtkWidget            *button)
{
  g_autoptr(GPtrArray) entries = copy_entries (self);
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));

  if (index >= entries->len)
    return;

  g_ptr_array_remove_index (entries, index);
  set_entries (self, entries);
}

static void
chosen_cb (TroupeModelListGroup *self,
           const char           *name)
{
  g_autoptr(GPtrArray) entries = copy_entries (self);

  g_ptr_array_add (entries, troupe_model_entry_new (name, NULL, NULL));
  set_entries (self, entries);
}

static GtkWidget *
create_button (TroupeModelListGroup *self,
               const char           *icon_name,
               const char           *label,
               const char           *model,
               guint                 index,
               GCallback             callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);
  g_autofree char *name = g_strdup_printf ("%s: %s", label, model);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (index));
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);

  return button;
}

static char *
describe_entry (TroupeModelListGroup *self,
                TroupeModelEntry     *entry)
{
  TroupeAiSettings *parameters = troupe_model_entry_get_parameters (entry);
  const char *provider = troupe_model_entry_get_provider (entry);
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (provider != NULL)
    g_ptr_array_add (parts, troupe_setting_provider_title (self->workspace, provider));
  for (guint i = 0; parameters != NULL && i < TROUPE_N_FIELDS; i++)
    {
      TroupeFieldState state = troupe_ai_settings_get_state (parameters, i);
      g_autofree char *value = NULL;

      if (state == TROUPE_FIELD_STATE_UNSET || i == TROUPE_FIELD_PROVIDER)
        continue;
      value = troupe_setting_format (self->workspace, i, state,
                                     state == TROUPE_FIELD_STATE_SET ? troupe_ai_settings_get_value (parameters, i) : NULL);
      g_ptr_array_add (parts, g_strdup_printf ("%s %s", troupe_setting_get_title (i), value));
    }
  g_ptr_array_add (parts, NULL);

  return g_strjoinv (" · ", (char **) parts->pdata);
}

static void
refresh (TroupeModelListGroup *self)
{
  TroupeModelList *models = get_models (self);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; models != NULL && i < troupe_model_list_get_n_items (models); i++)
    {
      TroupeModelEntry *entry = troupe_model_list_get_item (models, i);
      const char *model = troupe_model_entry_get_model (entry);
      g_autofree char *title = g_markup_escape_text (model, -1);
      g_autofree char *description = describe_entry (self, entry);
      g_autofree char *subtitle = g_markup_escape_text (description, -1);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
      if (i > 0)
        adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_button (self, "go-up-symbolic", _("Move Up"), model, i,
                                                                        G_CALLBACK (move_up_cb)));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_button (self, "list-remove-symbolic", _("Remove"), model, i,
                                                                      G_CALLBACK (remove_cb)));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }

  if (self->rows->len == 0)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Inherit"));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("The model comes from the defaults"));
      gtk_widget_add_css_class (row, "dim-label");
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }
}

static void
create_popover_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  TroupeModelListGroup *self = user_data;
  TroupeAiSettings *settings = get_settings (self);
  g_autoptr(TroupeProvider) found = NULL;
  GListModel *providers;
  const char *id = NULL;

  if (self->popover == NULL)
    {
      self->popover = troupe_model_popover_new ();
      g_signal_connect_object (self->popover, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
      gtk_menu_button_set_popover (button, self->popover);
    }

  if (settings != NULL && troupe_ai_settings_get_state (settings, TROUPE_FIELD_PROVIDER) == TROUPE_FIELD_STATE_SET)
    id = troupe_ai_settings_get_string (settings, TROUPE_FIELD_PROVIDER);
  providers = self->workspace != NULL ? troupe_provider_set_list (troupe_workspace_get_providers (self->workspace)) : NULL;
  for (guint i = 0; providers != NULL && id != NULL && i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr(TroupeProvider) provider = g_list_model_get_item (providers, i);

      if (g_strcmp0 (troupe_provider_get_id (provider), id) == 0)
        found = g_object_ref (provider);
    }
  troupe_model_popover_set_provider (TROUPE_MODEL_POPOVER (self->popover),
                                     self->workspace != NULL ? troupe_workspace_get_providers (self->workspace) : NULL,
                                     found, NULL);
}

static void
troupe_model_list_group_dispose (GObject *object)
{
  TroupeModelListGroup *self = TROUPE_MODEL_LIST_GROUP (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (troupe_model_list_group_parent_class)->dispose (object);
}

static void
troupe_model_list_group_class_init (TroupeModelListGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = troupe_model_list_group_dispose;
}

static void
troupe_model_list_group_init (TroupeModelListGroup *self)
{
  g_autofree char *detailed = NULL;

  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Preferred Models"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), _("Tried in this order"));

  self->add_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->add_button), "list-add-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->add_button), create_popover_cb, self, NULL);
  gtk_widget_add_css_class (self->add_button, "flat");
  gtk_widget_set_valign (self->add_button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->add_button, _("Add Model"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Add Model"), -1);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), self->add_button);

  self->signals = g_signal_group_new (TROUPE_TYPE_AI_SETTINGS);
  detailed = g_strconcat ("notify::", troupe_field_get_property_name (TROUPE_FIELD_PREFERRED_MODELS), NULL);
  g_signal_group_connect_object (self->signals, detailed, G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
}

/**
 * troupe_model_list_group_set_source:
 * @self: the group
 * @workspace: (nullable): where providers come from
 * @settings: (nullable): the layer that is edited
 *
 * Binds the group.
 */
void
troupe_model_list_group_set_source (TroupeModelListGroup *self,
                                    TroupeWorkspace      *workspace,
                                    TroupeAiSettings     *settings)
{
  g_return_if_fail (TROUPE_IS_MODEL_LIST_GROUP (self));

  g_set_object (&self->workspace, workspace);
  g_signal_group_set_target (self->signals, settings);
  refresh (self);
}
