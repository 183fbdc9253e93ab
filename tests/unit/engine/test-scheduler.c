/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-scheduler.h"

#define N_TICKETS 14
#define N_LANES   3

/* What a look at everything gives: only the states that are said are kept, all others are worked out from scratch. */
typedef struct
{
  guint             n_tickets;
  guint             n_edges[N_TICKETS][N_TICKETS];
  guint8            priorities[N_TICKETS];
  guint             lanes[N_TICKETS];
  guint             review_lanes[N_TICKETS];
  gboolean          is_judged[N_TICKETS];  /* of those in review: not one that waits for its place */
  guint             limits[N_LANES];
  guint             limit;
  TroupeTicketState said[N_TICKETS];   /* todo for what follows from others */
} Oracle;

static gboolean
is_done (TroupeTicketState state)
{
  return state == TROUPE_TICKET_STATE_COMPLETED || state == TROUPE_TICKET_STATE_SKIPPED;
}

static gboolean
is_running (TroupeTicketState state)
{
  return state == TROUPE_TICKET_STATE_RUNNING || state == TROUPE_TICKET_STATE_REVIEW;
}

/* Edges go from lower to higher numbers only, so that this comes to an end. */
static TroupeTicketState
oracle_get (Oracle *oracle,
            guint   ticket)
{
  gboolean is_ready = TRUE;

  if (oracle->said[ticket] != TROUPE_TICKET_STATE_TODO)
    return oracle->said[ticket];

  for (guint i = 0; i < ticket; i++)
    {
      TroupeTicketState state;

      if (oracle->n_edges[i][ticket] == 0)
        continue;
      state = oracle_get (oracle, i);
      if (state == TROUPE_TICKET_STATE_FAILED || state == TROUPE_TICKET_STATE_CANCELLED ||
          state == TROUPE_TICKET_STATE_BLOCKED)
        return TROUPE_TICKET_STATE_BLOCKED;
      is_ready = is_ready && is_done (state);
    }

  return is_ready ? TROUPE_TICKET_STATE_READY : TROUPE_TICKET_STATE_TODO;
}

/* Whether a ticket takes up a place in a lane, and in which. */
static gboolean
oracle_has_place (Oracle *oracle,
                  guint   ticket,
                  guint  *lane)
{
  gboolean is_review = oracle->said[ticket] == TROUPE_TICKET_STATE_REVIEW;

  *lane = is_review ? oracle->review_lanes[ticket] : oracle->lanes[ticket];

  return is_review ? oracle->is_judged[ticket] : oracle->said[ticket] == TROUPE_TICKET_STATE_RUNNING;
}

static void
oracle_count (Oracle *oracle,
              guint  *n_in_lane)
{
  guint lane;

  for (guint i = 0; i < oracle->n_tickets; i++)
    {
      if (oracle_has_place (oracle, i, &lane))
        n_in_lane[lane]++;
    }
}

static guint
oracle_next_review (Oracle *oracle)
{
  guint n_in_lane[N_LANES] = { 0 };
  guint best = TROUPE_SCHEDULER_NO_TICKET;

  oracle_count (oracle, n_in_lane);
  for (guint i = 0; i < oracle->n_tickets; i++)
    {
      guint lane = oracle->review_lanes[i];

      if (oracle->said[i] == TROUPE_TICKET_STATE_REVIEW && !oracle->is_judged[i] && n_in_lane[lane] < oracle->limits[lane] &&
          (best == TROUPE_SCHEDULER_NO_TICKET || oracle->priorities[i] > oracle->priorities[best]))
        best = i;
    }

  return best;
}

static guint
oracle_next (Oracle *oracle)
{
  guint n_running = 0;
  guint n_in_lane[N_LANES] = { 0 };
  guint best = TROUPE_SCHEDULER_NO_TICKET;

  for (guint i = 0; i < oracle->n_tickets; i++)
    n_running += is_running (oracle->said[i]);
  if (n_running >= oracle->limit || oracle_next_review (oracle) != TROUPE_SCHEDULER_NO_TICKET)
    return best;

  oracle_count (oracle, n_in_lane);
  for (guint i = 0; i < oracle->n_tickets; i++)
    {
      if (oracle_get (oracle, i) == TROUPE_TICKET_STATE_READY &&
          n_in_lane[oracle->lanes[i]] < oracle->limits[oracle->lanes[i]] &&
          (best == TROUPE_SCHEDULER_NO_TICKET || oracle->priorities[i] > oracle->priorities[best]))
        best = i;
    }

  return best;
}

/* Says of whatever waits for @ticket, near or far, through tickets in @through only, that it is @state. */
static void
oracle_spread (Oracle            *oracle,
               guint              ticket,
               gboolean           is_cancel)
{
  gboolean is_reached[N_TICKETS] = { FALSE };
  TroupeTicketState before[N_TICKETS];

  for (guint i = 0; i < oracle->n_tickets; i++)
    before[i] = oracle_get (oracle, i);

  is_reached[ticket] = TRUE;
  for (guint i = ticket + 1; i < oracle->n_tickets; i++)
    {
      gboolean is_wanted = is_cancel ? oracle->said[i] == TROUPE_TICKET_STATE_TODO
                                     : before[i] == TROUPE_TICKET_STATE_CANCELLED;

      for (guint j = 0; j < i; j++)
        is_reached[i] = is_reached[i] || (is_wanted && is_reached[j] && oracle->n_edges[j][i] > 0);
    }
  for (guint i = 0; i < oracle->n_tickets; i++)
    {
      if (is_reached[i])
        oracle->said[i] = is_cancel ? TROUPE_TICKET_STATE_CANCELLED : TROUPE_TICKET_STATE_TODO;
    }
}

static TroupeGraph *
oracle_fill (Oracle *oracle)
{
  TroupeGraph *graph;

  *oracle = (Oracle) { .n_tickets = (guint) g_test_rand_int_range (1, N_TICKETS + 1) };
  graph = troupe_graph_new (oracle->n_tickets);
  oracle->limit = (guint) g_test_rand_int_range (1, 5);
  for (guint i = 0; i < N_LANES; i++)
    oracle->limits[i] = (guint) g_test_rand_int_range (1, 4);

  for (guint i = 0; i < oracle->n_tickets; i++)
    {
      oracle->priorities[i] = (guint8) g_test_rand_int_range (0, 3);
      oracle->lanes[i] = (guint) g_test_rand_int_range (0, N_LANES);
      oracle->review_lanes[i] = (guint) g_test_rand_int_range (0, N_LANES);
      for (guint j = i + 1; j < oracle->n_tickets; j++)
        {
          oracle->n_edges[i][j] = g_test_rand_int_range (0, 4) == 0 ? (guint) g_test_rand_int_range (1, 3) : 0;
          for (guint k = 0; k < oracle->n_edges[i][j]; k++)
            troupe_graph_add_edge (graph, i, j);
        }
    }
  g_assert_true (troupe_graph_seal (graph, NULL));

  return graph;
}

static void
check_blocker (Oracle          *oracle,
               TroupeScheduler *scheduler,
               guint            ticket)
{
  guint root;
  guint blocker = troupe_scheduler_get_blocker (scheduler, ticket, &root);
  guint at = ticket;

  if (oracle_get (oracle, ticket) != TROUPE_TICKET_STATE_BLOCKED)
    {
      g_assert_cmpuint (blocker, ==, TROUPE_SCHEDULER_NO_TICKET);
      g_assert_cmpuint (root, ==, TROUPE_SCHEDULER_NO_TICKET);
      return;
    }

  /* Each step leads along an edge to one that is in the way, and the last of them is the root. */
  while (oracle_get (oracle, at) == TROUPE_TICKET_STATE_BLOCKED)
    {
      blocker = troupe_scheduler_get_blocker (scheduler, at, NULL);
      g_assert_cmpuint (blocker, <, at);
      g_assert_cmpuint (oracle->n_edges[blocker][at], >, 0);
      at = blocker;
    }
  g_assert_cmpuint (at, ==, root);
  g_assert_true (oracle->said[at] == TROUPE_TICKET_STATE_FAILED || oracle->said[at] == TROUPE_TICKET_STATE_CANCELLED);
}

static void
check_same (Oracle            *oracle,
            TroupeScheduler   *scheduler,
            TroupeTicketState *shown)
{
  guint n_in[TROUPE_TICKET_STATE_CANCELLED + 1] = { 0 };
  gboolean is_taken[N_TICKETS] = { FALSE };
  guint ticket;

  while (troupe_scheduler_take_change (scheduler, &ticket))
    {
      g_assert_false (is_taken[ticket]);
      is_taken[ticket] = TRUE;
      shown[ticket] = troupe_scheduler_get_state (scheduler, ticket);
    }

  for (guint i = 0; i < oracle->n_tickets; i++)
    {
      g_assert_cmpint (troupe_scheduler_get_state (scheduler, i), ==, oracle_get (oracle, i));
      g_assert_cmpint (shown[i], ==, oracle_get (oracle, i));
      n_in[oracle_get (oracle, i)]++;
      check_blocker (oracle, scheduler, i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (n_in); i++)
    g_assert_cmpuint (troupe_scheduler_get_n_in (scheduler, (TroupeTicketState) i), ==, n_in[i]);
}

static const TroupeTicketState ends[] = {
  TROUPE_TICKET_STATE_COMPLETED, TROUPE_TICKET_STATE_COMPLETED, TROUPE_TICKET_STATE_FAILED,
  TROUPE_TICKET_STATE_SKIPPED, TROUPE_TICKET_STATE_CANCELLED,
};

/* One thing that may happen, to both */
static void
step (Oracle          *oracle,
      TroupeScheduler *scheduler)
{
  guint ticket = (guint) g_test_rand_int_range (0, (int) oracle->n_tickets);
  guint number;

  switch (g_test_rand_int_range (0, 12))
    {
    case 0:
      oracle->lanes[ticket] = (guint) g_test_rand_int_range (0, N_LANES);
      troupe_scheduler_set_lane (scheduler, ticket, oracle->lanes[ticket]);
      break;

    case 1:
      if (oracle->said[ticket] != TROUPE_TICKET_STATE_RUNNING)
        break;
      oracle->said[ticket] = TROUPE_TICKET_STATE_REVIEW;
      oracle->is_judged[ticket] = FALSE;
      troupe_scheduler_begin_review (scheduler, ticket);
      break;

    case 10:
      if (oracle->said[ticket] == TROUPE_TICKET_STATE_REVIEW)
        break;
      oracle->review_lanes[ticket] = (guint) g_test_rand_int_range (0, N_LANES);
      troupe_scheduler_set_review_lane (scheduler, ticket, oracle->review_lanes[ticket]);
      break;

    case 11:
      ticket = oracle_next_review (oracle);
      g_assert_true (troupe_scheduler_pop_review (scheduler, &number) == (ticket != TROUPE_SCHEDULER_NO_TICKET));
      if (ticket == TROUPE_SCHEDULER_NO_TICKET)
        break;
      g_assert_cmpuint (number, ==, ticket);
      oracle->is_judged[ticket] = TRUE;
      break;

    case 2:
      oracle_spread (oracle, ticket, TRUE);
      troupe_scheduler_cancel (scheduler, ticket);
      break;

    case 3:
      if (oracle_get (oracle, ticket) == TROUPE_TICKET_STATE_CANCELLED)
        oracle_spread (oracle, ticket, FALSE);
      troupe_scheduler_restore (scheduler, ticket);
      break;

    case 4:
      oracle->said[ticket] = TROUPE_TICKET_STATE_TODO;
      troupe_scheduler_again (scheduler, ticket);
      break;

    case 5:
    case 6:
      oracle->said[ticket] = ends[g_test_rand_int_range (0, G_N_ELEMENTS (ends))];
      troupe_scheduler_finish (scheduler, ticket, oracle->said[ticket]);
      break;

    default:
      ticket = oracle_next (oracle);
      g_assert_true (troupe_scheduler_pop (scheduler, &number) == (ticket != TROUPE_SCHEDULER_NO_TICKET));
      if (ticket == TROUPE_SCHEDULER_NO_TICKET)
        break;
      g_assert_cmpuint (number, ==, ticket);
      oracle->said[ticket] = TROUPE_TICKET_STATE_RUNNING;
    }
}

static TroupeScheduler *
create (Oracle                  *oracle,
        TroupeGraph             *graph,
        const TroupeTicketState *states)
{
  TroupeScheduler *scheduler = troupe_scheduler_new (graph, oracle->priorities, states);

  troupe_scheduler_set_limit (scheduler, oracle->limit);
  for (guint i = 0; i < N_LANES; i++)
    troupe_scheduler_set_lane_limit (scheduler, i, oracle->limits[i]);
  for (guint i = 0; i < oracle->n_tickets; i++)
    {
      troupe_scheduler_set_lane (scheduler, i, oracle->lanes[i]);
      troupe_scheduler_set_review_lane (scheduler, i, oracle->review_lanes[i]);
    }

  return scheduler;
}

static void
test_random (void)
{
  for (guint round = 0; round < 1500; round++)
    {
      Oracle oracle;
      TroupeTicketState shown[N_TICKETS] = { TROUPE_TICKET_STATE_TODO };
      g_autoptr(TroupeGraph) graph = oracle_fill (&oracle);
      g_autoptr(TroupeScheduler) scheduler = create (&oracle, graph, NULL);

      check_same (&oracle, scheduler, shown);
      for (guint i = 0; i < 40; i++)
        {
          step (&oracle, scheduler);
          check_same (&oracle, scheduler, shown);
        }
    }
}

/* A run that was cut off goes on as if what ran had never begun. */
static void
test_cut_off (void)
{
  for (guint round = 0; round < 500; round++)
    {
      Oracle oracle;
      TroupeTicketState shown[N_TICKETS] = { TROUPE_TICKET_STATE_TODO };
      g_autoptr(TroupeGraph) graph = oracle_fill (&oracle);
      g_autoptr(TroupeScheduler) scheduler = create (&oracle, graph, NULL);
      g_autoptr(TroupeScheduler) next = NULL;

      for (guint i = 0; i < 20; i++)
        step (&oracle, scheduler);
      check_same (&oracle, scheduler, shown);

      for (guint i = 0; i < oracle.n_tickets; i++)
        {
          if (is_running (oracle.said[i]))
            oracle.said[i] = TROUPE_TICKET_STATE_TODO;
        }
      next = create (&oracle, graph, shown);
      for (guint i = 0; i < 20; i++)
        {
          check_same (&oracle, next, shown);
          step (&oracle, next);
        }
    }
}

static void
test_cancel_all (void)
{
  for (guint round = 0; round < 200; round++)
    {
      Oracle oracle;
      TroupeTicketState shown[N_TICKETS] = { TROUPE_TICKET_STATE_TODO };
      g_autoptr(TroupeGraph) graph = oracle_fill (&oracle);
      g_autoptr(TroupeScheduler) scheduler = create (&oracle, graph, NULL);
      TroupeTicketState before[N_TICKETS];

      for (guint i = 0; i < 20; i++)
        step (&oracle, scheduler);
      for (guint i = 0; i < oracle.n_tickets; i++)
        before[i] = oracle_get (&oracle, i);

      troupe_scheduler_cancel_all (scheduler);
      for (guint i = 0; i < oracle.n_tickets; i++)
        {
          if (before[i] <= TROUPE_TICKET_STATE_REVIEW)
            oracle.said[i] = TROUPE_TICKET_STATE_CANCELLED;
        }
      check_same (&oracle, scheduler, shown);
    }
}

/* One worker at a time, one call at a time of each provider: whatever the limits, the graph and who judges, all comes to its
 * end, and no lane ever has more than it may. */
static void
test_comes_to_an_end (void)
{
  for (guint round = 0; round < 1000; round++)
    {
      Oracle oracle;
      g_autoptr(TroupeGraph) graph = oracle_fill (&oracle);
      g_autoptr(TroupeScheduler) scheduler = NULL;
      guint n_returns = 0;
      guint number;

      if (round % 2 == 0)
        {
          oracle.limit = 1;
          for (guint i = 0; i < N_LANES; i++)
            oracle.limits[i] = 1;
        }
      scheduler = create (&oracle, graph, NULL);
      while (troupe_scheduler_get_n_in (scheduler, TROUPE_TICKET_STATE_COMPLETED) < oracle.n_tickets)
        {
          guint n_in_lane[N_LANES] = { 0 };
          guint ends_next = 0;
          guint n_going = 0;
          guint lane;

          while (troupe_scheduler_pop_review (scheduler, &number))
            oracle.is_judged[number] = TRUE;
          while (troupe_scheduler_pop (scheduler, &number))
            oracle.said[number] = TROUPE_TICKET_STATE_RUNNING;

          oracle_count (&oracle, n_in_lane);
          for (guint i = 0; i < N_LANES; i++)
            g_assert_cmpuint (n_in_lane[i], <=, oracle.limits[i]);

          /* Any of those that ask somebody may be the next that has its answer. */
          for (guint i = 0; i < oracle.n_tickets; i++)
            {
              if (oracle_has_place (&oracle, i, &lane) && g_test_rand_int_range (0, (int) ++n_going) == 0)
                ends_next = i;
            }
          g_assert_cmpuint (n_going, >, 0);
          if (oracle.said[ends_next] == TROUPE_TICKET_STATE_RUNNING)
            {
              oracle.said[ends_next] = TROUPE_TICKET_STATE_REVIEW;
              oracle.is_judged[ends_next] = FALSE;
              troupe_scheduler_begin_review (scheduler, ends_next);
            }
          else if (n_returns < 5 && g_test_rand_bit ())
            {
              n_returns++;
              oracle.said[ends_next] = TROUPE_TICKET_STATE_TODO;
              troupe_scheduler_again (scheduler, ends_next);
            }
          else
            {
              oracle.said[ends_next] = TROUPE_TICKET_STATE_COMPLETED;
              troupe_scheduler_finish (scheduler, ends_next, TROUPE_TICKET_STATE_COMPLETED);
            }
        }
    }
}

/* A failure at the head of a chain this long would run out of stack, or of patience, if anything recursed or looked back. */
static void
test_long_chain (void)
{
  const guint n_tickets = 100000;
  g_autoptr(TroupeGraph) graph = troupe_graph_new (n_tickets);
  g_autoptr(TroupeScheduler) scheduler = NULL;
  guint ticket;
  guint root;
  guint n_changes = 0;

  for (guint i = 1; i < n_tickets; i++)
    troupe_graph_add_edge (graph, i - 1, i);
  g_assert_true (troupe_graph_seal (graph, NULL));
  scheduler = troupe_scheduler_new (graph, NULL, NULL);

  g_assert_true (troupe_scheduler_pop (scheduler, &ticket));
  troupe_scheduler_finish (scheduler, ticket, TROUPE_TICKET_STATE_FAILED);
  g_assert_cmpuint (troupe_scheduler_get_n_in (scheduler, TROUPE_TICKET_STATE_BLOCKED), ==, n_tickets - 1);
  g_assert_cmpuint (troupe_scheduler_get_blocker (scheduler, n_tickets - 1, &root), ==, n_tickets - 2);
  g_assert_cmpuint (root, ==, 0);
  while (troupe_scheduler_take_change (scheduler, &ticket))
    g_assert_cmpuint (ticket, ==, n_changes++);
  g_assert_cmpuint (n_changes, ==, n_tickets);

  troupe_scheduler_again (scheduler, 0);
  g_assert_cmpuint (troupe_scheduler_get_n_in (scheduler, TROUPE_TICKET_STATE_TODO), ==, n_tickets - 1);
  troupe_scheduler_cancel (scheduler, 0);
  g_assert_cmpuint (troupe_scheduler_get_n_in (scheduler, TROUPE_TICKET_STATE_CANCELLED), ==, n_tickets);
  troupe_scheduler_restore (scheduler, 0);
  for (guint i = 0; i < n_tickets; i++)
    {
      g_assert_true (troupe_scheduler_pop (scheduler, &ticket));
      g_assert_cmpuint (ticket, ==, i);
      troupe_scheduler_finish (scheduler, ticket, TROUPE_TICKET_STATE_COMPLETED);
    }
  g_assert_false (troupe_scheduler_pop (scheduler, &ticket));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/scheduler/gives-what-an-oracle-gives", test_random);
  g_test_add_func ("/engine/scheduler/goes-on-where-it-was-cut-off", test_cut_off);
  g_test_add_func ("/engine/scheduler/cancels-all", test_cancel_all);
  g_test_add_func ("/engine/scheduler/reviews-have-lanes-of-their-own-and-all-ends", test_comes_to_an_end);
  g_test_add_func ("/engine/scheduler/nothing-recurses", test_long_chain);

  return g_test_run ();
}
