/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-answer.h"
#include "troupe-tool-loop-private.h"

/**
 * TroupeToolLoop:
 *
 * One question to one result, with tools between: asks, does what the model asks of tools, tells it what came of that, and
 * asks again, until it asks for no more.
 *
 * Each round is a #TroupeTurn with a message of its own. What the model says in all of them is in the one answer, and so is
 * the sum of what they used. Without tools there is one round, which fills the answer by itself.
 *
 * Calls that change nothing and need no asking run side by side if they stand together; all others one by one. Results go
 * back in the order of the calls.
 *
 * With an answer tool, a call of that which is accepted ends the loop, and nothing else is a result.
 */
static guint signals[TROUPE_TOOL_LOOP_N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeToolLoop, troupe_tool_loop, G_TYPE_OBJECT)

static gboolean
has_tools (TroupeToolLoop *self)
{
  return self->answer_tool != NULL || (self->toolkit != NULL && troupe_toolkit_get_n_tools (self->toolkit) > 0);
}

static void
batch_cb (TroupeToolLoop *self,
          TroupeBatch    *batch)
{
  troupe_answer_sum_add_batch (self->sum, batch);
  g_signal_emit (self, signals[TROUPE_TOOL_LOOP_SIGNAL_BATCH], 0, batch);
}

static void
sending_cb (TroupeToolLoop *self)
{
  troupe_answer_sum_note_model (self->sum);
}

static void
waiting_cb (TroupeToolLoop *self,
            GError         *error,
            guint           wait_ms)
{
  g_signal_emit (self, signals[TROUPE_TOOL_LOOP_SIGNAL_WAITING], 0, error, wait_ms);
}

static void
hop_cb (TroupeToolLoop *self,
        GError         *error)
{
  troupe_answer_sum_note_model (self->sum);
  g_signal_emit (self, signals[TROUPE_TOOL_LOOP_SIGNAL_HOP], 0, error);
}

/**
 * troupe_tool_loop_emit_step:
 * @self: a loop
 * @signal: one of the signals that tell of a call
 * @step: the call
 *
 * Tells of a call.
 */
void
troupe_tool_loop_emit_step (TroupeToolLoop       *self,
                            TroupeToolLoopSignal  signal,
                            TroupeToolStep       *step)
{
  g_signal_emit (self, signals[signal], 0, step);
}

/**
 * troupe_tool_loop_end:
 * @task: (transfer full): the task of the loop
 * @error: (transfer full) (nullable): what it ends with
 *
 * Ends the loop after a round.
 */
void
troupe_tool_loop_end (GTask  *task,
                      GError *error)
{
  TroupeToolLoop *self = g_task_get_source_object (task);

  troupe_message_set_streaming (self->answer, FALSE);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * troupe_tool_loop_fail:
 * @task: (transfer full): the task of the loop
 * @error: (transfer full): what went wrong
 *
 * Ends the loop for what fails between two rounds, and has the answer say so.
 */
void
troupe_tool_loop_fail (GTask  *task,
                       GError *error)
{
  TroupeToolLoop *self = g_task_get_source_object (task);
  gboolean is_cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  troupe_message_set_stop_reason (self->answer, is_cancelled ? TROUPE_STOP_REASON_CANCELLED : TROUPE_STOP_REASON_ERROR);
  troupe_message_set_error (self->answer, is_cancelled ? NULL : error->message);
  troupe_message_set_complete (self->answer, FALSE);
  troupe_tool_loop_end (task, error);
}

static void
turn_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  TroupeToolLoop *self = g_task_get_source_object (task);
  TroupeTurn *turn = TROUPE_TURN (source);
  TroupeMessage *part = troupe_answer_sum_get_part (self->sum);
  GPtrArray *calls;
  GError *error = NULL;
  gboolean is_whole = troupe_turn_run_finish (turn, result, &error);
  gboolean wants_text;

  calls = troupe_turn_get_calls (turn);
  wants_text = is_whole && calls == NULL && troupe_tool_loop_wants_text (self);
  if (is_whole && calls == NULL && !wants_text && !troupe_answer_check (part, &error))
    {
      troupe_message_set_error (part, error->message);
      troupe_message_set_complete (part, FALSE);
    }
  troupe_answer_sum_end_part (self->sum);
  g_signal_emit (self, signals[TROUPE_TOOL_LOOP_SIGNAL_ROUND], 0, part);

  if ((calls == NULL && !wants_text) || error != NULL)
    troupe_tool_loop_end (task, error);
  else if (wants_text)
    troupe_tool_loop_take_text (task);
  else if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    troupe_tool_loop_fail (task, error);
  else
    troupe_tool_loop_begin_steps (task, calls);
}

/**
 * troupe_tool_loop_next_round:
 * @task: (transfer full): the task of the loop
 *
 * Asks the model, with all that was said and done so far.
 */
void
troupe_tool_loop_next_round (GTask *task)
{
  TroupeToolLoop *self = g_task_get_source_object (task);
  g_autoptr(TroupeTurn) turn = NULL;
  TroupeMessage *part;

  if (self->n_rounds == TROUPE_TOOL_LOOP_MAX_ROUNDS)
    {
      troupe_tool_loop_fail (task, g_error_new (TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED,
                               _("The model called tools %u times over without coming to an end; make the task smaller, or "
                                 "try another model."), self->n_rounds));
      return;
    }

  self->n_rounds++;
  part = troupe_answer_sum_begin_part (self->sum, !has_tools (self));

  turn = troupe_turn_new (self->resolver, self->providers, self->tier, self->system);
  troupe_turn_add_talk (turn, self->talk);
  if (has_tools (self))
    g_signal_connect_object (turn, "sending", G_CALLBACK (sending_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (turn, "batch", G_CALLBACK (batch_cb), self, G_CONNECT_SWAPPED);
  troupe_turn_set_before (turn, self->before_model, self->before_model_data);
  troupe_turn_set_patient (turn, self->is_patient);
  g_signal_connect_object (turn, "waiting", G_CALLBACK (waiting_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (turn, "hop", G_CALLBACK (hop_cb), self, G_CONNECT_SWAPPED);
  troupe_turn_run_async (turn, part, g_task_get_cancellable (task), turn_cb, task);
}

static void
troupe_tool_loop_finalize (GObject *object)
{
  TroupeToolLoop *self = TROUPE_TOOL_LOOP (object);

  g_clear_object (&self->resolver);
  g_clear_object (&self->providers);
  g_clear_object (&self->toolkit);
  g_clear_object (&self->answer_tool);
  g_clear_object (&self->recorder);
  g_clear_object (&self->inbox);
  g_clear_object (&self->talk);
  g_clear_object (&self->answer);
  g_clear_pointer (&self->sum, troupe_answer_sum_free);
  g_clear_pointer (&self->history, troupe_tool_history_free);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_free (self->system);
  g_free (self->run_id);
  g_free (self->ticket_id);
  g_free (self->persona_id);

  G_OBJECT_CLASS (troupe_tool_loop_parent_class)->finalize (object);
}

static guint
add_signal (const char *name,
            GType       type)
{
  return g_signal_new (name, TROUPE_TYPE_TOOL_LOOP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, type);
}

static void
troupe_tool_loop_class_init (TroupeToolLoopClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_tool_loop_finalize;

  /**
   * TroupeToolLoop::batch:
   * @self: the loop
   * @batch: (type gpointer): the #TroupeBatch that came in
   *
   * More of the answer is in the message.
   */
  signals[TROUPE_TOOL_LOOP_SIGNAL_BATCH] = add_signal ("batch", G_TYPE_POINTER);

  /**
   * TroupeToolLoop::waiting:
   * @self: the loop
   * @error: why a model could not answer
   * @wait_ms: how long it is until the next one is asked, in milliseconds
   *
   * A while passes before the hop.
   */
  signals[TROUPE_TOOL_LOOP_SIGNAL_WAITING] =
    g_signal_new ("waiting", TROUPE_TYPE_TOOL_LOOP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_ERROR, G_TYPE_UINT);

  /**
   * TroupeToolLoop::hop:
   * @self: the loop
   * @error: why the model before could not answer
   *
   * The resolver stands at the next preferred model, which is asked now.
   */
  signals[TROUPE_TOOL_LOOP_SIGNAL_HOP] = add_signal ("hop", G_TYPE_ERROR);

  /**
   * TroupeToolLoop::round:
   * @self: the loop
   * @part: the message of this round alone
   *
   * A model has said what it says in this round, or failed to; what it used is in @part.
   */
  signals[TROUPE_TOOL_LOOP_SIGNAL_ROUND] = add_signal ("round", TROUPE_TYPE_MESSAGE);

  /**
   * TroupeToolLoop::tool-call:
   * @self: the loop
   * @step: the call
   *
   * A call's turn has come.
   */
  signals[TROUPE_TOOL_LOOP_SIGNAL_TOOL_CALL] = add_signal ("tool-call", TROUPE_TYPE_TOOL_STEP);

  /**
   * TroupeToolLoop::tool-result:
   * @self: the loop
   * @step: the call
   *
   * A call is over, whichever way.
   */
  signals[TROUPE_TOOL_LOOP_SIGNAL_TOOL_RESULT] = add_signal ("tool-result", TROUPE_TYPE_TOOL_STEP);

  /**
   * TroupeToolLoop::approval-asked:
   * @self: the loop
   * @step: the call
   *
   * A person is about to be asked.
   */
  signals[TROUPE_TOOL_LOOP_SIGNAL_APPROVAL_ASKED] = add_signal ("approval-asked", TROUPE_TYPE_TOOL_STEP);

  /**
   * TroupeToolLoop::approval-decided:
   * @self: the loop
   * @step: the call
   *
   * The question is decided, by whomever.
   */
  signals[TROUPE_TOOL_LOOP_SIGNAL_APPROVAL_DECIDED] = add_signal ("approval-decided", TROUPE_TYPE_TOOL_STEP);
}

static void
troupe_tool_loop_init (TroupeToolLoop *self)
{
  self->talk = troupe_request_new (NULL);
  self->run_id = g_strdup ("");
}

/**
 * troupe_tool_loop_new:
 * @resolver: the effective values; its model index is moved at each hop
 * @providers: who can be asked
 * @tier: the tier that speaks, or %TROUPE_TIER_NONE
 * @system: (nullable): the system prompt
 * @toolkit: (nullable): the tools; %NULL for none
 *
 * Makes a loop that has nothing to say yet.
 *
 * Returns: (transfer full): a loop
 */
TroupeToolLoop *
troupe_tool_loop_new (TroupeResolver    *resolver,
                      TroupeProviderSet *providers,
                      TroupeTier         tier,
                      const char        *system,
                      TroupeToolkit     *toolkit)
{
  TroupeToolLoop *self;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (resolver), NULL);
  g_return_val_if_fail (TROUPE_IS_PROVIDER_SET (providers), NULL);

  self = g_object_new (TROUPE_TYPE_TOOL_LOOP, NULL);
  self->resolver = g_object_ref (resolver);
  self->providers = g_object_ref (providers);
  self->tier = tier;
  self->system = g_strdup (system);
  g_set_object (&self->toolkit, toolkit);
  if (toolkit != NULL)
    troupe_toolkit_offer (toolkit, self->talk);

  return self;
}

/**
 * troupe_tool_loop_set_inbox:
 * @self: a loop that has not run
 * @inbox: (nullable): who is asked; %NULL denies what has to be
 * @run_id: which run asks
 * @ticket_id: (nullable): which ticket of it
 * @persona_id: (nullable): who performs the ticket
 *
 * Sets who is asked, and in whose name.
 */
void
troupe_tool_loop_set_inbox (TroupeToolLoop      *self,
                            TroupeApprovalInbox *inbox,
                            const char          *run_id,
                            const char          *ticket_id,
                            const char          *persona_id)
{
  g_return_if_fail (TROUPE_IS_TOOL_LOOP (self));
  g_return_if_fail (run_id != NULL);

  g_set_object (&self->inbox, inbox);
  g_free (self->run_id);
  self->run_id = g_strdup (run_id);
  g_free (self->ticket_id);
  self->ticket_id = g_strdup (ticket_id);
  g_free (self->persona_id);
  self->persona_id = g_strdup (persona_id);
}

/**
 * troupe_tool_loop_set_answer_tool:
 * @self: a loop that has not run, and has none yet
 * @tool: the tool by which the model has to answer; it has to be new, and keeps the answer
 *
 * Has the loop end with a call of @tool, which is offered after the tools of the toolkit. A model that ends otherwise is told
 * to make the call; an object in its text that would be accepted is taken for one.
 */
void
troupe_tool_loop_set_answer_tool (TroupeToolLoop   *self,
                                  TroupeAnswerTool *tool)
{
  g_return_if_fail (TROUPE_IS_TOOL_LOOP (self));
  g_return_if_fail (TROUPE_IS_ANSWER_TOOL (tool));
  g_return_if_fail (self->answer_tool == NULL && self->answer == NULL);

  self->answer_tool = g_object_ref (tool);
  troupe_answer_tool_offer (tool, self->talk);
}

/**
 * troupe_tool_loop_set_recorder:
 * @self: a loop that has not run
 * @recorder: (nullable): who writes down what the loop tells of, or %NULL for nobody
 *
 * Sets who has to have a call on the disk before its deed is done or a person is asked.
 */
void
troupe_tool_loop_set_recorder (TroupeToolLoop *self,
                               TroupeRecorder *recorder)
{
  g_return_if_fail (TROUPE_IS_TOOL_LOOP (self));

  g_set_object (&self->recorder, recorder);
}

/**
 * troupe_tool_loop_set_before_tool:
 * @self: a loop that has not run
 * @func: (nullable): called before each tool call; it is given the gate (transfer full), and lets the loop go on by
 *   g_task_return_boolean() with %TRUE, now or later; %FALSE or an error ends the loop. Once the gate's cancellable is
 *   cancelled it has to be let go as well
 * @user_data: for @func
 *
 * Sets who can hold the loop before a tool call. With it, calls run one by one, unless troupe_tool_loop_set_one_by_one()
 * says otherwise; it is then called before the first of those that run side by side.
 */
void
troupe_tool_loop_set_before_tool (TroupeToolLoop       *self,
                                  TroupeBeforeToolFunc  func,
                                  gpointer              user_data)
{
  g_return_if_fail (TROUPE_IS_TOOL_LOOP (self));

  self->before = func;
  self->before_data = user_data;
  self->is_one_by_one = func != NULL;
}

/**
 * troupe_tool_loop_set_before_model:
 * @self: a loop that has not run
 * @func: (nullable): as troupe_turn_set_before() has it
 * @user_data: for @func
 *
 * Sets who can hold the loop before a model is asked.
 */
void
troupe_tool_loop_set_before_model (TroupeToolLoop        *self,
                                   TroupeBeforeModelFunc  func,
                                   gpointer               user_data)
{
  g_return_if_fail (TROUPE_IS_TOOL_LOOP (self));

  self->before_model = func;
  self->before_model_data = user_data;
}

/**
 * troupe_tool_loop_set_one_by_one:
 * @self: a loop
 * @is_one_by_one: whether no two calls run at once
 *
 * Sets it, for calls that have not begun.
 */
void
troupe_tool_loop_set_one_by_one (TroupeToolLoop *self,
                                 gboolean        is_one_by_one)
{
  g_return_if_fail (TROUPE_IS_TOOL_LOOP (self));

  self->is_one_by_one = is_one_by_one;
}

/**
 * troupe_tool_loop_set_patient:
 * @self: a loop that has not run
 * @is_patient: as troupe_turn_set_patient() has it
 *
 * Sets whether it waits when a server has too much to do.
 */
void
troupe_tool_loop_set_patient (TroupeToolLoop *self,
                              gboolean        is_patient)
{
  g_return_if_fail (TROUPE_IS_TOOL_LOOP (self));

  self->is_patient = is_patient;
}

/**
 * troupe_tool_loop_add_message:
 * @self: a loop that has not run
 * @role: who said it
 * @text: what was said
 *
 * Adds to what is sent first, in order.
 */
void
troupe_tool_loop_add_message (TroupeToolLoop *self,
                              TroupeRole      role,
                              const char     *text)
{
  g_return_if_fail (TROUPE_IS_TOOL_LOOP (self));
  g_return_if_fail (text != NULL);

  troupe_request_add_message (self->talk, role, text);
}

/**
 * troupe_tool_loop_run_async:
 * @self: a loop that has not run
 * @answer: the message to fill
 * @cancellable: (nullable): stops it at any point; what came until then stays in @answer
 * @callback: called once @answer is whole or no more will come
 * @user_data: for @callback
 *
 * Asks, runs tools, and fills @answer as the answers come in.
 */
void
troupe_tool_loop_run_async (TroupeToolLoop      *self,
                            TroupeMessage       *answer,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (TROUPE_IS_TOOL_LOOP (self));
  g_return_if_fail (TROUPE_IS_MESSAGE (answer));
  g_return_if_fail (self->answer == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_tool_loop_run_async);
  /* What came in before a cancel counts, and whoever reports it says so itself. */
  g_task_set_check_cancellable (task, FALSE);

  self->answer = g_object_ref (answer);
  self->sum = troupe_answer_sum_new (answer);
  troupe_message_set_streaming (answer, TRUE);
  troupe_tool_loop_next_round (task);
}

/**
 * troupe_tool_loop_run_finish:
 * @self: a loop
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_tool_loop_run_async().
 *
 * Errors are in %TROUPE_ENGINE_ERROR, %TROUPE_PROVIDER_ERROR, or %G_IO_ERROR_CANCELLED. The answer holds the same
 * sentence.
 *
 * Returns: whether the answer is one that somebody can build on
 */
gboolean
troupe_tool_loop_run_finish (TroupeToolLoop  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
