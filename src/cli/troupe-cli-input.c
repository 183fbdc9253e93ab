/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>

#include "troupe-cli-error.h"
#include "troupe-cli-input.h"
#include "troupe-cli-interrupt.h"

/* Text from standard input and from files: bounded, checked, and interruptible while it is waited for. */

#define READ_SIZE (64 * 1024)

static gboolean
fail_errno (GError     **error,
            const char  *name,
            int          number)
{
  /* Translators: a file, and the reason, such as “No such file or directory” */
  return troupe_cli_fail_usage (error, _("“%s” could not be read: %s."), name, g_strerror (number));
}

/* Reads to the end, or to the limit. A pipe or a terminal is as good as a file. */
static gboolean
read_all (int          fd,
          const char  *name,
          GString     *text,
          GError     **error)
{
  g_autofree char *buffer = g_malloc (READ_SIZE);

  while (TRUE)
    {
      gssize n_read = read (fd, buffer, READ_SIZE);

      if (troupe_cli_interrupt_is_set ())
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Interrupted."));
          return FALSE;
        }
      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read < 0)
        return fail_errno (error, name, errno);
      if (n_read == 0)
        return TRUE;

      g_string_append_len (text, buffer, n_read);
      if (text->len > TROUPE_CLI_MAX_INPUT)
        {
          g_autofree char *limit = g_format_size_full (TROUPE_CLI_MAX_INPUT, G_FORMAT_SIZE_IEC_UNITS);

          return troupe_cli_fail_usage (error, _("“%s” is larger than %s; give a shorter text."), name, limit);
        }
    }
}

/* Returns the file descriptor, or -1 with @error. */
static int
open_path (const char  *path,
           const char  *name,
           GError     **error)
{
  struct stat status;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0)
    {
      if (errno == EINTR)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Interrupted."));
      else
        fail_errno (error, name, errno);
      return -1;
    }

  if (fstat (fd, &status) == 0 && S_ISDIR (status.st_mode))
    {
      close (fd);
      fail_errno (error, name, EISDIR);
      return -1;
    }

  return fd;
}

/* One more backtick than the text has in a row, and three at the least. */
static char *
make_fence (const char *text)
{
  guint longest = 2;
  guint n = 0;

  for (; *text != '\0'; text++)
    {
      n = *text == '`' ? n + 1 : 0;
      longest = MAX (longest, n);
    }

  return g_strnfill (longest + 1, '`');
}

/**
 * troupe_cli_read_text:
 * @path: (nullable): a file; %NULL reads standard input
 * @error: (optional): set on failure
 *
 * Reads text, %TROUPE_CLI_MAX_INPUT bytes at the most.
 *
 * Errors are in %TROUPE_CLI_ERROR, or %G_IO_ERROR_CANCELLED when Ctrl-C was pressed meanwhile.
 *
 * Returns: (transfer full) (nullable): the text, in UTF-8
 */
char *
troupe_cli_read_text (const char  *path,
                      GError     **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *name = path != NULL ? g_filename_display_name (path) : g_strdup (_("standard input"));
  int fd = path != NULL ? open_path (path, name, error) : STDIN_FILENO;
  gboolean is_read;

  if (fd < 0)
    return NULL;

  is_read = read_all (fd, name, text, error);
  if (path != NULL)
    close (fd);
  if (!is_read)
    return NULL;

  if (!g_utf8_validate_len (text->str, text->len, NULL))
    {
      troupe_cli_fail_usage (error, _("“%s” is not text in UTF-8."), name);
      return NULL;
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * troupe_cli_compose_files:
 * @paths: (array zero-terminated=1) (nullable): files
 * @question: the question
 * @error: (optional): set on failure
 *
 * Puts the texts of the files before the question, each with its name, in fences that nothing inside can close.
 *
 * Returns: (transfer full) (nullable): what is asked
 */
char *
troupe_cli_compose_files (const char * const  *paths,
                          const char          *question,
                          GError             **error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autofree char *name = g_filename_display_name (paths[i]);
      g_autofree char *content = troupe_cli_read_text (paths[i], error);
      g_autofree char *fence = NULL;

      if (content == NULL)
        return NULL;

      fence = make_fence (content);
      g_string_append_printf (text, "%s\n%s\n%s%s%s\n\n", name, fence, content,
                              content[0] == '\0' || g_str_has_suffix (content, "\n") ? "" : "\n", fence);
      if (text->len > 4 * TROUPE_CLI_MAX_INPUT)
        {
          g_autofree char *limit = g_format_size_full (4 * TROUPE_CLI_MAX_INPUT, G_FORMAT_SIZE_IEC_UNITS);

          troupe_cli_fail_usage (error, _("The files are larger than %s together; give fewer."), limit);
          return NULL;
        }
    }

  g_string_append (text, question);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
