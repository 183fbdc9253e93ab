/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-conductor-private.h"
#include "troupe-planning.h"

/* What a person makes of what a ticket came to: another text, or a verdict that stands whatever anybody else says. */

/* What shows once it is written down */
typedef struct
{
  TroupeConductor *conductor;   /* (owned) */
  TroupeRunTicket *ticket;      /* (owned) */
  TroupeAttempt   *work;        /* (owned) */
  TroupeVerdict    verdict;     /* NONE where the text is changed */
  char            *text;        /* (nullable): the text, or the reasons */
} Change;

static Change *
change_new (TroupeConductor *self,
            TroupeRunTicket *ticket,
            TroupeAttempt   *work,
            TroupeVerdict    verdict,
            const char      *text)
{
  Change *change = g_new0 (Change, 1);

  change->conductor = g_object_ref (self);
  change->ticket = g_object_ref (ticket);
  change->work = g_object_ref (work);
  change->verdict = verdict;
  change->text = g_strdup (text);

  return change;
}

static void
change_free (Change *change)
{
  g_object_unref (change->conductor);
  g_object_unref (change->ticket);
  g_object_unref (change->work);
  g_free (change->text);
  g_free (change);
}

static void
show_edit (gpointer data)
{
  Change *change = data;

  g_hash_table_remove (change->conductor->edited, change->ticket);
  troupe_attempt_set_edit (change->work, change->text);
  change_free (change);
}

/* Why an attempt failed stays known; why what it came to was not accepted does not, once a person says that it is. */
static void
show_verdict (gpointer data)
{
  Change *change = data;

  troupe_attempt_set_verdict (change->work, change->verdict);
  if (change->verdict == TROUPE_VERDICT_REJECT || troupe_attempt_get_state (change->work) == TROUPE_ATTEMPT_STATE_COMPLETED)
    troupe_message_set_error (troupe_attempt_get_answer (change->work), change->text);
  change_free (change);
}

/* Nobody judges it any longer, whatever the one who does so would say; that job comes to its end by itself. */
static void
drop_job (TroupeConductor *self,
          TroupeJob       *job)
{
  if (job == NULL)
    return;

  if (job->is_recast)
    troupe_conductor_set_lane (self, job->number);
  job->is_recast = FALSE;
  if (job->cancellable != NULL)
    g_cancellable_cancel (job->cancellable);
  if (job->gate != NULL)
    troupe_conductor_let_go (job);
}

/* The attempt that a person speaks of, or NULL with @error. */
static TroupeAttempt *
find_work (TroupeConductor  *self,
           TroupeRunTicket  *ticket,
           GError          **error)
{
  const char *id = troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket));
  TroupeAttempt *work = troupe_run_ticket_find_newest (ticket, TROUPE_TIER_NONE);

  if (troupe_conductor_get_ticket_state (self, ticket) == TROUPE_TICKET_STATE_RUNNING ||
      (work != NULL && troupe_attempt_get_state (work) == TROUPE_ATTEMPT_STATE_RUNNING))
    {
      g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_BUSY,
                   _("%s is being performed; cancel it, or wait for its end."), id);
      return NULL;
    }

  if (work == NULL)
    /* Translators: the id of a ticket */
    g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED,
                 _("Nobody has worked on %s yet, so there is no result."), id);

  return work;
}

/**
 * troupe_conductor_get_ticket_state:
 * @self: a conductor
 * @ticket: a ticket of its run
 *
 * Gets the state of a ticket as it was decided last, whether it shows already or not.
 *
 * Returns: the state
 */
TroupeTicketState
troupe_conductor_get_ticket_state (TroupeConductor *self,
                                   TroupeRunTicket *ticket)
{
  guint number;

  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), TROUPE_TICKET_STATE_TODO);
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (ticket), TROUPE_TICKET_STATE_TODO);

  if (troupe_conductor_find_number (self, ticket, &number))
    return troupe_scheduler_get_state (self->scheduler, number);

  return troupe_run_feed_get_ticket_state (self->feed, ticket);
}

/**
 * troupe_conductor_edit_result:
 * @self: a conductor
 * @ticket: a ticket of its run that nobody performs
 * @text: what it came to from now on
 * @error: (optional): set on failure
 *
 * Puts a person's text in place of what the newest attempt at a ticket came to, whether the run goes or not. What was answered
 * stays known. Whatever waits for the ticket is given the new text; what has begun is not told. A ticket that is being judged is
 * judged anew; any other stays in its state, and troupe_conductor_judge_ticket() says what becomes of it.
 *
 * Errors are %TROUPE_ENGINE_ERROR_BUSY if somebody performs it, and %TROUPE_ENGINE_ERROR_FAILED if there is no text to edit.
 *
 * Returns: whether it could be changed
 */
gboolean
troupe_conductor_edit_result (TroupeConductor  *self,
                              TroupeRunTicket  *ticket,
                              const char       *text,
                              GError          **error)
{
  TroupeAttempt *work;
  JsonNode *event = NULL;
  guint number;

  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (ticket), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  work = find_work (self, ticket, error);
  if (work == NULL)
    return FALSE;
  if (*text == '\0')
    {
      g_set_error_literal (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED,
                           _("A result has to say something; to go on without one, skip the ticket."));
      return FALSE;
    }
  if (troupe_attempt_get_tier (work) == TROUPE_TIER_TECH_LEAD)
    {
      g_set_error_literal (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED,
                           _("What the tech lead came to are tickets; edit them in the file of the track."));
      return FALSE;
    }

  if (troupe_conductor_has_listener (self))
    event = troupe_run_event_new_result_edited (self->run, ticket, work, text);
  g_hash_table_add (self->edited, ticket);
  troupe_run_feed_tell_change (self->feed, event, show_edit, change_new (self, ticket, work, TROUPE_VERDICT_NONE, text));

  if (troupe_conductor_find_number (self, ticket, &number) &&
      troupe_scheduler_get_state (self->scheduler, number) == TROUPE_TICKET_STATE_REVIEW)
    {
      TroupeJob *job = g_steal_pointer (&self->jobs[number]);

      /* It shows as in review, and stays so while it waits for who looks at the new text. */
      g_hash_table_add (self->unjudged, GUINT_TO_POINTER (number));
      troupe_scheduler_again (self->scheduler, number);
      troupe_conductor_tell (self);
      drop_job (self, job);
      troupe_conductor_wake (self);
    }

  return TRUE;
}

/* @reason is (transfer full): why the state changes, in one sentence for people. */
static void
settle (TroupeConductor *self,
        TroupeRunTicket *ticket,
        TroupeVerdict    verdict,
        char            *reason)
{
  gboolean is_accepted = verdict == TROUPE_VERDICT_ACCEPT;
  TroupeJob *job;
  guint number;

  if (!is_accepted)
    troupe_conductor_forgive (self, ticket);

  if (!troupe_conductor_find_number (self, ticket, &number))
    {
      troupe_conductor_set_ticket_state (self, ticket, 0, is_accepted ? TROUPE_TICKET_STATE_COMPLETED : TROUPE_TICKET_STATE_TODO,
                                         reason);
      g_free (reason);
      return;
    }

  troupe_conductor_restore_now (self, number);
  job = g_steal_pointer (&self->jobs[number]);
  g_hash_table_remove (self->returns, GUINT_TO_POINTER (number));
  g_hash_table_remove (self->unjudged, GUINT_TO_POINTER (number));
  g_hash_table_insert (self->said, GUINT_TO_POINTER (number), reason);
  if (is_accepted)
    troupe_scheduler_finish (self->scheduler, number, TROUPE_TICKET_STATE_COMPLETED);
  else
    troupe_scheduler_again (self->scheduler, number);
  troupe_conductor_tell (self);
  drop_job (self, job);
  troupe_conductor_wake (self);
}

/**
 * troupe_conductor_judge_ticket:
 * @self: a conductor
 * @ticket: a ticket of its run that nobody performs
 * @verdict: whether a person accepts what it came to
 * @reasons: (nullable): if not, why; the next attempt is told
 * @error: (optional): set on failure
 *
 * Has a person judge what the newest attempt at a ticket came to, whether the run goes or not, and whatever was said of it
 * before: what is accepted is completed, and what waits for it goes on; what is not is done again, and whoever judges begins to
 * count anew. Somebody who is just judging it is stopped.
 *
 * Errors are %TROUPE_ENGINE_ERROR_BUSY if somebody performs it, and %TROUPE_ENGINE_ERROR_FAILED if there is nothing to judge, or
 * it is completed already.
 *
 * Returns: whether the verdict stands
 */
gboolean
troupe_conductor_judge_ticket (TroupeConductor  *self,
                               TroupeRunTicket  *ticket,
                               TroupeVerdict     verdict,
                               const char       *reasons,
                               GError          **error)
{
  const char *id;
  TroupeAttempt *work;
  JsonNode *event = NULL;

  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (ticket), FALSE);
  g_return_val_if_fail (verdict != TROUPE_VERDICT_NONE, FALSE);
  g_return_val_if_fail ((verdict == TROUPE_VERDICT_REJECT) == (reasons != NULL), FALSE);

  id = troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket));
  work = find_work (self, ticket, error);
  if (work == NULL)
    return FALSE;
  if (!troupe_conductor_has_result (self, ticket))
    {
      /* Translators: the id of a ticket, twice */
      g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED,
                   _("Nothing came of %s that could be judged; use “retry %s” to have it done again."), id, id);
      return FALSE;
    }
  if (verdict == TROUPE_VERDICT_ACCEPT &&
      troupe_conductor_get_ticket_state (self, ticket) == TROUPE_TICKET_STATE_COMPLETED)
    {
      /* Translators: the id of a ticket */
      g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED, _("%s is accepted already."), id);
      return FALSE;
    }

  if (troupe_conductor_has_listener (self))
    event = troupe_run_event_new_verdict (self->run, ticket, work, verdict, reasons);
  troupe_run_feed_tell_change (self->feed, event, show_verdict, change_new (self, ticket, work, verdict, reasons));
  settle (self, ticket, verdict,
          verdict == TROUPE_VERDICT_ACCEPT ? g_strdup (_("A person accepted it."))
                                           /* Translators: the reasons, in a person’s words */
                                           : g_strdup_printf (_("A person sent it back: %s"), reasons));

  return TRUE;
}
