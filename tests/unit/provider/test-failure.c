/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-failure.h"

static void
test_retry_after (void)
{
  static const struct { const char *header; const char *ms; gint64 expected; } cases[] = {
    { "7", NULL, 7000 },
    { "0", NULL, 0 },
    { "1.5", NULL, 1500 },
    { "7", "250", 250 },
    { NULL, "250", 250 },
    { "7", "soon", 7000 },
    { NULL, NULL, -1 },
    { "", NULL, -1 },
    { "soon", NULL, -1 },
    { "-5", NULL, -1 },
    { "nan", NULL, -1 },
    { "inf", NULL, -1 },
    { "1e300", NULL, 24 * 60 * 60 * 1000 },
    { "7 ", NULL, -1 },
    { "Sun, 06 Nov 1994 08:49:37 GMT", NULL, 30000 },
    { "Sun, 06 Nov 1994 08:48:37 GMT", NULL, 0 },
    { "Sun, 06 Nov 2094 08:49:37 GMT", NULL, 24 * 60 * 60 * 1000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (troupe_failure_parse_retry_after (cases[i].header, cases[i].ms, 784111747), ==, cases[i].expected);
}

static void
test_bodies (void)
{
  static const struct { guint status; const char *body; TroupeProviderError code; const char *says; } cases[] = {
    { 400, "{\"error\":\"plain text\"}", TROUPE_PROVIDER_ERROR_REQUEST, "“plain text”" },
    { 400, "{\"error\":{\"message\":\"m.\",\"code\":null}}", TROUPE_PROVIDER_ERROR_REQUEST, "“m”" },
    { 400, "{\"error\":{\"error\":{\"message\":\"twice\"}}}", TROUPE_PROVIDER_ERROR_REQUEST, "“twice”" },
    { 422, "{\"detail\":\"wrong\"}", TROUPE_PROVIDER_ERROR_REQUEST, "“wrong”" },
    { 422, "{\"detail\":[{\"msg\":\"x\"}]}", TROUPE_PROVIDER_ERROR_REQUEST, "HTTP 422" },
    { 400, "", TROUPE_PROVIDER_ERROR_REQUEST, "HTTP 400" },
    { 400, "{}", TROUPE_PROVIDER_ERROR_REQUEST, "HTTP 400" },
    { 400, "{\"error\":7}", TROUPE_PROVIDER_ERROR_REQUEST, "HTTP 400" },
    { 400, "{\"error\":{\"message\":7,\"code\":[]}}", TROUPE_PROVIDER_ERROR_REQUEST, "HTTP 400" },
    { 400, "{\"error\":{\"message\":\"This model's maximum context length is 4096 tokens\"}}",
      TROUPE_PROVIDER_ERROR_TOO_LONG, "4096" },
    { 400, "{\"error\":{\"type\":\"exceed_context_size_error\",\"message\":\"n\"}}", TROUPE_PROVIDER_ERROR_TOO_LONG, "“n”" },
    { 400, "\xff\xfe\x01", TROUPE_PROVIDER_ERROR_REQUEST, "Somewhere" },
    { 413, "", TROUPE_PROVIDER_ERROR_TOO_LONG, "HTTP 413" },
    { 418, "", TROUPE_PROVIDER_ERROR_REQUEST, "HTTP 418" },
    { 529, "{\"error\":{\"type\":\"overloaded_error\"}}", TROUPE_PROVIDER_ERROR_OVERLOADED, "HTTP 529" },
    { 503, "{\"error\":{\"code\":\"slow_down\",\"message\":\"s\"}}", TROUPE_PROVIDER_ERROR_RATE, "“s”" },
    { 404, "{\"error\":{\"message\":\"model not found\",\"type\":\"not_found_error\"}}", TROUPE_PROVIDER_ERROR_MODEL, "big" },
    { 401, "{\"error\":{\"message\":\"key sk-secret0123456789abcdef is bad\"}}", TROUPE_PROVIDER_ERROR_KEY,
      "TROUPE_MY_SERVER_API_KEY" },
    { 500, "<html><script>alert(1)</script><style>a{}</style><p>Two\n words</p>", TROUPE_PROVIDER_ERROR_OVERLOADED,
      "“Two words”" },
    { 500, "<html", TROUPE_PROVIDER_ERROR_OVERLOADED, "HTTP 500" },
    { 500, "a < b", TROUPE_PROVIDER_ERROR_OVERLOADED, "“a" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TroupeFailure failure = {
        .provider_id = "my-server",
        .provider_name = "Somewhere",
        .model = "big",
        .base_url = "http://user:password@localhost/v1?key=abcdefghij",
        .key = "sk-secret0123456789abcdef",
        .status = cases[i].status,
        .body = cases[i].body,
        .body_length = strlen (cases[i].body),
      };
      g_autoptr(GError) error = troupe_failure_to_error (&failure);

      g_test_message ("%s", error->message);
      g_assert_error (error, TROUPE_PROVIDER_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      g_assert_nonnull (strstr (error->message, "Somewhere"));
      g_assert_null (strstr (error->message, "secret"));
      g_assert_null (strstr (error->message, "password"));
      g_assert_null (strstr (error->message, "abcdefghij"));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_cancel_stays_cancel (void)
{
  TroupeFailure failure = { .provider_id = "p", .provider_name = "P", .base_url = "http://localhost" };
  g_autoptr(GError) cause = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autoptr(GError) error = troupe_failure_to_network_error (&failure, cause, 0);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (troupe_provider_error_get_retry_after_ms (error), ==, -1);
}

static void
test_error_copies_keep_the_pause (void)
{
  g_autoptr(GError) error = troupe_provider_error_new (TROUPE_PROVIDER_ERROR_RATE, 1234, "x");
  g_autoptr(GError) copy = g_error_copy (error);
  g_autoptr(GError) plain = g_error_new_literal (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_RATE, "x");

  g_prefix_error (&copy, "T1: ");
  g_assert_cmpint (troupe_provider_error_get_retry_after_ms (copy), ==, 1234);
  g_assert_cmpint (troupe_provider_error_get_retry_after_ms (plain), ==, -1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/failure/reads-retry-after-in-every-form", test_retry_after);
  g_test_add_func ("/provider/failure/reads-every-body-and-hides-secrets", test_bodies);
  g_test_add_func ("/provider/failure/cancel-stays-cancel", test_cancel_stays_cancel);
  g_test_add_func ("/provider/failure/copies-keep-the-pause", test_error_copies_keep_the_pause);

  return g_test_run ();
}
