/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-answer-tool.h"
#include "troupe-approval-inbox.h"
#include "troupe-recorder.h"
#include "troupe-tool-call.h"
#include "troupe-toolkit.h"

G_BEGIN_DECLS

typedef enum
{
  TROUPE_TOOL_OUTCOME_NONE,
  TROUPE_TOOL_OUTCOME_OK,
  TROUPE_TOOL_OUTCOME_ERROR,
  TROUPE_TOOL_OUTCOME_DENIED,
  TROUPE_TOOL_OUTCOME_CANCELLED,
} TroupeToolOutcome;

#define TROUPE_TYPE_TOOL_STEP (troupe_tool_step_get_type ())

G_DECLARE_FINAL_TYPE (TroupeToolStep, troupe_tool_step, TROUPE, TOOL_STEP, GObject)

TroupeToolStep    *troupe_tool_step_new             (TroupeToolkit        *toolkit,
                                                     TroupeAnswerTool     *answer_tool,
                                                     TroupeToolCall       *call,
                                                     guint                 round);
TroupeToolCall    *troupe_tool_step_get_call        (TroupeToolStep       *self);
gboolean           troupe_tool_step_is_answer       (TroupeToolStep       *self);
gboolean           troupe_tool_step_is_from_text    (TroupeToolStep       *self);
guint              troupe_tool_step_get_round       (TroupeToolStep       *self);
const char        *troupe_tool_step_get_category    (TroupeToolStep       *self);
JsonNode          *troupe_tool_step_get_arguments   (TroupeToolStep       *self);
gboolean           troupe_tool_step_get_decision    (TroupeToolStep       *self,
                                                     TroupeDecision       *decision);
TroupeApproval    *troupe_tool_step_get_approval    (TroupeToolStep       *self);
TroupeToolOutcome  troupe_tool_step_get_outcome     (TroupeToolStep       *self);
const char        *troupe_tool_step_get_text        (TroupeToolStep       *self);
gint64             troupe_tool_step_get_duration_ms (TroupeToolStep       *self);
gboolean           troupe_tool_step_can_run_beside  (TroupeToolStep       *self);
gboolean           troupe_tool_step_changes         (TroupeToolStep       *self);

void               troupe_tool_step_set_from_text   (TroupeToolStep       *self,
                                                     gboolean              is_from_text);
void               troupe_tool_step_set_recorder    (TroupeToolStep       *self,
                                                     TroupeRecorder       *recorder);
void               troupe_tool_step_settle          (TroupeToolStep       *self,
                                                     TroupeToolOutcome     outcome,
                                                     const char           *text);
void               troupe_tool_step_run_async       (TroupeToolStep       *self,
                                                     TroupeApprovalInbox  *inbox,
                                                     const char           *run_id,
                                                     const char           *ticket_id,
                                                     const char           *persona_id,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean           troupe_tool_step_run_finish      (TroupeToolStep       *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

const char        *troupe_tool_outcome_get_name     (TroupeToolOutcome     outcome);

G_END_DECLS
