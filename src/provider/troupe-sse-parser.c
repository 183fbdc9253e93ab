/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-provider-error.h"
#include "troupe-sse-parser.h"

/**
 * TroupeSseParser:
 *
 * Turns the bytes of a `text/event-stream` into events, by the rules of the HTML standard. It knows no sockets.
 *
 * Lines are cut on bytes, and CR and LF never occur inside a multi-byte character, so a character that was split
 * over two reads heals by itself. An event whose one data line lies within what was fed is handed out in place,
 * without a copy: that is nearly every event of a language model. Only what a read leaves unfinished is kept.
 */

struct _TroupeSseParser
{
  gsize       max_event_bytes;

  /* Input */
  const char *at;            /* (not owned): next byte */
  const char *end;           /* (not owned) */
  const char *next_lf;       /* (nullable): first LF at or after @at, or @end; %NULL when not looked for yet */
  const char *next_cr;

  /* In Progress */
  GString    *line;          /* what earlier reads brought of this line */
  GString    *data;          /* data lines so far, each with its LF, unless @inplace */
  const char *inplace;       /* (not owned) (nullable): the only data line so far, within the input */
  gsize       inplace_length;
  GString    *name;
  GString    *repaired;      /* where the last event lives when its bytes were no UTF-8 */
  gboolean    has_data;
  gboolean    skip_lf;       /* the last line ended with CR: an LF now belongs to it */
  guint       bom_seen;      /* bytes of a byte order mark matched at the start; BOM_DONE later */
  gboolean    is_data_spent; /* the last event handed out lives in @data */
  gboolean    failed;

  gint64      retry_ms;
  guint64     n_lines;
};

enum { BOM_DONE = 3 };

static const char bom[] = "\xef\xbb\xbf";

/* Eight bytes at a time: nearly all text on the wire is ASCII, JSON's escapes included. NUL is no text here. */
static gboolean
is_ascii_text (const char *text,
               gsize       length)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  guint64 bad = 0;
  gsize i = 0;

  for (; i + 8 <= length; i += 8)
    {
      guint64 word;

      memcpy (&word, text + i, 8);
      bad |= word | ((word - ones) & ~word);  /* the high bit of a byte: not ASCII, or NUL */
    }
  for (; i < length; i++)
    bad |= text[i] == '\0' ? 0x80 : (guchar) text[i];

  return (bad & (ones << 7)) == 0;
}

static void
set_event (TroupeSseParser *self,
           TroupeSseEvent  *event,
           const char      *data,
           gsize            length)
{
  event->name = self->name->len > 0 ? self->name->str : NULL;
  event->data = data;
  event->length = length;

  if (!is_ascii_text (data, length) && !g_utf8_validate_len (data, length, NULL))
    {
      g_autofree char *valid = g_utf8_make_valid (data, (gssize) length);

      g_string_assign (self->repaired, valid);
      event->data = self->repaired->str;
      event->length = self->repaired->len;
    }
}

/* What was handed out stays valid until the next call; then it goes. */
static void
forget_event (TroupeSseParser *self)
{
  self->has_data = FALSE;
  self->inplace = NULL;
  g_string_truncate (self->data, 0);
  g_string_truncate (self->name, 0);
  self->is_data_spent = FALSE;
}

static void
keep_inplace (TroupeSseParser *self)
{
  if (self->inplace == NULL)
    return;

  g_string_append_len (self->data, self->inplace, (gssize) self->inplace_length);
  g_string_append_c (self->data, '\n');
  self->inplace = NULL;
}

static void
add_data (TroupeSseParser *self,
          const char      *value,
          gsize            length,
          gboolean         in_input)
{
  if (!self->has_data && in_input)
    {
      self->inplace = value;
      self->inplace_length = length;
    }
  else
    {
      keep_inplace (self);
      g_string_append_len (self->data, value, (gssize) length);
      g_string_append_c (self->data, '\n');
    }
  self->has_data = TRUE;
}

static void
read_retry (TroupeSseParser *self,
            const char      *value,
            gsize            length)
{
  gint64 retry_ms = 0;

  if (length == 0 || length > 15)
    return;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (value[i]))
        return;
      retry_ms = retry_ms * 10 + (value[i] - '0');
    }
  self->retry_ms = retry_ms;
}

static void
read_field (TroupeSseParser *self,
            const char      *line,
            gsize            length,
            gboolean         in_input)
{
  const char *colon = memchr (line, ':', length);
  gsize name_length = colon != NULL ? (gsize) (colon - line) : length;
  const char *value = colon != NULL ? colon + 1 : line + length;
  gsize value_length = (gsize) (line + length - value);

  if (value_length > 0 && *value == ' ')
    {
      value++;
      value_length--;
    }

  if (name_length == 4 && memcmp (line, "data", 4) == 0)
    add_data (self, value, value_length, in_input);
  else if (name_length == 5 && memcmp (line, "event", 5) == 0)
    {
      g_string_truncate (self->name, 0);
      if (g_utf8_validate_len (value, value_length, NULL))
        g_string_append_len (self->name, value, (gssize) value_length);
    }
  else if (name_length == 5 && memcmp (line, "retry", 5) == 0)
    read_retry (self, value, value_length);
}

/* Returns TRUE when the line was the empty one that completes an event. */
static gboolean
read_line (TroupeSseParser *self,
           const char      *line,
           gsize            length,
           gboolean         in_input)
{
  self->n_lines++;

  if (length == 0)
    {
      if (self->has_data)
        return TRUE;
      g_string_truncate (self->name, 0);
      return FALSE;
    }

  if (*line != ':')
    read_field (self, line, length, in_input);
  return FALSE;
}

static void
hand_out (TroupeSseParser *self,
          TroupeSseEvent  *event)
{
  if (self->inplace != NULL)
    set_event (self, event, self->inplace, self->inplace_length);
  else
    set_event (self, event, self->data->str, self->data->len - 1);  /* less one final LF */
  self->is_data_spent = TRUE;
}

/* The two positions are remembered, so that a flood of bare CRs is not searched for LFs again and again. */
static const char *
find_line_end (TroupeSseParser *self)
{
  gsize length = (gsize) (self->end - self->at);

  if (self->next_lf == NULL || self->next_lf < self->at)
    {
      self->next_lf = memchr (self->at, '\n', length);
      if (self->next_lf == NULL)
        self->next_lf = self->end;
    }
  if (self->next_cr == NULL || self->next_cr < self->at)
    {
      self->next_cr = memchr (self->at, '\r', length);
      if (self->next_cr == NULL)
        self->next_cr = self->end;
    }

  return MIN (self->next_lf, self->next_cr);
}

static void
skip_bom (TroupeSseParser *self)
{
  while (self->bom_seen < BOM_DONE && self->at < self->end)
    {
      if (*self->at != bom[self->bom_seen])
        {
          g_string_append_len (self->line, bom, (gssize) self->bom_seen);
          self->bom_seen = BOM_DONE;
          return;
        }
      self->bom_seen++;
      self->at++;
    }
}

static gboolean
fail_too_long (TroupeSseParser  *self,
               GError          **error)
{
  g_autofree char *limit = g_format_size (self->max_event_bytes);

  self->failed = TRUE;
  g_set_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_PROTOCOL,
               /* Translators: %s is a size such as 32 MB */
               _("The server sent one event of more than %s, which no language model does; check the base URL."),
               limit);
  return FALSE;
}

/**
 * troupe_sse_parser_new:
 * @max_event_bytes: the most that one event may hold, such as %TROUPE_SSE_MAX_EVENT_BYTES
 *
 * Makes a parser at the start of a stream.
 *
 * Returns: (transfer full): the parser
 */
TroupeSseParser *
troupe_sse_parser_new (gsize max_event_bytes)
{
  TroupeSseParser *self = g_new0 (TroupeSseParser, 1);

  self->max_event_bytes = max_event_bytes;
  self->line = g_string_new (NULL);
  self->data = g_string_new (NULL);
  self->name = g_string_new (NULL);
  self->repaired = g_string_new (NULL);
  self->retry_ms = -1;
  return self;
}

/**
 * troupe_sse_parser_free:
 * @self: (transfer full): the parser
 *
 * Frees the parser.
 */
void
troupe_sse_parser_free (TroupeSseParser *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->line, TRUE);
  g_string_free (self->data, TRUE);
  g_string_free (self->name, TRUE);
  g_string_free (self->repaired, TRUE);
  g_free (self);
}

/**
 * troupe_sse_parser_feed:
 * @self: the parser
 * @bytes: (array length=length): what the network brought, cut anywhere
 * @length: in bytes
 *
 * Gives the parser more. @bytes are not copied: they must stay until troupe_sse_parser_next() has returned %FALSE,
 * and nothing more may be fed before that.
 */
void
troupe_sse_parser_feed (TroupeSseParser *self,
                        const char      *bytes,
                        gsize            length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->at == self->end);

  self->at = bytes;
  self->end = bytes + length;
  self->next_lf = NULL;
  self->next_cr = NULL;
}

/**
 * troupe_sse_parser_next:
 * @self: the parser
 * @event: (out caller-allocates): the event; its strings stay until the next call
 * @error: (optional): set on failure
 *
 * Takes the next whole event out of what was fed. Its data is valid UTF-8: invalid bytes came out as U+FFFD.
 *
 * The only error is %TROUPE_PROVIDER_ERROR_PROTOCOL, for an event that is too long. It is final.
 *
 * Returns: %TRUE with an event; %FALSE without @error when more has to be fed
 */
gboolean
troupe_sse_parser_next (TroupeSseParser  *self,
                        TroupeSseEvent   *event,
                        GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  if (self->failed)
    return fail_too_long (self, error);
  if (self->is_data_spent)
    forget_event (self);
  if (self->bom_seen < BOM_DONE)
    skip_bom (self);

  while (self->at < self->end)
    {
      const char *start = self->at;
      const char *line_end;
      gboolean is_whole;
      gboolean is_complete;

      if (self->skip_lf)
        {
          self->skip_lf = FALSE;
          if (*start == '\n')
            {
              self->at++;
              continue;
            }
        }

      line_end = find_line_end (self);
      if (self->line->len + self->data->len + (gsize) (line_end - start) > self->max_event_bytes)
        {
          self->at = self->end;
          return fail_too_long (self, error);
        }

      if (line_end == self->end)
        {
          g_string_append_len (self->line, start, line_end - start);
          self->at = self->end;
          break;
        }

      self->skip_lf = *line_end == '\r';
      self->at = line_end + 1;

      is_whole = self->line->len == 0;
      if (is_whole)
        is_complete = read_line (self, start, (gsize) (line_end - start), TRUE);
      else
        {
          g_string_append_len (self->line, start, line_end - start);
          is_complete = read_line (self, self->line->str, self->line->len, FALSE);
          g_string_truncate (self->line, 0);
        }

      if (is_complete)
        {
          hand_out (self, event);
          return TRUE;
        }
    }

  keep_inplace (self);
  return FALSE;
}

/**
 * troupe_sse_parser_finish:
 * @self: the parser
 * @event: (out caller-allocates): the unfinished event
 *
 * Says what was left unfinished when the stream ended. The standard throws it away; a language model's last event is
 * worth a look, and whoever calls can tell whether it is whole.
 *
 * Returns: %TRUE if there was an unfinished event with data
 */
gboolean
troupe_sse_parser_finish (TroupeSseParser *self,
                          TroupeSseEvent  *event)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  if (self->failed)
    return FALSE;
  if (self->is_data_spent)
    forget_event (self);

  if (self->line->len > 0)
    {
      read_line (self, self->line->str, self->line->len, FALSE);
      g_string_truncate (self->line, 0);
    }
  if (!self->has_data)
    return FALSE;

  hand_out (self, event);
  return TRUE;
}

/**
 * troupe_sse_parser_get_retry_ms:
 * @self: the parser
 *
 * Returns: the last valid `retry` field in milliseconds, or -1
 */
gint64
troupe_sse_parser_get_retry_ms (TroupeSseParser *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->retry_ms;
}

/**
 * troupe_sse_parser_get_n_lines:
 * @self: the parser
 *
 * Counts whole lines, comments included: they show that the server is alive.
 *
 * Returns: how many lines were read
 */
guint64
troupe_sse_parser_get_n_lines (TroupeSseParser *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_lines;
}
