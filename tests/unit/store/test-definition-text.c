/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "json/troupe-definition-text.h"
#include "troupe-ai-settings.h"
#include "troupe-bias-profile.h"
#include "troupe-json.h"
#include "troupe-model-list.h"
#include "troupe-persona.h"
#include "troupe-prompt-preset.h"
#include "troupe-tool-preset.h"

#define N_MANY       10000
#define PROMPT_SIZE  (64 * 1024)

/* Everything that a file of each kind can say, and something that it can't. */
static const char * const full[] = {
  [TROUPE_KIND_PERSONA] =
    "{\"format\":\"troupe-persona/1\",\"id\":\"a\",\"name\":\"A\",\"description\":\"D\",\"icon\":\"🧐\","
    "\"provider\":\"anthropic\",\"preferred_models\":[\"claude\",{\"provider\":\"openai\",\"model\":\"gpt\","
    "\"temperature\":0,\"top_p\":null,\"x-entry\":[1.5]}],\"temperature\":0.2,\"top_p\":null,\"max_output_tokens\":4096,"
    "\"reasoning_effort\":\"low\",\"system_prompt\":\"P\\n…\",\"prompt_preset_id\":\"p\",\"tool_preset_id\":\"t\","
    "\"bias_profile_id\":\"b\",\"tier_assignments\":{\"orchestrator\":{\"top_p\":1},\"tech-lead\":{\"provider\":\"q\"},"
    "\"worker\":{\"temperature\":0.4,\"x-tier\":1},\"qa\":{},\"x-tiers\":7},\"x-z\":1,\"x-a\":{\"b\":[null]}}",
  [TROUPE_KIND_PROMPT_PRESET] =
    "{\"format\":\"troupe-prompt/1\",\"id\":\"a\",\"name\":\"A\",\"description\":\"D\",\"system_prompt\":\"P\","
    "\"temperature\":0.3,\"top_p\":null,\"max_output_tokens\":1,\"reasoning_effort\":\"high\",\"x\":true}",
  [TROUPE_KIND_TOOL_PRESET] =
    "{\"format\":\"troupe-tool-preset/1\",\"id\":\"a\",\"name\":\"A\",\"description\":\"D\",\"categories\":"
    "{\"files\":{\"read_file\":\"auto\",\"write_file\":\"off\"},\"mcp:github\":{\"*\":\"ask\"}},\"x\":[]}",
  [TROUPE_KIND_BIAS_PROFILE] =
    "{\"format\":\"troupe-bias-profile/1\",\"id\":\"a\",\"name\":\"A\",\"description\":\"D\",\"tool_weights\":"
    "{\"read_file\":4,\"run_command\":0.5},\"category_multipliers\":{\"shell\":0.5},\"x\":\"y\"}",
};

/* Two members that a file must have, and three that are written even where they were not there. */
static gboolean
is_always_written (const char *name)
{
  static const char * const names[] = { "format", "id", "name", "categories", "tool_weights", "category_multipliers", NULL };

  return g_strv_contains (names, name);
}

static TroupeDefinition *
read_good (TroupeKind  kind,
           const char *text)
{
  TroupeTextProblem *problem = NULL;
  TroupeDefinition *definition = troupe_definition_text_read (kind, text, NULL, &problem);

  if (problem != NULL)
    g_error ("%u:%u: %s", problem->line, problem->column, problem->message);
  g_assert_nonnull (definition);
  g_assert_cmpint (troupe_definition_get_kind (definition), ==, kind);
  return definition;
}

static char *
pretty (JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return troupe_json_write (node, TRUE, NULL);
}

static JsonObject *
parse (const char *text)
{
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("t", text, -1, NULL);

  g_assert_nonnull (document);
  return json_object_ref (json_node_get_object (troupe_json_document_get_root (document)));
}

/* In and out is the same text; taking a member out of the text takes it out of the definition and nothing else, and putting it
 * back brings it back. */
static void
test_every_member (void)
{
  for (TroupeKind kind = 0; kind < (TroupeKind) G_N_ELEMENTS (full); kind++)
    {
      g_autoptr(JsonObject) object = parse (full[kind]);
      g_autoptr(TroupeDefinition) whole = read_good (kind, full[kind]);
      g_autofree char *text = pretty (object);
      g_autofree char *written = troupe_definition_text_write (whole);
      g_autoptr(GList) names = json_object_get_members (object);

      g_assert_cmpstr (written, ==, text);
      for (GList *l = names; l != NULL; l = l->next)
        {
          g_autoptr(JsonObject) less = parse (full[kind]);
          g_autofree char *without = NULL;
          g_autofree char *written_without = NULL;
          g_autoptr(TroupeDefinition) definition = NULL;

          if (g_str_equal (l->data, "format") || g_str_equal (l->data, "id"))
            continue;

          json_object_remove_member (less, l->data);
          without = pretty (less);
          definition = read_good (kind, without);
          g_test_message ("%s", (char *) l->data);
          g_assert_false (troupe_definition_equal (definition, whole));
          written_without = troupe_definition_text_write (definition);
          if (!is_always_written (l->data))
            g_assert_cmpstr (written_without, ==, without);

          troupe_definition_assign (definition, whole);
          g_clear_pointer (&written_without, g_free);
          written_without = troupe_definition_text_write (definition);
          g_assert_cmpstr (written_without, ==, text);
        }
    }
}

/* (transfer none): where the settings of @definition are that a test may change */
static TroupeAiSettings *
get_settings (TroupeDefinition *definition)
{
  return TROUPE_IS_PERSONA (definition) ? troupe_persona_get_settings (TROUPE_PERSONA (definition))
                                        : troupe_prompt_preset_get_settings (TROUPE_PROMPT_PRESET (definition));
}

/* What a form states, omits or takes back stands in the text, and is read from it again. */
static void
check_field (TroupeDefinition *definition,
             TroupeField       field,
             const char       *text)
{
  TroupeKind kind = troupe_definition_get_kind (definition);
  g_autofree char *member = g_strdup_printf ("\"%s\":", troupe_field_get_name (field));
  static const char * const states[] = { "value", "omit", "unset" };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr(TroupeDefinition) again = NULL;
      g_autofree char *written = NULL;

      if (i == 1 && !troupe_field_can_be_omitted (field))
        continue;

      if (i == 0)
        troupe_ai_settings_apply_text (get_settings (definition), text, NULL);
      else if (i == 1)
        troupe_ai_settings_omit (get_settings (definition), field);
      else
        troupe_ai_settings_unset (get_settings (definition), field);

      written = troupe_definition_text_write (definition);
      g_test_message ("%s, %s", text, states[i]);
      g_assert_cmpint (strstr (written, member) != NULL, ==, i != 2);
      again = read_good (kind, written);
      g_assert_true (troupe_definition_equal (again, definition));
    }
}

static void
test_every_field (void)
{
  static const struct
  {
    const char *text;
    gboolean    is_of_prompt;
  } fields[TROUPE_N_FIELDS] = {
    [TROUPE_FIELD_PROVIDER] = { "provider=openai", FALSE },
    [TROUPE_FIELD_PREFERRED_MODELS] = { "preferred_models=some-model", FALSE },
    [TROUPE_FIELD_TEMPERATURE] = { "temperature=0", TRUE },
    [TROUPE_FIELD_TOP_P] = { "top_p=0.25", TRUE },
    [TROUPE_FIELD_MAX_OUTPUT_TOKENS] = { "max_output_tokens=1000000", TRUE },
    [TROUPE_FIELD_REASONING_EFFORT] = { "reasoning_effort=medium", TRUE },
    [TROUPE_FIELD_SYSTEM_PROMPT] = { "system_prompt=“Quoted” \\ \"and\" more", TRUE },
    [TROUPE_FIELD_PROMPT_PRESET_ID] = { "prompt_preset_id=house-rules", FALSE },
    [TROUPE_FIELD_TOOL_PRESET_ID] = { "tool_preset_id=read-only", FALSE },
    [TROUPE_FIELD_BIAS_PROFILE_ID] = { "bias_profile_id=prefer-search", FALSE },
  };
  g_autoptr(TroupePersona) persona = troupe_persona_new ("a");
  g_autoptr(TroupePromptPreset) preset = troupe_prompt_preset_new ("a");

  troupe_definition_set_name (TROUPE_DEFINITION (persona), "A");
  troupe_definition_set_name (TROUPE_DEFINITION (preset), "A");
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      g_assert_nonnull (fields[field].text);
      check_field (TROUPE_DEFINITION (persona), field, fields[field].text);
      if (fields[field].is_of_prompt)
        check_field (TROUPE_DEFINITION (preset), field, fields[field].text);
    }
}

typedef struct
{
  const char *claim;
  TroupeKind  kind;
  const char *text;
  guint       line;
  guint       column;
  const char *marked;
  const char *words;
} BrokenCase;

#define PERSONA "{\n  \"format\": \"troupe-persona/1\",\n  \"id\": \"a\",\n  "
#define TOOLS   "{\n  \"format\": \"troupe-tool-preset/1\",\n  \"id\": \"a\",\n  "
#define BIAS    "{\n  \"format\": \"troupe-bias-profile/1\",\n  \"id\": \"a\",\n  "
#define PROMPT  "{\n  \"format\": \"troupe-prompt/1\",\n  \"id\": \"a\",\n  "

static const BrokenCase broken[] = {
  { "empty", TROUPE_KIND_PERSONA, "", 1, 1, "", "empty" },
  { "blank", TROUPE_KIND_PERSONA, " \n ", 2, 2, "", "empty" },
  { "half-a-word", TROUPE_KIND_PERSONA, PERSONA "\"top_p\": nul,\n}", 4, 12, "nul", "‘nul’" },
  { "comma-at-the-end", TROUPE_KIND_PERSONA, PERSONA "\"top_p\": 1,\n}", 5, 1, "}", "a member name" },
  { "no-comma", TROUPE_KIND_PERSONA, PERSONA "\"top_p\": 1\n  \"icon\": \"x\"}", 5, 3, "\"icon\"", "‘,’ or ‘}’" },
  { "no-value", TROUPE_KIND_PERSONA, PERSONA "\"top_p\": }", 4, 12, "}", "a value" },
  { "not-closed", TROUPE_KIND_PERSONA, PERSONA "\"top_p\": 1\n", 5, 1, "1", "the text ends" },
  { "string-over-two-lines", TROUPE_KIND_PERSONA, PERSONA "\"name\": \"x\n\"}", 4, 13, "x", "\\n" },
  { "string-never-ends", TROUPE_KIND_PERSONA, PERSONA "\"name\": \"x", 4, 13, "x", "inside a string" },
  { "control-character", TROUPE_KIND_PERSONA, PERSONA "\"name\": \"x\ty\"}", 4, 13, "x", "U+0009" },
  { "wrong-escape", TROUPE_KIND_PERSONA, PERSONA "\"name\": \"x\\q\"}", 4, 13, "\\", "backslash" },
  { "octal", TROUPE_KIND_PERSONA, PERSONA "\"max_output_tokens\": 017}", 4, 24, "017", "needless 0" },
  { "twice", TROUPE_KIND_PERSONA, PERSONA "\"icon\": \"🧐\", \"icon\": \"🦉\"}", 4, 16, "\"icon\"", "twice" },
  { "text-behind", TROUPE_KIND_PERSONA, "{}\nmore", 2, 1, "more", "" },
  { "a-list", TROUPE_KIND_PERSONA, "\n []", 2, 2, "[", "an object" },
  { "no-format", TROUPE_KIND_PERSONA, "{\"id\": \"a\"}", 1, 1, "{", "“format”" },
  { "format-of-another-kind", TROUPE_KIND_PERSONA, TOOLS "\"name\": \"x\"}", 2, 13, "\"troupe-tool-preset/1\"", "troupe-persona/1" },
  { "format-to-come", TROUPE_KIND_PERSONA, "{\"format\": \"troupe-persona/2\"}", 1, 12, "\"troupe-persona/2\"", "not known" },
  { "no-id", TROUPE_KIND_PERSONA, "{\"format\": \"troupe-persona/1\"}", 1, 1, "{", "“id”" },
  { "id-is-a-path", TROUPE_KIND_PERSONA, "{\"format\": \"troupe-persona/1\", \"id\": \"../a\"}", 1, 38, "\"../a\"", "not an id" },
  { "name-is-a-number", TROUPE_KIND_PERSONA, PERSONA "\"name\": 5}", 4, 11, "5", "a string" },
  { "name-is-null", TROUPE_KIND_PERSONA, PERSONA "\"name\": null}", 4, 11, "null", "a string" },
  { "too-hot", TROUPE_KIND_PERSONA, PERSONA "\"temperature\": 2.5}", 4, 18, "2.5", "0 to 2" },
  { "below-zero", TROUPE_KIND_PERSONA, PERSONA "\"temperature\": -1}", 4, 18, "-1", "0 to 2" },
  { "a-text-for-a-number", TROUPE_KIND_PERSONA, PERSONA "\"temperature\": \"0.5\"}", 4, 18, "\"0.5\"", "a number" },
  { "null-where-it-means-nothing", TROUPE_KIND_PERSONA, PERSONA "\"provider\": null}", 4, 15, "null", "a string" },
  { "models-are-no-list", TROUPE_KIND_PERSONA, PERSONA "\"preferred_models\": {}}", 4, 23, "{", "an array" },
  { "a-model-without-name", TROUPE_KIND_PERSONA, PERSONA "\"preferred_models\": [\"a\", {}]}", 4, 29, "{", "“model”" },
  { "a-model-too-hot", TROUPE_KIND_PERSONA, PERSONA "\"preferred_models\": [\n{\"model\": \"a\", \"temperature\": 3}]}", 5, 31, "3",
    "0 to 2" },
  { "no-such-value-in-a-tier", TROUPE_KIND_PERSONA, PERSONA "\"tier_assignments\": {\"qa\":\n{\"top_p\": 7}}}", 5, 11, "7", "0 to 1" },
  { "behind-emoji", TROUPE_KIND_PERSONA, PERSONA "\"icon\": \"🧐🧐\", \"top_p\": 7}", 4, 26, "7", "0 to 1" },
  { "behind-right-to-left", TROUPE_KIND_PERSONA, PERSONA "\"name\": \"שלום\", \"top_p\": 7}", 4, 28, "7", "0 to 1" },
  { "prompt-too-hot", TROUPE_KIND_PROMPT_PRESET, PROMPT "\"temperature\": 9}", 4, 18, "9", "0 to 2" },
  { "no-such-permission", TROUPE_KIND_TOOL_PRESET, TOOLS "\"categories\": {\"files\": {\"read_file\": \"yes\"}}}", 4, 41, "\"yes\"",
    "“ask”" },
  { "category-is-no-object", TROUPE_KIND_TOOL_PRESET, TOOLS "\"categories\": {\"files\": \"ask\"}}", 4, 27, "\"ask\"", "an object" },
  { "tool-with-slashes", TROUPE_KIND_TOOL_PRESET, TOOLS "\"categories\": {\"a/b\": {\"~/c\": 1}}}", 4, 33, "1", "a string" },
  { "weight-too-high", TROUPE_KIND_BIAS_PROFILE, BIAS "\"tool_weights\": {\"a\": 6}}", 4, 25, "6", "0 to 5" },
  { "multiplier-is-text", TROUPE_KIND_BIAS_PROFILE, BIAS "\"category_multipliers\": {\"a\": \"1\"}}", 4, 33, "\"1\"", "a number" },
};

static void
test_broken (gconstpointer data)
{
  const BrokenCase *c = data;
  g_autoptr(TroupeTextProblem) problem = NULL;
  g_autoptr(TroupeDefinition) definition = troupe_definition_text_read (c->kind, c->text, NULL, &problem);
  g_autofree char *marked = NULL;

  g_assert_null (definition);
  g_assert_nonnull (problem);
  g_test_message ("%u:%u: %s", problem->line, problem->column, problem->message);
  g_assert_cmpuint (problem->line, ==, c->line);
  g_assert_cmpuint (problem->column, ==, c->column);
  g_assert_cmpuint (problem->offset, <=, g_utf8_strlen (c->text, -1));
  marked = g_utf8_substring (c->text, problem->start, problem->start + problem->n_characters);
  g_assert_cmpstr (marked, ==, c->marked);
  g_assert_nonnull (strstr (problem->message, c->words));
  g_assert_null (strstr (problem->message, "text:"));
}

/* Cut anywhere, a text has a problem that is inside it. */
static void
test_every_cut (void)
{
  for (TroupeKind kind = 0; kind < (TroupeKind) G_N_ELEMENTS (full); kind++)
    for (const char *at = full[kind]; *at != '\0'; at = g_utf8_next_char (at))
      {
        g_autofree char *text = g_strndup (full[kind], (gsize) (at - full[kind]));
        g_autoptr(TroupeTextProblem) problem = NULL;
        g_autoptr(TroupeDefinition) definition = troupe_definition_text_read (kind, text, NULL, &problem);

        g_assert_null (definition);
        g_assert_nonnull (problem);
        g_assert_cmpuint (problem->start + problem->n_characters, <=, g_utf8_strlen (text, -1));
      }
}

static void
test_saved_id (void)
{
  static const char text[] = PERSONA "\"name\": \"B\"}";
  TroupeTextProblem *problem = NULL;
  g_autoptr(TroupeDefinition) kept = troupe_definition_text_read (TROUPE_KIND_PERSONA, text, "a", &problem);
  g_autoptr(TroupeDefinition) renamed = NULL;

  g_assert_null (problem);
  g_assert_nonnull (kept);

  renamed = troupe_definition_text_read (TROUPE_KIND_PERSONA, text, "b", &problem);
  g_assert_null (renamed);
  g_assert_cmpuint (problem->line, ==, 3);
  g_assert_cmpuint (problem->column, ==, 9);
  g_assert_nonnull (strstr (problem->message, "stays “b”"));
  troupe_text_problem_free (problem);
}

static void
test_empty_name (void)
{
  g_autoptr(TroupeDefinition) empty = read_good (TROUPE_KIND_PERSONA, PERSONA "\"name\": \"\"}");
  g_autoptr(TroupeDefinition) none = read_good (TROUPE_KIND_PERSONA, PERSONA "\"icon\": \"\"}");

  g_assert_cmpstr (troupe_definition_get_name (empty), ==, "a");
  g_assert_cmpstr (troupe_definition_get_name (none), ==, "a");
}

/* In, out, in and out: nothing gets lost and nothing changes. */
static void
check_survives (TroupeKind  kind,
                const char *text)
{
  g_autoptr(TroupeDefinition) first = read_good (kind, text);
  g_autofree char *once = troupe_definition_text_write (first);
  g_autoptr(TroupeDefinition) second = read_good (kind, once);
  g_autofree char *twice = troupe_definition_text_write (second);

  g_assert_true (troupe_definition_equal (first, second));
  g_assert_cmpstr (once, ==, twice);
}

static void
test_naughty (void)
{
  static const struct
  {
    TroupeKind  kind;
    const char *text;
    const char *kept;
  } cases[] = {
    { TROUPE_KIND_PERSONA, PERSONA "\"name\": \"../../etc/passwd\"}", "\"../../etc/passwd\"" },
    { TROUPE_KIND_PERSONA, PERSONA "\"name\": \"C:\\\\nul\\u0001\"}", "C:\\\\nul\\u0001" },
    { TROUPE_KIND_PERSONA, PERSONA "\"name\": \"👩🏽‍🔬🏳️‍🌈\", \"icon\": \"👩🏽‍🔬\"}", "👩🏽‍🔬🏳️‍🌈" },
    { TROUPE_KIND_PERSONA, PERSONA "\"name\": \"שלום \\u202e evil\"}", "שלום \u202e evil" },
    { TROUPE_KIND_PERSONA, PERSONA "\"name\": \"\\ufdd0 marked\"}", "\ufdd0 marked" },
    { TROUPE_KIND_PERSONA, PERSONA "\"name\": \"a\u2029b\"}", "a\u2029b" },
    { TROUPE_KIND_PERSONA, PERSONA "\"\": 1, \" \": 2, \"a/~b\": 3, \"🧐\": 4}", "\"a/~b\": 3" },
    { TROUPE_KIND_PERSONA, PERSONA "\"Name\": [18446744073709551616, 1.10, 1e400]}", "1.10" },
    { TROUPE_KIND_PERSONA, PERSONA "\"preferred_models\": [\"../m\", \"מודל\", \"🧐\"]}", "../m" },
    { TROUPE_KIND_TOOL_PRESET, TOOLS "\"categories\": {\"../x\": {\"/etc/passwd\": \"off\", \"🧐\": \"ask\", \"\": \"auto\"}}}",
      "/etc/passwd" },
    { TROUPE_KIND_BIAS_PROFILE, BIAS "\"tool_weights\": {\"../x\": 5, \"כלי\": 0}, \"category_multipliers\": {\"\": 1}}", "כלי" },
    { TROUPE_KIND_PROMPT_PRESET, PROMPT "\"system_prompt\": \"\\u0007\\t\\r\\n\\u2028שלום\"}", "\\u0007\\t\\r\\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeDefinition) definition = read_good (cases[i].kind, cases[i].text);
      g_autofree char *written = troupe_definition_text_write (definition);

      g_test_message ("%s", cases[i].text);
      check_survives (cases[i].kind, cases[i].text);
      g_assert_nonnull (strstr (written, cases[i].kept));
    }
}

/* @pattern has “%u” where the number goes. */
static void
append_numbered (GString    *text,
                 const char *pattern,
                 guint       number)
{
  const char *place = strstr (pattern, "%u");

  g_string_append_printf (text, "%.*s%u%s", (int) (place - pattern), pattern, number, place + 2);
}

/* Ten thousand of everything that there can be many of. */
static void
test_many (void)
{
  static const struct
  {
    TroupeKind  kind;
    const char *before;
    const char *each;
    const char *after;
  } cases[] = {
    { TROUPE_KIND_PERSONA, PERSONA "\"preferred_models\": [", "{\"model\": \"m%u\", \"temperature\": 0.5}", "]}" },
    { TROUPE_KIND_PERSONA, PERSONA, "\"x-%u\": {\"a\": [1, 2]}", "}" },
    { TROUPE_KIND_PERSONA, PERSONA "\"tier_assignments\": {", "\"tier-%u\": {}", "}}" },
    { TROUPE_KIND_PROMPT_PRESET, PROMPT, "\"x-%u\": null", "}" },
    { TROUPE_KIND_TOOL_PRESET, TOOLS "\"categories\": {\"files\": {", "\"tool-%u\": \"ask\"", "}}}" },
    { TROUPE_KIND_TOOL_PRESET, TOOLS "\"categories\": {", "\"category-%u\": {\"*\": \"off\"}", "}}" },
    { TROUPE_KIND_BIAS_PROFILE, BIAS "\"tool_weights\": {", "\"tool-%u\": 3.5", "}}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) text = g_string_new (cases[i].before);
      double seconds;

      for (guint n = 0; n < N_MANY; n++)
        {
          if (n > 0)
            g_string_append (text, ",\n");
          append_numbered (text, cases[i].each, n);
        }
      g_string_append (text, cases[i].after);

      g_test_timer_start ();
      check_survives (cases[i].kind, text->str);
      seconds = g_test_timer_elapsed ();
      g_test_minimized_result (seconds, "%s…: %.3f s", cases[i].each, seconds);
    }
}

static void
test_long_prompt (void)
{
  g_autoptr(TroupePersona) persona = troupe_persona_new ("a");
  g_autoptr(GString) prompt = g_string_new (NULL);
  g_autoptr(TroupeDefinition) again = NULL;
  g_autofree char *text = NULL;
  double seconds;

  while (prompt->len < PROMPT_SIZE)
    g_string_append (prompt, "Read \"every\" line twice — 🧐 — שלום.\n");
  troupe_ai_settings_set_string (troupe_persona_get_settings (persona), TROUPE_FIELD_SYSTEM_PROMPT, prompt->str);

  g_test_timer_start ();
  text = troupe_definition_text_write (TROUPE_DEFINITION (persona));
  again = read_good (TROUPE_KIND_PERSONA, text);
  seconds = g_test_timer_elapsed ();
  g_test_minimized_result (seconds, "written and read in %.4f s", seconds);
  g_assert_cmpstr (troupe_ai_settings_get_string (troupe_persona_get_settings (TROUPE_PERSONA (again)), TROUPE_FIELD_SYSTEM_PROMPT),
                   ==, prompt->str);
}

typedef struct
{
  const char *claim;
  const char *base;
  const char *mine;
  const char *theirs;
  const char *merged;
} MergeCase;

#define HEAD "\"format\":\"troupe-persona/1\",\"id\":\"a\",\"name\":\"A\""

static const MergeCase merges[] = {
  { "nothing-changed", "{" HEAD "}", "{" HEAD "}", "{" HEAD "}", "{" HEAD "}" },
  { "only-mine", "{" HEAD "}", "{" HEAD ",\"icon\":\"x\"}", "{" HEAD "}", "{" HEAD ",\"icon\":\"x\"}" },
  { "only-theirs", "{" HEAD "}", "{" HEAD "}", "{" HEAD ",\"icon\":\"x\"}", "{" HEAD ",\"icon\":\"x\"}" },
  { "two-members", "{" HEAD "}", "{" HEAD ",\"icon\":\"x\"}", "{" HEAD ",\"top_p\":1}", "{" HEAD ",\"icon\":\"x\",\"top_p\":1}" },
  { "one-member", "{" HEAD ",\"top_p\":0}", "{" HEAD ",\"top_p\":0.5}", "{" HEAD ",\"top_p\":1}", "{" HEAD ",\"top_p\":0.5}" },
  { "mine-went", "{" HEAD ",\"top_p\":0}", "{" HEAD "}", "{" HEAD ",\"top_p\":0}", "{" HEAD "}" },
  { "theirs-went", "{" HEAD ",\"top_p\":0}", "{" HEAD ",\"top_p\":0}", "{" HEAD "}", "{" HEAD "}" },
  { "inside-a-member", "{" HEAD ",\"tier_assignments\":{\"qa\":{}}}",
    "{" HEAD ",\"tier_assignments\":{\"worker\":{\"top_p\":1},\"qa\":{}}}", "{" HEAD ",\"tier_assignments\":{\"qa\":{\"top_p\":0}}}",
    "{" HEAD ",\"tier_assignments\":{\"worker\":{\"top_p\":1},\"qa\":{\"top_p\":0}}}" },
  { "a-list-is-one-value", "{" HEAD ",\"preferred_models\":[\"a\"]}", "{" HEAD ",\"preferred_models\":[\"b\"]}",
    "{" HEAD ",\"preferred_models\":[\"a\",\"c\"]}", "{" HEAD ",\"preferred_models\":[\"b\"]}" },
  { "unknown-members", "{" HEAD ",\"x\":{\"a\":1}}", "{" HEAD ",\"x\":{\"a\":1,\"b\":2}}", "{" HEAD ",\"x\":{\"a\":3}}",
    "{" HEAD ",\"x\":{\"a\":3,\"b\":2}}" },
};

static void
test_merge (gconstpointer data)
{
  const MergeCase *c = data;
  g_autoptr(TroupeDefinition) merged = troupe_definition_text_merge (TROUPE_KIND_PERSONA, c->base, c->mine, c->theirs);
  g_autoptr(TroupeDefinition) wanted = read_good (TROUPE_KIND_PERSONA, c->merged);

  g_assert_nonnull (merged);
  g_assert_true (troupe_definition_equal (merged, wanted));
}

static void
test_no_merge (void)
{
  static const char good[] = "{" HEAD "}";

  g_assert_null (troupe_definition_text_merge (TROUPE_KIND_PERSONA, good, good, "[]"));
  g_assert_null (troupe_definition_text_merge (TROUPE_KIND_PERSONA, good, "{", good));
  g_assert_null (troupe_definition_text_merge (TROUPE_KIND_PERSONA, "", good, good));
  g_assert_null (troupe_definition_text_merge (TROUPE_KIND_TOOL_PRESET, good, good, good));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *path = g_strconcat ("/store/definition-text/marks/", broken[i].claim, NULL);

      g_test_add_data_func (path, &broken[i], test_broken);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (merges); i++)
    {
      g_autofree char *path = g_strconcat ("/store/definition-text/merges/", merges[i].claim, NULL);

      g_test_add_data_func (path, &merges[i], test_merge);
    }

  g_test_add_func ("/store/definition-text/every-member-both-ways", test_every_member);
  g_test_add_func ("/store/definition-text/every-field-both-ways", test_every_field);
  g_test_add_func ("/store/definition-text/every-cut-has-a-place", test_every_cut);
  g_test_add_func ("/store/definition-text/a-saved-id-stays", test_saved_id);
  g_test_add_func ("/store/definition-text/an-empty-name-is-none", test_empty_name);
  g_test_add_func ("/store/definition-text/naughty-texts-survive", test_naughty);
  g_test_add_func ("/store/definition-text/ten-thousand-survive", test_many);
  g_test_add_func ("/store/definition-text/long-prompts-survive", test_long_prompt);
  g_test_add_func ("/store/definition-text/merges-definitions-only", test_no_merge);

  return g_test_run ();
}
