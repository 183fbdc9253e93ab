/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "troupe-text-difference.h"

static gboolean
is_inside_character (char byte)
{
  return ((guchar) byte & 0xc0) == 0x80;
}

/* How many bytes of whole characters both begin with. */
static gsize
count_same_start (const char *a,
                  const char *b)
{
  gsize n_bytes = 0;

  while (a[n_bytes] != '\0' && a[n_bytes] == b[n_bytes])
    n_bytes++;
  while (n_bytes > 0 && (is_inside_character (a[n_bytes]) || is_inside_character (b[n_bytes])))
    n_bytes--;

  return n_bytes;
}

/* The same at the end, behind @start. */
static gsize
count_same_end (const char *a,
                gsize       a_length,
                const char *b,
                gsize       b_length,
                gsize       start)
{
  gsize most = MIN (a_length, b_length) - start;
  gsize n_bytes = 0;

  while (n_bytes < most && a[a_length - n_bytes - 1] == b[b_length - n_bytes - 1])
    n_bytes++;
  while (n_bytes > 0 && is_inside_character (a[a_length - n_bytes]))
    n_bytes--;

  return n_bytes;
}

/**
 * troupe_text_find_difference:
 * @old_text: what is there, in UTF-8
 * @new_text: what should be there, in UTF-8
 * @difference: (out): the part in the middle that differs; it begins and ends between characters
 *
 * Finds the one part that must be replaced to make one text of another.
 *
 * Returns: whether there is any difference
 */
gboolean
troupe_text_find_difference (const char           *old_text,
                             const char           *new_text,
                             TroupeTextDifference *difference)
{
  gsize old_length, new_length, same_end;

  g_return_val_if_fail (old_text != NULL, FALSE);
  g_return_val_if_fail (new_text != NULL, FALSE);
  g_return_val_if_fail (difference != NULL, FALSE);

  old_length = strlen (old_text);
  new_length = strlen (new_text);
  difference->start = count_same_start (old_text, new_text);
  same_end = count_same_end (old_text, old_length, new_text, new_length, difference->start);
  difference->old_end = old_length - same_end;
  difference->new_end = new_length - same_end;

  return difference->start < difference->old_end || difference->start < difference->new_end;
}
