/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "troupe-end-follower.h"
#include "troupe-markdown-view.h"

/*
 * Text into the view: streams of Markdown for some seconds each, at a rate of deltas. Printed are the frames drawn a second, the
 * longest time between two turns of the main loop, and how much of a core it took.
 *
 * The floor is the same window with nothing coming in but a frame drawn each time, so that the machine's own pace is known.
 */

#define SECONDS 4

typedef struct
{
  const char *name;
  guint       n_views;
  guint       per_second;    /* deltas of each view */
} Case;

static const Case cases[] = {
  { "one at 50/s", 1, 50 },
  { "one at 2000/s", 1, 2000 },
  { "one at 50000/s", 1, 50000 },
  { "eight at 50/s", 8, 50 },
  { "eight at 500/s", 8, 500 },
};

typedef struct
{
  const Case *now;           /* (nullable): the floor */
  GtkWidget  *views[8];
  GMainLoop  *loop;
  gint64      started_us;
  gint64      last_turn_us;
  gint64      worst_us;
  gint64      n_fed;         /* of each view */
  guint       n_frames;
} Bench;

static void
feed (TroupeMarkdownView *view,
      gint64              n)
{
  static const char * const words[] = { "the ", "cur", "tain ", "**rises** ", "and ", "`nobody` ", "knows ", "their ", "lines ", "so " };

  if (n % 400 == 399)
    troupe_markdown_view_append (view, "\n\n```c\nint x;\n```\n\n", 19);
  else if (n % 60 == 59)
    troupe_markdown_view_append (view, ".\n\n", 3);
  else
    {
      const char *word = words[n % G_N_ELEMENTS (words)];

      troupe_markdown_view_append (view, word, strlen (word));
    }
}

static gboolean
turn_cb (gpointer data)
{
  Bench *bench = data;
  gint64 now_us = g_get_monotonic_time ();

  bench->worst_us = MAX (bench->worst_us, now_us - bench->last_turn_us);
  bench->last_turn_us = now_us;

  if (bench->now != NULL)
    {
      gint64 n_due = (now_us - bench->started_us) * bench->now->per_second / G_USEC_PER_SEC;

      for (; bench->n_fed < n_due; bench->n_fed++)
        for (guint i = 0; i < bench->now->n_views; i++)
          feed (TROUPE_MARKDOWN_VIEW (bench->views[i]), bench->n_fed);
    }

  if (now_us - bench->started_us > SECONDS * G_USEC_PER_SEC)
    g_main_loop_quit (bench->loop);

  return G_SOURCE_CONTINUE;
}

static gboolean
frame_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       data)
{
  Bench *bench = data;

  bench->n_frames++;
  return G_SOURCE_CONTINUE;
}

static void
run (const Case *now)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GPtrArray) followers = g_ptr_array_new_with_free_func (g_object_unref);
  Bench bench = { .now = now, .loop = loop };
  GtkWidget *window = adw_window_new ();
  GtkWidget *grid = gtk_grid_new ();
  clock_t cpu;
  double seconds;
  guint timeout_id;

  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 900);
  gtk_grid_set_row_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (guint i = 0; now != NULL && i < now->n_views; i++)
    {
      GtkWidget *scroller = gtk_scrolled_window_new ();

      bench.views[i] = troupe_markdown_view_new ();
      gtk_widget_set_hexpand (scroller, TRUE);
      gtk_widget_set_vexpand (scroller, TRUE);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), bench.views[i]);
      gtk_grid_attach (GTK_GRID (grid), scroller, (int) i % 4, (int) i / 4, 1, 1);
      g_ptr_array_add (followers,
                       troupe_end_follower_new (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller))));
    }
  adw_window_set_content (ADW_WINDOW (window), grid);
  gtk_window_present (GTK_WINDOW (window));

  /* The first frames are the window's own. */
  while (!gtk_widget_get_mapped (window) || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, TRUE);

  gtk_widget_add_tick_callback (window, frame_cb, &bench, NULL);
  bench.started_us = g_get_monotonic_time ();
  bench.last_turn_us = bench.started_us;
  cpu = clock ();
  timeout_id = g_timeout_add (5, turn_cb, &bench);
  g_main_loop_run (loop);
  g_source_remove (timeout_id);

  seconds = (double) (g_get_monotonic_time () - bench.started_us) / G_USEC_PER_SEC;
  g_print ("%-16s %7" G_GINT64_FORMAT " deltas  %5.1f frames/s  worst gap %5.1f ms  %5.1f %% of a core\n",
           now != NULL ? now->name : "floor", bench.n_fed * (now != NULL ? now->n_views : 0), bench.n_frames / seconds,
           (double) bench.worst_us / 1000.0, 100.0 * (double) (clock () - cpu) / CLOCKS_PER_SEC / seconds);

  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

int
main (int   argc,
      char *argv[])
{
  if (!gtk_init_check ())
    {
      g_printerr ("There is no display; build-aux/in-session.sh gives one.\n");
      return EXIT_FAILURE;
    }
  adw_init ();

  run (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (argc < 2 || g_str_equal (argv[1], cases[i].name))
      run (&cases[i]);

  return EXIT_SUCCESS;
}
