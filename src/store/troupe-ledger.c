/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-clock.h"
#include "troupe-json.h"
#include "troupe-ledger-private.h"

/**
 * TroupeLedger:
 *
 * The record of what was said and of what happened, in an SQLite file that several processes may use at once.
 *
 * All of SQLite is on a thread of its own. Here, on the main thread, what is to be written is copied and queued, which costs no
 * waiting: a state, a question or a draft is committed at once, streamed text within 250 ms of its save. After a crash everything
 * up to the last commit is there; an answer that was coming in is loaded as one that was cut off.
 *
 * When the file can't be used, #TroupeLedger:problem says so in one sentence and the program goes on without it. It is never
 * removed or replaced. When only a write fails, because the disk is full or somebody holds the file, what was to be written stays
 * queued and is tried again; the problem goes when that succeeds.
 *
 * Ids are made here and at once: 41 bits of time and 22 that each process draws, so they sort and two processes make none twice.
 */
struct _TroupeLedger
{
  GObject             parent_instance;

  /* Input */
  GFile              *file;
  char               *project;        /* (nullable) */
  gboolean            has_project;    /* somebody said which */

  /* Owned References */
  TroupeLedgerThread *thread;         /* (nullable): gone when closed */
  GHashTable         *streams;        /* (owned) (element-type TroupeMessage Stream) */
  GHashTable         *deleted;        /* (owned) ids that are purged at the end */
  GError             *problem;        /* (owned) (nullable) */

  /* In Progress */
  gboolean            is_started;
  guint               lane;
  guint64             last_ms;
};

/* A message whose text is coming in, and how much of it is queued already. */
typedef struct
{
  TroupeMessage    *message;          /* (owned) */
  gulong            notify_id;
  gboolean          is_changed;       /* more than text */
  gsize             n_text;
  gsize             n_reasoning;
  TroupeLedgerTail  tail;
} Stream;

/* The messages of a conversation as they were last seen, to know which were taken out. */
typedef struct
{
  GWeakRef    ledger;
  GListModel *list;                   /* (owned) */
  gulong      changed_id;
  GPtrArray  *messages;               /* (owned) (element-type TroupeMessage) */
} Followed;

typedef struct
{
  TroupeRunState  state;
  char           *reason;
} RunSeen;

typedef struct
{
  TroupeConversation *conversation;   /* (owned) */
  gint64              id;
} Load;

/* How long the end of the program may be held up. */
#define CLOSE_US      (6 * G_TIME_SPAN_SECOND)
/* What was deleted and not purged, because its process crashed, goes after so long; sooner another process may still undo. */
#define PURGE_US      (1 * G_TIME_SPAN_HOUR)
#define LANE_BITS     22
#define EPOCH_MS      G_GINT64_CONSTANT (1577836800000)   /* 2020 */

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void troupe_ledger_recorder_init (TroupeRecorderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TroupeLedger, troupe_ledger, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TROUPE_TYPE_RECORDER, troupe_ledger_recorder_init))

static G_DEFINE_QUARK (troupe-ledger-followed, followed)
static G_DEFINE_QUARK (troupe-ledger-run-seen, run_seen)

static gint64
make_id (TroupeLedger *self)
{
  gint64 now_ms = troupe_clock_get_real_us () / 1000 - EPOCH_MS;

  /* More than one in a millisecond borrow from the next. */
  self->last_ms = MAX (self->last_ms + 1, (guint64) MAX (now_ms, 0));

  return (gint64) (((self->last_ms << LANE_BITS) | self->lane) & G_MAXINT64);
}

static void
stream_free (gpointer data)
{
  Stream *stream = data;

  g_clear_signal_handler (&stream->notify_id, stream->message);
  g_object_unref (stream->message);
  g_free (stream);
}

static void
run_seen_free (gpointer data)
{
  RunSeen *seen = data;

  g_free (seen->reason);
  g_free (seen);
}

static void
load_free (gpointer data)
{
  Load *load = data;

  g_object_unref (load->conversation);
  g_free (load);
}

static void
followed_free (gpointer data)
{
  Followed *followed = data;

  g_clear_signal_handler (&followed->changed_id, followed->list);
  g_weak_ref_clear (&followed->ledger);
  g_object_unref (followed->list);
  g_ptr_array_unref (followed->messages);
  g_free (followed);
}

static void
free_ids (gpointer data)
{
  g_array_unref (data);
}

static gboolean
write_removal (TroupeLedgerDb  *db,
               gpointer         data,
               GError         **error)
{
  GArray *ids = data;

  for (guint i = 0; i < ids->len; i++)
    {
      if (!troupe_ledger_db_run (db, error, "DELETE FROM messages WHERE id = ?", "i", g_array_index (ids, gint64, i)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_deletion (TroupeLedgerDb  *db,
                gpointer         data,
                GError         **error)
{
  const gint64 *values = data;

  return troupe_ledger_db_run (db, error, "UPDATE conversations SET deleted_us = ? WHERE id = ?", "ii", values[1], values[0]);
}

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
queue_write (TroupeLedger      *self,
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

static void
messages_changed_cb (GListModel *list,
                     guint       position,
                     guint       n_removed,
                     guint       n_added,
                     Followed   *followed)
{
  g_autoptr(TroupeLedger) self = g_weak_ref_get (&followed->ledger);
  g_autoptr(GArray) gone = NULL;

  if (self == NULL)
    return;

  gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = position; i < position + n_removed; i++)
    {
      TroupeMessage *message = g_ptr_array_index (followed->messages, i);
      gint64 id = troupe_message_get_id (message);

      g_hash_table_remove (self->streams, message);
      g_array_append_val (gone, id);
    }
  if (n_removed > 0)
    g_ptr_array_remove_range (followed->messages, position, n_removed);

  /* In the order of the list, which the ids have to keep. */
  for (guint i = position; i < position + n_added; i++)
    {
      TroupeMessage *message = g_list_model_get_item (list, i);

      if (troupe_message_get_id (message) == 0)
        troupe_message_set_id (message, make_id (self));
      g_ptr_array_insert (followed->messages, (int) i, message);
    }

  if (gone->len > 0)
    queue_write (self, TRUE, write_removal, g_steal_pointer (&gone), free_ids);
}

/* Gives the conversation and its messages ids, and from now on sees what is added and taken out. */
static void
follow (TroupeLedger       *self,
        TroupeConversation *conversation)
{
  Followed *followed = g_object_get_qdata (G_OBJECT (conversation), followed_quark ());
  g_autoptr(TroupeLedger) ledger = followed != NULL ? g_weak_ref_get (&followed->ledger) : NULL;

  if (ledger == self)
    return;

  if (troupe_conversation_get_id (conversation) == 0)
    troupe_conversation_set_id (conversation, make_id (self));

  followed = g_new0 (Followed, 1);
  g_weak_ref_init (&followed->ledger, self);
  followed->list = g_object_ref (troupe_conversation_list_messages (conversation));
  followed->messages = g_ptr_array_new_with_free_func (g_object_unref);
  g_object_set_qdata_full (G_OBJECT (conversation), followed_quark (), followed, followed_free);

  messages_changed_cb (followed->list, 0, 0, g_list_model_get_n_items (followed->list), followed);
  followed->changed_id = g_signal_connect (followed->list, "items-changed", G_CALLBACK (messages_changed_cb), followed);
}

static void
troupe_ledger_save_conversation (TroupeRecorder     *recorder,
                                 TroupeConversation *conversation)
{
  TroupeLedger *self = TROUPE_LEDGER (recorder);

  follow (self, conversation);
  queue_write (self, TRUE, troupe_ledger_conversation_write, troupe_ledger_conversation_new (conversation, self->project),
               (GDestroyNotify) troupe_ledger_conversation_free);
}

static void
message_notify_cb (TroupeMessage *message,
                   GParamSpec    *pspec,
                   Stream        *stream)
{
  stream->is_changed = TRUE;
}

static Stream *
ensure_stream (TroupeLedger  *self,
               TroupeMessage *message)
{
  Stream *stream = g_hash_table_lookup (self->streams, message);

  if (stream != NULL)
    return stream;

  stream = g_new0 (Stream, 1);
  stream->message = g_object_ref (message);
  stream->notify_id = g_signal_connect (message, "notify", G_CALLBACK (message_notify_cb), stream);
  g_hash_table_insert (self->streams, message, stream);

  return stream;
}

/* Queues only what came since the last time. Returns: whether that was enough. */
static gboolean
save_tail (TroupeLedger  *self,
           TroupeMessage *message)
{
  Stream *stream = g_hash_table_lookup (self->streams, message);
  const char *text;
  const char *reasoning;
  gsize text_length;
  gsize reasoning_length;

  if (stream == NULL || stream->is_changed || self->thread == NULL)
    return FALSE;

  text = troupe_message_get_text (message) + stream->n_text;
  text_length = troupe_message_get_text_length (message) - stream->n_text;
  reasoning = troupe_message_get_reasoning (message);
  reasoning = reasoning != NULL ? reasoning + stream->n_reasoning : "";
  reasoning_length = strlen (reasoning);

  if (text_length > 0 || reasoning_length > 0)
    troupe_ledger_thread_append (self->thread, &stream->tail, troupe_message_get_id (message),
                                 text, text_length, reasoning, reasoning_length);
  stream->n_text += text_length;
  stream->n_reasoning += reasoning_length;

  return TRUE;
}

static void
troupe_ledger_save_message (TroupeRecorder     *recorder,
                            TroupeConversation *conversation,
                            TroupeMessage      *message)
{
  TroupeLedger *self = TROUPE_LEDGER (recorder);

  if (save_tail (self, message))
    return;

  if (troupe_conversation_get_id (conversation) == 0)
    troupe_ledger_save_conversation (recorder, conversation);
  follow (self, conversation);
  if (troupe_message_get_id (message) == 0)
    troupe_message_set_id (message, make_id (self));

  if (troupe_message_is_streaming (message))
    {
      Stream *stream = ensure_stream (self, message);
      const char *reasoning = troupe_message_get_reasoning (message);

      stream->is_changed = FALSE;
      stream->n_text = troupe_message_get_text_length (message);
      stream->n_reasoning = reasoning != NULL ? strlen (reasoning) : 0;
      stream->tail.piece = NULL;
    }
  else
    {
      g_hash_table_remove (self->streams, message);
    }

  queue_write (self, TRUE, troupe_ledger_message_write,
               troupe_ledger_message_new (message, troupe_conversation_get_id (conversation)),
               (GDestroyNotify) troupe_ledger_message_free);
}

/* Whether the run itself is to be written too. */
static gboolean
see_run (TroupeRun *run)
{
  RunSeen *seen = g_object_get_qdata (G_OBJECT (run), run_seen_quark ());

  if (seen != NULL && seen->state == troupe_run_get_state (run) && g_strcmp0 (seen->reason, troupe_run_get_reason (run)) == 0)
    return FALSE;

  seen = g_new0 (RunSeen, 1);
  seen->state = troupe_run_get_state (run);
  seen->reason = g_strdup (troupe_run_get_reason (run));
  g_object_set_qdata_full (G_OBJECT (run), run_seen_quark (), seen, run_seen_free);

  return TRUE;
}

static gboolean
is_stream_event (JsonNode *event)
{
  JsonNode *member = NULL;
  const char *name = NULL;

  if (JSON_NODE_HOLDS_OBJECT (event))
    member = json_object_get_member (json_node_get_object (event), "event");
  if (member != NULL && troupe_json_node_is_string (member))
    name = troupe_json_node_get_string (member);

  return g_strcmp0 (name, "text") == 0 || g_strcmp0 (name, "reasoning") == 0;
}

static void
troupe_ledger_run_event (TroupeRecorder *recorder,
                         TroupeRun      *run,
                         JsonNode       *event)
{
  TroupeLedger *self = TROUPE_LEDGER (recorder);

  queue_write (self, !is_stream_event (event), troupe_ledger_event_write,
               troupe_ledger_event_new (run, event, self->project, see_run (run)), (GDestroyNotify) troupe_ledger_event_free);
}

static void
troupe_ledger_recorder_init (TroupeRecorderInterface *iface)
{
  iface->save_conversation = troupe_ledger_save_conversation;
  iface->save_message = troupe_ledger_save_message;
  iface->run_event = troupe_ledger_run_event;
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

  g_clear_object (&self->file);
  g_clear_error (&self->problem);
  g_hash_table_unref (self->streams);
  g_hash_table_unref (self->deleted);
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
  self->streams = g_hash_table_new_full (NULL, NULL, NULL, stream_free);
  self->deleted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->lane = g_random_int () & ((1u << LANE_BITS) - 1);
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
  self->file = g_object_ref (file);

  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  self->thread = troupe_ledger_thread_new (g_file_peek_path (file), told_cb, weak, weak_ref_free);

  return self;
}

/**
 * troupe_ledger_get_file:
 * @self: the ledger
 *
 * Gets where it is.
 *
 * Returns: (transfer none): the file
 */
GFile *
troupe_ledger_get_file (TroupeLedger *self)
{
  g_return_val_if_fail (TROUPE_IS_LEDGER (self), NULL);

  return self->file;
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

/* Ends @task at once when the ledger is closed. @task is (transfer full). */
static void
queue_work (TroupeLedger     *self,
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
  queue_write (self, FALSE, write_old_purge, before_us, g_free);
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
  queue_work (self, task, NULL);
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
      queue_write (self, TRUE, write_purge, ids, free_ids);
      g_hash_table_remove_all (self->deleted);
    }

  g_hash_table_remove_all (self->streams);
  thread = g_steal_pointer (&self->thread);
  if (!troupe_ledger_thread_stop (thread, CLOSE_US))
    g_message ("The ledger is still being written when it should be closed");
  troupe_ledger_thread_unref (thread);
}

static void
list_conversations (TroupeLedgerDb *db,
                    GTask          *task)
{
  GError *error = NULL;
  GPtrArray *rows = troupe_ledger_conversation_list (db, g_task_get_task_data (task), &error);

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * troupe_ledger_list_conversations_async:
 * @self: the ledger
 * @project: (nullable): a project; %NULL for the conversations that belong to none
 * @cancellable: (nullable): stops the waiting
 * @callback: called when they are read
 * @user_data: for @callback
 *
 * Reads the conversations of a project, without their messages.
 */
void
troupe_ledger_list_conversations_async (TroupeLedger        *self,
                                        const char          *project,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (TROUPE_IS_LEDGER (self));

  if (!self->has_project)
    troupe_ledger_set_project (self, project);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_ledger_list_conversations_async);
  g_task_set_task_data (task, g_strdup (project), g_free);
  queue_work (self, task, list_conversations);
}

/**
 * troupe_ledger_list_conversations_finish:
 * @self: the ledger
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_ledger_list_conversations_async().
 *
 * Errors are %TROUPE_STORE_ERROR_LEDGER or %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable) (element-type TroupeConversation): those that are not deleted, the newest first
 */
GPtrArray *
troupe_ledger_list_conversations_finish (TroupeLedger  *self,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  g_autoptr(GPtrArray) rows = NULL;
  GPtrArray *conversations;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  rows = g_task_propagate_pointer (G_TASK (result), error);
  if (rows == NULL)
    return NULL;

  conversations = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      TroupeConversation *conversation = troupe_ledger_conversation_make (g_ptr_array_index (rows, i));

      follow (self, conversation);
      g_ptr_array_add (conversations, conversation);
    }

  return conversations;
}

static void
load_conversation (TroupeLedgerDb *db,
                   GTask          *task)
{
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *rows = troupe_ledger_message_list (db, load->id, &error);

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * troupe_ledger_load_conversation_async:
 * @self: the ledger
 * @conversation: a conversation of this ledger
 * @cancellable: (nullable): stops the waiting
 * @callback: called when its messages are read
 * @user_data: for @callback
 *
 * Reads the messages of a conversation.
 */
void
troupe_ledger_load_conversation_async (TroupeLedger        *self,
                                       TroupeConversation  *conversation,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  GTask *task;
  Load *load;

  g_return_if_fail (TROUPE_IS_LEDGER (self));
  g_return_if_fail (TROUPE_IS_CONVERSATION (conversation));

  load = g_new0 (Load, 1);
  load->conversation = g_object_ref (conversation);
  load->id = troupe_conversation_get_id (conversation);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_ledger_load_conversation_async);
  g_task_set_task_data (task, load, load_free);
  queue_work (self, task, load_conversation);
}

/**
 * troupe_ledger_load_conversation_finish:
 * @self: the ledger
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_ledger_load_conversation_async(): puts the messages into the conversation in one step. One that has messages already
 * stays as it is. An answer that was coming in when its process ended is incomplete and says so.
 *
 * Errors are %TROUPE_STORE_ERROR_LEDGER or %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether the messages are there
 */
gboolean
troupe_ledger_load_conversation_finish (TroupeLedger  *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GPtrArray) messages = NULL;
  TroupeConversation *conversation;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  conversation = ((Load *) g_task_get_task_data (G_TASK (result)))->conversation;
  rows = g_task_propagate_pointer (G_TASK (result), error);
  if (rows == NULL)
    return FALSE;

  follow (self, conversation);
  if (rows->len == 0 || g_list_model_get_n_items (troupe_conversation_list_messages (conversation)) > 0)
    return TRUE;

  messages = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      TroupeMessage *message = troupe_ledger_message_make (g_ptr_array_index (rows, i));

      /* Whatever the clock says now, what is said next comes after this. */
      self->last_ms = MAX (self->last_ms, (guint64) troupe_message_get_id (message) >> LANE_BITS);
      g_ptr_array_add (messages, message);
    }
  troupe_conversation_append_many (conversation, messages);

  return TRUE;
}

static void
mark_deleted (TroupeLedger *self,
              gint64        id,
              gint64        deleted_us)
{
  gint64 *values = g_new (gint64, 2);

  values[0] = id;
  values[1] = deleted_us;
  queue_write (self, TRUE, write_deletion, values, g_free);
}

/**
 * troupe_ledger_delete_conversation:
 * @self: the ledger
 * @conversation: a conversation
 *
 * Takes a conversation out of the lists. It can be restored until the ledger is closed, and is gone then.
 */
void
troupe_ledger_delete_conversation (TroupeLedger       *self,
                                   TroupeConversation *conversation)
{
  gint64 id;

  g_return_if_fail (TROUPE_IS_LEDGER (self));
  g_return_if_fail (TROUPE_IS_CONVERSATION (conversation));

  id = troupe_conversation_get_id (conversation);
  if (id == 0)
    return;

  g_hash_table_add (self->deleted, g_memdup2 (&id, sizeof id));
  mark_deleted (self, id, MAX (troupe_clock_get_real_us (), 1));
}

/**
 * troupe_ledger_restore_conversation:
 * @self: the ledger
 * @conversation: a conversation that was deleted
 *
 * Takes troupe_ledger_delete_conversation() back.
 */
void
troupe_ledger_restore_conversation (TroupeLedger       *self,
                                    TroupeConversation *conversation)
{
  gint64 id;

  g_return_if_fail (TROUPE_IS_LEDGER (self));
  g_return_if_fail (TROUPE_IS_CONVERSATION (conversation));

  id = troupe_conversation_get_id (conversation);
  if (id == 0)
    return;

  g_hash_table_remove (self->deleted, &id);
  mark_deleted (self, id, 0);
}
