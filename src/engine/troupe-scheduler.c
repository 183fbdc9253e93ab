/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-lanes.h"
#include "troupe-scheduler.h"

#define N_STATES (TROUPE_TICKET_STATE_CANCELLED + 1)
#define NOBODY   TROUPE_SCHEDULER_NO_TICKET

/**
 * TroupeScheduler:
 *
 * Knows the state of each ticket of a run, and which one goes next. Pure: no clock, no main loop, nobody is asked.
 *
 * Some states are said by whoever performs the run: running, review, completed, failed, skipped and cancelled. The others
 * follow: a ticket is blocked while one that it depends on is failed, cancelled or itself blocked, else ready once all of
 * them are completed or skipped, else to do. What is ready goes by priority and then by number.
 *
 * Counters, plain arrays and a heap: all tickets go through in O(edges + tickets × log tickets), and nothing recurses.
 */
struct _TroupeScheduler
{
  TroupeGraph  *graph;         /* (unowned) */
  guint         n_tickets;
  guint         limit;         /* how many run at once */

  /* By Ticket */
  guint8       *states;
  guint8       *shown;         /* the states that were taken last */
  guint8       *is_changed;
  guint        *n_missing;     /* how many edges come from what is not done */
  guint        *n_bad;         /* how many come from what is failed, cancelled or blocked */
  guint        *blockers;      /* which of these blocks it, or NOBODY */
  guint        *roots;         /* what it all began with, or NOBODY */
  guint        *first;         /* n_tickets + 1 places in predecessors */
  guint        *predecessors;

  TroupeLanes  *lanes;         /* what is ready, and what waits to be reviewed */
  GArray       *changes;       /* (element-type guint): tickets, those from at on are not taken yet */
  guint         at;
  GArray       *stack;         /* (element-type guint) */
  guint         n_in[N_STATES];
};

static gboolean
is_done (guint state)
{
  return state == TROUPE_TICKET_STATE_COMPLETED || state == TROUPE_TICKET_STATE_SKIPPED;
}

static gboolean
is_bad (guint state)
{
  return state == TROUPE_TICKET_STATE_FAILED || state == TROUPE_TICKET_STATE_BLOCKED ||
         state == TROUPE_TICKET_STATE_CANCELLED;
}

static gboolean
is_derived (guint state)
{
  return state == TROUPE_TICKET_STATE_TODO || state == TROUPE_TICKET_STATE_READY || state == TROUPE_TICKET_STATE_BLOCKED;
}

static gboolean
is_busy (guint state)
{
  return state == TROUPE_TICKET_STATE_RUNNING || state == TROUPE_TICKET_STATE_REVIEW;
}

static void
note_change (TroupeScheduler *self,
             guint            ticket)
{
  if (self->is_changed[ticket])
    return;

  self->is_changed[ticket] = TRUE;
  g_array_append_val (self->changes, ticket);
}

/* Changes a state, and what those who wait for the ticket count. What follows for them is for settle() to say. */
static void
set_state (TroupeScheduler *self,
           guint            ticket,
           guint            state)
{
  guint old = self->states[ticket];
  int missing = (int) is_done (old) - (int) is_done (state);
  int bad = (int) is_bad (state) - (int) is_bad (old);
  guint n_successors;
  const guint *successors;

  if (old == state)
    return;

  self->states[ticket] = (guint8) state;
  self->n_in[old]--;
  self->n_in[state]++;
  troupe_lanes_change (self->lanes, ticket, old, state);
  note_change (self, ticket);

  if (missing == 0 && bad == 0)
    return;

  successors = troupe_graph_get_successors (self->graph, ticket, &n_successors);
  for (guint i = 0; i < n_successors; i++)
    {
      self->n_missing[successors[i]] += (guint) missing;
      self->n_bad[successors[i]] += (guint) bad;
    }
}

/* The one that blocked it is kept as long as it does. */
static guint
find_blocker (TroupeScheduler *self,
              guint            ticket)
{
  guint blocker = self->blockers[ticket];

  if (self->n_bad[ticket] == 0)
    return NOBODY;
  if (blocker != NOBODY && is_bad (self->states[blocker]))
    return blocker;

  for (guint i = self->first[ticket]; i < self->first[ticket + 1]; i++)
    {
      if (is_bad (self->states[self->predecessors[i]]))
        return self->predecessors[i];
    }

  return NOBODY;
}

static void
push_successors (TroupeScheduler *self,
                 guint            ticket)
{
  guint n_successors;
  const guint *successors = troupe_graph_get_successors (self->graph, ticket, &n_successors);

  /* From the last to the first, so that they come off the stack in order. */
  for (guint i = n_successors; i-- > 0;)
    {
      if (is_derived (self->states[successors[i]]))
        g_array_append_val (self->stack, successors[i]);
    }
}

/* Says what follows for what is on the stack, and for what waits for that, near or far. */
static void
settle (TroupeScheduler *self)
{
  while (self->stack->len > 0)
    {
      guint ticket = g_array_index (self->stack, guint, self->stack->len - 1);
      guint old = self->states[ticket];
      guint state = TROUPE_TICKET_STATE_TODO;
      guint root = NOBODY;
      guint blocker;

      g_array_set_size (self->stack, self->stack->len - 1);
      if (!is_derived (old))
        continue;

      blocker = find_blocker (self, ticket);
      if (blocker != NOBODY)
        {
          state = TROUPE_TICKET_STATE_BLOCKED;
          root = self->states[blocker] == TROUPE_TICKET_STATE_BLOCKED ? self->roots[blocker] : blocker;
        }
      else if (self->n_missing[ticket] == 0)
        {
          state = TROUPE_TICKET_STATE_READY;
        }

      if (state == old && blocker == self->blockers[ticket] && root == self->roots[ticket])
        continue;

      self->blockers[ticket] = blocker;
      self->roots[ticket] = root;
      note_change (self, ticket);
      set_state (self, ticket, state);
      if (state == TROUPE_TICKET_STATE_BLOCKED || old == TROUPE_TICKET_STATE_BLOCKED)
        push_successors (self, ticket);
    }
}

static void
set_and_settle (TroupeScheduler *self,
                guint            ticket,
                guint            state)
{
  guint old = self->states[ticket];

  self->blockers[ticket] = NOBODY;
  self->roots[ticket] = NOBODY;
  set_state (self, ticket, state);
  if (is_done (old) != is_done (state) || is_bad (old) || is_bad (state))
    push_successors (self, ticket);
  if (is_derived (state))
    g_array_append_val (self->stack, ticket);
  settle (self);
}

/* Of each ticket, the ones that it depends on. */
static void
lay_out_predecessors (TroupeScheduler *self)
{
  guint *at = g_new (guint, self->n_tickets + 1);
  guint n_edges = 0;

  for (guint i = 0; i < self->n_tickets; i++)
    {
      self->first[i] = n_edges;
      at[i] = n_edges;
      n_edges += troupe_graph_get_n_predecessors (self->graph, i);
    }
  self->first[self->n_tickets] = n_edges;
  self->predecessors = g_new (guint, n_edges + 1);

  for (guint i = 0; i < self->n_tickets; i++)
    {
      guint n_successors;
      const guint *successors = troupe_graph_get_successors (self->graph, i, &n_successors);

      for (guint j = 0; j < n_successors; j++)
        self->predecessors[at[successors[j]]++] = i;
    }

  g_free (at);
}

/* What was going on when a run was cut off is to be done again. */
static guint
get_first_state (TroupeTicketState state)
{
  return is_busy (state) || is_derived (state) ? TROUPE_TICKET_STATE_TODO : state;
}

/**
 * troupe_scheduler_new:
 * @graph: a sealed graph; it has to outlive the scheduler
 * @priorities: (nullable): one for each ticket, higher goes first; has to outlive the scheduler
 * @states: (nullable): what is known of each ticket from before; what was running then is to be done again, and what
 *   waits or is blocked is found out anew. %NULL if all are to do
 *
 * Makes a scheduler in which nothing runs. Without limits, everything that is ready may run at once.
 *
 * Returns: (transfer full): the scheduler
 */
TroupeScheduler *
troupe_scheduler_new (TroupeGraph             *graph,
                      const guint8            *priorities,
                      const TroupeTicketState *states)
{
  TroupeScheduler *self = g_new0 (TroupeScheduler, 1);
  guint n_tickets = troupe_graph_get_n_nodes (graph);

  self->graph = graph;
  self->n_tickets = n_tickets;
  self->limit = G_MAXUINT;
  self->states = g_new0 (guint8, n_tickets + 1);
  self->shown = g_new0 (guint8, n_tickets + 1);
  self->is_changed = g_new0 (guint8, n_tickets + 1);
  self->n_missing = g_new0 (guint, n_tickets + 1);
  self->n_bad = g_new0 (guint, n_tickets + 1);
  self->blockers = g_new (guint, n_tickets + 1);
  self->roots = g_new (guint, n_tickets + 1);
  self->first = g_new0 (guint, n_tickets + 1);
  self->lanes = troupe_lanes_new (n_tickets, priorities);
  self->changes = g_array_new (FALSE, FALSE, sizeof (guint));
  self->stack = g_array_new (FALSE, FALSE, sizeof (guint));

  lay_out_predecessors (self);
  self->n_in[TROUPE_TICKET_STATE_TODO] = n_tickets;
  for (guint i = 0; i < n_tickets; i++)
    {
      self->n_missing[i] = troupe_graph_get_n_predecessors (graph, i);
      self->blockers[i] = NOBODY;
      self->roots[i] = NOBODY;
    }

  for (guint i = 0; states != NULL && i < n_tickets; i++)
    {
      set_state (self, i, get_first_state (states[i]));
      self->shown[i] = (guint8) states[i];
      /* It shows as running and such, and does so no longer. */
      if (self->shown[i] != self->states[i])
        note_change (self, i);
    }

  for (guint i = n_tickets; i-- > 0;)
    {
      if (is_derived (self->states[i]))
        g_array_append_val (self->stack, i);
    }
  settle (self);

  return self;
}

/**
 * troupe_scheduler_free:
 * @self: (transfer full): a scheduler
 *
 * Frees it.
 */
void
troupe_scheduler_free (TroupeScheduler *self)
{
  g_free (self->states);
  g_free (self->shown);
  g_free (self->is_changed);
  g_free (self->n_missing);
  g_free (self->n_bad);
  g_free (self->blockers);
  g_free (self->roots);
  g_free (self->first);
  g_free (self->predecessors);
  troupe_lanes_free (self->lanes);
  g_array_unref (self->changes);
  g_array_unref (self->stack);
  g_free (self);
}

/**
 * troupe_scheduler_set_limit:
 * @self: a scheduler
 * @n_jobs: how many tickets may run at once
 *
 * Sets it. Those that are too many are left to end.
 */
void
troupe_scheduler_set_limit (TroupeScheduler *self,
                            guint            n_jobs)
{
  self->limit = n_jobs;
}

/**
 * troupe_scheduler_set_lane:
 * @self: a scheduler
 * @ticket: a ticket
 * @lane: a small number, from 0, which is where all are at first
 *
 * Says with which others a ticket shares a limit.
 */
void
troupe_scheduler_set_lane (TroupeScheduler *self,
                           guint            ticket,
                           guint            lane)
{
  g_return_if_fail (ticket < self->n_tickets);
  g_return_if_fail (lane <= G_MAXUINT16);

  troupe_lanes_set_work (self->lanes, ticket, lane, self->states[ticket] == TROUPE_TICKET_STATE_RUNNING);
}

/**
 * troupe_scheduler_set_review_lane:
 * @self: a scheduler
 * @ticket: a ticket that is not in review
 * @lane: a small number, from 0, which is where all are at first
 *
 * Says with which others the review of a ticket shares a limit.
 */
void
troupe_scheduler_set_review_lane (TroupeScheduler *self,
                                  guint            ticket,
                                  guint            lane)
{
  g_return_if_fail (ticket < self->n_tickets);
  g_return_if_fail (lane <= G_MAXUINT16);
  g_return_if_fail (self->states[ticket] != TROUPE_TICKET_STATE_REVIEW);

  troupe_lanes_set_review (self->lanes, ticket, lane);
}

/**
 * troupe_scheduler_set_lane_limit:
 * @self: a scheduler
 * @lane: a small number, from 0
 * @n_jobs: how many of its tickets and reviews may run at once
 *
 * Sets it.
 */
void
troupe_scheduler_set_lane_limit (TroupeScheduler *self,
                                 guint            lane,
                                 guint            n_jobs)
{
  g_return_if_fail (lane <= G_MAXUINT16);

  troupe_lanes_set_limit (self->lanes, lane, n_jobs);
}

/**
 * troupe_scheduler_pop:
 * @self: a scheduler
 * @ticket: (out): what runs now
 *
 * Starts the next ticket, if one is ready and there is room for it. While a review could begin, none is started: see
 * troupe_scheduler_pop_review().
 *
 * Returns: whether there was
 */
gboolean
troupe_scheduler_pop (TroupeScheduler *self,
                      guint           *ticket)
{
  gboolean is_review;

  if (self->n_in[TROUPE_TICKET_STATE_READY] == 0 ||
      self->n_in[TROUPE_TICKET_STATE_RUNNING] + self->n_in[TROUPE_TICKET_STATE_REVIEW] >= self->limit)
    return FALSE;

  if (!troupe_lanes_peek (self->lanes, ticket, &is_review) || is_review)
    return FALSE;

  set_state (self, *ticket, TROUPE_TICKET_STATE_RUNNING);

  return TRUE;
}

/**
 * troupe_scheduler_pop_review:
 * @self: a scheduler
 * @ticket: (out): what is judged now
 *
 * Has the next review begin, if one waits and there is room in its lane. It needs no room but that: the ticket has had its
 * place among all since it began.
 *
 * Returns: whether there was
 */
gboolean
troupe_scheduler_pop_review (TroupeScheduler *self,
                             guint           *ticket)
{
  gboolean is_review;

  if (self->n_in[TROUPE_TICKET_STATE_REVIEW] == 0 || !troupe_lanes_peek (self->lanes, ticket, &is_review) || !is_review)
    return FALSE;

  troupe_lanes_begin_review (self->lanes, *ticket);

  return TRUE;
}

/**
 * troupe_scheduler_begin_review:
 * @self: a scheduler
 * @ticket: a ticket that is running
 *
 * Says that what it came to is to be judged. It takes up its place among all until it is finished or goes back, but the
 * one in its lane is free, and the review waits for one in its own: see troupe_scheduler_pop_review().
 */
void
troupe_scheduler_begin_review (TroupeScheduler *self,
                               guint            ticket)
{
  g_return_if_fail (ticket < self->n_tickets);
  g_return_if_fail (self->states[ticket] == TROUPE_TICKET_STATE_RUNNING);

  set_state (self, ticket, TROUPE_TICKET_STATE_REVIEW);
}

/**
 * troupe_scheduler_finish:
 * @self: a scheduler
 * @ticket: a ticket in any state
 * @state: completed, failed, skipped or cancelled. With what is skipped, those that wait for it go on without
 *
 * Says how it ended, or that it does not begin at all.
 */
void
troupe_scheduler_finish (TroupeScheduler   *self,
                         guint              ticket,
                         TroupeTicketState  state)
{
  g_return_if_fail (ticket < self->n_tickets);
  g_return_if_fail (!is_derived (state) && !is_busy (state));

  set_and_settle (self, ticket, state);
}

/* Puts on the stack, once each, the ticket and whatever waits for it, near or far, as long as is_wanted says so. */
static GArray *
collect (TroupeScheduler *self,
         guint            ticket,
         gboolean       (*is_wanted) (guint state))
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint8 *is_found = g_new0 (guint8, self->n_tickets);

  g_array_append_val (found, ticket);
  is_found[ticket] = TRUE;
  for (guint i = 0; i < found->len; i++)
    {
      guint n_successors;
      const guint *successors = troupe_graph_get_successors (self->graph, g_array_index (found, guint, i), &n_successors);

      for (guint j = 0; j < n_successors; j++)
        {
          if (is_found[successors[j]] || !is_wanted (self->states[successors[j]]))
            continue;
          is_found[successors[j]] = TRUE;
          g_array_append_val (found, successors[j]);
        }
    }

  return found;
}

static void
cancel_one (TroupeScheduler *self,
            guint            ticket)
{
  self->blockers[ticket] = NOBODY;
  self->roots[ticket] = NOBODY;
  set_state (self, ticket, TROUPE_TICKET_STATE_CANCELLED);
}

/**
 * troupe_scheduler_cancel:
 * @self: a scheduler
 * @ticket: a ticket that is not done
 *
 * Cancels it, and whatever waits for it, near or far.
 */
void
troupe_scheduler_cancel (TroupeScheduler *self,
                         guint            ticket)
{
  g_autoptr(GArray) found = NULL;

  g_return_if_fail (ticket < self->n_tickets);

  found = collect (self, ticket, is_derived);
  for (guint i = 0; i < found->len; i++)
    cancel_one (self, g_array_index (found, guint, i));
}

/**
 * troupe_scheduler_cancel_all:
 * @self: a scheduler
 *
 * Cancels whatever runs or could run yet. What is blocked stays so.
 */
void
troupe_scheduler_cancel_all (TroupeScheduler *self)
{
  for (guint i = 0; i < self->n_tickets; i++)
    {
      if (is_busy (self->states[i]) || (is_derived (self->states[i]) && self->states[i] != TROUPE_TICKET_STATE_BLOCKED))
        cancel_one (self, i);
    }
}

/**
 * troupe_scheduler_again:
 * @self: a scheduler
 * @ticket: a ticket in any state
 *
 * Puts a ticket back, to be done again: it is ready, or waits, or is blocked. What it blocked is so no longer.
 */
void
troupe_scheduler_again (TroupeScheduler *self,
                        guint            ticket)
{
  g_return_if_fail (ticket < self->n_tickets);

  if (!is_derived (self->states[ticket]))
    set_and_settle (self, ticket, TROUPE_TICKET_STATE_TODO);
}

static gboolean
is_cancelled (guint state)
{
  return state == TROUPE_TICKET_STATE_CANCELLED;
}

/**
 * troupe_scheduler_restore:
 * @self: a scheduler
 * @ticket: a ticket that was cancelled
 *
 * Takes back that it was cancelled, and of whatever waits for it, near or far.
 */
void
troupe_scheduler_restore (TroupeScheduler *self,
                          guint            ticket)
{
  g_autoptr(GArray) found = NULL;

  g_return_if_fail (ticket < self->n_tickets);

  if (self->states[ticket] != TROUPE_TICKET_STATE_CANCELLED)
    return;

  found = collect (self, ticket, is_cancelled);
  for (guint i = 0; i < found->len; i++)
    set_state (self, g_array_index (found, guint, i), TROUPE_TICKET_STATE_TODO);
  for (guint i = found->len; i-- > 0;)
    {
      push_successors (self, g_array_index (found, guint, i));
      g_array_append_val (self->stack, g_array_index (found, guint, i));
    }
  settle (self);
}

/**
 * troupe_scheduler_take_change:
 * @self: a scheduler
 * @ticket: (out): a ticket whose state, or whose reason to be blocked, is another than when it was taken last
 *
 * Takes what has changed, in order. Of a ticket that changed several times the last state counts.
 *
 * Returns: %FALSE when there is nothing more
 */
gboolean
troupe_scheduler_take_change (TroupeScheduler *self,
                              guint           *ticket)
{
  while (self->at < self->changes->len)
    {
      guint number = g_array_index (self->changes, guint, self->at++);

      self->is_changed[number] = FALSE;
      if (self->shown[number] == self->states[number] && self->states[number] != TROUPE_TICKET_STATE_BLOCKED)
        continue;

      self->shown[number] = self->states[number];
      *ticket = number;
      return TRUE;
    }

  g_array_set_size (self->changes, 0);
  self->at = 0;

  return FALSE;
}

/**
 * troupe_scheduler_get_state:
 * @self: a scheduler
 * @ticket: a ticket
 *
 * Gets how far it is.
 *
 * Returns: the state
 */
TroupeTicketState
troupe_scheduler_get_state (TroupeScheduler *self,
                            guint            ticket)
{
  g_return_val_if_fail (ticket < self->n_tickets, TROUPE_TICKET_STATE_TODO);

  return (TroupeTicketState) self->states[ticket];
}

/**
 * troupe_scheduler_get_n_in:
 * @self: a scheduler
 * @state: a state
 *
 * Counts the tickets in a state.
 *
 * Returns: how many
 */
guint
troupe_scheduler_get_n_in (TroupeScheduler   *self,
                           TroupeTicketState  state)
{
  return self->n_in[state];
}

/**
 * troupe_scheduler_get_blocker:
 * @self: a scheduler
 * @ticket: a ticket
 * @root: (out) (optional): what it all began with: a ticket that is failed or cancelled, perhaps the same one
 *
 * Says what blocks a ticket, of those that it depends on itself.
 *
 * Returns: a ticket, or %TROUPE_SCHEDULER_NO_TICKET if none does
 */
guint
troupe_scheduler_get_blocker (TroupeScheduler *self,
                              guint            ticket,
                              guint           *root)
{
  g_return_val_if_fail (ticket < self->n_tickets, NOBODY);

  if (root != NULL)
    *root = self->roots[ticket];

  return self->blockers[ticket];
}
