/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-clock.h"
#include "troupe-conductor-check.h"
#include "troupe-conductor.h"
#include "troupe-ready-queue.h"
#include "troupe-worker.h"

/**
 * TroupeConductor:
 *
 * Performs a run: starts tickets in the order of what they wait for, by priority and then by their order in the file, a
 * bounded number at once. A ticket that fails blocks what waits for it, and nothing else.
 *
 * What happens is told to the recorder first, then it shows in the run, and then #TroupeConductor::event says so. The
 * recorder is not waited for: the ledger has it in its queue by then, and on the disk a moment later.
 * Starting and ending a ticket costs the same however many there are, and nothing recurses.
 */
struct _TroupeConductor
{
  GObject             parent_instance;

  /* Input */
  TroupeCatalog      *catalog;      /* (owned) */
  TroupeProviderSet  *providers;    /* (owned) */
  TroupeRecorder     *recorder;     /* (owned) (nullable) */
  TroupeRun          *run;          /* (owned) */
  GFile              *project;      /* (owned) (nullable) */
  char               *last_resort;  /* (owned) (nullable): a persona's id */
  guint               n_jobs;
  TroupeApprovalInbox *inbox;       /* (owned) (nullable) */

  /* In Progress */
  GTask              *task;         /* (owned) (nullable): while it performs */
  GPtrArray          *tickets;      /* (owned) (nullable) (element-type TroupeRunTicket): by number */
  guint              *n_missing;    /* by number: how many tickets it waits for */
  guint8             *priorities;   /* by number */
  TroupeGraph        *graph;
  TroupeReadyQueue   *queue;
  TroupeSnapshot     *snapshot;     /* (owned) (nullable): the newest, whose copies the next one shares */
  guint               n_running;
  gboolean            is_pumping;
  gint64              started_us;
};

/* A ticket that is being performed */
typedef struct
{
  TroupeConductor *conductor;  /* (owned) */
  guint            number;
} Job;

#define N_JOBS_DEFAULT 4

enum
{
  SIGNAL_EVENT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeConductor, troupe_conductor, G_TYPE_OBJECT)

static void pump (TroupeConductor *self);

static gboolean
has_listener (TroupeConductor *self)
{
  return self->recorder != NULL || g_signal_has_handler_pending (self, signals[SIGNAL_EVENT], 0, FALSE);
}

/* @event is (transfer full) */
static void
event_cb (JsonNode *event,
          gpointer  user_data)
{
  TroupeConductor *self = user_data;

  troupe_recorder_run_event (self->recorder, self->run, event);
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
  json_node_unref (event);
}

static const char *
get_id (TroupeConductor *self,
        guint            number)
{
  return troupe_ticket_get_id (troupe_run_ticket_get_ticket (g_ptr_array_index (self->tickets, number)));
}

static void
set_ticket_state (TroupeConductor   *self,
                  guint              number,
                  guint              attempt,
                  TroupeTicketState  state,
                  const char        *reason)
{
  TroupeRunTicket *ticket = g_ptr_array_index (self->tickets, number);
  g_autoptr(JsonNode) event = NULL;

  if (has_listener (self))
    {
      event = troupe_run_event_new_ticket_state (self->run, ticket, attempt, state, reason);
      troupe_recorder_run_event (self->recorder, self->run, event);
    }

  g_object_freeze_notify (G_OBJECT (ticket));
  troupe_run_ticket_set_reason (ticket, reason);
  troupe_run_ticket_set_state (ticket, state);
  g_object_thaw_notify (G_OBJECT (ticket));

  if (event != NULL)
    g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
}

/* Blocks all that waits for a ticket, near or far, with a stack of our own in place of recursion. */
static void
block_dependants (TroupeConductor *self,
                  guint            failed)
{
  g_autoptr(GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_val (stack, failed);
  while (stack->len > 0)
    {
      guint number = g_array_index (stack, guint, stack->len - 1);
      guint n_successors;
      const guint *successors = troupe_graph_get_successors (self->graph, number, &n_successors);

      g_array_set_size (stack, stack->len - 1);
      for (guint i = 0; i < n_successors; i++)
        {
          g_autofree char *reason = NULL;

          if (troupe_run_ticket_get_state (g_ptr_array_index (self->tickets, successors[i])) != TROUPE_TICKET_STATE_TODO)
            continue;

          if (number == failed)
            /* Translators: the id of a ticket */
            reason = g_strdup_printf (_("It depends on %s, which failed."), get_id (self, failed));
          else
            /* Translators: the ids of two tickets */
            reason = g_strdup_printf (_("It depends on %s, which is blocked because %s failed."),
                                      get_id (self, number), get_id (self, failed));
          set_ticket_state (self, successors[i], 0, TROUPE_TICKET_STATE_BLOCKED, reason);
          g_array_append_val (stack, successors[i]);
        }
    }
}

/* What waited for a ticket alone may begin. */
static void
release_dependants (TroupeConductor *self,
                    guint            number)
{
  guint n_successors;
  const guint *successors = troupe_graph_get_successors (self->graph, number, &n_successors);

  troupe_ready_queue_complete (self->queue, number);
  for (guint i = 0; i < n_successors; i++)
    {
      if (--self->n_missing[successors[i]] == 0)
        set_ticket_state (self, successors[i], 0, TROUPE_TICKET_STATE_READY, NULL);
    }
}

static void
job_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  Job *job = user_data;
  g_autoptr(TroupeConductor) self = job->conductor;
  g_autoptr(GError) error = NULL;
  TroupeWorker *worker = TROUPE_WORKER (source);
  guint attempt = troupe_worker_get_attempt_number (worker);
  guint number = job->number;

  g_free (job);
  self->n_running--;

  if (troupe_worker_run_finish (worker, result, &error))
    {
      set_ticket_state (self, number, attempt, TROUPE_TICKET_STATE_COMPLETED, NULL);
      release_dependants (self, number);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_ticket_state (self, number, attempt, TROUPE_TICKET_STATE_CANCELLED, _("The run was stopped."));
    }
  else
    {
      set_ticket_state (self, number, attempt, TROUPE_TICKET_STATE_FAILED, error->message);
      block_dependants (self, number);
    }

  pump (self);
}

static void
start (TroupeConductor *self,
       guint            number)
{
  TroupeRunTicket *ticket = g_ptr_array_index (self->tickets, number);
  g_autoptr(TroupeSnapshot) snapshot = troupe_snapshot_new (self->catalog, self->snapshot);
  g_autoptr(TroupeWorker) worker = troupe_worker_new (self->providers, snapshot, self->run, ticket,
                                                      TROUPE_TIER_WORKER);
  Job *job = g_new0 (Job, 1);

  g_set_object (&self->snapshot, snapshot);
  job->conductor = g_object_ref (self);
  job->number = number;
  self->n_running++;

  if (has_listener (self))
    troupe_worker_set_event_func (worker, event_cb, self);
  troupe_worker_set_inbox (worker, self->inbox);
  set_ticket_state (self, number, troupe_worker_get_attempt_number (worker), TROUPE_TICKET_STATE_RUNNING, NULL);
  troupe_worker_run_async (worker, self->project, self->last_resort, g_task_get_cancellable (self->task), job_cb, job);
}

/* Nothing more will happen to what has not begun. */
static void
cancel_rest (TroupeConductor *self)
{
  for (guint i = 0; i < self->tickets->len; i++)
    {
      switch (troupe_run_ticket_get_state (g_ptr_array_index (self->tickets, i)))
        {
        case TROUPE_TICKET_STATE_TODO:
        case TROUPE_TICKET_STATE_READY:
        case TROUPE_TICKET_STATE_RUNNING:
        case TROUPE_TICKET_STATE_REVIEW:
          set_ticket_state (self, i, 0, TROUPE_TICKET_STATE_CANCELLED, _("The run was stopped."));
          break;

        case TROUPE_TICKET_STATE_COMPLETED:
        case TROUPE_TICKET_STATE_FAILED:
        case TROUPE_TICKET_STATE_BLOCKED:
        case TROUPE_TICKET_STATE_SKIPPED:
        case TROUPE_TICKET_STATE_CANCELLED:
        default:
          break;
        }
    }
}

static guint
count (TroupeConductor   *self,
       TroupeTicketState  state)
{
  guint n_tickets = 0;

  for (guint i = 0; i < self->tickets->len; i++)
    {
      if (troupe_run_ticket_get_state (g_ptr_array_index (self->tickets, i)) == state)
        n_tickets++;
    }

  return n_tickets;
}

/* Returns (transfer full) (nullable) why the run did not end well. */
static GError *
judge (TroupeConductor *self)
{
  guint n_failed = count (self, TROUPE_TICKET_STATE_FAILED);
  guint n_blocked = count (self, TROUPE_TICKET_STATE_BLOCKED);
  guint n_cancelled = count (self, TROUPE_TICKET_STATE_CANCELLED);
  g_autofree char *failed = NULL;
  g_autofree char *blocked = NULL;

  if (n_cancelled > 0)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The run was stopped."));
  if (n_failed == 0)
    return NULL;

  failed = g_strdup_printf (ngettext ("%u ticket failed and says why.", "%u tickets failed, and each says why.", n_failed),
                            n_failed);
  if (n_blocked > 0)
    blocked = g_strdup_printf (ngettext ("%u ticket that waits for one is blocked.",
                                         "%u tickets that wait for one are blocked.", n_blocked),
                               n_blocked);

  return g_error_new (TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED, "%s%s%s",
                      failed, blocked != NULL ? " " : "", blocked != NULL ? blocked : "");
}

static void
clear_progress (TroupeConductor *self)
{
  g_clear_pointer (&self->queue, troupe_ready_queue_free);
  g_clear_pointer (&self->graph, troupe_graph_free);
  g_clear_pointer (&self->tickets, g_ptr_array_unref);
  g_clear_pointer (&self->n_missing, g_free);
  g_clear_pointer (&self->priorities, g_free);
  g_clear_object (&self->snapshot);
}

static void
start_run (TroupeConductor *self)
{
  g_autoptr(JsonNode) event = NULL;

  if (has_listener (self))
    {
      event = troupe_run_event_new_run_started (self->run, self->n_jobs);
      troupe_recorder_run_event (self->recorder, self->run, event);
    }

  g_object_freeze_notify (G_OBJECT (self->run));
  troupe_run_set_reason (self->run, NULL);
  troupe_run_set_state (self->run, TROUPE_RUN_STATE_RUNNING);
  g_object_thaw_notify (G_OBJECT (self->run));

  if (event != NULL)
    g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
}

static void
finish_run (TroupeConductor *self,
            TroupeRunState   state,
            const char      *reason)
{
  g_autoptr(JsonNode) event = NULL;

  if (has_listener (self))
    {
      gint64 duration_ms = (troupe_clock_get_monotonic_us () - self->started_us) / 1000;

      event = troupe_run_event_new_run_finished (self->run, state, reason, duration_ms);
      troupe_recorder_run_event (self->recorder, self->run, event);
    }

  g_object_freeze_notify (G_OBJECT (self->run));
  troupe_run_set_reason (self->run, reason);
  troupe_run_set_state (self->run, state);
  g_object_thaw_notify (G_OBJECT (self->run));

  if (event != NULL)
    g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
}

/* A run that never began: that it was tried, and why nothing came of it, is told like anything else. */
static void
refuse (TroupeConductor *self,
        const GError    *error)
{
  start_run (self);
  finish_run (self, TROUPE_RUN_STATE_FAILED, error->message);
}

static void
wind_up (TroupeConductor *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);
  g_autoptr(GError) error = NULL;
  TroupeRunState state = TROUPE_RUN_STATE_COMPLETED;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    cancel_rest (self);

  error = judge (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    state = TROUPE_RUN_STATE_CANCELLED;
  else if (error != NULL)
    state = TROUPE_RUN_STATE_FAILED;

  clear_progress (self);
  if (self->inbox != NULL)
    troupe_approval_inbox_forget_run (self->inbox, troupe_run_get_id (self->run));
  finish_run (self, state, error != NULL ? error->message : NULL);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Starts what may start. A listener may make us come here again from inside; the loop goes on then, and nothing nests. */
static void
pump (TroupeConductor *self)
{
  guint number;

  if (self->is_pumping || self->task == NULL)
    return;

  self->is_pumping = TRUE;
  while (self->n_running < self->n_jobs &&
         !g_cancellable_is_cancelled (g_task_get_cancellable (self->task)) &&
         troupe_ready_queue_pop (self->queue, &number))
    start (self, number);
  self->is_pumping = FALSE;

  if (self->n_running == 0)
    wind_up (self);
}

/* Numbers the tickets, and says which may begin. */
static void
prepare (TroupeConductor *self)
{
  GListModel *tickets = troupe_run_list_tickets (self->run);
  guint n_tickets = g_list_model_get_n_items (tickets);

  self->tickets = g_ptr_array_new_full (n_tickets, g_object_unref);
  self->priorities = g_new0 (guint8, n_tickets + 1);
  self->n_missing = g_new0 (guint, n_tickets + 1);

  for (guint i = 0; i < n_tickets; i++)
    {
      TroupeRunTicket *ticket = g_list_model_get_item (tickets, i);

      g_ptr_array_add (self->tickets, ticket);
      self->priorities[i] = (guint8) troupe_ticket_get_priority (troupe_run_ticket_get_ticket (ticket));
      self->n_missing[i] = troupe_graph_get_n_predecessors (self->graph, i);
    }

  self->queue = troupe_ready_queue_new (self->graph, self->priorities);
}

static void
begin (TroupeConductor *self)
{
  start_run (self);

  for (guint i = 0; i < self->tickets->len; i++)
    {
      if (self->n_missing[i] == 0)
        set_ticket_state (self, i, 0, TROUPE_TICKET_STATE_READY, NULL);
    }
}

static void
troupe_conductor_finalize (GObject *object)
{
  TroupeConductor *self = TROUPE_CONDUCTOR (object);

  g_assert (self->task == NULL);

  clear_progress (self);
  g_clear_object (&self->catalog);
  g_clear_object (&self->providers);
  g_clear_object (&self->recorder);
  g_clear_object (&self->run);
  g_clear_object (&self->project);
  g_clear_object (&self->inbox);
  g_free (self->last_resort);

  G_OBJECT_CLASS (troupe_conductor_parent_class)->finalize (object);
}

static void
troupe_conductor_class_init (TroupeConductorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_conductor_finalize;

  /**
   * TroupeConductor::event:
   * @self: the conductor
   * @event: what happened, an object that is not to be changed
   *
   * Something happened. The recorder was told already, and the run shows it. Connect before the run begins.
   */
  signals[SIGNAL_EVENT] =
    g_signal_new ("event", TROUPE_TYPE_CONDUCTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, JSON_TYPE_NODE | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
troupe_conductor_init (TroupeConductor *self)
{
  self->n_jobs = N_JOBS_DEFAULT;
}

/**
 * troupe_conductor_new:
 * @catalog: where personas and presets are looked up
 * @providers: who can be asked
 * @recorder: (nullable): who is told what happens
 * @run: what is performed; it is paused until it begins
 * @project: (nullable): the project's folder, where context files are
 *
 * Makes a conductor that has not begun.
 *
 * Returns: (transfer full): the conductor
 */
TroupeConductor *
troupe_conductor_new (TroupeCatalog     *catalog,
                      TroupeProviderSet *providers,
                      TroupeRecorder    *recorder,
                      TroupeRun         *run,
                      GFile             *project)
{
  TroupeConductor *self;

  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), NULL);
  g_return_val_if_fail (TROUPE_IS_PROVIDER_SET (providers), NULL);
  g_return_val_if_fail (recorder == NULL || TROUPE_IS_RECORDER (recorder), NULL);
  g_return_val_if_fail (TROUPE_IS_RUN (run), NULL);
  g_return_val_if_fail (project == NULL || G_IS_FILE (project), NULL);

  self = g_object_new (TROUPE_TYPE_CONDUCTOR, NULL);
  self->catalog = g_object_ref (catalog);
  self->providers = g_object_ref (providers);
  self->run = g_object_ref (run);
  g_set_object (&self->recorder, recorder);
  g_set_object (&self->project, project);
  troupe_run_set_state (run, TROUPE_RUN_STATE_PAUSED);

  return self;
}

/**
 * troupe_conductor_get_run:
 * @self: a conductor
 *
 * Gets what is performed.
 *
 * Returns: (transfer none): the run
 */
TroupeRun *
troupe_conductor_get_run (TroupeConductor *self)
{
  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), NULL);

  return self->run;
}

/**
 * troupe_conductor_get_n_jobs:
 * @self: a conductor
 *
 * Gets how many tickets may be performed at once.
 *
 * Returns: the number
 */
guint
troupe_conductor_get_n_jobs (TroupeConductor *self)
{
  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), 0);

  return self->n_jobs;
}

/**
 * troupe_conductor_set_n_jobs:
 * @self: a conductor
 * @n_jobs: how many tickets may be performed at once, at least 1
 *
 * Sets it. While a run goes, more start at once, and those that are too many are left to end.
 */
void
troupe_conductor_set_n_jobs (TroupeConductor *self,
                             guint            n_jobs)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));
  g_return_if_fail (n_jobs > 0);

  self->n_jobs = n_jobs;
  if (self->n_running > 0)
    pump (self);
}

/**
 * troupe_conductor_set_last_resort:
 * @self: a conductor
 * @persona_id: (nullable): the id of a persona
 *
 * Sets who performs a ticket when neither it nor its tier names anybody.
 */
void
troupe_conductor_set_last_resort (TroupeConductor *self,
                                  const char      *persona_id)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));

  if (g_strcmp0 (self->last_resort, persona_id) == 0)
    return;

  g_free (self->last_resort);
  self->last_resort = g_strdup (persona_id);
}

/**
 * troupe_conductor_set_inbox:
 * @self: a conductor
 * @inbox: (nullable): who is asked about tools; %NULL denies what has to be
 *
 * Sets where questions about tools go, for tickets that start from now on.
 */
void
troupe_conductor_set_inbox (TroupeConductor     *self,
                            TroupeApprovalInbox *inbox)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));
  g_return_if_fail (inbox == NULL || TROUPE_IS_APPROVAL_INBOX (inbox));

  g_set_object (&self->inbox, inbox);
}

/**
 * troupe_conductor_check:
 * @self: a conductor
 * @error: (optional): set when something is wrong
 *
 * Checks, before anybody is asked, that the run can be performed: the graph, the cast, the presets, a model to ask, and
 * that the context files are inside the project.
 *
 * Errors are in %TROUPE_MODEL_ERROR, %TROUPE_ENGINE_ERROR_NO_MODEL, %TROUPE_ENGINE_ERROR_POLICY or
 * %TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER, and name the ticket.
 *
 * Returns: whether it can
 */
gboolean
troupe_conductor_check (TroupeConductor  *self,
                        GError          **error)
{
  g_autoptr(TroupeGraph) graph = NULL;

  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), FALSE);

  graph = troupe_conductor_check_run (self->catalog, self->providers, self->run, self->last_resort, error);

  return graph != NULL;
}

/**
 * troupe_conductor_run_async:
 * @self: a conductor that performs nothing now
 * @cancellable: (nullable): stops the run; what has not ended is cancelled
 * @callback: called once nothing more will happen
 * @user_data: for @callback
 *
 * Checks the run and performs it.
 */
void
troupe_conductor_run_async (TroupeConductor     *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_conductor_run_async);
  /* A run that was done before somebody pressed Stop is done. */
  g_task_set_check_cancellable (task, FALSE);

  if (self->task != NULL)
    {
      g_task_return_new_error (task, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_BUSY,
                               _("The run is going on; stop it or wait for its end."));
      return;
    }

  self->started_us = troupe_clock_get_monotonic_us ();
  self->graph = troupe_conductor_check_run (self->catalog, self->providers, self->run, self->last_resort, &error);
  if (self->graph == NULL)
    {
      refuse (self, error);
      g_task_return_error (task, error);
      return;
    }

  self->task = g_steal_pointer (&task);
  prepare (self);
  begin (self);
  pump (self);
}

/**
 * troupe_conductor_run_finish:
 * @self: a conductor
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_conductor_run_async().
 *
 * Errors are those of troupe_conductor_check(), %TROUPE_ENGINE_ERROR_FAILED when tickets failed or were blocked, or
 * %G_IO_ERROR_CANCELLED when some were cancelled.
 *
 * Returns: whether all tickets are completed
 */
gboolean
troupe_conductor_run_finish (TroupeConductor  *self,
                             GAsyncResult     *result,
                             GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
