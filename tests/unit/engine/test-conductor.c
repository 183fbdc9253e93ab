/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-engine-fixture.h"
#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-model-error.h"

/* A run that was made from rows, and what became of it */
typedef struct
{
  TroupeTrack     *track;
  TroupeRun       *run;
  TroupeConductor *conductor;
  GCancellable    *cancellable;
  GAsyncResult    *result;
} Show;

static void
show_set_up (Show            *show,
             EngineFixture   *fixture,
             const TicketRow *rows,
             guint            n_rows)
{
  *show = (Show) { NULL };
  show->track = create_track (rows, n_rows);
  show->run = troupe_run_new (show->track);
  show->conductor = troupe_conductor_new (TROUPE_CATALOG (fixture->catalog), fixture->providers,
                                          TROUPE_RECORDER (fixture->recorder), show->run, NULL);
  show->cancellable = g_cancellable_new ();
  troupe_conductor_set_last_resort (show->conductor, "helper");
}

static void
show_start (Show *show)
{
  troupe_conductor_run_async (show->conductor, show->cancellable, result_cb, &show->result);
}

static gboolean
show_finish (Show    *show,
             GError **error)
{
  g_autoptr(GAsyncResult) result = wait_result (&show->result);

  return troupe_conductor_run_finish (show->conductor, result, error);
}

static gboolean
show_perform (Show    *show,
              GError **error)
{
  show_start (show);

  return show_finish (show, error);
}

static void
show_tear_down (Show *show)
{
  g_assert_finalize_object (show->conductor);
  g_assert_finalize_object (show->run);
  g_assert_finalize_object (show->track);
  g_assert_finalize_object (show->cancellable);
}

/* "T1:completed T2:failed" */
static char *
describe_states (Show *show)
{
  GListModel *tickets = troupe_run_list_tickets (show->run);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);

      g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "",
                              troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket)),
                              troupe_enum_get_nick (TROUPE_TYPE_TICKET_STATE, troupe_run_ticket_get_state (ticket)));
    }

  return g_string_free (text, FALSE);
}

static void
assert_states (Show       *show,
               const char *expected)
{
  g_autofree char *states = describe_states (show);

  g_assert_cmpstr (states, ==, expected);
}

/* The ids of the tickets whose workers started, in that order */
static char *
describe_starts (EngineFixture *fixture)
{
  GPtrArray *events = troupe_test_recorder_get_events (fixture->recorder);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < events->len; i++)
    {
      if (g_strcmp0 (peek_text (g_ptr_array_index (events, i), "event"), "worker-started") == 0)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", peek_text (g_ptr_array_index (events, i), "ticket"));
    }

  return g_string_free (text, FALSE);
}

static const char *
get_answer (Show       *show,
            const char *id)
{
  TroupeAttempt *attempt = troupe_run_ticket_get_attempt (troupe_run_find_ticket (show->run, id));

  return troupe_message_get_text (troupe_attempt_get_answer (attempt));
}

static const char *
get_reason (Show       *show,
            const char *id)
{
  return troupe_run_ticket_get_reason (troupe_run_find_ticket (show->run, id));
}

static const TicketRow diamond[] = {
  { "A", NULL, TROUPE_PRIORITY_NORMAL },
  { "B", "A", TROUPE_PRIORITY_LOW },
  { "C", "A", TROUPE_PRIORITY_HIGH },
  { "D", "B C", TROUPE_PRIORITY_NORMAL },
};

static void
test_order (EngineFixture *fixture,
            gconstpointer  data)
{
  static const struct
  {
    TicketRow   rows[6];
    const char *starts;
  } cases[] = {
    { { { "A", NULL, 1 }, { "B", NULL, 1 }, { "C", NULL, 1 } }, "A B C" },
    { { { "A", NULL, 0 }, { "B", NULL, 1 }, { "C", NULL, 2 }, { "D", NULL, 2 } }, "C D B A" },
    { { { "A", "B", 2 }, { "B", "C", 2 }, { "C", NULL, 0 } }, "C B A" },
    { { { "A", NULL, 1 }, { "B", "A", 0 }, { "C", "A", 2 }, { "D", "B C", 1 } }, "A C B D" },
    { { { "A", NULL, 0 }, { "B", NULL, 2 }, { "C", "B", 2 }, { "D", NULL, 1 } }, "B C D A" },
    { { { "A", "B B", 1 }, { "B", NULL, 1 } }, "B A" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Show show;
      g_autoptr(GError) error = NULL;
      g_autofree char *starts = NULL;
      guint n_rows = 0;

      while (n_rows < G_N_ELEMENTS (cases[i].rows) && cases[i].rows[n_rows].id != NULL)
        n_rows++;

      g_ptr_array_set_size (troupe_test_recorder_get_events (fixture->recorder), 0);
      show_set_up (&show, fixture, cases[i].rows, n_rows);
      troupe_conductor_set_n_jobs (show.conductor, 1);
      g_assert_true (show_perform (&show, &error));
      g_assert_no_error (error);

      starts = describe_starts (fixture);
      g_assert_cmpstr (starts, ==, cases[i].starts);
      g_assert_cmpint (troupe_run_get_state (show.run), ==, TROUPE_RUN_STATE_COMPLETED);
      g_assert_cmpuint (troupe_run_get_n_finished (show.run), ==, n_rows);
      show_tear_down (&show);
    }
}

static void
test_results (EngineFixture *fixture,
              gconstpointer  data)
{
  Show show;
  TroupeRequest *request;

  troupe_fake_provider_set_script (fixture->fake, "# A", "say Alpha found.");
  troupe_fake_provider_set_script (fixture->fake, "# B", "say Beta | say  made.");
  troupe_fake_provider_set_script (fixture->fake, "# C", "think hmm | say Gamma done.");
  show_set_up (&show, fixture, diamond, G_N_ELEMENTS (diamond));
  g_assert_true (show_perform (&show, NULL));

  g_assert_cmpstr (get_answer (&show, "A"), ==, "Alpha found.");
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 4);
  request = troupe_fake_provider_get_request (fixture->fake, 3);
  g_assert_cmpuint (troupe_request_get_n_messages (request), ==, 1);
  g_assert_cmpint (troupe_request_get_role (request, 0), ==, TROUPE_ROLE_USER);
  g_assert_cmpstr (troupe_request_get_text (request, 0), ==,
                   "# D\n\n# Results that this ticket builds on\n\n## B\n\nBeta made.\n\n## C\n\nGamma done.");
  show_tear_down (&show);
}

static void
test_limit (EngineFixture *fixture,
            gconstpointer  data)
{
  static const TicketRow rows[] = {
    { "A" }, { "B" }, { "C" }, { "D" }, { "E" }, { "F" }, { "G" }, { "H", "A B C D E F G" },
  };
  Show show;

  for (guint i = 0; i < 8; i++)
    troupe_fake_provider_push (fixture->fake, "say some | hold | say more");
  show_set_up (&show, fixture, rows, G_N_ELEMENTS (rows));
  troupe_conductor_set_n_jobs (show.conductor, 3);
  g_assert_cmpuint (troupe_conductor_get_n_jobs (show.conductor), ==, 3);

  show_start (&show);
  troupe_fake_provider_wait_held (fixture->fake, 3);
  while (g_main_context_iteration (NULL, FALSE));
  assert_states (&show, "A:running B:running C:running D:ready E:ready F:ready G:ready H:todo");
  g_assert_cmpuint (troupe_fake_provider_get_n_active_max (fixture->fake), ==, 3);

  /* More at once from now on */
  troupe_conductor_set_n_jobs (show.conductor, 5);
  troupe_fake_provider_wait_held (fixture->fake, 5);
  while (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (troupe_fake_provider_get_n_active_max (fixture->fake), ==, 5);

  /* Fewer: those that run come to their end, and no other starts before */
  troupe_conductor_set_n_jobs (show.conductor, 1);
  troupe_fake_provider_release (fixture->fake);
  troupe_fake_provider_wait_held (fixture->fake, 1);
  while (g_main_context_iteration (NULL, FALSE));
  assert_states (&show, "A:completed B:completed C:completed D:completed E:completed F:running G:ready H:todo");

  troupe_fake_provider_release (fixture->fake);
  troupe_fake_provider_wait_held (fixture->fake, 1);
  troupe_fake_provider_release (fixture->fake);
  troupe_fake_provider_wait_held (fixture->fake, 1);
  troupe_fake_provider_release (fixture->fake);
  g_assert_true (show_finish (&show, NULL));
  show_tear_down (&show);
}

static void
test_failure (EngineFixture *fixture,
              gconstpointer  data)
{
  static const TicketRow rows[] = {
    { "A" }, { "B", "A" }, { "C", "B" }, { "D", "A C" }, { "E" }, { "F", "E" }, { "G", "F D" },
  };
  Show show;
  g_autoptr(GError) error = NULL;

  troupe_fake_provider_set_script (fixture->fake, "# B", "say half | fail cut");
  show_set_up (&show, fixture, rows, G_N_ELEMENTS (rows));
  g_assert_false (show_perform (&show, &error));

  g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "1 ticket failed and says why. 3 tickets that wait for one are blocked.");
  g_assert_cmpint (troupe_run_get_state (show.run), ==, TROUPE_RUN_STATE_FAILED);
  g_assert_cmpstr (troupe_run_get_reason (show.run), ==, error->message);
  assert_states (&show, "A:completed B:failed C:blocked D:blocked E:completed F:completed G:blocked");
  g_assert_cmpuint (troupe_run_get_n_finished (show.run), ==, 7);

  g_assert_null (get_reason (&show, "A"));
  g_assert_cmpstr (get_reason (&show, "B"), ==, "The fake provider met cut; mend the script.");
  g_assert_cmpstr (get_reason (&show, "C"), ==, "It depends on B, which failed.");
  g_assert_cmpstr (get_reason (&show, "D"), ==, "It depends on C, which is blocked because B failed.");
  g_assert_cmpstr (get_reason (&show, "G"), ==, "It depends on D, which is blocked because B failed.");
  g_assert_cmpstr (get_answer (&show, "B"), ==, "half");
  g_assert_null (troupe_run_ticket_get_attempt (troupe_run_find_ticket (show.run, "C")));
  g_assert_cmpint (troupe_attempt_get_state (troupe_run_ticket_get_attempt (troupe_run_find_ticket (show.run, "B"))), ==,
                   TROUPE_ATTEMPT_STATE_FAILED);
  show_tear_down (&show);
}

/* An answer that is none is not handed on as a result. */
static void
test_bad_answers (EngineFixture *fixture,
                  gconstpointer  data)
{
  static const struct
  {
    const char *script;
    const char *words;
  } cases[] = {
    { "say half of it | stop length", "cut off at its maximum length" },
    { "say no | stop refusal", "refused" },
    { "say I want | stop tool-calls", "asked for a tool" },
    { "say half of it | stop error", "without saying why" },
    { "stop end", "empty" },
    { "refuse request", "The fake provider met request" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Show show;
      TroupeAttempt *attempt;
      TroupeMessage *answer;

      show_set_up (&show, fixture, diamond, 2);
      troupe_fake_provider_push (fixture->fake, cases[i].script);
      g_assert_false (show_perform (&show, NULL));

      assert_states (&show, "A:failed B:blocked");
      g_assert_nonnull (strstr (get_reason (&show, "A"), cases[i].words));
      attempt = troupe_run_ticket_get_attempt (troupe_run_find_ticket (show.run, "A"));
      answer = troupe_attempt_get_answer (attempt);
      g_assert_cmpstr (troupe_message_get_error (answer), ==, get_reason (&show, "A"));
      g_assert_false (troupe_message_is_complete (answer));
      g_assert_false (troupe_message_is_streaming (answer));
      g_assert_cmpint (troupe_attempt_get_state (attempt), ==, TROUPE_ATTEMPT_STATE_FAILED);
      show_tear_down (&show);
    }
}

static void
cancel_at_state (TroupeConductor *conductor,
                 JsonNode        *event,
                 Show            *show)
{
  if (g_strcmp0 (peek_text (event, "event"), "ticket-state") == 0 && g_strcmp0 (peek_text (event, "ticket"), "A") == 0 &&
      g_strcmp0 (peek_text (event, "state"), "completed") == 0)
    g_cancellable_cancel (show->cancellable);
}

static void
test_cancel (EngineFixture *fixture,
             gconstpointer  data)
{
  enum { BEFORE, SENDING, STREAMING, BETWEEN, DONE };
  static const struct
  {
    int         moment;
    const char *states;
    const char *text;
  } cases[] = {
    { BEFORE, "A:cancelled B:cancelled C:cancelled D:cancelled", NULL },
    { SENDING, "A:cancelled B:cancelled C:cancelled D:cancelled", "" },
    { STREAMING, "A:cancelled B:cancelled C:cancelled D:cancelled", "first" },
    { BETWEEN, "A:completed B:cancelled C:cancelled D:cancelled", "Done." },
    { DONE, "A:completed B:completed C:completed D:completed", "Done." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Show show;
      g_autoptr(GError) error = NULL;
      GPtrArray *events = troupe_test_recorder_get_events (fixture->recorder);
      gboolean ok;

      g_ptr_array_set_size (events, 0);
      show_set_up (&show, fixture, diamond, G_N_ELEMENTS (diamond));

      if (cases[i].moment == BEFORE)
        g_cancellable_cancel (show.cancellable);
      else if (cases[i].moment == SENDING)
        troupe_fake_provider_push (fixture->fake, "wait | say never");
      else if (cases[i].moment == STREAMING)
        troupe_fake_provider_push (fixture->fake, "say first | hold | say never");
      else if (cases[i].moment == BETWEEN)
        g_signal_connect (show.conductor, "event", G_CALLBACK (cancel_at_state), &show);

      show_start (&show);
      if (cases[i].moment == SENDING || cases[i].moment == STREAMING)
        {
          troupe_fake_provider_wait_held (fixture->fake, 1);
          g_cancellable_cancel (show.cancellable);
        }
      ok = show_finish (&show, &error);

      if (cases[i].moment == DONE)
        {
          g_cancellable_cancel (show.cancellable);
          g_assert_true (ok);
          g_assert_cmpint (troupe_run_get_state (show.run), ==, TROUPE_RUN_STATE_COMPLETED);
        }
      else
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          g_assert_cmpint (troupe_run_get_state (show.run), ==, TROUPE_RUN_STATE_CANCELLED);
          g_assert_cmpstr (get_reason (&show, "D"), ==, "The run was stopped.");
        }
      assert_states (&show, cases[i].states);
      if (cases[i].text != NULL)
        g_assert_cmpstr (get_answer (&show, "A"), ==, cases[i].text);
      g_assert_cmpstr (peek_text (g_ptr_array_index (events, events->len - 1), "event"), ==, "run-finished");
      g_assert_cmpstr (peek_text (g_ptr_array_index (events, events->len - 1), "state"), ==,
                       cases[i].moment == DONE ? "completed" : "cancelled");
      show_tear_down (&show);
    }
}

static void
test_empty (EngineFixture *fixture,
            gconstpointer  data)
{
  Show show;
  GPtrArray *events = troupe_test_recorder_get_events (fixture->recorder);

  show_set_up (&show, fixture, NULL, 0);
  g_assert_cmpint (troupe_run_get_state (show.run), ==, TROUPE_RUN_STATE_PAUSED);
  show_start (&show);
  g_assert_null (show.result);
  g_assert_true (show_finish (&show, NULL));
  g_assert_cmpint (troupe_run_get_state (show.run), ==, TROUPE_RUN_STATE_COMPLETED);
  g_assert_cmpuint (events->len, ==, 2);
  show_tear_down (&show);
}

/* Drops what two runs can't have in common. */
static void
normalise (JsonNode *event)
{
  static const char * const times[] = { "duration_ms", "first_token_ms", NULL };
  JsonObject *object = json_node_get_object (event);

  g_assert_cmpuint (strlen (peek_text (event, "time")), ==, strlen ("2024-05-17T09:30:00.250Z"));
  g_assert_cmpuint (strlen (peek_text (event, "run")), ==, 36);
  json_object_set_string_member (object, "time", "T");
  json_object_set_string_member (object, "run", "R");

  for (guint i = 0; times[i] != NULL; i++)
    {
      JsonNode *member = json_object_get_member (object, times[i]);
      gint64 time_ms = 0;

      if (member == NULL)
        continue;
      if (troupe_json_node_get_int64 (member, &time_ms))
        g_assert_cmpint (time_ms, >=, 0);
      json_object_set_int_member (object, times[i], 0);
    }
}

static void
test_events (EngineFixture *fixture,
             gconstpointer  data)
{
  static const TicketRow rows[] = { { "A" }, { "B", "A" } };
  /* Every member of every event, in its order */
  static const char * const expected[] = {
    "{\"time\":\"T\",\"event\":\"run-started\",\"run\":\"R\",\"track\":\"example\",\"tickets\":2,\"jobs\":4,"
    "\"last_resort\":\"helper\",\"resumed\":false}",
    "{\"time\":\"T\",\"event\":\"ticket-state\",\"run\":\"R\",\"ticket\":\"A\",\"state\":\"ready\",\"previous\":\"todo\","
      "\"reason\":null}",
    "{\"time\":\"T\",\"event\":\"ticket-state\",\"run\":\"R\",\"ticket\":\"A\",\"attempt\":1,\"tier\":\"worker\","
      "\"state\":\"running\",\"previous\":\"ready\",\"reason\":null}",
    "{\"time\":\"T\",\"event\":\"worker-started\",\"run\":\"R\",\"ticket\":\"A\",\"attempt\":1,\"tier\":\"worker\","
      "\"persona_id\":\"helper\",\"persona_revision\":\"rev-helper\",\"provider\":\"fake\",\"model\":\"fake-1\","
      "\"parameters\":{\"temperature\":0.2,\"top_p\":null},\"origins\":{\"persona_id\":\"last-resort\","
      "\"provider\":\"built-in\",\"model\":\"user\",\"temperature\":\"user\",\"top_p\":\"session\"},"
      "\"line\":\"ticket A · tier worker · attempt 1 · persona helper@rev-helper (last-resort) · provider fake (built-in)"
      " · model fake-1 (user) · temperature 0.2 (user) · top_p omitted (session) · max_output_tokens unset"
      " · reasoning_effort unset\"}",
    "{\"time\":\"T\",\"event\":\"model-hop\",\"run\":\"R\",\"ticket\":\"A\",\"attempt\":1,\"tier\":\"worker\","
      "\"persona_id\":\"helper\",\"from\":{\"provider\":\"fake\",\"model\":\"fake-1\"},"
      "\"reason\":\"The fake provider met model; mend the script.\",\"persona_revision\":\"rev-helper\","
      "\"provider\":\"fake\",\"model\":\"fake-2\","
      "\"parameters\":{\"temperature\":0.2,\"top_p\":null},\"origins\":{\"persona_id\":\"last-resort\","
      "\"provider\":\"built-in\",\"model\":\"user\",\"temperature\":\"user\",\"top_p\":\"session\"},"
      "\"line\":\"ticket A · tier worker · attempt 1 · persona helper@rev-helper (last-resort) · provider fake (built-in)"
      " · model fake-2 (user) · temperature 0.2 (user) · top_p omitted (session) · max_output_tokens unset"
      " · reasoning_effort unset\"}",
    "{\"time\":\"T\",\"event\":\"reasoning\",\"run\":\"R\",\"ticket\":\"A\",\"attempt\":1,\"tier\":\"worker\","
      "\"persona_id\":\"helper\",\"text\":\"hmm\"}",
    "{\"time\":\"T\",\"event\":\"text\",\"run\":\"R\",\"ticket\":\"A\",\"attempt\":1,\"tier\":\"worker\","
      "\"persona_id\":\"helper\",\"text\":\"Well.\"}",
    "{\"time\":\"T\",\"event\":\"usage\",\"run\":\"R\",\"ticket\":\"A\",\"attempt\":1,\"tier\":\"worker\","
      "\"persona_id\":\"helper\",\"provider\":\"fake\",\"model_requested\":\"fake-2\",\"model_served\":\"other\","
      "\"served_differs\":true,\"stop_reason\":\"end\",\"complete\":true,"
      "\"usage\":{\"input\":12,\"cache_read\":null,\"cache_write\":null,\"output\":5},\"cost\":null,"
      "\"duration_ms\":0,\"first_token_ms\":0}",
    "{\"time\":\"T\",\"event\":\"ticket-state\",\"run\":\"R\",\"ticket\":\"A\",\"attempt\":1,\"tier\":\"worker\","
      "\"persona_id\":\"helper\",\"state\":\"completed\",\"previous\":\"running\",\"reason\":null}",
    "{\"time\":\"T\",\"event\":\"ticket-state\",\"run\":\"R\",\"ticket\":\"B\",\"state\":\"ready\",\"previous\":\"todo\","
      "\"reason\":null}",
    "{\"time\":\"T\",\"event\":\"ticket-state\",\"run\":\"R\",\"ticket\":\"B\",\"attempt\":1,\"tier\":\"worker\","
      "\"state\":\"running\",\"previous\":\"ready\",\"reason\":null}",
    "{\"time\":\"T\",\"event\":\"worker-started\",\"run\":\"R\",\"ticket\":\"B\",\"attempt\":1,\"tier\":\"worker\","
      "\"persona_id\":\"helper\",\"persona_revision\":\"rev-helper\",\"provider\":\"fake\",\"model\":\"fake-1\","
      "\"parameters\":{\"temperature\":0.2,\"top_p\":null},\"origins\":{\"persona_id\":\"last-resort\","
      "\"provider\":\"built-in\",\"model\":\"user\",\"temperature\":\"user\",\"top_p\":\"session\"},"
      "\"line\":\"ticket B · tier worker · attempt 1 · persona helper@rev-helper (last-resort) · provider fake (built-in)"
      " · model fake-1 (user) · temperature 0.2 (user) · top_p omitted (session) · max_output_tokens unset"
      " · reasoning_effort unset\"}",
    "{\"time\":\"T\",\"event\":\"ticket-state\",\"run\":\"R\",\"ticket\":\"B\",\"attempt\":1,\"tier\":\"worker\","
      "\"persona_id\":\"helper\",\"state\":\"failed\",\"previous\":\"running\","
      "\"reason\":\"The fake provider met request; mend the script.\"}",
    "{\"time\":\"T\",\"event\":\"run-finished\",\"run\":\"R\",\"state\":\"failed\",\"reason\":\"1 ticket failed and says "
      "why.\",\"counts\":{\"completed\":1,\"failed\":1,\"blocked\":0,\"skipped\":0,\"cancelled\":0},\"duration_ms\":0}",
  };
  Show show;
  TroupeAiSettings *user = troupe_catalog_get_defaults (TROUPE_CATALOG (fixture->catalog), TROUPE_SCOPE_USER);
  GPtrArray *events = troupe_test_recorder_get_events (fixture->recorder);
  g_auto(GStrv) lines = NULL;

  set_models (user, "fake-1,fake-2");
  troupe_ai_settings_set_double (user, TROUPE_FIELD_TEMPERATURE, 0.2);
  troupe_fake_provider_push (fixture->fake, "refuse model");
  troupe_fake_provider_push (fixture->fake, "think hmm | say Well. | served other | usage 12,5");
  troupe_fake_provider_push (fixture->fake, "refuse request");
  show_set_up (&show, fixture, rows, G_N_ELEMENTS (rows));
  troupe_ai_settings_omit (troupe_run_get_session (show.run), TROUPE_FIELD_TOP_P);
  g_assert_false (show_perform (&show, NULL));

  for (guint i = 0; i < MIN (events->len, G_N_ELEMENTS (expected)); i++)
    {
      normalise (g_ptr_array_index (events, i));
      assert_json (g_ptr_array_index (events, i), expected[i]);
    }
  g_assert_cmpuint (events->len, ==, G_N_ELEMENTS (expected));

  /* The first line of the stream log is the metadata line, and a hop adds its own. */
  lines = g_strsplit (troupe_attempt_get_metadata (troupe_run_ticket_get_attempt (troupe_run_find_ticket (show.run, "A"))),
                      "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 2);
  g_assert_cmpstr (lines[0], ==, peek_text (g_ptr_array_index (events, 3), "line"));
  g_assert_cmpstr (lines[1], ==, peek_text (g_ptr_array_index (events, 4), "line"));
  show_tear_down (&show);
}

/* What the run shows when an event is recorded, and when it is told */
typedef struct
{
  Show               *show;
  TroupeTestRecorder *recorder;
  guint               n_recorded;
  guint               n_told;
} Watch;

static const char *
peek_state (Show     *show,
            JsonNode *event)
{
  TroupeRunTicket *ticket = troupe_run_find_ticket (show->run, peek_text (event, "ticket"));

  return troupe_enum_get_nick (TROUPE_TYPE_TICKET_STATE, troupe_run_ticket_get_state (ticket));
}

static void
recorded_cb (TroupeRun *run,
             JsonNode  *event,
             gpointer   user_data)
{
  Watch *watch = user_data;
  const char *name = peek_text (event, "event");

  g_assert_true (run == watch->show->run);
  g_assert_cmpuint (++watch->n_recorded, >, watch->n_told);

  if (g_strcmp0 (name, "ticket-state") == 0)
    g_assert_cmpstr (peek_state (watch->show, event), !=, peek_text (event, "state"));
  else if (g_strcmp0 (name, "worker-started") == 0)
    g_assert_null (troupe_run_ticket_get_attempt (troupe_run_find_ticket (run, peek_text (event, "ticket"))));
  else if (g_strcmp0 (name, "run-finished") == 0)
    g_assert_cmpint (troupe_run_get_state (run), ==, TROUPE_RUN_STATE_RUNNING);
}

static void
told_cb (TroupeConductor *conductor,
         JsonNode        *event,
         Watch           *watch)
{
  const char *name = peek_text (event, "event");

  /* What is told is on the disk; only pieces of text need not be. */
  g_assert_cmpuint (++watch->n_told, <=, watch->n_recorded);
  if (g_strcmp0 (name, "text") != 0)
    g_assert_cmpuint (watch->n_told, <=, troupe_test_recorder_get_n_flushed (watch->recorder));

  if (g_strcmp0 (name, "ticket-state") == 0)
    g_assert_cmpstr (peek_state (watch->show, event), ==, peek_text (event, "state"));
  else if (g_strcmp0 (name, "run-finished") == 0)
    g_assert_cmpint (troupe_run_get_state (watch->show->run), ==, TROUPE_RUN_STATE_COMPLETED);
}

static void
test_recorded_first (EngineFixture *fixture,
                     gconstpointer  data)
{
  Show show;
  Watch watch = { &show, fixture->recorder };

  show_set_up (&show, fixture, diamond, G_N_ELEMENTS (diamond));
  troupe_test_recorder_set_func (fixture->recorder, recorded_cb, &watch);
  g_signal_connect (show.conductor, "event", G_CALLBACK (told_cb), &watch);
  g_assert_true (show_perform (&show, NULL));
  /* Start and end; for each ticket three states, the worker, its text and its usage */
  g_assert_cmpuint (watch.n_told, ==, 2 + 4 * 6);
  /* What is decided together goes to the disk together. */
  g_assert_cmpuint (troupe_test_recorder_get_n_flushes (fixture->recorder), <, watch.n_told / 2);
  show_tear_down (&show);
}

/* A thousand tokens are a few events, and nothing is lost. */
static void
test_batches (EngineFixture *fixture,
              gconstpointer  data)
{
  static const TicketRow rows[] = { { "A" } };
  Show show;
  GPtrArray *events = troupe_test_recorder_get_events (fixture->recorder);
  g_autoptr(GString) script = g_string_new ("think a | think b");
  g_autoptr(GString) told = g_string_new (NULL);
  guint n_texts = 0;

  for (guint i = 0; i < 1000; i++)
    g_string_append (script, "| say ä ");
  troupe_fake_provider_push (fixture->fake, script->str);
  show_set_up (&show, fixture, rows, 1);
  g_assert_true (show_perform (&show, NULL));

  for (guint i = 0; i < events->len; i++)
    {
      if (g_strcmp0 (peek_text (g_ptr_array_index (events, i), "event"), "text") != 0)
        continue;
      g_string_append (told, peek_text (g_ptr_array_index (events, i), "text"));
      n_texts++;
    }
  g_assert_cmpuint (troupe_message_get_text_length (troupe_attempt_get_answer (troupe_run_ticket_get_attempt (
                      troupe_run_find_ticket (show.run, "A")))), ==, told->len);
  g_assert_cmpstr (told->str, ==, get_answer (&show, "A"));
  g_assert_cmpuint (n_texts, <, 200);
  show_tear_down (&show);
}

/* A refused run is in the record: that it was tried, and why nothing came of it. */
static void
assert_refusal_is_told (EngineFixture *fixture,
                        const char    *reason)
{
  GPtrArray *events = troupe_test_recorder_get_events (fixture->recorder);

  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpstr (peek_text (events->pdata[0], "event"), ==, "run-started");
  g_assert_cmpstr (peek_text (events->pdata[1], "event"), ==, "run-finished");
  g_assert_cmpstr (peek_text (events->pdata[1], "state"), ==, "failed");
  g_assert_cmpstr (peek_text (events->pdata[1], "reason"), ==, reason);
  g_ptr_array_set_size (events, 0);
}

static void
test_check (EngineFixture *fixture,
            gconstpointer  data)
{
  enum { TICKET_PERSONA, TIER_PERSONA, NO_PERSONA, TWO_CLAIMS, CYCLE, UNKNOWN_DEPENDENCY, DUPLICATE, PRESET, BIAS,
         NO_MODEL, PROVIDER, OUTSIDE, CHANGED, FINE, N_CASES };
  static const struct
  {
    const char *message;
    GQuark    (*domain) (void);
    int         code;
  } cases[N_CASES] = {
    [TICKET_PERSONA] = { "Ticket B names the persona “nobody”, which does not exist; make it, or name another one.", troupe_model_error_quark,
                         TROUPE_MODEL_ERROR_UNKNOWN_ID },
    [TIER_PERSONA] = { "The tier qa is cast with the persona “nobody”, which does not exist; make it, or cast another one.", troupe_model_error_quark,
                       TROUPE_MODEL_ERROR_UNKNOWN_ID },
    [NO_PERSONA] = { "Ticket A would be performed by the persona “ghost”, which does not exist; make it, or cast another one.",
                     troupe_model_error_quark, TROUPE_MODEL_ERROR_UNKNOWN_ID },
    [TWO_CLAIMS] = { "A: Several personas are assigned to the tier worker: one, two. Cast one of them in the track.",
                     troupe_model_error_quark, TROUPE_MODEL_ERROR_AMBIGUOUS },
    [CYCLE] = { "The tickets wait for each other in a circle: B → A → B", troupe_model_error_quark,
                TROUPE_MODEL_ERROR_CYCLE },
    [UNKNOWN_DEPENDENCY] = { "Ticket B depends on X, which is not a ticket of this track", troupe_model_error_quark,
                             TROUPE_MODEL_ERROR_UNKNOWN_ID },
    [DUPLICATE] = { "Two tickets have the id A", troupe_model_error_quark, TROUPE_MODEL_ERROR_DUPLICATE },
    [PRESET] = { "B: There is no prompt preset “gone”, which ticket:B asks for; choose another one or none.",
                 troupe_model_error_quark, TROUPE_MODEL_ERROR_UNKNOWN_ID },
    [BIAS] = { "A: There is no bias profile “gone”, which persona:helper asks for; choose another one or none.",
               troupe_model_error_quark, TROUPE_MODEL_ERROR_UNKNOWN_ID },
    [NO_MODEL] = { "A: No model is chosen; choose a provider and a model of it.", troupe_engine_error_quark,
                   TROUPE_ENGINE_ERROR_NO_MODEL },
    [PROVIDER] = { "A: There is no provider “nowhere”; choose another one, or add it.",
                   troupe_provider_error_quark, TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER },
    [OUTSIDE] = { "B: The context file “../other/secret.c” is not inside the project; name one that is.",
                  troupe_engine_error_quark, TROUPE_ENGINE_ERROR_POLICY },
    [CHANGED] = { "The track was changed since the run was prepared; run it anew.", troupe_engine_error_quark,
                  TROUPE_ENGINE_ERROR_FAILED },
  };
  TroupeCatalog *catalog = TROUPE_CATALOG (fixture->catalog);

  for (int i = 0; i < N_CASES; i++)
    {
      static const char * const outside[] = { "src/a.c", "../other/secret.c", NULL };
      TicketRow rows[] = { { "A" }, { "B" } };
      Show show;
      TroupeTicket *b;
      TroupePersona *helper = TROUPE_PERSONA (troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, "helper"));
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) run_error = NULL;

      if (i == CYCLE)
        rows[0].depends_on = "B";
      if (i == CYCLE)
        rows[1].depends_on = "A";
      if (i == UNKNOWN_DEPENDENCY)
        rows[1].depends_on = "X";
      if (i == DUPLICATE)
        rows[1].id = "A";

      show_set_up (&show, fixture, rows, G_N_ELEMENTS (rows));
      b = troupe_track_find_ticket (show.track, "B");

      if (i == TICKET_PERSONA)
        troupe_ticket_set_persona_id (b, "nobody");
      if (i == TIER_PERSONA)
        troupe_track_set_tier_persona_id (show.track, TROUPE_TIER_QA, "nobody");
      if (i == NO_PERSONA)
        troupe_conductor_set_last_resort (show.conductor, "ghost");
      if (i == TWO_CLAIMS)
        {
          g_autoptr(TroupeAiSettings) nothing = troupe_ai_settings_new ();

          troupe_persona_set_tier_settings (engine_fixture_add_persona (fixture, "one"), TROUPE_TIER_WORKER, nothing);
          troupe_persona_set_tier_settings (engine_fixture_add_persona (fixture, "two"), TROUPE_TIER_WORKER, nothing);
        }
      if (i == PRESET)
        troupe_ai_settings_set_string (troupe_ticket_get_overrides (b), TROUPE_FIELD_PROMPT_PRESET_ID, "gone");
      if (i == BIAS)
        troupe_ai_settings_set_string (troupe_persona_get_settings (helper), TROUPE_FIELD_BIAS_PROFILE_ID, "gone");
      if (i == NO_MODEL)
        troupe_ai_settings_set_string (troupe_run_get_session (show.run), TROUPE_FIELD_PROVIDER, "rehearsal");
      if (i == PROVIDER)
        {
          troupe_ai_settings_set_string (troupe_run_get_session (show.run), TROUPE_FIELD_PROVIDER, "nowhere");
          set_models (troupe_run_get_session (show.run), "m");
        }
      if (i == OUTSIDE)
        troupe_ticket_set_context_files (b, outside);
      if (i == CHANGED)
        {
          g_autoptr(TroupeTrack) other = create_track (diamond, 4);

          troupe_definition_assign (TROUPE_DEFINITION (show.track), TROUPE_DEFINITION (other));
        }

      if (cases[i].message == NULL)
        {
          g_assert_true (troupe_conductor_check (show.conductor, &error));
          g_assert_no_error (error);
          g_assert_true (show_perform (&show, NULL));
        }
      else
        {
          g_assert_false (troupe_conductor_check (show.conductor, &error));
          g_assert_error (error, cases[i].domain (), cases[i].code);
          g_assert_cmpstr (error->message, ==, cases[i].message);

          /* A run says the same, and asks nobody. */
          g_assert_false (show_perform (&show, &run_error));
          g_assert_error (run_error, cases[i].domain (), cases[i].code);
          g_assert_cmpstr (run_error->message, ==, error->message);
          g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 0);
          assert_refusal_is_told (fixture, error->message);
          g_assert_cmpint (troupe_run_get_state (show.run), ==, TROUPE_RUN_STATE_FAILED);
          g_assert_cmpstr (troupe_run_get_reason (show.run), ==, error->message);
        }

      if (i == TWO_CLAIMS)
        {
          troupe_fake_catalog_remove (fixture->catalog, TROUPE_KIND_PERSONA, "one");
          troupe_fake_catalog_remove (fixture->catalog, TROUPE_KIND_PERSONA, "two");
        }
      troupe_ai_settings_unset_all (troupe_persona_get_settings (helper));
      show_tear_down (&show);
    }
}

static void
test_busy (EngineFixture *fixture,
           gconstpointer  data)
{
  Show show;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  show_set_up (&show, fixture, diamond, 1);
  show_start (&show);
  troupe_conductor_run_async (show.conductor, NULL, result_cb, &second);
  result = wait_result (&second);
  g_assert_false (troupe_conductor_run_finish (show.conductor, result, &error));
  g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_BUSY);
  g_assert_true (show_finish (&show, NULL));
  g_clear_object (&result);
  show_tear_down (&show);
}

/* A persona that goes while a run goes is missed when its ticket's turn comes. */
static void
remove_cb (TroupeConductor *conductor,
           JsonNode        *event,
           EngineFixture   *fixture)
{
  if (g_strcmp0 (peek_text (event, "event"), "usage") == 0 && g_strcmp0 (peek_text (event, "ticket"), "A") == 0)
    troupe_fake_catalog_remove (fixture->catalog, TROUPE_KIND_PERSONA, "guest");
}

static void
test_persona_goes (EngineFixture *fixture,
                   gconstpointer  data)
{
  static const TicketRow rows[] = { { "A" }, { "B", "A" }, { "C", "A" } };
  Show show;
  TroupeMessage *answer;

  engine_fixture_add_persona (fixture, "guest");
  show_set_up (&show, fixture, rows, G_N_ELEMENTS (rows));
  troupe_ticket_set_persona_id (troupe_track_find_ticket (show.track, "B"), "guest");
  g_signal_connect (show.conductor, "event", G_CALLBACK (remove_cb), fixture);
  g_assert_false (show_perform (&show, NULL));

  assert_states (&show, "A:completed B:failed C:completed");
  g_assert_cmpstr (get_reason (&show, "B"), ==, "Ticket B names the persona “guest”, which does not exist; make it, or name another one.");
  answer = troupe_attempt_get_answer (troupe_run_ticket_get_attempt (troupe_run_find_ticket (show.run, "B")));
  g_assert_cmpstr (troupe_message_get_error (answer), ==, get_reason (&show, "B"));
  show_tear_down (&show);
}

/* Long chains and wide fans: were anything to recurse or to be quadratic, this would not come back in time. */
static void
test_many (EngineFixture *fixture,
           gconstpointer  data)
{
  enum { CHAIN, FAN, FAILED_CHAIN, N_SHAPES };
  const guint n_tickets = 500;

  for (int shape = 0; shape < N_SHAPES; shape++)
    {
      g_autofree TicketRow *rows = g_new0 (TicketRow, n_tickets);
      g_autoptr(GStringChunk) ids = g_string_chunk_new (4096);
      Show show;
      gboolean ok;

      for (guint i = 0; i < n_tickets; i++)
        {
          g_autofree char *id = g_strdup_printf ("T%u", i);

          rows[i].id = g_string_chunk_insert (ids, id);
          if (i > 0)
            rows[i].depends_on = rows[shape == FAN ? 0 : i - 1].id;
        }
      if (shape == FAILED_CHAIN)
        troupe_fake_provider_push (fixture->fake, "refuse key");

      show_set_up (&show, fixture, rows, n_tickets);
      ok = show_perform (&show, NULL);
      g_assert_cmpint (ok, ==, shape != FAILED_CHAIN);
      g_assert_cmpuint (troupe_run_get_n_finished (show.run), ==, n_tickets);
      show_tear_down (&show);
      g_ptr_array_set_size (troupe_test_recorder_get_events (fixture->recorder), 0);
    }
}

/* What happened to one ticket, with its text as one piece: pieces go by the clock. */
static void
describe_ticket (GString    *text,
                 GPtrArray  *events,
                 const char *id)
{
  g_autoptr(GString) said = g_string_new (NULL);

  for (guint i = 0; i < events->len; i++)
    {
      JsonNode *event = g_ptr_array_index (events, i);
      g_autofree char *line = NULL;

      if (g_strcmp0 (peek_text (event, "ticket"), id) != 0)
        continue;

      if (g_strcmp0 (peek_text (event, "event"), "text") == 0)
        {
          g_string_append (said, peek_text (event, "text"));
          continue;
        }

      normalise (event);
      line = troupe_json_write (event, FALSE, NULL);
      g_string_append_printf (text, "%s\n", line);
    }

  g_string_append_printf (text, "%s\n", said->str);
}

/* The graph of the example track */
static const TicketRow example[] = {
  { "DATA", NULL, TROUPE_PRIORITY_HIGH },
  { "READ", "DATA", TROUPE_PRIORITY_NORMAL },
  { "COMMAND", "READ", TROUPE_PRIORITY_NORMAL },
  { "TESTS", "READ", TROUPE_PRIORITY_NORMAL },
  { "README", "COMMAND", TROUPE_PRIORITY_LOW },
  { "REVIEW", "COMMAND TESTS README", TROUPE_PRIORITY_NORMAL },
};

static char *
rehearse (EngineFixture *fixture,
          guint          n_jobs)
{
  Show show;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  GPtrArray *events = troupe_test_recorder_get_events (fixture->recorder);

  g_ptr_array_set_size (events, 0);
  show_set_up (&show, fixture, example, G_N_ELEMENTS (example));
  troupe_conductor_set_n_jobs (show.conductor, n_jobs);
  troupe_ai_settings_set_string (troupe_run_get_session (show.run), TROUPE_FIELD_PROVIDER, "rehearsal");
  set_models (troupe_run_get_session (show.run), "rehearsal-fast");
  show_perform (&show, &error);
  g_assert_no_error (error);
  assert_states (&show, "DATA:completed READ:completed COMMAND:completed TESTS:completed README:completed "
                        "REVIEW:completed");

  for (guint i = 0; i < G_N_ELEMENTS (example); i++)
    describe_ticket (text, events, example[i].id);
  show_tear_down (&show);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_rehearsals (EngineFixture *fixture,
                 gconstpointer  data)
{
  g_autofree char *first = rehearse (fixture, 1);
  g_autofree char *second = rehearse (fixture, 4);

  g_assert_nonnull (strstr (first, "This is a rehearsal"));
  g_assert_cmpstr (first, ==, second);
}

static void
set_restored (Show              *show,
              const char        *id,
              TroupeTicketState  state,
              TroupeAttemptState attempt_state,
              const char        *text)
{
  TroupeRunTicket *ticket = troupe_run_find_ticket (show->run, id);

  troupe_run_ticket_set_state (ticket, state);
  if (text != NULL)
    {
      g_autoptr(TroupeAttempt) attempt = troupe_attempt_new (1, TROUPE_TIER_WORKER);

      troupe_attempt_set_state (attempt, attempt_state);
      troupe_message_append_text (troupe_attempt_get_answer (attempt), text, -1);
      troupe_message_set_complete (troupe_attempt_get_answer (attempt), attempt_state == TROUPE_ATTEMPT_STATE_COMPLETED);
      troupe_run_ticket_add_attempt (ticket, attempt);
    }
}

/* As the ledger reads back a run that was cut off: A was completed, C was being done, X failed and Y was not blocked yet. */
static void
test_resumed (EngineFixture *fixture,
              gconstpointer  data)
{
  static const TicketRow rows[] = {
    { "D", "B C", TROUPE_PRIORITY_NORMAL },
    { "A", NULL, TROUPE_PRIORITY_NORMAL },
    { "B", "A", TROUPE_PRIORITY_LOW },
    { "C", "A", TROUPE_PRIORITY_HIGH },
    { "X", NULL, TROUPE_PRIORITY_NORMAL },
    { "Y", "X", TROUPE_PRIORITY_NORMAL },
  };
  GPtrArray *events = troupe_test_recorder_get_events (fixture->recorder);
  g_autofree char *starts = NULL;
  g_autoptr(GError) error = NULL;
  Show show;

  show_set_up (&show, fixture, rows, G_N_ELEMENTS (rows));
  set_restored (&show, "A", TROUPE_TICKET_STATE_COMPLETED, TROUPE_ATTEMPT_STATE_COMPLETED, "the result of A");
  set_restored (&show, "C", TROUPE_TICKET_STATE_TODO, TROUPE_ATTEMPT_STATE_INTERRUPTED, "half");
  set_restored (&show, "X", TROUPE_TICKET_STATE_FAILED, TROUPE_ATTEMPT_STATE_FAILED, "");
  troupe_conductor_set_n_jobs (show.conductor, 1);
  g_assert_false (show_perform (&show, &error));
  g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED);

  starts = describe_starts (fixture);
  g_assert_cmpstr (starts, ==, "C B D");
  assert_states (&show, "D:completed A:completed B:completed C:completed X:failed Y:blocked");
  g_assert_true (json_node_get_boolean (peek_member (g_ptr_array_index (events, 0), "resumed")));
  g_assert_cmpuint (troupe_attempt_get_number (troupe_run_ticket_get_attempt (troupe_run_find_ticket (show.run, "C"))), ==, 2);
  g_assert_cmpuint (troupe_attempt_get_number (troupe_run_ticket_get_attempt (troupe_run_find_ticket (show.run, "A"))), ==, 1);

  /* The result from before reaches those that wait for it. */
  g_assert_nonnull (strstr (troupe_request_get_text (troupe_fake_provider_get_request (fixture->fake, 0), 0),
                            "## A\n\nthe result of A"));
  show_tear_down (&show);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/engine/conductor/" name, EngineFixture, NULL, engine_fixture_set_up, func, engine_fixture_tear_down)

  ADD ("starts-by-dependency-then-priority-then-order", test_order);
  ADD ("results-reach-those-that-depend-on-them", test_results);
  ADD ("performs-so-many-at-once-and-no-more", test_limit);
  ADD ("failure-blocks-what-waits-and-nothing-else", test_failure);
  ADD ("an-answer-that-is-none-is-no-result", test_bad_answers);
  ADD ("cancel-at-any-moment-leaves-states-cancelled", test_cancel);
  ADD ("an-empty-track-is-completed", test_empty);
  ADD ("events-have-every-member", test_events);
  ADD ("records-then-shows-then-tells", test_recorded_first);
  ADD ("what-was-cut-off-is-gone-on-with", test_resumed);
  ADD ("text-comes-in-batches-and-whole", test_batches);
  ADD ("check-names-what-is-wrong-before-the-start", test_check);
  ADD ("a-second-start-is-refused", test_busy);
  ADD ("a-persona-that-goes-fails-its-ticket", test_persona_goes);
  ADD ("many-tickets-neither-recurse-nor-stall", test_many);
  ADD ("two-rehearsals-are-equal", test_rehearsals);

  return g_test_run ();
}
