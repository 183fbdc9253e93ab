/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-choice.h"
#include "troupe-choice-row.h"
#include "troupe-number-entry.h"
#include "troupe-parameter-row.h"
#include "troupe-setting-text.h"

/**
 * TroupeParameterRow:
 *
 * One field of one layer, to be edited: a value, or inherited from the layers below; a sampling parameter can also be
 * kept from being sent.
 */

#define MODE_VALUE "value"
#define MODE_OMIT "omit"

struct _TroupeParameterRow
{
  AdwActionRow        parent_instance;

  TroupeField         field;
  TroupeWorkspace    *workspace;     /* (owned) (nullable) */
  GSignalGroup       *signals;       /* of the settings */

  TroupeNumberEntry  *number;        /* (nullable): where the field is a number */
  TroupeChoiceButton *choice;        /* (nullable): where it is one of a list */
  TroupeChoiceButton *mode;          /* (nullable): where it can be omitted */
};

enum
{
  PROP_0,
  PROP_FIELD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeParameterRow, troupe_parameter_row, ADW_TYPE_ACTION_ROW)

/* (transfer none) (nullable): the editor holds the persona, and that its settings */
static TroupeAiSettings *
get_settings (TroupeParameterRow *self)
{
  g_autoptr(TroupeAiSettings) settings = g_signal_group_dup_target (self->signals);

  return settings;
}

static void
refresh (TroupeParameterRow *self)
{
  TroupeAiSettings *settings = get_settings (self);
  TroupeFieldState state = settings != NULL ? troupe_ai_settings_get_state (settings, self->field) : TROUPE_FIELD_STATE_UNSET;
  const char *mode = NULL;

  if (state == TROUPE_FIELD_STATE_SET)
    mode = MODE_VALUE;
  else if (state == TROUPE_FIELD_STATE_OMITTED)
    mode = MODE_OMIT;

  if (self->mode != NULL)
    troupe_choice_button_set_chosen (self->mode, mode, NULL);

  if (self->number != NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->number), state == TROUPE_FIELD_STATE_SET);
      if (state == TROUPE_FIELD_STATE_SET)
        troupe_number_entry_set_value (self->number,
                                       self->field == TROUPE_FIELD_MAX_OUTPUT_TOKENS
                                       ? (double) troupe_ai_settings_get_int (settings, self->field)
                                       : troupe_ai_settings_get_double (settings, self->field));
    }

  if (self->choice != NULL)
    {
      const char *id = state == TROUPE_FIELD_STATE_SET ? troupe_ai_settings_get_string (settings, self->field) : NULL;
      g_autofree char *missing = id != NULL ? g_strdup_printf (_("%s (missing)"), id) : g_strdup (_("Inherit"));

      troupe_choice_button_set_chosen (self->choice, id, missing);
      gtk_widget_set_visible (GTK_WIDGET (self->choice), self->mode == NULL || state == TROUPE_FIELD_STATE_SET);
    }
}

static void
number_changed_cb (TroupeParameterRow *self)
{
  TroupeAiSettings *settings = get_settings (self);
  double number = troupe_number_entry_get_value (self->number);

  if (settings == NULL)
    return;

  if (self->field == TROUPE_FIELD_MAX_OUTPUT_TOKENS)
    troupe_ai_settings_set_int (settings, self->field, (gint64) number);
  else
    troupe_ai_settings_set_double (settings, self->field, number);
}

static void
choice_chosen_cb (TroupeParameterRow *self)
{
  TroupeAiSettings *settings = get_settings (self);
  const char *id = troupe_choice_button_get_chosen (self->choice);

  if (settings == NULL)
    return;

  if (id != NULL)
    troupe_ai_settings_set_string (settings, self->field, id);
  else
    troupe_ai_settings_unset (settings, self->field);
}

static void
mode_chosen_cb (TroupeParameterRow *self)
{
  TroupeAiSettings *settings = get_settings (self);
  const char *mode = troupe_choice_button_get_chosen (self->mode);

  if (settings == NULL)
    return;

  if (mode == NULL)
    troupe_ai_settings_unset (settings, self->field);
  else if (g_str_equal (mode, MODE_OMIT))
    troupe_ai_settings_omit (settings, self->field);
  else if (self->field == TROUPE_FIELD_REASONING_EFFORT)
    troupe_ai_settings_set_string (settings, self->field, "medium");
  else if (self->field == TROUPE_FIELD_MAX_OUTPUT_TOKENS)
    troupe_ai_settings_set_int (settings, self->field, 4096);
  else
    troupe_ai_settings_set_double (settings, self->field, 1.0);
}

static void
load_choices (TroupeParameterRow *self)
{
  GPtrArray *choices = troupe_setting_list_choices (self->workspace, self->field);

  /* Where there is no mode, inheriting is one of the choices. */
  if (self->mode == NULL)
    g_ptr_array_insert (choices, 0, troupe_choice_new (NULL, _("Inherit")));
  troupe_choice_button_set_choices (self->choice, choices);
}

static void
troupe_parameter_row_constructed (GObject *object)
{
  TroupeParameterRow *self = TROUPE_PARAMETER_ROW (object);
  const char *title = troupe_setting_get_title (self->field);
  g_autofree char *detailed = g_strconcat ("notify::", troupe_field_get_property_name (self->field), NULL);
  GParamSpec *pspec = troupe_field_get_pspec (self->field);

  G_OBJECT_CLASS (troupe_parameter_row_parent_class)->constructed (object);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);

  if (G_IS_PARAM_SPEC_DOUBLE (pspec) || G_IS_PARAM_SPEC_INT64 (pspec))
    {
      self->number = TROUPE_NUMBER_ENTRY (troupe_number_entry_new (self->field));
      troupe_number_entry_set_label (self->number, title);
      gtk_widget_set_valign (GTK_WIDGET (self->number), GTK_ALIGN_CENTER);
      g_signal_connect_object (self->number, "changed", G_CALLBACK (number_changed_cb), self, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->number));
    }
  else
    {
      self->choice = TROUPE_CHOICE_BUTTON (troupe_choice_button_new (title));
      gtk_widget_set_valign (GTK_WIDGET (self->choice), GTK_ALIGN_CENTER);
      g_signal_connect_object (self->choice, "chosen", G_CALLBACK (choice_chosen_cb), self, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->choice));
    }

  if (troupe_field_can_be_omitted (self->field))
    {
      g_autofree char *name = NULL;
      GPtrArray *modes = g_ptr_array_new_with_free_func (g_object_unref);

      g_ptr_array_add (modes, troupe_choice_new (NULL, _("Inherit")));
      g_ptr_array_add (modes, troupe_choice_new (MODE_OMIT, _("Do Not Send")));
      g_ptr_array_add (modes, troupe_choice_new (MODE_VALUE, _("Value")));
      /* Translators: the accessible name of a list with "Value", "Do Not Send" and "Inherit"; %s is a setting */
      name = g_strdup_printf (_("%s Is"), title);
      self->mode = TROUPE_CHOICE_BUTTON (troupe_choice_button_new (name));
      troupe_choice_button_set_choices (self->mode, modes);
      gtk_widget_set_valign (GTK_WIDGET (self->mode), GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (GTK_WIDGET (self->mode), "parameter-mode");
      g_signal_connect_object (self->mode, "chosen", G_CALLBACK (mode_chosen_cb), self, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->mode));
    }

  self->signals = g_signal_group_new (TROUPE_TYPE_AI_SETTINGS);
  g_signal_group_connect_object (self->signals, detailed, G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
}

static void
troupe_parameter_row_dispose (GObject *object)
{
  TroupeParameterRow *self = TROUPE_PARAMETER_ROW (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (troupe_parameter_row_parent_class)->dispose (object);
}

static void
troupe_parameter_row_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  TroupeParameterRow *self = TROUPE_PARAMETER_ROW (object);

  switch (prop_id)
    {
    case PROP_FIELD:
      if (!troupe_field_from_name (g_value_get_string (value), &self->field))
        g_critical ("There is no setting “%s”", g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_parameter_row_class_init (TroupeParameterRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = troupe_parameter_row_constructed;
  object_class->dispose = troupe_parameter_row_dispose;
  object_class->set_property = troupe_parameter_row_set_property;

  properties[PROP_FIELD] = g_param_spec_string ("field", NULL, NULL, "provider",
                                                G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_parameter_row_init (TroupeParameterRow *self)
{
}

/**
 * troupe_parameter_row_set_source:
 * @self: the row
 * @workspace: (nullable): where choices come from
 * @settings: (nullable): the layer that is edited
 *
 * Binds the row.
 */
void
troupe_parameter_row_set_source (TroupeParameterRow *self,
                                 TroupeWorkspace    *workspace,
                                 TroupeAiSettings   *settings)
{
  g_return_if_fail (TROUPE_IS_PARAMETER_ROW (self));

  g_set_object (&self->workspace, workspace);
  g_signal_group_set_target (self->signals, settings);
  if (self->choice != NULL)
    load_choices (self);
  refresh (self);
}
