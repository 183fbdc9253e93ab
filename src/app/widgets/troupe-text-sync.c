/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "troupe-text-sync.h"

/*
 * A text buffer that shows what is kept elsewhere, and that somebody may be writing in.
 */

/**
 * troupe_text_buffer_dup_text:
 * @buffer: a buffer
 *
 * Returns: (transfer full): all of its text
 */
char *
troupe_text_buffer_dup_text (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  g_return_val_if_fail (GTK_IS_TEXT_BUFFER (buffer), NULL);

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

/* How many bytes of whole characters both begin with. */
static gsize
count_same_start (const char *a,
                  const char *b)
{
  gsize n_bytes = 0;

  while (a[n_bytes] != '\0' && a[n_bytes] == b[n_bytes])
    n_bytes++;
  while (n_bytes > 0 && (((guchar) a[n_bytes] & 0xc0) == 0x80 || ((guchar) b[n_bytes] & 0xc0) == 0x80))
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
  while (n_bytes > 0 && ((guchar) a[a_length - n_bytes] & 0xc0) == 0x80)
    n_bytes--;

  return n_bytes;
}

/**
 * troupe_text_buffer_update:
 * @buffer: a buffer
 * @text: what it should say
 *
 * Changes only the part that differs, so that the cursor, the selection and the place in view stay where they are. The
 * change can be undone like one that was typed.
 *
 * Returns: whether there was anything to change
 */
gboolean
troupe_text_buffer_update (GtkTextBuffer *buffer,
                           const char    *text)
{
  g_autofree char *old = NULL;
  gsize old_length, length, same_start, same_end;
  GtkTextIter start, end;
  glong offset;

  g_return_val_if_fail (GTK_IS_TEXT_BUFFER (buffer), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  old = troupe_text_buffer_dup_text (buffer);
  if (strcmp (old, text) == 0)
    return FALSE;

  old_length = strlen (old);
  length = strlen (text);
  same_start = count_same_start (old, text);
  same_end = count_same_end (old, old_length, text, length, same_start);
  offset = g_utf8_pointer_to_offset (old, old + same_start);

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) offset);
  gtk_text_buffer_get_iter_at_offset (buffer, &end,
                                      (int) (offset + g_utf8_strlen (old + same_start,
                                                                     (gssize) (old_length - same_end - same_start))));
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, text + same_start, (int) (length - same_end - same_start));
  gtk_text_buffer_end_user_action (buffer);

  return TRUE;
}
