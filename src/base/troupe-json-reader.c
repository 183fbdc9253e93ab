/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-json-reader.h"

/**
 * TroupeJsonReader:
 *
 * Reads the members of one object, by type, and remembers which ones were asked for.
 *
 * The first thing that is wrong is kept, with its line and column, and makes each later question answer no; so a codec
 * asks for everything it knows and looks once at the end. Readers of inner objects share that error, and must be
 * freed before the outermost one.
 *
 * A `get_` function returns %TRUE if the member is there and right, and otherwise leaves its @value alone. Null counts as a
 * wrong type; where it has a meaning, ask troupe_json_reader_is_null() first.
 */
struct _TroupeJsonReader
{
  TroupeJsonReader   *outermost;  /* (unowned): may be the reader itself */
  TroupeJsonDocument *document;   /* (owned) */
  JsonObject         *object;     /* (owned) */
  char               *pointer;    /* (owned) */
  GPtrArray          *asked;      /* (owned) (element-type utf8): names; the callers' strings live longer */
  GError             *error;      /* (owned) (nullable): in the outermost reader alone */
};

static const char *
describe (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return _("an object");
  if (JSON_NODE_HOLDS_ARRAY (node))
    return _("an array");
  if (JSON_NODE_HOLDS_NULL (node))
    return _("null");
  if (troupe_json_node_is_number (node))
    return _("a number");
  if (troupe_json_node_is_string (node))
    return _("a string");
  return _("true or false");
}

static TroupeJsonReader *
new_reader (TroupeJsonReader   *outermost,
            TroupeJsonDocument *document,
            JsonNode           *node,
            char               *pointer)
{
  TroupeJsonReader *self = g_new0 (TroupeJsonReader, 1);

  self->outermost = outermost != NULL ? outermost : self;
  self->document = troupe_json_document_ref (document);
  self->pointer = pointer;
  self->asked = g_ptr_array_new ();

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      self->object = json_object_ref (json_node_get_object (node));
    }
  else
    {
      self->object = json_object_new ();
      troupe_json_reader_fail (self, NULL, TROUPE_JSON_ERROR_TYPE,
                               /* Translators: %s is what is there instead, such as “a number” */
                               _("an object should be here, not %s"), describe (node));
    }

  return self;
}

/* The member, or %NULL if it is absent or all is lost already. */
static JsonNode *
ask (TroupeJsonReader *self,
     const char       *name)
{
  if (self->asked->len == 0 || g_ptr_array_index (self->asked, self->asked->len - 1) != name)
    g_ptr_array_add (self->asked, (gpointer) name);
  return self->outermost->error == NULL ? json_object_get_member (self->object, name) : NULL;
}

static void
fail_type (TroupeJsonReader *self,
           const char       *name,
           JsonNode         *node,
           const char       *wanted)
{
  troupe_json_reader_fail (self, name, TROUPE_JSON_ERROR_TYPE,
                           /* Translators: a member's name, what it should be and what it is, such as “a number” */
                           _("“%s” should be %s, not %s"), name, wanted, describe (node));
}

/**
 * troupe_json_reader_new:
 * @document: what to read
 *
 * Begins to read the outermost object of @document. If that is none, the reader has failed already.
 *
 * Returns: (transfer full): a reader
 */
TroupeJsonReader *
troupe_json_reader_new (TroupeJsonDocument *document)
{
  g_return_val_if_fail (document != NULL, NULL);

  return new_reader (NULL, document, troupe_json_document_get_root (document), g_strdup (""));
}

/**
 * troupe_json_reader_free:
 * @self: (transfer full) (nullable): a reader
 *
 * Ends the reading.
 */
void
troupe_json_reader_free (TroupeJsonReader *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->document, troupe_json_document_unref);
  g_clear_pointer (&self->object, json_object_unref);
  g_clear_pointer (&self->pointer, g_free);
  g_clear_pointer (&self->asked, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * troupe_json_reader_enter:
 * @self: a reader
 * @name: a member; the string must outlive @self
 *
 * Begins to read the object called @name.
 *
 * Returns: (transfer full) (nullable): a reader, or %NULL if there is no such member or it is no object
 */
TroupeJsonReader *
troupe_json_reader_enter (TroupeJsonReader *self,
                          const char       *name)
{
  JsonNode *node;

  g_return_val_if_fail (self != NULL, NULL);

  node = ask (self, name);
  if (node == NULL)
    return NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      fail_type (self, name, node, _("an object"));
      return NULL;
    }

  return new_reader (self->outermost, self->document, node, troupe_json_pointer_append (self->pointer, name));
}

/**
 * troupe_json_reader_enter_element:
 * @self: a reader
 * @name: an array among the members; the string must outlive @self
 * @index: which element
 *
 * Begins to read one object of an array.
 *
 * Returns: (transfer full) (nullable): a reader, or %NULL if there is no such element or it is no object
 */
TroupeJsonReader *
troupe_json_reader_enter_element (TroupeJsonReader *self,
                                  const char       *name,
                                  guint             index)
{
  g_autofree char *array_pointer = NULL;
  char token[16];
  JsonArray *array = NULL;
  JsonNode *node;
  TroupeJsonReader *reader;

  g_return_val_if_fail (self != NULL, NULL);

  if (!troupe_json_reader_get_array (self, name, &array) || index >= json_array_get_length (array))
    return NULL;

  node = json_array_get_element (array, index);
  g_snprintf (token, sizeof token, "%u", index);
  array_pointer = troupe_json_pointer_append (self->pointer, name);
  reader = new_reader (self->outermost, self->document, node, troupe_json_pointer_append (array_pointer, token));
  if (JSON_NODE_HOLDS_OBJECT (node))
    return reader;

  troupe_json_reader_free (reader);
  return NULL;
}

/**
 * troupe_json_reader_get_pointer:
 * @self: a reader
 *
 * Returns: (transfer none): the JSON Pointer of the object that is read
 */
const char *
troupe_json_reader_get_pointer (TroupeJsonReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->pointer;
}

/**
 * troupe_json_reader_get_object:
 * @self: a reader
 *
 * Returns: (transfer none): the object that is read
 */
JsonObject *
troupe_json_reader_get_object (TroupeJsonReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->object;
}

/**
 * troupe_json_reader_has:
 * @self: a reader
 * @name: a member; the string must outlive @self
 *
 * Returns: whether there is such a member, null or not
 */
gboolean
troupe_json_reader_has (TroupeJsonReader *self,
                        const char       *name)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return ask (self, name) != NULL;
}

/**
 * troupe_json_reader_is_null:
 * @self: a reader
 * @name: a member; the string must outlive @self
 *
 * Returns: whether there is such a member and it is null
 */
gboolean
troupe_json_reader_is_null (TroupeJsonReader *self,
                            const char       *name)
{
  JsonNode *node;

  g_return_val_if_fail (self != NULL, FALSE);

  node = ask (self, name);
  return node != NULL && JSON_NODE_HOLDS_NULL (node);
}

/**
 * troupe_json_reader_require:
 * @self: a reader
 * @name: a member; the string must outlive @self
 *
 * Fails if there is no such member.
 *
 * Returns: whether there is such a member
 */
gboolean
troupe_json_reader_require (TroupeJsonReader *self,
                            const char       *name)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (ask (self, name) != NULL)
    return TRUE;

  troupe_json_reader_fail (self, NULL, TROUPE_JSON_ERROR_MISSING, _("the member “%s” is missing"), name);
  return FALSE;
}

/**
 * troupe_json_reader_get_string:
 * @self: a reader
 * @name: a member; the string must outlive @self
 * @value: (out) (transfer none): lives as long as the document
 *
 * Returns: whether @value was set
 */
gboolean
troupe_json_reader_get_string (TroupeJsonReader  *self,
                               const char        *name,
                               const char       **value)
{
  JsonNode *node;

  g_return_val_if_fail (self != NULL, FALSE);

  node = ask (self, name);
  if (node == NULL)
    return FALSE;

  if (!troupe_json_node_is_string (node))
    {
      fail_type (self, name, node, _("a string"));
      return FALSE;
    }

  *value = troupe_json_node_get_string (node);
  return TRUE;
}

/**
 * troupe_json_reader_get_double:
 * @self: a reader
 * @name: a member; the string must outlive @self
 * @minimum: the least value allowed
 * @maximum: the greatest value allowed
 * @value: (out): the number
 *
 * Returns: whether @value was set
 */
gboolean
troupe_json_reader_get_double (TroupeJsonReader *self,
                               const char       *name,
                               double            minimum,
                               double            maximum,
                               double           *value)
{
  JsonNode *node;
  double number;

  g_return_val_if_fail (self != NULL, FALSE);

  node = ask (self, name);
  if (node == NULL)
    return FALSE;

  if (!troupe_json_node_is_number (node))
    {
      fail_type (self, name, node, _("a number"));
      return FALSE;
    }

  if (!troupe_json_node_get_double (node, &number) || number < minimum || number > maximum)
    {
      g_autofree char *low = troupe_json_format_double (minimum);
      g_autofree char *high = troupe_json_format_double (maximum);

      troupe_json_reader_fail (self, name, TROUPE_JSON_ERROR_VALUE,
                               _("“%s” should be a number from %s to %s"), name, low, high);
      return FALSE;
    }

  *value = number;
  return TRUE;
}

/**
 * troupe_json_reader_get_int64:
 * @self: a reader
 * @name: a member; the string must outlive @self
 * @minimum: the least value allowed
 * @maximum: the greatest value allowed
 * @value: (out): the number
 *
 * Returns: whether @value was set
 */
gboolean
troupe_json_reader_get_int64 (TroupeJsonReader *self,
                              const char       *name,
                              gint64            minimum,
                              gint64            maximum,
                              gint64           *value)
{
  JsonNode *node;
  gint64 number;

  g_return_val_if_fail (self != NULL, FALSE);

  node = ask (self, name);
  if (node == NULL)
    return FALSE;

  if (!troupe_json_node_is_number (node))
    {
      fail_type (self, name, node, _("a whole number"));
      return FALSE;
    }

  if (!troupe_json_node_get_int64 (node, &number) || number < minimum || number > maximum)
    {
      g_autofree char *low = g_strdup_printf ("%" G_GINT64_FORMAT, minimum);
      g_autofree char *high = g_strdup_printf ("%" G_GINT64_FORMAT, maximum);

      troupe_json_reader_fail (self, name, TROUPE_JSON_ERROR_VALUE,
                               _("“%s” should be a whole number from %s to %s"), name, low, high);
      return FALSE;
    }

  *value = number;
  return TRUE;
}

/**
 * troupe_json_reader_get_boolean:
 * @self: a reader
 * @name: a member; the string must outlive @self
 * @value: (out): true or false
 *
 * Returns: whether @value was set
 */
gboolean
troupe_json_reader_get_boolean (TroupeJsonReader *self,
                                const char       *name,
                                gboolean         *value)
{
  JsonNode *node;

  g_return_val_if_fail (self != NULL, FALSE);

  node = ask (self, name);
  if (node == NULL)
    return FALSE;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    {
      fail_type (self, name, node, _("true or false"));
      return FALSE;
    }

  *value = json_node_get_boolean (node);
  return TRUE;
}

/**
 * troupe_json_reader_get_strv:
 * @self: a reader
 * @name: a member; the string must outlive @self
 * @values: (out) (transfer full): strings
 *
 * Returns: whether @values was set
 */
gboolean
troupe_json_reader_get_strv (TroupeJsonReader   *self,
                             const char         *name,
                             char             ***values)
{
  JsonArray *array;
  g_autoptr(GStrvBuilder) builder = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!troupe_json_reader_get_array (self, name, &array))
    return FALSE;

  builder = g_strv_builder_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!troupe_json_node_is_string (element))
        {
          g_autofree char *subpath = g_strdup_printf ("%s/%u", name, i);

          troupe_json_reader_fail (self, subpath, TROUPE_JSON_ERROR_TYPE,
                                   _("“%s” should hold nothing but strings, not %s"), name, describe (element));
          return FALSE;
        }

      g_strv_builder_add (builder, troupe_json_node_get_string (element));
    }

  *values = g_strv_builder_end (builder);
  return TRUE;
}

/**
 * troupe_json_reader_get_array:
 * @self: a reader
 * @name: a member; the string must outlive @self
 * @value: (out) (transfer none): the array
 *
 * Returns: whether @value was set
 */
gboolean
troupe_json_reader_get_array (TroupeJsonReader  *self,
                              const char        *name,
                              JsonArray        **value)
{
  JsonNode *node;

  g_return_val_if_fail (self != NULL, FALSE);

  node = ask (self, name);
  if (node == NULL)
    return FALSE;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      fail_type (self, name, node, _("an array"));
      return FALSE;
    }

  *value = json_node_get_array (node);
  return TRUE;
}

static gboolean
was_asked (TroupeJsonReader *self,
           const char       *name)
{
  for (guint i = 0; i < self->asked->len; i++)
    if (strcmp (g_ptr_array_index (self->asked, i), name) == 0)
      return TRUE;
  return FALSE;
}

/**
 * troupe_json_reader_dup_unknown:
 * @self: a reader
 *
 * Collects the members that nobody has asked for, in their order.
 *
 * Returns: (transfer full) (nullable): an object, or %NULL if there are none
 */
JsonObject *
troupe_json_reader_dup_unknown (TroupeJsonReader *self)
{
  JsonObject *unknown = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  g_return_val_if_fail (self != NULL, NULL);

  json_object_iter_init_ordered (&iter, self->object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (was_asked (self, name))
        continue;

      if (unknown == NULL)
        unknown = json_object_new ();
      json_object_set_member (unknown, name, json_node_copy (node));
    }

  return unknown;
}

/**
 * troupe_json_reader_fail:
 * @self: a reader
 * @subpath: (nullable): the member that is wrong, or something inside it ("tickets/0"); %NULL for the object itself
 * @code: a #TroupeJsonError
 * @format: a printf() format: what is wrong
 * @...: for @format
 *
 * Remembers an error with its place, unless there was one before.
 */
void
troupe_json_reader_fail (TroupeJsonReader *self,
                         const char       *subpath,
                         int               code,
                         const char       *format,
                         ...)
{
  g_autofree char *pointer = NULL;
  va_list args;

  g_return_if_fail (self != NULL);

  if (self->outermost->error != NULL)
    return;

  if (subpath == NULL)
    pointer = g_strdup (self->pointer);
  else if (json_object_has_member (self->object, subpath))
    pointer = troupe_json_pointer_append (self->pointer, subpath);
  else
    pointer = g_strconcat (self->pointer, "/", subpath, NULL);

  va_start (args, format);
  troupe_json_document_set_error_valist (self->document, &self->outermost->error, pointer, code, format, args);
  va_end (args);
}

/**
 * troupe_json_reader_has_failed:
 * @self: a reader
 *
 * Returns: whether something was wrong so far, here or in any reader of the same document
 */
gboolean
troupe_json_reader_has_failed (TroupeJsonReader *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->outermost->error != NULL;
}

/**
 * troupe_json_reader_finish:
 * @self: the outermost reader
 * @error: (optional): set to the first thing that was wrong
 *
 * Returns: whether all was right
 */
gboolean
troupe_json_reader_finish (TroupeJsonReader  *self,
                           GError           **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->outermost->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->outermost->error));
  return FALSE;
}
