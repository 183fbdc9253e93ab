/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "troupe-clock.h"
#include "troupe-durable.h"
#include "troupe-folder-io.h"
#include "troupe-folder-store.h"

/* Some file systems keep times to two seconds: a file younger than that may change again and keep its stamp. */
#define SETTLE_NS (G_GINT64_CONSTANT (2100) * 1000 * 1000)
#define SWEEP_AFTER_S (60 * 60)

/* One file of a folder: read, and written whole or not at all. All of it waits for the disk, and any thread may do so. */

static char *
build_path (const char *folder,
            const char *id)
{
  g_autofree char *name = g_strconcat (id, TROUPE_FOLDER_IO_SUFFIX, NULL);

  return g_build_filename (folder, name, NULL);
}

static void
set_read_error (GError     **error,
                const char  *path,
                int          code)
{
  g_autofree char *display = g_filename_display_basename (path);

  g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
               _("“%s” can’t be read (%s); make it readable or remove it."), display, g_strerror (code));
}

static char *
read_all (int          fd,
          const char  *path,
          gsize        size_bytes,
          gsize       *length,
          GError     **error)
{
  g_autofree char *text = g_malloc (size_bytes + 1);
  gsize n_read = 0;

  while (n_read < size_bytes)
    {
      gssize n = read (fd, text + n_read, size_bytes - n_read);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          set_read_error (error, path, errno);
          return NULL;
        }
      if (n == 0)
        break;
      n_read += n;
    }
  text[n_read] = '\0';
  *length = n_read;

  return g_steal_pointer (&text);
}

/**
 * troupe_folder_io_fill_stamp:
 * @stamp: (out caller-allocates): where to put it
 * @status: what the system says of a file
 *
 * Notes what changes whenever a file is written.
 */
void
troupe_folder_io_fill_stamp (TroupeFileStamp   *stamp,
                             const struct stat *status)
{
  stamp->device = status->st_dev;
  stamp->inode = status->st_ino;
  stamp->size_bytes = status->st_size;
  stamp->modified_ns = status->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + status->st_mtim.tv_nsec;
  stamp->changed_ns = status->st_ctim.tv_sec * G_GINT64_CONSTANT (1000000000) + status->st_ctim.tv_nsec;
}

/**
 * troupe_folder_io_read:
 * @folder: the folder's path
 * @fence: (nullable): links that lead out of this folder are not followed
 * @folder_fd: the folder, open
 * @id: an id
 *
 * Reads one file.
 *
 * Returns: (transfer full) (nullable): what was read or why it could not be; %NULL when there is no such file
 */
TroupeFolderRead *
troupe_folder_io_read (const char *folder,
                       const char *fence,
                       int         folder_fd,
                       const char *id)
{
  g_autofree char *name = g_strconcat (id, TROUPE_FOLDER_IO_SUFFIX, NULL);
  g_autofree char *path = NULL;
  TroupeFolderRead *result = NULL;
  TroupeFolderFile *file = NULL;
  struct stat status;
  gsize length = 0;
  int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  int fd = openat (folder_fd, name, flags | O_NOFOLLOW);

  if (fd < 0 && errno == ENOENT)
    return NULL;

  result = g_new0 (TroupeFolderRead, 1);
  result->file = file = troupe_folder_file_new (id);
  path = g_build_filename (folder, name, NULL);

  if (fd < 0 && errno == ELOOP && troupe_durable_check_fence (path, fence, &result->error))
    fd = openat (folder_fd, name, flags);
  if (fd < 0)
    {
      if (result->error == NULL)
        set_read_error (&result->error, path, errno);
      return result;
    }

  if (fstat (fd, &status) != 0)
    {
      set_read_error (&result->error, path, errno);
    }
  else if (!S_ISREG (status.st_mode))
    {
      g_set_error (&result->error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                   _("“%s” isn’t a file with text in it; remove it."), name);
    }
  else if (status.st_size > TROUPE_FOLDER_STORE_MAX_SIZE_BYTES)
    {
      troupe_folder_io_fill_stamp (&file->stamp, &status);
      g_set_error (&result->error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                   _("“%s” is larger than 8 MiB, so it is not read; make it smaller or remove it."), name);
    }
  else
    {
      troupe_folder_io_fill_stamp (&file->stamp, &status);
      file->is_settled = g_get_real_time () * 1000 - MAX (file->stamp.modified_ns, file->stamp.changed_ns) > SETTLE_NS;
      result->text = read_all (fd, path, status.st_size, &length, &result->error);
      if (result->text != NULL)
        troupe_fingerprint_compute (&file->fingerprint, result->text, length);
    }
  close (fd);

  return result;
}

/* Holds the lock that keeps two processes of ours from checking and writing at once; a file system without locks does without. */
static int
lock_folder (const char *folder)
{
  int fd = troupe_durable_open_folder (folder);

  if (fd < 0)
    return -1;

  while (flock (fd, LOCK_EX) != 0 && errno == EINTR)
    continue;

  return fd;
}

static gboolean
check_expected (const char        *folder,
                const char        *fence,
                int                folder_fd,
                const char        *id,
                TroupeFolderFile  *expected,
                GError           **error)
{
  g_autoptr(TroupeFolderRead) found = troupe_folder_io_read (folder, fence, folder_fd, id);

  if (found == NULL && expected == NULL)
    return TRUE;

  if (expected == NULL)
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_EXISTS,
                 _("“%s.json” exists already, so it was not written; choose another name."), id);
  else if (found == NULL)
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_CONFLICT,
                 _("“%s.json” was removed since it was read, so it was not written; save under another name to keep your version."),
                 id);
  else if (found->error != NULL)
    g_propagate_error (error, g_steal_pointer (&found->error));
  else if (!troupe_fingerprint_equal (&found->file->fingerprint, &expected->fingerprint))
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_CONFLICT,
                 _("“%s.json” changed on disk since it was read, so it was not overwritten; compare the two versions and save again."),
                 id);
  else
    return TRUE;

  return FALSE;
}

/**
 * troupe_folder_io_sweep:
 * @folder_fd: the folder
 * @name: the name of a file in it
 *
 * Removes @name if it is what a write left behind that was broken off, by a crash for example, more than an hour ago.
 * One that is younger may belong to another process that is still at it.
 */
void
troupe_folder_io_sweep (int         folder_fd,
                        const char *name)
{
  static GRegex *pattern = NULL;
  static gsize is_made = 0;
  struct stat status;

  if (name[0] != '.')
    return;

  /* As create_file() names it, or what g_file_set_contents_full() makes of that meanwhile. */
  if (g_once_init_enter (&is_made))
    {
      pattern = g_regex_new ("^\\..+-[0-9a-f]{8}\\.new(\\.[A-Za-z0-9]{6})?$", G_REGEX_OPTIMIZE | G_REGEX_RAW, 0, NULL);
      g_once_init_leave (&is_made, 1);
    }

  if (g_regex_match (pattern, name, 0, NULL) &&
      fstatat (folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (status.st_mode) &&
      status.st_mtime < troupe_clock_get_real_us () / G_USEC_PER_SEC - SWEEP_AFTER_S &&
      unlinkat (folder_fd, name, 0) == 0)
    g_message ("Removed “%s”, which a write that was broken off had left behind", name);
}

static gboolean
create_file (const char  *folder,
             const char  *id,
             const char  *path,
             const char  *text,
             gsize        length,
             GError     **error)
{
  g_autofree char *name = g_strdup_printf (".%s-%08x.new", id, g_random_int ());
  g_autofree char *temporary = g_build_filename (folder, name, NULL);
  int code = 0;

  if (!troupe_durable_put (temporary, text, length, 0666, error))
    return FALSE;
  if (troupe_durable_move (temporary, path))
    return TRUE;

  code = errno;
  g_unlink (temporary);
  if (code == EEXIST)
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_EXISTS,
                 _("“%s.json” exists already, so it was not written; choose another name."), id);
  else
    troupe_durable_set_error (error, path, code);

  return FALSE;
}

static gboolean
replace_file (const char  *path,
              const char  *text,
              gsize        length,
              GError     **error)
{
  g_autofree char *above = NULL;
  char *real = realpath (path, NULL);
  struct stat status;
  gboolean done = FALSE;

  if (real == NULL || stat (real, &status) != 0)
    {
      troupe_durable_set_error (error, path, errno);
      free (real);
      return FALSE;
    }

  /* Where the file is a link, what it leads to is replaced and the link stays. A file made read-only is meant so. */
  if (access (real, W_OK) != 0)
    troupe_durable_set_error (error, path, errno);
  else
    done = troupe_durable_put (real, text, length, status.st_mode & 07777, error);

  above = g_path_get_dirname (real);
  troupe_durable_sync_folder (above);
  free (real);

  return done;
}

/**
 * troupe_folder_io_write:
 * @folder: the folder's path; it is made when it is missing
 * @fence: (nullable): links that lead out of this folder are not followed
 * @id: a valid id
 * @text: the file's text
 * @length: its length in bytes
 * @expected: (nullable): the file as it was read; %NULL to make a new one
 * @error: (optional): set on failure
 *
 * Writes one file, as troupe_folder_store_write() promises.
 *
 * Returns: (transfer full) (nullable): the file as written; %NULL with @error set on failure
 */
TroupeFolderFile *
troupe_folder_io_write (const char        *folder,
                        const char        *fence,
                        const char        *id,
                        const char        *text,
                        gsize              length,
                        TroupeFolderFile  *expected,
                        GError           **error)
{
  g_autoptr(TroupeFolderFile) file = NULL;
  g_autofree char *path = build_path (folder, id);
  struct stat status;
  gboolean done = FALSE;
  int fd = -1;

  if (length > TROUPE_FOLDER_STORE_MAX_SIZE_BYTES)
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                   _("“%s.json” would be larger than 8 MiB, so it was not written; make it shorter."), id);
      return NULL;
    }
  if (!troupe_durable_check_fence (folder, fence, error))
    return NULL;
  if (!troupe_durable_make_folder (folder, fence != NULL ? 0777 : 0700) || (fd = lock_folder (folder)) < 0)
    {
      troupe_durable_set_error (error, path, errno);
      return NULL;
    }

  done = check_expected (folder, fence, fd, id, expected, error) &&
         (expected != NULL ? replace_file (path, text, length, error)
                           : create_file (folder, id, path, text, length, error));
  if (done)
    {
      fsync (fd);
      file = troupe_folder_file_new (id);
      troupe_fingerprint_compute (&file->fingerprint, text, length);
      if (stat (path, &status) == 0)
        troupe_folder_io_fill_stamp (&file->stamp, &status);
    }
  close (fd);

  return g_steal_pointer (&file);
}
