/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-conductor-private.h"

/* What a ticket came to is judged, and goes back with reasons until it is accepted or there were enough attempts. */

/* How often it went back in this run, or with @change once more. */
static guint
count_returns (TroupeConductor *self,
               guint            number,
               guint            change)
{
  gpointer key = GUINT_TO_POINTER (number);
  guint n_returns = GPOINTER_TO_UINT (g_hash_table_lookup (self->returns, key)) + change;

  if (change > 0)
    g_hash_table_insert (self->returns, key, GUINT_TO_POINTER (n_returns));

  return n_returns;
}

/* The next attempt is told of it. */
static void
note_reasons (TroupeConductor *self,
              TroupeJob       *job,
              const char      *reasons)
{
  TroupeAttempt *work = troupe_run_ticket_find_work (g_ptr_array_index (self->tickets, job->number), job->attempt);

  if (work != NULL)
    troupe_message_set_error (troupe_attempt_get_answer (work), reasons);
}

static void
judge (TroupeConductor *self,
       TroupeJob       *job,
       const char      *reasons)
{
  TroupeRunTicket *ticket = g_ptr_array_index (self->tickets, job->number);
  guint max_retries = troupe_ticket_get_max_retries (troupe_run_ticket_get_ticket (ticket));

  if (reasons == NULL)
    {
      troupe_scheduler_finish (self->scheduler, job->number, TROUPE_TICKET_STATE_COMPLETED);
      return;
    }

  note_reasons (self, job, reasons);
  job->reasons = g_strdup (reasons);
  if (count_returns (self, job->number, 0) < max_retries)
    {
      count_returns (self, job->number, 1);
      job->reason = g_strdup_printf (_("It was not accepted: %s"), reasons);
      troupe_scheduler_again (self->scheduler, job->number);
      return;
    }

  job->reason = g_strdup_printf (ngettext ("It was not accepted after %u attempt: %s", "It was not accepted after %u attempts: %s",
                                           max_retries + 1), max_retries + 1, reasons);
  troupe_scheduler_finish (self->scheduler, job->number, TROUPE_TICKET_STATE_FAILED);
}

static void
verdict_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  TroupeJob *job = user_data;
  TroupeConductor *self = job->conductor;
  g_autoptr(GError) error = NULL;
  g_autofree char *reasons = g_task_propagate_pointer (G_TASK (result), &error);

  /* Somebody may have said meanwhile what becomes of it. */
  if (self->jobs[job->number] == job &&
      troupe_scheduler_get_state (self->scheduler, job->number) == TROUPE_TICKET_STATE_REVIEW)
    {
      if (error == NULL)
        {
          judge (self, job, reasons);
        }
      else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          troupe_scheduler_cancel (self->scheduler, job->number);
        }
      else
        {
          self->n_refused += g_error_matches (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY);
          job->reason = g_strdup_printf (_("It could not be judged: %s"), error->message);
          troupe_scheduler_finish (self->scheduler, job->number, TROUPE_TICKET_STATE_FAILED);
        }
    }

  troupe_conductor_end_job (job);
}

static void
begin_review (gpointer data)
{
  TroupeJob *job = data;
  TroupeConductor *self = job->conductor;

  if (self->jobs[job->number] != job)
    {
      troupe_conductor_end_job (job);
      return;
    }

  self->review (self, g_ptr_array_index (self->tickets, job->number), g_task_new (NULL, job->cancellable, verdict_cb, job),
                self->review_data);
}

/* It has its place, or was cancelled before that. */
static void
place_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  TroupeJob *job = user_data;

  if (g_task_propagate_boolean (G_TASK (result), NULL))
    {
      troupe_run_feed_then (job->conductor->feed, begin_review, job);
      return;
    }

  if (job->conductor->jobs[job->number] == job &&
      troupe_scheduler_get_state (job->conductor->scheduler, job->number) == TROUPE_TICKET_STATE_REVIEW)
    troupe_scheduler_cancel (job->conductor->scheduler, job->number);
  troupe_conductor_end_job (job);
}

/* How often what came of it was not accepted, as far as the attempts say, and since a person had it done again. */
static guint
count_refused (TroupeRunTicket *ticket)
{
  GListModel *attempts = troupe_run_ticket_list_attempts (ticket);
  guint n_forgiven = troupe_run_ticket_get_n_forgiven (ticket);
  guint n_refused = 0;

  for (guint i = 0; i < g_list_model_get_n_items (attempts); i++)
    {
      g_autoptr(TroupeAttempt) attempt = g_list_model_get_item (attempts, i);

      n_refused += troupe_attempt_get_tier (attempt) != TROUPE_TIER_QA &&
                   troupe_attempt_get_number (attempt) > n_forgiven &&
                   troupe_attempt_get_state (attempt) == TROUPE_ATTEMPT_STATE_COMPLETED &&
                   troupe_message_get_error (troupe_attempt_get_answer (attempt)) != NULL;
    }

  return n_refused;
}

/*< private >
 * troupe_conductor_has_result:
 * @self: a conductor
 * @ticket: a ticket of its run
 *
 * Asks whether there is anything to judge: what the newest attempt came to, or what a person put in its place.
 *
 * Returns: whether there is
 */
gboolean
troupe_conductor_has_result (TroupeConductor *self,
                             TroupeRunTicket *ticket)
{
  TroupeAttempt *work = troupe_run_ticket_find_newest (ticket, TROUPE_TIER_NONE);

  if (work == NULL)
    return FALSE;
  if (troupe_attempt_get_edit (work) != NULL || g_hash_table_contains (self->edited, ticket))
    return TRUE;

  return troupe_attempt_get_state (work) == TROUPE_ATTEMPT_STATE_COMPLETED &&
         troupe_message_get_text_length (troupe_attempt_get_answer (work)) > 0;
}

/*< private >
 * troupe_conductor_forgive:
 * @self: a conductor
 * @ticket: a ticket of its run that a person has done again
 *
 * Has what was not accepted until now count no longer. It is no secret: the event that goes with it says so, and the ledger
 * counts the same from that.
 */
void
troupe_conductor_forgive (TroupeConductor *self,
                          TroupeRunTicket *ticket)
{
  TroupeAttempt *work = troupe_run_ticket_find_newest (ticket, TROUPE_TIER_NONE);
  guint number;

  if (work != NULL)
    troupe_run_ticket_set_n_forgiven (ticket, troupe_attempt_get_number (work));
  if (troupe_conductor_find_number (self, ticket, &number))
    g_hash_table_remove (self->returns, GUINT_TO_POINTER (number));
}

/*< private >
 * troupe_conductor_review_prepare:
 * @self: a conductor that has numbered its tickets
 *
 * Finds out how often tickets went back before the run was cut off, and which were just being judged: their work is done.
 */
void
troupe_conductor_review_prepare (TroupeConductor *self)
{
  g_hash_table_remove_all (self->returns);
  g_hash_table_remove_all (self->unjudged);
  if (!self->is_resumed)
    return;

  for (guint i = 0; i < self->tickets->len; i++)
    {
      TroupeRunTicket *ticket = g_ptr_array_index (self->tickets, i);
      guint n_refused;

      if (troupe_run_ticket_get_attempt (ticket) == NULL)
        continue;

      n_refused = count_refused (ticket);
      if (n_refused > 0)
        g_hash_table_insert (self->returns, GUINT_TO_POINTER (i), GUINT_TO_POINTER (n_refused));
      if (troupe_run_ticket_get_state (ticket) == TROUPE_TICKET_STATE_REVIEW && troupe_conductor_has_result (self, ticket))
        g_hash_table_add (self->unjudged, GUINT_TO_POINTER (i));
    }
}

/*< private >
 * troupe_conductor_waits_for_verdict:
 * @self: a conductor
 * @ticket: a ticket of its run that nobody works on
 *
 * Asks whether a ticket failed for nothing but that whoever judges could not say.
 *
 * Returns: whether its work is done and was not judged
 */
gboolean
troupe_conductor_waits_for_verdict (TroupeConductor *self,
                                    TroupeRunTicket *ticket)
{
  TroupeAttempt *work = troupe_run_ticket_find_newest (ticket, TROUPE_TIER_NONE);

  return self->review != NULL && troupe_conductor_has_result (self, ticket) &&
         troupe_message_get_error (troupe_attempt_get_answer (work)) == NULL &&
         troupe_run_feed_get_ticket_state (self->feed, ticket) == TROUPE_TICKET_STATE_FAILED;
}

/*< private >
 * troupe_conductor_is_unjudged:
 * @self: a conductor that performs
 * @number: a ticket
 *
 * Asks whether a ticket shows as in review, and is, though the scheduler may still have it wait for that.
 *
 * Returns: whether there is nothing to tell of it
 */
gboolean
troupe_conductor_is_unjudged (TroupeConductor *self,
                              guint            number)
{
  TroupeTicketState state = troupe_scheduler_get_state (self->scheduler, number);

  if (troupe_run_feed_get_ticket_state (self->feed, g_ptr_array_index (self->tickets, number)) != TROUPE_TICKET_STATE_REVIEW)
    return FALSE;

  return state == TROUPE_TICKET_STATE_REVIEW ||
         ((state == TROUPE_TICKET_STATE_TODO || state == TROUPE_TICKET_STATE_READY) &&
          g_hash_table_contains (self->unjudged, GUINT_TO_POINTER (number)));
}

/*< private >
 * troupe_conductor_review:
 * @job: a ticket whose worker came to a result
 *
 * Has the result judged, if anybody does: it waits for a place among those who ask the same provider, until
 * troupe_conductor_start_review() gives it one.
 *
 * Returns: whether somebody does; the job is over later then
 */
gboolean
troupe_conductor_review (TroupeJob *job)
{
  TroupeConductor *self = job->conductor;
  TroupeRunTicket *ticket = g_ptr_array_index (self->tickets, job->number);

  if (self->review == NULL || !self->can_review (self, ticket, self->review_data))
    return FALSE;

  if (job->cancellable == NULL)
    job->cancellable = g_cancellable_new ();
  job->gate = g_task_new (NULL, job->cancellable, place_cb, job);
  job->gate_kind = TROUPE_STEP_TICKET;
  troupe_scheduler_begin_review (self->scheduler, job->number);
  troupe_conductor_tell (self);

  return TRUE;
}

/*< private >
 * troupe_conductor_start_review:
 * @self: a conductor that performs
 *
 * Has the next review begin that waits, if there is room for it.
 *
 * Returns: whether there was
 */
gboolean
troupe_conductor_start_review (TroupeConductor *self)
{
  guint number;

  if (!troupe_scheduler_pop_review (self->scheduler, &number))
    return FALSE;

  troupe_conductor_let_go (self->jobs[number]);

  return TRUE;
}

/**
 * troupe_conductor_set_review_funcs:
 * @self: a conductor that performs nothing now
 * @can_review: (nullable): says whether anybody judges a ticket; if not it is completed as it is
 * @review: (nullable): judges what a ticket came to: it is given a task (transfer full), and returns by
 *   g_task_return_pointer() %NULL if it accepts it, else the reasons, to be freed with g_free(); or an error if it can't say
 * @user_data: for both
 *
 * Sets who judges. With nobody, no ticket is reviewed.
 */
void
troupe_conductor_set_review_funcs (TroupeConductor     *self,
                                   TroupeCanReviewFunc  can_review,
                                   TroupeReviewFunc     review,
                                   gpointer             user_data)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));
  g_return_if_fail (self->task == NULL);
  g_return_if_fail ((can_review == NULL) == (review == NULL));

  self->can_review = can_review;
  self->review = review;
  self->review_data = user_data;
}
