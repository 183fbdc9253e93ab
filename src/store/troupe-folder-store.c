/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "troupe-durable.h"
#include "troupe-folder-io.h"
#include "troupe-folder-store.h"
#include "troupe-folder-trash.h"
#include "troupe-folder-watch.h"

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

static gboolean
stamp_equal (const TroupeFileStamp *a,
             const TroupeFileStamp *b)
{
  return a->device == b->device && a->inode == b->inode && a->size_bytes == b->size_bytes &&
         a->modified_ns == b->modified_ns && a->changed_ns == b->changed_ns;
}

/* Returns: the id that a file is named for, also one that is no good; NULL for a file that is none of ours. */
static char *
dup_id_from_file_name (TroupeFolderStore *self,
                       const char        *name)
{
  g_autofree char *id = NULL;

  if (name[0] == '.' || !g_str_has_suffix (name, TROUPE_FOLDER_IO_SUFFIX))
    return NULL;

  id = g_strndup (name, strlen (name) - strlen (TROUPE_FOLDER_IO_SUFFIX));
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
      g_autofree char *name = g_strconcat (id, TROUPE_FOLDER_IO_SUFFIX, NULL);
      TroupeFileStamp stamp;
      struct stat status;

      if (fstatat (folder_fd, name, &status, 0) == 0)
        {
          troupe_folder_io_fill_stamp (&stamp, &status);
          if (stamp_equal (&stamp, &known->stamp))
            return;
        }
    }

  found = troupe_folder_io_read (self->path, self->fence, folder_fd, id);
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
        {
          troupe_folder_io_sweep (dirfd (folder), entry->d_name);
          continue;
        }
      scan_file (self, scan, dirfd (folder), id, g_hash_table_lookup (known, id));
      g_hash_table_add (seen, id);
    }
}

static void
watch_changed_cb (TroupeFolderStore *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
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

  name = g_strconcat (id, TROUPE_FOLDER_IO_SUFFIX, NULL);

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

  found = troupe_folder_io_read (self->path, self->fence, fd, id);
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
  g_return_val_if_fail (TROUPE_IS_FOLDER_STORE (self), NULL);
  g_return_val_if_fail (id != NULL && strchr (id, '/') == NULL, NULL);

  return troupe_folder_io_write (self->path, self->fence, id, text, length, expected, error);
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
