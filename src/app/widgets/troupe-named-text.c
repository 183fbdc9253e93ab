/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-named-text.h"

/* First strong isolate, and pop directional isolate: Unicode Standard Annex 9, section 2.4 */
#define ISOLATE "\342\201\250"
#define POP "\342\201\251"

/* Which way a text runs by its first letter: 1 from right to left, -1 from left to right, 0 where it has none. */
static int
find_direction (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isalpha (c))
        continue;

      switch (g_unichar_get_script (c))
        {
        case G_UNICODE_SCRIPT_HEBREW:
        case G_UNICODE_SCRIPT_ARABIC:
        case G_UNICODE_SCRIPT_SYRIAC:
        case G_UNICODE_SCRIPT_THAANA:
        case G_UNICODE_SCRIPT_NKO:
        case G_UNICODE_SCRIPT_MANDAIC:
        case G_UNICODE_SCRIPT_SAMARITAN:
        case G_UNICODE_SCRIPT_ADLAM:
        case G_UNICODE_SCRIPT_HANIFI_ROHINGYA:
          return 1;
        default:
          return -1;
        }
    }

  return 0;
}

/**
 * troupe_named_text_isolate:
 * @sentence: a translated sentence, or its format
 * @name: what somebody called something
 *
 * Isolates a name that runs the other way than the sentence that it stands in, so that neither its quotation marks nor what
 * follows change sides.
 *
 * Returns: (transfer full): the name
 */
char *
troupe_named_text_isolate (const char *sentence,
                           const char *name)
{
  int direction = find_direction (name);

  if (direction == 0 || direction == find_direction (sentence))
    return g_strdup (name);

  return g_strconcat (ISOLATE, name, POP, NULL);
}

/**
 * troupe_named_text:
 * @format: a translated sentence with %s in it once
 * @name: what somebody called something
 *
 * Puts a name into a sentence, isolated where it runs the other way.
 *
 * Returns: (transfer full): the sentence
 */
char *
troupe_named_text (const char *format,
                   const char *name)
{
  g_autofree char *isolated = troupe_named_text_isolate (format, name);
  GString *text = g_string_new (format);

  g_string_replace (text, "%s", isolated, 1);

  return g_string_free (text, FALSE);
}
