/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-provider-config.h"
#include "troupe-provider-error.h"
#include "troupe-reply.h"
#include "troupe-request.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PROVIDER (troupe_provider_get_type ())

G_DECLARE_DERIVABLE_TYPE (TroupeProvider, troupe_provider, TROUPE, PROVIDER, GObject)

struct _TroupeProviderClass
{
  GObjectClass parent_class;

  void         (*send_async)         (TroupeProvider       *self,
                                      TroupeRequest        *request,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
  TroupeReply *(*send_finish)        (TroupeProvider       *self,
                                      GAsyncResult         *result,
                                      GError              **error);
  void         (*list_models_async)  (TroupeProvider       *self,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
  char       **(*list_models_finish) (TroupeProvider       *self,
                                      GAsyncResult         *result,
                                      GError              **error);
};

TroupeProviderConfig *troupe_provider_get_config         (TroupeProvider       *self);
const char           *troupe_provider_get_id             (TroupeProvider       *self);
const char           *troupe_provider_get_name           (TroupeProvider       *self);
const char           *troupe_provider_get_key            (TroupeProvider       *self);
void                  troupe_provider_take_key           (TroupeProvider       *self,
                                                          char                 *key);

void                  troupe_provider_send_async         (TroupeProvider       *self,
                                                          TroupeRequest        *request,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
TroupeReply          *troupe_provider_send_finish        (TroupeProvider       *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
void                  troupe_provider_list_models_async  (TroupeProvider       *self,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
char                **troupe_provider_list_models_finish (TroupeProvider       *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

G_END_DECLS
