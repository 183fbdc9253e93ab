/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-openai-decoder.h"
#include "troupe-openai-reply.h"

/**
 * TroupeOpenaiReply:
 *
 * An answer as it streams in: bytes to events to text, one batch for each time that the socket has something.
 */

#define MAX_BATCH_BYTES (256 * 1024)
#define MAX_BATCH_US    4000
#define READS_PER_LOOK  16
#define MAX_SAMPLE      1024

struct _TroupeOpenaiReply
{
  TroupeReply          parent_instance;

  /* Owned References */
  TroupeFailure       *context;
  TroupeHttpStream    *stream;       /* (nullable): once it is over */
  TroupeSseParser     *parser;
  TroupeOpenaiDecoder *decoder;

  /* In Progress */
  TroupeBatch         *batch;        /* (nullable) (owned): what the wait so far brought */
  GError              *failure;      /* (nullable) (owned): told after the text before it */
  GString             *sample;       /* the start of what came, as long as no event was in it */
  gboolean             is_over;
};

G_DEFINE_FINAL_TYPE (TroupeOpenaiReply, troupe_openai_reply, TROUPE_TYPE_REPLY)

typedef enum
{
  READ_BLOCKED,  /* nothing more for now */
  READ_PAUSED,   /* there is more, but others want a turn */
  READ_OVER,     /* the answer is over, well or not */
} ReadResult;

static void
note_progress (TroupeOpenaiReply *self)
{
  TroupeReply *reply = TROUPE_REPLY (self);

  if (troupe_openai_decoder_get_model (self->decoder) != NULL)
    troupe_reply_set_model_served (reply, troupe_openai_decoder_get_model (self->decoder));
}

static void
finish (TroupeOpenaiReply *self,
        GError            *failure)
{
  TroupeReply *reply = TROUPE_REPLY (self);
  TroupeStopReason reason = troupe_openai_decoder_get_stop_reason (self->decoder);

  self->is_over = TRUE;
  self->failure = failure;
  if (failure != NULL)
    reason = g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? TROUPE_STOP_REASON_CANCELLED
                                                                         : TROUPE_STOP_REASON_ERROR;
  troupe_reply_set_stop_reason (reply, reason);
  troupe_reply_set_usage (reply, troupe_openai_decoder_get_usage (self->decoder));
  if (failure == NULL)
    troupe_reply_take_calls (reply, troupe_openai_decoder_dup_calls (self->decoder));
  note_progress (self);
  g_clear_object (&self->stream);
}

/* @cause is (nullable): what the network said, where it said something. */
static GError *
cut_error (TroupeOpenaiReply *self,
           const GError      *cause)
{
  if (troupe_openai_decoder_get_n_events (self->decoder) == 0 && self->sample->len > 0)
    {
      TroupeFailure failure = *self->context;

      failure.body = self->sample->str;
      failure.body_length = self->sample->len;
      return troupe_failure_to_not_a_model (&failure);
    }

  if (cause != NULL)
    return g_error_new (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_CUT,
                        /* Translators: the last %s is a reason such as “Connection reset by peer” */
                        _("The answer from %s broke off before its end: %s; what came so far is kept, try again."),
                        self->context->provider_name, cause->message);

  return g_error_new (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_CUT,
                      _("The answer from %s broke off before its end; what came so far is kept, try again."),
                      self->context->provider_name);
}

/* The connection is over. Some servers forget the last line end, and a whole event is worth having. */
static void
finish_at_end (TroupeOpenaiReply *self,
               const GError      *cause)
{
  TroupeSseEvent event;

  if (troupe_sse_parser_finish (self->parser, &event) && !troupe_openai_decoder_has_ended (self->decoder))
    {
      g_autoptr(GError) error = NULL;

      if (!troupe_openai_decoder_read (self->decoder, &event, self->batch, &error) &&
          !g_error_matches (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_PROTOCOL))
        {
          finish (self, g_steal_pointer (&error));
          return;
        }
    }

  finish (self, troupe_openai_decoder_has_ended (self->decoder) ? NULL : cut_error (self, cause));
}

static gboolean
read_events (TroupeOpenaiReply  *self,
             const char         *bytes,
             gsize               length,
             GError            **error)
{
  g_autoptr(GError) local_error = NULL;
  TroupeSseEvent event;

  if (self->sample->len < MAX_SAMPLE && troupe_openai_decoder_get_n_events (self->decoder) == 0)
    g_string_append_len (self->sample, bytes, (gssize) MIN (length, MAX_SAMPLE - self->sample->len));

  troupe_sse_parser_feed (self->parser, bytes, length);
  while (troupe_sse_parser_next (self->parser, &event, &local_error))
    if (!troupe_openai_decoder_read (self->decoder, &event, self->batch, error))
      return FALSE;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return TRUE;
}

static ReadResult
read_what_is_there (TroupeOpenaiReply *self)
{
  gint64 start_us = g_get_monotonic_time ();

  for (guint n_reads = 1; ; n_reads++)
    {
      g_autoptr(GError) error = NULL;
      const char *bytes;
      gssize n_read = troupe_http_stream_read (self->stream, &bytes, &error);

      if (n_read < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return READ_BLOCKED;
      if (n_read <= 0)
        {
          finish_at_end (self, error);
          return READ_OVER;
        }

      if (!read_events (self, bytes, (gsize) n_read, &error))
        {
          finish (self, g_steal_pointer (&error));
          return READ_OVER;
        }
      if (troupe_openai_decoder_is_done (self->decoder))
        {
          troupe_http_stream_drain (self->stream);
          finish (self, NULL);
          return READ_OVER;
        }

      if (troupe_batch_get_size (self->batch) >= MAX_BATCH_BYTES ||
          (n_reads % READS_PER_LOOK == 0 && g_get_monotonic_time () - start_us > MAX_BATCH_US))
        {
          troupe_http_stream_expect_more (self->stream);
          return READ_PAUSED;
        }
    }
}

/* Text first, then the failure, then the end. */
static void
return_next (TroupeOpenaiReply *self,
             GTask             *task)
{
  if (self->batch != NULL && troupe_batch_get_n_chunks (self->batch) > 0)
    g_task_return_pointer (task, g_steal_pointer (&self->batch), (GDestroyNotify) troupe_batch_free);
  else if (self->failure != NULL)
    g_task_return_error (task, g_error_copy (self->failure));
  else
    g_task_return_pointer (task, NULL, NULL);
}

static void
ready_cb (gpointer      user_data,
          const GError *failure)
{
  g_autoptr(GTask) task = user_data;
  TroupeOpenaiReply *self = g_task_get_source_object (task);
  ReadResult result;

  if (failure != NULL)
    {
      finish (self, troupe_failure_to_network_error (self->context, failure, 0));
      return_next (self, task);
      return;
    }

  if (self->batch == NULL)
    self->batch = troupe_batch_new ();
  result = read_what_is_there (self);

  if (result == READ_OVER || troupe_batch_get_n_chunks (self->batch) > 0)
    {
      note_progress (self);
      return_next (self, task);
    }
  else
    {
      GCancellable *cancellable = g_task_get_cancellable (task);

      troupe_http_stream_wait (self->stream, cancellable, ready_cb, g_steal_pointer (&task));
    }
}

static void
troupe_openai_reply_next_async (TroupeReply         *reply,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  TroupeOpenaiReply *self = TROUPE_OPENAI_REPLY (reply);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, troupe_openai_reply_next_async);
  /* What has come is handed over even if a cancel comes between; the next pull tells of it. */
  g_task_set_check_cancellable (task, FALSE);

  if (self->is_over)
    return_next (self, task);
  else
    troupe_http_stream_wait (self->stream, cancellable, ready_cb, g_steal_pointer (&task));
}

static TroupeBatch *
troupe_openai_reply_next_finish (TroupeReply   *reply,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, reply), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
troupe_openai_reply_finalize (GObject *object)
{
  TroupeOpenaiReply *self = TROUPE_OPENAI_REPLY (object);

  g_clear_object (&self->stream);
  g_clear_pointer (&self->context, troupe_failure_free_context);
  g_clear_pointer (&self->parser, troupe_sse_parser_free);
  g_clear_pointer (&self->decoder, troupe_openai_decoder_free);
  g_clear_pointer (&self->batch, troupe_batch_free);
  g_clear_error (&self->failure);
  g_string_free (self->sample, TRUE);

  G_OBJECT_CLASS (troupe_openai_reply_parent_class)->finalize (object);
}

static void
troupe_openai_reply_class_init (TroupeOpenaiReplyClass *klass)
{
  TroupeReplyClass *reply_class = TROUPE_REPLY_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = troupe_openai_reply_finalize;
  reply_class->next_async = troupe_openai_reply_next_async;
  reply_class->next_finish = troupe_openai_reply_next_finish;
}

static void
troupe_openai_reply_init (TroupeOpenaiReply *self)
{
  self->parser = troupe_sse_parser_new (TROUPE_SSE_MAX_EVENT_BYTES);
  self->sample = g_string_new (NULL);
}

/**
 * troupe_openai_reply_new:
 * @context: who was asked; copied
 * @stream: (transfer none): the answer, from its head on
 *
 * Makes the reply that reads @stream.
 *
 * Returns: (transfer full): the reply
 */
TroupeReply *
troupe_openai_reply_new (const TroupeFailure *context,
                         TroupeHttpStream    *stream)
{
  TroupeOpenaiReply *self = g_object_new (TROUPE_TYPE_OPENAI_REPLY, NULL);

  self->context = troupe_failure_copy_context (context);
  self->stream = g_object_ref (stream);
  self->decoder = troupe_openai_decoder_new (context);
  return TROUPE_REPLY (self);
}

/**
 * troupe_openai_reply_new_whole:
 * @context: who was asked; copied
 * @body: a JSON answer from a server that does not stream
 * @error: (optional): set on failure
 *
 * Makes a reply of an answer that came all at once.
 *
 * Errors are in %TROUPE_PROVIDER_ERROR.
 *
 * Returns: (transfer full) (nullable): the reply
 */
TroupeReply *
troupe_openai_reply_new_whole (const TroupeFailure  *context,
                               GBytes               *body,
                               GError              **error)
{
  g_autoptr(TroupeOpenaiReply) self = g_object_new (TROUPE_TYPE_OPENAI_REPLY, NULL);
  g_autoptr(GError) local_error = NULL;
  TroupeFailure failure = *context;
  TroupeSseEvent event = { 0 };

  event.data = g_bytes_get_data (body, &event.length);
  failure.body = event.data;
  failure.body_length = event.length;

  self->context = troupe_failure_copy_context (context);
  self->decoder = troupe_openai_decoder_new (context);
  self->batch = troupe_batch_new ();
  if (!troupe_openai_decoder_read (self->decoder, &event, self->batch, &local_error) ||
      (!troupe_openai_decoder_has_ended (self->decoder) && troupe_batch_get_n_chunks (self->batch) == 0))
    {
      g_propagate_error (error, troupe_failure_to_not_a_model (&failure));
      return NULL;
    }

  finish (self, NULL);
  return TROUPE_REPLY (g_steal_pointer (&self));
}
