/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-provider-set.h"

G_BEGIN_DECLS

const char * const  *troupe_model_listing_get_known  (TroupeProvider       *provider);
void                 troupe_model_listing_ask_async  (TroupeProviderSet    *providers,
                                                      const char           *provider_id,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
const char * const  *troupe_model_listing_ask_finish (GAsyncResult         *result,
                                                      GError              **error);

G_END_DECLS
