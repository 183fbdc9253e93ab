/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-clock.h"
#include "troupe-ledger-private.h"

/*
 * The ledger as a recorder: what happens to conversations and runs, copied and queued on the main thread.
 *
 * Ids are made here and at once: of time, and of a number that each process draws, so they sort and two processes make none twice.
 */

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
  gboolean        has_track;          /* the ledger has its track */
} RunSeen;

/* Messages that leave a conversation or come back to it */
typedef struct
{
  GArray *ids;
  gint64  superseded_us;
} Marking;

#define LANE_BITS     22
#define EPOCH_MS      G_GINT64_CONSTANT (1577836800000)   /* 2020 */

static G_DEFINE_QUARK (troupe-ledger-followed, followed)
static G_DEFINE_QUARK (troupe-ledger-run-seen, run_seen)

static gint64
make_id (TroupeLedger *self)
{
  gint64 now_ms = troupe_clock_get_real_us () / 1000 - EPOCH_MS;

  /* More than one in a millisecond borrow from the next. */
  self->last_ms = MAX (self->last_ms + 1, (guint64) MAX (now_ms, 0));

  return (gint64) (((self->last_ms << LANE_BITS) | (self->lane & ((1u << LANE_BITS) - 1))) & G_MAXINT64);
}

/*
 * troupe_ledger_note_id:
 * @self: the ledger
 * @id: an id that is taken
 *
 * Has all ids that are made from now on come after @id, whatever the clock says.
 */
void
troupe_ledger_note_id (TroupeLedger *self,
                       gint64        id)
{
  self->last_ms = MAX (self->last_ms, (guint64) id >> LANE_BITS);
}

/*
 * troupe_ledger_stream_free:
 * @data: (transfer full): what is known of a message that streams
 *
 * Frees it.
 */
void
troupe_ledger_stream_free (gpointer data)
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
marking_free (gpointer data)
{
  Marking *marking = data;

  g_array_unref (marking->ids);
  g_free (marking);
}

static gboolean
write_marking (TroupeLedgerDb  *db,
               gpointer         data,
               GError         **error)
{
  Marking *marking = data;

  for (guint i = 0; i < marking->ids->len; i++)
    {
      if (!troupe_ledger_db_run (db, error, "UPDATE messages SET superseded_us = ? WHERE id = ?", "ii",
                                 marking->superseded_us, g_array_index (marking->ids, gint64, i)))
        return FALSE;
    }

  return TRUE;
}

/* @ids is (transfer full); @superseded_us is 0 for what is back. */
static void
mark (TroupeLedger *self,
      GArray       *ids,
      gint64        superseded_us)
{
  Marking *marking;

  if (ids->len == 0)
    {
      g_array_unref (ids);
      return;
    }

  marking = g_new0 (Marking, 1);
  marking->ids = ids;
  marking->superseded_us = superseded_us;
  troupe_ledger_queue_write (self, TRUE, write_marking, marking, marking_free);
}

/* What is taken out of a conversation was superseded by another answer: it is marked, never deleted, and may come back. */
static void
messages_changed_cb (GListModel *list,
                     guint       position,
                     guint       n_removed,
                     guint       n_added,
                     Followed   *followed)
{
  g_autoptr(TroupeLedger) self = g_weak_ref_get (&followed->ledger);
  GArray *gone;
  GArray *back;

  if (self == NULL)
    return;

  gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  back = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = position; i < position + n_removed; i++)
    {
      TroupeMessage *message = g_ptr_array_index (followed->messages, i);
      gint64 id = troupe_message_get_id (message);

      g_hash_table_remove (self->streams, message);
      g_hash_table_add (self->superseded, g_memdup2 (&id, sizeof id));
      g_array_append_val (gone, id);
    }
  if (n_removed > 0)
    g_ptr_array_remove_range (followed->messages, position, n_removed);

  /* In the order of the list, which the ids have to keep. */
  for (guint i = position; i < position + n_added; i++)
    {
      TroupeMessage *message = g_list_model_get_item (list, i);
      gint64 id = troupe_message_get_id (message);

      if (id == 0)
        troupe_message_set_id (message, make_id (self));
      else if (g_hash_table_remove (self->superseded, &id))
        g_array_append_val (back, id);
      g_ptr_array_insert (followed->messages, (int) i, message);
    }

  mark (self, gone, MAX (troupe_clock_get_real_us (), 1));
  mark (self, back, 0);
}

/*
 * troupe_ledger_follow:
 * @self: the ledger
 * @conversation: a conversation
 *
 * Gives the conversation and its messages ids, and from now on sees what is added and taken out.
 */
void
troupe_ledger_follow (TroupeLedger       *self,
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

  troupe_ledger_follow (self, conversation);
  troupe_ledger_queue_write (self, TRUE, troupe_ledger_conversation_write,
                             troupe_ledger_conversation_new (conversation, self->project),
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
  troupe_ledger_follow (self, conversation);
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

  troupe_ledger_queue_write (self, TRUE, troupe_ledger_message_write,
                             troupe_ledger_message_new (message, troupe_conversation_get_id (conversation)),
                             (GDestroyNotify) troupe_ledger_message_free);
}

static RunSeen *
ensure_run_seen (TroupeRun *run)
{
  RunSeen *seen = g_object_get_qdata (G_OBJECT (run), run_seen_quark ());

  if (seen == NULL)
    {
      seen = g_new0 (RunSeen, 1);
      seen->state = (TroupeRunState) -1;
      g_object_set_qdata_full (G_OBJECT (run), run_seen_quark (), seen, run_seen_free);
    }

  return seen;
}

/* Whether the run itself is to be written too. */
static gboolean
see_run (TroupeRun *run)
{
  RunSeen *seen = ensure_run_seen (run);

  if (seen->state == troupe_run_get_state (run) && g_strcmp0 (seen->reason, troupe_run_get_reason (run)) == 0)
    return FALSE;

  seen->state = troupe_run_get_state (run);
  g_free (seen->reason);
  seen->reason = g_strdup (troupe_run_get_reason (run));

  return TRUE;
}

/* Whether its track is: a long one takes a while, and what is changed of it later stands in events of its own. */
static gboolean
see_track (TroupeRun *run)
{
  RunSeen *seen = ensure_run_seen (run);
  gboolean is_new = !seen->has_track;

  seen->has_track = TRUE;

  return is_new;
}

/*
 * troupe_ledger_know_run:
 * @run: a run that was read from the ledger
 *
 * Has its track not be written again.
 */
void
troupe_ledger_know_run (TroupeRun *run)
{
  ensure_run_seen (run)->has_track = TRUE;
}

static void
run_written_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autofree char *run_id = user_data;

  troupe_ledger_flush_finish (TROUPE_LEDGER (source), result, NULL);
  troupe_ledger_release_run (TROUPE_LEDGER (source), run_id);
}

static void
troupe_ledger_run_event (TroupeRecorder *recorder,
                         TroupeRun      *run,
                         JsonNode       *event)
{
  TroupeLedger *self = TROUPE_LEDGER (recorder);
  g_autoptr(GError) error = NULL;

  if (self->thread == NULL)
    return;

  /* The lock comes first: a run that says that it runs has one. */
  if (troupe_ledger_event_is (event, "run-started") && !troupe_ledger_take_run (self, troupe_run_get_id (run), &error))
    g_message ("%s", error->message);

  /* Whoever waits for it flushes, once for all that happened in one turn of the main loop. */
  troupe_ledger_queue_write (self, FALSE, troupe_ledger_event_write,
                             troupe_ledger_event_new (run, event, self->project, see_run (run), see_track (run)),
                             (GDestroyNotify) troupe_ledger_event_free);

  if (troupe_ledger_event_is (event, "run-finished"))
    troupe_ledger_flush_async (self, NULL, run_written_cb, g_strdup (troupe_run_get_id (run)));
}

static void
recorder_flush_async (TroupeRecorder      *recorder,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  troupe_ledger_flush_async (TROUPE_LEDGER (recorder), cancellable, callback, user_data);
}

static gboolean
recorder_flush_finish (TroupeRecorder  *recorder,
                       GAsyncResult    *result,
                       GError         **error)
{
  return troupe_ledger_flush_finish (TROUPE_LEDGER (recorder), result, error);
}

/*
 * troupe_ledger_recorder_init:
 * @iface: the interface
 *
 * Makes the ledger a recorder.
 */
void
troupe_ledger_recorder_init (TroupeRecorderInterface *iface)
{
  iface->save_conversation = troupe_ledger_save_conversation;
  iface->save_message = troupe_ledger_save_message;
  iface->run_event = troupe_ledger_run_event;
  iface->flush_async = recorder_flush_async;
  iface->flush_finish = recorder_flush_finish;
}
