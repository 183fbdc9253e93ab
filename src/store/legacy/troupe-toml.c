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

/* Returns: the first byte after the text that begins at @p with a quotation mark */
static const char *
skip_text (const char *p,
           const char *end)
{
  char mark = *p;
  gboolean is_long = end - p >= 3 && p[1] == mark && p[2] == mark;

  p += is_long ? 3 : 1;
  while (p < end && (is_long || *p != '\n'))
    {
      gsize n_marks = 0;

      if (mark == '"' && *p == '\\')
        {
          p += 2;
          continue;
        }
      while (n_marks < 5 && p + n_marks < end && p[n_marks] == mark)
        n_marks++;
      if (n_marks >= 3 || (n_marks > 0 && !is_long))
        return p + (is_long ? n_marks : 1);
      p++;
    }

  return MIN (p, end);
}

/* Follows TOML as far as a legal file goes; at the first mistake the parser stops anyway. */
static gboolean
check_keys (const char  *name,
            const char  *text,
            gsize        length,
            GError     **error)
{
  const char *p = text;
  const char *end = text + length;
  guint n_parts = 1;
  guint n_dots = 0;

  while (p < end)
    {
      switch (*p)
        {
        case '"':
        case '\'':
          p = skip_text (p, end);
          continue;
        case '#':
          while (p < end && *p != '\n')
            p++;
          continue;
        case '.':
          n_parts++;
          n_dots++;
          if (n_parts <= TROUPE_TOML_MAX_KEY_PARTS && n_dots <= MAX_DOTS)
            break;
          set_error_in (error, name, text, p,
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
          break;
        }
      p++;
    }

  return TRUE;
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
  g_autofree char *reason = NULL;
  g_autofree char *message = NULL;
  TroupeTomlFault fault;
  JsonNode *tree = NULL;

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
  if (!check_characters (name, text, length, error) || !check_keys (name, text, length, error))
    return NULL;

  tree = troupe_toml_read_tree (text, length, &fault);
  if (tree != NULL)
    return tree;

  reason = fault.reason;
  /* Translators: %s is what the reader of the file complains of, in English */
  message = g_strdup_printf (_("this is no legal TOML (%s); correct it and import the file again."), reason);
  set_error_at (error, name, fault.line, fault.column, message);

  return NULL;
}
