/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-assignment.h"
#include "troupe-engine-error.h"

G_BEGIN_DECLS

#define TROUPE_CONTEXT_FILE_MAX_BYTES (256 * 1024)

gboolean   troupe_context_files_check       (const char * const   *paths,
                                             GError              **error);
void       troupe_context_files_read_async  (GFile                *project,
                                             const char * const   *paths,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
GPtrArray *troupe_context_files_read_finish (GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
