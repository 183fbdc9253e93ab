/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-request-builder.h"

/**
 * troupe_request_build:
 * @resolver: the effective values
 * @tier: the tier that speaks, or %TROUPE_TIER_NONE
 * @system: (nullable): the system prompt
 *
 * Makes the request that the resolver comes to, for the model that is in use. Only parameters that are set are in it:
 * an omitted one is not sent, and neither is one that nobody states.
 *
 * Returns: (transfer full): a request with no messages yet
 */
TroupeRequest *
troupe_request_build (TroupeResolver *resolver,
                      TroupeTier      tier,
                      const char     *system)
{
  g_autoptr(TroupeRequest) request = NULL;
  g_autoptr(TroupeAiSettings) parameters = NULL;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (resolver), NULL);

  request = troupe_request_new (troupe_resolver_get_model (resolver));
  parameters = troupe_ai_settings_new ();

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      const GValue *value = troupe_resolver_get_value (resolver, field);

      if (troupe_field_can_be_omitted (field) && value != NULL)
        troupe_ai_settings_set_value (parameters, field, value, NULL);
    }

  troupe_request_set_parameters (request, parameters);
  troupe_request_set_tier (request, tier);
  troupe_request_set_system (request, system != NULL && *system != '\0' ? system : NULL);

  return g_steal_pointer (&request);
}
