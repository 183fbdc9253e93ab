/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-folder-file.h"
#include "troupe-store-error.h"

G_BEGIN_DECLS

#define TROUPE_FOLDER_STORE_MAX_SIZE_BYTES (8 * 1024 * 1024)

#define TROUPE_TYPE_FOLDER_STORE (troupe_folder_store_get_type ())

G_DECLARE_FINAL_TYPE (TroupeFolderStore, troupe_folder_store, TROUPE, FOLDER_STORE, GObject)

TroupeFolderStore *troupe_folder_store_new          (GFile               *folder,
                                                     GFile               *fence,
                                                     const char * const  *ids);
GFile             *troupe_folder_store_get_folder   (TroupeFolderStore   *self);
GFile             *troupe_folder_store_get_file     (TroupeFolderStore   *self,
                                                     const char          *id);

GHashTable        *troupe_folder_store_dup_known    (TroupeFolderStore   *self);
TroupeFolderFile  *troupe_folder_store_lookup       (TroupeFolderStore   *self,
                                                     const char          *id);
void               troupe_folder_store_accept       (TroupeFolderStore   *self,
                                                     TroupeFolderFile    *file);
void               troupe_folder_store_forget       (TroupeFolderStore   *self,
                                                     const char          *id);

TroupeFolderScan  *troupe_folder_store_scan         (TroupeFolderStore   *self,
                                                     GHashTable          *known);
TroupeFolderRead  *troupe_folder_store_read         (TroupeFolderStore   *self,
                                                     const char          *id);
TroupeFolderFile  *troupe_folder_store_write        (TroupeFolderStore   *self,
                                                     const char          *id,
                                                     const char          *text,
                                                     gsize                length,
                                                     TroupeFolderFile    *expected,
                                                     GError             **error);
char              *troupe_folder_store_trash        (TroupeFolderStore   *self,
                                                     const char          *id,
                                                     GError             **error);
gboolean           troupe_folder_store_restore      (TroupeFolderStore   *self,
                                                     const char          *name,
                                                     GError             **error);
void               troupe_folder_store_purge        (TroupeFolderStore   *self);

void               troupe_folder_store_set_watching (TroupeFolderStore   *self,
                                                     gboolean             watching);

G_END_DECLS
