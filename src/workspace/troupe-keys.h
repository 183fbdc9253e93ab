/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-provider-set.h"
#include "troupe-resolver.h"

G_BEGIN_DECLS

void     troupe_keys_attach       (TroupeProviderSet    *providers);
gboolean troupe_keys_are_known    (const char           *provider_id);
void     troupe_keys_fetch_async  (const char           *provider_id,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
void     troupe_keys_fetch_finish (GAsyncResult         *result);
void     troupe_keys_fetch_of     (TroupeResolver       *resolver,
                                   GHashTable           *seen);

G_END_DECLS
