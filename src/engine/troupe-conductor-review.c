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
  GListModel *attempts = troupe_run_ticket_list_attempts (g_ptr_array_index (self->tickets, job->number));

  for (guint i = g_list_model_get_n_items (attempts); i-- > 0;)
    {
      g_autoptr(TroupeAttempt) attempt = g_list_model_get_item (attempts, i);

      if (troupe_attempt_get_number (attempt) == job->attempt)
        troupe_message_set_error (troupe_attempt_get_answer (attempt), reasons);
    }
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
  if (troupe_scheduler_get_state (self->scheduler, job->number) == TROUPE_TICKET_STATE_REVIEW)
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

  self->review (self, g_ptr_array_index (self->tickets, job->number), g_task_new (NULL, job->cancellable, verdict_cb, job),
                self->review_data);
}

/*< private >
 * troupe_conductor_review:
 * @job: a ticket whose worker came to a result
 *
 * Has the result judged, if anybody does.
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

  troupe_scheduler_begin_review (self->scheduler, job->number);
  troupe_conductor_tell (self);
  troupe_run_feed_then (self->feed, begin_review, job);

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
