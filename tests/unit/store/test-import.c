/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "legacy/troupe-import-plan.h"
#include "legacy/troupe-legacy-shapes.h"
#include "legacy/troupe-toml.h"
#include "troupe-bias-profile.h"
#include "troupe-definition-file.h"
#include "troupe-enum-types.h"
#include "troupe-model-list.h"
#include "troupe-persona.h"
#include "troupe-prompt-preset.h"
#include "troupe-tool-preset.h"

typedef struct
{
  char             *root;
  GFile            *data;
  TroupeLibrary    *library;
  TroupeImportPlan *plan;
  GPtrArray        *notes;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
begin (Fixture *self)
{
  g_clear_object (&self->plan);
  self->plan = troupe_import_plan_new (self->library);
  g_ptr_array_set_size (self->notes, 0);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr(GFile) config = NULL;
  g_autoptr(GFile) project = NULL;
  g_autoptr(GError) error = NULL;

  self->root = g_dir_make_tmp ("troupe-XXXXXX", NULL);
  self->data = g_file_new_build_filename (self->root, "data", NULL);
  config = g_file_new_build_filename (self->root, "config", NULL);
  project = g_file_new_build_filename (self->root, "project", NULL);
  self->library = troupe_library_new (self->data, config, project);
  troupe_library_load (self->library, &error);
  g_assert_no_error (error);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  begin (self);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (g_steal_pointer (&self->plan));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (g_steal_pointer (&self->library));
  remove_tree (self->root);
  g_free (self->root);
  g_clear_object (&self->data);
  g_ptr_array_unref (self->notes);
}

static void
add (Fixture    *self,
     const char *file_name,
     const char *toml)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) tree = troupe_toml_parse (file_name, toml, strlen (toml), &error);
  g_autoptr(GPtrArray) entries = NULL;

  g_assert_no_error (error);
  entries = troupe_legacy_shapes_read (file_name, tree, self->notes);
  for (guint i = 0; i < entries->len; i++)
    troupe_import_plan_add (self->plan, entries->pdata[i]);
  troupe_import_plan_update (self->plan);
}

static void
add_json (Fixture    *self,
          const char *file_name,
          const char *json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) definitions = troupe_definition_file_decode (file_name, json, -1, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < definitions->len; i++)
    {
      g_autoptr(TroupeImportEntry) entry = troupe_import_entry_new_from_definition (file_name, definitions->pdata[i]);

      troupe_import_plan_add (self->plan, entry);
    }
  troupe_import_plan_update (self->plan);
}

static TroupeImportEntry *
get (Fixture *self,
     guint    index)
{
  g_autoptr(TroupeImportEntry) entry = g_list_model_get_item (troupe_import_plan_list (self->plan), index);

  g_assert_nonnull (entry);

  return entry;
}

/* “prompt-preset Careful new careful”, one a line. */
static char *
describe (Fixture *self)
{
  static const char * const outcomes[] = { "new", "renamed", "same", "skipped" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (troupe_import_plan_list (self->plan)); i++)
    {
      TroupeImportEntry *entry = get (self, i);
      const char *id = troupe_import_entry_get_id (entry);

      g_string_append_printf (text, "%s %s %s %s\n", troupe_enum_get_nick (TROUPE_TYPE_KIND, troupe_import_entry_get_kind (entry)),
                              troupe_import_entry_get_name (entry), outcomes[troupe_import_entry_get_outcome (entry)],
                              id != NULL ? id : "-");
    }

  return g_string_free (text, FALSE);
}

static void
assert_plan (Fixture    *self,
             const char *expected)
{
  g_autofree char *found = describe (self);

  g_assert_cmpstr (found, ==, expected);
}

static char *
join_remarks (TroupeImportEntry *entry)
{
  g_auto(GStrv) remarks = troupe_import_entry_dup_remarks (entry);

  return g_strjoinv ("\n", remarks);
}

static void
assert_remarks (Fixture    *self,
                guint       index,
                const char *expected)
{
  g_autofree char *found = join_remarks (get (self, index));

  g_assert_cmpstr (found, ==, expected);
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
run (TroupeLibraryBatch *batch)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  troupe_library_batch_run_async (batch, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  troupe_library_batch_run_finish (batch, result, &error);
  g_assert_no_error (error);
}

static TroupeLibraryBatch *
apply (Fixture     *self,
       TroupeScope  scope)
{
  TroupeLibraryBatch *batch = troupe_import_plan_create_batch (self->plan, scope);

  run (batch);

  return batch;
}

static gpointer
look_up (Fixture    *self,
         TroupeKind  kind,
         const char *id)
{
  gpointer definition = troupe_catalog_lookup (TROUPE_CATALOG (self->library), kind, id);

  g_assert_nonnull (definition);

  return definition;
}

static const char presets[] =
  "[presets.\"Careful Reviewer\"]\n"
  "system_prompt = \"Read twice.\"\n"
  "temperature = 0.2\n"
  "top_p = 1\n"
  "max_output_tokens = 4096\n";

static const char tools[] =
  "[presets.Safe]\n"
  "description = \"Looks, and asks.\"\n"
  "[presets.Safe.categories.files]\n"
  "read_file = \"auto\"\n"
  "write_file = \"ask\"\n"
  "[presets.Weighed.categories]\n"
  "shell = [{ name = \"run_command\", approval = \"auto\", weight = 0.5 }, { name = \"other\" }, \"bare\"]\n"
  "[bias_profiles.Calm]\n"
  "tool_weights = { read_file = 5, run_command = 1 }\n"
  "category_multipliers = { shell = 0.5 }\n";

static const char personas[] =
  "[personas.Ada]\n"
  "system_prompt = \"You build.\"\n"
  "provider = \"openai\"\n"
  "model = \"big\"\n"
  "preferred_models = [\"big\", \"small\", { provider = \"anthropic\", model = \"other\", temperature = 0 }]\n"
  "temperature = 0\n"
  "max_output_tokens = 100\n"
  "tool_preset = \"Safe\"\n"
  "bias_profile = \"Calm\"\n"
  "tier_assignments = { worker = { temperature = 0.4 }, qa = true, tech_lead = false }\n"
  "[personas.Bo]\n"
  "tool_preset = \"Weighed\"\n"
  "tier_assignments = [\"Tech Lead\", 4]\n";

static void
test_shapes (Fixture       *self,
             gconstpointer  data)
{
  TroupeAiSettings *settings = NULL;
  TroupePersona *persona = NULL;
  TroupeModelList *models = NULL;
  g_autoptr(TroupeLibraryBatch) batch = NULL;
  double number = 0;

  /* In this order nothing that is named is known yet. */
  add (self, "personas.toml", personas);
  add (self, "tool_presets.toml", tools);
  add (self, "presets.toml", presets);
  assert_plan (self,
               "persona Ada new ada\n"
               "persona Bo new bo\n"
               "tool-preset Safe new safe\n"
               "tool-preset Weighed new weighed\n"
               "bias-profile Calm new calm\n"
               "bias-profile Weighed new weighed\n"
               "prompt-preset Careful Reviewer new careful-reviewer\n");
  g_assert_cmpuint (self->notes->len, ==, 0);
  assert_remarks (self, 0, "");
  assert_remarks (self, 1, "The weights of its tool preset “Weighed” are a bias profile now, which it is given.");
  assert_remarks (self, 5, "It has the weights of the tool preset “Weighed”.");

  batch = apply (self, TROUPE_SCOPE_USER);
  g_assert_cmpuint (troupe_library_batch_get_n_done (batch), ==, 7);

  settings = troupe_prompt_preset_get_settings (look_up (self, TROUPE_KIND_PROMPT_PRESET, "careful-reviewer"));
  g_assert_cmpstr (troupe_ai_settings_get_string (settings, TROUPE_FIELD_SYSTEM_PROMPT), ==, "Read twice.");
  g_assert_cmpfloat (troupe_ai_settings_get_double (settings, TROUPE_FIELD_TEMPERATURE), ==, 0.2);
  g_assert_cmpint (troupe_ai_settings_get_int (settings, TROUPE_FIELD_MAX_OUTPUT_TOKENS), ==, 4096);

  g_assert_cmpint (troupe_tool_preset_get_permission (look_up (self, TROUPE_KIND_TOOL_PRESET, "safe"), "files", "read_file"), ==,
                   TROUPE_PERMISSION_AUTO);
  g_assert_cmpint (troupe_tool_preset_get_permission (look_up (self, TROUPE_KIND_TOOL_PRESET, "weighed"), "shell", "run_command"), ==,
                   TROUPE_PERMISSION_AUTO);
  g_assert_cmpint (troupe_tool_preset_get_permission (look_up (self, TROUPE_KIND_TOOL_PRESET, "weighed"), "shell", "bare"), ==,
                   TROUPE_PERMISSION_ASK);
  g_assert_true (troupe_bias_profile_lookup_tool (look_up (self, TROUPE_KIND_BIAS_PROFILE, "weighed"), "run_command", &number));
  g_assert_cmpfloat (number, ==, 0.5);
  g_assert_true (troupe_bias_profile_lookup_category (look_up (self, TROUPE_KIND_BIAS_PROFILE, "calm"), "shell", &number));
  g_assert_cmpfloat (number, ==, 0.5);

  persona = look_up (self, TROUPE_KIND_PERSONA, "ada");
  settings = troupe_persona_get_settings (persona);
  g_assert_cmpstr (troupe_ai_settings_get_string (settings, TROUPE_FIELD_PROVIDER), ==, "openai");
  g_assert_cmpstr (troupe_ai_settings_get_string (settings, TROUPE_FIELD_TOOL_PRESET_ID), ==, "safe");
  g_assert_cmpstr (troupe_ai_settings_get_string (settings, TROUPE_FIELD_BIAS_PROFILE_ID), ==, "calm");
  g_assert_cmpint (troupe_ai_settings_get_state (settings, TROUPE_FIELD_TEMPERATURE), ==, TROUPE_FIELD_STATE_SET);
  models = troupe_ai_settings_get_preferred_models (settings);
  g_assert_cmpuint (troupe_model_list_get_n_items (models), ==, 3);
  g_assert_cmpstr (troupe_model_entry_get_model (troupe_model_list_get_item (models, 0)), ==, "big");
  g_assert_cmpstr (troupe_model_entry_get_provider (troupe_model_list_get_item (models, 2)), ==, "anthropic");
  g_assert_cmpfloat (troupe_ai_settings_get_double (troupe_persona_get_tier_settings (persona, TROUPE_TIER_WORKER),
                                                    TROUPE_FIELD_TEMPERATURE), ==, 0.4);
  g_assert_nonnull (troupe_persona_get_tier_settings (persona, TROUPE_TIER_QA));
  g_assert_null (troupe_persona_get_tier_settings (persona, TROUPE_TIER_TECH_LEAD));

  persona = look_up (self, TROUPE_KIND_PERSONA, "bo");
  g_assert_cmpstr (troupe_ai_settings_get_string (troupe_persona_get_settings (persona), TROUPE_FIELD_BIAS_PROFILE_ID), ==, "weighed");
  g_assert_nonnull (troupe_persona_get_tier_settings (persona, TROUPE_TIER_TECH_LEAD));
  g_assert_nonnull (troupe_persona_get_tier_settings (persona, TROUPE_TIER_QA));
}

static void
test_twice (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr(TroupeLibraryBatch) batch = NULL;
  g_autoptr(TroupeLibraryBatch) undo = NULL;

  add (self, "presets.toml", presets);
  add (self, "tool_presets.toml", tools);
  add (self, "personas.toml", personas);
  batch = apply (self, TROUPE_SCOPE_PROJECT);
  g_assert_cmpuint (troupe_library_batch_get_n_done (batch), ==, 7);
  g_assert_cmpint (troupe_definition_get_scope (look_up (self, TROUPE_KIND_PERSONA, "ada")), ==, TROUPE_SCOPE_PROJECT);

  /* In the other scope it would be there twice. */
  begin (self);
  add (self, "personas.toml", personas);
  add (self, "presets.toml", presets);
  add (self, "tool_presets.toml", tools);
  g_assert_cmpuint (troupe_import_plan_count (self->plan, TROUPE_IMPORT_SAME), ==, 7);
  g_assert_cmpstr (troupe_import_entry_get_reason (get (self, 0)), ==, "The library has just this already.");
  {
    g_autoptr(TroupeLibraryBatch) again = troupe_import_plan_create_batch (self->plan, TROUPE_SCOPE_USER);

    g_assert_cmpuint (troupe_library_batch_get_n_items (again), ==, 0);
  }

  undo = troupe_library_batch_create_undo (batch);
  run (undo);
  g_assert_null (troupe_catalog_lookup (TROUPE_CATALOG (self->library), TROUPE_KIND_PERSONA, "ada"));
  troupe_import_plan_update (self->plan);
  g_assert_cmpuint (troupe_import_plan_count (self->plan, TROUPE_IMPORT_NEW), ==, 7);
}

static void
test_renames (Fixture       *self,
              gconstpointer  data)
{
  static const char first[] = "[presets.Same]\nsystem_prompt = \"one\"\n";
  static const char second[] = "[presets.Same]\nsystem_prompt = \"two\"\n[presets.\"same!\"]\nsystem_prompt = \"three\"\n";
  g_autoptr(TroupeLibraryBatch) batch = NULL;

  add (self, "a.toml", first);
  g_object_unref (apply (self, TROUPE_SCOPE_USER));

  for (guint round = 0; round < 2; round++)
    {
      begin (self);
      add (self, "b.toml", second);
      add (self, "a.toml", first);
      assert_plan (self, round == 0
                         ? "prompt-preset Same renamed same-2\nprompt-preset same! renamed same-3\nprompt-preset Same same same\n"
                         : "prompt-preset Same same same-2\nprompt-preset same! same same-3\nprompt-preset Same same same\n");
      if (round == 0)
        {
          g_assert_cmpstr (troupe_import_entry_get_new_name (get (self, 0)), ==, "Same (2)");
          g_assert_cmpstr (troupe_import_entry_get_reason (get (self, 0)), ==, "The id “same” is taken by something else.");
        }
      g_clear_object (&batch);
      batch = apply (self, TROUPE_SCOPE_USER);
      g_assert_cmpuint (troupe_library_batch_get_n_done (batch), ==, round == 0 ? 2 : 0);
    }
}

static void
test_merges (Fixture       *self,
             gconstpointer  data)
{
  add (self, "a.toml", "[presets.Same]\nsystem_prompt = \"one\"\n");
  add (self, "b.toml", "[presets.Same]\nsystem_prompt = \"one\"\n");
  assert_plan (self, "prompt-preset Same new same\nprompt-preset Same same same\n");
  g_assert_cmpstr (troupe_import_entry_get_reason (get (self, 1)), ==, "Just this is in “a.toml” too.");
}

static void
test_references (Fixture       *self,
                 gconstpointer  data)
{
  TroupePersona *persona = NULL;

  add (self, "tools-a.toml", "[presets.T.categories.files]\nread_file = \"auto\"\n");
  add (self, "tools-b.toml", "[presets.T.categories.files]\nread_file = \"ask\"\n[personas.P]\ntool_preset = \"T\"\n");
  add (self, "personas.toml",
       "[personas.Q]\ntool_preset = \"T\"\nbias_profile = \"Nobody\"\n[personas.R]\ntool_preset = \"../../x\"\nbias_profile = 3\n");
  assert_plan (self,
               "tool-preset T new t\n"
               "tool-preset T renamed t-2\n"
               "persona P new p\n"
               "persona Q new q\n"
               "persona R new r\n");

  /* The same file comes first, and then the first file. */
  persona = TROUPE_PERSONA (troupe_import_entry_get_definition (get (self, 2)));
  g_assert_cmpstr (troupe_ai_settings_get_string (troupe_persona_get_settings (persona), TROUPE_FIELD_TOOL_PRESET_ID), ==, "t-2");
  persona = TROUPE_PERSONA (troupe_import_entry_get_definition (get (self, 3)));
  g_assert_cmpstr (troupe_ai_settings_get_string (troupe_persona_get_settings (persona), TROUPE_FIELD_TOOL_PRESET_ID), ==, "t");
  g_assert_cmpint (troupe_ai_settings_get_state (troupe_persona_get_settings (persona), TROUPE_FIELD_BIAS_PROFILE_ID), ==,
                   TROUPE_FIELD_STATE_UNSET);
  assert_remarks (self, 3, "There is no bias profile “Nobody”, neither in what is imported nor in the library; it was left out.");
  assert_remarks (self, 4,
                  "“bias_profile” should be a text, so it was left out.\n"
                  "There is no tool preset “../../x”, neither in what is imported nor in the library; it was left out.");
  g_object_unref (apply (self, TROUPE_SCOPE_USER));

  /* What the library has goes by its name and by its id. */
  begin (self);
  add (self, "personas.toml", "[personas.S]\ntool_preset = \"T (2)\"\n[personas.U]\ntool_preset = \"t-2\"\n");
  for (guint i = 0; i < 2; i++)
    {
      persona = TROUPE_PERSONA (troupe_import_entry_get_definition (get (self, i)));
      g_assert_cmpstr (troupe_ai_settings_get_string (troupe_persona_get_settings (persona), TROUPE_FIELD_TOOL_PRESET_ID), ==, "t-2");
    }
}

static void
test_weights_beside_a_profile (Fixture       *self,
                               gconstpointer  data)
{
  TroupePersona *persona = NULL;

  add (self, "tools.toml",
       "[presets.X.categories]\nfiles = [{ name = \"read_file\", weight = 1 }]\n[bias_profiles.X]\ntool_weights = { read_file = 2 }\n"
       "[personas.P]\nbias_profile = \"X\"\n[personas.Q]\ntool_preset = \"X\"\n");
  assert_plan (self,
               "tool-preset X new x\n"
               "bias-profile X new x\n"
               "persona P new p\n"
               "persona Q new q\n"
               "bias-profile X renamed x-2\n");
  persona = TROUPE_PERSONA (troupe_import_entry_get_definition (get (self, 2)));
  g_assert_cmpstr (troupe_ai_settings_get_string (troupe_persona_get_settings (persona), TROUPE_FIELD_BIAS_PROFILE_ID), ==, "x");
  persona = TROUPE_PERSONA (troupe_import_entry_get_definition (get (self, 3)));
  g_assert_cmpstr (troupe_ai_settings_get_string (troupe_persona_get_settings (persona), TROUPE_FIELD_BIAS_PROFILE_ID), ==, "x-2");
}

/* What can't be used is left out, in words; the rest is imported. */
static void
test_naughty_values (Fixture       *self,
                     gconstpointer  data)
{
  static const struct
  {
    const char *toml;
    const char *remarks;
  } cases[] = {
    { "colour = 1", "“colour” is nothing that Troupe knows, so it was left out." },
    { "system_prompt = 1", "“system_prompt” should be a text, so it was left out." },
    { "temperature = \"hot\"", "“temperature” should be a number, so it was left out." },
    { "temperature = nan", "“temperature” should be a number, so it was left out." },
    { "temperature = 7", "temperature is 7, which is outside 0 to 2; choose a number in that range. It was left out." },
    { "top_p = -1", "top_p is -1, which is outside 0 to 1; choose a number in that range. It was left out." },
    { "top_p = 1979-05-27", "“top_p” should be a number, so it was left out." },
    { "max_output_tokens = 0.5", "“max_output_tokens” should be a whole number, so it was left out." },
    { "max_output_tokens = 4096.0", "" },
    { "provider = \"Open AI\"", "The provider “Open AI” is called “open-ai” here." },
    { "model = 3", "“model” should name a model, so it was left out." },
    { "preferred_models = []", "" },
    { "preferred_models = \"one\"", "" },
    { "preferred_models = [\"\", {provider = \"x\"}, {model = \"m\", colour = 1, temperature = 9}, true]",
      "“preferred_models[1]” should name a model, so it was left out.\n"
      "“preferred_models[2]” names no “model”, so it was left out.\n"
      "“preferred_models[3].colour” is nothing that Troupe knows, so it was left out.\n"
      "preferred_models[3]: temperature is 9, which is outside 0 to 2; choose a number in that range. It was left out.\n"
      "“preferred_models[4]” should name a model, so it was left out." },
    { "tier_assignments = [\"boss\", 5, 0, true, \"tier 3\", {a = 1}]",
      "“boss” is no tier, so it was left out.\n“5” is no tier, so it was left out.\n“0” is no tier, so it was left out.\n"
      "“true” is no tier, so it was left out.\n“{\"a\":1}” is no tier, so it was left out." },
    { "tier_assignments = {worker = 3, none = true, qa = {x = 1, top_p = 3}}",
      "“none” is no tier, so it was left out.\n"
      "“tier_assignments.qa.x” is nothing that Troupe knows, so it was left out.\n"
      "tier_assignments.qa: top_p is 3, which is outside 0 to 1; choose a number in that range. It was left out.\n"
      "“tier_assignments.worker” should be a table or true, so only the tier was taken." },
    { "tier_assignments = \"worker\"", "" },
    { "description = 3\nicon = []",
      "“description” should be a text, so it was left out.\n“icon” should be a text, so it was left out." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *toml = g_strdup_printf ("[personas.P]\n%s\n", cases[i].toml);

      begin (self);
      add (self, "personas.toml", toml);
      assert_plan (self, "persona P new p\n");
      assert_remarks (self, 0, cases[i].remarks);
      g_object_unref (troupe_import_plan_create_batch (self->plan, TROUPE_SCOPE_USER));
    }
}

static void
test_naughty_tools (Fixture       *self,
                    gconstpointer  data)
{
  TroupeToolPreset *preset = NULL;

  add (self, "tool_presets.toml",
       "[presets.T]\ncolour = 1\n[presets.T.categories]\n"
       "files = { a = \"AUTO\", b = \"sometimes\", c = 3, \"\" = \"auto\", d = { approval = \"off\", weight = 9, x = 1 } }\n"
       "shell = [{ name = \"e\", approval = \"auto\", weight = 1 }, { name = \"e\", approval = \"off\", weight = 2 }, { }, 5]\n"
       "web = 3\n"
       "[bias_profiles.B]\ntool_weights = { a = 6, b = -1, c = \"x\", d = nan, e = 5 }\ncategory_multipliers = []\n");
  assert_plan (self, "tool-preset T new t\nbias-profile B new b\nbias-profile T new t\n");
  assert_remarks (self, 0,
                  "“colour” is nothing that Troupe knows, so it was left out.\n"
                  "A tool in “files” has no name, so it was left out.\n"
                  "The permission of “b” is none of “off”, “ask” and “auto”; it will ask.\n"
                  "The permission of “c” is none of “off”, “ask” and “auto”; it will ask.\n"
                  "“x” of “d” is nothing that Troupe knows, so it was left out.\n"
                  "The weight of “d” is 9, which is outside 0 to 5, so it was left out.\n"
                  "“e” is in “shell” twice; the stricter of the two permissions holds.\n"
                  "“e” has two weights; the first of them was taken.\n"
                  "A tool in “shell” has no name, so it was left out.\n"
                  "A tool in “shell” has no name, so it was left out.\n"
                  "The category “web” has no tools in it, so it was left out.");
  assert_remarks (self, 1,
                  "The weight of “a” is 6, which is outside 0 to 5, so it was left out.\n"
                  "The weight of “b” is -1, which is outside 0 to 5, so it was left out.\n"
                  "The weight of “c” should be a number, so it was left out.\n"
                  "The weight of “d” should be a number, so it was left out.\n"
                  "“category_multipliers” should be a table, so it was left out.");
  preset = TROUPE_TOOL_PRESET (troupe_import_entry_get_definition (get (self, 0)));
  g_assert_cmpint (troupe_tool_preset_get_permission (preset, "files", "a"), ==, TROUPE_PERMISSION_AUTO);
  g_assert_cmpint (troupe_tool_preset_get_permission (preset, "files", "b"), ==, TROUPE_PERMISSION_ASK);
  g_assert_cmpint (troupe_tool_preset_get_permission (preset, "files", "d"), ==, TROUPE_PERMISSION_OFF);
  g_assert_cmpint (troupe_tool_preset_get_permission (preset, "shell", "e"), ==, TROUPE_PERMISSION_OFF);
}

static void
test_naughty_files (Fixture       *self,
                    gconstpointer  data)
{
  GString *many = g_string_new (NULL);

  add (self, "a.toml", "");
  assert_plan (self, "");

  add (self, "b.toml", "presets = 3\nversion = 1\n[personas]\nx = 1\n\"\" = {}\n\"\\n\\t\" = {}\n[bias_profiles]\ny = []\n");
  assert_plan (self,
               "bias-profile y skipped -\npersona  skipped -\npersona  skipped -\npersona x skipped -\n");
  g_assert_cmpuint (self->notes->len, ==, 2);
  g_assert_cmpstr (self->notes->pdata[0], ==, "“b.toml”: “presets” should be a table, so it was left out.");
  g_assert_cmpstr (self->notes->pdata[1], ==, "“b.toml”: “version” is nothing that Troupe knows, so it was left out.");
  g_assert_cmpstr (troupe_import_entry_get_reason (get (self, 0)), ==, "It should be a table, and is not.");
  g_assert_cmpstr (troupe_import_entry_get_reason (get (self, 1)), ==, "It has no name; give it one in the file.");

  /* What is empty is what the file is for. */
  begin (self);
  add (self, "presets.toml", "[presets.A]\n");
  add (self, "tool_presets.toml", "[presets.B]\n");
  add (self, "all.toml", "[presets.C]\n[presets.D]\nsystem_prompt = \"x\"\ncategories = 3\n");
  assert_plan (self,
               "prompt-preset A new a\ntool-preset B new b\nprompt-preset C skipped -\nprompt-preset D new d\ntool-preset D new d\n");
  assert_remarks (self, 4, "“categories” should be a table, so it was left out.");

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (many, "x%u = 1\n", i);
  begin (self);
  add (self, "c.toml", many->str);
  g_assert_cmpuint (self->notes->len, ==, 21);
  g_string_prepend (many, "[personas.P]\n");
  begin (self);
  add (self, "c.toml", many->str);
  {
    g_auto(GStrv) remarks = troupe_import_entry_dup_remarks (get (self, 0));

    g_assert_cmpuint (g_strv_length (remarks), ==, 21);
    g_assert_cmpstr (remarks[20], ==, "There are 980 more things of that sort.");
  }
  g_string_free (many, TRUE);
}

static void
test_naughty_names (Fixture       *self,
                    gconstpointer  data)
{
  static const char * const names[] = {
    "../../etc/passwd", "/", ".", "..", "CON", "🙂", "🙃", "שלום", "مرحبا", "a\\u202eb", "a\\nb", "  padded  ", "%s%n",
    "x\\u0085y", "-", "<b>bold</b>",
  };
  GString *toml = g_string_new (NULL);
  g_autoptr(TroupeLibraryBatch) batch = NULL;
  g_autofree char *long_name = g_strnfill (64 * 1024, 'n');

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_string_append_printf (toml, "[presets.\"%s\"]\nsystem_prompt = \"%u\"\n", names[i], i);
  g_string_append_printf (toml, "[presets.%s]\nsystem_prompt = \"x\"\n", long_name);

  for (guint round = 0; round < 2; round++)
    {
      guint n_entries;

      begin (self);
      add (self, "presets.toml", toml->str);
      n_entries = g_list_model_get_n_items (troupe_import_plan_list (self->plan));
      g_assert_cmpuint (n_entries, ==, G_N_ELEMENTS (names) + 1);
      for (guint i = 0; i < n_entries; i++)
        {
          TroupeImportEntry *entry = get (self, i);

          g_assert_true (troupe_id_is_valid (troupe_import_entry_get_id (entry)));
          g_assert_null (strchr (troupe_import_entry_get_name (entry), '\n'));
          if (round == 1)
            g_assert_cmpint (troupe_import_entry_get_outcome (entry), ==, TROUPE_IMPORT_SAME);
        }
      g_clear_object (&batch);
      batch = apply (self, TROUPE_SCOPE_USER);
      g_assert_cmpuint (troupe_library_batch_get_n_done (batch), ==, round == 0 ? n_entries : 0);
    }

  /* All of them are where they belong, and read back by a library of its own. */
  {
    g_autoptr(GFile) config = g_file_new_build_filename (self->root, "config", NULL);
    g_autoptr(TroupeLibrary) other = troupe_library_new (self->data, config, NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *outside = g_build_filename (self->root, "etc", NULL);

    troupe_library_load (other, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (g_list_model_get_n_items (troupe_library_list_problems (other)), ==, 0);
    g_assert_false (g_file_test (outside, G_FILE_TEST_EXISTS));
    g_clear_object (&self->plan);
    self->plan = troupe_import_plan_new (other);
    add (self, "presets.toml", toml->str);
    g_assert_cmpuint (troupe_import_plan_count (self->plan, TROUPE_IMPORT_SAME), ==, G_N_ELEMENTS (names) + 1);
    begin (self);
  }
  g_string_free (toml, TRUE);
}

static void
test_long_prompt (Fixture       *self,
                  gconstpointer  data)
{
  g_autofree char *prompt = g_strnfill (64 * 1024, 'p');
  g_autofree char *toml = g_strdup_printf ("[presets.Long]\nsystem_prompt = '''\r\n%s\r\n🙂'''\r\n", prompt);
  g_autofree char *expected = g_strdup_printf ("%s\n🙂", prompt);
  TroupePromptPreset *preset = NULL;

  add (self, "presets.toml", toml);
  g_object_unref (apply (self, TROUPE_SCOPE_USER));
  preset = look_up (self, TROUPE_KIND_PROMPT_PRESET, "long");
  g_assert_cmpstr (troupe_ai_settings_get_string (troupe_prompt_preset_get_settings (preset), TROUPE_FIELD_SYSTEM_PROMPT), ==, expected);
}

/* A file that can't be read has its id all the same. */
static void
test_broken_file_in_the_way (Fixture       *self,
                             gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (self->root, "data", "prompts", NULL);
  g_autofree char *path = g_build_filename (folder, "mine.json", NULL);
  g_autofree char *kept = NULL;
  g_autoptr(GFile) config = g_file_new_build_filename (self->root, "config", NULL);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, "{ broken", -1, &error);
  g_assert_no_error (error);
  g_clear_object (&self->plan);
  g_clear_object (&self->library);
  self->library = troupe_library_new (self->data, config, NULL);
  troupe_library_load (self->library, &error);
  g_assert_no_error (error);

  begin (self);
  add (self, "presets.toml", "[presets.Mine]\nsystem_prompt = \"x\"\n");
  assert_plan (self, "prompt-preset Mine renamed mine-2\n");
  g_object_unref (apply (self, TROUPE_SCOPE_USER));
  g_file_get_contents (path, &kept, NULL, NULL);
  g_assert_cmpstr (kept, ==, "{ broken");
}

/* Somebody may have made the same thing while a person looked at the plan. */
static void
test_change_meanwhile (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr(TroupeImportPlan) other = NULL;
  TroupePromptPreset *preset = NULL;

  add (self, "presets.toml", "[presets.Mine]\nsystem_prompt = \"mine\"\n");
  assert_plan (self, "prompt-preset Mine new mine\n");
  other = g_steal_pointer (&self->plan);

  begin (self);
  add (self, "presets.toml", "[presets.Mine]\nsystem_prompt = \"theirs\"\n");
  g_object_unref (apply (self, TROUPE_SCOPE_USER));

  g_set_object (&self->plan, other);
  g_object_unref (apply (self, TROUPE_SCOPE_USER));
  assert_plan (self, "prompt-preset Mine renamed mine-2\n");
  preset = look_up (self, TROUPE_KIND_PROMPT_PRESET, "mine");
  g_assert_cmpstr (troupe_ai_settings_get_string (troupe_prompt_preset_get_settings (preset), TROUPE_FIELD_SYSTEM_PROMPT), ==, "theirs");
}

static void
test_json_beside_toml (Fixture       *self,
                       gconstpointer  data)
{
  static const char bundle[] =
    "{\"format\": \"troupe-bundle/1\", \"definitions\": ["
    "{\"format\": \"troupe-persona/1\", \"id\": \"p\", \"name\": \"P\", \"tool_preset_id\": \"t\", \"later\": [1]},"
    "{\"format\": \"troupe-tool-preset/1\", \"id\": \"t\", \"name\": \"T\", \"categories\": {\"files\": {\"read_file\": \"off\"}}},"
    "{\"format\": \"troupe-track/1\", \"id\": \"k\", \"title\": \"K\", \"tiers\": {\"worker\": {\"persona_id\": \"p\"}}, \"tickets\": []}]}";
  g_autoptr(TroupeLibraryBatch) batch = NULL;

  add (self, "tool_presets.toml", "[presets.T.categories.files]\nread_file = \"auto\"\n[personas.P]\nsystem_prompt = \"x\"\n");
  g_object_unref (apply (self, TROUPE_SCOPE_USER));

  for (guint round = 0; round < 3; round++)
    {
      TroupePersona *persona = NULL;

      begin (self);
      add_json (self, "bundle.json", bundle);
      assert_plan (self, round == 0
                         ? "persona P renamed p-2\ntool-preset T renamed t-2\ntrack K new k\n"
                         : "persona P same p-2\ntool-preset T same t-2\ntrack K same k\n");
      g_clear_object (&batch);
      batch = apply (self, TROUPE_SCOPE_USER);
      g_assert_cmpuint (troupe_library_batch_get_n_done (batch), ==, round == 0 ? 3 : 0);
      persona = look_up (self, TROUPE_KIND_PERSONA, "p-2");
      g_assert_cmpstr (troupe_ai_settings_get_string (troupe_persona_get_settings (persona), TROUPE_FIELD_TOOL_PRESET_ID), ==, "t-2");
      g_assert_nonnull (troupe_definition_get_extra (TROUPE_DEFINITION (persona)));
    }
}

static double
time_plan (Fixture *self,
           guint    n_entries,
           gboolean are_alike)
{
  GString *toml = g_string_new (NULL);
  gint64 begun;

  for (guint i = 0; i < n_entries; i++)
    g_string_append_printf (toml, "[personas.\"%s%u\"]\nsystem_prompt = \"%u\"\nmodel = \"m\"\ntool_preset = \"T\"\n",
                            are_alike ? "🙂" : "Persona ", i, i);
  for (guint i = 0; are_alike && i < toml->len; i++)
    if (g_str_has_prefix (toml->str + i, "🙂"))
      for (char *p = toml->str + i + strlen ("🙂"); *p != '"'; p++)
        *p = "!*+,;:=()$"[*p - '0'];
  g_string_append (toml, "[presets.T.categories.files]\nread_file = \"auto\"\n");

  begin (self);
  begun = g_get_monotonic_time ();
  add (self, "all.toml", toml->str);
  g_assert_cmpuint (g_list_model_get_n_items (troupe_import_plan_list (self->plan)), ==, n_entries + 1);
  g_string_free (toml, TRUE);

  return (g_get_monotonic_time () - begun) / 1e3;
}

/* Four times as many take four times as long, and not sixteen times: with names of their own, and where all would have one id. */
static void
test_ten_thousand (Fixture       *self,
                   gconstpointer  data)
{
  for (guint are_alike = 0; are_alike < 2; are_alike++)
    {
      double small = time_plan (self, 2500, are_alike);
      double large = time_plan (self, 10000, are_alike);

      /* Somebody else may have had the machine. */
      for (guint i = 0; i < 3 && large > 8 * small; i++)
        {
          small = MAX (small, time_plan (self, 2500, are_alike));
          large = MIN (large, time_plan (self, 10000, are_alike));
        }
      g_test_message ("%s: 2,500 entries in %.0f ms, 10,000 in %.0f ms", are_alike ? "one id" : "own ids", small, large);
      g_assert_cmpfloat (large, <, 8 * small);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/store/import/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("takes-every-shape", test_shapes);
  ADD ("makes-nothing-twice", test_twice);
  ADD ("renames-what-is-taken", test_renames);
  ADD ("merges-what-is-the-same", test_merges);
  ADD ("finds-what-is-named", test_references);
  ADD ("keeps-weights-and-profiles-apart", test_weights_beside_a_profile);
  ADD ("leaves-out-what-is-wrong", test_naughty_values);
  ADD ("asks-where-a-permission-is-unclear", test_naughty_tools);
  ADD ("takes-odd-files", test_naughty_files);
  ADD ("takes-odd-names", test_naughty_names);
  ADD ("takes-a-long-prompt", test_long_prompt);
  ADD ("overwrites-no-broken-file", test_broken_file_in_the_way);
  ADD ("overwrites-nothing-made-meanwhile", test_change_meanwhile);
  ADD ("takes-json-too", test_json_beside_toml);
  ADD ("takes-ten-thousand", test_ten_thousand);

  return g_test_run ();
}
