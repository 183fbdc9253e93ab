/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-definition.h"

G_BEGIN_DECLS

#define TROUPE_DEFINITION_FILE_MAX_SIZE_BYTES (64 * 1024 * 1024)

GPtrArray *troupe_definition_file_decode             (const char           *name,
                                                      const char           *text,
                                                      gssize                length,
                                                      GError              **error);
char      *troupe_definition_file_encode             (GPtrArray            *definitions,
                                                      gsize                *length);

GPtrArray *troupe_definition_file_load               (GFile                *file,
                                                      GCancellable         *cancellable,
                                                      GError              **error);
void       troupe_definition_file_load_async         (GFile                *file,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
GPtrArray *troupe_definition_file_load_finish        (GFile                *file,
                                                      GAsyncResult         *result,
                                                      GError              **error);
void       troupe_definition_file_save_async         (GFile                *file,
                                                      GPtrArray            *definitions,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
gboolean   troupe_definition_file_save_finish        (GFile                *file,
                                                      GAsyncResult         *result,
                                                      GError              **error);
void       troupe_definition_file_save_folder_async  (GFile                *folder,
                                                      GPtrArray            *definitions,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
gboolean   troupe_definition_file_save_folder_finish (GFile                *folder,
                                                      GAsyncResult         *result,
                                                      GError              **error);

G_END_DECLS
