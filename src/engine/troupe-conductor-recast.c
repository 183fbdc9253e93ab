/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-conductor-check.h"
#include "troupe-conductor-private.h"

/* How a person changes, while a run goes, who performs what is still to be done, and with which settings. */

#define PERSONA "persona_id="

static gboolean
change (TroupeTicket  *ticket,
        const char    *assignment,
        GError       **error)
{
  if (!g_str_has_prefix (assignment, PERSONA))
    return troupe_ai_settings_apply_text (troupe_ticket_get_overrides (ticket), assignment, error);

  troupe_ticket_set_persona_id (ticket, assignment[strlen (PERSONA)] != '\0' ? assignment + strlen (PERSONA) : NULL);

  return TRUE;
}

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

/**
 * troupe_conductor_recast_ticket:
 * @self: a conductor
 * @ticket: a ticket of its run
 * @assignment: `persona_id=ID`, or what troupe_ai_settings_apply_text() takes; nothing behind the equals sign takes back what
 *   the ticket says for itself
 * @error: (optional): set on failure
 *
 * Changes who performs a ticket, or a setting that it is performed with, whether the run goes or not. It counts from its next
 * attempt on; one that is being made goes on as it began. The change is written to the run's own track, and told.
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

  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), FALSE);
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (ticket), FALSE);
  g_return_val_if_fail (assignment != NULL, FALSE);

  own = troupe_run_ticket_get_ticket (ticket);
  changed = troupe_ticket_copy (own);
  if (!change (changed, assignment, error))
    return FALSE;
  if (troupe_ticket_equal (own, changed))
    return TRUE;
  if (!troupe_conductor_check_ticket (self->catalog, self->providers, self->run, changed, self->last_resort, error))
    return FALSE;

  troupe_ticket_assign (own, changed);
  show_cast (self, ticket);
  if (troupe_conductor_has_listener (self))
    troupe_run_feed_tell (self->feed, troupe_run_event_new_recast (self->run, ticket, assignment));

  return TRUE;
}
