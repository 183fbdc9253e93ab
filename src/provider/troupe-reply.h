/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-batch.h"
#include "troupe-enums.h"
#include "troupe-tool-call.h"
#include "troupe-usage.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_REPLY (troupe_reply_get_type ())

G_DECLARE_DERIVABLE_TYPE (TroupeReply, troupe_reply, TROUPE, REPLY, GObject)

struct _TroupeReplyClass
{
  GObjectClass parent_class;

  void         (*next_async)  (TroupeReply          *self,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
  TroupeBatch *(*next_finish) (TroupeReply          *self,
                               GAsyncResult         *result,
                               GError              **error);
};

void               troupe_reply_next_async       (TroupeReply          *self,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
TroupeBatch       *troupe_reply_next_finish      (TroupeReply          *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);

const char        *troupe_reply_get_model_served (TroupeReply          *self);
void               troupe_reply_set_model_served (TroupeReply          *self,
                                                  const char           *model);
TroupeStopReason   troupe_reply_get_stop_reason  (TroupeReply          *self);
void               troupe_reply_set_stop_reason  (TroupeReply          *self,
                                                  TroupeStopReason      reason);
GPtrArray         *troupe_reply_get_calls        (TroupeReply          *self);
void               troupe_reply_take_calls       (TroupeReply          *self,
                                                  GPtrArray            *calls);
const TroupeUsage *troupe_reply_get_usage        (TroupeReply          *self);
void               troupe_reply_set_usage        (TroupeReply          *self,
                                                  const TroupeUsage    *usage);

G_END_DECLS
