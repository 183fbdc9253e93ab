/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-answer-tool.h"
#include "troupe-approval-inbox.h"
#include "troupe-provider-set.h"
#include "troupe-recorder.h"
#include "troupe-run-event.h"
#include "troupe-tool-loop.h"

G_BEGIN_DECLS

typedef void (*TroupeRoundFunc) (TroupeMessage *answer,
                                 gpointer       user_data);

#define TROUPE_TYPE_WORKER (troupe_worker_get_type ())

G_DECLARE_FINAL_TYPE (TroupeWorker, troupe_worker, TROUPE, WORKER, GObject)

TroupeWorker    *troupe_worker_new                (TroupeProviderSet    *providers,
                                                   TroupeSnapshot       *snapshot,
                                                   TroupeRun            *run,
                                                   TroupeRunTicket      *ticket,
                                                   TroupeTier            tier);
void             troupe_worker_set_event_func     (TroupeWorker         *self,
                                                   TroupeRunEventFunc    func,
                                                   gpointer              user_data);
void             troupe_worker_set_recorder        (TroupeWorker         *self,
                                                    TroupeRecorder       *recorder);
void             troupe_worker_set_inbox           (TroupeWorker         *self,
                                                   TroupeApprovalInbox  *inbox);
void             troupe_worker_set_tool_ceiling    (TroupeWorker         *self,
                                                   TroupePermission      ceiling);
void             troupe_worker_set_before_tool     (TroupeWorker         *self,
                                                   TroupeBeforeToolFunc  func,
                                                   gpointer              user_data);
void             troupe_worker_set_before_model    (TroupeWorker         *self,
                                                   TroupeBeforeModelFunc func,
                                                   gpointer              user_data);
void             troupe_worker_set_one_by_one      (TroupeWorker         *self,
                                                   gboolean              is_one_by_one);
void             troupe_worker_set_answer_tool     (TroupeWorker         *self,
                                                   TroupeAnswerTool     *tool);
void             troupe_worker_set_round_func      (TroupeWorker         *self,
                                                   TroupeRoundFunc       func,
                                                   gpointer              user_data);
void             troupe_worker_set_exact_model     (TroupeWorker         *self,
                                                   gboolean              is_exact);
guint            troupe_worker_get_attempt_number (TroupeWorker         *self);
void             troupe_worker_run_async          (TroupeWorker         *self,
                                                   GFile                *project,
                                                   const char           *last_resort_id,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean         troupe_worker_run_finish         (TroupeWorker         *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

G_END_DECLS
