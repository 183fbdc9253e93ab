/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-store-error.h"
#include "troupe-toml-private.h"

/* The parser looks some of the tables up one by one, which with so many takes it a second or two. */
#define MAX_DOTS 500000

/*
 * TOML from outside. What could keep the parser busy for ever, or lead it too deep for the stack, is refused before it sees
 * it: its own limit counts brackets, but a key of a million parts makes a table of a million levels as well.
 */

static void
set_error_at (GError     **error,
              const char  *name,
              guint        line,
              guint        column,
              const char  *message)
{
  if (line > 0)
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                 /* Translators: a file, a line, a column, and what is wrong there */
                 _("“%s”, line %u, column %u: %s"), name, line, column, message);
  else
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                 /* Translators: a file, and what is wrong with it */
                 _("“%s”: %s"), name, message);
}

static void
set_error_in (GError     **error,
              const char  *name,
              const char  *text,
              const char  *place,
              const char  *message)
{
  const char *line_start = text;
  guint line = 1;

  for (const char *p = text; p < place; p++)
    if (*p == '\n')
      {
        line++;
        line_start = p + 1;
      }

  set_error_at (error, name, line, 1 + (guint) g_utf8_strlen (line_start, place - line_start), message);
}

static gboolean
check_characters (const char  *name,
                  const char  *text,
                  gsize        length,
                  GError     **error)
{
  const char *end = text + length;
  const char *bad = NULL;

  if (!g_utf8_validate_len (text, length, &bad) && *bad != '\0')
    {
      set_error_in (error, name, text, bad,
                    _("this is no text in UTF-8; save the file with that encoding and import it again."));
      return FALSE;
    }

  for (const char *p = text; p < end; p++)
    {
      guchar c = (guchar) *p;

      if ((c >= 0x20 && c != 0x7f) || c == '\t' || c == '\n' || (c == '\r' && p + 1 < end && p[1] == '\n'))
        continue;
      set_error_in (error, name, text, p,
                    _("this is a control character, which TOML does not allow; take it out and import the file again."));
      return FALSE;
    }

  return TRUE;
}

/* What is to be written in another way before the parser sees it. */
typedef struct
{
  const char *name;
  const char *text;
  const char *end;
  GArray     *escapes;      /* of gsize: the offsets of characters */
} Scan;

static gboolean
is_ascii (char c)
{
  return (guchar) c < 0x80;
}

/*
 * What follows a backslash in a text over several lines. toml++ asks there whether a character is white space, and what it does
 * for those beyond ASCII is undefined (seen in 3.3 and 3.4); an escape has it not ask.
 */
static const char *
skip_escape (Scan        *scan,
             const char  *p,
             GError     **error)
{
  gsize offset;

  if (p < scan->end && !is_ascii (*p))
    {
      set_error_in (error, scan->name, scan->text, p,
                    _("after a backslash TOML allows only some letters; correct it and import the file again."));
      return NULL;
    }
  if (p >= scan->end || !g_ascii_isspace (*p))
    return p + 1;

  while (p < scan->end && g_ascii_isspace (*p))
    p++;
  offset = p - scan->text;
  if (p < scan->end && !is_ascii (*p))
    g_array_append_val (scan->escapes, offset);

  return p;
}

static const char *
skip_long_text (Scan        *scan,
                const char  *p,
                char         mark,
                GError     **error)
{
  while (p != NULL && p < scan->end)
    {
      gsize n_marks = 0;

      if (mark == '"' && *p == '\\')
        {
          p = skip_escape (scan, p + 1, error);
          continue;
        }
      while (n_marks < 5 && p + n_marks < scan->end && p[n_marks] == mark)
        n_marks++;
      if (n_marks >= 3)
        return p + n_marks;
      p++;
    }

  return p;
}

/* Returns: (nullable): the first byte after the text that begins at @p with a quotation mark */
static const char *
skip_text (Scan        *scan,
           const char  *p,
           GError     **error)
{
  char mark = *p;

  if (scan->end - p >= 3 && p[1] == mark && p[2] == mark)
    return skip_long_text (scan, p + 3, mark, error);

  for (p++; p < scan->end && *p != '\n'; p++)
    {
      if (*p == mark)
        return p + 1;
      if (mark == '"' && *p == '\\')
        p++;
    }

  return p;
}

/* Follows TOML as far as a legal file goes; at the first mistake the parser stops anyway. */
static gboolean
check_keys (Scan    *scan,
            GError **error)
{
  const char *p = scan->text;
  guint n_parts = 1;
  guint n_dots = 0;
  char before = '\n';     /* blanks left out */

  while (p < scan->end)
    {
      switch (*p)
        {
        case '"':
        case '\'':
          if (strchr ("\n=,[{.", before) == NULL)
            {
              set_error_in (error, scan->name, scan->text, p,
                            _("no quotation mark may stand here; correct it and import the file again."));
              return FALSE;
            }
          before = *p;
          p = skip_text (scan, p, error);
          if (p == NULL)
            return FALSE;
          continue;
        case '#':
          while (p < scan->end && *p != '\n')
            p++;
          continue;
        case '.':
          n_parts++;
          n_dots++;
          if (n_parts <= TROUPE_TOML_MAX_KEY_PARTS && n_dots <= MAX_DOTS)
            break;
          set_error_in (error, scan->name, scan->text, p,
                        n_parts > TROUPE_TOML_MAX_KEY_PARTS
                        ? _("a key here has too many parts; choose a file of presets or personas.")
                        : _("there are too many tables before this place; choose a file of presets or personas."));
          return FALSE;
        case '\n':
        case '=':
        case ',':
        case '[':
        case ']':
        case '{':
        case '}':
          n_parts = 1;
          break;
        default:
          if (is_ascii (*p))
            break;
          set_error_in (error, scan->name, scan->text, p,
                        _("such a character may stand in quotation marks only; put them around the name or the text."));
          return FALSE;
        }
      if (*p != ' ' && *p != '\t' && *p != '\r')
        before = *p;
      p++;
    }

  return TRUE;
}

/* Returns: (transfer full): the text with its escapes */
static GString *
write_escapes (Scan *scan)
{
  GString *written = g_string_sized_new (scan->end - scan->text + scan->escapes->len * 10);
  const char *done = scan->text;

  for (guint i = 0; i < scan->escapes->len; i++)
    {
      const char *p = scan->text + g_array_index (scan->escapes, gsize, i);

      g_string_append_len (written, done, p - done);
      g_string_append_printf (written, "\\U%08X", g_utf8_get_char (p));
      done = g_utf8_next_char (p);
    }
  g_string_append_len (written, done, scan->end - done);

  return written;
}

/* Returns: the place in the file that is @line and @column of what was written with escapes */
static const char *
find_place (Scan  *scan,
            guint  line,
            guint  column)
{
  const char *p = scan->text;
  guint i = 0;

  while (--line > 0)
    {
      p = memchr (p, '\n', scan->end - p);
      if (p == NULL)
        return scan->end;
      p++;
    }
  while (i < scan->escapes->len && scan->text + g_array_index (scan->escapes, gsize, i) < p)
    i++;

  while (--column > 0 && p < scan->end)
    {
      if (i < scan->escapes->len && scan->text + g_array_index (scan->escapes, gsize, i) == p)
        {
          column -= MIN (column, 9);
          i++;
          if (column == 0)
            break;
        }
      p = g_utf8_next_char (p);
    }

  return p;
}

static JsonNode *
parse (Scan    *scan,
       GError **error)
{
  g_autoptr(GString) written = write_escapes (scan);
  g_autofree char *reason = NULL;
  g_autofree char *message = NULL;
  TroupeTomlFault fault;
  JsonNode *tree = troupe_toml_read_tree (written->str, written->len, &fault);

  if (tree != NULL)
    return tree;

  reason = fault.reason;
  /* Translators: %s is what the reader of the file complains of, in English */
  message = g_strdup_printf (_("this is no legal TOML (%s); correct it and import the file again."), reason);
  if (fault.line > 0 && fault.column > 0)
    set_error_in (error, scan->name, scan->text, find_place (scan, fault.line, fault.column), message);
  else
    set_error_at (error, scan->name, 0, 0, message);

  return NULL;
}

/**
 * troupe_toml_parse:
 * @name: what errors call the file
 * @text: what is in it; need not end with a zero
 * @length: the length of @text in bytes
 * @error: (optional): set on failure
 *
 * Reads TOML 1.0, with or without a byte order mark. Tables are objects, sorted by name. Dates and times, and the numbers `nan`
 * and `inf`, become texts. All of it is read, or nothing. Any thread; 16 MB of ordinary text take about a second.
 *
 * %TROUPE_STORE_ERROR_BROKEN: it is no TOML, or larger than %TROUPE_TOML_MAX_SIZE_BYTES, or nested too deeply. The message names
 * file, line and column.
 *
 * Returns: (transfer full) (nullable): an object node; %NULL with @error set on failure
 */
JsonNode *
troupe_toml_parse (const char  *name,
                   const char  *text,
                   gsize        length,
                   GError     **error)
{
  g_autoptr(GArray) escapes = NULL;
  Scan scan;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (text != NULL || length == 0, NULL);

  if (length > TROUPE_TOML_MAX_SIZE_BYTES)
    {
      set_error_at (error, name, 0, 0, _("it is larger than 16 MB, so it was not imported."));
      return NULL;
    }
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      length -= 3;
    }
  if (length == 0)
    text = "";

  escapes = g_array_new (FALSE, FALSE, sizeof (gsize));
  scan = (Scan) { name, text, text + length, escapes };
  if (!check_characters (name, text, length, error) || !check_keys (&scan, error))
    return NULL;

  return parse (&scan, error);
}
