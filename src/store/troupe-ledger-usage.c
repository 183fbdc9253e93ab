/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "troupe-ledger-private.h"

/* What was used, added up. A sum in which nothing is known is unknown. */

typedef struct
{
  char           *run_id;       /* (nullable): of all runs */
  TroupeUsageKey  key;
} Question;

#define SUMS                                                                                                   \
  ", count(*), sum (input_tokens), sum (cache_read_tokens), sum (cache_write_tokens), sum (output_tokens),"    \
  " sum (cost), count (cost), sum (duration_ms) FROM usage WHERE run_id = coalesce (?, run_id) GROUP BY 1 ORDER BY min (id)"

static const char * const questions[] = {
  [TROUPE_USAGE_KEY_TICKET] = "SELECT ticket" SUMS,
  [TROUPE_USAGE_KEY_TIER] = "SELECT tier" SUMS,
  [TROUPE_USAGE_KEY_PERSONA] = "SELECT persona_id" SUMS,
  [TROUPE_USAGE_KEY_MODEL] = "SELECT coalesce (provider || '/', '') || coalesce (model_served, model_requested)" SUMS,
  [TROUPE_USAGE_KEY_RUN] = "SELECT run_id" SUMS,
};

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->run_id);
  g_free (question);
}

static gint64
get_count (sqlite3_stmt *statement,
           int           column)
{
  return sqlite3_column_type (statement, column) == SQLITE_NULL ? -1 : sqlite3_column_int64 (statement, column);
}

static TroupeUsageSum *
read_sum (sqlite3_stmt *statement)
{
  TroupeUsageSum *sum = g_new0 (TroupeUsageSum, 1);
  const char *key = (const char *) sqlite3_column_text (statement, 0);

  sum->key = key != NULL && *key != '\0' ? g_utf8_make_valid (key, -1) : NULL;
  sum->n_answers = (guint) sqlite3_column_int (statement, 1);
  sum->usage = TROUPE_USAGE_UNKNOWN;
  sum->usage.input = get_count (statement, 2);
  sum->usage.cache_read = get_count (statement, 3);
  sum->usage.cache_write = get_count (statement, 4);
  sum->usage.output = get_count (statement, 5);
  sum->cost = sqlite3_column_type (statement, 6) == SQLITE_NULL ? NAN : sqlite3_column_double (statement, 6);
  sum->n_costs = (guint) sqlite3_column_int (statement, 7);
  sum->duration_ms = get_count (statement, 8);

  return sum;
}

static void
sum_usage (TroupeLedgerDb *db,
           GTask          *task)
{
  Question *question = g_task_get_task_data (task);
  g_autoptr(GPtrArray) sums = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_usage_sum_free);
  g_autoptr(GError) error = NULL;
  sqlite3_stmt *statement = troupe_ledger_db_query (db, &error, questions[question->key], "s", question->run_id);

  while (statement != NULL && troupe_ledger_db_next (db, statement, &error))
    g_ptr_array_add (sums, read_sum (statement));

  if (error == NULL)
    g_task_return_pointer (task, g_steal_pointer (&sums), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * troupe_ledger_sum_usage_async:
 * @self: the ledger
 * @run_id: (nullable): the id of a run, or %NULL for all runs
 * @key: by what to add up
 * @cancellable: (nullable): stops the waiting
 * @callback: called when it is added up
 * @user_data: for @callback
 *
 * Adds up what runs have used.
 */
void
troupe_ledger_sum_usage_async (TroupeLedger        *self,
                               const char          *run_id,
                               TroupeUsageKey       key,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Question *question;
  GTask *task;

  g_return_if_fail (TROUPE_IS_LEDGER (self));
  g_return_if_fail ((guint) key < G_N_ELEMENTS (questions));

  question = g_new0 (Question, 1);
  question->run_id = g_strdup (run_id);
  question->key = key;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_ledger_sum_usage_async);
  g_task_set_task_data (task, question, question_free);
  troupe_ledger_queue_work (self, task, sum_usage);
}

/**
 * troupe_ledger_sum_usage_finish:
 * @self: the ledger
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_ledger_sum_usage_async().
 *
 * Errors are %TROUPE_STORE_ERROR_LEDGER or %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable) (element-type TroupeUsageSum): the sums, in the order in which the first of each was used
 */
GPtrArray *
troupe_ledger_sum_usage_finish (TroupeLedger  *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
