/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-conversation.h"
#include "troupe-run.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_RECORDER (troupe_recorder_get_type ())

G_DECLARE_INTERFACE (TroupeRecorder, troupe_recorder, TROUPE, RECORDER, GObject)

struct _TroupeRecorderInterface
{
  GTypeInterface g_iface;

  void (*save_conversation)  (TroupeRecorder     *self,
                              TroupeConversation *conversation);
  void (*save_message)       (TroupeRecorder     *self,
                              TroupeConversation *conversation,
                              TroupeMessage      *message);
  void (*run_event)          (TroupeRecorder     *self,
                              TroupeRun          *run,
                              JsonNode           *event);
  void (*flush_async)        (TroupeRecorder     *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
  gboolean (*flush_finish)   (TroupeRecorder     *self,
                              GAsyncResult       *result,
                              GError            **error);
};

void troupe_recorder_save_conversation (TroupeRecorder     *self,
                                        TroupeConversation *conversation);
void troupe_recorder_save_message      (TroupeRecorder     *self,
                                        TroupeConversation *conversation,
                                        TroupeMessage      *message);
void troupe_recorder_run_event         (TroupeRecorder     *self,
                                        TroupeRun          *run,
                                        JsonNode           *event);
void troupe_recorder_flush_async       (TroupeRecorder     *self,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean troupe_recorder_flush_finish  (TroupeRecorder     *self,
                                        GAsyncResult       *result,
                                        GError            **error);

G_END_DECLS
