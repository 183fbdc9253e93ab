/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <stdlib.h>

#include "display-bench.h"
#include "troupe-definition-dialog.h"
#include "troupe-definition-editor.h"
#include "troupe-editor-sections.h"
#include "troupe-window.h"

/*
 * The editors of the four kinds with 10,000 personas of the user: how long until one shows, until another section shows, until a
 * letter typed into its JSON is taken in, and until it is saved. The floor is a GtkDialog of the same size with a header bar and
 * nothing in it, opened in the same way.
 *
 * Times are medians in ms. "painted" is by the clock, from the click to the first frame; "longest turn" is the CPU time of the longest
 * turn of the main loop until then, which is how long the application can stall.
 *
 * Usage: bench-editor [PERSONAS]
 */

#define N_ROUNDS 9

typedef struct
{
  double painted[N_ROUNDS];
  double turn[N_ROUNDS];
  double first;
  guint  n_rounds;
} Times;

static void
note (Times  *times,
      gint64  begin_us,
      gint64  first_us,
      gint64  turn_us)
{
  if (times->n_rounds == 0)
    times->first = (first_us - begin_us) / 1000.0;
  times->painted[times->n_rounds] = (first_us - begin_us) / 1000.0;
  times->turn[times->n_rounds] = turn_us / 1000.0;
  times->n_rounds++;
}

static void
print (const char *what,
       Times      *times,
       double      floor)
{
  double painted = bench_get_median (times->painted, times->n_rounds);

  g_print ("%-28s painted %6.1f ms, first time %6.1f, longest turn %6.1f", what, painted, times->first,
           bench_get_median (times->turn, times->n_rounds));
  if (floor > 0)
    g_print (", %.2f × floor", painted / floor);
  g_print ("\n");
}

/* Shows a window and waits for its first frame. */
static void
time_window (Times     *times,
             GtkWidget *(*create) (gpointer data),
             gpointer   data,
             GtkWidget **shown)
{
  gint64 begin_us = g_get_monotonic_time ();
  gint64 cpu_us = bench_get_cpu_us ();
  gint64 first_us = 0;
  gint64 turn_us;
  GtkWidget *window = create (data);

  cpu_us = bench_get_cpu_us () - cpu_us;
  bench_follow_frames (window);
  turn_us = bench_turn_until_painted (begin_us, &first_us);
  note (times, begin_us, first_us, MAX (turn_us, cpu_us));
  *shown = window;
}

static GtkWidget *
create_floor (gpointer data)
{
  GtkWidget *dialog = g_object_new (GTK_TYPE_DIALOG, "use-header-bar", TRUE, "title", "Floor", "transient-for", data, "modal", TRUE,
                                    "default-width", 820, "default-height", 660, NULL);

  gtk_dialog_add_button (GTK_DIALOG (dialog), "Cancel", GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (dialog), "Save", GTK_RESPONSE_APPLY);
  gtk_window_present (GTK_WINDOW (dialog));

  return dialog;
}

typedef struct
{
  GtkWindow        *window;
  TroupeWorkspace  *workspace;
  TroupeDefinition *source;
} Opening;

static GtkWidget *
create_editor (gpointer data)
{
  Opening *opening = data;
  GtkWidget *dialog = troupe_definition_dialog_new (opening->window, opening->workspace, opening->source,
                                                    troupe_definition_get_kind (opening->source), NULL);

  troupe_definition_dialog_present (TROUPE_DEFINITION_DIALOG (dialog));

  return dialog;
}

static void
time_sections (Opening *opening)
{
  guint n_sections;
  const TroupeEditorSection *table = troupe_editor_sections_find (troupe_definition_get_kind (opening->source), &n_sections);
  GtkWidget *dialog = create_editor (opening);
  TroupeDefinitionEditor *editor = TROUPE_DEFINITION_EDITOR (bench_find_widget (dialog, TROUPE_TYPE_DEFINITION_EDITOR));

  bench_follow_frames (dialog);
  bench_settle (300);
  for (guint i = n_sections; i-- > 0;)
    {
      g_autofree char *what = g_strdup_printf ("  section %s", table[i].id);
      Times times = { .n_rounds = 0 };

      for (guint round = 0; round < N_ROUNDS; round++)
        {
          gint64 begin_us, first_us, cpu_us, turn_us;

          troupe_definition_editor_show_section (editor, table[(i + 1) % n_sections].id);
          bench_settle (30);
          begin_us = g_get_monotonic_time ();
          cpu_us = bench_get_cpu_us ();
          troupe_definition_editor_show_section (editor, table[i].id);
          cpu_us = bench_get_cpu_us () - cpu_us;
          turn_us = bench_turn_until_painted (begin_us, &first_us);
          note (&times, begin_us, first_us, MAX (turn_us, cpu_us));
        }
      print (what, &times, 0);
    }
  gtk_window_destroy (GTK_WINDOW (dialog));
  bench_settle (50);
}

/* The text that shows: each section may have one. */
static GtkTextBuffer *
find_text (GtkWidget *dialog)
{
  GtkWidget *stack = bench_find_widget (bench_find_widget (dialog, TROUPE_TYPE_DEFINITION_EDITOR), GTK_TYPE_STACK);

  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (bench_find_widget (gtk_stack_get_visible_child (GTK_STACK (stack)), GTK_TYPE_TEXT_VIEW)));
}

static void
time_json (Opening    *opening,
           const char *what)
{
  GtkWidget *dialog = create_editor (opening);
  TroupeDefinitionEditor *editor = TROUPE_DEFINITION_EDITOR (bench_find_widget (dialog, TROUPE_TYPE_DEFINITION_EDITOR));
  g_autofree char *title = g_strdup_printf ("  a letter, %s", what);
  Times times = { .n_rounds = 0 };
  GtkTextBuffer *text;
  GtkTextIter at;

  bench_follow_frames (dialog);
  troupe_definition_editor_show_section (editor, "json");
  bench_settle (800);
  text = find_text (dialog);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      gint64 begin_us, first_us, cpu_us, turn_us;

      /* In the name, which is in the fourth line */
      gtk_text_buffer_get_iter_at_line_offset (text, &at, 3, 12);
      begin_us = g_get_monotonic_time ();
      cpu_us = bench_get_cpu_us ();
      gtk_text_buffer_insert (text, &at, "x", -1);
      cpu_us = bench_get_cpu_us () - cpu_us;
      turn_us = bench_turn_until_painted (begin_us, &first_us);
      note (&times, begin_us, first_us, MAX (turn_us, cpu_us));
      bench_settle (700);
    }
  print (title, &times, 0);
  gtk_window_destroy (GTK_WINDOW (dialog));
  bench_settle (50);
}

static void
saved_cb (TroupeDefinitionDialog *dialog,
          TroupeDefinition       *definition,
          gboolean               *is_saved)
{
  *is_saved = TRUE;
}

static void
time_saving (Opening *opening)
{
  Times times = { .n_rounds = 0 };

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      GtkWidget *dialog = create_editor (opening);
      GtkWidget *editor = bench_find_widget (dialog, TROUPE_TYPE_DEFINITION_EDITOR);
      TroupeDefinition *copy = troupe_definition_editor_get_copy (TROUPE_DEFINITION_EDITOR (editor));
      g_autofree char *words = g_strdup_printf ("Saved %u times", round + 1);
      gboolean is_saved = FALSE;
      gint64 begin_us;
      gint64 turn_us = 0;

      bench_settle (100);
      troupe_definition_set_description (copy, words);
      g_signal_connect (dialog, "saved", G_CALLBACK (saved_cb), &is_saved);
      begin_us = g_get_monotonic_time ();
      gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_APPLY);
      while (!is_saved)
        {
          gint64 cpu_us = bench_get_cpu_us ();

          g_main_context_iteration (NULL, TRUE);
          turn_us = MAX (turn_us, bench_get_cpu_us () - cpu_us);
        }
      note (&times, begin_us, g_get_monotonic_time (), turn_us);
      bench_settle (100);
    }
  print ("  saved", &times, 0);
}

static JsonObject *
create_unknown (guint n_members)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < n_members; i++)
    {
      g_autofree char *name = g_strdup_printf ("x-%05u", i);
      JsonObject *member = json_object_new ();

      json_object_set_int_member (member, "i", i);
      json_object_set_object_member (object, name, member);
    }

  return object;
}

static void
bench_kinds (GtkWindow       *window,
             TroupeWorkspace *workspace)
{
  static const struct { TroupeKind kind; const char *id; const char *what; } kinds[] = {
    { TROUPE_KIND_PERSONA, "persona-000042", "persona" },
    { TROUPE_KIND_PROMPT_PRESET, "house-rules", "prompt preset" },
    { TROUPE_KIND_TOOL_PRESET, "read-only", "tool preset" },
    { TROUPE_KIND_BIAS_PROFILE, "prefer-search", "bias profile" },
  };
  TroupeCatalog *catalog = troupe_workspace_get_catalog (workspace);
  Times floor = { .n_rounds = 0 };
  double floor_ms;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      GtkWidget *shown;

      time_window (&floor, create_floor, window, &shown);
      gtk_window_destroy (GTK_WINDOW (shown));
      bench_settle (50);
    }
  floor_ms = bench_get_median (floor.painted, floor.n_rounds);
  print ("floor: an empty dialog", &floor, 0);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Opening opening = { window, workspace, troupe_catalog_lookup (catalog, kinds[i].kind, kinds[i].id) };
      Times times = { .n_rounds = 0 };

      if (opening.source == NULL)
        {
          g_print ("There is no %s “%s”\n", kinds[i].what, kinds[i].id);
          continue;
        }
      for (guint round = 0; round < N_ROUNDS; round++)
        {
          GtkWidget *shown;

          time_window (&times, create_editor, &opening, &shown);
          gtk_window_destroy (GTK_WINDOW (shown));
          bench_settle (50);
        }
      print (kinds[i].what, &times, floor_ms);
      time_sections (&opening);
    }
}

static void
bench_texts (GtkWindow       *window,
             TroupeWorkspace *workspace)
{
  TroupeCatalog *catalog = troupe_workspace_get_catalog (workspace);
  TroupeDefinition *persona = troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, "persona-000043");
  g_autoptr(TroupeDefinition) large = troupe_definition_copy (persona);
  g_autoptr(TroupeDefinition) unknown = troupe_definition_copy (persona);
  g_autoptr(JsonObject) members = create_unknown (10000);
  g_autofree char *prompt = g_strnfill (64 * 1024, 'x');

  troupe_ai_settings_set_string (troupe_persona_get_settings (TROUPE_PERSONA (large)), TROUPE_FIELD_SYSTEM_PROMPT, prompt);
  troupe_definition_set_extra (unknown, members);
  g_print ("JSON and saving\n");
  time_json (&(Opening) { window, workspace, persona }, "a persona");
  time_json (&(Opening) { window, workspace, large }, "a prompt of 64 KB");
  time_json (&(Opening) { window, workspace, unknown }, "10,000 unknown");
  time_saving (&(Opening) { window, workspace, persona });
}

int
main (int    argc,
      char **argv)
{
  guint n_personas = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 10000;
  g_autofree char *root = g_dir_make_tmp ("troupe-bench-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (root, "troupe", "personas", NULL);
  g_autoptr(AdwApplication) application = NULL;
  TroupeWindow *window = NULL;
  TroupeWorkspace *workspace;

  g_setenv ("XDG_DATA_HOME", root, TRUE);
  g_setenv ("XDG_CONFIG_HOME", root, TRUE);
  g_setenv ("XDG_CACHE_HOME", root, TRUE);
  if (!gtk_init_check ())
    {
      g_printerr ("There is no display; build-aux/in-session.sh gives one.\n");
      return EXIT_FAILURE;
    }

  g_mkdir_with_parents (folder, 0700);
  bench_write_personas (folder, n_personas);
  application = adw_application_new (TROUPE_APP_ID ".Bench", G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, NULL);
  window = troupe_window_new (application, NULL);
  gtk_window_present (GTK_WINDOW (window));
  while (!troupe_workspace_is_loaded (troupe_window_get_workspace (window)))
    g_main_context_iteration (NULL, TRUE);
  bench_settle (500);

  workspace = troupe_window_get_workspace (window);
  g_print ("%u personas\n", g_list_model_get_n_items (troupe_catalog_list (troupe_workspace_get_catalog (workspace), TROUPE_KIND_PERSONA)));
  bench_kinds (GTK_WINDOW (window), workspace);
  bench_texts (GTK_WINDOW (window), workspace);

  gtk_window_destroy (GTK_WINDOW (window));
  bench_settle (50);
  bench_remove_tree (root);

  return EXIT_SUCCESS;
}
