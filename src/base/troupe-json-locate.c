/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "troupe-json-private.h"

/* Where something stands in a text. But for troupe_json_scan_position(), the text is known to be valid: the gate let it
 * pass. */

/* Both count from 1, columns in characters. */
void
troupe_json_scan_position (const char *text,
                           const char *at,
                           guint      *line,
                           guint      *column)
{
  const char *line_start = text;
  guint n_lines = 1, n_characters = 1;

  for (const char *p = text; p < at; p++)
    if (*p == '\n')
      {
        n_lines++;
        line_start = p + 1;
      }

  for (const char *p = line_start; p < at; p++)
    n_characters += ((guchar) *p & 0xC0) != 0x80;

  *line = n_lines;
  *column = n_characters;
}

static const char *
pass_space (const char *at)
{
  while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')
    at++;
  return at;
}

static const char *
pass_string (const char *at)
{
  for (at++; *at != '"'; at++)
    if (*at == '\\')
      at++;
  return at + 1;
}

static const char *
pass_value (const char *at,
            const char *end)
{
  guint depth = 0;

  do
    {
      at = pass_space (at);
      if (*at == '"')
        at = pass_string (at);
      else if (*at == '{' || *at == '[')
        depth++, at++;
      else if (*at == '}' || *at == ']')
        depth--, at++;
      else if (*at == ',' || *at == ':')
        at++;
      else
        while (at < end && strchr (",:]} \t\r\n", *at) == NULL)
          at++;
    }
  while (depth > 0);

  return at;
}

static const char *
find_member (const char *at,
             const char *end,
             const char *token,
             GString    *scratch)
{
  for (at = pass_space (at + 1); *at == '"'; at = pass_space (at + 1))
    {
      const char *behind = troupe_json_scan_string (at, end, scratch);
      gboolean is_found;

      if (behind == NULL)
        return NULL;

      is_found = strcmp (scratch->str, token) == 0;
      at = pass_space (pass_space (behind) + 1);
      if (is_found)
        return at;

      at = pass_space (pass_value (at, end));
      if (*at != ',')
        return NULL;
    }

  return NULL;
}

static const char *
find_element (const char *at,
              const char *end,
              const char *token)
{
  guint64 index;

  if (!g_ascii_string_to_unsigned (token, 10, 0, G_MAXUINT, &index, NULL))
    return NULL;

  at = pass_space (at + 1);
  if (*at == ']')
    return NULL;

  for (; index > 0; index--)
    {
      at = pass_space (pass_value (at, end));
      if (*at != ',')
        return NULL;
      at = pass_space (at + 1);
    }

  return at;
}

/* Walks @text again to the value that @pointer (RFC 6901) names. Errors are rare, so nothing is remembered for them. */
const char *
troupe_json_scan_find (const char *text,
                       gsize       length,
                       const char *pointer)
{
  const char *end = text + length;
  const char *at = pass_space (text);
  g_auto(GStrv) tokens = g_strsplit (pointer, "/", -1);
  g_autoptr(GString) scratch = g_string_new (NULL);

  for (guint i = 1; at != NULL && tokens[0] != NULL && tokens[i] != NULL; i++)
    {
      g_autoptr(GString) token = g_string_new (tokens[i]);

      g_string_replace (token, "~1", "/", 0);
      g_string_replace (token, "~0", "~", 0);

      if (*at == '{')
        at = find_member (at, end, token->str, scratch);
      else if (*at == '[')
        at = find_element (at, end, token->str);
      else
        at = NULL;
    }

  return at;
}
