/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-cli-stream-log.h"

/**
 * TroupeCliStreamLog:
 *
 * Several streams on one screen. While one goes on alone its text is shown as it comes; as soon as there are more, whole
 * lines are, each under its name, so that nothing is torn. A line that does not want to end is broken between two words,
 * so that nobody has to wait for it.
 */
struct _TroupeCliStreamLog
{
  /* Input */
  TroupeCliPrinter *printer;
  guint             name_width;
  gboolean          has_names;

  /* In Progress */
  GHashTable       *pending;      /* (owned) name to the begin of a line that was not shown yet, a GString */
  char             *open_name;    /* (owned) (nullable): whose line is on the screen without its end */
};

#define LONG_LINE 120

static void
free_string (gpointer string)
{
  g_string_free (string, TRUE);
}

static void
show_name (TroupeCliStreamLog *self,
           const char         *name)
{
  g_autofree char *prefix = NULL;

  if (!self->has_names)
    return;

  prefix = g_strdup_printf ("%-*s │ ", (int) self->name_width, name);
  troupe_cli_printer_text (self->printer, TROUPE_CLI_STYLE_DIM, prefix, -1);
}

static void
close_line (TroupeCliStreamLog *self)
{
  if (self->open_name == NULL)
    return;

  troupe_cli_printer_text (self->printer, TROUPE_CLI_STYLE_PLAIN, "\n", 1);
  g_clear_pointer (&self->open_name, g_free);
}

/* @length is that of one line at the most, with its end or without. */
static void
show_piece (TroupeCliStreamLog *self,
            const char         *name,
            const char         *piece,
            gsize               length)
{
  if (length == 0)
    return;
  if (g_strcmp0 (self->open_name, name) != 0)
    {
      close_line (self);
      show_name (self, name);
    }

  troupe_cli_printer_text (self->printer, TROUPE_CLI_STYLE_PLAIN, piece, (gssize) length);
  g_clear_pointer (&self->open_name, g_free);
  if (piece[length - 1] != '\n')
    self->open_name = g_strdup (name);
}

/* Breaks a line that got long at its last space. */
static void
break_line (GString *pending)
{
  const char *newline = strrchr (pending->str, '\n');
  gsize start = newline != NULL ? (gsize) (newline + 1 - pending->str) : 0;
  char *space;

  if (pending->len - start <= LONG_LINE)
    return;

  space = strrchr (pending->str + start, ' ');
  if (space != NULL && space > pending->str + start + LONG_LINE / 2)
    *space = '\n';
}

/* Shows the whole lines of @pending, and the rest of it too when @is_all. */
static void
show_lines (TroupeCliStreamLog *self,
            const char         *name,
            GString            *pending,
            gboolean            is_all)
{
  const char *at = pending->str;
  const char *end = pending->str + pending->len;

  while (at < end)
    {
      const char *newline = memchr (at, '\n', (gsize) (end - at));
      const char *next = newline != NULL ? newline + 1 : end;

      if (newline == NULL && !is_all)
        break;
      show_piece (self, name, at, (gsize) (next - at));
      at = next;
    }

  g_string_erase (pending, 0, at - pending->str);
}

/**
 * troupe_cli_stream_log_new:
 * @printer: where it goes; has to outlive the log
 * @name_width: how many letters the longest name has
 * @has_names: whether a name stands before each line
 *
 * Makes a log in which nothing streams yet.
 *
 * Returns: (transfer full): the log
 */
TroupeCliStreamLog *
troupe_cli_stream_log_new (TroupeCliPrinter *printer,
                           guint             name_width,
                           gboolean          has_names)
{
  TroupeCliStreamLog *self = g_new0 (TroupeCliStreamLog, 1);

  self->printer = printer;
  self->name_width = name_width;
  self->has_names = has_names;
  self->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_string);

  return self;
}

/**
 * troupe_cli_stream_log_free:
 * @self: (transfer full): a log
 *
 * Ends the line that is open, and lets go of the log.
 */
void
troupe_cli_stream_log_free (TroupeCliStreamLog *self)
{
  close_line (self);
  g_hash_table_unref (self->pending);
  g_free (self);
}

/**
 * troupe_cli_stream_log_begin:
 * @self: a log
 * @name: a stream
 *
 * A stream begins; nothing happens when it goes on already.
 */
void
troupe_cli_stream_log_begin (TroupeCliStreamLog *self,
                             const char         *name)
{
  if (!g_hash_table_contains (self->pending, name))
    g_hash_table_insert (self->pending, g_strdup (name), g_string_new (NULL));
}

/**
 * troupe_cli_stream_log_line:
 * @self: a log
 * @name: a stream, which need not go on
 * @style: how it looks on a terminal
 * @text: one line, without its end
 *
 * Shows a line that is not part of the stream.
 */
void
troupe_cli_stream_log_line (TroupeCliStreamLog *self,
                            const char         *name,
                            TroupeCliStyle      style,
                            const char         *text)
{
  close_line (self);
  show_name (self, name);
  troupe_cli_printer_text (self->printer, style, text, -1);
  troupe_cli_printer_text (self->printer, TROUPE_CLI_STYLE_PLAIN, "\n", 1);
}

/**
 * troupe_cli_stream_log_text:
 * @self: a log
 * @name: a stream that goes on
 * @text: what came in
 * @length: in bytes
 *
 * Shows what can be shown of it.
 */
void
troupe_cli_stream_log_text (TroupeCliStreamLog *self,
                            const char         *name,
                            const char         *text,
                            gsize               length)
{
  GString *pending = g_hash_table_lookup (self->pending, name);
  gboolean is_alone = g_hash_table_size (self->pending) == 1;

  g_return_if_fail (pending != NULL);

  g_string_append_len (pending, text, (gssize) length);
  if (!is_alone)
    break_line (pending);
  show_lines (self, name, pending, is_alone);
}

/**
 * troupe_cli_stream_log_end:
 * @self: a log
 * @name: a stream
 *
 * A stream ends; what was not shown of it is.
 */
void
troupe_cli_stream_log_end (TroupeCliStreamLog *self,
                           const char         *name)
{
  GString *pending = g_hash_table_lookup (self->pending, name);

  if (pending == NULL)
    return;

  show_lines (self, name, pending, TRUE);
  if (g_strcmp0 (self->open_name, name) == 0)
    close_line (self);
  g_hash_table_remove (self->pending, name);
}
