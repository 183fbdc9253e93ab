/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-markdown-splitter.h"

/**
 * TroupeMarkdownSplitter:
 *
 * Cuts Markdown that arrives in pieces into top-level segments, so that a
 * view needs to look again only at the last one.
 *
 * A segment is either a fenced code block or a run of text that no later
 * line can change any more. Every byte is looked at once. What cannot be
 * decided yet (is this the start of a fence?) is held back until it can.
 *
 * Link reference definitions do not reach over segments; that is the price
 * for a cost that does not grow with the length of the answer.
 */

/* No segment grows without end: laying out one paragraph costs more than
 * linear time, and an endless line is what a broken model sends. */
#define MAX_LINE_LENGTH 4096
#define MAX_TEXT_LENGTH 16384
#define MAX_WORD_LENGTH 128
#define MAX_FENCE_LINE  1024

typedef enum
{
  LINE_HELD,
  LINE_CONTENT,
  LINE_FENCE,
} LineKind;

struct _TroupeMarkdownSplitter
{
  GPtrArray *segments;      /* (element-type TroupeSegment) */
  GString   *held;          /* the start of a line that is not decided yet */
  gsize      line_length;   /* bytes of the present line already committed */
  LineKind   line_kind;     /* what the present line was decided to be */

  /* Of the open segment */
  gboolean   after_blank;
  gboolean   has_list;
  gboolean   is_indented;
  char       fence_char;
  guint      fence_length;
  guint      fence_indent;
};

typedef struct
{
  guint    indent;
  gboolean is_blank;
  gboolean is_marker;
  gboolean is_undecided;
  char     fence_char;
  guint    fence_length;
} LineStart;

static void
segment_free (gpointer data)
{
  TroupeSegment *segment = data;

  g_string_free (segment->text, TRUE);
  g_free (segment->info);
  g_free (segment);
}

static TroupeSegment *
get_open (TroupeMarkdownSplitter *self)
{
  TroupeSegment *last;

  if (self->segments->len == 0)
    return NULL;

  last = g_ptr_array_index (self->segments, self->segments->len - 1);
  return last->is_closed ? NULL : last;
}

static void
close_open (TroupeMarkdownSplitter *self)
{
  TroupeSegment *open = get_open (self);

  if (open != NULL)
    open->is_closed = TRUE;

  self->after_blank = FALSE;
  self->has_list = FALSE;
  self->is_indented = FALSE;
}

static TroupeSegment *
begin (TroupeMarkdownSplitter *self,
       TroupeSegmentKind       kind)
{
  TroupeSegment *segment = g_new0 (TroupeSegment, 1);

  close_open (self);
  segment->kind = kind;
  segment->text = g_string_new (NULL);
  g_ptr_array_add (self->segments, segment);
  return segment;
}

/* What the first bytes of a line say; undecided while more could change it. */
static LineStart
read_line_start (const char *line,
                 gsize       length,
                 gboolean    is_whole)
{
  LineStart start = { 0, };
  gsize i = 0;
  gsize digits = 0;

  while (i < length && (line[i] == ' ' || line[i] == '\t'))
    start.indent += line[i++] == '\t' ? 4 : 1;

  if (i == length)
    {
      start.is_blank = is_whole;
      start.is_undecided = !is_whole;
      return start;
    }

  if (line[i] == '`' || line[i] == '~')
    {
      gsize first = i;

      while (i < length && line[i] == line[first])
        i++;

      if (i == length && !is_whole)
        start.is_undecided = TRUE;
      else if (i - first >= 3)
        {
          start.fence_char = line[first];
          start.fence_length = i - first;
        }
      return start;
    }

  if (strchr ("-*+", line[i]) != NULL)
    {
      start.is_undecided = i + 1 == length && !is_whole;
      start.is_marker = i + 1 < length && (line[i + 1] == ' ' || line[i + 1] == '\t');
      return start;
    }

  while (i + digits < length && digits < 10 && g_ascii_isdigit (line[i + digits]))
    digits++;

  if (digits > 0 && digits < 10)
    {
      i += digits;
      start.is_undecided = !is_whole && i + 1 >= length;
      start.is_marker = i + 1 < length && (line[i] == '.' || line[i] == ')') && line[i + 1] == ' ';
    }

  return start;
}

static void
commit_text (TroupeMarkdownSplitter *self,
             const char             *text,
             gsize                   length)
{
  TroupeSegment *open = get_open (self);

  if (open == NULL)
    open = begin (self, TROUPE_SEGMENT_TEXT);

  g_string_append_len (open->text, text, length);
  self->line_length += length;
}

static void
open_fence (TroupeMarkdownSplitter *self,
            const LineStart        *start,
            const char             *line,
            gsize                   length)
{
  TroupeSegment *segment = begin (self, TROUPE_SEGMENT_CODE);
  const char *info = memchr (line, start->fence_char, length);

  info += start->fence_length;
  segment->info = g_strstrip (g_strndup (info, line + length - info));
  self->fence_char = start->fence_char;
  self->fence_length = start->fence_length;
  self->fence_indent = start->indent;
}

static gboolean
is_closing_fence (TroupeMarkdownSplitter *self,
                  const LineStart        *start,
                  const char             *line,
                  gsize                   length)
{
  const char *rest;

  if (start->fence_char != self->fence_char || start->fence_length < self->fence_length || start->indent > 3)
    return FALSE;

  rest = (const char *) memchr (line, start->fence_char, length) + start->fence_length;
  while (rest < line + length && g_ascii_isspace (*rest))
    rest++;

  return rest == line + length;
}

/* A backtick fence has no backtick in its info string, or it is inline code. */
static gboolean
is_opening_fence (TroupeMarkdownSplitter *self,
                  const LineStart        *start,
                  const char             *line,
                  gsize                   length)
{
  const char *rest;

  if (start->fence_char == 0 || start->indent > (self->has_list ? 1 : 3))
    return FALSE;

  rest = (const char *) memchr (line, start->fence_char, length) + start->fence_length;
  return start->fence_char != '`' || memchr (rest, '`', line + length - rest) == NULL;
}

static void
start_text_line (TroupeMarkdownSplitter *self,
                 const LineStart        *start)
{
  TroupeSegment *open = get_open (self);
  gboolean continues_list = self->has_list && (start->is_marker || start->indent >= 2);
  gboolean continues_code = self->is_indented && start->indent >= 4;

  if (start->is_blank)
    {
      self->after_blank = open != NULL;
      return;
    }

  if ((self->after_blank && !continues_list && !continues_code) ||
      (open != NULL && open->text->len > MAX_TEXT_LENGTH))
    close_open (self);

  if (get_open (self) == NULL)
    {
      begin (self, TROUPE_SEGMENT_TEXT);
      self->is_indented = start->indent >= 4;
    }

  self->after_blank = FALSE;
  self->has_list = self->has_list || start->is_marker;
}

/* Decides a line by its start and commits what is there of it. */
static LineKind
decide_line (TroupeMarkdownSplitter *self,
             const char             *line,
             gsize                   length,
             gboolean                is_whole)
{
  LineStart start = read_line_start (line, length, is_whole);
  TroupeSegment *open = get_open (self);

  /* A fence is known by its whole line. */
  if (start.is_undecided || (start.fence_char != 0 && !is_whole && length < MAX_FENCE_LINE))
    return LINE_HELD;

  if (open != NULL && open->kind == TROUPE_SEGMENT_CODE)
    {
      gsize skip = 0;

      if (is_closing_fence (self, &start, line, length))
        {
          close_open (self);
          return LINE_FENCE;
        }

      while (skip < MIN (self->fence_indent, length) && line[skip] == ' ')
        skip++;
      commit_text (self, line + skip, length - skip);
      return LINE_CONTENT;
    }

  if (is_opening_fence (self, &start, line, length))
    {
      open_fence (self, &start, line, length);
      return LINE_FENCE;
    }

  start_text_line (self, &start);
  if (!start.is_blank)
    commit_text (self, line, length);
  return LINE_CONTENT;
}

/* How much of @text still belongs to the present line of a segment. A word is not cut, unless it goes on and on. */
static gsize
measure_rest (TroupeMarkdownSplitter *self,
              const char             *text,
              gsize                   length)
{
  TroupeSegment *open = get_open (self);
  gsize n;

  if (self->line_length < MAX_LINE_LENGTH)
    {
      n = MIN (MAX_LINE_LENGTH - self->line_length, length);
    }
  else if (self->line_length < MAX_LINE_LENGTH + MAX_WORD_LENGTH &&
           open != NULL && open->text->len > 0 && open->text->str[open->text->len - 1] != ' ')
    {
      const char *space = memchr (text, ' ', length);

      n = MIN (MAX_LINE_LENGTH + MAX_WORD_LENGTH - self->line_length,
               space != NULL ? (gsize) (space - text) + 1 : length);
    }
  else
    {
      return 0;
    }

  /* Never inside a character. */
  while (n < length && ((guchar) text[n] & 0xc0) == 0x80)
    n++;

  return n;
}

static void
commit_rest (TroupeMarkdownSplitter *self,
             const char             *text,
             gsize                   length)
{
  while (length > 0)
    {
      TroupeSegment *open = get_open (self);
      gsize n = measure_rest (self, text, length);

      if (n == 0)
        {
          /* Too long for one paragraph: go on in a new one, or a new line of code. */
          if (open != NULL && open->kind == TROUPE_SEGMENT_CODE)
            g_string_append_c (open->text, '\n');
          else
            close_open (self);
          self->line_length = 0;
          continue;
        }

      commit_text (self, text, n);
      text += n;
      length -= n;
    }
}

static void
feed_line (TroupeMarkdownSplitter *self,
           const char             *line,
           gsize                   length,
           gboolean                is_whole)
{
  if (self->line_kind == LINE_HELD)
    {
      g_string_append_len (self->held, line, length);
      self->line_kind = decide_line (self, self->held->str, self->held->len, is_whole);
      if (self->line_kind != LINE_HELD)
        g_string_truncate (self->held, 0);
    }
  else
    {
      commit_rest (self, line, length);
    }

  if (is_whole)
    {
      TroupeSegment *open = get_open (self);

      if (self->line_kind == LINE_CONTENT && open != NULL)
        g_string_append_c (open->text, '\n');

      self->line_kind = LINE_HELD;
      self->line_length = 0;
    }
}

/**
 * troupe_markdown_splitter_new:
 *
 * Returns: (transfer full): a splitter with no segments
 */
TroupeMarkdownSplitter *
troupe_markdown_splitter_new (void)
{
  TroupeMarkdownSplitter *self = g_new0 (TroupeMarkdownSplitter, 1);

  self->segments = g_ptr_array_new_with_free_func (segment_free);
  self->held = g_string_new (NULL);
  return self;
}

/**
 * troupe_markdown_splitter_free:
 * @self: (transfer full): the splitter
 *
 * Frees the splitter and its segments.
 */
void
troupe_markdown_splitter_free (TroupeMarkdownSplitter *self)
{
  g_ptr_array_unref (self->segments);
  g_string_free (self->held, TRUE);
  g_free (self);
}

/**
 * troupe_markdown_splitter_feed:
 * @self: the splitter
 * @text: (array length=length): more of the document, in UTF-8; it may end
 *   anywhere between two characters
 * @length: its length in bytes
 *
 * Takes the next piece of the document.
 */
void
troupe_markdown_splitter_feed (TroupeMarkdownSplitter *self,
                               const char             *text,
                               gsize                   length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *newline = memchr (text, '\n', end - text);

      feed_line (self, text, (newline != NULL ? newline : end) - text, newline != NULL);
      text = newline != NULL ? newline + 1 : end;
    }
}

/**
 * troupe_markdown_splitter_finish:
 * @self: the splitter
 *
 * Says that nothing more follows: what was held back is decided and the last
 * segment is closed.
 */
void
troupe_markdown_splitter_finish (TroupeMarkdownSplitter *self)
{
  if (self->line_kind != LINE_HELD || self->held->len > 0)
    feed_line (self, "", 0, TRUE);
  close_open (self);
}

/**
 * troupe_markdown_splitter_get_n_items:
 * @self: the splitter
 *
 * Returns: how many segments there are; it never gets fewer
 */
guint
troupe_markdown_splitter_get_n_items (TroupeMarkdownSplitter *self)
{
  return self->segments->len;
}

/**
 * troupe_markdown_splitter_get_item:
 * @self: the splitter
 * @index: below troupe_markdown_splitter_get_n_items()
 *
 * Returns: (transfer none): a segment; it changes no more once it is closed
 */
const TroupeSegment *
troupe_markdown_splitter_get_item (TroupeMarkdownSplitter *self,
                                   guint                   index)
{
  g_return_val_if_fail (index < self->segments->len, NULL);

  return g_ptr_array_index (self->segments, index);
}
