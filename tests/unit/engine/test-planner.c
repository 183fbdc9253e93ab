/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-engine-fixture.h"
#include "troupe-enum-types.h"
#include "troupe-model-error.h"
#include "troupe-plan-tickets.h"
#include "troupe-planner.h"
#include "troupe-planning.h"

/* A goal that is planned by a conductor, with a planner that watches */
typedef struct
{
  EngineFixture    base;
  TroupeTrack     *source;
  TroupeTrack     *track;
  TroupeRun       *run;
  TroupeConductor *conductor;
  TroupePlanner   *planner;
  GAsyncResult    *result;
  guint            n_changes;
} Scene;

#define TICKET(id, after) \
  "{\"id\":\"" id "\",\"title\":\"Do " id "\",\"description\":\"d\",\"acceptance\":\"a\",\"depends_on\":[" after "]}"
#define SUBMIT(tickets)   "call submit_tickets {\"tickets\":[" tickets "]}"
#define GOOD              SUBMIT (TICKET ("T1", "") "," TICKET ("T2", "\"T1\""))
#define CYCLE             SUBMIT (TICKET ("T1", "\"T2\"") "," TICKET ("T2", "\"T1\""))

static void
changed_cb (TroupePlanner *planner,
            Scene         *scene)
{
  scene->n_changes++;
}

static void
scene_set_up (Scene         *scene,
              gconstpointer  data)
{
  engine_fixture_set_up (&scene->base, data);
  scene->source = troupe_track_new ("add-search");
  troupe_definition_set_name (TROUPE_DEFINITION (scene->source), "Add search");
  troupe_track_set_goal (scene->source, "Add a search to the list");
}

static void
scene_prepare (Scene    *scene,
               gboolean  stops_at_spec)
{
  scene->track = troupe_planning_create_track (scene->source, TROUPE_SCOPE_PROJECT, stops_at_spec);
  scene->run = troupe_run_new (scene->track);
  scene->conductor = troupe_conductor_new (TROUPE_CATALOG (scene->base.catalog), scene->base.providers,
                                           TROUPE_RECORDER (scene->base.recorder), scene->run, NULL);
  troupe_conductor_set_last_resort (scene->conductor, "helper");
  scene->planner = troupe_planner_new (scene->conductor);
  g_signal_connect (scene->planner, "changed", G_CALLBACK (changed_cb), scene);
}

static void
scene_tear_down (Scene         *scene,
                 gconstpointer  data)
{
  g_assert_finalize_object (scene->planner);
  g_assert_finalize_object (scene->conductor);
  g_assert_finalize_object (scene->run);
  g_assert_finalize_object (scene->track);
  g_assert_finalize_object (scene->source);
  engine_fixture_tear_down (&scene->base, data);
}

static void
scene_start (Scene *scene)
{
  troupe_conductor_run_async (scene->conductor, NULL, result_cb, &scene->result);
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

static TroupeRequest *
get_request (Scene *scene,
             guint  index)
{
  return troupe_fake_provider_get_request (scene->base.fake, index);
}

static const char *
get_last_text (TroupeRequest *request)
{
  return troupe_request_get_text (request, troupe_request_get_n_messages (request) - 1);
}

static const char *
get_reason (Scene      *scene,
            const char *id)
{
  return troupe_run_ticket_get_reason (troupe_run_find_ticket (scene->run, id));
}

/* "T1 T2<T1": the tickets of the track that comes of it */
static char *
describe_tickets (TroupeTrack *track)
{
  GListModel *tickets = troupe_track_list_tickets (track);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (tickets, i);
      const char * const *ids = troupe_ticket_get_depends_on (ticket);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", troupe_ticket_get_id (ticket));
      for (guint j = 0; ids != NULL && ids[j] != NULL; j++)
        g_string_append_printf (text, "<%s", ids[j]);
    }

  return g_string_free (text, FALSE);
}

static void
assert_plan (Scene      *scene,
             const char *spec,
             const char *expected)
{
  TroupeTrack *track = troupe_planner_get_track (scene->planner);
  g_autofree char *tickets = describe_tickets (track);

  g_assert_cmpstr (troupe_track_get_spec (track), ==, spec);
  g_assert_cmpstr (tickets, ==, expected);
  g_assert_cmpstr (troupe_definition_get_id (TROUPE_DEFINITION (track)), ==, "add-search");
  g_assert_cmpstr (troupe_definition_get_name (TROUPE_DEFINITION (track)), ==, "Add search");
  g_assert_cmpstr (troupe_track_get_goal (track), ==, "Add a search to the list");
  g_assert_false (troupe_planning_is_planning (track));
}

static void
test_both (Scene         *scene,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  TroupeRequest *request;

  troupe_fake_provider_push (scene->base.fake, "say \n# Search\n\nFinds things.\n");
  troupe_fake_provider_push (scene->base.fake, "say Two will do.|" GOOD);
  scene_prepare (scene, FALSE);
  g_assert_true (scene_perform (scene, &error));
  g_assert_no_error (error);
  assert_plan (scene, "# Search\n\nFinds things.", "T1 T2<T1");
  g_assert_cmpuint (scene->n_changes, ==, 2);
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 2);

  request = get_request (scene, 0);
  g_assert_cmpint (troupe_request_get_tier (request), ==, TROUPE_TIER_ORCHESTRATOR);
  g_assert_cmpuint (troupe_request_get_n_tools (request), ==, 0);
  g_assert_nonnull (strstr (troupe_request_get_system (request), "You are the orchestrator"));
  g_assert_nonnull (strstr (get_last_text (request), "Add a search to the list"));

  /* A conversation of its own, with the spec and nothing else of the first one. */
  request = get_request (scene, 1);
  g_assert_cmpint (troupe_request_get_tier (request), ==, TROUPE_TIER_TECH_LEAD);
  g_assert_cmpuint (troupe_request_get_n_tools (request), ==, 1);
  g_assert_true (troupe_request_has_tool (request, TROUPE_PLAN_TICKETS_TOOL));
  g_assert_cmpuint (troupe_request_get_n_messages (request), ==, 1);
  g_assert_nonnull (strstr (troupe_request_get_system (request), "You are the tech lead"));
  g_assert_nonnull (strstr (get_last_text (request), "Finds things."));
}

static void
test_until_spec (Scene         *scene,
                 gconstpointer  data)
{
  troupe_fake_provider_push (scene->base.fake, "say Finds things.");
  scene_prepare (scene, TRUE);
  g_assert_true (scene_perform (scene, NULL));
  assert_plan (scene, "Finds things.", "");
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 1);
}

/* Who has edited the spec goes on from there. */
static void
test_from_spec (Scene         *scene,
                gconstpointer  data)
{
  TroupeRequest *request;

  troupe_track_set_spec (scene->source, "Edited by hand.");
  troupe_fake_provider_push (scene->base.fake, GOOD);
  scene_prepare (scene, FALSE);
  g_assert_true (scene_perform (scene, NULL));
  assert_plan (scene, "Edited by hand.", "T1 T2<T1");
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 1);
  request = get_request (scene, 0);
  g_assert_cmpint (troupe_request_get_tier (request), ==, TROUPE_TIER_TECH_LEAD);
  g_assert_nonnull (strstr (troupe_request_get_system (request), "Edited by hand."));
}

static void
test_cycle_mended (Scene         *scene,
                   gconstpointer  data)
{
  troupe_fake_provider_push (scene->base.fake, "say Finds things.");
  troupe_fake_provider_push (scene->base.fake, CYCLE);
  troupe_fake_provider_push (scene->base.fake, GOOD);
  scene_prepare (scene, FALSE);
  g_assert_true (scene_perform (scene, NULL));
  assert_plan (scene, "Finds things.", "T1 T2<T1");
  g_assert_nonnull (strstr (get_last_text (get_request (scene, 2)), "T1 depends on T2, T2 depends on T1"));
}

/* What is never mended comes to an end, and the spec is not lost with it. */
static void
test_never_mended (Scene         *scene,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  troupe_fake_provider_push (scene->base.fake, "say Finds things.");
  for (guint i = 0; i < 10; i++)
    troupe_fake_provider_push (scene->base.fake, CYCLE);
  scene_prepare (scene, FALSE);
  g_assert_false (scene_perform (scene, &error));
  g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED);
  assert_plan (scene, "Finds things.", "");
  g_assert_nonnull (strstr (get_reason (scene, TROUPE_PLANNING_TICKETS), "T1 depends on T2, T2 depends on T1"));
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 1 + TROUPE_ANSWER_TOOL_MAX_REFUSALS + 1);
}

/* Nobody makes tickets of a spec that is none. */
static void
test_no_spec (Scene         *scene,
              gconstpointer  data)
{
  troupe_fake_provider_push (scene->base.fake, data);
  troupe_fake_provider_push (scene->base.fake, GOOD);
  scene_prepare (scene, FALSE);
  g_assert_false (scene_perform (scene, NULL));
  assert_plan (scene, NULL, "");
  g_assert_cmpuint (scene->n_changes, ==, 0);
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 1);
  g_assert_cmpint (troupe_run_ticket_get_state (troupe_run_find_ticket (scene->run, TROUPE_PLANNING_TICKETS)), ==,
                   TROUPE_TICKET_STATE_BLOCKED);
}

/* "spec:orchestrator:ID tickets:tech-lead:ID" of the events of that name */
static char *
describe_events (Scene      *scene,
                 const char *name)
{
  GPtrArray *events = troupe_test_recorder_get_events (scene->base.recorder);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < events->len; i++)
    {
      JsonNode *event = g_ptr_array_index (events, i);

      if (g_strcmp0 (peek_text (event, "event"), name) == 0)
        g_string_append_printf (text, "%s%s:%s:%s", text->len > 0 ? " " : "", peek_text (event, "ticket"),
                                peek_text (event, "tier"), peek_text (event, "persona_id"));
    }

  return g_string_free (text, FALSE);
}

static void
assert_cast (Scene      *scene,
             const char *expected)
{
  g_autofree char *starts = describe_events (scene, "worker-started");
  g_autofree char *usage = describe_events (scene, "usage");

  g_assert_cmpstr (starts, ==, expected);
  g_assert_cmpstr (usage, ==, expected);
}

/* The track's cast, else the one who is assigned to the tier, else the last resort. */
static void
test_cast (Scene         *scene,
           gconstpointer  data)
{
  g_autoptr(TroupeAiSettings) values = troupe_ai_settings_new ();

  engine_fixture_add_persona (&scene->base, "planner");
  troupe_persona_set_tier_settings (engine_fixture_add_persona (&scene->base, "lead"), TROUPE_TIER_TECH_LEAD, values);
  troupe_track_set_tier_persona_id (scene->source, TROUPE_TIER_ORCHESTRATOR, "planner");
  troupe_fake_provider_push (scene->base.fake, "say Finds things.");
  troupe_fake_provider_push (scene->base.fake, GOOD);
  scene_prepare (scene, FALSE);
  g_assert_true (scene_perform (scene, NULL));
  assert_cast (scene, "spec:orchestrator:planner tickets:tech-lead:lead");
  g_assert_cmpstr (troupe_track_get_tier_persona_id (troupe_planner_get_track (scene->planner), TROUPE_TIER_ORCHESTRATOR), ==,
                   "planner");
}

static void
test_last_resort (Scene         *scene,
                  gconstpointer  data)
{
  troupe_fake_provider_push (scene->base.fake, "say Finds things.");
  troupe_fake_provider_push (scene->base.fake, GOOD);
  scene_prepare (scene, FALSE);
  g_assert_true (scene_perform (scene, NULL));
  assert_cast (scene, "spec:orchestrator:helper tickets:tech-lead:helper");
}

/* Before anybody is asked, and with the names of both. */
static void
test_two_leads (Scene         *scene,
                gconstpointer  data)
{
  g_autoptr(TroupeAiSettings) values = troupe_ai_settings_new ();
  g_autoptr(GError) error = NULL;

  troupe_persona_set_tier_settings (engine_fixture_add_persona (&scene->base, "lead"), TROUPE_TIER_TECH_LEAD, values);
  troupe_persona_set_tier_settings (engine_fixture_add_persona (&scene->base, "boss"), TROUPE_TIER_TECH_LEAD, values);
  scene_prepare (scene, FALSE);
  g_assert_false (scene_perform (scene, &error));
  g_assert_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_AMBIGUOUS);
  g_assert_nonnull (strstr (error->message, "lead"));
  g_assert_nonnull (strstr (error->message, "boss"));
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 0);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE));
}

/* Held before each model call, as any run. */
static void
test_steps (Scene         *scene,
            gconstpointer  data)
{
  troupe_fake_provider_push (scene->base.fake, "say Finds things.");
  troupe_fake_provider_push (scene->base.fake, CYCLE);
  troupe_fake_provider_push (scene->base.fake, GOOD);
  scene_prepare (scene, FALSE);
  troupe_conductor_pause (scene->conductor, NULL);
  scene_start (scene);
  settle ();
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 0);

  troupe_conductor_step (scene->conductor, TROUPE_STEP_MODEL);
  settle ();
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 1);
  assert_plan (scene, "Finds things.", "");
  troupe_conductor_step (scene->conductor, TROUPE_STEP_MODEL);
  settle ();
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 2);

  troupe_conductor_resume (scene->conductor);
  g_assert_true (scene_finish (scene, NULL));
  assert_plan (scene, "Finds things.", "T1 T2<T1");
}

/* A run that is read back says by itself what came of it, once somebody tells its events again. */
static void
test_read_back (Scene         *scene,
                gconstpointer  data)
{
  GPtrArray *events = troupe_test_recorder_get_events (scene->base.recorder);
  g_autoptr(TroupeConductor) conductor = NULL;
  g_autoptr(TroupePlanner) planner = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  troupe_fake_provider_push (scene->base.fake, "say Finds things.");
  troupe_fake_provider_push (scene->base.fake, CYCLE);
  troupe_fake_provider_push (scene->base.fake, GOOD);
  scene_prepare (scene, FALSE);
  g_assert_true (scene_perform (scene, NULL));

  conductor = troupe_conductor_new (TROUPE_CATALOG (scene->base.catalog), scene->base.providers, NULL, scene->run, NULL);
  planner = troupe_planner_new (conductor);
  before = describe_tickets (troupe_planner_get_track (planner));
  for (guint i = 0; i < events->len; i++)
    troupe_planner_take_event (planner, g_ptr_array_index (events, i));
  after = describe_tickets (troupe_planner_get_track (planner));

  g_assert_cmpstr (troupe_track_get_spec (troupe_planner_get_track (planner)), ==, "Finds things.");
  g_assert_cmpstr (before, ==, "");
  g_assert_cmpstr (after, ==, "T1 T2<T1");
}

/* Events that are none, or not whole, do no harm. */
static void
test_broken_events (Scene         *scene,
                    gconstpointer  data)
{
  static const char * const events[] = {
    "[]", "{}", "{\"event\":1}", "{\"event\":\"tool-call\",\"tool\":\"submit_tickets\"}",
    "{\"event\":\"tool-call\",\"tool\":\"submit_tickets\",\"call\":\"a\",\"arguments\":\"{\"}",
    "{\"event\":\"tool-result\",\"tool\":\"submit_tickets\",\"call\":\"a\",\"outcome\":\"ok\"}",
    "{\"event\":\"tool-call\",\"tool\":\"submit_tickets\",\"call\":\"b\",\"arguments\":{\"tickets\":[1]}}",
    "{\"event\":\"tool-result\",\"tool\":\"submit_tickets\",\"call\":\"b\",\"outcome\":\"ok\"}",
    "{\"event\":\"tool-result\",\"tool\":\"submit_tickets\",\"call\":\"c\",\"outcome\":\"ok\"}",
    "{\"event\":\"ticket-state\",\"ticket\":\"tickets\",\"state\":\"completed\"}",
  };

  scene_prepare (scene, FALSE);
  troupe_run_ticket_set_state (troupe_run_find_ticket (scene->run, TROUPE_PLANNING_TICKETS), TROUPE_TICKET_STATE_COMPLETED);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      g_autoptr(JsonNode) event = json_from_string (events[i], NULL);

      troupe_planner_take_event (scene->planner, event);
    }
  assert_plan (scene, NULL, "");
}

/* What a planning is, is kept with its track, and whatever else is in it too. */
static void
test_mark (Scene         *scene,
           gconstpointer  data)
{
  g_autoptr(JsonObject) extra = json_object_new ();
  JsonObject *kept;

  json_object_set_string_member (extra, "mine", "kept");
  troupe_definition_set_extra (TROUPE_DEFINITION (scene->source), extra);
  scene_prepare (scene, FALSE);
  g_assert_true (troupe_planning_is_planning (scene->track));
  g_assert_false (troupe_planning_is_planning (scene->source));
  g_assert_cmpstr (troupe_definition_get_name (TROUPE_DEFINITION (scene->track)), ==, "Planning: Add search");
  g_assert_cmpstr (troupe_definition_get_name (TROUPE_DEFINITION (troupe_planner_get_track (scene->planner))), ==, "Add search");
  g_assert_cmpint (troupe_planning_get_scope (scene->track), ==, TROUPE_SCOPE_PROJECT);
  kept = troupe_definition_get_extra (TROUPE_DEFINITION (troupe_planner_get_track (scene->planner)));
  g_assert_cmpuint (json_object_get_size (kept), ==, 1);
  g_assert_true (json_object_has_member (kept, "mine"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, data, func) g_test_add ("/engine/planner/" name, Scene, data, scene_set_up, func, scene_tear_down)
  ADD ("both-tiers", NULL, test_both);
  ADD ("until-spec", NULL, test_until_spec);
  ADD ("from-spec", NULL, test_from_spec);
  ADD ("cycle-mended", NULL, test_cycle_mended);
  ADD ("cycle-never-mended", NULL, test_never_mended);
  ADD ("spec-empty", "stop end", test_no_spec);
  ADD ("spec-blank", "say \n |stop end", test_no_spec);
  ADD ("spec-refused", "say I will not.|stop refusal", test_no_spec);
  ADD ("spec-cut", "say Finds|stop length", test_no_spec);
  ADD ("cast", NULL, test_cast);
  ADD ("last-resort", NULL, test_last_resort);
  ADD ("two-leads", NULL, test_two_leads);
  ADD ("steps", NULL, test_steps);
  ADD ("read-back", NULL, test_read_back);
  ADD ("broken-events", NULL, test_broken_events);
  ADD ("mark", NULL, test_mark);
#undef ADD

  return g_test_run ();
}
