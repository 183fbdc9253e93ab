/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-engine-fixture.h"
#include "troupe-enum-types.h"
#include "troupe-reviewer.h"

/* So many at once of one provider, and no more: whoever works and whoever judges together. */

#define N_PROVIDERS 3
#define N_TICKETS   12

#define ACCEPT "call submit_verdict {\"verdict\":\"accept\"}"

/* Somebody who asks a provider, for a while */
typedef struct
{
  guint            provider;
  TroupeRunTicket *ticket;    /* (unowned) */
  guint            number;
  GTask           *verdict;   /* (owned) (nullable): of a review */
} Call;

typedef struct
{
  EngineFixture    base;
  TroupeTrack     *track;
  TroupeRun       *run;
  TroupeConductor *conductor;
  GCancellable    *cancellable;
  GAsyncResult    *result;

  /* Where nobody really asks anybody */
  GRand           *rand;
  GArray          *calls;      /* (element-type Call) */
  GString         *order;      /* what began, and how it ended */
  guint            n_jobs;
  guint            n_per_provider;
  guint            n_returns;
  guint            idle_id;
} Scene;

static TroupePersona *
add_persona (Scene      *scene,
             const char *id,
             const char *provider_id)
{
  TroupePersona *persona = engine_fixture_add_persona (&scene->base, id);
  TroupeAiSettings *settings = troupe_persona_get_settings (persona);

  troupe_ai_settings_set_string (settings, TROUPE_FIELD_PROVIDER, provider_id);
  set_models (settings, "some-model");

  return persona;
}

static void
scene_set_up (Scene         *scene,
              gconstpointer  data)
{
  engine_fixture_set_up (&scene->base, data);
  for (guint i = 0; i < N_PROVIDERS; i++)
    {
      g_autofree char *provider_id = g_strdup_printf ("p%u", i);
      g_autofree char *persona_id = g_strdup_printf ("at-%u", i);
      g_autoptr(TroupeFakeProvider) provider = troupe_fake_provider_new (provider_id);

      troupe_provider_set_add (scene->base.providers, TROUPE_PROVIDER (provider));
      add_persona (scene, persona_id, provider_id);
    }
}

static void
scene_begin (Scene           *scene,
             const TicketRow *rows,
             guint            n_rows,
             const char      *judge)
{
  scene->track = create_track (rows, n_rows);
  troupe_track_set_tier_persona_id (scene->track, TROUPE_TIER_QA, judge);
  scene->run = troupe_run_new (scene->track);
  scene->cancellable = g_cancellable_new ();
  scene->conductor = troupe_conductor_new (TROUPE_CATALOG (scene->base.catalog), scene->base.providers,
                                           TROUPE_RECORDER (scene->base.recorder), scene->run, NULL);
  troupe_conductor_set_last_resort (scene->conductor, "at-0");
  troupe_conductor_set_review_funcs (scene->conductor, troupe_reviewer_can_review, troupe_reviewer_review, NULL);
}

static void
scene_start (Scene *scene)
{
  troupe_conductor_run_async (scene->conductor, scene->cancellable, result_cb, &scene->result);
}

static gboolean
scene_finish (Scene   *scene,
              GError **error)
{
  g_autoptr(GAsyncResult) result = wait_result (&scene->result);

  return troupe_conductor_run_finish (scene->conductor, result, error);
}

static void
scene_end (Scene *scene)
{
  g_assert_finalize_object (g_steal_pointer (&scene->conductor));
  g_assert_finalize_object (g_steal_pointer (&scene->run));
  g_assert_finalize_object (g_steal_pointer (&scene->track));
  g_assert_finalize_object (g_steal_pointer (&scene->cancellable));
}

static void
scene_tear_down (Scene         *scene,
                 gconstpointer  data)
{
  engine_fixture_tear_down (&scene->base, data);
}

static TroupeFakeProvider *
get_provider (Scene *scene,
              guint  number)
{
  g_autofree char *id = g_strdup_printf ("p%u", number);

  return TROUPE_FAKE_PROVIDER (troupe_provider_set_lookup (scene->base.providers, id, NULL));
}

static void
wait_states (Scene      *scene,
             const char *expected)
{
  GListModel *tickets = troupe_run_list_tickets (scene->run);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint turn = 0; turn < 2000 && !g_str_equal (text->str, expected); turn++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_string_truncate (text, 0);
      for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
        {
          g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);

          g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                                  troupe_enum_get_nick (TROUPE_TYPE_TICKET_STATE, (int) troupe_run_ticket_get_state (ticket)));
        }
    }

  g_assert_cmpstr (text->str, ==, expected);
}

/* Whoever judges at another provider leaves the worker's place to the next ticket, and waits for one of its own. */
static void
test_other_provider (Scene         *scene,
                     gconstpointer  data)
{
  static const TicketRow rows[] = { { "A" }, { "B" }, { "C" } };

  for (guint i = 0; i < 3; i++)
    troupe_fake_provider_push (get_provider (scene, 1), "hold | " ACCEPT);
  scene_begin (scene, rows, 3, "at-1");
  troupe_conductor_set_n_jobs_per_provider (scene->conductor, 1);
  scene_start (scene);
  wait_states (scene, "review review review");
  troupe_fake_provider_wait_held (get_provider (scene, 1), 1);
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (get_provider (scene, 1)), ==, 1);

  for (guint i = 0; i < 3; i++)
    {
      troupe_fake_provider_wait_held (get_provider (scene, 1), 1);
      troupe_fake_provider_release (get_provider (scene, 1));
    }
  g_assert_true (scene_finish (scene, NULL));
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (get_provider (scene, 0)), ==, 3);
  g_assert_cmpuint (troupe_fake_provider_get_n_active_max (get_provider (scene, 0)), ==, 1);
  g_assert_cmpuint (troupe_fake_provider_get_n_active_max (get_provider (scene, 1)), ==, 1);
  scene_end (scene);
}

/* With one call at a time, each ticket is brought to its end before the next one begins. */
static void
test_same_provider (Scene         *scene,
                    gconstpointer  data)
{
  static const TicketRow rows[] = { { "A" }, { "B" }, { "C" } };
  static const guint n_jobs[] = { 1, 2, 4 };

  for (guint i = 0; i < G_N_ELEMENTS (n_jobs); i++)
    {
      g_autoptr(GError) error = NULL;

      for (guint j = 0; j < 3; j++)
        {
          troupe_fake_provider_push (get_provider (scene, 0), "say Done.");
          troupe_fake_provider_push (get_provider (scene, 0), ACCEPT);
        }
      scene_begin (scene, rows, 3, "at-0");
      troupe_conductor_set_n_jobs (scene->conductor, n_jobs[i]);
      troupe_conductor_set_n_jobs_per_provider (scene->conductor, 1);
      scene_start (scene);
      g_assert_true (scene_finish (scene, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (troupe_fake_provider_get_n_active_max (get_provider (scene, 0)), ==, 1);
      scene_end (scene);
    }
}

/* Who is cast anew leaves the place for which the ticket waited; who works keeps the one that it has until the end. */
static void
test_recast (Scene         *scene,
             gconstpointer  data)
{
  static const TicketRow rows[] = { { "A" }, { "B" }, { "C" } };

  troupe_fake_provider_push (get_provider (scene, 0), "hold | say A.");
  troupe_fake_provider_push (get_provider (scene, 1), "hold | say B.");
  scene_begin (scene, rows, 3, NULL);
  troupe_conductor_set_review_funcs (scene->conductor, NULL, NULL, NULL);
  troupe_conductor_set_n_jobs_per_provider (scene->conductor, 1);
  scene_start (scene);
  wait_states (scene, "running ready ready");

  g_assert_true (troupe_conductor_recast_ticket (scene->conductor, troupe_run_find_ticket (scene->run, "B"), "persona_id=at-1", NULL));
  wait_states (scene, "running running ready");
  g_assert_true (troupe_conductor_recast_ticket (scene->conductor, troupe_run_find_ticket (scene->run, "A"), "persona_id=at-2", NULL));
  for (guint i = 0; i < 100; i++)
    g_main_context_iteration (NULL, FALSE);
  wait_states (scene, "running running ready");
  troupe_fake_provider_release (get_provider (scene, 0));
  wait_states (scene, "completed running completed");
  troupe_fake_provider_release (get_provider (scene, 1));
  g_assert_true (scene_finish (scene, NULL));
  g_assert_cmpuint (troupe_fake_provider_get_n_active_max (get_provider (scene, 0)), ==, 1);
  scene_end (scene);
}

/* A review that waits for its place ends at once with its ticket, and with its run. */
static void
test_stopped (Scene         *scene,
              gconstpointer  data)
{
  static const TicketRow rows[] = { { "A" }, { "B" }, { "C" }, { "D" } };
  g_autoptr(GError) error = NULL;

  troupe_fake_provider_push (get_provider (scene, 1), "hold | " ACCEPT);
  scene_begin (scene, rows, 4, "at-1");
  troupe_conductor_set_n_jobs_per_provider (scene->conductor, 1);
  scene_start (scene);
  wait_states (scene, "review review review review");
  troupe_fake_provider_wait_held (get_provider (scene, 1), 1);

  troupe_conductor_skip_ticket (scene->conductor, troupe_run_find_ticket (scene->run, "B"));
  wait_states (scene, "review skipped review review");
  troupe_conductor_cancel_ticket (scene->conductor, troupe_run_find_ticket (scene->run, "C"));
  wait_states (scene, "review skipped cancelled review");
  g_assert_true (troupe_conductor_retry_ticket (scene->conductor, troupe_run_find_ticket (scene->run, "C"), NULL, NULL));
  wait_states (scene, "review skipped review review");
  troupe_conductor_pause (scene->conductor, NULL);

  g_cancellable_cancel (scene->cancellable);
  g_assert_false (scene_finish (scene, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  wait_states (scene, "cancelled skipped cancelled cancelled");
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (get_provider (scene, 1)), ==, 1);
  scene_end (scene);
}

static gboolean
call_ends_cb (gpointer user_data)
{
  Scene *scene = user_data;
  Call call = g_array_index (scene->calls, Call, 0);
  guint i = (guint) g_rand_int_range (scene->rand, 0, (int) scene->calls->len);

  call = g_array_index (scene->calls, Call, i);
  g_array_remove_index (scene->calls, i);
  if (scene->calls->len == 0)
    scene->idle_id = 0;

  if (call.verdict == NULL)
    {
      troupe_conductor_performed (scene->conductor, call.ticket, call.number, NULL);
    }
  else
    {
      gboolean is_rejected = scene->n_returns < 6 && g_rand_boolean (scene->rand);

      scene->n_returns += is_rejected;
      g_string_append (scene->order, is_rejected ? " no" : " yes");
      g_task_return_pointer (call.verdict, is_rejected ? g_strdup ("Too short.") : NULL, g_free);
      g_object_unref (call.verdict);
    }

  return scene->calls->len > 0;
}

static void
call_begins (Scene           *scene,
             TroupeRunTicket *ticket,
             guint            number,
             guint            provider,
             GTask           *verdict)
{
  Call call = { provider, ticket, number, verdict };
  guint n_of_provider = 0;

  g_array_append_val (scene->calls, call);
  g_assert_cmpuint (scene->calls->len, <=, scene->n_jobs);
  for (guint i = 0; i < scene->calls->len; i++)
    n_of_provider += g_array_index (scene->calls, Call, i).provider == provider;
  g_assert_cmpuint (n_of_provider, <=, scene->n_per_provider);

  g_string_append_printf (scene->order, " %s%s", verdict != NULL ? "?" : "",
                          troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket)));
  if (scene->idle_id == 0)
    scene->idle_id = g_idle_add (call_ends_cb, scene);
}

/* The number of a provider, which is the last letter of whoever asks it */
static guint
get_number (const char *id)
{
  return (guint) (id[strlen (id) - 1] - '0');
}

static void
perform (TroupeConductor *conductor,
         TroupeRunTicket *ticket,
         guint            number,
         gpointer         user_data)
{
  call_begins (user_data, ticket, number, get_number (troupe_ticket_get_persona_id (troupe_run_ticket_get_ticket (ticket))), NULL);
}

static gboolean
can_review (TroupeConductor *conductor,
            TroupeRunTicket *ticket,
            gpointer         user_data)
{
  return TRUE;
}

/* What a ticket says of its provider holds for whoever judges it too. */
static void
review (TroupeConductor *conductor,
        TroupeRunTicket *ticket,
        GTask           *verdict,
        gpointer         user_data)
{
  Scene *scene = user_data;
  TroupeAiSettings *overrides = troupe_ticket_get_overrides (troupe_run_ticket_get_ticket (ticket));
  const char *provider_id = troupe_ai_settings_get_string (overrides, TROUPE_FIELD_PROVIDER);

  call_begins (scene, ticket, 0,
               get_number (provider_id != NULL ? provider_id : troupe_track_get_tier_persona_id (scene->track, TROUPE_TIER_QA)),
               verdict);
}

/* Returns (transfer full) in which order all went. */
static char *
perform_random (Scene   *scene,
                guint32  seed)
{
  static const char * const ids[N_TICKETS] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L" };
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  TicketRow rows[N_TICKETS] = { { NULL } };
  guint n_rows = (guint) g_rand_int_range (rand, 1, N_TICKETS + 1);
  g_autofree char *judge = g_strdup_printf ("at-%d", g_rand_int_range (rand, 0, N_PROVIDERS));
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < n_rows; i++)
    rows[i] = (TicketRow) { ids[i], i > 0 && g_rand_boolean (rand) ? ids[g_rand_int_range (rand, 0, (int) i)] : NULL,
                            (TroupePriority) g_rand_int_range (rand, 0, 3) };

  scene_begin (scene, rows, n_rows, judge);
  for (guint i = 0; i < n_rows; i++)
    {
      TroupeTicket *ticket = troupe_track_find_ticket (scene->track, ids[i]);
      g_autofree char *persona_id = g_strdup_printf ("at-%d", g_rand_int_range (rand, 0, N_PROVIDERS));

      troupe_ticket_set_persona_id (ticket, persona_id);
      troupe_ticket_set_max_retries (ticket, 10);
      if (g_rand_int_range (rand, 0, 4) == 0)
        {
          g_autofree char *provider_id = g_strdup_printf ("p%u", get_number (persona_id));

          troupe_ai_settings_set_string (troupe_ticket_get_overrides (ticket), TROUPE_FIELD_PROVIDER, provider_id);
          set_models (troupe_ticket_get_overrides (ticket), "its-own");
        }
    }

  scene->rand = rand;
  scene->calls = g_array_new (FALSE, FALSE, sizeof (Call));
  scene->order = g_string_new (NULL);
  scene->n_returns = 0;
  scene->n_jobs = (guint) g_rand_int_range (rand, 1, 6);
  scene->n_per_provider = (guint) g_rand_int_range (rand, 1, 4);
  troupe_conductor_set_n_jobs (scene->conductor, scene->n_jobs);
  troupe_conductor_set_n_jobs_per_provider (scene->conductor, scene->n_per_provider);
  troupe_conductor_set_perform_func (scene->conductor, perform, scene);
  troupe_conductor_set_review_funcs (scene->conductor, can_review, review, scene);

  scene_start (scene);
  g_assert_true (scene_finish (scene, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (scene->calls->len, ==, 0);
  g_clear_pointer (&scene->calls, g_array_unref);
  scene_end (scene);

  return g_string_free (g_steal_pointer (&scene->order), FALSE);
}

static void
test_random (Scene         *scene,
             gconstpointer  data)
{
  for (guint round = 0; round < 300; round++)
    {
      guint32 seed = (guint32) g_test_rand_int ();
      g_autofree char *first = perform_random (scene, seed);
      g_autofree char *second = perform_random (scene, seed);

      g_assert_cmpstr (first, ==, second);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/engine/lanes/" name, Scene, NULL, scene_set_up, func, scene_tear_down)

  ADD ("whoever-judges-elsewhere-leaves-the-place", test_other_provider);
  ADD ("one-at-a-time-brings-all-to-its-end", test_same_provider);
  ADD ("who-is-cast-anew-takes-another-place", test_recast);
  ADD ("a-review-that-waits-can-be-stopped", test_stopped);
  ADD ("never-more-of-one-provider-and-always-the-same-order", test_random);

  return g_test_run ();
}
