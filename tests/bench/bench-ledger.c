/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Streams 1,000,000 pieces of 4 characters into a message, once with no ledger (the floor) and once with one that is told of each
 * piece. What counts is the ratio, and that the cost of a piece does not grow with the length. Usage: bench-ledger [PIECES]
 */

#include <stdlib.h>

#include <sys/resource.h>

#include <glib/gstdio.h>

#include "troupe-ledger.h"

#define N_ROUNDS 5

typedef struct
{
  gint64 wall_us;    /* of the main thread */
  gint64 cpu_us;     /* of all threads */
} Cost;

static gint64
get_cpu_us (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!troupe_ledger_open_finish (TROUPE_LEDGER (source), result, &error))
    g_error ("%s", error->message);
  *(gboolean *) user_data = TRUE;
}

/* @ledger is (nullable). What is still queued at the end is written before the time is taken. */
static Cost
stream (TroupeLedger *ledger,
        guint         n_pieces)
{
  TroupeRecorder *recorder = ledger != NULL ? TROUPE_RECORDER (ledger) : NULL;
  g_autoptr(TroupeConversation) conversation = troupe_conversation_new ();
  g_autoptr(TroupeMessage) answer = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);
  gint64 start_us = g_get_monotonic_time ();
  gint64 start_cpu_us = get_cpu_us ();
  Cost cost;

  troupe_conversation_append (conversation, answer);
  troupe_message_set_streaming (answer, TRUE);
  troupe_recorder_save_message (recorder, conversation, answer);
  for (guint i = 0; i < n_pieces; i++)
    {
      troupe_message_append_text (answer, "word", 4);
      troupe_recorder_save_message (recorder, conversation, answer);
    }
  troupe_message_set_streaming (answer, FALSE);
  troupe_recorder_save_message (recorder, conversation, answer);
  cost.wall_us = g_get_monotonic_time () - start_us;
  if (ledger != NULL)
    troupe_ledger_close (ledger);
  cost.cpu_us = get_cpu_us () - start_cpu_us;

  return cost;
}

static Cost
stream_with_ledger (const char *root,
                    guint       n_pieces)
{
  g_autoptr(GFile) file = g_file_new_build_filename (root, "ledger.db", NULL);
  g_autoptr(TroupeLedger) ledger = troupe_ledger_new (file);
  gboolean is_open = FALSE;
  Cost cost;

  troupe_ledger_open_async (ledger, NULL, opened_cb, &is_open);
  while (!is_open)
    g_main_context_iteration (NULL, TRUE);
  cost = stream (ledger, n_pieces);
  g_unlink (g_file_peek_path (file));

  return cost;
}

static int
compare_costs (gconstpointer a,
               gconstpointer b)
{
  const Cost *x = a;
  const Cost *y = b;

  return x->wall_us < y->wall_us ? -1 : x->wall_us > y->wall_us;
}

static Cost
get_median (Cost *costs)
{
  qsort (costs, N_ROUNDS, sizeof *costs, compare_costs);

  return costs[N_ROUNDS / 2];
}

static void
report (const char *what,
        Cost        cost,
        Cost        floor,
        guint       n_pieces)
{
  g_print ("%-22s %9.1f %9.1f %9.0f %9.2f\n", what, (double) cost.wall_us / 1000, (double) cost.cpu_us / 1000,
           (double) cost.wall_us * 1000 / n_pieces, (double) cost.wall_us / (double) floor.wall_us);
}

int
main (int    argc,
      char **argv)
{
  guint n_pieces = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 1000000;
  g_autofree char *root = g_dir_make_tmp ("troupe-bench-XXXXXX", NULL);
  Cost without[N_ROUNDS], with[N_ROUNDS], short_with[N_ROUNDS], short_without[N_ROUNDS];

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      without[round] = stream (NULL, n_pieces);
      with[round] = stream_with_ledger (root, n_pieces);
      short_without[round] = stream (NULL, n_pieces / 100);
      short_with[round] = stream_with_ledger (root, n_pieces / 100);
    }

  g_print ("%-22s %9s %9s %9s %9s\n", "", "ms", "CPU ms", "ns/piece", "/ none");
  report ("no ledger", get_median (without), without[N_ROUNDS / 2], n_pieces);
  report ("ledger", get_median (with), without[N_ROUNDS / 2], n_pieces);
  report ("no ledger, 1 % of it", get_median (short_without), short_without[N_ROUNDS / 2], n_pieces / 100);
  report ("ledger, 1 % of it", get_median (short_with), short_without[N_ROUNDS / 2], n_pieces / 100);
  g_rmdir (root);

  return 0;
}
