/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-engine-fixture.h"
#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-run-feed.h"

typedef struct
{
  EngineFixture    base;
  TroupeTrack     *track;
  TroupeRun       *run;
  TroupeRunFeed   *feed;
  GString         *log;     /* what was shown and told, in order */
  const char      *again;   /* (nullable): told from inside when something is told */
} Scene;

static const TicketRow rows[] = { { "A", NULL, TROUPE_PRIORITY_NORMAL } };

static JsonNode *
make_event (const char *name)
{
  g_autofree char *text = g_strdup_printf ("{\"event\":\"%s\"}", name);

  return troupe_json_parse ("event", text, -1, NULL);
}

static void
event_cb (JsonNode *event,
          gpointer  user_data)
{
  Scene *scene = user_data;

  g_string_append_printf (scene->log, "%s; ", peek_text (event, "event"));
  if (scene->again != NULL)
    troupe_run_feed_tell (scene->feed, make_event (g_steal_pointer (&scene->again)));
}

static void
then_cb (gpointer user_data)
{
  Scene *scene = user_data;

  g_string_append (scene->log, "then; ");
}

static void
state_cb (Scene *scene)
{
  g_string_append_printf (scene->log, "shows %s; ",
                          troupe_enum_get_nick (TROUPE_TYPE_TICKET_STATE,
                                                (int) troupe_run_ticket_get_state (troupe_run_find_ticket (scene->run, "A"))));
}

static void
tell_ticket (Scene             *scene,
             const char        *event,
             TroupeTicketState  state)
{
  troupe_run_feed_tell_ticket (scene->feed, make_event (event), troupe_run_find_ticket (scene->run, "A"), state, "why");
}

static void
set_up (Scene         *scene,
        gconstpointer  data)
{
  gboolean has_recorder = data == NULL;

  engine_fixture_set_up (&scene->base, NULL);
  scene->track = create_track (rows, 1);
  scene->run = troupe_run_new (scene->track);
  scene->feed = troupe_run_feed_new (has_recorder ? TROUPE_RECORDER (scene->base.recorder) : NULL, scene->run);
  scene->log = g_string_new (NULL);
  troupe_run_feed_set_func (scene->feed, event_cb, scene);
  g_signal_connect_swapped (troupe_run_find_ticket (scene->run, "A"), "notify::state", G_CALLBACK (state_cb), scene);
}

static void
tear_down (Scene         *scene,
           gconstpointer  data)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (scene->feed);
  g_assert_finalize_object (scene->run);
  g_assert_finalize_object (scene->track);
  g_string_free (scene->log, TRUE);
  engine_fixture_tear_down (&scene->base, NULL);
}

static void
settled_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
settle (Scene *scene)
{
  gboolean is_settled = FALSE;

  troupe_run_feed_then (scene->feed, settled_cb, &is_settled);
  while (!is_settled)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_waits (Scene         *scene,
            gconstpointer  data)
{
  /* Text waits for nobody, unless somebody is before it. */
  troupe_run_feed_tell (scene->feed, make_event ("text"));
  g_assert_cmpstr (scene->log->str, ==, "text; ");
  g_string_truncate (scene->log, 0);

  tell_ticket (scene, "one", TROUPE_TICKET_STATE_READY);
  troupe_run_feed_tell (scene->feed, make_event ("text"));
  troupe_run_feed_then (scene->feed, then_cb, scene);
  tell_ticket (scene, "two", TROUPE_TICKET_STATE_RUNNING);
  g_assert_cmpstr (scene->log->str, ==, "");
  g_assert_cmpuint (troupe_test_recorder_get_events (scene->base.recorder)->len, ==, 4);
  settle (scene);
  g_assert_cmpstr (scene->log->str, ==, "shows ready; one; text; then; shows running; two; ");
  g_assert_cmpuint (troupe_test_recorder_get_n_flushes (scene->base.recorder), ==, 1);

  /* What is told while others are told comes behind them, and is waited for as well. */
  g_string_truncate (scene->log, 0);
  scene->again = "inner";
  troupe_run_feed_tell (scene->feed, make_event ("three"));
  troupe_run_feed_tell (scene->feed, make_event ("four"));
  troupe_run_feed_then (scene->feed, then_cb, scene);
  settle (scene);
  g_assert_cmpstr (scene->log->str, ==, "three; four; then; ");
  settle (scene);
  g_assert_cmpstr (scene->log->str, ==, "three; four; then; inner; ");
  g_assert_cmpuint (troupe_test_recorder_get_n_flushes (scene->base.recorder), ==, 3);
}

static void
test_no_recorder (Scene         *scene,
                  gconstpointer  data)
{
  scene->again = "inner";
  tell_ticket (scene, "one", TROUPE_TICKET_STATE_READY);
  g_assert_cmpstr (scene->log->str, ==, "shows ready; one; inner; ");
  troupe_run_feed_then (scene->feed, then_cb, scene);
  g_assert_cmpstr (scene->log->str, ==, "shows ready; one; inner; then; ");
}

static void
test_recorder_fails (Scene         *scene,
                     gconstpointer  data)
{
  troupe_test_recorder_set_failing (scene->base.recorder, TRUE);
  troupe_run_feed_tell_run (scene->feed, make_event ("one"), TROUPE_RUN_STATE_PAUSED, "why");
  settle (scene);
  g_assert_cmpstr (scene->log->str, ==, "one; ");
  g_assert_cmpint (troupe_run_get_state (scene->run), ==, TROUPE_RUN_STATE_PAUSED);
  g_assert_cmpstr (troupe_run_get_reason (scene->run), ==, "why");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, data, func) g_test_add ("/engine/run-feed/" name, Scene, data, set_up, func, tear_down)
  ADD ("shows-in-order-what-is-on-the-disk", NULL, test_waits);
  ADD ("shows-at-once-with-no-recorder", "none", test_no_recorder);
  ADD ("goes-on-when-it-cannot-be-written", NULL, test_recorder_fails);
#undef ADD

  return g_test_run ();
}
