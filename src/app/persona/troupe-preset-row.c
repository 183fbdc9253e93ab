/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-choice-row.h"
#include "troupe-choice.h"
#include "troupe-definition-dialog.h"
#include "troupe-preset-row.h"
#include "troupe-setting-text.h"

/**
 * TroupePresetRow:
 *
 * Chooses a prompt preset, a tool preset or a bias profile for a persona, or inherits it. What does not exist any more
 * stays chosen, and the row says so. The one in force can be edited, and a new one made, in a dialog of its own.
 */

struct _TroupePresetRow
{
  TroupeLayerRow      parent_instance;

  GSignalGroup       *catalog_signals;
  TroupeChoiceButton *choice;
  GtkWidget          *edit_button;
};

G_DEFINE_FINAL_TYPE (TroupePresetRow, troupe_preset_row, TROUPE_TYPE_LAYER_ROW)

static const struct
{
  TroupeField  field;
  TroupeKind   kind;
  const char  *edit;
  const char  *add;
  const char  *missing;
} topics[] = {
  { TROUPE_FIELD_PROMPT_PRESET_ID, TROUPE_KIND_PROMPT_PRESET, N_("Edit Prompt Preset…"), N_("New Prompt Preset…"),
    N_("There is no such prompt preset, so nobody can be asked. Choose another one or none.") },
  { TROUPE_FIELD_TOOL_PRESET_ID, TROUPE_KIND_TOOL_PRESET, N_("Edit Tool Preset…"), N_("New Tool Preset…"),
    N_("There is no such tool preset, so every tool asks first.") },
  { TROUPE_FIELD_BIAS_PROFILE_ID, TROUPE_KIND_BIAS_PROFILE, N_("Edit Bias Profile…"), N_("New Bias Profile…"),
    N_("There is no such bias profile, so nobody can be asked. Choose another one.") },
};

static guint
get_topic (TroupePresetRow *self)
{
  TroupeField field = troupe_layer_row_get_field (TROUPE_LAYER_ROW (self));

  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    if (topics[i].field == field)
      return i;

  return 0;
}

/* (transfer none) (nullable) */
static TroupeDefinition *
find (TroupePresetRow *self,
      const char      *id)
{
  TroupeWorkspace *workspace = troupe_layer_row_get_workspace (TROUPE_LAYER_ROW (self));

  if (workspace == NULL || id == NULL || *id == '\0')
    return NULL;

  return troupe_catalog_lookup (troupe_workspace_get_catalog (workspace), topics[get_topic (self)].kind, id);
}

static gboolean
is_missing (TroupePresetRow *self,
            const char      *id)
{
  return troupe_layer_row_get_workspace (TROUPE_LAYER_ROW (self)) != NULL && id != NULL && *id != '\0' &&
         find (self, id) == NULL;
}

/* (transfer full) (nullable): what is in force, be it stated here or inherited */
static char *
dup_effective_id (TroupePresetRow *self)
{
  TroupeField field = troupe_layer_row_get_field (TROUPE_LAYER_ROW (self));
  TroupeAiSettings *settings = troupe_layer_row_get_settings (TROUPE_LAYER_ROW (self));
  g_autoptr(TroupeStatement) inherited = NULL;

  if (settings != NULL && troupe_ai_settings_get_state (settings, field) == TROUPE_FIELD_STATE_SET)
    return g_strdup (troupe_ai_settings_get_string (settings, field));

  inherited = troupe_layer_row_dup_inherited (TROUPE_LAYER_ROW (self));
  if (inherited != NULL && inherited->state == TROUPE_FIELD_STATE_SET)
    return g_value_dup_string (&inherited->value);

  return NULL;
}

static void
troupe_preset_row_show (TroupeLayerRow   *row,
                        TroupeFieldState  state,
                        const GValue     *value)
{
  TroupePresetRow *self = TROUPE_PRESET_ROW (row);
  const char *id = value != NULL ? g_value_get_string (value) : NULL;
  g_autofree char *effective_id = dup_effective_id (self);
  g_autofree char *missing = NULL;

  if (id != NULL)
    /* Translators: an entry of a list for something that is not there any more; %s is its id */
    missing = *id != '\0' ? g_strdup_printf (_("%s (missing)"), id) : g_strdup (_("None"));
  troupe_choice_button_set_chosen (self->choice, id, id != NULL ? missing : _("Inherit"));
  gtk_widget_set_sensitive (self->edit_button, find (self, effective_id) != NULL);
  troupe_layer_row_set_warning (row, is_missing (self, effective_id) ? _(topics[get_topic (self)].missing) : NULL);
}

static void
troupe_preset_row_load (TroupeLayerRow *row)
{
  TroupePresetRow *self = TROUPE_PRESET_ROW (row);
  TroupeField field = troupe_layer_row_get_field (row);
  TroupeWorkspace *workspace = troupe_layer_row_get_workspace (row);
  GPtrArray *choices = troupe_setting_list_choices (workspace, field);

  g_ptr_array_insert (choices, 0, troupe_choice_new (NULL, _("Inherit")));
  if (field == TROUPE_FIELD_PROMPT_PRESET_ID)
    g_ptr_array_insert (choices, 1, troupe_choice_new ("", _("None")));
  troupe_choice_button_set_choices (self->choice, choices);
  g_signal_group_set_target (self->catalog_signals, workspace != NULL ? troupe_workspace_get_catalog (workspace) : NULL);
}

static void
catalog_changed_cb (TroupePresetRow *self,
                    guint            kind)
{
  if (kind != topics[get_topic (self)].kind)
    return;

  troupe_preset_row_load (TROUPE_LAYER_ROW (self));
  troupe_layer_row_refresh (TROUPE_LAYER_ROW (self));
}

static void
chosen_cb (TroupePresetRow *self)
{
  TroupeField field = troupe_layer_row_get_field (TROUPE_LAYER_ROW (self));
  TroupeAiSettings *settings = troupe_layer_row_get_settings (TROUPE_LAYER_ROW (self));
  const char *id = troupe_choice_button_get_chosen (self->choice);

  if (settings == NULL)
    return;

  if (id != NULL)
    troupe_ai_settings_set_string (settings, field, id);
  else
    troupe_ai_settings_unset (settings, field);
}

/* Opens the dialog over whatever the row is in. */
static GtkWidget *
present (TroupePresetRow  *self,
         TroupeDefinition *definition)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog;

  dialog = troupe_definition_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                         troupe_layer_row_get_workspace (TROUPE_LAYER_ROW (self)),
                                         definition, topics[get_topic (self)].kind, NULL);
  troupe_definition_dialog_present (TROUPE_DEFINITION_DIALOG (dialog));

  return dialog;
}

static void
edit_cb (TroupePresetRow *self)
{
  g_autofree char *id = dup_effective_id (self);
  TroupeDefinition *definition = find (self, id);

  if (definition != NULL)
    present (self, definition);
}

/* What was just made is what it was made for. */
static void
made_cb (TroupePresetRow  *self,
         TroupeDefinition *definition)
{
  TroupeAiSettings *settings = troupe_layer_row_get_settings (TROUPE_LAYER_ROW (self));

  if (settings != NULL)
    troupe_ai_settings_set_string (settings, troupe_layer_row_get_field (TROUPE_LAYER_ROW (self)),
                                   troupe_definition_get_id (definition));
}

static void
new_cb (TroupePresetRow *self)
{
  if (troupe_layer_row_get_workspace (TROUPE_LAYER_ROW (self)) != NULL)
    g_signal_connect_object (present (self, NULL), "saved", G_CALLBACK (made_cb), self, G_CONNECT_SWAPPED);
}

static GtkWidget *
add_button (TroupePresetRow *self,
            const char      *icon_name,
            const char      *label,
            GCallback        callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "preset-button");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);

  return button;
}

static void
troupe_preset_row_constructed (GObject *object)
{
  TroupePresetRow *self = TROUPE_PRESET_ROW (object);
  const char *title = troupe_setting_get_title (troupe_layer_row_get_field (TROUPE_LAYER_ROW (self)));

  G_OBJECT_CLASS (troupe_preset_row_parent_class)->constructed (object);

  self->choice = TROUPE_CHOICE_BUTTON (troupe_choice_button_new (title));
  gtk_widget_set_valign (GTK_WIDGET (self->choice), GTK_ALIGN_CENTER);
  g_signal_connect_object (self->choice, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->choice));
  self->edit_button = add_button (self, "document-edit-symbolic", _(topics[get_topic (self)].edit), G_CALLBACK (edit_cb));
  add_button (self, "list-add-symbolic", _(topics[get_topic (self)].add), G_CALLBACK (new_cb));

  self->catalog_signals = g_signal_group_new (TROUPE_TYPE_CATALOG);
  g_signal_group_connect_object (self->catalog_signals, "changed", G_CALLBACK (catalog_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
troupe_preset_row_dispose (GObject *object)
{
  TroupePresetRow *self = TROUPE_PRESET_ROW (object);

  g_clear_object (&self->catalog_signals);

  G_OBJECT_CLASS (troupe_preset_row_parent_class)->dispose (object);
}

static void
troupe_preset_row_class_init (TroupePresetRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TroupeLayerRowClass *row_class = TROUPE_LAYER_ROW_CLASS (klass);

  object_class->constructed = troupe_preset_row_constructed;
  object_class->dispose = troupe_preset_row_dispose;
  row_class->load = troupe_preset_row_load;
  row_class->show = troupe_preset_row_show;
}

static void
troupe_preset_row_init (TroupePresetRow *self)
{
}

/**
 * troupe_preset_row_set_source:
 * @self: the row
 * @workspace: where presets are found
 * @settings: the settings of a persona, which are edited; whoever calls holds them
 * @resolver: what is in force with them; whoever calls holds it
 *
 * Binds the row to a persona.
 */
void
troupe_preset_row_set_source (TroupePresetRow  *self,
                              TroupeWorkspace  *workspace,
                              TroupeAiSettings *settings,
                              TroupeResolver   *resolver)
{
  TroupeLayerSource source = { workspace, settings, resolver, TROUPE_LAYER_PERSONA, FALSE };

  g_return_if_fail (TROUPE_IS_PRESET_ROW (self));
  g_return_if_fail (TROUPE_IS_WORKSPACE (workspace));

  troupe_layer_row_set_source (TROUPE_LAYER_ROW (self), &source);
}
