/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-engine-fixture.h"
#include "troupe-bias-profile.h"
#include "troupe-json.h"
#include "troupe-prompt.h"
#include "troupe-test-server.h"
#include "troupe-tool-preset.h"

/*
 * What a server receives equals what a resolver says, for every field and layer. The resolver here is stacked by the
 * test itself, and beside it stands the value that the test wrote.
 */

typedef struct
{
  EngineFixture     engine;
  TroupeTestServer *here;
  TroupeTestServer *there;
  TroupeTrack      *track;
  TroupeTicket     *ticket;
  TroupeRun        *run;
  TroupeAiSettings *layers[TROUPE_N_LAYERS];  /* (unowned) */
} Stage;

static const char * const layer_names[TROUPE_N_LAYERS] = {
  "built-in", "user", "project", "preset", "persona", "persona-tier", "track-tier", "ticket", "session",
};

static void
add_server (GPtrArray        *configs,
            const char       *id,
            TroupeTestServer *server)
{
  TroupeProviderConfig *config = troupe_provider_config_new (id, "openai");

  g_assert_true (troupe_test_server_set_script (server, "good"));
  troupe_provider_config_set_base_url (config, troupe_test_server_get_base_url (server));
  g_ptr_array_add (configs, config);
}

static void
set_up (Stage         *stage,
        gconstpointer  data)
{
  static const TicketRow rows[] = { { "T1" } };
  g_autoptr(GPtrArray) configs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(TroupeAiSettings) as_worker = troupe_ai_settings_new ();
  TroupeCatalog *catalog;
  TroupePersona *persona;
  TroupePromptPreset *preset = troupe_prompt_preset_new ("rules");

  engine_fixture_set_up (&stage->engine, NULL);
  catalog = TROUPE_CATALOG (stage->engine.catalog);
  stage->here = troupe_test_server_new ();
  stage->there = troupe_test_server_new ();
  add_server (configs, "here", stage->here);
  add_server (configs, "there", stage->there);
  troupe_provider_set_set_configs (stage->engine.providers, configs);

  persona = engine_fixture_add_persona (&stage->engine, "tester");
  troupe_persona_set_tier_settings (persona, TROUPE_TIER_WORKER, as_worker);
  troupe_fake_catalog_take (stage->engine.catalog, preset);
  stage->track = create_track (rows, 1);
  stage->ticket = troupe_track_find_ticket (stage->track, "T1");
  troupe_ticket_set_persona_id (stage->ticket, "tester");
  stage->run = troupe_run_new (stage->track);

  for (TroupeScope scope = TROUPE_SCOPE_BUILT_IN; scope <= TROUPE_SCOPE_PROJECT; scope++)
    stage->layers[TROUPE_LAYER_BUILT_IN + scope] = troupe_catalog_get_defaults (catalog, scope);
  stage->layers[TROUPE_LAYER_PRESET] = troupe_prompt_preset_get_settings (preset);
  stage->layers[TROUPE_LAYER_PERSONA] = troupe_persona_get_settings (persona);
  stage->layers[TROUPE_LAYER_PERSONA_TIER] = troupe_persona_get_tier_settings (persona, TROUPE_TIER_WORKER);
  stage->layers[TROUPE_LAYER_TRACK_TIER] = troupe_track_get_tier_settings (stage->track, TROUPE_TIER_WORKER);
  stage->layers[TROUPE_LAYER_TICKET] = troupe_ticket_get_overrides (stage->ticket);
  stage->layers[TROUPE_LAYER_SESSION] = troupe_run_get_session (stage->run);

  troupe_ai_settings_set_string (stage->layers[TROUPE_LAYER_BUILT_IN], TROUPE_FIELD_PROVIDER, "here");
  set_models (stage->layers[TROUPE_LAYER_BUILT_IN], "basic");
  troupe_ai_settings_set_string (stage->layers[TROUPE_LAYER_BUILT_IN], TROUPE_FIELD_PROMPT_PRESET_ID, "rules");
}

static void
tear_down (Stage         *stage,
           gconstpointer  data)
{
  g_assert_finalize_object (stage->run);
  g_assert_finalize_object (stage->track);
  engine_fixture_tear_down (&stage->engine, NULL);
  g_clear_object (&stage->here);
  g_clear_object (&stage->there);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static TroupeResolver *
create_resolver (Stage *stage)
{
  TroupeCatalog *catalog = TROUPE_CATALOG (stage->engine.catalog);
  TroupeResolver *resolver = troupe_resolver_new (catalog);

  troupe_resolver_set_cast (resolver, TROUPE_PERSONA (troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, "tester")),
                            TROUPE_TIER_WORKER, stage->track, stage->ticket);
  troupe_resolver_set_session (resolver, troupe_run_get_session (stage->run));

  return resolver;
}

/* Performs the run with one ticket, and returns (transfer full) the body that @server was sent. */
static JsonNode *
ask (Stage            *stage,
     TroupeTestServer *server)
{
  g_autoptr(TroupeRun) run = troupe_run_new (stage->track);
  g_autoptr(TroupeConductor) conductor = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) waited = NULL;
  g_autoptr(GError) error = NULL;
  TroupeTestServer *other = server == stage->here ? stage->there : stage->here;
  guint n_requests = troupe_test_server_get_n_requests (server);
  guint n_others = troupe_test_server_get_n_requests (other);
  JsonNode *body;

  troupe_ai_settings_assign (troupe_run_get_session (run), troupe_run_get_session (stage->run));
  conductor = troupe_conductor_new (TROUPE_CATALOG (stage->engine.catalog), stage->engine.providers, NULL, run, NULL);
  troupe_conductor_run_async (conductor, NULL, result_cb, &result);
  waited = wait_result (&result);
  troupe_conductor_run_finish (conductor, waited, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (troupe_test_server_get_n_requests (server), ==, n_requests + 1);
  g_assert_cmpuint (troupe_test_server_get_n_requests (other), ==, n_others);
  body = troupe_json_parse ("body", troupe_test_server_get_body (server, n_requests), -1, &error);
  g_assert_no_error (error);

  return body;
}

static const struct
{
  TroupeField  field;
  const char  *member;
} parameters[] = {
  { TROUPE_FIELD_TEMPERATURE, "temperature" },
  { TROUPE_FIELD_TOP_P, "top_p" },
  { TROUPE_FIELD_MAX_OUTPUT_TOKENS, "max_tokens" },
  { TROUPE_FIELD_REASONING_EFFORT, "reasoning_effort" },
};

static void
assert_is_value (JsonNode     *node,
                 const GValue *value)
{
  double number = -1;

  g_assert_nonnull (node);
  if (G_VALUE_HOLDS_STRING (value))
    {
      g_assert_cmpstr (troupe_json_node_get_string (node), ==, g_value_get_string (value));
      return;
    }

  g_assert_true (troupe_json_node_get_double (node, &number));
  if (G_VALUE_HOLDS_DOUBLE (value))
    g_assert_cmpfloat (number, ==, g_value_get_double (value));
  else
    g_assert_cmpfloat (number, ==, (double) g_value_get_int64 (value));
}

/* The body has what the resolver says, all of it, and nothing else. */
static void
assert_body (Stage    *stage,
             JsonNode *body)
{
  g_autoptr(TroupeResolver) resolver = create_resolver (stage);
  g_autoptr(TroupePrompt) prompt = troupe_prompt_compose (resolver, TROUPE_CATALOG (stage->engine.catalog),
                                                          TROUPE_TIER_WORKER, stage->track, stage->ticket);
  JsonArray *messages = json_node_get_array (peek_member (body, "messages"));
  guint n_members = 4;

  g_assert_cmpstr (peek_text (body, "model"), ==, troupe_resolver_get_model (resolver));
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      const GValue *value = troupe_resolver_get_value (resolver, parameters[i].field);
      JsonNode *member = peek_member (body, parameters[i].member);

      if (value == NULL)
        {
          g_assert_null (member);
          continue;
        }

      assert_is_value (member, value);
      n_members++;
    }
  g_assert_nonnull (peek_member (body, "stream"));
  g_assert_nonnull (peek_member (body, "stream_options"));
  g_assert_cmpuint (json_object_get_size (json_node_get_object (body)), ==, n_members);

  g_assert_cmpuint (json_array_get_length (messages), ==, 2);
  g_assert_cmpstr (peek_text (json_array_get_element (messages, 0), "role"), ==, "system");
  g_assert_cmpstr (peek_text (json_array_get_element (messages, 0), "content"), ==, troupe_prompt_get_text (prompt));
  g_assert_cmpstr (peek_text (json_array_get_element (messages, 1), "role"), ==, "user");
  g_assert_cmpstr (peek_text (json_array_get_element (messages, 1), "content"), ==, "# T1");
}

static void
apply (TroupeAiSettings *settings,
       TroupeField       field,
       const char       *text)
{
  g_autofree char *assignment = g_strdup_printf ("%s=%s", troupe_field_get_name (field), text);
  g_autoptr(GError) error = NULL;

  troupe_ai_settings_apply_text (settings, assignment, &error);
  g_assert_no_error (error);
}

/* For every parameter and layer: a value, nothing or zero, omitted, and unset again, above a value at the bottom. */
static void
test_parameters (Stage         *stage,
                 gconstpointer  data)
{
  static const struct
  {
    const char *bottom;
    const char *values[2];
  } texts[G_N_ELEMENTS (parameters)] = {
    { "1.5", { "0", "0.25" } },
    { "0.75", { "0", "1" } },
    { "99", { "1", "123456" } },
    { "low", { "none", "high" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      TroupeField field = parameters[i].field;
      const char *member = parameters[i].member;

      for (guint layer = 0; layer < TROUPE_N_LAYERS; layer++)
        {
          TroupeAiSettings *settings = stage->layers[layer];

          g_test_message ("%s at %s", member, layer_names[layer]);
          for (guint j = 0; j < 2; j++)
            {
              g_autoptr(JsonNode) body = NULL;
              g_auto(GValue) value = G_VALUE_INIT;

              apply (stage->layers[TROUPE_LAYER_BUILT_IN], field, texts[i].bottom);
              apply (settings, field, texts[i].values[j]);
              body = ask (stage, stage->here);
              assert_body (stage, body);
              g_assert_true (troupe_field_parse (field, texts[i].values[j], &value, NULL));
              assert_is_value (peek_member (body, member), &value);
            }

          {
            g_autoptr(JsonNode) omitted = NULL;
            g_autoptr(JsonNode) unset = NULL;

            troupe_ai_settings_omit (settings, field);
            omitted = ask (stage, stage->here);
            assert_body (stage, omitted);
            g_assert_null (peek_member (omitted, member));

            troupe_ai_settings_unset (settings, field);
            unset = ask (stage, stage->here);
            assert_body (stage, unset);
            g_assert_cmpint (peek_member (unset, member) != NULL, ==, layer != TROUPE_LAYER_BUILT_IN);
          }
        }
      troupe_ai_settings_unset (stage->layers[TROUPE_LAYER_BUILT_IN], field);
    }
}

/* Each layer hides those below it and gives way to those above. */
static void
test_stack (Stage         *stage,
            gconstpointer  data)
{
  for (guint layer = 0; layer < TROUPE_N_LAYERS; layer++)
    {
      g_autofree char *temperature = g_strdup_printf ("0.%u", layer + 1);
      g_autofree char *tokens = g_strdup_printf ("%u", 100 + layer);
      g_autoptr(JsonNode) body = NULL;
      double number = -1;

      apply (stage->layers[layer], TROUPE_FIELD_TEMPERATURE, temperature);
      apply (stage->layers[layer], TROUPE_FIELD_MAX_OUTPUT_TOKENS, tokens);
      body = ask (stage, stage->here);
      assert_body (stage, body);
      g_assert_true (troupe_json_node_get_double (peek_member (body, "temperature"), &number));
      g_assert_cmpfloat_with_epsilon (number, (layer + 1) / 10.0, 1e-9);
    }

  for (int layer = TROUPE_LAYER_SESSION; layer >= 0; layer--)
    {
      g_autoptr(JsonNode) body = NULL;

      troupe_ai_settings_unset (stage->layers[layer], TROUPE_FIELD_TEMPERATURE);
      body = ask (stage, stage->here);
      assert_body (stage, body);
    }
}

static void
test_model (Stage         *stage,
            gconstpointer  data)
{
  for (guint layer = 0; layer < TROUPE_N_LAYERS; layer++)
    {
      g_autoptr(JsonNode) body = NULL;
      g_autoptr(JsonNode) after = NULL;

      g_test_message ("model at %s", layer_names[layer]);
      set_models (stage->layers[layer], layer_names[layer]);
      body = ask (stage, stage->here);
      assert_body (stage, body);
      g_assert_cmpstr (peek_text (body, "model"), ==, layer_names[layer]);

      if (layer == TROUPE_LAYER_BUILT_IN)
        set_models (stage->layers[layer], "basic");
      else
        troupe_ai_settings_unset (stage->layers[layer], TROUPE_FIELD_PREFERRED_MODELS);
      after = ask (stage, stage->here);
      assert_body (stage, after);
      g_assert_cmpstr (peek_text (after, "model"), ==, "basic");
    }
}

/* The request goes to the provider that the layer names, with the model that it names for it. */
static void
test_provider (Stage         *stage,
               gconstpointer  data)
{
  for (guint layer = 1; layer < TROUPE_N_LAYERS; layer++)
    {
      g_autoptr(JsonNode) body = NULL;

      g_test_message ("provider at %s", layer_names[layer]);
      troupe_ai_settings_set_string (stage->layers[layer], TROUPE_FIELD_PROVIDER, "there");
      set_models (stage->layers[layer], "remote");
      body = ask (stage, stage->there);
      assert_body (stage, body);
      g_assert_cmpstr (peek_text (body, "model"), ==, "remote");
      troupe_ai_settings_unset_all (stage->layers[layer]);
    }
}

static void
test_system_prompt (Stage         *stage,
                    gconstpointer  data)
{
  for (guint layer = 0; layer < TROUPE_N_LAYERS; layer++)
    {
      g_autofree char *text = g_strdup_printf ("Said at %s: \"ä\" \\ 🎭.", layer_names[layer]);
      g_autoptr(JsonNode) body = NULL;
      JsonArray *messages;

      g_test_message ("system prompt at %s", layer_names[layer]);
      troupe_ai_settings_set_string (stage->layers[layer], TROUPE_FIELD_SYSTEM_PROMPT, text);
      body = ask (stage, stage->here);
      assert_body (stage, body);
      messages = json_node_get_array (peek_member (body, "messages"));
      g_assert_true (g_str_has_prefix (peek_text (json_array_get_element (messages, 0), "content"), text));
      troupe_ai_settings_unset (stage->layers[layer], TROUPE_FIELD_SYSTEM_PROMPT);
    }
}

/* The three ids show in the system prompt: the preset's words, and the strategy that preset and profile come to. */
static void
test_ids (Stage         *stage,
          gconstpointer  data)
{
  TroupePromptPreset *preset = troupe_prompt_preset_new ("other-rules");
  TroupeToolPreset *tools = troupe_tool_preset_new ("only-reading");
  TroupeBiasProfile *bias = troupe_bias_profile_new ("read-first");

  troupe_ai_settings_set_string (troupe_prompt_preset_get_settings (preset), TROUPE_FIELD_SYSTEM_PROMPT, "Other rules.");
  troupe_tool_preset_set_permission (tools, "files", "*", TROUPE_PERMISSION_OFF);
  troupe_tool_preset_set_permission (tools, "shell", "*", TROUPE_PERMISSION_OFF);
  troupe_tool_preset_set_permission (tools, "files", "read_file", TROUPE_PERMISSION_AUTO);
  troupe_bias_profile_set_tool (bias, "read_file", 5.0);
  troupe_fake_catalog_take (stage->engine.catalog, preset);
  troupe_fake_catalog_take (stage->engine.catalog, tools);
  troupe_fake_catalog_take (stage->engine.catalog, bias);

  for (guint layer = 0; layer < TROUPE_N_LAYERS; layer++)
    {
      g_autoptr(JsonNode) body = NULL;
      const char *system;

      /* A preset can't choose a preset: its layer is the one that was chosen. */
      if (layer == TROUPE_LAYER_PRESET)
        continue;

      g_test_message ("ids at %s", layer_names[layer]);
      troupe_ai_settings_set_string (stage->layers[layer], TROUPE_FIELD_PROMPT_PRESET_ID, "other-rules");
      troupe_ai_settings_set_string (stage->layers[layer], TROUPE_FIELD_TOOL_PRESET_ID, "only-reading");
      troupe_ai_settings_set_string (stage->layers[layer], TROUPE_FIELD_BIAS_PROFILE_ID, "read-first");
      body = ask (stage, stage->here);
      assert_body (stage, body);
      system = peek_text (json_array_get_element (json_node_get_array (peek_member (body, "messages")), 0), "content");
      g_assert_true (g_str_has_prefix (system, "Other rules."));
      g_assert_nonnull (strstr (system, "\n1. read_file [preferred]\n"));

      troupe_ai_settings_unset (stage->layers[layer], TROUPE_FIELD_TOOL_PRESET_ID);
      troupe_ai_settings_unset (stage->layers[layer], TROUPE_FIELD_BIAS_PROFILE_ID);
      troupe_ai_settings_unset (stage->layers[layer], TROUPE_FIELD_PROMPT_PRESET_ID);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/engine/request-body/" name, Stage, NULL, set_up, func, tear_down)

  ADD ("parameters-at-every-layer", test_parameters);
  ADD ("each-layer-hides-those-below", test_stack);
  ADD ("model-at-every-layer", test_model);
  ADD ("provider-at-every-layer", test_provider);
  ADD ("system-prompt-at-every-layer", test_system_prompt);
  ADD ("ids-at-every-layer", test_ids);

  return g_test_run ();
}
