/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "troupe-text-difference.h"

typedef struct
{
  const char *claim;
  const char *old_text;
  const char *new_text;
  const char *removed;
  const char *added;
} DifferenceCase;

static const DifferenceCase cases[] = {
  { "letter-in-the-middle", "temperature: 1,", "temperature: 2,", "1", "2" },
  { "added-at-the-end", "ab", "abc", "", "c" },
  { "added-at-the-beginning", "bc", "abc", "", "a" },
  { "removed-from-the-middle", "abc", "ac", "b", "" },
  { "everything", "abc", "xyz", "abc", "xyz" },
  { "from-nothing", "", "abc", "", "abc" },
  { "to-nothing", "abc", "", "abc", "" },
  { "one-more-of-the-same", "aaa", "aaaa", "", "a" },
  { "one-less-of-the-same", "aaaa", "aa", "aa", "" },
  { "both-ends-overlap", "abab", "ab", "ab", "" },
  { "two-places-are-one-part", "1 a 2 b 3", "1 A 2 B 3", "a 2 b", "A 2 B" },
  /* é is C3 A9, è is C3 A8, and ࣩ ends in A9 as well. */
  { "same-first-byte", "é", "è", "é", "è" },
  { "same-last-byte", "é", "ࣩ", "é", "ࣩ" },
  { "emoji-of-one-block", "a🧐b", "a🦉b", "🧐", "🦉" },
  { "character-behind-a-longer-one", "x…", "x🧐…", "", "🧐" },
  { "right-to-left", "שלום עולם", "שלום לעולם", "", "ל" },
};

static void
test_difference (gconstpointer data)
{
  const DifferenceCase *c = data;
  TroupeTextDifference difference;
  g_autofree char *removed = NULL;
  g_autofree char *added = NULL;
  g_autofree char *result = NULL;

  g_assert_true (troupe_text_find_difference (c->old_text, c->new_text, &difference));
  removed = g_strndup (c->old_text + difference.start, difference.old_end - difference.start);
  added = g_strndup (c->new_text + difference.start, difference.new_end - difference.start);
  g_assert_cmpstr (removed, ==, c->removed);
  g_assert_cmpstr (added, ==, c->added);

  result = g_strdup_printf ("%.*s%s%s", (int) difference.start, c->old_text, added, c->old_text + difference.old_end);
  g_assert_cmpstr (result, ==, c->new_text);
}

static void
test_none (void)
{
  TroupeTextDifference difference;

  g_assert_false (troupe_text_find_difference ("", "", &difference));
  g_assert_false (troupe_text_find_difference ("é🧐", "é🧐", &difference));
}

/* Whatever the two are, the parts are whole characters and make the one of the other. */
static void
test_any (void)
{
  static const char * const characters[] = { "a", "b", "é", "è", "ࣩ", "…", "🧐", "🦉", "ש", "\n" };

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr(GString) first = g_string_new (NULL);
      g_autoptr(GString) second = g_string_new (NULL);
      GString *texts[] = { first, second };
      TroupeTextDifference difference;
      g_autofree char *result = NULL;

      for (guint side = 0; side < 2; side++)
        for (int n = g_test_rand_int_range (0, 8); n > 0; n--)
          g_string_append (texts[side], characters[g_test_rand_int_range (0, G_N_ELEMENTS (characters))]);

      g_assert_cmpint (troupe_text_find_difference (texts[0]->str, texts[1]->str, &difference), ==,
                       !g_string_equal (texts[0], texts[1]));
      g_assert_true (g_utf8_validate (texts[0]->str, (gssize) difference.start, NULL));
      g_assert_true (g_utf8_validate (texts[0]->str + difference.old_end, -1, NULL));
      g_assert_true (g_utf8_validate (texts[1]->str + difference.start, (gssize) (difference.new_end - difference.start), NULL));
      result = g_strdup_printf ("%.*s%.*s%s", (int) difference.start, texts[0]->str,
                                (int) (difference.new_end - difference.start), texts[1]->str + difference.start,
                                texts[0]->str + difference.old_end);
      g_assert_cmpstr (result, ==, texts[1]->str);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/base/text-difference/", cases[i].claim, NULL);

      g_test_add_data_func (path, &cases[i], test_difference);
    }
  g_test_add_func ("/base/text-difference/none", test_none);
  g_test_add_func ("/base/text-difference/any-two-texts", test_any);

  return g_test_run ();
}
