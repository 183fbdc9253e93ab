/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-json.h"
#include "troupe-tool-schema.h"

/*
 * Holds what a model wrote against the schema that it was given. Pure.
 *
 * It knows the part of JSON Schema that our own tools use: `type` (one), `properties`, `required`, `items`, `enum` of texts,
 * `minimum`, `maximum`, `minLength`, `maxLength`, `maxItems`. Members that a schema does not name are refused: a model that
 * makes up an argument believes that it does something. A null says nothing, as many models write it.
 */

#define MAX_ARGUMENTS_BYTES (4 * 1024 * 1024)
#define MAX_PROBLEMS        10
#define MAX_PATH_LENGTH     200

/* All that is wrong, in words for the model, so that it can mend all of it at once */
typedef struct
{
  GString *text;
  guint    n_problems;
} Problems;

static void check_node (JsonNode   *schema,
                        JsonNode   *node,
                        const char *path,
                        Problems   *problems);

static void
add_problem (Problems   *problems,
             const char *path,
             const char *why)
{
  g_autofree char *start = NULL;

  if (problems->n_problems++ >= MAX_PROBLEMS)
    return;

  if (g_utf8_strlen (path, -1) > MAX_PATH_LENGTH)
    start = g_utf8_substring (path, 0, MAX_PATH_LENGTH);
  if (problems->text->len > 0)
    g_string_append_c (problems->text, ' ');
  if (*path == '\0')
    g_string_append_printf (problems->text, "The arguments %s.", why);
  else
    g_string_append_printf (problems->text, "The argument “%s%s” %s.", start != NULL ? start : path, start != NULL ? "…" : "", why);
}

static JsonNode *
get_member (JsonNode   *schema,
            const char *name)
{
  return schema != NULL && JSON_NODE_HOLDS_OBJECT (schema) ? json_object_get_member (json_node_get_object (schema), name)
                                                           : NULL;
}

static gboolean
get_number (JsonNode   *schema,
            const char *name,
            double     *number)
{
  return troupe_json_node_get_double (get_member (schema, name), number);
}

static void
check_choices (JsonArray  *choices,
               const char *text,
               const char *path,
               Problems   *problems)
{
  g_autoptr(GString) names = g_string_new ("has to be one of");

  for (guint i = 0; i < json_array_get_length (choices); i++)
    {
      const char *choice = troupe_json_node_get_string (json_array_get_element (choices, i));

      if (g_strcmp0 (choice, text) == 0)
        return;
      g_string_append_printf (names, "%s “%s”", i > 0 ? "," : "", choice);
    }

  add_problem (problems, path, names->str);
}

static void
check_text (JsonNode   *schema,
            JsonNode   *node,
            const char *path,
            Problems   *problems)
{
  const char *text = troupe_json_node_get_string (node);
  JsonNode *choices = get_member (schema, "enum");
  g_autofree char *why = NULL;
  double limit;

  if (!troupe_json_node_is_string (node) || text == NULL)
    why = g_strdup ("has to be a text");
  else if (get_number (schema, "minLength", &limit) && (double) g_utf8_strlen (text, -1) < limit)
    why = g_strdup ("is empty or too short");
  else if (get_number (schema, "maxLength", &limit) && (double) g_utf8_strlen (text, -1) > limit)
    why = g_strdup_printf ("is longer than %.0f characters", limit);

  if (why != NULL)
    add_problem (problems, path, why);
  else if (choices != NULL && JSON_NODE_HOLDS_ARRAY (choices))
    check_choices (json_node_get_array (choices), text, path, problems);
}

static void
check_range (JsonNode   *schema,
             double      value,
             const char *path,
             Problems   *problems)
{
  g_autofree char *why = NULL;
  double minimum, maximum;

  if (get_number (schema, "minimum", &minimum) && value < minimum)
    why = g_strdup_printf ("has to be %g or more", minimum);
  else if (get_number (schema, "maximum", &maximum) && value > maximum)
    why = g_strdup_printf ("has to be %g or less", maximum);

  if (why != NULL)
    add_problem (problems, path, why);
}

static void
check_integer (JsonNode   *schema,
               JsonNode   *node,
               const char *path,
               Problems   *problems)
{
  gint64 value;

  if (troupe_json_node_get_int64 (node, &value))
    check_range (schema, (double) value, path, problems);
  else
    add_problem (problems, path, "has to be a whole number");
}

static void
check_number (JsonNode   *schema,
              JsonNode   *node,
              const char *path,
              Problems   *problems)
{
  double value;

  if (troupe_json_node_get_double (node, &value))
    check_range (schema, value, path, problems);
  else
    add_problem (problems, path, "has to be a number");
}

static void
check_boolean (JsonNode   *schema,
               JsonNode   *node,
               const char *path,
               Problems   *problems)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    add_problem (problems, path, "has to be true or false");
}

static void
check_array (JsonNode   *schema,
             JsonNode   *node,
             const char *path,
             Problems   *problems)
{
  JsonArray *array;
  double limit;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      add_problem (problems, path, "has to be a list");
      return;
    }

  array = json_node_get_array (node);
  if (get_number (schema, "maxItems", &limit) && json_array_get_length (array) > limit)
    {
      g_autofree char *why = g_strdup_printf ("has more than %.0f entries", limit);

      add_problem (problems, path, why);
      return;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *inner = g_strdup_printf ("%s[%u]", path, i);

      check_node (get_member (schema, "items"), json_array_get_element (array, i), inner, problems);
    }
}

static char *
list_names (JsonObject *properties)
{
  g_autoptr(GList) names = properties != NULL ? json_object_get_members (properties) : NULL;
  GString *text = g_string_new (NULL);

  for (GList *at = names; at != NULL; at = at->next)
    g_string_append_printf (text, "%s“%s”", at != names ? ", " : "", (const char *) at->data);

  return g_string_free (text, text->len == 0);
}

static gboolean
is_required (JsonArray  *required,
             const char *name)
{
  for (guint i = 0; required != NULL && i < json_array_get_length (required); i++)
    {
      if (g_strcmp0 (json_array_get_string_element (required, i), name) == 0)
        return TRUE;
    }

  return FALSE;
}

static char *
make_path (const char *path,
           const char *name)
{
  return *path != '\0' ? g_strconcat (path, ".", name, NULL) : g_strdup (name);
}

static void
check_members (JsonObject *properties,
               JsonArray  *required,
               JsonObject *object,
               const char *path,
               Problems   *problems)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonNode *schema = properties != NULL ? json_object_get_member (properties, name) : NULL;
      g_autofree char *inner = make_path (path, name);

      if (schema == NULL)
        {
          g_autofree char *names = list_names (properties);
          g_autofree char *why = names != NULL ? g_strconcat ("is not known; there are ", names, NULL)
                                               : g_strdup ("is not known; there are none");

          add_problem (problems, inner, why);
        }
      else if (!JSON_NODE_HOLDS_NULL (node) || is_required (required, name))
        {
          check_node (schema, node, inner, problems);
        }
    }
}

static void
check_object (JsonNode   *schema,
              JsonNode   *node,
              const char *path,
              Problems   *problems)
{
  JsonNode *properties = get_member (schema, "properties");
  JsonNode *required_node = get_member (schema, "required");
  JsonArray *required = required_node != NULL ? json_node_get_array (required_node) : NULL;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      add_problem (problems, path, *path == '\0' ? "have to be a JSON object" : "has to be an object");
      return;
    }

  object = json_node_get_object (node);
  for (guint i = 0; required != NULL && i < json_array_get_length (required); i++)
    {
      const char *name = json_array_get_string_element (required, i);
      g_autofree char *inner = make_path (path, name);

      if (!json_object_has_member (object, name))
        add_problem (problems, inner, "is missing");
    }

  check_members (properties != NULL ? json_node_get_object (properties) : NULL, required, object, path, problems);
}

static void
check_node (JsonNode   *schema,
            JsonNode   *node,
            const char *path,
            Problems   *problems)
{
  static const struct
  {
    const char *type;
    void      (*check) (JsonNode   *schema,
                        JsonNode   *node,
                        const char *path,
                        Problems   *problems);
  } checks[] = {
    { "object", check_object }, { "string", check_text }, { "integer", check_integer }, { "number", check_number },
    { "boolean", check_boolean }, { "array", check_array },
  };
  const char *type = troupe_json_node_get_string (get_member (schema, "type"));

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      if (g_strcmp0 (checks[i].type, type) == 0)
        checks[i].check (schema, node, path, problems);
    }
}

/**
 * troupe_tool_schema_check:
 * @schema: (nullable): the schema of an object; %NULL takes no members
 * @arguments: what a model wrote
 * @error: (optional): set on failure
 *
 * Holds arguments against a schema. All that is wrong is said at once, up to ten things.
 *
 * Returns: %FALSE with %TROUPE_TOOL_ERROR_ARGUMENTS, in words for the model, if they don't fit
 */
gboolean
troupe_tool_schema_check (JsonNode  *schema,
                          JsonNode  *arguments,
                          GError   **error)
{
  g_autoptr(GString) text = NULL;
  Problems problems = { NULL, 0 };

  g_return_val_if_fail (arguments != NULL, FALSE);

  text = g_string_new (NULL);
  problems.text = text;
  check_object (schema, arguments, "", &problems);
  if (problems.n_problems == 0)
    return TRUE;

  if (problems.n_problems > MAX_PROBLEMS)
    g_string_append_printf (text, " And %u more.", problems.n_problems - MAX_PROBLEMS);
  g_set_error_literal (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_ARGUMENTS, text->str);
  return FALSE;
}

/**
 * troupe_tool_schema_read_arguments:
 * @schema: (nullable): the schema of an object
 * @arguments: the text that a model wrote
 * @error: (optional): set on failure
 *
 * Reads the arguments of a call, through the same gate as all JSON from outside.
 *
 * Returns: (transfer full) (nullable): the object, or %NULL with %TROUPE_TOOL_ERROR_ARGUMENTS in words for the model
 */
JsonNode *
troupe_tool_schema_read_arguments (JsonNode    *schema,
                                   const char  *arguments,
                                   GError     **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(JsonNode) node = NULL;

  g_return_val_if_fail (arguments != NULL, NULL);

  node = troupe_json_parse_limited (NULL, arguments, -1, MAX_ARGUMENTS_BYTES, &cause);
  if (node == NULL)
    {
      g_set_error (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_ARGUMENTS, "The arguments are not valid JSON: %s",
                   cause->message);
      return NULL;
    }
  if (!troupe_tool_schema_check (schema, node, error))
    return NULL;

  return g_steal_pointer (&node);
}
