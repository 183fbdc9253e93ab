/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-chat-title.h"

/* What a conversation is called in the list, until somebody calls it otherwise. */

#define TITLE_LENGTH 60

/**
 * troupe_chat_make_title:
 * @text: the first question, valid UTF-8
 *
 * Makes a title: the first line that says something, cut at a word when it is long.
 *
 * Returns: (transfer full): the title
 */
char *
troupe_chat_make_title (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *start = NULL;
  char *line_end = strpbrk (stripped, "\r\n");
  char *space;

  if (line_end != NULL)
    *line_end = '\0';
  g_strchomp (stripped);

  if (g_utf8_strlen (stripped, -1) <= TITLE_LENGTH)
    return g_steal_pointer (&stripped);

  start = g_utf8_substring (stripped, 0, TITLE_LENGTH);
  space = strrchr (start, ' ');
  if (space != NULL && space > start + strlen (start) / 2)
    *space = '\0';
  g_strchomp (start);

  return g_strconcat (start, "…", NULL);
}
