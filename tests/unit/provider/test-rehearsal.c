/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-json.h"
#include "troupe-provider-set.h"
#include "rehearsal/troupe-rehearsal-script.h"

typedef struct
{
  GString      *text;
  GString      *reasoning;
  GError       *error;
  TroupeReply  *reply;
  GCancellable *cancellable;
  guint         n_batches;
  guint         cancel_at;  /* after so many batches; 0 for never */
  gboolean      is_done;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_string_free (answer->text, TRUE);
  g_string_free (answer->reasoning, TRUE);
  g_clear_error (&answer->error);
  g_clear_object (&answer->reply);
  g_clear_object (&answer->cancellable);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
next_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answer *answer = user_data;
  g_autoptr(TroupeBatch) batch = troupe_reply_next_finish (TROUPE_REPLY (object), result, &answer->error);

  if (batch == NULL)
    {
      answer->is_done = TRUE;
      return;
    }

  for (guint i = 0; i < troupe_batch_get_n_chunks (batch); i++)
    {
      const char *text;
      gsize length;
      TroupeChunkKind kind = troupe_batch_get_chunk (batch, i, &text, &length);

      g_assert_true (g_utf8_validate_len (text, length, NULL));
      g_string_append_len (kind == TROUPE_CHUNK_TEXT ? answer->text : answer->reasoning, text, (gssize) length);
    }
  troupe_reply_next_async (answer->reply, answer->cancellable, next_cb, answer);
  if (++answer->n_batches == answer->cancel_at)
    g_cancellable_cancel (answer->cancellable);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answer *answer = user_data;

  answer->reply = troupe_provider_send_finish (TROUPE_PROVIDER (object), result, &answer->error);
  if (answer->reply == NULL)
    answer->is_done = TRUE;
  else
    troupe_reply_next_async (answer->reply, answer->cancellable, next_cb, answer);
}

static void
ask (Answer        *answer,
     TroupeRequest *request,
     guint          cancel_at)
{
  g_autoptr(TroupeProviderSet) set = troupe_provider_set_new ();
  TroupeProvider *provider = troupe_provider_set_lookup (set, "rehearsal", NULL);

  memset (answer, 0, sizeof *answer);
  answer->text = g_string_new (NULL);
  answer->reasoning = g_string_new (NULL);
  answer->cancellable = g_cancellable_new ();
  answer->cancel_at = cancel_at;
  troupe_provider_config_set_idle_timeout_ms (troupe_provider_get_config (provider), 100);
  troupe_provider_send_async (provider, request, answer->cancellable, sent_cb, answer);
  while (!answer->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static TroupeRequest *
make_request (TroupeTier  tier,
              const char *text)
{
  TroupeRequest *request = troupe_request_new ("rehearsal-fast");

  troupe_request_set_system (request, "You are careful.");
  troupe_request_set_tier (request, tier);
  troupe_request_add_message (request, TROUPE_ROLE_USER, text);
  return request;
}

static void
test_tiers (void)
{
  static const struct { TroupeTier tier; const char *says[5]; } cases[] = {
    { TROUPE_TIER_NONE, { "You said: “Add search”", "```c", "`temperature`: not sent", "another provider" } },
    { TROUPE_TIER_ORCHESTRATOR, { "# Specification", "**Goal.** Add search", "- [ ]" } },
    { TROUPE_TIER_TECH_LEAD, { "```json", "\"tickets\"", "Add search", "\"depends_on\"" } },
    { TROUPE_TIER_WORKER, { "## Add search", "- ", "```diff", "nothing on disk was touched" } },
    { TROUPE_TIER_QA, { "Verdict: accept", "\"verdict\": \"accept\"" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Answer) answer = { 0 };
      g_auto(Answer) again = { 0 };
      g_autoptr(TroupeRequest) request = make_request (cases[i].tier, "# Add search\n\nSo that things are found.");

      ask (&answer, request, 0);
      g_assert_no_error (answer.error);
      g_assert_nonnull (strstr (answer.text->str, "This is a rehearsal: no model was asked."));
      for (guint j = 0; cases[i].says[j] != NULL; j++)
        g_assert_nonnull (strstr (answer.text->str, cases[i].says[j]));
      g_assert_cmpstr (troupe_reply_get_model_served (answer.reply), ==, "rehearsal-fast");
      g_assert_cmpint (troupe_reply_get_stop_reason (answer.reply), ==, TROUPE_STOP_REASON_END);
      g_assert_cmpint (troupe_reply_get_usage (answer.reply)->input, >, 0);
      g_assert_cmpint (troupe_reply_get_usage (answer.reply)->output, >, 0);

      /* The same request, the same answer. */
      ask (&again, request, 0);
      g_assert_cmpstr (again.text->str, ==, answer.text->str);
    }
}

/* What the tech lead says can be read by whoever makes tickets of it, whatever was asked. */
static void
test_tickets_are_json (void)
{
  static const char * const goals[] = { "Add search", "Say \"hi\" \\ bye\t!", "grüße 😀", "" };

  for (guint i = 0; i < G_N_ELEMENTS (goals); i++)
    {
      g_autoptr(TroupeRequest) request = make_request (TROUPE_TIER_TECH_LEAD, goals[i]);
      g_autoptr(TroupeRehearsalScript) script = troupe_rehearsal_script_new (request);
      const char *start = strstr (script->text, "```json\n") + strlen ("```json\n");
      const char *end = strstr (start, "\n```");
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) root = troupe_json_parse ("tickets", start, end - start, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_node_get_object (root), "tickets")), >, 2);
    }
}

static void
test_failures (void)
{
  static const struct { const char *cue; TroupeProviderError code; gint64 pause_ms; gboolean has_text; } cases[] = {
    { "[rehearse: fail key]", TROUPE_PROVIDER_ERROR_KEY, -1, FALSE },
    { "[rehearse: fail model]", TROUPE_PROVIDER_ERROR_MODEL, -1, FALSE },
    { "please [rehearse:fail rate] now", TROUPE_PROVIDER_ERROR_RATE, 1000, FALSE },
    { "[rehearse: fail overloaded]", TROUPE_PROVIDER_ERROR_OVERLOADED, -1, FALSE },
    { "[rehearse: fail connection]", TROUPE_PROVIDER_ERROR_CONNECTION, -1, FALSE },
    { "[rehearse: cut]", TROUPE_PROVIDER_ERROR_CUT, -1, TRUE },
    { "[rehearse: silent]", TROUPE_PROVIDER_ERROR_TIMED_OUT, -1, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Answer) answer = { 0 };
      g_autoptr(TroupeRequest) request = make_request (TROUPE_TIER_NONE, cases[i].cue);

      ask (&answer, request, 0);
      g_assert_error (answer.error, TROUPE_PROVIDER_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (answer.error->message, "Rehearsal was told"));
      g_assert_cmpint (troupe_provider_error_get_retry_after_ms (answer.error), ==, cases[i].pause_ms);
      g_assert_cmpint (answer.text->len > 0, ==, cases[i].has_text);
    }
}

static void
test_cues (void)
{
  g_auto(Answer) mismatch = { 0 };
  g_auto(Answer) thinking = { 0 };
  g_auto(Answer) saying = { 0 };
  g_auto(Answer) longer = { 0 };
  g_auto(Answer) rejecting = { 0 };
  g_auto(Answer) unfinished = { 0 };
  g_autoptr(TroupeRequest) request = NULL;

  request = make_request (TROUPE_TIER_NONE, "x [rehearse: mismatch]");
  ask (&mismatch, request, 0);
  g_assert_cmpstr (troupe_reply_get_model_served (mismatch.reply), ==, "rehearsal-understudy");
  g_assert_null (strstr (mismatch.text->str, "[rehearse"));

  g_clear_object (&request);
  request = make_request (TROUPE_TIER_NONE, "x [rehearse: think]");
  ask (&thinking, request, 0);
  g_assert_nonnull (strstr (thinking.reasoning->str, "does not think"));

  g_clear_object (&request);
  request = make_request (TROUPE_TIER_WORKER, "[rehearse: say grüße, Welt]");
  ask (&saying, request, 0);
  g_assert_true (g_str_has_suffix (saying.text->str, "\n\ngrüße, Welt\n"));

  g_clear_object (&request);
  request = make_request (TROUPE_TIER_NONE, "[rehearse: long 5000]");
  ask (&longer, request, 0);
  g_assert_cmpuint (longer.text->len, >, 20000);

  g_clear_object (&request);
  request = make_request (TROUPE_TIER_QA, "[rehearse: reject]");
  ask (&rejecting, request, 0);
  g_assert_nonnull (strstr (rejecting.text->str, "Verdict: reject"));

  g_clear_object (&request);
  request = make_request (TROUPE_TIER_NONE, "[rehearse: fail");
  ask (&unfinished, request, 0);
  g_assert_no_error (unfinished.error);
}

/* The arguments of the one call that is made of @tool, or NULL: (transfer full) */
static char *
ask_for_call (TroupeRequest *request,
              const char    *tool)
{
  g_auto(Answer) answer = { 0 };
  GPtrArray *calls;

  ask (&answer, request, 0);
  g_assert_no_error (answer.error);
  calls = troupe_reply_get_calls (answer.reply);
  if (calls == NULL || calls->len == 0)
    return NULL;

  g_assert_cmpint (troupe_reply_get_stop_reason (answer.reply), ==, TROUPE_STOP_REASON_TOOL_CALLS);
  g_assert_cmpuint (calls->len, ==, 1);
  g_assert_cmpstr (troupe_tool_call_get_name (calls->pdata[0]), ==, tool);
  return g_strdup (troupe_tool_call_get_arguments (calls->pdata[0]));
}

static TroupeRequest *
make_request_with_tool (TroupeTier  tier,
                        const char *text,
                        const char *tool)
{
  TroupeRequest *request = make_request (tier, text);
  g_autoptr(JsonNode) schema = troupe_json_parse ("schema", "{\"type\": \"object\"}", -1, NULL);

  troupe_request_add_tool (request, tool, "Hand it in", schema);
  return request;
}

/* What the tiers hand in by tools. A NULL is where no call is made. */
static void
test_tools_of_tiers (void)
{
  static const struct { TroupeTier tier; const char *text; const char *tool; const char *says; } cases[] = {
    { TROUPE_TIER_TECH_LEAD, "# tickets: Add search", "submit_tickets", "change for: Add search\"" },
    { TROUPE_TIER_TECH_LEAD, "# tickets: Add search", "submit_tickets", "\"T1\", \"title\"" },
    { TROUPE_TIER_TECH_LEAD, "Plan [rehearse: cycle]", "submit_tickets", "\"depends_on\": [\"T4\"]" },
    { TROUPE_TIER_TECH_LEAD, "Plan [rehearse: tech-lead cycle]", "submit_tickets", "\"depends_on\": [\"T4\"]" },
    { TROUPE_TIER_TECH_LEAD, "Plan [rehearse: qa cycle]", "submit_tickets", "\"depends_on\": []" },
    { TROUPE_TIER_TECH_LEAD, "Plan [rehearse: say no]", "submit_tickets", NULL },
    { TROUPE_TIER_TECH_LEAD, "Plan", "submit_verdict", NULL },
    { TROUPE_TIER_WORKER, "Work", "submit_tickets", NULL },
    { TROUPE_TIER_QA, "Judge", "submit_verdict", "\"accept\"" },
    { TROUPE_TIER_QA, "Judge [rehearse: reject]", "submit_verdict", "\"reject\"" },
    { TROUPE_TIER_QA, "Judge [rehearse: reject 1]", "submit_verdict", "\"reject\"" },
    { TROUPE_TIER_QA, "Judge [rehearse: qa reject 2] The result does not say how it was tested.", "submit_verdict", "\"reject\"" },
    { TROUPE_TIER_QA, "Judge [rehearse: reject 1] The result does not say how it was tested.", "submit_verdict", "\"accept\"" },
    { TROUPE_TIER_QA, "Judge [rehearse: worker reject]", "submit_verdict", "\"accept\"" },
    /* The ticket's own cues are in what it is given. */
    { TROUPE_TIER_QA, "Judge [rehearse: say no] [rehearse: fail key] [rehearse: cut]", "submit_verdict", "\"accept\"" },
    { TROUPE_TIER_QA, "Judge [rehearse: qa say no]", "submit_verdict", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeRequest) request = make_request_with_tool (cases[i].tier, cases[i].text, cases[i].tool);
      g_autofree char *arguments = ask_for_call (request, cases[i].tool);
      g_autoptr(JsonNode) node = NULL;

      g_test_message ("%s", cases[i].text);
      if (cases[i].says == NULL)
        {
          g_assert_null (arguments);
          continue;
        }
      g_assert_nonnull (strstr (arguments, cases[i].says));
      node = troupe_json_parse ("arguments", arguments, -1, NULL);
      g_assert_nonnull (node);
    }
}

static void
test_what_comes_back_is_mended (void)
{
  static const char * const cues[] = { "cycle", "bad-arguments" };

  for (guint i = 0; i < G_N_ELEMENTS (cues); i++)
    {
      g_autofree char *text = g_strdup_printf ("# tickets: Add search [rehearse: %s]", cues[i]);
      g_autoptr(TroupeRequest) request = make_request_with_tool (TROUPE_TIER_TECH_LEAD, text, "submit_tickets");
      g_autofree char *first = ask_for_call (request, "submit_tickets");
      g_autofree char *second = NULL;
      g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_tool_call_unref);
      g_autoptr(JsonNode) node = NULL;

      g_ptr_array_add (calls, troupe_tool_call_new ("rehearsal-1", "submit_tickets", first));
      troupe_request_add_calls (request, NULL, NULL, calls);
      troupe_request_add_result (request, "rehearsal-1", "That does not go.");
      troupe_request_add_message (request, TROUPE_ROLE_USER, "Once more, please.");
      second = ask_for_call (request, "submit_tickets");
      g_assert_cmpstr (first, !=, second);
      node = troupe_json_parse ("arguments", second, -1, NULL);
      g_assert_nonnull (node);
      g_assert_nonnull (strstr (second, "\"depends_on\": []"));
    }
}

static void
test_maximum_output (void)
{
  g_auto(Answer) answer = { 0 };
  g_autoptr(TroupeRequest) request = make_request (TROUPE_TIER_NONE, "hi");
  g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();

  troupe_ai_settings_set_int (settings, TROUPE_FIELD_MAX_OUTPUT_TOKENS, 1);
  troupe_request_set_parameters (request, settings);
  ask (&answer, request, 0);
  g_assert_no_error (answer.error);
  g_assert_cmpint (troupe_reply_get_stop_reason (answer.reply), ==, TROUPE_STOP_REASON_LENGTH);
  g_assert_nonnull (strstr (answer.text->str, "no model was asked"));
  g_assert_cmpuint (answer.text->len, <, 60);
}

static void
test_pace_and_cancel (void)
{
  g_auto(Answer) answer = { 0 };
  g_auto(Answer) cancelled = { 0 };
  g_autoptr(TroupeRequest) request = make_request (TROUPE_TIER_NONE, "[rehearse: slow] [rehearse: say one two]");
  gint64 start_us = g_get_monotonic_time ();

  /* The notice and the two words are ten words, and the first comes at once. */
  ask (&answer, request, 0);
  g_assert_no_error (answer.error);
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 9 * 150 * 1000);
  g_assert_cmpuint (answer.n_batches, >, 2);

  start_us = g_get_monotonic_time ();
  ask (&cancelled, request, 2);
  g_assert_error (cancelled.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 5 * 150 * 1000);
}

static char *
describe_calls (TroupeTier  tier,
                const char *message,
                const char *tools,
                gboolean    has_result)
{
  g_autoptr(TroupeRequest) request = troupe_request_new ("rehearsal");
  g_auto(GStrv) names = g_strsplit (tools, ",", -1);
  g_autoptr(TroupeRehearsalScript) script = NULL;
  g_autoptr(TroupeRehearsalScript) again = NULL;
  GString *text = g_string_new (NULL);

  troupe_request_set_tier (request, tier);
  troupe_request_add_message (request, TROUPE_ROLE_USER, message);
  for (guint i = 0; names[i] != NULL; i++)
    troupe_request_add_tool (request, names[i], "A tool.", NULL);
  if (has_result)
    troupe_request_add_result (request, "rehearsal-1", "README.md\n");

  script = troupe_rehearsal_script_new (request);
  again = troupe_rehearsal_script_new (request);
  g_assert_cmpstr (script->text, ==, again->text);
  g_assert_cmpint (script->stop_reason, ==, script->calls != NULL ? TROUPE_STOP_REASON_TOOL_CALLS : TROUPE_STOP_REASON_END);
  g_assert_true (has_result || g_str_has_prefix (script->text, "*This is a rehearsal"));
  for (guint i = 0; script->calls != NULL && i < script->calls->len; i++)
    {
      TroupeToolCall *call = g_ptr_array_index (script->calls, i);

      g_string_append_printf (text, "%s%s %s", i > 0 ? "; " : "", troupe_tool_call_get_name (call),
                              troupe_tool_call_get_arguments (call));
    }

  return g_string_free (text, FALSE);
}

static void
test_calls (void)
{
  static const struct { TroupeTier tier; const char *message; const char *tools; gboolean has_result; const char *calls; } cases[] = {
    { TROUPE_TIER_WORKER, "Do it", "read_file,list_files", FALSE, "list_files {\"depth\":1}" },
    { TROUPE_TIER_WORKER, "Do it", "read_file", FALSE, "" },
    { TROUPE_TIER_WORKER, "Do it", "", FALSE, "" },
    { TROUPE_TIER_QA, "Do it", "read_file,list_files", FALSE, "" },
    { TROUPE_TIER_WORKER, "Do it", "read_file,list_files", TRUE, "" },
    { TROUPE_TIER_QA, "[rehearse: qa call read_file {\"path\": \"a\"}] [rehearse: qa call list_files]", "read_file,list_files", FALSE,
      "read_file {\"path\": \"a\"}; list_files {}" },
    { TROUPE_TIER_WORKER, "[rehearse: call invented {}]", "read_file", FALSE, "" },
    { TROUPE_TIER_WORKER, "[rehearse: call read_file {}]", "read_file", TRUE, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *calls = describe_calls (cases[i].tier, cases[i].message, cases[i].tools, cases[i].has_result);

      g_assert_cmpstr (calls, ==, cases[i].calls);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/rehearsal/plays-every-tier-and-says-so", test_tiers);
  g_test_add_func ("/provider/rehearsal/tickets-are-json", test_tickets_are_json);
  g_test_add_func ("/provider/rehearsal/fails-when-told", test_failures);
  g_test_add_func ("/provider/rehearsal/follows-cues", test_cues);
  g_test_add_func ("/provider/rehearsal/tools-of-tiers", test_tools_of_tiers);
  g_test_add_func ("/provider/rehearsal/what-comes-back-is-mended", test_what_comes_back_is_mended);
  g_test_add_func ("/provider/rehearsal/keeps-to-the-maximum-output", test_maximum_output);
  g_test_add_func ("/provider/rehearsal/keeps-its-pace-and-stops", test_pace_and_cancel);
  g_test_add_func ("/provider/rehearsal/calls-only-tools-that-are-offered", test_calls);

  return g_test_run ();
}
