/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-provider.h"

G_BEGIN_DECLS

typedef char *(*TroupeKeyFunc) (const char *provider_id,
                                gpointer    user_data);

#define TROUPE_TYPE_PROVIDER_SET (troupe_provider_set_get_type ())

G_DECLARE_FINAL_TYPE (TroupeProviderSet, troupe_provider_set, TROUPE, PROVIDER_SET, GObject)

TroupeProviderSet *troupe_provider_set_new           (void);
void               troupe_provider_set_set_key_func  (TroupeProviderSet     *self,
                                                      TroupeKeyFunc          func,
                                                      gpointer               user_data,
                                                      GDestroyNotify         destroy);
void               troupe_provider_set_set_configs   (TroupeProviderSet     *self,
                                                      GPtrArray             *configs);
void               troupe_provider_set_add           (TroupeProviderSet     *self,
                                                      TroupeProvider        *provider);
gboolean           troupe_provider_set_add_unsaved   (TroupeProviderSet     *self,
                                                      const char            *id_or_kind,
                                                      const char            *base_url,
                                                      GError               **error);
GListModel        *troupe_provider_set_list          (TroupeProviderSet     *self);
TroupeProvider    *troupe_provider_set_lookup        (TroupeProviderSet     *self,
                                                      const char            *id,
                                                      GError               **error);

G_END_DECLS
