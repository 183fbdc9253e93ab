/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-keys.h"
#include "troupe-secrets.h"

/*
 * Between the providers, who need a key at once, and the keyring, which takes its time and may ask to be unlocked. A key is
 * fetched when its provider comes into use, never for all of them at the start.
 */

static char *
peek_key (const char *provider_id,
          gpointer    user_data)
{
  return g_strdup (troupe_secrets_peek (provider_id));
}

static void
lookup_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  char *key = troupe_secrets_lookup_finish (result, &error);

  /* The store keeps it from here; a service that wants a key says so itself, with what to do. */
  if (key != NULL)
    explicit_bzero (key, strlen (key));
  g_free (key);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_info ("%s", error->message);

  g_task_return_boolean (task, TRUE);
}

/**
 * troupe_keys_attach:
 * @providers: the providers
 *
 * Lets @providers use the keys that were fetched.
 */
void
troupe_keys_attach (TroupeProviderSet *providers)
{
  g_return_if_fail (TROUPE_IS_PROVIDER_SET (providers));

  troupe_provider_set_set_key_func (providers, peek_key, NULL, NULL);
}

/**
 * troupe_keys_are_known:
 * @provider_id: (nullable): a provider
 *
 * Returns: whether there is nothing to be fetched for it: it has its key, is known to have none, or needs none
 */
gboolean
troupe_keys_are_known (const char *provider_id)
{
  return provider_id == NULL || g_str_equal (provider_id, "rehearsal") || troupe_secrets_peek (provider_id) != NULL;
}

/**
 * troupe_keys_fetch_async:
 * @provider_id: a provider
 * @cancellable: (nullable): a cancellable
 * @callback: called when the key is there, or known to be missing
 * @user_data: for @callback
 *
 * Asks the keyring for a key. A keyring that does not answer counts as one without a key.
 */
void
troupe_keys_fetch_async (const char          *provider_id,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (provider_id != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_keys_fetch_async);
  g_task_set_check_cancellable (task, FALSE);
  troupe_secrets_lookup_async (provider_id, cancellable, lookup_cb, task);
}

/**
 * troupe_keys_fetch_finish:
 * @result: what the callback was given
 *
 * Ends troupe_keys_fetch_async().
 */
void
troupe_keys_fetch_finish (GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, NULL));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
key_fetched_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  troupe_keys_fetch_finish (result);
}

/**
 * troupe_keys_fetch_of:
 * @resolver: the values in force
 * @seen: (element-type utf8): ids of providers whose keys are on their way; more are added
 *
 * Fetches the keys of the providers of all preferred models that are not known yet, and waits for none.
 */
void
troupe_keys_fetch_of (TroupeResolver *resolver,
                      GHashTable     *seen)
{
  for (guint model = 0; model < MAX (troupe_resolver_get_n_models (resolver), 1); model++)
    {
      const char *provider_id;

      troupe_resolver_set_model_index (resolver, model);
      provider_id = troupe_resolver_get_model_provider (resolver);
      if (!troupe_keys_are_known (provider_id) && g_hash_table_add (seen, g_strdup (provider_id)))
        troupe_keys_fetch_async (provider_id, NULL, key_fetched_cb, NULL);
    }
  troupe_resolver_set_model_index (resolver, 0);
}
