/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "troupe-sse-parser.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* However a stream is cut, its events are those that the standard gives, read here in the plainest way. */

static void
append_event (GString    *seen,
              const char *name,
              const char *data,
              gsize       length)
{
  g_autofree char *valid = NULL;

  if (!g_utf8_validate_len (data, length, NULL))
    {
      valid = g_utf8_make_valid (data, (gssize) length);
      data = valid;
      length = strlen (valid);
    }
  g_string_append_printf (seen, "[%s] ", name != NULL ? name : "");
  g_string_append_len (seen, data, (gssize) length);
  g_string_append_c (seen, '\n');
}

typedef struct
{
  GString  *seen;
  GString  *data;
  GString  *name;
  gboolean  has_data;
} Plain;

static void
read_plain_line (Plain      *plain,
                 const char *line,
                 gsize       length)
{
  const char *colon = length > 0 ? memchr (line, ':', length) : NULL;
  gsize n_field = colon != NULL ? (gsize) (colon - line) : length;
  const char *value = colon != NULL ? colon + 1 : line + length;

  if (length == 0)
    {
      if (plain->has_data)
        append_event (plain->seen, plain->name->len > 0 ? plain->name->str : NULL, plain->data->str,
                      plain->data->len - 1);
      g_string_truncate (plain->data, 0);
      g_string_truncate (plain->name, 0);
      plain->has_data = FALSE;
      return;
    }

  if (value < line + length && *value == ' ')
    value++;
  if (n_field == 4 && memcmp (line, "data", 4) == 0)
    {
      g_string_append_len (plain->data, value, line + length - value);
      g_string_append_c (plain->data, '\n');
      plain->has_data = TRUE;
    }
  else if (n_field == 5 && memcmp (line, "event", 5) == 0)
    {
      /* A name that is no text is none. */
      g_string_truncate (plain->name, 0);
      if (g_utf8_validate_len (value, (gsize) (line + length - value), NULL))
        g_string_append_len (plain->name, value, line + length - value);
    }
}

static char *
read_plainly (const char *bytes,
              gsize       size)
{
  Plain plain = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL), FALSE };
  gsize start = size >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  for (gsize i = start; i < size; i++)
    {
      if (bytes[i] != '\n' && bytes[i] != '\r')
        continue;
      read_plain_line (&plain, bytes + start, i - start);
      if (bytes[i] == '\r' && i + 1 < size && bytes[i + 1] == '\n')
        i++;
      start = i + 1;
    }

  g_string_free (plain.data, TRUE);
  g_string_free (plain.name, TRUE);
  return g_string_free (plain.seen, FALSE);
}

/* Each piece lies in memory of just its size, which is gone before the next comes. */
static char *
read_in_pieces (const char *bytes,
                gsize       size,
                gsize       piece_size,
                gsize       limit)
{
  g_autoptr(TroupeSseParser) parser = troupe_sse_parser_new (limit);
  g_autoptr(GError) error = NULL;
  GString *seen = g_string_new (NULL);
  TroupeSseEvent event;

  for (gsize at = 0; at < size && error == NULL; at += piece_size)
    {
      gsize length = MIN (piece_size, size - at);
      g_autofree char *piece = g_memdup2 (bytes + at, length);

      troupe_sse_parser_feed (parser, piece, length);
      while (troupe_sse_parser_next (parser, &event, &error))
        {
          g_assert_true (g_utf8_validate_len (event.data, event.length, NULL));
          append_event (seen, event.name, event.data, event.length);
        }
    }

  if (error != NULL)
    g_string_assign (seen, error->message);
  else if (troupe_sse_parser_finish (parser, &event))
    g_assert_true (g_utf8_validate_len (event.data, event.length, NULL));
  return g_string_free (seen, FALSE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const gsize pieces[] = { 1, 2, 3, 7, 64, MAX (size, 1) };
  g_autofree char *expected = read_plainly ((const char *) data, size);

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *seen = read_in_pieces ((const char *) data, size, pieces[i], TROUPE_SSE_MAX_EVENT_BYTES);
      g_autofree char *limited = read_in_pieces ((const char *) data, size, pieces[i], 8);

      g_assert_cmpstr (seen, ==, expected);
      g_assert_nonnull (limited);
    }

  return 0;
}
