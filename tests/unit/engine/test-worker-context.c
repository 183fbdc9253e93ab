/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-engine-fixture.h"
#include "troupe-json.h"
#include "troupe-model-error.h"

typedef struct
{
  TroupeTrack    *track;
  TroupeTicket   *ticket;
  TroupeRun      *run;
  TroupeSnapshot *snapshot;
} Scene;

static void
scene_set_up (Scene         *scene,
              EngineFixture *fixture)
{
  static const TicketRow rows[] = { { "T0" }, { "T1", "T0" } };

  scene->track = create_track (rows, G_N_ELEMENTS (rows));
  scene->ticket = troupe_track_find_ticket (scene->track, "T1");
  scene->run = troupe_run_new (scene->track);
  scene->snapshot = troupe_snapshot_new (TROUPE_CATALOG (fixture->catalog), NULL);
}

static void
scene_tear_down (Scene *scene)
{
  g_assert_finalize_object (scene->run);
  g_assert_finalize_object (scene->track);
  g_assert_finalize_object (scene->snapshot);
}

static TroupeWorkerContext *
create_context (Scene *scene)
{
  g_autoptr(GError) error = NULL;
  TroupeWorkerContext *context = troupe_worker_context_new (scene->snapshot, scene->run, scene->ticket,
                                                            TROUPE_TIER_WORKER, 2, "helper", NULL, &error);

  g_assert_no_error (error);

  return context;
}

static void
assert_says (TroupeWorkerContext *context,
             const char          *line,
             const char          *metadata)
{
  g_autofree char *written = troupe_worker_context_to_line (context);
  g_autoptr(JsonNode) node = troupe_worker_context_to_metadata (context);

  g_assert_cmpstr (written, ==, line);
  assert_json (node, metadata);
}

/* Every field of the line and of the object, with an origin for each. */
static void
test_every_field (EngineFixture *fixture,
                  gconstpointer  data)
{
  Scene scene;
  TroupePersona *guest = engine_fixture_add_persona (fixture, "guest");
  TroupeAiSettings *project = troupe_catalog_get_defaults (TROUPE_CATALOG (fixture->catalog), TROUPE_SCOPE_PROJECT);
  g_autoptr(TroupeAiSettings) as_worker = troupe_ai_settings_new ();
  g_autoptr(TroupeWorkerContext) context = NULL;

  troupe_ai_settings_set_string (troupe_persona_get_settings (guest), TROUPE_FIELD_PROVIDER, "openai");
  set_models (troupe_persona_get_settings (guest), "gpt-6-luna");
  troupe_ai_settings_set_int (project, TROUPE_FIELD_MAX_OUTPUT_TOKENS, 4096);
  troupe_ai_settings_omit (as_worker, TROUPE_FIELD_TOP_P);
  troupe_persona_set_tier_settings (guest, TROUPE_TIER_WORKER, as_worker);
  scene_set_up (&scene, fixture);
  troupe_ticket_set_persona_id (scene.ticket, "guest");
  troupe_ai_settings_set_double (troupe_ticket_get_overrides (scene.ticket), TROUPE_FIELD_TEMPERATURE, 0.0);
  troupe_ai_settings_set_string (troupe_run_get_session (scene.run), TROUPE_FIELD_REASONING_EFFORT, "high");

  context = create_context (&scene);
  assert_says (context,
               "ticket T1 · tier worker · attempt 2 · persona guest@rev-guest (ticket:T1) · provider openai (persona:guest)"
               " · model gpt-6-luna (persona:guest) · temperature 0 (ticket:T1) · top_p omitted (tier:worker)"
               " · max_output_tokens 4096 (project) · reasoning_effort high (session)",
               "{\"ticket\":\"T1\",\"attempt\":2,\"tier\":\"worker\",\"persona_id\":\"guest\","
               "\"persona_revision\":\"rev-guest\",\"provider\":\"openai\",\"model\":\"gpt-6-luna\","
               "\"parameters\":{\"temperature\":0,\"top_p\":null,\"max_output_tokens\":4096,\"reasoning_effort\":\"high\"},"
               "\"origins\":{\"persona_id\":\"ticket:T1\",\"provider\":\"persona:guest\",\"model\":\"persona:guest\","
               "\"temperature\":\"ticket:T1\",\"top_p\":\"tier:worker\",\"max_output_tokens\":\"project\","
               "\"reasoning_effort\":\"session\"}}");

  g_assert_cmpstr (troupe_ticket_get_id (troupe_worker_context_get_ticket (context)), ==, "T1");
  g_assert_cmpint (troupe_worker_context_get_tier (context), ==, TROUPE_TIER_WORKER);
  g_assert_cmpuint (troupe_worker_context_get_attempt (context), ==, 2);
  g_assert_cmpstr (troupe_worker_context_get_persona_id (context), ==, "guest");
  g_assert_cmpstr (troupe_worker_context_get_persona_revision (context), ==, "rev-guest");
  g_assert_cmpstr (troupe_worker_context_get_persona_origin (context), ==, "ticket:T1");
  g_assert_cmpfloat (troupe_ai_settings_get_double (troupe_worker_context_get_settings (context),
                                                    TROUPE_FIELD_TEMPERATURE), ==, 0.0);
  g_assert_cmpint (troupe_ai_settings_get_state (troupe_worker_context_get_settings (context), TROUPE_FIELD_TOP_P), ==,
                   TROUPE_FIELD_STATE_OMITTED);
  g_assert_finalize_object (g_steal_pointer (&context));
  scene_tear_down (&scene);
}

/* Nothing is stated: nothing is made up either. */
static void
test_unset (EngineFixture *fixture,
            gconstpointer  data)
{
  Scene scene;
  g_autoptr(TroupeWorkerContext) context = NULL;

  troupe_ai_settings_unset_all (troupe_catalog_get_defaults (TROUPE_CATALOG (fixture->catalog), TROUPE_SCOPE_BUILT_IN));
  troupe_definition_set_revision (troupe_catalog_lookup (TROUPE_CATALOG (fixture->catalog), TROUPE_KIND_PERSONA, "helper"),
                                  NULL);
  scene_set_up (&scene, fixture);
  context = create_context (&scene);
  assert_says (context,
               "ticket T1 · tier worker · attempt 2 · persona helper@unsaved (last-resort) · provider unset · model unset"
               " · temperature unset · top_p unset · max_output_tokens unset · reasoning_effort unset",
               "{\"ticket\":\"T1\",\"attempt\":2,\"tier\":\"worker\",\"persona_id\":\"helper\",\"persona_revision\":null,"
               "\"provider\":null,\"model\":null,\"parameters\":{},"
               "\"origins\":{\"persona_id\":\"last-resort\",\"provider\":null,\"model\":null}}");
  g_clear_object (&context);
  scene_tear_down (&scene);
}

static void
test_cast (EngineFixture *fixture,
           gconstpointer  data)
{
  enum { BY_TICKET = 1, BY_TRACK = 2, BY_ASSIGNMENT = 4 };
  static const struct
  {
    int         who;
    const char *persona_id;
    const char *origin;
    const char *temperature;
  } cases[] = {
    { 0, "helper", "last-resort", NULL },
    { BY_ASSIGNMENT, "assigned", "tier:worker", "tier:worker" },
    { BY_TRACK, "of-track", "tier:worker", NULL },
    { BY_TRACK | BY_ASSIGNMENT, "of-track", "tier:worker", NULL },
    { BY_TICKET, "of-ticket", "ticket:T1", NULL },
    { BY_TICKET | BY_ASSIGNMENT, "of-ticket", "ticket:T1", NULL },
    { BY_TICKET | BY_TRACK, "of-ticket", "ticket:T1", NULL },
    { BY_TICKET | BY_TRACK | BY_ASSIGNMENT, "of-ticket", "ticket:T1", NULL },
  };

  engine_fixture_add_persona (fixture, "of-ticket");
  engine_fixture_add_persona (fixture, "of-track");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Scene scene;
      g_autoptr(TroupeAiSettings) warm = troupe_ai_settings_new ();
      g_autoptr(TroupeWorkerContext) context = NULL;
      g_autoptr(JsonNode) metadata = NULL;
      TroupePersona *assigned = engine_fixture_add_persona (fixture, "assigned");

      /* The values of an assignment are those of the persona that has it and no other's. */
      troupe_ai_settings_set_double (warm, TROUPE_FIELD_TEMPERATURE, 0.9);
      if (cases[i].who & BY_ASSIGNMENT)
        troupe_persona_set_tier_settings (assigned, TROUPE_TIER_WORKER, warm);

      scene_set_up (&scene, fixture);
      if (cases[i].who & BY_TRACK)
        troupe_track_set_tier_persona_id (scene.track, TROUPE_TIER_WORKER, "of-track");
      if (cases[i].who & BY_TICKET)
        troupe_ticket_set_persona_id (scene.ticket, "of-ticket");

      context = create_context (&scene);
      metadata = troupe_worker_context_to_metadata (context);
      g_assert_cmpstr (peek_text (metadata, "persona_id"), ==, cases[i].persona_id);
      g_assert_cmpstr (peek_text (metadata, "origins.persona_id"), ==, cases[i].origin);
      g_assert_cmpstr (peek_text (metadata, "origins.temperature"), ==, cases[i].temperature);
      g_clear_object (&context);
      scene_tear_down (&scene);
    }
}

static void
test_unknown (EngineFixture *fixture,
              gconstpointer  data)
{
  Scene scene;
  g_autoptr(GError) error = NULL;

  scene_set_up (&scene, fixture);
  troupe_ticket_set_persona_id (scene.ticket, "nobody");
  g_assert_null (troupe_worker_context_new (scene.snapshot, scene.run, scene.ticket, TROUPE_TIER_WORKER, 1, "helper", NULL,
                                            &error));
  g_assert_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID);
  g_assert_cmpstr (error->message, ==, "Ticket T1 names the persona “nobody”, which does not exist; make it, or name another one.");
  scene_tear_down (&scene);
}

/* The layer that states a field last is the one that the line names. */
static void
test_layers (EngineFixture *fixture,
             gconstpointer  data)
{
  static const char * const origins[] = {
    "built-in", "user", "project", "preset:rules", "persona:helper", "tier:worker", "tier:worker", "ticket:T1", "session",
  };
  static const TroupeField parameters[] = {
    TROUPE_FIELD_TEMPERATURE, TROUPE_FIELD_TOP_P, TROUPE_FIELD_MAX_OUTPUT_TOKENS, TROUPE_FIELD_REASONING_EFFORT,
  };
  TroupeCatalog *catalog = TROUPE_CATALOG (fixture->catalog);
  TroupePersona *helper = TROUPE_PERSONA (troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, "helper"));
  TroupePromptPreset *preset = troupe_prompt_preset_new ("rules");
  g_autoptr(TroupeAiSettings) as_worker = troupe_ai_settings_new ();
  TroupeAiSettings *built_in = troupe_catalog_get_defaults (catalog, TROUPE_SCOPE_BUILT_IN);
  Scene scene;

  troupe_fake_catalog_take (fixture->catalog, preset);
  troupe_ai_settings_set_string (built_in, TROUPE_FIELD_PROMPT_PRESET_ID, "rules");
  troupe_persona_set_tier_settings (helper, TROUPE_TIER_WORKER, as_worker);
  scene_set_up (&scene, fixture);

  for (guint f = 0; f < G_N_ELEMENTS (parameters); f++)
    {
      const char *name = troupe_field_get_name (parameters[f]);

      for (guint layer = 0; layer < TROUPE_N_LAYERS; layer++)
        {
          TroupeAiSettings * const layers[TROUPE_N_LAYERS] = {
            built_in,
            troupe_catalog_get_defaults (catalog, TROUPE_SCOPE_USER),
            troupe_catalog_get_defaults (catalog, TROUPE_SCOPE_PROJECT),
            troupe_prompt_preset_get_settings (preset),
            troupe_persona_get_settings (helper),
            troupe_persona_get_tier_settings (helper, TROUPE_TIER_WORKER),
            troupe_track_get_tier_settings (scene.track, TROUPE_TIER_WORKER),
            troupe_ticket_get_overrides (scene.ticket),
            troupe_run_get_session (scene.run),
          };
          g_autofree char *text = g_strdup_printf ("%s=%s", name,
                                                   parameters[f] == TROUPE_FIELD_REASONING_EFFORT ? "low" :
                                                   parameters[f] == TROUPE_FIELD_MAX_OUTPUT_TOKENS ? "77" : "0");
          g_autofree char *origin = g_strconcat ("origins.", name, NULL);
          g_autofree char *value = g_strconcat ("parameters.", name, NULL);
          g_autofree char *in_line = NULL;

          for (int is_omitted = 0; is_omitted < 2; is_omitted++)
            {
              g_autoptr(TroupeWorkerContext) context = NULL;
              g_autoptr(JsonNode) metadata = NULL;
              g_autofree char *line = NULL;

              if (is_omitted)
                troupe_ai_settings_omit (layers[layer], parameters[f]);
              else
                g_assert_true (troupe_ai_settings_apply_text (layers[layer], text, NULL));

              g_object_unref (scene.snapshot);
              scene.snapshot = troupe_snapshot_new (catalog, NULL);
              context = create_context (&scene);
              metadata = troupe_worker_context_to_metadata (context);
              line = troupe_worker_context_to_line (context);
              g_free (in_line);
              in_line = g_strdup_printf (" · %s %s (%s)", name, is_omitted ? "omitted" : strchr (text, '=') + 1,
                                         origins[layer]);

              g_assert_cmpstr (peek_text (metadata, origin), ==, origins[layer]);
              g_assert_nonnull (strstr (line, in_line));
              g_assert_cmpint (JSON_NODE_HOLDS_NULL (peek_member (metadata, value)), ==, is_omitted);
            }
        }
    }

  scene_tear_down (&scene);
}

/* What is edited after an attempt began does not reach it, not even when it goes to another model. */
static void
test_frozen (EngineFixture *fixture,
             gconstpointer  data)
{
  TroupeCatalog *catalog = TROUPE_CATALOG (fixture->catalog);
  TroupePersona *helper = TROUPE_PERSONA (troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, "helper"));
  TroupePromptPreset *preset = troupe_prompt_preset_new ("rules");
  TroupeAiSettings *built_in = troupe_catalog_get_defaults (catalog, TROUPE_SCOPE_BUILT_IN);
  Scene scene;
  g_autoptr(TroupeWorkerContext) context = NULL;
  g_autoptr(TroupeWorkerContext) next = NULL;
  g_autoptr(TroupeSnapshot) later = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *newer = NULL;
  g_autofree char *system = NULL;

  troupe_fake_catalog_take (fixture->catalog, preset);
  troupe_ai_settings_set_string (built_in, TROUPE_FIELD_PROMPT_PRESET_ID, "rules");
  troupe_ai_settings_set_string (troupe_prompt_preset_get_settings (preset), TROUPE_FIELD_SYSTEM_PROMPT, "Old rules.");
  set_models (troupe_persona_get_settings (helper), "one,two");
  scene_set_up (&scene, fixture);
  context = create_context (&scene);
  before = troupe_worker_context_to_line (context);
  system = g_strdup (troupe_request_get_system (troupe_worker_context_get_request (context)));

  troupe_ai_settings_set_double (built_in, TROUPE_FIELD_TEMPERATURE, 1.5);
  troupe_ai_settings_set_double (troupe_prompt_preset_get_settings (preset), TROUPE_FIELD_TOP_P, 0.5);
  troupe_ai_settings_set_string (troupe_prompt_preset_get_settings (preset), TROUPE_FIELD_SYSTEM_PROMPT, "New rules.");
  troupe_ai_settings_set_double (troupe_persona_get_settings (helper), TROUPE_FIELD_TEMPERATURE, 1.4);
  set_models (troupe_persona_get_settings (helper), "three,four");
  troupe_definition_set_revision (TROUPE_DEFINITION (helper), "rev-new");
  troupe_ai_settings_set_double (troupe_track_get_tier_settings (scene.track, TROUPE_TIER_WORKER),
                                 TROUPE_FIELD_TEMPERATURE, 1.3);
  troupe_ai_settings_set_double (troupe_ticket_get_overrides (scene.ticket), TROUPE_FIELD_TEMPERATURE, 1.2);
  troupe_ticket_set_title (scene.ticket, "Another title");
  troupe_ai_settings_set_double (troupe_run_get_session (scene.run), TROUPE_FIELD_TEMPERATURE, 1.1);
  troupe_catalog_emit_changed (catalog, TROUPE_KIND_PROMPT_PRESET, "rules");

  troupe_resolver_set_model_index (troupe_worker_context_get_resolver (context), 1);
  after = troupe_worker_context_to_line (context);
  g_assert_nonnull (strstr (before, " · model one (persona:helper) · temperature unset · top_p unset"));
  g_assert_nonnull (strstr (after, " · model two (persona:helper) · temperature unset · top_p unset"));
  g_assert_nonnull (strstr (after, "helper@rev-helper"));
  g_assert_nonnull (strstr (system, "Old rules."));

  /* The next attempt has it all. */
  later = troupe_snapshot_new (catalog, scene.snapshot);
  next = troupe_worker_context_new (later, scene.run, scene.ticket, TROUPE_TIER_WORKER, 3, "helper", NULL, NULL);
  newer = troupe_worker_context_to_line (next);
  g_assert_cmpstr (newer, ==,
                   "ticket T1 · tier worker · attempt 3 · persona helper@rev-new (last-resort) · provider fake (built-in)"
                   " · model three (persona:helper) · temperature 1.1 (session) · top_p 0.5 (preset:rules)"
                   " · max_output_tokens unset · reasoning_effort unset");
  g_assert_nonnull (strstr (troupe_request_get_system (troupe_worker_context_get_request (next)), "New rules."));
  g_assert_true (g_str_has_prefix (troupe_worker_context_get_assignment (next), "# T1: Another title"));

  g_clear_object (&context);
  g_clear_object (&next);
  g_clear_object (&later);
  scene_tear_down (&scene);
}

/* Attempts of one run hold one copy of a persona for as long as it stays the same. */
static void
test_shares (EngineFixture *fixture,
             gconstpointer  data)
{
  TroupeDefinition *helper = troupe_catalog_lookup (TROUPE_CATALOG (fixture->catalog), TROUPE_KIND_PERSONA, "helper");
  Scene scene;
  g_autoptr(TroupeWorkerContext) first = NULL;
  g_autoptr(TroupeWorkerContext) second = NULL;
  g_autoptr(TroupeWorkerContext) third = NULL;
  TroupeSnapshot *next;

  scene_set_up (&scene, fixture);
  first = create_context (&scene);
  g_assert_true (TROUPE_DEFINITION (troupe_worker_context_get_persona (first)) != helper);

  next = troupe_snapshot_new (TROUPE_CATALOG (fixture->catalog), scene.snapshot);
  g_object_unref (scene.snapshot);
  scene.snapshot = next;
  second = create_context (&scene);
  g_assert_true (troupe_worker_context_get_persona (first) == troupe_worker_context_get_persona (second));

  troupe_definition_set_name (helper, "Somebody else");
  next = troupe_snapshot_new (TROUPE_CATALOG (fixture->catalog), scene.snapshot);
  g_object_unref (scene.snapshot);
  scene.snapshot = next;
  third = create_context (&scene);
  g_assert_true (troupe_worker_context_get_persona (first) != troupe_worker_context_get_persona (third));
  g_assert_cmpstr (troupe_definition_get_name (TROUPE_DEFINITION (troupe_worker_context_get_persona (first))), ==,
                   "The helper");

  g_clear_object (&first);
  g_clear_object (&second);
  g_clear_object (&third);
  scene_tear_down (&scene);
}

/* The values of an entry of the list hold for it alone, and a hop takes them anew. */
static void
test_entries (EngineFixture *fixture,
              gconstpointer  data)
{
  Scene scene;
  TroupePersona *helper = TROUPE_PERSONA (troupe_catalog_lookup (TROUPE_CATALOG (fixture->catalog), TROUPE_KIND_PERSONA,
                                                                 "helper"));
  g_autoptr(TroupeAiSettings) cold = troupe_ai_settings_new ();
  g_autoptr(TroupeWorkerContext) context = NULL;
  TroupeModelEntry *entries[2];
  g_autoptr(TroupeModelList) list = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  troupe_ai_settings_set_double (cold, TROUPE_FIELD_TEMPERATURE, 0.0);
  entries[0] = troupe_model_entry_new ("one", NULL, NULL);
  entries[1] = troupe_model_entry_new ("two", "rehearsal", cold);
  list = troupe_model_list_new (entries, 2);
  troupe_ai_settings_set_preferred_models (troupe_persona_get_settings (helper), list);
  troupe_model_entry_unref (entries[0]);
  troupe_model_entry_unref (entries[1]);

  scene_set_up (&scene, fixture);
  context = create_context (&scene);
  first = troupe_worker_context_to_line (context);
  troupe_resolver_set_model_index (troupe_worker_context_get_resolver (context), 1);
  second = troupe_worker_context_to_line (context);

  g_assert_nonnull (strstr (first, " · provider fake (built-in) · model one (persona:helper) · temperature unset · "));
  g_assert_nonnull (strstr (second, " · provider rehearsal (model:two) · model two (persona:helper)"
                                    " · temperature 0 (model:two) · "));
  g_clear_object (&context);
  scene_tear_down (&scene);
}

/* A name that has a line break in it makes no second line. */
static void
test_one_line (EngineFixture *fixture,
               gconstpointer  data)
{
  Scene scene;
  g_autoptr(TroupeWorkerContext) context = NULL;
  g_autofree char *line = NULL;

  scene_set_up (&scene, fixture);
  set_models (troupe_run_get_session (scene.run), "odd\nname");
  context = create_context (&scene);
  line = troupe_worker_context_to_line (context);
  g_assert_null (strchr (line, '\n'));
  g_assert_nonnull (strstr (line, "odd name"));
  g_clear_object (&context);
  scene_tear_down (&scene);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/engine/worker-context/" name, EngineFixture, NULL, engine_fixture_set_up, func, engine_fixture_tear_down)

  ADD ("says-every-field-and-its-origin", test_every_field);
  ADD ("makes-nothing-up", test_unset);
  ADD ("casts-ticket-then-tier-then-last-resort", test_cast);
  ADD ("never-replaces-an-unknown-persona", test_unknown);
  ADD ("names-the-layer-that-states-a-parameter", test_layers);
  ADD ("stands-still-when-things-are-edited", test_frozen);
  ADD ("shares-what-has-not-changed", test_shares);
  ADD ("takes-the-values-of-a-model-anew-at-each-hop", test_entries);
  ADD ("stays-one-line", test_one_line);

  return g_test_run ();
}
