/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gio.h>

#include "troupe-engine-error.h"
#include "troupe-provider-error.h"
#include "troupe-retry.h"

static void
test_decides (void)
{
  static const struct
  {
    TroupeProviderError code;
    TroupeRetry         retry;
  } cases[] = {
    { TROUPE_PROVIDER_ERROR_KEY, TROUPE_RETRY_NEXT_MODEL },
    { TROUPE_PROVIDER_ERROR_MODEL, TROUPE_RETRY_NEXT_MODEL },
    { TROUPE_PROVIDER_ERROR_REQUEST, TROUPE_RETRY_GIVE_UP },
    { TROUPE_PROVIDER_ERROR_TOO_LONG, TROUPE_RETRY_GIVE_UP },
    { TROUPE_PROVIDER_ERROR_CREDIT, TROUPE_RETRY_NEXT_MODEL },
    { TROUPE_PROVIDER_ERROR_RATE, TROUPE_RETRY_WAIT },
    { TROUPE_PROVIDER_ERROR_OVERLOADED, TROUPE_RETRY_WAIT },
    { TROUPE_PROVIDER_ERROR_REFUSED, TROUPE_RETRY_GIVE_UP },
    { TROUPE_PROVIDER_ERROR_TIMED_OUT, TROUPE_RETRY_WAIT },
    { TROUPE_PROVIDER_ERROR_CONNECTION, TROUPE_RETRY_NEXT_MODEL },
    { TROUPE_PROVIDER_ERROR_TLS, TROUPE_RETRY_GIVE_UP },
    { TROUPE_PROVIDER_ERROR_CUT, TROUPE_RETRY_NEXT_MODEL },
    { TROUPE_PROVIDER_ERROR_PROTOCOL, TROUPE_RETRY_GIVE_UP },
    { TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER, TROUPE_RETRY_NEXT_MODEL },
    { TROUPE_PROVIDER_ERROR_NO_MODEL, TROUPE_RETRY_NEXT_MODEL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = troupe_provider_error_new (cases[i].code, -1, "It failed.");

      g_assert_cmpint (i, ==, cases[i].code);
      g_assert_cmpint (troupe_retry_decide (error, FALSE), ==, cases[i].retry);
      /* Nobody's half-read answer is taken away. */
      g_assert_cmpint (troupe_retry_decide (error, TRUE), ==, TROUPE_RETRY_GIVE_UP);
    }
}

static void
test_other_domains (void)
{
  g_autoptr(GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped.");
  g_autoptr(GError) timed_out = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Late.");
  g_autoptr(GError) no_model = g_error_new_literal (TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_NO_MODEL, "None.");

  g_assert_cmpint (troupe_retry_decide (cancelled, FALSE), ==, TROUPE_RETRY_GIVE_UP);
  g_assert_cmpint (troupe_retry_decide (timed_out, FALSE), ==, TROUPE_RETRY_GIVE_UP);
  g_assert_cmpint (troupe_retry_decide (no_model, FALSE), ==, TROUPE_RETRY_GIVE_UP);
}

static void
test_waits (void)
{
  g_autoptr(GError) silent = troupe_provider_error_new (TROUPE_PROVIDER_ERROR_RATE, -1, "Too many.");
  g_autoptr(GError) asks = troupe_provider_error_new (TROUPE_PROVIDER_ERROR_RATE, 7500, "Too many.");
  g_autoptr(GError) at_once = troupe_provider_error_new (TROUPE_PROVIDER_ERROR_RATE, 0, "Too many.");
  g_autoptr(GError) too_long = troupe_provider_error_new (TROUPE_PROVIDER_ERROR_RATE, 24 * 3600 * 1000, "Too many.");

  g_assert_cmpint (troupe_retry_get_wait_ms (silent, 0, 0), ==, 1000);
  g_assert_cmpint (troupe_retry_get_wait_ms (silent, 0, 1), ==, 1250);
  g_assert_cmpint (troupe_retry_get_wait_ms (silent, 3, 0), ==, 8000);
  g_assert_cmpint (troupe_retry_get_wait_ms (silent, 3, 0.5), ==, 9000);
  g_assert_cmpint (troupe_retry_get_wait_ms (silent, G_MAXUINT, 0), ==, 64000);
  g_assert_cmpint (troupe_retry_get_wait_ms (asks, 5, 1), ==, 7500);
  g_assert_cmpint (troupe_retry_get_wait_ms (at_once, 5, 1), ==, 0);
  g_assert_cmpint (troupe_retry_get_wait_ms (too_long, 0, 0), ==, -1);
}

static void
test_same_model (void)
{
  static const struct
  {
    const char *requested;
    const char *served;
    gboolean    is_same;
  } cases[] = {
    { "large", "large", TRUE },
    { "large", "Large", TRUE },
    { "large", NULL, TRUE },
    { "large", "", TRUE },
    { NULL, "large", TRUE },
    { "large", "large-2024-08-06", TRUE },
    { "large-2024-08-06", "large", TRUE },
    { "large", "large:latest", TRUE },
    { "large", "large-mini", FALSE },
    { "large", "small", FALSE },
    { "large", "larger", FALSE },
    { "maker/large", "large", TRUE },
    { "large", "models/large", TRUE },
    { "maker/large", "other/large", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (troupe_retry_is_same_model (cases[i].requested, cases[i].served), ==, cases[i].is_same);
}

static void
test_describe (void)
{
  static const struct
  {
    guint       wait_ms;
    const char *line;
  } cases[] = {
    { 0, "Waiting for less than a second: Busy." },
    { 50, "Waiting for less than a second: Busy." },
    { 999, "Waiting for less than a second: Busy." },
    { 1000, "Waiting for 1 second: Busy." },
    { 1001, "Waiting for 2 seconds: Busy." },
    { 60000, "Waiting for 60 seconds: Busy." },
    { G_MAXUINT, "Waiting for 4294968 seconds: Busy." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = troupe_retry_describe_wait (cases[i].wait_ms, "Busy.");

      g_assert_cmpstr (line, ==, cases[i].line);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/retry/decides-by-what-went-wrong", test_decides);
  g_test_add_func ("/engine/retry/gives-up-on-what-no-model-can-mend", test_other_domains);

  g_test_add_func ("/engine/retry/waits", test_waits);
  g_test_add_func ("/engine/retry/same-model", test_same_model);
  g_test_add_func ("/engine/retry/says-for-how-long", test_describe);

  return g_test_run ();
}
