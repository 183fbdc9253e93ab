/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Whole runs with a provider that answers at once: chains, fans and layers, with nobody to tell, with a listener, and with a
 * ledger on the disk, which has each state before it shows. The time is the processor's, of all threads; that on the clock is
 * what the disk makes of it.
 * The floor is one GTask through the main loop for each ticket, timed in the same run; the figure that counts is the
 * ratio, and that a ticket costs the same however many there are. Usage: bench-conductor [TICKETS]
 */

#include <stdlib.h>
#include <time.h>

#include <glib/gstdio.h>

#include "troupe-conductor.h"
#include "troupe-fake-catalog.h"
#include "troupe-fake-provider.h"
#include "troupe-ledger.h"
#include "troupe-model-list.h"

typedef enum { CHAIN, FAN, LAYERS, N_SHAPES } Shape;

static const char * const shape_names[N_SHAPES] = { "chain", "fan", "layers" };

typedef enum { NOBODY, LISTENER, LEDGER, N_AUDIENCES } Audience;

static const char * const audience_names[N_AUDIENCES] = { "no events", "with events", "with ledger" };

static void
set_dependencies (TroupeTicket *ticket,
                  Shape         shape,
                  guint         number,
                  GRand        *rand)
{
  const guint width = 100;
  char *ids[4] = { NULL };
  guint n_ids = shape == LAYERS ? 3 : 1;

  if (number == 0 || (shape == LAYERS && number < width))
    return;

  for (guint i = 0; i < n_ids; i++)
    {
      guint before = 0;

      if (shape == CHAIN)
        before = number - 1;
      else if (shape == LAYERS)
        before = (number / width - 1) * width + (guint) g_rand_int_range (rand, 0, width);
      ids[i] = g_strdup_printf ("T%u", before);
    }

  troupe_ticket_set_depends_on (ticket, (const char * const *) ids);
  for (guint i = 0; i < n_ids; i++)
    g_free (ids[i]);
}

static TroupeTrack *
create_track (Shape shape,
              guint n_tickets)
{
  TroupeTrack *track = troupe_track_new ("bench");
  GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < n_tickets; i++)
    {
      g_autofree char *id = g_strdup_printf ("T%u", i);
      TroupeTicket *ticket = troupe_ticket_new (id);

      set_dependencies (ticket, shape, i, rand);
      g_ptr_array_add (tickets, ticket);
    }
  troupe_track_take_tickets (track, tickets);

  return track;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  gboolean *is_done = user_data;

  *is_done = TRUE;
}

/* The processor's time, because a busy machine tells lies by the wall clock. */
static gint64
get_cpu_us (void)
{
  return (gint64) ((double) clock () * 1e6 / CLOCKS_PER_SEC);
}

static gint64
time_floor (guint n_tickets)
{
  gint64 start_us = get_cpu_us ();

  for (guint i = 0; i < n_tickets; i++)
    {
      gboolean is_done = FALSE;
      g_autoptr(GTask) task = g_task_new (NULL, NULL, done_cb, &is_done);

      g_task_return_boolean (task, TRUE);
      while (!is_done)
        g_main_context_iteration (NULL, TRUE);
    }

  return get_cpu_us () - start_us;
}

static void
event_cb (TroupeConductor *conductor,
          JsonNode        *event,
          guint           *n_events)
{
  (*n_events)++;
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

static TroupeLedger *
open_ledger (const char *root)
{
  g_autoptr(GFile) file = g_file_new_build_filename (root, "ledger.db", NULL);
  TroupeLedger *ledger = troupe_ledger_new (file);
  gboolean is_open = FALSE;

  troupe_ledger_open_async (ledger, NULL, opened_cb, &is_open);
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
report (Shape    shape,
        guint    n_tickets,
        Audience audience)
{
  g_autofree char *root = audience == LEDGER ? g_dir_make_tmp ("troupe-bench-XXXXXX", NULL) : NULL;
  g_autoptr(TroupeLedger) ledger = root != NULL ? open_ledger (root) : NULL;
  g_autoptr(TroupeFakeCatalog) catalog = troupe_fake_catalog_new ();
  g_autoptr(TroupeProviderSet) providers = troupe_provider_set_new ();
  g_autoptr(TroupeFakeProvider) fake = troupe_fake_provider_new ("fake");
  g_autoptr(TroupeTrack) track = create_track (shape, n_tickets);
  g_autoptr(TroupeRun) run = troupe_run_new (track);
  g_autoptr(TroupeConductor) conductor = NULL;
  TroupeAiSettings *defaults = troupe_catalog_get_defaults (TROUPE_CATALOG (catalog), TROUPE_SCOPE_BUILT_IN);
  gboolean is_done = FALSE;
  guint n_events = 0;
  gint64 floor_us = time_floor (n_tickets);
  gint64 time_us;
  gint64 wall_us;

  troupe_fake_provider_set_forgetful (fake);
  troupe_provider_set_add (providers, TROUPE_PROVIDER (fake));
  troupe_fake_catalog_take (catalog, troupe_persona_new ("helper"));
  troupe_ai_settings_set_string (defaults, TROUPE_FIELD_PROVIDER, "fake");
  troupe_ai_settings_apply_text (defaults, "preferred_models=fake", NULL);

  conductor = troupe_conductor_new (TROUPE_CATALOG (catalog), providers, (TroupeRecorder *) ledger, run, NULL);
  troupe_conductor_set_last_resort (conductor, "helper");
  if (audience == LISTENER)
    g_signal_connect (conductor, "event", G_CALLBACK (event_cb), &n_events);

  wall_us = g_get_monotonic_time ();
  time_us = get_cpu_us ();
  troupe_conductor_run_async (conductor, NULL, done_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  if (ledger != NULL)
    troupe_ledger_close (ledger);
  time_us = get_cpu_us () - time_us;
  wall_us = g_get_monotonic_time () - wall_us;
  if (root != NULL)
    remove_root (root);
  g_assert_cmpint (troupe_run_get_state (run), ==, TROUPE_RUN_STATE_COMPLETED);

  g_print ("%-7s %7u tickets, %-12s: %8.1f ms, %7.0f tickets/s, %6.1f us each, %5.1f x the floor,"
           " %8.1f ms on the clock\n", shape_names[shape], n_tickets, audience_names[audience], time_us / 1e3, n_tickets / (time_us / 1e6),
           (double) time_us / n_tickets, (double) time_us / MAX (floor_us, 1),
           wall_us / 1e3);
}

int
main (int   argc,
      char *argv[])
{
  const guint sizes[] = { 1000, 10000 };

  for (Shape shape = CHAIN; shape < N_SHAPES; shape++)
    for (Audience audience = NOBODY; audience < N_AUDIENCES; audience++)
      {
        if (argc > 1)
          {
            report (shape, (guint) strtoul (argv[1], NULL, 10), audience);
            continue;
          }
        for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
          report (shape, sizes[i], audience);
      }

  /* The whole table at this size would take minutes. */
  if (argc == 1)
    report (LAYERS, 100000, NOBODY);

  return 0;
}
