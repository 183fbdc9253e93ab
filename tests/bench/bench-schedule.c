/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Scheduling with workers that do nothing: the scheduler alone, and whole runs with every ticket's record, with no ledger and
 * with one. Chains, fans and layers of 1,000, 10,000 and 100,000 tickets; tickets a second, and the memory at its peak, each
 * case in a process of its own. Usage: bench-schedule [core|run|ledger SHAPE TICKETS]
 */

#include <stdlib.h>
#include <string.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "troupe-conductor.h"
#include "troupe-fake-catalog.h"
#include "troupe-fake-provider.h"
#include "troupe-ledger.h"
#include "troupe-model-list.h"
#include "troupe-scheduler.h"

static const char * const shapes[] = { "chain", "fan", "layers" };
static const char * const modes[] = { "core", "run", "ledger" };

/* How many others @number depends on, and which they are */
static guint
list_before (const char *shape,
             guint       number,
             GRand      *rand,
             guint       before[3])
{
  const guint width = 100;

  if (number == 0 || (*shape == 'l' && number < width))
    return 0;
  if (*shape != 'l')
    {
      before[0] = *shape == 'c' ? number - 1 : 0;
      return 1;
    }

  for (guint i = 0; i < 3; i++)
    before[i] = (number / width - 1) * width + (guint) g_rand_int_range (rand, 0, width);

  return 3;
}

static double
get_cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);

  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static void
report (const char *mode,
        const char *shape,
        guint       n_tickets,
        double      cpu_ms,
        double      wall_ms)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  g_print ("%-7s %-7s %7u tickets: %9.2f ms, %7.2f ms by the clock, %10.0f tickets/s, %6.2f us each, %6.1f MiB at the peak\n",
           mode, shape, n_tickets, cpu_ms, wall_ms, n_tickets / cpu_ms * 1e3, cpu_ms * 1e3 / n_tickets,
           (double) usage.ru_maxrss / 1024);
}

static void
bench_core (const char *shape,
            guint       n_tickets)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  g_autoptr(TroupeGraph) graph = troupe_graph_new (n_tickets);
  g_autoptr(TroupeScheduler) scheduler = NULL;
  g_autofree guint *ring = g_new (guint, n_tickets);
  guint n_started = 0;
  guint n_done = 0;
  guint ticket;
  double cpu_ms;
  gint64 start_us;

  for (guint i = 0; i < n_tickets; i++)
    {
      guint before[3];
      guint n_before = list_before (shape, i, rand, before);

      for (guint j = 0; j < n_before; j++)
        troupe_graph_add_edge (graph, before[j], i);
    }

  cpu_ms = get_cpu_ms ();
  start_us = g_get_monotonic_time ();
  if (!troupe_graph_seal (graph, NULL))
    g_error ("The graph has a cycle");
  scheduler = troupe_scheduler_new (graph, NULL, NULL);
  troupe_scheduler_set_limit (scheduler, 64);
  while (n_done < n_tickets)
    {
      while (troupe_scheduler_pop (scheduler, &ticket))
        ring[n_started++] = ticket;
      troupe_scheduler_finish (scheduler, ring[n_done++], TROUPE_TICKET_STATE_COMPLETED);
      while (troupe_scheduler_take_change (scheduler, &ticket));
    }

  report ("core", shape, n_tickets, get_cpu_ms () - cpu_ms, (double) (g_get_monotonic_time () - start_us) / 1e3);
}

static TroupeTrack *
create_track (const char *shape,
              guint       n_tickets)
{
  TroupeTrack *track = troupe_track_new ("bench");
  GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < n_tickets; i++)
    {
      g_autofree char *id = g_strdup_printf ("T%u", i);
      TroupeTicket *ticket = troupe_ticket_new (id);
      guint before[3];
      guint n_before = list_before (shape, i, rand, before);
      char *ids[4] = { NULL };

      for (guint j = 0; j < n_before; j++)
        ids[j] = g_strdup_printf ("T%u", before[j]);
      troupe_ticket_set_depends_on (ticket, (const char * const *) ids);
      for (guint j = 0; j < n_before; j++)
        g_free (ids[j]);
      g_ptr_array_add (tickets, ticket);
    }
  troupe_track_take_tickets (track, tickets);

  return track;
}

/* Workers that do nothing: all that were begun are over at the next turn of the main loop, and one source says so. */
typedef struct
{
  TroupeConductor *conductor;
  GArray          *numbers;
  guint            source_id;
} Idlers;

static gboolean
idle_cb (gpointer user_data)
{
  Idlers *idlers = user_data;
  g_autoptr(GArray) numbers = g_steal_pointer (&idlers->numbers);
  GListModel *tickets = troupe_run_list_tickets (troupe_conductor_get_run (idlers->conductor));

  idlers->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  idlers->source_id = 0;
  for (guint i = 0; i < numbers->len; i++)
    {
      guint number = g_array_index (numbers, guint, i);
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, number);

      troupe_conductor_performed (idlers->conductor, ticket, number, NULL);
    }

  return G_SOURCE_REMOVE;
}

static void
perform_cb (TroupeConductor *conductor,
            TroupeRunTicket *ticket,
            guint            number,
            gpointer         user_data)
{
  Idlers *idlers = user_data;

  g_array_append_val (idlers->numbers, number);
  if (idlers->source_id == 0)
    idlers->source_id = g_idle_add_full (G_PRIORITY_DEFAULT, idle_cb, idlers, NULL);
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (result);
}

static TroupeLedger *
open_ledger (const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  TroupeLedger *ledger = troupe_ledger_new (file);
  GAsyncResult *result = NULL;
  g_autoptr(GAsyncResult) opened = NULL;
  g_autoptr(GError) error = NULL;

  troupe_ledger_open_async (ledger, NULL, result_cb, &result);
  opened = wait_result (&result);
  if (!troupe_ledger_open_finish (ledger, opened, &error))
    g_error ("%s", error->message);

  return ledger;
}

static void
bench_run (const char *shape,
           guint       n_tickets,
           gboolean    has_ledger)
{
  g_autofree char *folder = g_dir_make_tmp ("troupe-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ledger.sqlite", NULL);
  g_autoptr(TroupeLedger) ledger = has_ledger ? open_ledger (path) : NULL;
  g_autoptr(TroupeFakeCatalog) catalog = troupe_fake_catalog_new ();
  g_autoptr(TroupeProviderSet) providers = troupe_provider_set_new ();
  g_autoptr(TroupeFakeProvider) fake = troupe_fake_provider_new ("fake");
  g_autoptr(TroupeTrack) track = create_track (shape, n_tickets);
  g_autoptr(TroupeRun) run = troupe_run_new (track);
  TroupeAiSettings *defaults = troupe_catalog_get_defaults (TROUPE_CATALOG (catalog), TROUPE_SCOPE_BUILT_IN);
  g_autoptr(TroupeConductor) conductor = NULL;
  g_autoptr(GAsyncResult) done = NULL;
  GAsyncResult *result = NULL;
  Idlers idlers = { .numbers = g_array_new (FALSE, FALSE, sizeof (guint)) };
  double cpu_ms;
  gint64 start_us;

  troupe_provider_set_add (providers, TROUPE_PROVIDER (fake));
  troupe_fake_catalog_take (catalog, troupe_persona_new ("helper"));
  troupe_ai_settings_set_string (defaults, TROUPE_FIELD_PROVIDER, "fake");
  troupe_ai_settings_apply_text (defaults, "preferred_models=fake", NULL);
  conductor = troupe_conductor_new (TROUPE_CATALOG (catalog), providers, ledger != NULL ? TROUPE_RECORDER (ledger) : NULL,
                                    run, NULL);
  troupe_conductor_set_last_resort (conductor, "helper");
  troupe_conductor_set_n_jobs (conductor, 64);
  troupe_conductor_set_perform_func (conductor, perform_cb, &idlers);
  idlers.conductor = conductor;

  cpu_ms = get_cpu_ms ();
  start_us = g_get_monotonic_time ();
  troupe_conductor_run_async (conductor, NULL, result_cb, &result);
  done = wait_result (&result);
  if (!troupe_conductor_run_finish (conductor, done, NULL))
    g_error ("The run failed");
  if (ledger != NULL)
    {
      g_autoptr(GAsyncResult) flushed = NULL;

      troupe_ledger_flush_async (ledger, NULL, result_cb, &result);
      flushed = wait_result (&result);
      troupe_ledger_flush_finish (ledger, flushed, NULL);
    }
  report (has_ledger ? "ledger" : "run", shape, n_tickets, get_cpu_ms () - cpu_ms,
          (double) (g_get_monotonic_time () - start_us) / 1e3);

  g_array_unref (idlers.numbers);
  g_clear_object (&conductor);
  g_clear_object (&ledger);
  for (guint i = 0; i < 3; i++)
    {
      static const char * const ends[] = { "", "-wal", "-shm" };
      g_autofree char *file = g_strconcat (path, ends[i], NULL);

      g_remove (file);
    }
  g_rmdir (folder);
}

static void
bench_one (const char *mode,
           const char *shape,
           guint       n_tickets)
{
  if (g_str_equal (mode, "core"))
    bench_core (shape, n_tickets);
  else
    bench_run (shape, n_tickets, g_str_equal (mode, "ledger"));
}

int
main (int   argc,
      char *argv[])
{
  const guint sizes[] = { 1000, 10000, 100000 };

  if (argc == 4)
    {
      bench_one (argv[1], argv[2], (guint) strtoul (argv[3], NULL, 10));
      return 0;
    }

  for (guint mode = 0; mode < G_N_ELEMENTS (modes); mode++)
    for (guint shape = 0; shape < G_N_ELEMENTS (shapes); shape++)
      for (guint size = 0; size < G_N_ELEMENTS (sizes); size++)
        {
          g_autofree char *n_tickets = g_strdup_printf ("%u", sizes[size]);
          char *command[] = { argv[0], (char *) modes[mode], (char *) shapes[shape], n_tickets, NULL };
          g_autoptr(GError) error = NULL;

          if (!g_spawn_sync (NULL, command, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, NULL, &error))
            g_error ("%s", error->message);
        }

  return 0;
}
