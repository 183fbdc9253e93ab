/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "troupe-json-private.h"

/* json-glib's own generator writes 0.2 as 0.20000000000000001. */

#define MAX_COLUMNS 100

typedef struct
{
  GString  *text;        /* (owned) */
  gsize     line_start;  /* where its last line begins, in bytes */
  guint     indent;      /* in spaces */
  gboolean  is_pretty;
} Writer;

static void write_node (Writer   *self,
                        JsonNode *node);

static void
write_string (Writer     *self,
              const char *value)
{
  g_autofree char *valid = NULL;

  if (!g_utf8_validate (value, -1, NULL))
    value = valid = g_utf8_make_valid (value, -1);

  g_string_append_c (self->text, '"');
  for (const char *p = value; *p != '\0';)
    {
      const char *run = p;

      while ((guchar) *p >= 0x20 && *p != '"' && *p != '\\')
        p++;
      g_string_append_len (self->text, run, p - run);

      switch (*p)
        {
        case '\0': break;
        case '"':  g_string_append (self->text, "\\\""); p++; break;
        case '\\': g_string_append (self->text, "\\\\"); p++; break;
        case '\b': g_string_append (self->text, "\\b"); p++; break;
        case '\f': g_string_append (self->text, "\\f"); p++; break;
        case '\n': g_string_append (self->text, "\\n"); p++; break;
        case '\r': g_string_append (self->text, "\\r"); p++; break;
        case '\t': g_string_append (self->text, "\\t"); p++; break;
        default:   g_string_append_printf (self->text, "\\u%04x", (guint) (guchar) *p++);
        }
    }
  g_string_append_c (self->text, '"');
}

static void
write_scalar (Writer   *self,
              JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_STRING)
    {
      const char *value = troupe_json_node_get_string (node);

      if (value != NULL)
        write_string (self, value);
      else
        g_string_append (self->text, json_node_get_string (node) + TROUPE_JSON_MARK_LENGTH);
    }
  else if (type == G_TYPE_BOOLEAN)
    {
      g_string_append (self->text, json_node_get_boolean (node) ? "true" : "false");
    }
  else if (type == G_TYPE_INT64)
    {
      g_string_append_printf (self->text, "%" G_GINT64_FORMAT, json_node_get_int (node));
    }
  else if (type == G_TYPE_DOUBLE)
    {
      g_autofree char *number = troupe_json_format_double (json_node_get_double (node));

      g_string_append (self->text, number);
    }
  else
    {
      g_string_append (self->text, "null");
    }
}

static void
break_line (Writer *self)
{
  if (!self->is_pretty)
    return;

  g_string_append_c (self->text, '\n');
  self->line_start = self->text->len;
  for (guint i = 0; i < self->indent; i++)
    g_string_append_c (self->text, ' ');
}

static void
write_object (Writer   *self,
              JsonNode *node)
{
  JsonObject *object = json_node_get_object (node);
  const char *name;
  JsonNode *member;
  JsonObjectIter iter;
  gboolean is_first = TRUE;

  if (object == NULL || json_object_get_size (object) == 0)
    {
      g_string_append (self->text, "{}");
      return;
    }

  g_string_append_c (self->text, '{');
  self->indent += 2;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      if (!is_first)
        g_string_append_c (self->text, ',');
      is_first = FALSE;

      break_line (self);
      write_string (self, name);
      g_string_append (self->text, self->is_pretty ? ": " : ":");
      write_node (self, member);
    }

  self->indent -= 2;
  break_line (self);
  g_string_append_c (self->text, '}');
}

/* Writes scalars side by side. Takes it back and returns FALSE if there is something else among them, or no room. */
static gboolean
write_in_line (Writer    *self,
               JsonArray *array)
{
  gsize length = self->text->len;

  g_string_append_c (self->text, '[');
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (element) || JSON_NODE_HOLDS_ARRAY (element) ||
          self->text->len - length > 4 * MAX_COLUMNS)
        {
          g_string_truncate (self->text, length);
          return FALSE;
        }

      if (i > 0)
        g_string_append (self->text, ", ");
      write_scalar (self, element);
    }
  g_string_append_c (self->text, ']');

  if (g_utf8_strlen (self->text->str + self->line_start, -1) <= MAX_COLUMNS - 1)
    return TRUE;

  g_string_truncate (self->text, length);
  return FALSE;
}

static void
write_array (Writer   *self,
             JsonNode *node)
{
  JsonArray *array = json_node_get_array (node);

  if (array == NULL || json_array_get_length (array) == 0)
    {
      g_string_append (self->text, "[]");
      return;
    }

  if (self->is_pretty && write_in_line (self, array))
    return;

  g_string_append_c (self->text, '[');
  self->indent += 2;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (i > 0)
        g_string_append_c (self->text, ',');
      break_line (self);
      write_node (self, json_array_get_element (array, i));
    }

  self->indent -= 2;
  break_line (self);
  g_string_append_c (self->text, ']');
}

static void
write_node (Writer   *self,
            JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    write_object (self, node);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    write_array (self, node);
  else
    write_scalar (self, node);
}

/**
 * troupe_json_write:
 * @node: a tree
 * @pretty: whether to indent by two spaces and end in a line feed
 * @length: (out) (optional): in bytes
 *
 * Writes a tree with its members in their own order. What a document was read with comes out as it was, white space
 * aside. A double that is not finite is written as null.
 *
 * Returns: (transfer full): the text, in UTF-8
 */
char *
troupe_json_write (JsonNode *node,
                   gboolean  pretty,
                   gsize    *length)
{
  Writer self = { NULL, 0, 0, pretty };

  g_return_val_if_fail (node != NULL, NULL);

  self.text = g_string_sized_new (512);
  write_node (&self, node);
  if (pretty)
    g_string_append_c (self.text, '\n');

  if (length != NULL)
    *length = self.text->len;
  return g_string_free (self.text, FALSE);
}

/**
 * troupe_json_write_canonical:
 * @node: a tree
 *
 * Writes a tree without any white space, members in their own order.
 *
 * Returns: (transfer full): the text, in UTF-8
 */
char *
troupe_json_write_canonical (JsonNode *node)
{
  return troupe_json_write (node, FALSE, NULL);
}

/**
 * troupe_json_format_double:
 * @value: a number
 *
 * Finds the shortest number that reads back as @value, such as 0.2, 3 or 1e22.
 *
 * Returns: (transfer full): the number as JSON has it; "null" if @value is not finite
 */
char *
troupe_json_format_double (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char format[8];
  char *exponent, *digits;

  if (!isfinite (value))
    return g_strdup ("null");

  /* 15 digits are enough for what a person wrote, 17 for any; the tiny ones below DBL_MIN have fewer. */
  for (int precision = fabs (value) < DBL_MIN ? 1 : 15; precision <= 17; precision++)
    {
      g_snprintf (format, sizeof format, "%%.%dg", precision);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }

  /* C writes 1e+22 and 1e-07. */
  exponent = strchr (buffer, 'e');
  if (exponent != NULL)
    {
      digits = exponent + 1;
      if (*digits == '+')
        memmove (digits, digits + 1, strlen (digits));
      else if (*digits == '-')
        digits++;
      while (*digits == '0' && digits[1] != '\0')
        memmove (digits, digits + 1, strlen (digits));
    }

  return g_strdup (buffer);
}
