/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void       troupe_import_files_load_async  (GPtrArray            *files,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
GPtrArray *troupe_import_files_load_finish (GAsyncResult         *result,
                                            GPtrArray           **notes,
                                            GError              **error);

G_END_DECLS
