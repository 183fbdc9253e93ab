/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-answer-text.h"

/*
 * Finds what may be a JSON object in what a model said. Whether it is one, others find out. Pure.
 */

#define FENCE     "```"
#define MAX_FOUND 16

/* The start of the next line that opens or closes a fenced block, at @text or after it; %NULL if there is none. */
static const char *
find_fence (const char *text)
{
  for (const char *at = text; at != NULL; at = strchr (at, '\n'))
    {
      if (*at == '\n')
        at++;
      if (g_str_has_prefix (at + strspn (at, " "), FENCE))
        return at;
    }

  return NULL;
}

/* Blocks that are said to be of another language are not meant. */
static gboolean
is_json_fence (const char *line)
{
  const char *info = line + strspn (line, " ");
  gsize length;

  info += strspn (info, "`");
  info += strspn (info, " \t");
  length = strcspn (info, " \t\r\n");

  return length == 0 || (length == 4 && g_ascii_strncasecmp (info, "json", 4) == 0);
}

static gboolean
takes_object (const char *text,
              gsize       length)
{
  g_autofree char *block = g_strndup (text, length);

  return *g_strstrip (block) == '{';
}

static void
add_blocks (GPtrArray  *found,
            const char *text)
{
  const char *opened = find_fence (text);

  while (opened != NULL)
    {
      const char *inner = strchr (opened, '\n');
      const char *closed = inner != NULL ? find_fence (inner + 1) : NULL;
      gsize length;

      if (inner == NULL)
        break;

      inner++;
      length = closed != NULL ? (gsize) (closed - inner) : strlen (inner);
      if (is_json_fence (opened) && takes_object (inner, length))
        g_ptr_array_insert (found, 0, g_strndup (inner, length));
      if (found->len > MAX_FOUND)
        g_ptr_array_set_size (found, MAX_FOUND);

      closed = closed != NULL ? strchr (closed, '\n') : NULL;
      opened = closed != NULL ? find_fence (closed) : NULL;
    }
}

/**
 * troupe_answer_text_list_objects:
 * @text: what a model said
 *
 * Finds what looks like a JSON object: fenced blocks of no language or of “json”, the last one first, and else all from the
 * first brace to the last.
 *
 * Returns: (transfer full) (element-type utf8): the texts, perhaps none, at most sixteen
 */
GPtrArray *
troupe_answer_text_list_objects (const char *text)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  const char *first, *last;

  g_return_val_if_fail (text != NULL, found);

  add_blocks (found, text);
  first = strchr (text, '{');
  last = strrchr (text, '}');
  if (found->len == 0 && first != NULL && last != NULL && last > first)
    g_ptr_array_add (found, g_strndup (first, (gsize) (last - first) + 1));

  return found;
}
