/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "troupe-library.h"
#include "troupe-persona.h"
#include "troupe-tool-preset.h"

#define PERSONA(id, name) "{\"format\": \"troupe-persona/1\", \"id\": \"" id "\", \"name\": \"" name "\"}\n"
#define TOOLS(id, more)   "{\"format\": \"troupe-tool-preset/1\", \"id\": \"" id "\", \"categories\": {" more "}}\n"

typedef struct
{
  char          *root;
  GFile         *data;
  GFile         *config;
  GFile         *project;
  TroupeLibrary *library;
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
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->root = g_dir_make_tmp ("troupe-XXXXXX", NULL);
  self->data = g_file_new_build_filename (self->root, "data", "troupe", NULL);
  self->config = g_file_new_build_filename (self->root, "config", "troupe", NULL);
  self->project = g_file_new_build_filename (self->root, "project", NULL);
  self->library = troupe_library_new (self->data, self->config, self->project);
}

static void
let_go (Fixture *self)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (g_steal_pointer (&self->library));
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  let_go (self);
  g_object_unref (self->data);
  g_object_unref (self->config);
  g_object_unref (self->project);
  remove_tree (self->root);
  g_free (self->root);
}

/* @path is below the root: what another program would do. */
static void
put (Fixture    *self,
     const char *path,
     const char *text)
{
  g_autofree char *full = g_build_filename (self->root, path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (full, text, -1, &error);
  g_assert_no_error (error);
}

static char *
get (Fixture    *self,
     const char *path)
{
  g_autofree char *full = g_build_filename (self->root, path, NULL);
  char *text = NULL;

  return g_file_get_contents (full, &text, NULL, NULL) ? text : NULL;
}

static void
assert_text (Fixture    *self,
             const char *path,
             const char *expected)
{
  g_autofree char *text = get (self, path);

  g_assert_cmpstr (text, ==, expected);
}

static gboolean
late_cb (gpointer data)
{
  g_error ("Nothing happened for 30 seconds");
  return G_SOURCE_REMOVE;
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static void
wait_for_result (GAsyncResult **result)
{
  guint deadline = g_timeout_add_seconds (30, late_cb, NULL);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
load (Fixture *self)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  troupe_library_load_async (self->library, NULL, result_cb, &result);
  g_assert_null (result);
  wait_for_result (&result);
  troupe_library_load_finish (self->library, result, &error);
  g_assert_no_error (error);
  g_assert_true (troupe_library_get_is_loaded (self->library));
}

/* As after a start of the program. */
static void
load_anew (Fixture *self)
{
  let_go (self);
  self->library = troupe_library_new (self->data, self->config, self->project);
  load (self);
}

static TroupeDefinition *
save (Fixture           *self,
      TroupeDefinition  *definition,
      TroupeScope        scope,
      const char        *expected_revision,
      GError           **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_library_save_async (self->library, definition, scope, expected_revision, NULL, result_cb, &result);
  wait_for_result (&result);

  return troupe_library_save_finish (self->library, result, error);
}

static TroupeDefinition *
save_well (Fixture          *self,
           TroupeDefinition *definition,
           TroupeScope       scope,
           const char       *expected_revision)
{
  g_autoptr(GError) error = NULL;
  TroupeDefinition *live = save (self, definition, scope, expected_revision, &error);

  g_assert_no_error (error);

  return live;
}

static char *
delete (Fixture           *self,
        TroupeDefinition  *definition,
        GError           **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_library_delete_async (self->library, definition, NULL, result_cb, &result);
  wait_for_result (&result);

  return troupe_library_delete_finish (self->library, result, error);
}

static TroupeDefinition *
restore (Fixture     *self,
         const char  *token,
         GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_library_restore_async (self->library, token, NULL, result_cb, &result);
  wait_for_result (&result);

  return troupe_library_restore_finish (self->library, result, error);
}

static TroupeDefinition *
find (Fixture    *self,
      TroupeKind  kind,
      const char *id)
{
  return troupe_catalog_lookup (TROUPE_CATALOG (self->library), kind, id);
}

static TroupeDefinition *
find_persona (Fixture    *self,
              const char *id)
{
  return find (self, TROUPE_KIND_PERSONA, id);
}

static const char *
name_of (Fixture    *self,
         const char *id)
{
  TroupeDefinition *persona = find_persona (self, id);

  return persona != NULL ? troupe_definition_get_name (persona) : NULL;
}

static guint
count_problems (Fixture *self)
{
  return g_list_model_get_n_items (troupe_library_list_problems (self->library));
}

/* Runs the loop until the persona has the name, or is gone for %NULL. */
static void
wait_for_name (Fixture    *self,
               const char *id,
               const char *name)
{
  guint deadline = g_timeout_add_seconds (30, late_cb, NULL);

  while (g_strcmp0 (name_of (self, id), name) != 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
wait_for_problems (Fixture *self,
                   guint    n_problems)
{
  guint deadline = g_timeout_add_seconds (30, late_cb, NULL);

  while (count_problems (self) != n_problems)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
test_built_in_cast_is_whole (Fixture       *self,
                             gconstpointer  data)
{
  static const char * const ids[] = { "planner", "tech-lead", "implementer", "careful-reviewer", "test-writer", "debugger",
                                      "technical-writer", "plain-assistant" };

  load (self);
  g_assert_cmpuint (count_problems (self), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      TroupeDefinition *persona = find_persona (self, ids[i]);

      g_assert_nonnull (persona);
      g_assert_cmpint (troupe_definition_get_scope (persona), ==, TROUPE_SCOPE_BUILT_IN);
      g_assert_cmpuint (strlen (troupe_definition_get_revision (persona)), ==, 12);
      g_assert_cmpint (troupe_library_get_writable_scope (self->library, persona), ==, TROUPE_SCOPE_USER);
    }
  g_assert_null (find_persona (self, "nobody"));
}

typedef struct
{
  const char *claim;
  gboolean    in_user;
  gboolean    in_project;
  const char *name;
  TroupeScope scope;
} ScopeCase;

static const ScopeCase scope_cases[] = {
  { "built-in", FALSE, FALSE, "Planner", TROUPE_SCOPE_BUILT_IN },
  { "user", TRUE, FALSE, "Mine", TROUPE_SCOPE_USER },
  { "project", FALSE, TRUE, "Ours", TROUPE_SCOPE_PROJECT },
  { "both", TRUE, TRUE, "Ours", TROUPE_SCOPE_PROJECT },
};

static void
test_the_narrower_scope_wins (Fixture       *self,
                              gconstpointer  data)
{
  const ScopeCase *c = data;

  if (c->in_user)
    put (self, "data/troupe/personas/planner.json", PERSONA ("planner", "Mine"));
  if (c->in_project)
    put (self, "project/.troupe/personas/planner.json", PERSONA ("planner", "Ours"));
  load (self);
  g_assert_cmpstr (name_of (self, "planner"), ==, c->name);
  g_assert_cmpint (troupe_definition_get_scope (find_persona (self, "planner")), ==, c->scope);

  /* Each layer can be asked for by itself, and none is in the list twice. */
  for (TroupeScope scope = TROUPE_SCOPE_BUILT_IN; scope <= TROUPE_SCOPE_PROJECT; scope++)
    {
      gboolean expected = scope == TROUPE_SCOPE_BUILT_IN || (scope == TROUPE_SCOPE_USER ? c->in_user : c->in_project);
      TroupeDefinition *layer = troupe_library_lookup_in_scope (self->library, TROUPE_KIND_PERSONA, "planner", scope);

      g_assert_cmpint (layer != NULL, ==, expected);
    }
  {
    GListModel *list = troupe_catalog_list (TROUPE_CATALOG (self->library), TROUPE_KIND_PERSONA);
    guint n_found = 0;

    for (guint i = 0; i < g_list_model_get_n_items (list); i++)
      {
        g_autoptr(TroupeDefinition) item = g_list_model_get_item (list, i);

        n_found += g_str_equal (troupe_definition_get_id (item), "planner");
      }
    g_assert_cmpuint (n_found, ==, 1);
  }
}

static void
test_list_is_sorted_by_name (Fixture       *self,
                             gconstpointer  data)
{
  GListModel *list = troupe_catalog_list (TROUPE_CATALOG (self->library), TROUPE_KIND_PERSONA);
  g_autofree char *last = NULL;

  put (self, "data/troupe/personas/a.json", PERSONA ("a", "zz last"));
  put (self, "data/troupe/personas/z.json", PERSONA ("z", "AA first"));
  put (self, "data/troupe/personas/m.json", PERSONA ("m", "Élan"));
  load (self);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(TroupeDefinition) item = g_list_model_get_item (list, i);
      g_autofree char *folded = g_utf8_casefold (troupe_definition_get_name (item), -1);

      if (last != NULL)
        g_assert_cmpint (g_utf8_collate (last, folded), <=, 0);
      g_free (last);
      last = g_steal_pointer (&folded);
    }
}

static void
test_create_update_rename_duplicate_delete_undo (Fixture       *self,
                                                 gconstpointer  data)
{
  g_autoptr(TroupeDefinition) made = NULL;
  g_autoptr(TroupeDefinition) live = NULL;
  g_autoptr(TroupeDefinition) edited = NULL;
  g_autoptr(TroupeDefinition) again = NULL;
  g_autoptr(TroupeDefinition) duplicate = NULL;
  g_autoptr(TroupeDefinition) second = NULL;
  g_autoptr(TroupeDefinition) back = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *other_id = NULL;
  g_autofree char *token = NULL;
  g_autofree char *before = NULL;

  load (self);

  /* Create */
  id = troupe_library_make_id (self->library, TROUPE_KIND_PERSONA, "Night Owl");
  g_assert_cmpstr (id, ==, "night-owl");
  made = TROUPE_DEFINITION (troupe_persona_new (id));
  troupe_definition_set_name (made, "Night Owl");
  troupe_ai_settings_set_double (troupe_persona_get_settings (TROUPE_PERSONA (made)), TROUPE_FIELD_TEMPERATURE, 0);
  live = save_well (self, made, TROUPE_SCOPE_USER, NULL);
  g_assert_true (live == find_persona (self, "night-owl"));
  g_assert_false (live == made);
  assert_text (self, "data/troupe/personas/night-owl.json",
               "{\n  \"format\": \"troupe-persona/1\",\n  \"id\": \"night-owl\",\n  \"name\": \"Night Owl\",\n"
               "  \"temperature\": 0\n}\n");

  /* Update and rename: the id and the object stay. */
  edited = troupe_definition_copy (live);
  troupe_definition_set_name (edited, "Early Bird");
  troupe_ai_settings_omit (troupe_persona_get_settings (TROUPE_PERSONA (edited)), TROUPE_FIELD_TEMPERATURE);
  again = save_well (self, edited, TROUPE_SCOPE_USER, troupe_definition_get_revision (live));
  g_assert_true (again == live);
  g_assert_cmpstr (troupe_definition_get_name (live), ==, "Early Bird");
  g_assert_cmpstr (troupe_definition_get_id (live), ==, "night-owl");

  /* Duplicate */
  other_id = troupe_library_make_id (self->library, TROUPE_KIND_PERSONA, "Night Owl");
  g_assert_cmpstr (other_id, ==, "night-owl-2");
  duplicate = troupe_definition_copy (live);
  troupe_definition_set_id (duplicate, other_id);
  second = save_well (self, duplicate, TROUPE_SCOPE_USER, NULL);
  g_assert_false (second == live);

  /* After a restart all is there. */
  g_clear_object (&live);
  g_clear_object (&again);
  g_clear_object (&second);
  load_anew (self);
  g_assert_cmpstr (name_of (self, "night-owl"), ==, "Early Bird");
  g_assert_cmpint (troupe_ai_settings_get_state (troupe_persona_get_settings (TROUPE_PERSONA (find_persona (self, "night-owl"))),
                                                 TROUPE_FIELD_TEMPERATURE), ==, TROUPE_FIELD_STATE_OMITTED);
  g_assert_nonnull (find_persona (self, "night-owl-2"));

  /* Delete, and undo to the byte. */
  before = get (self, "data/troupe/personas/night-owl.json");
  token = delete (self, find_persona (self, "night-owl"), &error);
  g_assert_no_error (error);
  g_assert_null (find_persona (self, "night-owl"));
  assert_text (self, "data/troupe/personas/night-owl.json", NULL);
  back = restore (self, token, &error);
  g_assert_no_error (error);
  g_assert_true (back == find_persona (self, "night-owl"));
  assert_text (self, "data/troupe/personas/night-owl.json", before);

  /* There is nothing more to undo. */
  g_assert_null (restore (self, token, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (restore (self, "user/personas/../../secret", &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND);
}

static void
test_undo_does_not_overwrite (Fixture       *self,
                              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *token = NULL;

  put (self, "data/troupe/personas/a.json", PERSONA ("a", "First"));
  load (self);
  token = delete (self, find_persona (self, "a"), &error);
  g_assert_no_error (error);
  put (self, "data/troupe/personas/a.json", PERSONA ("a", "Second"));
  g_assert_null (restore (self, token, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_EXISTS);
  assert_text (self, "data/troupe/personas/a.json", PERSONA ("a", "Second"));
}

static void
test_an_edited_built_in_becomes_a_copy (Fixture       *self,
                                        gconstpointer  data)
{
  g_autoptr(TroupeDefinition) edited = NULL;
  g_autoptr(TroupeDefinition) saved = NULL;
  g_autofree char *original = NULL;
  g_autofree char *token = NULL;
  g_autoptr(GError) error = NULL;
  TroupeDefinition *live;

  load (self);
  live = find_persona (self, "planner");
  original = g_strdup (troupe_definition_get_name (live));
  g_assert_null (troupe_library_get_file (self->library, live));

  /* It can't be deleted itself. */
  g_assert_null (delete (self, live, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_READ_ONLY);
  g_clear_error (&error);

  edited = troupe_definition_copy (live);
  troupe_definition_set_name (edited, "My Planner");
  saved = save_well (self, edited, TROUPE_SCOPE_BUILT_IN, troupe_definition_get_revision (live));
  g_assert_true (saved == live);
  g_assert_cmpstr (troupe_definition_get_name (live), ==, "My Planner");
  g_assert_cmpint (troupe_definition_get_scope (live), ==, TROUPE_SCOPE_USER);
  g_assert_cmpstr (troupe_definition_get_name (troupe_library_lookup_in_scope (self->library, TROUPE_KIND_PERSONA, "planner",
                                                                               TROUPE_SCOPE_BUILT_IN)), ==, original);

  /* Restore Original */
  token = delete (self, live, &error);
  g_assert_no_error (error);
  g_assert_true (find_persona (self, "planner") == live);
  g_assert_cmpstr (troupe_definition_get_name (live), ==, original);
  g_assert_cmpint (troupe_definition_get_scope (live), ==, TROUPE_SCOPE_BUILT_IN);
}

static void
test_a_conflict_is_shown_and_overwrites_nothing (Fixture       *self,
                                                 gconstpointer  data)
{
  g_autoptr(TroupeDefinition) edited = NULL;
  g_autoptr(TroupeDefinition) stale = NULL;
  g_autoptr(TroupeDefinition) saved = NULL;
  g_autoptr(TroupeDefinition) taken = TROUPE_DEFINITION (troupe_persona_new ("a"));
  g_autoptr(GError) error = NULL;
  g_autofree char *revision = NULL;
  g_autofree char *token = NULL;

  put (self, "data/troupe/personas/a.json", PERSONA ("a", "First"));
  load (self);
  revision = g_strdup (troupe_definition_get_revision (find_persona (self, "a")));
  edited = troupe_definition_copy (find_persona (self, "a"));
  troupe_definition_set_name (edited, "Edited");

  /* Another program was quicker, and nobody told us. */
  put (self, "data/troupe/personas/a.json", PERSONA ("a", "Theirs"));
  g_assert_null (save (self, edited, TROUPE_SCOPE_USER, revision, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_CONFLICT);
  assert_text (self, "data/troupe/personas/a.json", PERSONA ("a", "Theirs"));
  g_clear_error (&error);

  /* Their version comes in by itself; the edit is still against the old revision. */
  wait_for_name (self, "a", "Theirs");
  g_assert_null (save (self, edited, TROUPE_SCOPE_USER, revision, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_CONFLICT);
  assert_text (self, "data/troupe/personas/a.json", PERSONA ("a", "Theirs"));
  g_clear_error (&error);

  /* Whoever looked at both may save. */
  saved = save_well (self, edited, TROUPE_SCOPE_USER, troupe_definition_get_revision (find_persona (self, "a")));
  g_assert_cmpstr (name_of (self, "a"), ==, "Edited");

  /* Something new does not take the place of what is there. */
  troupe_definition_set_name (taken, "New");
  g_assert_null (save (self, taken, TROUPE_SCOPE_USER, NULL, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_cmpstr (name_of (self, "a"), ==, "Edited");

  /* What was deleted meanwhile does not come back by a save. */
  stale = troupe_definition_copy (find_persona (self, "a"));
  troupe_definition_set_scope (stale, TROUPE_SCOPE_USER);
  g_free (revision);
  revision = g_strdup (troupe_definition_get_revision (find_persona (self, "a")));
  token = delete (self, find_persona (self, "a"), &error);
  g_assert_no_error (error);
  g_assert_null (save (self, stale, TROUPE_SCOPE_USER, revision, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_CONFLICT);
  assert_text (self, "data/troupe/personas/a.json", NULL);
}

typedef struct
{
  const char *claim;
  const char *text;
  guint       line;
  guint       column;
} BrokenCase;

static const BrokenCase broken_cases[] = {
  { "syntax", "{\n  \"format\": \"troupe-persona/1\",\n  \"id\": 'a'\n}\n", 3, 9 },
  { "cut", "{\n  \"format\": \"troupe-persona/1\",\n", 3, 1 },
  { "empty", "", 1, 1 },
  { "value", "{\"format\": \"troupe-persona/1\", \"id\": \"a\",\n \"temperature\": 7}", 2, 17 },
  { "other-id", "{\"format\": \"troupe-persona/1\", \"id\": \"b\"}", 1, 38 },
  { "not-utf-8", "{\"format\": \"troupe-persona/1\", \"id\": \"a\",\n\"name\": \"\xff\"}", 2, 10 },
};

static void
assert_problem (Fixture          *self,
                const BrokenCase *c,
                gboolean          has_last_good)
{
  g_autoptr(TroupeProblem) problem = g_list_model_get_item (troupe_library_list_problems (self->library), 0);
  g_autofree char *text = troupe_problem_dup_text (problem);
  g_autofree char *place = g_strdup_printf ("a.json:%u:%u: ", c->line, c->column);

  if (strstr (text, place) == NULL)
    g_test_fail_printf ("“%s” should say “%s”", text, place);
  g_assert_cmpuint (troupe_problem_get_line (problem), ==, c->line);
  g_assert_cmpuint (troupe_problem_get_column (problem), ==, c->column);
  g_assert_cmpint (troupe_problem_get_has_last_good (problem), ==, has_last_good);
}

static void
test_a_broken_file_is_reported_and_breaks_nothing (Fixture       *self,
                                                   gconstpointer  data)
{
  const BrokenCase *c = data;
  g_autoptr(TroupeDefinition) edited = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *revision = NULL;

  put (self, "data/troupe/personas/a.json", c->text);
  put (self, "data/troupe/personas/fine.json", PERSONA ("fine", "Fine"));
  load (self);
  troupe_library_set_watching (self->library, TRUE);
  g_assert_cmpuint (count_problems (self), ==, 1);
  assert_problem (self, c, FALSE);
  g_assert_null (find_persona (self, "a"));
  g_assert_cmpstr (name_of (self, "fine"), ==, "Fine");

  /* Mended */
  put (self, "data/troupe/personas/a.json", PERSONA ("a", "Mended"));
  wait_for_name (self, "a", "Mended");
  g_assert_cmpuint (count_problems (self), ==, 0);
  revision = g_strdup (troupe_definition_get_revision (find_persona (self, "a")));

  /* Broken again: the last good version stays in use, and what a person wrote is not overwritten. */
  put (self, "data/troupe/personas/a.json", c->text);
  wait_for_problems (self, 1);
  assert_problem (self, c, TRUE);
  g_assert_cmpstr (name_of (self, "a"), ==, "Mended");
  edited = troupe_definition_copy (find_persona (self, "a"));
  g_assert_null (save (self, edited, TROUPE_SCOPE_USER, revision, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN);
  assert_text (self, "data/troupe/personas/a.json", c->text);

  /* And its place is not given away. */
  {
    g_autofree char *id = troupe_library_make_id (self->library, TROUPE_KIND_PERSONA, "A");

    g_assert_cmpstr (id, ==, "a-2");
  }
}

static void
note_cb (guint *n_notified)
{
  (*n_notified)++;
}

static void
test_what_another_program_does_is_seen (Fixture       *self,
                                        gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->root, "data", "troupe", "personas", "a.json", NULL);
  g_autoptr(TroupeDefinition) live = NULL;
  guint n_notified = 0;

  /* No folder is there yet. */
  load (self);
  troupe_library_set_watching (self->library, TRUE);
  put (self, "data/troupe/personas/a.json", PERSONA ("a", "New"));
  wait_for_name (self, "a", "New");

  /* A change flows into the object that is in use. */
  live = g_object_ref (find_persona (self, "a"));
  g_signal_connect_swapped (live, "notify::name", G_CALLBACK (note_cb), &n_notified);
  put (self, "data/troupe/personas/a.json", PERSONA ("a", "Changed"));
  wait_for_name (self, "a", "Changed");
  g_assert_true (find_persona (self, "a") == live);
  g_assert_cmpuint (n_notified, ==, 1);

  /* The project’s version comes over it and goes again. */
  put (self, "project/.troupe/personas/a.json", PERSONA ("a", "Ours"));
  wait_for_name (self, "a", "Ours");
  g_assert_true (find_persona (self, "a") == live);
  {
    g_autofree char *ours = g_build_filename (self->root, "project", ".troupe", "personas", "a.json", NULL);

    g_unlink (ours);
  }
  wait_for_name (self, "a", "Changed");

  g_unlink (path);
  wait_for_name (self, "a", NULL);
}

static void
test_unknown_members_are_kept (Fixture       *self,
                               gconstpointer  data)
{
  g_autoptr(TroupeDefinition) edited = NULL;
  g_autoptr(TroupeDefinition) saved = NULL;

  put (self, "data/troupe/personas/a.json",
       "{\"x-color\": {\"deep\": [1.10, null]}, \"format\": \"troupe-persona/1\", \"id\": \"a\", \"name\": \"A\","
       " \"tier_assignments\": {\"qa\": {\"x-qa\": true}}}");
  load (self);
  edited = troupe_definition_copy (find_persona (self, "a"));
  troupe_definition_set_name (edited, "B");
  saved = save_well (self, edited, TROUPE_SCOPE_USER, troupe_definition_get_revision (find_persona (self, "a")));
  assert_text (self, "data/troupe/personas/a.json",
               "{\n  \"format\": \"troupe-persona/1\",\n  \"id\": \"a\",\n  \"name\": \"B\",\n"
               "  \"tier_assignments\": {\n    \"qa\": {\n      \"x-qa\": true\n    }\n  },\n"
               "  \"x-color\": {\n    \"deep\": [1.10, null]\n  }\n}\n");
}

typedef struct
{
  const char       *claim;
  const char       *user;
  const char       *project;
  const char       *tool;
  TroupePermission  expected;
} ToolCase;

static const ToolCase tool_cases[] = {
  { "project-cannot-loosen", "\"shell\": {\"run_command\": \"off\"}", "\"shell\": {\"run_command\": \"auto\"}", "run_command",
    TROUPE_PERMISSION_OFF },
  { "project-may-tighten", "\"shell\": {\"run_command\": \"auto\"}", "\"shell\": {\"run_command\": \"ask\"}", "run_command",
    TROUPE_PERMISSION_ASK },
  { "project-cannot-add", "\"shell\": {\"x\": \"auto\"}", "\"shell\": {\"run_command\": \"auto\"}", "run_command", TROUPE_PERMISSION_ASK },
  { "project-cannot-forget", "\"shell\": {\"run_command\": \"off\"}", "", "run_command", TROUPE_PERMISSION_OFF },
  { "star-holds", "\"shell\": {\"*\": \"off\"}", "\"shell\": {\"run_command\": \"auto\"}", "run_command", TROUPE_PERMISSION_OFF },
  { "both-auto", "\"shell\": {\"run_command\": \"auto\"}", "\"shell\": {\"run_command\": \"auto\"}", "run_command",
    TROUPE_PERMISSION_AUTO },
  { "project-alone", NULL, "\"shell\": {\"run_command\": \"auto\"}", "run_command", TROUPE_PERMISSION_AUTO },
  { "project-broken-means-ask", "\"shell\": {\"run_command\": \"auto\", \"y\": \"off\"}", "broken", "run_command", TROUPE_PERMISSION_ASK },
  { "project-broken-loosens-nothing", "\"shell\": {\"run_command\": \"auto\", \"y\": \"off\"}", "broken", "y", TROUPE_PERMISSION_OFF },
};

static void
test_tool_presets_only_tighten (Fixture       *self,
                                gconstpointer  data)
{
  const ToolCase *c = data;
  TroupeDefinition *preset;

  if (c->user != NULL)
    {
      g_autofree char *text = g_strdup_printf (TOOLS ("mine", "%s"), c->user);

      put (self, "data/troupe/tool-presets/mine.json", text);
    }
  if (c->project != NULL)
    {
      g_autofree char *text = g_strdup_printf (TOOLS ("mine", "%s"), c->project);

      put (self, "project/.troupe/tool-presets/mine.json", text);
    }
  load (self);
  preset = find (self, TROUPE_KIND_TOOL_PRESET, "mine");
  g_assert_nonnull (preset);
  g_assert_cmpint (troupe_tool_preset_get_permission (TROUPE_TOOL_PRESET (preset), "shell", c->tool), ==, c->expected);
}

/* The same against what is built in, whose rules nobody wrote down twice. */
static void
test_a_project_cannot_loosen_what_is_built_in (Fixture       *self,
                                               gconstpointer  data)
{
  TroupeToolPreset *preset;

  put (self, "project/.troupe/tool-presets/read-only.json",
       TOOLS ("read-only", "\"files\": {\"write_file\": \"auto\", \"read_file\": \"ask\"}, \"shell\": {\"run_command\": \"auto\"}"));
  load (self);
  preset = TROUPE_TOOL_PRESET (find (self, TROUPE_KIND_TOOL_PRESET, "read-only"));
  g_assert_cmpint (troupe_tool_preset_get_permission (preset, "files", "write_file"), ==, TROUPE_PERMISSION_OFF);
  g_assert_cmpint (troupe_tool_preset_get_permission (preset, "files", "read_file"), ==, TROUPE_PERMISSION_ASK);
  g_assert_cmpint (troupe_tool_preset_get_permission (preset, "shell", "run_command"), ==, TROUPE_PERMISSION_OFF);
}

static void
test_defaults_and_providers (Fixture       *self,
                             gconstpointer  data)
{
  TroupeAiSettings *of_user;
  TroupeAiSettings *of_project;
  g_autoptr(TroupeAiSettings) edited = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  TroupeProviderConfig *config;

  put (self, "config/troupe/defaults.json", "{\"format\": \"troupe-defaults/1\", \"temperature\": 0, \"x-kept\": 1}");
  put (self, "config/troupe/providers.json",
       "{\"format\": \"troupe-providers/1\", \"providers\": [{\"id\": \"mine\", \"kind\": \"openai\", \"name\": \"Mine\"}]}");
  put (self, "project/.troupe/defaults.json", "{\"format\": \"troupe-defaults/1\", \"temperature\": 1}");
  /* Where requests go is never for a project to say. */
  put (self, "project/.troupe/providers.json",
       "{\"format\": \"troupe-providers/1\", \"providers\": [{\"id\": \"theirs\", \"kind\": \"openai\", \"name\": \"Theirs\"}]}");
  load (self);

  of_user = troupe_library_get_defaults (self->library, TROUPE_SCOPE_USER);
  of_project = troupe_library_get_defaults (self->library, TROUPE_SCOPE_PROJECT);
  g_assert_cmpfloat (troupe_ai_settings_get_double (of_user, TROUPE_FIELD_TEMPERATURE), ==, 0);
  g_assert_cmpfloat (troupe_ai_settings_get_double (of_project, TROUPE_FIELD_TEMPERATURE), ==, 1);
  g_assert_cmpuint (troupe_library_get_providers (self->library)->len, ==, 1);
  config = troupe_library_get_providers (self->library)->pdata[0];
  g_assert_cmpstr (troupe_provider_config_get_id (config), ==, "mine");

  edited = troupe_ai_settings_copy (of_user);
  troupe_ai_settings_omit (edited, TROUPE_FIELD_TEMPERATURE);
  troupe_library_save_defaults_async (self->library, TROUPE_SCOPE_USER, edited, NULL, result_cb, &result);
  wait_for_result (&result);
  troupe_library_save_defaults_finish (self->library, result, &error);
  g_assert_no_error (error);
  g_assert_true (troupe_library_get_defaults (self->library, TROUPE_SCOPE_USER) == of_user);
  g_assert_cmpint (troupe_ai_settings_get_state (of_user, TROUPE_FIELD_TEMPERATURE), ==, TROUPE_FIELD_STATE_OMITTED);
  assert_text (self, "config/troupe/defaults.json",
               "{\n  \"format\": \"troupe-defaults/1\",\n  \"temperature\": null,\n  \"x-kept\": 1\n}\n");
}

typedef struct
{
  const char *claim;
  const char *id;
  TroupeScope scope;
  gboolean    has_plain_file;
  int         code;
} RefusedCase;

static const RefusedCase refused_cases[] = {
  { "no-id", NULL, TROUPE_SCOPE_USER, FALSE, TROUPE_STORE_ERROR_BROKEN },
  { "capitals", "Some One", TROUPE_SCOPE_USER, FALSE, TROUPE_STORE_ERROR_BROKEN },
  { "climbs-up", "../a", TROUPE_SCOPE_USER, FALSE, TROUPE_STORE_ERROR_BROKEN },
  { "no-folder-possible", "a", TROUPE_SCOPE_USER, TRUE, TROUPE_STORE_ERROR_READ_ONLY },
  { "no-project", "a", TROUPE_SCOPE_PROJECT, FALSE, TROUPE_STORE_ERROR_NOT_FOUND },
};

static void
test_a_save_that_cannot_be_is_one_sentence (Fixture       *self,
                                            gconstpointer  data)
{
  const RefusedCase *c = data;
  g_autoptr(TroupeDefinition) persona = TROUPE_DEFINITION (troupe_persona_new (c->id));
  g_autoptr(GError) error = NULL;

  /* Permissions mean nothing to root, but a file is no folder for anyone. */
  if (c->has_plain_file)
    put (self, "data/troupe", "precious");
  let_go (self);
  self->library = troupe_library_new (self->data, self->config, NULL);
  load (self);
  troupe_definition_set_name (persona, "Somebody");
  g_assert_null (save (self, persona, c->scope, NULL, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, c->code);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_null (find_persona (self, "a"));
}

static void
changed_cb (GListModel *list,
            guint       position,
            guint       n_removed,
            guint       n_added,
            guint      *n_changes)
{
  (*n_changes)++;
}

static void
test_many_are_told_of_once (Fixture       *self,
                            gconstpointer  data)
{
  GListModel *list = troupe_catalog_list (TROUPE_CATALOG (self->library), TROUPE_KIND_PERSONA);
  guint n_changes = 0;
  guint n_built_in;

  load (self);
  n_built_in = g_list_model_get_n_items (list);
  load_anew (self);
  list = troupe_catalog_list (TROUPE_CATALOG (self->library), TROUPE_KIND_PERSONA);
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *path = g_strdup_printf ("data/troupe/personas/p%u.json", i);
      g_autofree char *text = g_strdup_printf (PERSONA ("p%u", "Persona %u"), i, i);

      put (self, path, text);
    }
  g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), &n_changes);
  load (self);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, n_built_in + 500);
  g_assert_cmpuint (n_changes, ==, 1);
  g_signal_handlers_disconnect_by_func (list, changed_cb, &n_changes);
}

static void
test_cancelled_changes_nothing (Fixture       *self,
                                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  troupe_library_load_async (self->library, cancellable, result_cb, &result);
  g_cancellable_cancel (cancellable);
  wait_for_result (&result);
  g_assert_false (troupe_library_load_finish (self->library, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (troupe_library_get_is_loaded (self->library));
  g_assert_null (find_persona (self, "planner"));
}

#define ADD(name, func) g_test_add ("/store/library/" name, Fixture, NULL, set_up, func, tear_down)

#define ADD_CASES(name, cases, func)                                                                    \
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)                                                      \
    {                                                                                                   \
      g_autofree char *path = g_strconcat ("/store/library/" name "/", (cases)[i].claim, NULL);         \
                                                                                                        \
      g_test_add (path, Fixture, &(cases)[i], set_up, func, tear_down);                                 \
    }

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("built-in-cast-is-whole", test_built_in_cast_is_whole);
  ADD_CASES ("the-narrower-scope-wins", scope_cases, test_the_narrower_scope_wins)
  ADD ("list-is-sorted-by-name", test_list_is_sorted_by_name);
  ADD ("create-update-rename-duplicate-delete-undo", test_create_update_rename_duplicate_delete_undo);
  ADD ("undo-does-not-overwrite", test_undo_does_not_overwrite);
  ADD ("an-edited-built-in-becomes-a-copy", test_an_edited_built_in_becomes_a_copy);
  ADD ("a-conflict-is-shown-and-overwrites-nothing", test_a_conflict_is_shown_and_overwrites_nothing);
  ADD_CASES ("a-broken-file-is-reported-and-breaks-nothing", broken_cases, test_a_broken_file_is_reported_and_breaks_nothing)
  ADD ("what-another-program-does-is-seen", test_what_another_program_does_is_seen);
  ADD ("unknown-members-are-kept", test_unknown_members_are_kept);
  ADD_CASES ("tool-presets-only-tighten", tool_cases, test_tool_presets_only_tighten)
  ADD ("a-project-cannot-loosen-what-is-built-in", test_a_project_cannot_loosen_what_is_built_in);
  ADD ("defaults-and-providers", test_defaults_and_providers);
  ADD_CASES ("a-save-that-cannot-be-is-one-sentence", refused_cases, test_a_save_that_cannot_be_is_one_sentence)
  ADD ("many-are-told-of-once", test_many_are_told_of_once);
  ADD ("cancelled-changes-nothing", test_cancelled_changes_nothing);

  return g_test_run ();
}
