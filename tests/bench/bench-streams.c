/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Many streams at once: at the pace of a model, 20 pieces a second each, and as fast as they come. They are read by the provider
 * alone, by a run with a ticket for each, and by such a run with a ledger on the disk.
 *
 * The floor is libsoup, with 64 messages a session, that counts lines. What counts is the ratio of the processor's time of all
 * threads, and that a paced stream ends when the server does. The time to the first piece is counted from when all were begun. Each
 * case is a process of its own, for its memory, and the server is another one. Usage: bench-streams [STREAMS]
 */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <libsoup/soup.h>

#include "openai/troupe-openai-provider.h"
#include "troupe-conductor.h"
#include "troupe-fake-catalog.h"
#include "troupe-ledger.h"

#define LANE_SIZE  64
#define WRITE_SIZE 4096

typedef enum { FLOOR, PROVIDER, RUN, RUN_WITH_LEDGER, N_READERS } Reader;

static const char * const reader_names[N_READERS] = { "libsoup, lines counted", "provider", "run", "run with ledger" };

typedef struct
{
  guint n_pieces;
  guint interval_ms;   /* 0: as fast as they come */
} Pace;

static const Pace paces[] = { { 100, 50 }, { 2000, 0 } };

/* What a case's process hands to the first one. */
typedef struct
{
  gint64 wall_us;
  gint64 cpu_us;
  gint64 first_us[2];   /* until the first piece, of half and of 95 % of the streams */
  long   memory_kb;     /* by how much the peak is above what was there before */
} Cost;

typedef struct
{
  guint   n_streams;
  guint   n_pieces;
  guint   n_ended;
  gint64  start_us;
  gint64 *first_us;     /* (array length=n_streams) */
  guint   n_first;
} Race;

static const char delta[] =
  "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
  "\"delta\":{\"content\":\"abcd\"},\"finish_reason\":null}]}\n\n";
static const char tail[] = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

#define N_TAIL_LINES 4

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
              const char *bytes)
{
  g_string_append_printf (wire, "%zx\r\n%s\r\n", strlen (bytes), bytes);
}

static void
sleep_until (gint64 until_us)
{
  struct timespec until = { until_us / G_USEC_PER_SEC, until_us % G_USEC_PER_SEC * 1000 };

  while (clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR);
}

/* The path says how many pieces, and how many milliseconds are between two. */
static void
answer (int         fd,
        const char *request)
{
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  g_autoptr(GString) wire = g_string_new (NULL);
  gint64 start_us = g_get_monotonic_time ();
  guint n_pieces = 1;
  guint interval_ms = 0;

  sscanf (request, "POST /%u/%u/", &n_pieces, &interval_ms);
  g_string_append (wire, head);
  for (guint i = 0; i < n_pieces; i++)
    {
      if (interval_ms > 0)
        sleep_until (start_us + (gint64) i * interval_ms * 1000);
      append_chunk (wire, delta);
      /* With no pace many chunks go in one write, so that the reader has to keep up and not the server. */
      if (interval_ms > 0 || wire->len > WRITE_SIZE)
        {
          write_all (fd, wire->str, wire->len);
          g_string_truncate (wire, 0);
        }
    }
  append_chunk (wire, tail);
  g_string_append (wire, "0\r\n\r\n");
  write_all (fd, wire->str, wire->len);
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

  if (bind (listener, (struct sockaddr *) &address, sizeof address) != 0 || listen (listener, 1024) != 0 ||
      getsockname (listener, (struct sockaddr *) &address, &length) != 0)
    g_error ("There is no port to listen at");
  *port = ntohs (address.sin_port);

  pid = fork ();
  if (pid == 0)
    serve (listener);
  close (listener);

  return pid;
}

/* What all readers share */

static void
note_first (Race   *race,
            gint64 *first_us)
{
  if (*first_us != 0)
    return;

  *first_us = g_get_monotonic_time () - race->start_us;
  race->n_first++;
}

static void
wait_for_all (Race *race)
{
  while (race->n_ended < race->n_streams)
    g_main_context_iteration (NULL, TRUE);
}

/* The floor */

typedef struct
{
  Race         *race;
  gint64       *first_us;
  GInputStream *input;
  guint         n_lines;
} Floor;

static void wait_for_more (Floor *stream);

static gboolean
readable_cb (GObject *object,
             Floor   *stream)
{
  static char buffer[64 * 1024];

  for (;;)
    {
      gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (object), buffer, sizeof buffer, NULL, NULL);
      const char *at = buffer;
      const char *end = buffer + MAX (n, 0);

      if (n == 0)
        {
          if (stream->n_lines != 2 * stream->race->n_pieces + N_TAIL_LINES)
            g_error ("%u lines came", stream->n_lines);
          stream->race->n_ended++;
          g_input_stream_close (stream->input, NULL, NULL);
          g_clear_object (&stream->input);
          break;
        }
      if (n < 0)
        {
          wait_for_more (stream);
          break;
        }
      note_first (stream->race, stream->first_us);
      while ((at = memchr (at, '\n', (gsize) (end - at))) != NULL)
        {
          stream->n_lines++;
          at++;
        }
    }

  return G_SOURCE_REMOVE;
}

static void
wait_for_more (Floor *stream)
{
  g_autoptr(GSource) source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (stream->input), NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (readable_cb), stream, NULL);
  g_source_attach (source, NULL);
}

static void
floor_sent_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  Floor *stream = user_data;
  g_autoptr(GError) error = NULL;

  stream->input = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (stream->input == NULL)
    g_error ("%s", error->message);
  readable_cb (G_OBJECT (stream->input), stream);
}

static void
read_with_floor (Race       *race,
                 const char *base_url)
{
  static const char body[] = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true,"
                             "\"stream_options\":{\"include_usage\":true}}";
  g_autoptr(GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree Floor *streams = g_new0 (Floor, race->n_streams);
  g_autofree char *url = g_strconcat (base_url, "/chat/completions", NULL);
  g_autoptr(GBytes) bytes = g_bytes_new_static (body, strlen (body));

  for (guint i = 0; i < race->n_streams; i++)
    {
      g_autoptr(SoupMessage) message = soup_message_new ("POST", url);

      if (i % LANE_SIZE == 0)
        g_ptr_array_add (sessions, soup_session_new_with_options ("timeout", 0, "max-conns", LANE_SIZE,
                                                                  "max-conns-per-host", LANE_SIZE, NULL));
      streams[i] = (Floor) { .race = race, .first_us = &race->first_us[i] };
      soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
      soup_session_send_async (sessions->pdata[sessions->len - 1], message, G_PRIORITY_DEFAULT, NULL, floor_sent_cb, &streams[i]);
    }
  wait_for_all (race);
}

/* The provider */

typedef struct
{
  Race        *race;
  gint64      *first_us;
  TroupeReply *reply;
  gsize        n_bytes;
} Stream;

static void
next_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Stream *stream = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeBatch) batch = troupe_reply_next_finish (TROUPE_REPLY (object), result, &error);

  if (error != NULL)
    g_error ("%s", error->message);
  if (batch == NULL)
    {
      if (stream->n_bytes != 4 * (gsize) stream->race->n_pieces)
        g_error ("%" G_GSIZE_FORMAT " bytes came", stream->n_bytes);
      stream->race->n_ended++;
      g_clear_object (&stream->reply);
      return;
    }
  note_first (stream->race, stream->first_us);
  stream->n_bytes += troupe_batch_get_size (batch);
  troupe_reply_next_async (stream->reply, NULL, next_cb, stream);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Stream *stream = user_data;
  g_autoptr(GError) error = NULL;

  stream->reply = troupe_provider_send_finish (TROUPE_PROVIDER (object), result, &error);
  if (stream->reply == NULL)
    g_error ("%s", error->message);
  troupe_reply_next_async (stream->reply, NULL, next_cb, stream);
}

static TroupeProvider *
create_provider (const char *base_url)
{
  g_autoptr(TroupeProviderConfig) config = troupe_provider_config_new ("bench", "openai");

  troupe_provider_config_set_base_url (config, base_url);

  return troupe_openai_provider_new (config);
}

static void
read_with_provider (Race       *race,
                    const char *base_url)
{
  g_autoptr(TroupeProvider) provider = create_provider (base_url);
  g_autofree Stream *streams = g_new0 (Stream, race->n_streams);

  for (guint i = 0; i < race->n_streams; i++)
    {
      g_autoptr(TroupeRequest) request = troupe_request_new ("m");

      streams[i] = (Stream) { .race = race, .first_us = &race->first_us[i] };
      troupe_request_add_message (request, TROUPE_ROLE_USER, "hi");
      troupe_provider_send_async (provider, request, NULL, sent_cb, &streams[i]);
    }
  wait_for_all (race);
}

/* The run */

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
event_cb (TroupeConductor *conductor,
          JsonNode        *event,
          Race            *race)
{
  JsonObject *object = json_node_get_object (event);

  if (race->n_first < race->n_streams && g_str_equal (json_object_get_string_member (object, "event"), "text"))
    note_first (race, &race->first_us[strtoul (json_object_get_string_member (object, "ticket") + 1, NULL, 10)]);
}

static TroupeTrack *
create_track (guint n_tickets)
{
  TroupeTrack *track = troupe_track_new ("bench");
  GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_tickets; i++)
    {
      g_autofree char *id = g_strdup_printf ("T%u", i);

      g_ptr_array_add (tickets, troupe_ticket_new (id));
    }
  troupe_track_take_tickets (track, tickets);

  return track;
}

static TroupeLedger *
open_ledger (const char *root)
{
  g_autoptr(GFile) file = g_file_new_build_filename (root, "ledger.db", NULL);
  TroupeLedger *ledger = troupe_ledger_new (file);
  gboolean is_open = FALSE;

  troupe_ledger_open_async (ledger, NULL, done_cb, &is_open);
  while (!is_open)
    g_main_context_iteration (NULL, TRUE);

  return ledger;
}

static void
remove_root (const char *root)
{
  g_autofree char *path = g_build_filename (root, "ledger.db", NULL);
  g_autofree char *locks = g_build_filename (root, "runs", NULL);

  g_unlink (path);
  g_rmdir (locks);
  g_rmdir (root);
}

static void
read_with_run (Race         *race,
               const char   *base_url,
               TroupeLedger *ledger)
{
  g_autoptr(TroupeFakeCatalog) catalog = troupe_fake_catalog_new ();
  g_autoptr(TroupeProviderSet) providers = troupe_provider_set_new ();
  g_autoptr(TroupeProvider) provider = create_provider (base_url);
  g_autoptr(TroupeTrack) track = create_track (race->n_streams);
  g_autoptr(TroupeRun) run = troupe_run_new (track);
  g_autoptr(TroupeConductor) conductor = NULL;
  TroupeAiSettings *defaults = troupe_catalog_get_defaults (TROUPE_CATALOG (catalog), TROUPE_SCOPE_BUILT_IN);
  gboolean is_done = FALSE;

  troupe_provider_set_add (providers, provider);
  troupe_fake_catalog_take (catalog, troupe_persona_new ("helper"));
  troupe_ai_settings_set_string (defaults, TROUPE_FIELD_PROVIDER, "bench");
  troupe_ai_settings_apply_text (defaults, "preferred_models=m", NULL);

  conductor = troupe_conductor_new (TROUPE_CATALOG (catalog), providers, (TroupeRecorder *) ledger, run, NULL);
  troupe_conductor_set_last_resort (conductor, "helper");
  troupe_conductor_set_n_jobs (conductor, race->n_streams);
  troupe_conductor_set_n_jobs_per_provider (conductor, race->n_streams);
  g_signal_connect (conductor, "event", G_CALLBACK (event_cb), race);
  troupe_conductor_run_async (conductor, NULL, done_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  if (troupe_run_get_state (run) != TROUPE_RUN_STATE_COMPLETED)
    g_error ("The run failed");
}

/* The figures */

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  const gint64 *x = a;
  const gint64 *y = b;

  return *x < *y ? -1 : *x > *y;
}

static gint64
get_cpu_us (const struct rusage *usage)
{
  return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * G_USEC_PER_SEC + usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

static Cost
measure (Reader      reader,
         guint       n_streams,
         const Pace *pace,
         guint       port)
{
  g_autofree char *base_url = g_strdup_printf ("http://127.0.0.1:%u/%u/%u", port, pace->n_pieces, pace->interval_ms);
  g_autofree char *root = reader == RUN_WITH_LEDGER ? g_dir_make_tmp ("troupe-bench-XXXXXX", NULL) : NULL;
  g_autoptr(TroupeLedger) ledger = root != NULL ? open_ledger (root) : NULL;
  g_autofree gint64 *first_us = g_new0 (gint64, n_streams);
  Race race = { .n_streams = n_streams, .n_pieces = pace->n_pieces, .first_us = first_us };
  struct rusage before, after;
  Cost cost;

  getrusage (RUSAGE_SELF, &before);
  race.start_us = g_get_monotonic_time ();
  if (reader == FLOOR)
    read_with_floor (&race, base_url);
  else if (reader == PROVIDER)
    read_with_provider (&race, base_url);
  else
    read_with_run (&race, base_url, ledger);
  cost.wall_us = g_get_monotonic_time () - race.start_us;
  if (ledger != NULL)
    troupe_ledger_close (ledger);
  getrusage (RUSAGE_SELF, &after);
  if (root != NULL)
    remove_root (root);
  if (race.n_first != n_streams)
    g_error ("Only %u streams had a first piece", race.n_first);

  qsort (first_us, n_streams, sizeof *first_us, compare_times);
  cost.first_us[0] = first_us[n_streams / 2];
  cost.first_us[1] = first_us[n_streams * 95 / 100];
  cost.cpu_us = get_cpu_us (&after) - get_cpu_us (&before);
  cost.memory_kb = after.ru_maxrss - before.ru_maxrss;

  return cost;
}

static Cost
measure_apart (Reader      reader,
               guint       n_streams,
               const Pace *pace,
               guint       port)
{
  int fds[2];
  int status;
  Cost cost;
  pid_t pid;

  if (pipe (fds) != 0)
    g_error ("There is no pipe");
  pid = fork ();
  if (pid == 0)
    {
      cost = measure (reader, n_streams, pace, port);
      _exit (write (fds[1], &cost, sizeof cost) == sizeof cost ? 0 : 1);
    }
  waitpid (pid, &status, 0);
  if (status != 0 || read (fds[0], &cost, sizeof cost) != sizeof cost)
    g_error ("“%s” did not come to an end", reader_names[reader]);
  close (fds[0]);
  close (fds[1]);

  return cost;
}

static void
report (guint       n_streams,
        const Pace *pace,
        guint       port)
{
  gint64 floor_us = 0;

  if (pace->interval_ms > 0)
    g_print ("%u streams, %u pieces each, %u a second: they last %.2f s\n", n_streams, pace->n_pieces, 1000 / pace->interval_ms,
             (pace->n_pieces - 1) * pace->interval_ms / 1e3);
  else
    g_print ("%u streams, %u pieces each, as fast as they come\n", n_streams, pace->n_pieces);
  g_print ("%-24s  CPU ms  / floor      s   pieces/s  first p50 ms  p95 ms     KB\n", "");

  for (Reader reader = FLOOR; reader < N_READERS; reader++)
    {
      Cost cost = measure_apart (reader, n_streams, pace, port);

      if (reader == FLOOR)
        floor_us = MAX (cost.cpu_us, 1);
      g_print ("%-24s %7.0f  %7.2f  %5.2f  %9.0f  %12.1f  %6.1f  %5ld\n", reader_names[reader], cost.cpu_us / 1e3,
               (double) cost.cpu_us / (double) floor_us, cost.wall_us / 1e6,
               (double) n_streams * pace->n_pieces / (cost.wall_us / 1e6), cost.first_us[0] / 1e3, cost.first_us[1] / 1e3,
               cost.memory_kb);
    }
  g_print ("\n");
}

int
main (int   argc,
      char *argv[])
{
  static const guint sizes[] = { 64, 256 };
  guint port = 0;
  pid_t server;

  setvbuf (stdout, NULL, _IOLBF, 0);
  server = start_server (&port);

  for (guint i = 0; i < G_N_ELEMENTS (paces); i++)
    {
      if (argc > 1)
        {
          report (MAX ((guint) strtoul (argv[1], NULL, 10), 1), &paces[i], port);
          continue;
        }
      for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
        report (sizes[k], &paces[i], port);
    }

  kill (server, SIGTERM);
  waitpid (server, NULL, 0);

  return 0;
}
