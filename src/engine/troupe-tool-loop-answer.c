/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-tool-loop-private.h"

/* How a loop with an answer tool comes to its end: by a call of it that is accepted, or by the text of a model that knows no
 * tools; and how often a model may try. */

/* A part that has ended well says of itself that it is no answer if it has no text; with the tool it is one. */
static void
accept (TroupeToolLoop *self,
        TroupeToolStep *step)
{
  troupe_answer_tool_accept (self->answer_tool, troupe_tool_step_get_arguments (step));
  troupe_message_set_stop_reason (self->answer, TROUPE_STOP_REASON_END);
  troupe_message_set_error (self->answer, NULL);
  troupe_message_set_complete (self->answer, TRUE);
}

/**
 * troupe_tool_loop_wants_text:
 * @self: a loop, after a round without calls
 *
 * Says whether what the model said in the round is looked at for an answer, or the model has to be told to give one. Text
 * that was cut off or refused is not.
 *
 * Returns: whether to call troupe_tool_loop_take_text()
 */
gboolean
troupe_tool_loop_wants_text (TroupeToolLoop *self)
{
  TroupeStopReason reason = troupe_message_get_stop_reason (troupe_answer_sum_get_part (self->sum));

  return self->answer_tool != NULL && (reason == TROUPE_STOP_REASON_END || reason == TROUPE_STOP_REASON_UNKNOWN);
}

static TroupeToolStep *
create_step (TroupeToolLoop *self,
             const char     *arguments)
{
  g_autoptr(TroupeToolCall) call = troupe_tool_call_new ("text", troupe_answer_tool_get_name (self->answer_tool), arguments);
  g_autoptr(TroupeToolCall) unique = NULL;
  TroupeToolStep *step;

  if (self->history == NULL)
    self->history = troupe_tool_history_new ();
  unique = troupe_tool_history_make_unique (self->history, call);
  step = troupe_tool_step_new (self->toolkit, self->answer_tool, unique, self->n_rounds);
  troupe_tool_step_set_from_text (step, TRUE);

  return step;
}

/* Asks again, with @words from the user's side, for there was no call that could have a result. @task is (transfer full). */
static void
ask_for_call (GTask      *task,
              const char *words)
{
  TroupeToolLoop *self = g_task_get_source_object (task);
  const char *text = troupe_message_get_text (troupe_answer_sum_get_part (self->sum));
  GError *error = NULL;

  if (!troupe_answer_tool_refuse (self->answer_tool, words, &error))
    {
      troupe_tool_loop_fail (task, error);
      return;
    }

  if (text != NULL && *text != '\0')
    troupe_request_add_message (self->talk, TROUPE_ROLE_ASSISTANT, text);
  troupe_request_add_message (self->talk, TROUPE_ROLE_USER, words);
  troupe_tool_loop_next_round (task);
}

/**
 * troupe_tool_loop_take_text:
 * @task: (transfer full): the task of the loop, after a round without calls
 *
 * Takes an object in the text for a call of the answer tool, which is told of as one; or has the model make it.
 */
void
troupe_tool_loop_take_text (GTask *task)
{
  TroupeToolLoop *self = g_task_get_source_object (task);
  const char *text = troupe_message_get_text (troupe_answer_sum_get_part (self->sum));
  const char *name = troupe_answer_tool_get_name (self->answer_tool);
  g_autofree char *arguments = text != NULL ? troupe_answer_tool_find_in_text (self->answer_tool, text) : NULL;
  g_autoptr(TroupeToolStep) step = NULL;
  g_autofree char *words = NULL;

  if (arguments == NULL)
    {
      words = g_strdup_printf ("You ended without calling the tool “%s”. Your answer counts only by that call: make it now.",
                               name);
      ask_for_call (task, words);
      return;
    }

  step = create_step (self, arguments);
  troupe_tool_loop_emit_step (self, TROUPE_TOOL_LOOP_SIGNAL_TOOL_CALL, step);
  troupe_tool_loop_emit_step (self, TROUPE_TOOL_LOOP_SIGNAL_TOOL_RESULT, step);
  if (troupe_tool_loop_take_step (self, step))
    {
      troupe_tool_loop_end (task, NULL);
      return;
    }

  words = g_strdup_printf ("The JSON in your text was taken for the arguments of the tool “%s”, and can't be used: %s Call the "
                           "tool, with that put right.", name, troupe_tool_step_get_text (step));
  ask_for_call (task, words);
}

/**
 * troupe_tool_loop_take_step:
 * @self: a loop
 * @step: a call that is over
 *
 * Takes the answer from a call, if it is one and was accepted.
 *
 * Returns: whether the loop has its answer
 */
gboolean
troupe_tool_loop_take_step (TroupeToolLoop *self,
                            TroupeToolStep *step)
{
  if (!troupe_tool_step_is_answer (step) || troupe_tool_step_get_outcome (step) != TROUPE_TOOL_OUTCOME_OK)
    return FALSE;

  accept (self, step);

  return TRUE;
}

/* What was wrong with the last call of the answer tool in this round. */
static const char *
get_refusal (TroupeToolLoop *self)
{
  const char *words = NULL;

  for (guint i = 0; i < self->steps->len; i++)
    {
      TroupeToolStep *step = g_ptr_array_index (self->steps, i);

      if (troupe_tool_step_is_answer (step))
        words = troupe_tool_step_get_text (step);
    }

  return words;
}

/**
 * troupe_tool_loop_take_steps:
 * @task: (transfer full): the task of the loop, after calls of which none was the answer
 *
 * Goes on, if that makes sense.
 */
void
troupe_tool_loop_take_steps (GTask *task)
{
  TroupeToolLoop *self = g_task_get_source_object (task);
  const char *refusal = get_refusal (self);
  GError *error = NULL;

  if (refusal != NULL && !troupe_answer_tool_refuse (self->answer_tool, refusal, &error))
    troupe_tool_loop_fail (task, error);
  else if (troupe_tool_history_is_hopeless (self->history))
    troupe_tool_loop_fail (task, g_error_new_literal (TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED,
                                                      _("The model made the same tool call over and over; try again, or try "
                                                        "another model.")));
  else
    troupe_tool_loop_next_round (task);
}
