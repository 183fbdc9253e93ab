/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-conductor-private.h"
#include "troupe-planning.h"

/* So many at once of one provider, and no more. */

/* The lane of a provider, from 1; lane 0 is for tickets of which nobody knows whom they will ask. */
static guint
find_lane (TroupeConductor *self,
           GHashTable      *lanes,
           const char      *provider_id)
{
  guint lane;

  if (provider_id == NULL || *provider_id == '\0')
    return 0;

  lane = GPOINTER_TO_UINT (g_hash_table_lookup (lanes, provider_id));
  if (lane == 0)
    {
      lane = g_hash_table_size (lanes) + 1;
      g_hash_table_insert (lanes, g_strdup (provider_id), GUINT_TO_POINTER (lane));
      troupe_scheduler_set_lane_limit (self->scheduler, lane, self->n_jobs_per_provider);
    }

  return lane;
}

/*< private >
 * troupe_conductor_set_lanes:
 * @self: a conductor that has its scheduler
 *
 * Finds out whom each ticket asks first, and limits how many ask the same provider at once. A hop to another provider does
 * not move a ticket, and neither does its review: it keeps the place that it has.
 */
void
troupe_conductor_set_lanes (TroupeConductor *self)
{
  TroupeTrack *track = troupe_run_get_track (self->run);
  g_autoptr(GHashTable) lanes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (self->catalog);

  troupe_resolver_set_session (resolver, troupe_run_get_session (self->run));
  for (guint i = 0; i < self->tickets->len; i++)
    {
      TroupeTicket *ticket = troupe_run_ticket_get_ticket (g_ptr_array_index (self->tickets, i));
      const char *persona_id = troupe_ticket_get_persona_id (ticket);
      TroupeTier tier = troupe_planning_get_tier (track, ticket);
      gboolean is_plain = troupe_ai_settings_is_empty (troupe_ticket_get_overrides (ticket)) && tier == TROUPE_TIER_WORKER;
      TroupePersona *persona;
      gpointer lane = NULL;

      /* Tickets with the same persona and no values of their own are all alike. */
      if (!is_plain || !g_hash_table_lookup_extended (known, persona_id != NULL ? persona_id : "", NULL, &lane))
        {
          persona = troupe_resolver_find_cast (self->catalog, track, ticket, tier, self->last_resort, NULL);
          if (persona == NULL)
            continue;
          troupe_resolver_set_cast (resolver, persona, tier, track, ticket);
          lane = GUINT_TO_POINTER (find_lane (self, lanes, troupe_resolver_get_model_provider (resolver)));
          if (is_plain)
            g_hash_table_insert (known, (gpointer) (persona_id != NULL ? persona_id : ""), lane);
        }
      troupe_scheduler_set_lane (self->scheduler, i, GPOINTER_TO_UINT (lane));
    }
}

/**
 * troupe_conductor_set_n_jobs_per_provider:
 * @self: a conductor
 * @n_jobs: how many tickets may ask the same provider at once, or 0 for as many as there are
 *
 * Sets it, for a run that begins after this.
 */
void
troupe_conductor_set_n_jobs_per_provider (TroupeConductor *self,
                                          guint            n_jobs)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));

  self->n_jobs_per_provider = n_jobs;
  troupe_run_get_terms (self->run)->n_provider_jobs = n_jobs;
}

/**
 * troupe_conductor_set_perform_func:
 * @self: a conductor that performs nothing now
 * @func: (nullable): who performs tickets in place of workers
 * @user_data: for @func
 *
 * Has somebody else perform the tickets: it is given each in turn, and calls troupe_conductor_performed() later. It makes
 * attempts and their events itself, if there are to be any.
 */
void
troupe_conductor_set_perform_func (TroupeConductor   *self,
                                   TroupePerformFunc  func,
                                   gpointer           user_data)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));
  g_return_if_fail (self->task == NULL);

  self->perform = func;
  self->perform_data = user_data;
}
