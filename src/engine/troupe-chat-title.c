/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-chat-title.h"

/* What a conversation or a track is called, until somebody calls it otherwise. */

#define TITLE_LENGTH 60
#define CUE          "[rehearse:"

/**
 * troupe_chat_make_title:
 * @text: the first question, valid UTF-8
 *
 * Makes a title: the first line that says something, without the cues of a rehearsal, cut at a word when it is long.
 *
 * Returns: (transfer full): the title
 */
char *
troupe_chat_make_title (const char *text)
{
  g_autofree char *stripped = troupe_chat_strip_cues (text);
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

/**
 * troupe_chat_strip_cues:
 * @text: valid UTF-8
 *
 * Takes out what is said to Rehearsal alone, such as `[rehearse: fail rate]`, and white space around the text. Where nothing is
 * left, or a cue does not end, it stays.
 *
 * Returns: (transfer full): the text
 */
char *
troupe_chat_strip_cues (const char *text)
{
  g_autoptr(GString) kept = g_string_new (NULL);
  const char *at = text;
  const char *cue;
  const char *end;

  while ((cue = strstr (at, CUE)) != NULL && (end = strchr (cue, ']')) != NULL)
    {
      g_string_append_len (kept, at, cue - at);
      at = end + 1;
      /* One space parts the words on both sides. */
      if (*at == ' ' && (kept->len == 0 || g_ascii_isspace (kept->str[kept->len - 1])))
        at++;
    }
  g_string_append (kept, at);
  if (*g_strstrip (kept->str) == '\0')
    return g_strstrip (g_strdup (text));

  return g_strdup (kept->str);
}
