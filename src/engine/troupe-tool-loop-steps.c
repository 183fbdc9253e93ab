/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-tool-loop-private.h"

/* The calls of one round: which run side by side, what may hold them, and what the model is told of them. */

static void next_steps (GTask *task);

static void
asked_cb (TroupeToolStep *step,
          TroupeToolLoop *self)
{
  troupe_tool_loop_emit_step (self, TROUPE_TOOL_LOOP_SIGNAL_APPROVAL_ASKED, step);
}

static void
decided_cb (TroupeToolStep *step,
            TroupeToolLoop *self)
{
  troupe_tool_loop_emit_step (self, TROUPE_TOOL_LOOP_SIGNAL_APPROVAL_DECIDED, step);
}

/* @task is (transfer full) */
static void
end_steps (GTask *task)
{
  TroupeToolLoop *self = g_task_get_source_object (task);

  for (guint i = 0; i < self->steps->len; i++)
    {
      TroupeToolStep *step = g_ptr_array_index (self->steps, i);

      troupe_request_add_result (self->talk, troupe_tool_call_get_id (troupe_tool_step_get_call (step)),
                                 troupe_tool_step_get_text (step));
    }

  troupe_tool_loop_take_steps (task);
}

/* All that were begun are over: they are told of in order, whichever was first. */
static void
steps_done (GTask *task)
{
  TroupeToolLoop *self = g_task_get_source_object (task);
  gboolean is_answered = FALSE;
  GError *error = NULL;

  for (guint i = 0; i < self->n_begun; i++)
    {
      TroupeToolStep *step = g_ptr_array_index (self->steps, self->at + i);

      troupe_tool_history_end (self->history, step);
      troupe_tool_loop_emit_step (self, TROUPE_TOOL_LOOP_SIGNAL_TOOL_RESULT, step);
      is_answered = is_answered || troupe_tool_loop_take_step (self, step);
    }
  self->at += self->n_begun;

  if (is_answered)
    troupe_tool_loop_end (task, NULL);
  else if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    troupe_tool_loop_fail (task, error);
  else
    next_steps (task);
}

static void
step_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  TroupeToolLoop *self = g_task_get_source_object (task);

  /* A cancel is seen once all are over. */
  troupe_tool_step_run_finish (TROUPE_TOOL_STEP (source), result, NULL);
  if (--self->n_pending == 0)
    steps_done (task);
}

/* The answer comes last in its group: if it is accepted, there is no other. */
static guint
count_group (TroupeToolLoop *self)
{
  gboolean has_answer = FALSE;
  guint n_steps = 0;

  if (self->is_one_by_one)
    return 1;
  while (!has_answer && self->at + n_steps < self->steps->len &&
         troupe_tool_step_can_run_beside (g_ptr_array_index (self->steps, self->at + n_steps)))
    {
      has_answer = troupe_tool_step_is_answer (g_ptr_array_index (self->steps, self->at + n_steps));
      n_steps++;
    }

  return MAX (n_steps, 1);
}

/* @task is (transfer full) */
static void
run_group (GTask *task)
{
  TroupeToolLoop *self = g_task_get_source_object (task);
  guint n_steps = count_group (self);

  self->n_begun = n_steps;
  self->n_pending = n_steps;
  for (guint i = 0; i < n_steps; i++)
    {
      TroupeToolStep *step = g_ptr_array_index (self->steps, self->at + i);

      troupe_tool_history_begin (self->history, step);
      troupe_tool_loop_emit_step (self, TROUPE_TOOL_LOOP_SIGNAL_TOOL_CALL, step);
    }
  for (guint i = 0; i < n_steps; i++)
    troupe_tool_step_run_async (g_ptr_array_index (self->steps, self->at + i), self->inbox, self->run_id, self->ticket_id,
                                self->persona_id, g_task_get_cancellable (task), step_cb, task);
}

static void
gate_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    run_group (task);
  else if (error != NULL)
    troupe_tool_loop_fail (task, error);
  else
    troupe_tool_loop_fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Stopped before a tool call.")));
}

/* @task is (transfer full) */
static void
next_steps (GTask *task)
{
  TroupeToolLoop *self = g_task_get_source_object (task);

  if (self->at == self->steps->len)
    end_steps (task);
  else if (self->before != NULL)
    self->before (g_ptr_array_index (self->steps, self->at),
                  g_task_new (self, g_task_get_cancellable (task), gate_cb, task), self->before_data);
  else
    run_group (task);
}

/**
 * troupe_tool_loop_begin_steps:
 * @task: (transfer full): the task of the loop
 * @calls: (element-type TroupeToolCall): what the model asks for
 *
 * Performs the calls, one group after the other, and then goes on.
 */
void
troupe_tool_loop_begin_steps (GTask     *task,
                              GPtrArray *calls)
{
  TroupeToolLoop *self = g_task_get_source_object (task);
  TroupeMessage *part = troupe_answer_sum_get_part (self->sum);
  g_autoptr(GPtrArray) unique = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_tool_call_unref);

  if (self->history == NULL)
    self->history = troupe_tool_history_new ();
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  self->steps = g_ptr_array_new_with_free_func (g_object_unref);
  self->at = 0;

  for (guint i = 0; i < calls->len; i++)
    {
      TroupeToolCall *call = troupe_tool_history_make_unique (self->history, g_ptr_array_index (calls, i));
      TroupeToolStep *step = troupe_tool_step_new (self->toolkit, self->answer_tool, call, self->n_rounds);

      g_ptr_array_add (unique, call);
      g_ptr_array_add (self->steps, step);
      troupe_tool_step_set_recorder (step, self->recorder);
      g_signal_connect_object (step, "asked", G_CALLBACK (asked_cb), self, 0);
      g_signal_connect_object (step, "decided", G_CALLBACK (decided_cb), self, 0);
    }

  troupe_request_add_calls (self->talk, troupe_message_get_text (part), troupe_message_get_reasoning (part), unique);
  next_steps (task);
}
