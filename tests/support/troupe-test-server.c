/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>

#include "troupe-test-server.h"

/*
 * An OpenAI-compatible server on loopback that does as a script says, well or badly, and remembers what it was asked.
 *
 * It lives in the main context of whoever made it, so a test needs no second process.
 */

typedef enum
{
  END_WELL,
  END_CUT,    /* close the connection in the middle */
  END_RESET,  /* close it so that the other side gets an error and no end */
  END_HANG,   /* say nothing more, ever */
} End;

typedef struct
{
  const char *name;
  guint       status;
  const char *type;
  const char *retry_after;
  const char *body;          /* NULL: an answer made of the text */
  const char *before;        /* raw bytes before the text */
  const char *after;         /* raw bytes after the text, in place of the usual end */
  guint       percent;       /* how much of the text is sent; 0 is all */
  guint       piece_size;
  gboolean    is_silent;     /* the text is left out */
  End         end;
} Script;

#define SSE "text/event-stream; charset=utf-8"

/* A piece of a tool call; @arguments is escaped twice, as JSON in JSON in C. */
#define CALL(index, id, name, arguments) \
  "data: {\"model\":\"test-model\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":" index \
  ",\"id\":\"" id "\",\"type\":\"function\",\"function\":{\"name\":\"" name "\",\"arguments\":\"" arguments \
  "\"}}]},\"finish_reason\":null}]}\n\n"
#define CALL_MORE(index, arguments) \
  "data: {\"model\":\"test-model\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":" index \
  ",\"function\":{\"arguments\":\"" arguments "\"}}]},\"finish_reason\":null}]}\n\n"
#define CALL_END \
  "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n" \
  "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":8}}\n\ndata: [DONE]\n\n"

/* A ticket in the arguments of a call, with @after as what it depends on. */
#define TICKET(id, after) \
  "{\\\"id\\\":\\\"" id "\\\",\\\"title\\\":\\\"Do " id "\\\",\\\"description\\\":\\\"All of it.\\\"," \
  "\\\"acceptance\\\":\\\"It is done.\\\",\\\"depends_on\\\":[" after "]}"
#define QUOTED(id) "\\\"" id "\\\""

static const Script scripts[] = {
  { .name = "good", .status = 200, .type = SSE },
  { .name = "split", .status = 200, .type = SSE, .piece_size = 7 },
  { .name = "bytes", .status = 200, .type = SSE, .piece_size = 1 },
  { .name = "no-type", .status = 200, .type = NULL },
  { .name = "mismatch", .status = 200, .type = SSE },
  { .name = "reasoning", .status = 200, .type = SSE,
    .before = "data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"reasoning_content\":\"Let me think. \"}}]}\n\n" },
  { .name = "comments", .status = 200, .type = SSE, .before = ": PROCESSING\n\n: PROCESSING\n\n" },
  { .name = "no-done", .status = 200, .type = SSE,
    .after = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n" },
  { .name = "no-last-newline", .status = 200, .type = SSE, .after = "data: [DONE]" },
  { .name = "length", .status = 200, .type = SSE,
    .after = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n" },
  { .name = "refusal", .status = 200, .type = SSE, .is_silent = TRUE,
    .after = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}\n\ndata: [DONE]\n\n" },
  { .name = "finish-error", .status = 200, .type = SSE, .percent = 50,
    .after = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]}\n\ndata: [DONE]\n\n" },
  { .name = "tool-calls", .status = 200, .type = SSE,
    .after = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n" },
  { .name = "call-read", .status = 200, .type = SSE, .is_silent = TRUE, .after = CALL_END,
    .before = CALL ("0", "call_a", "read_file", "") CALL_MORE ("0", "{\\\"pa") CALL_MORE ("0", "th\\\":\\\"READ")
              CALL_MORE ("0", "ME.md\\\"}") },
  { .name = "call-two", .status = 200, .type = SSE, .is_silent = TRUE, .piece_size = 5, .after = CALL_END,
    .before = CALL ("0", "call_a", "read_file", "{\\\"path\\\"") CALL ("1", "call_b", "list_files", "")
              CALL_MORE ("0", ":\\\"README.md\\\"}") CALL_MORE ("1", "{}") },
  { .name = "call-wide", .status = 200, .type = SSE, .is_silent = TRUE, .piece_size = 1, .after = CALL_END,
    .before = CALL ("0", "call_a", "read_file", "{\\\"path\\\":\\\"gr\\\\u0") CALL_MORE ("0", "0fcße-日")
              CALL_MORE ("0", "本-\\\\ud83d\\\\u") CALL_MORE ("0", "de00-😀.md\\\"}") },
  { .name = "call-bad", .status = 200, .type = SSE, .is_silent = TRUE, .after = CALL_END,
    .before = CALL ("0", "call_a", "read_file", "{\\\"path\\\":") CALL ("1", "call_b", "delete_all", "{}")
              CALL ("2", "call_c", "read_file", "{\\\"path\\\":\\\"../secret\\\"}") },
  { .name = "call-accept", .status = 200, .type = SSE, .is_silent = TRUE, .after = CALL_END,
    .before = CALL ("0", "call_a", "submit_verdict", "{\\\"verdict\\\":\\\"acc") CALL_MORE ("0", "ept\\\"}") },
  { .name = "call-reject", .status = 200, .type = SSE, .is_silent = TRUE, .after = CALL_END,
    .before = CALL ("0", "call_a", "submit_verdict", "{\\\"verdict\\\":\\\"reject\\\",\\\"reasons\\\":")
              CALL_MORE ("0", "[\\\"It is too short\\\"]}") },
  { .name = "call-tickets", .status = 200, .type = SSE, .is_silent = TRUE, .piece_size = 11, .after = CALL_END,
    .before = CALL ("0", "call_a", "submit_tickets", "") CALL_MORE ("0", "{\\\"tickets\\\":[" TICKET ("T1", "") ",")
              CALL_MORE ("0", TICKET ("T2", QUOTED ("T1")) "]}") },
  { .name = "call-circle", .status = 200, .type = SSE, .is_silent = TRUE, .after = CALL_END,
    .before = CALL ("0", "call_b", "submit_tickets", "{\\\"tickets\\\":[" TICKET ("T1", QUOTED ("T2")) ","
                                                     TICKET ("T2", QUOTED ("T1")) "]}") },
  { .name = "says-nothing", .status = 200, .type = SSE,
    .body = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n" },
  { .name = "hangs-after-done", .status = 200, .type = SSE, .after = "data: [DONE]\n\n", .end = END_HANG },
  { .name = "cut", .status = 200, .type = SSE, .percent = 50, .after = "", .end = END_CUT },
  { .name = "reset", .status = 200, .type = SSE, .percent = 50, .after = "", .end = END_RESET },
  { .name = "cut-line", .status = 200, .type = SSE, .percent = 50,
    .after = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"never se", .end = END_CUT },
  { .name = "ends-early", .status = 200, .type = SSE, .percent = 50, .after = "" },
  { .name = "hang-up", .status = 0, .end = END_CUT },
  { .name = "silence", .status = 0, .end = END_HANG },
  { .name = "silence-mid", .status = 200, .type = SSE, .percent = 50, .after = "", .end = END_HANG },
  { .name = "invalid-utf8", .status = 200, .type = SSE,
    .before = "data: {\"choices\":[{\"delta\":{\"content\":\"bad \xff byte, half \xc3\"}}]}\n\n" },
  { .name = "not-json", .status = 200, .type = SSE, .percent = 50, .after = "data: {\"choices\":[{]\n\n" },
  { .name = "error-in-stream", .status = 200, .type = SSE, .percent = 50,
    .after = "data: {\"error\":{\"message\":\"The model fell over\",\"code\":503}}\n\n" },
  { .name = "empty", .status = 200, .type = SSE, .body = "" },
  { .name = "html", .status = 200, .type = "text/html",
    .body = "<!DOCTYPE html><html><head><title>Welcome to nginx!</title><style>b { c: d }</style></head>"
            "<body><h1>It works</h1></body></html>" },
  { .name = "html-as-sse", .status = 200, .type = SSE, .body = "<html><body>Not what it says</body></html>" },
  { .name = "json-error", .status = 200, .type = "application/json",
    .body = "{\"error\":{\"message\":\"No such luck\",\"code\":\"rate_limit_exceeded\"}}" },
  { .name = "json-whole", .status = 200, .type = "application/json",
    .body = "{\"model\":\"whole\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"All at once.\"},"
            "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}" },
  { .name = "json-other", .status = 200, .type = "application/json", .body = "{\"hello\":\"world\"}" },
  { .name = "400", .status = 400, .type = "application/json",
    .body = "{\"error\":{\"message\":\"Unsupported value: 'temperature' does not support 0.2 with this model.\","
            "\"type\":\"invalid_request_error\",\"param\":\"temperature\",\"code\":\"unsupported_value\"}}" },
  { .name = "too-long", .status = 400, .type = "application/json",
    .body = "{\"error\":{\"message\":\"too many tokens\",\"code\":\"context_length_exceeded\"}}" },
  { .name = "401", .status = 401, .type = "application/json",
    .body = "{\"error\":{\"message\":\"Incorrect API key provided: ECHO-KEY.\",\"code\":\"invalid_api_key\"}}" },
  { .name = "402", .status = 402, .type = "application/json", .body = "{\"error\":{\"message\":\"No credit\",\"code\":402}}" },
  { .name = "403", .status = 403, .type = "application/json", .body = "{\"detail\":\"Country not supported\"}" },
  { .name = "404", .status = 404, .type = "application/json",
    .body = "{\"error\":{\"message\":\"The model does not exist\",\"code\":\"model_not_found\"}}" },
  { .name = "429", .status = 429, .type = "application/json", .retry_after = "7",
    .body = "{\"error\":{\"message\":\"Rate limit reached\",\"code\":\"rate_limit_exceeded\"}}" },
  { .name = "429-soon", .status = 429, .type = "application/json", .retry_after = "0.05",
    .body = "{\"error\":{\"message\":\"Rate limit reached\",\"code\":\"rate_limit_exceeded\"}}" },
  { .name = "429-money", .status = 429, .type = "application/json",
    .body = "{\"error\":{\"message\":\"You exceeded your current quota\",\"code\":\"insufficient_quota\"}}" },
  { .name = "500", .status = 500, .type = "text/plain", .body = "Internal Server Error" },
  { .name = "502-html", .status = 502, .type = "text/html",
    .body = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>" },
  { .name = "503", .status = 503, .type = "application/json", .retry_after = "120", .body = "{\"error\":\"overloaded\"}" },
  { .name = "500-endless", .status = 500, .type = "text/plain", .body = "ENDLESS" },
  { .name = "redirect", .status = 307, .type = "text/plain", .body = "" },
};

typedef struct
{
  char               *method;
  char               *path;
  char               *body;
  SoupMessageHeaders *headers;
  guint               client_port;
} Request;

struct _TroupeTestServer
{
  GObject     parent_instance;

  SoupServer *server;       /* (owned) */
  char       *base_url;     /* (owned) */
  guint       port;

  GPtrArray  *turns;        /* (owned) (element-type Script): the last one is for all that follow */
  char       *text;         /* (owned) (nullable) */
  char       *location;     /* (owned) (nullable) */
  guint       delay_ms;
  guint       piece_size;

  GPtrArray  *requests;     /* (owned) (element-type Request) */
  guint       n_active;
  guint       n_cut_off;
};

G_DEFINE_FINAL_TYPE (TroupeTestServer, troupe_test_server, G_TYPE_OBJECT)

/* One answer under way. */
typedef struct
{
  TroupeTestServer  *server;   /* (owned) */
  SoupServerMessage *message;  /* (owned) */
  GPtrArray         *pieces;   /* (owned) (element-type GBytes) */
  guint              next;
  guint              delay_ms;
  End                end;
  GSource           *source;   /* (owned) (nullable) */
  GSource           *hung_up;  /* (owned) (nullable) */
  gboolean           is_finished;
} Play;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->method);
  g_free (request->path);
  g_free (request->body);
  soup_message_headers_unref (request->headers);
  g_free (request);
}

static void
play_clear_source (Play *play)
{
  if (play->source == NULL)
    return;

  g_source_destroy (play->source);
  g_clear_pointer (&play->source, g_source_unref);
}

static void
play_free (Play *play)
{
  play_clear_source (play);
  if (play->hung_up != NULL)
    {
      g_source_destroy (play->hung_up);
      g_source_unref (play->hung_up);
    }
  g_signal_handlers_disconnect_by_data (play->message, play);
  g_object_unref (play->message);
  g_ptr_array_unref (play->pieces);
  play->server->n_active--;
  /* Not from within a signal of what the server owns. */
  g_idle_add_once (g_object_unref, play->server);
  g_free (play);
}

static const char *
last_user_text (JsonObject *body)
{
  JsonArray *messages = json_object_has_member (body, "messages") ? json_object_get_array_member (body, "messages") : NULL;

  for (guint i = messages != NULL ? json_array_get_length (messages) : 0; i > 0; i--)
    {
      JsonObject *message = json_array_get_object_element (messages, i - 1);

      if (g_strcmp0 (json_object_get_string_member_with_default (message, "role", ""), "user") == 0)
        return json_object_get_string_member_with_default (message, "content", "");
    }

  return "";
}

static void
append_delta (GString    *stream,
              const char *model,
              const char *text,
              gsize       length)
{
  g_autoptr(JsonNode) node = json_node_alloc ();
  g_autofree char *content = g_strndup (text, length);
  g_autofree char *content_json = NULL;
  g_autofree char *model_json = NULL;

  json_node_init_string (node, content);
  content_json = json_to_string (node, FALSE);
  json_node_set_string (node, model);
  model_json = json_to_string (node, FALSE);
  g_string_append_printf (stream,
                          "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":%s,"
                          "\"choices\":[{\"index\":0,\"delta\":{\"content\":%s},\"finish_reason\":null}]}\n\n",
                          model_json, content_json);
}

static void
append_end (GString *stream,
            gsize    n_text)
{
  g_string_append_printf (stream,
                          "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                          "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":%" G_GSIZE_FORMAT
                          ",\"prompt_tokens_details\":{\"cached_tokens\":5}}}\n\n"
                          "data: [DONE]\n\n", (n_text + 3) / 4);
}

/* The whole stream as it goes over the wire. */
static char *
write_stream (const Script *script,
              const char   *model,
              const char   *text,
              gsize        *length)
{
  GString *stream = g_string_new (script->before);
  gsize n_bytes = strlen (text);
  const char *at = text;
  const char *stop = text + (script->is_silent ? 0 : script->percent > 0 ? n_bytes * script->percent / 100 : n_bytes);

  while (at < stop)
    {
      const char *space = strchr (at, ' ');
      const char *next = space != NULL ? space + 1 : text + n_bytes;

      append_delta (stream, model, at, (gsize) (next - at));
      at = next;
    }

  if (script->after != NULL)
    g_string_append (stream, script->after);
  else
    append_end (stream, n_bytes);

  *length = stream->len;
  return g_string_free (stream, FALSE);
}

/* With no size given, a piece is an event. */
static GPtrArray *
cut_in_pieces (const char *bytes,
               gsize       length,
               guint       size)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gsize at = 0;

  while (at < length)
    {
      gsize n_bytes = size;

      if (size == 0)
        {
          const char *blank = g_strstr_len (bytes + at, (gssize) (length - at), "\n\n");

          n_bytes = blank != NULL ? (gsize) (blank + 2 - (bytes + at)) : length - at;
        }
      n_bytes = MIN (n_bytes, length - at);
      g_ptr_array_add (pieces, g_bytes_new (bytes + at, n_bytes));
      at += n_bytes;
    }

  return pieces;
}

static void play_next (Play *play);

static gboolean
play_next_cb (gpointer user_data)
{
  Play *play = user_data;

  g_clear_pointer (&play->source, g_source_unref);
  play_next (play);
  return G_SOURCE_REMOVE;
}

static void
play_later (Play *play)
{
  play_clear_source (play);
  play->source = play->delay_ms > 0 ? g_timeout_source_new (play->delay_ms) : g_idle_source_new ();
  g_source_set_priority (play->source, G_PRIORITY_DEFAULT);
  g_source_set_callback (play->source, play_next_cb, play, NULL);
  g_source_attach (play->source, g_main_context_get_thread_default ());
}

static void
set_abrupt (GSocket *socket)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

static void
play_next (Play *play)
{
  SoupMessageBody *body = soup_server_message_get_response_body (play->message);

  if (play->next < play->pieces->len)
    {
      GBytes *piece = g_ptr_array_index (play->pieces, play->next++);

      soup_message_body_append_bytes (body, piece);
      soup_server_message_unpause (play->message);
      return;
    }

  switch (play->end)
    {
    case END_WELL:
      play->is_finished = TRUE;
      soup_message_body_complete (body);
      soup_server_message_unpause (play->message);
      break;
    case END_RESET:
    case END_CUT:
      play->is_finished = TRUE;
      if (play->end == END_RESET)
        set_abrupt (soup_server_message_get_socket (play->message));
      g_socket_close (soup_server_message_get_socket (play->message), NULL);
      soup_server_message_unpause (play->message);
      break;
    case END_HANG:
    default:
      break;
    }
}

static void
wrote_chunk_cb (SoupServerMessage *message,
                gpointer           user_data)
{
  play_later (user_data);
}

static void
finished_cb (SoupServerMessage *message,
             gpointer           user_data)
{
  Play *play = user_data;

  if (!play->is_finished)
    play->server->n_cut_off++;
  play_free (play);
}

/* A client that goes away is only noticed when something is written, or read: so read. */
static gboolean
hung_up_cb (GSocket      *socket,
            GIOCondition  condition,
            gpointer      user_data)
{
  Play *play = user_data;
  char byte;

  if (g_socket_receive (socket, &byte, 1, NULL, NULL) > 0)
    return G_SOURCE_CONTINUE;

  /* libsoup sees it when it writes. */
  play_clear_source (play);
  g_socket_close (socket, NULL);
  soup_message_body_append (soup_server_message_get_response_body (play->message), SOUP_MEMORY_STATIC, "\n", 1);
  soup_server_message_unpause (play->message);
  return G_SOURCE_REMOVE;
}

static const Script *
take_turn (TroupeTestServer *self)
{
  const Script *script = g_ptr_array_index (self->turns, 0);

  if (self->turns->len > 1)
    g_ptr_array_remove_index (self->turns, 0);
  return script;
}

static void
remember (TroupeTestServer  *self,
          SoupServerMessage *message,
          const char        *path)
{
  Request *request = g_new0 (Request, 1);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(GBytes) bytes = soup_message_body_flatten (body);
  GSocketAddress *address = soup_server_message_get_remote_address (message);

  request->method = g_strdup (soup_server_message_get_method (message));
  request->path = g_strdup (path);
  request->body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  request->headers = soup_message_headers_ref (soup_server_message_get_request_headers (message));
  if (G_IS_INET_SOCKET_ADDRESS (address))
    request->client_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  g_ptr_array_add (self->requests, request);
}

static char *
echo_key (const char         *body,
          SoupMessageHeaders *headers)
{
  GString *text = g_string_new (body);
  const char *authorization = soup_message_headers_get_one (headers, "Authorization");

  g_string_replace (text, "ECHO-KEY", authorization != NULL ? authorization + strlen ("Bearer ") : "none", 0);
  if (g_str_equal (body, "ENDLESS"))
    for (guint i = 0; i < 20000; i++)
      g_string_append (text, " and on and on");
  return g_string_free (text, FALSE);
}

static void
answer_with_body (TroupeTestServer  *self,
                  SoupServerMessage *message,
                  const Script      *script)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  char *body = echo_key (script->body, soup_server_message_get_request_headers (message));

  soup_server_message_set_status (message, script->status, NULL);
  if (script->retry_after != NULL)
    soup_message_headers_replace (headers, "Retry-After", script->retry_after);
  if (self->location != NULL)
    soup_message_headers_replace (headers, "Location", self->location);
  soup_server_message_set_response (message, script->type, SOUP_MEMORY_TAKE, body, strlen (body));
}

static void
answer_with_stream (TroupeTestServer  *self,
                    SoupServerMessage *message,
                    const Script      *script)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *model = "test-model";
  const char *asked = "";
  g_autofree char *text = NULL;
  g_autofree char *stream = NULL;
  gsize length = 0;
  Play *play;

  if (json_parser_load_from_data (parser, ((Request *) g_ptr_array_index (self->requests, self->requests->len - 1))->body,
                                  -1, NULL) &&
      json_parser_get_root (parser) != NULL && JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      JsonObject *body = json_node_get_object (json_parser_get_root (parser));

      model = json_object_get_string_member_with_default (body, "model", model);
      asked = last_user_text (body);
    }
  if (g_str_equal (script->name, "mismatch"))
    model = "another-model";
  text = self->text != NULL ? g_strdup (self->text) : g_strdup_printf ("Hello from the test server. You said: %s", asked);

  play = g_new0 (Play, 1);
  play->server = g_object_ref (self);
  play->message = g_object_ref (message);
  play->delay_ms = self->delay_ms;
  play->end = script->end;
  self->n_active++;

  if (script->status > 0)
    {
      stream = write_stream (script, model, text, &length);
      play->pieces = cut_in_pieces (stream, length, self->piece_size > 0 ? self->piece_size : script->piece_size);
      soup_server_message_set_status (message, script->status, NULL);
      if (script->type != NULL)
        soup_message_headers_replace (headers, "Content-Type", script->type);
      soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
    }
  else
    play->pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), play);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), play);
  soup_server_message_pause (message);

  if (script->end == END_HANG)
    {
      g_autoptr(GSource) source = g_socket_create_source (soup_server_message_get_socket (message), G_IO_IN, NULL);

      g_source_set_callback (source, G_SOURCE_FUNC (hung_up_cb), play, NULL);
      g_source_attach (source, g_main_context_get_thread_default ());
      play->hung_up = g_steal_pointer (&source);
    }
  play_later (play);
}

static void
answer_with_models (SoupServerMessage *message)
{
  static const char models[] =
    "{\"object\":\"list\",\"data\":[{\"id\":\"test-model\",\"object\":\"model\",\"owned_by\":\"test\"},"
    "{\"id\":\"test-model-large\",\"object\":\"model\",\"owned_by\":\"test\"}]}";

  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, models, strlen (models));
}

static void
handler_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  TroupeTestServer *self = user_data;
  const Script *script;

  remember (self, message, path);
  script = take_turn (self);

  if (script->body != NULL)
    answer_with_body (self, message, script);
  else if (g_str_has_suffix (path, "/models") && script->status == 200)
    answer_with_models (message);
  else
    answer_with_stream (self, message, script);
}

static void
troupe_test_server_dispose (GObject *object)
{
  TroupeTestServer *self = TROUPE_TEST_SERVER (object);

  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (troupe_test_server_parent_class)->dispose (object);
}

static void
troupe_test_server_finalize (GObject *object)
{
  TroupeTestServer *self = TROUPE_TEST_SERVER (object);

  g_free (self->base_url);
  g_free (self->text);
  g_free (self->location);
  g_ptr_array_unref (self->turns);
  g_ptr_array_unref (self->requests);

  G_OBJECT_CLASS (troupe_test_server_parent_class)->finalize (object);
}

static void
troupe_test_server_class_init (TroupeTestServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_test_server_dispose;
  object_class->finalize = troupe_test_server_finalize;
}

static void
troupe_test_server_init (TroupeTestServer *self)
{
  self->turns = g_ptr_array_new ();
  self->requests = g_ptr_array_new_with_free_func (request_free);
  g_ptr_array_add (self->turns, (gpointer) &scripts[0]);
}

/* Starts a server on a free port of loopback. */
TroupeTestServer *
troupe_test_server_new (void)
{
  return troupe_test_server_new_tls (NULL);
}

/* The same with TLS, when there is a certificate. */
TroupeTestServer *
troupe_test_server_new_tls (GTlsCertificate *certificate)
{
  TroupeTestServer *self = g_object_new (TROUPE_TYPE_TEST_SERVER, NULL);
  g_autoptr(GError) error = NULL;
  GSList *uris;

  self->server = soup_server_new ("server-header", "troupe-test-server", NULL);
  if (certificate != NULL)
    soup_server_set_tls_certificate (self->server, certificate);
  soup_server_add_handler (self->server, NULL, handler_cb, self, NULL);
  soup_server_listen_local (self->server, 0,
                            SOUP_SERVER_LISTEN_IPV4_ONLY | (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0), &error);
  g_assert_no_error (error);

  uris = soup_server_get_uris (self->server);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->base_url = g_strdup_printf ("%s://127.0.0.1:%u/v1", certificate != NULL ? "https" : "http", self->port);
  return self;
}

/* Where a provider's base URL has to point. */
const char *
troupe_test_server_get_base_url (TroupeTestServer *self)
{
  return self->base_url;
}

guint
troupe_test_server_get_port (TroupeTestServer *self)
{
  return self->port;
}

/* Every name that troupe_test_server_set_script() knows. */
const char * const *
troupe_test_server_list_scripts (void)
{
  static const char *names[G_N_ELEMENTS (scripts) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    names[i] = scripts[i].name;
  return names;
}

/* @names may be several, with commas: one for each request in turn, the last for all that follow. */
gboolean
troupe_test_server_set_script (TroupeTestServer *self,
                               const char       *names)
{
  g_auto(GStrv) list = g_strsplit (names, ",", -1);
  g_autoptr(GPtrArray) turns = g_ptr_array_new ();

  for (guint i = 0; list[i] != NULL; i++)
    {
      guint n_before = turns->len;

      for (guint j = 0; j < G_N_ELEMENTS (scripts); j++)
        if (g_str_equal (scripts[j].name, list[i]))
          g_ptr_array_add (turns, (gpointer) &scripts[j]);
      if (turns->len == n_before)
        return FALSE;
    }

  g_ptr_array_unref (self->turns);
  self->turns = g_steal_pointer (&turns);
  return TRUE;
}

/* What it says, word by word; without it, a greeting that repeats what was asked. */
void
troupe_test_server_set_text (TroupeTestServer *self,
                             const char       *text)
{
  g_free (self->text);
  self->text = g_strdup (text);
}

/* The pause between two pieces. */
void
troupe_test_server_set_delay (TroupeTestServer *self,
                              guint             delay_ms)
{
  self->delay_ms = delay_ms;
}

/* Cuts the stream anywhere into pieces of so many bytes; 0 leaves it to the script. */
void
troupe_test_server_set_piece_size (TroupeTestServer *self,
                                   guint             size)
{
  self->piece_size = size;
}

/* Where a redirection points. */
void
troupe_test_server_set_location (TroupeTestServer *self,
                                 const char       *url)
{
  g_free (self->location);
  self->location = g_strdup (url);
}

static Request *
get_request (TroupeTestServer *self,
             guint             index)
{
  g_assert_cmpuint (index, <, self->requests->len);

  return g_ptr_array_index (self->requests, index);
}

guint
troupe_test_server_get_n_requests (TroupeTestServer *self)
{
  return self->requests->len;
}

const char *
troupe_test_server_get_method (TroupeTestServer *self,
                               guint             index)
{
  return get_request (self, index)->method;
}

const char *
troupe_test_server_get_path (TroupeTestServer *self,
                             guint             index)
{
  return get_request (self, index)->path;
}

const char *
troupe_test_server_get_body (TroupeTestServer *self,
                             guint             index)
{
  return get_request (self, index)->body;
}

const char *
troupe_test_server_get_header (TroupeTestServer *self,
                               guint             index,
                               const char       *name)
{
  return soup_message_headers_get_one (get_request (self, index)->headers, name);
}

/* The same port twice is the same connection. */
guint
troupe_test_server_get_client_port (TroupeTestServer *self,
                                    guint             index)
{
  return get_request (self, index)->client_port;
}

/* How many answers are being streamed. */
guint
troupe_test_server_get_n_active (TroupeTestServer *self)
{
  return self->n_active;
}

/* How many answers ended because the client went away. */
guint
troupe_test_server_get_n_cut_off (TroupeTestServer *self)
{
  return self->n_cut_off;
}
