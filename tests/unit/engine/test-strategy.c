/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-fake-catalog.h"
#include "troupe-strategy.h"
#include "troupe-tool-category.h"
#include "troupe-tool-table.h"

/* "files/read_file=auto shell/run_command=ask": what is stated, as CATEGORY/TOOL=PERMISSION */
static TroupeToolPreset *
parse_preset (const char *text)
{
  TroupeToolPreset *preset = troupe_tool_preset_new ("preset");
  g_auto(GStrv) parts = g_strsplit (text, " ", -1);

  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    {
      g_auto(GStrv) sides = g_strsplit_set (parts[i], "/=", -1);
      TroupePermission permission = TROUPE_PERMISSION_OFF;

      if (g_str_equal (sides[2], "ask"))
        permission = TROUPE_PERMISSION_ASK;
      else if (g_str_equal (sides[2], "auto"))
        permission = TROUPE_PERMISSION_AUTO;
      troupe_tool_preset_set_permission (preset, sides[0], sides[1], permission);
    }

  return preset;
}

/* "read_file=5 shell*0.5": weights of tools and multipliers of categories */
static TroupeBiasProfile *
parse_profile (const char *text)
{
  TroupeBiasProfile *profile = troupe_bias_profile_new ("profile");
  g_auto(GStrv) parts = g_strsplit (text, " ", -1);

  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    {
      g_auto(GStrv) sides = g_strsplit_set (parts[i], "=*", -1);

      if (strchr (parts[i], '*') != NULL)
        troupe_bias_profile_set_category (profile, sides[0], g_ascii_strtod (sides[1], NULL));
      else
        troupe_bias_profile_set_tool (profile, sides[0], g_ascii_strtod (sides[1], NULL));
    }

  return profile;
}

static char *
describe_some (TroupeStrategy              *strategy,
               guint                        n_entries,
               const TroupeStrategyEntry *(*get) (TroupeStrategy *, guint))
{
  static const char * const permissions[] = { "off", "ask", "auto" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_entries; i++)
    {
      const TroupeStrategyEntry *entry = get (strategy, i);

      g_string_append_printf (text, "%s%s/%s:%s:%g", i > 0 ? " " : "", entry->category, entry->tool,
                              permissions[entry->permission], entry->weight);
    }

  return g_string_free (text, FALSE);
}

static char *
describe (TroupeStrategy *strategy)
{
  return describe_some (strategy, troupe_strategy_get_n_entries (strategy), troupe_strategy_get_entry);
}

static void
test_table (void)
{
  static const struct
  {
    const char *preset;
    const char *profile;
    const char *expected;
  } cases[] = {
    /* Neutral: the order of the table */
    { "files/read_file=auto files/search_files=auto files/*=off shell/*=off", "",
      "files/read_file:auto:3 files/search_files:auto:3" },
    { "files/*=ask shell/*=ask", NULL,
      "files/read_file:ask:3 files/list_files:ask:3 files/search_files:ask:3 files/write_file:ask:3 files/edit_file:ask:3 "
      "shell/run_command:ask:3" },
    /* What a preset does not speak of asks. */
    { "", "",
      "files/read_file:ask:3 files/list_files:ask:3 files/search_files:ask:3 files/write_file:ask:3 files/edit_file:ask:3 "
      "shell/run_command:ask:3" },
    /* Weights order; equal ones keep the table's order. */
    { "files/*=off files/read_file=auto files/search_files=auto files/list_files=auto shell/*=ask",
      "search_files=5 run_command=1",
      "files/search_files:auto:5 files/read_file:auto:3 files/list_files:auto:3 shell/run_command:ask:1" },
    /* Weight times multiplier */
    { "files/*=off files/read_file=auto shell/*=ask", "run_command=4 shell*0.5",
      "files/read_file:auto:3 shell/run_command:ask:2" },
    { "files/*=off files/read_file=auto shell/*=ask", "shell*2",
      "shell/run_command:ask:6 files/read_file:auto:3" },
    /* At 0 it is left out, whichever of the two is 0. */
    { "files/*=off files/read_file=auto shell/*=auto", "run_command=0", "files/read_file:auto:3" },
    { "files/*=off files/read_file=auto shell/*=auto", "run_command=5 shell*0", "files/read_file:auto:3" },
    /* A bias never overrules a permission: off stays off, ask stays ask, however strong the leaning. */
    { "files/*=off shell/*=off", "read_file=5 write_file=5 run_command=5 files*2 shell*2", "" },
    { "files/*=off files/write_file=ask shell/*=off", "write_file=5 files*2", "files/write_file:ask:10" },
    { "files/*=off files/write_file=auto shell/*=off", "write_file=0.5", "files/write_file:auto:0.5" },
    /* Tools of others, such as an MCP server's; a star names none of them */
    { "files/*=off shell/*=off mcp:github/list_issues=ask mcp:github/*=auto mcp:github/close_issue=off",
      "list_issues=4", "mcp:github/list_issues:ask:4" },
    /* A tool of the table that is filed elsewhere is another tool. */
    { "files/*=off shell/*=off mcp:x/read_file=ask", "", "mcp:x/read_file:ask:3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeToolPreset) preset = parse_preset (cases[i].preset);
      g_autoptr(TroupeBiasProfile) profile = cases[i].profile != NULL ? parse_profile (cases[i].profile) : NULL;
      g_autoptr(TroupeStrategy) strategy = troupe_strategy_new (preset, profile);
      g_autofree char *text = describe (strategy);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* Every permission against every kind of leaning */
static void
test_never_widens (void)
{
  static const char * const leanings[] = { "", "read_file=0", "read_file=0.5", "read_file=3", "read_file=5",
                                           "read_file=5 files*2", "files*0" };

  for (TroupePermission permission = TROUPE_PERMISSION_OFF; permission <= TROUPE_PERMISSION_AUTO; permission++)
    for (guint i = 0; i < G_N_ELEMENTS (leanings); i++)
      {
        g_autoptr(TroupeToolPreset) preset = parse_preset ("files/*=off shell/*=off");
        g_autoptr(TroupeBiasProfile) profile = parse_profile (leanings[i]);
        g_autoptr(TroupeStrategy) strategy = NULL;

        troupe_tool_preset_set_permission (preset, "files", "read_file", permission);
        strategy = troupe_strategy_new (preset, profile);

        for (guint j = 0; j < troupe_strategy_get_n_entries (strategy); j++)
          {
            g_assert_cmpstr (troupe_strategy_get_entry (strategy, j)->tool, ==, "read_file");
            g_assert_cmpint (troupe_strategy_get_entry (strategy, j)->permission, ==, permission);
          }
        if (permission == TROUPE_PERMISSION_OFF)
          g_assert_cmpuint (troupe_strategy_get_n_entries (strategy), ==, 0);
      }
}

/* What is not offered is known all the same, and so is what holds for tools that have no name yet. */
static void
test_withheld (void)
{
  static const struct
  {
    const char *preset;
    const char *profile;
    const char *withheld;
    const char *open;
  } cases[] = {
    { "files/*=auto shell/*=off", "", "shell/run_command:off:3", "" },
    { "files/*=auto shell/*=ask", "run_command=0", "shell/run_command:ask:0", "" },
    { "files/*=auto shell/*=off mcp:x/a=off mcp:x/b=ask mcp:x/*=ask", "mcp:x*2",
      "shell/run_command:off:3 mcp:x/a:off:6", "mcp:x/*:ask:6" },
    { "files/*=auto shell/*=ask mcp:x/*=off mcp:y/*=auto web/*=ask", "mcp:y*0",
      "mcp:x/*:off:3 mcp:y/*:auto:0", "web/*:ask:3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeToolPreset) preset = parse_preset (cases[i].preset);
      g_autoptr(TroupeBiasProfile) profile = parse_profile (cases[i].profile);
      g_autoptr(TroupeStrategy) strategy = troupe_strategy_new (preset, profile);
      g_autofree char *withheld = describe_some (strategy, troupe_strategy_get_n_withheld (strategy),
                                                 troupe_strategy_get_withheld);
      g_autofree char *open = describe_some (strategy, troupe_strategy_get_n_open (strategy), troupe_strategy_get_open);

      g_assert_cmpstr (withheld, ==, cases[i].withheld);
      g_assert_cmpstr (open, ==, cases[i].open);
    }
}

static void
test_leaning (void)
{
  static const struct
  {
    double        weight;
    TroupeLeaning leaning;
  } cases[] = {
    { 5, TROUPE_LEANING_PREFERRED }, { 4, TROUPE_LEANING_PREFERRED }, { 3.99, TROUPE_LEANING_NONE },
    { 3, TROUPE_LEANING_NONE }, { 1.51, TROUPE_LEANING_NONE }, { 1.5, TROUPE_LEANING_LAST_RESORT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TroupeStrategyEntry entry = { .tool = "x", .category = "y", .weight = cases[i].weight };

      g_assert_cmpint (troupe_strategy_entry_get_leaning (&entry), ==, cases[i].leaning);
    }
}

static void
test_categories (void)
{
  static const struct
  {
    const char *category;
    const char *title;
  } cases[] = {
    { "mcp:github", "MCP, github" },
    { "mcp:", "mcp:" },
    { "no such category", "no such category" },
  };
  const TroupeToolInfo *tools;
  guint n_tools;

  tools = troupe_tool_table_get (&n_tools);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = troupe_tool_category_dup_title (cases[i].category);

      g_assert_cmpstr (title, ==, cases[i].title);
    }

  /* Those of our own tools have names for people. */
  for (guint i = 0; i < n_tools; i++)
    {
      g_autofree char *title = troupe_tool_category_dup_title (tools[i].category);

      g_assert_cmpstr (title, !=, tools[i].category);
    }
}

/* What is in force, not what one layer says. */
static void
test_find (void)
{
  g_autoptr(TroupeFakeCatalog) catalog = troupe_fake_catalog_new ();
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (TROUPE_CATALOG (catalog));
  TroupeAiSettings *session = troupe_resolver_get_session (resolver);
  static const struct
  {
    const char *preset;
    const char *profile;
    const char *expected;
  } cases[] = {
    { NULL, NULL, NULL },
    { NULL, "profile", NULL },
    { "preset", NULL, "files/read_file:auto:3 shell/run_command:ask:3" },
    { "preset", "profile", "shell/run_command:ask:5 files/read_file:auto:3" },
    { "preset", "gone", "files/read_file:auto:3 shell/run_command:ask:3" },
    { "gone", "profile", "shell/run_command:ask:5 files/read_file:ask:3 files/list_files:ask:3 files/search_files:ask:3 "
                         "files/write_file:ask:3 files/edit_file:ask:3" },
  };

  troupe_fake_catalog_take (catalog, parse_preset ("files/*=off files/read_file=auto shell/*=ask"));
  troupe_fake_catalog_take (catalog, parse_profile ("run_command=5"));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeStrategy) strategy = NULL;
      g_autofree char *text = NULL;

      troupe_ai_settings_unset_all (session);
      if (cases[i].preset != NULL)
        troupe_ai_settings_set_string (session, TROUPE_FIELD_TOOL_PRESET_ID, cases[i].preset);
      if (cases[i].profile != NULL)
        troupe_ai_settings_set_string (session, TROUPE_FIELD_BIAS_PROFILE_ID, cases[i].profile);
      strategy = troupe_strategy_find (resolver, TROUPE_CATALOG (catalog));
      text = strategy != NULL ? describe (strategy) : NULL;
      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_no_preset (void)
{
  g_autoptr(TroupeBiasProfile) profile = parse_profile ("run_command=5 edit_file=0");
  g_autoptr(TroupeStrategy) none = troupe_strategy_new (NULL, profile);
  g_autoptr(TroupeStrategy) ask_all = troupe_strategy_new_ask_all (profile);
  g_autofree char *text = describe (ask_all);

  g_assert_cmpuint (troupe_strategy_get_n_entries (none), ==, 0);
  g_assert_null (troupe_strategy_to_text (none));
  g_assert_cmpstr (text, ==,
                   "shell/run_command:ask:5 files/read_file:ask:3 files/list_files:ask:3 files/search_files:ask:3 "
                   "files/write_file:ask:3");
}

static void
test_text (void)
{
  static const struct
  {
    const char *profile;
    const char *lines;
  } cases[] = {
    { "", "1. read_file\n2. search_files" },
    { "search_files=5", "1. search_files [preferred]\n2. read_file" },
    { "search_files=4", "1. search_files [preferred]\n2. read_file" },
    { "search_files=3.9", "1. search_files\n2. read_file" },
    { "read_file=1.5", "1. search_files\n2. read_file [last resort]" },
    { "read_file=1.6", "1. search_files\n2. read_file" },
    { "read_file=5 files*0.2", "1. read_file [last resort]\n2. search_files [last resort]" },
    { "read_file=0", "1. search_files" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeToolPreset) preset =
        parse_preset ("files/*=off files/read_file=auto files/search_files=ask shell/*=off");
      g_autoptr(TroupeBiasProfile) profile = parse_profile (cases[i].profile);
      g_autoptr(TroupeStrategy) strategy = troupe_strategy_new (preset, profile);
      g_autofree char *text = troupe_strategy_to_text (strategy);
      const char *lines = strstr (text, "\n\n");

      g_assert_nonnull (lines);
      g_assert_cmpstr (lines + 2, ==, cases[i].lines);
    }
}

static void
test_tool_table (void)
{
  guint n_tools;
  const TroupeToolInfo *tools = troupe_tool_table_get (&n_tools);

  g_assert_cmpuint (n_tools, >, 0);
  for (guint i = 0; i < n_tools; i++)
    g_assert_true (troupe_tool_table_find (tools[i].name) == &tools[i]);
  g_assert_null (troupe_tool_table_find ("no_such_tool"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tool/strategy/preset-by-bias", test_table);
  g_test_add_func ("/tool/strategy/a-bias-never-overrules-a-permission", test_never_widens);
  g_test_add_func ("/tool/strategy/knows-what-is-not-offered", test_withheld);
  g_test_add_func ("/tool/strategy/leans-by-weight", test_leaning);
  g_test_add_func ("/tool/strategy/follows-what-is-in-force", test_find);
  g_test_add_func ("/tool/strategy/without-a-preset", test_no_preset);
  g_test_add_func ("/tool/strategy/says-so-in-words", test_text);
  g_test_add_func ("/tool/category/has-a-title", test_categories);
  g_test_add_func ("/tool/table/finds-what-it-lists", test_tool_table);

  return g_test_run ();
}
