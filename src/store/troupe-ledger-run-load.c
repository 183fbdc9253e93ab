/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "json/troupe-codec.h"
#include "json/troupe-settings-codec.h"
#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-ledger-private.h"

/*
 * A run, read back: its track as it was, where each ticket stands, and what its attempts came to.
 *
 * What nobody performs any more is paused, and what ran then was cut off: the attempt says so, and its ticket is to be done again.
 */

typedef struct
{
  char  *id;
  char  *state;
  char  *reason;
  guint  n_forgiven;
} TicketRow;

typedef struct
{
  gint64       id;
  char        *ticket;
  guint        number;
  char        *tier;
  char        *state;
  char        *reason;
  char        *persona_id;
  char        *persona_revision;
  char        *provider;
  char        *model;
  char        *metadata;
  char        *edit;
  char        *verdict;
  gint64       started_us;
  char        *model_served;
  char        *stop_reason;
  TroupeUsage  usage;
  gint64       duration_ms;
  gint64       first_token_ms;
  GString     *text;
  GString     *reasoning;
} AttemptRow;

typedef struct
{
  TroupeRunRecord *record;
  char            *track;
  char            *session;
  char            *terms;
  GPtrArray       *recasts;     /* (element-type utf8): events */
  GPtrArray       *tickets;     /* (element-type TicketRow) */
  GPtrArray       *attempts;    /* (element-type AttemptRow) */
  GHashTable      *by_id;       /* (unowned) attempt row’s id to AttemptRow */
} RunRows;

static void
ticket_row_free (gpointer data)
{
  TicketRow *row = data;

  g_free (row->id);
  g_free (row->state);
  g_free (row->reason);
  g_free (row);
}

static void
attempt_row_free (gpointer data)
{
  AttemptRow *row = data;

  g_free (row->ticket);
  g_free (row->tier);
  g_free (row->state);
  g_free (row->reason);
  g_free (row->persona_id);
  g_free (row->persona_revision);
  g_free (row->provider);
  g_free (row->model);
  g_free (row->metadata);
  g_free (row->edit);
  g_free (row->verdict);
  g_free (row->model_served);
  g_free (row->stop_reason);
  g_string_free (row->text, TRUE);
  g_string_free (row->reasoning, TRUE);
  g_free (row);
}

static void
run_rows_free (gpointer data)
{
  RunRows *rows = data;

  troupe_run_record_free (rows->record);
  g_free (rows->track);
  g_free (rows->session);
  g_free (rows->terms);
  g_ptr_array_unref (rows->recasts);
  g_ptr_array_unref (rows->tickets);
  g_hash_table_unref (rows->by_id);
  g_ptr_array_unref (rows->attempts);
  g_free (rows);
}

static char *
dup_column (sqlite3_stmt *statement,
            int           column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static gboolean
read_definition (TroupeLedgerDb  *db,
                 RunRows         *rows,
                 GError         **error)
{
  sqlite3_stmt *statement = troupe_ledger_db_query (db, error, "SELECT track, session, terms FROM runs LEFT JOIN run_tracks"
                                                    " ON run_id = id WHERE id = ?", "s",
                                                    rows->record->id);

  if (statement == NULL || !troupe_ledger_db_next (db, statement, error))
    return FALSE;

  rows->track = dup_column (statement, 0);
  rows->session = dup_column (statement, 1);
  rows->terms = dup_column (statement, 2);
  sqlite3_reset (statement);

  return TRUE;
}

static gboolean
read_recasts (TroupeLedgerDb  *db,
              RunRows         *rows,
              GError         **error)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = troupe_ledger_db_query (db, &local_error,
                                                    "SELECT event FROM run_events WHERE run_id = ? AND kind = 'recast'"
                                                    " ORDER BY id", "s", rows->record->id);

  while (statement != NULL && troupe_ledger_db_next (db, statement, &local_error))
    g_ptr_array_add (rows->recasts, dup_column (statement, 0));

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
read_tickets (TroupeLedgerDb  *db,
              RunRows         *rows,
              GError         **error)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = troupe_ledger_db_query (db, &local_error,
                                                    "SELECT ticket, state, reason, forgiven FROM run_tickets"
                                                    " WHERE run_id = ?", "s",
                                                    rows->record->id);

  while (statement != NULL && troupe_ledger_db_next (db, statement, &local_error))
    {
      TicketRow *row = g_new0 (TicketRow, 1);

      row->id = dup_column (statement, 0);
      row->state = dup_column (statement, 1);
      row->reason = dup_column (statement, 2);
      row->n_forgiven = (guint) CLAMP (sqlite3_column_int64 (statement, 3), 0, G_MAXINT);
      g_ptr_array_add (rows->tickets, row);
    }

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
read_attempts (TroupeLedgerDb  *db,
               RunRows         *rows,
               GError         **error)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = troupe_ledger_db_query (db, &local_error,
                                                    "SELECT id, ticket, number, tier, state, reason, persona_id,"
                                                    " persona_revision, provider, model, metadata, started_us, edited_text,"
                                                    " person_verdict"
                                                    " FROM attempts WHERE run_id = ? ORDER BY id", "s",
                                                    rows->record->id);

  while (statement != NULL && troupe_ledger_db_next (db, statement, &local_error))
    {
      AttemptRow *row = g_new0 (AttemptRow, 1);

      row->id = sqlite3_column_int64 (statement, 0);
      row->ticket = dup_column (statement, 1);
      row->number = (guint) CLAMP (sqlite3_column_int64 (statement, 2), 1, G_MAXINT);
      row->tier = dup_column (statement, 3);
      row->state = dup_column (statement, 4);
      row->reason = dup_column (statement, 5);
      row->persona_id = dup_column (statement, 6);
      row->persona_revision = dup_column (statement, 7);
      row->provider = dup_column (statement, 8);
      row->model = dup_column (statement, 9);
      row->metadata = dup_column (statement, 10);
      row->started_us = sqlite3_column_int64 (statement, 11);
      row->edit = dup_column (statement, 12);
      row->verdict = dup_column (statement, 13);
      row->usage = TROUPE_USAGE_UNKNOWN;
      row->duration_ms = -1;
      row->first_token_ms = -1;
      row->text = g_string_new (NULL);
      row->reasoning = g_string_new (NULL);
      g_ptr_array_add (rows->attempts, row);
      g_hash_table_insert (rows->by_id, &row->id, row);
    }

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gint64
get_count (sqlite3_stmt *statement,
           int           column)
{
  return sqlite3_column_type (statement, column) == SQLITE_NULL ? -1 : sqlite3_column_int64 (statement, column);
}

static void
add_used (TroupeUsageSum    *used,
          const TroupeUsage *usage,
          gint64             duration_ms,
          sqlite3_stmt      *statement,
          int                cost_column)
{
  used->n_answers++;
  troupe_usage_add (&used->usage, usage);
  if (duration_ms >= 0)
    used->duration_ms = MAX (used->duration_ms, 0) + duration_ms;
  if (sqlite3_column_type (statement, cost_column) == SQLITE_NULL)
    return;

  used->cost = (used->n_costs > 0 ? used->cost : 0) + sqlite3_column_double (statement, cost_column);
  used->n_costs++;
}

static gboolean
read_usage (TroupeLedgerDb  *db,
            RunRows         *rows,
            GError         **error)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = troupe_ledger_db_query (db, &local_error,
                                                    "SELECT attempt_id, provider, model_requested, model_served, stop_reason,"
                                                    " input_tokens, cache_read_tokens, cache_write_tokens, output_tokens,"
                                                    " duration_ms, first_token_ms, cost FROM usage WHERE run_id = ? ORDER BY id",
                                                    "s", rows->record->id);

  while (statement != NULL && troupe_ledger_db_next (db, statement, &local_error))
    {
      gint64 id = sqlite3_column_int64 (statement, 0);
      AttemptRow *row = g_hash_table_lookup (rows->by_id, &id);
      TroupeUsage usage = TROUPE_USAGE_UNKNOWN;
      gint64 duration_ms = get_count (statement, 9);

      usage.input = get_count (statement, 5);
      usage.cache_read = get_count (statement, 6);
      usage.cache_write = get_count (statement, 7);
      usage.output = get_count (statement, 8);
      add_used (&rows->record->used, &usage, duration_ms, statement, 11);
      if (row == NULL)
        continue;

      g_free (row->provider);
      g_free (row->model);
      g_free (row->model_served);
      g_free (row->stop_reason);
      row->provider = dup_column (statement, 1);
      row->model = dup_column (statement, 2);
      row->model_served = dup_column (statement, 3);
      row->stop_reason = dup_column (statement, 4);
      troupe_usage_add (&row->usage, &usage);
      if (duration_ms >= 0)
        row->duration_ms = MAX (row->duration_ms, 0) + duration_ms;
      if (row->first_token_ms < 0)
        row->first_token_ms = get_count (statement, 10);
    }

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static void
append_event_text (AttemptRow *row,
                   const char *kind,
                   const char *event)
{
  g_autoptr(JsonNode) node = event != NULL ? troupe_json_parse ("event", event, -1, NULL) : NULL;
  JsonNode *text = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
    ? json_object_get_member (json_node_get_object (node), "text") : NULL;

  if (text != NULL && troupe_json_node_is_string (text))
    g_string_append (g_strcmp0 (kind, "text") == 0 ? row->text : row->reasoning, troupe_json_node_get_string (text));
}

static gboolean
read_texts (TroupeLedgerDb  *db,
            RunRows         *rows,
            GError         **error)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = troupe_ledger_db_query (db, &local_error,
                                                    "SELECT attempts.id, kind, event FROM run_events JOIN attempts"
                                                    " ON attempts.run_id = run_events.run_id"
                                                    " AND attempts.ticket = coalesce (run_events.ticket, '')"
                                                    " AND attempts.number = run_events.attempt"
                                                    " AND attempts.tier = coalesce (run_events.tier, 'worker')"
                                                    " WHERE run_events.run_id = ? AND kind IN ('text', 'reasoning')"
                                                    " ORDER BY run_events.id", "s", rows->record->id);

  while (statement != NULL && troupe_ledger_db_next (db, statement, &local_error))
    {
      gint64 id = sqlite3_column_int64 (statement, 0);
      AttemptRow *row = g_hash_table_lookup (rows->by_id, &id);

      if (row != NULL)
        append_event_text (row, (const char *) sqlite3_column_text (statement, 1),
                           (const char *) sqlite3_column_text (statement, 2));
    }

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static void
load_run (TroupeLedgerDb *db,
          GTask          *task)
{
  const char *id = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  RunRows *rows = NULL;
  TroupeRunRecord *record = NULL;
  gboolean is_read;

  /* All of it is of one moment, whoever goes on writing. */
  if (troupe_ledger_db_execute (db, "BEGIN", &error))
    record = troupe_ledger_run_find (db, id, &error);

  if (record == NULL)
    {
      troupe_ledger_db_execute (db, "ROLLBACK", NULL);
      if (error == NULL)
        g_set_error (&error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND, _("There is no run “%s”; list the runs."), id);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  rows = g_new0 (RunRows, 1);
  rows->record = record;
  rows->recasts = g_ptr_array_new_with_free_func (g_free);
  rows->tickets = g_ptr_array_new_with_free_func (ticket_row_free);
  rows->attempts = g_ptr_array_new_with_free_func (attempt_row_free);
  rows->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  is_read = read_definition (db, rows, &error) && read_recasts (db, rows, &error) && read_tickets (db, rows, &error) && read_attempts (db, rows, &error) &&
            read_usage (db, rows, &error) && read_texts (db, rows, &error);
  troupe_ledger_db_execute (db, "ROLLBACK", NULL);

  if (is_read)
    {
      g_task_return_pointer (task, rows, run_rows_free);
      return;
    }

  run_rows_free (rows);
  g_task_return_error (task, g_steal_pointer (&error));
}

/* Returns (transfer full) (nullable) */
static TroupeTrack *
make_track (RunRows  *rows,
            GError  **error)
{
  g_autoptr(TroupeJsonDocument) document = NULL;

  if (rows->track == NULL)
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER,
                   _("The run %s was begun by an older Troupe, which kept no copy of its track; run the track anew."),
                   rows->record->id);
      return NULL;
    }

  document = troupe_json_document_parse (_("the track of the run"), rows->track, -1, error);
  return document != NULL ? (TroupeTrack *) troupe_codec_decode (TROUPE_KIND_TRACK, document, NULL, error) : NULL;
}

static void
read_session (RunRows   *rows,
              TroupeRun *run)
{
  g_autoptr(TroupeJsonDocument) document = rows->session != NULL
    ? troupe_json_document_parse ("session", rows->session, -1, NULL) : NULL;
  g_autoptr(TroupeJsonReader) reader = document != NULL ? troupe_json_reader_new (document) : NULL;
  g_autoptr(GError) error = NULL;

  if (reader == NULL)
    return;

  troupe_settings_codec_read_object (reader, troupe_run_get_session (run));
  if (!troupe_json_reader_finish (reader, &error))
    g_message ("Not all overrides of a run can be read: %s", error->message);
}

static int
read_enum (GType       type,
           const char *nick,
           int         fallback)
{
  int value;

  return nick != NULL && troupe_enum_from_nick (type, nick, &value) ? value : fallback;
}

static void
fill_answer (AttemptRow    *row,
             TroupeMessage *answer,
             gboolean       is_complete)
{
  troupe_message_set_created_us (answer, row->started_us);
  troupe_message_set_persona (answer, row->persona_id, row->persona_id, NULL, row->persona_revision);
  troupe_message_set_model (answer, row->provider, row->model, row->model_served);
  troupe_message_append_reasoning (answer, row->reasoning->str, (gssize) row->reasoning->len);
  troupe_message_append_text (answer, row->text->str, (gssize) row->text->len);
  troupe_message_set_usage (answer, &row->usage);
  troupe_message_set_times (answer, row->first_token_ms, row->duration_ms);
  troupe_message_set_stop_reason (answer, (TroupeStopReason) read_enum (TROUPE_TYPE_STOP_REASON, row->stop_reason,
                                                                        TROUPE_STOP_REASON_UNKNOWN));
  troupe_message_set_error (answer, row->reason);
  troupe_message_set_streaming (answer, FALSE);
  troupe_message_set_complete (answer, is_complete);
}

static void
add_attempt (AttemptRow      *row,
             TroupeRunTicket *ticket,
             gboolean         is_held)
{
  TroupeTier tier = (TroupeTier) read_enum (TROUPE_TYPE_TIER, row->tier, TROUPE_TIER_WORKER);
  g_autoptr(TroupeAttempt) attempt = troupe_attempt_new (row->number, tier);
  TroupeAttemptState state = (TroupeAttemptState) read_enum (TROUPE_TYPE_ATTEMPT_STATE, row->state,
                                                             TROUPE_ATTEMPT_STATE_FAILED);

  if (state == TROUPE_ATTEMPT_STATE_RUNNING && !is_held)
    state = TROUPE_ATTEMPT_STATE_INTERRUPTED;

  fill_answer (row, troupe_attempt_get_answer (attempt), state == TROUPE_ATTEMPT_STATE_COMPLETED);
  troupe_attempt_set_metadata (attempt, row->metadata);
  troupe_attempt_set_edit (attempt, row->edit);
  troupe_attempt_set_verdict (attempt, (TroupeVerdict) read_enum (TROUPE_TYPE_VERDICT, row->verdict, TROUPE_VERDICT_NONE));
  troupe_attempt_set_state (attempt, state);
  troupe_run_ticket_add_attempt (ticket, attempt);
}

static void
set_ticket (TicketRow       *row,
            TroupeRunTicket *ticket,
            gboolean         is_held)
{
  TroupeTicketState state = (TroupeTicketState) read_enum (TROUPE_TYPE_TICKET_STATE, row->state, TROUPE_TICKET_STATE_TODO);

  if (!is_held && (state == TROUPE_TICKET_STATE_RUNNING || state == TROUPE_TICKET_STATE_READY))
    state = TROUPE_TICKET_STATE_TODO;

  troupe_run_ticket_set_n_forgiven (ticket, row->n_forgiven);
  troupe_run_ticket_set_reason (ticket, row->reason);
  troupe_run_ticket_set_state (ticket, state);
}

static const char *
peek_text (JsonNode   *event,
           const char *name)
{
  JsonNode *member = json_object_get_member (json_node_get_object (event), name);

  return member != NULL && troupe_json_node_is_string (member) ? troupe_json_node_get_string (member) : NULL;
}

/* The track is as it was when the run began, or in an older ledger as it was changed last: all that was changed, in its order,
 * comes to the same from either. */
static void
apply_recast (const char *text,
              TroupeRun  *run)
{
  g_autoptr(JsonNode) event = text != NULL ? troupe_json_parse ("event", text, -1, NULL) : NULL;
  g_autoptr(GError) error = NULL;
  const char *change;
  const char *id;
  TroupeRunTicket *ticket;

  if (event == NULL || !JSON_NODE_HOLDS_OBJECT (event))
    return;

  change = peek_text (event, "change");
  id = peek_text (event, "ticket");
  ticket = id != NULL ? troupe_run_find_ticket (run, id) : NULL;
  if (change == NULL || ticket == NULL)
    return;
  if (!troupe_ticket_apply_text (troupe_run_ticket_get_ticket (ticket), change, &error))
    g_message ("What was changed of a ticket can't be read: %s", error->message);
}

static TroupeRun *
make_run (RunRows   *rows,
          gboolean   is_held,
          GError   **error)
{
  g_autoptr(TroupeTrack) track = make_track (rows, error);
  TroupeRun *run;

  if (track == NULL)
    return NULL;

  run = g_object_new (TROUPE_TYPE_RUN, "id", rows->record->id, "track", track, NULL);
  read_session (rows, run);
  troupe_ledger_terms_read (rows->terms, troupe_run_get_terms (run));
  troupe_ledger_know_run (run);
  for (guint i = 0; i < rows->recasts->len; i++)
    apply_recast (g_ptr_array_index (rows->recasts, i), run);
  for (guint i = 0; i < rows->attempts->len; i++)
    {
      AttemptRow *row = g_ptr_array_index (rows->attempts, i);
      TroupeRunTicket *ticket = troupe_run_find_ticket (run, row->ticket);

      if (ticket != NULL)
        add_attempt (row, ticket, is_held);
    }
  for (guint i = 0; i < rows->tickets->len; i++)
    {
      TicketRow *row = g_ptr_array_index (rows->tickets, i);
      TroupeRunTicket *ticket = troupe_run_find_ticket (run, row->id);

      if (ticket != NULL)
        set_ticket (row, ticket, is_held);
    }

  troupe_run_set_reason (run, rows->record->reason);
  troupe_run_set_state (run, !is_held && !troupe_run_record_is_over (rows->record)
                        ? TROUPE_RUN_STATE_PAUSED : rows->record->state);

  return run;
}

/**
 * troupe_ledger_load_run_async:
 * @self: the ledger
 * @id: the id of a run
 * @cancellable: (nullable): stops the waiting
 * @callback: called when it is read
 * @user_data: for @callback
 *
 * Reads a run as it was when something was last told of it.
 */
void
troupe_ledger_load_run_async (TroupeLedger        *self,
                              const char          *id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (TROUPE_IS_LEDGER (self));
  g_return_if_fail (id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_ledger_load_run_async);
  g_task_set_task_data (task, g_strdup (id), g_free);
  troupe_ledger_queue_work (self, task, load_run);
}

/**
 * troupe_ledger_load_run_finish:
 * @self: the ledger
 * @result: what the callback was given
 * @record: (out) (optional) (transfer full) (nullable): what else is known of it
 * @error: (optional): set on failure
 *
 * Ends troupe_ledger_load_run_async(). A run that nobody performs, or that troupe_ledger_take_run() took, is paused, and what ran
 * when it was cut off is to be done again. One that somebody else performs is as it is there at this moment.
 *
 * Errors are %TROUPE_STORE_ERROR_NOT_FOUND, %TROUPE_STORE_ERROR_LEDGER, in %TROUPE_JSON_ERROR, or %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): the run
 */
TroupeRun *
troupe_ledger_load_run_finish (TroupeLedger     *self,
                               GAsyncResult     *result,
                               TroupeRunRecord **record,
                               GError          **error)
{
  RunRows *rows;
  TroupeRun *run;
  gboolean is_ours;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (record != NULL)
    *record = NULL;
  rows = g_task_propagate_pointer (G_TASK (result), error);
  if (rows == NULL)
    return NULL;

  is_ours = g_hash_table_contains (self->locks, rows->record->id);
  if (is_ours)
    g_clear_pointer (&rows->record->holder, g_free);

  run = make_run (rows, rows->record->holder != NULL, error);
  if (run != NULL && record != NULL)
    *record = g_steal_pointer (&rows->record);
  run_rows_free (rows);

  return run;
}
