/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "troupe-price.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PROVIDER_CONFIG (troupe_provider_config_get_type ())

G_DECLARE_FINAL_TYPE (TroupeProviderConfig, troupe_provider_config, TROUPE, PROVIDER_CONFIG, GObject)

TroupeProviderConfig *troupe_provider_config_new             (const char           *id,
                                                              const char           *kind);
TroupeProviderConfig *troupe_provider_config_copy            (TroupeProviderConfig *self);
const char           *troupe_provider_config_get_id          (TroupeProviderConfig *self);
const char           *troupe_provider_config_get_kind        (TroupeProviderConfig *self);
const char           *troupe_provider_config_get_name        (TroupeProviderConfig *self);
void                  troupe_provider_config_set_name        (TroupeProviderConfig *self,
                                                              const char           *name);
const char           *troupe_provider_config_get_base_url    (TroupeProviderConfig *self);
void                  troupe_provider_config_set_base_url    (TroupeProviderConfig *self,
                                                              const char           *base_url);
guint                 troupe_provider_config_get_connect_timeout_ms
                                                             (TroupeProviderConfig *self);
void                  troupe_provider_config_set_connect_timeout_ms
                                                             (TroupeProviderConfig *self,
                                                              guint                 timeout_ms);
guint                 troupe_provider_config_get_idle_timeout_ms
                                                             (TroupeProviderConfig *self);
void                  troupe_provider_config_set_idle_timeout_ms
                                                             (TroupeProviderConfig *self,
                                                              guint                 timeout_ms);
JsonObject           *troupe_provider_config_get_prices      (TroupeProviderConfig *self);
void                  troupe_provider_config_set_prices      (TroupeProviderConfig *self,
                                                              JsonObject           *prices);
double                troupe_provider_config_get_cost        (TroupeProviderConfig *self,
                                                              const char           *model_requested,
                                                              const char           *model_served,
                                                              const TroupeUsage    *usage);
JsonObject           *troupe_provider_config_get_extra       (TroupeProviderConfig *self);
void                  troupe_provider_config_set_extra       (TroupeProviderConfig *self,
                                                              JsonObject           *extra);

G_END_DECLS
