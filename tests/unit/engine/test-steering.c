/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-clock.h"
#include "troupe-engine-fixture.h"
#include "troupe-enum-types.h"
#include "troupe-tool-preset.h"

/* A run that is steered while it goes */
typedef struct
{
  EngineFixture   *fixture;
  TroupeTrack     *track;
  TroupeRun       *run;
  TroupeConductor *conductor;
  GCancellable    *cancellable;
  GAsyncResult    *result;
} Scene;

static GString *waits;

static guint
note_wait (guint    wait_ms,
           gpointer user_data)
{
  g_string_append_printf (waits, "%s%u", waits->len > 0 ? " " : "", wait_ms / 1000);

  return 0;
}

static guint
wait_long (guint    wait_ms,
           gpointer user_data)
{
  return 3600 * 1000;
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE));
}

static void
scene_set_up_run (Scene         *scene,
                  EngineFixture *fixture,
                  TroupeTrack   *track,
                  TroupeRun     *run)
{
  g_autoptr(GFile) project = g_file_new_for_path (g_get_tmp_dir ());

  *scene = (Scene) { .fixture = fixture, .track = track, .run = run };
  scene->conductor = troupe_conductor_new (TROUPE_CATALOG (fixture->catalog), fixture->providers,
                                           TROUPE_RECORDER (fixture->recorder), run, project);
  scene->cancellable = g_cancellable_new ();
  troupe_conductor_set_last_resort (scene->conductor, "helper");
}

static void
scene_set_up (Scene           *scene,
              EngineFixture   *fixture,
              const TicketRow *rows,
              guint            n_rows)
{
  TroupeTrack *track = create_track (rows, n_rows);

  scene_set_up_run (scene, fixture, track, troupe_run_new (track));
}

static void
scene_start (Scene *scene)
{
  troupe_conductor_run_async (scene->conductor, scene->cancellable, result_cb, &scene->result);
  settle ();
}

static gboolean
scene_finish (Scene   *scene,
              GError **error)
{
  g_autoptr(GAsyncResult) result = wait_result (&scene->result);

  return troupe_conductor_run_finish (scene->conductor, result, error);
}

static void
scene_tear_down (Scene *scene)
{
  g_assert_finalize_object (scene->conductor);
  g_assert_finalize_object (scene->run);
  g_assert_finalize_object (scene->track);
  g_assert_finalize_object (scene->cancellable);
}

static TroupeRunTicket *
find (Scene      *scene,
      const char *id)
{
  return troupe_run_find_ticket (scene->run, id);
}

static char *
describe_states (Scene *scene)
{
  GListModel *tickets = troupe_run_list_tickets (scene->run);
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

/* What was decided shows once it is written down. */
static void
assert_states (Scene      *scene,
               const char *expected)
{
  g_autofree char *text = describe_states (scene);

  for (guint i = 0; i < 100 && !g_str_equal (text, expected); i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_free (text);
      text = describe_states (scene);
    }

  g_assert_cmpstr (text, ==, expected);
}

static guint
count_events (Scene      *scene,
              const char *name)
{
  GPtrArray *events = troupe_test_recorder_get_events (scene->fixture->recorder);
  guint n_events = 0;

  for (guint i = 0; i < events->len; i++)
    {
      if (g_strcmp0 (peek_text (events->pdata[i], "event"), name) == 0)
        n_events++;
    }

  return n_events;
}

/* It shows once it is written down. */
static void
wait_run_state (Scene          *scene,
                TroupeRunState  state)
{
  for (guint i = 0; i < 1000 && troupe_run_get_state (scene->run) != state; i++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (troupe_run_get_state (scene->run), ==, state);
}

static const TicketRow chain[] = { { "A" }, { "B", "A" }, { "C", "B" } };

/* What was asked comes to its end, and nothing is asked after that. */
static void
test_pause (EngineFixture *fixture,
            gconstpointer  data)
{
  Scene scene;

  troupe_fake_provider_push (fixture->fake, "say half | hold | say whole");
  scene_set_up (&scene, fixture, chain, G_N_ELEMENTS (chain));
  scene_start (&scene);
  troupe_fake_provider_wait_held (fixture->fake, 1);

  troupe_conductor_pause (scene.conductor, "Lunch.");
  g_assert_true (troupe_conductor_get_is_paused (scene.conductor));
  wait_run_state (&scene, TROUPE_RUN_STATE_PAUSED);
  g_assert_cmpstr (troupe_run_get_reason (scene.run), ==, "Lunch.");
  troupe_fake_provider_release (fixture->fake);
  settle ();
  assert_states (&scene, "A:completed B:ready C:todo");
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 1);

  troupe_conductor_resume (scene.conductor);
  wait_run_state (&scene, TROUPE_RUN_STATE_RUNNING);
  g_assert_null (troupe_run_get_reason (scene.run));
  g_assert_true (scene_finish (&scene, NULL));
  assert_states (&scene, "A:completed B:completed C:completed");
  g_assert_cmpuint (count_events (&scene, "run-state"), ==, 2);
  scene_tear_down (&scene);
}

static void
test_step_tickets (EngineFixture *fixture,
                   gconstpointer  data)
{
  Scene scene;

  scene_set_up (&scene, fixture, chain, G_N_ELEMENTS (chain));
  troupe_conductor_pause (scene.conductor, NULL);
  scene_start (&scene);
  assert_states (&scene, "A:ready B:todo C:todo");

  troupe_conductor_step (scene.conductor, TROUPE_STEP_TICKET);
  settle ();
  assert_states (&scene, "A:completed B:ready C:todo");
  troupe_conductor_step (scene.conductor, TROUPE_STEP_TICKET);
  settle ();
  assert_states (&scene, "A:completed B:completed C:ready");
  troupe_conductor_step (scene.conductor, TROUPE_STEP_TICKET);
  g_assert_true (scene_finish (&scene, NULL));
  g_assert_cmpint (troupe_run_get_state (scene.run), ==, TROUPE_RUN_STATE_COMPLETED);
  scene_tear_down (&scene);
}

#define READ(name) "call read_file {\"path\":\"" name "\"}"

static void
add_tools (Scene *scene)
{
  TroupeToolPreset *preset = troupe_tool_preset_new ("reader");
  TroupePersona *persona = TROUPE_PERSONA (troupe_catalog_lookup (TROUPE_CATALOG (scene->fixture->catalog),
                                                                  TROUPE_KIND_PERSONA, "helper"));

  troupe_tool_preset_set_permission (preset, "files", "*", TROUPE_PERMISSION_AUTO);
  troupe_fake_catalog_take (scene->fixture->catalog, preset);
  troupe_ai_settings_set_string (troupe_persona_get_settings (persona), TROUPE_FIELD_TOOL_PRESET_ID, "reader");
}

/* One model call after the other, and one tool call after the other */
static void
test_step_calls (EngineFixture *fixture,
                 gconstpointer  data)
{
  Scene scene;

  troupe_fake_provider_push (fixture->fake, "say I look. | " READ ("a.txt") " | " READ ("b.txt"));
  troupe_fake_provider_push (fixture->fake, "say Done.");
  scene_set_up (&scene, fixture, chain, 1);
  add_tools (&scene);
  troupe_conductor_pause (scene.conductor, NULL);
  scene_start (&scene);

  troupe_conductor_step (scene.conductor, TROUPE_STEP_MODEL);
  settle ();
  assert_states (&scene, "A:running");
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 1);
  g_assert_cmpuint (count_events (&scene, "usage"), ==, 1);
  g_assert_cmpuint (count_events (&scene, "tool-call"), ==, 0);

  troupe_conductor_step (scene.conductor, TROUPE_STEP_TOOL);
  for (guint i = 0; i < 50; i++)
    {
      g_usleep (1000);
      settle ();
    }
  g_assert_cmpuint (count_events (&scene, "tool-call"), ==, 1);
  g_assert_cmpuint (count_events (&scene, "tool-result"), ==, 1);

  /* To the next model call, through what is left of the tools */
  troupe_conductor_step (scene.conductor, TROUPE_STEP_MODEL);
  g_assert_true (scene_finish (&scene, NULL));
  g_assert_cmpuint (count_events (&scene, "tool-result"), ==, 2);
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 2);
  scene_tear_down (&scene);
}

static void
test_stop_while_held (EngineFixture *fixture,
                      gconstpointer  data)
{
  Scene scene;
  g_autoptr(GError) error = NULL;

  troupe_fake_provider_push (fixture->fake, "say I look. | " READ ("a.txt"));
  scene_set_up (&scene, fixture, chain, 2);
  add_tools (&scene);
  troupe_conductor_pause (scene.conductor, NULL);
  scene_start (&scene);
  troupe_conductor_step (scene.conductor, TROUPE_STEP_MODEL);
  settle ();

  g_cancellable_cancel (scene.cancellable);
  g_assert_false (scene_finish (&scene, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_states (&scene, "A:cancelled B:cancelled");
  scene_tear_down (&scene);
}

/* What was learnt goes with the next attempt, whoever makes it, and what waited goes on. */
static void
test_retry (EngineFixture *fixture,
            gconstpointer  data)
{
  Scene scene;
  TroupeRequest *request;
  TroupeAttempt *attempt;

  engine_fixture_add_persona (fixture, "guest");
  troupe_fake_provider_push (fixture->fake, "say The lid is stuck. | fail cut");
  scene_set_up (&scene, fixture, chain, G_N_ELEMENTS (chain));
  scene_start (&scene);
  g_assert_false (scene_finish (&scene, NULL));
  assert_states (&scene, "A:failed B:blocked C:blocked");

  g_assert_true (troupe_conductor_retry_ticket (scene.conductor, find (&scene, "A"), "guest", NULL));
  scene_start (&scene);
  g_assert_true (scene_finish (&scene, NULL));
  assert_states (&scene, "A:completed B:completed C:completed");

  attempt = troupe_run_ticket_get_attempt (find (&scene, "A"));
  g_assert_cmpuint (troupe_attempt_get_number (attempt), ==, 2);
  g_assert_cmpstr (troupe_message_get_persona_id (troupe_attempt_get_answer (attempt)), ==, "guest");
  request = troupe_fake_provider_get_request (fixture->fake, 1);
  g_assert_cmpstr (troupe_request_get_text (request, 0), ==,
                   "# A\n\n# Earlier attempts at this ticket\n\n## Attempt 1\n\nThe lid is stuck.\n"
                   "(It was not accepted: The fake provider met cut; mend the script.)");
  scene_tear_down (&scene);
}

/* While the others go on, too */
static void
test_retry_in_run (EngineFixture *fixture,
                   gconstpointer  data)
{
  static const TicketRow rows[] = { { "A" }, { "B", "A" }, { "C" } };
  Scene scene;

  troupe_fake_provider_push (fixture->fake, "fail cut");
  troupe_fake_provider_push (fixture->fake, "hold | say C.");
  scene_set_up (&scene, fixture, rows, G_N_ELEMENTS (rows));
  scene_start (&scene);
  troupe_fake_provider_wait_held (fixture->fake, 1);
  settle ();
  assert_states (&scene, "A:failed B:blocked C:running");

  g_assert_false (troupe_conductor_retry_ticket (scene.conductor, find (&scene, "C"), NULL, NULL));
  g_assert_true (troupe_conductor_retry_ticket (scene.conductor, find (&scene, "A"), NULL, NULL));
  settle ();
  assert_states (&scene, "A:completed B:completed C:running");
  troupe_fake_provider_release (fixture->fake);
  g_assert_true (scene_finish (&scene, NULL));
  scene_tear_down (&scene);
}

static void
test_cancel_skip_restore (EngineFixture *fixture,
                          gconstpointer  data)
{
  static const TicketRow rows[] = { { "A" }, { "B", "A" }, { "C", "B" }, { "D" }, { "E", "D" } };
  Scene scene;
  g_autoptr(GError) error = NULL;

  troupe_fake_provider_push (fixture->fake, "hold | say A.");
  scene_set_up (&scene, fixture, rows, G_N_ELEMENTS (rows));
  troupe_conductor_set_n_jobs (scene.conductor, 1);
  scene_start (&scene);
  troupe_fake_provider_wait_held (fixture->fake, 1);

  troupe_conductor_cancel_ticket (scene.conductor, find (&scene, "B"));
  assert_states (&scene, "A:running B:cancelled C:cancelled D:ready E:todo");
  troupe_conductor_restore_ticket (scene.conductor, find (&scene, "B"));
  assert_states (&scene, "A:running B:todo C:todo D:ready E:todo");
  troupe_conductor_skip_ticket (scene.conductor, find (&scene, "D"));
  assert_states (&scene, "A:running B:todo C:todo D:skipped E:ready");
  troupe_conductor_cancel_ticket (scene.conductor, find (&scene, "A"));
  assert_states (&scene, "A:cancelled B:cancelled C:cancelled D:skipped E:ready");

  g_assert_false (scene_finish (&scene, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_states (&scene, "A:cancelled B:cancelled C:cancelled D:skipped E:completed");

  /* What was cancelled goes on where the run is begun again, and nothing that is completed is done twice. */
  troupe_conductor_restore_ticket (scene.conductor, find (&scene, "A"));
  assert_states (&scene, "A:todo B:todo C:todo D:skipped E:completed");
  scene_start (&scene);
  g_assert_true (scene_finish (&scene, NULL));
  assert_states (&scene, "A:completed B:completed C:completed D:skipped E:completed");
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 5);
  scene_tear_down (&scene);
}

/* A run that was read back: what is completed stays, and others build on it. */
static void
test_restored (EngineFixture *fixture,
               gconstpointer  data)
{
  TroupeTrack *track = create_track (chain, G_N_ELEMENTS (chain));
  TroupeRun *run = troupe_run_new (track);
  g_autoptr(TroupeAttempt) whole = troupe_attempt_new (1, TROUPE_TIER_WORKER);
  g_autoptr(TroupeAttempt) cut = troupe_attempt_new (1, TROUPE_TIER_WORKER);
  Scene scene;
  TroupeRequest *request;

  troupe_message_append_text (troupe_attempt_get_answer (whole), "Alpha.", -1);
  troupe_attempt_set_state (whole, TROUPE_ATTEMPT_STATE_COMPLETED);
  troupe_run_ticket_add_attempt (troupe_run_find_ticket (run, "A"), whole);
  troupe_run_ticket_set_state (troupe_run_find_ticket (run, "A"), TROUPE_TICKET_STATE_COMPLETED);
  troupe_attempt_set_state (cut, TROUPE_ATTEMPT_STATE_INTERRUPTED);
  troupe_run_ticket_add_attempt (troupe_run_find_ticket (run, "B"), cut);
  troupe_run_ticket_set_state (troupe_run_find_ticket (run, "B"), TROUPE_TICKET_STATE_RUNNING);

  scene_set_up_run (&scene, fixture, track, run);
  troupe_conductor_pause (scene.conductor, "It was cut off.");
  scene_start (&scene);
  assert_states (&scene, "A:completed B:ready C:todo");
  g_assert_cmpint (troupe_run_get_state (run), ==, TROUPE_RUN_STATE_PAUSED);
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 0);

  troupe_conductor_resume (scene.conductor);
  g_assert_true (scene_finish (&scene, NULL));
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 2);
  request = troupe_fake_provider_get_request (fixture->fake, 0);
  g_assert_nonnull (strstr (troupe_request_get_text (request, 0), "Alpha."));
  g_assert_cmpuint (troupe_attempt_get_number (troupe_run_ticket_get_attempt (find (&scene, "B"))), ==, 2);
  g_assert_cmpuint (troupe_attempt_get_number (troupe_run_ticket_get_attempt (find (&scene, "A"))), ==, 1);
  scene_tear_down (&scene);
}

static const char *
find_event_line (Scene      *scene,
                 const char *ticket_id,
                 guint       nth)
{
  GPtrArray *events = troupe_test_recorder_get_events (scene->fixture->recorder);

  for (guint i = 0; i < events->len; i++)
    {
      if (g_strcmp0 (peek_text (events->pdata[i], "event"), "worker-started") == 0 &&
          g_strcmp0 (peek_text (events->pdata[i], "ticket"), ticket_id) == 0 && nth-- == 0)
        return peek_text (events->pdata[i], "line");
    }

  return "";
}

/* A ticket is cast anew at each attempt, and an attempt goes on as it began. */
static void
test_recast (EngineFixture *fixture,
             gconstpointer  data)
{
  Scene scene;
  TroupeAttempt *attempt;
  g_autofree char *outlook = NULL;

  engine_fixture_add_persona (fixture, "guest");
  troupe_fake_provider_push (fixture->fake, "hold | fail cut");
  scene_set_up (&scene, fixture, chain, 2);
  scene_start (&scene);
  troupe_fake_provider_wait_held (fixture->fake, 1);

  g_assert_true (troupe_conductor_recast_ticket (scene.conductor, find (&scene, "A"), "temperature=0.25", NULL));
  g_assert_true (troupe_conductor_recast_ticket (scene.conductor, find (&scene, "B"), "persona_id=guest", NULL));
  g_assert_true (troupe_conductor_recast_ticket (scene.conductor, find (&scene, "B"), "persona_id=guest", NULL));
  /* What counts already shows once it is written down. */
  outlook = troupe_conductor_dup_outlook (scene.conductor, find (&scene, "A"));
  g_assert_nonnull (strstr (outlook, "temperature 0.25 (ticket:A)"));
  g_assert_cmpuint (count_events (&scene, "recast"), ==, 2);
  g_assert_null (troupe_ticket_get_persona_id (troupe_run_ticket_get_ticket (find (&scene, "B"))));
  g_assert_null (troupe_run_ticket_get_persona (find (&scene, "B")));
  settle ();
  g_assert_cmpstr (troupe_definition_get_id (TROUPE_DEFINITION (troupe_run_ticket_get_persona (find (&scene, "B")))), ==, "guest");
  g_assert_cmpstr (troupe_definition_get_id (TROUPE_DEFINITION (troupe_run_ticket_get_persona (find (&scene, "A")))), ==, "helper");
  troupe_fake_provider_release (fixture->fake);
  g_assert_false (scene_finish (&scene, NULL));
  g_assert_cmpuint (count_events (&scene, "recast"), ==, 2);

  g_assert_true (troupe_conductor_retry_ticket (scene.conductor, find (&scene, "A"), NULL, NULL));
  scene_start (&scene);
  g_assert_true (scene_finish (&scene, NULL));
  attempt = troupe_run_ticket_get_attempt (find (&scene, "B"));
  g_assert_cmpstr (troupe_message_get_persona_id (troupe_attempt_get_answer (attempt)), ==, "guest");
  g_assert_null (strstr (find_event_line (&scene, "A", 0), "0.25"));
  g_assert_nonnull (strstr (find_event_line (&scene, "A", 1), "temperature 0.25 (ticket:A)"));
  g_assert_nonnull (strstr (find_event_line (&scene, "B", 0), "persona guest"));
  scene_tear_down (&scene);
}

/* What could not be performed afterwards is refused, and nothing is changed. */
static void
test_recast_refused (EngineFixture *fixture,
                     gconstpointer  data)
{
  static const struct { const char *assignment; const char *words; } cases[] = {
    { "persona_id=nobody", "nobody" },
    { "temperature=hot", "hot" },
    { "temperature=77", "77" },
    { "provider=nowhere", "No model" },
    { "colour=red", "colour" },
    { "temperature", "FIELD=VALUE" },
  };
  Scene scene;
  g_autoptr(TroupeTicket) before = NULL;

  scene_set_up (&scene, fixture, chain, 1);
  before = troupe_ticket_copy (troupe_run_ticket_get_ticket (find (&scene, "A")));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (troupe_conductor_recast_ticket (scene.conductor, find (&scene, "A"), cases[i].assignment, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_true (troupe_ticket_equal (before, troupe_run_ticket_get_ticket (find (&scene, "A"))));
    }
  g_assert_cmpuint (count_events (&scene, "recast"), ==, 0);

  /* Nothing behind the equals sign takes back what the ticket says for itself. */
  g_assert_true (troupe_conductor_recast_ticket (scene.conductor, find (&scene, "A"), "temperature=omit", NULL));
  g_assert_true (troupe_conductor_recast_ticket (scene.conductor, find (&scene, "A"), "temperature=", NULL));
  settle ();
  g_assert_cmpuint (count_events (&scene, "recast"), ==, 2);
  g_assert_true (troupe_ticket_equal (before, troupe_run_ticket_get_ticket (find (&scene, "A"))));
  settle ();
  scene_tear_down (&scene);
}

/* A server with too much to do is given time, and the list is begun again, but not for ever. */
static void
test_waits (EngineFixture *fixture,
            gconstpointer  data)
{
  static const struct
  {
    const char *scripts[8];
    const char *waits;
    const char *states;
  } cases[] = {
    { { "refuse rate" }, "1", "A:completed" },
    { { "refuse rate", "refuse overloaded" }, "1 2", "A:completed" },
    { { "refuse rate", "refuse rate", "refuse rate" }, "1 2", "A:failed" },
    { { "refuse key" }, "", "A:failed" },
    { { "refuse request" }, "", "A:failed" },
    { { "refuse refused" }, "", "A:failed" },
  };

  troupe_clock_set_wait_function (note_wait, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Scene scene;

      waits = g_string_new (NULL);
      for (guint j = 0; cases[i].scripts[j] != NULL; j++)
        troupe_fake_provider_push (fixture->fake, cases[i].scripts[j]);
      scene_set_up (&scene, fixture, chain, 1);
      scene_start (&scene);
      scene_finish (&scene, NULL);
      assert_states (&scene, cases[i].states);
      g_assert_cmpstr (waits->str, ==, cases[i].waits);
      scene_tear_down (&scene);
      g_string_free (waits, TRUE);
    }
  troupe_clock_set_wait_function (NULL, NULL);
}

static gint64 passed_us;

static gint64
get_own_us (gpointer user_data)
{
  return g_get_monotonic_time () + passed_us;
}

static guint
let_pass (guint    wait_ms,
          gpointer user_data)
{
  passed_us += G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;

  return 0;
}

/* How long an answer took is not how long a busy server was waited for before it was asked. */
static void
test_duration (EngineFixture *fixture,
               gconstpointer  data)
{
  GPtrArray *events = troupe_test_recorder_get_events (fixture->recorder);
  guint n_usages = 0;
  Scene scene;

  troupe_clock_set_functions (get_own_us, NULL, NULL);
  troupe_clock_set_wait_function (let_pass, NULL);
  troupe_fake_provider_push (fixture->fake, "refuse rate");
  troupe_fake_provider_push (fixture->fake, "refuse rate");
  scene_set_up (&scene, fixture, chain, 1);
  scene_start (&scene);
  g_assert_true (scene_finish (&scene, NULL));
  g_assert_cmpint (passed_us, ==, G_GINT64_CONSTANT (7200) * G_USEC_PER_SEC);
  for (guint i = 0; i < events->len; i++)
    {
      JsonNode *event = g_ptr_array_index (events, i);

      if (g_strcmp0 (peek_text (event, "event"), "usage") != 0)
        continue;
      n_usages++;
      g_assert_cmpint (json_node_get_int (peek_member (event, "duration_ms")), <, 3600 * 1000);
      g_assert_cmpint (json_node_get_int (peek_member (event, "first_token_ms")), <, 3600 * 1000);
    }
  g_assert_cmpuint (n_usages, ==, 1);
  troupe_clock_set_functions (NULL, NULL, NULL);
  troupe_clock_set_wait_function (NULL, NULL);
  scene_tear_down (&scene);
}

/* Long enough for what happened to show first */
static guint
wait_a_little (guint    wait_ms,
               gpointer user_data)
{
  return 100;
}

static void
pause_cb (TroupeConductor *conductor,
          JsonNode        *event,
          gpointer         user_data)
{
  if (g_strcmp0 (peek_text (event, "event"), "waiting") == 0)
    troupe_conductor_pause (conductor, NULL);
}

/* The time goes by, but nobody is asked after it. */
static void
test_pause_while_waiting (EngineFixture *fixture,
                          gconstpointer  data)
{
  Scene scene;

  troupe_clock_set_wait_function (wait_a_little, NULL);
  troupe_fake_provider_push (fixture->fake, "refuse rate");
  scene_set_up (&scene, fixture, chain, 1);
  g_signal_connect (scene.conductor, "event", G_CALLBACK (pause_cb), NULL);
  scene_start (&scene);
  g_usleep (150 * 1000);
  settle ();
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 1);
  assert_states (&scene, "A:running");

  troupe_conductor_resume (scene.conductor);
  g_assert_true (scene_finish (&scene, NULL));
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 2);
  g_assert_null (troupe_run_ticket_get_reason (find (&scene, "A")));
  troupe_clock_set_wait_function (NULL, NULL);
  scene_tear_down (&scene);
}

static void
test_stop_while_waiting (EngineFixture *fixture,
                         gconstpointer  data)
{
  Scene scene;

  troupe_clock_set_wait_function (wait_long, NULL);
  troupe_fake_provider_push (fixture->fake, "refuse rate");
  scene_set_up (&scene, fixture, chain, 1);
  scene_start (&scene);
  assert_states (&scene, "A:running");
  g_assert_true (g_str_has_prefix (troupe_run_ticket_get_reason (find (&scene, "A")), "Waiting for "));
  g_assert_cmpuint (count_events (&scene, "waiting"), ==, 1);

  g_cancellable_cancel (scene.cancellable);
  g_assert_false (scene_finish (&scene, NULL));
  assert_states (&scene, "A:cancelled");
  troupe_clock_set_wait_function (NULL, NULL);
  scene_tear_down (&scene);
}

static void
test_budget (EngineFixture *fixture,
             gconstpointer  data)
{
  Scene scene;

  scene_set_up (&scene, fixture, chain, G_N_ELEMENTS (chain));
  troupe_conductor_set_budget (scene.conductor, troupe_budget_new_from_text ("calls=1", NULL));
  scene_start (&scene);
  assert_states (&scene, "A:completed B:running C:todo");
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 1);
  g_assert_true (troupe_conductor_get_is_over_budget (scene.conductor));
  g_assert_cmpint (troupe_run_get_state (scene.run), ==, TROUPE_RUN_STATE_PAUSED);
  g_assert_nonnull (strstr (troupe_run_get_reason (scene.run), "1 model calls is used up"));

  troupe_conductor_resume (scene.conductor);
  settle ();
  assert_states (&scene, "A:completed B:completed C:running");
  troupe_conductor_resume (scene.conductor);
  g_assert_true (scene_finish (&scene, NULL));
  scene_tear_down (&scene);
}

static void
test_exact_model (EngineFixture *fixture,
                  gconstpointer  data)
{
  for (guint is_exact = 0; is_exact < 2; is_exact++)
    {
      Scene scene;
      g_autoptr(GError) error = NULL;

      troupe_fake_provider_push (fixture->fake, "served other | say Done.");
      scene_set_up (&scene, fixture, chain, 2);
      troupe_conductor_set_exact_model (scene.conductor, is_exact);
      scene_start (&scene);
      g_assert_true (scene_finish (&scene, &error) == !is_exact);
      assert_states (&scene, is_exact ? "A:failed B:blocked" : "A:completed B:completed");
      if (is_exact)
        g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY);
      scene_tear_down (&scene);
    }
}

static void
test_per_provider (EngineFixture *fixture,
                   gconstpointer  data)
{
  static const TicketRow rows[] = { { "A" }, { "B" }, { "C" }, { "D" }, { "E" } };
  g_autoptr(TroupeFakeProvider) other = troupe_fake_provider_new ("other");
  Scene scene;

  troupe_provider_set_add (fixture->providers, TROUPE_PROVIDER (other));
  for (guint i = 0; i < 3; i++)
    {
      troupe_fake_provider_push (fixture->fake, "hold | say Done.");
      troupe_fake_provider_push (other, "hold | say Done.");
    }
  scene_set_up (&scene, fixture, rows, G_N_ELEMENTS (rows));
  for (guint i = 3; i < 5; i++)
    {
      TroupeAiSettings *overrides = troupe_ticket_get_overrides (troupe_track_find_ticket (scene.track, rows[i].id));

      troupe_ai_settings_set_string (overrides, TROUPE_FIELD_PROVIDER, "other");
      troupe_ai_settings_apply_text (overrides, "preferred_models=other", NULL);
    }
  troupe_conductor_set_n_jobs_per_provider (scene.conductor, 1);
  scene_start (&scene);
  assert_states (&scene, "A:running B:ready C:ready D:running E:ready");
  troupe_fake_provider_wait_held (other, 1);
  troupe_fake_provider_release (other);
  settle ();
  assert_states (&scene, "A:running B:ready C:ready D:completed E:running");

  g_cancellable_cancel (scene.cancellable);
  g_assert_false (scene_finish (&scene, NULL));
  g_assert_cmpuint (troupe_fake_provider_get_n_active_max (fixture->fake), ==, 1);
  g_assert_cmpuint (troupe_fake_provider_get_n_active_max (other), ==, 1);
  scene_tear_down (&scene);
}

static gboolean
can_review (TroupeConductor *conductor,
            TroupeRunTicket *ticket,
            gpointer         user_data)
{
  return g_str_equal (troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket)), "A");
}

/* Takes the next of the verdicts: "ok", "error", or reasons. */
static void
review (TroupeConductor *conductor,
        TroupeRunTicket *ticket,
        GTask           *verdict,
        gpointer         user_data)
{
  const char ***next = user_data;
  const char *word = *(*next)++;

  g_assert_cmpint (troupe_run_ticket_get_state (ticket), ==, TROUPE_TICKET_STATE_REVIEW);
  if (g_str_equal (word, "error"))
    g_task_return_new_error (verdict, G_IO_ERROR, G_IO_ERROR_FAILED, "Nobody is there.");
  else
    g_task_return_pointer (verdict, g_str_equal (word, "ok") ? NULL : g_strdup (word), g_free);
  g_object_unref (verdict);
}

static void
test_review (EngineFixture *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *verdicts[4];
    guint       max_retries;
    const char *states;
    const char *reason;
    guint       n_attempts;
  } cases[] = {
    { { "ok" }, 1, "A:completed B:completed", NULL, 1 },
    { { "Too short.", "ok" }, 1, "A:completed B:completed", NULL, 2 },
    { { "Too short.", "Too long." }, 1, "A:failed B:blocked", "It was not accepted after 2 attempts: Too long.", 2 },
    { { "Too short." }, 0, "A:failed B:blocked", "It was not accepted after 1 attempt: Too short.", 1 },
    { { "error" }, 3, "A:failed B:blocked", "It could not be judged: Nobody is there.", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char **next = (const char **) cases[i].verdicts;
      guint n_before = troupe_fake_provider_get_n_requests (fixture->fake);
      TroupeRequest *last;
      Scene scene;

      scene_set_up (&scene, fixture, chain, 2);
      troupe_ticket_set_max_retries (troupe_track_find_ticket (scene.track, "A"), cases[i].max_retries);
      troupe_conductor_set_review_funcs (scene.conductor, can_review, review, &next);
      scene_start (&scene);
      scene_finish (&scene, NULL);
      assert_states (&scene, cases[i].states);
      g_assert_cmpstr (troupe_run_ticket_get_reason (find (&scene, "A")), ==, cases[i].reason);
      g_assert_cmpuint (g_list_model_get_n_items (troupe_run_ticket_list_attempts (find (&scene, "A"))), ==, cases[i].n_attempts);
      if (cases[i].n_attempts > 1)
        {
          last = troupe_fake_provider_get_request (fixture->fake, n_before + 1);
          g_assert_nonnull (strstr (troupe_request_get_text (last, 0), "(It was not accepted: Too short.)"));
        }
      scene_tear_down (&scene);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/engine/steering/" name, EngineFixture, NULL, engine_fixture_set_up, func, engine_fixture_tear_down)

  ADD ("pauses-after-the-call", test_pause);
  ADD ("steps-by-tickets", test_step_tickets);
  ADD ("steps-by-calls", test_step_calls);
  ADD ("stops-while-held", test_stop_while_held);
  ADD ("retries-with-what-was-learnt", test_retry);
  ADD ("retries-while-others-go-on", test_retry_in_run);
  ADD ("cancels-skips-and-restores", test_cancel_skip_restore);
  ADD ("goes-on-with-a-run-that-was-cut-off", test_restored);
  ADD ("casts-anew-at-each-attempt", test_recast);
  ADD ("refuses-what-could-not-be-performed", test_recast_refused);
  ADD ("waits-for-a-busy-server", test_waits);
  ADD ("pauses-while-waiting", test_pause_while_waiting);
  ADD ("stops-while-waiting", test_stop_while_waiting);
  ADD ("what-was-waited-for-is-not-how-long-an-answer-took", test_duration);

  ADD ("asks-when-the-budget-is-used-up", test_budget);
  ADD ("has-no-other-model-answer", test_exact_model);

  ADD ("asks-so-many-of-one-provider-and-no-more", test_per_provider);

  ADD ("goes-back-with-reasons-until-it-is-accepted", test_review);

  return g_test_run ();
}
