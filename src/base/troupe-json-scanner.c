/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-json-private.h"

#define MAX_WORD 20

/* The gate: RFC 8259 and nothing more, in one pass that makes the nodes as it goes. Running json_parser_load_from_data()
 * after a check of the text costs the same work twice, and still loses what a number looked like.
 *
 * A number that a node cannot hold is kept as a string that begins with the mark U+FDD0, a code point that Unicode
 * promises never to give a meaning. A string that begins with it in the input gets one more.
 */

typedef struct
{
  const char  *name;           /* (nullable): for messages */
  const char  *text;
  const char  *at;
  const char  *end;
  guint        depth;
  gboolean     keep_spelling;  /* 1.10 stays 1.10; else only what overflows is kept as text */
  GString     *scratch;        /* (owned): the string read last */
  GError     **error;
} Scanner;

static JsonNode *scan_value (Scanner *self);

static void G_GNUC_PRINTF (4, 5)
fail_at (Scanner    *self,
         const char *at,
         int         code,
         const char *format,
         ...)
{
  g_autofree char *reason = NULL;
  guint line, column;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);

  troupe_json_scan_position (self->text, at, &line, &column);
  g_set_error (self->error, TROUPE_JSON_ERROR, code, "%s:%u:%u: %s",
               self->name != NULL ? self->name : "JSON", line, column, reason);
}

/* The word at self->at, as far as it is worth to be told, or else one character. */
static char *
dup_word (Scanner *self)
{
  const char *end = self->at;

  while (end < self->end && end - self->at < MAX_WORD && (g_ascii_isalnum (*end) || *end == '_'))
    end++;
  if (end == self->at)
    end = g_utf8_next_char (end);

  return g_strndup (self->at, (gsize) (end - self->at));
}

/* Says what stands at the place where @wanted should be. */
static void
fail_expected (Scanner    *self,
               const char *wanted)
{
  g_autofree char *found = NULL;

  if (self->at >= self->end)
    {
      /* Translators: %s is what is missing, such as “a value” or “‘,’ or ‘}’” */
      fail_at (self, self->at, TROUPE_JSON_ERROR_SYNTAX, _("the text ends where %s should be"), wanted);
      return;
    }

  if ((guchar) *self->at < 0x20 || *self->at == 0x7f)
    found = g_strdup_printf ("U+%04X", (guint) (guchar) *self->at);
  else
    found = dup_word (self);

  /* Translators: the first %s is what is missing, the second is the word or the character that was found */
  fail_at (self, self->at, TROUPE_JSON_ERROR_SYNTAX, _("%s should be here, not ‘%s’"), wanted, found);
}

static inline void
skip_space (Scanner *self)
{
  while (self->at < self->end &&
         (*self->at == ' ' || *self->at == '\n' || *self->at == '\r' || *self->at == '\t'))
    self->at++;
}

static gboolean
read_hex (Scanner  *self,
          gunichar *value)
{
  gunichar result = 0;

  if (self->end - self->at < 4)
    return FALSE;

  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (self->at[i]);

      if (digit < 0)
        return FALSE;
      result = result << 4 | (gunichar) digit;
    }

  self->at += 4;
  *value = result;
  return TRUE;
}

/* self->at is behind “\u”; @start is its backslash. */
static gboolean
scan_unicode_escape (Scanner    *self,
                     const char *start)
{
  gunichar c, low;

  if (!read_hex (self, &c))
    {
      fail_at (self, start, TROUPE_JSON_ERROR_SYNTAX, _("‘\\u’ needs four hexadecimal digits"));
      return FALSE;
    }

  if (c >= 0xD800 && c <= 0xDBFF)
    {
      if (self->end - self->at >= 6 && self->at[0] == '\\' && self->at[1] == 'u')
        {
          self->at += 2;
          if (read_hex (self, &low) && low >= 0xDC00 && low <= 0xDFFF)
            {
              g_string_append_unichar (self->scratch, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00));
              return TRUE;
            }
        }
      fail_at (self, start, TROUPE_JSON_ERROR_ENCODING, _("the first half of a surrogate pair stands alone"));
      return FALSE;
    }

  if (c >= 0xDC00 && c <= 0xDFFF)
    {
      fail_at (self, start, TROUPE_JSON_ERROR_ENCODING, _("the second half of a surrogate pair stands alone"));
      return FALSE;
    }

  if (c == 0)
    {
      fail_at (self, start, TROUPE_JSON_ERROR_ENCODING, _("a text cannot contain the character U+0000"));
      return FALSE;
    }

  g_string_append_unichar (self->scratch, c);
  return TRUE;
}

static gboolean
scan_escape (Scanner *self)
{
  const char *start = self->at++;

  if (self->at >= self->end)
    {
      fail_at (self, self->at, TROUPE_JSON_ERROR_SYNTAX, _("the text ends inside a string"));
      return FALSE;
    }

  switch (*self->at++)
    {
    case '"':  g_string_append_c (self->scratch, '"');  return TRUE;
    case '\\': g_string_append_c (self->scratch, '\\'); return TRUE;
    case '/':  g_string_append_c (self->scratch, '/');  return TRUE;
    case 'b':  g_string_append_c (self->scratch, '\b'); return TRUE;
    case 'f':  g_string_append_c (self->scratch, '\f'); return TRUE;
    case 'n':  g_string_append_c (self->scratch, '\n'); return TRUE;
    case 'r':  g_string_append_c (self->scratch, '\r'); return TRUE;
    case 't':  g_string_append_c (self->scratch, '\t'); return TRUE;
    case 'u':  return scan_unicode_escape (self, start);
    default:
      fail_at (self, start, TROUPE_JSON_ERROR_SYNTAX,
               _("a backslash in a string must be followed by one of \" \\ / b f n r t u"));
      return FALSE;
    }
}

/* Leaves the text of the string at self->at in self->scratch. */
static gboolean
scan_string (Scanner *self)
{
  g_string_truncate (self->scratch, 0);
  self->at++;

  for (;;)
    {
      const char *run = self->at;

      while (self->at < self->end && *self->at != '"' && *self->at != '\\' && (guchar) *self->at >= 0x20)
        self->at++;
      if (self->at > run)
        g_string_append_len (self->scratch, run, self->at - run);

      if (self->at >= self->end)
        {
          fail_at (self, self->at, TROUPE_JSON_ERROR_SYNTAX, _("the text ends inside a string"));
          return FALSE;
        }

      if (*self->at == '"')
        {
          self->at++;
          return TRUE;
        }

      if (*self->at == '\n')
        {
          fail_at (self, self->at, TROUPE_JSON_ERROR_SYNTAX,
                   _("a string must end on the line that it begins on; close it, or write the line break as \\n"));
          return FALSE;
        }

      if (*self->at != '\\')
        {
          fail_at (self, self->at, TROUPE_JSON_ERROR_SYNTAX,
                   _("the control character U+%04X in a string must be written as an escape"),
                   (guint) (guchar) *self->at);
          return FALSE;
        }

      if (!scan_escape (self))
        return FALSE;
    }
}

/* Where the number that begins at @at ends, or %NULL when the grammar knows no such number. */
const char *
troupe_json_scan_number (const char *at,
                         const char *end)
{
  if (at < end && *at == '-')
    at++;

  if (at >= end || !g_ascii_isdigit (*at))
    return NULL;
  if (*at == '0')
    at++;
  else
    while (at < end && g_ascii_isdigit (*at))
      at++;

  if (at < end && *at == '.')
    {
      at++;
      if (at >= end || !g_ascii_isdigit (*at))
        return NULL;
      while (at < end && g_ascii_isdigit (*at))
        at++;
    }

  if (at < end && (*at == 'e' || *at == 'E'))
    {
      at++;
      if (at < end && (*at == '+' || *at == '-'))
        at++;
      if (at >= end || !g_ascii_isdigit (*at))
        return NULL;
      while (at < end && g_ascii_isdigit (*at))
        at++;
    }

  return at;
}

static JsonNode *
new_marked (Scanner    *self,
            const char *start)
{
  g_string_assign (self->scratch, TROUPE_JSON_MARK);
  g_string_append_len (self->scratch, start, self->at - start);
  return json_node_init_string (json_node_alloc (), self->scratch->str);
}

/* Digits with an optional sign, neither -0 nor too large for 64 bits. */
static gboolean
read_int64 (const char *start,
            const char *end,
            gint64     *value)
{
  gboolean is_negative = *start == '-';
  guint64 limit = is_negative ? (guint64) G_MAXINT64 + 1 : (guint64) G_MAXINT64;
  guint64 result = 0;

  for (const char *p = start + is_negative; p < end; p++)
    {
      guint digit = (guint) (*p - '0');

      if (result > (limit - digit) / 10)
        return FALSE;
      result = result * 10 + digit;
    }

  if (is_negative && result == 0)
    return FALSE;

  *value = is_negative ? (gint64) (0 - result) : (gint64) result;
  return TRUE;
}

/* The common case, such as 0.25: at most 15 digits and no exponent, so that one exact division gives the nearest
 * double, and the writer prints just these digits again. */
static gboolean
read_short_decimal (const char *start,
                    const char *end,
                    double     *value)
{
  static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
  gboolean is_negative = *start == '-';
  const char *point = NULL;
  guint64 digits = 0;

  start += is_negative;
  if (end - start > 16 || end[-1] == '0')
    return FALSE;

  for (const char *p = start; p < end; p++)
    {
      if (*p == '.')
        point = p;
      else if (g_ascii_isdigit (*p))
        digits = digits * 10 + (guint64) (*p - '0');
      else
        return FALSE;
    }

  if (point == NULL)
    return FALSE;

  *value = (double) digits / powers[end - point - 1];
  if (*value < 1e-4)
    return FALSE;

  if (is_negative)
    *value = -*value;
  return TRUE;
}

static JsonNode *
scan_number (Scanner *self)
{
  const char *start = self->at;
  const char *stop = troupe_json_scan_number (start, self->end);
  g_autofree char *copy = NULL;
  gboolean is_integer;
  gint64 integer;
  double value;

  if (stop == NULL)
    {
      fail_at (self, start, TROUPE_JSON_ERROR_SYNTAX, _("this is not a number as JSON writes it"));
      return NULL;
    }

  if (stop < self->end && (g_ascii_isalnum (*stop) || *stop == '.' || *stop == '_' || *stop == '+' || *stop == '-'))
    {
      if (g_ascii_isdigit (*stop))
        fail_at (self, start, TROUPE_JSON_ERROR_SYNTAX, _("a number must not begin with a needless 0"));
      else
        fail_at (self, start, TROUPE_JSON_ERROR_SYNTAX, _("this is not a number as JSON writes it"));
      return NULL;
    }

  self->at = stop;

  is_integer = TRUE;
  for (const char *p = start; p < stop && is_integer; p++)
    is_integer = *p == '-' || g_ascii_isdigit (*p);

  if (is_integer && read_int64 (start, stop, &integer))
    return json_node_init_int (json_node_alloc (), integer);
  if (read_short_decimal (start, stop, &value))
    return json_node_init_double (json_node_alloc (), value);

  copy = g_strndup (start, (gsize) (stop - start));
  value = g_ascii_strtod (copy, NULL);
  if (!isfinite (value))
    return new_marked (self, start);

  if (is_integer && value != 0)
    return new_marked (self, start);

  if (self->keep_spelling)
    {
      g_autofree char *printed = troupe_json_format_double (value);

      if (strcmp (printed, copy) != 0)
        return new_marked (self, start);
    }

  return json_node_init_double (json_node_alloc (), value);
}

static JsonNode *
scan_word (Scanner    *self,
           const char *word,
           JsonNode   *node)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->at) >= length && memcmp (self->at, word, length) == 0 &&
      (self->at + length == self->end || !g_ascii_isalnum (self->at[length])))
    {
      self->at += length;
      return node;
    }

  json_node_unref (node);
  fail_expected (self, _("a value"));
  return NULL;
}

static gboolean
enter (Scanner *self)
{
  if (++self->depth <= TROUPE_JSON_MAX_DEPTH)
    return TRUE;

  fail_at (self, self->at, TROUPE_JSON_ERROR_DEPTH,
           _("brackets are nested more than %d deep"), TROUPE_JSON_MAX_DEPTH);
  return FALSE;
}

static gboolean
scan_member (Scanner    *self,
             JsonObject *object)
{
  const char *start = self->at;
  g_autofree char *name = NULL;
  guint n_before = json_object_get_size (object);
  JsonNode *value;

  if (self->at >= self->end || *self->at != '"')
    {
      fail_expected (self, _("a member name in double quotes"));
      return FALSE;
    }

  if (!scan_string (self))
    return FALSE;
  name = g_strndup (self->scratch->str, self->scratch->len);

  skip_space (self);
  if (self->at >= self->end || *self->at != ':')
    {
      fail_expected (self, _("‘:’ after the member name"));
      return FALSE;
    }
  self->at++;

  value = scan_value (self);
  if (value == NULL)
    return FALSE;

  json_object_set_member (object, name, value);
  if (json_object_get_size (object) == n_before)
    {
      fail_at (self, start, TROUPE_JSON_ERROR_DUPLICATE,
               _("the member “%s” is there twice; remove one of the two"), name);
      return FALSE;
    }

  return TRUE;
}

static JsonNode *
scan_object (Scanner *self)
{
  g_autoptr(JsonObject) object = NULL;

  if (!enter (self))
    return NULL;

  object = json_object_new ();
  self->at++;
  skip_space (self);

  if (self->at < self->end && *self->at == '}')
    {
      self->at++;
      self->depth--;
      return json_node_init_object (json_node_alloc (), object);
    }

  for (;;)
    {
      if (!scan_member (self, object))
        return NULL;

      skip_space (self);
      if (self->at < self->end && *self->at == ',')
        {
          self->at++;
          skip_space (self);
          continue;
        }

      if (self->at >= self->end || *self->at != '}')
        {
          fail_expected (self, _("‘,’ or ‘}’"));
          return NULL;
        }

      self->at++;
      self->depth--;
      return json_node_init_object (json_node_alloc (), object);
    }
}

static JsonNode *
scan_array (Scanner *self)
{
  g_autoptr(JsonArray) array = NULL;

  if (!enter (self))
    return NULL;

  array = json_array_new ();
  self->at++;
  skip_space (self);

  if (self->at < self->end && *self->at == ']')
    {
      self->at++;
      self->depth--;
      return json_node_init_array (json_node_alloc (), array);
    }

  for (;;)
    {
      JsonNode *element = scan_value (self);

      if (element == NULL)
        return NULL;
      json_array_add_element (array, element);

      skip_space (self);
      if (self->at < self->end && *self->at == ',')
        {
          self->at++;
          continue;
        }

      if (self->at >= self->end || *self->at != ']')
        {
          fail_expected (self, _("‘,’ or ‘]’"));
          return NULL;
        }

      self->at++;
      self->depth--;
      return json_node_init_array (json_node_alloc (), array);
    }
}

static JsonNode *
scan_value (Scanner *self)
{
  skip_space (self);

  if (self->at >= self->end)
    {
      fail_expected (self, _("a value"));
      return NULL;
    }

  switch (*self->at)
    {
    case '{':
      return scan_object (self);

    case '[':
      return scan_array (self);

    case '"':
      if (!scan_string (self))
        return NULL;
      if (g_str_has_prefix (self->scratch->str, TROUPE_JSON_MARK))
        g_string_prepend (self->scratch, TROUPE_JSON_MARK);
      return json_node_init_string (json_node_alloc (), self->scratch->str);

    case 't':
      return scan_word (self, "true", json_node_init_boolean (json_node_alloc (), TRUE));

    case 'f':
      return scan_word (self, "false", json_node_init_boolean (json_node_alloc (), FALSE));

    case 'n':
      return scan_word (self, "null", json_node_init_null (json_node_alloc ()));

    case '-':
    case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9':
      return scan_number (self);

    default:
      fail_expected (self, _("a value"));
      return NULL;
    }
}

/* Reads all of @text. With @keep_spelling, each number is written again as it was read. */
JsonNode *
troupe_json_scan (const char  *name,
                  const char  *text,
                  gsize        length,
                  gboolean     keep_spelling,
                  GError     **error)
{
  Scanner self = { name, text, text, text + length, 0, keep_spelling, NULL, error };
  g_autoptr(JsonNode) root = NULL;
  const char *bad;

  if (!g_utf8_validate_len (text, length, &bad) && *bad != '\0')
    {
      fail_at (&self, bad, TROUPE_JSON_ERROR_ENCODING, _("the text is not valid UTF-8"));
      return NULL;
    }

  /* RFC 8259 lets a reader pass over a byte order mark, and some editors write one. */
  if (length >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0)
    self.text = self.at = text + 3;

  skip_space (&self);
  if (self.at == self.end)
    {
      fail_at (&self, self.at, TROUPE_JSON_ERROR_SYNTAX, _("the text is empty"));
      return NULL;
    }

  self.scratch = g_string_sized_new (256);
  root = scan_value (&self);
  g_string_free (self.scratch, TRUE);
  if (root == NULL)
    return NULL;

  skip_space (&self);
  if (self.at < self.end)
    {
      fail_at (&self, self.at, TROUPE_JSON_ERROR_SYNTAX, _("more text follows after the end of the value"));
      return NULL;
    }

  return g_steal_pointer (&root);
}

/* Where the string that begins at @at ends, or %NULL when it is none; @text gets what it says. */
const char *
troupe_json_scan_string (const char *at,
                         const char *end,
                         GString    *text)
{
  Scanner self = { NULL, at, at, end, 0, FALSE, text, NULL };

  return scan_string (&self) ? self.at : NULL;
}
