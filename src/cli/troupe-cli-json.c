/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "json/troupe-settings-codec.h"
#include "troupe-cli-json.h"
#include "troupe-json.h"

/* The objects on standard output have all their members always; what is not known is null. */

/**
 * troupe_cli_json_add_string:
 * @object: where it goes
 * @name: the member
 * @value: (nullable): %NULL is written as null
 *
 * Adds text.
 */
void
troupe_cli_json_add_string (JsonObject *object,
                            const char *name,
                            const char *value)
{
  if (value != NULL)
    json_object_set_member (object, name, troupe_json_node_new_string (value));
  else
    json_object_set_null_member (object, name);
}

/**
 * troupe_cli_json_add_count:
 * @object: where it goes
 * @name: the member
 * @value: below 0 is not known, and written as null
 *
 * Adds a number.
 */
void
troupe_cli_json_add_count (JsonObject *object,
                           const char *name,
                           gint64      value)
{
  if (value >= 0)
    json_object_set_int_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/**
 * troupe_cli_json_add_strv:
 * @object: where it goes
 * @name: the member
 * @values: (array zero-terminated=1) (nullable): texts
 *
 * Adds an array of texts.
 */
void
troupe_cli_json_add_strv (JsonObject         *object,
                          const char         *name,
                          const char * const *values)
{
  const char * const none[] = { NULL };

  json_object_set_member (object, name, troupe_json_node_new_strv (values != NULL ? values : none));
}

/**
 * troupe_cli_json_add_usage:
 * @object: where it goes
 * @name: the member
 * @usage: (nullable): how much was used
 *
 * Adds an object with the numbers of tokens.
 */
void
troupe_cli_json_add_usage (JsonObject        *object,
                           const char        *name,
                           const TroupeUsage *usage)
{
  JsonObject *member = json_object_new ();
  const TroupeUsage known = usage != NULL ? *usage : TROUPE_USAGE_UNKNOWN;

  troupe_cli_json_add_count (member, "input", known.input);
  troupe_cli_json_add_count (member, "cache_read", known.cache_read);
  troupe_cli_json_add_count (member, "cache_write", known.cache_write);
  troupe_cli_json_add_count (member, "output", known.output);
  json_object_set_object_member (object, name, member);
}

/**
 * troupe_cli_json_wrap:
 * @object: an object
 *
 * Returns: (transfer full): a node of it
 */
JsonNode *
troupe_cli_json_wrap (JsonObject *object)
{
  return json_node_init_object (json_node_alloc (), object);
}

/**
 * troupe_cli_json_from_value:
 * @field: a field
 * @value: (nullable): a value of it
 *
 * Writes a value as it stands in the file of a persona.
 *
 * Returns: (transfer full): a node; null when @value is %NULL
 */
JsonNode *
troupe_cli_json_from_value (TroupeField   field,
                            const GValue *value)
{
  g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();
  g_autoptr(JsonNode) node = NULL;
  JsonNode *member;

  if (value == NULL || !troupe_ai_settings_set_value (settings, field, value, NULL))
    return json_node_init_null (json_node_alloc ());

  node = troupe_settings_codec_encode (settings, FALSE);
  member = json_object_get_member (json_node_get_object (node), troupe_field_get_name (field));
  return member != NULL ? json_node_copy (member) : json_node_init_null (json_node_alloc ());
}
