/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "troupe-json.h"
#include "troupe-ledger-private.h"

/*
 * What follows from the events of a run, in tables that can be asked: a row for each ticket, attempt, tool call, approval and use of
 * a model. They are written in the transaction of the event, and from it alone, so that they can be made again from the events.
 *
 * An event that is not as it should be is kept and nothing follows from it.
 */

typedef struct
{
  TroupeLedgerDb *db;
  const char     *run_id;
  gint64          time_us;
  JsonObject     *object;
  const char     *ticket;       /* never NULL */
  const char     *tier;         /* (nullable) */
  const char     *persona_id;   /* (nullable) */
  gint64          attempt;      /* -1 for none */
  const char     *attempt_tier; /* each tier counts its own attempts; that of workers if nobody says */
} Fact;

typedef struct
{
  const char *kind;
  gboolean    has_attempt;      /* nothing follows without one */
  gboolean  (*note) (Fact    *fact,
                     GError **error);
} FactKind;

static const char *
get_text (JsonObject *object,
          const char *name)
{
  JsonNode *member = json_object_get_member (object, name);

  return member != NULL && troupe_json_node_is_string (member) ? troupe_json_node_get_string (member) : NULL;
}

/* -1 for what is not there. */
static gint64
get_count (JsonObject *object,
           const char *name)
{
  JsonNode *member = json_object_get_member (object, name);
  gint64 value = -1;

  return member != NULL && troupe_json_node_get_int64 (member, &value) ? MAX (value, -1) : -1;
}

static double
get_cost (JsonObject *object)
{
  JsonNode *member = json_object_get_member (object, "cost");
  double value;

  return member != NULL && troupe_json_node_get_double (member, &value) ? value : NAN;
}

static gint64
get_flag (JsonObject *object,
          const char *name)
{
  JsonNode *member = json_object_get_member (object, name);

  return member != NULL && JSON_NODE_HOLDS_VALUE (member) && json_node_get_value_type (member) == G_TYPE_BOOLEAN
    ? json_node_get_boolean (member) : -1;
}

/* Whatever a model made of its arguments: a text stays one, all else is JSON. */
static char *
dup_arguments (JsonObject *object)
{
  JsonNode *member = json_object_get_member (object, "arguments");

  if (member == NULL || JSON_NODE_HOLDS_NULL (member))
    return NULL;
  if (troupe_json_node_is_string (member))
    return g_strdup (troupe_json_node_get_string (member));

  return troupe_json_write (member, FALSE, NULL);
}

static gboolean
ensure_attempt (Fact    *fact,
                GError **error)
{
  return troupe_ledger_db_run (fact->db, error,
                               "INSERT INTO attempts (run_id, ticket, number, tier, state, started_us)"
                               " VALUES (?, ?, ?, ?, 'running', ?) ON CONFLICT DO NOTHING",
                               "ssisi", fact->run_id, fact->ticket, fact->attempt, fact->attempt_tier, fact->time_us);
}

/* Whoever begins or goes on with a run has it to itself: what ran before was cut off. */
static gboolean
note_run_started (Fact    *fact,
                  GError **error)
{
  return troupe_ledger_db_run (fact->db, error,
                               "UPDATE runs SET last_resort = coalesce (?, last_resort), jobs = coalesce (?, jobs),"
                               " tickets = coalesce (?, tickets), finished_us = NULL WHERE id = ?",
                               "snns", get_text (fact->object, "last_resort"), get_count (fact->object, "jobs"),
                               get_count (fact->object, "tickets"), fact->run_id) &&
         troupe_ledger_db_run (fact->db, error,
                               "UPDATE attempts SET state = 'interrupted', ended_us = ? WHERE run_id = ? AND state = 'running'",
                               "is", fact->time_us, fact->run_id);
}

static gboolean
note_run_finished (Fact    *fact,
                   GError **error)
{
  return troupe_ledger_db_run (fact->db, error, "UPDATE runs SET finished_us = ? WHERE id = ?", "is",
                               fact->time_us, fact->run_id);
}

/* How an attempt ended, by where its ticket goes from it. */
static const char *
get_attempt_state (const char *ticket_state)
{
  if (g_str_equal (ticket_state, "running"))
    return "running";
  if (g_str_equal (ticket_state, "completed") || g_str_equal (ticket_state, "review"))
    return "completed";
  if (g_str_equal (ticket_state, "cancelled") || g_str_equal (ticket_state, "skipped"))
    return "cancelled";

  return "failed";
}

/* Who judged has come to an end. What was judged and not accepted is a result all the same, and the next attempt is told what was
 * said of it. */
static gboolean
note_verdict (Fact        *fact,
              const char  *state,
              const char  *reason,
              GError     **error)
{
  const char *reasons = get_text (fact->object, "reasons");
  const char *judge_state = reasons != NULL ? "completed" : get_attempt_state (state);

  return troupe_ledger_db_run (fact->db, error,
                               "UPDATE attempts SET state = ?, reason = ?, ended_us = ?"
                               " WHERE run_id = ? AND ticket = ? AND tier = 'qa' AND state = 'running'",
                               "ssiss", judge_state, g_str_equal (judge_state, "completed") ? NULL : reason, fact->time_us,
                               fact->run_id, fact->ticket) &&
         (reasons == NULL ||
          troupe_ledger_db_run (fact->db, error,
                                "UPDATE attempts SET reason = ? WHERE run_id = ? AND ticket = ? AND tier = ? AND number = ?",
                                "ssssi", reasons, fact->run_id, fact->ticket, fact->attempt_tier, fact->attempt));
}

/* A person has spoken: whoever was just judging is stopped. */
static gboolean
stop_judging (Fact    *fact,
              GError **error)
{
  return troupe_ledger_db_run (fact->db, error,
                               "UPDATE attempts SET state = 'cancelled', ended_us = ?"
                               " WHERE run_id = ? AND ticket = ? AND tier = 'qa' AND state = 'running'",
                               "iss", fact->time_us, fact->run_id, fact->ticket);
}

/* What was not accepted before a person had it done again counts no longer. */
static gboolean
note_retry (Fact    *fact,
            GError **error)
{
  return troupe_ledger_db_run (fact->db, error,
                               "INSERT INTO run_tickets (run_id, ticket, state, updated_us, forgiven)"
                               " VALUES (?1, ?2, 'todo', ?3, (SELECT coalesce (max (number), 0) FROM attempts"
                               " WHERE run_id = ?1 AND ticket = ?2 AND tier != 'qa'))"
                               " ON CONFLICT (run_id, ticket) DO UPDATE SET forgiven = excluded.forgiven",
                               "ssi", fact->run_id, fact->ticket, fact->time_us);
}

static gboolean
note_result_edited (Fact    *fact,
                    GError **error)
{
  return stop_judging (fact, error) &&
         troupe_ledger_db_run (fact->db, error,
                               "UPDATE attempts SET edited_text = ?"
                               " WHERE run_id = ? AND ticket = ? AND tier = ? AND number = ?",
                               "ssssi", get_text (fact->object, "text"), fact->run_id, fact->ticket,
                               fact->attempt_tier, fact->attempt);
}

/* Why an attempt failed stays known; why what it came to was not accepted does not, once a person says that it is. */
static gboolean
note_person_verdict (Fact    *fact,
                     GError **error)
{
  return stop_judging (fact, error) &&
         (g_strcmp0 (get_text (fact->object, "verdict"), "reject") != 0 || note_retry (fact, error)) &&
         troupe_ledger_db_run (fact->db, error,
                               "UPDATE attempts SET person_verdict = ?1,"
                               " reason = CASE WHEN ?1 = 'reject' OR state = 'completed' THEN ?2 ELSE reason END"
                               " WHERE run_id = ?3 AND ticket = ?4 AND tier = ?5 AND number = ?6",
                               "sssssi", get_text (fact->object, "verdict"), get_text (fact->object, "reasons"),
                               fact->run_id, fact->ticket, fact->attempt_tier, fact->attempt);
}

static gboolean
note_ticket_state (Fact    *fact,
                   GError **error)
{
  const char *state = get_text (fact->object, "state");
  const char *reason = get_text (fact->object, "reason");
  const char *attempt_state;

  if (state == NULL || *fact->ticket == '\0')
    return TRUE;

  if (!troupe_ledger_db_run (fact->db, error,
                             "INSERT INTO run_tickets (run_id, ticket, state, reason, updated_us) VALUES (?, ?, ?, ?, ?)"
                             " ON CONFLICT (run_id, ticket) DO UPDATE SET state = excluded.state, reason = excluded.reason,"
                             " updated_us = excluded.updated_us",
                             "ssssi", fact->run_id, fact->ticket, state, reason, fact->time_us))
    return FALSE;

  if (fact->attempt < 1)
    return TRUE;

  if (!ensure_attempt (fact, error))
    return FALSE;

  if (g_strcmp0 (get_text (fact->object, "previous"), "review") == 0)
    return note_verdict (fact, state, reason, error);

  attempt_state = get_attempt_state (state);
  return g_str_equal (attempt_state, "running") ||
         troupe_ledger_db_run (fact->db, error,
                               "UPDATE attempts SET state = ?, reason = ?, ended_us = ?"
                               " WHERE run_id = ? AND ticket = ? AND tier = ? AND number = ? AND state = 'running'",
                               "ssisssi", attempt_state, reason, fact->time_us, fact->run_id, fact->ticket,
                               fact->attempt_tier, fact->attempt);
}

/* The metadata, also that of each model after the first. */
static gboolean
note_worker (Fact    *fact,
             GError **error)
{
  return troupe_ledger_db_run (fact->db, error,
                               "UPDATE attempts SET persona_id = ?, persona_revision = ?, provider = ?,"
                               " model = ?, metadata = coalesce (metadata || char (10), '') || coalesce (?, '')"
                               " WHERE run_id = ? AND ticket = ? AND tier = ? AND number = ?",
                               "ssssssssi", fact->persona_id, get_text (fact->object, "persona_revision"),
                               get_text (fact->object, "provider"), get_text (fact->object, "model"),
                               get_text (fact->object, "line"), fact->run_id, fact->ticket, fact->attempt_tier, fact->attempt);
}

static gboolean
note_usage (Fact    *fact,
            GError **error)
{
  JsonNode *member = json_object_get_member (fact->object, "usage");
  g_autoptr(JsonObject) nothing = json_object_new ();
  JsonObject *tokens = member != NULL && JSON_NODE_HOLDS_OBJECT (member) ? json_node_get_object (member) : nothing;

  return troupe_ledger_db_run (fact->db, error,
                               "INSERT INTO usage (attempt_id, run_id, ticket, tier, persona_id, provider, model_requested,"
                               " model_served, stop_reason, complete, input_tokens, cache_read_tokens, cache_write_tokens,"
                               " output_tokens, cost, duration_ms, first_token_ms, time_us)"
                               " SELECT id, run_id, ticket, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM attempts"
                               " WHERE run_id = ? AND ticket = ? AND tier = ? AND number = ?",
                               "ssssssnnnnndnnisssi", fact->tier, fact->persona_id, get_text (fact->object, "provider"),
                               get_text (fact->object, "model_requested"), get_text (fact->object, "model_served"),
                               get_text (fact->object, "stop_reason"), get_flag (fact->object, "complete"),
                               get_count (tokens, "input"), get_count (tokens, "cache_read"),
                               get_count (tokens, "cache_write"), get_count (tokens, "output"), get_cost (fact->object),
                               get_count (fact->object, "duration_ms"), get_count (fact->object, "first_token_ms"),
                               fact->time_us, fact->run_id, fact->ticket, fact->attempt_tier, fact->attempt);
}

static gboolean
note_tool_call (Fact    *fact,
                GError **error)
{
  g_autofree char *arguments = dup_arguments (fact->object);
  const char *call = get_text (fact->object, "call");

  return call == NULL ||
         troupe_ledger_db_run (fact->db, error,
                               "INSERT INTO tool_calls (attempt_id, call, tool, category, arguments, round, permission, rule,"
                               " called_us) SELECT id, ?, ?, ?, ?, ?, ?, ?, ? FROM attempts"
                               " WHERE run_id = ? AND ticket = ? AND tier = ? AND number = ? ON CONFLICT DO NOTHING",
                               "ssssnssisssi", call, get_text (fact->object, "tool"), get_text (fact->object, "category"),
                               arguments, get_count (fact->object, "round"), get_text (fact->object, "permission"),
                               get_text (fact->object, "rule"), fact->time_us, fact->run_id, fact->ticket,
                               fact->attempt_tier, fact->attempt);
}

static gboolean
note_tool_result (Fact    *fact,
                  GError **error)
{
  return troupe_ledger_db_run (fact->db, error,
                               "UPDATE tool_calls SET outcome = ?, result = ?, duration_ms = ?, ended_us = ? WHERE call = ?"
                               " AND attempt_id ="
                               " (SELECT id FROM attempts WHERE run_id = ? AND ticket = ? AND tier = ? AND number = ?)",
                               "ssnissssi", get_text (fact->object, "outcome"), get_text (fact->object, "text"),
                               get_count (fact->object, "duration_ms"), fact->time_us, get_text (fact->object, "call"),
                               fact->run_id, fact->ticket, fact->attempt_tier, fact->attempt);
}

static gboolean
note_approval_asked (Fact    *fact,
                     GError **error)
{
  const char *call = get_text (fact->object, "call");

  return call == NULL ||
         troupe_ledger_db_run (fact->db, error,
                               "INSERT INTO approvals (attempt_id, call, tool, asked_rule, asked_us)"
                               " SELECT id, ?, ?, ?, ? FROM attempts"
                               " WHERE run_id = ? AND ticket = ? AND tier = ? AND number = ?"
                               " ON CONFLICT DO NOTHING",
                               "sssisssi", call, get_text (fact->object, "tool"), get_text (fact->object, "rule"),
                               fact->time_us, fact->run_id, fact->ticket, fact->attempt_tier, fact->attempt);
}

static gboolean
note_approval_decided (Fact    *fact,
                       GError **error)
{
  return troupe_ledger_db_run (fact->db, error,
                               "UPDATE approvals SET answer = ?, decided_by = ?, decided_rule = ?, reason = ?, decided_us = ?"
                               " WHERE call = ? AND attempt_id ="
                               " (SELECT id FROM attempts WHERE run_id = ? AND ticket = ? AND tier = ? AND number = ?)",
                               "ssssissssi", get_text (fact->object, "answer"), get_text (fact->object, "by"),
                               get_text (fact->object, "rule"), get_text (fact->object, "reason"), fact->time_us,
                               get_text (fact->object, "call"), fact->run_id, fact->ticket, fact->attempt_tier, fact->attempt);
}

static const FactKind kinds[] = {
  { "run-started", FALSE, note_run_started },
  { "run-finished", FALSE, note_run_finished },
  { "ticket-state", FALSE, note_ticket_state },
  { "worker-started", TRUE, note_worker },
  { "model-hop", TRUE, note_worker },
  { "retry", FALSE, note_retry },
  { "result-edited", TRUE, note_result_edited },
  { "verdict", TRUE, note_person_verdict },
  { "usage", TRUE, note_usage },
  { "tool-call", TRUE, note_tool_call },
  { "tool-result", TRUE, note_tool_result },
  { "approval-asked", TRUE, note_approval_asked },
  { "approval-decided", TRUE, note_approval_decided },
};

static gboolean
note_kind (Fact        *fact,
           const char  *kind,
           GError     **error)
{
  for (gsize i = 0; kind != NULL && i < G_N_ELEMENTS (kinds); i++)
    {
      if (!g_str_equal (kinds[i].kind, kind))
        continue;
      if (!kinds[i].has_attempt)
        return kinds[i].note (fact, error);

      return fact->attempt < 1 || (ensure_attempt (fact, error) && kinds[i].note (fact, error));
    }

  return TRUE;
}

/*
 * troupe_ledger_facts_note:
 * @db: a connection
 * @event_id: the row of the event if it is there already, or 0
 * @run_id: the run, which has a row
 * @time_us: when it happened
 * @event: what happened, as JSON
 * @error: (optional): set on failure
 *
 * Writes an event and what follows from it.
 *
 * Returns: whether it succeeded
 */
gboolean
troupe_ledger_facts_note (TroupeLedgerDb  *db,
                          gint64           event_id,
                          const char      *run_id,
                          gint64           time_us,
                          const char      *event,
                          GError         **error)
{
  g_autoptr(JsonNode) node = troupe_json_parse ("event", event, -1, NULL);
  Fact fact = { .db = db, .run_id = run_id, .time_us = time_us };
  const char *kind;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return event_id != 0 ||
           troupe_ledger_db_run (db, error, "INSERT INTO run_events (run_id, time_us, event) VALUES (?, ?, ?)", "sis",
                                 run_id, time_us, event);

  fact.object = json_node_get_object (node);
  fact.ticket = get_text (fact.object, "ticket");
  fact.tier = get_text (fact.object, "tier");
  fact.persona_id = get_text (fact.object, "persona_id");
  fact.attempt = get_count (fact.object, "attempt");
  kind = get_text (fact.object, "event");

  if (event_id == 0
      ? !troupe_ledger_db_run (db, error,
                               "INSERT INTO run_events (run_id, time_us, event, kind, ticket, attempt, tier, persona_id)"
                               " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                               "sisssnss", run_id, time_us, event, kind, fact.ticket, fact.attempt, fact.tier, fact.persona_id)
      : !troupe_ledger_db_run (db, error,
                               "UPDATE run_events SET kind = ?, ticket = ?, attempt = ?, tier = ?, persona_id = ? WHERE id = ?",
                               "ssnssi", kind, fact.ticket, fact.attempt, fact.tier, fact.persona_id, event_id))
    return FALSE;

  if (fact.ticket == NULL)
    fact.ticket = "";
  fact.attempt_tier = fact.tier != NULL ? fact.tier : "worker";

  return note_kind (&fact, kind, error);
}

typedef struct
{
  gint64  id;
  gint64  time_us;
  char   *run_id;
  char   *event;
} OldEvent;

static gboolean
read_event_after (TroupeLedgerDb  *db,
                  OldEvent        *event,
                  GError         **error)
{
  sqlite3_stmt *statement = troupe_ledger_db_query (db, error,
                                                    "SELECT id, time_us, run_id, event FROM run_events WHERE id > ?"
                                                    " ORDER BY id LIMIT 1", "i", event->id);
  gboolean is_there = statement != NULL && troupe_ledger_db_next (db, statement, error);

  g_clear_pointer (&event->run_id, g_free);
  g_clear_pointer (&event->event, g_free);
  if (!is_there)
    return FALSE;

  event->id = sqlite3_column_int64 (statement, 0);
  event->time_us = sqlite3_column_int64 (statement, 1);
  event->run_id = g_strdup ((const char *) sqlite3_column_text (statement, 2));
  event->event = g_strdup ((const char *) sqlite3_column_text (statement, 3));
  sqlite3_reset (statement);

  return event->run_id != NULL && event->event != NULL;
}

/*
 * troupe_ledger_facts_fill:
 * @db: a connection
 * @error: (optional): set on failure
 *
 * Writes what follows from all events that are there, for a ledger of a time when nothing did.
 *
 * Returns: whether it succeeded
 */
gboolean
troupe_ledger_facts_fill (TroupeLedgerDb  *db,
                          GError         **error)
{
  g_autoptr(GError) local_error = NULL;
  OldEvent event = { 0 };

  event.id = G_MININT64;
  while (read_event_after (db, &event, &local_error))
    {
      if (!troupe_ledger_facts_note (db, event.id, event.run_id, event.time_us, event.event, &local_error))
        break;
    }
  g_free (event.run_id);
  g_free (event.event);

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
