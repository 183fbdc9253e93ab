/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-http-private.h"

/**
 * TroupeHttp:
 *
 * Requests over libsoup, as language models need them.
 *
 * - libsoup's own time-outs are off, since a model may think for minutes: there is one for the connection, one for
 *   silence, and one timer for all of them.
 * - libsoup's queue costs more than linearly when hundreds of messages start at once, so messages are spread over
 *   lanes, which are sessions with at most 64 messages each. The first lane with room is taken, to find its kept
 *   connections.
 * - libsoup opens a new connection for each POST that is not marked idempotent. It is marked, and the rule for
 *   repeating is ours: once, and only when a kept connection turns out to have been closed before any of the answer.
 * - Redirections are never followed: the key stays with the host that it was meant for.
 *
 * It lives in one thread.
 */

#define LANE_SIZE        64
#define MAX_LANES        64
#define REPEAT_WINDOW_US (2 * G_USEC_PER_SEC)

struct _TroupeHttpLane
{
  SoupSession *session;
  guint        n_messages;
};

struct _TroupeHttp
{
  GObject       parent_instance;

  GPtrArray    *lanes;          /* (owned) (element-type TroupeHttpLane) */
  GTlsDatabase *tls_database;   /* (owned) (nullable): the system's */
  GQueue        waiting;        /* (element-type GTask): no lane has room for them */
  guint         n_active;

  char         *buffer;         /* (owned) (nullable): what is read is used up at once, so one does for all streams */
  GQueue        deadlines;      /* of TroupeHttpDeadline, in no order */
  GSource      *timer;          /* (owned) */
};

G_DEFINE_FINAL_TYPE (TroupeHttp, troupe_http, G_TYPE_OBJECT)

/* One call, until its answer has a head. */
typedef struct
{
  /* Input */
  char                 *method;
  GUri                 *uri;
  char                **headers;         /* names and values in turn */
  GBytes               *body;            /* (nullable) */
  guint                 connect_timeout_ms;
  guint                 idle_timeout_ms;

  /* In Progress */
  TroupeHttp           *http;            /* (not owned): the task holds it */
  GTask                *task;            /* (not owned): it holds this */
  TroupeHttpLane       *lane;            /* (nullable) */
  SoupMessage          *message;         /* (owned) (nullable) */
  GCancellable         *inner;           /* (owned): what libsoup knows; ours or theirs sets it off */
  gulong                cancelled_id;
  TroupeHttpDeadline    deadline;
  gint64                started_us;      /* when the request was written; 0 before */
  gboolean              is_fresh;        /* the connection was made for this message */
  gboolean              is_expired;
  guint                 n_repeats;
  GTlsCertificateFlags  tls_errors;
} Sending;

static void send_message (GTask *task);

static void
lane_free (gpointer data)
{
  TroupeHttpLane *lane = data;

  g_object_unref (lane->session);
  g_free (lane);
}

static void
sending_free (Sending *state)
{
  g_assert (state->lane == NULL);
  g_assert (state->deadline.deadline_us == 0);

  g_free (state->method);
  g_uri_unref (state->uri);
  g_strfreev (state->headers);
  g_clear_pointer (&state->body, g_bytes_unref);
  g_clear_object (&state->message);
  g_clear_object (&state->inner);
  g_free (state);
}

static TroupeHttpLane *
add_lane (TroupeHttp *self)
{
  TroupeHttpLane *lane = g_new0 (TroupeHttpLane, 1);

  lane->session = soup_session_new_with_options ("timeout", 0,
                                                 "idle-timeout", 60,
                                                 "max-conns", 2 * LANE_SIZE,
                                                 "max-conns-per-host", LANE_SIZE,
                                                 "user-agent", "Troupe/" TROUPE_VERSION,
                                                 NULL);
  if (self->tls_database != NULL)
    soup_session_set_tls_database (lane->session, self->tls_database);
  /* A compressed stream arrives late, and a password dialog never helps. */
  soup_session_remove_feature_by_type (lane->session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (lane->session, SOUP_TYPE_AUTH_MANAGER);
  g_ptr_array_add (self->lanes, lane);
  return lane;
}

static TroupeHttpLane *
find_lane (TroupeHttp *self)
{
  for (guint i = 0; i < self->lanes->len; i++)
    {
      TroupeHttpLane *lane = g_ptr_array_index (self->lanes, i);

      if (lane->n_messages < LANE_SIZE)
        return lane;
    }

  return self->lanes->len < MAX_LANES ? add_lane (self) : NULL;
}

static gboolean
enter_lane (Sending *state)
{
  state->lane = find_lane (state->http);
  if (state->lane == NULL)
    return FALSE;

  state->lane->n_messages++;
  state->http->n_active++;
  return TRUE;
}

static void
leave_lane (Sending *state)
{
  TroupeHttpLane *lane = g_steal_pointer (&state->lane);

  if (lane != NULL)
    troupe_http_leave_lane (state->http, lane);
}

/* Gives up a place, and lets the next one in. */
void
troupe_http_leave_lane (TroupeHttp     *self,
                        TroupeHttpLane *lane)
{
  GTask *task;

  lane->n_messages--;
  self->n_active--;

  task = g_queue_pop_head (&self->waiting);
  if (task != NULL)
    {
      enter_lane (g_task_get_task_data (task));
      send_message (task);
    }
}

/* TROUPE_HTTP_BUFFER_SIZE bytes, for whoever reads right now: all share it, so that it holds nothing from one turn to the next. */
char *
troupe_http_get_buffer (TroupeHttp *self)
{
  if (self->buffer == NULL)
    self->buffer = g_malloc (TROUPE_HTTP_BUFFER_SIZE);
  return self->buffer;
}

/* Deadlines */

typedef struct
{
  GSource     source;
  TroupeHttp *http;
} Timer;

static gboolean
timer_dispatch (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  g_autoptr(TroupeHttp) self = g_object_ref (((Timer *) source)->http);
  gint64 now_us = g_get_monotonic_time ();
  gint64 next_us = -1;
  GList *link = self->deadlines.head;

  while (link != NULL)
    {
      TroupeHttpDeadline *deadline = (TroupeHttpDeadline *) link;

      if (deadline->deadline_us <= now_us)
        {
          deadline->expired (link->data);
          /* What that set off may have changed the queue anywhere. */
          link = self->deadlines.head;
          next_us = -1;
          continue;
        }
      if (next_us < 0 || deadline->deadline_us < next_us)
        next_us = deadline->deadline_us;
      link = link->next;
    }

  g_source_set_ready_time (source, next_us);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs timer_funcs = { .dispatch = timer_dispatch };

/* @expired is called once, with the deadline already cleared by whom it belongs to or still set: it must clear it. */
void
troupe_http_deadline_init (TroupeHttpDeadline *deadline,
                           gpointer            owner,
                           void              (*expired) (gpointer owner))
{
  deadline->link.data = owner;
  deadline->expired = expired;
}

/* Moving a deadline back costs next to nothing: the timer finds out when it wakes up too early. 0 means never. */
void
troupe_http_set_deadline (TroupeHttp         *self,
                          TroupeHttpDeadline *deadline,
                          guint               timeout_ms)
{
  gint64 ready_us;

  if (timeout_ms == 0)
    {
      troupe_http_clear_deadline (self, deadline);
      return;
    }

  if (deadline->deadline_us == 0)
    g_queue_push_tail_link (&self->deadlines, &deadline->link);
  deadline->deadline_us = g_get_monotonic_time () + (gint64) timeout_ms * 1000;

  ready_us = g_source_get_ready_time (self->timer);
  if (ready_us < 0 || deadline->deadline_us < ready_us)
    g_source_set_ready_time (self->timer, deadline->deadline_us);
}

/* Nothing happens at the deadline any more. One that was not set, or was met, may be cleared. */
void
troupe_http_clear_deadline (TroupeHttp         *self,
                            TroupeHttpDeadline *deadline)
{
  if (deadline->deadline_us == 0)
    return;

  g_queue_unlink (&self->deadlines, &deadline->link);
  deadline->deadline_us = 0;
}

/* Sending */

static void
sending_expired_cb (gpointer owner)
{
  Sending *state = owner;

  troupe_http_clear_deadline (state->http, &state->deadline);
  state->is_expired = TRUE;
  g_cancellable_cancel (state->inner);
}

static gboolean
cancelled_in_queue_cb (gpointer user_data)
{
  GTask *task = user_data;
  Sending *state = g_task_get_task_data (task);

  if (state != NULL)
    g_cancellable_disconnect (g_task_get_cancellable (task), state->cancelled_id);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* Ends @task from the main loop, before anything was sent. */
static void
return_cancelled (GTask *task)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_task_attach_source (task, source, cancelled_in_queue_cb);
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  Sending *state = user_data;

  g_cancellable_cancel (state->inner);
  if (g_queue_remove (&state->http->waiting, state->task))
    {
      g_autoptr(GTask) task = state->task;

      return_cancelled (task);
    }
}

static void
network_event_cb (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection,
                  gpointer            user_data)
{
  Sending *state = user_data;

  state->is_fresh = TRUE;
}

static void
starting_cb (SoupMessage *message,
             gpointer     user_data)
{
  Sending *state = user_data;

  state->started_us = g_get_monotonic_time ();
  troupe_http_set_deadline (state->http, &state->deadline, state->idle_timeout_ms);
}

static void
wrote_body_data_cb (SoupMessage *message,
                    guint        size,
                    gpointer     user_data)
{
  Sending *state = user_data;

  troupe_http_set_deadline (state->http, &state->deadline, state->idle_timeout_ms);
}

/* The server hung up on a kept connection before it answered at all: it never saw the request. */
static gboolean
may_repeat (Sending      *state,
            const GError *error)
{
  return state->n_repeats == 0 &&
         !state->is_fresh &&
         !g_cancellable_is_cancelled (state->inner) &&
         state->started_us > 0 &&
         g_get_monotonic_time () - state->started_us < REPEAT_WINDOW_US &&
         error->domain != G_TLS_ERROR &&
         error->domain != G_RESOLVER_ERROR &&
         soup_message_get_status (state->message) == SOUP_STATUS_NONE;
}

static GError *
explain_failure (GTask        *task,
                 Sending      *state,
                 const GError *error)
{
  guint timeout_ms = state->started_us > 0 ? state->idle_timeout_ms : state->connect_timeout_ms;
  guint seconds = (timeout_ms + 999) / 1000;
  GError *cancelled = NULL;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &cancelled))
    return cancelled;
  if (!state->is_expired)
    return g_error_copy (error);
  if (state->started_us > 0)
    return g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                        ngettext ("nothing was heard for %u second", "nothing was heard for %u seconds", seconds),
                        seconds);
  return g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                      ngettext ("there was no connection within %u second",
                                "there was no connection within %u seconds", seconds),
                      seconds);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Sending *state = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) input = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  TroupeHttpStream *stream;

  g_signal_handlers_disconnect_by_data (state->message, state);
  troupe_http_clear_deadline (state->http, &state->deadline);
  state->tls_errors = soup_message_get_tls_peer_certificate_errors (state->message);

  if (input == NULL && may_repeat (state, error))
    {
      state->n_repeats++;
      send_message (g_steal_pointer (&task));
      return;
    }

  g_cancellable_disconnect (g_task_get_cancellable (task), state->cancelled_id);
  state->cancelled_id = 0;

  if (input == NULL)
    {
      leave_lane (state);
      g_task_return_error (task, explain_failure (task, state, error));
      return;
    }

  stream = troupe_http_stream_new (state->http, g_steal_pointer (&state->lane), state->message,
                                   g_steal_pointer (&input), state->idle_timeout_ms);
  g_task_return_pointer (task, stream, g_object_unref);
}

static SoupMessage *
make_message (Sending *state)
{
  SoupMessage *message = soup_message_new_from_uri (state->method, state->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT | SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  for (guint i = 0; state->headers[i] != NULL && state->headers[i + 1] != NULL; i += 2)
    soup_message_headers_replace (headers, state->headers[i], state->headers[i + 1]);
  if (state->body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", state->body);
  return message;
}

/* Takes @task, which has a place in a lane. */
static void
send_message (GTask *task)
{
  Sending *state = g_task_get_task_data (task);

  state->started_us = 0;
  state->is_fresh = FALSE;
  g_clear_object (&state->message);
  state->message = make_message (state);
  g_signal_connect (state->message, "network-event", G_CALLBACK (network_event_cb), state);
  g_signal_connect (state->message, "starting", G_CALLBACK (starting_cb), state);
  g_signal_connect (state->message, "wrote-body-data", G_CALLBACK (wrote_body_data_cb), state);
  troupe_http_set_deadline (state->http, &state->deadline, state->connect_timeout_ms);
  soup_session_send_async (state->lane->session, state->message, G_PRIORITY_DEFAULT, state->inner, sent_cb, task);
}

static void
troupe_http_dispose (GObject *object)
{
  TroupeHttp *self = TROUPE_HTTP (object);

  if (self->timer != NULL)
    {
      g_source_destroy (self->timer);
      g_clear_pointer (&self->timer, g_source_unref);
    }
  g_clear_pointer (&self->lanes, g_ptr_array_unref);
  g_clear_object (&self->tls_database);

  G_OBJECT_CLASS (troupe_http_parent_class)->dispose (object);
}

static void
troupe_http_finalize (GObject *object)
{
  TroupeHttp *self = TROUPE_HTTP (object);

  g_assert (g_queue_is_empty (&self->waiting));
  g_free (self->buffer);

  G_OBJECT_CLASS (troupe_http_parent_class)->finalize (object);
}

static void
troupe_http_class_init (TroupeHttpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_http_dispose;
  object_class->finalize = troupe_http_finalize;
}

static void
troupe_http_init (TroupeHttp *self)
{
  self->lanes = g_ptr_array_new_with_free_func (lane_free);
  g_queue_init (&self->waiting);
  g_queue_init (&self->deadlines);

  self->timer = g_source_new (&timer_funcs, sizeof (Timer));
  ((Timer *) self->timer)->http = self;
  g_source_set_static_name (self->timer, "Troupe HTTP timer");
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/**
 * troupe_http_new:
 *
 * Makes one with connections of its own, in the thread's default main context.
 *
 * Returns: (transfer full): the connections
 */
TroupeHttp *
troupe_http_new (void)
{
  return g_object_new (TROUPE_TYPE_HTTP, NULL);
}

static void
forget_shared_cb (gpointer  data,
                  GObject  *where_it_was)
{
  g_private_set (data, NULL);
}

/**
 * troupe_http_dup_default:
 *
 * Gives the connections that all providers of this thread share. They go with the last provider.
 *
 * Returns: (transfer full): the connections
 */
TroupeHttp *
troupe_http_dup_default (void)
{
  static GPrivate shared;
  TroupeHttp *self = g_private_get (&shared);

  if (self != NULL)
    return g_object_ref (self);

  self = troupe_http_new ();
  g_private_set (&shared, self);
  g_object_weak_ref (G_OBJECT (self), forget_shared_cb, &shared);
  return self;
}

/**
 * troupe_http_set_tls_database:
 * @self: the connections
 * @database: (nullable): whom to trust; %NULL for those whom the system trusts
 *
 * Sets whom to trust, before the first request.
 */
void
troupe_http_set_tls_database (TroupeHttp   *self,
                              GTlsDatabase *database)
{
  g_return_if_fail (TROUPE_IS_HTTP (self));
  g_return_if_fail (self->lanes->len == 0);

  g_set_object (&self->tls_database, database);
}

/**
 * troupe_http_get_n_active:
 * @self: the connections
 *
 * Returns: how many requests are under way, from their start to the end of the answer
 */
guint
troupe_http_get_n_active (TroupeHttp *self)
{
  g_return_val_if_fail (TROUPE_IS_HTTP (self), 0);

  return self->n_active;
}

/**
 * troupe_http_send_async:
 * @self: the connections
 * @call: what to send; copied. The times are in milliseconds, 0 for ever
 * @cancellable: (nullable): gives up waiting for the head of the answer
 * @callback: called once, never before this returns
 * @user_data: for @callback
 *
 * Sends a request and waits for the head of its answer, whatever its status.
 */
void
troupe_http_send_async (TroupeHttp           *self,
                        const TroupeHttpCall *call,
                        GCancellable         *cancellable,
                        GAsyncReadyCallback   callback,
                        gpointer              user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GUri) uri = NULL;
  g_autoptr(GError) error = NULL;
  Sending *state;

  g_return_if_fail (TROUPE_IS_HTTP (self));
  g_return_if_fail (call != NULL && call->method != NULL && call->url != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_http_send_async);

  uri = g_uri_parse (call->url, SOUP_HTTP_URI_FLAGS, &error);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (!g_str_equal (g_uri_get_scheme (uri), "http") && !g_str_equal (g_uri_get_scheme (uri), "https")))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s",
                               error != NULL ? error->message : _("not an http or https address"));
      return;
    }

  if (g_cancellable_is_cancelled (cancellable))
    {
      return_cancelled (task);
      return;
    }

  state = g_new0 (Sending, 1);
  state->http = self;
  state->task = task;
  state->method = g_strdup (call->method);
  state->uri = g_steal_pointer (&uri);
  state->headers = call->headers != NULL ? g_strdupv ((char **) call->headers) : g_new0 (char *, 1);
  state->body = call->body != NULL ? g_bytes_ref (call->body) : NULL;
  state->connect_timeout_ms = call->connect_timeout_ms;
  state->idle_timeout_ms = call->idle_timeout_ms;
  state->inner = g_cancellable_new ();
  troupe_http_deadline_init (&state->deadline, state, sending_expired_cb);
  g_task_set_task_data (task, state, (GDestroyNotify) sending_free);
  if (cancellable != NULL)
    state->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), state, NULL);

  if (enter_lane (state))
    send_message (g_steal_pointer (&task));
  else
    g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
}

/**
 * troupe_http_send_finish:
 * @self: the connections
 * @result: what the callback was given
 * @tls_errors: (out): what is wrong with the server's certificate
 * @error: (optional): set on failure
 *
 * Ends troupe_http_send_async().
 *
 * Errors are those of GIO and libsoup: %G_IO_ERROR_CANCELLED, %G_IO_ERROR_TIMED_OUT for either time,
 * %G_IO_ERROR_INVALID_ARGUMENT for the address, and what the network said.
 *
 * Returns: (transfer full) (nullable): the answer from its head on
 */
TroupeHttpStream *
troupe_http_send_finish (TroupeHttp            *self,
                         GAsyncResult          *result,
                         GTlsCertificateFlags  *tls_errors,
                         GError               **error)
{
  Sending *state;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  state = g_task_get_task_data (G_TASK (result));
  *tls_errors = state != NULL ? state->tls_errors : 0;
  return g_task_propagate_pointer (G_TASK (result), error);
}
