/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-choice-row.h"
#include "troupe-choice.h"
#include "troupe-preset-row.h"
#include "troupe-setting-text.h"

/**
 * TroupePresetRow:
 *
 * Chooses a prompt preset, a tool preset or a bias profile for a persona, or inherits it. What does not exist any more
 * stays chosen, and the row says so.
 */

struct _TroupePresetRow
{
  TroupeLayerRow      parent_instance;

  GSignalGroup       *catalog_signals;
  TroupeChoiceButton *choice;
};

G_DEFINE_FINAL_TYPE (TroupePresetRow, troupe_preset_row, TROUPE_TYPE_LAYER_ROW)

static const struct
{
  TroupeField  field;
  TroupeKind   kind;
  const char  *missing;
} topics[] = {
  { TROUPE_FIELD_PROMPT_PRESET_ID, TROUPE_KIND_PROMPT_PRESET,
    N_("There is no such prompt preset, so nobody can be asked. Choose another one or none.") },
  { TROUPE_FIELD_TOOL_PRESET_ID, TROUPE_KIND_TOOL_PRESET,
    N_("There is no such tool preset, so every tool asks first.") },
  { TROUPE_FIELD_BIAS_PROFILE_ID, TROUPE_KIND_BIAS_PROFILE,
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

static gboolean
is_missing (TroupePresetRow *self,
            const char      *id)
{
  TroupeWorkspace *workspace = troupe_layer_row_get_workspace (TROUPE_LAYER_ROW (self));

  return workspace != NULL && id != NULL && *id != '\0' &&
         troupe_catalog_lookup (troupe_workspace_get_catalog (workspace), topics[get_topic (self)].kind, id) == NULL;
}

static void
troupe_preset_row_show (TroupeLayerRow   *row,
                        TroupeFieldState  state,
                        const GValue     *value)
{
  TroupePresetRow *self = TROUPE_PRESET_ROW (row);
  g_autoptr(TroupeStatement) inherited = value == NULL ? troupe_layer_row_dup_inherited (row) : NULL;
  const char *id = value != NULL ? g_value_get_string (value) : NULL;
  const char *effective_id = id;
  g_autofree char *missing = NULL;

  if (inherited != NULL && inherited->state == TROUPE_FIELD_STATE_SET)
    effective_id = g_value_get_string (&inherited->value);

  if (id != NULL)
    /* Translators: an entry of a list for something that is not there any more; %s is its id */
    missing = *id != '\0' ? g_strdup_printf (_("%s (missing)"), id) : g_strdup (_("None"));
  troupe_choice_button_set_chosen (self->choice, id, id != NULL ? missing : _("Inherit"));
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
