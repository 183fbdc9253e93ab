/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-choice.h"
#include "troupe-choice-row.h"
#include "troupe-defaults-group.h"
#include "troupe-model-popover.h"
#include "troupe-setting-text.h"

/**
 * TroupeDefaultsGroup:
 *
 * Which provider and model is asked where neither project nor persona says so: the person's defaults.
 */

struct _TroupeDefaultsGroup
{
  AdwPreferencesGroup  parent_instance;

  TroupeWorkspace     *workspace;       /* (owned) */

  TroupeChoiceButton  *provider_button;
  GtkWidget           *model_row;
  GtkWidget           *model_button;
  GtkWidget           *model_label;
  GtkWidget           *popover;         /* (nullable): made when it opens */
};

G_DEFINE_FINAL_TYPE (TroupeDefaultsGroup, troupe_defaults_group, ADW_TYPE_PREFERENCES_GROUP)

static TroupeAiSettings *
get_defaults (TroupeDefaultsGroup *self)
{
  return troupe_library_get_defaults (troupe_workspace_get_library (self->workspace), TROUPE_SCOPE_USER);
}

static const char *
get_provider_id (TroupeDefaultsGroup *self)
{
  TroupeAiSettings *defaults = get_defaults (self);

  return troupe_ai_settings_get_state (defaults, TROUPE_FIELD_PROVIDER) == TROUPE_FIELD_STATE_SET
         ? troupe_ai_settings_get_string (defaults, TROUPE_FIELD_PROVIDER) : NULL;
}

static const char *
get_model (TroupeDefaultsGroup *self)
{
  TroupeAiSettings *defaults = get_defaults (self);
  TroupeModelList *models;

  if (troupe_ai_settings_get_state (defaults, TROUPE_FIELD_PREFERRED_MODELS) != TROUPE_FIELD_STATE_SET)
    return NULL;

  models = troupe_ai_settings_get_preferred_models (defaults);

  return troupe_model_list_get_n_items (models) > 0
         ? troupe_model_entry_get_model (troupe_model_list_get_item (models, 0)) : NULL;
}

static void
refresh (TroupeDefaultsGroup *self)
{
  const char *id = get_provider_id (self);
  const char *model = get_model (self);
  g_autofree char *missing = id != NULL ? g_strdup_printf (_("%s (missing)"), id) : NULL;
  g_autofree char *name = NULL;

  troupe_choice_button_set_chosen (self->provider_button, id, missing);
  gtk_widget_set_visible (self->model_row, id != NULL);
  gtk_label_set_text (GTK_LABEL (self->model_label), model != NULL ? model : _("Not set"));
  name = g_strdup_printf (_("%s: %s"), _("Model"), model != NULL ? model : _("Not set"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->model_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
load_providers (TroupeDefaultsGroup *self)
{
  GPtrArray *choices = troupe_setting_list_choices (self->workspace, TROUPE_FIELD_PROVIDER);

  g_ptr_array_insert (choices, 0, troupe_choice_new (NULL, _("Not set")));
  troupe_choice_button_set_choices (self->provider_button, choices);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(TroupeDefaultsGroup) self = user_data;
  g_autoptr(GError) error = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!troupe_library_save_defaults_finish (TROUPE_LIBRARY (source), result, &error) && ADW_IS_PREFERENCES_WINDOW (root))
    {
      AdwToast *toast = adw_toast_new ("");

      /* A message is no markup, which a plain title would be. */
      adw_toast_set_custom_title (toast, gtk_label_new (error->message));
      adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (root), toast);
    }
  if (self->workspace != NULL)
    refresh (self);
}

static void
save (TroupeDefaultsGroup *self,
      TroupeAiSettings    *defaults)
{
  troupe_library_save_defaults_async (troupe_workspace_get_library (self->workspace), TROUPE_SCOPE_USER, defaults, NULL,
                                      saved_cb, g_object_ref (self));
}

static void
provider_chosen_cb (TroupeDefaultsGroup *self)
{
  const char *id = troupe_choice_button_get_chosen (self->provider_button);
  g_autoptr(TroupeAiSettings) defaults = troupe_ai_settings_copy (get_defaults (self));

  if (id != NULL)
    troupe_ai_settings_set_string (defaults, TROUPE_FIELD_PROVIDER, id);
  else
    troupe_ai_settings_unset (defaults, TROUPE_FIELD_PROVIDER);
  /* The name of a model belongs to one provider. */
  troupe_ai_settings_unset (defaults, TROUPE_FIELD_PREFERRED_MODELS);
  save (self, defaults);
}

static void
model_chosen_cb (TroupeDefaultsGroup *self,
                 const char          *model)
{
  g_autoptr(TroupeAiSettings) defaults = troupe_ai_settings_copy (get_defaults (self));
  g_autoptr(TroupeModelEntry) entry = troupe_model_entry_new (model, NULL, NULL);
  g_autoptr(TroupeModelList) models = troupe_model_list_new (&entry, 1);

  troupe_ai_settings_set_preferred_models (defaults, models);
  save (self, defaults);
}

static void
create_popover_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  TroupeDefaultsGroup *self = user_data;
  TroupeProviderSet *providers = troupe_workspace_get_providers (self->workspace);
  const char *id = get_provider_id (self);
  TroupeProvider *provider = id != NULL ? troupe_provider_set_lookup (providers, id, NULL) : NULL;

  if (self->popover == NULL)
    {
      self->popover = troupe_model_popover_new ();
      g_signal_connect_object (self->popover, "chosen", G_CALLBACK (model_chosen_cb), self, G_CONNECT_SWAPPED);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_END);
      gtk_menu_button_set_popover (button, self->popover);
    }
  troupe_model_popover_set_provider (TROUPE_MODEL_POPOVER (self->popover), providers, provider, get_model (self));
}

static void
troupe_defaults_group_dispose (GObject *object)
{
  g_clear_object (&TROUPE_DEFAULTS_GROUP (object)->workspace);

  G_OBJECT_CLASS (troupe_defaults_group_parent_class)->dispose (object);
}

static void
troupe_defaults_group_class_init (TroupeDefaultsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = troupe_defaults_group_dispose;
}

static GtkWidget *
create_row (const char *title,
            const char *subtitle,
            GtkWidget  *control)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);

  return row;
}

static void
troupe_defaults_group_init (TroupeDefaultsGroup *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Defaults"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         _("For every persona that states no provider or model of its own"));

  self->provider_button = TROUPE_CHOICE_BUTTON (troupe_choice_button_new (_("Default Provider")));
  g_signal_connect_object (self->provider_button, "chosen", G_CALLBACK (provider_chosen_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self),
                             create_row (_("Provider"), _("Rehearsal, if not set"), GTK_WIDGET (self->provider_button)));

  self->model_label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->model_label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->model_label), 24);
  gtk_box_append (GTK_BOX (box), self->model_label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("pan-down-symbolic"));
  self->model_button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->model_button), box);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->model_button), create_popover_cb, self, NULL);
  gtk_widget_add_css_class (self->model_button, "flat");
  gtk_widget_add_css_class (self->model_button, "setting-choice");
  self->model_row = create_row (_("Model"), NULL, self->model_button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->model_row);
}

/**
 * troupe_defaults_group_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): the group
 */
GtkWidget *
troupe_defaults_group_new (TroupeWorkspace *workspace)
{
  TroupeDefaultsGroup *self;

  g_return_val_if_fail (TROUPE_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (TROUPE_TYPE_DEFAULTS_GROUP, NULL);
  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (get_defaults (self), "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (troupe_provider_set_list (troupe_workspace_get_providers (workspace)), "items-changed",
                           G_CALLBACK (load_providers), self, G_CONNECT_SWAPPED);
  load_providers (self);
  refresh (self);

  return GTK_WIDGET (self);
}
