/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "troupe-durable.h"
#include "troupe-folder-store.h"
#include "troupe-folder-trash.h"
#include "troupe-folder-watch.h"

#define SUFFIX ".json"

/* Some file systems keep times to two seconds: a file younger than that may change again and keep its stamp. */
#define SETTLE_NS (G_GINT64_CONSTANT (2100) * 1000 * 1000)

/**
 * TroupeFolderStore:
 *
 * A folder with one ID.json a definition.
 *
 * What reads and writes (scan, read, write, trash, restore, purge) waits for the disk and may be called in any thread, as these
 * functions lean on nothing that changes; all other functions belong to the main thread. What was read last is remembered with
 * accept and forget, by whoever uses what was read: a file with other bytes than those is never overwritten.
 */
struct _TroupeFolderStore
{
  GObject             parent_instance;

  GFile              *folder;
  char               *path;
  char               *fence;        /* (nullable): links that lead out of this folder are not followed */
  char              **ids;          /* (nullable): all other files are none of ours */

  GHashTable         *known;        /* id -> TroupeFolderFile */
  TroupeFolderWatch  *watch;        /* (nullable) */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeFolderStore, troupe_folder_store, G_TYPE_OBJECT)

static char *
build_path (TroupeFolderStore *self,
            const char        *id)
{
  g_autofree char *name = g_strconcat (id, SUFFIX, NULL);

  return g_build_filename (self->path, name, NULL);
}

static void
fill_stamp (TroupeFileStamp   *stamp,
            const struct stat *status)
{
  stamp->device = status->st_dev;
  stamp->inode = status->st_ino;
  stamp->size_bytes = status->st_size;
  stamp->modified_ns = status->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + status->st_mtim.tv_nsec;
  stamp->changed_ns = status->st_ctim.tv_sec * G_GINT64_CONSTANT (1000000000) + status->st_ctim.tv_nsec;
}

static gboolean
stamp_equal (const TroupeFileStamp *a,
             const TroupeFileStamp *b)
{
  return a->device == b->device && a->inode == b->inode && a->size_bytes == b->size_bytes &&
         a->modified_ns == b->modified_ns && a->changed_ns == b->changed_ns;
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

/* Returns: NULL when there is no such file, else what was read or why it could not be. */
static TroupeFolderRead *
read_file (TroupeFolderStore *self,
           int                folder_fd,
           const char        *id)
{
  g_autofree char *name = g_strconcat (id, SUFFIX, NULL);
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
  path = g_build_filename (self->path, name, NULL);

  if (fd < 0 && errno == ELOOP && troupe_durable_check_fence (path, self->fence, &result->error))
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
      fill_stamp (&file->stamp, &status);
      g_set_error (&result->error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                   _("“%s” is larger than 8 MiB, so it is not read; make it smaller or remove it."), name);
    }
  else
    {
      fill_stamp (&file->stamp, &status);
      file->is_settled = g_get_real_time () * 1000 - MAX (file->stamp.modified_ns, file->stamp.changed_ns) > SETTLE_NS;
      result->text = read_all (fd, path, status.st_size, &length, &result->error);
      if (result->text != NULL)
        troupe_fingerprint_compute (&file->fingerprint, result->text, length);
    }
  close (fd);

  return result;
}

/* Returns: the id that a file is named for, also one that is no good; NULL for a file that is none of ours. */
static char *
dup_id_from_file_name (TroupeFolderStore *self,
                       const char        *name)
{
  g_autofree char *id = NULL;

  if (name[0] == '.' || !g_str_has_suffix (name, SUFFIX))
    return NULL;

  id = g_strndup (name, strlen (name) - strlen (SUFFIX));
  if (self->ids != NULL && !g_strv_contains ((const char * const *) self->ids, id))
    return NULL;

  return g_steal_pointer (&id);
}

static void
scan_file (TroupeFolderStore *self,
           TroupeFolderScan  *scan,
           int                folder_fd,
           const char        *id,
           TroupeFolderFile  *known)
{
  g_autoptr(TroupeFolderRead) found = NULL;

  if (known != NULL && known->is_settled)
    {
      g_autofree char *name = g_strconcat (id, SUFFIX, NULL);
      TroupeFileStamp stamp;
      struct stat status;

      if (fstatat (folder_fd, name, &status, 0) == 0)
        {
          fill_stamp (&stamp, &status);
          if (stamp_equal (&stamp, &known->stamp))
            return;
        }
    }

  found = read_file (self, folder_fd, id);
  if (found == NULL)
    return;

  if (known != NULL && found->error == NULL && troupe_fingerprint_equal (&found->file->fingerprint, &known->fingerprint))
    g_ptr_array_add (scan->touched, troupe_folder_file_ref (found->file));
  else
    g_ptr_array_add (scan->reads, g_steal_pointer (&found));
}

static void
scan_folder (TroupeFolderStore *self,
             TroupeFolderScan  *scan,
             GHashTable        *known,
             GHashTable        *seen,
             DIR               *folder)
{
  struct dirent *entry = NULL;

  while ((entry = readdir (folder)) != NULL)
    {
      char *id = dup_id_from_file_name (self, entry->d_name);

      if (id == NULL)
        continue;
      scan_file (self, scan, dirfd (folder), id, g_hash_table_lookup (known, id));
      g_hash_table_add (seen, id);
    }
}

static void
watch_changed_cb (TroupeFolderStore *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Holds the lock that keeps two processes of ours from checking and writing at once; a file system without locks does without. */
static int
lock_folder (TroupeFolderStore *self)
{
  int fd = troupe_durable_open_folder (self->path);

  if (fd < 0)
    return -1;

  while (flock (fd, LOCK_EX) != 0 && errno == EINTR)
    continue;

  return fd;
}

static gboolean
check_expected (TroupeFolderStore  *self,
                int                 folder_fd,
                const char         *id,
                TroupeFolderFile   *expected,
                GError            **error)
{
  g_autoptr(TroupeFolderRead) found = read_file (self, folder_fd, id);

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

static gboolean
create_file (TroupeFolderStore  *self,
             const char         *id,
             const char         *path,
             const char         *text,
             gsize               length,
             GError            **error)
{
  g_autofree char *name = g_strdup_printf (".%s-%08x.new", id, g_random_int ());
  g_autofree char *temporary = g_build_filename (self->path, name, NULL);
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

static void
troupe_folder_store_dispose (GObject *object)
{
  TroupeFolderStore *self = TROUPE_FOLDER_STORE (object);

  troupe_folder_store_set_watching (self, FALSE);

  G_OBJECT_CLASS (troupe_folder_store_parent_class)->dispose (object);
}

static void
troupe_folder_store_finalize (GObject *object)
{
  TroupeFolderStore *self = TROUPE_FOLDER_STORE (object);

  g_clear_object (&self->folder);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->fence, g_free);
  g_clear_pointer (&self->ids, g_strfreev);
  g_clear_pointer (&self->known, g_hash_table_unref);

  G_OBJECT_CLASS (troupe_folder_store_parent_class)->finalize (object);
}

static void
troupe_folder_store_class_init (TroupeFolderStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_folder_store_dispose;
  object_class->finalize = troupe_folder_store_finalize;

  /**
   * TroupeFolderStore::changed:
   * @self: the store
   *
   * Something in the folder may have changed; time for another scan. Only while it is watched.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
troupe_folder_store_init (TroupeFolderStore *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) troupe_folder_file_unref);
}

/**
 * troupe_folder_store_new:
 * @folder: a folder on this machine, which need not exist
 * @fence: (nullable): links that lead out of this folder are not followed
 * @ids: (nullable) (array zero-terminated=1): read these alone; %NULL for every file
 *
 * Creates a store over @folder. Nothing is read yet, and nothing made before the first write.
 *
 * Returns: (transfer full): the store
 */
TroupeFolderStore *
troupe_folder_store_new (GFile              *folder,
                         GFile              *fence,
                         const char * const *ids)
{
  TroupeFolderStore *self = NULL;

  g_return_val_if_fail (G_IS_FILE (folder), NULL);
  g_return_val_if_fail (g_file_peek_path (folder) != NULL, NULL);

  self = g_object_new (TROUPE_TYPE_FOLDER_STORE, NULL);
  self->folder = g_object_ref (folder);
  self->path = g_file_get_path (folder);
  self->fence = fence != NULL ? g_file_get_path (fence) : NULL;
  self->ids = g_strdupv ((char **) ids);

  return self;
}

/**
 * troupe_folder_store_get_folder:
 * @self: the store
 *
 * Returns: (transfer none): the folder
 */
GFile *
troupe_folder_store_get_folder (TroupeFolderStore *self)
{
  g_return_val_if_fail (TROUPE_IS_FOLDER_STORE (self), NULL);

  return self->folder;
}

/**
 * troupe_folder_store_get_file:
 * @self: the store
 * @id: an id
 *
 * Returns: (transfer full): the file that @id has or would have
 */
GFile *
troupe_folder_store_get_file (TroupeFolderStore *self,
                              const char        *id)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (TROUPE_IS_FOLDER_STORE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  name = g_strconcat (id, SUFFIX, NULL);

  return g_file_get_child (self->folder, name);
}

/**
 * troupe_folder_store_dup_known:
 * @self: the store
 *
 * Copies what is remembered, for a scan in another thread.
 *
 * Returns: (transfer full): id to #TroupeFolderFile
 */
GHashTable *
troupe_folder_store_dup_known (TroupeFolderStore *self)
{
  GHashTable *copy = NULL;
  GHashTableIter iter;
  gpointer file = NULL;

  g_return_val_if_fail (TROUPE_IS_FOLDER_STORE (self), NULL);

  copy = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) troupe_folder_file_unref);
  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    {
      TroupeFolderFile *copied = troupe_folder_file_ref (file);

      g_hash_table_insert (copy, copied->id, copied);
    }

  return copy;
}

/**
 * troupe_folder_store_lookup:
 * @self: the store
 * @id: an id
 *
 * Returns: (transfer none) (nullable): what is remembered of @id's file
 */
TroupeFolderFile *
troupe_folder_store_lookup (TroupeFolderStore *self,
                            const char        *id)
{
  g_return_val_if_fail (TROUPE_IS_FOLDER_STORE (self), NULL);

  return g_hash_table_lookup (self->known, id);
}

/**
 * troupe_folder_store_accept:
 * @self: the store
 * @file: (transfer none): a file as it was read or written
 *
 * Remembers @file: a scan won't report these bytes again.
 */
void
troupe_folder_store_accept (TroupeFolderStore *self,
                            TroupeFolderFile  *file)
{
  g_return_if_fail (TROUPE_IS_FOLDER_STORE (self));
  g_return_if_fail (file != NULL);

  g_hash_table_replace (self->known, file->id, troupe_folder_file_ref (file));
}

/**
 * troupe_folder_store_forget:
 * @self: the store
 * @id: an id
 *
 * Forgets what was remembered of @id's file, because it is gone.
 */
void
troupe_folder_store_forget (TroupeFolderStore *self,
                            const char        *id)
{
  g_return_if_fail (TROUPE_IS_FOLDER_STORE (self));

  g_hash_table_remove (self->known, id);
}

/**
 * troupe_folder_store_scan:
 * @self: the store
 * @known: id to #TroupeFolderFile, from troupe_folder_store_dup_known()
 *
 * Finds what changed in the folder since @known. Waits for the disk; any thread.
 *
 * A folder that doesn't exist is an empty one. If the folder can't be read, the scan has an error and nothing else, so that
 * nobody takes its files for removed.
 *
 * Returns: (transfer full): what is new or changed, what has the same bytes as before, and what is gone
 */
TroupeFolderScan *
troupe_folder_store_scan (TroupeFolderStore *self,
                          GHashTable        *known)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  TroupeFolderScan *scan = g_new0 (TroupeFolderScan, 1);
  GHashTableIter iter;
  gpointer id = NULL;
  DIR *folder = NULL;

  scan->reads = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_folder_read_free);
  scan->touched = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_folder_file_unref);
  scan->removed = g_ptr_array_new_with_free_func (g_free);

  if (!troupe_durable_check_fence (self->path, self->fence, &scan->error))
    return scan;

  folder = opendir (self->path);
  if (folder == NULL && errno != ENOENT && errno != ENOTDIR)
    {
      g_autofree char *display = g_filename_display_name (self->path);

      g_set_error (&scan->error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                   _("The folder “%s” can’t be read (%s); change its permissions."), display, g_strerror (errno));
      return scan;
    }
  if (folder != NULL)
    {
      scan_folder (self, scan, known, seen, folder);
      closedir (folder);
    }

  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (!g_hash_table_contains (seen, id))
        g_ptr_array_add (scan->removed, g_strdup (id));
    }

  return scan;
}

/**
 * troupe_folder_store_read:
 * @self: the store
 * @id: an id
 *
 * Reads one file. Waits for the disk; any thread.
 *
 * Returns: (transfer full) (nullable): the text, or why it can't be read; %NULL if there is no such file
 */
TroupeFolderRead *
troupe_folder_store_read (TroupeFolderStore *self,
                          const char        *id)
{
  TroupeFolderRead *found = NULL;
  int fd = -1;

  g_return_val_if_fail (TROUPE_IS_FOLDER_STORE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  fd = troupe_durable_open_folder (self->path);
  if (fd < 0)
    return NULL;

  found = read_file (self, fd, id);
  close (fd);

  return found;
}

/**
 * troupe_folder_store_write:
 * @self: the store
 * @id: a valid id
 * @text: the file's text
 * @length: its length in bytes
 * @expected: (nullable): the file as it was read; %NULL to make a new one
 * @error: (optional): set on failure
 *
 * Writes one file so that after a crash at any moment it is whole, old or new. Waits for the disk; any thread.
 *
 * %TROUPE_STORE_ERROR_EXISTS: there is one already. %TROUPE_STORE_ERROR_CONFLICT: the file has other bytes than @expected, or
 * is gone. %TROUPE_STORE_ERROR_READ_ONLY: it can't be written. In each case the file on disk is as it was.
 *
 * Returns: (transfer full) (nullable): the file as written, to be accepted; %NULL with @error set on failure
 */
TroupeFolderFile *
troupe_folder_store_write (TroupeFolderStore  *self,
                           const char         *id,
                           const char         *text,
                           gsize               length,
                           TroupeFolderFile   *expected,
                           GError            **error)
{
  g_autoptr(TroupeFolderFile) file = NULL;
  g_autofree char *path = NULL;
  struct stat status;
  gboolean done = FALSE;
  int fd = -1;

  g_return_val_if_fail (TROUPE_IS_FOLDER_STORE (self), NULL);
  g_return_val_if_fail (id != NULL && strchr (id, '/') == NULL, NULL);

  path = build_path (self, id);
  if (length > TROUPE_FOLDER_STORE_MAX_SIZE_BYTES)
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                   _("“%s.json” would be larger than 8 MiB, so it was not written; make it shorter."), id);
      return NULL;
    }
  if (!troupe_durable_check_fence (self->path, self->fence, error))
    return NULL;
  if (!troupe_durable_make_folder (self->path, self->fence != NULL ? 0777 : 0700) || (fd = lock_folder (self)) < 0)
    {
      troupe_durable_set_error (error, path, errno);
      return NULL;
    }

  done = check_expected (self, fd, id, expected, error) &&
         (expected != NULL ? replace_file (path, text, length, error)
                           : create_file (self, id, path, text, length, error));
  if (done)
    {
      fsync (fd);
      file = troupe_folder_file_new (id);
      troupe_fingerprint_compute (&file->fingerprint, text, length);
      if (stat (path, &status) == 0)
        fill_stamp (&file->stamp, &status);
    }
  close (fd);

  return g_steal_pointer (&file);
}

/**
 * troupe_folder_store_trash:
 * @self: the store
 * @id: a valid id
 * @error: (optional): set on failure
 *
 * Moves a file, as it is on disk, to the trash. Waits for the disk; any thread.
 *
 * Returns: (transfer full) (nullable): its name there, for troupe_folder_store_restore(); %NULL with @error set on failure
 */
char *
troupe_folder_store_trash (TroupeFolderStore  *self,
                           const char         *id,
                           GError            **error)
{
  g_return_val_if_fail (TROUPE_IS_FOLDER_STORE (self), NULL);

  return troupe_folder_trash_put (self->path, self->fence, id, error);
}

/**
 * troupe_folder_store_restore:
 * @self: the store
 * @name: what troupe_folder_store_trash() gave
 * @error: (optional): set on failure
 *
 * Puts a file back, with the bytes that it had. Waits for the disk; any thread.
 *
 * Returns: whether it is back
 */
gboolean
troupe_folder_store_restore (TroupeFolderStore  *self,
                             const char         *name,
                             GError            **error)
{
  g_return_val_if_fail (TROUPE_IS_FOLDER_STORE (self), FALSE);

  return troupe_folder_trash_restore (self->path, self->fence, name, error);
}

/**
 * troupe_folder_store_purge:
 * @self: the store
 *
 * Removes for good what has been in the trash for more than 30 days. Waits for the disk; any thread.
 */
void
troupe_folder_store_purge (TroupeFolderStore *self)
{
  g_return_if_fail (TROUPE_IS_FOLDER_STORE (self));

  troupe_folder_trash_purge (self->path, self->fence);
}

/**
 * troupe_folder_store_set_watching:
 * @self: the store
 * @watching: whether to watch the folder
 *
 * Watches the folder, also one that is made later, and emits #TroupeFolderStore::changed.
 */
void
troupe_folder_store_set_watching (TroupeFolderStore *self,
                                  gboolean           watching)
{
  g_return_if_fail (TROUPE_IS_FOLDER_STORE (self));

  if (watching == (self->watch != NULL))
    return;

  if (watching)
    {
      self->watch = troupe_folder_watch_new (self->folder);
      g_signal_connect_swapped (self->watch, "changed", G_CALLBACK (watch_changed_cb), self);
    }
  else
    {
      g_signal_handlers_disconnect_by_data (self->watch, self);
      troupe_folder_watch_stop (self->watch);
      g_clear_object (&self->watch);
    }
}
