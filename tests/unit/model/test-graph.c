/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-ready-queue.h"

#define N_NODES 12

/* The oracle: a matrix of who waits for whom, and nothing clever. */
typedef struct
{
  guint n_nodes;
  guint n_edges[N_NODES][N_NODES];
} Matrix;

static TroupeGraph *
fill_graph (const Matrix *matrix)
{
  TroupeGraph *graph = troupe_graph_new (matrix->n_nodes);

  for (guint from = 0; from < matrix->n_nodes; from++)
    for (guint to = 0; to < matrix->n_nodes; to++)
      for (guint i = 0; i < matrix->n_edges[from][to]; i++)
        troupe_graph_add_edge (graph, from, to);

  return graph;
}

/* Fills in the length of the longest way to each node. Returns whether there is one: with a cycle they never settle. */
static gboolean
find_levels (const Matrix *matrix,
             guint        *levels)
{
  gboolean is_settled = FALSE;

  memset (levels, 0, N_NODES * sizeof *levels);
  for (guint round = 0; round <= matrix->n_nodes && !is_settled; round++)
    {
      is_settled = TRUE;
      for (guint from = 0; from < matrix->n_nodes; from++)
        for (guint to = 0; to < matrix->n_nodes; to++)
          if (matrix->n_edges[from][to] > 0 && levels[to] < levels[from] + 1)
            {
              levels[to] = levels[from] + 1;
              is_settled = FALSE;
            }
    }

  return is_settled;
}

static void
check_order (TroupeGraph  *graph,
             const Matrix *matrix)
{
  const guint *order = troupe_graph_get_order (graph);
  const guint *levels = troupe_graph_get_levels (graph);
  guint expected[N_NODES];
  guint place[N_NODES];

  g_assert_true (find_levels (matrix, expected));
  memset (place, 0xff, sizeof place);
  for (guint i = 0; i < matrix->n_nodes; i++)
    {
      g_assert_cmpuint (order[i], <, matrix->n_nodes);
      g_assert_cmpuint (place[order[i]], ==, G_MAXUINT);
      place[order[i]] = i;
    }

  for (guint node = 0; node < matrix->n_nodes; node++)
    {
      guint n_predecessors = 0;
      guint n_successors = 0;
      guint n_expected = 0;
      const guint *successors = troupe_graph_get_successors (graph, node, &n_successors);
      guint counts[N_NODES] = { 0, };

      for (guint i = 0; i < n_successors; i++)
        counts[successors[i]]++;
      for (guint other = 0; other < matrix->n_nodes; other++)
        {
          n_predecessors += matrix->n_edges[other][node];
          n_expected += matrix->n_edges[node][other];
          g_assert_cmpuint (counts[other], ==, matrix->n_edges[node][other]);
          if (matrix->n_edges[other][node] > 0)
            g_assert_cmpuint (place[other], <, place[node]);
        }
      g_assert_cmpuint (n_successors, ==, n_expected);
      g_assert_cmpuint (troupe_graph_get_n_predecessors (graph, node), ==, n_predecessors);
      g_assert_cmpuint (levels[node], ==, expected[node]);
    }
}

static void
check_cycle (GArray       *cycle,
             const Matrix *matrix)
{
  g_assert_nonnull (cycle);
  g_assert_cmpuint (cycle->len, >, 0);

  for (guint i = 0; i < cycle->len; i++)
    {
      guint from = g_array_index (cycle, guint, i);
      guint to = g_array_index (cycle, guint, (i + 1) % cycle->len);

      g_assert_cmpuint (matrix->n_edges[from][to], >, 0);
      for (guint j = 0; j < i; j++)
        g_assert_cmpuint (from, !=, g_array_index (cycle, guint, j));
    }
}

static void
test_random (void)
{
  guint n_cyclic = 0;

  for (guint round = 0; round < 1000; round++)
    {
      Matrix matrix = { .n_nodes = g_test_rand_int_range (0, N_NODES + 1) };
      gboolean may_cycle = g_test_rand_bit ();
      gboolean is_cyclic = FALSE;
      guint n_edges = matrix.n_nodes > 0 ? g_test_rand_int_range (0, matrix.n_nodes * 2) : 0;
      guint names[N_NODES];
      guint levels[N_NODES];
      g_autoptr(TroupeGraph) graph = NULL;
      g_autoptr(GArray) cycle = NULL;

      /* Numbers say nothing about the order. */
      for (guint i = 0; i < matrix.n_nodes; i++)
        names[i] = i;
      for (guint i = 1; i < matrix.n_nodes; i++)
        {
          guint j = g_test_rand_int_range (0, i + 1);
          guint name = names[i];

          names[i] = names[j];
          names[j] = name;
        }
      for (guint i = 0; i < n_edges; i++)
        {
          guint a = g_test_rand_int_range (0, matrix.n_nodes);
          guint b = g_test_rand_int_range (0, matrix.n_nodes);

          if (!may_cycle && a == b)
            continue;
          if (!may_cycle && a > b)
            matrix.n_edges[names[b]][names[a]]++;
          else
            matrix.n_edges[names[a]][names[b]]++;
        }

      is_cyclic = !find_levels (&matrix, levels);

      graph = fill_graph (&matrix);
      g_assert_cmpuint (troupe_graph_get_n_nodes (graph), ==, matrix.n_nodes);
      g_assert_true (troupe_graph_seal (graph, &cycle) == !is_cyclic);
      if (is_cyclic)
        check_cycle (cycle, &matrix);
      else
        check_order (graph, &matrix);
      n_cyclic += is_cyclic;
    }

  g_assert_cmpuint (n_cyclic, >, 100);
}

/* Whatever is done when, the queue gives what a look at everything would give. */
static void
test_ready_queue (void)
{
  for (guint round = 0; round < 700; round++)
    {
      Matrix matrix = { .n_nodes = g_test_rand_int_range (1, N_NODES + 1) };
      guint8 priorities[N_NODES];
      gboolean has_priorities = g_test_rand_bit ();
      gboolean is_begun[N_NODES] = { FALSE, };
      gboolean is_done[N_NODES] = { FALSE, };
      guint n_done = 0;
      g_autoptr(TroupeGraph) graph = NULL;
      g_autoptr(TroupeReadyQueue) queue = NULL;

      for (guint i = 0; i < matrix.n_nodes; i++)
        {
          priorities[i] = g_test_rand_int_range (0, 3);
          for (guint j = i + 1; j < matrix.n_nodes; j++)
            matrix.n_edges[i][j] = g_test_rand_int_range (0, 4) == 0 ? g_test_rand_int_range (1, 3) : 0;
        }
      graph = fill_graph (&matrix);
      g_assert_true (troupe_graph_seal (graph, NULL));
      queue = troupe_ready_queue_new (graph, has_priorities ? priorities : NULL);

      while (n_done < matrix.n_nodes)
        {
          guint best = G_MAXUINT;
          guint n_running = 0;
          guint node = 0;

          for (guint i = 0; i < matrix.n_nodes; i++)
            {
              gboolean is_ready = !is_begun[i];

              for (guint j = 0; j < matrix.n_nodes; j++)
                is_ready = is_ready && (matrix.n_edges[j][i] == 0 || is_done[j]);
              if (is_ready && (best == G_MAXUINT || (has_priorities && priorities[i] > priorities[best])))
                best = i;
              n_running += is_begun[i] && !is_done[i];
            }

          g_assert_true (troupe_ready_queue_is_empty (queue) == (best == G_MAXUINT));
          if (n_running == 0 || (best != G_MAXUINT && g_test_rand_bit ()))
            {
              g_assert_true (troupe_ready_queue_pop (queue, &node));
              g_assert_cmpuint (node, ==, best);
              is_begun[node] = TRUE;
              continue;
            }

          if (best == G_MAXUINT)
            g_assert_false (troupe_ready_queue_pop (queue, &node));
          do
            node = g_test_rand_int_range (0, matrix.n_nodes);
          while (!is_begun[node] || is_done[node]);
          is_done[node] = TRUE;
          n_done++;
          troupe_ready_queue_complete (queue, node);
        }

      g_assert_true (troupe_ready_queue_is_empty (queue));
    }
}

/* A chain this long would run out of stack if anything recursed. */
static void
test_long_chain (void)
{
  const guint n_nodes = 100000;
  g_autoptr(TroupeGraph) graph = troupe_graph_new (n_nodes);
  g_autoptr(TroupeGraph) circle = troupe_graph_new (n_nodes);
  g_autoptr(TroupeReadyQueue) queue = NULL;
  g_autoptr(GArray) cycle = NULL;
  guint node = 0;

  /* From the last to the first, so that numbers are no help. */
  for (guint i = n_nodes - 1; i > 0; i--)
    {
      troupe_graph_add_edge (graph, i, i - 1);
      troupe_graph_add_edge (circle, i, i - 1);
    }
  troupe_graph_add_edge (circle, 0, n_nodes - 1);

  g_assert_true (troupe_graph_seal (graph, &cycle));
  g_assert_null (cycle);
  g_assert_cmpuint (troupe_graph_get_levels (graph)[0], ==, n_nodes - 1);
  queue = troupe_ready_queue_new (graph, NULL);
  for (guint i = n_nodes; i-- > 0;)
    {
      g_assert_true (troupe_ready_queue_pop (queue, &node));
      g_assert_cmpuint (node, ==, i);
      g_assert_true (troupe_ready_queue_is_empty (queue));
      troupe_ready_queue_complete (queue, node);
    }

  g_assert_false (troupe_graph_seal (circle, &cycle));
  g_assert_cmpuint (cycle->len, ==, n_nodes);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/graph/orders-as-an-oracle-does", test_random);
  g_test_add_func ("/model/graph/nothing-recurses", test_long_chain);
  g_test_add_func ("/model/ready-queue/gives-what-an-oracle-gives", test_ready_queue);

  return g_test_run ();
}
