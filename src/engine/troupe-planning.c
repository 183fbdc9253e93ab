/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-plan-tickets.h"
#include "troupe-planning.h"

/*
 * A planning is a run like any other, of a track that is never written into a file: one ticket for the spec, which the
 * orchestrator does, and one for the tickets, which the tech lead does. So it is paused, stepped, budgeted, written down and gone on
 * with as all runs are.
 *
 * It has the id, the goal and the cast of the track that comes of it, and says by a member of its own what it is. That is kept
 * with the run. Words for models are not translated.
 */

/* The member that a planning has: an object with the title and the scope of the track that comes of it. */
#define PLANS       "plans"
#define PLANS_TITLE "title"
#define PLANS_SCOPE "scope"

static const char spec_words[] =
  "Write the specification of this goal, in Markdown.\n"
  "\n"
  "The goal, in the words of who wants it:\n"
  "\n"
  "%s\n"
  "\n"
  "Say what is to be true at the end, what is left out, and how it is judged. Where the goal leaves something open, decide, and "
  "say what you decided. Answer with the specification alone: what you say is kept as it is, and others build on it.";

static const char tickets_words[] =
  "Turn the specification into tickets, and hand them in by one call of the tool “" TROUPE_PLAN_TICKETS_TOOL "”.\n"
  "\n"
  "Each ticket is done by a worker of its own, who sees the goal, the specification, this one ticket, the files that it names and "
  "the results of the tickets that it depends on, and nothing else. Make tickets that one worker can finish, and depend on "
  "another ticket only where its result is needed: what does not depend on each other is done at the same time.";

static JsonObject *
get_mark (TroupeTrack *track)
{
  JsonObject *extra = troupe_definition_get_extra (TROUPE_DEFINITION (track));
  JsonNode *node = extra != NULL ? json_object_get_member (extra, PLANS) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
get_mark_text (TroupeTrack *track,
               const char  *name)
{
  JsonObject *mark = get_mark (track);

  return mark != NULL ? troupe_json_node_get_string (json_object_get_member (mark, name)) : NULL;
}

/* @mark is (transfer full) (nullable). */
static void
set_mark (TroupeTrack *track,
          JsonObject  *mark)
{
  JsonObject *old = troupe_definition_get_extra (TROUPE_DEFINITION (track));
  g_autoptr(JsonObject) extra = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (old != NULL)
    {
      json_object_iter_init_ordered (&iter, old);
      while (json_object_iter_next_ordered (&iter, &name, &value))
        {
          if (!g_str_equal (name, PLANS))
            json_object_set_member (extra, name, json_node_copy (value));
        }
    }
  if (mark != NULL)
    json_object_set_object_member (extra, PLANS, mark);

  troupe_definition_set_extra (TROUPE_DEFINITION (track), json_object_get_size (extra) > 0 ? extra : NULL);
}

/* Where runs are listed, nobody takes a planning for the performance of its track. */
static void
mark_as_planning (TroupeTrack *track,
                  TroupeScope  scope)
{
  const char *title = troupe_definition_get_name (TROUPE_DEFINITION (track));
  g_autofree char *name = g_strdup_printf (/* Translators: the title of a track that is being planned */
                                           _("Planning: %s"), title != NULL ? title : "");
  JsonObject *mark = json_object_new ();

  json_object_set_member (mark, PLANS_TITLE, troupe_json_node_new_string (title != NULL ? title : ""));
  json_object_set_member (mark, PLANS_SCOPE, troupe_json_node_new_string (troupe_enum_get_nick (TROUPE_TYPE_SCOPE, (int) scope)));
  set_mark (track, mark);
  troupe_definition_set_name (TROUPE_DEFINITION (track), name);
}

static TroupeTicket *
create_ticket (TroupeTrack *source,
               const char  *id,
               const char  *description)
{
  TroupeTicket *ticket = troupe_ticket_new (id);

  troupe_ticket_set_title (ticket, troupe_definition_get_name (TROUPE_DEFINITION (source)));
  troupe_ticket_set_description (ticket, description);
  troupe_ticket_set_max_retries (ticket, 0);

  return ticket;
}

static gboolean
has_spec (TroupeTrack *track)
{
  const char *spec = troupe_track_get_spec (track);

  return spec != NULL && *spec != '\0';
}

/**
 * troupe_planning_create_track:
 * @source: the track that is to come of it, with its goal, perhaps a spec, and perhaps a cast
 * @scope: where that track is to be written
 * @stops_at_spec: whether to leave the tickets out
 *
 * Makes the track of a planning. There is no ticket for a spec that is there already.
 *
 * Returns: (transfer full): the track, for a run
 */
TroupeTrack *
troupe_planning_create_track (TroupeTrack *source,
                              TroupeScope  scope,
                              gboolean     stops_at_spec)
{
  TroupeTrack *track;
  GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);
  const char * const after_spec[] = { TROUPE_PLANNING_SPEC, NULL };

  g_return_val_if_fail (TROUPE_IS_TRACK (source), NULL);

  track = TROUPE_TRACK (troupe_definition_copy (TROUPE_DEFINITION (source)));
  mark_as_planning (track, scope);

  if (!has_spec (source))
    {
      const char *goal = troupe_track_get_goal (source);
      g_autofree char *description = g_strdup_printf (spec_words, goal != NULL ? goal : "");

      g_ptr_array_add (tickets, create_ticket (source, TROUPE_PLANNING_SPEC, description));
    }
  if (!stops_at_spec)
    {
      TroupeTicket *ticket = create_ticket (source, TROUPE_PLANNING_TICKETS, tickets_words);

      if (tickets->len > 0)
        troupe_ticket_set_depends_on (ticket, after_spec);
      g_ptr_array_add (tickets, ticket);
    }
  troupe_track_take_tickets (track, tickets);

  return track;
}

/**
 * troupe_planning_is_planning:
 * @track: the track of a run
 *
 * Tells a planning from the performance of a track.
 *
 * Returns: whether a track comes of it
 */
gboolean
troupe_planning_is_planning (TroupeTrack *track)
{
  g_return_val_if_fail (TROUPE_IS_TRACK (track), FALSE);

  return get_mark (track) != NULL;
}

/**
 * troupe_planning_get_scope:
 * @track: the track of a planning
 *
 * Gets where the track that comes of it is written.
 *
 * Returns: the scope
 */
TroupeScope
troupe_planning_get_scope (TroupeTrack *track)
{
  const char *nick;
  int scope;

  g_return_val_if_fail (TROUPE_IS_TRACK (track), TROUPE_SCOPE_USER);

  nick = get_mark_text (track, PLANS_SCOPE);
  if (nick == NULL || !troupe_enum_from_nick (TROUPE_TYPE_SCOPE, nick, &scope))
    return TROUPE_SCOPE_USER;

  return (TroupeScope) scope;
}

/**
 * troupe_planning_create_result:
 * @track: the track of a planning
 *
 * Makes the track that comes of it, as far as it was there before: with no tickets.
 *
 * Returns: (transfer full): the track
 */
TroupeTrack *
troupe_planning_create_result (TroupeTrack *track)
{
  TroupeTrack *result;
  const char *title;

  g_return_val_if_fail (TROUPE_IS_TRACK (track), NULL);

  result = TROUPE_TRACK (troupe_definition_copy (TROUPE_DEFINITION (track)));
  title = get_mark_text (track, PLANS_TITLE);
  if (title != NULL)
    troupe_definition_set_name (TROUPE_DEFINITION (result), title);
  set_mark (result, NULL);
  troupe_track_take_tickets (result, g_ptr_array_new_with_free_func (g_object_unref));

  return result;
}

/**
 * troupe_planning_get_tier:
 * @track: (nullable): the track of a run
 * @ticket: a ticket of it
 *
 * Gets which tier does a ticket. It is the workers’ except in a planning.
 *
 * Returns: the tier
 */
TroupeTier
troupe_planning_get_tier (TroupeTrack  *track,
                          TroupeTicket *ticket)
{
  const char *id;

  g_return_val_if_fail (track == NULL || TROUPE_IS_TRACK (track), TROUPE_TIER_WORKER);
  g_return_val_if_fail (TROUPE_IS_TICKET (ticket), TROUPE_TIER_WORKER);

  if (track == NULL || get_mark (track) == NULL)
    return TROUPE_TIER_WORKER;

  id = troupe_ticket_get_id (ticket);
  if (g_strcmp0 (id, TROUPE_PLANNING_SPEC) == 0)
    return TROUPE_TIER_ORCHESTRATOR;
  if (g_strcmp0 (id, TROUPE_PLANNING_TICKETS) == 0)
    return TROUPE_TIER_TECH_LEAD;

  return TROUPE_TIER_WORKER;
}

/**
 * troupe_planning_create_answer_tool:
 * @track: (nullable): the track of a run
 * @ticket: a ticket of it
 *
 * Makes the tool by which whoever does a ticket has to answer.
 *
 * Returns: (transfer full) (nullable): the tool; %NULL where plain text is the answer
 */
TroupeAnswerTool *
troupe_planning_create_answer_tool (TroupeTrack  *track,
                                    TroupeTicket *ticket)
{
  return troupe_planning_get_tier (track, ticket) == TROUPE_TIER_TECH_LEAD ? troupe_plan_tickets_create_tool () : NULL;
}
