/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-plan-tickets.h"
#include "troupe-planner.h"
#include "troupe-planning.h"

/**
 * TroupePlanner:
 *
 * Watches a planning, and gathers the track that comes of it: the spec once that is whole, and then the tickets. It does nothing
 * to the run; whoever has the conductor pauses, steps and stops it.
 *
 * All that it goes by are the run and its events, so it can follow a run that is read back from the ledger as well.
 */
struct _TroupePlanner
{
  GObject          parent_instance;

  /* Input */
  TroupeConductor *conductor;   /* (owned) */

  /* What Came */
  TroupeTrack     *track;       /* (owned) */
  GHashTable      *calls;       /* (owned): id of a call to its arguments, until it is over */
  JsonNode        *tickets;     /* (owned) (nullable): arguments that were accepted */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupePlanner, troupe_planner, G_TYPE_OBJECT)

static const char *
get_text (JsonNode   *event,
          const char *name)
{
  return troupe_json_node_get_string (json_object_get_member (json_node_get_object (event), name));
}

static TroupeRunTicket *
find_completed (TroupePlanner *self,
                const char    *id)
{
  TroupeRunTicket *ticket = troupe_run_find_ticket (troupe_conductor_get_run (self->conductor), id);

  return ticket != NULL && troupe_run_ticket_get_state (ticket) == TROUPE_TICKET_STATE_COMPLETED ? ticket : NULL;
}

static void
take_spec (TroupePlanner *self)
{
  TroupeRunTicket *ticket = find_completed (self, TROUPE_PLANNING_SPEC);
  TroupeAttempt *attempt = ticket != NULL ? troupe_run_ticket_get_attempt (ticket) : NULL;
  const char *text = attempt != NULL ? troupe_attempt_get_result (attempt) : NULL;
  g_autofree char *spec = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (*spec == '\0' || g_strcmp0 (spec, troupe_track_get_spec (self->track)) == 0)
    return;

  troupe_track_set_spec (self->track, spec);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
take_tickets (TroupePlanner *self)
{
  if (self->tickets == NULL || find_completed (self, TROUPE_PLANNING_TICKETS) == NULL)
    return;

  troupe_track_take_tickets (self->track, troupe_plan_tickets_read (self->tickets));
  g_clear_pointer (&self->tickets, json_node_unref);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
keep_call (TroupePlanner *self,
           JsonNode      *event)
{
  const char *id = get_text (event, "call");
  JsonNode *arguments = json_object_get_member (json_node_get_object (event), "arguments");

  if (id != NULL && arguments != NULL)
    g_hash_table_insert (self->calls, g_strdup (id), json_node_copy (arguments));
}

/* What comes from the ledger is read with the same care as what comes from a model. */
static void
end_call (TroupePlanner *self,
          JsonNode      *event)
{
  const char *id = get_text (event, "call");
  JsonNode *arguments = id != NULL ? g_hash_table_lookup (self->calls, id) : NULL;
  g_autoptr(TroupeAnswerTool) tool = NULL;
  g_autofree char *text = NULL;
  JsonNode *tickets = NULL;

  if (arguments != NULL && g_strcmp0 (get_text (event, "outcome"), "ok") == 0)
    {
      tool = troupe_plan_tickets_create_tool ();
      text = troupe_json_write (arguments, FALSE, NULL);
      tickets = troupe_answer_tool_check (tool, text, NULL);
    }
  if (id != NULL)
    g_hash_table_remove (self->calls, id);
  if (tickets == NULL)
    return;

  g_clear_pointer (&self->tickets, json_node_unref);
  self->tickets = tickets;
}

static void
event_cb (TroupePlanner *self,
          JsonNode      *event)
{
  troupe_planner_take_event (self, event);
}

static void
troupe_planner_dispose (GObject *object)
{
  TroupePlanner *self = TROUPE_PLANNER (object);

  if (self->conductor != NULL)
    g_signal_handlers_disconnect_by_data (self->conductor, self);

  G_OBJECT_CLASS (troupe_planner_parent_class)->dispose (object);
}

static void
troupe_planner_finalize (GObject *object)
{
  TroupePlanner *self = TROUPE_PLANNER (object);

  g_clear_object (&self->conductor);
  g_clear_object (&self->track);
  g_clear_pointer (&self->calls, g_hash_table_unref);
  g_clear_pointer (&self->tickets, json_node_unref);

  G_OBJECT_CLASS (troupe_planner_parent_class)->finalize (object);
}

static void
troupe_planner_class_init (TroupePlannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_planner_dispose;
  object_class->finalize = troupe_planner_finalize;

  /**
   * TroupePlanner::changed:
   * @self: the planner
   *
   * The track has a spec now, or tickets. The ledger has it on the disk.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", TROUPE_TYPE_PLANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
troupe_planner_init (TroupePlanner *self)
{
  self->calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
}

/**
 * troupe_planner_new:
 * @conductor: a conductor whose run is a planning, which has not begun or is read back from the ledger
 *
 * Makes a planner. A spec that the run has already is in its track at once; tickets are not, see troupe_planner_take_event().
 *
 * Returns: (transfer full): the planner
 */
TroupePlanner *
troupe_planner_new (TroupeConductor *conductor)
{
  TroupePlanner *self;
  TroupeTrack *track;

  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (conductor), NULL);

  track = troupe_run_get_track (troupe_conductor_get_run (conductor));
  g_return_val_if_fail (troupe_planning_is_planning (track), NULL);

  self = g_object_new (TROUPE_TYPE_PLANNER, NULL);
  self->conductor = g_object_ref (conductor);
  self->track = troupe_planning_create_result (track);
  g_signal_connect_object (conductor, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  take_spec (self);

  return self;
}

/**
 * troupe_planner_get_track:
 * @self: a planner
 *
 * Gets the track that comes of it, as far as it has come.
 *
 * Returns: (transfer none): the track
 */
TroupeTrack *
troupe_planner_get_track (TroupePlanner *self)
{
  g_return_val_if_fail (TROUPE_IS_PLANNER (self), NULL);

  return self->track;
}

/**
 * troupe_planner_is_answered_spec:
 * @self: a planner
 * @spec: a spec
 *
 * Asks whether a spec is, word for word, what the orchestrator answered, which a person may have edited since.
 *
 * Returns: whether it is
 */
gboolean
troupe_planner_is_answered_spec (TroupePlanner *self,
                                 const char    *spec)
{
  TroupeRunTicket *ticket;
  TroupeAttempt *attempt;
  g_autofree char *answered = NULL;

  g_return_val_if_fail (TROUPE_IS_PLANNER (self), FALSE);

  ticket = troupe_run_find_ticket (troupe_conductor_get_run (self->conductor), TROUPE_PLANNING_SPEC);
  attempt = ticket != NULL ? troupe_run_ticket_get_attempt (ticket) : NULL;
  if (attempt == NULL || spec == NULL)
    return FALSE;

  answered = g_strstrip (g_strdup (troupe_message_get_text (troupe_attempt_get_answer (attempt))));
  return g_str_equal (answered, spec);
}

/**
 * troupe_planner_get_scope:
 * @self: a planner
 *
 * Gets where the track is to be written.
 *
 * Returns: the scope
 */
TroupeScope
troupe_planner_get_scope (TroupePlanner *self)
{
  g_return_val_if_fail (TROUPE_IS_PLANNER (self), TROUPE_SCOPE_USER);

  return troupe_planning_get_scope (troupe_run_get_track (troupe_conductor_get_run (self->conductor)));
}

/**
 * troupe_planner_take_event:
 * @self: a planner
 * @event: an event of the run
 *
 * Takes what an event says. The planner hears of all that happens from now on by itself; this is for what happened before the
 * run was read back, oldest first.
 */
void
troupe_planner_take_event (TroupePlanner *self,
                           JsonNode      *event)
{
  const char *name;

  g_return_if_fail (TROUPE_IS_PLANNER (self));
  g_return_if_fail (event != NULL);

  if (!JSON_NODE_HOLDS_OBJECT (event))
    return;

  name = get_text (event, "event");
  if (g_strcmp0 (get_text (event, "tool"), TROUPE_PLAN_TICKETS_TOOL) == 0 && g_strcmp0 (name, "tool-call") == 0)
    keep_call (self, event);
  else if (g_strcmp0 (get_text (event, "tool"), TROUPE_PLAN_TICKETS_TOOL) == 0 && g_strcmp0 (name, "tool-result") == 0)
    end_call (self, event);
  else if (g_strcmp0 (name, "ticket-state") == 0)
    {
      take_spec (self);
      take_tickets (self);
    }
  else if (g_strcmp0 (name, "result-edited") == 0)
    {
      take_spec (self);
    }
}
