/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-clock.h"
#include "troupe-tool-step.h"
#include "troupe-tool-words.h"

/**
 * TroupeToolStep:
 *
 * The life of one tool call: its arguments are checked, the policy decides, a person may be asked, the deed is done, and
 * what came of it is words for the model, whichever way it went.
 *
 * What is wrong with the call, or denied, is known as soon as there is a step. The words are not translated. A call of the
 * answer tool is over at once in any case: there is nothing to allow and nothing to do.
 */
struct _TroupeToolStep
{
  GObject            parent_instance;

  /* Input */
  TroupeToolkit     *toolkit;     /* (owned) (nullable): for none but the answer tool */
  TroupeAnswerTool  *answer_tool; /* (owned) (nullable) */
  TroupeToolCall    *call;        /* (owned) */
  guint              round;
  gboolean           is_from_text;

  /* Found Out */
  TroupeTool        *tool;        /* (owned) (nullable): if it is offered */
  JsonNode          *arguments;   /* (owned) (nullable): if they are right */
  TroupeDecision     decision;    /* once there are arguments */

  TroupeRecorder    *recorder;    /* (owned) (nullable) */

  /* In Progress */
  TroupeApproval    *approval;    /* (owned) (nullable): if it had to be asked */
  gint64             started_us;

  /* What Came Of It */
  TroupeToolOutcome  outcome;
  char              *text;        /* (owned) (nullable) */
  gint64             duration_ms; /* of the deed alone; -1 if there was none */
};

/* @task is (transfer full) */
typedef void (*TroupeRecordedFunc) (GTask *task);

enum
{
  ASKED,
  DECIDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeToolStep, troupe_tool_step, G_TYPE_OBJECT)

static void
execute_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  TroupeToolStep *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = troupe_tool_execute_finish (TROUPE_TOOL (source), result, &error);

  self->duration_ms = (troupe_clock_get_monotonic_us () - self->started_us) / 1000;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      troupe_tool_step_settle (self, TROUPE_TOOL_OUTCOME_CANCELLED, "Cancelled.");
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (text != NULL)
    troupe_tool_step_settle (self, TROUPE_TOOL_OUTCOME_OK, text);
  else if (g_error_matches (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_POLICY))
    troupe_tool_step_settle (self, TROUPE_TOOL_OUTCOME_DENIED, error->message);
  else
    troupe_tool_step_settle (self, TROUPE_TOOL_OUTCOME_ERROR, error->message);
  g_task_return_boolean (task, TRUE);
}

/* @task is (transfer full) */
static void
execute (GTask *task)
{
  TroupeToolStep *self = g_task_get_source_object (task);

  self->started_us = troupe_clock_get_monotonic_us ();
  troupe_tool_execute_async (self->tool, self->arguments, troupe_toolkit_get_context (self->toolkit),
                             g_task_get_cancellable (task), execute_cb, task);
}

static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  TroupeToolStep *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  TroupeRecordedFunc then = g_object_get_data (G_OBJECT (task), "troupe-then");

  /* Whoever keeps the record says that it can't; the work is not lost for that. */
  if (!troupe_recorder_flush_finish (TROUPE_RECORDER (source), result, &error))
    g_info ("A tool call is not written down: %s", error->message);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      troupe_tool_step_settle (self, TROUPE_TOOL_OUTCOME_CANCELLED, "Cancelled.");
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
      return;
    }

  then (g_steal_pointer (&task));
}

/* Goes on with @then once what was told of the step is written down. @task is (transfer full). */
static void
when_recorded (GTask              *task,
               TroupeRecordedFunc  then)
{
  TroupeToolStep *self = g_task_get_source_object (task);

  if (self->recorder == NULL)
    {
      then (task);
      return;
    }

  g_object_set_data (G_OBJECT (task), "troupe-then", then);
  troupe_recorder_flush_async (self->recorder, NULL, recorded_cb, task);
}

static void
ask_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  TroupeToolStep *self = g_task_get_source_object (task);
  g_autofree char *denial = NULL;
  GError *error = NULL;
  gboolean is_allowed = troupe_approval_inbox_ask_finish (TROUPE_APPROVAL_INBOX (source), result, &error);

  if (error != NULL)
    {
      troupe_tool_step_settle (self, TROUPE_TOOL_OUTCOME_CANCELLED, "Cancelled.");
      g_task_return_error (task, error);
      return;
    }

  g_signal_emit (self, signals[DECIDED], 0);
  if (is_allowed)
    {
      when_recorded (g_steal_pointer (&task), execute);
      return;
    }

  denial = troupe_tool_words_denied (self->approval);
  troupe_tool_step_settle (self, TROUPE_TOOL_OUTCOME_DENIED, denial);
  g_task_return_boolean (task, TRUE);
}

/* @task is (transfer full); its data is the inbox. */
static void
ask (GTask *task)
{
  TroupeToolStep *self = g_task_get_source_object (task);

  troupe_approval_inbox_ask_async (g_task_get_task_data (task), self->approval, g_task_get_cancellable (task), ask_cb, task);
}

static void
examine_answer (TroupeToolStep *self)
{
  g_autoptr(GError) error = NULL;

  self->arguments = troupe_answer_tool_check (self->answer_tool, troupe_tool_call_get_arguments (self->call), &error);
  if (self->arguments != NULL)
    troupe_tool_step_settle (self, TROUPE_TOOL_OUTCOME_OK, "Accepted.");
  else
    troupe_tool_step_settle (self, TROUPE_TOOL_OUTCOME_ERROR, error->message);
}

/* Settles at once what needs no deed. */
static void
examine (TroupeToolStep *self)
{
  const char *name = troupe_tool_call_get_name (self->call);
  TroupeTool *tool = self->toolkit != NULL ? troupe_toolkit_find (self->toolkit, name) : NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;

  if (troupe_tool_step_is_answer (self))
    {
      examine_answer (self);
      return;
    }
  if (tool == NULL)
    {
      words = troupe_tool_words_unknown (name, self->toolkit, self->answer_tool);
      troupe_tool_step_settle (self, TROUPE_TOOL_OUTCOME_ERROR, words);
      return;
    }

  self->tool = g_object_ref (tool);
  self->arguments = troupe_tool_check_arguments (tool, troupe_tool_call_get_arguments (self->call), &error);
  if (self->arguments == NULL)
    {
      troupe_tool_step_settle (self, TROUPE_TOOL_OUTCOME_ERROR, error->message);
      return;
    }

  troupe_tool_judge (tool, self->arguments, &error);
  self->decision = troupe_toolkit_decide (self->toolkit, tool,
                                          g_error_matches (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_POLICY));
  if (error != NULL)
    troupe_tool_step_settle (self, self->decision.permission == TROUPE_PERMISSION_OFF ? TROUPE_TOOL_OUTCOME_DENIED
                                                                                     : TROUPE_TOOL_OUTCOME_ERROR,
                             error->message);
  else if (self->decision.permission == TROUPE_PERMISSION_OFF)
    {
      words = g_strdup_printf ("Denied: %s is off here (%s). Go on without it.", name, self->decision.rule);
      troupe_tool_step_settle (self, TROUPE_TOOL_OUTCOME_DENIED, words);
    }
}

static void
troupe_tool_step_finalize (GObject *object)
{
  TroupeToolStep *self = TROUPE_TOOL_STEP (object);

  g_clear_object (&self->toolkit);
  g_clear_object (&self->answer_tool);
  g_clear_pointer (&self->call, troupe_tool_call_unref);
  g_clear_object (&self->tool);
  g_clear_pointer (&self->arguments, json_node_unref);
  g_clear_object (&self->recorder);
  g_clear_object (&self->approval);
  g_free (self->text);

  G_OBJECT_CLASS (troupe_tool_step_parent_class)->finalize (object);
}

static void
troupe_tool_step_class_init (TroupeToolStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_tool_step_finalize;

  /**
   * TroupeToolStep::asked:
   * @self: the step
   *
   * It has an approval, which is about to go to the inbox.
   */
  signals[ASKED] = g_signal_new ("asked", TROUPE_TYPE_TOOL_STEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * TroupeToolStep::decided:
   * @self: the step
   *
   * Its approval is decided.
   */
  signals[DECIDED] = g_signal_new ("decided", TROUPE_TYPE_TOOL_STEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
troupe_tool_step_init (TroupeToolStep *self)
{
  self->duration_ms = -1;
}

/**
 * troupe_tool_step_new:
 * @toolkit: (nullable): what is offered
 * @answer_tool: (nullable): the tool that is offered beside
 * @call: what a model asks for
 * @round: in which round it does, from 1
 *
 * Makes a step, and settles it at once if there is nothing to do.
 *
 * Returns: (transfer full): the step
 */
TroupeToolStep *
troupe_tool_step_new (TroupeToolkit    *toolkit,
                      TroupeAnswerTool *answer_tool,
                      TroupeToolCall   *call,
                      guint             round)
{
  TroupeToolStep *self;

  g_return_val_if_fail (toolkit == NULL || TROUPE_IS_TOOLKIT (toolkit), NULL);
  g_return_val_if_fail (answer_tool == NULL || TROUPE_IS_ANSWER_TOOL (answer_tool), NULL);
  g_return_val_if_fail (call != NULL, NULL);

  self = g_object_new (TROUPE_TYPE_TOOL_STEP, NULL);
  g_set_object (&self->toolkit, toolkit);
  g_set_object (&self->answer_tool, answer_tool);
  self->call = troupe_tool_call_ref (call);
  self->round = round;
  examine (self);

  return self;
}

/**
 * troupe_tool_step_get_call:
 * @self: a step
 *
 * Gets what the model asked for.
 *
 * Returns: (transfer none): the call
 */
TroupeToolCall *
troupe_tool_step_get_call (TroupeToolStep *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_STEP (self), NULL);

  return self->call;
}

/**
 * troupe_tool_step_is_answer:
 * @self: a step
 *
 * Says whether the call is one of the answer tool.
 *
 * Returns: whether it is
 */
gboolean
troupe_tool_step_is_answer (TroupeToolStep *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_STEP (self), FALSE);

  return self->answer_tool != NULL && g_strcmp0 (troupe_answer_tool_get_name (self->answer_tool),
                                                 troupe_tool_call_get_name (self->call)) == 0;
}

/**
 * troupe_tool_step_is_from_text:
 * @self: a step
 *
 * Says whether the model made no call, and its text was taken for one.
 *
 * Returns: whether it was
 */
gboolean
troupe_tool_step_is_from_text (TroupeToolStep *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_STEP (self), FALSE);

  return self->is_from_text;
}

/**
 * troupe_tool_step_get_round:
 * @self: a step
 *
 * Gets in which round the model asked.
 *
 * Returns: the round, from 1
 */
guint
troupe_tool_step_get_round (TroupeToolStep *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_STEP (self), 0);

  return self->round;
}

/**
 * troupe_tool_step_get_category:
 * @self: a step
 *
 * Gets the tool's category.
 *
 * Returns: (nullable): the category, %TROUPE_ANSWER_TOOL_CATEGORY for the answer tool, or %NULL if no such tool is offered
 */
const char *
troupe_tool_step_get_category (TroupeToolStep *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_STEP (self), NULL);

  if (troupe_tool_step_is_answer (self))
    return TROUPE_ANSWER_TOOL_CATEGORY;

  return self->tool != NULL ? troupe_tool_get_category (self->tool) : NULL;
}

/**
 * troupe_tool_step_get_arguments:
 * @self: a step
 *
 * Gets the arguments.
 *
 * Returns: (transfer none) (nullable): an object, or %NULL if they are not right
 */
JsonNode *
troupe_tool_step_get_arguments (TroupeToolStep *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_STEP (self), NULL);

  return self->arguments;
}

/**
 * troupe_tool_step_get_decision:
 * @self: a step
 * @decision: (out): what the policy says; the text lives as long as @self
 *
 * Gets what was decided before anybody was asked.
 *
 * Returns: %FALSE if there was nothing to decide on
 */
gboolean
troupe_tool_step_get_decision (TroupeToolStep *self,
                               TroupeDecision *decision)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_STEP (self), FALSE);
  g_return_val_if_fail (decision != NULL, FALSE);

  *decision = self->decision;

  return self->decision.rule != NULL;
}

/**
 * troupe_tool_step_get_approval:
 * @self: a step
 *
 * Gets the question to a person.
 *
 * Returns: (transfer none) (nullable): the approval, or %NULL if nobody was asked
 */
TroupeApproval *
troupe_tool_step_get_approval (TroupeToolStep *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_STEP (self), NULL);

  return self->approval;
}

/**
 * troupe_tool_step_get_outcome:
 * @self: a step
 *
 * Gets what came of it.
 *
 * Returns: the outcome; %TROUPE_TOOL_OUTCOME_NONE while it is not over
 */
TroupeToolOutcome
troupe_tool_step_get_outcome (TroupeToolStep *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_STEP (self), TROUPE_TOOL_OUTCOME_NONE);

  return self->outcome;
}

/**
 * troupe_tool_step_get_text:
 * @self: a step
 *
 * Gets what the model is told.
 *
 * Returns: (nullable): the text; %NULL while it is not over
 */
const char *
troupe_tool_step_get_text (TroupeToolStep *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_STEP (self), NULL);

  return self->text;
}

/**
 * troupe_tool_step_get_duration_ms:
 * @self: a step
 *
 * Gets how long the deed took, without the time that it waited for a person.
 *
 * Returns: milliseconds; -1 if nothing was done
 */
gint64
troupe_tool_step_get_duration_ms (TroupeToolStep *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_STEP (self), -1);

  return self->duration_ms;
}

/**
 * troupe_tool_step_can_run_beside:
 * @self: a step
 *
 * Says whether it can run at the same time as its neighbours: it changes nothing, and nobody has to be asked.
 *
 * Returns: whether it can
 */
gboolean
troupe_tool_step_can_run_beside (TroupeToolStep *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_STEP (self), FALSE);

  return self->outcome != TROUPE_TOOL_OUTCOME_NONE ||
         (troupe_tool_is_read_only (self->tool) && self->decision.permission == TROUPE_PERMISSION_AUTO);
}

/**
 * troupe_tool_step_changes:
 * @self: a step that is over
 *
 * Says whether something may be other than before, so that the same call again makes sense.
 *
 * Returns: whether a tool ran that changes things
 */
gboolean
troupe_tool_step_changes (TroupeToolStep *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_STEP (self), FALSE);

  return self->outcome == TROUPE_TOOL_OUTCOME_OK && self->tool != NULL && !troupe_tool_is_read_only (self->tool);
}

/**
 * troupe_tool_step_set_from_text:
 * @self: a step that was not told of
 * @is_from_text: whether the model made no call, and its text was taken for one
 *
 * Sets it.
 */
void
troupe_tool_step_set_from_text (TroupeToolStep *self,
                                gboolean        is_from_text)
{
  g_return_if_fail (TROUPE_IS_TOOL_STEP (self));

  self->is_from_text = is_from_text;
}

/**
 * troupe_tool_step_set_recorder:
 * @self: a step that has not run
 * @recorder: (nullable): who writes down what is told of the step, or %NULL for nobody
 *
 * Sets who has to have it on the disk before the deed is done, or a person is asked.
 */
void
troupe_tool_step_set_recorder (TroupeToolStep *self,
                               TroupeRecorder *recorder)
{
  g_return_if_fail (TROUPE_IS_TOOL_STEP (self));

  g_set_object (&self->recorder, recorder);
}

/**
 * troupe_tool_step_settle:
 * @self: a step that is not over
 * @outcome: what came of it
 * @text: what the model is told
 *
 * Ends the step; one that was over stays as it is.
 */
void
troupe_tool_step_settle (TroupeToolStep    *self,
                         TroupeToolOutcome  outcome,
                         const char        *text)
{
  g_return_if_fail (TROUPE_IS_TOOL_STEP (self));
  g_return_if_fail (outcome != TROUPE_TOOL_OUTCOME_NONE);
  g_return_if_fail (text != NULL);

  if (self->outcome != TROUPE_TOOL_OUTCOME_NONE)
    return;

  self->outcome = outcome;
  self->text = g_strdup (text);
}

/**
 * troupe_tool_step_run_async:
 * @self: a step
 * @inbox: (nullable): who is asked; %NULL denies what has to be
 * @run_id: for the question, which run asks
 * @ticket_id: (nullable): which ticket of it
 * @persona_id: (nullable): who performs the ticket
 * @cancellable: (nullable): stops it, while it waits for an answer too
 * @callback: called once it is over
 * @user_data: for @callback
 *
 * Asks if it has to be asked, and does the deed. A step that is over does nothing more.
 */
void
troupe_tool_step_run_async (TroupeToolStep      *self,
                            TroupeApprovalInbox *inbox,
                            const char          *run_id,
                            const char          *ticket_id,
                            const char          *persona_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(TroupeApprovalInbox) nobody = NULL;

  g_return_if_fail (TROUPE_IS_TOOL_STEP (self));
  g_return_if_fail (run_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_tool_step_run_async);
  g_task_set_check_cancellable (task, FALSE);

  if (self->outcome != TROUPE_TOOL_OUTCOME_NONE)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->decision.permission == TROUPE_PERMISSION_AUTO)
    {
      when_recorded (g_steal_pointer (&task), execute);
      return;
    }

  if (inbox == NULL)
    inbox = nobody = troupe_approval_inbox_new ();
  self->approval = troupe_approval_new (run_id, ticket_id, persona_id, troupe_tool_get_category (self->tool),
                                        troupe_tool_get_name (self->tool), self->arguments, self->decision.rule);
  g_signal_emit (self, signals[ASKED], 0);
  g_task_set_task_data (task, g_object_ref (inbox), g_object_unref);
  when_recorded (g_steal_pointer (&task), ask);
}

/**
 * troupe_tool_step_run_finish:
 * @self: a step
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_tool_step_run_async(). A denial, or a tool that fails, is no error.
 *
 * The only error is %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether it came to its end
 */
gboolean
troupe_tool_step_run_finish (TroupeToolStep  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * troupe_tool_outcome_get_name:
 * @outcome: an outcome
 *
 * Names an outcome as events do.
 *
 * Returns: `none`, `ok`, `error`, `denied` or `cancelled`
 */
const char *
troupe_tool_outcome_get_name (TroupeToolOutcome outcome)
{
  static const char * const names[] = { "none", "ok", "error", "denied", "cancelled" };

  g_return_val_if_fail ((guint) outcome < G_N_ELEMENTS (names), NULL);

  return names[outcome];
}
