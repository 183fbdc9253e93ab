/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "troupe-definition-file.h"
#include "troupe-intake.h"
#include "troupe-persona.h"

#define PERSONA(id, name, more) "{\"format\": \"troupe-persona/1\", \"id\": \"" id "\", \"name\": \"" name "\"" more "}"
#define PROMPT(id, text)        "{\"format\": \"troupe-prompt/1\", \"id\": \"" id "\", \"name\": \"House\", \"system_prompt\": \"" text "\"}"
#define BUNDLE(all)             "{\"format\": \"troupe-bundle/1\", \"definitions\": [" all "]}"

typedef struct
{
  char          *root;
  GFile         *data;
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
  g_autoptr(GFile) config = NULL;
  g_autoptr(GError) error = NULL;

  self->root = g_dir_make_tmp ("troupe-XXXXXX", NULL);
  self->data = g_file_new_build_filename (self->root, "data", NULL);
  config = g_file_new_build_filename (self->root, "config", NULL);
  self->library = troupe_library_new (self->data, config, NULL);
  troupe_library_load (self->library, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (g_steal_pointer (&self->library));
  remove_tree (self->root);
  g_free (self->root);
  g_clear_object (&self->data);
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static gboolean
run (TroupeLibraryBatch  *batch,
     GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_library_batch_run_async (batch, result_cb, &result);
  g_assert_null (result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return troupe_library_batch_run_finish (batch, result, error);
}

static void
undo (TroupeLibraryBatch *batch)
{
  g_autoptr(TroupeLibraryBatch) back = troupe_library_batch_create_undo (batch);
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (troupe_library_batch_get_n_items (back), ==, troupe_library_batch_get_n_done (batch));
  run (back, &error);
  g_assert_no_error (error);
}

static TroupeIntake *
take_in (Fixture    *self,
         const char *text)
{
  TroupeIntake *intake = troupe_intake_new (self->library);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) definitions = troupe_definition_file_decode ("x.json", text, -1, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < definitions->len; i++)
    troupe_intake_add (intake, definitions->pdata[i]);

  return intake;
}

static TroupeLibraryBatch *
import (Fixture            *self,
        const char         *text,
        TroupeIntakeChoice  choice)
{
  g_autoptr(TroupeIntake) intake = take_in (self, text);
  TroupeLibraryBatch *batch = troupe_intake_create_batch (intake, choice);
  g_autoptr(GError) error = NULL;

  run (batch, &error);
  g_assert_no_error (error);

  return batch;
}

static TroupeDefinition *
lookup (Fixture    *self,
        TroupeKind  kind,
        const char *id)
{
  return troupe_catalog_lookup (TROUPE_CATALOG (self->library), kind, id);
}

static const char *
name_of (Fixture    *self,
         const char *id)
{
  TroupeDefinition *definition = lookup (self, TROUPE_KIND_PERSONA, id);

  return definition != NULL ? troupe_definition_get_name (definition) : NULL;
}

static void
test_new (Fixture       *self,
          gconstpointer  data)
{
  g_autoptr(TroupeIntake) intake = take_in (self, BUNDLE (PERSONA ("a", "A", "") "," PERSONA ("b", "B", "")));
  g_autoptr(TroupeLibraryBatch) batch = NULL;
  g_autoptr(TroupeIntake) again = NULL;
  g_autoptr(TroupeLibraryBatch) nothing = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (troupe_intake_get_n_new (intake), ==, 2);
  g_assert_cmpuint (troupe_intake_get_n_taken (intake), ==, 0);
  batch = troupe_intake_create_batch (intake, TROUPE_INTAKE_SKIP);
  g_assert_null (name_of (self, "a"));
  run (batch, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name_of (self, "a"), ==, "A");
  g_assert_cmpint (troupe_library_get_modified (self->library, lookup (self, TROUPE_KIND_PERSONA, "a")), >, 0);

  /* Twice makes nothing twice. */
  again = take_in (self, BUNDLE (PERSONA ("a", "A", "") "," PERSONA ("b", "B", "")));
  g_assert_cmpuint (troupe_intake_get_n_same (again), ==, 2);
  nothing = troupe_intake_create_batch (again, TROUPE_INTAKE_AS_NEW);
  g_assert_cmpuint (troupe_library_batch_get_n_items (nothing), ==, 0);
  g_assert_true (run (nothing, &error));

  undo (batch);
  g_assert_null (name_of (self, "a"));
  g_assert_null (name_of (self, "b"));
}

static void
test_choices (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr(TroupeLibraryBatch) first = import (self, PERSONA ("a", "A", ""), TROUPE_INTAKE_SKIP);
  g_autoptr(TroupeIntake) intake = take_in (self, PERSONA ("a", "Other", ""));
  g_autoptr(TroupeLibraryBatch) skip = NULL;
  g_autoptr(TroupeLibraryBatch) replace = NULL;
  g_autoptr(TroupeLibraryBatch) as_new = NULL;
  g_auto(GStrv) names = troupe_intake_dup_taken_names (intake, 3);

  g_assert_cmpuint (troupe_intake_get_n_taken (intake), ==, 1);
  g_assert_cmpstr (names[0], ==, "Other");

  skip = import (self, PERSONA ("a", "Other", ""), TROUPE_INTAKE_SKIP);
  g_assert_cmpstr (name_of (self, "a"), ==, "A");

  replace = import (self, PERSONA ("a", "Other", ""), TROUPE_INTAKE_REPLACE);
  g_assert_cmpstr (name_of (self, "a"), ==, "Other");
  undo (replace);
  g_assert_cmpstr (name_of (self, "a"), ==, "A");

  as_new = import (self, PERSONA ("a", "Other", ""), TROUPE_INTAKE_AS_NEW);
  g_assert_cmpstr (name_of (self, "a"), ==, "A");
  g_assert_cmpstr (name_of (self, "other-imported"), ==, "Other (imported)");
  undo (as_new);
  g_assert_null (name_of (self, "other-imported"));
}

static void
test_built_in (Fixture       *self,
               gconstpointer  data)
{
  g_autofree char *name = g_strdup (name_of (self, "plain-assistant"));
  g_autoptr(TroupeLibraryBatch) batch = import (self, PERSONA ("plain-assistant", "Mine", ""), TROUPE_INTAKE_REPLACE);

  g_assert_cmpstr (name_of (self, "plain-assistant"), ==, "Mine");
  g_assert_cmpint (troupe_definition_get_scope (lookup (self, TROUPE_KIND_PERSONA, "plain-assistant")), ==, TROUPE_SCOPE_USER);
  undo (batch);
  g_assert_cmpstr (name_of (self, "plain-assistant"), ==, name);
  g_assert_cmpint (troupe_definition_get_scope (lookup (self, TROUPE_KIND_PERSONA, "plain-assistant")), ==, TROUPE_SCOPE_BUILT_IN);
}

static void
test_follow_renames (Fixture       *self,
                     gconstpointer  data)
{
  const char *text = BUNDLE (PERSONA ("a", "A", ", \"prompt_preset_id\": \"house\", \"tier_assignments\": "
                                      "{\"qa\": {\"prompt_preset_id\": \"house\"}}") "," PROMPT ("house", "Theirs."));
  g_autoptr(TroupeLibraryBatch) mine = import (self, PROMPT ("house", "Mine."), TROUPE_INTAKE_SKIP);
  g_autoptr(TroupeLibraryBatch) theirs = import (self, text, TROUPE_INTAKE_AS_NEW);
  TroupePersona *persona = TROUPE_PERSONA (lookup (self, TROUPE_KIND_PERSONA, "a"));

  g_assert_nonnull (lookup (self, TROUPE_KIND_PROMPT_PRESET, "house-imported"));
  g_assert_cmpstr (troupe_ai_settings_get_string (troupe_persona_get_settings (persona), TROUPE_FIELD_PROMPT_PRESET_ID),
                   ==, "house-imported");
  g_assert_cmpstr (troupe_ai_settings_get_string (troupe_persona_get_tier_settings (persona, TROUPE_TIER_QA),
                                                  TROUPE_FIELD_PROMPT_PRESET_ID), ==, "house-imported");
}

static void
test_twice (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr(TroupeIntake) intake = take_in (self, PERSONA ("a", "A", ""));
  g_autoptr(GPtrArray) more = troupe_definition_file_decode ("x", PERSONA ("a", "B", ""), -1, NULL);
  g_autoptr(TroupeLibraryBatch) batch = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    troupe_intake_add (intake, more->pdata[0]);
  g_assert_cmpuint (troupe_intake_get_n_taken (intake), ==, 2);

  batch = troupe_intake_create_batch (intake, TROUPE_INTAKE_REPLACE);
  run (batch, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (troupe_library_batch_get_n_done (batch), ==, 3);
  g_assert_cmpstr (name_of (self, "a"), ==, "A");
  g_assert_cmpstr (name_of (self, "b-imported"), ==, "B (imported)");
  g_assert_cmpstr (name_of (self, "b-imported-2"), ==, "B (imported)");
}

static void
test_delete (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr(TroupeLibraryBatch) made = import (self, BUNDLE (PERSONA ("a", "A", "") "," PERSONA ("b", "../../x", "")), TROUPE_INTAKE_SKIP);
  g_autoptr(TroupeLibraryBatch) batch = troupe_library_batch_new (self->library);
  g_autoptr(GError) error = NULL;

  troupe_library_batch_add_delete (batch, lookup (self, TROUPE_KIND_PERSONA, "a"));
  troupe_library_batch_add_delete (batch, lookup (self, TROUPE_KIND_PERSONA, "planner"));
  troupe_library_batch_add_delete (batch, lookup (self, TROUPE_KIND_PERSONA, "b"));
  g_assert_false (run (batch, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_READ_ONLY);

  /* What could be done was done. */
  g_assert_cmpuint (troupe_library_batch_get_n_done (batch), ==, 2);
  g_assert_null (name_of (self, "a"));
  g_assert_null (name_of (self, "b"));
  g_assert_nonnull (name_of (self, "planner"));
  undo (batch);
  g_assert_cmpstr (name_of (self, "a"), ==, "A");
  g_assert_cmpstr (name_of (self, "b"), ==, "../../x");
}

static void
test_undo_spares (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr(TroupeLibraryBatch) made = import (self, PERSONA ("a", "A", ""), TROUPE_INTAKE_SKIP);
  g_autoptr(TroupeLibraryBatch) replaced = import (self, PERSONA ("a", "B", ""), TROUPE_INTAKE_REPLACE);
  g_autoptr(TroupeLibraryBatch) later = import (self, PERSONA ("a", "C", ""), TROUPE_INTAKE_REPLACE);
  g_autoptr(TroupeLibraryBatch) back = troupe_library_batch_create_undo (replaced);
  g_autoptr(GError) error = NULL;

  g_assert_false (run (back, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_CONFLICT);
  g_assert_cmpstr (name_of (self, "a"), ==, "C");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/workspace/intake/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("makes-nothing-twice", test_new);
  ADD ("skips-replaces-or-renames", test_choices);
  ADD ("replaces-what-is-built-in-by-a-copy", test_built_in);
  ADD ("follows-what-it-renames", test_follow_renames);
  ADD ("keeps-what-comes-twice", test_twice);
  ADD ("deletes-what-it-can", test_delete);
  ADD ("undoes-only-its-own", test_undo_spares);
#undef ADD

  return g_test_run ();
}
