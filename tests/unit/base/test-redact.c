/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "troupe-redact.h"

static const char * const secrets[] = { "hunter2-hunter2", "hunter2-hunter2-longer", "tiny", "schlüssel-9", NULL };

static const struct
{
  const char *text;
  const char *shown;
} cases[] = {
  { "", "" },
  { "nothing to hide here", "nothing to hide here" },
  { "known hunter2-hunter2 key", "known [hidden] key" },
  { "known hunter2-hunter2-longer key", "known [hidden] key" },
  { "known hunter2-hunter2-long", "known [hidden]-long" },
  { "inside wordhunter2-hunter2word", "inside word[hidden]word" },
  { "twice hunter2-hunter2hunter2-hunter2", "twice [hidden][hidden]" },
  { "false start hunter2-hunthunter2-hunter2", "false start hunter2-hunt[hidden]" },
  { "hunter2-hunter", "hunter2-hunter" },
  { "a tiny word stays", "a tiny word stays" },
  { "é schlüssel-9 é", "é [hidden] é" },
  { "Authorization: Bearer abcdef123456\r\nNext: 1", "Authorization: Bearer [hidden]\r\nNext: 1" },
  { "authorization: bearer   ABC.def_123-456~+/==", "authorization: bearer   [hidden]" },
  { "{\"Authorization\":\"Bearer abcdefghijklmnopqrstuvwxyz\"}", "{\"Authorization\":\"Bearer [hidden]\"}" },
  { "the bearer of good news", "the bearer of good news" },
  { "the bearer carrying news", "the bearer carrying news" },
  { "forbearer abcdef123456", "forbearer abcdef123456" },
  { "sk-abcdefghijklmnop1234", "[hidden]" },
  { "key (sk-proj-ABCDEF_ghijkl-0123456789), then", "key ([hidden]), then" },
  { "sk-ant-REDACTED", "sk-ant-REDACTED" },
  { "sk-ant-api03-abcdefghijklmnopqrstuvwxyz-AA", "[hidden]" },
  { "risk-abcdefghijklmnop1234", "risk-abcdefghijklmnop1234" },
  { "sk-learn is a package", "sk-learn is a package" },
  { "task-sk-abcdefghijklmnop1234", "task-sk-abcdefghijklmnop1234" },
  { "AIzaSyA1234567890abcdefghijklmnopqrstuv", "[hidden]" },
  { "GET /v1beta/models?key=abc123&alt=sse HTTP", "GET /v1beta/models?key=[hidden]&alt=sse HTTP" },
  { "GET /x?alt=sse&key=abcdef", "GET /x?alt=sse&key=[hidden]" },
  { "x-api-key: secretvalue\nX-Goog-Api-Key:secretvalue", "x-api-key: [hidden]\nX-Goog-Api-Key:[hidden]" },
  { "gsk_abcdefghijklmnopqrst0 ghp_abcdefghijklmnopqrst0", "[hidden] [hidden]" },
  { "monkey=banana", "monkey=banana" },
};

static char *
feed_in_parts (const char *text,
               gsize       n_first,
               gsize       n_second)
{
  g_autoptr(TroupeRedactor) redactor = troupe_redactor_new (secrets);
  GString *output = g_string_new (NULL);
  gsize length = strlen (text);

  troupe_redactor_feed (redactor, text, (gssize) n_first, output);
  troupe_redactor_feed (redactor, text + n_first, (gssize) n_second, output);
  troupe_redactor_feed (redactor, text + n_first + n_second, (gssize) (length - n_first - n_second), output);
  troupe_redactor_finish (redactor, output);
  return g_string_free (output, FALSE);
}

static void
test_whole (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = troupe_redact_text (cases[i].text, secrets);

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

static void
test_every_cut (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].text);

      for (gsize first = 0; first <= length; first++)
        for (gsize second = 0; first + second <= length; second++)
          {
            g_autofree char *shown = feed_in_parts (cases[i].text, first, second);

            g_assert_cmpstr (shown, ==, cases[i].shown);
          }
    }
}

static void
test_byte_by_byte (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeRedactor) redactor = troupe_redactor_new (secrets);
      g_autoptr(GString) output = g_string_new (NULL);

      for (const char *p = cases[i].text; *p != '\0'; p++)
        troupe_redactor_feed (redactor, p, 1, output);
      troupe_redactor_finish (redactor, output);
      g_assert_cmpstr (output->str, ==, cases[i].shown);
    }
}

/* Ordinary text is not held back, or a stream would stutter. */
static void
test_no_delay (void)
{
  g_autoptr(TroupeRedactor) redactor = troupe_redactor_new (secrets);
  g_autoptr(GString) output = g_string_new (NULL);

  troupe_redactor_feed (redactor, "Hello, world. ", -1, output);
  g_assert_cmpstr (output->str, ==, "Hello, world. ");
}

static void
test_finish_starts_anew (void)
{
  g_autoptr(TroupeRedactor) redactor = troupe_redactor_new (NULL);
  g_autoptr(GString) output = g_string_new (NULL);

  troupe_redactor_feed (redactor, "sk-abcdefghijklmnopqrstuvwxyz0123456789", -1, output);
  troupe_redactor_finish (redactor, output);
  troupe_redactor_feed (redactor, "shown", -1, output);
  troupe_redactor_finish (redactor, output);
  g_assert_cmpstr (output->str, ==, "[hidden]shown");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/redact/whole-texts", test_whole);
  g_test_add_func ("/base/redact/cut-at-every-two-bytes", test_every_cut);
  g_test_add_func ("/base/redact/byte-by-byte", test_byte_by_byte);
  g_test_add_func ("/base/redact/ordinary-text-is-not-held-back", test_no_delay);
  g_test_add_func ("/base/redact/finish-starts-anew", test_finish_starts_anew);

  return g_test_run ();
}
