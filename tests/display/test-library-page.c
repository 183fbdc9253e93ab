/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <adwaita.h>

#include "troupe-definition-file.h"
#include "troupe-library-row.h"
#include "troupe-persona.h"
#include "troupe-window.h"

/* The library in a window, with more personas than anybody has. Figures are printed and not judged: see tests/bench. */

#define N_PERSONAS 10000
#define N_NEEDLES  100

static AdwApplication *application;

static void
write_personas (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "troupe", "personas", NULL);
  g_autofree char *prompt = g_strnfill (1000, 'x');

  g_mkdir_with_parents (folder, 0700);
  for (guint i = 0; i < N_PERSONAS; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/persona-%u.json", folder, i);
      g_autofree char *text = NULL;
      g_autoptr(GError) error = NULL;

      text = g_strdup_printf ("{\"format\": \"troupe-persona/1\", \"id\": \"persona-%u\", \"name\": \"Persona %05u\",\n"
                              " \"system_prompt\": \"%s %s\"}\n",
                              i, i, prompt, i % (N_PERSONAS / N_NEEDLES) == 0 ? "Qwertz" : "hay");
      g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
      g_assert_no_error (error);
    }
}

static gboolean
over_cb (gpointer data)
{
  gboolean *is_over = data;

  *is_over = TRUE;

  return G_SOURCE_REMOVE;
}

/* Returns: how long the main loop stood still at the most, in ms */
static double
spin_for (guint ms)
{
  gboolean is_over = FALSE;
  gint64 worst_us = 0;

  g_timeout_add (ms, over_cb, &is_over);
  while (!is_over)
    {
      gint64 begin_us = g_get_monotonic_time ();

      if (g_main_context_iteration (NULL, FALSE))
        worst_us = MAX (worst_us, g_get_monotonic_time () - begin_us);
      else
        g_usleep (500);
    }

  return worst_us / 1000.0;
}

#define wait_until(condition)                                     \
  G_STMT_START                                                    \
    {                                                             \
      gint64 late_us = g_get_monotonic_time () + 30 * G_USEC_PER_SEC; \
      while (!(condition))                                        \
        {                                                         \
          g_assert_cmpint (g_get_monotonic_time (), <, late_us);  \
          g_main_context_iteration (NULL, FALSE);                 \
        }                                                         \
    }                                                             \
  G_STMT_END

static GtkWidget *
find_widget (GtkWidget *within,
             GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (within, type))
    return within;

  for (GtkWidget *child = gtk_widget_get_first_child (within); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static TroupeWindow *
open_library (GListModel **shown)
{
  TroupeWindow *window = troupe_window_new (application, NULL);

  gtk_window_present (GTK_WINDOW (window));
  wait_until (troupe_workspace_is_loaded (troupe_window_get_workspace (window)));
  troupe_window_show_page (window, "library");
  spin_for (300);
  *shown = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (find_widget (GTK_WIDGET (troupe_window_get_page (window)),
                                                                              GTK_TYPE_LIST_VIEW))));

  return window;
}

static void
close_window (TroupeWindow *window)
{
  gpointer page = troupe_window_get_page (window);

  g_object_add_weak_pointer (G_OBJECT (page), &page);
  gtk_window_destroy (GTK_WINDOW (window));
  wait_until (page == NULL);
}

static void
activate (TroupeWindow *window,
          const char   *name,
          GVariant     *parameter)
{
  g_assert_true (g_action_group_has_action (G_ACTION_GROUP (window), name));
  g_action_group_activate_action (G_ACTION_GROUP (window), name, parameter);
}

static void
test_search (void)
{
  GListModel *shown = NULL;
  TroupeWindow *window = open_library (&shown);
  guint n_all = g_list_model_get_n_items (shown);
  double worst;

  g_assert_cmpuint (n_all, >, N_PERSONAS);

  activate (window, "library-search", g_variant_new_string ("qWErtz"));
  worst = spin_for (300);
  wait_until (g_list_model_get_n_items (shown) == N_NEEDLES);
  g_test_message ("A search in %u personas: longest turn %.1f ms", n_all, worst);
  activate (window, "library-search", g_variant_new_string ("qwertz 09900"));
  wait_until (g_list_model_get_n_items (shown) == 1);
  activate (window, "library-show-all", NULL);
  wait_until (g_list_model_get_n_items (shown) == n_all);
  activate (window, "library-scope", g_variant_new_string ("user"));
  wait_until (g_list_model_get_n_items (shown) == N_PERSONAS);
  activate (window, "library-scope", g_variant_new_string ("built-in"));
  wait_until (g_list_model_get_n_items (shown) == n_all - N_PERSONAS);

  close_window (window);
}

/* Typed before anything was prepared for it, when the page has only just been made. */
static void
test_search_at_once (void)
{
  TroupeWindow *window = troupe_window_new (application, NULL);
  GListModel *shown = NULL;

  gtk_window_present (GTK_WINDOW (window));
  wait_until (troupe_workspace_is_loaded (troupe_window_get_workspace (window)));
  troupe_window_show_page (window, "library");
  shown = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (find_widget (GTK_WIDGET (troupe_window_get_page (window)),
                                                                             GTK_TYPE_LIST_VIEW))));
  for (guint i = 0; i < 6; i++)
    {
      activate (window, "library-search", g_variant_new_take_string (g_strndup ("qwertz", i + 1)));
      spin_for (5);
    }
  wait_until (g_list_model_get_n_items (shown) == N_NEEDLES);
  activate (window, "library-search", g_variant_new_string ("zzz"));
  wait_until (g_list_model_get_n_items (shown) == 0);

  close_window (window);
}

static void
test_selection_stays (void)
{
  GListModel *shown = NULL;
  TroupeWindow *window = open_library (&shown);
  TroupeCatalog *catalog = troupe_workspace_get_catalog (troupe_window_get_workspace (window));
  const char *ids[] = { "persona-100", "persona-9900", NULL };
  TroupeDefinition *other = troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, "persona-200");
  g_autoptr(GtkBitset) selected = NULL;

  activate (window, "library-search", g_variant_new_string ("qwertz"));
  wait_until (g_list_model_get_n_items (shown) == N_NEEDLES);
  /* Until all is prepared for searches, one that is repeated forgets what was selected. */
  spin_for (1000);
  activate (window, "library-select", g_variant_new_strv (ids, -1));

  /* As when its file changed so that it is no longer found. */
  troupe_ai_settings_set_string (troupe_persona_get_settings (TROUPE_PERSONA (other)), TROUPE_FIELD_SYSTEM_PROMPT, "Hay.");
  troupe_definition_set_revision (other, "000000000000");
  troupe_catalog_emit_changed (catalog, TROUPE_KIND_PERSONA, "persona-200");
  wait_until (g_list_model_get_n_items (shown) == N_NEEDLES - 1);
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (shown));
  g_assert_cmpuint (gtk_bitset_get_size (selected), ==, 2);

  close_window (window);
}

static GtkEventController *
find_controller (GtkWidget *widget,
                 GType      type)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      /* The widget keeps it. */
      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        return controller;
    }

  return NULL;
}

/* As far as the hand of whoever drags: what is given, and what is taken. */
static void
test_dragging (void)
{
  const char *dropped = "{\"format\": \"troupe-persona/1\", \"id\": \"dropped\"}";
  GListModel *shown = NULL;
  TroupeWindow *window = open_library (&shown);
  GtkWidget *page = GTK_WIDGET (troupe_window_get_page (window));
  TroupeCatalog *catalog = troupe_workspace_get_catalog (troupe_window_get_workspace (window));
  GtkEventController *source = NULL;
  GtkEventController *target = find_controller (page, GTK_TYPE_DROP_TARGET);
  g_autoptr(GdkContentProvider) provider = NULL;
  g_auto(GValue) given = G_VALUE_INIT;
  g_auto(GValue) taken = G_VALUE_INIT;
  g_autoptr(GSList) files = NULL;
  g_autoptr(GPtrArray) definitions = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  gboolean is_taken = FALSE;

  activate (window, "library-search", g_variant_new_string ("Persona 00007"));
  wait_until (g_list_model_get_n_items (shown) == 1);
  spin_for (100);
  source = find_controller (find_widget (find_widget (page, GTK_TYPE_LIST_VIEW), TROUPE_TYPE_LIBRARY_ROW), GTK_TYPE_DRAG_SOURCE);
  g_signal_emit_by_name (source, "prepare", 0.0, 0.0, &provider);
  g_assert_nonnull (provider);
  g_value_init (&given, GDK_TYPE_FILE_LIST);
  g_assert_true (gdk_content_provider_get_value (provider, &given, &error));
  files = gdk_file_list_get_files (g_value_get_boxed (&given));
  g_assert_cmpuint (g_slist_length (files), ==, 1);
  g_assert_true (g_file_load_contents (files->data, NULL, &text, &length, NULL, &error));
  definitions = troupe_definition_file_decode ("x", text, length, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (troupe_definition_get_id (definitions->pdata[0]), ==, "persona-7");

  file = g_file_new_build_filename (g_get_user_cache_dir (), "dropped.json", NULL);
  g_assert_true (g_file_replace_contents (file, dropped, strlen (dropped), NULL, FALSE,
                                          G_FILE_CREATE_NONE, NULL, NULL, &error));
  g_value_init (&taken, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&taken, gdk_file_list_new_from_array (&file, 1));
  g_signal_emit_by_name (target, "drop", &taken, 0.0, 0.0, &is_taken);
  g_assert_true (is_taken);
  wait_until (troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, "dropped") != NULL);
  /* What was searched would hide it. */
  wait_until (g_list_model_get_n_items (shown) > N_PERSONAS);
  spin_for (100);
  activate (window, "undo", NULL);
  wait_until (troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, "dropped") == NULL);
  spin_for (100);

  close_window (window);
}

static void
test_deleting (void)
{
  GListModel *shown = NULL;
  TroupeWindow *window = open_library (&shown);
  TroupeCatalog *catalog = troupe_workspace_get_catalog (troupe_window_get_workspace (window));
  double worst = 0;

  activate (window, "library-search", g_variant_new_string ("qwertz"));
  wait_until (g_list_model_get_n_items (shown) == N_NEEDLES);
  activate (window, "library-select-all", NULL);
  spin_for (100);
  activate (window, "library-delete", NULL);
  while (g_list_model_get_n_items (shown) > 0)
    {
      double turn = spin_for (20);

      worst = MAX (worst, turn);
    }
  g_test_message ("Deleting %u of %u personas: longest turn %.1f ms", N_NEEDLES, N_PERSONAS, worst);
  spin_for (100);
  activate (window, "undo", NULL);
  wait_until (g_list_model_get_n_items (shown) == N_NEEDLES);
  g_assert_nonnull (troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, "persona-9900"));
  spin_for (100);

  close_window (window);
}

static void
test_exporting (void)
{
  GListModel *shown = NULL;
  TroupeWindow *window = open_library (&shown);
  g_autoptr(GFile) file = g_file_new_build_filename (g_get_user_cache_dir (), "all.json", NULL);
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr(GPtrArray) definitions = NULL;
  double worst = 0;

  activate (window, "library-select-all", NULL);
  spin_for (300);
  activate (window, "library-export-file", g_variant_new_string (uri));
  /* A file that is new is seen while it is written. */
  while (definitions == NULL)
    {
      g_autofree char *text = NULL;
      gsize length = 0;
      double turn = spin_for (20);

      worst = MAX (worst, turn);
      if (g_file_load_contents (file, NULL, &text, &length, NULL, NULL) && length > 0 && text[length - 1] == '\n')
        definitions = troupe_definition_file_decode ("all.json", text, length, NULL);
    }
  g_test_message ("Exporting %u personas: longest turn %.1f ms", g_list_model_get_n_items (shown), worst);
  g_assert_cmpuint (definitions->len, ==, g_list_model_get_n_items (shown));

  close_window (window);
}

static void
test_scrolling (void)
{
  GListModel *shown = NULL;
  TroupeWindow *window = open_library (&shown);
  GtkWidget *list = find_widget (GTK_WIDGET (troupe_window_get_page (window)), GTK_TYPE_LIST_VIEW);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  double worst = 0;

  for (guint i = 0; i < 20; i++)
    {
      double turn;

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) * i / 20);
      turn = spin_for (30);
      worst = MAX (worst, turn);
    }
  g_test_message ("Scrolling through %u personas: longest turn %.1f ms", g_list_model_get_n_items (shown), worst);
  activate (window, "library-select-all", NULL);
  activate (window, "library-cancel", NULL);
  for (guint i = 0; i < 4; i++)
    {
      static const char * const kinds[] = { "prompt-preset", "tool-preset", "bias-profile", "persona" };

      activate (window, "library-kind", g_variant_new_string (kinds[i]));
      wait_until (g_list_model_get_n_items (shown) > 0);
      spin_for (50);
    }

  close_window (window);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  write_personas ();
  application = adw_application_new (TROUPE_APP_ID ".Test", G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, NULL);

  g_test_add_func ("/library-page/finds-in-ten-thousand", test_search);
  g_test_add_func ("/library-page/finds-before-it-is-prepared", test_search_at_once);
  g_test_add_func ("/library-page/keeps-what-is-selected", test_selection_stays);
  g_test_add_func ("/library-page/is-dragged-from-and-dropped-on", test_dragging);
  g_test_add_func ("/library-page/exports-ten-thousand", test_exporting);
  g_test_add_func ("/library-page/deletes-a-hundred", test_deleting);
  g_test_add_func ("/library-page/scrolls-through-ten-thousand", test_scrolling);

  status = g_test_run ();
  g_object_unref (application);

  return status;
}
