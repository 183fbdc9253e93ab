/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "troupe-secrets.h"

typedef struct
{
  GAsyncResult *result;  /* (owned) */
} Waiter;

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Waiter *waiter = user_data;

  g_assert_null (waiter->result);
  waiter->result = g_object_ref (result);
}

static GAsyncResult *
wait (Waiter *waiter)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (waiter->result == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }

  return g_steal_pointer (&waiter->result);
}

static char *
lookup (const char  *provider_id,
        GError     **error)
{
  Waiter waiter = { NULL };
  g_autoptr(GAsyncResult) result = NULL;

  troupe_secrets_lookup_async (provider_id, NULL, done_cb, &waiter);
  g_assert_null (waiter.result);
  result = wait (&waiter);
  return troupe_secrets_lookup_finish (result, error);
}

static gboolean
store (const char  *provider_id,
       const char  *key,
       GError     **error)
{
  Waiter waiter = { NULL };
  g_autoptr(GAsyncResult) result = NULL;

  troupe_secrets_store_async (provider_id, key, NULL, done_cb, &waiter);
  g_assert_null (waiter.result);
  result = wait (&waiter);
  return troupe_secrets_store_finish (result, error);
}

static gboolean
clear (const char  *provider_id,
       GError     **error)
{
  Waiter waiter = { NULL };
  g_autoptr(GAsyncResult) result = NULL;

  troupe_secrets_clear_async (provider_id, NULL, done_cb, &waiter);
  result = wait (&waiter);
  return troupe_secrets_clear_finish (result, error);
}

static void
test_environment_names (void)
{
  static const struct { const char *id; const char *name; } cases[] = {
    { "openai", "TROUPE_OPENAI_API_KEY" },
    { "my-server-2", "TROUPE_MY_SERVER_2_API_KEY" },
    { "a", "TROUPE_A_API_KEY" },
    { "0x", "TROUPE_0X_API_KEY" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = troupe_secrets_get_environment_name (cases[i].id);

      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

static void
test_keeps (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *other = NULL;
  g_autofree char *cleared = NULL;

  g_assert_null (troupe_secrets_peek ("keeper"));

  before = lookup ("keeper", &error);
  g_assert_no_error (error);
  g_assert_null (before);
  g_assert_cmpstr (troupe_secrets_peek ("keeper"), ==, "");

  g_assert_true (store ("keeper", "secret-0", &error));
  g_assert_no_error (error);
  g_assert_true (store ("keeper", "secret-1 ü", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (troupe_secrets_peek ("keeper"), ==, "secret-1 ü");

  after = lookup ("keeper", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (after, ==, "secret-1 ü");

  other = lookup ("another", &error);
  g_assert_no_error (error);
  g_assert_null (other);

  g_assert_true (clear ("keeper", &error));
  g_assert_no_error (error);
  g_assert_true (clear ("keeper", &error));
  g_assert_no_error (error);
  cleared = lookup ("keeper", &error);
  g_assert_no_error (error);
  g_assert_null (cleared);
  g_assert_cmpstr (troupe_secrets_peek ("keeper"), ==, "");
}

static void
test_empty_clears (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *key = NULL;

  g_assert_true (store ("emptied", "secret-2", &error));
  g_assert_no_error (error);
  g_assert_true (store ("emptied", "", &error));
  g_assert_no_error (error);
  key = lookup ("emptied", &error);
  g_assert_no_error (error);
  g_assert_null (key);
}

static void
test_environment_wins (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *key = NULL;
  g_autofree char *empty = NULL;
  g_autofree char *kept = NULL;

  g_assert_true (store ("env-one", "from-keyring", &error));
  g_assert_no_error (error);

  g_setenv ("TROUPE_ENV_ONE_API_KEY", "from-environment", TRUE);
  key = lookup ("env-one", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (key, ==, "from-environment");
  g_assert_cmpstr (troupe_secrets_peek ("env-one"), ==, "from-environment");

  g_setenv ("TROUPE_ENV_ONE_API_KEY", "", TRUE);
  empty = lookup ("env-one", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (empty, ==, "");

  g_unsetenv ("TROUPE_ENV_ONE_API_KEY");
  kept = lookup ("env-one", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kept, ==, "from-keyring");
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  Waiter waiter = { NULL };

  g_cancellable_cancel (cancellable);
  troupe_secrets_lookup_async ("cancelled", cancellable, done_cb, &waiter);
  result = wait (&waiter);
  g_assert_null (troupe_secrets_lookup_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Runs again as a process of its own: libsecret looks for its backend once only. */
static void
test_no_keyring (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) store_error = NULL;

  if (!g_test_subprocess ())
    {
      g_autofree char *backend = g_strdup (g_getenv ("SECRET_BACKEND"));

      g_unsetenv ("SECRET_BACKEND");
      g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, 0);
      g_setenv ("SECRET_BACKEND", backend, TRUE);
      g_test_trap_assert_passed ();
      return;
    }

  g_assert_null (lookup ("no-keyring", &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_KEYRING);
  g_assert_nonnull (strstr (error->message, "no-keyring"));
  g_assert_nonnull (strstr (error->message, "TROUPE_NO_KEYRING_API_KEY"));

  g_assert_false (store ("no-keyring", "hush-hush", &store_error));
  g_assert_error (store_error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_KEYRING);
  g_assert_null (strstr (store_error->message, "hush-hush"));
  g_assert_null (troupe_secrets_peek ("no-keyring"));
}

/*
 * libsecret's file backend forgets the etag of each write of its file. GIO allocates it in functions that have no name in a
 * stripped library, so only the library can be named; asked of us by LeakSanitizer.
 */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libgio-2.0\n";
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  folder = g_dir_make_tmp ("troupe-secrets-XXXXXX", NULL);
  g_assert_nonnull (folder);
  path = g_build_filename (folder, "keyring", NULL);
  if (!g_test_subprocess ())
    g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "for the tests only", TRUE);

  g_test_add_func ("/store/secrets/environment-names", test_environment_names);
  g_test_add_func ("/store/secrets/keeps-and-clears", test_keeps);
  g_test_add_func ("/store/secrets/an-empty-key-clears", test_empty_clears);
  g_test_add_func ("/store/secrets/environment-wins", test_environment_wins);
  g_test_add_func ("/store/secrets/cancelled-stays-cancelled", test_cancelled);
  g_test_add_func ("/store/secrets/no-keyring-is-a-sentence", test_no_keyring);

  status = g_test_run ();
  g_remove (path);
  g_rmdir (folder);
  return status;
}
