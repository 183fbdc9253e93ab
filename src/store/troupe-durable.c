/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "troupe-durable.h"
#include "troupe-store-error.h"

/*
 * What every write to disk needs: folders and files that are still there after a power cut, and one sentence when they can't
 * be made. All of it waits for the disk; any thread.
 */

/**
 * troupe_durable_open_folder:
 * @path: a folder
 *
 * Returns: a file descriptor, or -1 with errno set
 */
int
troupe_durable_open_folder (const char *path)
{
  return open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/**
 * troupe_durable_sync_folder:
 * @path: a folder
 *
 * Sees to it that the names in @path survive a power cut, where the file system can do that.
 */
void
troupe_durable_sync_folder (const char *path)
{
  int fd = troupe_durable_open_folder (path);

  if (fd < 0)
    return;

  /* Some file systems can't do this, and then need not. */
  if (fsync (fd) != 0)
    g_debug ("A folder was not flushed: %s", g_strerror (errno));
  close (fd);
}

/**
 * troupe_durable_make_folder:
 * @path: a folder
 * @mode: its permissions
 *
 * Makes @path and whatever is missing above it, for good.
 *
 * Returns: whether something of that name is there; if not, errno is set
 */
gboolean
troupe_durable_make_folder (const char *path,
                            int         mode)
{
  g_autofree char *above = NULL;

  if (g_mkdir (path, mode) == 0)
    {
      above = g_path_get_dirname (path);
      troupe_durable_sync_folder (above);
      return TRUE;
    }
  if (errno == EEXIST)
    return TRUE;
  if (errno != ENOENT)
    return FALSE;

  above = g_path_get_dirname (path);
  if (g_str_equal (above, path) || !troupe_durable_make_folder (above, mode))
    return FALSE;
  if (g_mkdir (path, mode) != 0)
    return errno == EEXIST;
  troupe_durable_sync_folder (above);

  return TRUE;
}

static gboolean
is_inside (const char *path,
           const char *fence)
{
  gsize length = strlen (fence);

  if (!g_str_has_prefix (path, fence))
    return FALSE;

  return path[length] == '\0' || path[length] == '/' || g_str_equal (fence, "/");
}

/**
 * troupe_durable_check_fence:
 * @path: a file or folder, which need not exist
 * @fence: (nullable): the folder that it must lie in; %NULL for anywhere
 * @error: (optional): set on failure
 *
 * Checks that no link on the way to @path leads out of @fence.
 *
 * A cloned project must not lead us to read or write the files of somebody else.
 *
 * Returns: whether @path may be used
 */
gboolean
troupe_durable_check_fence (const char  *path,
                            const char  *fence,
                            GError     **error)
{
  g_autofree char *nearest = g_strdup (path);
  g_autofree char *display_fence = NULL;
  g_autofree char *display = NULL;
  char *real = NULL;
  char *real_fence = NULL;
  gboolean inside = FALSE;

  if (fence == NULL)
    return TRUE;

  real_fence = realpath (fence, NULL);
  real = realpath (nearest, NULL);
  while (real == NULL && errno == ENOENT && !g_str_equal (nearest, fence) && !g_str_equal (nearest, "/"))
    {
      g_autofree char *above = g_path_get_dirname (nearest);
      struct stat status;

      if (lstat (nearest, &status) == 0)
        {
          /* A link that leads nowhere yet could lead out tomorrow. */
          if (S_ISLNK (status.st_mode))
            break;

          /* Somebody made it just now. */
          real = realpath (nearest, NULL);
          continue;
        }
      g_free (nearest);
      nearest = g_steal_pointer (&above);
      real = realpath (nearest, NULL);
    }

  inside = real_fence == NULL || (real != NULL && is_inside (real, real_fence));
  free (real);
  free (real_fence);
  if (inside)
    return TRUE;

  display = g_filename_display_name (path);
  display_fence = g_filename_display_name (fence);
  g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
               _("“%s” is a link that leads out of the folder “%s”, so it is not followed; put the file itself there."),
               display, display_fence);

  return FALSE;
}

/**
 * troupe_durable_set_error:
 * @error: (optional): what to set
 * @path: what was to be written
 * @code: an errno
 *
 * Says in one sentence why @path was not written, as %TROUPE_STORE_ERROR_READ_ONLY.
 */
void
troupe_durable_set_error (GError     **error,
                          const char  *path,
                          int          code)
{
  g_autofree char *display = g_filename_display_name (path);

  switch (code)
    {
    case ENOSPC:
    case EDQUOT:
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_READ_ONLY,
                   _("“%s” was not written because the disk is full; free some space and try again."), display);
      break;

    case EROFS:
    case EACCES:
    case EPERM:
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_READ_ONLY,
                   _("“%s” was not written because its folder is read-only; change the permissions or choose another place."),
                   display);
      break;

    default:
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_READ_ONLY,
                   _("“%s” was not written (%s); mend that or choose another place."), display, g_strerror (code));
      break;
    }
}

static int
errno_from_file_error (const GError *error)
{
  if (error->domain != G_FILE_ERROR)
    return EIO;

  switch ((GFileError) error->code)
    {
    case G_FILE_ERROR_NOSPC:
      return ENOSPC;
    case G_FILE_ERROR_ROFS:
      return EROFS;
    case G_FILE_ERROR_ACCES:
      return EACCES;
    case G_FILE_ERROR_PERM:
      return EPERM;
    case G_FILE_ERROR_NOTDIR:
      return ENOTDIR;
    case G_FILE_ERROR_NOENT:
      return ENOENT;
    case G_FILE_ERROR_NAMETOOLONG:
      return ENAMETOOLONG;
    case G_FILE_ERROR_LOOP:
      return ELOOP;
    default:
      return EIO;
    }
}

/**
 * troupe_durable_put:
 * @path: a file
 * @text: its new text
 * @length: how many bytes
 * @mode: its permissions
 * @error: (optional): set on failure, in %TROUPE_STORE_ERROR
 *
 * Writes @path so that after a crash at any moment it is whole, old or new.
 *
 * Returns: whether it was written
 */
gboolean
troupe_durable_put (const char  *path,
                    const char  *text,
                    gsize        length,
                    int          mode,
                    GError     **error)
{
  g_autoptr(GError) local_error = NULL;

  if (g_file_set_contents_full (path, text, length, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                mode, &local_error))
    return TRUE;

  g_debug ("%s", local_error->message);
  troupe_durable_set_error (error, path, errno_from_file_error (local_error));

  return FALSE;
}

/**
 * troupe_durable_move:
 * @from: a file
 * @to: its new name, on the same file system
 *
 * Gives a file another name unless that is taken, and leaves it alone if it is.
 *
 * Returns: whether it was moved; if not, errno is set, to %EEXIST if @to was taken
 */
gboolean
troupe_durable_move (const char *from,
                     const char *to)
{
  struct stat status;

  if (link (from, to) == 0)
    {
      g_unlink (from);
      return TRUE;
    }
  if (errno == EEXIST)
    return FALSE;

  /* No hard links here: look first. */
  if (lstat (to, &status) == 0)
    {
      errno = EEXIST;
      return FALSE;
    }

  return g_rename (from, to) == 0;
}
