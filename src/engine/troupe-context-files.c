/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "troupe-context-files.h"
#include "troupe-project-path.h"

/*
 * Reads the files that a ticket names, so that a worker has them. A track may come with a project that somebody else
 * wrote, so nothing outside the project is read, whatever the path says and wherever a link leads, and neither are the
 * places where keys are kept.
 */

typedef struct
{
  char  *root;   /* (nullable) */
  char **paths;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->root);
  g_strfreev (job->paths);
  g_free (job);
}

/* Whether a path below the project may be read, going by its parts alone; errors speak of @shown. */
static gboolean
check_parts (const char  *path,
             const char  *shown,
             GError     **error)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  const char *name = "";

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (g_str_equal (parts[i], ".."))
        {
          g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY,
                       _("The context file “%s” is not inside the project; name one that is."), shown);
          return FALSE;
        }

      if (troupe_project_name_is_off (parts[i]) && !troupe_project_name_is_secret (parts[i]))
        {
          g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY,
                       _("The context file “%s” is in a folder that is never given to a model; name another one."),
                       shown);
          return FALSE;
        }

      if (parts[i][0] != '\0')
        name = parts[i];
    }

  if (troupe_project_name_is_secret (name))
    {
      g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY,
                   _("The context file “%s” looks like one that keeps a secret; name another one."), shown);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_path (const char  *path,
            GError     **error)
{
  if (g_path_is_absolute (path))
    {
      g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY,
                   _("The context file “%s” is not inside the project; name one that is."), path);
      return FALSE;
    }

  return check_parts (path, path, error);
}

static void
add (GPtrArray  *files,
     const char *path,
     const char *text,
     const char *note)
{
  g_ptr_array_add (files, troupe_excerpt_new (path, text, note));
}

/* Reads at most one byte more than the limit, so that a cut is noticed. */
static char *
read_all (int    fd,
          gsize *length)
{
  char *text = g_malloc (TROUPE_CONTEXT_FILE_MAX_BYTES + 2);
  gssize n_read = 1;

  *length = 0;
  while (n_read > 0 && *length <= TROUPE_CONTEXT_FILE_MAX_BYTES)
    {
      n_read = read (fd, text + *length, TROUPE_CONTEXT_FILE_MAX_BYTES + 1 - *length);
      if (n_read < 0 && errno == EINTR)
        n_read = 1;
      else if (n_read > 0)
        *length += (gsize) n_read;
    }
  text[*length] = '\0';

  if (n_read < 0)
    g_clear_pointer (&text, g_free);

  return text;
}

/* @fd is closed. */
static void
add_content (GPtrArray  *files,
             const char *path,
             int         fd)
{
  g_autofree char *text = NULL;
  g_autofree char *note = NULL;
  const char *end;
  struct stat info = { 0 };
  gsize length = 0;

  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    add (files, path, NULL, S_ISDIR (info.st_mode) ? "This is a folder." : "This is not a file that can be read.");
  else if ((text = read_all (fd, &length)) == NULL)
    add (files, path, NULL, "This file could not be read.");
  else if (memchr (text, '\0', length) != NULL ||
           (!g_utf8_validate_len (text, length, &end) && (gsize) (end - text) + 4 <= MIN (length, TROUPE_CONTEXT_FILE_MAX_BYTES)))
    add (files, path, NULL, "This file is not text in UTF-8, so it is left out.");
  else
    {
      if (length > TROUPE_CONTEXT_FILE_MAX_BYTES)
        {
          note = g_strdup_printf ("The file goes on; only its first %d KiB are here.", TROUPE_CONTEXT_FILE_MAX_BYTES / 1024);
          text[TROUPE_CONTEXT_FILE_MAX_BYTES] = '\0';
        }
      /* A character that the cut went through, or that the file ends in the middle of */
      g_utf8_validate (text, -1, &end);
      text[end - text] = '\0';
      add (files, path, text, note);
    }

  close (fd);
}

static gboolean
read_file (const char  *root,
           const char  *path,
           GPtrArray   *files,
           GError     **error)
{
  g_autofree char *joined = g_build_filename (root, path, NULL);
  char *resolved = NULL;
  gboolean is_fine = FALSE;
  gsize root_length = strlen (root);
  int fd;

  if (!check_path (path, error))
    return FALSE;

  /* Where it really is, with no link left in it. */
  resolved = realpath (joined, NULL);
  if (resolved == NULL)
    {
      add (files, path, NULL, errno == ENOENT || errno == ENOTDIR ? "There is no such file yet."
                                                                  : "This file could not be read.");
      return TRUE;
    }

  if (!g_str_has_prefix (resolved, root) ||
      (root_length > 1 && resolved[root_length] != '/' && resolved[root_length] != '\0'))
    {
      g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY,
                   _("The context file “%s” leads out of the project; name one that is inside."), path);
    }
  else if (check_parts (resolved + root_length, path, error))
    {
      is_fine = TRUE;
      /* Neither a link that somebody puts there now is followed, nor is a pipe waited for. */
      fd = open (resolved, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
      if (fd >= 0)
        add_content (files, path, fd);
      else
        add (files, path, NULL, "This file could not be read.");
    }

  free (resolved);

  return is_fine;
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_excerpt_free);
  char *root = job->root != NULL ? realpath (job->root, NULL) : NULL;
  GError *error = NULL;

  for (guint i = 0; job->paths[i] != NULL && error == NULL; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, &error))
        break;

      if (root != NULL)
        read_file (root, job->paths[i], files, &error);
      else if (check_path (job->paths[i], &error))
        add (files, job->paths[i], NULL, "No project is open, so this file could not be read.");
    }

  free (root);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&files), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * troupe_context_files_check:
 * @paths: (nullable) (array zero-terminated=1): paths as a ticket names them
 * @error: (optional): set on failure
 *
 * Checks, without looking at any file, that the paths stay inside the project and out of the places that no model is
 * shown. Pure.
 *
 * Returns: whether they do; if not, @error is %TROUPE_ENGINE_ERROR_POLICY
 */
gboolean
troupe_context_files_check (const char * const  *paths,
                            GError             **error)
{
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      if (!check_path (paths[i], error))
        return FALSE;
    }

  return TRUE;
}

/**
 * troupe_context_files_read_async:
 * @project: (nullable): the project's folder
 * @paths: (array zero-terminated=1): paths below it
 * @cancellable: (nullable): stops it
 * @callback: called once
 * @user_data: for @callback
 *
 * Reads files for a worker, in a thread of its own. One that is not there, too long or no text is no error, and its
 * excerpt says so.
 */
void
troupe_context_files_read_async (GFile               *project,
                                 const char * const  *paths,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Job *job;

  g_return_if_fail (project == NULL || G_IS_FILE (project));
  g_return_if_fail (paths != NULL);

  job = g_new0 (Job, 1);
  job->root = project != NULL ? g_file_get_path (project) : NULL;
  job->paths = g_strdupv ((char **) paths);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_context_files_read_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, read_thread);
}

/**
 * troupe_context_files_read_finish:
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_context_files_read_async().
 *
 * Errors are %TROUPE_ENGINE_ERROR_POLICY for a path that must not be read, or %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable) (element-type TroupeExcerpt): the files, in the order of the paths
 */
GPtrArray *
troupe_context_files_read_finish (GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
