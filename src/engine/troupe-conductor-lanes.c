/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-conductor-private.h"
#include "troupe-planning.h"

/* So many at once of one provider, and no more. */

/* The lane of a provider, from 1; lane 0 is for tickets of which nobody knows whom they will ask. */
static guint
find_lane (TroupeConductor *self,
           const char      *provider_id)
{
  guint lane;

  if (provider_id == NULL || *provider_id == '\0')
    return 0;

  lane = GPOINTER_TO_UINT (g_hash_table_lookup (self->lanes, provider_id));
  if (lane == 0)
    {
      lane = g_hash_table_size (self->lanes) + 1;
      g_hash_table_insert (self->lanes, g_strdup (provider_id), GUINT_TO_POINTER (lane));
      troupe_scheduler_set_lane_limit (self->scheduler, lane, self->n_jobs_per_provider);
    }

  return lane;
}

/* What is the same for all tickets */
typedef struct
{
  TroupeConductor *conductor;
  TroupeResolver  *resolver;
  GHashTable      *known;      /* id of a persona to the lane of work by it, for plain tickets */
  gboolean         has_judge;  /* whether the lane of a plain review is known */
  guint            judge;
} Finder;

/* Whom @ticket asks first in @tier. */
static guint
resolve_lane (Finder       *finder,
              TroupeTicket *ticket,
              TroupeTier    tier,
              const char   *last_resort)
{
  TroupeConductor *self = finder->conductor;
  TroupeTrack *track = troupe_run_get_track (self->run);
  TroupePersona *persona = troupe_resolver_find_cast (self->catalog, track, ticket, tier, last_resort, NULL);

  if (persona == NULL)
    return 0;

  troupe_resolver_set_cast (finder->resolver, persona, tier, track, ticket);

  return find_lane (self, troupe_resolver_get_model_provider (finder->resolver));
}

/* Tickets with the same persona and no values of their own are all alike. */
static void
set_lane (Finder *finder,
          guint   number)
{
  TroupeConductor *self = finder->conductor;
  TroupeTicket *ticket = troupe_run_ticket_get_ticket (g_ptr_array_index (self->tickets, number));
  TroupeTier tier = troupe_planning_get_tier (troupe_run_get_track (self->run), ticket);
  const char *persona_id = troupe_ticket_get_persona_id (ticket) != NULL ? troupe_ticket_get_persona_id (ticket) : "";
  gboolean is_plain = troupe_ai_settings_is_empty (troupe_ticket_get_overrides (ticket)) && tier == TROUPE_TIER_WORKER;
  gpointer lane;

  if (!is_plain || !g_hash_table_lookup_extended (finder->known, persona_id, NULL, &lane))
    {
      lane = GUINT_TO_POINTER (resolve_lane (finder, ticket, tier, self->last_resort));
      if (is_plain)
        g_hash_table_insert (finder->known, (gpointer) persona_id, lane);
    }
  troupe_scheduler_set_lane (self->scheduler, number, GPOINTER_TO_UINT (lane));

  if (self->review == NULL || tier != TROUPE_TIER_WORKER)
    return;
  if (is_plain && !finder->has_judge)
    {
      finder->judge = resolve_lane (finder, ticket, TROUPE_TIER_QA, NULL);
      finder->has_judge = TRUE;
    }
  troupe_scheduler_set_review_lane (self->scheduler, number,
                                    is_plain ? finder->judge : resolve_lane (finder, ticket, TROUPE_TIER_QA, NULL));
}

static void
set_lanes (TroupeConductor *self,
           guint            first,
           guint            end)
{
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (self->catalog);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  Finder finder = { .conductor = self, .resolver = resolver, .known = known };

  troupe_resolver_set_session (resolver, troupe_run_get_session (self->run));
  for (guint i = first; i < end; i++)
    set_lane (&finder, i);
}

/*< private >
 * troupe_conductor_set_lanes:
 * @self: a conductor that has its scheduler
 *
 * Finds out whom each ticket asks first, and whom whoever judges it asks, and limits how many ask the same provider at once. A
 * hop to another provider does not move a ticket.
 */
void
troupe_conductor_set_lanes (TroupeConductor *self)
{
  g_hash_table_remove_all (self->lanes);
  set_lanes (self, 0, self->tickets->len);
}

/*< private >
 * troupe_conductor_set_lane:
 * @self: a conductor that has its scheduler
 * @number: a ticket that nobody works on
 *
 * Does so anew for one ticket, which may have been cast anew.
 */
void
troupe_conductor_set_lane (TroupeConductor *self,
                           guint            number)
{
  if (self->n_jobs_per_provider > 0)
    set_lanes (self, number, number + 1);
}

/**
 * troupe_conductor_set_n_jobs_per_provider:
 * @self: a conductor
 * @n_jobs: how many tickets and reviews may ask the same provider at once, or 0 for as many as there are
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
