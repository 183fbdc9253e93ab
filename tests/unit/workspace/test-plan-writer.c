/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>

#include "troupe-plan-tickets.h"
#include "troupe-plan-writer.h"
#include "troupe-planning.h"

/* A planning in a project, of which nothing was asked: what comes of it is said by hand. */
typedef struct
{
  char             *root;
  GFile            *project;
  TroupeLibrary    *library;
  TroupeProviderSet *providers;
  TroupeTrack      *track;
  TroupeRun        *run;
  TroupeConductor  *conductor;
  TroupePlanner    *planner;
  TroupePlanWriter *writer;
  GAsyncResult     *result;
} Scene;

#define TICKET(id)   "{\"id\":\"" id "\",\"title\":\"t\",\"description\":\"d\",\"acceptance\":\"a\"}"
#define CALL(ticket) "{\"event\":\"tool-call\",\"tool\":\"submit_tickets\",\"call\":\"a\",\"arguments\":{\"tickets\":[" ticket "]}}"
#define RESULT       "{\"event\":\"tool-result\",\"tool\":\"submit_tickets\",\"call\":\"a\",\"outcome\":\"ok\"}"
#define STATE        "{\"event\":\"ticket-state\",\"ticket\":\"tickets\",\"state\":\"completed\"}"

static void
scene_set_up (Scene         *scene,
              gconstpointer  data)
{
  g_autofree char *folder = NULL;
  g_autoptr(GFile) data_folder = NULL;
  g_autoptr(GFile) config_folder = NULL;
  g_autoptr(TroupeTrack) source = troupe_track_new ("add-search");

  scene->root = g_dir_make_tmp ("troupe-plan-writer-XXXXXX", NULL);
  folder = g_build_filename (scene->root, "project", ".troupe", "tracks", NULL);
  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  scene->project = g_file_new_build_filename (scene->root, "project", NULL);
  data_folder = g_file_new_build_filename (scene->root, "data", NULL);
  config_folder = g_file_new_build_filename (scene->root, "config", NULL);
  scene->library = troupe_library_new (data_folder, config_folder, scene->project);
  scene->providers = troupe_provider_set_new ();

  troupe_definition_set_name (TROUPE_DEFINITION (source), "Add search");
  troupe_track_set_goal (source, "Search!");
  scene->track = troupe_planning_create_track (source, TROUPE_SCOPE_PROJECT, FALSE);
}

/* What is on the disk by then is known. */
static void
scene_begin (Scene *scene)
{
  g_assert_true (troupe_library_load (scene->library, NULL));
  troupe_library_set_watching (scene->library, TRUE);
  scene->run = troupe_run_new (scene->track);
  scene->conductor = troupe_conductor_new (TROUPE_CATALOG (scene->library), scene->providers, NULL, scene->run, NULL);
  scene->planner = troupe_planner_new (scene->conductor);
  scene->writer = troupe_plan_writer_new (scene->library, scene->planner);
}

static void
scene_tear_down (Scene         *scene,
                 gconstpointer  data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", scene->root);

  g_assert_finalize_object (scene->writer);
  g_assert_finalize_object (scene->planner);
  g_assert_finalize_object (scene->conductor);
  g_clear_object (&scene->run);
  g_clear_object (&scene->track);
  g_clear_object (&scene->providers);
  troupe_library_set_watching (scene->library, FALSE);
  g_clear_object (&scene->library);
  g_clear_object (&scene->project);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (scene->root);
}

static char *
get_path (Scene      *scene,
          const char *id)
{
  g_autofree char *name = g_strconcat (id, ".json", NULL);

  return g_build_filename (scene->root, "project", ".troupe", "tracks", name, NULL);
}

static void
put_file (Scene      *scene,
          const char *id,
          const char *members)
{
  g_autofree char *path = get_path (scene, id);
  g_autofree char *text = g_strdup_printf ("{\"format\":\"troupe-track/1\",\"id\":\"%s\",\"title\":\"Theirs\"%s}", id, members);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_file (Scene      *scene,
             const char *id,
             const char *words,
             gboolean    has_words)
{
  g_autofree char *path = get_path (scene, id);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  if ((strstr (text, words) != NULL) != has_words)
    g_error ("%s “%s” in: %s", has_words ? "No" : "There is", words, text);
}

static void
say_event (Scene      *scene,
           const char *text)
{
  g_autoptr(JsonNode) event = json_from_string (text, NULL);

  troupe_planner_take_event (scene->planner, event);
}

static void
say_spec (Scene      *scene,
          const char *spec)
{
  TroupeRunTicket *ticket = troupe_run_find_ticket (scene->run, TROUPE_PLANNING_SPEC);
  g_autoptr(TroupeAttempt) attempt = troupe_attempt_new (1, TROUPE_TIER_ORCHESTRATOR);

  troupe_message_append_text (troupe_attempt_get_answer (attempt), spec, -1);
  troupe_run_ticket_add_attempt (ticket, attempt);
  troupe_run_ticket_set_state (ticket, TROUPE_TICKET_STATE_COMPLETED);
  say_event (scene, STATE);
}

static void
say_tickets (Scene *scene)
{
  say_event (scene, CALL (TICKET ("T1")));
  say_event (scene, RESULT);
  troupe_run_ticket_set_state (troupe_run_find_ticket (scene->run, TROUPE_PLANNING_TICKETS), TROUPE_TICKET_STATE_COMPLETED);
  say_event (scene, STATE);
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Scene *scene = user_data;

  scene->result = g_object_ref (result);
}

static gboolean
scene_flush (Scene   *scene,
             GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_plan_writer_flush_async (scene->writer, result_cb, scene);
  while (scene->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = g_steal_pointer (&scene->result);

  return troupe_plan_writer_flush_finish (scene->writer, result, error);
}

static const char *
get_written_id (Scene *scene)
{
  return troupe_definition_get_id (TROUPE_DEFINITION (troupe_plan_writer_get_track (scene->writer)));
}

/* The spec is in the file before the tickets are there. */
static void
test_as_it_comes (Scene         *scene,
                  gconstpointer  data)
{
  scene_begin (scene);
  g_assert_true (scene_flush (scene, NULL));
  g_assert_null (troupe_plan_writer_get_track (scene->writer));

  say_spec (scene, "Finds things.");
  g_assert_true (scene_flush (scene, NULL));
  assert_file (scene, "add-search", "Finds things.", TRUE);
  assert_file (scene, "add-search", "Search!", TRUE);
  assert_file (scene, "add-search", "T1", FALSE);
  assert_file (scene, "add-search", "plans", FALSE);

  say_tickets (scene);
  g_assert_true (scene_flush (scene, NULL));
  assert_file (scene, "add-search", "Finds things.", TRUE);
  assert_file (scene, "add-search", "T1", TRUE);
  g_assert_cmpstr (get_written_id (scene), ==, "add-search");
}

/* What comes while it is being written is not forgotten. */
static void
test_at_once (Scene         *scene,
              gconstpointer  data)
{
  scene_begin (scene);
  say_spec (scene, "Finds things.");
  say_tickets (scene);
  g_assert_true (scene_flush (scene, NULL));
  assert_file (scene, "add-search", "Finds things.", TRUE);
  assert_file (scene, "add-search", "T1", TRUE);
}

/* Another track has the id, before or since. */
static void
test_taken (Scene         *scene,
            gconstpointer  data)
{
  gboolean is_before = data != NULL;

  if (is_before)
    put_file (scene, "add-search", ",\"goal\":\"Theirs\"");
  scene_begin (scene);
  if (!is_before)
    put_file (scene, "add-search", ",\"goal\":\"Theirs\"");
  say_spec (scene, "Finds things.");
  g_assert_true (scene_flush (scene, NULL));
  assert_file (scene, "add-search", "Finds things.", FALSE);
  assert_file (scene, "add-search-2", "Finds things.", TRUE);
  g_assert_cmpstr (get_written_id (scene), ==, "add-search-2");

  say_tickets (scene);
  g_assert_true (scene_flush (scene, NULL));
  assert_file (scene, "add-search", "T1", FALSE);
  assert_file (scene, "add-search-2", "T1", TRUE);
}

/* Its own file, as a person has it: what is there stays, and what is missing comes in. */
static void
test_edited (Scene         *scene,
             gconstpointer  data)
{
  scene_begin (scene);
  say_spec (scene, "Finds things.");
  g_assert_true (scene_flush (scene, NULL));
  put_file (scene, "add-search", ",\"goal\":\"Search!\",\"spec\":\"Finds all things.\",\"mine\":1");
  say_tickets (scene);
  g_assert_true (scene_flush (scene, NULL));
  assert_file (scene, "add-search", "Theirs", TRUE);
  assert_file (scene, "add-search", "Finds all things.", TRUE);
  assert_file (scene, "add-search", "\"mine\": 1", TRUE);
  assert_file (scene, "add-search", "T1", TRUE);
}

/* A run that is read back writes what the file has not. */
static void
test_read_back (Scene         *scene,
                gconstpointer  data)
{
  put_file (scene, "add-search", ",\"goal\":\"Search!\",\"spec\":\"Finds all things.\"");
  scene_begin (scene);
  say_spec (scene, "Finds things.");
  say_tickets (scene);
  g_assert_true (scene_flush (scene, NULL));
  assert_file (scene, "add-search", "Finds all things.", TRUE);
  assert_file (scene, "add-search", "T1", TRUE);
  g_assert_cmpstr (get_written_id (scene), ==, "add-search");
}

/* Tickets that somebody wrote are not taken out for others. */
static void
test_has_tickets (Scene         *scene,
                  gconstpointer  data)
{
  put_file (scene, "add-search", ",\"goal\":\"Search!\",\"spec\":\"S\",\"tickets\":[{\"id\":\"MINE\",\"title\":\"x\"}]");
  scene_begin (scene);
  say_tickets (scene);
  g_assert_true (scene_flush (scene, NULL));
  assert_file (scene, "add-search", "MINE", TRUE);
  assert_file (scene, "add-search", "T1", FALSE);
}

static void
test_read_only (Scene         *scene,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_build_filename (scene->root, "project", ".troupe", "tracks", NULL);

  /* A file in the place of the folder, for the superuser may write anywhere. */
  g_assert_no_errno (g_rmdir (folder));
  g_assert_true (g_file_set_contents (folder, "", -1, NULL));
  scene_begin (scene);
  say_spec (scene, "Finds things.");
  g_assert_false (scene_flush (scene, &error));
  g_assert_nonnull (error);
  g_assert_null (troupe_plan_writer_get_track (scene->writer));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, data, func) g_test_add ("/workspace/plan-writer/" name, Scene, data, scene_set_up, func, scene_tear_down)
  ADD ("as-it-comes", NULL, test_as_it_comes);
  ADD ("at-once", NULL, test_at_once);
  ADD ("taken-before", "before", test_taken);
  ADD ("taken-since", NULL, test_taken);
  ADD ("edited-meanwhile", NULL, test_edited);
  ADD ("read-back", NULL, test_read_back);
  ADD ("has-tickets", NULL, test_has_tickets);
  ADD ("read-only", NULL, test_read_only);
#undef ADD

  return g_test_run ();
}
