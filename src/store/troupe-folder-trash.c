/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "troupe-durable.h"
#include "troupe-folder-trash.h"
#include "troupe-store-error.h"

#define SUFFIX ".json"

#define TRASH_AGE_DAYS 30

/*
 * A trash of our own beside a folder of definitions: what is deleted can be put back, byte for byte, on any file system and
 * without a desktop. All of it waits for the disk; any thread.
 */

static char *
dup_trash_path (const char *folder)
{
  g_autofree char *above = g_path_get_dirname (folder);
  g_autofree char *name = g_path_get_basename (folder);

  return g_build_filename (above, ".trash", name, NULL);
}

static gboolean
trash_name_is_sane (const char *name)
{
  g_autofree char *id = troupe_folder_trash_dup_id (name);

  return id != NULL && strchr (name, '/') == NULL && g_str_has_suffix (name, SUFFIX);
}

/**
 * troupe_folder_trash_put:
 * @folder: the folder
 * @fence: (nullable): links that lead out of this folder are not followed
 * @id: a valid id
 * @error: (optional): set on failure
 *
 * Moves a file, as it is on disk, to a trash folder of our own beside the folder. Waits for the disk; any thread.
 *
 * Returns: (transfer full) (nullable): its name there, for troupe_folder_trash_restore(); %NULL with @error set on failure
 */
char *
troupe_folder_trash_put (const char  *folder,
                         const char  *fence,
                         const char  *id,
                         GError     **error)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *path = NULL;
  g_autofree char *trash = NULL;
  g_autofree char *above = NULL;
  g_autofree char *ignore = NULL;
  g_autofree char *time = NULL;
  g_autofree char *name = NULL;
  g_autofree char *target = NULL;

  g_return_val_if_fail (id != NULL && strchr (id, '/') == NULL, NULL);

  path = g_strconcat (folder, "/", id, SUFFIX, NULL);
  trash = dup_trash_path (folder);
  above = g_path_get_dirname (trash);
  ignore = g_build_filename (above, ".gitignore", NULL);
  time = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  name = g_strdup_printf ("%s.%s-%08x" SUFFIX, id, time, g_random_int ());
  target = g_build_filename (trash, name, NULL);

  if (!troupe_durable_check_fence (folder, fence, error) || !troupe_durable_check_fence (trash, fence, error))
    return NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND,
                   _("“%s.json” is no longer there, so there is nothing to delete."), id);
      return NULL;
    }
  if (!troupe_durable_make_folder (trash, 0700))
    {
      troupe_durable_set_error (error, path, errno);
      return NULL;
    }
  /* What somebody threw away is not for their colleagues. */
  if (!g_file_test (ignore, G_FILE_TEST_EXISTS) && !g_file_set_contents (ignore, "*\n", -1, NULL))
    g_debug ("The trash has no .gitignore");

  if (g_rename (path, target) != 0)
    {
      troupe_durable_set_error (error, path, errno);
      return NULL;
    }
  troupe_durable_sync_folder (trash);
  troupe_durable_sync_folder (folder);

  return g_steal_pointer (&name);
}

/**
 * troupe_folder_trash_restore:
 * @folder: the folder
 * @fence: (nullable): links that lead out of this folder are not followed
 * @name: what troupe_folder_trash_put() gave
 * @error: (optional): set on failure
 *
 * Puts a file back, with the bytes that it had. Waits for the disk; any thread.
 *
 * %TROUPE_STORE_ERROR_NOT_FOUND: it isn't in the trash. %TROUPE_STORE_ERROR_EXISTS: another one took its place.
 *
 * Returns: whether it is back
 */
gboolean
troupe_folder_trash_restore (const char  *folder,
                             const char  *fence,
                             const char  *name,
                             GError     **error)
{
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;
  g_autofree char *trash = NULL;
  g_autofree char *source = NULL;

  g_return_val_if_fail (name != NULL, FALSE);

  id = troupe_folder_trash_dup_id (name);
  trash = dup_trash_path (folder);
  source = g_build_filename (trash, name, NULL);
  if (!trash_name_is_sane (name) ||
      (!g_file_test (source, G_FILE_TEST_EXISTS) && !g_file_test (source, G_FILE_TEST_IS_SYMLINK)))
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND,
                   _("“%s” is no longer in the trash, so it can’t be restored."), id != NULL ? id : name);
      return FALSE;
    }
  if (!troupe_durable_check_fence (folder, fence, error) || !troupe_durable_check_fence (trash, fence, error))
    return FALSE;

  path = g_strconcat (folder, "/", id, SUFFIX, NULL);
  if (!troupe_durable_make_folder (folder, fence != NULL ? 0777 : 0700))
    {
      troupe_durable_set_error (error, path, errno);
      return FALSE;
    }
  if (!troupe_durable_move (source, path))
    {
      if (errno == EEXIST)
        g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_EXISTS,
                     _("Another “%s.json” took its place, so the deleted one was not restored; rename or delete the new one first."),
                     id);
      else
        troupe_durable_set_error (error, path, errno);
      return FALSE;
    }
  troupe_durable_sync_folder (folder);
  troupe_durable_sync_folder (trash);

  return TRUE;
}

/**
 * troupe_folder_trash_purge:
 * @folder: the folder
 * @fence: (nullable): links that lead out of this folder are not followed
 *
 * Removes for good what has been in the trash for more than 30 days. Waits for the disk; any thread.
 */
void
troupe_folder_trash_purge (const char *folder,
                           const char *fence)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) limit = g_date_time_add_days (now, -TRASH_AGE_DAYS);
  g_autofree char *oldest = g_date_time_format (limit, "%Y%m%dT%H%M%SZ");
  g_autofree char *trash = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *name = NULL;

  trash = dup_trash_path (folder);
  if (!troupe_durable_check_fence (trash, fence, NULL))
    return;
  dir = g_dir_open (trash, 0, NULL);
  if (dir == NULL)
    return;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = NULL;
      const char *time = strchr (name, '.');

      if (!trash_name_is_sane (name) || strncmp (time + 1, oldest, strlen (oldest)) >= 0)
        continue;
      path = g_build_filename (trash, name, NULL);
      if (g_unlink (path) != 0)
        g_debug ("Something stays in the trash: %s", g_strerror (errno));
    }
}

/**
 * troupe_folder_trash_dup_id:
 * @name: a name in the trash
 *
 * Returns: (transfer full) (nullable): the id of what was thrown away; %NULL if this is no such name
 */
char *
troupe_folder_trash_dup_id (const char *name)
{
  const char *dot = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  dot = strchr (name, '.');
  if (dot == NULL || dot == name)
    return NULL;

  return g_strndup (name, dot - name);
}
