/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enums.h"
#include "troupe-lanes.h"

/* Tickets that share a limit of their own, such as those of one provider */
typedef struct
{
  GArray *heap;       /* (element-type guint) */
  guint   n_running;
  guint   limit;
} Lane;

/**
 * TroupeLanes:
 *
 * What is ready, in lanes with a limit each: a heap for each lane by priority and then by number.
 *
 * What is in a heap may be out of date. An entry counts if its ticket is ready and still in that lane, so that nothing is
 * ever looked for in the middle.
 */
struct _TroupeLanes
{
  const guint8 *priorities;  /* (nullable) (unowned): higher goes first */
  guint16      *numbers;     /* the lane of each ticket */
  GPtrArray    *lanes;       /* (element-type Lane) */
};

static void
lane_free (gpointer data)
{
  Lane *lane = data;

  g_array_unref (lane->heap);
  g_free (lane);
}

static gboolean
goes_before (TroupeLanes *self,
             guint        a,
             guint        b)
{
  if (self->priorities != NULL && self->priorities[a] != self->priorities[b])
    return self->priorities[a] > self->priorities[b];

  return a < b;
}

static Lane *
ensure_lane (TroupeLanes *self,
             guint        number)
{
  while (self->lanes->len <= number)
    {
      Lane *lane = g_new0 (Lane, 1);

      lane->heap = g_array_new (FALSE, FALSE, sizeof (guint));
      lane->limit = G_MAXUINT;
      g_ptr_array_add (self->lanes, lane);
    }

  return g_ptr_array_index (self->lanes, number);
}

static Lane *
get_lane (TroupeLanes *self,
          guint        ticket)
{
  return g_ptr_array_index (self->lanes, self->numbers[ticket]);
}

static void
drop_first (TroupeLanes *self,
            GArray      *heap)
{
  guint *places = (guint *) (gpointer) heap->data;
  guint n = heap->len - 1;
  guint last = places[n];
  guint i = 0;

  while (2 * i + 1 < n)
    {
      guint child = 2 * i + 1;

      if (child + 1 < n && goes_before (self, places[child + 1], places[child]))
        child++;
      if (!goes_before (self, places[child], last))
        break;
      places[i] = places[child];
      i = child;
    }
  places[i] = last;
  g_array_set_size (heap, n);
}

/* What goes next in a lane. */
static gboolean
peek (TroupeLanes  *self,
      guint         number,
      const guint8 *states,
      guint        *ticket)
{
  Lane *lane = g_ptr_array_index (self->lanes, number);

  if (lane->n_running >= lane->limit)
    return FALSE;

  while (lane->heap->len > 0)
    {
      *ticket = g_array_index (lane->heap, guint, 0);
      if (states[*ticket] == TROUPE_TICKET_STATE_READY && self->numbers[*ticket] == number)
        return TRUE;
      drop_first (self, lane->heap);
    }

  return FALSE;
}

/**
 * troupe_lanes_new:
 * @n_tickets: how many tickets there are
 * @priorities: (nullable): one for each ticket, higher goes first; has to outlive the lanes
 *
 * Makes lanes in which nothing is ready; all tickets are in lane 0, and no lane has a limit.
 *
 * Returns: (transfer full): the lanes
 */
TroupeLanes *
troupe_lanes_new (guint         n_tickets,
                  const guint8 *priorities)
{
  TroupeLanes *self = g_new0 (TroupeLanes, 1);

  self->priorities = priorities;
  self->numbers = g_new0 (guint16, n_tickets + 1);
  self->lanes = g_ptr_array_new_with_free_func (lane_free);
  ensure_lane (self, 0);

  return self;
}

/**
 * troupe_lanes_free:
 * @self: (transfer full): the lanes
 *
 * Frees them.
 */
void
troupe_lanes_free (TroupeLanes *self)
{
  g_ptr_array_unref (self->lanes);
  g_free (self->numbers);
  g_free (self);
}

/**
 * troupe_lanes_set_limit:
 * @self: the lanes
 * @lane: a small number, from 0
 * @n_jobs: how many of its tickets may run at once
 *
 * Sets it.
 */
void
troupe_lanes_set_limit (TroupeLanes *self,
                        guint        lane,
                        guint        n_jobs)
{
  ensure_lane (self, lane)->limit = n_jobs;
}

/**
 * troupe_lanes_move:
 * @self: the lanes
 * @ticket: a ticket
 * @lane: a small number, from 0
 * @is_running: whether it counts as one that runs
 *
 * Moves a ticket to a lane. If it is ready, it has to be pushed there.
 */
void
troupe_lanes_move (TroupeLanes *self,
                   guint        ticket,
                   guint        lane,
                   gboolean     is_running)
{
  g_return_if_fail (lane <= G_MAXUINT16);

  ensure_lane (self, lane);
  if (is_running)
    troupe_lanes_count (self, ticket, -1);
  self->numbers[ticket] = (guint16) lane;
  if (is_running)
    troupe_lanes_count (self, ticket, 1);
}

/**
 * troupe_lanes_count:
 * @self: the lanes
 * @ticket: a ticket
 * @change: 1 when it runs now, -1 when it does so no longer
 *
 * Counts what runs in the ticket's lane.
 */
void
troupe_lanes_count (TroupeLanes *self,
                    guint        ticket,
                    int          change)
{
  get_lane (self, ticket)->n_running += (guint) change;
}

/**
 * troupe_lanes_push:
 * @self: the lanes
 * @ticket: a ticket that is ready
 *
 * Puts a ticket into its lane.
 */
void
troupe_lanes_push (TroupeLanes *self,
                   guint        ticket)
{
  GArray *heap = get_lane (self, ticket)->heap;
  guint i = heap->len;
  guint *places;

  g_array_append_val (heap, ticket);
  places = (guint *) (gpointer) heap->data;
  while (i > 0 && goes_before (self, ticket, places[(i - 1) / 2]))
    {
      places[i] = places[(i - 1) / 2];
      i = (i - 1) / 2;
    }
  places[i] = ticket;
}

/**
 * troupe_lanes_pop:
 * @self: the lanes
 * @states: the #TroupeTicketState of each ticket
 * @ticket: (out): what goes next
 *
 * Takes out what goes next of all lanes that have room.
 *
 * Returns: whether there is anything
 */
gboolean
troupe_lanes_pop (TroupeLanes  *self,
                  const guint8 *states,
                  guint        *ticket)
{
  gboolean has_any = FALSE;

  for (guint i = 0; i < self->lanes->len; i++)
    {
      guint first;

      if (!peek (self, i, states, &first) || (has_any && !goes_before (self, first, *ticket)))
        continue;

      *ticket = first;
      has_any = TRUE;
    }

  if (has_any)
    drop_first (self, get_lane (self, *ticket)->heap);

  return has_any;
}
