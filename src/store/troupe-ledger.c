/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-clock.h"
#include "troupe-ledger-private.h"
#include "troupe-run-lock.h"

/**
 * TroupeLedger:
 *
 * The record of what was said and of what happened, in an SQLite file that several processes may use at once.
 *
 * All of SQLite is on a thread of its own. Here, on the main thread, what is to be written is copied and queued, which costs no
 * waiting: a state, a question or a draft is taken by the thread at once, streamed text is committed within 250 ms of its save. After a crash everything
 * up to the last commit is there; an answer that was coming in is loaded as one that was cut off.
 *
 * When the file can't be used, #TroupeLedger:problem says so in one sentence and the program goes on without it. It is never
 * removed or replaced. When only a write fails, because the disk is full or somebody holds the file, what was to be written stays
 * queued and is tried again; the problem goes when that succeeds.
 *
 * Ids are made here and at once: 41 bits of time and 22 that each process draws, so they sort and two processes make none twice.
 */

/* How long the end of the program may be held up. */
#define CLOSE_US      (6 * G_TIME_SPAN_SECOND)
/* What was deleted and not purged, because its process crashed, goes after so long; sooner another process may still undo. */
#define PURGE_US      (1 * G_TIME_SPAN_HOUR)

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE_WITH_CODE (TroupeLedger, troupe_ledger, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TROUPE_TYPE_RECORDER, troupe_ledger_recorder_init))

static gboolean
write_purge (TroupeLedgerDb  *db,
             gpointer         data,
             GError         **error)
{
  GArray *ids = data;

  for (guint i = 0; i < ids->len; i++)
    {
      if (!troupe_ledger_db_run (db, error, "DELETE FROM conversations WHERE id = ? AND deleted_us > 0", "i",
                                 g_array_index (ids, gint64, i)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_old_purge (TroupeLedgerDb  *db,
                 gpointer         data,
                 GError         **error)
{
  return troupe_ledger_db_run (db, error, "DELETE FROM conversations WHERE deleted_us > 0 AND deleted_us < ?", "i",
                               *(gint64 *) data);
}

static void
told_cb (gpointer      user_data,
         const GError *error)
{
  g_autoptr(TroupeLedger) self = g_weak_ref_get (user_data);

  if (self == NULL)
    return;

  g_clear_error (&self->problem);
  self->problem = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
troupe_ledger_dispose (GObject *object)
{
  TroupeLedger *self = TROUPE_LEDGER (object);

  troupe_ledger_close (self);

  G_OBJECT_CLASS (troupe_ledger_parent_class)->dispose (object);
}

static void
troupe_ledger_finalize (GObject *object)
{
  TroupeLedger *self = TROUPE_LEDGER (object);

  g_clear_error (&self->problem);
  g_hash_table_unref (self->streams);
  g_hash_table_unref (self->deleted);
  g_hash_table_unref (self->superseded);
  g_hash_table_unref (self->locks);
  g_free (self->path);
  g_free (self->project);

  G_OBJECT_CLASS (troupe_ledger_parent_class)->finalize (object);
}

static void
troupe_ledger_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  TroupeLedger *self = TROUPE_LEDGER (object);

  switch (property_id)
    {
    case PROP_PROBLEM:
      g_value_set_boxed (value, troupe_ledger_get_problem (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_ledger_class_init (TroupeLedgerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_ledger_dispose;
  object_class->finalize = troupe_ledger_finalize;
  object_class->get_property = troupe_ledger_get_property;

  properties[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, G_TYPE_ERROR,
                                                 G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_ledger_init (TroupeLedger *self)
{
  self->streams = g_hash_table_new_full (NULL, NULL, NULL, troupe_ledger_stream_free);
  self->deleted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->superseded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->locks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) troupe_run_lock_free);
  self->lane = g_random_int ();
}

/**
 * troupe_ledger_new:
 * @file: where the ledger is, or will be; a local file
 *
 * Makes a ledger that is not open yet. What is saved before it is open is written when it is.
 *
 * Returns: (transfer full): the ledger
 */
TroupeLedger *
troupe_ledger_new (GFile *file)
{
  TroupeLedger *self;
  GWeakRef *weak;

  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (g_file_is_native (file), NULL);

  self = g_object_new (TROUPE_TYPE_LEDGER, NULL);
  self->path = g_strdup (g_file_peek_path (file));

  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  self->thread = troupe_ledger_thread_new (g_file_peek_path (file), told_cb, weak, weak_ref_free);

  return self;
}

/**
 * troupe_ledger_get_project:
 * @self: the ledger
 *
 * Gets the project that new conversations and runs belong to.
 *
 * Returns: (nullable): the project; %NULL for none
 */
const char *
troupe_ledger_get_project (TroupeLedger *self)
{
  g_return_val_if_fail (TROUPE_IS_LEDGER (self), NULL);

  return self->project;
}

/**
 * troupe_ledger_set_project:
 * @self: the ledger
 * @project: (nullable): a project, for example the URI of its folder; %NULL for none
 *
 * Says what the conversations and runs belong to that are written for the first time from now on. Without it, that is the project
 * whose conversations are listed first.
 */
void
troupe_ledger_set_project (TroupeLedger *self,
                           const char   *project)
{
  char *copy;

  g_return_if_fail (TROUPE_IS_LEDGER (self));

  copy = g_strdup (project);
  g_free (self->project);
  self->project = copy;
  self->has_project = TRUE;
}

/**
 * troupe_ledger_get_problem:
 * @self: the ledger
 *
 * Gets why what happens is not written at the moment. #TroupeLedger:problem notifies when it changes.
 *
 * Returns: (transfer none) (nullable): an error in %TROUPE_STORE_ERROR_LEDGER; %NULL when all is well
 */
const GError *
troupe_ledger_get_problem (TroupeLedger *self)
{
  g_return_val_if_fail (TROUPE_IS_LEDGER (self), NULL);

  return self->problem;
}

/*
 * troupe_ledger_queue_write:
 * @self: the ledger
 * @is_urgent: whether it should not wait for company
 * @func: does it, in the thread
 * @data: (transfer full): what to write
 * @data_free: frees it
 *
 * Queues a write; when the ledger is closed it comes to nothing.
 */
void
troupe_ledger_queue_write (TroupeLedger      *self,
                           gboolean           is_urgent,
                           TroupeLedgerWrite  func,
                           gpointer           data,
                           GDestroyNotify     data_free)
{
  if (self->thread != NULL)
    troupe_ledger_thread_write (self->thread, is_urgent, func, data, data_free);
  else
    data_free (data);
}

/*
 * troupe_ledger_queue_work:
 * @self: the ledger
 * @task: (transfer full): what waits for the result
 * @work: (nullable): returns from @task, in the thread; without it @task returns %TRUE when all is written
 *
 * Queues a question; when the ledger is closed it is answered so.
 */
void
troupe_ledger_queue_work (TroupeLedger     *self,
                          GTask            *task,
                          TroupeLedgerWork  work)
{
  if (self->thread == NULL)
    {
      troupe_ledger_thread_return_closed (task);
      return;
    }

  troupe_ledger_thread_work (self->thread, task, work);
}

/**
 * troupe_ledger_open_async:
 * @self: a ledger that was not opened yet
 * @cancellable: (nullable): unused, as the thread has to end what it began
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Opens the file, makes it where there is none, brings an older one up to date, and purges what was deleted long ago.
 */
void
troupe_ledger_open_async (TroupeLedger        *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;
  gint64 *before_us;

  g_return_if_fail (TROUPE_IS_LEDGER (self));
  g_return_if_fail (!self->is_started);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_ledger_open_async);
  if (self->thread == NULL)
    {
      troupe_ledger_thread_return_closed (task);
      return;
    }

  self->is_started = TRUE;
  troupe_ledger_thread_start (self->thread, task, NULL);

  before_us = g_new (gint64, 1);
  *before_us = troupe_clock_get_real_us () - PURGE_US;
  troupe_ledger_queue_write (self, FALSE, write_old_purge, before_us, g_free);
}

/**
 * troupe_ledger_open_finish:
 * @self: the ledger
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_ledger_open_async().
 *
 * Errors are %TROUPE_STORE_ERROR_LEDGER: go on without the ledger, and show the sentence. The file is then as it was.
 *
 * Returns: whether the ledger is open
 */
gboolean
troupe_ledger_open_finish (TroupeLedger  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * troupe_ledger_flush_async:
 * @self: the ledger
 * @cancellable: (nullable): stops the waiting
 * @callback: called when all that was saved before is committed
 * @user_data: for @callback
 *
 * Waits until what was saved is on the disk.
 */
void
troupe_ledger_flush_async (TroupeLedger        *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (TROUPE_IS_LEDGER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_ledger_flush_async);
  troupe_ledger_queue_work (self, task, NULL);
}

/**
 * troupe_ledger_flush_finish:
 * @self: the ledger
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_ledger_flush_async().
 *
 * Errors are %TROUPE_STORE_ERROR_LEDGER or %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether all is on the disk
 */
gboolean
troupe_ledger_flush_finish (TroupeLedger  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * troupe_ledger_close:
 * @self: the ledger
 *
 * Writes what is queued, purges what was deleted here, and lets go of the file. This waits, but for no more than a few seconds.
 * What is saved after it is lost.
 */
void
troupe_ledger_close (TroupeLedger *self)
{
  TroupeLedgerThread *thread;
  GHashTableIter iter;
  gint64 *id;

  g_return_if_fail (TROUPE_IS_LEDGER (self));

  if (self->thread == NULL)
    return;

  if (g_hash_table_size (self->deleted) > 0)
    {
      GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

      g_hash_table_iter_init (&iter, self->deleted);
      while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
        g_array_append_val (ids, *id);
      troupe_ledger_queue_write (self, TRUE, write_purge, ids, (GDestroyNotify) g_array_unref);
      g_hash_table_remove_all (self->deleted);
    }

  g_hash_table_remove_all (self->streams);
  thread = g_steal_pointer (&self->thread);
  if (!troupe_ledger_thread_stop (thread, CLOSE_US))
    g_message ("The ledger is still being written when it should be closed");
  troupe_ledger_thread_unref (thread);
  g_hash_table_remove_all (self->locks);
}
