/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <stdlib.h>

#include "display-bench.h"
#include "troupe-window.h"

/*
 * The library with 10,000 personas of the user, each with a prompt of 1 KB: its first frame, a keystroke in its search, and a page
 * scrolled. The floor is GtkStringFilter and GtkStringSorter over the names of the same personas, which looks into a fiftieth of
 * the text and draws nothing.
 *
 * "key" is the CPU time until a keystroke is taken in and all is found that can be at once, "worst" that of the longest turn of
 * the main loop until all is found and drawn, "painted" the time from the keystroke to the first frame after it. All are medians
 * in ms, but for the first frame and for "longest", the longest of all turns.
 *
 * Usage: bench-library [PERSONAS]
 */

#define N_ROUNDS 5
#define N_PAGES  100

static const char * const keystrokes[] = { "r", "re", "rev", "revi", "review", "review 77", "review", "re", "needle", "" };

#define N_KEYS (G_N_ELEMENTS (keystrokes) * N_ROUNDS)

static void
time_first_frame (TroupeWindow *window)
{
  gint64 begin_us = g_get_monotonic_time ();
  gint64 cpu_us = bench_get_cpu_us ();
  gint64 first_us = 0;
  gint64 worst_us;

  troupe_window_show_page (window, "library");
  cpu_us = bench_get_cpu_us () - cpu_us;
  worst_us = bench_turn_until_painted (begin_us, &first_us);
  g_print ("first frame after %.1f ms, %.1f ms of it to make the page; longest turn %.1f ms\n",
           (first_us - begin_us) / 1000.0, cpu_us / 1000.0, worst_us / 1000.0);
}

static void
time_search (TroupeWindow *window)
{
  GtkWidget *page = GTK_WIDGET (troupe_window_get_page (window));
  GtkEditable *entry = GTK_EDITABLE (bench_find_widget (page, GTK_TYPE_SEARCH_ENTRY));
  double key[N_KEYS], worst[N_KEYS], painted[N_KEYS];
  double longest = 0;
  guint n_keys = 0;

  g_action_group_activate_action (G_ACTION_GROUP (window), "library-find", NULL);
  bench_settle (500);
  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (keystrokes); i++)
      {
        gint64 begin_us, cpu_us, first_us, worst_us;

        bench_settle (20);
        begin_us = g_get_monotonic_time ();
        cpu_us = bench_get_cpu_us ();
        gtk_editable_set_text (entry, keystrokes[i]);
        cpu_us = bench_get_cpu_us () - cpu_us;
        worst_us = bench_turn_until_painted (begin_us, &first_us);
        worst_us = MAX (worst_us, cpu_us);
        key[n_keys] = cpu_us / 1000.0;
        worst[n_keys] = worst_us / 1000.0;
        painted[n_keys] = (first_us - begin_us) / 1000.0;
        longest = MAX (longest, worst[n_keys]);
        n_keys++;
      }

  g_print ("search: key %.2f ms, worst %.1f ms, painted after %.1f ms; longest %.1f ms\n", bench_get_median (key, n_keys),
           bench_get_median (worst, n_keys), bench_get_median (painted, n_keys), longest);
}

static void
time_scrolling (TroupeWindow *window)
{
  GtkWidget *page = GTK_WIDGET (troupe_window_get_page (window));
  GtkWidget *list = bench_find_widget (page, GTK_TYPE_LIST_VIEW);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  double worst[N_PAGES];
  double longest = 0;

  for (guint i = 0; i < N_PAGES; i++)
    {
      gint64 begin_us = g_get_monotonic_time ();
      gint64 first_us = 0;

      gtk_adjustment_set_value (adjustment, (gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment)) * (i + 1) / N_PAGES);
      worst[i] = bench_turn_until_painted (begin_us, &first_us) / 1000.0;
      longest = MAX (longest, worst[i]);
    }
  g_print ("scrolling, %u leaps: worst %.1f ms; longest %.1f ms\n", N_PAGES, bench_get_median (worst, N_PAGES), longest);
}

static void
time_floor (GListModel *personas)
{
  GtkStringFilter *filter = gtk_string_filter_new (gtk_property_expression_new (TROUPE_TYPE_DEFINITION, NULL, "name"));
  GtkStringSorter *sorter = gtk_string_sorter_new (gtk_property_expression_new (TROUPE_TYPE_DEFINITION, NULL, "name"));
  GtkFilterListModel *filtered = gtk_filter_list_model_new (g_object_ref (personas), GTK_FILTER (filter));
  GtkSortListModel *sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered), GTK_SORTER (sorter));
  double key[N_KEYS];
  guint n_keys = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (keystrokes); i++)
      {
        gint64 cpu_us = bench_get_cpu_us ();

        gtk_string_filter_set_search (filter, keystrokes[i]);
        key[n_keys++] = (bench_get_cpu_us () - cpu_us) / 1000.0;
      }
  g_print ("floor: key %.2f ms\n", bench_get_median (key, n_keys));
  g_object_unref (sorted);
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
  GListModel *personas = NULL;

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
  bench_follow_frames (GTK_WIDGET (window));
  while (!troupe_workspace_is_loaded (troupe_window_get_workspace (window)))
    g_main_context_iteration (NULL, TRUE);
  bench_settle (500);

  personas = troupe_catalog_list (troupe_workspace_get_catalog (troupe_window_get_workspace (window)), TROUPE_KIND_PERSONA);
  g_print ("%u personas\n", g_list_model_get_n_items (personas));
  time_first_frame (window);
  bench_settle (500);
  time_search (window);
  time_scrolling (window);
  time_floor (personas);

  gtk_window_destroy (GTK_WINDOW (window));
  bench_settle (50);
  bench_remove_tree (root);

  return EXIT_SUCCESS;
}
