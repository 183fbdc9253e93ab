/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-clock.h"
#include "troupe-context-files.h"
#include "troupe-worker-private.h"

/**
 * TroupeWorker:
 *
 * One attempt at one ticket: reads the files that the ticket names, puts the worker context together, asks, runs the tools
 * that it is asked for, and tells what happens. Who judges what somebody else did makes an attempt of its own tier.
 */
G_DEFINE_FINAL_TYPE (TroupeWorker, troupe_worker, G_TYPE_OBJECT)

/* @gate is (transfer full) */
static void
before_model_cb (GTask    *gate,
                 gpointer  user_data)
{
  TroupeWorker *self = user_data;

  if (self->breach == NULL && self->before_model != NULL)
    {
      self->before_model (gate, self->before_model_data);
      return;
    }

  if (self->breach != NULL)
    g_task_return_error (gate, g_error_copy (self->breach));
  else
    g_task_return_boolean (gate, TRUE);
  g_object_unref (gate);
}

static TroupeAttemptState
get_state_after (const GError *error)
{
  if (error == NULL)
    return TROUPE_ATTEMPT_STATE_COMPLETED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TROUPE_ATTEMPT_STATE_CANCELLED;

  return TROUPE_ATTEMPT_STATE_FAILED;
}

/* @task and @error are (transfer full) */
static void
end (GTask  *task,
     GError *error)
{
  TroupeWorker *self = g_task_get_source_object (task);

  troupe_attempt_set_state (self->attempt, get_state_after (error));

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
loop_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  TroupeWorker *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (troupe_tool_loop_run_finish (TROUPE_TOOL_LOOP (source), result, &error) && self->breach != NULL)
    {
      TroupeMessage *answer = troupe_attempt_get_answer (self->attempt);

      error = g_error_copy (self->breach);
      troupe_message_set_error (answer, error->message);
      troupe_message_set_complete (answer, FALSE);
    }
  end (task, error);
}

/* @task is (transfer full), @error too: what kept the attempt from beginning. */
static void
fail_before (GTask  *task,
             GError *error)
{
  TroupeWorker *self = g_task_get_source_object (task);
  TroupeMessage *answer;
  gboolean is_cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  self->attempt = troupe_attempt_new (self->number, self->tier);
  answer = troupe_attempt_get_answer (self->attempt);
  troupe_message_set_stop_reason (answer, is_cancelled ? TROUPE_STOP_REASON_CANCELLED : TROUPE_STOP_REASON_ERROR);
  troupe_message_set_error (answer, is_cancelled ? NULL : error->message);
  troupe_run_ticket_add_attempt (self->ticket, self->attempt);
  end (task, error);
}

static void
add_attempt (TroupeWorker *self)
{
  g_autofree char *line = troupe_worker_context_to_line (self->context);
  TroupePersona *persona = troupe_worker_context_get_persona (self->context);
  TroupeMessage *answer;

  self->attempt = troupe_attempt_new (self->number, self->tier);
  troupe_attempt_set_metadata (self->attempt, line);

  answer = troupe_attempt_get_answer (self->attempt);
  troupe_message_set_created_us (answer, troupe_clock_get_real_us ());
  troupe_message_set_persona (answer,
                              troupe_definition_get_id (TROUPE_DEFINITION (persona)),
                              troupe_definition_get_name (TROUPE_DEFINITION (persona)),
                              troupe_persona_get_icon (persona),
                              troupe_definition_get_revision (TROUPE_DEFINITION (persona)));

  if (self->func != NULL)
    self->teller = troupe_text_teller_new (self->run, self->context, answer, self->func, self->func_data);
  /* Whoever judges a ticket does not perform it. */
  if (self->tier != TROUPE_TIER_QA)
    troupe_run_ticket_set_persona (self->ticket, persona);
  troupe_run_ticket_add_attempt (self->ticket, self->attempt);
}

/* @task is (transfer full) */
static void
begin (GTask     *task,
       GPtrArray *files)
{
  TroupeWorker *self = g_task_get_source_object (task);
  g_autoptr(TroupeToolkit) toolkit = NULL;
  TroupeToolLoop *loop;
  /* What is changed from now on is for the next attempt. */
  g_autoptr(TroupeTicket) ticket = troupe_ticket_copy (troupe_run_ticket_get_ticket (self->ticket));
  GError *error = NULL;

  self->context = troupe_worker_context_new (self->snapshot, self->run, ticket, self->tier, self->number,
                                             self->last_resort_id, files, &error);
  if (self->context == NULL)
    {
      fail_before (task, error);
      return;
    }

  if (self->func != NULL)
    self->func (troupe_run_event_new_worker_started (self->run, self->context), self->func_data);
  add_attempt (self);

  toolkit = troupe_toolkit_new (troupe_worker_context_get_resolver (self->context), TROUPE_CATALOG (self->snapshot),
                                self->tier, troupe_worker_context_get_ticket (self->context), self->project,
                                self->tool_ceiling);
  loop = self->loop = troupe_tool_loop_new (troupe_worker_context_get_resolver (self->context), self->providers, self->tier,
                                            troupe_prompt_get_text (troupe_worker_context_get_prompt (self->context)), toolkit);
  troupe_tool_loop_set_inbox (loop, self->inbox, troupe_run_get_id (self->run), troupe_ticket_get_id (ticket),
                              troupe_worker_context_get_persona_id (self->context));
  troupe_tool_loop_set_recorder (loop, self->recorder);
  troupe_tool_loop_set_before_tool (loop, self->before_tool, self->before_tool_data);
  troupe_tool_loop_set_one_by_one (loop, self->is_one_by_one);
  troupe_tool_loop_set_before_model (loop, before_model_cb, self);
  troupe_tool_loop_set_patient (loop, TRUE);
  troupe_tool_loop_add_message (loop, TROUPE_ROLE_USER, troupe_worker_context_get_assignment (self->context));
  if (self->answer_tool != NULL)
    troupe_tool_loop_set_answer_tool (loop, self->answer_tool);
  troupe_worker_follow (self, self->answer_tool != NULL || troupe_toolkit_get_n_tools (toolkit) > 0);

  troupe_tool_loop_run_async (loop, troupe_attempt_get_answer (self->attempt), g_task_get_cancellable (task), loop_cb, task);
}

static void
files_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) files = troupe_context_files_read_finish (result, &error);

  if (files != NULL)
    begin (task, files);
  else
    fail_before (task, error);
}

static void
troupe_worker_dispose (GObject *object)
{
  TroupeWorker *self = TROUPE_WORKER (object);

  g_clear_pointer (&self->teller, troupe_text_teller_free);

  G_OBJECT_CLASS (troupe_worker_parent_class)->dispose (object);
}

static void
troupe_worker_finalize (GObject *object)
{
  TroupeWorker *self = TROUPE_WORKER (object);

  g_clear_object (&self->loop);
  g_clear_error (&self->breach);
  g_clear_object (&self->attempt);
  g_clear_object (&self->context);
  g_clear_object (&self->providers);
  g_clear_object (&self->snapshot);
  g_clear_object (&self->ticket);
  g_clear_object (&self->run);
  g_clear_object (&self->recorder);
  g_clear_object (&self->inbox);
  g_clear_object (&self->project);
  g_clear_object (&self->answer_tool);
  g_free (self->last_resort_id);

  G_OBJECT_CLASS (troupe_worker_parent_class)->finalize (object);
}

static void
troupe_worker_class_init (TroupeWorkerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_worker_dispose;
  object_class->finalize = troupe_worker_finalize;
}

static void
troupe_worker_init (TroupeWorker *self)
{
  self->tool_ceiling = TROUPE_PERMISSION_AUTO;
}

/**
 * troupe_worker_new:
 * @providers: who can be asked
 * @snapshot: the definitions as they are now
 * @run: the run
 * @ticket: which of its tickets to try
 * @tier: which tier tries
 *
 * Makes a worker for the next attempt of a tier at a ticket.
 *
 * Returns: (transfer full): the worker
 */
TroupeWorker *
troupe_worker_new (TroupeProviderSet *providers,
                   TroupeSnapshot    *snapshot,
                   TroupeRun         *run,
                   TroupeRunTicket   *ticket,
                   TroupeTier         tier)
{
  TroupeWorker *self;
  TroupeAttempt *newest;

  g_return_val_if_fail (TROUPE_IS_PROVIDER_SET (providers), NULL);
  g_return_val_if_fail (TROUPE_IS_SNAPSHOT (snapshot), NULL);
  g_return_val_if_fail (TROUPE_IS_RUN (run), NULL);
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (ticket), NULL);

  newest = troupe_run_ticket_find_newest (ticket, tier);
  self = g_object_new (TROUPE_TYPE_WORKER, NULL);
  self->providers = g_object_ref (providers);
  self->snapshot = g_object_ref (snapshot);
  self->run = g_object_ref (run);
  self->ticket = g_object_ref (ticket);
  self->tier = tier;
  self->number = newest != NULL ? troupe_attempt_get_number (newest) + 1 : 1;

  return self;
}

/**
 * troupe_worker_set_event_func:
 * @self: a worker that has not run
 * @func: (nullable): takes each event, before what it tells of can be seen in the run
 * @user_data: for @func
 *
 * Sets who is told. With nobody to tell, no event is made.
 */
void
troupe_worker_set_event_func (TroupeWorker       *self,
                              TroupeRunEventFunc  func,
                              gpointer            user_data)
{
  g_return_if_fail (TROUPE_IS_WORKER (self));

  self->func = func;
  self->func_data = user_data;
}

/**
 * troupe_worker_set_recorder:
 * @self: a worker that has not run
 * @recorder: (nullable): who writes down what the worker tells of, or %NULL for nobody
 *
 * Sets who has to have a tool call on the disk before its deed is done or a person is asked.
 */
void
troupe_worker_set_recorder (TroupeWorker   *self,
                            TroupeRecorder *recorder)
{
  g_return_if_fail (TROUPE_IS_WORKER (self));

  g_set_object (&self->recorder, recorder);
}

/**
 * troupe_worker_set_inbox:
 * @self: a worker that has not run
 * @inbox: (nullable): who is asked about tools; %NULL denies what has to be
 *
 * Sets where questions about tools go.
 */
void
troupe_worker_set_inbox (TroupeWorker        *self,
                         TroupeApprovalInbox *inbox)
{
  g_return_if_fail (TROUPE_IS_WORKER (self));

  g_set_object (&self->inbox, inbox);
}

/**
 * troupe_worker_set_tool_ceiling:
 * @self: a worker that has not run
 * @ceiling: the most that the run allows
 *
 * Sets the run's ceiling for all tools; it is auto if nobody sets another.
 */
void
troupe_worker_set_tool_ceiling (TroupeWorker     *self,
                                TroupePermission  ceiling)
{
  g_return_if_fail (TROUPE_IS_WORKER (self));

  self->tool_ceiling = ceiling;
}

/**
 * troupe_worker_set_before_tool:
 * @self: a worker that has not run
 * @func: (nullable): as troupe_tool_loop_set_before_tool() has it
 * @user_data: for @func
 *
 * Sets who can hold the attempt before a tool call.
 */
void
troupe_worker_set_before_tool (TroupeWorker         *self,
                               TroupeBeforeToolFunc  func,
                               gpointer              user_data)
{
  g_return_if_fail (TROUPE_IS_WORKER (self));

  self->before_tool = func;
  self->before_tool_data = user_data;
}

/**
 * troupe_worker_set_before_model:
 * @self: a worker that has not run
 * @func: (nullable): as troupe_turn_set_before() has it
 * @user_data: for @func
 *
 * Sets who can hold the attempt before a model is asked.
 */
void
troupe_worker_set_before_model (TroupeWorker          *self,
                                TroupeBeforeModelFunc  func,
                                gpointer               user_data)
{
  g_return_if_fail (TROUPE_IS_WORKER (self));

  self->before_model = func;
  self->before_model_data = user_data;
}

/**
 * troupe_worker_set_one_by_one:
 * @self: a worker
 * @is_one_by_one: whether no two tool calls run at once
 *
 * Sets it, for calls that have not begun.
 */
void
troupe_worker_set_one_by_one (TroupeWorker *self,
                              gboolean      is_one_by_one)
{
  g_return_if_fail (TROUPE_IS_WORKER (self));

  self->is_one_by_one = is_one_by_one;
  if (self->loop != NULL)
    troupe_tool_loop_set_one_by_one (self->loop, is_one_by_one);
}

/**
 * troupe_worker_set_answer_tool:
 * @self: a worker that has not run
 * @tool: (nullable): a new tool, or %NULL where plain text is the answer
 *
 * Sets by which tool the model has to answer, as troupe_tool_loop_set_answer_tool() has it.
 */
void
troupe_worker_set_answer_tool (TroupeWorker     *self,
                               TroupeAnswerTool *tool)
{
  g_return_if_fail (TROUPE_IS_WORKER (self));
  g_return_if_fail (tool == NULL || TROUPE_IS_ANSWER_TOOL (tool));

  g_set_object (&self->answer_tool, tool);
}

/**
 * troupe_worker_set_round_func:
 * @self: a worker that has not run
 * @func: (nullable): takes what a model said, once nothing more comes to it
 * @user_data: for @func
 *
 * Sets who counts what is used. An attempt that calls tools has several rounds.
 */
void
troupe_worker_set_round_func (TroupeWorker    *self,
                              TroupeRoundFunc  func,
                              gpointer         user_data)
{
  g_return_if_fail (TROUPE_IS_WORKER (self));

  self->round = func;
  self->round_data = user_data;
}

/**
 * troupe_worker_set_exact_model:
 * @self: a worker that has not run
 * @is_exact: whether an answer of another model than was asked for is no result
 *
 * Sets it.
 */
void
troupe_worker_set_exact_model (TroupeWorker *self,
                               gboolean      is_exact)
{
  g_return_if_fail (TROUPE_IS_WORKER (self));

  self->is_exact = is_exact;
}

/**
 * troupe_worker_get_attempt_number:
 * @self: a worker
 *
 * Gets which attempt at the ticket it makes.
 *
 * Returns: the number, from 1
 */
guint
troupe_worker_get_attempt_number (TroupeWorker *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKER (self), 0);

  return self->number;
}

/**
 * troupe_worker_run_async:
 * @self: a worker that has not run
 * @project: (nullable): where the ticket's context files are, and what tools work on
 * @last_resort_id: (nullable): the id of the run's persona of last resort
 * @cancellable: (nullable): stops the attempt; what came until then stays in its answer
 * @callback: called once the attempt is over
 * @user_data: for @callback
 *
 * Makes the attempt.
 */
void
troupe_worker_run_async (TroupeWorker        *self,
                         GFile               *project,
                         const char          *last_resort_id,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  const char * const *paths;
  GTask *task;

  g_return_if_fail (TROUPE_IS_WORKER (self));
  g_return_if_fail (self->attempt == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_worker_run_async);
  /* A result that was whole before somebody pressed Stop is not thrown away. */
  g_task_set_check_cancellable (task, FALSE);

  g_free (self->last_resort_id);
  self->last_resort_id = g_strdup (last_resort_id);
  g_set_object (&self->project, project);

  /* Whoever judges is given the result, and reads what else it takes. */
  paths = self->tier != TROUPE_TIER_QA ? troupe_ticket_get_context_files (troupe_run_ticket_get_ticket (self->ticket)) : NULL;
  if (paths != NULL && paths[0] != NULL)
    troupe_context_files_read_async (project, paths, cancellable, files_cb, task);
  else
    begin (task, NULL);
}

/**
 * troupe_worker_run_finish:
 * @self: a worker
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_worker_run_async().
 *
 * Errors are in %TROUPE_ENGINE_ERROR, %TROUPE_MODEL_ERROR, %TROUPE_PROVIDER_ERROR, or %G_IO_ERROR_CANCELLED. The
 * attempt's answer holds the same sentence.
 *
 * Returns: whether the answer is a result that others can build on
 */
gboolean
troupe_worker_run_finish (TroupeWorker  *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
