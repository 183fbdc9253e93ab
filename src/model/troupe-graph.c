/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-graph.h"

/**
 * TroupeGraph:
 *
 * A directed graph of numbered nodes in plain arrays: edges are collected, then
 * troupe_graph_seal() lays them out by their first node and orders all nodes
 * (Kahn's algorithm). Linear in nodes and edges, and nothing recurses.
 */
struct _TroupeGraph
{
  guint     n_nodes;
  GArray   *edges;            /* (element-type guint): from, to, from, to … */
  guint    *first;            /* n_nodes + 1 places in successors */
  guint    *successors;
  guint    *n_predecessors;
  guint    *order;
  guint    *levels;
  gboolean  is_sealed;
};

/**
 * troupe_graph_new:
 * @n_nodes: how many nodes it has; they are numbered from 0
 *
 * Returns: (transfer full): a graph with no edges
 */
TroupeGraph *
troupe_graph_new (guint n_nodes)
{
  TroupeGraph *self = g_new0 (TroupeGraph, 1);

  self->n_nodes = n_nodes;
  self->edges = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

/**
 * troupe_graph_free:
 * @self: (transfer full): a graph
 *
 * Frees the graph.
 */
void
troupe_graph_free (TroupeGraph *self)
{
  g_array_unref (self->edges);
  g_free (self->first);
  g_free (self->successors);
  g_free (self->n_predecessors);
  g_free (self->order);
  g_free (self->levels);
  g_free (self);
}

/**
 * troupe_graph_add_edge:
 * @self: a graph that is not sealed
 * @from: what has to be done first
 * @to: what waits for it
 *
 * Adds an edge. Not after troupe_graph_seal().
 */
void
troupe_graph_add_edge (TroupeGraph *self,
                       guint        from,
                       guint        to)
{
  guint edge[] = { from, to };

  g_return_if_fail (!self->is_sealed);
  g_return_if_fail (from < self->n_nodes && to < self->n_nodes);

  g_array_append_vals (self->edges, edge, 2);
}

static void
lay_out (TroupeGraph *self)
{
  const guint *edges = (const guint *) (gpointer) self->edges->data;
  g_autofree guint *next = NULL;

  self->first = g_new0 (guint, self->n_nodes + 1);
  self->successors = g_new (guint, self->edges->len / 2 + 1);
  self->n_predecessors = g_new0 (guint, self->n_nodes + 1);
  self->order = g_new (guint, self->n_nodes + 1);
  self->levels = g_new0 (guint, self->n_nodes + 1);

  for (guint i = 0; i < self->edges->len; i += 2)
    {
      self->first[edges[i] + 1]++;
      self->n_predecessors[edges[i + 1]]++;
    }
  for (guint i = 0; i < self->n_nodes; i++)
    self->first[i + 1] += self->first[i];

  next = g_memdup2 (self->first, (self->n_nodes + 1) * sizeof (guint));
  for (guint i = 0; i < self->edges->len; i += 2)
    self->successors[next[edges[i]]++] = edges[i + 1];
}

/* Every node that was not ordered has such a predecessor: going back from one
 * of them has to come round. */
static GArray *
find_cycle (TroupeGraph *self,
            const guint *n_missing)
{
  const guint *edges = (const guint *) (gpointer) self->edges->data;
  g_autofree guint *before = g_new (guint, self->n_nodes + 1);
  g_autofree gboolean *is_seen = g_new0 (gboolean, self->n_nodes + 1);
  GArray *cycle = g_array_new (FALSE, FALSE, sizeof (guint));
  guint node = 0;

  for (guint i = 0; i < self->edges->len; i += 2)
    {
      if (n_missing[edges[i]] > 0 && n_missing[edges[i + 1]] > 0)
        before[edges[i + 1]] = edges[i];
    }

  while (n_missing[node] == 0)
    node++;
  while (!is_seen[node])
    {
      is_seen[node] = TRUE;
      node = before[node];
    }

  for (guint at = node; ; at = before[at])
    {
      g_array_prepend_val (cycle, at);
      if (before[at] == node)
        break;
    }

  return cycle;
}

/**
 * troupe_graph_seal:
 * @self: a graph
 * @cycle: (out) (optional) (nullable) (transfer full) (element-type guint): where it fails, the nodes of one cycle,
 *   each before the next and the last before the first
 *
 * Orders the nodes. No edge can be added any more.
 *
 * Returns: %FALSE when there is a cycle
 */
gboolean
troupe_graph_seal (TroupeGraph  *self,
                   GArray      **cycle)
{
  g_autofree guint *n_missing = NULL;
  guint n_ordered = 0;

  g_return_val_if_fail (!self->is_sealed, FALSE);

  lay_out (self);
  self->is_sealed = TRUE;
  if (cycle != NULL)
    *cycle = NULL;

  n_missing = g_memdup2 (self->n_predecessors, (self->n_nodes + 1) * sizeof (guint));
  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (n_missing[i] == 0)
        self->order[n_ordered++] = i;
    }

  for (guint at = 0; at < n_ordered; at++)
    {
      guint node = self->order[at];

      for (guint i = self->first[node]; i < self->first[node + 1]; i++)
        {
          guint successor = self->successors[i];

          self->levels[successor] = MAX (self->levels[successor], self->levels[node] + 1);
          if (--n_missing[successor] == 0)
            self->order[n_ordered++] = successor;
        }
    }

  if (n_ordered == self->n_nodes)
    return TRUE;

  if (cycle != NULL)
    *cycle = find_cycle (self, n_missing);
  return FALSE;
}

/**
 * troupe_graph_get_n_nodes:
 * @self: a graph
 *
 * Returns: how many nodes it has
 */
guint
troupe_graph_get_n_nodes (TroupeGraph *self)
{
  return self->n_nodes;
}

/**
 * troupe_graph_get_order:
 * @self: a graph that was sealed without a cycle
 *
 * Returns: (transfer none): all nodes, each behind what it waits for
 */
const guint *
troupe_graph_get_order (TroupeGraph *self)
{
  g_return_val_if_fail (self->is_sealed, NULL);

  return self->order;
}

/**
 * troupe_graph_get_levels:
 * @self: a graph that was sealed without a cycle
 *
 * Returns: (transfer none): for each node the length of the longest way to it, 0 for what waits for nothing
 */
const guint *
troupe_graph_get_levels (TroupeGraph *self)
{
  g_return_val_if_fail (self->is_sealed, NULL);

  return self->levels;
}

/**
 * troupe_graph_get_successors:
 * @self: a sealed graph
 * @node: a node
 * @n_successors: (out): how many
 *
 * Returns: (transfer none) (array length=n_successors): what waits for @node
 */
const guint *
troupe_graph_get_successors (TroupeGraph *self,
                             guint        node,
                             guint       *n_successors)
{
  g_return_val_if_fail (self->is_sealed && node < self->n_nodes, NULL);

  *n_successors = self->first[node + 1] - self->first[node];
  return self->successors + self->first[node];
}

/**
 * troupe_graph_get_n_predecessors:
 * @self: a sealed graph
 * @node: a node
 *
 * Returns: how many nodes it waits for
 */
guint
troupe_graph_get_n_predecessors (TroupeGraph *self,
                                 guint        node)
{
  g_return_val_if_fail (self->is_sealed && node < self->n_nodes, 0);

  return self->n_predecessors[node];
}
