/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <time.h>

#include "display-bench.h"

/* What benchmarks of windows have in common. */

static gint64 painted_us;      /* when the last frame was drawn */

static void
after_paint_cb (void)
{
  painted_us = g_get_monotonic_time ();
}

/* Writes personas with a prompt of 1 KB each, as files of the user. */
void
bench_write_personas (const char *folder,
                      guint       n_personas)
{
  static const char * const trades[] = { "Reviewer", "Tester", "Writer", "Architect", "Translator", "Planner", "Prompter" };
  g_autofree char *prompt = g_strnfill (1000, 'x');

  for (guint i = 0; i < n_personas; i++)
    {
      const char *trade = trades[i * 104729 % G_N_ELEMENTS (trades)];
      g_autofree char *path = g_strdup_printf ("%s/persona-%06u.json", folder, i);
      g_autofree char *text = NULL;

      text = g_strdup_printf ("{\"format\": \"troupe-persona/1\", \"id\": \"persona-%06u\", \"name\": \"Persona %06u, %s\",\n"
                              " \"description\": \"Number %u of many\", \"system_prompt\": \"%s %s\",\n"
                              " \"prompt_preset_id\": \"house-rules\"}\n",
                              i, i, trade, i, prompt, i % 100 == 0 ? "needle" : "hay");
      if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL))
        g_error ("%s can’t be written", path);
    }
}

void
bench_remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      bench_remove_tree (child);
    }
  g_remove (path);
}

GtkWidget *
bench_find_widget (GtkWidget *within,
                   GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (within, type))
    return within;

  for (GtkWidget *child = gtk_widget_get_first_child (within); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = bench_find_widget (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

void
bench_settle (guint ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end_us || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

/* What this thread has had of a core: others at work do not count. */
gint64
bench_get_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Has bench_turn_until_painted() look at the frames of a window that is realized. */
void
bench_follow_frames (GtkWidget *window)
{
  g_signal_connect (gdk_surface_get_frame_clock (gtk_native_get_surface (GTK_NATIVE (window))), "after-paint",
                    G_CALLBACK (after_paint_cb), NULL);
}

/* Turns the main loop until a frame was drawn after @begin_us and nothing is left to do. Returns: the CPU time of the longest turn, in µs */
gint64
bench_turn_until_painted (gint64  begin_us,
                          gint64 *first_us)
{
  gint64 worst_us = 0;

  *first_us = 0;
  while (*first_us == 0 || g_main_context_pending (NULL))
    {
      gint64 turn_us = bench_get_cpu_us ();

      g_main_context_iteration (NULL, FALSE);
      worst_us = MAX (worst_us, bench_get_cpu_us () - turn_us);
      if (*first_us == 0 && painted_us > begin_us)
        *first_us = painted_us;
    }

  return worst_us;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

double
bench_get_median (double *values,
                  guint   n_values)
{
  qsort (values, n_values, sizeof *values, compare);

  return values[n_values / 2];
}

