/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <adwaita.h>

#include "legacy/troupe-legacy-shapes.h"
#include "legacy/troupe-toml.h"
#include "troupe-import-preview.h"
#include "troupe-import-row.h"

/* The preview of an import by itself. Figures are printed and not judged. */

#define N_MANY   10000
#define N_ROUNDS 200

static TroupeLibrary *library;

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static TroupeImportPlan *
create_plan (guint      n_personas,
             GPtrArray *notes)
{
  GString *toml = g_string_new ("version = 1\n[personas]\nnothing = 1\n");
  g_autoptr(JsonNode) tree = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) error = NULL;
  TroupeImportPlan *plan = troupe_import_plan_new (library);

  for (guint i = 0; i < n_personas; i++)
    g_string_append_printf (toml, "[personas.\"Persona %u with a name of some length\"]\nsystem_prompt = \"%u\"\ncolour = 1\ntop_p = 9\n",
                            i, i);
  tree = troupe_toml_parse ("personas.toml", toml->str, toml->len, &error);
  g_assert_no_error (error);
  entries = troupe_legacy_shapes_read ("personas.toml", tree, notes);
  for (guint i = 0; i < entries->len; i++)
    troupe_import_plan_add (plan, entries->pdata[i]);
  troupe_import_plan_update (plan);
  g_string_free (toml, TRUE);

  return plan;
}

static guint
count_rows (GtkWidget *widget)
{
  guint n_rows = TROUPE_IS_IMPORT_ROW (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n_rows += count_rows (child);

  return n_rows;
}

static GtkToggleButton *
find_toggle (GtkWidget  *widget,
             const char *label)
{
  if (GTK_IS_TOGGLE_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return GTK_TOGGLE_BUTTON (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkToggleButton *found = find_toggle (child, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_many (void)
{
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  TroupeImportPlan *plan = create_plan (N_MANY, notes);
  GtkWidget *window = adw_window_new ();
  GtkWidget *preview = NULL;
  gint64 begun_us = g_get_monotonic_time ();
  guint n_rows;

  troupe_import_plan_update (plan);
  g_test_message ("%u entries planned anew in %.1f ms", N_MANY, (g_get_monotonic_time () - begun_us) / 1e3);

  begun_us = g_get_monotonic_time ();
  preview = troupe_import_preview_new (plan, notes, FALSE);
  g_test_message ("%u entries sorted in %.1f ms", N_MANY, (g_get_monotonic_time () - begun_us) / 1e3);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 500);
  adw_window_set_content (ADW_WINDOW (window), preview);
  gtk_window_present (GTK_WINDOW (window));
  for (n_rows = 0; n_rows == 0; n_rows = count_rows (preview))
    g_main_context_iteration (NULL, TRUE);
  spin ();
  g_test_message ("%u entries shown in %.1f ms, by %u rows", N_MANY, (g_get_monotonic_time () - begun_us) / 1e3, count_rows (preview));
  g_assert_cmpuint (count_rows (preview), <, 1000);
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (find_toggle (preview, "Project"))));

  gtk_window_destroy (GTK_WINDOW (window));
  spin ();
  g_assert_finalize_object (plan);
}

static void
test_narrow (void)
{
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(TroupeImportPlan) plan = create_plan (5, notes);
  GtkWidget *window = adw_window_new ();
  GtkWidget *preview = troupe_import_preview_new (plan, notes, TRUE);
  int least = 0;

  adw_window_set_content (ADW_WINDOW (window), preview);
  gtk_window_present (GTK_WINDOW (window));
  while (count_rows (preview) == 0)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_measure (preview, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_test_message ("At least %d pixels wide", least);
  g_assert_cmpint (least, <=, 360);

  gtk_window_destroy (GTK_WINDOW (window));
  spin ();
}

static void
test_scope (void)
{
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(TroupeImportPlan) plan = create_plan (1, notes);
  GtkWidget *preview = g_object_ref_sink (troupe_import_preview_new (plan, notes, TRUE));

  g_assert_cmpint (troupe_import_preview_get_scope (TROUPE_IMPORT_PREVIEW (preview)), ==, TROUPE_SCOPE_USER);
  gtk_toggle_button_set_active (find_toggle (preview, "Project"), TRUE);
  g_assert_cmpint (troupe_import_preview_get_scope (TROUPE_IMPORT_PREVIEW (preview)), ==, TROUPE_SCOPE_PROJECT);
  gtk_toggle_button_set_active (find_toggle (preview, "User"), TRUE);
  g_assert_cmpint (troupe_import_preview_get_scope (TROUPE_IMPORT_PREVIEW (preview)), ==, TROUPE_SCOPE_USER);

  g_assert_finalize_object (preview);
}

static void
test_again_and_again (void)
{
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  TroupeImportPlan *plan = create_plan (20, notes);

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      GtkWidget *window = adw_window_new ();
      GtkWidget *preview = troupe_import_preview_new (plan, notes, TRUE);
      gpointer watched = preview;

      g_object_add_weak_pointer (G_OBJECT (preview), &watched);
      adw_window_set_content (ADW_WINDOW (window), preview);
      gtk_window_present (GTK_WINDOW (window));
      spin ();
      gtk_window_destroy (GTK_WINDOW (window));
      spin ();
      g_assert_null (watched);
    }
  g_assert_finalize_object (plan);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GFile) data = NULL;
  g_autoptr(GFile) config = NULL;
  g_autoptr(GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  gtk_disable_setlocale ();
  adw_init ();
  data = g_file_new_build_filename (g_get_user_data_dir (), "troupe", NULL);
  config = g_file_new_build_filename (g_get_user_config_dir (), "troupe", NULL);
  library = troupe_library_new (data, config, NULL);
  troupe_library_load (library, &error);
  g_assert_no_error (error);

  g_test_add_func ("/display/import-preview/shows-ten-thousand", test_many);
  g_test_add_func ("/display/import-preview/fits-a-narrow-screen", test_narrow);
  g_test_add_func ("/display/import-preview/says-where-to", test_scope);
  g_test_add_func ("/display/import-preview/leaves-nothing-behind", test_again_and_again);
  result = g_test_run ();
  g_clear_object (&library);

  return result;
}
