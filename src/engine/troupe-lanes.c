/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-lanes.h"

/* Calls that share a limit of their own, such as those of one provider */
typedef struct
{
  GArray *heap;       /* (element-type guint) */
  guint   n_running;
  guint   limit;
} Lane;

/**
 * TroupeLanes:
 *
 * What may begin, in lanes with a limit each: a heap for each lane, by priority and then by number.
 *
 * Each ticket has two entries, which may be in different lanes: its work, whose number is the ticket's, and the review of
 * it, whose number is so many more as there are tickets. Reviews go before all work, for they bring what was begun to its
 * end.
 *
 * What is in a heap may be out of date. An entry counts if it waits and is still in that lane, so that nothing is ever
 * looked for in the middle.
 */
struct _TroupeLanes
{
  guint         n_tickets;
  const guint8 *priorities;  /* (nullable) (unowned): higher goes first */
  GPtrArray    *lanes;       /* (element-type Lane) */

  /* By Entry */
  guint16      *numbers;     /* the lane of each */
  guint8       *is_waiting;
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
  gboolean is_review = a >= self->n_tickets;

  if (is_review != (b >= self->n_tickets))
    return is_review;
  if (self->priorities != NULL)
    {
      guint8 of_a = self->priorities[a % self->n_tickets];
      guint8 of_b = self->priorities[b % self->n_tickets];

      if (of_a != of_b)
        return of_a > of_b;
    }

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
          guint        entry)
{
  return g_ptr_array_index (self->lanes, self->numbers[entry]);
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

static void
push (TroupeLanes *self,
      guint        entry)
{
  GArray *heap = get_lane (self, entry)->heap;
  guint i = heap->len;
  guint *places;

  self->is_waiting[entry] = TRUE;
  g_array_append_val (heap, entry);
  places = (guint *) (gpointer) heap->data;
  while (i > 0 && goes_before (self, entry, places[(i - 1) / 2]))
    {
      places[i] = places[(i - 1) / 2];
      i = (i - 1) / 2;
    }
  places[i] = entry;
}

/* Has it wait no longer, if it does. Returns whether it did. */
static gboolean
drop (TroupeLanes *self,
      guint        entry)
{
  gboolean was_waiting = self->is_waiting[entry];

  self->is_waiting[entry] = FALSE;

  return was_waiting;
}

static void
move (TroupeLanes *self,
      guint        entry,
      guint        lane,
      gboolean     is_running)
{
  ensure_lane (self, lane);
  if (is_running)
    get_lane (self, entry)->n_running--;
  self->numbers[entry] = (guint16) lane;
  if (is_running)
    get_lane (self, entry)->n_running++;
  if (self->is_waiting[entry])
    push (self, entry);
}

/* What goes next in a lane. */
static gboolean
peek (TroupeLanes *self,
      guint        number,
      guint       *entry)
{
  Lane *lane = g_ptr_array_index (self->lanes, number);

  if (lane->n_running >= lane->limit)
    return FALSE;

  while (lane->heap->len > 0)
    {
      *entry = g_array_index (lane->heap, guint, 0);
      if (self->is_waiting[*entry] && self->numbers[*entry] == number)
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
 * Makes lanes in which nothing waits; all entries are in lane 0, and no lane has a limit.
 *
 * Returns: (transfer full): the lanes
 */
TroupeLanes *
troupe_lanes_new (guint         n_tickets,
                  const guint8 *priorities)
{
  TroupeLanes *self = g_new0 (TroupeLanes, 1);

  self->n_tickets = n_tickets;
  self->priorities = priorities;
  self->numbers = g_new0 (guint16, 2 * (gsize) n_tickets + 1);
  self->is_waiting = g_new0 (guint8, 2 * (gsize) n_tickets + 1);
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
  g_free (self->is_waiting);
  g_free (self);
}

/**
 * troupe_lanes_set_limit:
 * @self: the lanes
 * @lane: a small number, from 0
 * @n_jobs: how many tickets and reviews in it may run at once
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
 * troupe_lanes_set_work:
 * @self: the lanes
 * @ticket: a ticket
 * @lane: a small number, from 0
 * @is_running: whether it counts as one that runs
 *
 * Moves the work at a ticket to a lane. If it waits, it goes on waiting there.
 */
void
troupe_lanes_set_work (TroupeLanes *self,
                       guint        ticket,
                       guint        lane,
                       gboolean     is_running)
{
  move (self, ticket, lane, is_running);
}

/**
 * troupe_lanes_set_review:
 * @self: the lanes
 * @ticket: a ticket that is not being reviewed
 * @lane: a small number, from 0
 *
 * Says in which lane it will be.
 */
void
troupe_lanes_set_review (TroupeLanes *self,
                         guint        ticket,
                         guint        lane)
{
  move (self, self->n_tickets + ticket, lane, FALSE);
}

/**
 * troupe_lanes_change:
 * @self: the lanes
 * @ticket: a ticket
 * @old: its #TroupeTicketState until now
 * @state: another one
 *
 * Follows a ticket: what is ready waits in the lane of its work, and takes up a place there while it is running; what is in
 * review waits in the lane of the review.
 */
void
troupe_lanes_change (TroupeLanes *self,
                     guint        ticket,
                     guint        old,
                     guint        state)
{
  guint review = self->n_tickets + ticket;

  if (old == TROUPE_TICKET_STATE_READY)
    drop (self, ticket);
  else if (old == TROUPE_TICKET_STATE_RUNNING)
    get_lane (self, ticket)->n_running--;
  else if (old == TROUPE_TICKET_STATE_REVIEW && !drop (self, review))
    get_lane (self, review)->n_running--;

  if (state == TROUPE_TICKET_STATE_READY)
    push (self, ticket);
  else if (state == TROUPE_TICKET_STATE_RUNNING)
    get_lane (self, ticket)->n_running++;
  else if (state == TROUPE_TICKET_STATE_REVIEW)
    push (self, review);
}

/**
 * troupe_lanes_begin_review:
 * @self: the lanes
 * @ticket: a ticket in review, which waits
 *
 * Has the review of a ticket wait no longer: it takes up a place in its lane until the ticket is in another state.
 */
void
troupe_lanes_begin_review (TroupeLanes *self,
                           guint        ticket)
{
  if (drop (self, self->n_tickets + ticket))
    get_lane (self, self->n_tickets + ticket)->n_running++;
}

/**
 * troupe_lanes_peek:
 * @self: the lanes
 * @ticket: (out): what goes next
 * @is_review: (out): whether it is the review of the ticket, and not its work
 *
 * Finds what goes next of all lanes that have room.
 *
 * Returns: whether there is anything
 */
gboolean
troupe_lanes_peek (TroupeLanes *self,
                   guint       *ticket,
                   gboolean    *is_review)
{
  gboolean has_any = FALSE;
  guint best = 0;

  for (guint i = 0; i < self->lanes->len; i++)
    {
      guint first;

      if (!peek (self, i, &first) || (has_any && !goes_before (self, first, best)))
        continue;

      best = first;
      has_any = TRUE;
    }

  *is_review = best >= self->n_tickets;
  *ticket = *is_review ? best - self->n_tickets : best;

  return has_any;
}
