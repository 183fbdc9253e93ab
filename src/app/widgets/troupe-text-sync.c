/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "troupe-text-difference.h"
#include "troupe-text-sync.h"

/* Where lines of a paragraph end costs the square of its length: 10 s for 200 KB. */
#define MOST_WRAPPED_BYTES 8192

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
  TroupeTextDifference difference;
  GtkTextIter start, end;
  glong offset;

  g_return_val_if_fail (GTK_IS_TEXT_BUFFER (buffer), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  old = troupe_text_buffer_dup_text (buffer);
  if (!troupe_text_find_difference (old, text, &difference))
    return FALSE;

  offset = g_utf8_pointer_to_offset (old, old + difference.start);

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) offset);
  gtk_text_buffer_get_iter_at_offset (buffer, &end,
                                      (int) (offset + g_utf8_strlen (old + difference.start,
                                                                     (gssize) (difference.old_end - difference.start))));
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, text + difference.start, (int) (difference.new_end - difference.start));
  gtk_text_buffer_end_user_action (buffer);

  return TRUE;
}

/**
 * troupe_text_view_wrap_for:
 * @view: a view
 * @text: what it shows
 *
 * Has lines wrapped, unless one of them is so long that it would take too long to say where.
 */
void
troupe_text_view_wrap_for (GtkTextView *view,
                           const char  *text)
{
  GtkWrapMode mode = GTK_WRAP_WORD_CHAR;

  g_return_if_fail (GTK_IS_TEXT_VIEW (view));
  g_return_if_fail (text != NULL);

  for (const char *line = text; line != NULL && mode != GTK_WRAP_NONE;)
    {
      const char *end = strchr (line, '\n');

      if ((end != NULL ? (gsize) (end - line) : strlen (line)) > MOST_WRAPPED_BYTES)
        mode = GTK_WRAP_NONE;
      line = end != NULL ? end + 1 : NULL;
    }

  if (gtk_text_view_get_wrap_mode (view) != mode)
    gtk_text_view_set_wrap_mode (view, mode);
}
