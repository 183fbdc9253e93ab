/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-choice.h"
#include "troupe-choice-row.h"
#include "troupe-setting-text.h"

/**
 * TroupeChoiceRow:
 *
 * A setting that is one of a list: provider, reasoning effort, and the ids of presets and profiles.
 */

/* No id has a space in it. */
#define OMITTED " omitted"

struct _TroupeChoiceRow
{
  TroupeSettingRow    parent_instance;

  TroupeChoiceButton *button;
  GSignalGroup       *source_signals;
};

G_DEFINE_FINAL_TYPE (TroupeChoiceRow, troupe_choice_row, TROUPE_TYPE_SETTING_ROW)

/**
 * troupe_setting_get_source:
 * @workspace: (nullable): the workspace
 * @field: a field
 *
 * Returns: (transfer none) (nullable): the list that the choices for @field come from
 */
GListModel *
troupe_setting_get_source (TroupeWorkspace *workspace,
                           TroupeField      field)
{
  if (workspace == NULL)
    return NULL;

  switch (field)
    {
    case TROUPE_FIELD_PROVIDER:
      return troupe_provider_set_list (troupe_workspace_get_providers (workspace));

    case TROUPE_FIELD_PROMPT_PRESET_ID:
      return troupe_catalog_list (troupe_workspace_get_catalog (workspace), TROUPE_KIND_PROMPT_PRESET);

    case TROUPE_FIELD_TOOL_PRESET_ID:
      return troupe_catalog_list (troupe_workspace_get_catalog (workspace), TROUPE_KIND_TOOL_PRESET);

    case TROUPE_FIELD_BIAS_PROFILE_ID:
      return troupe_catalog_list (troupe_workspace_get_catalog (workspace), TROUPE_KIND_BIAS_PROFILE);

    case TROUPE_FIELD_PREFERRED_MODELS:
    case TROUPE_FIELD_TEMPERATURE:
    case TROUPE_FIELD_TOP_P:
    case TROUPE_FIELD_MAX_OUTPUT_TOKENS:
    case TROUPE_FIELD_REASONING_EFFORT:
    case TROUPE_FIELD_SYSTEM_PROMPT:
    default:
      return NULL;
    }
}

/**
 * troupe_setting_list_choices:
 * @workspace: (nullable): the workspace
 * @field: a field that is one of a list
 *
 * Returns: (transfer full): the choices, #TroupeChoice
 */
GPtrArray *
troupe_setting_list_choices (TroupeWorkspace *workspace,
                             TroupeField      field)
{
  g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *source = troupe_setting_get_source (workspace, field);

  if (field == TROUPE_FIELD_REASONING_EFFORT)
    for (const char * const *effort = troupe_reasoning_efforts (); *effort != NULL; effort++)
      g_ptr_array_add (choices, troupe_choice_new (*effort, troupe_setting_effort_title (*effort)));

  for (guint i = 0; source != NULL && i < g_list_model_get_n_items (source); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (source, i);

      if (TROUPE_IS_PROVIDER (item))
        g_ptr_array_add (choices, troupe_choice_new (troupe_provider_get_id (TROUPE_PROVIDER (item)),
                                                     troupe_provider_get_name (TROUPE_PROVIDER (item))));
      else
        g_ptr_array_add (choices, troupe_choice_new (troupe_definition_get_id (TROUPE_DEFINITION (item)),
                                                     troupe_definition_get_name (TROUPE_DEFINITION (item))));
    }

  return g_steal_pointer (&choices);
}

static void
chosen_cb (TroupeChoiceRow *self)
{
  TroupeSettingRow *row = TROUPE_SETTING_ROW (self);
  const char *id = troupe_choice_button_get_chosen (self->button);
  g_auto(GValue) value = G_VALUE_INIT;

  if (id == NULL)
    {
      troupe_setting_row_refresh (row);
    }
  else if (g_strcmp0 (id, OMITTED) == 0)
    {
      troupe_setting_row_omit (row);
    }
  else
    {
      g_value_init (&value, G_TYPE_STRING);
      g_value_set_string (&value, id);
      troupe_setting_row_override (row, &value);
    }
}

static void
load_choices (TroupeChoiceRow *self)
{
  TroupeSettingRow *row = TROUPE_SETTING_ROW (self);
  TroupeField field = troupe_setting_row_get_field (row);
  GPtrArray *choices = troupe_setting_list_choices (troupe_setting_row_get_workspace (row), field);

  if (troupe_field_can_be_omitted (field))
    g_ptr_array_insert (choices, 0, troupe_choice_new (OMITTED, _("Not sent")));
  troupe_choice_button_set_choices (self->button, choices);
}

static void
troupe_choice_row_show_value (TroupeSettingRow *row,
                              TroupeFieldState  state,
                              const GValue     *value)
{
  TroupeChoiceRow *self = TROUPE_CHOICE_ROW (row);
  g_autofree char *missing = NULL;
  const char *id = NULL;

  if (state == TROUPE_FIELD_STATE_OMITTED)
    {
      id = OMITTED;
    }
  else if (state == TROUPE_FIELD_STATE_SET)
    {
      id = g_value_get_string (value);
      /* Translators: an entry of a list for something that is not there any more; %s is its id */
      missing = *id != '\0' ? g_strdup_printf (_("%s (missing)"), id) : g_strdup (_("None"));
    }
  else
    {
      missing = g_strdup (_("Not set"));
    }

  troupe_choice_button_set_chosen (self->button, id, missing);
}

static void
troupe_choice_row_source_changed (TroupeSettingRow *row)
{
  TroupeChoiceRow *self = TROUPE_CHOICE_ROW (row);
  GListModel *source;

  source = troupe_setting_get_source (troupe_setting_row_get_workspace (row), troupe_setting_row_get_field (row));
  g_signal_group_set_target (self->source_signals, source);
  load_choices (self);
}

static void
troupe_choice_row_constructed (GObject *object)
{
  TroupeChoiceRow *self = TROUPE_CHOICE_ROW (object);
  TroupeSettingRow *row = TROUPE_SETTING_ROW (self);

  G_OBJECT_CLASS (troupe_choice_row_parent_class)->constructed (object);

  self->button = TROUPE_CHOICE_BUTTON (troupe_choice_button_new (troupe_setting_get_title (troupe_setting_row_get_field (row))));
  g_signal_connect_object (self->button, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  troupe_setting_row_set_control (row, GTK_WIDGET (self->button));

  self->source_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_object (self->source_signals, "items-changed", G_CALLBACK (load_choices), self, G_CONNECT_SWAPPED);
}

static void
troupe_choice_row_dispose (GObject *object)
{
  TroupeChoiceRow *self = TROUPE_CHOICE_ROW (object);

  g_clear_object (&self->source_signals);

  G_OBJECT_CLASS (troupe_choice_row_parent_class)->dispose (object);
}

static void
troupe_choice_row_class_init (TroupeChoiceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TroupeSettingRowClass *row_class = TROUPE_SETTING_ROW_CLASS (klass);

  object_class->constructed = troupe_choice_row_constructed;
  object_class->dispose = troupe_choice_row_dispose;
  row_class->show_value = troupe_choice_row_show_value;
  row_class->source_changed = troupe_choice_row_source_changed;
}

static void
troupe_choice_row_init (TroupeChoiceRow *self)
{
}
