/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The graph and its ready queue, with workers that do nothing: chains, fans and layers. The floor is plain arrays with
 * a queue for a heap, timed in the same run; the figure that counts is the ratio. Usage: bench-graph [TICKETS]
 */

#include <stdlib.h>
#include <string.h>

#include "troupe-ready-queue.h"

#define N_ROUNDS 5

typedef enum { CHAIN, FAN, LAYERS, N_SHAPES } Shape;

static const char * const shape_names[N_SHAPES] = { "chain", "fan", "layers" };

/* from, to, from, to … */
static GArray *
make_edges (Shape shape,
            guint n_tickets)
{
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  const guint width = 100;

  for (guint i = 1; i < n_tickets; i++)
    {
      guint n_before = shape == LAYERS ? (i < width ? 0 : 3) : 1;

      for (guint j = 0; j < n_before; j++)
        {
          guint edge[2] = { 0, i };

          if (shape == CHAIN)
            edge[0] = i - 1;
          else if (shape == LAYERS)
            edge[0] = (i / width - 1) * width + (guint) g_rand_int_range (rand, 0, width);
          g_array_append_vals (edges, edge, 2);
        }
    }

  return edges;
}

static gint64
time_floor (GArray *edges,
            guint   n_tickets)
{
  gint64 start_us = g_get_monotonic_time ();
  const guint *pairs = (const guint *) (gpointer) edges->data;
  guint *first = calloc (n_tickets + 2, sizeof (guint));
  guint *next = malloc ((n_tickets + 1) * sizeof (guint));
  guint *successors = malloc ((edges->len / 2 + 1) * sizeof (guint));
  guint *n_missing = calloc (n_tickets + 1, sizeof (guint));
  guint *ready = malloc ((n_tickets + 1) * sizeof (guint));
  guint n_ready = 0;

  for (guint i = 0; i < edges->len; i += 2)
    {
      first[pairs[i] + 1]++;
      n_missing[pairs[i + 1]]++;
    }
  for (guint i = 0; i < n_tickets; i++)
    first[i + 1] += first[i];
  memcpy (next, first, n_tickets * sizeof (guint));
  for (guint i = 0; i < edges->len; i += 2)
    successors[next[pairs[i]]++] = pairs[i + 1];

  for (guint i = 0; i < n_tickets; i++)
    {
      if (n_missing[i] == 0)
        ready[n_ready++] = i;
    }
  for (guint at = 0; at < n_ready; at++)
    {
      for (guint i = first[ready[at]]; i < first[ready[at] + 1]; i++)
        {
          if (--n_missing[successors[i]] == 0)
            ready[n_ready++] = successors[i];
        }
    }
  g_assert_cmpuint (n_ready, ==, n_tickets);

  free (first);
  free (next);
  free (successors);
  free (n_missing);
  free (ready);

  return g_get_monotonic_time () - start_us;
}

static gint64
time_graph (GArray *edges,
            guint   n_tickets)
{
  gint64 start_us = g_get_monotonic_time ();
  const guint *pairs = (const guint *) (gpointer) edges->data;
  g_autoptr(TroupeGraph) graph = troupe_graph_new (n_tickets);
  g_autoptr(TroupeReadyQueue) queue = NULL;
  gboolean is_sealed;
  guint n_done = 0;
  guint node;

  for (guint i = 0; i < edges->len; i += 2)
    troupe_graph_add_edge (graph, pairs[i], pairs[i + 1]);
  is_sealed = troupe_graph_seal (graph, NULL);
  g_assert_true (is_sealed);

  queue = troupe_ready_queue_new (graph, NULL);
  while (troupe_ready_queue_pop (queue, &node))
    {
      troupe_ready_queue_complete (queue, node);
      n_done++;
    }
  g_assert_cmpuint (n_done, ==, n_tickets);

  return g_get_monotonic_time () - start_us;
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static void
report (Shape shape,
        guint n_tickets)
{
  g_autoptr(GArray) edges = make_edges (shape, n_tickets);
  gint64 floors[N_ROUNDS];
  gint64 times[N_ROUNDS];
  double floor_us;
  double time_us;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      floors[i] = time_floor (edges, n_tickets);
      times[i] = time_graph (edges, n_tickets);
    }
  qsort (floors, N_ROUNDS, sizeof (gint64), compare_times);
  qsort (times, N_ROUNDS, sizeof (gint64), compare_times);
  floor_us = MAX (floors[N_ROUNDS / 2], 1);
  time_us = MAX (times[N_ROUNDS / 2], 1);

  g_print ("%-7s %7u tickets: %8.2f ms, %10.0f tickets/s, %5.1f x the floor of %.2f ms\n", shape_names[shape], n_tickets,
           time_us / 1000, n_tickets / (time_us / 1e6), time_us / floor_us, floor_us / 1000);
}

int
main (int   argc,
      char *argv[])
{
  const guint sizes[] = { 1000, 10000, 100000 };

  for (Shape shape = CHAIN; shape < N_SHAPES; shape++)
    {
      if (argc > 1)
        {
          report (shape, (guint) strtoul (argv[1], NULL, 10));
          continue;
        }
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        report (shape, sizes[i]);
    }

  return 0;
}
