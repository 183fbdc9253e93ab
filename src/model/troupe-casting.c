/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-enum-types.h"
#include "troupe-model-error.h"
#include "troupe-resolver.h"

/* Which persona performs? The ticket's, else the tier's, else the one of last resort. Nobody judges their own work: who judges
 * is never whom the ticket names. */

/* Returns FALSE with @error when several personas claim the tier. */
static gboolean
find_claim (TroupeCatalog  *catalog,
            TroupeTier      tier,
            TroupePersona **claim,
            GError        **error)
{
  g_autoptr(GPtrArray) claims = troupe_resolver_list_claims (catalog, tier);
  g_autoptr(GString) names = g_string_new (NULL);

  /* The catalog holds it. */
  *claim = claims->len > 0 ? g_ptr_array_index (claims, 0) : NULL;
  if (claims->len <= 1)
    return TRUE;

  *claim = NULL;
  for (guint i = 0; i < claims->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            troupe_definition_get_id (TROUPE_DEFINITION (g_ptr_array_index (claims, i))));
  g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_AMBIGUOUS,
               /* Translators: the name of a tier, then ids of personas */
               _("Several personas are assigned to the tier %s: %s. Cast one of them in the track."),
               troupe_enum_get_nick (TROUPE_TYPE_TIER, tier), names->str);
  return FALSE;
}

/**
 * troupe_resolver_list_claims:
 * @catalog: where personas are found
 * @tier: a tier
 *
 * Finds who is cast in a tier by default. Where there are several, a track has to say which of them performs.
 *
 * Returns: (transfer full) (element-type TroupePersona): the personas
 */
GPtrArray *
troupe_resolver_list_claims (TroupeCatalog *catalog,
                             TroupeTier     tier)
{
  GPtrArray *claims = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *personas;

  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), claims);

  personas = troupe_catalog_list (catalog, TROUPE_KIND_PERSONA);
  for (guint i = 0; i < g_list_model_get_n_items (personas); i++)
    {
      g_autoptr(TroupePersona) persona = g_list_model_get_item (personas, i);

      if (troupe_persona_get_tier_settings (persona, tier) != NULL)
        g_ptr_array_add (claims, g_steal_pointer (&persona));
    }

  return claims;
}

/**
 * troupe_resolver_find_cast:
 * @catalog: where personas are found
 * @track: (nullable): the track
 * @ticket: (nullable): the ticket
 * @tier: the tier, or %TROUPE_TIER_NONE
 * @last_resort_id: (nullable): the id of the persona of last resort
 * @error: (optional): set on failure
 *
 * Finds who performs: the ticket's persona, else the one that the track casts in the tier, else the one that alone is
 * assigned to it, else the one of last resort. A ticket's persona does the ticket; for %TROUPE_TIER_QA it does not count.
 *
 * Fails with %TROUPE_MODEL_ERROR_UNKNOWN_ID for an id that names no persona, which is never replaced in silence, and
 * with %TROUPE_MODEL_ERROR_AMBIGUOUS when several are assigned. Where the track says that nobody judges, nobody is found.
 *
 * Returns: (transfer none) (nullable): the persona
 */
TroupePersona *
troupe_resolver_find_cast (TroupeCatalog  *catalog,
                           TroupeTrack    *track,
                           TroupeTicket   *ticket,
                           TroupeTier      tier,
                           const char     *last_resort_id,
                           GError        **error)
{
  const char *id = ticket != NULL && tier != TROUPE_TIER_QA ? troupe_ticket_get_persona_id (ticket) : NULL;
  gboolean is_ticket = id != NULL;
  TroupePersona *claim = NULL;
  TroupeDefinition *found;

  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), NULL);

  if (tier == TROUPE_TIER_QA && track != NULL && troupe_track_get_is_unjudged (track))
    {
      g_set_error_literal (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID,
                           _("The track says that nobody judges its tickets: its tier qa is null."));
      return NULL;
    }

  if (id == NULL && track != NULL && tier != TROUPE_TIER_NONE)
    id = troupe_track_get_tier_persona_id (track, tier);

  if (id == NULL && tier != TROUPE_TIER_NONE)
    {
      if (!find_claim (catalog, tier, &claim, error))
        return NULL;
      if (claim != NULL)
        return claim;
    }

  if (id == NULL)
    id = last_resort_id;

  found = troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, id);
  if (found != NULL)
    return TROUPE_PERSONA (found);

  if (is_ticket)
    g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID,
                 _("Ticket %s names the persona “%s”, which does not exist; make it, or name another one."),
                 troupe_ticket_get_id (ticket), id);
  else if (ticket != NULL)
    g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID,
                 _("Ticket %s would be performed by the persona “%s”, which does not exist; make it, or cast another one."),
                 troupe_ticket_get_id (ticket), id != NULL ? id : "");
  else
    g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID,
                 _("There is no persona “%s”; make it, or name another one."), id != NULL ? id : "");
  return NULL;
}

/**
 * troupe_resolver_is_cast:
 * @catalog: where personas are found
 * @track: a track
 * @tier: a tier
 *
 * Asks whether anybody is cast in a tier, by the track or by being assigned to it. That may still be wrong:
 * troupe_resolver_find_cast() says so.
 *
 * Returns: whether anybody is
 */
gboolean
troupe_resolver_is_cast (TroupeCatalog *catalog,
                         TroupeTrack   *track,
                         TroupeTier     tier)
{
  g_autoptr(GPtrArray) claims = NULL;

  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), FALSE);
  g_return_val_if_fail (TROUPE_IS_TRACK (track), FALSE);

  if (tier == TROUPE_TIER_QA && troupe_track_get_is_unjudged (track))
    return FALSE;
  if (troupe_track_get_tier_persona_id (track, tier) != NULL)
    return TRUE;

  claims = troupe_resolver_list_claims (catalog, tier);

  return claims->len > 0;
}

/**
 * troupe_resolver_check_tiers:
 * @catalog: where personas are found
 * @track: a track
 * @tier: (out) (optional): the tier that is wrong
 * @error: (optional): set to %TROUPE_MODEL_ERROR_UNKNOWN_ID when one is
 *
 * Checks the tiers that the track casts, those that perform nothing yet too: an id that names nobody is wrong anywhere.
 *
 * Returns: whether all personas that it casts exist
 */
gboolean
troupe_resolver_check_tiers (TroupeCatalog  *catalog,
                             TroupeTrack    *track,
                             TroupeTier     *tier,
                             GError        **error)
{
  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), FALSE);
  g_return_val_if_fail (TROUPE_IS_TRACK (track), FALSE);

  for (TroupeTier each = TROUPE_TIER_ORCHESTRATOR; each < TROUPE_N_TIERS; each++)
    {
      const char *id = troupe_track_get_tier_persona_id (track, each);

      if (id == NULL || troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, id) != NULL)
        continue;

      if (tier != NULL)
        *tier = each;
      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID,
                   /* Translators: the name of a tier, then the id of a persona */
                   _("The tier %s is cast with the persona “%s”, which does not exist; make it, or cast another one."),
                   troupe_enum_get_nick (TROUPE_TYPE_TIER, each), id);
      return FALSE;
    }

  return TRUE;
}
