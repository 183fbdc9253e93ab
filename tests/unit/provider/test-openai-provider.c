/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "troupe-http.h"
#include "troupe-json.h"
#include "troupe-provider-set.h"
#include "troupe-test-server.h"
#include "openai/troupe-openai-provider.h"

#define KEY "sk-secret0123456789abcdef0123456789"

typedef struct
{
  TroupeTestServer     *server;
  TroupeProviderConfig *config;
  TroupeProvider       *provider;
} Fixture;

static void
set_up (Fixture    *f,
        const char *script)
{
  f->server = troupe_test_server_new ();
  g_assert_true (troupe_test_server_set_script (f->server, script));
  f->config = troupe_provider_config_new ("test-server", "openai");
  troupe_provider_config_set_name (f->config, "Test Server");
  troupe_provider_config_set_base_url (f->config, troupe_test_server_get_base_url (f->server));
  troupe_provider_config_set_connect_timeout_ms (f->config, 5000);
  troupe_provider_config_set_idle_timeout_ms (f->config, 5000);
  f->provider = troupe_openai_provider_new (f->config);
  troupe_provider_take_key (f->provider, g_strdup (KEY));
}

static void
tear_down (Fixture *f)
{
  g_autoptr(TroupeHttp) http = troupe_http_dup_default ();
  gint64 deadline_us = g_get_monotonic_time () + 3 * G_USEC_PER_SEC;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->provider);
  g_clear_object (&f->config);
  g_clear_object (&f->server);
  while (troupe_http_get_n_active (http) > 0 && g_get_monotonic_time () < deadline_us)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (troupe_http_get_n_active (http), ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* One question from start to end, with a cancel at a moment of choice. */
typedef enum
{
  NEVER,
  BEFORE_SENDING,
  AFTER_SENDING,
  AFTER_HEAD,
  WHILE_WAITING,
  BETWEEN_READS,
  AT_THE_END,
  N_MOMENTS
} Moment;

typedef struct
{
  GString          *text;
  GString          *reasoning;
  GError           *error;
  char             *model_served;
  TroupeStopReason  stop_reason;
  TroupeUsage       usage;
  guint             n_batches;
  gint64            cancelled_us;

  Moment            moment;
  GCancellable     *cancellable;
  TroupeProvider   *provider;
  TroupeReply      *reply;
  gboolean          is_done;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_string_free (answer->text, TRUE);
  g_string_free (answer->reasoning, TRUE);
  g_clear_error (&answer->error);
  g_free (answer->model_served);
  g_object_unref (answer->cancellable);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
cancel_now (Answer *answer)
{
  answer->cancelled_us = g_get_monotonic_time ();
  g_cancellable_cancel (answer->cancellable);
}

static gboolean
cancel_later_cb (gpointer user_data)
{
  cancel_now (user_data);
  return G_SOURCE_REMOVE;
}

static void
next_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answer *answer = user_data;
  g_autoptr(TroupeBatch) batch = troupe_reply_next_finish (TROUPE_REPLY (object), result, &answer->error);

  if (batch == NULL)
    {
      answer->model_served = g_strdup (troupe_reply_get_model_served (answer->reply));
      answer->stop_reason = troupe_reply_get_stop_reason (answer->reply);
      answer->usage = *troupe_reply_get_usage (answer->reply);
      answer->is_done = TRUE;
      return;
    }

  answer->n_batches++;
  for (guint i = 0; i < troupe_batch_get_n_chunks (batch); i++)
    {
      const char *text;
      gsize length;
      TroupeChunkKind kind = troupe_batch_get_chunk (batch, i, &text, &length);

      g_assert_true (g_utf8_validate_len (text, length, NULL));
      g_string_append_len (kind == TROUPE_CHUNK_TEXT ? answer->text : answer->reasoning, text, (gssize) length);
    }

  if (answer->moment == BETWEEN_READS ||
      (answer->moment == AT_THE_END && troupe_reply_get_stop_reason (answer->reply) != TROUPE_STOP_REASON_UNKNOWN))
    cancel_now (answer);
  troupe_reply_next_async (answer->reply, answer->cancellable, next_cb, answer);
  if (answer->moment == WHILE_WAITING && answer->cancelled_us == 0)
    {
      answer->cancelled_us = 1;
      g_timeout_add (30, cancel_later_cb, answer);
    }
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answer *answer = user_data;

  answer->reply = troupe_provider_send_finish (TROUPE_PROVIDER (object), result, &answer->error);
  if (answer->reply == NULL)
    {
      answer->is_done = TRUE;
      return;
    }

  if (answer->moment == AFTER_HEAD)
    cancel_now (answer);
  troupe_reply_next_async (answer->reply, answer->cancellable, next_cb, answer);
}

static gboolean
too_late_cb (gpointer user_data)
{
  g_error ("This takes too long");
  return G_SOURCE_REMOVE;
}

static void
ask (Answer         *answer,
     TroupeProvider *provider,
     TroupeRequest  *request,
     Moment          moment)
{
  guint watchdog_id = g_timeout_add_seconds (20, too_late_cb, NULL);

  memset (answer, 0, sizeof *answer);
  answer->text = g_string_new (NULL);
  answer->reasoning = g_string_new (NULL);
  answer->moment = moment;
  answer->provider = provider;
  answer->cancellable = g_cancellable_new ();

  if (moment == BEFORE_SENDING)
    cancel_now (answer);
  troupe_provider_send_async (provider, request, answer->cancellable, sent_cb, answer);
  g_assert_false (answer->is_done);
  if (moment == AFTER_SENDING)
    cancel_now (answer);

  while (!answer->is_done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog_id);
  if (answer->reply != NULL)
    g_assert_finalize_object (answer->reply);
}

static TroupeRequest *
make_request (const char *text)
{
  TroupeRequest *request = troupe_request_new ("test-model");

  troupe_request_add_message (request, TROUPE_ROLE_USER, text);
  return request;
}

#define ANY (-1)

static void
test_answers (void)
{
  static const char greeting[] = "Hello from the test server. You said: grüße";
  static const struct
  {
    const char       *script;
    const char       *text;
    const char       *reasoning;
    const char       *model;
    TroupeStopReason  stop_reason;
    int               input;
  } cases[] = {
    { "good", greeting, "", "test-model", TROUPE_STOP_REASON_END, 7 },
    { "split", greeting, "", "test-model", TROUPE_STOP_REASON_END, 7 },
    { "bytes", greeting, "", "test-model", TROUPE_STOP_REASON_END, 7 },
    { "no-type", greeting, "", "test-model", TROUPE_STOP_REASON_END, 7 },
    { "mismatch", greeting, "", "another-model", TROUPE_STOP_REASON_END, 7 },
    { "reasoning", greeting, "Let me think. ", "m", TROUPE_STOP_REASON_END, 7 },
    { "comments", greeting, "", "test-model", TROUPE_STOP_REASON_END, 7 },
    { "no-done", greeting, "", "test-model", TROUPE_STOP_REASON_END, -1 },
    { "no-last-newline", greeting, "", "test-model", TROUPE_STOP_REASON_UNKNOWN, -1 },
    { "length", greeting, "", "test-model", TROUPE_STOP_REASON_LENGTH, -1 },
    { "hangs-after-done", greeting, "", "test-model", TROUPE_STOP_REASON_UNKNOWN, -1 },
    { "json-whole", "All at once.", "", "whole", TROUPE_STOP_REASON_END, 3 },
    { "invalid-utf8", "bad \xef\xbf\xbd byte, half \xef\xbf\xbdHello from the test server. You said: grüße", "",
      "test-model", TROUPE_STOP_REASON_END, 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint size = 0; size < 90; size = size * 3 + 1)
      {
        Fixture f;
        g_auto(Answer) answer = { 0 };
        g_autoptr(TroupeRequest) request = make_request ("grüße");

        set_up (&f, cases[i].script);
        troupe_test_server_set_piece_size (f.server, size);
        ask (&answer, f.provider, request, NEVER);
        g_assert_no_error (answer.error);
        g_assert_cmpstr (answer.text->str, ==, cases[i].text);
        g_assert_cmpstr (answer.reasoning->str, ==, cases[i].reasoning);
        g_assert_cmpstr (answer.model_served, ==, cases[i].model);
        g_assert_cmpint (answer.stop_reason, ==, cases[i].stop_reason);
        g_assert_cmpint (answer.usage.input, ==, cases[i].input);
        tear_down (&f);
      }
}

static void
test_failures (void)
{
  static const struct
  {
    const char          *script;
    TroupeProviderError  code;
    const char          *says;
    gint64               retry_after_ms;
    gboolean             has_text;
  } cases[] = {
    { "400", TROUPE_PROVIDER_ERROR_REQUEST, "temperature", -1, FALSE },
    { "too-long", TROUPE_PROVIDER_ERROR_TOO_LONG, "shorten", -1, FALSE },
    { "401", TROUPE_PROVIDER_ERROR_KEY, "TROUPE_TEST_SERVER_API_KEY", -1, FALSE },
    { "402", TROUPE_PROVIDER_ERROR_CREDIT, "credit", -1, FALSE },
    { "403", TROUPE_PROVIDER_ERROR_KEY, "Country not supported", -1, FALSE },
    { "404", TROUPE_PROVIDER_ERROR_MODEL, "test-model", -1, FALSE },
    { "429", TROUPE_PROVIDER_ERROR_RATE, "7 seconds", 7000, FALSE },
    { "429-soon", TROUPE_PROVIDER_ERROR_RATE, "a pause of less than a second ", 50, FALSE },
    { "429-money", TROUPE_PROVIDER_ERROR_CREDIT, "quota", -1, FALSE },
    { "500", TROUPE_PROVIDER_ERROR_OVERLOADED, "Internal Server Error", -1, FALSE },
    { "502-html", TROUPE_PROVIDER_ERROR_OVERLOADED, "502 Bad Gateway", -1, FALSE },
    { "503", TROUPE_PROVIDER_ERROR_OVERLOADED, "2 minutes", 120000, FALSE },
    { "500-endless", TROUPE_PROVIDER_ERROR_OVERLOADED, "and on", -1, FALSE },
    { "html", TROUPE_PROVIDER_ERROR_PROTOCOL, "Welcome to nginx! It works", -1, FALSE },
    { "html-as-sse", TROUPE_PROVIDER_ERROR_PROTOCOL, "Not what it says", -1, FALSE },
    { "empty", TROUPE_PROVIDER_ERROR_CUT, "broke off", -1, FALSE },
    { "json-error", TROUPE_PROVIDER_ERROR_RATE, "No such luck", -1, FALSE },
    { "json-other", TROUPE_PROVIDER_ERROR_PROTOCOL, "base URL", -1, FALSE },
    { "cut", TROUPE_PROVIDER_ERROR_CUT, "kept", -1, TRUE },
    { "cut-line", TROUPE_PROVIDER_ERROR_CUT, "kept", -1, TRUE },
    { "ends-early", TROUPE_PROVIDER_ERROR_CUT, "before its end; what", -1, TRUE },
    /* Why it broke off, where the network knows */
    { "reset", TROUPE_PROVIDER_ERROR_CUT, "Connection reset by peer", -1, TRUE },
    { "not-json", TROUPE_PROVIDER_ERROR_PROTOCOL, "no piece of an answer", -1, TRUE },
    { "error-in-stream", TROUPE_PROVIDER_ERROR_OVERLOADED, "The model fell over", -1, TRUE },
    { "redirect", TROUPE_PROVIDER_ERROR_PROTOCOL, "the key is not sent", -1, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture f;
      g_auto(Answer) answer = { 0 };
      g_autoptr(TroupeRequest) request = make_request ("hi");

      g_test_message ("%s", cases[i].script);
      set_up (&f, cases[i].script);
      ask (&answer, f.provider, request, NEVER);
      g_assert_error (answer.error, TROUPE_PROVIDER_ERROR, (int) cases[i].code);
      g_test_message ("%s", answer.error->message);
      g_assert_nonnull (strstr (answer.error->message, cases[i].says));
      g_assert_nonnull (strstr (answer.error->message, "Test Server"));
      g_assert_null (strstr (answer.error->message, KEY));
      g_assert_null (strstr (answer.error->message, "<"));
      g_assert_cmpuint (strlen (answer.error->message), <, 800);
      g_assert_cmpint (troupe_provider_error_get_retry_after_ms (answer.error), ==, cases[i].retry_after_ms);
      if (cases[i].has_text)
        {
          g_assert_true (g_str_has_prefix (answer.text->str, "Hello from"));
          g_assert_cmpint (answer.stop_reason, ==, TROUPE_STOP_REASON_ERROR);
        }
      else
        g_assert_cmpstr (answer.text->str, ==, "");
      /* Nothing is asked twice behind a person's back. */
      g_assert_cmpuint (troupe_test_server_get_n_requests (f.server), ==, 1);
      tear_down (&f);
    }
}

static void
test_cancel (void)
{
  static const struct { Moment moment; const char *script; guint delay_ms; } cases[] = {
    { BEFORE_SENDING, "good", 0 },
    { AFTER_SENDING, "good", 0 },
    { AFTER_SENDING, "silence", 0 },
    { AFTER_HEAD, "silence-mid", 0 },
    { AFTER_HEAD, "good", 20 },
    { WHILE_WAITING, "silence-mid", 0 },
    { WHILE_WAITING, "good", 60 },
    { BETWEEN_READS, "silence-mid", 0 },
    { BETWEEN_READS, "good", 20 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture f;
      g_auto(Answer) answer = { 0 };
      g_autoptr(TroupeRequest) request = make_request ("hi");
      g_autoptr(TroupeHttp) http = troupe_http_dup_default ();
      gint64 deadline_us;

      g_test_message ("moment %u, %s", cases[i].moment, cases[i].script);
      set_up (&f, cases[i].script);
      troupe_test_server_set_delay (f.server, cases[i].delay_ms);
      ask (&answer, f.provider, request, cases[i].moment);
      g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (g_get_monotonic_time () - answer.cancelled_us, <, 300 * 1000);
      g_assert_cmpuint (troupe_http_get_n_active (http), ==, 0);
      if (answer.moment > AFTER_HEAD)
        g_assert_cmpint (answer.stop_reason, ==, TROUPE_STOP_REASON_CANCELLED);

      /* The server sees that nobody listens any more. */
      deadline_us = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;
      while (troupe_test_server_get_n_active (f.server) > 0 && g_get_monotonic_time () < deadline_us)
        g_main_context_iteration (NULL, FALSE);
      g_assert_cmpuint (troupe_test_server_get_n_active (f.server), ==, 0);
      tear_down (&f);
    }
}

/* What has come whole is not lost to a cancel that comes too late. */
static void
test_cancel_at_the_end (void)
{
  Fixture f;
  g_auto(Answer) answer = { 0 };
  g_autoptr(TroupeRequest) request = make_request ("hi");

  set_up (&f, "json-whole");
  ask (&answer, f.provider, request, AT_THE_END);
  g_assert_no_error (answer.error);
  g_assert_true (g_cancellable_is_cancelled (answer.cancellable));
  g_assert_cmpstr (answer.text->str, ==, "All at once.");
  g_assert_cmpint (answer.stop_reason, ==, TROUPE_STOP_REASON_END);
  tear_down (&f);
}

static void
test_silence (void)
{
  static const struct { const char *script; gboolean has_text; } cases[] = {
    { "silence", FALSE },
    { "silence-mid", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture f;
      g_auto(Answer) answer = { 0 };
      g_autoptr(TroupeRequest) request = make_request ("hi");
      gint64 start_us = g_get_monotonic_time ();

      set_up (&f, cases[i].script);
      troupe_provider_config_set_idle_timeout_ms (f.config, 200);
      ask (&answer, f.provider, request, NEVER);
      g_assert_error (answer.error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_TIMED_OUT);
      g_assert_cmpint (answer.text->len > 0, ==, cases[i].has_text);
      g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 200 * 1000);
      g_assert_cmpint (g_get_monotonic_time () - start_us, <, 1500 * 1000);
      g_assert_nonnull (strstr (answer.error->message, "silent"));
      tear_down (&f);
    }
}

/* Slow is not silent: each piece starts the clock anew. */
static void
test_slow_is_not_silent (void)
{
  Fixture f;
  g_auto(Answer) answer = { 0 };
  g_autoptr(TroupeRequest) request = make_request ("hi");

  set_up (&f, "good");
  troupe_provider_config_set_idle_timeout_ms (f.config, 400);
  troupe_test_server_set_delay (f.server, 80);
  ask (&answer, f.provider, request, NEVER);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.n_batches, >, 4);
  tear_down (&f);
}

/* A listening socket that nobody accepts from: TCP connects, and the TLS handshake never comes about. */
static void
test_connect_timeout (void)
{
  Fixture f;
  g_auto(Answer) answer = { 0 };
  g_autoptr(TroupeRequest) request = make_request ("hi");
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr(GSocketAddress) bound = NULL;
  g_autofree char *url = NULL;

  g_assert_true (g_socket_bind (socket, any, TRUE, NULL));
  g_assert_true (g_socket_listen (socket, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  url = g_strdup_printf ("https://127.0.0.1:%u/v1", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));

  set_up (&f, "good");
  troupe_provider_config_set_base_url (f.config, url);
  troupe_provider_config_set_connect_timeout_ms (f.config, 150);
  ask (&answer, f.provider, request, NEVER);
  g_assert_error (answer.error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (answer.error->message, "no connection"));
  tear_down (&f);
}

static void
test_unreachable (void)
{
  static const struct { const char *url; TroupeProviderError code; const char *says; } cases[] = {
    { "http://127.0.0.1:1/v1", TROUPE_PROVIDER_ERROR_CONNECTION, "Nothing answers" },
    { "http://no-such-host.invalid/v1", TROUPE_PROVIDER_ERROR_CONNECTION, "not found" },
    { "ftp://127.0.0.1/v1", TROUPE_PROVIDER_ERROR_REQUEST, "base URL" },
    { "not a url", TROUPE_PROVIDER_ERROR_REQUEST, "base URL" },
    { "http://", TROUPE_PROVIDER_ERROR_REQUEST, "base URL" },
    { "", TROUPE_PROVIDER_ERROR_REQUEST, "no base URL" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture f;
      g_auto(Answer) answer = { 0 };
      g_autoptr(TroupeRequest) request = make_request ("hi");

      set_up (&f, "good");
      troupe_provider_config_set_base_url (f.config, cases[i].url);
      ask (&answer, f.provider, request, NEVER);
      g_assert_error (answer.error, TROUPE_PROVIDER_ERROR, (int) cases[i].code);
      g_test_message ("%s", answer.error->message);
      g_assert_nonnull (strstr (answer.error->message, cases[i].says));
      g_assert_null (strstr (answer.error->message, KEY));
      tear_down (&f);
    }
}

static void
test_key (void)
{
  static const struct { const char *key; const char *header; } cases[] = {
    { KEY, "Bearer " KEY },
    { "  " KEY "\n", "Bearer " KEY },
    { "", NULL },
    { " \n", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture f;
      g_auto(Answer) answer = { 0 };
      g_autoptr(TroupeRequest) request = make_request ("hi");

      set_up (&f, "good");
      troupe_provider_take_key (f.provider, g_strdup (cases[i].key));
      ask (&answer, f.provider, request, NEVER);
      g_assert_no_error (answer.error);
      g_assert_cmpstr (troupe_test_server_get_header (f.server, 0, "Authorization"), ==, cases[i].header);
      g_assert_null (strstr (troupe_test_server_get_body (f.server, 0), KEY));
      tear_down (&f);
    }
}

static void
test_broken_key_is_not_sent (void)
{
  static const char * const keys[] = { "sk-a\r\nX-Evil: yes", "sk a", "sk-\xc3\xa9" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      Fixture f;
      g_auto(Answer) answer = { 0 };
      g_autoptr(TroupeRequest) request = make_request ("hi");

      set_up (&f, "good");
      troupe_provider_take_key (f.provider, g_strdup (keys[i]));
      ask (&answer, f.provider, request, NEVER);
      g_assert_error (answer.error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_KEY);
      g_assert_null (strstr (answer.error->message, keys[i]));
      g_assert_cmpuint (troupe_test_server_get_n_requests (f.server), ==, 0);
      tear_down (&f);
    }
}

static void
test_missing_key_is_asked_for (void)
{
  Fixture f;
  g_auto(Answer) answer = { 0 };
  g_autoptr(TroupeRequest) request = make_request ("hi");

  set_up (&f, "401");
  troupe_provider_take_key (f.provider, NULL);
  ask (&answer, f.provider, request, NEVER);
  g_assert_error (answer.error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_KEY);
  g_assert_nonnull (strstr (answer.error->message, "wants a key"));
  tear_down (&f);
}

static void
test_redirect_keeps_key_home (void)
{
  Fixture f;
  g_autoptr(TroupeTestServer) other = troupe_test_server_new ();
  g_auto(Answer) answer = { 0 };
  g_autoptr(TroupeRequest) request = make_request ("hi");
  g_autofree char *location = g_strdup_printf ("%s/chat/completions?key=" KEY, troupe_test_server_get_base_url (other));

  set_up (&f, "redirect");
  troupe_test_server_set_location (f.server, location);
  ask (&answer, f.provider, request, NEVER);
  g_assert_error (answer.error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_PROTOCOL);
  g_assert_cmpuint (troupe_test_server_get_n_requests (other), ==, 0);
  g_assert_nonnull (strstr (answer.error->message, troupe_test_server_get_base_url (other)));
  g_assert_null (strstr (answer.error->message, KEY));
  tear_down (&f);
}

static void
test_base_url (void)
{
  /* Nothing is added to what the address says, and what a manual's address says too much is taken off. */
  static const struct { const char *path; const char *asked; } cases[] = {
    { "/v1", "/v1/chat/completions" },
    { "/v1/", "/v1/chat/completions" },
    { "/v1//", "/v1/chat/completions" },
    { "", "/chat/completions" },
    { "/", "/chat/completions" },
    { "/api/v1", "/api/v1/chat/completions" },
    { "/v1/chat/completions", "/v1/chat/completions" },
    { "/v1/chat/completions/", "/v1/chat/completions" },
    { "/chat/completions", "/chat/completions" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture f;
      g_auto(Answer) answer = { 0 };
      g_autoptr(TroupeRequest) request = make_request ("hi");
      g_autofree char *url = NULL;

      set_up (&f, "good");
      url = g_strdup_printf ("http://127.0.0.1:%u%s", troupe_test_server_get_port (f.server), cases[i].path);
      troupe_provider_config_set_base_url (f.config, url);
      ask (&answer, f.provider, request, NEVER);
      g_assert_no_error (answer.error);
      g_assert_cmpstr (troupe_test_server_get_path (f.server, 0), ==, cases[i].asked);
      g_assert_cmpstr (troupe_test_server_get_method (f.server, 0), ==, "POST");
      tear_down (&f);
    }
}

/* An answer is over at "[DONE]", for whoever waits for it; the connection is free once the last bytes behind that have
 * come as well, which the server may send when it likes. */
static void
wait_for_the_tail (void)
{
  g_autoptr(TroupeHttp) http = troupe_http_dup_default ();
  guint watchdog_id = g_timeout_add_seconds (20, too_late_cb, NULL);

  while (troupe_http_get_n_active (http) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog_id);
}

/* A connection is kept from one answer to the next, POST or not; a handshake each time would cost most of the wait. */
static void
test_connection_is_kept (void)
{
  /* Of the second, all comes at once, so that there is nothing to wait for. */
  static const char * const scripts[] = { "good", "json-whole" };

  for (guint script = 0; script < G_N_ELEMENTS (scripts); script++)
    {
      Fixture f;

      set_up (&f, scripts[script]);
      for (guint i = 0; i < 5; i++)
        {
          g_auto(Answer) answer = { 0 };
          g_autoptr(TroupeRequest) request = make_request ("hi");

          ask (&answer, f.provider, request, NEVER);
          g_assert_no_error (answer.error);
          if (script == 0)
            wait_for_the_tail ();
          g_assert_cmpuint (troupe_test_server_get_client_port (f.server, i), ==,
                            troupe_test_server_get_client_port (f.server, 0));
        }
      tear_down (&f);
    }
}

static void
no_model_is_an_error (void)
{
  Fixture f;
  g_auto(Answer) answer = { 0 };
  g_autoptr(TroupeRequest) request = troupe_request_new (NULL);

  set_up (&f, "good");
  ask (&answer, f.provider, request, NEVER);
  g_assert_error (answer.error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_NO_MODEL);
  g_assert_cmpuint (troupe_test_server_get_n_requests (f.server), ==, 0);
  tear_down (&f);
}

static void
models_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_assert_null (*(GAsyncResult **) user_data);
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_models (void)
{
  static const struct { const char *script; TroupeProviderError code; } cases[] = {
    { "401", TROUPE_PROVIDER_ERROR_KEY },
    { "500", TROUPE_PROVIDER_ERROR_OVERLOADED },
    { "html", TROUPE_PROVIDER_ERROR_PROTOCOL },
    { "json-error", TROUPE_PROVIDER_ERROR_RATE },
    { "json-other", TROUPE_PROVIDER_ERROR_PROTOCOL },
    { "good", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture f;
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_auto(GStrv) models = NULL;

      set_up (&f, cases[i].script);
      troupe_provider_list_models_async (f.provider, NULL, models_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      models = troupe_provider_list_models_finish (f.provider, result, &error);
      g_clear_object (&result);
      g_assert_cmpstr (troupe_test_server_get_method (f.server, 0), ==, "GET");
      g_assert_cmpstr (troupe_test_server_get_path (f.server, 0), ==, "/v1/models");
      if (g_str_equal (cases[i].script, "good"))
        {
          g_assert_no_error (error);
          g_assert_cmpstrv (models, ((const char *[]) { "test-model", "test-model-large", NULL }));
        }
      else
        g_assert_error (error, TROUPE_PROVIDER_ERROR, (int) cases[i].code);
      tear_down (&f);
    }
}

/* More at once than a lane holds: all are served, and no session ever has more than its share. */
static void
test_many_at_once (void)
{
  enum { N = 200 };
  Fixture f;
  g_autoptr(TroupeHttp) http = troupe_http_dup_default ();
  Answer answers[N];
  guint n_done;

  set_up (&f, "good");
  /* All share one thread with the server, so that none of them is quick. */
  troupe_provider_config_set_connect_timeout_ms (f.config, 0);
  troupe_provider_config_set_idle_timeout_ms (f.config, 0);
  troupe_test_server_set_delay (f.server, 1);
  for (guint i = 0; i < N; i++)
    {
      g_autoptr(TroupeRequest) request = make_request ("hi");

      memset (&answers[i], 0, sizeof answers[i]);
      answers[i].text = g_string_new (NULL);
      answers[i].reasoning = g_string_new (NULL);
      answers[i].cancellable = g_cancellable_new ();
      troupe_provider_send_async (f.provider, request, answers[i].cancellable, sent_cb, &answers[i]);
    }
  g_assert_cmpuint (troupe_http_get_n_active (http), ==, N);

  do
    {
      g_main_context_iteration (NULL, TRUE);
      n_done = 0;
      for (guint i = 0; i < N; i++)
        n_done += answers[i].is_done;
    }
  while (n_done < N);

  for (guint i = 0; i < N; i++)
    {
      g_assert_no_error (answers[i].error);
      g_assert_finalize_object (answers[i].reply);
      g_assert_cmpstr (answers[i].text->str, ==, "Hello from the test server. You said: hi");
      answer_clear (&answers[i]);
    }
  while (troupe_http_get_n_active (http) > 0)
    g_main_context_iteration (NULL, TRUE);
  tear_down (&f);
}

static void
test_tls (void)
{
  static const struct { gboolean is_trusted; const char *host; const char *says; } cases[] = {
    { TRUE, "127.0.0.1", NULL },
    { FALSE, "127.0.0.1", "nobody known vouches" },
    { TRUE, "127.0.0.2", "for another server" },
  };
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "tls", "server.pem", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);

  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_UNAVAILABLE))
    {
      g_test_skip ("No TLS backend");
      return;
    }
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture f;
      g_autoptr(TroupeTestServer) server = troupe_test_server_new_tls (certificate);
      g_autoptr(TroupeHttp) http = troupe_http_dup_default ();
      g_autoptr(GTlsDatabase) database = NULL;
      g_auto(Answer) answer = { 0 };
      g_autoptr(TroupeRequest) request = make_request ("hi");
      g_autofree char *url = g_strdup_printf ("https://%s:%u/v1", cases[i].host, troupe_test_server_get_port (server));

      if (cases[i].is_trusted)
        {
          database = g_tls_file_database_new (path, &error);
          g_assert_no_error (error);
        }
      troupe_http_set_tls_database (http, database);
      set_up (&f, "good");
      troupe_provider_config_set_base_url (f.config, url);
      ask (&answer, f.provider, request, NEVER);

      if (cases[i].says == NULL)
        {
          g_assert_no_error (answer.error);
          g_assert_cmpstr (answer.text->str, ==, "Hello from the test server. You said: hi");
        }
      else if (g_str_equal (cases[i].host, "127.0.0.2") &&
               !g_error_matches (answer.error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_TLS))
        g_assert_error (answer.error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_CONNECTION);  /* bound to 127.0.0.1 */
      else
        {
          g_assert_error (answer.error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_TLS);
          g_test_message ("%s", answer.error->message);
          g_assert_nonnull (strstr (answer.error->message, cases[i].says));
          g_assert_cmpuint (troupe_test_server_get_n_requests (server), ==, 0);
        }
      tear_down (&f);
    }
}

/* A server that hangs up a kept connection without a word has not seen the request: it is repeated, once. */
static void
test_stale_connection (void)
{
  Fixture f;
  g_auto(Answer) first = { 0 };
  g_auto(Answer) second = { 0 };
  g_autoptr(TroupeRequest) request = make_request ("hi");

  set_up (&f, "good,hang-up,good");
  ask (&first, f.provider, request, NEVER);
  g_assert_no_error (first.error);
  wait_for_the_tail ();
  ask (&second, f.provider, request, NEVER);
  g_assert_no_error (second.error);
  g_assert_cmpuint (troupe_test_server_get_n_requests (f.server), ==, 3);
  tear_down (&f);
}

static void
test_fresh_connection_is_not_repeated (void)
{
  Fixture f;
  g_auto(Answer) answer = { 0 };
  g_autoptr(TroupeRequest) request = make_request ("hi");

  set_up (&f, "hang-up,good");
  ask (&answer, f.provider, request, NEVER);
  g_assert_error (answer.error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_CONNECTION);
  g_assert_cmpuint (troupe_test_server_get_n_requests (f.server), ==, 1);
  tear_down (&f);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/openai-provider/answers-arrive-however-they-are-cut", test_answers);
  g_test_add_func ("/provider/openai-provider/failures-say-what-to-do-next", test_failures);
  g_test_add_func ("/provider/openai-provider/cancel-works-at-any-moment", test_cancel);
  g_test_add_func ("/provider/openai-provider/cancel-at-the-end-loses-nothing", test_cancel_at_the_end);
  g_test_add_func ("/provider/openai-provider/silence-times-out", test_silence);
  g_test_add_func ("/provider/openai-provider/slow-is-not-silent", test_slow_is_not_silent);
  g_test_add_func ("/provider/openai-provider/connecting-times-out", test_connect_timeout);
  g_test_add_func ("/provider/openai-provider/unreachable-is-explained", test_unreachable);
  g_test_add_func ("/provider/openai-provider/key-goes-in-one-header", test_key);
  g_test_add_func ("/provider/openai-provider/broken-key-is-not-sent", test_broken_key_is_not_sent);
  g_test_add_func ("/provider/openai-provider/missing-key-is-asked-for", test_missing_key_is_asked_for);
  g_test_add_func ("/provider/openai-provider/redirect-does-not-leak-the-key", test_redirect_keeps_key_home);
  g_test_add_func ("/provider/openai-provider/base-url-is-taken-at-its-word", test_base_url);
  g_test_add_func ("/provider/openai-provider/connection-is-kept", test_connection_is_kept);
  g_test_add_func ("/provider/openai-provider/stale-connection-is-tried-once-more", test_stale_connection);
  g_test_add_func ("/provider/openai-provider/fresh-connection-is-not-repeated", test_fresh_connection_is_not_repeated);
  g_test_add_func ("/provider/openai-provider/no-model-is-an-error", no_model_is_an_error);
  g_test_add_func ("/provider/openai-provider/lists-models", test_models);
  g_test_add_func ("/provider/openai-provider/many-at-once", test_many_at_once);
  g_test_add_func ("/provider/openai-provider/certificates-are-checked", test_tls);

  return g_test_run ();
}
