/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "troupe-secrets.h"

/*
 * API keys, kept by the Secret Service (or, in a Flatpak, by libsecret's encrypted file), never by us.
 * A key from the environment wins. For the main thread; no key is ever logged or put into an error.
 */

static const SecretSchema schema = {
  "io.github.troupe_app.Troupe.ApiKey", SECRET_SCHEMA_NONE,
  {
    { "provider", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* (owned): provider id to key, as last looked up or stored; an empty key is none */
static GHashTable *cache;

static void
free_key (gpointer key)
{
  secret_password_wipe (key);
  g_free (key);
}

/* @key may be NULL. */
static void
remember (const char *provider_id,
          const char *key)
{
  if (cache == NULL)
    cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_key);

  g_hash_table_insert (cache, g_strdup (provider_id), g_strdup (key != NULL ? key : ""));
}

/* Ends @task with @sentence in place of the keyring's @error, which is taken; being cancelled stays what it is. */
static void
return_error (GTask      *task,
              GError     *error,
              const char *sentence)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, error);
  else
    {
      g_task_return_new_error (task, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_KEYRING, "%s", sentence);
      g_error_free (error);
    }
}

static void
lookup_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *name = NULL;
  const char *provider_id = g_task_get_task_data (task);
  char *key = secret_password_lookup_finish (result, &error);

  if (error == NULL)
    {
      remember (provider_id, key);
      g_task_return_pointer (task, key, free_key);
      return;
    }

  name = troupe_secrets_get_environment_name (provider_id);
  /* Translators: a provider's id, the keyring's reason, the name of an environment variable. */
  sentence = g_strdup_printf (_("The keyring could not be asked for the key of “%s” (%s); unlock it, or set %s."),
                              provider_id, error->message, name);
  return_error (task, g_steal_pointer (&error), sentence);
}

static void
store_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *name = NULL;
  const char *provider_id = g_task_get_task_data (task);

  if (secret_password_store_finish (result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_hash_table_remove (cache, provider_id);
  name = troupe_secrets_get_environment_name (provider_id);
  /* Translators: a provider's id, the keyring's reason, the name of an environment variable. */
  sentence = g_strdup_printf (_("The keyring did not take the key of “%s” (%s); unlock it, or set %s."),
                              provider_id, error->message, name);
  return_error (task, g_steal_pointer (&error), sentence);
}

static void
clear_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = NULL;
  const char *provider_id = g_task_get_task_data (task);

  /* FALSE without an error means that there was none to remove. */
  secret_password_clear_finish (result, &error);
  if (error == NULL)
    {
      remember (provider_id, NULL);
      g_task_return_boolean (task, TRUE);
      return;
    }

  /* Translators: a provider's id and the keyring's reason. */
  sentence = g_strdup_printf (_("The keyring did not remove the key of “%s” (%s); unlock it and try again."),
                              provider_id, error->message);
  return_error (task, g_steal_pointer (&error), sentence);
}

static GTask *
task_new (const char          *provider_id,
          GCancellable        *cancellable,
          gpointer             source_tag,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  (g_task_set_source_tag) (task, source_tag);
  g_task_set_task_data (task, g_strdup (provider_id), g_free);
  return task;
}

/**
 * troupe_secrets_get_environment_name:
 * @provider_id: the id of a provider
 *
 * Returns: (transfer full): the name of the variable that may hold its key, like `TROUPE_OPENAI_API_KEY`
 */
char *
troupe_secrets_get_environment_name (const char *provider_id)
{
  g_autofree char *upper = NULL;

  g_return_val_if_fail (provider_id != NULL, NULL);

  upper = g_strdelimit (g_ascii_strup (provider_id, -1), "-", '_');
  return g_strdup_printf ("TROUPE_%s_API_KEY", upper);
}

/**
 * troupe_secrets_get_from_environment:
 * @provider_id: the id of a provider
 *
 * Returns: (transfer full) (nullable): the key that the environment has; empty where it says that none is needed
 */
char *
troupe_secrets_get_from_environment (const char *provider_id)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (provider_id != NULL, NULL);

  name = troupe_secrets_get_environment_name (provider_id);
  return g_strdup (g_getenv (name));
}

/**
 * troupe_secrets_peek:
 * @provider_id: the id of a provider
 *
 * Tells the key without waiting: the environment's, else what was last looked up or stored.
 *
 * Returns: (transfer none) (nullable): the key, until the next call here; empty where none is kept; %NULL
 *   where nobody has looked yet
 */
const char *
troupe_secrets_peek (const char *provider_id)
{
  g_autofree char *name = NULL;
  const char *key = NULL;

  g_return_val_if_fail (provider_id != NULL, NULL);

  name = troupe_secrets_get_environment_name (provider_id);
  key = g_getenv (name);
  if (key != NULL || cache == NULL)
    return key;

  return g_hash_table_lookup (cache, provider_id);
}

/**
 * troupe_secrets_lookup_async:
 * @provider_id: the id of a provider
 * @cancellable: (nullable): stops the wait
 * @callback: called once
 * @user_data: for @callback
 *
 * Finds the key of a provider: in the environment, else in the keyring, which may ask to be unlocked.
 */
void
troupe_secrets_lookup_async (const char          *provider_id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  char *key = NULL;

  g_return_if_fail (provider_id != NULL);

  task = task_new (provider_id, cancellable, troupe_secrets_lookup_async, callback, user_data);
  key = troupe_secrets_get_from_environment (provider_id);
  if (key != NULL)
    {
      g_task_return_pointer (task, key, free_key);
      return;
    }

  secret_password_lookup (&schema, cancellable, lookup_cb, g_steal_pointer (&task),
                          "provider", provider_id,
                          NULL);
}

/**
 * troupe_secrets_lookup_finish:
 * @result: what the callback was given
 * @error: (optional): set on failure, in %TROUPE_STORE_ERROR
 *
 * Ends troupe_secrets_lookup_async().
 *
 * Returns: (transfer full) (nullable): the key; %NULL with @error unset where none is kept
 */
char *
troupe_secrets_lookup_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * troupe_secrets_store_async:
 * @provider_id: the id of a provider
 * @key: its key; an empty one removes what is kept
 * @cancellable: (nullable): stops the wait
 * @callback: called once
 * @user_data: for @callback
 *
 * Keeps a key in the keyring, in place of the one that it had. troupe_secrets_peek() tells it at once.
 */
void
troupe_secrets_store_async (const char          *provider_id,
                            const char          *key,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (provider_id != NULL);
  g_return_if_fail (key != NULL);

  task = task_new (provider_id, cancellable, troupe_secrets_store_async, callback, user_data);
  remember (provider_id, key);
  if (*key == '\0')
    {
      secret_password_clear (&schema, cancellable, clear_cb, g_steal_pointer (&task),
                             "provider", provider_id,
                             NULL);
      return;
    }

  /* Translators: how a keyring's own window names the entry; the placeholder is a provider's id. */
  label = g_strdup_printf (_("Troupe: API key for %s"), provider_id);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, key, cancellable, store_cb, g_steal_pointer (&task),
                         "provider", provider_id,
                         NULL);
}

/**
 * troupe_secrets_store_finish:
 * @result: what the callback was given
 * @error: (optional): set on failure, in %TROUPE_STORE_ERROR
 *
 * Ends troupe_secrets_store_async().
 *
 * Returns: whether the keyring has the key
 */
gboolean
troupe_secrets_store_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * troupe_secrets_clear_async:
 * @provider_id: the id of a provider
 * @cancellable: (nullable): stops the wait
 * @callback: called once
 * @user_data: for @callback
 *
 * Removes the key of a provider from the keyring. One in the environment stays.
 */
void
troupe_secrets_clear_async (const char          *provider_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (provider_id != NULL);

  task = task_new (provider_id, cancellable, troupe_secrets_clear_async, callback, user_data);
  secret_password_clear (&schema, cancellable, clear_cb, g_steal_pointer (&task),
                         "provider", provider_id,
                         NULL);
}

/**
 * troupe_secrets_clear_finish:
 * @result: what the callback was given
 * @error: (optional): set on failure, in %TROUPE_STORE_ERROR
 *
 * Ends troupe_secrets_clear_async().
 *
 * Returns: whether the keyring has no key for the provider now
 */
gboolean
troupe_secrets_clear_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
