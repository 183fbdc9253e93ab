/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "model-fixture.h"
#include "troupe-run.h"

static TroupeTrack *
make_track (guint n_tickets)
{
  TroupeTrack *track = troupe_track_new ("add-search");
  GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_tickets; i++)
    {
      g_autofree char *id = g_strdup_printf ("T%u", i);

      g_ptr_array_add (tickets, troupe_ticket_new (id));
    }
  troupe_track_take_tickets (track, tickets);

  return track;
}

static gboolean
ends (TroupeTicketState state)
{
  return state >= TROUPE_TICKET_STATE_COMPLETED;
}

static guint
count_in (GListModel        *tickets,
          TroupeTicketState  state)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);

      n += troupe_run_ticket_get_state (ticket) == state;
    }

  return n;
}

static void
test_counts (void)
{
  g_autoptr(TroupeTrack) track = make_track (4);
  g_autoptr(TroupeRun) run = troupe_run_new (track);
  g_autoptr(NotifyLog) log = notify_log_new (run);
  GListModel *tickets = troupe_run_list_tickets (run);

  g_assert_true (troupe_run_get_track (run) == track);
  g_assert_cmpint (troupe_run_get_state (run), ==, TROUPE_RUN_STATE_RUNNING);
  g_assert_cmpuint (troupe_run_get_n_tickets (run), ==, 4);
  g_assert_cmpuint (troupe_run_get_n_finished (run), ==, 0);
  g_assert_null (troupe_run_find_ticket (run, "T4"));
  g_assert_null (troupe_run_find_ticket (run, NULL));

  /* From any state to any state, the count is what counting would give. */
  for (guint round = 0; round < 2000; round++)
    {
      g_autofree char *id = g_strdup_printf ("T%d", g_test_rand_int_range (0, 4));
      TroupeRunTicket *ticket = troupe_run_find_ticket (run, id);
      TroupeTicketState old = troupe_run_ticket_get_state (ticket);
      TroupeTicketState state = g_test_rand_int_range (0, TROUPE_TICKET_STATE_CANCELLED + 1);
      g_autoptr(NotifyLog) ticket_log = notify_log_new (ticket);
      guint n_finished = 0;

      g_assert_cmpstr (troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket)), ==, id);
      troupe_run_ticket_set_state (ticket, state);
      assert_notified (ticket_log, state != old ? "state" : "");
      assert_notified (log, ends (state) != ends (old) ? "n-finished" : "");

      for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
        {
          g_autoptr(TroupeRunTicket) other = g_list_model_get_item (tickets, i);

          n_finished += ends (troupe_run_ticket_get_state (other));
        }
      g_assert_cmpuint (troupe_run_get_n_finished (run), ==, n_finished);
      g_assert_cmpuint (troupe_run_get_n_tickets_in (run, state), ==, count_in (tickets, state));
      g_assert_cmpuint (troupe_run_get_n_tickets_in (run, old), ==, count_in (tickets, old));
    }
}

static void
test_run_properties (void)
{
  g_autoptr(TroupeTrack) track = make_track (1);
  g_autoptr(TroupeRun) run = troupe_run_new (track);
  g_autoptr(NotifyLog) log = notify_log_new (run);
  g_autoptr(TroupePersona) persona = troupe_persona_new ("implementer");
  TroupeRunTicket *ticket = troupe_run_find_ticket (run, "T0");
  g_autoptr(NotifyLog) ticket_log = notify_log_new (ticket);

  for (guint i = 0; i < 2; i++)
    {
      troupe_run_set_state (run, TROUPE_RUN_STATE_PAUSED);
      assert_notified (log, i == 0 ? "state" : "");
      troupe_run_set_reason (run, "The budget is used up.");
      assert_notified (log, i == 0 ? "reason" : "");
      troupe_run_ticket_set_reason (ticket, "Waits.");
      assert_notified (ticket_log, i == 0 ? "reason" : "");
      troupe_run_ticket_set_persona (ticket, persona);
      assert_notified (ticket_log, i == 0 ? "persona" : "");
    }
  g_assert_true (troupe_ai_settings_is_empty (troupe_run_get_session (run)));
}

static void
test_attempts (void)
{
  g_autoptr(TroupeTicket) plan = troupe_ticket_new ("T1");
  g_autoptr(TroupeRunTicket) ticket = troupe_run_ticket_new (plan);
  g_autoptr(NotifyLog) log = notify_log_new (ticket);
  g_autoptr(TroupeAttempt) first = troupe_attempt_new (1, TROUPE_TIER_WORKER);
  g_autoptr(TroupeAttempt) review = troupe_attempt_new (1, TROUPE_TIER_QA);
  g_autoptr(NotifyLog) attempt_log = notify_log_new (first);

  g_assert_null (troupe_run_ticket_get_attempt (ticket));
  g_assert_null (troupe_run_ticket_find_newest (ticket, TROUPE_TIER_NONE));
  g_assert_cmpint (troupe_run_ticket_get_tier (ticket), ==, TROUPE_TIER_WORKER);
  g_assert_cmpuint (g_list_model_get_n_items (troupe_run_ticket_list_attempts (ticket)), ==, 0);

  troupe_run_ticket_add_attempt (ticket, first);
  assert_notified (log, "attempt");
  troupe_run_ticket_add_attempt (ticket, review);
  assert_notified (log, "attempt tier");
  g_assert_true (troupe_run_ticket_get_attempt (ticket) == review);
  g_assert_true (troupe_run_ticket_find_newest (ticket, TROUPE_TIER_QA) == review);
  g_assert_true (troupe_run_ticket_find_newest (ticket, TROUPE_TIER_WORKER) == first);
  g_assert_true (troupe_run_ticket_find_newest (ticket, TROUPE_TIER_NONE) == first);
  g_assert_null (troupe_run_ticket_find_newest (ticket, TROUPE_TIER_TECH_LEAD));
  g_assert_true (troupe_run_ticket_find_work (ticket, 1) == first);
  g_assert_null (troupe_run_ticket_find_work (ticket, 2));
  g_assert_cmpint (troupe_run_ticket_get_tier (ticket), ==, TROUPE_TIER_QA);
  g_assert_cmpuint (g_list_model_get_n_items (troupe_run_ticket_list_attempts (ticket)), ==, 2);

  g_assert_cmpuint (troupe_attempt_get_number (first), ==, 1);
  g_assert_cmpint (troupe_attempt_get_state (first), ==, TROUPE_ATTEMPT_STATE_RUNNING);
  g_assert_cmpint (troupe_message_get_role (troupe_attempt_get_answer (first)), ==, TROUPE_ROLE_ASSISTANT);
  for (guint i = 0; i < 2; i++)
    {
      troupe_attempt_set_state (first, TROUPE_ATTEMPT_STATE_INTERRUPTED);
      assert_notified (attempt_log, i == 0 ? "state" : "");
      troupe_attempt_set_metadata (first, "{}");
      assert_notified (attempt_log, i == 0 ? "metadata" : "");
    }
}

/* The ids of runs sort by when they were begun, and are UUIDs of version 7. */
static void
test_ids (void)
{
  g_autoptr(TroupeTrack) track = make_track (0);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *first = NULL;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(TroupeRun) run = troupe_run_new (track);
      const char *id = troupe_run_get_id (run);

      g_assert_true (g_uuid_string_is_valid (id));
      g_assert_cmpint (id[14], ==, '7');
      g_assert_nonnull (strchr ("89ab", id[19]));
      g_assert_true (g_hash_table_add (seen, g_strdup (id)));
      if (first == NULL)
        first = g_strdup (id);
      /* The first 12 digits are the time. */
      g_assert_cmpint (strncmp (first, id, 13), <=, 0);
    }
}

/* A ticket that somebody keeps outlives its run, and then counts for nobody. */
static void
test_owners (void)
{
  TroupeTrack *track = make_track (2);
  TroupeRun *run = troupe_run_new (track);
  TroupeRunTicket *ticket = g_object_ref (troupe_run_find_ticket (run, "T0"));

  g_assert_finalize_object (run);
  troupe_run_ticket_set_state (ticket, TROUPE_TICKET_STATE_FAILED);
  g_assert_finalize_object (ticket);
  g_assert_finalize_object (track);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/run/counts-what-is-finished", test_counts);
  g_test_add_func ("/model/run/notifies-once-per-change", test_run_properties);
  g_test_add_func ("/model/run/newest-attempt-says-the-tier", test_attempts);
  g_test_add_func ("/model/run/ids-sort-by-time", test_ids);
  g_test_add_func ("/model/run/owns-its-tickets", test_owners);

  return g_test_run ();
}
