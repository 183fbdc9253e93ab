/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "troupe-line-diff.h"

/* What two texts that differ more than this have in common is looked for at their ends alone. */
#define MOST_CELLS (1024 * 1024)

static void
add (GString    *diff,
     char        mark,
     const char *line)
{
  g_string_append_c (diff, mark);
  g_string_append (diff, line);
  g_string_append_c (diff, '\n');
}

/* The final newline ends a line and begins none. */
static guint
count_lines (char **lines)
{
  guint n_lines = g_strv_length (lines);

  return n_lines > 0 && *lines[n_lines - 1] == '\0' ? n_lines - 1 : n_lines;
}

/* cells[i * (n_after + 1) + j] is how many lines those from i and those from j on have in common, in order. */
static guint32 *
measure (char  **before,
         guint   n_before,
         char  **after,
         guint   n_after)
{
  const gsize width = (gsize) n_after + 1;
  guint32 *cells = g_new0 (guint32, width * (n_before + 1));

  for (guint i = n_before; i-- > 0;)
    for (guint j = n_after; j-- > 0;)
      if (strcmp (before[i], after[j]) == 0)
        cells[i * width + j] = cells[(i + 1) * width + j + 1] + 1;
      else
        cells[i * width + j] = MAX (cells[(i + 1) * width + j], cells[i * width + j + 1]);

  return cells;
}

static void
add_middle (GString  *diff,
            char    **before,
            guint     n_before,
            char    **after,
            guint     n_after)
{
  g_autofree guint32 *cells = NULL;
  const gsize width = (gsize) n_after + 1;
  guint i = 0;
  guint j = 0;

  if (n_before > 0 && n_after > 0 && n_after <= MOST_CELLS / n_before)
    cells = measure (before, n_before, after, n_after);

  while (i < n_before || j < n_after)
    {
      if (cells != NULL && i < n_before && j < n_after && strcmp (before[i], after[j]) == 0)
        {
          add (diff, ' ', before[i++]);
          j++;
        }
      else if (i < n_before && (cells == NULL || j == n_after || cells[(i + 1) * width + j] >= cells[i * width + j + 1]))
        {
          add (diff, '-', before[i++]);
        }
      else
        {
          add (diff, '+', after[j++]);
        }
    }
}

/**
 * troupe_line_diff:
 * @before: a text
 * @after: another
 *
 * Compares two texts line by line. Each line of the answer is one of theirs behind a mark: “-” for what is only in
 * @before, “+” for what is only in @after, a space for what is in both.
 *
 * Returns: (transfer full): all lines of both
 */
char *
troupe_line_diff (const char *before,
                  const char *after)
{
  g_auto(GStrv) before_lines = NULL;
  g_auto(GStrv) after_lines = NULL;
  GString *diff = g_string_new (NULL);
  guint n_before, n_after;
  guint n_head = 0;
  guint n_tail = 0;

  g_return_val_if_fail (before != NULL, NULL);
  g_return_val_if_fail (after != NULL, NULL);

  before_lines = g_strsplit (before, "\n", -1);
  after_lines = g_strsplit (after, "\n", -1);
  n_before = count_lines (before_lines);
  n_after = count_lines (after_lines);

  while (n_head < n_before && n_head < n_after && strcmp (before_lines[n_head], after_lines[n_head]) == 0)
    n_head++;
  while (n_tail < n_before - n_head && n_tail < n_after - n_head &&
         strcmp (before_lines[n_before - n_tail - 1], after_lines[n_after - n_tail - 1]) == 0)
    n_tail++;

  for (guint i = 0; i < n_head; i++)
    add (diff, ' ', before_lines[i]);
  add_middle (diff, before_lines + n_head, n_before - n_head - n_tail, after_lines + n_head, n_after - n_head - n_tail);
  for (guint i = n_before - n_tail; i < n_before; i++)
    add (diff, ' ', before_lines[i]);

  return g_string_free (diff, FALSE);
}
