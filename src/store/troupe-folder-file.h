/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-fingerprint.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 device;
  guint64 inode;
  guint64 size_bytes;
  gint64  modified_ns;
  gint64  changed_ns;
} TroupeFileStamp;

typedef struct
{
  gatomicrefcount    ref_count;
  char              *id;
  TroupeFileStamp    stamp;
  TroupeFingerprint  fingerprint;
  gboolean           is_settled;
} TroupeFolderFile;

typedef struct
{
  TroupeFolderFile *file;
  char             *text;
  GError           *error;
} TroupeFolderRead;

typedef struct
{
  GPtrArray *reads;
  GPtrArray *touched;
  GPtrArray *removed;
  GError    *error;
} TroupeFolderScan;

TroupeFolderFile *troupe_folder_file_new   (const char       *id);
TroupeFolderFile *troupe_folder_file_ref   (TroupeFolderFile *self);
void              troupe_folder_file_unref (TroupeFolderFile *self);
void              troupe_folder_read_free  (TroupeFolderRead *self);
void              troupe_folder_scan_free  (TroupeFolderScan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeFolderFile, troupe_folder_file_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeFolderRead, troupe_folder_read_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeFolderScan, troupe_folder_scan_free)

G_END_DECLS
