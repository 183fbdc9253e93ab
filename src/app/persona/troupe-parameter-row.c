/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-choice-row.h"
#include "troupe-choice.h"
#include "troupe-number-entry.h"
#include "troupe-parameter-row.h"
#include "troupe-setting-text.h"

/**
 * TroupeParameterRow:
 *
 * The provider or a sampling parameter of one layer: a value, or inherited from the layers below; a sampling parameter
 * can also be kept from being sent.
 */

struct _TroupeParameterRow
{
  TroupeLayerRow      parent_instance;

  TroupeNumberEntry  *number;        /* (nullable): where the field is a number */
  TroupeChoiceButton *choice;        /* (nullable): where it is one of a list */
};

G_DEFINE_FINAL_TYPE (TroupeParameterRow, troupe_parameter_row, TROUPE_TYPE_LAYER_ROW)

static void
show_number (TroupeParameterRow *self,
             const GValue       *value)
{
  double number = value != NULL ? 0 : troupe_number_entry_get_value (self->number);

  if (value != NULL)
    number = G_VALUE_HOLDS_INT64 (value) ? (double) g_value_get_int64 (value) : g_value_get_double (value);

  /* What is being typed has arrived already, and stays as it is typed. */
  if (value == NULL || number != troupe_number_entry_get_value (self->number))
    troupe_number_entry_set_value (self->number, number);
  gtk_widget_set_visible (GTK_WIDGET (self->number), value != NULL);
}

/* A provider that is not there is named here and anywhere below. */
static void
show_warning (TroupeParameterRow *self,
              const GValue       *value)
{
  TroupeLayerRow *row = TROUPE_LAYER_ROW (self);
  TroupeWorkspace *workspace = troupe_layer_row_get_workspace (row);
  g_autoptr(TroupeStatement) inherited = value == NULL ? troupe_layer_row_dup_inherited (row) : NULL;
  g_autoptr(GPtrArray) choices = NULL;
  gboolean is_there = FALSE;

  if (inherited != NULL && inherited->state == TROUPE_FIELD_STATE_SET)
    value = &inherited->value;

  choices = troupe_setting_list_choices (workspace, TROUPE_FIELD_PROVIDER);
  for (guint i = 0; value != NULL && i < choices->len && !is_there; i++)
    is_there = g_strcmp0 (troupe_choice_get_id (g_ptr_array_index (choices, i)), g_value_get_string (value)) == 0;

  troupe_layer_row_set_warning (row, workspace != NULL && value != NULL && !is_there
                                     ? _("There is no such provider, so nobody can be asked. Choose another one.") : NULL);
}

static void
troupe_parameter_row_show (TroupeLayerRow   *row,
                           TroupeFieldState  state,
                           const GValue     *value)
{
  TroupeParameterRow *self = TROUPE_PARAMETER_ROW (row);
  gboolean has_mode = troupe_field_can_be_omitted (troupe_layer_row_get_field (row));

  if (self->number != NULL)
    show_number (self, value);

  if (self->choice != NULL)
    {
      const char *id = value != NULL ? g_value_get_string (value) : NULL;
      /* Translators: an entry of a list for something that is not there any more; %s is its id */
      g_autofree char *missing = id != NULL ? g_strdup_printf (_("%s (missing)"), id) : g_strdup (_("Inherit"));

      troupe_choice_button_set_chosen (self->choice, id, missing);
      gtk_widget_set_visible (GTK_WIDGET (self->choice), !has_mode || value != NULL);
    }

  if (troupe_layer_row_get_field (row) == TROUPE_FIELD_PROVIDER)
    show_warning (self, value);
}

static void
troupe_parameter_row_load (TroupeLayerRow *row)
{
  TroupeParameterRow *self = TROUPE_PARAMETER_ROW (row);
  TroupeField field = troupe_layer_row_get_field (row);
  GPtrArray *choices;

  if (self->choice == NULL)
    return;

  choices = troupe_setting_list_choices (troupe_layer_row_get_workspace (row), field);
  /* Where there is no mode, inheriting is one of the choices. */
  if (!troupe_field_can_be_omitted (field))
    g_ptr_array_insert (choices, 0, troupe_choice_new (NULL, _("Inherit")));
  troupe_choice_button_set_choices (self->choice, choices);
}

/* What is inherited is the value to start from; else what is usual. */
static void
troupe_parameter_row_begin (TroupeLayerRow   *row,
                            TroupeAiSettings *settings)
{
  TroupeField field = troupe_layer_row_get_field (row);
  g_autoptr(TroupeStatement) inherited = troupe_layer_row_dup_inherited (row);

  if (inherited != NULL && inherited->state == TROUPE_FIELD_STATE_SET)
    troupe_ai_settings_set_value (settings, field, &inherited->value, NULL);
  else if (field == TROUPE_FIELD_REASONING_EFFORT)
    troupe_ai_settings_set_string (settings, field, "medium");
  else if (field == TROUPE_FIELD_MAX_OUTPUT_TOKENS)
    troupe_ai_settings_set_int (settings, field, 4096);
  else
    troupe_ai_settings_set_double (settings, field, 1.0);
}

static void
number_changed_cb (TroupeParameterRow *self)
{
  TroupeField field = troupe_layer_row_get_field (TROUPE_LAYER_ROW (self));
  TroupeAiSettings *settings = troupe_layer_row_get_settings (TROUPE_LAYER_ROW (self));
  double number = troupe_number_entry_get_value (self->number);

  if (settings == NULL)
    return;

  if (field == TROUPE_FIELD_MAX_OUTPUT_TOKENS)
    troupe_ai_settings_set_int (settings, field, (gint64) number);
  else
    troupe_ai_settings_set_double (settings, field, number);
}

static void
wrong_cb (TroupeParameterRow *self)
{
  TroupeLayerRow *row = TROUPE_LAYER_ROW (self);
  g_autofree char *problem = NULL;

  if (troupe_number_entry_get_is_wrong (self->number))
    problem = troupe_number_entry_dup_rule (self->number);
  troupe_layer_row_set_problem (row, problem);
}

static void
choice_chosen_cb (TroupeParameterRow *self)
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

static GtkWidget *
troupe_parameter_row_get_control (TroupeLayerRow *row)
{
  TroupeParameterRow *self = TROUPE_PARAMETER_ROW (row);

  return self->number != NULL ? GTK_WIDGET (self->number) : GTK_WIDGET (self->choice);
}

static void
troupe_parameter_row_constructed (GObject *object)
{
  TroupeParameterRow *self = TROUPE_PARAMETER_ROW (object);
  TroupeField field = troupe_layer_row_get_field (TROUPE_LAYER_ROW (self));
  const char *title = troupe_setting_get_title (field);
  GParamSpec *pspec = troupe_field_get_pspec (field);
  GtkWidget *control;

  G_OBJECT_CLASS (troupe_parameter_row_parent_class)->constructed (object);

  if (G_IS_PARAM_SPEC_DOUBLE (pspec) || G_IS_PARAM_SPEC_INT64 (pspec))
    {
      control = troupe_number_entry_new (field);
      self->number = TROUPE_NUMBER_ENTRY (control);
      troupe_number_entry_set_label (self->number, title);
      troupe_number_entry_set_is_live (self->number, TRUE);
      g_signal_connect_object (control, "changed", G_CALLBACK (number_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (control, "notify::is-wrong", G_CALLBACK (wrong_cb), self, G_CONNECT_SWAPPED);
    }
  else
    {
      control = troupe_choice_button_new (title);
      self->choice = TROUPE_CHOICE_BUTTON (control);
      g_signal_connect_object (control, "chosen", G_CALLBACK (choice_chosen_cb), self, G_CONNECT_SWAPPED);
    }
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), control);

  if (troupe_field_can_be_omitted (field))
    troupe_layer_row_add_mode (TROUPE_LAYER_ROW (self));
}

static void
troupe_parameter_row_class_init (TroupeParameterRowClass *klass)
{
  TroupeLayerRowClass *row_class = TROUPE_LAYER_ROW_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = troupe_parameter_row_constructed;
  row_class->load = troupe_parameter_row_load;
  row_class->show = troupe_parameter_row_show;
  row_class->begin = troupe_parameter_row_begin;
  row_class->get_control = troupe_parameter_row_get_control;
}

static void
troupe_parameter_row_init (TroupeParameterRow *self)
{
}

/**
 * troupe_parameter_row_set_source:
 * @self: the row
 * @workspace: (nullable): where choices come from
 * @settings: (nullable): the layer that is edited; whoever calls holds it
 *
 * Binds the row where nothing is known of what is below.
 */
void
troupe_parameter_row_set_source (TroupeParameterRow *self,
                                 TroupeWorkspace    *workspace,
                                 TroupeAiSettings   *settings)
{
  TroupeLayerSource source = { workspace, settings, NULL, TROUPE_LAYER_PERSONA, FALSE };

  g_return_if_fail (TROUPE_IS_PARAMETER_ROW (self));

  troupe_layer_row_set_source (TROUPE_LAYER_ROW (self), &source);
}
