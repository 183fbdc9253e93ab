/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-json-private.h"

/**
 * TroupeJsonError:
 * @TROUPE_JSON_ERROR_SYNTAX: the text is not JSON
 * @TROUPE_JSON_ERROR_DEPTH: brackets are nested too deep
 * @TROUPE_JSON_ERROR_DUPLICATE: an object has a member twice
 * @TROUPE_JSON_ERROR_ENCODING: the text is not UTF-8, or has half a surrogate pair or U+0000 in it
 * @TROUPE_JSON_ERROR_TOO_LARGE: the text is larger than the limit
 * @TROUPE_JSON_ERROR_TYPE: a member has the wrong type
 * @TROUPE_JSON_ERROR_VALUE: a member has the right type and a value that is not allowed
 * @TROUPE_JSON_ERROR_MISSING: a member that must be there is not
 *
 * All of them mean that the text must be corrected; their messages begin with “NAME:LINE:COLUMN: ”.
 */
G_DEFINE_QUARK (troupe-json-error-quark, troupe_json_error)

/* Passes a number and the colon behind it. */
static const char *
split_number (const char *at,
              guint      *number)
{
  char *end = NULL;
  guint64 value = g_ascii_strtoull (at, &end, 10);

  if (end == at || *end != ':')
    return NULL;

  *number = (guint) MIN (value, G_MAXUINT);
  return end + 1;
}

/**
 * troupe_json_error_split:
 * @message: of an error in %TROUPE_JSON_ERROR
 * @name: (nullable): what the text was called
 * @line: (out): counted from 1, or 0 if @message names no place in @name
 * @column: (out): counted from 1, in characters, or 0
 *
 * Parts “NAME:LINE:COLUMN: what is wrong”, for those who show the place apart from the words.
 *
 * Returns: (transfer none): the part of @message that says what is wrong
 */
const char *
troupe_json_error_split (const char *message,
                         const char *name,
                         guint      *line,
                         guint      *column)
{
  const char *rest;
  guint found_line, found_column;

  g_return_val_if_fail (message != NULL, NULL);

  *line = 0;
  *column = 0;
  if (name == NULL || !g_str_has_prefix (message, name) || message[strlen (name)] != ':')
    return message;

  rest = split_number (message + strlen (name) + 1, &found_line);
  rest = rest != NULL ? split_number (rest, &found_column) : NULL;
  if (rest == NULL || *rest != ' ')
    return message;

  *line = found_line;
  *column = found_column;
  return rest + 1;
}

/**
 * TroupeJsonDocument:
 *
 * A JSON text that was read, its tree, and the way back from a member to its line and column.
 */
struct _TroupeJsonDocument
{
  char     *name;    /* (owned) */
  char     *text;    /* (owned): valid JSON, without byte order mark */
  gsize     length;
  JsonNode *root;    /* (owned) */
};

static gsize
measure (const char *text,
         gssize      length)
{
  return length < 0 ? strlen (text) : (gsize) length;
}

static JsonNode *
scan_limited (const char  *name,
              const char  *text,
              gsize        length,
              gsize        max_size_bytes,
              gboolean     keep_spelling,
              GError     **error)
{
  if (length > max_size_bytes)
    {
      g_autofree char *limit = g_format_size (max_size_bytes);

      g_set_error (error, TROUPE_JSON_ERROR, TROUPE_JSON_ERROR_TOO_LARGE,
                   /* Translators: the first %s is a file's name, the second a size such as “64 MB” */
                   _("%s:1:1: the text is larger than %s"), name != NULL ? name : "JSON", limit);
      return NULL;
    }

  return troupe_json_scan (name, text, length, keep_spelling, error);
}

/**
 * troupe_json_document_parse:
 * @name: what messages call the text, most often a path
 * @text: (array length=length): what to read; need not end in a zero byte if @length is given
 * @length: in bytes, or -1 if @text ends in a zero byte
 * @error: (optional): set on failure
 *
 * Reads a definition that will be written again: each number keeps the way it was written.
 *
 * Use troupe_json_node_get_double() and its friends on the tree, which know of numbers that a #JsonNode cannot hold.
 *
 * Errors are in %TROUPE_JSON_ERROR.
 *
 * Returns: (transfer full) (nullable): the document
 */
TroupeJsonDocument *
troupe_json_document_parse (const char  *name,
                            const char  *text,
                            gssize       length,
                            GError     **error)
{
  gsize size;
  JsonNode *root;
  TroupeJsonDocument *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (text != NULL || length == 0, NULL);

  text = text != NULL ? text : "";
  size = measure (text, length);
  root = scan_limited (name, text, size, TROUPE_JSON_DEFAULT_LIMIT, TRUE, error);
  if (root == NULL)
    return NULL;

  if (size >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0)
    {
      text += 3;
      size -= 3;
    }

  self = g_atomic_rc_box_new0 (TroupeJsonDocument);
  self->name = g_strdup (name);
  self->text = g_strndup (text, size);
  self->length = size;
  self->root = root;
  return self;
}

/**
 * troupe_json_document_ref:
 * @self: the document
 *
 * Returns: (transfer full): @self
 */
TroupeJsonDocument *
troupe_json_document_ref (TroupeJsonDocument *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
document_clear (gpointer data)
{
  TroupeJsonDocument *self = data;

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->root, json_node_unref);
}

/**
 * troupe_json_document_unref:
 * @self: (transfer full): the document
 *
 * Lets go of one reference; the document goes with the last.
 */
void
troupe_json_document_unref (TroupeJsonDocument *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, document_clear);
}

/**
 * troupe_json_document_get_root:
 * @self: the document
 *
 * Returns: (transfer none): the outermost value
 */
JsonNode *
troupe_json_document_get_root (TroupeJsonDocument *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->root;
}

/**
 * troupe_json_document_locate:
 * @self: the document
 * @pointer: a JSON Pointer, such as "/tickets/0/id"; "" is the outermost value
 * @line: (out) (optional): counted from 1
 * @column: (out) (optional): counted from 1, in characters
 *
 * Finds where a value begins in the text.
 *
 * Returns: whether there is such a value
 */
gboolean
troupe_json_document_locate (TroupeJsonDocument *self,
                             const char         *pointer,
                             guint              *line,
                             guint              *column)
{
  const char *at;
  guint found_line, found_column;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (pointer != NULL, FALSE);

  at = troupe_json_scan_find (self->text, self->length, pointer);
  if (at == NULL)
    return FALSE;

  troupe_json_scan_position (self->text, at, &found_line, &found_column);
  if (line != NULL)
    *line = found_line;
  if (column != NULL)
    *column = found_column;
  return TRUE;
}

/**
 * troupe_json_document_set_error_valist:
 * @self: the document
 * @error: (optional): what to set
 * @pointer: a JSON Pointer to the value that is wrong
 * @code: a #TroupeJsonError
 * @format: a printf() format: what is wrong with it
 * @args: for @format
 *
 * Does what troupe_json_document_set_error() does.
 */
void
troupe_json_document_set_error_valist (TroupeJsonDocument  *self,
                                       GError             **error,
                                       const char          *pointer,
                                       int                  code,
                                       const char          *format,
                                       va_list              args)
{
  g_autofree char *place = NULL;
  g_autofree char *reason = NULL;
  guint line = 1, column = 1;

  g_return_if_fail (self != NULL);
  g_return_if_fail (pointer != NULL);

  place = g_strdup (pointer);
  while (!troupe_json_document_locate (self, place, &line, &column))
    {
      char *slash = strrchr (place, '/');

      if (slash == NULL)
        break;
      *slash = '\0';
    }

  reason = g_strdup_vprintf (format, args);
  g_set_error (error, TROUPE_JSON_ERROR, code, "%s:%u:%u: %s", self->name, line, column, reason);
}

/**
 * troupe_json_document_set_error:
 * @self: the document
 * @error: (optional): what to set
 * @pointer: a JSON Pointer to the value that is wrong; if there is none, its nearest parent is meant
 * @code: a #TroupeJsonError
 * @format: a printf() format: what is wrong with it
 * @...: for @format
 *
 * Makes an error “NAME:LINE:COLUMN: what is wrong”.
 */
void
troupe_json_document_set_error (TroupeJsonDocument  *self,
                                GError             **error,
                                const char          *pointer,
                                int                  code,
                                const char          *format,
                                ...)
{
  va_list args;

  va_start (args, format);
  troupe_json_document_set_error_valist (self, error, pointer, code, format, args);
  va_end (args);
}

/**
 * troupe_json_parse:
 * @name: (nullable): what messages call the text
 * @text: (array length=length): what to read
 * @length: in bytes, or -1 if @text ends in a zero byte
 * @error: (optional): set on failure
 *
 * Reads what came from outside and will not be written again, such as a reply or a tool's arguments.
 *
 * Numbers are plain numbers, whatever way they were written; only one that neither a gint64 nor a double can hold is kept
 * as text, as in a document.
 *
 * Errors are in %TROUPE_JSON_ERROR.
 *
 * Returns: (transfer full) (nullable): the tree
 */
JsonNode *
troupe_json_parse (const char  *name,
                   const char  *text,
                   gssize       length,
                   GError     **error)
{
  return troupe_json_parse_limited (name, text, length, TROUPE_JSON_DEFAULT_LIMIT, error);
}

/**
 * troupe_json_parse_limited:
 * @name: (nullable): what messages call the text
 * @text: (array length=length): what to read
 * @length: in bytes, or -1 if @text ends in a zero byte
 * @max_size_bytes: a longer text is refused with %TROUPE_JSON_ERROR_TOO_LARGE
 * @error: (optional): set on failure
 *
 * Does what troupe_json_parse() does, with a limit of one's own.
 *
 * Returns: (transfer full) (nullable): the tree
 */
JsonNode *
troupe_json_parse_limited (const char  *name,
                           const char  *text,
                           gssize       length,
                           gsize        max_size_bytes,
                           GError     **error)
{
  g_return_val_if_fail (text != NULL || length == 0, NULL);

  text = text != NULL ? text : "";
  return scan_limited (name, text, measure (text, length), max_size_bytes, FALSE, error);
}

/**
 * troupe_json_pointer_append:
 * @pointer: a JSON Pointer
 * @token: a member's name, or an element's index
 *
 * Returns: (transfer full): a pointer to the value called @token inside the one at @pointer
 */
char *
troupe_json_pointer_append (const char *pointer,
                            const char *token)
{
  g_autoptr(GString) escaped = NULL;

  g_return_val_if_fail (pointer != NULL, NULL);
  g_return_val_if_fail (token != NULL, NULL);

  if (strpbrk (token, "~/") == NULL)
    return g_strconcat (pointer, "/", token, NULL);

  escaped = g_string_new (token);
  g_string_replace (escaped, "~", "~0", 0);
  g_string_replace (escaped, "/", "~1", 0);
  return g_strconcat (pointer, "/", escaped->str, NULL);
}
