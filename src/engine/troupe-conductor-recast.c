/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-conductor-check.h"
#include "troupe-conductor-private.h"

/* How a person changes, while a run goes, who performs what is still to be done, and with which settings. */

/* What shows once it is written down */
typedef struct
{
  TroupeConductor *conductor;   /* (owned) */
  TroupeRunTicket *ticket;      /* (owned) */
  TroupeTicket    *changed;     /* (owned) */
} Recast;

/* Until its next attempt begins a ticket shows who would make it. One that is worked on shows who does, and has the place that it
 * has until that is over. */
static void
show_cast (TroupeConductor *self,
           TroupeRunTicket *ticket)
{
  TroupeTicket *own = troupe_run_ticket_get_ticket (ticket);
  TroupeTrack *track = troupe_run_get_track (self->run);
  guint number;
  gboolean is_performed = troupe_conductor_find_number (self, ticket, &number);

  if (is_performed && self->jobs[number] != NULL)
    {
      self->jobs[number]->is_recast = TRUE;
      return;
    }

  troupe_run_ticket_set_persona (ticket, troupe_resolver_find_cast (self->catalog, track, own,
                                                                    troupe_run_ticket_get_tier (ticket), self->last_resort,
                                                                    NULL));
  if (!is_performed)
    return;

  /* There may be room where it waits from now on. */
  troupe_conductor_set_lane (self, number);
  troupe_conductor_wake (self);
}

static void
show_recast (gpointer data)
{
  Recast *recast = data;
  TroupeConductor *self = recast->conductor;

  troupe_ticket_assign (troupe_run_ticket_get_ticket (recast->ticket), recast->changed);
  show_cast (self, recast->ticket);
  if (g_hash_table_lookup (self->recasts, recast->ticket) == recast->changed)
    g_hash_table_remove (self->recasts, recast->ticket);

  g_object_unref (recast->ticket);
  g_object_unref (recast->changed);
  g_free (recast);
  g_object_unref (self);
}

/*< private >
 * troupe_conductor_peek_ticket:
 * @self: a conductor
 * @ticket: a ticket of its run
 *
 * Gets a ticket as it was changed last, whether that shows already or not.
 *
 * Returns: (transfer none): the ticket
 */
TroupeTicket *
troupe_conductor_peek_ticket (TroupeConductor *self,
                              TroupeRunTicket *ticket)
{
  TroupeTicket *changed = g_hash_table_lookup (self->recasts, ticket);

  return changed != NULL ? changed : troupe_run_ticket_get_ticket (ticket);
}

/**
 * troupe_conductor_recast_ticket:
 * @self: a conductor
 * @ticket: a ticket of its run
 * @assignment: what troupe_ticket_apply_text() takes
 * @error: (optional): set on failure
 *
 * Changes who performs a ticket, or a setting that it is performed with, whether the run goes or not. It counts from its next
 * attempt on; one that is being made goes on as it began. The change is written down, shown in the run's own track, and told.
 *
 * Errors are in %TROUPE_MODEL_ERROR, or those of troupe_conductor_check(): a ticket that could not be performed afterwards stays
 * as it is.
 *
 * Returns: whether it could be changed
 */
gboolean
troupe_conductor_recast_ticket (TroupeConductor  *self,
                                TroupeRunTicket  *ticket,
                                const char       *assignment,
                                GError          **error)
{
  TroupeTicket *own;
  g_autoptr(TroupeTicket) changed = NULL;
  JsonNode *event = NULL;
  Recast *recast;

  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (ticket), FALSE);
  g_return_val_if_fail (assignment != NULL, FALSE);

  own = troupe_conductor_peek_ticket (self, ticket);
  changed = troupe_ticket_copy (own);
  if (!troupe_ticket_apply_text (changed, assignment, error))
    return FALSE;
  if (troupe_ticket_equal (own, changed))
    return TRUE;
  if (!troupe_conductor_check_ticket (self->catalog, self->providers, self->run, changed, self->last_resort, error))
    return FALSE;

  if (troupe_conductor_has_listener (self))
    event = troupe_run_event_new_recast (self->run, changed, assignment);
  recast = g_new0 (Recast, 1);
  recast->conductor = g_object_ref (self);
  recast->ticket = g_object_ref (ticket);
  recast->changed = g_object_ref (changed);
  g_hash_table_insert (self->recasts, ticket, changed);
  troupe_run_feed_tell_change (self->feed, event, show_recast, recast);

  return TRUE;
}
