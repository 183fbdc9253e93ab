/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "troupe-bias-profile.h"
#include "troupe-context-files.h"
#include "troupe-engine-fixture.h"
#include "troupe-model-error.h"
#include "troupe-prompt.h"
#include "troupe-tool-preset.h"

enum
{
  PRESET = 1 << 0,
  PERSONA = 1 << 1,
  TIER = 1 << 2,
  TOOLS = 1 << 3,
  TICKET = 1 << 4,
  ALL = (1 << 5) - 1,
};

static const char * const section_names[] = { "preset", "persona", "tier", "tools", "ticket" };
static const char * const section_origins[] = { "preset:rules", "persona:helper", "tier:worker", "persona:helper",
                                                "ticket:T1" };

static void
fill_catalog (TroupeFakeCatalog *catalog)
{
  TroupePromptPreset *preset = troupe_prompt_preset_new ("rules");
  TroupeToolPreset *tools = troupe_tool_preset_new ("reading");
  TroupeBiasProfile *bias = troupe_bias_profile_new ("search-first");

  troupe_ai_settings_set_string (troupe_prompt_preset_get_settings (preset), TROUPE_FIELD_SYSTEM_PROMPT, "House rules.\n\n");
  troupe_tool_preset_set_permission (tools, "files", "*", TROUPE_PERMISSION_OFF);
  troupe_tool_preset_set_permission (tools, "shell", "*", TROUPE_PERMISSION_OFF);
  troupe_tool_preset_set_permission (tools, "files", "search_files", TROUPE_PERMISSION_AUTO);
  troupe_bias_profile_set_tool (bias, "search_files", 5.0);
  troupe_fake_catalog_take (catalog, preset);
  troupe_fake_catalog_take (catalog, tools);
  troupe_fake_catalog_take (catalog, bias);
}

/* Any of the sections may be missing; those that are there keep their order. */
static void
test_order (EngineFixture *fixture,
            gconstpointer  data)
{
  static const TicketRow rows[] = { { "T1" } };
  TroupeCatalog *catalog = TROUPE_CATALOG (fixture->catalog);
  TroupePersona *helper = TROUPE_PERSONA (troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, "helper"));
  TroupeAiSettings *settings = troupe_persona_get_settings (helper);
  g_autoptr(TroupeTrack) track = create_track (rows, 1);

  fill_catalog (fixture->catalog);
  for (guint there = 0; there <= ALL; there++)
    {
      g_autoptr(TroupeResolver) resolver = troupe_resolver_new (catalog);
      g_autoptr(TroupePrompt) prompt = NULL;
      g_autoptr(GString) joined = g_string_new (NULL);
      guint at = 0;

      troupe_ai_settings_unset_all (settings);
      if (there & PRESET)
        troupe_ai_settings_set_string (settings, TROUPE_FIELD_PROMPT_PRESET_ID, "rules");
      if (there & PERSONA)
        troupe_ai_settings_set_string (settings, TROUPE_FIELD_SYSTEM_PROMPT, "  You help. ");
      if (there & TOOLS)
        {
          troupe_ai_settings_set_string (settings, TROUPE_FIELD_TOOL_PRESET_ID, "reading");
          troupe_ai_settings_set_string (settings, TROUPE_FIELD_BIAS_PROFILE_ID, "search-first");
        }
      troupe_resolver_set_cast (resolver, helper, TROUPE_TIER_WORKER, NULL, NULL);

      prompt = troupe_prompt_compose (resolver, catalog, there & TIER ? TROUPE_TIER_WORKER : TROUPE_TIER_NONE,
                                      there & TICKET ? track : NULL,
                                      there & TICKET ? troupe_track_find_ticket (track, "T1") : NULL);
      for (guint i = 0; i < G_N_ELEMENTS (section_names); i++)
        {
          const TroupePromptSection *section;

          if ((there & (1u << i)) == 0)
            continue;
          g_assert_cmpuint (at, <, troupe_prompt_get_n_sections (prompt));
          section = troupe_prompt_get_section (prompt, at++);
          g_assert_cmpstr (section->name, ==, section_names[i]);
          g_assert_cmpstr (section->origin, ==, section_origins[i]);
          g_assert_cmpstr (section->title, !=, "");
          g_string_append_printf (joined, "%s%s", joined->len > 0 ? "\n\n" : "", section->text);
        }
      g_assert_cmpuint (troupe_prompt_get_n_sections (prompt), ==, at);
      g_assert_cmpstr (troupe_prompt_get_text (prompt), ==, joined->str);
      if (there == 0)
        g_assert_cmpstr (troupe_prompt_get_text (prompt), ==, "");
    }
}

static void
test_words (EngineFixture *fixture,
            gconstpointer  data)
{
  static const TicketRow rows[] = { { "T1" } };
  static const char * const files[] = { "src/a.c", "src/b.c", NULL };
  TroupeCatalog *catalog = TROUPE_CATALOG (fixture->catalog);
  TroupePersona *helper = TROUPE_PERSONA (troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, "helper"));
  g_autoptr(TroupeTrack) track = create_track (rows, 1);
  TroupeTicket *ticket = troupe_track_find_ticket (track, "T1");
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (catalog);
  g_autoptr(TroupePrompt) prompt = NULL;

  fill_catalog (fixture->catalog);
  troupe_ai_settings_set_string (troupe_persona_get_settings (helper), TROUPE_FIELD_PROMPT_PRESET_ID, "rules");
  troupe_ai_settings_set_string (troupe_persona_get_settings (helper), TROUPE_FIELD_SYSTEM_PROMPT, "You help.");
  troupe_track_set_spec (track, "## Wanted");
  troupe_ticket_set_title (ticket, "Index");
  troupe_ticket_set_target_files (ticket, files);
  troupe_ticket_set_acceptance (ticket, "It finds things.");
  troupe_ticket_set_verify (ticket, "make test");
  troupe_resolver_set_cast (resolver, helper, TROUPE_TIER_NONE, track, ticket);

  prompt = troupe_prompt_compose (resolver, catalog, TROUPE_TIER_NONE, track, ticket);
  g_assert_cmpstr (troupe_prompt_get_text (prompt), ==,
                   "House rules.\n\nYou help.\n\n# The track’s goal\nReach the goal\n\n# The track’s specification\n## Wanted\n\n"
                   "# Your ticket\nT1: Index\n\n# Files to change\n- src/a.c\n- src/b.c\n\n"
                   "# What makes it acceptable\nIt finds things.\n\n# The command that checks it\nmake test");
}

/* The preset's words come once, not as the persona's own too; the persona's own replace no preset's. */
static void
test_preset_once (EngineFixture *fixture,
                  gconstpointer  data)
{
  TroupeCatalog *catalog = TROUPE_CATALOG (fixture->catalog);
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (catalog);
  g_autoptr(TroupePrompt) prompt = NULL;

  fill_catalog (fixture->catalog);
  troupe_ai_settings_set_string (troupe_resolver_get_session (resolver), TROUPE_FIELD_PROMPT_PRESET_ID, "rules");
  prompt = troupe_prompt_compose (resolver, catalog, TROUPE_TIER_NONE, NULL, NULL);
  g_assert_cmpstr (troupe_prompt_get_text (prompt), ==, "House rules.");
}

/* An empty id turns down the preset of a wider layer, with its words and its parameters. */
static void
test_no_preset (EngineFixture *fixture,
                gconstpointer  data)
{
  TroupeCatalog *catalog = TROUPE_CATALOG (fixture->catalog);
  g_autoptr(TroupeAiSettings) defaults = troupe_ai_settings_new ();
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (catalog);
  g_autoptr(TroupePrompt) with = NULL;
  g_autoptr(TroupePrompt) without = NULL;
  g_autoptr(GError) error = NULL;

  fill_catalog (fixture->catalog);
  troupe_ai_settings_set_string (defaults, TROUPE_FIELD_PROMPT_PRESET_ID, "rules");
  troupe_resolver_set_layer (resolver, TROUPE_LAYER_USER, "user", defaults);
  with = troupe_prompt_compose (resolver, catalog, TROUPE_TIER_NONE, NULL, NULL);
  g_assert_cmpstr (troupe_prompt_get_text (with), ==, "House rules.");

  troupe_ai_settings_set_string (troupe_resolver_get_session (resolver), TROUPE_FIELD_PROMPT_PRESET_ID, "");
  without = troupe_prompt_compose (resolver, catalog, TROUPE_TIER_NONE, NULL, NULL);
  g_assert_cmpstr (troupe_prompt_get_text (without), ==, "");
  g_assert_true (troupe_prompt_check (resolver, catalog, &error));
  g_assert_no_error (error);
}

static void
test_check (EngineFixture *fixture,
            gconstpointer  data)
{
  static const struct
  {
    TroupeField  field;
    const char  *id;
    gboolean     is_fine;
  } cases[] = {
    { TROUPE_FIELD_PROMPT_PRESET_ID, "rules", TRUE },
    { TROUPE_FIELD_PROMPT_PRESET_ID, "gone", FALSE },
    { TROUPE_FIELD_BIAS_PROFILE_ID, "search-first", TRUE },
    { TROUPE_FIELD_BIAS_PROFILE_ID, "gone", FALSE },
    { TROUPE_FIELD_TOOL_PRESET_ID, "reading", TRUE },
    /* It means that every tool asks. */
    { TROUPE_FIELD_TOOL_PRESET_ID, "gone", TRUE },
  };

  fill_catalog (fixture->catalog);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeResolver) resolver = troupe_resolver_new (TROUPE_CATALOG (fixture->catalog));
      g_autoptr(GError) error = NULL;

      troupe_ai_settings_set_string (troupe_resolver_get_session (resolver), cases[i].field, cases[i].id);
      g_assert_cmpint (troupe_prompt_check (resolver, TROUPE_CATALOG (fixture->catalog), &error), ==, cases[i].is_fine);
      if (cases[i].is_fine)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID);
      g_assert_nonnull (strstr (error->message, "“gone”, which session asks for"));
    }
}

static void
test_estimate (void)
{
  static const struct
  {
    const char *text;
    guint       n_tokens;
  } cases[] = { { NULL, 0 }, { "", 0 }, { "a", 1 }, { "abcd", 1 }, { "abcde", 2 }, { "🎭🎭🎭🎭", 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (troupe_prompt_estimate_tokens (cases[i].text), ==, cases[i].n_tokens);
}

static void
test_assignment (void)
{
  g_autoptr(TroupeTicket) ticket = troupe_ticket_new ("T2");
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_excerpt_free);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_excerpt_free);
  g_autofree char *bare = troupe_assignment_compose (ticket, NULL, NULL, NULL);
  g_autofree char *empty = NULL;
  g_autofree char *whole = NULL;

  g_assert_cmpstr (bare, ==, "# T2");

  troupe_ticket_set_title (ticket, "Search");
  troupe_ticket_set_description (ticket, "Make it search.");
  empty = troupe_assignment_compose (ticket, results, files, NULL);
  g_assert_cmpstr (empty, ==, "# T2: Search\n\nMake it search.");

  g_ptr_array_add (results, troupe_excerpt_new ("T0: Read", "It is read.", NULL));
  g_ptr_array_add (results, troupe_excerpt_new ("T1: Index", "It is indexed.\n", NULL));
  g_ptr_array_add (files, troupe_excerpt_new ("a.c", "int a;\n", NULL));
  g_ptr_array_add (files, troupe_excerpt_new ("b.md", "```c\nint b;\n```", "Cut."));
  g_ptr_array_add (files, troupe_excerpt_new ("c.c", NULL, "There is no such file yet."));
  whole = troupe_assignment_compose (ticket, results, files, NULL);
  g_assert_cmpstr (whole, ==,
                   "# T2: Search\n\nMake it search.\n\n"
                   "# Results that this ticket builds on\n\n## T0: Read\n\nIt is read.\n\n## T1: Index\n\nIt is indexed.\n\n"
                   "# Files to read\n\n## a.c\n\n```\nint a;\n```\n\n## b.md\n\n````\n```c\nint b;\n```\n````\n(Cut.)\n\n"
                   "## c.c\n\n(There is no such file yet.)");
}

/* A project with a neighbour, and links between them */
typedef struct
{
  char *outside;
  char *project;
} Folders;

static void
write_file (const char *folder,
            const char *name,
            const char *text,
            gssize      length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
}

static void
link_to (const char *folder,
         const char *name,
         const char *target)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
folders_set_up (Folders       *folders,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *long_text = g_strnfill (TROUPE_CONTEXT_FILE_MAX_BYTES + 10, 'x');

  folders->outside = g_dir_make_tmp ("troupe-prompt-XXXXXX", &error);
  g_assert_no_error (error);
  folders->project = g_build_filename (folders->outside, "project", NULL);
  write_file (folders->outside, "secret.txt", "SECRET", -1);
  write_file (folders->outside, "project-too/secret.txt", "SECRET", -1);
  write_file (folders->project, "a.c", "int a;\n", -1);
  write_file (folders->project, "sub/b.c", "int b;\n", -1);
  write_file (folders->project, "binary", "a\0b", 3);
  write_file (folders->project, "latin", "caf\xe9 and so on, and on", -1);
  write_file (folders->project, "empty", "", -1);
  write_file (folders->project, ".git/config", "SECRET", -1);
  write_file (folders->project, ".troupe/defaults.json", "SECRET", -1);
  write_file (folders->project, ".env", "SECRET", -1);

  /* The cut goes through a character. */
  memcpy (long_text + TROUPE_CONTEXT_FILE_MAX_BYTES - 1, "ä", 2);
  write_file (folders->project, "long", long_text, -1);

  link_to (folders->project, "inside-link", "sub/b.c");
  link_to (folders->project, "outside-link", "../secret.txt");
  link_to (folders->project, "absolute-link", "/etc/hostname");
  link_to (folders->project, "outside-folder", "../project-too");
  link_to (folders->project, "git-link", ".git/config");
  link_to (folders->project, "broken-link", "nothing");
  link_to (folders->project, "loop-link", "loop-link");
}

static void
folders_tear_down (Folders       *folders,
                   gconstpointer  data)
{
  const char *argv[] = { "rm", "-rf", folders->outside, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  g_free (folders->outside);
  g_free (folders->project);
}

static GPtrArray *
read_files (const char   *project,
            const char   *path,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr(GFile) folder = project != NULL ? g_file_new_for_path (project) : NULL;
  const char * const paths[] = { path, NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) waited = NULL;

  troupe_context_files_read_async (folder, paths, cancellable, result_cb, &result);
  waited = wait_result (&result);

  return troupe_context_files_read_finish (waited, error);
}

static void
test_files (Folders       *folders,
            gconstpointer  data)
{
  static const struct
  {
    const char *path;
    const char *text;
    const char *note;
    const char *refusal;
  } cases[] = {
    { "a.c", "int a;\n", NULL, NULL },
    { "./sub/../a.c", NULL, NULL, "not inside the project" },
    { "./sub//b.c", "int b;\n", NULL, NULL },
    { "inside-link", "int b;\n", NULL, NULL },
    { "empty", "", NULL, NULL },
    { "missing.c", NULL, "There is no such file yet.", NULL },
    { "a.c/below", NULL, "There is no such file yet.", NULL },
    { "broken-link", NULL, "There is no such file yet.", NULL },
    { "loop-link", NULL, "This file could not be read.", NULL },
    { "sub", NULL, "This is a folder.", NULL },
    { "binary", NULL, "This file is not text in UTF-8, so it is left out.", NULL },
    { "latin", NULL, "This file is not text in UTF-8, so it is left out.", NULL },
    { "../secret.txt", NULL, NULL, "not inside the project" },
    { "sub/../../secret.txt", NULL, NULL, "not inside the project" },
    { "/etc/hostname", NULL, NULL, "not inside the project" },
    { "outside-link", NULL, NULL, "leads out of the project" },
    { "absolute-link", NULL, NULL, "leads out of the project" },
    /* Its name begins like the project's. */
    { "outside-folder/secret.txt", NULL, NULL, "leads out of the project" },
    { ".git/config", NULL, NULL, "never given to a model" },
    { ".GIT/config", NULL, NULL, "never given to a model" },
    { "git-link", NULL, NULL, "never given to a model" },
    { ".troupe/defaults.json", NULL, NULL, "never given to a model" },
    { ".env", NULL, NULL, "keeps a secret" },
    { "sub/.env.local", NULL, NULL, "keeps a secret" },
    { "keys/server.PEM", NULL, NULL, "keeps a secret" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) files = read_files (folders->project, cases[i].path, NULL, &error);
      TroupeExcerpt *file;

      if (cases[i].refusal != NULL)
        {
          g_assert_null (files);
          g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY);
          g_assert_nonnull (strstr (error->message, cases[i].refusal));
          g_assert_nonnull (strstr (error->message, cases[i].path));
          continue;
        }

      g_assert_no_error (error);
      g_assert_cmpuint (files->len, ==, 1);
      file = g_ptr_array_index (files, 0);
      g_assert_cmpstr (file->title, ==, cases[i].path);
      g_assert_cmpstr (file->text, ==, cases[i].text);
      g_assert_cmpstr (file->note, ==, cases[i].note);
    }
}

static void
test_long_file (Folders       *folders,
                gconstpointer  data)
{
  g_autoptr(GPtrArray) files = read_files (folders->project, "long", NULL, NULL);
  TroupeExcerpt *file = g_ptr_array_index (files, 0);

  g_assert_true (g_utf8_validate (file->text, -1, NULL));
  g_assert_cmpuint (strlen (file->text), ==, TROUPE_CONTEXT_FILE_MAX_BYTES - 1);
  g_assert_cmpstr (file->note, ==, "The file goes on; only its first 256 KiB are here.");
}

static void
test_no_project (Folders       *folders,
                 gconstpointer  data)
{
  g_autoptr(GPtrArray) files = read_files (NULL, "a.c", NULL, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (((TroupeExcerpt *) g_ptr_array_index (files, 0))->note, ==,
                   "No project is open, so this file could not be read.");

  g_cancellable_cancel (cancellable);
  g_assert_null (read_files (folders->project, "a.c", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* All the way: from the ticket to what the provider is asked, and a ticket that leads outside asks nobody. */
static void
test_files_reach_worker (EngineFixture *fixture,
                         gconstpointer  data)
{
  static const TicketRow rows[] = { { "A" }, { "B" } };
  static const char * const good[] = { "a.c", "missing.c", NULL };
  static const char * const bad[] = { "outside-link", NULL };
  Folders folders;
  g_autoptr(TroupeTrack) track = create_track (rows, 2);
  g_autoptr(TroupeRun) run = NULL;
  g_autoptr(GFile) project = NULL;
  g_autoptr(TroupeConductor) conductor = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) waited = NULL;

  folders_set_up (&folders, NULL);
  project = g_file_new_for_path (folders.project);
  troupe_ticket_set_context_files (troupe_track_find_ticket (track, "A"), good);
  troupe_ticket_set_context_files (troupe_track_find_ticket (track, "B"), bad);
  run = troupe_run_new (track);
  conductor = troupe_conductor_new (TROUPE_CATALOG (fixture->catalog), fixture->providers, NULL, run, project);
  troupe_conductor_set_last_resort (conductor, "helper");
  troupe_conductor_run_async (conductor, NULL, result_cb, &result);
  waited = wait_result (&result);
  g_assert_false (troupe_conductor_run_finish (conductor, waited, NULL));

  g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 1);
  g_assert_cmpstr (troupe_request_get_text (troupe_fake_provider_get_request (fixture->fake, 0), 0), ==,
                   "# A\n\n# Files to read\n\n## a.c\n\n```\nint a;\n```\n\n## missing.c\n\n(There is no such file yet.)");
  g_assert_cmpint (troupe_run_ticket_get_state (troupe_run_find_ticket (run, "B")), ==, TROUPE_TICKET_STATE_FAILED);
  g_assert_nonnull (strstr (troupe_run_ticket_get_reason (troupe_run_find_ticket (run, "B")), "leads out of the project"));
  g_clear_object (&waited);
  folders_tear_down (&folders, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/engine/prompt/" name, EngineFixture, NULL, engine_fixture_set_up, func, engine_fixture_tear_down)
#define ADD_FILES(name, func) \
  g_test_add ("/engine/context-files/" name, Folders, NULL, folders_set_up, func, folders_tear_down)

  ADD ("keeps-one-order", test_order);
  ADD ("says-what-the-ticket-says", test_words);
  ADD ("says-the-preset-once", test_preset_once);
  ADD ("has-no-preset-where-none-is-chosen", test_no_preset);
  ADD ("names-presets-that-do-not-exist", test_check);
  g_test_add_func ("/engine/prompt/guesses-tokens", test_estimate);
  g_test_add_func ("/engine/assignment/has-ticket-results-and-files", test_assignment);
  ADD_FILES ("never-come-from-outside-the-project", test_files);
  ADD_FILES ("are-cut-at-a-limit", test_long_file);
  ADD_FILES ("need-a-project", test_no_project);
  ADD ("context-files-reach-the-worker", test_files_reach_worker);

  return g_test_run ();
}
