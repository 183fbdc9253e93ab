/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-ledger-private.h"

/*
 * The one thread that touches the file, and the queue in front of it.
 *
 * All that waits is taken at once and committed together, so that a burst costs one commit. What is urgent is taken at once;
 * streamed text waits a little, that more of it may go along, but never as long as its promise. The promise is kept here and not
 * by a timer of the main loop, which may be busy.
 *
 * A write that fails because the disk is full or somebody holds the file stays first in line, is tried again, and nothing that
 * came after it overtakes it. One that can never succeed is dropped and reported.
 */

/* How long streamed text may wait; the commit has to fit into 250 ms too. */
#define LAZY_US  (120 * G_TIME_SPAN_MILLISECOND)
#define RETRY_US (1 * G_TIME_SPAN_SECOND)

typedef struct
{
  TroupeLedgerWrite  write;       /* (nullable): else @work */
  gpointer           data;
  GDestroyNotify     data_free;
  TroupeLedgerWork   work;
  GTask             *task;        /* (owned) (nullable) */
} Job;

struct _TroupeLedgerThread
{
  gatomicrefcount   ref_count;
  char             *path;
  TroupeLedgerTold  told;
  gpointer          user_data;
  GDestroyNotify    user_data_free;
  GMainContext     *context;      /* (owned): of whoever made it */
  GThread          *thread;       /* (owned) (nullable) */

  /* Below the Lock */
  GMutex            lock;
  GCond             changed;
  GQueue            queue;        /* (owned) (element-type Job) */
  guint64           epoch;        /* how often the queue was taken */
  gint64            take_us;      /* when the queue has to be taken; G_MAXINT64 while it is empty */
  gboolean          is_stopping;
  gboolean          has_ended;

  /* Of the Thread */
  TroupeLedgerDb   *db;           /* (owned) (nullable) */
  GQueue            unwritten;    /* (owned) (element-type Job): taken, and not committed yet */
  GQueue            waiting;      /* (owned) (element-type Job): who waits for the next commit, and for nothing else */
  GError           *problem;      /* (owned) (nullable): why the last commit failed */
  GError           *end;          /* (owned) (nullable): why nothing will ever be written again */
  gint64            retry_us;
};

typedef struct
{
  TroupeLedgerThread *thread;     /* (owned) */
  GError             *error;      /* (owned) (nullable) */
} Message;

static Job *
job_new (TroupeLedgerWrite  write,
         gpointer           data,
         GDestroyNotify     data_free)
{
  Job *job = g_new0 (Job, 1);

  job->write = write;
  job->data = data;
  job->data_free = data_free;

  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->data_free != NULL)
    job->data_free (job->data);
  g_clear_object (&job->task);
  g_free (job);
}

static void
return_closed (Job *job)
{
  if (job->task != NULL)
    troupe_ledger_thread_return_closed (g_steal_pointer (&job->task));
  job_free (job);
}

static gboolean
nothing_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* A task may hold the last reference to the ledger, whose end waits for this thread: so it has to be let go of elsewhere. */
static void
return_reference (TroupeLedgerThread *self,
                  GTask              *task)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, nothing_cb, task, g_object_unref);
  g_source_attach (source, self->context);
}

static TroupeLedgerThread *
thread_ref (TroupeLedgerThread *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static void
message_free (gpointer data)
{
  Message *message = data;

  g_clear_error (&message->error);
  troupe_ledger_thread_unref (message->thread);
  g_free (message);
}

static gboolean
message_cb (gpointer data)
{
  Message *message = data;

  if (message->thread->told != NULL)
    message->thread->told (message->thread->user_data, message->error);

  return G_SOURCE_REMOVE;
}

/* @error is (nullable) (transfer full): what is wrong now */
static void
set_problem (TroupeLedgerThread *self,
             GError             *error)
{
  gboolean is_same = self->problem == NULL
    ? error == NULL
    : error != NULL && g_str_equal (error->message, self->problem->message);

  if (!is_same)
    {
      g_autoptr(GSource) source = g_idle_source_new ();
      Message *message = g_new0 (Message, 1);

      message->thread = thread_ref (self);
      message->error = error != NULL ? g_error_copy (error) : NULL;
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, message_cb, message, message_free);
      g_source_attach (source, self->context);
    }

  g_clear_error (&self->problem);
  self->problem = error;
}

/* Nothing more is written after this. @error is (transfer full). */
static void
give_up (TroupeLedgerThread *self,
         GError             *error)
{
  if (self->end == NULL)
    self->end = g_error_copy (error);
  set_problem (self, error);
  g_clear_pointer (&self->db, troupe_ledger_db_free);
  g_queue_clear_full (&self->unwritten, job_free);
}

/* Writes all of a job or nothing of it. */
static gboolean
run_write (TroupeLedgerThread  *self,
           Job                 *job,
           GError             **error)
{
  int code;

  if (!troupe_ledger_db_run (self->db, error, "SAVEPOINT job", ""))
    return FALSE;
  if (job->write (self->db, job->data, error))
    return troupe_ledger_db_run (self->db, error, "RELEASE job", "");

  /* Some failures have rolled back the whole transaction already. The code that counts is that of the job. */
  code = self->db->code;
  if (!sqlite3_get_autocommit (self->db->handle) &&
      troupe_ledger_db_run (self->db, NULL, "ROLLBACK TO job", ""))
    troupe_ledger_db_run (self->db, NULL, "RELEASE job", "");
  self->db->code = code;

  return FALSE;
}

/* Runs all writes in a transaction that was begun; those that can never succeed leave the line. */
static gboolean
run_writes (TroupeLedgerThread  *self,
            GError             **dropped,
            GError             **error)
{
  for (GList *link = self->unwritten.head, *next = NULL; link != NULL; link = next)
    {
      g_autoptr(GError) local_error = NULL;
      Job *job = link->data;

      next = link->next;
      if (run_write (self, job, &local_error))
        continue;

      if (troupe_ledger_db_is_transient (self->db) || troupe_ledger_db_is_damaged (self->db))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }

      g_message ("Something can't be written to the ledger: %s", local_error->message);
      job_free (job);
      g_queue_delete_link (&self->unwritten, link);
      if (sqlite3_get_autocommit (self->db->handle))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_clear_error (dropped);
      *dropped = g_steal_pointer (&local_error);
    }

  return TRUE;
}

static gboolean
commit (TroupeLedgerThread *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) dropped = NULL;

  if (self->end != NULL)
    {
      g_queue_clear_full (&self->unwritten, job_free);
      return FALSE;
    }
  if (self->db == NULL)
    return FALSE;
  if (g_queue_is_empty (&self->unwritten))
    return TRUE;

  if (troupe_ledger_db_execute (self->db, "BEGIN IMMEDIATE", &error) &&
      run_writes (self, &dropped, &error) &&
      troupe_ledger_db_execute (self->db, "COMMIT", &error))
    {
      g_queue_clear_full (&self->unwritten, job_free);
      set_problem (self, g_steal_pointer (&dropped));
      return self->problem == NULL;
    }

  if (troupe_ledger_db_is_damaged (self->db))
    {
      give_up (self, g_steal_pointer (&error));
      return FALSE;
    }

  if (!sqlite3_get_autocommit (self->db->handle))
    troupe_ledger_db_execute (self->db, "ROLLBACK", NULL);
  set_problem (self, g_steal_pointer (&error));
  self->retry_us = g_get_monotonic_time () + RETRY_US;

  return FALSE;
}

/* Commits, and answers those who wait for that alone: one flush of the disk for all of them. */
static void
settle (TroupeLedgerThread *self)
{
  gboolean ok = commit (self);
  Job *job;

  while ((job = g_queue_pop_head (&self->waiting)) != NULL)
    {
      if (self->end != NULL)
        g_task_return_error (job->task, g_error_copy (self->end));
      else if (ok)
        g_task_return_boolean (job->task, TRUE);
      else
        g_task_return_error (job->task, g_error_copy (self->problem));

      return_reference (self, g_steal_pointer (&job->task));
      job_free (job);
    }
}

/* @job is (transfer full) */
static void
run_work (TroupeLedgerThread *self,
          Job                *job)
{
  settle (self);

  if (self->end != NULL)
    {
      g_task_return_error (job->task, g_error_copy (self->end));
    }
  else
    {
      job->work (self->db, job->task);
      if (troupe_ledger_db_is_damaged (self->db))
        give_up (self, g_error_new (TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER,
                                    _("The ledger “%s” is damaged, so nothing is kept; move the file away to begin a new one."),
                                    self->path));
    }

  return_reference (self, g_steal_pointer (&job->task));
  job_free (job);
}

static void
open_db (TroupeLedgerThread *self)
{
  g_autoptr(GError) error = NULL;

  self->db = troupe_ledger_db_open (self->path, &error);
  if (self->db != NULL && troupe_ledger_schema_prepare (self->db, &error))
    return;

  give_up (self, g_steal_pointer (&error));
}

/* Waits for something to do and takes it. Returns: whether to go on after that. */
static gboolean
take (TroupeLedgerThread *self,
      GQueue             *taken)
{
  gboolean go_on;

  g_mutex_lock (&self->lock);
  while (!self->is_stopping)
    {
      gint64 until_us = self->take_us;

      if (!g_queue_is_empty (&self->unwritten))
        until_us = MIN (until_us, self->retry_us);

      if (until_us == G_MAXINT64)
        g_cond_wait (&self->changed, &self->lock);
      else if (until_us <= g_get_monotonic_time () || !g_cond_wait_until (&self->changed, &self->lock, until_us))
        break;
    }

  *taken = self->queue;
  g_queue_init (&self->queue);
  self->epoch++;
  self->take_us = G_MAXINT64;
  go_on = !self->is_stopping;
  g_mutex_unlock (&self->lock);

  return go_on;
}

static gpointer
run (gpointer data)
{
  TroupeLedgerThread *self = data;
  GQueue taken = G_QUEUE_INIT;
  gboolean go_on;
  Job *job;

  open_db (self);

  do
    {
      go_on = take (self, &taken);

      while ((job = g_queue_pop_head (&taken)) != NULL)
        {
          if (job->task == NULL)
            g_queue_push_tail (&self->unwritten, job);
          else if (job->work == NULL)
            g_queue_push_tail (&self->waiting, job);
          else
            run_work (self, job);
        }

      /* What is stuck is not tried for each piece that comes after it. */
      if (self->problem == NULL || !go_on || !g_queue_is_empty (&self->waiting) || self->retry_us <= g_get_monotonic_time ())
        settle (self);
    }
  while (go_on);

  g_queue_clear_full (&self->unwritten, job_free);
  g_clear_pointer (&self->db, troupe_ledger_db_free);

  g_mutex_lock (&self->lock);
  self->has_ended = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  troupe_ledger_thread_unref (self);

  return NULL;
}

/* Call with the lock held. @job is (transfer full). */
static void
push (TroupeLedgerThread *self,
      gboolean            is_urgent,
      Job                *job)
{
  gint64 take_us = is_urgent ? 0 : g_get_monotonic_time () + LAZY_US;

  if (self->is_stopping)
    {
      return_closed (job);
      return;
    }

  g_queue_push_tail (&self->queue, job);
  if (take_us >= self->take_us)
    return;

  self->take_us = take_us;
  g_cond_signal (&self->changed);
}

/**
 * troupe_ledger_thread_return_closed:
 * @task: (transfer full): what came too late
 *
 * Ends @task with an error that says that the ledger is closed.
 */
void
troupe_ledger_thread_return_closed (GTask *task)
{
  g_task_return_new_error (task, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER,
                           _("The ledger is closed; start Troupe again to use it."));
  g_object_unref (task);
}

/**
 * troupe_ledger_thread_new:
 * @path: where the ledger is
 * @told: (nullable): called in the main context of the caller when writing begins to fail, fails for another reason, or works again
 *   (no error)
 * @user_data: (transfer full): for @told
 * @user_data_free: (nullable): frees it
 *
 * Makes the queue. The thread begins with troupe_ledger_thread_start(); what is queued before waits for it.
 *
 * Returns: (transfer full): the thread
 */
TroupeLedgerThread *
troupe_ledger_thread_new (const char       *path,
                          TroupeLedgerTold  told,
                          gpointer          user_data,
                          GDestroyNotify    user_data_free)
{
  TroupeLedgerThread *self = g_new0 (TroupeLedgerThread, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->path = g_strdup (path);
  self->told = told;
  self->user_data = user_data;
  self->user_data_free = user_data_free;
  self->context = g_main_context_ref_thread_default ();
  self->take_us = G_MAXINT64;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);

  return self;
}

/**
 * troupe_ledger_thread_unref:
 * @self: (transfer full): the thread
 *
 * Lets go of it. While it runs it holds on to itself; see troupe_ledger_thread_stop().
 */
void
troupe_ledger_thread_unref (TroupeLedgerThread *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_queue_clear_full (&self->queue, job_free);
  g_queue_clear_full (&self->unwritten, job_free);
  g_clear_error (&self->problem);
  g_clear_error (&self->end);
  if (self->user_data_free != NULL)
    self->user_data_free (self->user_data);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->path);
  g_free (self);
}

/**
 * troupe_ledger_thread_start:
 * @self: the thread
 * @task: (transfer full): what waits for the file to be open
 * @work: (nullable): done before anything else, and returns from @task; without it that is done here
 *
 * Opens the file, in a thread of its own. If that fails, this task and all that come later get the error.
 */
void
troupe_ledger_thread_start (TroupeLedgerThread *self,
                            GTask              *task,
                            TroupeLedgerWork    work)
{
  Job *job = job_new (NULL, NULL, NULL);

  g_return_if_fail (self->thread == NULL);

  job->task = task;
  job->work = work;
  g_mutex_lock (&self->lock);
  g_queue_push_head (&self->queue, job);
  self->take_us = 0;
  g_mutex_unlock (&self->lock);

  self->thread = g_thread_new ("troupe-ledger", run, thread_ref (self));
}

/**
 * troupe_ledger_thread_write:
 * @self: the thread
 * @is_urgent: whether it should not wait for company
 * @write: does it, in a transaction, in the thread; perhaps more than once
 * @data: (transfer full): what to write
 * @data_free: (nullable): frees it, in any thread
 *
 * Queues a write. Writes are done in the order in which they were queued.
 */
void
troupe_ledger_thread_write (TroupeLedgerThread *self,
                            gboolean            is_urgent,
                            TroupeLedgerWrite   write,
                            gpointer            data,
                            GDestroyNotify      data_free)
{
  g_mutex_lock (&self->lock);
  push (self, is_urgent, job_new (write, data, data_free));
  g_mutex_unlock (&self->lock);
}

/**
 * troupe_ledger_thread_append:
 * @self: the thread
 * @tail: where the newest piece of the message is; zeroed when another kind of write was queued for it
 * @message_id: the message
 * @text: (nullable): what came
 * @text_length: its length in bytes
 * @reasoning: (nullable): what came of the reasoning
 * @reasoning_length: its length in bytes
 *
 * Queues more of a message. While the piece before still waits, it grows; so this costs no more than the text is long.
 */
void
troupe_ledger_thread_append (TroupeLedgerThread *self,
                             TroupeLedgerTail   *tail,
                             gint64              message_id,
                             const char         *text,
                             gsize               text_length,
                             const char         *reasoning,
                             gsize               reasoning_length)
{
  g_mutex_lock (&self->lock);

  if (self->is_stopping)
    {
      g_mutex_unlock (&self->lock);
      return;
    }

  if (tail->piece == NULL || tail->epoch != self->epoch)
    {
      tail->piece = g_new0 (TroupeLedgerPiece, 1);
      tail->piece->message_id = message_id;
      tail->piece->text = g_string_new (NULL);
      tail->piece->reasoning = g_string_new (NULL);
      tail->epoch = self->epoch;
      push (self, FALSE, job_new (troupe_ledger_piece_write, tail->piece, (GDestroyNotify) troupe_ledger_piece_free));
    }

  if (text_length > 0)
    g_string_append_len (tail->piece->text, text, (gssize) text_length);
  if (reasoning_length > 0)
    g_string_append_len (tail->piece->reasoning, reasoning, (gssize) reasoning_length);

  g_mutex_unlock (&self->lock);
}

/**
 * troupe_ledger_thread_work:
 * @self: the thread
 * @task: (transfer full): what waits for the result
 * @work: (nullable): returns from @task, in the thread; without it @task returns %TRUE when all is written
 *
 * Queues something to be done when all that was queued before is committed.
 */
void
troupe_ledger_thread_work (TroupeLedgerThread *self,
                           GTask              *task,
                           TroupeLedgerWork    work)
{
  Job *job = job_new (NULL, NULL, NULL);

  job->task = task;
  job->work = work;
  g_mutex_lock (&self->lock);
  push (self, TRUE, job);
  g_mutex_unlock (&self->lock);
}

/**
 * troupe_ledger_thread_stop:
 * @self: the thread
 * @timeout_us: how long to wait
 *
 * Writes what is queued and ends the thread. If that takes too long the thread goes on alone, and ends when it can.
 *
 * Returns: whether it has ended
 */
gboolean
troupe_ledger_thread_stop (TroupeLedgerThread *self,
                           gint64              timeout_us)
{
  gint64 end_us = g_get_monotonic_time () + timeout_us;
  gboolean has_ended;
  Job *job;

  g_mutex_lock (&self->lock);
  self->is_stopping = TRUE;
  if (self->thread == NULL)
    {
      while ((job = g_queue_pop_head (&self->queue)) != NULL)
        return_closed (job);
      g_mutex_unlock (&self->lock);
      return TRUE;
    }

  g_cond_broadcast (&self->changed);
  while (!self->has_ended && g_cond_wait_until (&self->changed, &self->lock, end_us))
    continue;
  has_ended = self->has_ended;
  g_mutex_unlock (&self->lock);

  if (has_ended)
    g_thread_join (g_steal_pointer (&self->thread));
  else
    g_thread_unref (g_steal_pointer (&self->thread));

  return has_ended;
}
