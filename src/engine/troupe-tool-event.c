/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-run-event-private.h"
#include "troupe-tool-event.h"

/* What happens with tools in a run, in the form of all its events. */

static JsonObject *
begin (TroupeRun           *run,
       TroupeWorkerContext *context,
       TroupeToolStep      *step,
       const char          *name)
{
  JsonObject *object = troupe_run_event_begin_attempt (run, context, name);
  TroupeToolCall *call = troupe_tool_step_get_call (step);

  troupe_run_event_set_text (object, "call", troupe_tool_call_get_id (call));
  troupe_run_event_set_text (object, "tool", troupe_tool_call_get_name (call));

  return object;
}

/* Arguments that are not right are kept as the text that the model wrote. */
static void
set_arguments (JsonObject     *object,
               TroupeToolStep *step)
{
  JsonNode *arguments = troupe_tool_step_get_arguments (step);

  if (arguments != NULL)
    json_object_set_member (object, "arguments", json_node_copy (arguments));
  else
    {
      g_autofree char *valid = g_utf8_make_valid (troupe_tool_call_get_arguments (troupe_tool_step_get_call (step)), -1);

      troupe_run_event_set_text (object, "arguments", valid);
    }
}

/**
 * troupe_run_event_new_tool_call:
 * @run: a run
 * @context: what the attempt is given
 * @step: the call
 *
 * Makes the event `tool-call`, with `call`, `tool`, `category`, `arguments`, `round`, `permission` and `rule`;
 * also `from_text`, which is true, if the model made no call and its text was taken for one.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_tool_call (TroupeRun           *run,
                                TroupeWorkerContext *context,
                                TroupeToolStep      *step)
{
  JsonObject *object = begin (run, context, step, "tool-call");
  TroupeDecision decision;
  gboolean is_decided = troupe_tool_step_get_decision (step, &decision);

  troupe_run_event_set_text (object, "category", troupe_tool_step_get_category (step));
  set_arguments (object, step);
  troupe_run_event_set_count (object, "round", troupe_tool_step_get_round (step));
  troupe_run_event_set_text (object, "permission",
                             is_decided ? troupe_enum_get_nick (TROUPE_TYPE_PERMISSION, (int) decision.permission) : NULL);
  troupe_run_event_set_text (object, "rule", is_decided ? decision.rule : NULL);
  if (troupe_tool_step_is_from_text (step))
    json_object_set_boolean_member (object, "from_text", TRUE);

  return troupe_run_event_end (object);
}

/**
 * troupe_run_event_new_tool_result:
 * @run: a run
 * @context: what the attempt is given
 * @step: the call, which is over
 *
 * Makes the event `tool-result`, with `call`, `tool`, `outcome`, `text` and `duration_ms`.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_tool_result (TroupeRun           *run,
                                  TroupeWorkerContext *context,
                                  TroupeToolStep      *step)
{
  JsonObject *object = begin (run, context, step, "tool-result");

  troupe_run_event_set_text (object, "outcome", troupe_tool_outcome_get_name (troupe_tool_step_get_outcome (step)));
  troupe_run_event_set_text (object, "text", troupe_tool_step_get_text (step));
  troupe_run_event_set_count (object, "duration_ms", troupe_tool_step_get_duration_ms (step));

  return troupe_run_event_end (object);
}

/**
 * troupe_run_event_new_approval_asked:
 * @run: a run
 * @context: what the attempt is given
 * @step: the call
 *
 * Makes the event `approval-asked`, with `call`, `tool`, `arguments` and `rule`.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_approval_asked (TroupeRun           *run,
                                     TroupeWorkerContext *context,
                                     TroupeToolStep      *step)
{
  JsonObject *object = begin (run, context, step, "approval-asked");

  set_arguments (object, step);
  troupe_run_event_set_text (object, "rule", troupe_approval_get_rule (troupe_tool_step_get_approval (step)));

  return troupe_run_event_end (object);
}

/**
 * troupe_run_event_new_approval_decided:
 * @run: a run
 * @context: what the attempt is given
 * @step: the call
 *
 * Makes the event `approval-decided`, with `call`, `tool`, `answer`, `by`, `rule` and `reason`.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_approval_decided (TroupeRun           *run,
                                       TroupeWorkerContext *context,
                                       TroupeToolStep      *step)
{
  JsonObject *object = begin (run, context, step, "approval-decided");
  TroupeApproval *approval = troupe_tool_step_get_approval (step);

  troupe_run_event_set_text (object, "answer", troupe_approval_answer_get_name (troupe_approval_get_answer (approval)));
  troupe_run_event_set_text (object, "by", troupe_decider_get_name (troupe_approval_get_decider (approval)));
  troupe_run_event_set_text (object, "rule", troupe_approval_get_decider_rule (approval));
  troupe_run_event_set_text (object, "reason", troupe_approval_get_reason (approval));

  return troupe_run_event_end (object);
}
