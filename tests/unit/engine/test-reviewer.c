/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-engine-fixture.h"
#include "troupe-enum-types.h"
#include "troupe-model-error.h"
#include "troupe-reviewer.h"

#define ACCEPT "call submit_verdict {\"verdict\":\"accept\"}"
#define REJECT "call submit_verdict {\"verdict\":\"reject\",\"reasons\":[\"Too short\",\"No example.\"]}"

static const TicketRow rows[] = { { "A", NULL }, { "B", "A" } };

/* A run of A and then B, of which “judge” judges all, unless a test has it otherwise. */
typedef struct
{
  EngineFixture    base;
  TroupePersona   *judge;        /* (unowned) */
  TroupeTrack     *track;
  TroupeRun       *run;
  TroupeConductor *conductor;
  GCancellable    *cancellable;
  GAsyncResult    *result;
} Scene;

static void
claim_tier (TroupePersona *persona,
            double         temperature)
{
  g_autoptr(TroupeAiSettings) values = troupe_ai_settings_new ();

  troupe_ai_settings_set_double (values, TROUPE_FIELD_TEMPERATURE, temperature);
  troupe_persona_set_tier_settings (persona, TROUPE_TIER_QA, values);
}

static void
scene_set_up (Scene         *scene,
              gconstpointer  data)
{
  TroupeTicket *ticket;

  engine_fixture_set_up (&scene->base, data);
  scene->judge = engine_fixture_add_persona (&scene->base, "judge");
  claim_tier (scene->judge, 0.5);
  scene->track = create_track (rows, G_N_ELEMENTS (rows));
  ticket = troupe_track_find_ticket (scene->track, "A");
  troupe_ticket_set_title (ticket, "Build");
  troupe_ticket_set_description (ticket, "Build the tower.");
  troupe_ticket_set_acceptance (ticket, "It stands.");
  troupe_ticket_set_verify (ticket, "make stand");
  troupe_ticket_set_max_retries (ticket, 1);
  scene->run = troupe_run_new (scene->track);
  scene->cancellable = g_cancellable_new ();
}

static void
scene_make (Scene *scene)
{
  scene->conductor = troupe_conductor_new (TROUPE_CATALOG (scene->base.catalog), scene->base.providers,
                                           TROUPE_RECORDER (scene->base.recorder), scene->run, NULL);
  troupe_conductor_set_last_resort (scene->conductor, "helper");
  troupe_conductor_set_review_funcs (scene->conductor, troupe_reviewer_can_review, troupe_reviewer_review, NULL);
}

static void
scene_tear_down (Scene         *scene,
                 gconstpointer  data)
{
  g_assert_finalize_object (scene->conductor);
  g_assert_finalize_object (scene->run);
  g_assert_finalize_object (scene->track);
  g_assert_finalize_object (scene->cancellable);
  engine_fixture_tear_down (&scene->base, data);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE));
}

static void
scene_start (Scene *scene)
{
  if (scene->conductor == NULL)
    scene_make (scene);
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

static gboolean
scene_perform (Scene   *scene,
               GError **error)
{
  scene_start (scene);
  return scene_finish (scene, error);
}

static void
push (Scene      *scene,
      const char *script)
{
  troupe_fake_provider_push (scene->base.fake, script);
}

static TroupeRunTicket *
find (Scene      *scene,
      const char *id)
{
  return troupe_run_find_ticket (scene->run, id);
}

static const char *
get_state (Scene      *scene,
           const char *id)
{
  return troupe_enum_get_nick (TROUPE_TYPE_TICKET_STATE, (int) troupe_run_ticket_get_state (find (scene, id)));
}

/* What is shown comes after what is decided. */
static void
wait_state (Scene      *scene,
            const char *id,
            const char *state)
{
  for (guint i = 0; i < 1000 && !g_str_equal (get_state (scene, id), state); i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (get_state (scene, id), ==, state);
}

static char *
describe_attempts (Scene      *scene,
                   const char *id)
{
  GListModel *attempts = troupe_run_ticket_list_attempts (find (scene, id));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (attempts); i++)
    {
      g_autoptr(TroupeAttempt) attempt = g_list_model_get_item (attempts, i);

      g_string_append_printf (text, "%s %u %s by %s; ",
                              troupe_enum_get_nick (TROUPE_TYPE_TIER, (int) troupe_attempt_get_tier (attempt)),
                              troupe_attempt_get_number (attempt),
                              troupe_enum_get_nick (TROUPE_TYPE_ATTEMPT_STATE, (int) troupe_attempt_get_state (attempt)),
                              troupe_message_get_persona_id (troupe_attempt_get_answer (attempt)));
    }

  return g_string_free (text, FALSE);
}

#define assert_attempts(scene, id, expected)                          \
  G_STMT_START                                                        \
    {                                                                 \
      g_autofree char *described = describe_attempts ((scene), (id)); \
      g_assert_cmpstr (described, ==, (expected));                    \
    }                                                                 \
  G_STMT_END

/* The states that a ticket went through, with what is said of them. */
static char *
describe_states (Scene      *scene,
                 const char *id)
{
  GPtrArray *events = troupe_test_recorder_get_events (scene->base.recorder);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < events->len; i++)
    {
      JsonNode *event = g_ptr_array_index (events, i);
      const char *reasons;

      if (g_strcmp0 (peek_text (event, "event"), "ticket-state") != 0 || g_strcmp0 (peek_text (event, "ticket"), id) != 0)
        continue;
      reasons = peek_member (event, "reasons") != NULL ? peek_text (event, "reasons") : NULL;
      g_string_append_printf (text, "%s%s%s%s; ", peek_text (event, "state"), reasons != NULL ? " (" : "",
                              reasons != NULL ? reasons : "", reasons != NULL ? ")" : "");
      if (peek_member (event, "attempt") != NULL)
        g_assert_cmpstr (peek_text (event, "tier"), ==, "worker");
    }

  return g_string_free (text, FALSE);
}

#define assert_told(scene, id, expected)                              \
  G_STMT_START                                                        \
    {                                                                 \
      g_autofree char *described = describe_states ((scene), (id));   \
      g_assert_cmpstr (described, ==, (expected));                    \
    }                                                                 \
  G_STMT_END

static TroupeRequest *
get_request (Scene *scene,
             guint  index)
{
  return troupe_fake_provider_get_request (scene->base.fake, index);
}

static void
assert_has (const char *text,
            const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("No “%s” in: %s", part, text);
}

static void
test_accepted (Scene         *scene,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  TroupeRequest *request;
  double temperature;

  push (scene, "say The tower.|usage 1,1");
  push (scene, "say It stands, I see.|" ACCEPT "|usage 10,2");
  push (scene, "say The flag.");
  push (scene, ACCEPT);
  g_assert_true (scene_perform (scene, &error));
  g_assert_no_error (error);
  assert_attempts (scene, "A", "worker 1 completed by helper; qa 1 completed by judge; ");
  assert_told (scene, "A", "ready; running; review; completed; ");
  g_assert_cmpstr (troupe_definition_get_id (TROUPE_DEFINITION (troupe_run_ticket_get_persona (find (scene, "A")))), ==, "helper");

  /* Whoever judges begins anew, plays its own part, and is told all that it takes. */
  request = get_request (scene, 1);
  g_assert_cmpint (troupe_request_get_tier (request), ==, TROUPE_TIER_QA);
  g_assert_cmpuint (troupe_request_get_n_messages (request), ==, 1);
  g_assert_cmpuint (troupe_request_get_n_tools (request), ==, 1);
  g_assert_true (troupe_request_has_tool (request, "submit_verdict"));
  temperature = troupe_ai_settings_get_double (troupe_request_get_parameters (request), TROUPE_FIELD_TEMPERATURE);
  g_assert_cmpfloat (temperature, ==, 0.5);
  assert_has (troupe_request_get_system (request), "You judge finished work");
  assert_has (troupe_request_get_text (request, 0), "# A: Build\n\nBuild the tower.");
  assert_has (troupe_request_get_text (request, 0), "# What makes it acceptable\n\nIt stands.");
  assert_has (troupe_request_get_text (request, 0), "```\nmake stand\n```\n(It was not run.");
  assert_has (troupe_request_get_text (request, 0), "# The result to judge\n\n```\nThe tower.\n```");
  g_assert_null (strstr (troupe_request_get_text (request, 0), "earlier attempts"));

  /* Others build on the work, and not on what was said of it. */
  request = get_request (scene, 2);
  assert_has (troupe_request_get_text (request, 0), "The tower.");
  g_assert_null (strstr (troupe_request_get_text (request, 0), "I see."));

  /* Where a ticket says nothing of it, what it asks for counts. */
  assert_has (troupe_request_get_text (get_request (scene, 3), 0), "Hold the result against what it asks for.");
  g_assert_null (strstr (troupe_request_get_text (get_request (scene, 3), 0), "was not run"));
}

/* Each event of a review is one of its tier, and begins with who judges, and who said so. */
static void
test_events (Scene         *scene,
             gconstpointer  data)
{
  GPtrArray *events = troupe_test_recorder_get_events (scene->base.recorder);
  g_autoptr(GString) told = g_string_new (NULL);

  push (scene, "say The tower.|usage 1,1");
  push (scene, "say I see.|" ACCEPT "|usage 10,2");
  push (scene, "say The flag.");
  push (scene, ACCEPT);
  g_assert_true (scene_perform (scene, NULL));

  for (guint i = 0; i < events->len; i++)
    {
      JsonNode *event = g_ptr_array_index (events, i);

      if (peek_member (event, "tier") == NULL || g_strcmp0 (peek_text (event, "tier"), "qa") != 0 ||
          g_strcmp0 (peek_text (event, "ticket"), "A") != 0)
        continue;
      g_string_append_printf (told, "%s ", peek_text (event, "event"));
      g_assert_cmpstr (peek_text (event, "persona_id"), ==, "judge");
      assert_json (peek_member (event, "attempt"), "1");
      if (g_strcmp0 (peek_text (event, "event"), "worker-started") == 0)
        g_assert_cmpstr (peek_text (event, "origins.persona_id"), ==, "tier:qa");
      if (g_strcmp0 (peek_text (event, "event"), "tool-call") == 0)
        assert_json (peek_member (event, "arguments"), "{\"verdict\":\"accept\"}");
      if (g_strcmp0 (peek_text (event, "event"), "usage") == 0)
        assert_json (peek_member (event, "usage.input"), "10");
    }
  g_assert_cmpstr (told->str, ==, "worker-started text usage tool-call tool-result ");
}

static void
test_goes_back (Scene         *scene,
                gconstpointer  data)
{
  push (scene, "say Half a tower.");
  push (scene, REJECT);
  push (scene, "say The tower.");
  push (scene, ACCEPT);
  push (scene, "say The flag.");
  push (scene, ACCEPT);
  g_assert_true (scene_perform (scene, NULL));
  assert_attempts (scene, "A", "worker 1 completed by helper; qa 1 completed by judge; "
                               "worker 2 completed by helper; qa 2 completed by judge; ");
  assert_told (scene, "A", "ready; running; review; ready (Too short. No example.); running; review; completed; ");

  assert_has (troupe_request_get_text (get_request (scene, 2), 0), "Half a tower.");
  assert_has (troupe_request_get_text (get_request (scene, 2), 0), "(It was not accepted: Too short. No example.)");
  assert_has (troupe_request_get_text (get_request (scene, 3), 0),
              "# What was said of earlier attempts\n\n## Attempt 1\n\nToo short. No example.\n");
  assert_has (troupe_request_get_text (get_request (scene, 3), 0), "# The result to judge\n\n```\nThe tower.\n```");
  assert_has (troupe_request_get_text (get_request (scene, 4), 0), "The tower.");
  g_assert_null (strstr (troupe_request_get_text (get_request (scene, 4), 0), "Half a tower."));
}

typedef struct
{
  const char *scripts[6];   /* for A; the first is its worker's */
  const char *state;        /* of A */
  const char *reason;       /* the beginning of it */
  const char *attempts;
} Case;

static const Case cases[] = {
  { { "say No.", REJECT, "say No.", REJECT }, "failed", "It was not accepted after 2 attempts: Too short. No example.",
    "worker 1 completed by helper; qa 1 completed by judge; worker 2 completed by helper; qa 2 completed by judge; " },
  { { "say Yes.", "say Good.\n```json\n{\"verdict\": \"accept\", \"reasons\": []}\n```" }, "completed", NULL,
    "worker 1 completed by helper; qa 1 completed by judge; " },
  { { "say Yes.", "call submit_verdict {\"verdict\":\"reject\",\"reasons\":[\" \"]}", "call submit_verdict {\"verdict\":\"yes\"}",
      ACCEPT }, "completed", NULL, "worker 1 completed by helper; qa 1 completed by judge; " },
  { { "say Yes.", "say Good." , "say Good.", "say Good.", "say Good." }, "failed",
    "It could not be judged: The model gave no answer by “submit_verdict”",
    "worker 1 completed by helper; qa 1 failed by judge; " },
  { { "say Yes.", "refuse key" }, "failed", "It could not be judged: The fake provider met key; mend the script.",
    "worker 1 completed by helper; qa 1 failed by judge; " },
  { { "stop refusal" }, "failed", "The model refused", "worker 1 failed by helper; " },
};

static void
test_case (Scene         *scene,
           gconstpointer  data)
{
  const Case *row = data;
  const char *reason;

  for (guint i = 0; i < G_N_ELEMENTS (row->scripts) && row->scripts[i] != NULL; i++)
    push (scene, row->scripts[i]);
  push (scene, "say The flag.");
  push (scene, ACCEPT);
  g_assert_true (scene_perform (scene, NULL) == (row->reason == NULL));
  g_assert_cmpstr (get_state (scene, "A"), ==, row->state);
  reason = troupe_run_ticket_get_reason (find (scene, "A"));
  if (row->reason == NULL)
    g_assert_null (reason);
  else
    assert_has (reason, row->reason);
  assert_attempts (scene, "A", row->attempts);
}

static void
test_nobody (Scene         *scene,
             gconstpointer  data)
{
  troupe_persona_set_tier_settings (scene->judge, TROUPE_TIER_QA, NULL);
  g_assert_true (scene_perform (scene, NULL));
  assert_attempts (scene, "A", "worker 1 completed by helper; ");
  assert_told (scene, "A", "ready; running; completed; ");
}

/* Several who claim the tier are an error before anybody is asked, and the track decides between them. */
static void
test_several (Scene         *scene,
              gconstpointer  data)
{
  gboolean is_cast = GPOINTER_TO_INT (data);
  g_autoptr(GError) error = NULL;

  claim_tier (engine_fixture_add_persona (&scene->base, "other"), 0.1);
  if (is_cast)
    troupe_track_set_tier_persona_id (scene->track, TROUPE_TIER_QA, "other");
  push (scene, "say The tower.");
  push (scene, ACCEPT);
  push (scene, "say The flag.");
  push (scene, ACCEPT);
  g_assert_true (scene_perform (scene, &error) == is_cast);
  if (is_cast)
    {
      assert_attempts (scene, "A", "worker 1 completed by helper; qa 1 completed by other; ");
      return;
    }

  g_assert_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_AMBIGUOUS);
  assert_has (error->message, "judge, other");
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 0);
}

static void
test_no_model (Scene         *scene,
               gconstpointer  data)
{
  g_autoptr(TroupeAiSettings) values = troupe_ai_settings_new ();
  g_autoptr(GError) error = NULL;

  troupe_ai_settings_set_string (values, TROUPE_FIELD_PROVIDER, "another");
  troupe_persona_set_tier_settings (scene->judge, TROUPE_TIER_QA, values);
  g_assert_false (scene_perform (scene, &error));
  g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_NO_MODEL);
  assert_has (error->message, "qa: ");
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 0);
}

/* Nobody judges their own work: whom the ticket names does it, and that is all. */
static void
test_own_persona (Scene         *scene,
                  gconstpointer  data)
{
  engine_fixture_add_persona (&scene->base, "builder");
  troupe_ticket_set_persona_id (troupe_track_find_ticket (scene->track, "A"), "builder");
  push (scene, "say The tower.");
  push (scene, ACCEPT);
  push (scene, "say The flag.");
  push (scene, ACCEPT);
  g_assert_true (scene_perform (scene, NULL));
  assert_attempts (scene, "A", "worker 1 completed by builder; qa 1 completed by judge; ");
}

static void
test_cancelled (Scene         *scene,
                gconstpointer  data)
{
  gboolean is_run = GPOINTER_TO_INT (data);

  push (scene, "say The tower.");
  push (scene, "say Hm.|hold|say No.");
  scene_start (scene);
  troupe_fake_provider_wait_held (scene->base.fake, 1);
  g_assert_cmpstr (get_state (scene, "A"), ==, "review");
  if (is_run)
    g_cancellable_cancel (scene->cancellable);
  else
    troupe_conductor_cancel_ticket (scene->conductor, find (scene, "A"));
  g_assert_false (scene_finish (scene, NULL));
  g_assert_cmpstr (get_state (scene, "A"), ==, "cancelled");
  assert_attempts (scene, "A", "worker 1 completed by helper; qa 1 cancelled by judge; ");
}

/* The call of whoever judges is one of the run's, and is held like all of them. */
static void
test_held (Scene         *scene,
           gconstpointer  data)
{
  push (scene, "hold|say The tower.");
  push (scene, REJECT);
  push (scene, "say The tower.");
  push (scene, ACCEPT);
  push (scene, "say The flag.");
  push (scene, ACCEPT);
  scene_start (scene);
  troupe_fake_provider_wait_held (scene->base.fake, 1);
  troupe_conductor_pause (scene->conductor, NULL);
  troupe_fake_provider_release (scene->base.fake);
  wait_state (scene, "A", "review");
  settle ();
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 1);

  /* A model call, and then the call of the tool, is a step each. */
  troupe_conductor_step (scene->conductor, TROUPE_STEP_MODEL);
  settle ();
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 2);
  g_assert_cmpstr (get_state (scene, "A"), ==, "review");
  troupe_conductor_step (scene->conductor, TROUPE_STEP_TOOL);
  wait_state (scene, "A", "ready");
  settle ();
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 2);

  /* And a whole ticket is one that was judged. */
  troupe_conductor_step (scene->conductor, TROUPE_STEP_TICKET);
  wait_state (scene, "A", "completed");
  settle ();
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 4);
  g_assert_cmpstr (get_state (scene, "B"), ==, "ready");

  troupe_conductor_resume (scene->conductor);
  g_assert_true (scene_finish (scene, NULL));
}

static void
test_budget (Scene         *scene,
             gconstpointer  data)
{
  push (scene, "say The tower.");
  push (scene, ACCEPT);
  scene_make (scene);
  troupe_conductor_set_budget (scene->conductor, troupe_budget_new_from_text ("calls=1", NULL));
  scene_start (scene);
  wait_state (scene, "A", "review");
  settle ();
  g_assert_true (troupe_conductor_get_is_over_budget (scene->conductor));
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 1);
  troupe_conductor_resume (scene->conductor);
  wait_state (scene, "A", "completed");
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 2);
  g_cancellable_cancel (scene->cancellable);
  g_assert_false (scene_finish (scene, NULL));
}

static TroupeAttempt *
add_attempt (Scene              *scene,
             guint               number,
             TroupeTier          tier,
             TroupeAttemptState  state,
             const char         *text)
{
  g_autoptr(TroupeAttempt) attempt = troupe_attempt_new (number, tier);

  troupe_message_append_text (troupe_attempt_get_answer (attempt), text, -1);
  troupe_message_set_persona (troupe_attempt_get_answer (attempt), tier == TROUPE_TIER_QA ? "judge" : "helper", NULL, NULL, NULL);
  troupe_attempt_set_state (attempt, state);
  troupe_run_ticket_add_attempt (find (scene, "A"), attempt);

  return attempt;
}

/* A run that was cut off while A was judged. */
static void
cut_off (Scene *scene)
{
  add_attempt (scene, 1, TROUPE_TIER_WORKER, TROUPE_ATTEMPT_STATE_COMPLETED, "The tower.");
  add_attempt (scene, 1, TROUPE_TIER_QA, TROUPE_ATTEMPT_STATE_INTERRUPTED, "Hm");
  troupe_run_ticket_set_state (find (scene, "A"), TROUPE_TICKET_STATE_REVIEW);
  scene_make (scene);
  troupe_conductor_pause (scene->conductor, NULL);
  scene_start (scene);
}

static void
test_restored (Scene         *scene,
               gconstpointer  data)
{
  push (scene, ACCEPT);
  push (scene, "say The flag.");
  push (scene, ACCEPT);
  cut_off (scene);
  g_assert_cmpstr (get_state (scene, "A"), ==, "review");
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 0);

  troupe_conductor_resume (scene->conductor);
  g_assert_true (scene_finish (scene, NULL));
  assert_attempts (scene, "A", "worker 1 completed by helper; qa 1 interrupted by judge; qa 2 completed by judge; ");
  assert_told (scene, "A", "completed; ");
  assert_has (troupe_request_get_text (get_request (scene, 0), 0), "# The result to judge\n\n```\nThe tower.\n```");
}

/* The result is good if nobody judges any more; and what has no result is done anew. */
static void
test_restored_otherwise (Scene         *scene,
                         gconstpointer  data)
{
  gboolean has_judge = GPOINTER_TO_INT (data);

  if (has_judge)
    {
      add_attempt (scene, 1, TROUPE_TIER_WORKER, TROUPE_ATTEMPT_STATE_INTERRUPTED, "The tow");
      troupe_run_ticket_set_state (find (scene, "A"), TROUPE_TICKET_STATE_REVIEW);
      push (scene, "say The tower.");
      push (scene, ACCEPT);
      push (scene, "say The flag.");
      push (scene, ACCEPT);
      scene_start (scene);
    }
  else
    {
      troupe_persona_set_tier_settings (scene->judge, TROUPE_TIER_QA, NULL);
      cut_off (scene);
      troupe_conductor_resume (scene->conductor);
    }

  g_assert_true (scene_finish (scene, NULL));
  assert_attempts (scene, "A", has_judge ? "worker 1 interrupted by helper; worker 2 completed by helper; qa 1 completed by judge; "
                                         : "worker 1 completed by helper; qa 1 interrupted by judge; ");
  assert_told (scene, "A", has_judge ? "ready; running; review; completed; " : "completed; ");
}

/* Whoever has it done again has it done, and not judged again. */
static void
test_retried (Scene         *scene,
              gconstpointer  data)
{
  push (scene, "say Another tower.");
  push (scene, ACCEPT);
  push (scene, "say The flag.");
  push (scene, ACCEPT);
  cut_off (scene);
  g_assert_true (troupe_conductor_retry_ticket (scene->conductor, find (scene, "A"), NULL, NULL));
  troupe_conductor_resume (scene->conductor);
  g_assert_true (scene_finish (scene, NULL));
  assert_attempts (scene, "A", "worker 1 completed by helper; qa 1 interrupted by judge; worker 2 completed by helper; "
                               "qa 2 completed by judge; ");
}

/* Work that nobody could judge is not done again for that, unless somebody else is to do it. */
static void
test_judged_again (Scene         *scene,
                   gconstpointer  data)
{
  const char *persona_id = data;

  if (persona_id != NULL)
    engine_fixture_add_persona (&scene->base, persona_id);
  push (scene, "say The tower.");
  push (scene, "refuse key");
  g_assert_false (scene_perform (scene, NULL));
  g_assert_cmpstr (get_state (scene, "A"), ==, "failed");

  if (persona_id != NULL)
    push (scene, "say Another tower.");
  push (scene, ACCEPT);
  push (scene, "say The flag.");
  push (scene, ACCEPT);
  g_assert_true (troupe_conductor_retry_ticket (scene->conductor, find (scene, "A"), persona_id, NULL));
  g_assert_true (scene_perform (scene, NULL));
  assert_attempts (scene, "A", persona_id != NULL
                   ? "worker 1 completed by helper; qa 1 failed by judge; worker 2 completed by builder; qa 2 completed by judge; "
                   : "worker 1 completed by helper; qa 1 failed by judge; qa 2 completed by judge; ");
  g_assert_cmpstr (get_state (scene, "B"), ==, "completed");
}

/* The same while others still go on. */
static void
test_judged_again_meanwhile (Scene         *scene,
                             gconstpointer  data)
{
  troupe_ticket_set_depends_on (troupe_track_find_ticket (scene->track, "B"), NULL);
  push (scene, "say The tower.");
  push (scene, "hold|say The flag.");
  push (scene, "refuse key");
  push (scene, ACCEPT);
  push (scene, ACCEPT);
  scene_start (scene);
  wait_state (scene, "A", "failed");
  g_assert_true (troupe_conductor_retry_ticket (scene->conductor, find (scene, "A"), NULL, NULL));
  wait_state (scene, "A", "completed");
  troupe_fake_provider_wait_held (scene->base.fake, 1);
  troupe_fake_provider_release (scene->base.fake);
  g_assert_true (scene_finish (scene, NULL));
  assert_attempts (scene, "A", "worker 1 completed by helper; qa 1 failed by judge; qa 2 completed by judge; ");
  assert_attempts (scene, "B", "worker 1 completed by helper; qa 1 completed by judge; ");
  assert_told (scene, "A", "ready; running; review; failed; ready; review; completed; ");
}

/* A crash gives no more chances, and a person does. */
static void
test_returns_are_counted (Scene         *scene,
                          gconstpointer  data)
{
  gboolean is_retried = GPOINTER_TO_INT (data);
  TroupeAttempt *refused = add_attempt (scene, 1, TROUPE_TIER_WORKER, TROUPE_ATTEMPT_STATE_COMPLETED, "Half a tower.");

  add_attempt (scene, 1, TROUPE_TIER_QA, TROUPE_ATTEMPT_STATE_COMPLETED, "");
  troupe_message_set_error (troupe_attempt_get_answer (refused), "Too short.");
  troupe_run_ticket_set_state (find (scene, "A"), is_retried ? TROUPE_TICKET_STATE_FAILED : TROUPE_TICKET_STATE_TODO);
  push (scene, "say Half a tower.");
  push (scene, REJECT);
  push (scene, "say The tower.");
  push (scene, ACCEPT);
  push (scene, "say The flag.");
  push (scene, ACCEPT);
  scene_make (scene);
  if (is_retried)
    g_assert_true (troupe_conductor_retry_ticket (scene->conductor, find (scene, "A"), NULL, NULL));
  scene_start (scene);
  g_assert_true (scene_finish (scene, NULL) == is_retried);
  g_assert_cmpstr (get_state (scene, "A"), ==, is_retried ? "completed" : "failed");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, data, func) \
  g_test_add ("/engine/reviewer/" name, Scene, data, scene_set_up, func, scene_tear_down)
  ADD ("accepts", NULL, test_accepted);
  ADD ("is-told-of-as-its-own-tier", NULL, test_events);
  ADD ("goes-back-with-reasons", NULL, test_goes_back);
  ADD ("never-accepted", &cases[0], test_case);
  ADD ("a-verdict-in-the-text", &cases[1], test_case);
  ADD ("a-verdict-put-right", &cases[2], test_case);
  ADD ("no-verdict-at-all", &cases[3], test_case);
  ADD ("who-judges-can-not-be-asked", &cases[4], test_case);
  ADD ("what-failed-is-not-judged", &cases[5], test_case);
  ADD ("nobody-is-cast", NULL, test_nobody);
  ADD ("several-claim-it", GINT_TO_POINTER (FALSE), test_several);
  ADD ("several-claim-it-and-one-is-cast", GINT_TO_POINTER (TRUE), test_several);
  ADD ("no-model-to-judge", NULL, test_no_model);
  ADD ("not-by-whom-the-ticket-names", NULL, test_own_persona);
  ADD ("cancelled-with-the-ticket", GINT_TO_POINTER (FALSE), test_cancelled);
  ADD ("cancelled-with-the-run", GINT_TO_POINTER (TRUE), test_cancelled);
  ADD ("held-and-stepped", NULL, test_held);
  ADD ("counts-for-the-budget", NULL, test_budget);
  ADD ("cut-off-is-judged-again", NULL, test_restored);
  ADD ("cut-off-and-nobody-judges", GINT_TO_POINTER (FALSE), test_restored_otherwise);
  ADD ("cut-off-without-a-result", GINT_TO_POINTER (TRUE), test_restored_otherwise);
  ADD ("cut-off-and-done-again", NULL, test_retried);
  ADD ("not-judged-and-retried", NULL, test_judged_again);
  ADD ("not-judged-and-retried-by-another", "builder", test_judged_again);
  ADD ("not-judged-and-retried-meanwhile", NULL, test_judged_again_meanwhile);
  ADD ("returns-count-after-a-crash", GINT_TO_POINTER (FALSE), test_returns_are_counted);
  ADD ("returns-count-anew-for-a-person", GINT_TO_POINTER (TRUE), test_returns_are_counted);
#undef ADD

  return g_test_run ();
}
