/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-keys.h"
#include "troupe-model-listing.h"

/*
 * Which models a provider has: asked when a person wants to see them, and remembered with the provider, so that a model
 * which is not among them can be marked without asking again.
 */

#define KNOWN_KEY "troupe-known-models"

/**
 * troupe_model_listing_get_known:
 * @provider: a provider
 *
 * Returns: (nullable): the models that @provider listed when it was last asked
 */
const char * const *
troupe_model_listing_get_known (TroupeProvider *provider)
{
  g_return_val_if_fail (TROUPE_IS_PROVIDER (provider), NULL);

  return g_object_get_data (G_OBJECT (provider), KNOWN_KEY);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  char **names = troupe_provider_list_models_finish (TROUPE_PROVIDER (source), result, &error);

  if (names == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_object_set_data_full (source, KNOWN_KEY, names, (GDestroyNotify) g_strfreev);
  g_task_return_pointer (task, g_object_ref (source), g_object_unref);
}

static void
ask (GTask *task)
{
  TroupeProviderSet *providers = g_task_get_source_object (task);
  TroupeProvider *provider;
  g_autoptr(GError) error = NULL;

  /* Looked up now, it has the key that was just fetched. */
  provider = troupe_provider_set_lookup (providers, g_task_get_task_data (task), &error);
  if (provider == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    troupe_provider_list_models_async (provider, g_task_get_cancellable (task), listed_cb, g_object_ref (task));
}

static void
key_fetched_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  troupe_keys_fetch_finish (result);
  if (!g_task_return_error_if_cancelled (task))
    ask (task);
}

/**
 * troupe_model_listing_ask_async:
 * @providers: the providers
 * @provider_id: which of them is asked
 * @cancellable: (nullable): a cancellable
 * @callback: called when it has answered
 * @user_data: for @callback
 *
 * Asks a provider for its models, after its key was fetched.
 */
void
troupe_model_listing_ask_async (TroupeProviderSet   *providers,
                                const char          *provider_id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (TROUPE_IS_PROVIDER_SET (providers));
  g_return_if_fail (provider_id != NULL);

  task = g_task_new (providers, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_model_listing_ask_async);
  g_task_set_task_data (task, g_strdup (provider_id), g_free);

  if (troupe_keys_are_known (provider_id))
    ask (task);
  else
    troupe_keys_fetch_async (provider_id, cancellable, key_fetched_cb, g_object_ref (task));
}

/**
 * troupe_model_listing_ask_finish:
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_model_listing_ask_async().
 *
 * Returns: (transfer none) (nullable): the models, until the provider is asked again or goes; %NULL with @error set on
 *   failure
 */
const char * const *
troupe_model_listing_ask_finish (GAsyncResult  *result,
                                 GError       **error)
{
  g_autoptr(TroupeProvider) provider = NULL;

  g_return_val_if_fail (G_IS_TASK (result), NULL);

  provider = g_task_propagate_pointer (G_TASK (result), error);

  /* The set has it too. */
  return provider != NULL ? troupe_model_listing_get_known (provider) : NULL;
}
