/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-folder-file.h"

/**
 * troupe_folder_file_new:
 * @id: the id that the file is named for
 *
 * Returns: (transfer full): a file of which nothing else is known yet
 */
TroupeFolderFile *
troupe_folder_file_new (const char *id)
{
  TroupeFolderFile *self = g_new0 (TroupeFolderFile, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);

  return self;
}

/**
 * troupe_folder_file_ref:
 * @self: a file
 *
 * Returns: (transfer full): @self
 */
TroupeFolderFile *
troupe_folder_file_ref (TroupeFolderFile *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * troupe_folder_file_unref:
 * @self: (transfer full): a file
 *
 * Drops a reference.
 */
void
troupe_folder_file_unref (TroupeFolderFile *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_free (self);
}

/**
 * troupe_folder_read_free:
 * @self: (transfer full) (nullable): what was read
 *
 * Frees it.
 */
void
troupe_folder_read_free (TroupeFolderRead *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->file, troupe_folder_file_unref);
  g_clear_pointer (&self->text, g_free);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * troupe_folder_scan_free:
 * @self: (transfer full) (nullable): what a scan found
 *
 * Frees it.
 */
void
troupe_folder_scan_free (TroupeFolderScan *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->reads, g_ptr_array_unref);
  g_clear_pointer (&self->touched, g_ptr_array_unref);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}
