/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "troupe-enum-types.h"
#include "troupe-ledger-private.h"
#include "troupe-run-lock.h"

/* The runs that there were, and who performs one. */

#define RUN_COLUMNS                                                                                                \
  "SELECT id, project, track_id, title, state, reason, last_resort, EXISTS (SELECT 1 FROM run_tracks WHERE run_id = runs.id), jobs, tickets, started_us," \
  " updated_us, finished_us, (SELECT count(*) FROM run_tickets WHERE run_id = runs.id AND run_tickets.state = 'completed')" \
  " FROM runs"

/* Returns (transfer full): where the lock files of the ledger at @path are */
static char *
make_lock_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_build_filename (folder, "runs", NULL);
}

static char *
dup_column (sqlite3_stmt *statement,
            int           column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static TroupeRunRecord *
read_record (TroupeLedgerDb *db,
             sqlite3_stmt   *statement)
{
  TroupeRunRecord *record = g_new0 (TroupeRunRecord, 1);
  g_autofree char *state = dup_column (statement, 4);
  g_autofree char *folder = make_lock_folder (db->path);
  int value;

  record->id = dup_column (statement, 0);
  record->project = dup_column (statement, 1);
  record->track_id = dup_column (statement, 2);
  record->title = dup_column (statement, 3);
  record->state = state != NULL && troupe_enum_from_nick (TROUPE_TYPE_RUN_STATE, state, &value)
    ? (TroupeRunState) value : TROUPE_RUN_STATE_FAILED;
  record->reason = dup_column (statement, 5);
  record->last_resort = dup_column (statement, 6);
  record->has_track = sqlite3_column_int (statement, 7) != 0;
  record->n_jobs = (guint) CLAMP (sqlite3_column_int64 (statement, 8), 0, G_MAXINT);
  record->n_tickets = (guint) CLAMP (sqlite3_column_int64 (statement, 9), 0, G_MAXINT);
  record->started_us = sqlite3_column_int64 (statement, 10);
  record->updated_us = sqlite3_column_int64 (statement, 11);
  record->finished_us = sqlite3_column_int64 (statement, 12);
  record->used.usage = TROUPE_USAGE_UNKNOWN;
  record->used.cost = NAN;
  record->used.duration_ms = -1;
  record->n_completed = (guint) CLAMP (sqlite3_column_int64 (statement, 13), 0, G_MAXINT);
  if (!troupe_run_record_is_over (record))
    record->holder = troupe_run_lock_dup_holder (folder, record->id);

  return record;
}

/*
 * troupe_ledger_run_find:
 * @db: a connection
 * @id: the id of a run
 * @error: (optional): set on failure
 *
 * Reads the record of a run. Any thread that owns @db.
 *
 * Returns: (transfer full) (nullable): the record; %NULL with @error unset if there is none
 */
TroupeRunRecord *
troupe_ledger_run_find (TroupeLedgerDb  *db,
                        const char      *id,
                        GError         **error)
{
  sqlite3_stmt *statement = troupe_ledger_db_query (db, error, RUN_COLUMNS " WHERE id = ?", "s", id);
  TroupeRunRecord *record;

  if (statement == NULL || !troupe_ledger_db_next (db, statement, error))
    return NULL;

  record = read_record (db, statement);
  sqlite3_reset (statement);

  return record;
}

static void
list_runs (TroupeLedgerDb *db,
           GTask          *task)
{
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_run_record_free);
  g_autoptr(GError) error = NULL;
  sqlite3_stmt *statement = troupe_ledger_db_query (db, &error, RUN_COLUMNS " WHERE project IS ? ORDER BY started_us DESC, id DESC",
                                                    "s", g_task_get_task_data (task));

  while (statement != NULL && troupe_ledger_db_next (db, statement, &error))
    g_ptr_array_add (records, read_record (db, statement));

  if (error == NULL)
    g_task_return_pointer (task, g_steal_pointer (&records), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * troupe_ledger_list_runs_async:
 * @self: the ledger
 * @project: (nullable): a project; %NULL for the runs that belong to none
 * @cancellable: (nullable): stops the waiting
 * @callback: called when they are read
 * @user_data: for @callback
 *
 * Reads which runs there were of a project's tracks, without their tickets.
 */
void
troupe_ledger_list_runs_async (TroupeLedger        *self,
                               const char          *project,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (TROUPE_IS_LEDGER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_ledger_list_runs_async);
  g_task_set_task_data (task, g_strdup (project), g_free);
  troupe_ledger_queue_work (self, task, list_runs);
}

/**
 * troupe_ledger_list_runs_finish:
 * @self: the ledger
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_ledger_list_runs_async().
 *
 * Errors are %TROUPE_STORE_ERROR_LEDGER or %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable) (element-type TroupeRunRecord): the runs, the newest first
 */
GPtrArray *
troupe_ledger_list_runs_finish (TroupeLedger  *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
list_events (TroupeLedgerDb *db,
             GTask          *task)
{
  g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  sqlite3_stmt *statement = troupe_ledger_db_query (db, &error, "SELECT event FROM run_events WHERE run_id = ? ORDER BY id", "s",
                                                    g_task_get_task_data (task));

  while (statement != NULL && troupe_ledger_db_next (db, statement, &error))
    g_ptr_array_add (events, dup_column (statement, 0));

  if (error == NULL)
    g_task_return_pointer (task, g_steal_pointer (&events), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * troupe_ledger_list_events_async:
 * @self: the ledger
 * @run_id: the id of a run
 * @cancellable: (nullable): stops the waiting
 * @callback: called when they are read
 * @user_data: for @callback
 *
 * Reads what happened in a run.
 */
void
troupe_ledger_list_events_async (TroupeLedger        *self,
                                 const char          *run_id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (TROUPE_IS_LEDGER (self));
  g_return_if_fail (run_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_ledger_list_events_async);
  g_task_set_task_data (task, g_strdup (run_id), g_free);
  troupe_ledger_queue_work (self, task, list_events);
}

/**
 * troupe_ledger_list_events_finish:
 * @self: the ledger
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_ledger_list_events_async().
 *
 * Errors are %TROUPE_STORE_ERROR_LEDGER or %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the events in order, a JSON object each; none of a run that there is not
 */
GPtrArray *
troupe_ledger_list_events_finish (TroupeLedger  *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * troupe_ledger_take_run:
 * @self: the ledger
 * @run_id: the id of a run
 * @error: (optional): set on failure
 *
 * Makes this process the one that performs a run, until troupe_ledger_release_run() or the end of the run. A run that begins is
 * taken by itself.
 *
 * Errors are %TROUPE_STORE_ERROR_BUSY, with who has it, and %TROUPE_STORE_ERROR_LEDGER.
 *
 * Returns: whether it is this process
 */
gboolean
troupe_ledger_take_run (TroupeLedger  *self,
                        const char    *run_id,
                        GError       **error)
{
  g_autofree char *folder = NULL;
  TroupeRunLock *lock;

  g_return_val_if_fail (TROUPE_IS_LEDGER (self), FALSE);
  g_return_val_if_fail (run_id != NULL, FALSE);

  if (g_hash_table_contains (self->locks, run_id))
    return TRUE;

  folder = make_lock_folder (self->path);
  lock = troupe_run_lock_take (folder, run_id, error);
  if (lock == NULL)
    return FALSE;

  g_hash_table_insert (self->locks, g_strdup (run_id), lock);
  return TRUE;
}

/**
 * troupe_ledger_release_run:
 * @self: the ledger
 * @run_id: the id of a run
 *
 * Lets others perform a run. What was told of it should be on the disk by then.
 */
void
troupe_ledger_release_run (TroupeLedger *self,
                           const char   *run_id)
{
  g_return_if_fail (TROUPE_IS_LEDGER (self));

  g_hash_table_remove (self->locks, run_id);
}
