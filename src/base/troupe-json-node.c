/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "troupe-json-private.h"

/* The raw string of a string node, mark included, or %NULL. */
static const char *
peek_raw (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/* The text of a number that a node cannot hold, or %NULL. */
static const char *
peek_number (JsonNode *node)
{
  const char *raw = peek_raw (node);
  const char *end, *number;

  if (raw == NULL || !g_str_has_prefix (raw, TROUPE_JSON_MARK))
    return NULL;

  number = raw + TROUPE_JSON_MARK_LENGTH;
  end = number + strlen (number);
  return troupe_json_scan_number (number, end) == end ? number : NULL;
}

/**
 * troupe_json_node_new_string:
 * @value: any UTF-8
 *
 * Returns: (transfer full): a node that the writer writes as the string @value
 */
JsonNode *
troupe_json_node_new_string (const char *value)
{
  g_autofree char *marked = NULL;

  g_return_val_if_fail (value != NULL, NULL);

  if (!g_str_has_prefix (value, TROUPE_JSON_MARK))
    return json_node_init_string (json_node_alloc (), value);

  marked = g_strconcat (TROUPE_JSON_MARK, value, NULL);
  return json_node_init_string (json_node_alloc (), marked);
}

/**
 * troupe_json_node_new_double:
 * @value: a finite number
 *
 * Returns: (transfer full): a number node
 */
JsonNode *
troupe_json_node_new_double (double value)
{
  return json_node_init_double (json_node_alloc (), value);
}

/**
 * troupe_json_node_new_int64:
 * @value: a number
 *
 * Returns: (transfer full): a number node
 */
JsonNode *
troupe_json_node_new_int64 (gint64 value)
{
  return json_node_init_int (json_node_alloc (), value);
}

/**
 * troupe_json_node_new_strv:
 * @values: (nullable) (array zero-terminated=1): strings
 *
 * Returns: (transfer full): an array node of strings
 */
JsonNode *
troupe_json_node_new_strv (const char * const *values)
{
  g_autoptr(JsonArray) array = json_array_new ();

  for (gsize i = 0; values != NULL && values[i] != NULL; i++)
    json_array_add_element (array, troupe_json_node_new_string (values[i]));

  return json_node_init_array (json_node_alloc (), array);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (a, b);
}

/**
 * troupe_json_node_copy_sorted:
 * @node: a tree
 *
 * Copies a tree, with the members of each object in the order of their names' bytes.
 *
 * Returns: (transfer full): the copy
 */
JsonNode *
troupe_json_node_copy_sorted (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr(JsonObject) copy = json_object_new ();
      g_autoptr(GList) names = g_list_sort (json_object_get_members (object), compare_names);

      for (GList *l = names; l != NULL; l = l->next)
        json_object_set_member (copy, l->data,
                                troupe_json_node_copy_sorted (json_object_get_member (object, l->data)));

      return json_node_init_object (json_node_alloc (), copy);
    }

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      g_autoptr(JsonArray) copy = json_array_new ();

      for (guint i = 0; i < json_array_get_length (array); i++)
        json_array_add_element (copy, troupe_json_node_copy_sorted (json_array_get_element (array, i)));

      return json_node_init_array (json_node_alloc (), copy);
    }

  return json_node_copy (node);
}

/**
 * troupe_json_node_is_string:
 * @node: (nullable): a node
 *
 * Returns: whether @node is a string, and not a number that is kept as text
 */
gboolean
troupe_json_node_is_string (JsonNode *node)
{
  return peek_raw (node) != NULL && peek_number (node) == NULL;
}

/**
 * troupe_json_node_is_number:
 * @node: (nullable): a node
 *
 * Returns: whether @node is a number of any size
 */
gboolean
troupe_json_node_is_number (JsonNode *node)
{
  GType type;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;

  type = json_node_get_value_type (node);
  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE || peek_number (node) != NULL;
}

/**
 * troupe_json_node_get_string:
 * @node: (nullable): a node
 *
 * Returns: (transfer none) (nullable): the string, or %NULL if @node is none
 */
const char *
troupe_json_node_get_string (JsonNode *node)
{
  const char *raw = peek_raw (node);

  if (raw == NULL || !g_str_has_prefix (raw, TROUPE_JSON_MARK))
    return raw;
  if (peek_number (node) != NULL)
    return NULL;

  if (g_str_has_prefix (raw + TROUPE_JSON_MARK_LENGTH, TROUPE_JSON_MARK))
    return raw + TROUPE_JSON_MARK_LENGTH;
  return raw;
}

/**
 * troupe_json_node_get_double:
 * @node: (nullable): a node
 * @value: (out) (optional): the nearest double
 *
 * Returns: whether @node is a number that is not too large for a double
 */
gboolean
troupe_json_node_get_double (JsonNode *node,
                             double   *value)
{
  const char *number = peek_number (node);
  double result;

  if (!troupe_json_node_is_number (node))
    return FALSE;

  result = number != NULL ? g_ascii_strtod (number, NULL) : json_node_get_double (node);
  if (!isfinite (result))
    return FALSE;

  if (value != NULL)
    *value = result;
  return TRUE;
}

/**
 * troupe_json_node_get_int64:
 * @node: (nullable): a node
 * @value: (out) (optional): the number
 *
 * Reads a whole number. 4096.0 and 4e3 are whole; 18446744073709551615 does not fit.
 *
 * Returns: whether @node is a whole number that fits
 */
gboolean
troupe_json_node_get_int64 (JsonNode *node,
                            gint64   *value)
{
  double number;
  gint64 result;

  if (!troupe_json_node_get_double (node, &number))
    return FALSE;

  if (json_node_get_value_type (node) == G_TYPE_INT64)
    {
      result = json_node_get_int (node);
    }
  else
    {
      /* Up to 2^53 each whole number is a double of its own. */
      if (number != floor (number) || fabs (number) > 9007199254740992.0)
        return FALSE;
      result = (gint64) number;
    }

  if (value != NULL)
    *value = result;
  return TRUE;
}
