/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "json/troupe-codec.h"
#include "json/troupe-defaults-codec.h"
#include "json/troupe-providers-codec.h"

#define PERSONA "{\"format\": \"troupe-persona/1\", \"id\": \"a\",\n"
#define PROMPT  "{\"format\": \"troupe-prompt/1\", \"id\": \"a\",\n"
#define TOOLS   "{\"format\": \"troupe-tool-preset/1\", \"id\": \"a\",\n"
#define BIAS    "{\"format\": \"troupe-bias-profile/1\", \"id\": \"a\",\n"
#define TRACK   "{\"format\": \"troupe-track/1\", \"id\": \"a\", \"tickets\": [\n"

typedef struct
{
  const char *claim;
  TroupeKind  kind;
  const char *text;
  int         code;
  const char *place;
  const char *words;    /* what the message must say */
} BrokenCase;

static const BrokenCase cases[] = {
  { "no-object", TROUPE_KIND_PERSONA, "[]", TROUPE_JSON_ERROR_TYPE, "1:1", "object" },
  { "no-format", TROUPE_KIND_PERSONA, "{\"id\": \"a\"}", TROUPE_JSON_ERROR_MISSING, "1:1", "“format”" },
  { "format-is-a-number", TROUPE_KIND_PERSONA, "{\"format\": 1}", TROUPE_JSON_ERROR_TYPE, "1:12", "“format”" },
  { "other-kind", TROUPE_KIND_PERSONA, "{\"format\": \"troupe-track/1\", \"id\": \"a\"}", TROUPE_JSON_ERROR_VALUE, "1:12",
    "should be “troupe-persona/1”" },
  { "newer-format", TROUPE_KIND_PERSONA, "{\"id\": \"a\",\n\"format\": \"troupe-persona/2\"}", TROUPE_JSON_ERROR_VALUE, "2:11",
    "“troupe-persona/2” is not known" },
  { "no-id", TROUPE_KIND_PERSONA, "{\"format\": \"troupe-persona/1\"}", TROUPE_JSON_ERROR_MISSING, "1:1", "“id”" },
  { "id-is-null", TROUPE_KIND_PERSONA, "{\"format\": \"troupe-persona/1\", \"id\": null}", TROUPE_JSON_ERROR_TYPE, "1:38", "“id”" },
  { "id-has-capitals", TROUPE_KIND_PERSONA, "{\"format\": \"troupe-persona/1\", \"id\": \"A b\"}", TROUPE_JSON_ERROR_VALUE, "1:38",
    "“A b”" },
  { "id-climbs-up", TROUPE_KIND_PERSONA, "{\"format\": \"troupe-persona/1\", \"id\": \"../a\"}", TROUPE_JSON_ERROR_VALUE, "1:38",
    "“../a”" },
  { "id-is-not-the-file", TROUPE_KIND_PERSONA, "{\"format\": \"troupe-persona/1\", \"id\": \"b\"}", TROUPE_JSON_ERROR_VALUE, "1:38",
    "“a”" },
  { "name-is-a-number", TROUPE_KIND_PERSONA, PERSONA "\"name\": 5}", TROUPE_JSON_ERROR_TYPE, "2:9", "“name”" },
  { "description-is-null", TROUPE_KIND_PERSONA, PERSONA "\"description\": null}", TROUPE_JSON_ERROR_TYPE, "2:16", "“description”" },
  { "temperature-is-text", TROUPE_KIND_PERSONA, PERSONA "\"temperature\": \"0.2\"}", TROUPE_JSON_ERROR_TYPE, "2:16", "a number" },
  { "temperature-too-high", TROUPE_KIND_PERSONA, PERSONA "\"temperature\": 2.5}", TROUPE_JSON_ERROR_VALUE, "2:16", "0 to 2" },
  { "temperature-below-zero", TROUPE_KIND_PERSONA, PERSONA "\"temperature\": -0.1}", TROUPE_JSON_ERROR_VALUE, "2:16", "0 to 2" },
  { "temperature-endless", TROUPE_KIND_PERSONA, PERSONA "\"temperature\": 1e999}", TROUPE_JSON_ERROR_VALUE, "2:16", "0 to 2" },
  { "top-p-too-high", TROUPE_KIND_PERSONA, PERSONA "\"top_p\": 1.01}", TROUPE_JSON_ERROR_VALUE, "2:10", "0 to 1" },
  { "tokens-zero", TROUPE_KIND_PERSONA, PERSONA "\"max_output_tokens\": 0}", TROUPE_JSON_ERROR_VALUE, "2:22", "max_output_tokens" },
  { "tokens-with-a-fraction", TROUPE_KIND_PERSONA, PERSONA "\"max_output_tokens\": 1.5}", TROUPE_JSON_ERROR_VALUE, "2:22",
    "whole number" },
  { "tokens-huge", TROUPE_KIND_PERSONA, PERSONA "\"max_output_tokens\": 99999999999999999999}", TROUPE_JSON_ERROR_VALUE, "2:22",
    "whole number" },
  { "effort-unknown", TROUPE_KIND_PERSONA, PERSONA "\"reasoning_effort\": \"huge\"}", TROUPE_JSON_ERROR_VALUE, "2:21", "huge" },
  { "provider-is-null", TROUPE_KIND_PERSONA, PERSONA "\"provider\": null}", TROUPE_JSON_ERROR_TYPE, "2:13", "“provider”" },
  { "provider-is-no-id", TROUPE_KIND_PERSONA, PERSONA "\"provider\": \"Open AI\"}", TROUPE_JSON_ERROR_VALUE, "2:13", "Open AI" },
  { "prompt-is-null", TROUPE_KIND_PERSONA, PERSONA "\"system_prompt\": null}", TROUPE_JSON_ERROR_TYPE, "2:18", "“system_prompt”" },
  { "preset-is-null", TROUPE_KIND_PERSONA, PERSONA "\"tool_preset_id\": null}", TROUPE_JSON_ERROR_TYPE, "2:19", "“tool_preset_id”" },
  { "models-are-text", TROUPE_KIND_PERSONA, PERSONA "\"preferred_models\": \"m\"}", TROUPE_JSON_ERROR_TYPE, "2:21", "an array" },
  { "models-are-null", TROUPE_KIND_PERSONA, PERSONA "\"preferred_models\": null}", TROUPE_JSON_ERROR_TYPE, "2:21", "an array" },
  { "models-are-none", TROUPE_KIND_PERSONA, PERSONA "\"preferred_models\": []}", TROUPE_JSON_ERROR_VALUE, "2:21", "preferred_models" },
  { "model-is-a-number", TROUPE_KIND_PERSONA, PERSONA "\"preferred_models\": [\"m\", 3]}", TROUPE_JSON_ERROR_TYPE, "2:27",
    "“preferred_models”" },
  { "model-has-no-name", TROUPE_KIND_PERSONA, PERSONA "\"preferred_models\": [{\"provider\": \"p\"}]}", TROUPE_JSON_ERROR_MISSING,
    "2:22", "“model”" },
  { "model-is-empty", TROUPE_KIND_PERSONA, PERSONA "\"preferred_models\": [\"m\", \"\"]}", TROUPE_JSON_ERROR_VALUE, "2:27", "empty" },
  { "model-parameter-wrong", TROUPE_KIND_PERSONA, PERSONA "\"preferred_models\": [{\"model\": \"m\", \"top_p\": 7}]}",
    TROUPE_JSON_ERROR_VALUE, "2:46", "0 to 1" },
  { "tiers-are-a-list", TROUPE_KIND_PERSONA, PERSONA "\"tier_assignments\": [\"qa\"]}", TROUPE_JSON_ERROR_TYPE, "2:21", "an object" },
  { "tier-is-null", TROUPE_KIND_PERSONA, PERSONA "\"tier_assignments\": {\"qa\": null}}", TROUPE_JSON_ERROR_TYPE, "2:28", "“qa”" },
  { "tier-value-wrong", TROUPE_KIND_PERSONA, PERSONA "\"tier_assignments\": {\"qa\": {\n \"temperature\": 3}}}",
    TROUPE_JSON_ERROR_VALUE, "3:17", "0 to 2" },
  { "icon-is-a-number", TROUPE_KIND_PERSONA, PERSONA "\"icon\": 1}", TROUPE_JSON_ERROR_TYPE, "2:9", "“icon”" },

  { "prompt-parameter-wrong", TROUPE_KIND_PROMPT_PRESET, PROMPT "\"temperature\": true}", TROUPE_JSON_ERROR_TYPE, "2:16",
    "true or false" },

  { "categories-are-a-list", TROUPE_KIND_TOOL_PRESET, TOOLS "\"categories\": []}", TROUPE_JSON_ERROR_TYPE, "2:15", "“categories”" },
  { "category-is-text", TROUPE_KIND_TOOL_PRESET, TOOLS "\"categories\": {\"a/b\": \"auto\"}}", TROUPE_JSON_ERROR_TYPE, "2:23",
    "“a/b”" },
  { "permission-unknown", TROUPE_KIND_TOOL_PRESET, TOOLS "\"categories\": {\"files\": {\"a/~b\": \"always\"}}}",
    TROUPE_JSON_ERROR_VALUE, "2:34", "“off”, “ask”, “auto”" },
  { "permission-is-true", TROUPE_KIND_TOOL_PRESET, TOOLS "\"categories\": {\"files\": {\"t\": true}}}", TROUPE_JSON_ERROR_TYPE,
    "2:31", "“t”" },

  { "weight-too-high", TROUPE_KIND_BIAS_PROFILE, BIAS "\"tool_weights\": {\"t\": 5.5}}", TROUPE_JSON_ERROR_VALUE, "2:23", "0 to 5" },
  { "weight-is-text", TROUPE_KIND_BIAS_PROFILE, BIAS "\"tool_weights\": {\"t\": \"5\"}}", TROUPE_JSON_ERROR_TYPE, "2:23", "“t”" },
  { "multiplier-below-zero", TROUPE_KIND_BIAS_PROFILE, BIAS "\"category_multipliers\": {\"c\": -1}}", TROUPE_JSON_ERROR_VALUE,
    "2:31", "“c”" },

  { "tickets-are-an-object", TROUPE_KIND_TRACK, "{\"format\": \"troupe-track/1\", \"id\": \"a\", \"tickets\": {}}",
    TROUPE_JSON_ERROR_TYPE, "1:52", "“tickets”" },
  { "ticket-is-text", TROUPE_KIND_TRACK, TRACK "\"T1\"]}", TROUPE_JSON_ERROR_TYPE, "2:1", "an object" },
  { "ticket-without-id", TROUPE_KIND_TRACK, TRACK "{\"id\": \"T1\"},\n{\"title\": \"x\"}]}", TROUPE_JSON_ERROR_MISSING, "3:1",
    "“id”" },
  { "ticket-id-wrong", TROUPE_KIND_TRACK, TRACK "{\"id\": \"T 1\"}]}", TROUPE_JSON_ERROR_VALUE, "2:8", "“T 1”" },
  { "ticket-twice", TROUPE_KIND_TRACK, TRACK "{\"id\": \"T1\"},\n{\"id\": \"T2\"},\n{\"id\": \"T1\"}]}", TROUPE_JSON_ERROR_VALUE,
    "4:8", "“T1” is there twice" },
  { "dependency-unknown", TROUPE_KIND_TRACK, TRACK "{\"id\": \"T1\"},\n{\"id\": \"T2\", \"depends_on\": [\"T1\", \"T9\"]}]}",
    TROUPE_JSON_ERROR_VALUE, "3:35", "“T2” depends on “T9”" },
  { "dependency-is-a-number", TROUPE_KIND_TRACK, TRACK "{\"id\": \"T1\", \"depends_on\": [1]}]}", TROUPE_JSON_ERROR_TYPE, "2:29",
    "“depends_on”" },
  { "depends-on-itself", TROUPE_KIND_TRACK, TRACK "{\"id\": \"T1\", \"depends_on\": [\"T1\"]}]}", TROUPE_JSON_ERROR_VALUE, "2:28",
    "T1 → T1;" },
  { "circle", TROUPE_KIND_TRACK,
    TRACK "{\"id\": \"T0\"},\n{\"id\": \"T1\", \"depends_on\": [\"T0\", \"T2\"]},\n{\"id\": \"T2\", \"depends_on\": [\"T3\"]},\n"
    "{\"id\": \"T3\", \"depends_on\": [\"T1\"]}]}", TROUPE_JSON_ERROR_VALUE, NULL, " → T" },
  { "priority-unknown", TROUPE_KIND_TRACK, TRACK "{\"id\": \"T1\", \"priority\": \"urgent\"}]}", TROUPE_JSON_ERROR_VALUE, "2:26",
    "“low”, “normal”, “high”" },
  { "ticket-persona-wrong", TROUPE_KIND_TRACK, TRACK "{\"id\": \"T1\", \"persona_id\": \"Some One\"}]}", TROUPE_JSON_ERROR_VALUE,
    "2:28", "“Some One”" },
  { "overrides-null", TROUPE_KIND_TRACK, TRACK "{\"id\": \"T1\", \"overrides\": null}]}", TROUPE_JSON_ERROR_TYPE, "2:27",
    "“overrides”" },
  { "override-wrong", TROUPE_KIND_TRACK, TRACK "{\"id\": \"T1\", \"overrides\": {\"top_p\": 2}}]}", TROUPE_JSON_ERROR_VALUE, "2:37",
    "0 to 1" },
  { "retries-below-zero", TROUPE_KIND_TRACK, TRACK "{\"id\": \"T1\", \"max_retries\": -1}]}", TROUPE_JSON_ERROR_VALUE, "2:29",
    "“max_retries”" },
  { "step-is-text", TROUPE_KIND_TRACK, TRACK "{\"id\": \"T1\", \"step\": \"yes\"}]}", TROUPE_JSON_ERROR_TYPE, "2:22", "“step”" },
  { "tier-null", TROUPE_KIND_TRACK,
    "{\"format\": \"troupe-track/1\", \"id\": \"a\", \"tiers\": {\"qa\": null, \"worker\": null}}", TROUPE_JSON_ERROR_TYPE, "1:73",
    "“worker”" },
  { "tier-persona-null", TROUPE_KIND_TRACK,
    "{\"format\": \"troupe-track/1\", \"id\": \"a\", \"tiers\": {\"qa\": {\"persona_id\": null}}}", TROUPE_JSON_ERROR_TYPE, "1:72",
    "“persona_id”" },
};

static void
test_broken (gconstpointer data)
{
  const BrokenCase *c = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("a.json", c->text, -1, &error);
  g_autoptr(TroupeDefinition) definition = NULL;
  g_autofree char *prefix = NULL;

  g_assert_no_error (error);
  definition = troupe_codec_decode (c->kind, document, "a", &error);
  g_assert_null (definition);
  g_assert_error (error, TROUPE_JSON_ERROR, c->code);

  prefix = c->place != NULL ? g_strdup_printf ("a.json:%s: ", c->place) : g_strdup ("a.json:");
  if (!g_str_has_prefix (error->message, prefix))
    g_test_fail_printf ("“%s” should begin with “%s”", error->message, prefix);
  if (strstr (error->message, c->words) == NULL)
    g_test_fail_printf ("“%s” should say “%s”", error->message, c->words);
}

/* Each arrow of a circle is a dependency that is in the file. */
static void
test_circle (void)
{
  static const char text[] =
    TRACK "{\"id\": \"T0\"},\n{\"id\": \"T1\", \"depends_on\": [\"T0\", \"T2\"]},\n{\"id\": \"T2\", \"depends_on\": [\"T3\"]},\n"
    "{\"id\": \"T3\", \"depends_on\": [\"T1\"]}]}";
  static const struct
  {
    const char *place;
    const char *circle;
  } good[] = {
    { "a.json:3:28: ", "T1 → T2 → T3 → T1;" },
    { "a.json:4:28: ", "T2 → T3 → T1 → T2;" },
    { "a.json:5:28: ", "T3 → T1 → T2 → T3;" },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("a.json", text, -1, NULL);
  g_autoptr(TroupeDefinition) definition = troupe_codec_decode (TROUPE_KIND_TRACK, document, NULL, &error);
  gboolean is_good = FALSE;

  g_assert_null (definition);
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    is_good |= g_str_has_prefix (error->message, good[i].place) && strstr (error->message, good[i].circle) != NULL;
  if (!is_good)
    g_test_fail_printf ("%s", error->message);
}

static void
test_defaults (void)
{
  static const char text[] = "{\"format\":\"troupe-defaults/1\",\"provider\":\"p\",\"preferred_models\":[\"m\"],"
                             "\"temperature\":0,\"top_p\":null,\"x\":1.10}";
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("d.json", text, -1, NULL);
  g_autoptr(TroupeJsonDocument) bare = troupe_json_document_parse ("d.json", "{\"temperature\": 1}", -1, NULL);
  g_autoptr(TroupeJsonDocument) newer = troupe_json_document_parse ("d.json", "{\"format\": \"troupe-defaults/9\"}", -1, NULL);
  g_autoptr(TroupeAiSettings) settings = troupe_defaults_codec_decode (document, &error);
  g_autoptr(TroupeAiSettings) of_bare = troupe_defaults_codec_decode (bare, &error);
  g_autoptr(TroupeAiSettings) of_newer = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *written = NULL;

  g_assert_no_error (error);
  node = troupe_defaults_codec_encode (settings);
  written = troupe_json_write_canonical (node);
  g_assert_cmpstr (written, ==, text);
  g_assert_cmpfloat (troupe_ai_settings_get_double (of_bare, TROUPE_FIELD_TEMPERATURE), ==, 1);

  of_newer = troupe_defaults_codec_decode (newer, &error);
  g_assert_null (of_newer);
  g_assert_true (g_str_has_prefix (error->message, "d.json:1:12: "));
}

static void
test_providers (void)
{
  static const char text[] =
    "{\"format\":\"troupe-providers/1\",\"providers\":["
    "{\"id\":\"ollama\",\"kind\":\"openai\",\"name\":\"Ollama\",\"base_url\":\"http://localhost:11434/v1\","
    "\"connect_timeout_ms\":1234,\"idle_timeout_ms\":4321,\"prices\":{\"m\":{\"input\":1.10,\"x\":1}}},"
    "{\"id\":\"b\",\"kind\":\"anthropic\",\"name\":\"B\"}],\"x\":[]}";
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("p.json", text, -1, NULL);
  g_autoptr(JsonObject) extra = NULL;
  g_autoptr(GPtrArray) configs = troupe_providers_codec_decode (document, &extra, &error);
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *written = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (configs->len, ==, 2);
  g_assert_cmpuint (troupe_provider_config_get_idle_timeout_ms (g_ptr_array_index (configs, 0)), ==, 4321);

  node = troupe_providers_codec_encode (configs, extra);
  written = troupe_json_write_canonical (node);
  g_assert_cmpstr (written, ==, text);
}

static void
test_broken_providers (void)
{
  static const struct
  {
    const char *text;
    const char *place;
  } broken[] = {
    { "[]", "p.json:1:1: " },
    { "{\"providers\": {}}", "p.json:1:15: " },
    { "{\"providers\": [{\"id\": \"a\", \"kind\": \"openai\", \"prices\": 3}]}", "p.json:1:56: " },
    { "{\"providers\": [{\"id\": \"a\", \"kind\": \"openai\", \"prices\": {\"m\": {\"input\": -1}}}]}", "p.json:1:72: " },
    { "{\"providers\": [{\"id\": \"a\", \"kind\": \"openai\", \"prices\": {\"m\": []}}]}", "p.json:1:62: " },
    { "{\"providers\": [1]}", "p.json:1:16: " },
    { "{\"providers\": [{\"kind\": \"openai\"}]}", "p.json:1:16: " },
    { "{\"providers\": [{\"id\": \"a\"}]}", "p.json:1:16: " },
    { "{\"providers\": [{\"id\": \"A\", \"kind\": \"openai\"}]}", "p.json:1:23: " },
    { "{\"providers\": [{\"id\": \"a\", \"kind\": \"k\", \"base_url\": \"localhost\"}]}", "p.json:1:53: " },
    { "{\"providers\": [{\"id\": \"a\", \"kind\": \"k\", \"base_url\": \"file:///etc\"}]}", "p.json:1:53: " },
    { "{\"providers\": [{\"id\": \"a\", \"kind\": \"k\", \"idle_timeout_ms\": -1}]}", "p.json:1:60: " },
    { "{\"providers\": [{\"id\": \"a\", \"kind\": \"k\"},\n{\"id\": \"a\", \"kind\": \"k\"}]}", "p.json:2:8: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("p.json", broken[i].text, -1, NULL);
      g_autoptr(GPtrArray) configs = troupe_providers_codec_decode (document, NULL, &error);

      g_assert_null (configs);
      if (!g_str_has_prefix (error->message, broken[i].place))
        g_test_fail_printf ("“%s” should begin with “%s”", error->message, broken[i].place);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store/codecs/refuses/", cases[i].claim, NULL);

      g_test_add_data_func (path, &cases[i], test_broken);
    }

  g_test_add_func ("/store/codecs/circles-are-named-edge-by-edge", test_circle);
  g_test_add_func ("/store/codecs/defaults-survive", test_defaults);
  g_test_add_func ("/store/codecs/providers-survive", test_providers);
  g_test_add_func ("/store/codecs/broken-providers", test_broken_providers);

  return g_test_run ();
}
