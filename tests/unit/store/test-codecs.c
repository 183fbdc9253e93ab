/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "json/troupe-codec.h"
#include "troupe-ai-settings.h"
#include "troupe-bias-profile.h"
#include "troupe-model-list.h"
#include "troupe-persona.h"
#include "troupe-prompt-preset.h"
#include "troupe-tool-preset.h"
#include "troupe-track.h"

static TroupeDefinition *
decode (TroupeKind  kind,
        const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("f.json", text, -1, &error);
  TroupeDefinition *definition;

  g_assert_no_error (error);
  definition = troupe_codec_decode (kind, document, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (definition);
  g_assert_cmpint (troupe_definition_get_kind (definition), ==, kind);
  return definition;
}

static char *
encode (TroupeDefinition *definition)
{
  g_autoptr(JsonNode) node = troupe_codec_encode (definition);

  return troupe_json_write_canonical (node);
}

/* In and out again gives @written, twice, and through a copy and an assignment as well. */
static void
check_round_trip (TroupeKind  kind,
                  const char *text,
                  const char *written)
{
  g_autoptr(TroupeDefinition) first = decode (kind, text);
  g_autofree char *once = encode (first);
  g_autoptr(TroupeDefinition) second = decode (kind, once);
  g_autofree char *twice = encode (second);
  g_autoptr(TroupeDefinition) copy = troupe_definition_copy (first);
  g_autofree char *of_copy = encode (copy);
  g_autofree char *revision = troupe_codec_revision (first);
  g_autofree char *same_revision = troupe_codec_revision (second);

  g_assert_cmpstr (once, ==, written);
  g_assert_cmpstr (twice, ==, written);
  g_assert_cmpstr (of_copy, ==, written);
  g_assert_true (troupe_definition_equal (first, second));
  g_assert_true (troupe_definition_equal (first, copy));
  g_assert_cmpstr (revision, ==, same_revision);
  g_assert_cmpuint (strlen (revision), ==, 12);
}

#define FULL_PERSONA                                                                                           \
  "{\"format\":\"troupe-persona/1\",\"id\":\"careful-reviewer\",\"name\":\"Careful Reviewer\","                \
  "\"description\":\"Reads every line twice.\",\"icon\":\"🧐\",\"provider\":\"anthropic\","                    \
  "\"preferred_models\":[\"claude\",{\"provider\":\"openai\",\"model\":\"gpt\",\"temperature\":0,"             \
  "\"top_p\":null,\"x-entry\":[1.10]}],\"temperature\":0.2,\"top_p\":null,\"max_output_tokens\":4096,"         \
  "\"reasoning_effort\":\"low\",\"system_prompt\":\"You review.\\n…\",\"prompt_preset_id\":\"house-rules\","   \
  "\"tool_preset_id\":\"read-only\",\"bias_profile_id\":\"prefer-search\","                                    \
  "\"tier_assignments\":{\"orchestrator\":{\"top_p\":1},\"worker\":{\"temperature\":0.4,\"x-tier\":{\"z\":1,\"a\":2}}," \
  "\"qa\":{},\"x-tiers\":7},\"x-z\":18446744073709551616,\"x-a\":{\"b\":[null,1.0]}}"

#define FULL_PROMPT                                                                                            \
  "{\"format\":\"troupe-prompt/1\",\"id\":\"house-rules\",\"name\":\"House Rules\",\"description\":\"D\","     \
  "\"system_prompt\":\"Be kind.\",\"temperature\":0.3,\"top_p\":null,\"max_output_tokens\":1,"                 \
  "\"prompt_preset_id\":\"kept-as-unknown\",\"x\":true}"

#define FULL_TOOLS                                                                                             \
  "{\"format\":\"troupe-tool-preset/1\",\"id\":\"read-only\",\"name\":\"Read Only\",\"categories\":{"          \
  "\"files\":{\"read_file\":\"auto\",\"search_files\":\"auto\",\"write_file\":\"off\"},"                       \
  "\"mcp:github\":{\"*\":\"ask\"},\"shell\":{\"run_command\":\"ask\"}},\"x\":[]}"

#define FULL_BIAS                                                                                              \
  "{\"format\":\"troupe-bias-profile/1\",\"id\":\"prefer-search\",\"name\":\"Prefer Search\","                 \
  "\"tool_weights\":{\"read_file\":4,\"run_command\":0,\"search_files\":5},"                                   \
  "\"category_multipliers\":{\"shell\":0.5},\"x\":\"y\"}"

#define FULL_TRACK                                                                                             \
  "{\"format\":\"troupe-track/1\",\"id\":\"add-search\",\"title\":\"Add search\",\"goal\":\"G\",\"spec\":\"S\"," \
  "\"tiers\":{\"orchestrator\":{\"persona_id\":\"planner\"},"                                                  \
  "\"worker\":{\"persona_id\":\"implementer\",\"temperature\":0.1,\"x-tier\":1},\"qa\":{\"max_output_tokens\":null}," \
  "\"x-tiers\":{}},\"tickets\":["                                                                              \
  "{\"id\":\"T1\",\"title\":\"Index\",\"description\":\"D\",\"target_files\":[\"src/index.c\"],"               \
  "\"context_files\":[],\"depends_on\":[],\"priority\":\"high\",\"persona_id\":null,\"overrides\":{},"         \
  "\"step\":false,\"max_retries\":2,\"verify\":\"make test\",\"acceptance\":\"A\",\"x-ticket\":1e400},"        \
  "{\"id\":\"T_2-b\",\"title\":\"\",\"description\":\"\",\"target_files\":[],"                                 \
  "\"context_files\":[\"a\",\"b\"],\"depends_on\":[\"T1\"],\"priority\":\"low\",\"persona_id\":\"tester\","    \
  "\"overrides\":{\"temperature\":0,\"x-over\":{}},\"step\":true,\"max_retries\":0}],\"description\":\"unknown here\"}"

static void
test_whole (void)
{
  check_round_trip (TROUPE_KIND_PERSONA, FULL_PERSONA, FULL_PERSONA);
  check_round_trip (TROUPE_KIND_PROMPT_PRESET, FULL_PROMPT, FULL_PROMPT);
  check_round_trip (TROUPE_KIND_TOOL_PRESET, FULL_TOOLS, FULL_TOOLS);
  check_round_trip (TROUPE_KIND_BIAS_PROFILE, FULL_BIAS, FULL_BIAS);
  check_round_trip (TROUPE_KIND_TRACK, FULL_TRACK, FULL_TRACK);
}

static void
test_order (void)
{
  check_round_trip (TROUPE_KIND_PERSONA,
                    "{\"z\": 1, \"tier_assignments\": {\"x\": 0, \"qa\": {\"b\": 1, \"top_p\": 0.5, \"temperature\": 1}},"
                    "\"temperature\": 1.0, \"name\": \"A\", \"a\": 2, \"id\": \"a\", \"format\": \"troupe-persona/1\"}",
                    "{\"format\":\"troupe-persona/1\",\"id\":\"a\",\"name\":\"A\",\"temperature\":1,"
                    "\"tier_assignments\":{\"qa\":{\"temperature\":1,\"top_p\":0.5,\"b\":1},\"x\":0},\"z\":1,\"a\":2}");
}

static void
test_least (void)
{
  check_round_trip (TROUPE_KIND_PERSONA, "{\"format\":\"troupe-persona/1\",\"id\":\"a\"}",
                    "{\"format\":\"troupe-persona/1\",\"id\":\"a\"}");
  check_round_trip (TROUPE_KIND_PROMPT_PRESET, "{\"format\":\"troupe-prompt/1\",\"id\":\"a\",\"name\":\"\"}",
                    "{\"format\":\"troupe-prompt/1\",\"id\":\"a\"}");
  check_round_trip (TROUPE_KIND_TOOL_PRESET, "{\"format\":\"troupe-tool-preset/1\",\"id\":\"a\"}",
                    "{\"format\":\"troupe-tool-preset/1\",\"id\":\"a\",\"categories\":{}}");
  check_round_trip (TROUPE_KIND_BIAS_PROFILE, "{\"format\":\"troupe-bias-profile/1\",\"id\":\"a\"}",
                    "{\"format\":\"troupe-bias-profile/1\",\"id\":\"a\",\"tool_weights\":{},"
                    "\"category_multipliers\":{}}");
  check_round_trip (TROUPE_KIND_TRACK, "{\"format\":\"troupe-track/1\",\"id\":\"a\"}",
                    "{\"format\":\"troupe-track/1\",\"id\":\"a\",\"goal\":\"\",\"tickets\":[]}");
}

/* 0 is a value, null is omitted, and absent is neither. */
static void
test_states (void)
{
  static const TroupeField parameters[] = {
    TROUPE_FIELD_TEMPERATURE, TROUPE_FIELD_TOP_P, TROUPE_FIELD_MAX_OUTPUT_TOKENS, TROUPE_FIELD_REASONING_EFFORT,
  };
  static const char * const values[] = { "0", "0", "1", "\"low\"" };

  for (gsize i = 0; i < G_N_ELEMENTS (parameters); i++)
    for (TroupeFieldState state = TROUPE_FIELD_STATE_UNSET; state <= TROUPE_FIELD_STATE_OMITTED; state++)
      {
        g_autofree char *member =
          state == TROUPE_FIELD_STATE_UNSET
          ? g_strdup ("")
          : g_strdup_printf (",\"%s\":%s", troupe_field_get_name (parameters[i]),
                             state == TROUPE_FIELD_STATE_SET ? values[i] : "null");
        g_autofree char *text = g_strconcat ("{\"format\":\"troupe-persona/1\",\"id\":\"a\",\"name\":\"A\"", member, "}", NULL);
        g_autoptr(TroupeDefinition) definition = decode (TROUPE_KIND_PERSONA, text);
        TroupeAiSettings *settings = troupe_persona_get_settings (TROUPE_PERSONA (definition));
        g_autofree char *written = encode (definition);

        g_assert_cmpint (troupe_ai_settings_get_state (settings, parameters[i]), ==, state);
        g_assert_cmpstr (written, ==, text);
      }
}

static void
test_persona_values (void)
{
  g_autoptr(TroupeDefinition) definition = decode (TROUPE_KIND_PERSONA, FULL_PERSONA);
  TroupePersona *persona = TROUPE_PERSONA (definition);
  TroupeAiSettings *settings = troupe_persona_get_settings (persona);
  TroupeModelList *models = troupe_ai_settings_get_preferred_models (settings);
  TroupeModelEntry *entry;

  g_assert_cmpstr (troupe_definition_get_id (definition), ==, "careful-reviewer");
  g_assert_cmpstr (troupe_definition_get_name (definition), ==, "Careful Reviewer");
  g_assert_cmpstr (troupe_definition_get_description (definition), ==, "Reads every line twice.");
  g_assert_cmpstr (troupe_persona_get_icon (persona), ==, "🧐");
  g_assert_cmpstr (troupe_ai_settings_get_string (settings, TROUPE_FIELD_PROVIDER), ==, "anthropic");
  g_assert_cmpfloat (troupe_ai_settings_get_double (settings, TROUPE_FIELD_TEMPERATURE), ==, 0.2);
  g_assert_cmpint (troupe_ai_settings_get_int (settings, TROUPE_FIELD_MAX_OUTPUT_TOKENS), ==, 4096);

  g_assert_cmpuint (troupe_model_list_get_n_items (models), ==, 2);
  entry = troupe_model_list_get_item (models, 0);
  g_assert_cmpstr (troupe_model_entry_get_model (entry), ==, "claude");
  g_assert_null (troupe_model_entry_get_provider (entry));
  entry = troupe_model_list_get_item (models, 1);
  g_assert_cmpstr (troupe_model_entry_get_model (entry), ==, "gpt");
  g_assert_cmpstr (troupe_model_entry_get_provider (entry), ==, "openai");
  g_assert_cmpint (troupe_ai_settings_get_state (troupe_model_entry_get_parameters (entry), TROUPE_FIELD_TOP_P),
                   ==, TROUPE_FIELD_STATE_OMITTED);

  g_assert_nonnull (troupe_persona_get_tier_settings (persona, TROUPE_TIER_QA));
  g_assert_null (troupe_persona_get_tier_settings (persona, TROUPE_TIER_TECH_LEAD));
  g_assert_cmpfloat (troupe_ai_settings_get_double (troupe_persona_get_tier_settings (persona, TROUPE_TIER_WORKER),
                                                    TROUPE_FIELD_TEMPERATURE), ==, 0.4);
}

static void
test_preset_values (void)
{
  g_autoptr(TroupeDefinition) prompt = decode (TROUPE_KIND_PROMPT_PRESET, FULL_PROMPT);
  g_autoptr(TroupeDefinition) tools = decode (TROUPE_KIND_TOOL_PRESET, FULL_TOOLS);
  g_autoptr(TroupeDefinition) bias = decode (TROUPE_KIND_BIAS_PROFILE, FULL_BIAS);
  TroupeAiSettings *settings = troupe_prompt_preset_get_settings (TROUPE_PROMPT_PRESET (prompt));
  TroupePermission permission;
  double weight;

  g_assert_cmpstr (troupe_ai_settings_get_string (settings, TROUPE_FIELD_SYSTEM_PROMPT), ==, "Be kind.");
  g_assert_cmpint (troupe_ai_settings_get_state (settings, TROUPE_FIELD_PROMPT_PRESET_ID), ==, TROUPE_FIELD_STATE_UNSET);

  g_assert_true (troupe_tool_preset_lookup (TROUPE_TOOL_PRESET (tools), "files", "write_file", &permission));
  g_assert_cmpint (permission, ==, TROUPE_PERMISSION_OFF);
  g_assert_true (troupe_tool_preset_lookup (TROUPE_TOOL_PRESET (tools), "shell", "run_command", &permission));
  g_assert_cmpint (permission, ==, TROUPE_PERMISSION_ASK);

  g_assert_true (troupe_bias_profile_lookup_tool (TROUPE_BIAS_PROFILE (bias), "run_command", &weight));
  g_assert_cmpfloat (weight, ==, 0);
  g_assert_true (troupe_bias_profile_lookup_category (TROUPE_BIAS_PROFILE (bias), "shell", &weight));
  g_assert_cmpfloat (weight, ==, 0.5);
}

static void
test_track_values (void)
{
  g_autoptr(TroupeDefinition) definition = decode (TROUPE_KIND_TRACK, FULL_TRACK);
  TroupeTrack *track = TROUPE_TRACK (definition);
  TroupeTicket *ticket = troupe_track_find_ticket (track, "T_2-b");

  g_assert_cmpstr (troupe_definition_get_name (definition), ==, "Add search");
  g_assert_cmpstr (troupe_track_get_goal (track), ==, "G");
  g_assert_cmpstr (troupe_track_get_spec (track), ==, "S");
  g_assert_cmpstr (troupe_track_get_tier_persona_id (track, TROUPE_TIER_WORKER), ==, "implementer");
  g_assert_null (troupe_track_get_tier_persona_id (track, TROUPE_TIER_QA));
  g_assert_cmpuint (g_list_model_get_n_items (troupe_track_list_tickets (track)), ==, 2);

  g_assert_nonnull (ticket);
  g_assert_cmpstr (troupe_ticket_get_persona_id (ticket), ==, "tester");
  g_assert_cmpint (troupe_ticket_get_priority (ticket), ==, TROUPE_PRIORITY_LOW);
  g_assert_true (troupe_ticket_get_step (ticket));
  g_assert_cmpuint (troupe_ticket_get_max_retries (ticket), ==, 0);
  g_assert_cmpstr (troupe_ticket_get_depends_on (ticket)[0], ==, "T1");
  g_assert_cmpstr (troupe_ticket_get_context_files (ticket)[1], ==, "b");
  g_assert_cmpint (troupe_ai_settings_get_state (troupe_ticket_get_overrides (ticket), TROUPE_FIELD_TEMPERATURE),
                   ==, TROUPE_FIELD_STATE_SET);
  g_assert_null (troupe_ticket_get_persona_id (troupe_track_find_ticket (track, "T1")));
}

/* The order of members in the file, and of unknown ones, says nothing. */
static void
test_revision (void)
{
  static const char first[] = "{\"format\":\"troupe-persona/1\",\"id\":\"a\",\"name\":\"A\",\"temperature\":0.5,"
                              "\"y\":{\"d\":1,\"c\":2},\"x\":1}";
  static const char other_order[] = "{\"x\": 1,\n \"temperature\": 0.50, \"name\":\"\\u0041\", \"y\":{\"c\":2,\"d\":1},"
                                    "\"id\":\"a\",\"format\":\"troupe-persona/1\"}";
  static const char other_value[] = "{\"format\":\"troupe-persona/1\",\"id\":\"a\",\"name\":\"A\",\"temperature\":0.5,"
                                    "\"y\":{\"d\":1,\"c\":3},\"x\":1}";
  static const char canonical[] = "{\"format\":\"troupe-persona/1\",\"id\":\"a\",\"name\":\"A\",\"temperature\":0.5,"
                                  "\"x\":1,\"y\":{\"c\":2,\"d\":1}}";
  g_autoptr(TroupeDefinition) a = decode (TROUPE_KIND_PERSONA, first);
  g_autoptr(TroupeDefinition) b = decode (TROUPE_KIND_PERSONA, other_order);
  g_autoptr(TroupeDefinition) c = decode (TROUPE_KIND_PERSONA, other_value);
  g_autofree char *of_a = troupe_codec_revision (a);
  g_autofree char *of_b = troupe_codec_revision (b);
  g_autofree char *of_c = troupe_codec_revision (c);
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, -1);

  expected[12] = '\0';
  g_assert_cmpstr (of_a, ==, expected);
  g_assert_cmpstr (of_a, ==, of_b);
  g_assert_cmpstr (of_a, !=, of_c);
}

/* What ships reads, and is written as it is in the tree. */
static void
test_cast (void)
{
  for (TroupeKind kind = TROUPE_KIND_PERSONA; kind < TROUPE_KIND_TRACK; kind++)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", troupe_codec_get (kind)->folder, NULL);
      g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
      const char *name;
      guint n_files = 0;

      g_assert_nonnull (folder);
      while ((name = g_dir_read_name (folder)) != NULL)
        {
          g_autofree char *file = g_build_filename (path, name, NULL);
          g_autofree char *id = g_strndup (name, strlen (name) - strlen (".json"));
          g_autoptr(GError) error = NULL;
          g_autoptr(TroupeJsonDocument) document = NULL;
          g_autoptr(TroupeDefinition) definition = NULL;
          g_autoptr(JsonNode) node = NULL;
          g_autofree char *text = NULL;
          g_autofree char *written = NULL;

          if (!g_str_has_suffix (name, ".json"))
            continue;

          g_file_get_contents (file, &text, NULL, &error);
          g_assert_no_error (error);
          document = troupe_json_document_parse (name, text, -1, &error);
          g_assert_no_error (error);
          definition = troupe_codec_decode (kind, document, id, &error);
          g_assert_no_error (error);

          node = troupe_codec_encode (definition);
          written = troupe_json_write (node, TRUE, NULL);
          g_assert_cmpstr (written, ==, text);
          n_files++;
        }

      g_assert_cmpuint (n_files, >, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/codecs/everything-survives", test_whole);
  g_test_add_func ("/store/codecs/members-have-one-order", test_order);
  g_test_add_func ("/store/codecs/the-least-is-enough", test_least);
  g_test_add_func ("/store/codecs/zero-unset-and-omitted-differ", test_states);
  g_test_add_func ("/store/codecs/persona-values", test_persona_values);
  g_test_add_func ("/store/codecs/preset-values", test_preset_values);
  g_test_add_func ("/store/codecs/track-values", test_track_values);
  g_test_add_func ("/store/codecs/built-in-cast-is-written-as-it-is", test_cast);
  g_test_add_func ("/store/codecs/revision-follows-the-content", test_revision);

  return g_test_run ();
}
