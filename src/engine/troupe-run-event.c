/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "troupe-clock.h"
#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-planning.h"
#include "troupe-run-event-private.h"

/*
 * What happens in a run, as the objects that the ledger keeps and `troupectl run --json` prints. Each has `time`,
 * `event` and `run`; those of an attempt have `ticket`, `attempt`, `tier` and `persona_id`. A value that nobody knows is
 * null.
 */

static void
set_text (JsonObject *object,
          const char *name,
          const char *text)
{
  json_object_set_member (object, name, text != NULL ? troupe_json_node_new_string (text)
                                                     : json_node_init_null (json_node_alloc ()));
}

/* Counts and times are negative where they are not known. */
static void
set_count (JsonObject *object,
           const char *name,
           gint64      count)
{
  json_object_set_member (object, name, count >= 0 ? troupe_json_node_new_int64 (count)
                                                   : json_node_init_null (json_node_alloc ()));
}

static JsonObject *
begin (TroupeRun  *run,
       const char *name)
{
  JsonObject *object = json_object_new ();
  g_autofree char *time = troupe_clock_format_real (troupe_clock_get_real_us ());

  set_text (object, "time", time);
  set_text (object, "event", name);
  set_text (object, "run", troupe_run_get_id (run));

  return object;
}

static JsonObject *
begin_attempt (TroupeRun           *run,
               TroupeWorkerContext *context,
               const char          *name)
{
  JsonObject *object = begin (run, name);

  set_text (object, "ticket", troupe_ticket_get_id (troupe_worker_context_get_ticket (context)));
  set_count (object, "attempt", troupe_worker_context_get_attempt (context));
  set_text (object, "tier", troupe_enum_get_nick (TROUPE_TYPE_TIER, troupe_worker_context_get_tier (context)));
  set_text (object, "persona_id", troupe_worker_context_get_persona_id (context));

  return object;
}

/* @object is (transfer full) */
static JsonNode *
end (JsonObject *object)
{
  JsonNode *node = json_node_alloc ();

  json_node_take_object (json_node_init (node, JSON_NODE_OBJECT), object);

  return node;
}

static void
copy_member (JsonObject *object,
             const char *name,
             JsonNode   *node,
             gpointer    user_data)
{
  if (!json_object_has_member (user_data, name))
    json_object_set_member (user_data, name, json_node_copy (node));
}

static void
add_metadata (JsonObject          *object,
              TroupeWorkerContext *context)
{
  g_autoptr(JsonNode) metadata = troupe_worker_context_to_metadata (context);
  g_autofree char *line = troupe_worker_context_to_line (context);

  json_object_foreach_member (json_node_get_object (metadata), (JsonObjectForeach) copy_member, object);
  set_text (object, "line", line);
}

/**
 * troupe_run_event_new_run_started:
 * @run: a run
 * @n_jobs: how many tickets go at once
 * @last_resort_id: (nullable): who performs what nobody is cast for
 * @is_resumed: whether it was begun before, and is gone on with
 *
 * Makes the event `run-started`, with `track`, `tickets`, `jobs`, `last_resort` and `resumed`.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_run_started (TroupeRun  *run,
                                  guint       n_jobs,
                                  const char *last_resort_id,
                                  gboolean    is_resumed)
{
  JsonObject *object = begin (run, "run-started");

  set_text (object, "track", troupe_definition_get_id (TROUPE_DEFINITION (troupe_run_get_track (run))));
  set_count (object, "tickets", troupe_run_get_n_tickets (run));
  set_count (object, "jobs", n_jobs);
  set_text (object, "last_resort", last_resort_id);
  json_object_set_boolean_member (object, "resumed", is_resumed);

  return end (object);
}

/**
 * troupe_run_event_new_track_written:
 * @run: a run in which a track was planned
 * @track: that track, as it is written now
 * @path: (nullable): the file that it is in
 *
 * Makes the event `track-written`, with `track`, `file`, `scope`, `spec`: whether it has one, and `tickets`: how many.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_track_written (TroupeRun   *run,
                                    TroupeTrack *track,
                                    const char  *path)
{
  JsonObject *object = begin (run, "track-written");
  const char *spec = troupe_track_get_spec (track);

  set_text (object, "track", troupe_definition_get_id (TROUPE_DEFINITION (track)));
  set_text (object, "file", path);
  set_text (object, "scope", troupe_enum_get_nick (TROUPE_TYPE_SCOPE, (int) troupe_definition_get_scope (TROUPE_DEFINITION (track))));
  json_object_set_boolean_member (object, "spec", spec != NULL && *spec != '\0');
  set_count (object, "tickets", g_list_model_get_n_items (troupe_track_list_tickets (track)));

  return end (object);
}

/**
 * troupe_run_event_new_run_finished:
 * @run: a run
 * @state: how it ended
 * @reason: (nullable): why, in one sentence for people
 * @duration_ms: how long it took
 *
 * Makes the event `run-finished`, with `state`, `reason`, `counts` (how many tickets are in which state) and
 * `duration_ms`.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_run_finished (TroupeRun      *run,
                                   TroupeRunState  state,
                                   const char     *reason,
                                   gint64          duration_ms)
{
  JsonObject *object = begin (run, "run-finished");
  JsonObject *counts = json_object_new ();
  GListModel *tickets = troupe_run_list_tickets (run);
  guint n_tickets = g_list_model_get_n_items (tickets);
  guint n_in[TROUPE_TICKET_STATE_CANCELLED + 1] = { 0 };

  for (guint i = 0; i < n_tickets; i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);

      n_in[troupe_run_ticket_get_state (ticket)]++;
    }

  set_text (object, "state", troupe_enum_get_nick (TROUPE_TYPE_RUN_STATE, state));
  set_text (object, "reason", reason);
  for (guint i = TROUPE_TICKET_STATE_COMPLETED; i < G_N_ELEMENTS (n_in); i++)
    set_count (counts, troupe_enum_get_nick (TROUPE_TYPE_TICKET_STATE, (int) i), n_in[i]);
  json_object_set_object_member (object, "counts", counts);
  set_count (object, "duration_ms", duration_ms);

  return end (object);
}

/**
 * troupe_run_event_new_run_state:
 * @run: a run that is being performed
 * @state: running or paused
 * @reason: (nullable): why, in one sentence for people
 *
 * Makes the event `run-state`, with `state` and `reason`.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_run_state (TroupeRun      *run,
                                TroupeRunState  state,
                                const char     *reason)
{
  JsonObject *object = begin (run, "run-state");

  set_text (object, "state", troupe_enum_get_nick (TROUPE_TYPE_RUN_STATE, state));
  set_text (object, "reason", reason);

  return end (object);
}

/**
 * troupe_run_event_new_ticket_state:
 * @run: a run
 * @ticket: a ticket of it
 * @attempt: the attempt that brought it about, or 0 for none
 * @previous: the state that it comes from, which need not show yet
 * @state: the state that it goes to
 * @reason: (nullable): why, in one sentence for people
 * @reasons: (nullable): why what it came to was not accepted, in the words of who judged it
 *
 * Makes the event `ticket-state`, with `state`, `previous` and `reason`, and `reasons` if there are any.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_ticket_state (TroupeRun         *run,
                                   TroupeRunTicket   *ticket,
                                   guint              attempt,
                                   TroupeTicketState  previous,
                                   TroupeTicketState  state,
                                   const char        *reason,
                                   const char        *reasons)
{
  JsonObject *object = begin (run, "ticket-state");
  TroupeAttempt *work = attempt > 0 ? troupe_run_ticket_find_work (ticket, attempt) : NULL;
  TroupeTier tier = work != NULL ? troupe_attempt_get_tier (work)
                                 : troupe_planning_get_tier (troupe_run_get_track (run), troupe_run_ticket_get_ticket (ticket));

  set_text (object, "ticket", troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket)));
  if (attempt > 0)
    {
      set_count (object, "attempt", attempt);
      set_text (object, "tier", troupe_enum_get_nick (TROUPE_TYPE_TIER, (int) tier));
      if (work != NULL && troupe_message_get_persona_id (troupe_attempt_get_answer (work)) != NULL)
        set_text (object, "persona_id", troupe_message_get_persona_id (troupe_attempt_get_answer (work)));
    }
  set_text (object, "state", troupe_enum_get_nick (TROUPE_TYPE_TICKET_STATE, state));
  set_text (object, "previous", troupe_enum_get_nick (TROUPE_TYPE_TICKET_STATE, (int) previous));
  set_text (object, "reason", reason);
  if (reasons != NULL)
    set_text (object, "reasons", reasons);

  return end (object);
}

/**
 * troupe_run_event_new_recast:
 * @run: a run
 * @ticket: a ticket of it, as it is from now on
 * @change: what was changed, as `FIELD=VALUE`
 *
 * Makes the event `recast`, with `change`, and `persona_id` if the ticket names somebody.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_recast (TroupeRun    *run,
                             TroupeTicket *ticket,
                             const char   *change)
{
  JsonObject *object = begin (run, "recast");

  set_text (object, "ticket", troupe_ticket_get_id (ticket));
  set_text (object, "persona_id", troupe_ticket_get_persona_id (ticket));
  set_text (object, "change", change);

  return end (object);
}

/**
 * troupe_run_event_new_retry:
 * @run: a run
 * @ticket: a ticket of it that a person has done again
 *
 * Makes the event `retry`, with `by`.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_retry (TroupeRun       *run,
                            TroupeRunTicket *ticket)
{
  JsonObject *object = begin (run, "retry");

  set_text (object, "ticket", troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket)));
  set_text (object, "by", "person");

  return end (object);
}

/* What a person says of an attempt */
static JsonObject *
begin_of_person (TroupeRun       *run,
                 TroupeRunTicket *ticket,
                 TroupeAttempt   *work,
                 const char      *name)
{
  JsonObject *object = begin (run, name);

  set_text (object, "ticket", troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket)));
  set_count (object, "attempt", troupe_attempt_get_number (work));
  set_text (object, "tier", troupe_enum_get_nick (TROUPE_TYPE_TIER, (int) troupe_attempt_get_tier (work)));
  set_text (object, "persona_id", troupe_message_get_persona_id (troupe_attempt_get_answer (work)));
  set_text (object, "by", "person");

  return object;
}

/**
 * troupe_run_event_new_result_edited:
 * @run: a run
 * @ticket: a ticket of it
 * @work: the attempt whose result it is
 * @text: what the result is from now on
 *
 * Makes the event `result-edited`, with `by` and `text`.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_result_edited (TroupeRun       *run,
                                    TroupeRunTicket *ticket,
                                    TroupeAttempt   *work,
                                    const char      *text)
{
  JsonObject *object = begin_of_person (run, ticket, work, "result-edited");

  set_text (object, "text", text);

  return end (object);
}

/**
 * troupe_run_event_new_verdict:
 * @run: a run
 * @ticket: a ticket of it
 * @work: the attempt that is judged
 * @verdict: what a person says of it
 * @reasons: (nullable): why it is not accepted
 *
 * Makes the event `verdict`, with `by`, `verdict` and `reasons`.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_verdict (TroupeRun       *run,
                              TroupeRunTicket *ticket,
                              TroupeAttempt   *work,
                              TroupeVerdict    verdict,
                              const char      *reasons)
{
  JsonObject *object = begin_of_person (run, ticket, work, "verdict");

  set_text (object, "verdict", troupe_enum_get_nick (TROUPE_TYPE_VERDICT, (int) verdict));
  set_text (object, "reasons", reasons);

  return end (object);
}

/**
 * troupe_run_event_new_worker_started:
 * @run: a run
 * @context: what the attempt is given
 *
 * Makes the event `worker-started`, with all that troupe_worker_context_to_metadata() says, and the same as `line`.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_worker_started (TroupeRun           *run,
                                     TroupeWorkerContext *context)
{
  JsonObject *object = begin_attempt (run, context, "worker-started");

  add_metadata (object, context);

  return end (object);
}

/**
 * troupe_run_event_new_text:
 * @run: a run
 * @context: what the attempt is given
 * @is_reasoning: whether the model thinks aloud
 * @text: what came since the last one
 *
 * Makes the event `text` or `reasoning`, with `text`.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_text (TroupeRun           *run,
                           TroupeWorkerContext *context,
                           gboolean             is_reasoning,
                           const char          *text)
{
  JsonObject *object = begin_attempt (run, context, is_reasoning ? "reasoning" : "text");

  set_text (object, "text", text);

  return end (object);
}

/**
 * troupe_run_event_new_waiting:
 * @run: a run
 * @context: what the attempt is given
 * @answer: the answer, which names the model that could not give it
 * @error: why it could not
 * @wait_ms: how long it is until the next one is asked, in milliseconds
 *
 * Makes the event `waiting`, with `provider`, `model`, `reason` and `wait_ms`.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_waiting (TroupeRun           *run,
                              TroupeWorkerContext *context,
                              TroupeMessage       *answer,
                              const GError        *error,
                              guint                wait_ms)
{
  JsonObject *object = begin_attempt (run, context, "waiting");

  set_text (object, "provider", troupe_message_get_provider (answer));
  set_text (object, "model", troupe_message_get_model_requested (answer));
  set_text (object, "reason", error->message);
  set_count (object, "wait_ms", wait_ms);

  return end (object);
}

/**
 * troupe_run_event_new_model_hop:
 * @run: a run
 * @context: what the attempt is given; its resolver stands at the next model
 * @answer: the answer, which still names the model that could not give it
 * @error: why it could not
 *
 * Makes the event `model-hop`, with `from`, `reason`, and all that `worker-started` says, of the model that is asked
 * now.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_model_hop (TroupeRun           *run,
                                TroupeWorkerContext *context,
                                TroupeMessage       *answer,
                                const GError        *error)
{
  JsonObject *object = begin_attempt (run, context, "model-hop");
  JsonObject *from = json_object_new ();

  set_text (from, "provider", troupe_message_get_provider (answer));
  set_text (from, "model", troupe_message_get_model_requested (answer));
  json_object_set_object_member (object, "from", from);
  set_text (object, "reason", error->message);
  add_metadata (object, context);

  return end (object);
}

/**
 * troupe_run_event_new_usage:
 * @run: a run
 * @context: what the attempt is given
 * @answer: an answer that nothing more comes to
 *
 * Makes the event `usage`, with `provider`, `model_requested`, `model_served`, `served_differs`, `stop_reason`,
 * `complete`, `usage`, `cost`, `duration_ms` and `first_token_ms`.
 *
 * Returns: (transfer full): the event
 */
JsonNode *
troupe_run_event_new_usage (TroupeRun           *run,
                            TroupeWorkerContext *context,
                            TroupeMessage       *answer)
{
  JsonObject *object = begin_attempt (run, context, "usage");
  const TroupeUsage *usage = troupe_message_get_usage (answer);
  JsonObject *tokens = json_object_new ();

  set_text (object, "provider", troupe_message_get_provider (answer));
  set_text (object, "model_requested", troupe_message_get_model_requested (answer));
  set_text (object, "model_served", troupe_message_get_model_served (answer));
  json_object_set_boolean_member (object, "served_differs", troupe_run_event_is_served_other (answer));
  set_text (object, "stop_reason",
            troupe_enum_get_nick (TROUPE_TYPE_STOP_REASON, troupe_message_get_stop_reason (answer)));
  json_object_set_boolean_member (object, "complete", troupe_message_is_complete (answer));

  set_count (tokens, "input", usage->input);
  set_count (tokens, "cache_read", usage->cache_read);
  set_count (tokens, "cache_write", usage->cache_write);
  set_count (tokens, "output", usage->output);
  json_object_set_object_member (object, "usage", tokens);
  if (isnan (troupe_message_get_cost (answer)))
    set_text (object, "cost", NULL);
  else
    json_object_set_member (object, "cost", troupe_json_node_new_double (troupe_message_get_cost (answer)));

  set_count (object, "duration_ms", troupe_message_get_duration_ms (answer));
  set_count (object, "first_token_ms", troupe_message_get_first_token_ms (answer));

  return end (object);
}

/**
 * troupe_run_event_is_served_other:
 * @answer: an answer
 *
 * Compares the model that was asked for with the one that answered by its own account.
 *
 * Returns: whether the server named another model
 */
gboolean
troupe_run_event_is_served_other (TroupeMessage *answer)
{
  const char *served = troupe_message_get_model_served (answer);

  return served != NULL && g_strcmp0 (served, troupe_message_get_model_requested (answer)) != 0;
}

/* Begins an event of an attempt: what all of them have. (transfer full) */
JsonObject *
troupe_run_event_begin_attempt (TroupeRun           *run,
                                TroupeWorkerContext *context,
                                const char          *name)
{
  return begin_attempt (run, context, name);
}

/* Ends it; @object is (transfer full). (transfer full) */
JsonNode *
troupe_run_event_end (JsonObject *object)
{
  return end (object);
}

/* Sets a text, or null. */
void
troupe_run_event_set_text (JsonObject *object,
                           const char *name,
                           const char *text)
{
  set_text (object, name, text);
}

/* Sets a number, or null if it is negative. */
void
troupe_run_event_set_count (JsonObject *object,
                            const char *name,
                            gint64      count)
{
  set_count (object, name, count);
}
