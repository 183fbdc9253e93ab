/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model-fixture.h"
#include "troupe-bias-profile.h"
#include "troupe-enum-types.h"
#include "troupe-persona.h"
#include "troupe-prompt-preset.h"
#include "troupe-tool-preset.h"

static char *
repeat (const char *text,
        guint       n_times)
{
  GString *string = g_string_new (NULL);

  for (guint i = 0; i < n_times; i++)
    g_string_append (string, text);

  return g_string_free (string, FALSE);
}

static const struct
{
  const char *id;
  gboolean is_id;
  gboolean is_ticket_id;
} ids[] = {
  { "a", TRUE, TRUE },
  { "0", TRUE, TRUE },
  { "careful-reviewer", TRUE, TRUE },
  { "a-", TRUE, TRUE },
  { "a--b", TRUE, TRUE },
  { "T1", FALSE, TRUE },
  { "t_1", FALSE, TRUE },
  { "Z", FALSE, TRUE },
  { "", FALSE, FALSE },
  { "-a", FALSE, FALSE },
  { "_a", FALSE, FALSE },
  { "a b", FALSE, FALSE },
  { "a.json", FALSE, FALSE },
  { "..", FALSE, FALSE },
  { "a/b", FALSE, FALSE },
  { "a\n", FALSE, FALSE },
  { "é", FALSE, FALSE },
  { "a\xff", FALSE, FALSE },
};

static void
test_ids (void)
{
  g_autofree char *longest = repeat ("a", 64);
  g_autofree char *too_long = repeat ("a", 65);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_test_message ("id %u", i);
      g_assert_true (troupe_id_is_valid (ids[i].id) == ids[i].is_id);
      g_assert_true (troupe_ticket_id_is_valid (ids[i].id) == ids[i].is_ticket_id);
    }

  g_assert_true (troupe_id_is_valid (longest));
  g_assert_false (troupe_id_is_valid (too_long));
  g_assert_true (troupe_ticket_id_is_valid (longest));
  g_assert_false (troupe_ticket_id_is_valid (too_long));
  g_assert_false (troupe_id_is_valid (NULL));
  g_assert_false (troupe_ticket_id_is_valid (NULL));
}

static const char * const names[][2] = {
  { "Careful Reviewer", "careful-reviewer" },
  { "  Careful   Reviewer  ", "careful-reviewer" },
  { "C++ / Rust", "c-rust" },
  { "Wait, what?", "wait-what" },
  { "Ada's Helper", "adas-helper" },
  { "Ünïcödé", "unicode" },
  { "GPT 5", "gpt-5" },
  { "---", "untitled" },
  { "", "untitled" },
  { "日本語", "untitled" },
  { "日本語 two", "two" },
  { "🧐", "untitled" },
  { "../../etc/passwd", "etc-passwd" },
};

static void
test_id_from_name (void)
{
  g_autofree char *long_name = repeat ("word ", 100);
  g_autofree char *long_id = troupe_id_from_name (long_name);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *id = troupe_id_from_name (names[i][0]);

      g_assert_cmpstr (id, ==, names[i][1]);
      g_assert_true (troupe_id_is_valid (id));
    }

  g_assert_true (troupe_id_is_valid (long_id));
}

static void
test_enum_nicks (void)
{
  const GType types[] = { TROUPE_TYPE_SCOPE, TROUPE_TYPE_KIND, TROUPE_TYPE_TIER, TROUPE_TYPE_PERMISSION,
                          TROUPE_TYPE_PRIORITY, TROUPE_TYPE_TICKET_STATE, TROUPE_TYPE_RUN_STATE,
                          TROUPE_TYPE_ATTEMPT_STATE, TROUPE_TYPE_ROLE, TROUPE_TYPE_STOP_REASON };
  int value = -1;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr(GEnumClass) klass = g_type_class_ref (types[i]);

      for (guint j = 0; j < klass->n_values; j++)
        {
          const char *nick = troupe_enum_get_nick (types[i], klass->values[j].value);

          g_assert_true (troupe_enum_from_nick (types[i], nick, &value));
          g_assert_cmpint (value, ==, klass->values[j].value);
        }
      g_assert_null (troupe_enum_get_nick (types[i], 1000));
      g_assert_false (troupe_enum_from_nick (types[i], "no-such-nick", &value));
      g_assert_false (troupe_enum_from_nick (types[i], NULL, &value));
    }

  g_assert_cmpstr (troupe_enum_get_nick (TROUPE_TYPE_TIER, TROUPE_TIER_TECH_LEAD), ==, "tech-lead");
  g_assert_cmpstr (troupe_enum_get_nick (TROUPE_TYPE_TIER, TROUPE_TIER_QA), ==, "qa");
  g_assert_cmpstr (troupe_enum_get_nick (TROUPE_TYPE_SCOPE, TROUPE_SCOPE_BUILT_IN), ==, "built-in");
}

static void
test_properties (void)
{
  static const char * const properties[] = { "id", "name", "description", "icon", "revision" };
  g_autoptr(TroupePersona) persona = troupe_persona_new ("first");
  g_autoptr(NotifyLog) log = notify_log_new (persona);
  TroupeDefinition *definition = TROUPE_DEFINITION (persona);

  troupe_definition_set_name (definition, "First");
  assert_notified (log, "name");

  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      g_autofree char *read = NULL;

      g_object_set (persona, properties[i], "other", NULL);
      assert_notified (log, properties[i]);
      g_object_set (persona, properties[i], "other", NULL);
      assert_notified (log, "");
      g_object_get (persona, properties[i], &read, NULL);
      g_assert_cmpstr (read, ==, "other");
    }

  troupe_definition_set_scope (definition, TROUPE_SCOPE_PROJECT);
  assert_notified (log, "scope");
  troupe_definition_set_scope (definition, TROUPE_SCOPE_PROJECT);
  assert_notified (log, "");

  /* An empty text is none, and what has no name goes by its id. */
  troupe_definition_set_description (definition, "");
  assert_notified (log, "description");
  g_assert_null (troupe_definition_get_description (definition));
  troupe_definition_set_name (definition, NULL);
  assert_notified (log, "name");
  g_assert_cmpstr (troupe_definition_get_name (definition), ==, "other");
  troupe_definition_set_id (definition, "third");
  assert_notified (log, "id name");
  g_assert_cmpstr (troupe_definition_get_name (definition), ==, "third");
  troupe_definition_set_id (definition, NULL);
  g_assert_cmpstr (troupe_definition_get_name (definition), ==, "");

  /* A piece of its own text may be given back to it. */
  troupe_definition_set_name (definition, "Careful Reviewer");
  troupe_definition_set_name (definition, troupe_definition_get_name (definition) + 8);
  g_assert_cmpstr (troupe_definition_get_name (definition), ==, "Reviewer");
}

static TroupePersona *
make_persona (guint which)
{
  TroupePersona *persona = troupe_persona_new (which == 0 ? "first" : "second");
  g_autoptr(TroupeAiSettings) tier = troupe_ai_settings_new ();
  g_autoptr(JsonObject) extra = parse_object (which == 0 ? "{\"x\": {\"deep\": [1, null]}}" : "{\"y\": 2}");
  g_autoptr(JsonObject) tiers_extra = parse_object (which == 0 ? "{\"tier-9\": {}}" : "{}");

  troupe_definition_set_name (TROUPE_DEFINITION (persona), which == 0 ? "First" : "Second");
  troupe_definition_set_description (TROUPE_DEFINITION (persona), which == 0 ? "One." : "Two.");
  troupe_definition_set_extra (TROUPE_DEFINITION (persona), extra);
  troupe_persona_set_tiers_extra (persona, tiers_extra);
  troupe_persona_set_icon (persona, which == 0 ? "🧐" : "🦉");
  set_field (troupe_persona_get_settings (persona), TROUPE_FIELD_TEMPERATURE, which);
  set_field (tier, TROUPE_FIELD_TOP_P, which);
  troupe_persona_set_tier_settings (persona, which == 0 ? TROUPE_TIER_QA : TROUPE_TIER_WORKER, tier);

  return persona;
}

static void
test_persona_assign (void)
{
  g_autoptr(TroupePersona) persona = make_persona (0);
  g_autoptr(TroupePersona) other = make_persona (1);
  g_autoptr(TroupePersona) copy = TROUPE_PERSONA (troupe_definition_copy (TROUPE_DEFINITION (persona)));
  g_autoptr(NotifyLog) log = notify_log_new (persona);
  TroupeAiSettings *settings = troupe_persona_get_settings (persona);

  g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (persona), TROUPE_DEFINITION (copy)));
  g_assert_false (troupe_definition_equal (TROUPE_DEFINITION (persona), TROUPE_DEFINITION (other)));
  g_assert_true (json_object_has_member (troupe_definition_get_extra (TROUPE_DEFINITION (copy)), "x"));
  g_assert_true (json_object_has_member (troupe_persona_get_tiers_extra (copy), "tier-9"));
  g_assert_true (troupe_persona_get_settings (copy) != settings);
  g_assert_true (troupe_persona_get_tier_settings (copy, TROUPE_TIER_QA) !=
                 troupe_persona_get_tier_settings (persona, TROUPE_TIER_QA));

  troupe_definition_assign (TROUPE_DEFINITION (persona), TROUPE_DEFINITION (copy));
  troupe_definition_assign (TROUPE_DEFINITION (persona), TROUPE_DEFINITION (persona));
  assert_notified (log, "");

  troupe_definition_assign (TROUPE_DEFINITION (persona), TROUPE_DEFINITION (other));
  assert_notified (log, "description extra icon id name");
  g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (persona), TROUPE_DEFINITION (other)));
  g_assert_true (troupe_persona_get_settings (persona) == settings);
  g_assert_null (troupe_persona_get_tier_settings (persona, TROUPE_TIER_QA));
  g_assert_nonnull (troupe_persona_get_tier_settings (persona, TROUPE_TIER_WORKER));

  /* Scope and revision say where it was read, not what it says. */
  troupe_definition_set_scope (TROUPE_DEFINITION (persona), TROUPE_SCOPE_BUILT_IN);
  troupe_definition_set_revision (TROUPE_DEFINITION (persona), "0123456789ab");
  g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (persona), TROUPE_DEFINITION (other)));
}

static guint n_made;

static char *
make_revision (TroupeDefinition *definition)
{
  return g_strdup_printf ("%s-%u", troupe_definition_get_name (definition), ++n_made);
}

static void
test_revision_is_made_when_asked_for (void)
{
  g_autoptr(TroupeDefinition) read = TROUPE_DEFINITION (troupe_persona_new ("a"));
  g_autoptr(TroupeDefinition) edited = NULL;

  troupe_definition_set_name (read, "First");
  troupe_definition_set_revision_func (read, make_revision);
  g_assert_cmpuint (n_made, ==, 0);

  /* A copy has the revision of what it was made of, whatever becomes of it. */
  edited = troupe_definition_copy (read);
  troupe_definition_set_name (edited, "Second");
  g_assert_cmpstr (troupe_definition_get_revision (edited), ==, "First-1");
  g_assert_cmpstr (troupe_definition_get_revision (read), ==, "First-1");
  g_assert_cmpuint (n_made, ==, 1);

  /* One that is set stays. */
  troupe_definition_set_revision_func (read, make_revision);
  troupe_definition_set_revision (read, "0123456789ab");
  g_assert_cmpstr (troupe_definition_get_revision (read), ==, "0123456789ab");
  g_assert_cmpuint (n_made, ==, 1);
}

/* Each of these alone makes two personas differ. */
static void
test_persona_equal (void)
{
  for (guint change = 0; change < 8; change++)
    {
      g_autoptr(TroupePersona) persona = make_persona (0);
      g_autoptr(TroupePersona) other = make_persona (0);
      g_autoptr(TroupeAiSettings) empty = troupe_ai_settings_new ();

      g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (persona), TROUPE_DEFINITION (other)));
      switch (change)
        {
        case 0:
          troupe_definition_set_id (TROUPE_DEFINITION (other), "other");
          break;
        case 1:
          troupe_definition_set_name (TROUPE_DEFINITION (other), "Other");
          break;
        case 2:
          troupe_definition_set_description (TROUPE_DEFINITION (other), NULL);
          break;
        case 3:
          troupe_definition_set_extra (TROUPE_DEFINITION (other), NULL);
          break;
        case 4:
          troupe_persona_set_icon (other, NULL);
          break;
        case 5:
          troupe_ai_settings_omit (troupe_persona_get_settings (other), TROUPE_FIELD_TEMPERATURE);
          break;
        case 6:
          /* Cast with no values of its own is not the same as not cast. */
          troupe_persona_set_tier_settings (other, TROUPE_TIER_WORKER, empty);
          break;
        default:
          troupe_persona_set_tiers_extra (other, NULL);
          break;
        }
      g_test_message ("change %u", change);
      g_assert_false (troupe_definition_equal (TROUPE_DEFINITION (persona), TROUPE_DEFINITION (other)));
    }
}

static void
tiers_changed_cb (TroupePersona *persona,
                  guint          tier,
                  guint         *tiers)
{
  *tiers = *tiers * 10 + tier;
}

static void
test_persona_tiers (void)
{
  g_autoptr(TroupePersona) persona = troupe_persona_new ("first");
  g_autoptr(TroupeAiSettings) values = troupe_ai_settings_new ();
  guint tiers = 0;

  g_signal_connect (persona, "tiers-changed", G_CALLBACK (tiers_changed_cb), &tiers);
  troupe_persona_set_tier_settings (persona, TROUPE_TIER_QA, NULL);
  g_assert_cmpuint (tiers, ==, 0);

  troupe_persona_set_tier_settings (persona, TROUPE_TIER_QA, values);
  troupe_persona_set_tier_settings (persona, TROUPE_TIER_QA, values);
  g_assert_cmpuint (tiers, ==, TROUPE_TIER_QA);

  /* What is given is copied. */
  troupe_ai_settings_set_double (values, TROUPE_FIELD_TOP_P, 0.5);
  g_assert_true (troupe_ai_settings_is_empty (troupe_persona_get_tier_settings (persona, TROUPE_TIER_QA)));

  troupe_persona_set_tier_settings (persona, TROUPE_TIER_WORKER, values);
  troupe_persona_set_tier_settings (persona, TROUPE_TIER_QA, NULL);
  g_assert_cmpuint (tiers, ==, TROUPE_TIER_QA * 100 + TROUPE_TIER_WORKER * 10 + TROUPE_TIER_QA);
}

static void
test_prompt_preset (void)
{
  g_autoptr(TroupePromptPreset) preset = troupe_prompt_preset_new ("house-rules");
  g_autoptr(TroupePromptPreset) copy = NULL;

  set_field (troupe_prompt_preset_get_settings (preset), TROUPE_FIELD_SYSTEM_PROMPT, 0);
  copy = TROUPE_PROMPT_PRESET (troupe_definition_copy (TROUPE_DEFINITION (preset)));
  g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (preset), TROUPE_DEFINITION (copy)));
  set_field (troupe_prompt_preset_get_settings (copy), TROUPE_FIELD_SYSTEM_PROMPT, 1);
  g_assert_false (troupe_definition_equal (TROUPE_DEFINITION (preset), TROUPE_DEFINITION (copy)));
  troupe_definition_assign (TROUPE_DEFINITION (preset), TROUPE_DEFINITION (copy));
  g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (preset), TROUPE_DEFINITION (copy)));
}

static void
test_tool_preset (void)
{
  g_autoptr(TroupeToolPreset) preset = troupe_tool_preset_new ("read-only");
  g_autoptr(TroupeToolPreset) copy = NULL;
  g_autoptr(TroupeToolPreset) empty = troupe_tool_preset_new ("read-only");
  g_autoptr(NotifyLog) log = notify_log_new (preset);
  g_auto(GStrv) categories = NULL;
  g_auto(GStrv) tools = NULL;

  g_assert_cmpint (troupe_tool_preset_get_permission (preset, "files", "read_file"), ==, TROUPE_PERMISSION_ASK);

  troupe_tool_preset_set_permission (preset, "files", "write_file", TROUPE_PERMISSION_OFF);
  troupe_tool_preset_set_permission (preset, "files", "read_file", TROUPE_PERMISSION_AUTO);
  troupe_tool_preset_set_permission (preset, "files", "read_file", TROUPE_PERMISSION_AUTO);
  troupe_tool_preset_set_permission (preset, "mcp:github", "*", TROUPE_PERMISSION_OFF);
  g_assert_cmpuint (notify_log_n_changed (log), ==, 3);

  g_assert_cmpint (troupe_tool_preset_get_permission (preset, "files", "read_file"), ==, TROUPE_PERMISSION_AUTO);
  g_assert_cmpint (troupe_tool_preset_get_permission (preset, "files", "other"), ==, TROUPE_PERMISSION_ASK);
  g_assert_cmpint (troupe_tool_preset_get_permission (preset, "mcp:github", "any"), ==, TROUPE_PERMISSION_OFF);
  categories = troupe_tool_preset_dup_categories (preset);
  tools = troupe_tool_preset_dup_tools (preset, "files");
  g_assert_cmpstrv (categories, ((const char * const []) { "files", "mcp:github", NULL }));
  g_assert_cmpstrv (tools, ((const char * const []) { "read_file", "write_file", NULL }));

  copy = TROUPE_TOOL_PRESET (troupe_definition_copy (TROUPE_DEFINITION (preset)));
  g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (preset), TROUPE_DEFINITION (copy)));
  troupe_tool_preset_set_permission (copy, "files", "write_file", TROUPE_PERMISSION_ASK);
  troupe_tool_preset_set_permission (copy, "shell", "run_command", TROUPE_PERMISSION_ASK);
  troupe_tool_preset_remove (copy, "mcp:github", "*");
  g_assert_false (troupe_definition_equal (TROUPE_DEFINITION (preset), TROUPE_DEFINITION (copy)));

  /* However much differs, it is one change. */
  troupe_definition_assign (TROUPE_DEFINITION (preset), TROUPE_DEFINITION (copy));
  g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
  g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (preset), TROUPE_DEFINITION (copy)));
  troupe_definition_assign (TROUPE_DEFINITION (preset), TROUPE_DEFINITION (copy));
  g_assert_cmpuint (notify_log_n_changed (log), ==, 0);
  troupe_definition_assign (TROUPE_DEFINITION (preset), TROUPE_DEFINITION (empty));
  g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
  g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (preset), TROUPE_DEFINITION (empty)));

  troupe_tool_preset_remove (preset, "files", "read_file");
  g_assert_cmpuint (notify_log_n_changed (log), ==, 0);
}

/* For every pair of what two presets can say of a tool, the stricter wins, whichever way round. */
static void
test_tool_preset_tighten (void)
{
  /* Unset, then off, ask, auto; for the tool itself and for the star of its category. */
  for (guint i = 0; i < 4 * 4 * 4 * 4; i++)
    {
      g_autoptr(TroupeToolPreset) mine = troupe_tool_preset_new ("p");
      g_autoptr(TroupeToolPreset) theirs = troupe_tool_preset_new ("p");
      const char * const tools[] = { "run_command", "*", "run_command", "*" };
      TroupeToolPreset *sides[] = { mine, mine, theirs, theirs };
      TroupePermission tool, star;
      guint rest = i;

      for (guint j = 0; j < 4; j++, rest /= 4)
        {
          if (rest % 4 > 0)
            troupe_tool_preset_set_permission (sides[j], "shell", tools[j], rest % 4 - 1);
        }

      tool = MIN (troupe_tool_preset_get_permission (mine, "shell", "run_command"),
                  troupe_tool_preset_get_permission (theirs, "shell", "run_command"));
      star = MIN (troupe_tool_preset_get_permission (mine, "shell", "anything"),
                  troupe_tool_preset_get_permission (theirs, "shell", "anything"));
      troupe_tool_preset_tighten (mine, theirs);
      g_assert_cmpint (troupe_tool_preset_get_permission (mine, "shell", "run_command"), ==, tool);
      g_assert_cmpint (troupe_tool_preset_get_permission (mine, "shell", "anything"), ==, star);
    }
}

static void
test_bias_profile (void)
{
  g_autoptr(TroupeBiasProfile) profile = troupe_bias_profile_new ("prefer-search");
  g_autoptr(TroupeBiasProfile) copy = NULL;
  g_autoptr(NotifyLog) log = notify_log_new (profile);
  g_auto(GStrv) tools = NULL;
  double number = -1;

  g_assert_cmpfloat (troupe_bias_profile_get_weight (profile, "files", "read_file"), ==, TROUPE_BIAS_NEUTRAL);
  troupe_bias_profile_set_tool (profile, "search_files", 5);
  troupe_bias_profile_set_tool (profile, "run_command", 0);
  troupe_bias_profile_set_tool (profile, "run_command", 0);
  troupe_bias_profile_set_category (profile, "shell", 0.5);
  g_assert_cmpuint (notify_log_n_changed (log), ==, 3);

  g_assert_cmpfloat (troupe_bias_profile_get_weight (profile, "files", "search_files"), ==, 5);
  g_assert_cmpfloat (troupe_bias_profile_get_weight (profile, "shell", "run_command"), ==, 0);
  g_assert_cmpfloat (troupe_bias_profile_get_weight (profile, "shell", "other"), ==, 1.5);
  g_assert_true (troupe_bias_profile_lookup_tool (profile, "run_command", &number));
  g_assert_cmpfloat (number, ==, 0);
  g_assert_false (troupe_bias_profile_lookup_tool (profile, "read_file", &number));
  tools = troupe_bias_profile_dup_tools (profile);
  g_assert_cmpstrv (tools, ((const char * const []) { "run_command", "search_files", NULL }));

  copy = TROUPE_BIAS_PROFILE (troupe_definition_copy (TROUPE_DEFINITION (profile)));
  g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (profile), TROUPE_DEFINITION (copy)));
  troupe_bias_profile_remove_tool (copy, "run_command");
  troupe_bias_profile_set_category (copy, "files", 2);
  g_assert_false (troupe_definition_equal (TROUPE_DEFINITION (profile), TROUPE_DEFINITION (copy)));
  troupe_definition_assign (TROUPE_DEFINITION (profile), TROUPE_DEFINITION (copy));
  g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
  g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (profile), TROUPE_DEFINITION (copy)));
  troupe_definition_assign (TROUPE_DEFINITION (profile), TROUPE_DEFINITION (copy));
  g_assert_cmpuint (notify_log_n_changed (log), ==, 0);
  troupe_bias_profile_remove_category (profile, "files");
  troupe_bias_profile_remove_category (profile, "files");
  g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
}

static void
test_kinds_and_owners (void)
{
  TroupeDefinition *definitions[] = {
    TROUPE_DEFINITION (make_persona (0)),
    TROUPE_DEFINITION (troupe_prompt_preset_new ("a")),
    TROUPE_DEFINITION (troupe_tool_preset_new ("a")),
    TROUPE_DEFINITION (troupe_bias_profile_new ("a")),
  };

  for (guint i = 0; i < G_N_ELEMENTS (definitions); i++)
    {
      TroupeDefinition *copy = troupe_definition_copy (definitions[i]);

      g_assert_cmpint (troupe_definition_get_kind (definitions[i]), ==, (int) i);
      g_assert_true (G_OBJECT_TYPE (copy) == G_OBJECT_TYPE (definitions[i]));
      g_assert_finalize_object (copy);
      g_assert_finalize_object (definitions[i]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/definition/ids", test_ids);
  g_test_add_func ("/model/definition/id-from-name-is-valid", test_id_from_name);
  g_test_add_func ("/model/definition/nicks-read-back", test_enum_nicks);
  g_test_add_func ("/model/definition/notifies-once-per-change", test_properties);
  g_test_add_func ("/model/definition/copies-share-nothing", test_kinds_and_owners);
  g_test_add_func ("/model/definition/revision-is-made-when-asked-for", test_revision_is_made_when_asked_for);
  g_test_add_func ("/model/persona/assign-is-one-step", test_persona_assign);
  g_test_add_func ("/model/persona/equal-sees-every-difference", test_persona_equal);
  g_test_add_func ("/model/persona/tiers-change-once", test_persona_tiers);
  g_test_add_func ("/model/prompt-preset/copy-and-assign", test_prompt_preset);
  g_test_add_func ("/model/tool-preset/one-change-for-an-assign", test_tool_preset);
  g_test_add_func ("/model/tool-preset/tighten-never-grants", test_tool_preset_tighten);
  g_test_add_func ("/model/bias-profile/one-change-for-an-assign", test_bias_profile);

  return g_test_run ();
}
