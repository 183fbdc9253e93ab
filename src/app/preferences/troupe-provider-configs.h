/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-workspace.h"

G_BEGIN_DECLS

TroupeProviderConfig *troupe_provider_configs_find    (TroupeLibrary        *library,
                                                       const char           *id,
                                                       guint                *position);
GPtrArray            *troupe_provider_configs_put     (TroupeLibrary        *library,
                                                       TroupeProviderConfig *config,
                                                       guint                 position);
GPtrArray            *troupe_provider_configs_without (TroupeLibrary        *library,
                                                       const char           *id);
char                 *troupe_provider_configs_make_id (TroupeProviderSet    *providers,
                                                       const char           *name);
gboolean              troupe_provider_configs_is_base_url
                                                      (const char           *base_url);

G_END_DECLS
