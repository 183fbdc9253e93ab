/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-conductor-private.h"

/* How a person steers a run: hold it before a call, let it take one step, and say what becomes of a ticket. */

/*< private >
 * troupe_conductor_let_go:
 * @job: a ticket that is held before a call
 *
 * Lets it go on; if it was cancelled, it ends.
 */
void
troupe_conductor_let_go (TroupeJob *job)
{
  g_autoptr(GTask) gate = g_steal_pointer (&job->gate);

  if (job->gate_kind == TROUPE_STEP_MODEL)
    troupe_conductor_budget_count_call (job->conductor);
  g_queue_remove (&job->conductor->held, job);
  if (gate != NULL && !g_task_return_error_if_cancelled (gate))
    g_task_return_boolean (gate, TRUE);
}

/* Whether the ticket may make a call though the run is paused. A call of the permitted kind uses the permit up. */
static gboolean
use_permit (TroupeJob  *job,
            TroupeStep  kind)
{
  if (!job->has_permit)
    return FALSE;
  if (job->permit == kind)
    job->has_permit = FALSE;

  return TRUE;
}

/* @gate is (transfer full) */
static void
pass_or_hold (TroupeJob  *job,
              TroupeStep  kind,
              GTask      *gate)
{
  TroupeConductor *self = job->conductor;

  if (self->is_paused && !job->has_permit && self->has_step)
    {
      self->has_step = FALSE;
      job->has_permit = TRUE;
      job->permit = self->step;
    }

  job->gate = gate;
  job->gate_kind = kind;
  /* What is one step is one call, and not all that may run side by side. */
  troupe_worker_set_one_by_one (job->worker, self->is_paused && job->has_permit && job->permit == TROUPE_STEP_TOOL);
  if (self->is_paused && !use_permit (job, kind) && !g_cancellable_is_cancelled (job->cancellable))
    g_queue_push_tail (&self->held, job);
  else
    troupe_conductor_let_go (job);
}

/*< private >
 * troupe_conductor_before_model:
 * @gate: (transfer full): lets the call go
 * @user_data: the #TroupeJob
 *
 * Holds a ticket before it asks a model, if the run is paused.
 */
void
troupe_conductor_before_model (GTask    *gate,
                               gpointer  user_data)
{
  TroupeJob *job = user_data;

  troupe_conductor_budget_call (job->conductor);
  pass_or_hold (job, TROUPE_STEP_MODEL, gate);
}

/*< private >
 * troupe_conductor_before_tool:
 * @step: the call
 * @gate: (transfer full): lets the call go
 * @user_data: the #TroupeJob
 *
 * Holds a ticket before it calls a tool, if the run is paused.
 */
void
troupe_conductor_before_tool (TroupeToolStep *step,
                              GTask          *gate,
                              gpointer        user_data)
{
  pass_or_hold (user_data, TROUPE_STEP_TOOL, gate);
}

/**
 * troupe_conductor_get_is_paused:
 * @self: a conductor
 *
 * Gets whether the run is held, or will be once it begins.
 *
 * Returns: whether it is
 */
gboolean
troupe_conductor_get_is_paused (TroupeConductor *self)
{
  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), FALSE);

  return self->is_paused;
}

/**
 * troupe_conductor_pause:
 * @self: a conductor
 * @reason: (nullable): why, in one sentence for people
 *
 * Holds the run: calls that were made come to their end, and none is made after them. Before the run begins, it says that
 * it is to begin paused.
 */
void
troupe_conductor_pause (TroupeConductor *self,
                        const char      *reason)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));

  if (self->is_paused)
    return;

  self->is_paused = TRUE;
  self->has_step = FALSE;
  troupe_conductor_budget_go (self, FALSE);
  if (self->scheduler != NULL)
    troupe_conductor_tell_state (self, TROUPE_RUN_STATE_PAUSED, reason);
}

/**
 * troupe_conductor_resume:
 * @self: a conductor
 *
 * Lets a paused run go on.
 */
void
troupe_conductor_resume (TroupeConductor *self)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));

  if (!self->is_paused)
    return;

  self->is_paused = FALSE;
  self->has_step = FALSE;
  if (self->scheduler == NULL)
    return;

  troupe_conductor_budget_go (self, TRUE);
  troupe_conductor_tell_state (self, TROUPE_RUN_STATE_RUNNING, NULL);
  for (guint i = 0; i < self->tickets->len; i++)
    {
      if (self->jobs[i] != NULL)
        self->jobs[i]->has_permit = FALSE;
    }
  while (!self->is_paused && !g_queue_is_empty (&self->held))
    troupe_conductor_let_go (g_queue_peek_head (&self->held));
  troupe_conductor_wake (self);
}

/**
 * troupe_conductor_step:
 * @self: a conductor
 * @step: how far
 *
 * Lets a paused run take one step: the ticket that is held for the longest time, else the next one that is ready, goes on
 * until it has made one call of that kind, or to its end. While all are on their way, it is the first that would be held.
 * A run that is not paused is paused.
 */
void
troupe_conductor_step (TroupeConductor *self,
                       TroupeStep       step)
{
  TroupeJob *job;

  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));

  if (!self->is_paused)
    {
      troupe_conductor_pause (self, NULL);
      return;
    }
  if (self->scheduler == NULL)
    return;

  job = g_queue_pop_head (&self->held);
  if (job != NULL)
    {
      GTask *gate = g_steal_pointer (&job->gate);

      job->has_permit = TRUE;
      job->permit = step;
      pass_or_hold (job, job->gate_kind, gate);
    }
  else if (!troupe_conductor_start_next (self, &step) && self->n_active > 0)
    {
      self->has_step = TRUE;
      self->step = step;
    }
}

/*< private >
 * troupe_conductor_find_number:
 * @self: a conductor
 * @ticket: a ticket of its run
 * @number: (out): its number
 *
 * Finds a ticket among those that are performed.
 *
 * Returns: %FALSE if nothing is performed, or the ticket is not of this run
 */
gboolean
troupe_conductor_find_number (TroupeConductor *self,
                              TroupeRunTicket *ticket,
                              guint           *number)
{
  return self->scheduler != NULL && g_ptr_array_find (self->tickets, ticket, number);
}

static void
stop_job (TroupeConductor *self,
          guint            number)
{
  TroupeJob *job = self->jobs[number];

  if (job == NULL || job->cancellable == NULL)
    return;

  g_cancellable_cancel (job->cancellable);
  if (job->gate != NULL)
    troupe_conductor_let_go (job);
}

/*< private >
 * troupe_conductor_restore_now:
 * @self: a conductor that performs
 * @number: a ticket of which something else is said now
 *
 * Takes back that it was cancelled, and whatever waits for it with it, if that was only waited with until its end.
 */
void
troupe_conductor_restore_now (TroupeConductor *self,
                              guint            number)
{
  TroupeJob *job = self->jobs[number];

  if (job == NULL || !job->is_restored)
    return;

  job->is_restored = FALSE;
  if (troupe_scheduler_get_state (self->scheduler, number) == TROUPE_TICKET_STATE_CANCELLED)
    troupe_scheduler_restore (self->scheduler, number);
}

static gboolean
waits_for_one_of (TroupeRunTicket *ticket,
                    GHashTable      *ids)
{
  const char * const *depends_on = troupe_ticket_get_depends_on (troupe_run_ticket_get_ticket (ticket));

  for (guint i = 0; depends_on != NULL && depends_on[i] != NULL; i++)
    {
      if (g_hash_table_contains (ids, depends_on[i]))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_waiting (TroupeTicketState state)
{
  return state == TROUPE_TICKET_STATE_TODO || state == TROUPE_TICKET_STATE_READY || state == TROUPE_TICKET_STATE_BLOCKED;
}

static gboolean
is_cancelled (TroupeTicketState state)
{
  return state == TROUPE_TICKET_STATE_CANCELLED;
}

/* Has a ticket, and of whatever waits for it, near or far, what is as wanted, go to a state: of a run that is not performed, and
 * has no graph. */
static void
change_idle (TroupeConductor   *self,
             TroupeRunTicket   *ticket,
             gboolean         (*is_wanted) (TroupeTicketState state),
             TroupeTicketState  state,
             const char        *reason)
{
  GListModel *tickets = troupe_run_list_tickets (self->run);
  g_autoptr(GHashTable) changed = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_before = 0;

  g_hash_table_add (changed, (gpointer) troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket)));
  troupe_conductor_set_ticket_state (self, ticket, 0, state, reason);
  while (g_hash_table_size (changed) > n_before)
    {
      n_before = g_hash_table_size (changed);
      for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
        {
          g_autoptr(TroupeRunTicket) other = g_list_model_get_item (tickets, i);

          if (!is_wanted (troupe_run_feed_get_ticket_state (self->feed, other)) || !waits_for_one_of (other, changed))
            continue;
          g_hash_table_add (changed, (gpointer) troupe_ticket_get_id (troupe_run_ticket_get_ticket (other)));
          troupe_conductor_set_ticket_state (self, other, 0, state, reason);
        }
    }
}

/**
 * troupe_conductor_cancel_ticket:
 * @self: a conductor
 * @ticket: a ticket of its run that is not completed
 *
 * Cancels a ticket, and whatever waits for it, near or far.
 */
void
troupe_conductor_cancel_ticket (TroupeConductor *self,
                                TroupeRunTicket *ticket)
{
  guint number;

  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));
  g_return_if_fail (TROUPE_IS_RUN_TICKET (ticket));

  if (troupe_conductor_get_ticket_state (self, ticket) == TROUPE_TICKET_STATE_COMPLETED)
    return;
  if (!troupe_conductor_find_number (self, ticket, &number))
    {
      change_idle (self, ticket, is_waiting, TROUPE_TICKET_STATE_CANCELLED, _("It was cancelled."));
      return;
    }

  if (self->jobs[number] != NULL)
    self->jobs[number]->is_restored = FALSE;
  troupe_scheduler_cancel (self->scheduler, number);
  troupe_conductor_tell (self);
  stop_job (self, number);
  troupe_conductor_wake (self);
}

/**
 * troupe_conductor_skip_ticket:
 * @self: a conductor
 * @ticket: a ticket of its run
 *
 * Skips a ticket: what waits for it goes on without its result.
 */
void
troupe_conductor_skip_ticket (TroupeConductor *self,
                              TroupeRunTicket *ticket)
{
  guint number;

  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));
  g_return_if_fail (TROUPE_IS_RUN_TICKET (ticket));

  if (!troupe_conductor_find_number (self, ticket, &number))
    {
      troupe_conductor_set_ticket_state (self, ticket, 0, TROUPE_TICKET_STATE_SKIPPED, _("It was skipped."));
      return;
    }
  /* It may be completed without showing it yet. */
  if (troupe_scheduler_get_state (self->scheduler, number) == TROUPE_TICKET_STATE_COMPLETED)
    return;

  troupe_conductor_restore_now (self, number);
  troupe_scheduler_finish (self->scheduler, number, TROUPE_TICKET_STATE_SKIPPED);
  troupe_conductor_tell (self);
  stop_job (self, number);
  troupe_conductor_wake (self);
}

/**
 * troupe_conductor_retry_ticket:
 * @self: a conductor
 * @ticket: a ticket of its run that nobody works on
 * @persona_id: (nullable): who performs it from now on, or %NULL for whoever is cast
 * @error: (optional): set on failure
 *
 * Has a ticket done again. The new attempt is told what came of the earlier ones. What it blocked waits for it again. One that
 * failed only because nobody could judge it is judged again, and not done again, unless somebody else is to do it.
 *
 * Errors are %TROUPE_ENGINE_ERROR_BUSY if somebody works on it, and those of troupe_conductor_recast_ticket().
 *
 * Returns: whether it will be done again
 */
gboolean
troupe_conductor_retry_ticket (TroupeConductor  *self,
                               TroupeRunTicket  *ticket,
                               const char       *persona_id,
                               GError          **error)
{
  const char *id;
  guint number;
  gboolean is_performed;
  gboolean is_unjudged;

  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (ticket), FALSE);

  id = troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket));
  is_performed = troupe_conductor_find_number (self, ticket, &number);
  if (is_performed && self->jobs[number] != NULL)
    {
      g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_BUSY,
                   _("%s is being performed; cancel it, or wait for its end."), id);
      return FALSE;
    }

  if (persona_id != NULL)
    {
      g_autofree char *assignment = g_strconcat ("persona_id=", persona_id, NULL);

      if (!troupe_conductor_recast_ticket (self, ticket, assignment, error))
        return FALSE;
    }

  is_unjudged = persona_id == NULL && troupe_conductor_waits_for_verdict (self, ticket);
  troupe_conductor_forgive (self, ticket);
  if (troupe_conductor_has_listener (self))
    troupe_run_feed_tell (self->feed, troupe_run_event_new_retry (self->run, ticket));
  if (!is_performed)
    {
      troupe_conductor_set_ticket_state (self, ticket, 0, is_unjudged ? TROUPE_TICKET_STATE_REVIEW : TROUPE_TICKET_STATE_TODO,
                                         NULL);
      return TRUE;
    }

  g_hash_table_remove (self->returns, GUINT_TO_POINTER (number));
  g_hash_table_remove (self->unjudged, GUINT_TO_POINTER (number));
  if (is_unjudged)
    g_hash_table_add (self->unjudged, GUINT_TO_POINTER (number));
  troupe_scheduler_again (self->scheduler, number);
  troupe_conductor_tell (self);
  troupe_conductor_wake (self);

  return TRUE;
}

/**
 * troupe_conductor_restore_ticket:
 * @self: a conductor
 * @ticket: a ticket of its run that was cancelled
 *
 * Takes back that a ticket was cancelled, and of whatever waits for it, near or far. One whose end is still waited for is done
 * again after that.
 */
void
troupe_conductor_restore_ticket (TroupeConductor *self,
                                 TroupeRunTicket *ticket)
{
  guint number;

  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));
  g_return_if_fail (TROUPE_IS_RUN_TICKET (ticket));

  if (troupe_conductor_get_ticket_state (self, ticket) != TROUPE_TICKET_STATE_CANCELLED)
    return;

  if (!troupe_conductor_find_number (self, ticket, &number))
    {
      change_idle (self, ticket, is_cancelled, TROUPE_TICKET_STATE_TODO, NULL);
      return;
    }

  /* One that is still on its way to its end begins anew after that. */
  if (self->jobs[number] != NULL)
    {
      self->jobs[number]->is_restored = TRUE;
      return;
    }

  troupe_scheduler_restore (self->scheduler, number);
  troupe_conductor_tell (self);
  troupe_conductor_wake (self);
}
