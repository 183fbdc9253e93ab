/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "troupe-project-path.h"
#include "troupe-read-file-tool.h"
#include "troupe-walk.h"

/**
 * TroupeReadFileTool:
 *
 * Reads a text file of the project, all of it or a range of lines. The file is streamed: what is before the range is
 * counted and dropped, what is after it is not read.
 */
struct _TroupeReadFileTool
{
  TroupeTool parent_instance;
};

#define BUFFER_BYTES (64 * 1024)
#define NOTE_BYTES   200

typedef struct
{
  GString *text;
  gint64   first;         /* the range, from 1 */
  gint64   last;
  gint64   line;          /* where the reading is */
  gsize    max_bytes;
  gsize    n_kept;        /* bytes of the file */
  gboolean is_numbered;
  gboolean has_begun;     /* the line's number is written */
  gboolean is_full;
  gboolean is_over;       /* nothing more is wanted */
  gboolean ends_in_line;  /* the file's last byte was no line end */
} Reading;

G_DEFINE_FINAL_TYPE (TroupeReadFileTool, troupe_read_file_tool, TROUPE_TYPE_TOOL)

/* Keeps some bytes of one line. */
static void
keep (Reading    *self,
      const char *bytes,
      gsize       length)
{
  if (self->line < self->first || length == 0)
    return;

  if (self->is_numbered && !self->has_begun)
    g_string_append_printf (self->text, "%6" G_GINT64_FORMAT "\t", self->line);
  self->has_begun = TRUE;

  if (self->text->len + length > self->max_bytes)
    {
      length = self->max_bytes > self->text->len ? self->max_bytes - self->text->len : 0;
      self->is_full = self->is_over = TRUE;
    }
  g_string_append_len (self->text, bytes, (gssize) length);
  self->n_kept += length;
}

static void
take (Reading    *self,
      const char *bytes,
      gsize       length)
{
  const char *end = bytes + length;

  while (bytes < end && !self->is_over)
    {
      const char *newline = memchr (bytes, '\n', (gsize) (end - bytes));
      const char *stop = newline != NULL ? newline + 1 : end;

      keep (self, bytes, (gsize) (stop - bytes));
      self->ends_in_line = newline == NULL;
      bytes = stop;
      if (newline == NULL || self->is_full)
        continue;

      self->has_begun = FALSE;
      if (self->line++ >= self->last)
        self->is_over = TRUE;
    }
}

static gboolean
fail (GError     **error,
      const char  *path,
      const char  *why)
{
  g_set_error (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_FAILED, "“%s” %s", path, why);
  return FALSE;
}

static gboolean
read_range (Reading       *self,
            int            fd,
            const char    *path,
            gsize          max_scan_bytes,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autofree char *buffer = g_malloc (BUFFER_BYTES);
  gsize n_scanned = 0;

  while (!self->is_over)
    {
      gssize n_read;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      n_read = read (fd, buffer, BUFFER_BYTES);
      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read < 0)
        return fail (error, path, "can’t be read.");
      if (n_read == 0)
        break;

      n_scanned += (gsize) n_read;
      if (memchr (buffer, '\0', (gsize) n_read) != NULL)
        return fail (error, path, "is a binary file, not text.");
      take (self, buffer, (gsize) n_read);
      if (!self->is_over && n_scanned > max_scan_bytes)
        return fail (error, path, "is too large to look for lines so far down in it.");
    }

  return TRUE;
}

/* A cut may have gone through a character; anything else that is not UTF-8 is no text. */
static gboolean
check_text (Reading     *self,
            const char  *path,
            GError     **error)
{
  const char *end;

  if (g_utf8_validate (self->text->str, (gssize) self->text->len, &end))
    return TRUE;
  if (!self->is_full || self->text->len - (gsize) (end - self->text->str) > 3)
    return fail (error, path, "is not text in UTF-8, so it can’t be shown.");

  g_string_truncate (self->text, (gsize) (end - self->text->str));
  return TRUE;
}

static void
add_note (Reading *self)
{
  gint64 n_lines = self->line - (self->ends_in_line ? 0 : 1);

  if (self->text->len > 0 && self->text->str[self->text->len - 1] != '\n')
    g_string_append_c (self->text, '\n');

  if (self->is_full && self->line == self->first)
    g_string_append_printf (self->text, "[Cut: line %" G_GINT64_FORMAT " is longer than can be shown.]\n", self->line);
  else if (self->is_full)
    g_string_append_printf (self->text, "[Cut in line %" G_GINT64_FORMAT "; ask with “first_line”: %" G_GINT64_FORMAT
                            " to read on.]\n", self->line, self->line);
  else if (self->n_kept == 0 && self->first > 1)
    g_string_append_printf (self->text, "[The file has only %" G_GINT64_FORMAT " %s.]\n", n_lines,
                            n_lines == 1 ? "line" : "lines");
  else if (self->n_kept == 0)
    g_string_append (self->text, "[The file is empty.]\n");
}

static gboolean
troupe_read_file_tool_judge (TroupeTool  *tool,
                             JsonObject  *arguments,
                             GError     **error)
{
  gint64 first = troupe_walk_get_int (arguments, "first_line", 1);

  if (troupe_walk_get_int (arguments, "last_line", first) < first)
    {
      g_set_error_literal (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_ARGUMENTS,
                           "The argument “last_line” is before “first_line”.");
      return FALSE;
    }

  return troupe_project_path_check (troupe_walk_get_text (arguments, "path", ""), error);
}

static char *
troupe_read_file_tool_run (TroupeTool         *tool,
                           JsonObject         *arguments,
                           TroupeToolContext  *context,
                           GCancellable       *cancellable,
                           GError            **error)
{
  const char *path = troupe_walk_get_text (arguments, "path", "");
  Reading reading = {
    .first = troupe_walk_get_int (arguments, "first_line", 1),
    .last = troupe_walk_get_int (arguments, "last_line", G_MAXINT64),
    .line = 1,
    .max_bytes = MAX (context->limits.max_result_bytes, 2 * NOTE_BYTES) - NOTE_BYTES,
    .is_numbered = troupe_walk_get_flag (arguments, "numbered"),
  };
  gboolean is_read;
  int fd;

  fd = troupe_project_path_open_in (context->project, path, FALSE, error);
  if (fd < 0)
    return NULL;

  reading.text = g_string_new (NULL);
  is_read = read_range (&reading, fd, path, context->limits.max_scan_bytes, cancellable, error);
  close (fd);
  if (!is_read || !check_text (&reading, path, error))
    {
      g_string_free (reading.text, TRUE);
      return NULL;
    }

  add_note (&reading);
  return g_string_free (reading.text, FALSE);
}

static void
troupe_read_file_tool_class_init (TroupeReadFileToolClass *klass)
{
  TroupeToolClass *tool_class = TROUPE_TOOL_CLASS (klass);

  tool_class->name = "read_file";
  tool_class->instructions =
    "Reads a text file of the project. Long files are cut, with a note that says where to read on; a range of lines can be "
    "asked for.";
  tool_class->schema =
    "{\"type\":\"object\",\"properties\":{"
    "\"path\":{\"type\":\"string\",\"minLength\":1,\"description\":\"The file, relative to the project’s folder.\"},"
    "\"first_line\":{\"type\":\"integer\",\"minimum\":1,\"description\":\"Where to begin, from 1.\"},"
    "\"last_line\":{\"type\":\"integer\",\"minimum\":1,\"description\":\"Where to end, this line included.\"},"
    "\"numbered\":{\"type\":\"boolean\",\"description\":\"Whether each line begins with its number and a tab.\"}},"
    "\"required\":[\"path\"],\"additionalProperties\":false}";
  tool_class->judge = troupe_read_file_tool_judge;
  tool_class->run = troupe_read_file_tool_run;
}

static void
troupe_read_file_tool_init (TroupeReadFileTool *self)
{
}
