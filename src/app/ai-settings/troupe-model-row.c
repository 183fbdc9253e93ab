/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-model-listing.h"
#include "troupe-model-popover.h"
#include "troupe-model-row.h"
#include "troupe-setting-text.h"

/**
 * TroupeModelRow:
 *
 * The model in force. It is the first of the preferred models; the others are in the tooltip. A model that its provider
 * does not list stays, and says so.
 */

struct _TroupeModelRow
{
  TroupeSettingRow  parent_instance;

  GtkWidget        *button;
  GtkWidget        *label;
  GtkWidget        *missing_icon;
  GtkWidget        *popover;         /* (nullable): made when it opens */
};

G_DEFINE_FINAL_TYPE (TroupeModelRow, troupe_model_row, TROUPE_TYPE_SETTING_ROW)

/* (transfer none) (nullable) */
static TroupeProvider *
find_provider (TroupeModelRow *self)
{
  TroupeSettingRow *row = TROUPE_SETTING_ROW (self);
  TroupeWorkspace *workspace = troupe_setting_row_get_workspace (row);
  TroupeResolver *resolver = troupe_setting_row_get_resolver (row);
  GListModel *providers = workspace != NULL ? troupe_provider_set_list (troupe_workspace_get_providers (workspace)) : NULL;
  const char *id;

  if (providers == NULL || resolver == NULL)
    return NULL;

  id = troupe_resolver_get_model_provider (resolver);
  if (id == NULL)
    id = troupe_resolver_get_string (resolver, TROUPE_FIELD_PROVIDER);
  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr(TroupeProvider) provider = g_list_model_get_item (providers, i);

      if (g_strcmp0 (troupe_provider_get_id (provider), id) == 0)
        return provider;
    }

  return NULL;
}

/* Whether the provider was asked and has no such model. */
static gboolean
is_missing (TroupeModelRow *self)
{
  TroupeResolver *resolver = troupe_setting_row_get_resolver (TROUPE_SETTING_ROW (self));
  TroupeProvider *provider = find_provider (self);
  const char *model = resolver != NULL ? troupe_resolver_get_model (resolver) : NULL;
  const char * const *known = provider != NULL ? troupe_model_listing_get_known (provider) : NULL;

  return model != NULL && known != NULL && !g_strv_contains (known, model);
}

static const char *
troupe_model_row_get_note (TroupeSettingRow *row)
{
  TroupeResolver *resolver = troupe_setting_row_get_resolver (row);

  if (resolver == NULL)
    return NULL;
  if (troupe_resolver_get_model (resolver) == NULL)
    return _("Choose a model");
  if (is_missing (TROUPE_MODEL_ROW (row)))
    return _("Not listed");

  return NULL;
}

static void
troupe_model_row_show_value (TroupeSettingRow *row,
                             TroupeFieldState  state,
                             const GValue     *value)
{
  TroupeModelRow *self = TROUPE_MODEL_ROW (row);
  TroupeResolver *resolver = troupe_setting_row_get_resolver (row);
  const char *model = resolver != NULL ? troupe_resolver_get_model (resolver) : NULL;
  g_autofree char *tooltip = NULL;
  g_autofree char *name = NULL;

  gtk_label_set_text (GTK_LABEL (self->label), model != NULL ? model : _("Not set"));
  gtk_widget_set_visible (self->missing_icon, is_missing (self));

  /* Translators: the accessible name of a button: a setting and its value, "Model: gpt-6" */
  name = g_strdup_printf (_("%s: %s"), _("Model"), model != NULL ? model : _("Not set"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (model != NULL && troupe_resolver_get_n_models (resolver) > 1 && state == TROUPE_FIELD_STATE_SET)
    {
      g_autofree char *all = troupe_setting_format (NULL, TROUPE_FIELD_PREFERRED_MODELS, state, value);

      /* Translators: %s are models, by preference */
      tooltip = g_strdup_printf (_("In this order: %s"), all);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tooltip != NULL ? tooltip : "", -1);
  gtk_widget_set_tooltip_text (self->button, tooltip != NULL ? tooltip : model);
}

static void
chosen_cb (TroupeModelRow *self,
           const char     *model)
{
  TroupeResolver *resolver = troupe_setting_row_get_resolver (TROUPE_SETTING_ROW (self));

  if (resolver != NULL && g_strcmp0 (troupe_resolver_get_model (resolver), model) != 0)
    troupe_resolver_override_model (resolver, model);
}

static void
closed_cb (TroupeModelRow *self)
{
  /* What the provider listed may be news for the model in force. */
  troupe_setting_row_refresh (TROUPE_SETTING_ROW (self));
}

static void
create_popover_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  TroupeModelRow *self = user_data;
  TroupeResolver *resolver = troupe_setting_row_get_resolver (TROUPE_SETTING_ROW (self));
  TroupeWorkspace *workspace;

  if (self->popover == NULL)
    {
      self->popover = troupe_model_popover_new ();
      g_signal_connect_object (self->popover, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->popover, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_END);
      gtk_menu_button_set_popover (button, self->popover);
    }
  workspace = troupe_setting_row_get_workspace (TROUPE_SETTING_ROW (self));
  troupe_model_popover_set_provider (TROUPE_MODEL_POPOVER (self->popover),
                                     workspace != NULL ? troupe_workspace_get_providers (workspace) : NULL,
                                     find_provider (self),
                                     resolver != NULL ? troupe_resolver_get_model (resolver) : NULL);
}

static void
troupe_model_row_constructed (GObject *object)
{
  TroupeModelRow *self = TROUPE_MODEL_ROW (object);
  GtkWidget *box, *arrow;

  G_OBJECT_CLASS (troupe_model_row_parent_class)->constructed (object);

  self->missing_icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_widget_set_tooltip_text (self->missing_icon, _("Not listed"));
  gtk_widget_add_css_class (self->missing_icon, "warning");
  gtk_widget_set_visible (self->missing_icon, FALSE);
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->label), 18);
  arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");

  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), self->missing_icon);
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), arrow);

  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), create_popover_cb, self, NULL);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "setting-choice");
  troupe_setting_row_set_control (TROUPE_SETTING_ROW (self), self->button);
}

static void
troupe_model_row_class_init (TroupeModelRowClass *klass)
{
  TroupeSettingRowClass *row_class = TROUPE_SETTING_ROW_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = troupe_model_row_constructed;
  row_class->get_note = troupe_model_row_get_note;
  row_class->show_value = troupe_model_row_show_value;
}

static void
troupe_model_row_init (TroupeModelRow *self)
{
}
