/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-store-error.h"

G_BEGIN_DECLS

char       *troupe_secrets_get_environment_name (const char           *provider_id);
char       *troupe_secrets_get_from_environment (const char           *provider_id);
const char *troupe_secrets_peek                 (const char           *provider_id);

void        troupe_secrets_lookup_async         (const char           *provider_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
char       *troupe_secrets_lookup_finish        (GAsyncResult         *result,
                                                 GError              **error);
void        troupe_secrets_store_async          (const char           *provider_id,
                                                 const char           *key,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean    troupe_secrets_store_finish         (GAsyncResult         *result,
                                                 GError              **error);
void        troupe_secrets_clear_async          (const char           *provider_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean    troupe_secrets_clear_finish         (GAsyncResult         *result,
                                                 GError              **error);

G_END_DECLS
