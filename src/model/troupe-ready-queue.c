/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-ready-queue.h"

/**
 * TroupeReadyQueue:
 *
 * Says what may begin next: nodes whose predecessors are all complete, by
 * priority and then by number. A counter for each node and one binary heap;
 * all nodes of a graph go through in O(edges + nodes × log nodes).
 */
struct _TroupeReadyQueue
{
  TroupeGraph  *graph;        /* (unowned) */
  const guint8 *priorities;   /* (nullable) (unowned): higher goes first */
  guint        *n_missing;
  guint        *heap;
  guint         n_heap;
};

static gboolean
goes_before (TroupeReadyQueue *self,
             guint             a,
             guint             b)
{
  if (self->priorities != NULL && self->priorities[a] != self->priorities[b])
    return self->priorities[a] > self->priorities[b];

  return a < b;
}

static void
push (TroupeReadyQueue *self,
      guint             node)
{
  guint i = self->n_heap++;

  while (i > 0 && goes_before (self, node, self->heap[(i - 1) / 2]))
    {
      self->heap[i] = self->heap[(i - 1) / 2];
      i = (i - 1) / 2;
    }
  self->heap[i] = node;
}

/**
 * troupe_ready_queue_new:
 * @graph: a sealed graph; it has to outlive the queue
 * @priorities: (nullable): one for each node, higher goes first; has to outlive the queue
 *
 * Returns: (transfer full): a queue that holds the nodes with no predecessors
 */
TroupeReadyQueue *
troupe_ready_queue_new (TroupeGraph  *graph,
                        const guint8 *priorities)
{
  TroupeReadyQueue *self = g_new0 (TroupeReadyQueue, 1);
  guint n_nodes = troupe_graph_get_n_nodes (graph);

  self->graph = graph;
  self->priorities = priorities;
  self->n_missing = g_new (guint, n_nodes + 1);
  self->heap = g_new (guint, n_nodes + 1);

  for (guint i = 0; i < n_nodes; i++)
    {
      self->n_missing[i] = troupe_graph_get_n_predecessors (graph, i);
      if (self->n_missing[i] == 0)
        push (self, i);
    }

  return self;
}

/**
 * troupe_ready_queue_free:
 * @self: (transfer full): a queue
 *
 * Frees the queue.
 */
void
troupe_ready_queue_free (TroupeReadyQueue *self)
{
  g_free (self->n_missing);
  g_free (self->heap);
  g_free (self);
}

/**
 * troupe_ready_queue_pop:
 * @self: the queue
 * @node: (out): what may begin
 *
 * Returns: %FALSE when nothing may begin now
 */
gboolean
troupe_ready_queue_pop (TroupeReadyQueue *self,
                        guint            *node)
{
  guint last;
  guint i = 0;

  if (self->n_heap == 0)
    return FALSE;

  *node = self->heap[0];
  last = self->heap[--self->n_heap];

  while (2 * i + 1 < self->n_heap)
    {
      guint child = 2 * i + 1;

      if (child + 1 < self->n_heap && goes_before (self, self->heap[child + 1], self->heap[child]))
        child++;
      if (!goes_before (self, self->heap[child], last))
        break;
      self->heap[i] = self->heap[child];
      i = child;
    }
  self->heap[i] = last;

  return TRUE;
}

/**
 * troupe_ready_queue_is_empty:
 * @self: the queue
 *
 * Returns: whether nothing may begin now
 */
gboolean
troupe_ready_queue_is_empty (TroupeReadyQueue *self)
{
  return self->n_heap == 0;
}

/**
 * troupe_ready_queue_complete:
 * @self: the queue
 * @node: a node that was popped
 *
 * Says that a node is done; what waited for it alone may begin now.
 */
void
troupe_ready_queue_complete (TroupeReadyQueue *self,
                             guint             node)
{
  guint n_successors;
  const guint *successors = troupe_graph_get_successors (self->graph, node, &n_successors);

  for (guint i = 0; i < n_successors; i++)
    {
      if (--self->n_missing[successors[i]] == 0)
        push (self, successors[i]);
    }
}
