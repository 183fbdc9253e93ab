/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Whole runs with a provider that answers at once: chains, fans and layers, with nobody to tell and with a listener.
 * The floor is one GTask through the main loop for each ticket, timed in the same run; the figure that counts is the
 * ratio, and that a ticket costs the same however many there are. Usage: bench-conductor [TICKETS]
 */

#include <stdlib.h>
#include <time.h>

#include "troupe-conductor.h"
#include "troupe-fake-catalog.h"
#include "troupe-fake-provider.h"
#include "troupe-model-list.h"

typedef enum { CHAIN, FAN, LAYERS, N_SHAPES } Shape;

static const char * const shape_names[N_SHAPES] = { "chain", "fan", "layers" };

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
report (Shape    shape,
        guint    n_tickets,
        gboolean has_listener)
{
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

  troupe_fake_provider_set_forgetful (fake);
  troupe_provider_set_add (providers, TROUPE_PROVIDER (fake));
  troupe_fake_catalog_take (catalog, troupe_persona_new ("helper"));
  troupe_ai_settings_set_string (defaults, TROUPE_FIELD_PROVIDER, "fake");
  troupe_ai_settings_apply_text (defaults, "preferred_models=fake", NULL);

  conductor = troupe_conductor_new (TROUPE_CATALOG (catalog), providers, NULL, run, NULL);
  troupe_conductor_set_last_resort (conductor, "helper");
  if (has_listener)
    g_signal_connect (conductor, "event", G_CALLBACK (event_cb), &n_events);

  time_us = get_cpu_us ();
  troupe_conductor_run_async (conductor, NULL, done_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  time_us = get_cpu_us () - time_us;
  g_assert_cmpint (troupe_run_get_state (run), ==, TROUPE_RUN_STATE_COMPLETED);

  g_print ("%-7s %7u tickets, %-12s: %8.1f ms, %7.0f tickets/s, %6.1f us each, %5.1f x the floor\n", shape_names[shape],
           n_tickets, has_listener ? "with events" : "no events", time_us / 1e3, n_tickets / (time_us / 1e6),
           (double) time_us / n_tickets, (double) time_us / MAX (floor_us, 1));
}

int
main (int   argc,
      char *argv[])
{
  const guint sizes[] = { 1000, 10000 };

  for (Shape shape = CHAIN; shape < N_SHAPES; shape++)
    for (int has_listener = 0; has_listener < 2; has_listener++)
      {
        if (argc > 1)
          {
            report (shape, (guint) strtoul (argv[1], NULL, 10), has_listener);
            continue;
          }
        for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
          report (shape, sizes[i], has_listener);
      }

  /* The whole table at this size would take minutes. */
  if (argc == 1)
    report (LAYERS, 100000, FALSE);

  return 0;
}
