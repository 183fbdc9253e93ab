/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-clock.h"
#include "troupe-conductor-private.h"
#include "troupe-planning.h"

/* How a run goes: starts what may start, tells what became of it, and comes to an end. */

/* What is told at the end, to whoever waits for it */
typedef struct
{
  GTask  *task;    /* (owned) */
  GError *error;   /* (owned) (nullable) */
} Ending;

static void pump (TroupeConductor *self);

/* @event is (transfer full) */
static void
event_cb (JsonNode *event,
          gpointer  user_data)
{
  TroupeJob *job = user_data;

  troupe_run_feed_tell (job->conductor->feed, event);
}

static const char *
get_id (TroupeConductor *self,
        guint            number)
{
  return troupe_ticket_get_id (troupe_run_ticket_get_ticket (g_ptr_array_index (self->tickets, number)));
}

/* @reasons are (nullable): why what it came to was not accepted. */
static void
tell_ticket (TroupeConductor   *self,
             TroupeRunTicket   *ticket,
             guint              attempt,
             TroupeTicketState  state,
             const char        *reason,
             const char        *reasons)
{
  JsonNode *event = NULL;

  if (troupe_conductor_has_listener (self))
    event = troupe_run_event_new_ticket_state (self->run, ticket, attempt,
                                               troupe_run_feed_get_ticket_state (self->feed, ticket), state, reason, reasons);
  troupe_run_feed_tell_ticket (self->feed, event, ticket, state, reason);
}

/*< private >
 * troupe_conductor_set_ticket_state:
 * @self: a conductor
 * @ticket: a ticket of its run
 * @attempt: the attempt that brought it about, or 0 for none
 * @state: the state that it goes to
 * @reason: (nullable): why, in one sentence for people
 *
 * Tells the recorder, and once that has it on the disk, shows it in the run and tells whoever listens.
 */
void
troupe_conductor_set_ticket_state (TroupeConductor   *self,
                                   TroupeRunTicket   *ticket,
                                   guint              attempt,
                                   TroupeTicketState  state,
                                   const char        *reason)
{
  tell_ticket (self, ticket, attempt, state, reason, NULL);
}

/* Why a ticket is blocked. (transfer full) */
static char *
describe_blocker (TroupeConductor *self,
                  guint            number)
{
  guint root;
  guint blocker = troupe_scheduler_get_blocker (self->scheduler, number, &root);
  gboolean is_cancelled = troupe_scheduler_get_state (self->scheduler, root) == TROUPE_TICKET_STATE_CANCELLED;

  if (blocker == root)
    /* Translators: the id of a ticket */
    return g_strdup_printf (is_cancelled ? _("It depends on %s, which was cancelled.") : _("It depends on %s, which failed."),
                            get_id (self, root));

  /* Translators: the ids of two tickets */
  return g_strdup_printf (is_cancelled ? _("It depends on %s, which is blocked because %s was cancelled.")
                                       : _("It depends on %s, which is blocked because %s failed."),
                          get_id (self, blocker), get_id (self, root));
}

/* Why a ticket is in its state, in one sentence for people. (transfer full) (nullable) */
static char *
describe (TroupeConductor   *self,
          guint              number,
          TroupeTicketState  state)
{
  TroupeJob *job = self->jobs[number];
  gpointer said = NULL;

  if (g_hash_table_steal_extended (self->said, GUINT_TO_POINTER (number), NULL, &said))
    return said;
  if (job != NULL && job->reason != NULL)
    return g_steal_pointer (&job->reason);
  if (state == TROUPE_TICKET_STATE_BLOCKED)
    return describe_blocker (self, number);
  if (state == TROUPE_TICKET_STATE_CANCELLED)
    return g_strdup (g_cancellable_is_cancelled (g_task_get_cancellable (self->task)) ? _("The run was stopped.")
                                                                                        : _("It was cancelled."));
  if (state == TROUPE_TICKET_STATE_SKIPPED)
    return g_strdup (_("It was skipped."));

  return NULL;
}

/*< private >
 * troupe_conductor_tell:
 * @self: a conductor that performs
 *
 * Tells of all that the scheduler changed. A listener may change more; that is told as well, and nothing nests.
 */
void
troupe_conductor_tell (TroupeConductor *self)
{
  guint number;

  if (self->is_telling)
    return;

  self->is_telling = TRUE;
  while (troupe_scheduler_take_change (self->scheduler, &number))
    {
      TroupeTicketState state = troupe_scheduler_get_state (self->scheduler, number);
      TroupeJob *job = self->jobs[number];
      g_autofree char *reason = NULL;
      g_autofree char *reasons = job != NULL ? g_steal_pointer (&job->reasons) : NULL;

      /* It is in review, for all that anybody saw and will see, even if it has to wait for that. */
      if (troupe_conductor_is_unjudged (self, number))
        continue;

      reason = describe (self, number, state);
      tell_ticket (self, g_ptr_array_index (self->tickets, number), job != NULL ? job->attempt : 0, state, reason, reasons);
    }
  g_hash_table_remove_all (self->said);
  self->is_telling = FALSE;
}

static void
job_free (TroupeJob *job)
{
  g_object_unref (job->conductor);
  g_clear_object (&job->worker);
  g_clear_object (&job->cancellable);
  g_free (job->reason);
  g_free (job->reasons);
  g_free (job);
}

static void
finish_job (TroupeJob    *job,
            const GError *error)
{
  TroupeConductor *self = job->conductor;

  /* Somebody may have said meanwhile what becomes of it. */
  if (self->jobs[job->number] != job ||
      troupe_scheduler_get_state (self->scheduler, job->number) != TROUPE_TICKET_STATE_RUNNING)
    return;

  if (error == NULL)
    {
      troupe_scheduler_finish (self->scheduler, job->number, TROUPE_TICKET_STATE_COMPLETED);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      troupe_scheduler_cancel (self->scheduler, job->number);
    }
  else
    {
      self->n_refused += g_error_matches (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY);
      job->reason = g_strdup (error->message);
      troupe_scheduler_finish (self->scheduler, job->number, TROUPE_TICKET_STATE_FAILED);
    }
}

/*< private >
 * troupe_conductor_end_job:
 * @job: (transfer full): a ticket of which the scheduler knows what became
 *
 * Tells of it, and goes on with the others.
 */
void
troupe_conductor_end_job (TroupeJob *job)
{
  g_autoptr(TroupeConductor) self = g_object_ref (job->conductor);

  self->n_active--;
  troupe_conductor_tell (self);
  if (self->jobs[job->number] == job)
    {
      troupe_conductor_restore_now (self, job->number);
      self->jobs[job->number] = NULL;
      troupe_conductor_tell (self);
    }
  if (job->is_recast)
    troupe_conductor_set_lane (self, job->number);
  job_free (job);

  pump (self);
}

/* @job is (transfer full). What comes of a planning is judged by people. */
static void
end_job (TroupeJob    *job,
         const GError *error)
{
  TroupeConductor *self = job->conductor;

  if (error == NULL && !troupe_planning_is_planning (troupe_run_get_track (self->run)) &&
      troupe_scheduler_get_state (self->scheduler, job->number) == TROUPE_TICKET_STATE_RUNNING &&
      self->jobs[job->number] == job && troupe_conductor_review (job))
    {
      pump (self);
      return;
    }

  finish_job (job, error);
  troupe_conductor_end_job (job);
}

static void
job_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  troupe_worker_run_finish (TROUPE_WORKER (source), result, &error);
  end_job (user_data, error);
}

/**
 * troupe_conductor_performed:
 * @self: a conductor
 * @ticket: a ticket that a #TroupePerformFunc was given
 * @number: the number that it was given with
 * @error: (nullable): why it failed, if it did
 *
 * Says that a ticket is over. Not to be called before the #TroupePerformFunc has returned.
 */
void
troupe_conductor_performed (TroupeConductor *self,
                            TroupeRunTicket *ticket,
                            guint            number,
                            const GError    *error)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));
  g_return_if_fail (self->task != NULL && number < self->tickets->len);
  g_return_if_fail (g_ptr_array_index (self->tickets, number) == ticket && self->jobs[number] != NULL);

  end_job (self->jobs[number], error);
}

/*< private >
 * troupe_conductor_create_worker:
 * @job: a ticket that is being performed
 * @tier: which tier makes an attempt
 *
 * Makes a worker that does as the run says: it is held, counted, told of and stopped like all of them.
 *
 * Returns: (transfer full): the worker
 */
TroupeWorker *
troupe_conductor_create_worker (TroupeJob  *job,
                                TroupeTier  tier)
{
  TroupeConductor *self = job->conductor;
  TroupeRunTicket *ticket = g_ptr_array_index (self->tickets, job->number);
  g_autoptr(TroupeSnapshot) snapshot = troupe_snapshot_new (self->catalog, self->snapshot);
  TroupeWorker *worker = troupe_worker_new (self->providers, snapshot, self->run, ticket, tier);

  g_set_object (&self->snapshot, snapshot);
  if (job->cancellable == NULL)
    job->cancellable = g_cancellable_new ();
  if (troupe_conductor_has_listener (self))
    troupe_worker_set_event_func (worker, event_cb, job);
  troupe_worker_set_recorder (worker, self->recorder);
  troupe_worker_set_inbox (worker, self->inbox);
  troupe_worker_set_tool_ceiling (worker, self->ceiling);
  troupe_worker_set_before_model (worker, troupe_conductor_before_model, job);
  troupe_worker_set_exact_model (worker, self->is_exact);
  troupe_worker_set_round_func (worker, troupe_conductor_budget_round, job);
  troupe_worker_set_before_tool (worker, troupe_conductor_before_tool, job);

  return worker;
}

static void
make_worker (TroupeJob *job)
{
  TroupeConductor *self = job->conductor;
  TroupeTrack *track = troupe_run_get_track (self->run);
  TroupeTicket *ticket = troupe_run_ticket_get_ticket (g_ptr_array_index (self->tickets, job->number));
  g_autoptr(TroupeAnswerTool) tool = troupe_planning_create_answer_tool (track, ticket);

  job->worker = troupe_conductor_create_worker (job, troupe_planning_get_tier (track, ticket));
  job->attempt = troupe_worker_get_attempt_number (job->worker);
  troupe_worker_set_answer_tool (job->worker, tool);
}

/* The work was done before the run was cut off, and is not done again. */
static void
begin_unjudged (TroupeJob *job)
{
  TroupeConductor *self = job->conductor;
  TroupeAttempt *work = troupe_run_ticket_find_newest (g_ptr_array_index (self->tickets, job->number), TROUPE_TIER_NONE);

  job->attempt = troupe_attempt_get_number (work);
  if (troupe_conductor_review (job))
    {
      pump (self);
      return;
    }

  troupe_scheduler_finish (self->scheduler, job->number, TROUPE_TICKET_STATE_COMPLETED);
  troupe_conductor_end_job (job);
}

static void
begin_job (gpointer data)
{
  TroupeJob *job = data;
  TroupeConductor *self = job->conductor;

  if (self->perform != NULL)
    self->perform (self, g_ptr_array_index (self->tickets, job->number), job->number, self->perform_data);
  else
    troupe_worker_run_async (job->worker, self->project, self->last_resort, job->cancellable, job_cb, job);
}

/*< private >
 * troupe_conductor_start_next:
 * @self: a conductor that performs
 * @permit: (nullable): how far it may go while the run is paused
 *
 * Starts the next ticket that is ready, if there is room for it.
 *
 * Returns: whether there was
 */
gboolean
troupe_conductor_start_next (TroupeConductor *self,
                             TroupeStep      *permit)
{
  TroupeJob *job;
  gboolean is_unjudged;
  guint number;

  if (!troupe_scheduler_pop (self->scheduler, &number))
    return FALSE;

  job = g_new0 (TroupeJob, 1);
  job->conductor = g_object_ref (self);
  job->number = number;
  is_unjudged = g_hash_table_remove (self->unjudged, GUINT_TO_POINTER (number));
  if (self->perform == NULL && !is_unjudged)
    make_worker (job);
  self->jobs[number] = job;
  self->n_active++;
  job->has_permit = permit != NULL;
  job->permit = permit != NULL ? *permit : TROUPE_STEP_TICKET;
  if (is_unjudged)
    {
      begin_unjudged (job);
      return TRUE;
    }

  troupe_conductor_tell (self);
  troupe_run_feed_then (self->feed, begin_job, job);

  return TRUE;
}

/* Returns (transfer full) (nullable) why the run did not end well. */
static GError *
judge (TroupeConductor *self)
{
  guint n_failed = troupe_scheduler_get_n_in (self->scheduler, TROUPE_TICKET_STATE_FAILED);
  guint n_blocked = troupe_scheduler_get_n_in (self->scheduler, TROUPE_TICKET_STATE_BLOCKED);
  guint n_cancelled = troupe_scheduler_get_n_in (self->scheduler, TROUPE_TICKET_STATE_CANCELLED);
  g_autofree char *failed = NULL;
  g_autofree char *blocked = NULL;

  if (n_cancelled > 0 && g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The run was stopped."));
  if (n_cancelled > 0 && n_failed == 0)
    return g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                        ngettext ("%u ticket was cancelled.", "%u tickets were cancelled.", n_cancelled), n_cancelled);
  if (n_failed == 0)
    return NULL;

  failed = g_strdup_printf (ngettext ("%u ticket failed and says why.", "%u tickets failed, and each says why.", n_failed),
                            n_failed);
  if (n_blocked > 0)
    blocked = g_strdup_printf (ngettext ("%u ticket that waits for one is blocked.",
                                         "%u tickets that wait for one are blocked.", n_blocked),
                               n_blocked);

  return g_error_new (TROUPE_ENGINE_ERROR, self->n_refused > 0 ? TROUPE_ENGINE_ERROR_POLICY : TROUPE_ENGINE_ERROR_FAILED,
                      "%s%s%s",
                      failed, blocked != NULL ? " " : "", blocked != NULL ? blocked : "");
}

/*< private >
 * troupe_conductor_clear:
 * @self: a conductor that does not perform
 *
 * Frees what a run needed while it went.
 */
void
troupe_conductor_clear (TroupeConductor *self)
{
  g_clear_handle_id (&self->wake_id, g_source_remove);
  g_clear_pointer (&self->scheduler, troupe_scheduler_free);
  g_clear_pointer (&self->graph, troupe_graph_free);
  g_clear_pointer (&self->tickets, g_ptr_array_unref);
  g_clear_pointer (&self->jobs, g_free);
  g_clear_pointer (&self->priorities, g_free);
  g_clear_object (&self->snapshot);
  troupe_conductor_budget_go (self, FALSE);
  self->is_paused = FALSE;
  self->is_over_budget = FALSE;
  self->has_step = FALSE;
}

/*< private >
 * troupe_conductor_tell_state:
 * @self: a conductor that performs
 * @state: running or paused
 * @reason: (nullable): why, in one sentence for people
 *
 * Tells that the run is held, or goes on.
 */
void
troupe_conductor_tell_state (TroupeConductor *self,
                             TroupeRunState   state,
                             const char      *reason)
{
  JsonNode *event = NULL;

  if (troupe_conductor_has_listener (self))
    event = troupe_run_event_new_run_state (self->run, state, reason);
  troupe_run_feed_tell_run (self->feed, event, state, reason);
}

static void
start_run (TroupeConductor *self)
{
  JsonNode *event = NULL;

  if (troupe_conductor_has_listener (self))
    event = troupe_run_event_new_run_started (self->run, self->n_jobs, self->last_resort, self->is_resumed);
  troupe_run_feed_tell_run (self->feed, event, TROUPE_RUN_STATE_RUNNING, NULL);
}

static void
return_cb (gpointer data)
{
  Ending *ending = data;
  g_autoptr(GTask) task = ending->task;
  GError *error = ending->error;

  g_free (ending);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Whoever waits for the end hears of it when it shows. @task and @error are (transfer full), @error is (nullable). */
static void
finish_run (TroupeConductor *self,
            GTask           *task,
            TroupeRunState   state,
            GError          *error)
{
  gint64 duration_ms = (troupe_clock_get_monotonic_us () - self->started_us) / 1000;
  Ending *ending = g_new0 (Ending, 1);
  const char *reason = error != NULL ? error->message : NULL;
  JsonNode *event = NULL;

  if (troupe_conductor_has_listener (self))
    event = troupe_run_event_new_run_finished (self->run, state, reason, duration_ms);
  troupe_run_feed_tell_run (self->feed, event, state, reason);

  ending->task = task;
  ending->error = error;
  troupe_run_feed_then (self->feed, return_cb, ending);
}

/*< private >
 * troupe_conductor_refuse:
 * @self: a conductor that does not perform
 * @task: (transfer full): who waits for the end
 * @error: (transfer full): why
 *
 * Tells of a run that never began: that it was tried, and why nothing came of it.
 */
void
troupe_conductor_refuse (TroupeConductor *self,
                         GTask           *task,
                         GError          *error)
{
  start_run (self);
  finish_run (self, task, TROUPE_RUN_STATE_FAILED, error);
}

static gboolean
is_stopped (TroupeConductor *self)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (self->task));
}

/* A paused run with something left to do is not over. */
static gboolean
is_over (TroupeConductor *self)
{
  return self->n_active == 0 &&
         (!self->is_paused || is_stopped (self) ||
          troupe_scheduler_get_n_in (self->scheduler, TROUPE_TICKET_STATE_READY) == 0);
}

/* All that was decided shows. Whoever saw it may have said what else is to be done. */
static void
all_shown_cb (gpointer data)
{
  g_autoptr(TroupeConductor) self = data;
  TroupeRunState state = TROUPE_RUN_STATE_COMPLETED;
  GError *error;

  self->is_winding_up = FALSE;
  if (!is_over (self) || (!is_stopped (self) && troupe_scheduler_get_n_in (self->scheduler, TROUPE_TICKET_STATE_READY) > 0))
    {
      troupe_conductor_wake (self);
      return;
    }

  g_clear_signal_handler (&self->cancelled_id, g_task_get_cancellable (self->task));
  error = judge (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    state = TROUPE_RUN_STATE_CANCELLED;
  else if (error != NULL)
    state = TROUPE_RUN_STATE_FAILED;

  troupe_conductor_clear (self);
  if (self->inbox != NULL)
    troupe_approval_inbox_forget_run (self->inbox, troupe_run_get_id (self->run));
  finish_run (self, g_steal_pointer (&self->task), state, error);
}

static void
wind_up (TroupeConductor *self)
{
  if (is_stopped (self))
    {
      troupe_scheduler_cancel_all (self->scheduler);
      troupe_conductor_tell (self);
    }

  self->is_winding_up = TRUE;
  troupe_run_feed_then (self->feed, all_shown_cb, g_object_ref (self));
}

/* Starts what may start; what was begun before a run was paused is judged then too, and held before the call. A listener may
 * make us come here again from inside; the loop goes on then, and nothing nests. */
static void
pump (TroupeConductor *self)
{
  if (self->is_pumping || self->is_winding_up || self->scheduler == NULL)
    return;

  self->is_pumping = TRUE;
  while (!is_stopped (self) &&
         (troupe_conductor_start_review (self) || (!self->is_paused && troupe_conductor_start_next (self, NULL))));
  self->is_pumping = FALSE;

  if (is_over (self))
    wind_up (self);
}

static gboolean
wake_cb (gpointer user_data)
{
  g_autoptr(TroupeConductor) self = g_object_ref (user_data);

  self->wake_id = 0;
  pump (self);

  return G_SOURCE_REMOVE;
}

/*< private >
 * troupe_conductor_wake:
 * @self: a conductor
 *
 * Looks in a moment whether something may start, or all is over.
 */
void
troupe_conductor_wake (TroupeConductor *self)
{
  if (self->scheduler != NULL && self->wake_id == 0)
    self->wake_id = g_idle_add (wake_cb, self);
}

static void
cancelled_cb (GCancellable    *cancellable,
              TroupeConductor *self)
{
  gboolean was_pumping = self->is_pumping;

  /* Some may be over at once, and the last of them is not to take the tickets away. */
  self->is_pumping = TRUE;
  for (guint i = 0; i < self->tickets->len; i++)
    {
      TroupeJob *job = self->jobs[i];

      if (job == NULL || job->cancellable == NULL)
        continue;
      g_cancellable_cancel (job->cancellable);
      if (job->gate != NULL && job->gate_kind == TROUPE_STEP_TICKET)
        troupe_conductor_let_go (job);
    }
  while (!g_queue_is_empty (&self->held))
    troupe_conductor_let_go (g_queue_peek_head (&self->held));
  self->is_pumping = was_pumping;
  troupe_conductor_wake (self);
}

/*< private >
 * troupe_conductor_prepare:
 * @self: a conductor that has its graph and its task
 *
 * Numbers the tickets, and finds out which may begin. What is known of them from before counts.
 */
void
troupe_conductor_prepare (TroupeConductor *self)
{
  GListModel *tickets = troupe_run_list_tickets (self->run);
  guint n_tickets = g_list_model_get_n_items (tickets);
  g_autofree TroupeTicketState *states = g_new0 (TroupeTicketState, n_tickets + 1);

  self->tickets = g_ptr_array_new_full (n_tickets, g_object_unref);
  self->priorities = g_new0 (guint8, n_tickets + 1);
  self->jobs = g_new0 (TroupeJob *, n_tickets + 1);

  for (guint i = 0; i < n_tickets; i++)
    {
      TroupeRunTicket *ticket = g_list_model_get_item (tickets, i);

      g_ptr_array_add (self->tickets, ticket);
      self->priorities[i] = (guint8) troupe_ticket_get_priority (troupe_run_ticket_get_ticket (ticket));
      states[i] = troupe_run_ticket_get_state (ticket);
    }

  self->scheduler = troupe_scheduler_new (self->graph, self->priorities, states);
  troupe_scheduler_set_limit (self->scheduler, self->n_jobs);
  if (self->n_jobs_per_provider > 0)
    troupe_conductor_set_lanes (self);
  troupe_conductor_review_prepare (self);
}

/*< private >
 * troupe_conductor_begin:
 * @self: a conductor that is prepared
 *
 * Begins, or goes on with, the run.
 */
void
troupe_conductor_begin (TroupeConductor *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  self->n_refused = 0;
  self->elapsed_us = 0;
  troupe_conductor_budget_go (self, !self->is_paused);
  start_run (self);
  if (self->is_paused)
    troupe_conductor_tell_state (self, TROUPE_RUN_STATE_PAUSED, NULL);
  troupe_conductor_tell (self);
  if (cancellable != NULL)
    self->cancelled_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self);
  pump (self);
}
