/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-enums.h"
#include "troupe-field.h"
#include "troupe-model-error.h"
#include "troupe-model-list.h"

#define PROPERTY_FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

typedef enum
{
  FORM_ID,
  FORM_WORD,
  FORM_TEXT,
  FORM_DOUBLE,
  FORM_INT,
  FORM_MODELS,
} Form;

/* The one table about fields. Ranges are here and, made from here, in the pspecs; nowhere else. */
static const struct
{
  const char *name;
  const char *property;
  Form        form;
  gboolean    can_be_omitted;
  double      minimum;
  double      maximum;
  double      usual;
} fields[TROUPE_N_FIELDS] = {
  [TROUPE_FIELD_PROVIDER] = { "provider", "provider", FORM_ID },
  [TROUPE_FIELD_PREFERRED_MODELS] = { "preferred_models", "preferred-models", FORM_MODELS },
  [TROUPE_FIELD_TEMPERATURE] = { "temperature", "temperature", FORM_DOUBLE, TRUE, 0, 2, 1 },
  [TROUPE_FIELD_TOP_P] = { "top_p", "top-p", FORM_DOUBLE, TRUE, 0, 1, 1 },
  [TROUPE_FIELD_MAX_OUTPUT_TOKENS] = { "max_output_tokens", "max-output-tokens", FORM_INT, TRUE, 1, 10000000, 4096 },
  [TROUPE_FIELD_REASONING_EFFORT] = { "reasoning_effort", "reasoning-effort", FORM_WORD, TRUE },
  [TROUPE_FIELD_SYSTEM_PROMPT] = { "system_prompt", "system-prompt", FORM_TEXT },
  [TROUPE_FIELD_PROMPT_PRESET_ID] = { "prompt_preset_id", "prompt-preset-id", FORM_ID },
  [TROUPE_FIELD_TOOL_PRESET_ID] = { "tool_preset_id", "tool-preset-id", FORM_ID },
  [TROUPE_FIELD_BIAS_PROFILE_ID] = { "bias_profile_id", "bias-profile-id", FORM_ID },
};

static const char * const reasoning_efforts[] = {
  "none", "minimal", "low", "medium", "high", "xhigh", "max", NULL
};

static gboolean
is_field (TroupeField field)
{
  return (guint) field < TROUPE_N_FIELDS;
}

static GType
get_value_type (TroupeField field)
{
  switch (fields[field].form)
    {
    case FORM_DOUBLE:
      return G_TYPE_DOUBLE;
    case FORM_INT:
      return G_TYPE_INT64;
    case FORM_MODELS:
      return TROUPE_TYPE_MODEL_LIST;
    case FORM_ID:
    case FORM_WORD:
    case FORM_TEXT:
    default:
      return G_TYPE_STRING;
    }
}

/* The shortest text that reads back as the same number. */
static char *
format_double (double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (int precision = 1; precision <= 17; precision++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", precision);
      g_ascii_formatd (buffer, sizeof buffer, format, number);
      if (g_ascii_strtod (buffer, NULL) == number)
        break;
    }

  return g_strdup (buffer);
}

static char *
format_models (TroupeModelList *models)
{
  GString *text = g_string_new (NULL);
  guint n_models = models != NULL ? troupe_model_list_get_n_items (models) : 0;

  for (guint i = 0; i < n_models; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      g_string_append (text, troupe_model_entry_get_model (troupe_model_list_get_item (models, i)));
    }

  return g_string_free (text, FALSE);
}

static TroupeModelList *
parse_models (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_strstrip (parts[i]);
      if (parts[i][0] != '\0')
        g_ptr_array_add (names, parts[i]);
    }
  g_ptr_array_add (names, NULL);

  return troupe_model_list_new_from_names ((const char * const *) names->pdata);
}

static gboolean
check_range (TroupeField   field,
             double        number,
             GError      **error)
{
  g_autofree char *minimum = NULL;
  g_autofree char *maximum = NULL;
  g_autofree char *given = NULL;

  if (number >= fields[field].minimum && number <= fields[field].maximum)
    return TRUE;

  given = format_double (number);
  minimum = format_double (fields[field].minimum);
  maximum = fields[field].form == FORM_INT
          ? g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) fields[field].maximum)
          : format_double (fields[field].maximum);
  g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_RANGE,
               /* Translators: a field of a persona, a number, and the range that it must be in. */
               _("%s is %s, which is outside %s to %s; choose a number in that range."),
               fields[field].name, given, minimum, maximum);

  return FALSE;
}

static gboolean
check_string (TroupeField   field,
              const char   *text,
              GError      **error)
{
  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_VALUE,
                   _("%s is not a text in UTF-8; write one or leave it out."), fields[field].name);
      return FALSE;
    }

  /* A prompt preset of a wider layer can be turned down: an empty id is none at all. */
  if (field == TROUPE_FIELD_PROMPT_PRESET_ID && *text == '\0')
    return TRUE;

  if (fields[field].form == FORM_ID && !troupe_id_is_valid (text))
    {
      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_VALUE,
                   _("%s is “%s”, which is not an id; use up to 64 small letters, digits and dashes."),
                   fields[field].name, text);
      return FALSE;
    }

  if (fields[field].form == FORM_WORD && !g_strv_contains (reasoning_efforts, text))
    {
      g_autofree char *words = g_strjoinv (", ", (char **) reasoning_efforts);

      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_VALUE,
                   _("%s is “%s”; choose one of %s."), fields[field].name, text, words);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_models (TroupeField       field,
              TroupeModelList  *models,
              GError          **error)
{
  guint n_models = models != NULL ? troupe_model_list_get_n_items (models) : 0;

  if (n_models == 0)
    {
      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_VALUE,
                   _("%s is empty; name at least one model or leave it out."), fields[field].name);
      return FALSE;
    }

  for (guint i = 0; i < n_models; i++)
    {
      TroupeModelEntry *entry = troupe_model_list_get_item (models, i);
      const char *model = troupe_model_entry_get_model (entry);
      const char *provider = troupe_model_entry_get_provider (entry);

      if (model[0] == '\0' || !g_utf8_validate (model, -1, NULL))
        {
          g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_VALUE,
                       _("Model %u of %s has no name; give it one or take it out."),
                       i + 1, fields[field].name);
          return FALSE;
        }

      if (provider != NULL && !check_string (TROUPE_FIELD_PROVIDER, provider, error))
        {
          g_prefix_error (error, "%s: ", model);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * troupe_field_get_name:
 * @field: a field
 *
 * Gets the name that the field has in files and on the command line, such as `top_p`.
 *
 * Returns: the name
 */
const char *
troupe_field_get_name (TroupeField field)
{
  g_return_val_if_fail (is_field (field), NULL);

  return fields[field].name;
}

/**
 * troupe_field_get_property_name:
 * @field: a field
 *
 * Gets the name of the GObject property, such as `top-p`.
 *
 * Returns: the name, interned
 */
const char *
troupe_field_get_property_name (TroupeField field)
{
  g_return_val_if_fail (is_field (field), NULL);

  return fields[field].property;
}

/**
 * troupe_field_get_pspec:
 * @field: a field
 *
 * Gets the property of #TroupeAiSettings. Its range is the one truth about what the field takes.
 *
 * Returns: (transfer none): the pspec
 */
GParamSpec *
troupe_field_get_pspec (TroupeField field)
{
  static GObjectClass *settings_class;

  g_return_val_if_fail (is_field (field), NULL);

  if (g_once_init_enter (&settings_class))
    g_once_init_leave (&settings_class, g_type_class_ref (TROUPE_TYPE_AI_SETTINGS));

  return g_object_class_find_property (settings_class, fields[field].property);
}

/**
 * troupe_field_create_pspec:
 * @field: a field
 *
 * Creates a property for a class that exposes the field.
 *
 * Returns: (transfer floating): the pspec
 */
GParamSpec *
troupe_field_create_pspec (TroupeField field)
{
  const char *name;

  g_return_val_if_fail (is_field (field), NULL);

  name = fields[field].property;

  switch (fields[field].form)
    {
    case FORM_DOUBLE:
      return g_param_spec_double (name, NULL, NULL, fields[field].minimum, fields[field].maximum,
                                  fields[field].usual, PROPERTY_FLAGS);
    case FORM_INT:
      return g_param_spec_int64 (name, NULL, NULL, (gint64) fields[field].minimum,
                                 (gint64) fields[field].maximum, (gint64) fields[field].usual,
                                 PROPERTY_FLAGS);
    case FORM_MODELS:
      return g_param_spec_boxed (name, NULL, NULL, TROUPE_TYPE_MODEL_LIST, PROPERTY_FLAGS);
    case FORM_ID:
    case FORM_WORD:
    case FORM_TEXT:
    default:
      return g_param_spec_string (name, NULL, NULL, NULL, PROPERTY_FLAGS);
    }
}

/**
 * troupe_field_list_names:
 *
 * Lists the names of all fields, for a message.
 *
 * Returns: (transfer full): the names, parted by commas
 */
char *
troupe_field_list_names (void)
{
  GString *names = g_string_new (fields[0].name);

  for (guint i = 1; i < TROUPE_N_FIELDS; i++)
    g_string_append_printf (names, ", %s", fields[i].name);

  return g_string_free (names, FALSE);
}

/**
 * troupe_field_can_be_omitted:
 * @field: a field
 *
 * Says whether "do not send it" makes sense, which it does for sampling parameters alone.
 *
 * Returns: whether the field can be omitted
 */
gboolean
troupe_field_can_be_omitted (TroupeField field)
{
  g_return_val_if_fail (is_field (field), FALSE);

  return fields[field].can_be_omitted;
}

/**
 * troupe_field_from_name:
 * @name: (nullable): a word from outside, with underscores or dashes
 * @field: (out) (optional): set to the field when there is one
 *
 * Finds a field.
 *
 * Returns: whether there is one of that name
 */
gboolean
troupe_field_from_name (const char  *name,
                        TroupeField *field)
{
  for (guint i = 0; name != NULL && i < TROUPE_N_FIELDS; i++)
    {
      if (strcmp (name, fields[i].name) != 0 && strcmp (name, fields[i].property) != 0)
        continue;

      if (field != NULL)
        *field = i;

      return TRUE;
    }

  return FALSE;
}

/**
 * troupe_field_parse:
 * @field: a field
 * @text: what somebody typed
 * @value: (out caller-allocates): an empty value, filled on success
 * @error: (optional): set on failure
 *
 * Reads a value, and checks it. Models are parted by commas.
 *
 * Returns: whether @value was filled
 */
gboolean
troupe_field_parse (TroupeField   field,
                    const char   *text,
                    GValue       *value,
                    GError      **error)
{
  char *end = NULL;

  g_return_val_if_fail (is_field (field), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (value != NULL && !G_IS_VALUE (value), FALSE);

  g_value_init (value, get_value_type (field));

  switch (fields[field].form)
    {
    case FORM_DOUBLE:
      g_value_set_double (value, g_ascii_strtod (text, &end));
      break;
    case FORM_INT:
      errno = 0;
      g_value_set_int64 (value, g_ascii_strtoll (text, &end, 10));
      if (errno == ERANGE)
        g_value_set_int64 (value, G_MAXINT64);
      break;
    case FORM_MODELS:
      g_value_take_boxed (value, parse_models (text));
      break;
    case FORM_ID:
    case FORM_WORD:
    case FORM_TEXT:
    default:
      g_value_set_string (value, text);
      break;
    }

  /* Letters would be hexadecimal, infinity or no number at all. */
  if (end != NULL && (end == text || *end != '\0' || strpbrk (text, "xXnNpP \t\n") != NULL))
    {
      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_VALUE,
                   _("%s is “%s”, which is not a number; write one such as %s."),
                   fields[field].name, text, fields[field].form == FORM_INT ? "4096" : "0.2");
      g_value_unset (value);
      return FALSE;
    }

  if (!troupe_field_check (field, value, error))
    {
      g_value_unset (value);
      return FALSE;
    }

  return TRUE;
}

/**
 * troupe_field_format:
 * @field: a field
 * @value: (nullable): a value of it
 *
 * Writes what troupe_field_parse() reads, so far as a line of text can say it: 0.2 and not 0.20000000000000001.
 *
 * Returns: (transfer full): the text; empty when @value is %NULL
 */
char *
troupe_field_format (TroupeField   field,
                     const GValue *value)
{
  g_return_val_if_fail (is_field (field), NULL);
  g_return_val_if_fail (value == NULL || G_VALUE_HOLDS (value, get_value_type (field)), NULL);

  if (value == NULL)
    return g_strdup ("");

  switch (fields[field].form)
    {
    case FORM_DOUBLE:
      return format_double (g_value_get_double (value));
    case FORM_INT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, g_value_get_int64 (value));
    case FORM_MODELS:
      return format_models (g_value_get_boxed (value));
    case FORM_ID:
    case FORM_WORD:
    case FORM_TEXT:
    default:
      return g_strdup (g_value_get_string (value) != NULL ? g_value_get_string (value) : "");
    }
}

/**
 * troupe_field_check:
 * @field: a field
 * @value: what it would be set to
 * @error: (optional): set on failure
 *
 * Says whether the field takes @value. Nothing is ever clamped.
 *
 * Returns: whether it does
 */
gboolean
troupe_field_check (TroupeField   field,
                    const GValue *value,
                    GError      **error)
{
  g_return_val_if_fail (is_field (field), FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (!G_VALUE_HOLDS (value, get_value_type (field)))
    {
      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_VALUE,
                   _("%s cannot be a value of type %s; give it another."),
                   fields[field].name, G_VALUE_TYPE_NAME (value));
      return FALSE;
    }

  switch (fields[field].form)
    {
    case FORM_DOUBLE:
      return check_range (field, g_value_get_double (value), error);
    case FORM_INT:
      return check_range (field, (double) g_value_get_int64 (value), error);
    case FORM_MODELS:
      return check_models (field, g_value_get_boxed (value), error);
    case FORM_ID:
    case FORM_WORD:
    case FORM_TEXT:
    default:
      return check_string (field, g_value_get_string (value), error);
    }
}

/**
 * troupe_field_values_equal:
 * @field: a field
 * @a: (nullable): a value of it
 * @b: (nullable): another one
 *
 * Compares two values; %NULL equals %NULL alone.
 *
 * Returns: whether they are the same
 */
gboolean
troupe_field_values_equal (TroupeField   field,
                           const GValue *a,
                           const GValue *b)
{
  g_return_val_if_fail (is_field (field), FALSE);

  if (a == b)
    return TRUE;

  if (a == NULL || b == NULL)
    return FALSE;

  switch (fields[field].form)
    {
    case FORM_DOUBLE:
      return g_value_get_double (a) == g_value_get_double (b);
    case FORM_INT:
      return g_value_get_int64 (a) == g_value_get_int64 (b);
    case FORM_MODELS:
      return troupe_model_list_equal (g_value_get_boxed (a), g_value_get_boxed (b));
    case FORM_ID:
    case FORM_WORD:
    case FORM_TEXT:
    default:
      return g_strcmp0 (g_value_get_string (a), g_value_get_string (b)) == 0;
    }
}

/**
 * troupe_reasoning_efforts:
 *
 * Lists the words that `reasoning_effort` takes, least first.
 *
 * Returns: (array zero-terminated=1): the words
 */
const char * const *
troupe_reasoning_efforts (void)
{
  return reasoning_efforts;
}
