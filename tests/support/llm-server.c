/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib-unix.h>
#include <stdlib.h>

#include "troupe-test-server.h"

/*
 * The scripted server as a process, for tests of the two shells. It prints its port as the first line, and ends by itself:
 * after --seconds, on SIGTERM, or with --until-stdin-closes when whoever started it is gone.
 */

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
stdin_cb (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* What was asked goes where a test can read it, one request a line. */
static gboolean
log_requests_cb (gpointer user_data)
{
  static guint n_logged;
  static GString *lines;
  TroupeTestServer *server = user_data;
  const char *path = g_object_get_data (G_OBJECT (server), "log");

  if (n_logged == troupe_test_server_get_n_requests (server))
    return G_SOURCE_CONTINUE;
  if (lines == NULL)
    lines = g_string_new (NULL);
  for (; n_logged < troupe_test_server_get_n_requests (server); n_logged++)
    g_string_append_printf (lines, "%s %s %s\n", troupe_test_server_get_method (server, n_logged),
                            troupe_test_server_get_path (server, n_logged),
                            troupe_test_server_get_body (server, n_logged));
  g_file_set_contents (path, lines->str, (gssize) lines->len, NULL);
  return G_SOURCE_CONTINUE;
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *script = NULL;
  g_autofree char *text = NULL;
  g_autofree char *log = NULL;
  int seconds = 120;
  int delay_ms = 0;
  gboolean print_url = FALSE;
  gboolean until_stdin_closes = FALSE;
  const GOptionEntry entries[] = {
    { "script", 0, 0, G_OPTION_ARG_STRING, &script, "What to do; several with commas, one for each request", "NAME" },
    { "text", 0, 0, G_OPTION_ARG_STRING, &text, "What to say", "TEXT" },
    { "delay", 0, 0, G_OPTION_ARG_INT, &delay_ms, "Milliseconds between two words", "MS" },
    { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "When to end", "N" },
    { "url", 0, 0, G_OPTION_ARG_NONE, &print_url, "Print the base URL and not the port", NULL },
    { "log", 0, 0, G_OPTION_ARG_FILENAME, &log, "Write each request to a file, one a line", "FILE" },
    { "until-stdin-closes", 0, 0, G_OPTION_ARG_NONE, &until_stdin_closes, "End with whoever started this", NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(TroupeTestServer) server = NULL;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }

  server = troupe_test_server_new ();
  if (script != NULL && !troupe_test_server_set_script (server, script))
    {
      g_autofree char *names = g_strjoinv (" ", (char **) troupe_test_server_list_scripts ());

      g_printerr ("No script “%s”; there are: %s\n", script, names);
      return EXIT_FAILURE;
    }
  troupe_test_server_set_text (server, text);
  troupe_test_server_set_delay (server, (guint) MAX (delay_ms, 0));
  if (log != NULL)
    {
      g_object_set_data (G_OBJECT (server), "log", log);
      g_timeout_add (20, log_requests_cb, server);
    }

  if (print_url)
    g_print ("%s\n", troupe_test_server_get_base_url (server));
  else
    g_print ("%u\n", troupe_test_server_get_port (server));

  g_timeout_add_seconds ((guint) MAX (seconds, 1), quit_cb, loop);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  if (until_stdin_closes)
    g_unix_fd_add (0, G_IO_HUP | G_IO_IN, stdin_cb, loop);
  g_main_loop_run (loop);

  return EXIT_SUCCESS;
}
