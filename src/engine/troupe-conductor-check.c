/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-conductor-check.h"
#include "troupe-context-files.h"
#include "troupe-enum-types.h"
#include "troupe-model-error.h"
#include "troupe-planning.h"
#include "troupe-worker-context.h"

/* What would go wrong in a run, found before anybody is asked. */

typedef struct
{
  TroupeProviderSet *providers;
  TroupeSnapshot    *snapshot;
  TroupeRun         *run;
  const char        *last_resort_id;
  GHashTable        *good;            /* ids of personas that can perform a ticket with no overrides */
} Check;

static gboolean
check_model (Check           *check,
             TroupeResolver  *resolver,
             GError         **error)
{
  const char *provider_id = troupe_resolver_get_model_provider (resolver);
  const char *model = troupe_resolver_get_model (resolver);

  if (provider_id == NULL || *provider_id == '\0' || model == NULL || *model == '\0')
    {
      g_set_error_literal (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_NO_MODEL,
                           _("No model is chosen; choose a provider and a model of it."));
      return FALSE;
    }

  /* With another model to go to, an unknown provider is no more than a reason to go there. */
  return troupe_resolver_get_n_models (resolver) > 1 ||
         troupe_provider_set_lookup (check->providers, provider_id, error) != NULL;
}

/* What a ticket would be given. The error does not name it yet. */
static gboolean
check_context (Check         *check,
               TroupeTicket  *ticket,
               GError       **error)
{
  TroupeTier tier = troupe_planning_get_tier (troupe_run_get_track (check->run), ticket);
  g_autoptr(TroupeWorkerContext) context = troupe_worker_context_new (check->snapshot, check->run, ticket, tier, 1,
                                                                      check->last_resort_id, NULL, error);

  return context != NULL && check_model (check, troupe_worker_context_get_resolver (context), error);
}

/* Whether somebody performs @ticket, or several would. */
static gboolean
has_cast (Check        *check,
          TroupeTicket *ticket)
{
  TroupeTrack *track = troupe_run_get_track (check->run);
  g_autoptr(GError) error = NULL;

  return troupe_resolver_find_cast (TROUPE_CATALOG (check->snapshot), track, ticket,
                                    troupe_planning_get_tier (track, ticket), check->last_resort_id, &error) != NULL ||
         !g_error_matches (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID);
}

static gboolean
check_ticket (Check         *check,
              TroupeTicket  *ticket,
              GError       **error)
{
  g_autoptr(GError) local_error = NULL;
  const char *persona_id = troupe_ticket_get_persona_id (ticket);
  const char *key = persona_id != NULL ? persona_id : "";
  /* In a planning each is done by a tier of its own. */
  gboolean is_plain = troupe_ai_settings_is_empty (troupe_ticket_get_overrides (ticket)) &&
                      !troupe_planning_is_planning (troupe_run_get_track (check->run));

  if (!troupe_context_files_check (troupe_ticket_get_context_files (ticket), error))
    {
      g_prefix_error (error, "%s: ", troupe_ticket_get_id (ticket));
      return FALSE;
    }

  /* Tickets with the same persona and no values of their own are all alike. */
  if (is_plain && g_hash_table_contains (check->good, key))
    return TRUE;

  if (!check_context (check, ticket, &local_error))
    {
      /* That there is no such persona says of which ticket. */
      if (has_cast (check, ticket))
        g_prefix_error (&local_error, "%s: ", troupe_ticket_get_id (ticket));
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (is_plain)
    g_hash_table_add (check->good, (gpointer) key);

  return TRUE;
}

/* Whoever judges, if anybody does. What single tickets override is looked at when they are judged. */
static gboolean
check_judge (Check   *check,
             GError **error)
{
  TroupeCatalog *catalog = TROUPE_CATALOG (check->snapshot);
  TroupeTrack *track = troupe_run_get_track (check->run);
  g_autoptr(TroupeResolver) resolver = NULL;
  TroupePersona *persona;

  if (troupe_planning_is_planning (track) || !troupe_resolver_is_cast (catalog, track, TROUPE_TIER_QA))
    return TRUE;

  persona = troupe_resolver_find_cast (catalog, track, NULL, TROUPE_TIER_QA, NULL, error);
  if (persona == NULL)
    return FALSE;

  resolver = troupe_resolver_new (catalog);
  troupe_resolver_set_cast (resolver, persona, TROUPE_TIER_QA, track, NULL);
  troupe_resolver_set_session (resolver, troupe_run_get_session (check->run));
  if (troupe_prompt_check (resolver, catalog, error) && check_model (check, resolver, error))
    return TRUE;

  g_prefix_error (error, "%s: ", troupe_enum_get_nick (TROUPE_TYPE_TIER, TROUPE_TIER_QA));
  return FALSE;
}

/* A track that was edited since the run was made has other tickets than the run. */
static gboolean
check_same_tickets (TroupeRun  *run,
                    GError    **error)
{
  GListModel *of_track = troupe_track_list_tickets (troupe_run_get_track (run));
  GListModel *of_run = troupe_run_list_tickets (run);
  guint n_tickets = g_list_model_get_n_items (of_run);
  gboolean is_same = g_list_model_get_n_items (of_track) == n_tickets;

  for (guint i = 0; i < n_tickets && is_same; i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (of_track, i);
      g_autoptr(TroupeRunTicket) run_ticket = g_list_model_get_item (of_run, i);

      is_same = troupe_run_ticket_get_ticket (run_ticket) == ticket;
    }

  if (!is_same)
    g_set_error_literal (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED,
                         _("The track was changed since the run was prepared; run it anew."));

  return is_same;
}

/* What began with a server that stands in no file does not go on with another that has its name. */
static gboolean
check_server (TroupeProviderSet     *providers,
              const TroupeRunTerms  *terms,
              GError               **error)
{
  TroupeProvider *provider;
  TroupeRunTerms now = { NULL };
  gboolean is_same;

  if (terms->base_url == NULL || terms->provider == NULL)
    return TRUE;

  provider = troupe_provider_set_lookup (providers, terms->provider, error);
  if (provider == NULL)
    return FALSE;

  troupe_run_terms_set_unsaved (&now, terms->provider, troupe_provider_config_get_base_url (troupe_provider_get_config (provider)));
  is_same = g_strcmp0 (now.base_url, terms->base_url) == 0;
  troupe_run_terms_clear (&now);
  if (is_same)
    return TRUE;

  g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY,
               _("This run was begun with the server at %s, which is not the one of “%s” here; go on with it by "
                 "“troupectl resume”, or run its track anew."), terms->base_url, terms->provider);
  return FALSE;
}

/**
 * troupe_conductor_check_run:
 * @catalog: where personas and presets are looked up
 * @providers: who can be asked
 * @run: what is to be performed
 * @last_resort_id: (nullable): the id of the run's persona of last resort
 * @is_judged: whether tickets are judged, where somebody is cast for it
 * @error: (optional): set when something is wrong
 *
 * Checks that a run can be performed, and says which ticket is in the way if it can't. Tickets that are alike are
 * looked at once.
 *
 * Returns: (transfer full) (nullable): the graph of the tickets
 */
TroupeGraph *
troupe_conductor_check_run (TroupeCatalog      *catalog,
                            TroupeProviderSet  *providers,
                            TroupeRun          *run,
                            const char         *last_resort_id,
                            gboolean            is_judged,
                            GError            **error)
{
  g_autoptr(TroupeSnapshot) snapshot = troupe_snapshot_new (catalog, NULL);
  g_autoptr(TroupeGraph) graph = NULL;
  g_autoptr(GHashTable) good = g_hash_table_new (g_str_hash, g_str_equal);
  TroupeTrack *track = troupe_run_get_track (run);
  GListModel *tickets = troupe_run_list_tickets (run);
  Check check = { providers, snapshot, run, last_resort_id, good };

  if (!check_same_tickets (run, error) || !check_server (providers, troupe_run_get_terms (run), error))
    return NULL;

  graph = troupe_track_build_graph (track, error);
  if (graph == NULL || !troupe_resolver_check_tiers (TROUPE_CATALOG (snapshot), track, NULL, error))
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);

      if (!check_ticket (&check, troupe_run_ticket_get_ticket (ticket), error))
        return NULL;
    }

  return !is_judged || check_judge (&check, error) ? g_steal_pointer (&graph) : NULL;
}

/**
 * troupe_conductor_check_ticket:
 * @catalog: where personas and presets are looked up
 * @providers: who can be asked
 * @run: the run that the ticket is of
 * @ticket: the ticket as it is to be performed, which need not be the run's own
 * @last_resort_id: (nullable): the id of the run's persona of last resort
 * @error: (optional): set when something is wrong
 *
 * Checks that one ticket can be performed.
 *
 * Returns: whether it can
 */
gboolean
troupe_conductor_check_ticket (TroupeCatalog      *catalog,
                               TroupeProviderSet  *providers,
                               TroupeRun          *run,
                               TroupeTicket       *ticket,
                               const char         *last_resort_id,
                               GError            **error)
{
  g_autoptr(TroupeSnapshot) snapshot = troupe_snapshot_new (catalog, NULL);
  g_autoptr(GHashTable) good = g_hash_table_new (g_str_hash, g_str_equal);
  Check check = { providers, snapshot, run, last_resort_id, good };

  return check_ticket (&check, ticket, error);
}
