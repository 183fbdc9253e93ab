/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "model-fixture.h"
#include "troupe-model-error.h"
#include "troupe-track.h"

/* Tickets as "T1 T2:T1 T3:T1,T2": after the colon what they depend on. */
static TroupeTrack *
make_track (const char *tickets)
{
  TroupeTrack *track = troupe_track_new ("add-search");
  g_auto(GStrv) words = g_strsplit (tickets, " ", -1);
  GPtrArray *made = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; words[i] != NULL && *words[0] != '\0'; i++)
    {
      g_auto(GStrv) parts = g_strsplit (words[i], ":", 2);
      TroupeTicket *ticket = troupe_ticket_new (parts[0]);

      if (parts[1] != NULL)
        {
          g_auto(GStrv) ids = g_strsplit (parts[1], ",", -1);

          troupe_ticket_set_depends_on (ticket, (const char * const *) ids);
        }
      g_ptr_array_add (made, ticket);
    }
  troupe_track_take_tickets (track, made);

  return track;
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  guint      *n_changes)
{
  (*n_changes)++;
}

static void
test_take_tickets (void)
{
  g_autoptr(TroupeTrack) track = make_track ("T1 T2 T3");
  GListModel *tickets = troupe_track_list_tickets (track);
  GPtrArray *others = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_changes = 0;

  g_assert_cmpuint (g_list_model_get_n_items (tickets), ==, 3);
  g_assert_cmpstr (troupe_ticket_get_id (troupe_track_find_ticket (track, "T2")), ==, "T2");
  g_assert_null (troupe_track_find_ticket (track, "T4"));
  g_assert_null (troupe_track_find_ticket (track, NULL));

  g_signal_connect (tickets, "items-changed", G_CALLBACK (items_changed_cb), &n_changes);
  g_ptr_array_add (others, troupe_ticket_new ("T4"));
  troupe_track_take_tickets (track, others);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_true (troupe_track_list_tickets (track) == tickets);
  g_assert_cmpuint (g_list_model_get_n_items (tickets), ==, 1);
  g_assert_null (troupe_track_find_ticket (track, "T2"));

  troupe_track_take_tickets (track, g_ptr_array_new_with_free_func (g_object_unref));
  g_assert_cmpuint (g_list_model_get_n_items (tickets), ==, 0);
}

static const struct
{
  const char *tickets;
  int code;                /* -1 where the track is good */
  const char *message;     /* what the sentence says; or the order by number */
} graphs[] = {
  { "", -1, "" },
  { "T1", -1, "0" },
  { "T1 T2:T1 T3:T1,T2", -1, "0 1 2" },
  { "T3:T2 T2:T1 T1", -1, "2 1 0" },
  { "T1 T2:T1,T1", -1, "0 1" },
  { "a A:a", -1, "0 1" },
  { "T1 T2 T1", TROUPE_MODEL_ERROR_DUPLICATE, "Two tickets have the id T1" },
  { "T1:T1 T1", TROUPE_MODEL_ERROR_DUPLICATE, "T1" },
  { "T1 T2:T9", TROUPE_MODEL_ERROR_UNKNOWN_ID, "Ticket T2 depends on T9" },
  { "T1:t1", TROUPE_MODEL_ERROR_UNKNOWN_ID, "Ticket T1 depends on t1" },
  { "T1:T1", TROUPE_MODEL_ERROR_CYCLE, "T1 → T1" },
  { "T1:T2 T2:T1", TROUPE_MODEL_ERROR_CYCLE, "→" },
  { "T1 T2:T1,T4 T3:T2 T4:T3 T5:T4", TROUPE_MODEL_ERROR_CYCLE, "→" },
};

/* Reads "A → B → C → A" and checks edge by edge that each waits for the one before it. */
static void
check_cycle (TroupeTrack *track,
             const char  *message)
{
  const char *list = strrchr (message, ':');
  g_auto(GStrv) ids = NULL;
  guint n_ids;

  g_assert_nonnull (list);
  ids = g_strsplit (list + 2, " → ", -1);
  n_ids = g_strv_length (ids);
  g_assert_cmpuint (n_ids, >=, 2);
  g_assert_cmpstr (ids[0], ==, ids[n_ids - 1]);

  for (guint i = 0; i + 1 < n_ids; i++)
    {
      TroupeTicket *ticket = troupe_track_find_ticket (track, ids[i + 1]);

      g_assert_nonnull (ticket);
      g_assert_true (g_strv_contains (troupe_ticket_get_depends_on (ticket), ids[i]));
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (ids[i], !=, ids[j]);
    }
}

static void
test_build_graph (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (graphs); i++)
    {
      g_autoptr(TroupeTrack) track = make_track (graphs[i].tickets);
      g_autoptr(GError) error = NULL;
      g_autoptr(TroupeGraph) graph = troupe_track_build_graph (track, &error);
      g_autoptr(GString) order = g_string_new (NULL);

      g_test_message ("%s", graphs[i].tickets);
      if (graphs[i].code >= 0)
        {
          g_assert_null (graph);
          g_assert_error (error, TROUPE_MODEL_ERROR, graphs[i].code);
          g_assert_nonnull (strstr (error->message, graphs[i].message));
          if (graphs[i].code == TROUPE_MODEL_ERROR_CYCLE)
            check_cycle (track, error->message);
          continue;
        }

      g_assert_no_error (error);
      for (guint j = 0; j < troupe_graph_get_n_nodes (graph); j++)
        g_string_append_printf (order, "%s%u", j > 0 ? " " : "", troupe_graph_get_order (graph)[j]);
      g_assert_cmpstr (order->str, ==, graphs[i].message);
    }
}

static void
test_assign (void)
{
  for (guint change = 0; change < 8; change++)
    {
      g_autoptr(TroupeTrack) track = make_track ("T1 T2:T1");
      g_autoptr(TroupeTrack) other = make_track ("T1 T2:T1");
      g_autoptr(JsonObject) extra = parse_object ("{\"reviewer\": {}}");
      g_autoptr(NotifyLog) log = notify_log_new (track);
      static const char * const notified[] = { "name", "goal", "spec", "", "", "", "", "" };

      g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (track), TROUPE_DEFINITION (other)));
      switch (change)
        {
        case 0:
          troupe_definition_set_name (TROUPE_DEFINITION (other), "Add search");
          break;
        case 1:
          troupe_track_set_goal (other, "Find things.");
          break;
        case 2:
          troupe_track_set_spec (other, "# Spec");
          break;
        case 3:
          troupe_track_set_tier_persona_id (other, TROUPE_TIER_QA, "careful-reviewer");
          break;
        case 4:
          set_field (troupe_track_get_tier_settings (other, TROUPE_TIER_WORKER), TROUPE_FIELD_TEMPERATURE, 0);
          break;
        case 5:
          troupe_track_set_tiers_extra (other, extra);
          break;
        case 6:
          troupe_track_set_is_unjudged (other, TRUE);
          break;
        default:
          troupe_ticket_set_title (troupe_track_find_ticket (other, "T2"), "Other");
          break;
        }

      g_test_message ("change %u", change);
      g_assert_false (troupe_definition_equal (TROUPE_DEFINITION (track), TROUPE_DEFINITION (other)));
      troupe_definition_assign (TROUPE_DEFINITION (track), TROUPE_DEFINITION (other));
      g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (track), TROUPE_DEFINITION (other)));
      assert_notified (log, notified[change]);

      /* It is a copy that shares no ticket. */
      g_assert_true (troupe_track_find_ticket (track, "T2") != troupe_track_find_ticket (other, "T2"));
      troupe_definition_assign (TROUPE_DEFINITION (track), TROUPE_DEFINITION (other));
      assert_notified (log, "");
    }
}

static void
test_owners (void)
{
  TroupeTrack *track = make_track ("T1 T2:T1");
  TroupeTrack *copy = TROUPE_TRACK (troupe_definition_copy (TROUPE_DEFINITION (track)));
  g_autoptr(TroupeTicket) ticket = g_object_ref (troupe_track_find_ticket (track, "T1"));

  g_assert_cmpint (troupe_definition_get_kind (TROUPE_DEFINITION (track)), ==, TROUPE_KIND_TRACK);
  g_assert_finalize_object (copy);
  g_assert_finalize_object (track);
  g_assert_cmpstr (troupe_ticket_get_id (ticket), ==, "T1");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/track/takes-tickets-in-one-step", test_take_tickets);
  g_test_add_func ("/model/track/refuses-duplicates-unknown-ids-and-cycles", test_build_graph);
  g_test_add_func ("/model/track/assign-sees-every-difference", test_assign);
  g_test_add_func ("/model/track/owns-its-tickets", test_owners);

  return g_test_run ();
}
