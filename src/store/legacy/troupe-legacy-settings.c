/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-import-entry-private.h"
#include "troupe-json.h"
#include "troupe-legacy-settings.h"
#include "troupe-model-list.h"

#define MODEL "model"

/*
 * The settings that the old files have. What can't be used is left out, and a remark says so: half a persona is of more use than
 * none, and the old file is still there.
 */

static const TroupeField fields[] = {
  TROUPE_FIELD_PROVIDER,
  TROUPE_FIELD_PREFERRED_MODELS,
  TROUPE_FIELD_TEMPERATURE,
  TROUPE_FIELD_TOP_P,
  TROUPE_FIELD_MAX_OUTPUT_TOKENS,
  TROUPE_FIELD_REASONING_EFFORT,
  TROUPE_FIELD_SYSTEM_PROMPT,
};

static const TroupeField parameters[] = {
  TROUPE_FIELD_TEMPERATURE,
  TROUPE_FIELD_TOP_P,
  TROUPE_FIELD_MAX_OUTPUT_TOKENS,
  TROUPE_FIELD_REASONING_EFFORT,
};

static char *
name_member (const char *place,
             const char *member)
{
  return place != NULL ? g_strdup_printf ("%s.%s", place, member) : g_strdup (member);
}

static void
remark_unknown (TroupeImportEntry *entry,
                const char        *place,
                const char        *member)
{
  g_autofree char *name = name_member (place, member);

  troupe_import_entry_add_remark (entry, _("“%s” is nothing that Troupe knows, so it was left out."), name);
}

static void
set_value (TroupeImportEntry *entry,
           const char        *place,
           TroupeAiSettings  *settings,
           TroupeField        field,
           const GValue      *value)
{
  g_autoptr(GError) error = NULL;

  if (troupe_ai_settings_set_value (settings, field, value, &error))
    return;

  if (place != NULL)
    /* Translators: a part of a persona, and a sentence about what is wrong in it */
    troupe_import_entry_add_remark (entry, _("%s: %s It was left out."), place, error->message);
  else
    /* Translators: a sentence about what is wrong with a value */
    troupe_import_entry_add_remark (entry, _("%s It was left out."), error->message);
}

static void
read_text (TroupeImportEntry *entry,
           const char        *place,
           JsonNode          *node,
           TroupeAiSettings  *settings,
           TroupeField        field)
{
  g_autofree char *name = name_member (place, troupe_field_get_name (field));
  g_auto(GValue) value = G_VALUE_INIT;
  const char *text = NULL;

  if (!troupe_json_node_is_string (node))
    {
      troupe_import_entry_add_remark (entry, _("“%s” should be a text, so it was left out."), name);
      return;
    }

  text = troupe_json_node_get_string (node);
  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  if (field == TROUPE_FIELD_PROVIDER && !troupe_id_is_valid (text))
    {
      g_value_take_string (&value, troupe_id_from_name (text));
      troupe_import_entry_add_remark (entry, _("The provider “%s” is called “%s” here."), text, g_value_get_string (&value));
    }
  set_value (entry, place, settings, field, &value);
}

static void
read_number (TroupeImportEntry *entry,
             const char        *place,
             JsonNode          *node,
             TroupeAiSettings  *settings,
             TroupeField        field)
{
  g_autofree char *name = name_member (place, troupe_field_get_name (field));
  g_auto(GValue) value = G_VALUE_INIT;
  gboolean is_whole = G_IS_PARAM_SPEC_INT64 (troupe_field_get_pspec (field));
  gint64 whole = 0;
  double number = 0;

  if (is_whole ? !troupe_json_node_get_int64 (node, &whole) : !troupe_json_node_get_double (node, &number))
    {
      troupe_import_entry_add_remark (entry,
                                      is_whole ? _("“%s” should be a whole number, so it was left out.")
                                               : _("“%s” should be a number, so it was left out."), name);
      return;
    }

  g_value_init (&value, is_whole ? G_TYPE_INT64 : G_TYPE_DOUBLE);
  if (is_whole)
    g_value_set_int64 (&value, whole);
  else
    g_value_set_double (&value, number);
  set_value (entry, place, settings, field, &value);
}

static void
read_field (TroupeImportEntry *entry,
            const char        *place,
            JsonObject        *table,
            TroupeAiSettings  *settings,
            TroupeField        field)
{
  JsonNode *node = json_object_get_member (table, troupe_field_get_name (field));

  if (node == NULL)
    return;

  if (G_IS_PARAM_SPEC_STRING (troupe_field_get_pspec (field)))
    read_text (entry, place, node, settings, field);
  else
    read_number (entry, place, node, settings, field);
}

static gboolean
is_model_member (const char *member)
{
  if (g_str_equal (member, MODEL) || g_str_equal (member, troupe_field_get_name (TROUPE_FIELD_PROVIDER)))
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    if (g_str_equal (member, troupe_field_get_name (parameters[i])))
      return TRUE;

  return FALSE;
}

static TroupeModelEntry *
read_model_table (TroupeImportEntry *entry,
                  const char        *place,
                  JsonObject        *table)
{
  g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();
  g_autoptr(TroupeAiSettings) own = troupe_ai_settings_new ();
  g_autoptr(GList) members = json_object_get_members (table);
  JsonNode *model = json_object_get_member (table, MODEL);

  if (!troupe_json_node_is_string (model) || *troupe_json_node_get_string (model) == '\0')
    {
      troupe_import_entry_add_remark (entry, _("“%s” names no “model”, so it was left out."), place);
      return NULL;
    }

  for (GList *l = members; l != NULL; l = l->next)
    if (!is_model_member (l->data))
      remark_unknown (entry, place, l->data);
  read_field (entry, place, table, settings, TROUPE_FIELD_PROVIDER);
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    read_field (entry, place, table, own, parameters[i]);

  return troupe_model_entry_new (troupe_json_node_get_string (model),
                                 troupe_ai_settings_get_string (settings, TROUPE_FIELD_PROVIDER),
                                 troupe_ai_settings_is_empty (own) ? NULL : own);
}

/* Returns: (transfer full) (nullable): the model */
static TroupeModelEntry *
read_model (TroupeImportEntry *entry,
            const char        *place,
            JsonNode          *node)
{
  if (troupe_json_node_is_string (node) && *troupe_json_node_get_string (node) != '\0')
    return troupe_model_entry_new (troupe_json_node_get_string (node), NULL, NULL);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return read_model_table (entry, place, json_node_get_object (node));

  troupe_import_entry_add_remark (entry, _("“%s” should name a model, so it was left out."), place);

  return NULL;
}

/* The same model twice would be tried twice. */
static void
take_model (GPtrArray        *models,
            TroupeModelEntry *model)
{
  if (model == NULL)
    return;

  for (guint i = 0; i < models->len; i++)
    if (troupe_model_entry_equal (models->pdata[i], model))
      {
        troupe_model_entry_unref (model);
        return;
      }

  g_ptr_array_add (models, model);
}

/* “model” is the first of the preferred ones. */
static void
read_models (TroupeImportEntry *entry,
             const char        *place,
             JsonObject        *table,
             TroupeAiSettings  *settings)
{
  const char *list_name = troupe_field_get_name (TROUPE_FIELD_PREFERRED_MODELS);
  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_model_entry_unref);
  g_autoptr(TroupeModelList) list = NULL;
  g_autofree char *model_place = name_member (place, MODEL);
  g_autofree char *list_place = name_member (place, list_name);
  JsonNode *model = json_object_get_member (table, MODEL);
  JsonNode *others = json_object_get_member (table, list_name);
  g_auto(GValue) value = G_VALUE_INIT;

  if (model != NULL)
    take_model (models, read_model (entry, model_place, model));

  if (others != NULL && JSON_NODE_HOLDS_ARRAY (others))
    {
      JsonArray *array = json_node_get_array (others);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autofree char *element_place = g_strdup_printf ("%s[%u]", list_place, i + 1);

          take_model (models, read_model (entry, element_place, json_array_get_element (array, i)));
        }
    }
  else if (others != NULL)
    {
      take_model (models, read_model (entry, list_place, others));
    }

  if (models->len == 0)
    return;

  list = troupe_model_list_new ((TroupeModelEntry **) models->pdata, models->len);
  g_value_init (&value, TROUPE_TYPE_MODEL_LIST);
  g_value_set_boxed (&value, list);
  set_value (entry, place, settings, TROUPE_FIELD_PREFERRED_MODELS, &value);
}

/**
 * troupe_legacy_settings_knows:
 * @member: the name of a member
 *
 * Returns: whether troupe_legacy_settings_read() reads it
 */
gboolean
troupe_legacy_settings_knows (const char *member)
{
  if (g_str_equal (member, MODEL))
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (member, troupe_field_get_name (fields[i])))
      return TRUE;

  return FALSE;
}

/**
 * troupe_legacy_settings_are_in:
 * @table: a table of an old file
 *
 * Returns: whether it states any setting
 */
gboolean
troupe_legacy_settings_are_in (JsonObject *table)
{
  g_autoptr(GList) members = json_object_get_members (table);

  for (GList *l = members; l != NULL; l = l->next)
    if (troupe_legacy_settings_knows (l->data))
      return TRUE;

  return FALSE;
}

/**
 * troupe_legacy_settings_read:
 * @entry: what remarks are about
 * @place: (nullable): where in the entry the settings are, for remarks
 * @table: a table of an old file
 * @settings: where they go
 *
 * Reads the settings of an old file. What can't be used is left out, with a remark.
 */
void
troupe_legacy_settings_read (TroupeImportEntry *entry,
                             const char        *place,
                             JsonObject        *table,
                             TroupeAiSettings  *settings)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i] == TROUPE_FIELD_PREFERRED_MODELS)
      read_models (entry, place, table, settings);
    else
      read_field (entry, place, table, settings, fields[i]);
}
