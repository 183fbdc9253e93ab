/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-codec-private.h"
#include "troupe-model-list.h"
#include "troupe-settings-codec.h"

#define MODELS "preferred_models"

/* AI settings are the same members wherever they stand. Absent is unset; null is omitted, where that makes sense. */

static void
set_value (TroupeJsonReader *reader,
           TroupeAiSettings *settings,
           TroupeField       field,
           const GValue     *value)
{
  g_autoptr(GError) error = NULL;

  if (!troupe_ai_settings_set_value (settings, field, value, &error))
    troupe_json_reader_fail (reader, troupe_field_get_name (field), TROUPE_JSON_ERROR_VALUE, "%s", error->message);
}

static TroupeModelEntry *
read_model_object (TroupeJsonReader *reader,
                   guint             index)
{
  g_autoptr(TroupeJsonReader) inner = troupe_json_reader_enter_element (reader, MODELS, index);
  g_autoptr(TroupeAiSettings) parameters = NULL;
  const char *model = NULL;
  const char *provider = NULL;

  if (inner == NULL)
    return NULL;

  troupe_codec_read_id (inner, "provider", &provider);
  if (!troupe_json_reader_require (inner, "model") || !troupe_json_reader_get_string (inner, "model", &model))
    return NULL;

  parameters = troupe_ai_settings_new ();
  troupe_settings_codec_read (inner, parameters, TROUPE_FIELDS_PARAMETERS);
  if (troupe_json_reader_has_failed (inner))
    return NULL;

  {
    g_autoptr(JsonObject) extra = troupe_json_reader_dup_unknown (inner);

    troupe_ai_settings_set_extra (parameters, extra);
  }

  return troupe_model_entry_new (model, provider, troupe_ai_settings_is_empty (parameters) ? NULL : parameters);
}

static TroupeModelEntry *
read_model (TroupeJsonReader *reader,
            JsonNode         *node,
            guint             index)
{
  g_autofree char *subpath = NULL;
  g_autoptr(TroupeModelEntry) entry = NULL;

  subpath = g_strdup_printf (MODELS "/%u", index);

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      entry = read_model_object (reader, index);
    }
  else if (troupe_json_node_is_string (node))
    {
      entry = troupe_model_entry_new (troupe_json_node_get_string (node), NULL, NULL);
    }
  else
    {
      troupe_json_reader_fail (reader, subpath, TROUPE_JSON_ERROR_TYPE,
                               _("“%s” should hold names of models, or objects with a “model”"), MODELS);
      return NULL;
    }

  if (entry != NULL && troupe_model_entry_get_model (entry)[0] == '\0')
    {
      troupe_json_reader_fail (reader, subpath, TROUPE_JSON_ERROR_VALUE,
                               _("the name of a model is empty; give it one or take it out"));
      return NULL;
    }

  return g_steal_pointer (&entry);
}

static void
read_models (TroupeJsonReader *reader,
             TroupeAiSettings *settings)
{
  JsonArray *array;
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(TroupeModelList) list = NULL;
  g_auto(GValue) value = G_VALUE_INIT;

  if (!troupe_json_reader_get_array (reader, MODELS, &array))
    return;

  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_model_entry_unref);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      TroupeModelEntry *entry = read_model (reader, json_array_get_element (array, i), i);

      if (entry == NULL)
        return;
      g_ptr_array_add (entries, entry);
    }

  list = troupe_model_list_new ((TroupeModelEntry **) entries->pdata, entries->len);
  g_value_init (&value, TROUPE_TYPE_MODEL_LIST);
  g_value_set_boxed (&value, list);
  set_value (reader, settings, TROUPE_FIELD_PREFERRED_MODELS, &value);
}

static void
read_number (TroupeJsonReader *reader,
             TroupeAiSettings *settings,
             TroupeField       field,
             GParamSpec       *pspec)
{
  g_auto(GValue) value = G_VALUE_INIT;
  double number;
  gint64 integer;

  if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    {
      if (!troupe_json_reader_get_double (reader, troupe_field_get_name (field), G_PARAM_SPEC_DOUBLE (pspec)->minimum,
                                          G_PARAM_SPEC_DOUBLE (pspec)->maximum, &number))
        return;
      g_value_init (&value, G_TYPE_DOUBLE);
      g_value_set_double (&value, number);
    }
  else
    {
      if (!troupe_json_reader_get_int64 (reader, troupe_field_get_name (field), G_PARAM_SPEC_INT64 (pspec)->minimum,
                                         G_PARAM_SPEC_INT64 (pspec)->maximum, &integer))
        return;
      g_value_init (&value, G_TYPE_INT64);
      g_value_set_int64 (&value, integer);
    }

  set_value (reader, settings, field, &value);
}

static void
read_string (TroupeJsonReader *reader,
             TroupeAiSettings *settings,
             TroupeField       field)
{
  g_auto(GValue) value = G_VALUE_INIT;
  const char *string;

  if (!troupe_json_reader_get_string (reader, troupe_field_get_name (field), &string))
    return;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_static_string (&value, string);
  set_value (reader, settings, field, &value);
}

/**
 * troupe_settings_codec_read:
 * @reader: an object that has settings among its members
 * @settings: where they go
 * @fields: a mask of %TROUPE_FIELD_MASK: which of them to read
 *
 * Reads the settings' own members. What is wrong is told by @reader.
 */
void
troupe_settings_codec_read (TroupeJsonReader *reader,
                            TroupeAiSettings *settings,
                            guint             fields)
{
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      GParamSpec *pspec;

      if ((fields & TROUPE_FIELD_MASK (field)) == 0 || !troupe_json_reader_has (reader, troupe_field_get_name (field)))
        continue;

      pspec = troupe_field_get_pspec (field);
      if (troupe_field_can_be_omitted (field) && troupe_json_reader_is_null (reader, troupe_field_get_name (field)))
        troupe_ai_settings_omit (settings, field);
      else if (field == TROUPE_FIELD_PREFERRED_MODELS)
        read_models (reader, settings);
      else if (G_IS_PARAM_SPEC_STRING (pspec))
        read_string (reader, settings, field);
      else
        read_number (reader, settings, field, pspec);
    }
}

/**
 * troupe_settings_codec_read_object:
 * @reader: an object that has settings, and nothing else that is known
 * @settings: where they go
 *
 * Reads all settings, and keeps the unknown members with them.
 */
void
troupe_settings_codec_read_object (TroupeJsonReader *reader,
                                   TroupeAiSettings *settings)
{
  g_autoptr(JsonObject) extra = NULL;

  troupe_settings_codec_read (reader, settings, TROUPE_FIELDS_ALL);
  extra = troupe_json_reader_dup_unknown (reader);
  troupe_ai_settings_set_extra (settings, extra);
}

static JsonNode *
write_model (TroupeModelEntry *entry,
             gboolean          is_canonical)
{
  const char *provider = troupe_model_entry_get_provider (entry);
  TroupeAiSettings *parameters = troupe_model_entry_get_parameters (entry);
  g_autoptr(JsonObject) object = NULL;

  if (provider == NULL && (parameters == NULL || troupe_ai_settings_is_empty (parameters)))
    return troupe_json_node_new_string (troupe_model_entry_get_model (entry));

  object = json_object_new ();
  troupe_codec_write_string (object, "provider", provider);
  troupe_codec_write_text (object, "model", troupe_model_entry_get_model (entry));
  if (parameters != NULL)
    {
      troupe_settings_codec_write (parameters, object, TROUPE_FIELDS_PARAMETERS, is_canonical);
      troupe_codec_write_extra (object, troupe_ai_settings_get_extra (parameters), is_canonical);
    }

  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
write_value (TroupeField   field,
             const GValue *value,
             gboolean      is_canonical)
{
  g_autoptr(JsonArray) array = NULL;
  TroupeModelList *list;

  if (G_VALUE_HOLDS_STRING (value))
    return troupe_json_node_new_string (g_value_get_string (value));
  if (G_VALUE_HOLDS_DOUBLE (value))
    return troupe_json_node_new_double (g_value_get_double (value));
  if (G_VALUE_HOLDS_INT64 (value))
    return troupe_json_node_new_int64 (g_value_get_int64 (value));

  array = json_array_new ();
  list = g_value_get_boxed (value);
  for (guint i = 0; i < troupe_model_list_get_n_items (list); i++)
    json_array_add_element (array, write_model (troupe_model_list_get_item (list, i), is_canonical));

  return json_node_init_array (json_node_alloc (), array);
}

/**
 * troupe_settings_codec_write:
 * @settings: what to write
 * @object: where the members go
 * @fields: a mask of %TROUPE_FIELD_MASK: which of them to write
 * @is_canonical: whether unknown members inside are sorted
 *
 * Appends the settings' own members to @object, in their fixed order.
 */
void
troupe_settings_codec_write (TroupeAiSettings *settings,
                             JsonObject       *object,
                             guint             fields,
                             gboolean          is_canonical)
{
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      TroupeFieldState state = troupe_ai_settings_get_state (settings, field);

      if ((fields & TROUPE_FIELD_MASK (field)) == 0 || state == TROUPE_FIELD_STATE_UNSET)
        continue;

      json_object_set_member (object, troupe_field_get_name (field),
                              state == TROUPE_FIELD_STATE_OMITTED
                              ? json_node_init_null (json_node_alloc ())
                              : write_value (field, troupe_ai_settings_get_value (settings, field), is_canonical));
    }
}

/**
 * troupe_settings_codec_encode:
 * @settings: what to write
 * @is_canonical: whether unknown members are sorted
 *
 * Writes all settings as an object of their own, unknown members last.
 *
 * Returns: (transfer full): an object node
 */
JsonNode *
troupe_settings_codec_encode (TroupeAiSettings *settings,
                              gboolean          is_canonical)
{
  g_autoptr(JsonObject) object = json_object_new ();

  troupe_settings_codec_write (settings, object, TROUPE_FIELDS_ALL, is_canonical);
  troupe_codec_write_extra (object, troupe_ai_settings_get_extra (settings), is_canonical);
  return json_node_init_object (json_node_alloc (), object);
}
