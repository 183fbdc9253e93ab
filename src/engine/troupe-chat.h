/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-conversation.h"
#include "troupe-engine-error.h"
#include "troupe-provider-set.h"
#include "troupe-recorder.h"
#include "troupe-resolver.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_CHAT (troupe_chat_get_type ())

G_DECLARE_FINAL_TYPE (TroupeChat, troupe_chat, TROUPE, CHAT, GObject)

TroupeChat         *troupe_chat_new              (TroupeConversation   *conversation,
                                                  TroupeResolver       *resolver,
                                                  TroupeCatalog        *catalog,
                                                  TroupeProviderSet    *providers,
                                                  TroupeRecorder       *recorder);
TroupeConversation *troupe_chat_get_conversation (TroupeChat           *self);
TroupeResolver     *troupe_chat_get_resolver     (TroupeChat           *self);
gboolean            troupe_chat_is_busy          (TroupeChat           *self);
void                troupe_chat_set_loading      (TroupeChat           *self,
                                                  gboolean              is_loading);
void                troupe_chat_set_trial        (TroupeChat           *self,
                                                  gboolean              is_trial);
void                troupe_chat_keep_settings    (TroupeChat           *self);
void                troupe_chat_send_async       (TroupeChat           *self,
                                                  const char           *text,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
TroupeMessage      *troupe_chat_send_finish      (TroupeChat           *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);
void                troupe_chat_retry_async      (TroupeChat           *self,
                                                  TroupeMessage        *answer,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
gboolean            troupe_chat_undo_retry       (TroupeChat           *self);
void                troupe_chat_stop             (TroupeChat           *self);

G_END_DECLS
