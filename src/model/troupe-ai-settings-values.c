/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-ai-settings.h"
#include "troupe-model-error.h"
#include "troupe-model-list.h"

/* The fields by the types that their values have, and as somebody types them. */

static void
put (TroupeAiSettings *self,
     TroupeField       field,
     const GValue     *value)
{
  g_autoptr(GError) error = NULL;

  if (!troupe_ai_settings_set_value (self, field, value, &error))
    g_warning ("%s", error->message);
}

/**
 * troupe_ai_settings_get_string:
 * @self: the settings
 * @field: a field that is a text
 *
 * Gets a text.
 *
 * Returns: (nullable): the text; %NULL when the field is not set
 */
const char *
troupe_ai_settings_get_string (TroupeAiSettings *self,
                               TroupeField       field)
{
  const GValue *value = troupe_ai_settings_get_value (self, field);

  return value != NULL ? g_value_get_string (value) : NULL;
}

/**
 * troupe_ai_settings_get_double:
 * @self: the settings
 * @field: a field that is a number with a fraction
 *
 * Gets a number. Ask troupe_ai_settings_get_state() first.
 *
 * Returns: the number; the pspec's default when the field is not set
 */
double
troupe_ai_settings_get_double (TroupeAiSettings *self,
                               TroupeField       field)
{
  const GValue *value = troupe_ai_settings_get_value (self, field);

  if (value == NULL)
    value = g_param_spec_get_default_value (troupe_field_get_pspec (field));

  return g_value_get_double (value);
}

/**
 * troupe_ai_settings_get_int:
 * @self: the settings
 * @field: a field that is a whole number
 *
 * Gets a number. Ask troupe_ai_settings_get_state() first.
 *
 * Returns: the number; the pspec's default when the field is not set
 */
gint64
troupe_ai_settings_get_int (TroupeAiSettings *self,
                            TroupeField       field)
{
  const GValue *value = troupe_ai_settings_get_value (self, field);

  if (value == NULL)
    value = g_param_spec_get_default_value (troupe_field_get_pspec (field));

  return g_value_get_int64 (value);
}

/**
 * troupe_ai_settings_get_preferred_models:
 * @self: the settings
 *
 * Gets the preferred models, best first.
 *
 * Returns: (transfer none) (nullable): the list; %NULL when it is not set
 */
TroupeModelList *
troupe_ai_settings_get_preferred_models (TroupeAiSettings *self)
{
  const GValue *value = troupe_ai_settings_get_value (self, TROUPE_FIELD_PREFERRED_MODELS);

  return value != NULL ? g_value_get_boxed (value) : NULL;
}

/**
 * troupe_ai_settings_set_string:
 * @self: the settings
 * @field: a field that is a text
 * @value: (nullable): a text that the field takes, or %NULL to unset it
 *
 * Sets a text.
 */
void
troupe_ai_settings_set_string (TroupeAiSettings *self,
                               TroupeField       field,
                               const char       *value)
{
  g_auto(GValue) boxed = G_VALUE_INIT;

  if (value == NULL)
    {
      troupe_ai_settings_unset (self, field);
      return;
    }

  g_value_init (&boxed, G_TYPE_STRING);
  g_value_set_string (&boxed, value);
  put (self, field, &boxed);
}

/**
 * troupe_ai_settings_set_double:
 * @self: the settings
 * @field: a field that is a number with a fraction
 * @value: a number in its range
 *
 * Sets a number.
 */
void
troupe_ai_settings_set_double (TroupeAiSettings *self,
                               TroupeField       field,
                               double            value)
{
  g_auto(GValue) boxed = G_VALUE_INIT;

  g_value_init (&boxed, G_TYPE_DOUBLE);
  g_value_set_double (&boxed, value);
  put (self, field, &boxed);
}

/**
 * troupe_ai_settings_set_int:
 * @self: the settings
 * @field: a field that is a whole number
 * @value: a number in its range
 *
 * Sets a number.
 */
void
troupe_ai_settings_set_int (TroupeAiSettings *self,
                            TroupeField       field,
                            gint64            value)
{
  g_auto(GValue) boxed = G_VALUE_INIT;

  g_value_init (&boxed, G_TYPE_INT64);
  g_value_set_int64 (&boxed, value);
  put (self, field, &boxed);
}

/**
 * troupe_ai_settings_set_preferred_models:
 * @self: the settings
 * @models: (nullable): the models, best first; %NULL or an empty list to unset
 *
 * Sets the preferred models.
 */
void
troupe_ai_settings_set_preferred_models (TroupeAiSettings *self,
                                         TroupeModelList  *models)
{
  g_auto(GValue) boxed = G_VALUE_INIT;

  if (models == NULL || troupe_model_list_get_n_items (models) == 0)
    {
      troupe_ai_settings_unset (self, TROUPE_FIELD_PREFERRED_MODELS);
      return;
    }

  g_value_init (&boxed, TROUPE_TYPE_MODEL_LIST);
  g_value_set_boxed (&boxed, models);
  put (self, TROUPE_FIELD_PREFERRED_MODELS, &boxed);
}

/**
 * troupe_ai_settings_apply_text:
 * @self: the settings
 * @assignment: `FIELD=VALUE`, `FIELD=omit`, or `FIELD=` to unset; `model=NAME` makes a list of one
 * @error: (optional): set on failure
 *
 * Does what an assignment on a command line asks for.
 *
 * Returns: whether it could be done
 */
gboolean
troupe_ai_settings_apply_text (TroupeAiSettings  *self,
                               const char        *assignment,
                               GError           **error)
{
  const char *equals;
  const char *text;
  g_autofree char *name = NULL;
  g_auto(GValue) value = G_VALUE_INIT;
  TroupeField field;

  g_return_val_if_fail (TROUPE_IS_AI_SETTINGS (self), FALSE);
  g_return_val_if_fail (assignment != NULL, FALSE);

  equals = strchr (assignment, '=');
  if (equals == NULL)
    {
      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_VALUE,
                   _("“%s” sets nothing; write it as FIELD=VALUE."), assignment);
      return FALSE;
    }

  name = g_strndup (assignment, equals - assignment);
  text = equals + 1;

  if (strcmp (name, "model") == 0)
    {
      field = TROUPE_FIELD_PREFERRED_MODELS;
    }
  else if (!troupe_field_from_name (name, &field))
    {
      g_autofree char *names = troupe_field_list_names ();

      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_FIELD,
                   _("There is no field “%s”; use one of %s, model."), name, names);
      return FALSE;
    }

  if (text[0] == '\0')
    {
      troupe_ai_settings_unset (self, field);
      return TRUE;
    }

  if (strcmp (text, "omit") == 0 && troupe_field_can_be_omitted (field))
    {
      troupe_ai_settings_omit (self, field);
      return TRUE;
    }

  if (!troupe_field_parse (field, text, &value, error))
    return FALSE;

  return troupe_ai_settings_set_value (self, field, &value, error);
}
