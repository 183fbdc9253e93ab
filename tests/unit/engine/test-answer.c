/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-answer.h"
#include "troupe-engine-error.h"

static const struct
{
  const char       *name;
  const char       *text;
  TroupeStopReason  reason;
  const char       *words;   /* NULL where it can be built on */
} cases[] = {
  { "whole", "Done.", TROUPE_STOP_REASON_END, NULL },
  { "nobody-says-why", "Done.", TROUPE_STOP_REASON_UNKNOWN, NULL },
  { "indented", "    code\n", TROUPE_STOP_REASON_END, NULL },
  { "empty", "", TROUPE_STOP_REASON_END, "empty" },
  { "blank", " \r\n\t\n", TROUPE_STOP_REASON_END, "empty" },
  { "cut", "Don", TROUPE_STOP_REASON_LENGTH, "cut off" },
  { "refused", "No.", TROUPE_STOP_REASON_REFUSAL, "refused" },
  { "calls", "Wait.", TROUPE_STOP_REASON_TOOL_CALLS, "asked for a tool" },
  { "stopped", "Don", TROUPE_STOP_REASON_CANCELLED, "not complete" },
  { "broken", "Don", TROUPE_STOP_REASON_ERROR, "not complete" },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(TroupeMessage) answer = troupe_message_new (TROUPE_ROLE_ASSISTANT, cases[i].text);
  g_autoptr(GError) error = NULL;
  gboolean is_usable;

  troupe_message_set_stop_reason (answer, cases[i].reason);
  is_usable = troupe_answer_check (answer, &error);
  g_assert_true (is_usable == (cases[i].words == NULL));
  if (is_usable)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_ANSWER);
  g_assert_nonnull (strstr (error->message, cases[i].words));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/answer/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }

  return g_test_run ();
}
