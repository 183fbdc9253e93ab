/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-http-private.h"

/**
 * TroupeHttpStream:
 *
 * The body of an answer, from its head on. Whoever reads it waits until there is something, and then reads without
 * blocking until there is nothing more; that costs a third of asking for each read.
 *
 * Silence counts only while somebody waits. Letting go closes the connection, unless the body was read to its end:
 * then the connection is kept for the next request.
 */

#define DRAIN_TIMEOUT_MS 1000
#define MAX_DRAIN_BYTES  (64 * 1024)

struct _TroupeHttpStream
{
  GObject              parent_instance;

  /* Owned References */
  TroupeHttp          *http;
  SoupMessage         *message;
  GInputStream        *input;            /* (nullable): once closed */

  TroupeHttpLane      *lane;             /* (nullable): once left */
  guint                idle_timeout_ms;
  gboolean             expects_more;     /* the last reader stopped before there was nothing more */
  gboolean             is_at_end;

  /* In Progress */
  GSource             *source;           /* (nullable) (owned) */
  GCancellable        *cancellable;      /* (nullable) (owned) */
  TroupeHttpReadyFunc  ready;            /* (nullable) */
  gpointer             ready_data;
  TroupeHttpDeadline   deadline;
  gsize                n_drained;
};

G_DEFINE_FINAL_TYPE (TroupeHttpStream, troupe_http_stream, G_TYPE_OBJECT)

static void
stop_waiting (TroupeHttpStream *self)
{
  troupe_http_clear_deadline (self->http, &self->deadline);
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_clear_pointer (&self->source, g_source_unref);
    }
  g_clear_object (&self->cancellable);
  self->ready = NULL;
}

static void
tell_ready (TroupeHttpStream *self,
            const GError     *failure)
{
  TroupeHttpReadyFunc ready = self->ready;
  gpointer ready_data = self->ready_data;

  stop_waiting (self);
  ready (ready_data, failure);
}

static gboolean
readable_cb (GObject  *object,
             gpointer  user_data)
{
  TroupeHttpStream *self = user_data;
  g_autoptr(GError) failure = NULL;

  g_cancellable_set_error_if_cancelled (self->cancellable, &failure);
  tell_ready (self, failure);
  return G_SOURCE_REMOVE;
}

static gboolean
more_cb (gpointer user_data)
{
  return readable_cb (NULL, user_data);
}

static void
expired_cb (gpointer owner)
{
  TroupeHttpStream *self = owner;
  guint seconds = (self->idle_timeout_ms + 999) / 1000;
  g_autoptr(GError) failure = g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                           ngettext ("nothing was heard for %u second",
                                                     "nothing was heard for %u seconds", seconds), seconds);

  tell_ready (self, failure);
}

static void
leave_lane (TroupeHttpStream *self)
{
  TroupeHttpLane *lane = g_steal_pointer (&self->lane);

  if (lane != NULL)
    troupe_http_leave_lane (self->http, lane);
}

static void
troupe_http_stream_dispose (GObject *object)
{
  TroupeHttpStream *self = TROUPE_HTTP_STREAM (object);

  if (self->http != NULL)
    troupe_http_stream_close (self);
  g_clear_object (&self->message);
  g_clear_object (&self->http);

  G_OBJECT_CLASS (troupe_http_stream_parent_class)->dispose (object);
}

static void
troupe_http_stream_class_init (TroupeHttpStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = troupe_http_stream_dispose;
}

static void
troupe_http_stream_init (TroupeHttpStream *self)
{
  troupe_http_deadline_init (&self->deadline, self, expired_cb);
}

/* Takes over @input and the place in @lane. */
TroupeHttpStream *
troupe_http_stream_new (TroupeHttp     *http,
                        TroupeHttpLane *lane,
                        SoupMessage    *message,
                        GInputStream   *input,
                        guint           idle_timeout_ms)
{
  TroupeHttpStream *self = g_object_new (TROUPE_TYPE_HTTP_STREAM, NULL);

  self->http = g_object_ref (http);
  self->lane = lane;
  self->message = g_object_ref (message);
  self->input = input;
  self->idle_timeout_ms = idle_timeout_ms;
  return self;
}

/**
 * troupe_http_stream_get_status:
 * @self: the stream
 *
 * Returns: the HTTP status
 */
guint
troupe_http_stream_get_status (TroupeHttpStream *self)
{
  g_return_val_if_fail (TROUPE_IS_HTTP_STREAM (self), 0);

  return soup_message_get_status (self->message);
}

/**
 * troupe_http_stream_get_header:
 * @self: the stream
 * @name: a header's name, in any case
 *
 * Returns: (nullable): the header of the answer
 */
const char *
troupe_http_stream_get_header (TroupeHttpStream *self,
                               const char       *name)
{
  g_return_val_if_fail (TROUPE_IS_HTTP_STREAM (self), NULL);

  return soup_message_headers_get_one (soup_message_get_response_headers (self->message), name);
}

/**
 * troupe_http_stream_dup_content_type:
 * @self: the stream
 *
 * Says what the body is, up to the semicolon and in lower case.
 *
 * Returns: (transfer full) (nullable): such as `text/event-stream`
 */
char *
troupe_http_stream_dup_content_type (TroupeHttpStream *self)
{
  const char *type;

  g_return_val_if_fail (TROUPE_IS_HTTP_STREAM (self), NULL);

  type = soup_message_headers_get_content_type (soup_message_get_response_headers (self->message), NULL);
  return type != NULL ? g_ascii_strdown (type, -1) : NULL;
}

/**
 * troupe_http_stream_wait:
 * @self: the stream
 * @cancellable: (nullable): ends the wait
 * @ready: called once, never before this returns: with no failure when there may be something to read; else with
 *   %G_IO_ERROR_CANCELLED, or %G_IO_ERROR_TIMED_OUT after too long a silence
 * @user_data: for @ready
 *
 * Waits until there is something to read, or the end. One wait at a time.
 */
void
troupe_http_stream_wait (TroupeHttpStream    *self,
                         GCancellable        *cancellable,
                         TroupeHttpReadyFunc  ready,
                         gpointer             user_data)
{
  g_return_if_fail (TROUPE_IS_HTTP_STREAM (self));
  g_return_if_fail (self->ready == NULL);
  g_return_if_fail (self->input != NULL);

  self->ready = ready;
  self->ready_data = user_data;
  g_set_object (&self->cancellable, cancellable);

  /* The pollable source is made anew for each wait: one that is kept spins once the stream has blocked. */
  if (self->expects_more)
    {
      self->source = g_idle_source_new ();
      g_source_set_priority (self->source, G_PRIORITY_DEFAULT);
      g_source_set_callback (self->source, more_cb, self, NULL);
    }
  else
    {
      self->source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (self->input), cancellable);
      g_source_set_callback (self->source, G_SOURCE_FUNC (readable_cb), self, NULL);
      troupe_http_set_deadline (self->http, &self->deadline, self->idle_timeout_ms);
    }
  g_source_set_static_name (self->source, "Troupe HTTP stream");
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

/**
 * troupe_http_stream_read:
 * @self: the stream
 * @bytes: (out) (transfer none): what came; it lies in a buffer that all streams share, and is gone with the next read
 *   of any of them
 * @error: (optional): set on failure
 *
 * Reads what there is, without blocking.
 *
 * Returns: how many bytes came; 0 at the end; -1 on failure, which is %G_IO_ERROR_WOULD_BLOCK when nothing is there yet
 */
gssize
troupe_http_stream_read (TroupeHttpStream  *self,
                         const char       **bytes,
                         GError           **error)
{
  char *buffer;
  gssize n_read;

  g_return_val_if_fail (TROUPE_IS_HTTP_STREAM (self), -1);
  g_return_val_if_fail (self->input != NULL, -1);

  buffer = troupe_http_get_buffer (self->http);
  *bytes = buffer;
  self->expects_more = FALSE;
  n_read = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->input), buffer,
                                                     TROUPE_HTTP_BUFFER_SIZE, NULL, error);
  self->is_at_end = n_read == 0;
  return n_read;
}

/**
 * troupe_http_stream_expect_more:
 * @self: the stream
 *
 * Says that the reader stopped for a breath before the stream blocked: the next wait is over at once.
 */
void
troupe_http_stream_expect_more (TroupeHttpStream *self)
{
  g_return_if_fail (TROUPE_IS_HTTP_STREAM (self));

  self->expects_more = TRUE;
}

/**
 * troupe_http_stream_close:
 * @self: the stream
 *
 * Ends the request. A body that was not read to its end takes the connection with it.
 */
void
troupe_http_stream_close (TroupeHttpStream *self)
{
  g_return_if_fail (TROUPE_IS_HTTP_STREAM (self));

  stop_waiting (self);
  if (self->input != NULL)
    g_input_stream_close_async (self->input, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_clear_object (&self->input);
  leave_lane (self);
}

static void
drain_ready_cb (gpointer      user_data,
                const GError *failure)
{
  g_autoptr(TroupeHttpStream) self = user_data;
  g_autoptr(GError) error = NULL;
  const char *bytes;
  gssize n_read = 0;

  if (failure == NULL)
    do
      {
        n_read = troupe_http_stream_read (self, &bytes, &error);
        self->n_drained += (gsize) MAX (n_read, 0);
      }
    while (n_read > 0 && self->n_drained < MAX_DRAIN_BYTES);

  if (failure == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      TroupeHttpStream *again = g_steal_pointer (&self);

      troupe_http_stream_wait (again, NULL, drain_ready_cb, again);
      return;
    }

  troupe_http_stream_close (self);
}

/**
 * troupe_http_stream_drain:
 * @self: the stream
 *
 * Says that the rest of the body does not matter. When it comes within a second the connection is kept for the next
 * request; else it is closed. The stream cannot be read after this.
 */
void
troupe_http_stream_drain (TroupeHttpStream *self)
{
  g_return_if_fail (TROUPE_IS_HTTP_STREAM (self));

  if (self->input == NULL)
    return;

  stop_waiting (self);
  self->idle_timeout_ms = DRAIN_TIMEOUT_MS;
  drain_ready_cb (g_object_ref (self), NULL);
}

typedef struct
{
  GByteArray *bytes;
  gsize       max_bytes;
  gboolean    is_whole;
} ReadAll;

static void
read_all_free (ReadAll *state)
{
  g_byte_array_unref (state->bytes);
  g_free (state);
}

static void
read_all_ready_cb (gpointer      user_data,
                   const GError *failure)
{
  g_autoptr(GTask) task = user_data;
  TroupeHttpStream *self = g_task_get_source_object (task);
  ReadAll *state = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  const char *bytes;
  gssize n_read;

  if (failure != NULL)
    {
      troupe_http_stream_close (self);
      g_task_return_error (task, g_error_copy (failure));
      return;
    }

  while ((n_read = troupe_http_stream_read (self, &bytes, &error)) > 0 && state->bytes->len < state->max_bytes)
    g_byte_array_append (state->bytes, (const guint8 *) bytes,
                         (guint) MIN ((gsize) n_read, state->max_bytes - state->bytes->len));

  if (n_read < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      GTask *again = g_steal_pointer (&task);

      troupe_http_stream_wait (self, g_task_get_cancellable (again), read_all_ready_cb, again);
      return;
    }

  state->is_whole = n_read == 0;
  troupe_http_stream_close (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * troupe_http_stream_read_all_async:
 * @self: the stream
 * @max_bytes: the most to read
 * @cancellable: (nullable): gives up
 * @callback: called once
 * @user_data: for @callback
 *
 * Reads the whole body, up to a limit, and closes the stream.
 */
void
troupe_http_stream_read_all_async (TroupeHttpStream    *self,
                                   gsize                max_bytes,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task;
  ReadAll *state;

  g_return_if_fail (TROUPE_IS_HTTP_STREAM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_http_stream_read_all_async);
  state = g_new0 (ReadAll, 1);
  state->bytes = g_byte_array_new ();
  state->max_bytes = max_bytes;
  g_task_set_task_data (task, state, (GDestroyNotify) read_all_free);

  troupe_http_stream_wait (self, cancellable, read_all_ready_cb, task);
}

/**
 * troupe_http_stream_read_all_finish:
 * @self: the stream
 * @result: what the callback was given
 * @is_whole: (out): whether that was all; not when there was more, or the connection broke
 * @error: (optional): set on failure
 *
 * Ends troupe_http_stream_read_all_async().
 *
 * Errors are %G_IO_ERROR_CANCELLED and %G_IO_ERROR_TIMED_OUT.
 *
 * Returns: (transfer full) (nullable): what could be read
 */
GBytes *
troupe_http_stream_read_all_finish (TroupeHttpStream  *self,
                                    GAsyncResult      *result,
                                    gboolean          *is_whole,
                                    GError           **error)
{
  ReadAll *state;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  state = g_task_get_task_data (G_TASK (result));
  *is_whole = state->is_whole;
  return g_byte_array_free_to_bytes (g_byte_array_ref (state->bytes));
}
