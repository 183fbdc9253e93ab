/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "troupe-cli-printer.h"
#include "troupe-json.h"

/**
 * TroupeCliPrinter:
 *
 * The one way to standard output and to standard error.
 *
 * Text goes out at once, so that a stream is seen as it comes. What a model or a file says can't drive a terminal:
 * control characters are replaced there. Once a write fails nothing more is written, and whoever waits on
 * troupe_cli_printer_get_broken() can end in peace.
 */
struct _TroupeCliPrinter
{
  gboolean      is_json;
  gboolean      is_terminal;      /* standard output */
  gboolean      is_colored;
  gboolean      has_person;       /* standard error is a terminal */
  gboolean      is_person_colored;

  /* In Progress */
  GCancellable *broken;           /* (owned) */
  int           write_errno;
  gboolean      is_aside_open;    /* standard error is in the middle of a line */

  /* Held Back */
  gboolean      is_held;
  gboolean      has_lost;         /* there was too much of it */
  gsize         n_held;           /* bytes */
  GQueue        held;             /* (element-type Piece): oldest first */
};

/* What is written later */
typedef struct
{
  int   fd;
  gsize length;
  char  bytes[];
} Piece;

static const char * const escapes[] = {
  [TROUPE_CLI_STYLE_PLAIN] = "",
  [TROUPE_CLI_STYLE_BOLD] = "\033[1m",
  [TROUPE_CLI_STYLE_DIM] = "\033[2m",
  [TROUPE_CLI_STYLE_GOOD] = "\033[32m",
  [TROUPE_CLI_STYLE_BAD] = "\033[31m",
};

/* What came while somebody typed a line: some thousand lines. */
#define MAX_HELD   (1024 * 1024)

#define RESET      "\033[0m"
#define COLUMN_GAP 2

/* Returns 0, or why it failed. */
static int
write_all (int         fd,
           const char *bytes,
           gsize       length)
{
  while (length > 0)
    {
      gssize n_written = write (fd, bytes, length);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written < 0 && errno == EAGAIN)
        {
          /* Somebody gave us a pipe that does not wait, and it is full. */
          GPollFD poll = { .fd = fd, .events = G_IO_OUT };

          g_poll (&poll, 1, -1);
          continue;
        }
      if (n_written < 0)
        return errno;

      bytes += n_written;
      length -= (gsize) n_written;
    }

  return 0;
}

static void
hold (TroupeCliPrinter *self,
      int               fd,
      const char       *bytes,
      gsize             length)
{
  Piece *piece = g_malloc (sizeof (Piece) + length);

  piece->fd = fd;
  piece->length = length;
  memcpy (piece->bytes, bytes, length);
  g_queue_push_tail (&self->held, piece);
  self->n_held += length;

  while (self->n_held > MAX_HELD)
    {
      piece = g_queue_pop_head (&self->held);
      self->n_held -= piece->length;
      self->has_lost = TRUE;
      g_free (piece);
    }
}

static void
write_error (TroupeCliPrinter *self,
             const char       *bytes,
             gsize             length)
{
  if (self->is_held && self->has_person)
    hold (self, STDERR_FILENO, bytes, length);
  else
    write_all (STDERR_FILENO, bytes, length);
}

static void
write_out (TroupeCliPrinter *self,
           const char       *bytes,
           gsize             length)
{
  if (self->write_errno != 0)
    return;
  if (self->is_held)
    {
      hold (self, STDOUT_FILENO, bytes, length);
      return;
    }

  self->write_errno = write_all (STDOUT_FILENO, bytes, length);
  if (self->write_errno != 0)
    g_cancellable_cancel (self->broken);
}

/* Whether a terminal would take it for an order: all controls but tab and newline. */
static gboolean
is_order (gunichar character)
{
  return (character < 0x20 && character != '\n' && character != '\t') || (character >= 0x7f && character < 0xa0);
}

static char *
make_harmless (const char *text,
               gssize      length,
               gsize      *safe_length)
{
  g_autofree char *valid = g_utf8_make_valid (text, length);
  GString *safe = g_string_sized_new (strlen (valid));

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      g_string_append_unichar (safe, is_order (character) ? 0xfffd : character);
    }

  *safe_length = safe->len;
  return g_string_free (safe, FALSE);
}

static gboolean
allows_color (void)
{
  const char *no_color = g_getenv ("NO_COLOR");

  return (no_color == NULL || *no_color == '\0') && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

/* How many cells of a terminal the text takes. */
static guint
measure_text (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar character = g_utf8_get_char (text);

      if (!g_unichar_iszerowidth (character))
        width += g_unichar_iswide (character) ? 2 : 1;
    }

  return width;
}

static void
append_row (GString            *line,
            const char * const *cells,
            const guint        *widths,
            guint               n_columns)
{
  for (guint i = 0; i < n_columns; i++)
    {
      g_string_append (line, cells[i]);
      if (i + 1 < n_columns)
        g_string_append_printf (line, "%*s", (int) (widths[i] - measure_text (cells[i]) + COLUMN_GAP), "");
    }

  while (line->len > 0 && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);
  g_string_append_c (line, '\n');
}

/**
 * troupe_cli_printer_new:
 *
 * Makes a printer of text. There is color only on a terminal, and never where `NO_COLOR` is set.
 *
 * Returns: (transfer full): the printer
 */
TroupeCliPrinter *
troupe_cli_printer_new (void)
{
  TroupeCliPrinter *self = g_new0 (TroupeCliPrinter, 1);

  self->broken = g_cancellable_new ();
  g_queue_init (&self->held);
  self->is_terminal = isatty (STDOUT_FILENO) == 1;
  self->has_person = isatty (STDERR_FILENO) == 1;
  self->is_colored = self->is_terminal && allows_color ();
  self->is_person_colored = self->has_person && allows_color ();

  return self;
}

/**
 * troupe_cli_printer_free:
 * @self: (transfer full): a printer
 *
 * Lets it go.
 */
void
troupe_cli_printer_free (TroupeCliPrinter *self)
{
  troupe_cli_printer_release (self);
  g_clear_object (&self->broken);
  g_free (self);
}

/**
 * troupe_cli_printer_is_json:
 * @self: a printer
 *
 * Returns: whether standard output is for a machine
 */
gboolean
troupe_cli_printer_is_json (TroupeCliPrinter *self)
{
  return self->is_json;
}

/**
 * troupe_cli_printer_set_json:
 * @self: a printer
 * @is_json: whether standard output is for a machine
 *
 * From now on text is not printed, and nodes are; or the other way around.
 */
void
troupe_cli_printer_set_json (TroupeCliPrinter *self,
                             gboolean          is_json)
{
  self->is_json = is_json;
}

/**
 * troupe_cli_printer_get_broken:
 * @self: a printer
 *
 * Returns: (transfer none): cancelled when nobody reads standard output any more, or it takes nothing
 */
GCancellable *
troupe_cli_printer_get_broken (TroupeCliPrinter *self)
{
  return self->broken;
}

/**
 * troupe_cli_printer_get_errno:
 * @self: a printer
 *
 * Returns: why standard output could not be written, or 0
 */
int
troupe_cli_printer_get_errno (TroupeCliPrinter *self)
{
  return self->write_errno;
}

/**
 * troupe_cli_printer_hold:
 * @self: a printer
 *
 * Holds back what is written to a terminal from now on, so that a line that is typed there stays whole. Of very much the oldest is
 * lost, and that is said.
 */
void
troupe_cli_printer_hold (TroupeCliPrinter *self)
{
  self->is_held = TRUE;
}

/**
 * troupe_cli_printer_release:
 * @self: a printer
 *
 * Writes what was held back, in its order, and holds nothing any more.
 */
void
troupe_cli_printer_release (TroupeCliPrinter *self)
{
  Piece *piece;

  if (!self->is_held)
    return;

  self->is_held = FALSE;
  self->n_held = 0;
  if (self->has_lost)
    troupe_cli_printer_note (self, "%s", _("More came meanwhile than can be shown here; “troupectl runs export” has all of it."));
  self->has_lost = FALSE;

  while ((piece = g_queue_pop_head (&self->held)) != NULL)
    {
      if (piece->fd == STDOUT_FILENO)
        write_out (self, piece->bytes, piece->length);
      else
        write_error (self, piece->bytes, piece->length);
      g_free (piece);
    }
}

/**
 * troupe_cli_printer_text:
 * @self: a printer
 * @style: how it looks on a terminal
 * @text: what is written, as it is
 * @length: in bytes, or -1
 *
 * Writes text at once.
 */
void
troupe_cli_printer_text (TroupeCliPrinter *self,
                         TroupeCliStyle    style,
                         const char       *text,
                         gssize            length)
{
  g_autofree char *safe = NULL;
  g_autofree char *styled = NULL;
  gsize size = length < 0 ? strlen (text) : (gsize) length;

  if (self->is_json || size == 0)
    return;

  if (!self->is_terminal)
    {
      write_out (self, text, size);
      return;
    }

  safe = make_harmless (text, (gssize) size, &size);
  if (self->is_colored && style != TROUPE_CLI_STYLE_PLAIN)
    {
      styled = g_strconcat (escapes[style], safe, RESET, NULL);
      write_out (self, styled, strlen (styled));
      return;
    }
  write_out (self, safe, size);
}

/**
 * troupe_cli_printer_line:
 * @self: a printer
 * @style: how it looks on a terminal
 * @format: a translated sentence
 * @...: what is put into it
 *
 * Writes a line of text.
 */
void
troupe_cli_printer_line (TroupeCliPrinter *self,
                         TroupeCliStyle    style,
                         const char       *format,
                         ...)
{
  g_autoptr(GString) line = g_string_new (NULL);
  va_list arguments;

  va_start (arguments, format);
  g_string_append_vprintf (line, format, arguments);
  va_end (arguments);
  g_string_append_c (line, '\n');

  troupe_cli_printer_text (self, style, line->str, (gssize) line->len);
}

/**
 * troupe_cli_printer_json:
 * @self: a printer
 * @node: what is written
 *
 * Writes one line of JSON, when standard output is for a machine.
 */
void
troupe_cli_printer_json (TroupeCliPrinter *self,
                         JsonNode         *node)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if (!self->is_json)
    return;

  text = troupe_json_write (node, FALSE, NULL);
  g_strchomp (text);
  line = g_strconcat (text, "\n", NULL);
  write_out (self, line, strlen (line));
}

/**
 * troupe_cli_printer_table:
 * @self: a printer
 * @titles: (array zero-terminated=1): the heads of the columns
 * @rows: (element-type GStrv): as many cells each
 *
 * Writes lines with their columns below each other.
 */
void
troupe_cli_printer_table (TroupeCliPrinter   *self,
                          const char * const *titles,
                          GPtrArray          *rows)
{
  guint n_columns = g_strv_length ((char **) titles);
  g_autofree guint *widths = g_new0 (guint, n_columns);
  g_autoptr(GString) head = g_string_new (NULL);
  g_autoptr(GString) body = g_string_new (NULL);

  for (guint column = 0; column < n_columns; column++)
    {
      widths[column] = measure_text (titles[column]);
      for (guint row = 0; row < rows->len; row++)
        widths[column] = MAX (widths[column], measure_text (((char **) rows->pdata[row])[column]));
    }

  append_row (head, titles, widths, n_columns);
  for (guint row = 0; row < rows->len; row++)
    append_row (body, rows->pdata[row], widths, n_columns);

  troupe_cli_printer_text (self, TROUPE_CLI_STYLE_BOLD, head->str, (gssize) head->len);
  troupe_cli_printer_text (self, TROUPE_CLI_STYLE_PLAIN, body->str, (gssize) body->len);
}

/**
 * troupe_cli_printer_aside:
 * @self: a printer
 * @text: what is said by the way
 * @length: in bytes, or -1
 *
 * Writes text for a person who looks on; nothing where nobody does.
 */
void
troupe_cli_printer_aside (TroupeCliPrinter *self,
                          const char       *text,
                          gssize            length)
{
  g_autofree char *safe = NULL;
  g_autofree char *styled = NULL;
  gsize size;

  if (!self->has_person)
    return;

  safe = make_harmless (text, length, &size);
  if (size == 0)
    return;

  styled = self->is_person_colored
         ? g_strconcat (escapes[TROUPE_CLI_STYLE_DIM], safe, RESET, NULL) : g_strdup (safe);
  write_error (self, styled, strlen (styled));
  self->is_aside_open = safe[size - 1] != '\n';
}

/**
 * troupe_cli_printer_report:
 * @self: a printer
 * @text: one line, without its end
 *
 * Writes a line to standard error as it is, for what names its own place, as compilers do.
 */
void
troupe_cli_printer_report (TroupeCliPrinter *self,
                           const char       *text)
{
  g_autofree char *safe = NULL;
  g_autofree char *line = NULL;
  gsize size;

  safe = make_harmless (text, -1, &size);
  line = g_strconcat (self->is_aside_open ? "\n" : "", safe, "\n", NULL);
  write_error (self, line, strlen (line));
  self->is_aside_open = FALSE;
}

/**
 * troupe_cli_printer_note:
 * @self: a printer
 * @format: a translated sentence
 * @...: what is put into it
 *
 * Writes a line to standard error, with the name of the program.
 */
void
troupe_cli_printer_note (TroupeCliPrinter *self,
                         const char       *format,
                         ...)
{
  g_autofree char *message = NULL;
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  line = g_strconcat ("troupectl: ", message, NULL);
  troupe_cli_printer_report (self, line);
}
