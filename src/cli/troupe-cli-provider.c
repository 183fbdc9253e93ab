/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-cli-options.h"
#include "troupe-cli-provider.h"
#include "troupe-cli-wait.h"

/* What the commands about providers have in common. */

/**
 * troupe_cli_provider_find:
 * @context: the context, whose project is open
 * @id: a provider's id, or with @base_url a kind
 * @base_url: (nullable): where it is for this command
 * @error: (optional): set on failure
 *
 * Finds a provider, with its key.
 *
 * Returns: (transfer none) (nullable): the provider
 */
TroupeProvider *
troupe_cli_provider_find (TroupeCliContext  *context,
                          const char        *id,
                          const char        *base_url,
                          GError           **error)
{
  TroupeProviderSet *providers = troupe_workspace_get_providers (context->workspace);
  g_autoptr(TroupeAiSettings) session = troupe_ai_settings_new ();
  TroupeCliSettings settings = { .provider = (char *) id, .base_url = (char *) base_url };

  if (!troupe_cli_context_check_settings (context, error) ||
      !troupe_cli_settings_apply (&settings, session, providers, error))
    return NULL;

  /* A stored key is never sent to a place that is saved nowhere. */
  if (base_url == NULL)
    troupe_cli_context_fetch_key (context, id);

  return troupe_provider_set_lookup (providers, id, error);
}

/**
 * troupe_cli_provider_list_models:
 * @context: the context
 * @provider: a provider
 * @error: (optional): set on failure
 *
 * Asks which models there are, and waits.
 *
 * Returns: (transfer full) (nullable): their names
 */
char **
troupe_cli_provider_list_models (TroupeCliContext  *context,
                                 TroupeProvider    *provider,
                                 GError           **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_provider_list_models_async (provider, context->interrupt, troupe_cli_wait_cb, &result);
  troupe_cli_wait (&result);
  return troupe_provider_list_models_finish (provider, result, error);
}
