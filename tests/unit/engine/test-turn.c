/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-engine-fixture.h"
#include "troupe-turn.h"

typedef struct
{
  TroupeResolver *resolver;
  TroupeTurn     *turn;
  TroupeMessage  *answer;
  GCancellable   *cancellable;
  GAsyncResult   *result;
  GString        *log;          /* what was signalled, in order */
} Scene;

static void
sending_cb (TroupeTurn    *turn,
            TroupeRequest *request,
            Scene         *scene)
{
  g_assert_true (troupe_turn_get_request (turn) == request);
  g_string_append_printf (scene->log, "%ssend %s", scene->log->len > 0 ? ", " : "", troupe_request_get_model (request));
}

static void
hop_cb (TroupeTurn *turn,
        GError     *error,
        Scene      *scene)
{
  g_assert_cmpuint (error->domain, ==, TROUPE_PROVIDER_ERROR);
  g_string_append_printf (scene->log, ", hop from %s to %s", troupe_message_get_model_requested (scene->answer),
                          troupe_resolver_get_model (scene->resolver));
}

static void
batch_cb (TroupeTurn *turn,
          gpointer    batch,
          Scene      *scene)
{
  g_string_append_printf (scene->log, ", got “%s”", troupe_message_get_text (scene->answer));
}

static void
scene_set_up (Scene         *scene,
              EngineFixture *fixture,
              const char    *models)
{
  *scene = (Scene) { NULL };
  scene->resolver = troupe_resolver_new (TROUPE_CATALOG (fixture->catalog));
  if (models != NULL)
    set_models (troupe_resolver_get_session (scene->resolver), models);
  scene->turn = troupe_turn_new (scene->resolver, fixture->providers, TROUPE_TIER_NONE, "Be brief.");
  scene->answer = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);
  scene->cancellable = g_cancellable_new ();
  scene->log = g_string_new (NULL);
  g_signal_connect (scene->turn, "sending", G_CALLBACK (sending_cb), scene);
  g_signal_connect (scene->turn, "hop", G_CALLBACK (hop_cb), scene);
  g_signal_connect (scene->turn, "batch", G_CALLBACK (batch_cb), scene);
  troupe_turn_add_message (scene->turn, TROUPE_ROLE_USER, "Hello?");
}

static void
scene_start (Scene *scene)
{
  troupe_turn_run_async (scene->turn, scene->answer, scene->cancellable, result_cb, &scene->result);
  g_assert_null (scene->result);
}

static gboolean
scene_finish (Scene   *scene,
              GError **error)
{
  g_autoptr(GAsyncResult) result = wait_result (&scene->result);
  gboolean ok = troupe_turn_run_finish (scene->turn, result, error);

  g_assert_false (troupe_message_is_streaming (scene->answer));

  return ok;
}

static void
scene_tear_down (Scene *scene)
{
  g_assert_finalize_object (scene->turn);
  g_assert_finalize_object (scene->resolver);
  g_assert_finalize_object (scene->answer);
  g_assert_finalize_object (scene->cancellable);
  g_string_free (scene->log, TRUE);
}

static void
test_falls_over (EngineFixture *fixture,
                 gconstpointer  data)
{
  static const struct
  {
    const char *models;
    const char *scripts[3];
    const char *log;
    const char *text;
    int         code;        /* -1 when it ends well */
  } cases[] = {
    { "one,two", { "refuse key", "say Yes." }, "send one, hop from one to two, send two, got “Yes.”", "Yes.", -1 },
    { "one,two", { "refuse rate", "say Yes." }, "send one, hop from one to two, send two, got “Yes.”", "Yes.", -1 },
    { "one,two", { "refuse model", "say Yes." }, "send one, hop from one to two, send two, got “Yes.”", "Yes.", -1 },
    { "one,two", { "refuse timed-out", "say Yes." }, "send one, hop from one to two, send two, got “Yes.”", "Yes.", -1 },
    { "one,two", { "fail timed-out", "say Yes." }, "send one, hop from one to two, send two, got “Yes.”", "Yes.", -1 },
    { "one,two,three", { "refuse overloaded", "refuse connection", "say Yes." },
      "send one, hop from one to two, send two, hop from two to three, send three, got “Yes.”", "Yes.", -1 },
    { "one,two", { "refuse key", "refuse rate" }, "send one, hop from one to two, send two", "",
      TROUPE_PROVIDER_ERROR_RATE },
    { "one", { "refuse rate" }, "send one", "", TROUPE_PROVIDER_ERROR_RATE },
    { "one,two", { "refuse request" }, "send one", "", TROUPE_PROVIDER_ERROR_REQUEST },
    { "one,two", { "refuse refused" }, "send one", "", TROUPE_PROVIDER_ERROR_REFUSED },
    { "one,two", { "refuse too-long" }, "send one", "", TROUPE_PROVIDER_ERROR_TOO_LONG },
    { "one,two", { "refuse tls" }, "send one", "", TROUPE_PROVIDER_ERROR_TLS },
    /* Somebody has begun to read. */
    { "one,two", { "say Half | fail cut" }, "send one, got “Half”", "Half", TROUPE_PROVIDER_ERROR_CUT },
    { "one,two", { "think hmm | fail cut" }, "send one, got “”", "", TROUPE_PROVIDER_ERROR_CUT },
    /* A model that says no more than that it failed has failed. */
    { "one,two", { "say Half | stop error" }, "send one, got “Half”", "Half", TROUPE_PROVIDER_ERROR_CUT },
    { "one,two", { "stop error", "say Yes." }, "send one, hop from one to two, send two, got “Yes.”", "Yes.", -1 },
    { "one", { "stop error" }, "send one", "", TROUPE_PROVIDER_ERROR_CUT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Scene scene;
      g_autoptr(GError) error = NULL;

      for (guint j = 0; j < 3 && cases[i].scripts[j] != NULL; j++)
        troupe_fake_provider_push (fixture->fake, cases[i].scripts[j]);
      scene_set_up (&scene, fixture, cases[i].models);
      scene_start (&scene);
      g_assert_cmpint (scene_finish (&scene, &error), ==, cases[i].code < 0);

      g_assert_cmpstr (scene.log->str, ==, cases[i].log);
      g_assert_cmpstr (troupe_message_get_text (scene.answer), ==, cases[i].text);
      g_assert_cmpint (troupe_message_is_complete (scene.answer), ==, cases[i].code < 0);
      if (cases[i].code >= 0)
        {
          g_assert_error (error, TROUPE_PROVIDER_ERROR, cases[i].code);
          g_assert_cmpstr (troupe_message_get_error (scene.answer), ==, error->message);
          g_assert_cmpint (troupe_message_get_stop_reason (scene.answer), ==,
                           cases[i].code == TROUPE_PROVIDER_ERROR_REFUSED ? TROUPE_STOP_REASON_REFUSAL
                                                                          : TROUPE_STOP_REASON_ERROR);
        }
      else
        {
          g_assert_null (troupe_message_get_error (scene.answer));
          g_assert_cmpint (troupe_message_get_stop_reason (scene.answer), ==, TROUPE_STOP_REASON_END);
        }
      scene_tear_down (&scene);
    }
}

/* The next model may be another provider's, with parameters of its own. */
static void
test_hop_takes_all_anew (EngineFixture *fixture,
                         gconstpointer  data)
{
  Scene scene;
  g_autoptr(TroupeFakeProvider) other = troupe_fake_provider_new ("other");
  g_autoptr(TroupeAiSettings) cold = troupe_ai_settings_new ();
  TroupeModelEntry *entries[3];
  g_autoptr(TroupeModelList) list = NULL;
  TroupeAiSettings *session;
  TroupeRequest *request;

  troupe_provider_set_add (fixture->providers, TROUPE_PROVIDER (other));
  scene_set_up (&scene, fixture, NULL);
  session = troupe_resolver_get_session (scene.resolver);
  troupe_ai_settings_set_double (cold, TROUPE_FIELD_TEMPERATURE, 0.0);
  entries[0] = troupe_model_entry_new ("one", "nowhere", NULL);
  entries[1] = troupe_model_entry_new ("two", "fake", NULL);
  entries[2] = troupe_model_entry_new ("three", "other", cold);
  list = troupe_model_list_new (entries, 3);
  troupe_ai_settings_set_preferred_models (session, list);
  for (guint i = 0; i < 3; i++)
    troupe_model_entry_unref (entries[i]);

  troupe_fake_provider_push (fixture->fake, "refuse key");
  scene_start (&scene);
  g_assert_true (scene_finish (&scene, NULL));
  g_assert_cmpstr (scene.log->str, ==,
                   "send one, hop from one to two, send two, hop from two to three, send three, got “Done.”");

  request = troupe_fake_provider_get_request (fixture->fake, 0);
  g_assert_cmpint (troupe_ai_settings_get_state (troupe_request_get_parameters (request), TROUPE_FIELD_TEMPERATURE), ==,
                   TROUPE_FIELD_STATE_UNSET);
  request = troupe_fake_provider_get_request (other, 0);
  g_assert_cmpint (troupe_ai_settings_get_state (troupe_request_get_parameters (request), TROUPE_FIELD_TEMPERATURE), ==,
                   TROUPE_FIELD_STATE_SET);
  g_assert_cmpfloat (troupe_ai_settings_get_double (troupe_request_get_parameters (request), TROUPE_FIELD_TEMPERATURE),
                     ==, 0.0);
  g_assert_cmpstr (troupe_message_get_provider (scene.answer), ==, "other");
  g_assert_cmpstr (troupe_message_get_model_requested (scene.answer), ==, "three");
  g_assert_cmpstr (troupe_request_get_system (request), ==, "Be brief.");
  g_assert_cmpstr (troupe_request_get_text (request, 0), ==, "Hello?");
  scene_tear_down (&scene);
}

static void
test_cancel (EngineFixture *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *script;
    const char *text;
    gboolean    is_at_once;
  } cases[] = {
    { "say never", "", TRUE },
    { "wait | say never", "", FALSE },
    { "hold | say never", "", FALSE },
    { "think hmm | hold | say never", "", FALSE },
    { "say first | hold | say never", "first", FALSE },
    { "say first | say  last | hold", "first last", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Scene scene;
      g_autoptr(GError) error = NULL;

      troupe_fake_provider_push (fixture->fake, cases[i].script);
      scene_set_up (&scene, fixture, "one,two");
      scene_start (&scene);
      if (!cases[i].is_at_once)
        troupe_fake_provider_wait_held (fixture->fake, 1);
      g_cancellable_cancel (scene.cancellable);
      g_assert_false (scene_finish (&scene, &error));

      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpstr (troupe_message_get_text (scene.answer), ==, cases[i].text);
      g_assert_cmpint (troupe_message_get_stop_reason (scene.answer), ==, TROUPE_STOP_REASON_CANCELLED);
      g_assert_null (troupe_message_get_error (scene.answer));
      g_assert_false (troupe_message_is_complete (scene.answer));
      /* Stop is no reason to ask somebody else. */
      g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, i + 1);
      /* The connection is not kept for as long as somebody looks at the answer. */
      g_assert_cmpuint (troupe_fake_provider_get_n_active (fixture->fake), ==, 0);
      scene_tear_down (&scene);
    }
}

static void
test_answer (EngineFixture *fixture,
             gconstpointer  data)
{
  Scene scene;

  troupe_fake_provider_push (fixture->fake, "think Let me see. | say Yes, | say  of course. | served fake-1-0524 "
                                            "| usage 31,7");
  scene_set_up (&scene, fixture, NULL);
  scene_start (&scene);
  g_assert_true (troupe_message_is_streaming (scene.answer));
  g_assert_true (scene_finish (&scene, NULL));

  g_assert_cmpstr (scene.log->str, ==, "send fake-1, got “”, got “Yes,”, got “Yes, of course.”");
  g_assert_cmpstr (troupe_message_get_reasoning (scene.answer), ==, "Let me see.");
  g_assert_cmpstr (troupe_message_get_provider (scene.answer), ==, "fake");
  g_assert_cmpstr (troupe_message_get_model_requested (scene.answer), ==, "fake-1");
  g_assert_cmpstr (troupe_message_get_model_served (scene.answer), ==, "fake-1-0524");
  g_assert_cmpint (troupe_message_get_usage (scene.answer)->input, ==, 31);
  g_assert_cmpint (troupe_message_get_usage (scene.answer)->output, ==, 7);
  g_assert_cmpint (troupe_message_get_usage (scene.answer)->cache_read, ==, -1);
  g_assert_cmpint (troupe_message_get_first_token_ms (scene.answer), >=, 0);
  g_assert_cmpint (troupe_message_get_duration_ms (scene.answer), >=, troupe_message_get_first_token_ms (scene.answer));
  scene_tear_down (&scene);
}

/* An answer that stops for want of room is not whole, and one that the model refuses is not either. */
static void
test_stop_reasons (EngineFixture *fixture,
                   gconstpointer  data)
{
  static const struct
  {
    const char       *script;
    TroupeStopReason  reason;
    gboolean          is_complete;
  } cases[] = {
    { "say a | stop end", TROUPE_STOP_REASON_END, TRUE },
    { "say a | stop length", TROUPE_STOP_REASON_LENGTH, FALSE },
    { "say a | stop unknown", TROUPE_STOP_REASON_UNKNOWN, TRUE },
    { "say a | stop refusal", TROUPE_STOP_REASON_REFUSAL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Scene scene;

      troupe_fake_provider_push (fixture->fake, cases[i].script);
      scene_set_up (&scene, fixture, NULL);
      scene_start (&scene);
      g_assert_true (scene_finish (&scene, NULL));
      g_assert_cmpint (troupe_message_get_stop_reason (scene.answer), ==, cases[i].reason);
      g_assert_cmpint (troupe_message_is_complete (scene.answer), ==, cases[i].is_complete);
      scene_tear_down (&scene);
    }
}

static void
test_nobody_to_ask (EngineFixture *fixture,
                    gconstpointer  data)
{
  static const struct
  {
    const char *provider;
    const char *models;
    const char *words;
  } cases[] = {
    { NULL, NULL, "No provider is chosen" },
    { "rehearsal", NULL, "No model of Rehearsal is chosen; choose one." },
    { "nowhere", "one", "There is no provider “nowhere”" },
  };

  troupe_ai_settings_unset (troupe_catalog_get_defaults (TROUPE_CATALOG (fixture->catalog), TROUPE_SCOPE_BUILT_IN),
                            TROUPE_FIELD_PROVIDER);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Scene scene;
      g_autoptr(GError) error = NULL;

      scene_set_up (&scene, fixture, cases[i].models);
      if (cases[i].provider != NULL)
        troupe_ai_settings_set_string (troupe_resolver_get_session (scene.resolver), TROUPE_FIELD_PROVIDER,
                                       cases[i].provider);
      scene_start (&scene);
      g_assert_false (scene_finish (&scene, &error));
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_cmpstr (troupe_message_get_error (scene.answer), ==, error->message);
      g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 0);
      scene_tear_down (&scene);
    }
}

/* Calls come with a whole answer, and only if tools were offered. */
static void
test_calls (EngineFixture *fixture,
            gconstpointer  data)
{
  static const struct { const char *script; gboolean has_tools; gboolean has_calls; gboolean is_ok; TroupeStopReason reason; } cases[] = {
    { "call read_file {}", TRUE, TRUE, TRUE, TROUPE_STOP_REASON_TOOL_CALLS },
    { "call read_file {}|stop tool-calls", TRUE, TRUE, TRUE, TROUPE_STOP_REASON_TOOL_CALLS },
    { "say Hm.|call read_file {}|stop unknown", TRUE, TRUE, TRUE, TROUPE_STOP_REASON_TOOL_CALLS },
    { "say Hm.|call read_file {}", FALSE, FALSE, TRUE, TROUPE_STOP_REASON_END },
    { "call read_file {}|stop length", TRUE, FALSE, TRUE, TROUPE_STOP_REASON_LENGTH },
    { "call read_file {}|stop refusal", TRUE, FALSE, TRUE, TROUPE_STOP_REASON_REFUSAL },
    { "say Hm.|call read_file {}|fail cut", TRUE, FALSE, FALSE, TROUPE_STOP_REASON_ERROR },
    { "say Hm.", TRUE, FALSE, TRUE, TROUPE_STOP_REASON_END },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeRequest) talk = troupe_request_new (NULL);
      g_autoptr(GError) error = NULL;
      Scene scene;

      scene_set_up (&scene, fixture, "one");
      if (cases[i].has_tools)
        troupe_request_add_tool (talk, "read_file", "Reads.", NULL);
      troupe_turn_add_talk (scene.turn, talk);
      troupe_fake_provider_push (fixture->fake, cases[i].script);
      scene_start (&scene);
      g_assert_true (scene_finish (&scene, &error) == cases[i].is_ok);
      g_assert_true ((troupe_turn_get_calls (scene.turn) != NULL) == cases[i].has_calls);
      g_assert_cmpint (troupe_message_get_stop_reason (scene.answer), ==, cases[i].reason);
      if (cases[i].has_calls)
        g_assert_true (troupe_message_is_complete (scene.answer));
      g_assert_cmpuint (troupe_request_get_n_tools (troupe_turn_get_request (scene.turn)), ==, cases[i].has_tools ? 1 : 0);
      scene_tear_down (&scene);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/engine/turn/" name, EngineFixture, NULL, engine_fixture_set_up, func, engine_fixture_tear_down)

  ADD ("goes-to-the-next-model-or-gives-up", test_falls_over);
  ADD ("takes-all-anew-at-a-hop", test_hop_takes_all_anew);
  ADD ("stops-at-any-moment", test_cancel);
  ADD ("fills-the-answer", test_answer);
  ADD ("says-how-it-ended", test_stop_reasons);
  ADD ("says-when-nobody-can-be-asked", test_nobody_to_ask);
  ADD ("brings-calls-of-whole-answers", test_calls);

  return g_test_run ();
}
