/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A: one stream of 1,000,000 deltas of 4 characters, one event a chunk and 64. The floor reads it with libsoup and only counts lines.
 * B: small questions one after the other over one connection. The floor sends the same with libsoup and reads the answer.
 *
 * The server is another process, which writes bytes that it made before. Usage: bench-stream [DELTAS] [QUESTIONS]
 */

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libsoup/soup.h>

#include "openai/troupe-openai-provider.h"

#define N_ROUNDS 5

static const char delta[] =
  "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
  "\"delta\":{\"content\":\"abcd\"},\"finish_reason\":null}]}\n\n";
static const char tail[] = "data: [DONE]\n\n";

typedef struct
{
  gint64 wall_us;
  gint64 cpu_us;
  gint64 first_us;   /* until the first piece of the answer */
} Cost;

/* The server */

static void
write_all (int         fd,
           const char *bytes,
           gsize       length)
{
  while (length > 0)
    {
      gssize n = send (fd, bytes, length, MSG_NOSIGNAL);

      if (n <= 0)
        return;
      bytes += n;
      length -= (gsize) n;
    }
}

static void
append_chunk (GString    *wire,
              const char *bytes,
              guint       n_times)
{
  g_string_append_printf (wire, "%zx\r\n", strlen (bytes) * n_times);
  for (guint i = 0; i < n_times; i++)
    g_string_append (wire, bytes);
  g_string_append (wire, "\r\n");
}

/* The path says how many deltas, and how many of them in a chunk. */
static void
answer (int         fd,
        const char *request)
{
  guint n_deltas = 1;
  guint n_in_chunk = 1;
  g_autoptr(GString) head = g_string_new ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                          "Transfer-Encoding: chunked\r\n\r\n");
  g_autoptr(GString) block = g_string_new (NULL);
  g_autoptr(GString) end = g_string_new (NULL);
  guint n_in_block;

  sscanf (request, "POST /%u/%u/", &n_deltas, &n_in_chunk);
  append_chunk (end, tail, 1);
  g_string_append (end, "0\r\n\r\n");

  n_in_block = MIN (n_deltas, MAX (512, n_in_chunk));
  for (guint i = 0; i < n_in_block; i += n_in_chunk)
    append_chunk (block, delta, MIN (n_in_chunk, n_in_block - i));

  if (n_deltas <= n_in_block)
    {
      g_string_append_len (head, block->str, (gssize) block->len);
      g_string_append_len (head, end->str, (gssize) end->len);
      write_all (fd, head->str, head->len);
      return;
    }

  write_all (fd, head->str, head->len);
  for (guint i = 0; i < n_deltas / n_in_block; i++)
    write_all (fd, block->str, block->len);
  write_all (fd, end->str, end->len);
}

static gpointer
serve_connection (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);
  g_autoptr(GString) input = g_string_new (NULL);
  char buffer[16384];

  for (;;)
    {
      const char *head_end = strstr (input->str, "\r\n\r\n");
      const char *length = head_end != NULL ? strstr (input->str, "Content-Length: ") : NULL;
      gsize n_request = head_end != NULL ? (gsize) (head_end + 4 - input->str) : 0;
      gssize n;

      if (length != NULL)
        n_request += (gsize) strtoul (length + strlen ("Content-Length: "), NULL, 10);
      if (head_end != NULL && input->len >= n_request)
        {
          answer (fd, input->str);
          g_string_erase (input, 0, (gssize) n_request);
          continue;
        }

      n = recv (fd, buffer, sizeof buffer, 0);
      if (n <= 0)
        break;
      g_string_append_len (input, buffer, n);
    }

  close (fd);
  return NULL;
}

static void
serve (int listener)
{
  for (;;)
    {
      int fd = accept (listener, NULL, NULL);
      int on = 1;

      if (fd < 0)
        _exit (1);
      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      g_thread_unref (g_thread_new ("connection", serve_connection, GINT_TO_POINTER (fd)));
    }
}

static pid_t
start_server (guint *port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM, 0);
  pid_t pid;

  if (bind (listener, (struct sockaddr *) &address, sizeof address) != 0 || listen (listener, 64) != 0 ||
      getsockname (listener, (struct sockaddr *) &address, &length) != 0)
    g_error ("There is no port to listen at");
  *port = ntohs (address.sin_port);

  pid = fork ();
  if (pid == 0)
    serve (listener);
  close (listener);

  return pid;
}

static gint64
get_cpu_us (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static long
get_peak_kb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return usage.ru_maxrss;
}

/* The floor */

typedef struct
{
  GInputStream *input;
  guint64       n_lines;
  gint64        first_us;
  gboolean      is_done;
} Floor;

static void wait_for_more (Floor *run);

static gboolean
readable_cb (GObject *stream,
             Floor   *run)
{
  static char buffer[64 * 1024];

  for (;;)
    {
      gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), buffer, sizeof buffer, NULL, NULL);
      const char *at = buffer;
      const char *end = buffer + MAX (n, 0);

      if (n == 0)
        {
          run->is_done = TRUE;
          break;
        }
      if (n < 0)
        {
          wait_for_more (run);
          break;
        }
      if (run->first_us == 0)
        run->first_us = g_get_monotonic_time ();
      while ((at = memchr (at, '\n', (gsize) (end - at))) != NULL)
        {
          run->n_lines++;
          at++;
        }
    }

  return G_SOURCE_REMOVE;
}

static void
wait_for_more (Floor *run)
{
  g_autoptr(GSource) source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (run->input), NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (readable_cb), run, NULL);
  g_source_attach (source, NULL);
}

static void
floor_sent_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  Floor *run = user_data;
  g_autoptr(GError) error = NULL;

  run->input = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (run->input == NULL)
    g_error ("%s", error->message);
  readable_cb (G_OBJECT (run->input), run);
}

static Cost
run_floor (SoupSession *session,
           const char  *base_url,
           guint        n_deltas)
{
  static const char body[] = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true,"
                             "\"stream_options\":{\"include_usage\":true}}";
  gint64 start_us = g_get_monotonic_time ();
  gint64 start_cpu_us = get_cpu_us ();
  g_autofree char *url = g_strconcat (base_url, "/chat/completions", NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr(GBytes) bytes = g_bytes_new_static (body, strlen (body));
  Floor run = { 0 };
  Cost cost;

  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, NULL, floor_sent_cb, &run);
  while (!run.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_input_stream_close (run.input, NULL, NULL);
  g_object_unref (run.input);

  cost.wall_us = g_get_monotonic_time () - start_us;
  cost.cpu_us = get_cpu_us () - start_cpu_us;
  cost.first_us = run.first_us - start_us;
  if (run.n_lines != 2 * (guint64) (n_deltas + 1))
    g_error ("%" G_GUINT64_FORMAT " lines came", run.n_lines);
  return cost;
}

/* The provider */

typedef struct
{
  TroupeReply *reply;
  gsize        n_bytes;
  gint64       first_us;
  gboolean     is_done;
} Run;

static void
next_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeBatch) batch = troupe_reply_next_finish (TROUPE_REPLY (object), result, &error);

  if (error != NULL)
    g_error ("%s", error->message);
  if (batch == NULL)
    {
      run->is_done = TRUE;
      return;
    }
  if (run->first_us == 0)
    run->first_us = g_get_monotonic_time ();
  run->n_bytes += troupe_batch_get_size (batch);
  troupe_reply_next_async (run->reply, NULL, next_cb, run);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;

  run->reply = troupe_provider_send_finish (TROUPE_PROVIDER (object), result, &error);
  if (run->reply == NULL)
    g_error ("%s", error->message);
  troupe_reply_next_async (run->reply, NULL, next_cb, run);
}

static Cost
run_provider (TroupeProvider *provider,
              guint           n_deltas)
{
  gint64 start_us = g_get_monotonic_time ();
  gint64 start_cpu_us = get_cpu_us ();
  g_autoptr(TroupeRequest) request = troupe_request_new ("m");
  Run run = { 0 };
  Cost cost;

  troupe_request_add_message (request, TROUPE_ROLE_USER, "hi");
  troupe_provider_send_async (provider, request, NULL, sent_cb, &run);
  while (!run.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (run.reply);

  cost.wall_us = g_get_monotonic_time () - start_us;
  cost.cpu_us = get_cpu_us () - start_cpu_us;
  cost.first_us = run.first_us - start_us;
  if (run.n_bytes != 4 * (gsize) n_deltas)
    g_error ("%" G_GSIZE_FORMAT " bytes came", run.n_bytes);
  return cost;
}

static int
compare_costs (gconstpointer a,
               gconstpointer b)
{
  const Cost *x = a;
  const Cost *y = b;

  return x->cpu_us < y->cpu_us ? -1 : x->cpu_us > y->cpu_us;
}

static Cost
median (Cost *costs)
{
  qsort (costs, N_ROUNDS, sizeof *costs, compare_costs);

  return costs[N_ROUNDS / 2];
}

static void
add_cost (Cost       *sum,
          const Cost *cost)
{
  sum->wall_us += cost->wall_us;
  sum->cpu_us += cost->cpu_us;
  sum->first_us += cost->first_us;
}

static void
bench_streams (SoupSession          *session,
               TroupeProvider       *provider,
               TroupeProviderConfig *config,
               guint                 port,
               guint                 n_deltas)
{
  static const guint in_chunk[] = { 1, 64 };

  for (guint i = 0; i < G_N_ELEMENTS (in_chunk); i++)
    {
      guint n_sent = MAX (n_deltas / 512, 1) * 512;
      g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/%u/%u", port, n_sent, in_chunk[i]);
      g_autofree char *small_url = g_strdup_printf ("http://127.0.0.1:%u/10240/%u", port, in_chunk[i]);
      Cost floors[N_ROUNDS], costs[N_ROUNDS], floor_cost, cost;
      long peak_kb;

      troupe_provider_config_set_base_url (config, small_url);
      run_floor (session, small_url, 10240);
      run_provider (provider, 10240);
      peak_kb = get_peak_kb ();

      troupe_provider_config_set_base_url (config, url);
      for (guint round = 0; round < N_ROUNDS; round++)
        {
          floors[round] = run_floor (session, url, n_sent);
          costs[round] = run_provider (provider, n_sent);
        }

      floor_cost = median (floors);
      cost = median (costs);
      g_print ("%u deltas, %u in a chunk     CPU ms   / floor   deltas/s\n", n_sent, in_chunk[i]);
      g_print ("libsoup, lines counted      %8.1f  %8.2f   %8.0f\n", floor_cost.cpu_us / 1000.0, 1.0,
               n_sent / (floor_cost.wall_us / 1e6));
      g_print ("provider                    %8.1f  %8.2f   %8.0f   (goal: %s)\n", cost.cpu_us / 1000.0,
               (double) cost.cpu_us / floor_cost.cpu_us, n_sent / (cost.wall_us / 1e6),
               in_chunk[i] == 1 ? "1.15 x the floor" : "2,500,000 deltas/s");
      g_print ("memory grown since 10,240 deltas: %ld KB\n\n", get_peak_kb () - peak_kb);
    }
}

static void
bench_questions (SoupSession          *session,
                 TroupeProvider       *provider,
                 TroupeProviderConfig *config,
                 guint                 port,
                 guint                 n_questions)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/1/1", port);
  Cost floors[N_ROUNDS] = { 0 };
  Cost costs[N_ROUNDS] = { 0 };
  Cost floor_cost, cost;

  troupe_provider_config_set_base_url (config, url);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      for (guint i = 0; i < n_questions; i++)
        {
          Cost one = run_floor (session, url, 1);

          add_cost (&floors[round], &one);
        }
      for (guint i = 0; i < n_questions; i++)
        {
          Cost one = run_provider (provider, 1);

          add_cost (&costs[round], &one);
        }
    }

  floor_cost = median (floors);
  cost = median (costs);
  g_print ("%u questions               CPU us   / floor   first piece us\n", n_questions);
  g_print ("libsoup, idempotent POST    %8.1f  %8.2f   %8.1f\n", (double) floor_cost.cpu_us / n_questions, 1.0,
           (double) floor_cost.first_us / n_questions);
  g_print ("provider                    %8.1f  %8.2f   %8.1f   (goal: 1.1 x the floor)\n", (double) cost.cpu_us / n_questions,
           (double) cost.cpu_us / floor_cost.cpu_us, (double) cost.first_us / n_questions);
}

int
main (int    argc,
      char **argv)
{
  guint n_deltas = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 1000000;
  guint n_questions = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 2000;
  guint port = 0;
  pid_t server = start_server (&port);
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autoptr(TroupeProviderConfig) config = troupe_provider_config_new ("bench", "openai");
  g_autoptr(TroupeProvider) provider = troupe_openai_provider_new (config);

  bench_streams (session, provider, config, port, n_deltas);
  bench_questions (session, provider, config, port, n_questions);

  kill (server, SIGTERM);
  waitpid (server, NULL, 0);

  return 0;
}
