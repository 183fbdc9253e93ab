/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-tool-step.h"
#include "troupe-turn.h"

G_BEGIN_DECLS

#define TROUPE_TOOL_LOOP_MAX_ROUNDS 50

typedef void (*TroupeBeforeToolFunc) (TroupeToolStep *step,
                                      GTask          *gate,
                                      gpointer        user_data);

#define TROUPE_TYPE_TOOL_LOOP (troupe_tool_loop_get_type ())

G_DECLARE_FINAL_TYPE (TroupeToolLoop, troupe_tool_loop, TROUPE, TOOL_LOOP, GObject)

TroupeToolLoop *troupe_tool_loop_new             (TroupeResolver        *resolver,
                                                  TroupeProviderSet     *providers,
                                                  TroupeTier             tier,
                                                  const char            *system,
                                                  TroupeToolkit         *toolkit);
void            troupe_tool_loop_set_inbox       (TroupeToolLoop        *self,
                                                  TroupeApprovalInbox   *inbox,
                                                  const char            *run_id,
                                                  const char            *ticket_id,
                                                  const char            *persona_id);
void            troupe_tool_loop_set_answer_tool (TroupeToolLoop        *self,
                                                  TroupeAnswerTool      *tool);
void            troupe_tool_loop_set_recorder    (TroupeToolLoop        *self,
                                                  TroupeRecorder        *recorder);
void            troupe_tool_loop_set_before_tool (TroupeToolLoop        *self,
                                                  TroupeBeforeToolFunc   func,
                                                  gpointer               user_data);
void            troupe_tool_loop_set_before_model
                                                 (TroupeToolLoop        *self,
                                                  TroupeBeforeModelFunc  func,
                                                  gpointer               user_data);
void            troupe_tool_loop_set_one_by_one  (TroupeToolLoop        *self,
                                                  gboolean               is_one_by_one);
void            troupe_tool_loop_set_patient     (TroupeToolLoop        *self,
                                                  gboolean               is_patient);
void            troupe_tool_loop_add_message     (TroupeToolLoop        *self,
                                                  TroupeRole             role,
                                                  const char            *text);
void            troupe_tool_loop_run_async       (TroupeToolLoop        *self,
                                                  TroupeMessage         *answer,
                                                  GCancellable          *cancellable,
                                                  GAsyncReadyCallback    callback,
                                                  gpointer               user_data);
gboolean        troupe_tool_loop_run_finish      (TroupeToolLoop        *self,
                                                  GAsyncResult          *result,
                                                  GError               **error);

G_END_DECLS
