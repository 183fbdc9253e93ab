/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-openai-pattern.h"

/**
 * TroupeOpenaiPattern:
 *
 * The deltas of one stream are all alike but for their text. A pattern is one delta with that text taken out: an event
 * that has the same bytes around the gap, and a well-formed JSON string in it, means the same with another text. So it
 * is read by comparing two blocks of memory instead of parsing some 200 bytes of JSON again.
 *
 * A second gap takes the random padding that OpenAI adds to each event as `obfuscation`.
 *
 * What is unusual in the string (a half surrogate, an escaped NUL) is left to whoever parses JSON.
 */

#define MAX_GAPS 2

typedef struct
{
  const char *start;   /* after the opening quote */
  gsize       length;  /* up to the closing quote */
  gboolean    is_text;
} Gap;

struct _TroupeOpenaiPattern
{
  TroupeChunkKind  kind;
  guint            n_gaps;
  guint            text_gap;               /* which of the gaps is the text */
  char            *parts[MAX_GAPS + 1];    /* (owned): what stands around the gaps */
  gsize            lengths[MAX_GAPS + 1];
  GString         *unescaped;
};

/* Returns the closing quote, or NULL if the string is broken or has no end. */
static const char *
scan_string (const char *at,
             const char *end,
             gboolean   *has_escapes)
{
  *has_escapes = FALSE;
  for (; at < end; at++)
    {
      if (*at == '"')
        return at;
      if (*at == '\\')
        {
          *has_escapes = TRUE;
          if (++at == end)
            return NULL;
        }
      else if ((guchar) *at < 0x20)
        return NULL;
    }

  return NULL;
}

static gboolean
read_hex4 (const char *at,
           const char *end,
           gunichar   *value)
{
  *value = 0;
  if (end - at < 4)
    return FALSE;

  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (at[i]);

      if (digit < 0)
        return FALSE;
      *value = *value * 16 + (gunichar) digit;
    }

  return TRUE;
}

/* @at stands behind the `u`, and is moved behind what was read. */
static gboolean
unescape_unicode (const char **at,
                  const char  *end,
                  GString     *output)
{
  gunichar c;
  gunichar low;

  if (!read_hex4 (*at, end, &c) || c == 0)
    return FALSE;
  *at += 4;

  if (c >= 0xdc00 && c <= 0xdfff)
    return FALSE;
  if (c >= 0xd800 && c <= 0xdbff)
    {
      if (end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u' || !read_hex4 (*at + 2, end, &low) ||
          low < 0xdc00 || low > 0xdfff)
        return FALSE;
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
      *at += 6;
    }

  g_string_append_unichar (output, c);
  return TRUE;
}

static gboolean
unescape (const char *at,
          const char *end,
          GString    *output)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";

  g_string_truncate (output, 0);
  while (at < end)
    {
      const char *backslash = memchr (at, '\\', (gsize) (end - at));
      const char *letter;

      g_string_append_len (output, at, (backslash != NULL ? backslash : end) - at);
      if (backslash == NULL)
        break;

      at = backslash + 2;
      if (backslash[1] == 'u')
        {
          if (!unescape_unicode (&at, end, output))
            return FALSE;
          continue;
        }
      letter = backslash[1] != '\0' ? strchr (letters, backslash[1]) : NULL;
      if (letter == NULL)
        return FALSE;
      g_string_append_c (output, meanings[letter - letters]);
    }

  return TRUE;
}

/* Finds the first `"member": "…"`. It may be the wrong one: that is for the caller to try out. */
static gboolean
find_gap (const char *event,
          gsize       length,
          const char *member,
          Gap        *gap)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", member);
  const char *end = event + length;
  const char *at = g_strstr_len (event, (gssize) length, quoted);
  gboolean has_escapes;

  if (at == NULL)
    return FALSE;

  at += strlen (quoted);
  while (at < end && *at == ' ')
    at++;
  if (at == end || *at++ != ':')
    return FALSE;
  while (at < end && *at == ' ')
    at++;
  if (at == end || *at++ != '"')
    return FALSE;

  gap->start = at;
  end = scan_string (at, end, &has_escapes);
  if (end == NULL)
    return FALSE;
  gap->length = (gsize) (end - at);
  return TRUE;
}

/**
 * troupe_openai_pattern_new:
 * @event: (array length=length): an event that held nothing but text
 * @length: in bytes
 * @member: the member that the text seems to be in, such as `content`
 * @kind: what the text is
 *
 * Takes the text out of an event. Whether it was the right text has to be tried out: fill the pattern with words that
 * cannot be in it by chance, parse what comes out, and see whether just these words come back.
 *
 * Returns: (transfer full) (nullable): a pattern, or %NULL if there is no such member
 */
TroupeOpenaiPattern *
troupe_openai_pattern_new (const char      *event,
                           gsize            length,
                           const char      *member,
                           TroupeChunkKind  kind)
{
  Gap gaps[MAX_GAPS] = { 0 };
  TroupeOpenaiPattern *self;
  const char *at = event;

  if (!find_gap (event, length, member, &gaps[0]))
    return NULL;
  gaps[0].is_text = TRUE;

  self = g_new0 (TroupeOpenaiPattern, 1);
  self->kind = kind;
  self->n_gaps = 1;
  self->unescaped = g_string_new (NULL);

  if (find_gap (event, length, "obfuscation", &gaps[1]))
    {
      self->n_gaps = 2;
      if (gaps[1].start < gaps[0].start)
        {
          Gap first = gaps[1];

          gaps[1] = gaps[0];
          gaps[0] = first;
          self->text_gap = 1;
        }
    }

  for (guint i = 0; i <= self->n_gaps; i++)
    {
      const char *part_end = i < self->n_gaps ? gaps[i].start : event + length;

      self->lengths[i] = part_end >= at ? (gsize) (part_end - at) : 0;
      self->parts[i] = g_memdup2 (at, self->lengths[i]);
      if (i < self->n_gaps)
        at = gaps[i].start + gaps[i].length;
    }

  return self;
}

/**
 * troupe_openai_pattern_free:
 * @self: (transfer full): the pattern
 *
 * Frees the pattern.
 */
void
troupe_openai_pattern_free (TroupeOpenaiPattern *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i <= self->n_gaps; i++)
    g_free (self->parts[i]);
  g_string_free (self->unescaped, TRUE);
  g_free (self);
}

/**
 * troupe_openai_pattern_fill:
 * @self: the pattern
 * @text: a text that needs no escapes in JSON
 * @padding: a padding that needs none
 * @length: (out): in bytes
 *
 * Makes the event that the pattern would read as @text.
 *
 * Returns: (transfer full): JSON
 */
char *
troupe_openai_pattern_fill (TroupeOpenaiPattern *self,
                            const char          *text,
                            const char          *padding,
                            gsize               *length)
{
  GString *event = g_string_new (NULL);

  for (guint i = 0; i <= self->n_gaps; i++)
    {
      if (i > 0)
        g_string_append (event, i - 1 == self->text_gap ? text : padding);
      g_string_append_len (event, self->parts[i], (gssize) self->lengths[i]);
    }

  *length = event->len;
  return g_string_free (event, FALSE);
}

/**
 * troupe_openai_pattern_read:
 * @self: the pattern
 * @event: (array length=length): an event, in valid UTF-8
 * @length: in bytes
 * @batch: where the text goes
 *
 * Reads an event if it is like the pattern; else nothing happens.
 *
 * Returns: %TRUE if it was read
 */
gboolean
troupe_openai_pattern_read (TroupeOpenaiPattern *self,
                            const char          *event,
                            gsize                length,
                            TroupeBatch         *batch)
{
  const char *end = event + length;
  const char *at = event;
  const char *text = NULL;
  gsize text_length = 0;
  gboolean text_has_escapes = FALSE;

  for (guint i = 0; i < self->n_gaps; i++)
    {
      const char *quote;
      gboolean has_escapes;

      if ((gsize) (end - at) < self->lengths[i] || memcmp (at, self->parts[i], self->lengths[i]) != 0)
        return FALSE;
      at += self->lengths[i];

      quote = scan_string (at, end, &has_escapes);
      if (quote == NULL)
        return FALSE;
      if (i == self->text_gap)
        {
          text = at;
          text_length = (gsize) (quote - at);
          text_has_escapes = has_escapes;
        }
      else if (has_escapes)
        return FALSE;
      at = quote;
    }

  if ((gsize) (end - at) != self->lengths[self->n_gaps] ||
      memcmp (at, self->parts[self->n_gaps], self->lengths[self->n_gaps]) != 0)
    return FALSE;

  if (!text_has_escapes)
    {
      troupe_batch_append (batch, self->kind, text, text_length);
      return TRUE;
    }
  if (!unescape (text, text + text_length, self->unescaped))
    return FALSE;
  troupe_batch_append (batch, self->kind, self->unescaped->str, self->unescaped->len);
  return TRUE;
}

/**
 * troupe_openai_pattern_get_kind:
 * @self: the pattern
 *
 * Returns: what the text of such an event is
 */
TroupeChunkKind
troupe_openai_pattern_get_kind (TroupeOpenaiPattern *self)
{
  return self->kind;
}
