/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sys/stat.h>

#include "troupe-folder-file.h"

G_BEGIN_DECLS

#define TROUPE_FOLDER_IO_SUFFIX ".json"

void              troupe_folder_io_fill_stamp (TroupeFileStamp    *stamp,
                                               const struct stat  *status);
TroupeFolderRead *troupe_folder_io_read       (const char         *folder,
                                               const char         *fence,
                                               int                 folder_fd,
                                               const char         *id);
TroupeFolderFile *troupe_folder_io_write      (const char         *folder,
                                               const char         *fence,
                                               const char         *id,
                                               const char         *text,
                                               gsize               length,
                                               TroupeFolderFile   *expected,
                                               GError            **error);
void              troupe_folder_io_sweep      (int                 folder_fd,
                                               const char         *name);

G_END_DECLS
