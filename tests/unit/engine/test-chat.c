/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-chat.h"
#include "troupe-engine-fixture.h"
#include "troupe-model-error.h"

typedef struct
{
  TroupeConversation *conversation;
  TroupeResolver     *resolver;
  TroupeChat         *chat;
  GAsyncResult       *result;
  guint               n_busy;      /* notifications */
} Scene;

static void
busy_cb (Scene *scene)
{
  scene->n_busy++;
}

static void
scene_set_up (Scene         *scene,
              EngineFixture *fixture)
{
  g_autoptr(TroupeAiSettings) dropped = NULL;

  *scene = (Scene) { NULL };
  scene->conversation = troupe_conversation_new ();
  scene->resolver = troupe_resolver_new (TROUPE_CATALOG (fixture->catalog));
  dropped = troupe_resolver_select_persona (scene->resolver, TROUPE_PERSONA (
    troupe_catalog_lookup (TROUPE_CATALOG (fixture->catalog), TROUPE_KIND_PERSONA, "helper")));
  scene->chat = troupe_chat_new (scene->conversation, scene->resolver, TROUPE_CATALOG (fixture->catalog),
                                 fixture->providers, TROUPE_RECORDER (fixture->recorder));
  g_signal_connect_swapped (scene->chat, "notify::busy", G_CALLBACK (busy_cb), scene);
}

static void
scene_tear_down (Scene *scene)
{
  g_assert_false (troupe_chat_is_busy (scene->chat));
  g_assert_finalize_object (scene->chat);
  g_assert_finalize_object (scene->resolver);
  g_assert_finalize_object (scene->conversation);
}

static void
scene_send (Scene      *scene,
            const char *text)
{
  troupe_chat_send_async (scene->chat, text, NULL, result_cb, &scene->result);
  g_assert_null (scene->result);
}

static TroupeMessage *
scene_finish (Scene   *scene,
              GError **error)
{
  g_autoptr(GAsyncResult) result = wait_result (&scene->result);

  return troupe_chat_send_finish (scene->chat, result, error);
}

/* Sends and waits; returns (transfer none) the last message, whatever became of it. */
static TroupeMessage *
scene_ask (Scene      *scene,
           const char *text,
           GError    **error)
{
  GListModel *messages = troupe_conversation_list_messages (scene->conversation);
  g_autoptr(TroupeMessage) answer = NULL;
  g_autoptr(TroupeMessage) last = NULL;

  scene_send (scene, text);
  answer = scene_finish (scene, error);
  last = g_list_model_get_item (messages, g_list_model_get_n_items (messages) - 1);
  g_assert_true (answer == NULL || answer == last);

  return last;
}

/* "user:Hello? assistant:Yes." */
static char *
describe (Scene *scene)
{
  GListModel *messages = troupe_conversation_list_messages (scene->conversation);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (messages); i++)
    {
      g_autoptr(TroupeMessage) message = g_list_model_get_item (messages, i);

      g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "",
                              troupe_message_get_role (message) == TROUPE_ROLE_USER ? "user" : "assistant",
                              troupe_message_get_text (message));
    }

  return g_string_free (text, FALSE);
}

static void
assert_messages (Scene      *scene,
                 const char *expected)
{
  g_autofree char *text = describe (scene);

  g_assert_cmpstr (text, ==, expected);
}

/* What was asked: "system|user:…|assistant:…" */
static void
assert_request (TroupeFakeProvider *fake,
                guint               index,
                const char         *expected)
{
  TroupeRequest *request = troupe_fake_provider_get_request (fake, index);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < troupe_request_get_n_messages (request); i++)
    g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "",
                            troupe_request_get_role (request, i) == TROUPE_ROLE_USER ? "user" : "assistant",
                            troupe_request_get_text (request, i));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_send (EngineFixture *fixture,
           gconstpointer  data)
{
  Scene scene;
  TroupeMessage *answer;

  troupe_fake_provider_push (fixture->fake, "say Yes | say , what?");
  troupe_fake_provider_push (fixture->fake, "say Fine.");
  scene_set_up (&scene, fixture);

  scene_send (&scene, "\n \t\r\n  Hello?\nAnybody there? \n ");
  g_assert_true (troupe_chat_is_busy (scene.chat));
  assert_messages (&scene, "user:  Hello?\nAnybody there? assistant:");
  g_assert_cmpstr (troupe_conversation_get_title (scene.conversation), ==, "Hello?");
  /* The question is written down before anybody is asked. */
  g_assert_cmpuint (troupe_test_recorder_get_n_saves (fixture->recorder), >=, 2);

  answer = scene_finish (&scene, NULL);
  g_assert_false (troupe_chat_is_busy (scene.chat));
  g_assert_cmpuint (scene.n_busy, ==, 2);
  g_assert_cmpstr (troupe_message_get_text (answer), ==, "Yes, what?");
  g_assert_true (troupe_message_is_complete (answer));
  g_assert_cmpstr (troupe_message_get_persona_id (answer), ==, "helper");
  g_assert_cmpstr (troupe_message_get_persona_name (answer), ==, "The helper");
  g_assert_cmpstr (troupe_message_get_persona_icon (answer), ==, "🎭");
  g_assert_cmpstr (troupe_message_get_persona_revision (answer), ==, "rev-helper");
  g_assert_cmpint (troupe_message_get_created_us (answer), >, 0);
  g_object_unref (answer);

  answer = scene_ask (&scene, "And you?", NULL);
  g_assert_cmpstr (troupe_message_get_text (answer), ==, "Fine.");
  assert_request (fixture->fake, 1, "user:  Hello?\nAnybody there? assistant:Yes, what? user:And you?");
  g_assert_cmpstr (troupe_conversation_get_title (scene.conversation), ==, "Hello?");
  g_assert_cmpstr (troupe_conversation_get_persona_id (scene.conversation), ==, "helper");
  scene_tear_down (&scene);
}

static void
test_refuses (EngineFixture *fixture,
              gconstpointer  data)
{
  Scene scene;
  g_autoptr(GError) empty = NULL;
  g_autoptr(GError) busy = NULL;
  g_autoptr(GError) retried = NULL;
  g_autoptr(GError) loading = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(GAsyncResult) waited = NULL;
  g_autoptr(GAsyncResult) third = NULL;
  g_autoptr(GAsyncResult) waited_too = NULL;
  g_autoptr(TroupeMessage) answer = NULL;

  troupe_fake_provider_push (fixture->fake, "say First | hold");
  scene_set_up (&scene, fixture);

  scene_send (&scene, " \n\t ");
  g_assert_null (scene_finish (&scene, &empty));
  g_assert_error (empty, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  assert_messages (&scene, "");

  scene_send (&scene, "One?");
  troupe_fake_provider_wait_held (fixture->fake, 1);
  troupe_chat_send_async (scene.chat, "Two?", NULL, result_cb, &second);
  waited = wait_result (&second);
  g_assert_null (troupe_chat_send_finish (scene.chat, waited, &busy));
  g_assert_error (busy, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_BUSY);
  troupe_chat_retry_async (scene.chat, NULL, NULL, result_cb, &third);
  waited_too = wait_result (&third);
  g_assert_null (troupe_chat_send_finish (scene.chat, waited_too, &retried));
  g_assert_error (retried, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_BUSY);
  assert_messages (&scene, "user:One? assistant:First");

  troupe_fake_provider_release (fixture->fake);
  answer = scene_finish (&scene, NULL);
  g_assert_nonnull (answer);

  /* Nothing gets in before what is still being read. */
  troupe_chat_set_loading (scene.chat, TRUE);
  g_assert_true (troupe_chat_is_busy (scene.chat));
  scene_send (&scene, "Three?");
  g_assert_null (scene_finish (&scene, &loading));
  g_assert_error (loading, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_BUSY);
  troupe_chat_set_loading (scene.chat, FALSE);
  assert_messages (&scene, "user:One? assistant:First");

  g_clear_object (&waited);
  g_clear_object (&waited_too);
  g_clear_object (&answer);
  scene_tear_down (&scene);
}

/* By Stop or by the caller's cancellable, at any moment. */
static void
test_stop (EngineFixture *fixture,
           gconstpointer  data)
{
  static const struct
  {
    const char *script;
    gboolean    is_at_once;
    gboolean    is_cancellable;
    const char *messages;
  } cases[] = {
    { "say never", TRUE, FALSE, "user:Hm? assistant:" },
    { "say never", TRUE, TRUE, "user:Hm? assistant:" },
    { "wait | say never", FALSE, FALSE, "user:Hm? assistant:" },
    { "wait | say never", FALSE, TRUE, "user:Hm? assistant:" },
    { "say Half | hold | say never", FALSE, FALSE, "user:Hm? assistant:Half" },
    { "say Half | hold | say never", FALSE, TRUE, "user:Hm? assistant:Half" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Scene scene;
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GError) error = NULL;
      g_autoptr(TroupeMessage) answer = NULL;

      troupe_fake_provider_push (fixture->fake, cases[i].script);
      scene_set_up (&scene, fixture);
      if (cases[i].is_at_once && cases[i].is_cancellable)
        g_cancellable_cancel (cancellable);
      troupe_chat_send_async (scene.chat, "Hm?", cancellable, result_cb, &scene.result);
      if (!cases[i].is_at_once)
        troupe_fake_provider_wait_held (fixture->fake, 1);
      if (cases[i].is_cancellable)
        g_cancellable_cancel (cancellable);
      else
        troupe_chat_stop (scene.chat);

      g_assert_null (scene_finish (&scene, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      assert_messages (&scene, cases[i].messages);
      answer = g_list_model_get_item (troupe_conversation_list_messages (scene.conversation), 1);
      g_assert_cmpint (troupe_message_get_stop_reason (answer), ==, TROUPE_STOP_REASON_CANCELLED);
      g_assert_null (troupe_message_get_error (answer));
      g_assert_false (troupe_message_is_streaming (answer));

      /* Nothing is stopped now, and that is fine. */
      troupe_chat_stop (scene.chat);
      g_clear_object (&answer);
      scene_tear_down (&scene);
      g_assert_finalize_object (g_steal_pointer (&cancellable));
    }
}

static void
retry (Scene         *scene,
       TroupeMessage *answer)
{
  g_autoptr(TroupeMessage) again = NULL;
  g_autoptr(GError) error = NULL;

  troupe_chat_retry_async (scene->chat, answer, NULL, result_cb, &scene->result);
  again = scene_finish (scene, &error);
  g_assert_no_error (error);
  g_assert_nonnull (again);
}

static void
test_retry (EngineFixture *fixture,
            gconstpointer  data)
{
  static const char * const scripts[] = { "say A1", "say A2", "say B2", "say B1", "refuse rate", "say C1" };
  Scene scene;
  g_autoptr(TroupeMessage) first = NULL;
  g_autoptr(GError) failed = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    troupe_fake_provider_push (fixture->fake, scripts[i]);
  scene_set_up (&scene, fixture);
  first = g_object_ref (scene_ask (&scene, "Q1", NULL));
  scene_ask (&scene, "Q2", NULL);
  assert_messages (&scene, "user:Q1 assistant:A1 user:Q2 assistant:A2");

  retry (&scene, NULL);
  assert_messages (&scene, "user:Q1 assistant:A1 user:Q2 assistant:B2");
  assert_request (fixture->fake, 2, "user:Q1 assistant:A1 user:Q2");

  retry (&scene, first);
  assert_messages (&scene, "user:Q1 assistant:B1");
  assert_request (fixture->fake, 3, "user:Q1");

  /* After a failure there is the same question to ask again. */
  scene_ask (&scene, "Q3", &failed);
  g_assert_error (failed, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_RATE);
  assert_messages (&scene, "user:Q1 assistant:B1 user:Q3 assistant:");
  retry (&scene, NULL);
  assert_messages (&scene, "user:Q1 assistant:B1 user:Q3 assistant:C1");
  assert_request (fixture->fake, 5, "user:Q1 assistant:B1 user:Q3");

  g_clear_object (&first);
  scene_tear_down (&scene);
}

static void
retried_cb (TroupeChat *chat,
            guint       n_superseded,
            GString    *log)
{
  g_string_append_printf (log, "%u;", n_superseded);
}

/* The answer before and what followed it stay until the new one says something. */
static void
test_retry_loses_nothing (EngineFixture *fixture,
                          gconstpointer  data)
{
  static const struct
  {
    const char *script;
    gboolean    is_stopped;
    const char *words;
  } cases[] = {
    { "refuse rate", FALSE, "met rate" },
    { "fail cut", FALSE, "met cut" },
    { "think hmm | fail cut", FALSE, "met cut" },
    { "think hmm", FALSE, "empty" },
    { "think hmm | stop tool-calls", FALSE, "asked for a tool" },
    { "stop error", FALSE, "without saying why" },
    { "wait | say never", TRUE, NULL },
    { "think hmm | hold | say never", TRUE, NULL },
  };
  Scene scene;
  g_autoptr(TroupeMessage) first = NULL;
  g_autoptr(GString) log = g_string_new (NULL);
  GListModel *messages;
  gint64 updated_us;

  troupe_fake_provider_push (fixture->fake, "say A1");
  troupe_fake_provider_push (fixture->fake, "say A2");
  scene_set_up (&scene, fixture);
  messages = troupe_conversation_list_messages (scene.conversation);
  first = g_object_ref (scene_ask (&scene, "Q1", NULL));
  scene_ask (&scene, "Q2", NULL);
  updated_us = troupe_conversation_get_updated_us (scene.conversation);
  g_signal_connect (scene.chat, "retried", G_CALLBACK (retried_cb), log);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TroupeMessage) still = NULL;

      troupe_fake_provider_push (fixture->fake, cases[i / 2].script);
      troupe_chat_retry_async (scene.chat, i % 2 == 0 ? first : NULL, NULL, result_cb, &scene.result);
      g_assert_true (troupe_chat_is_busy (scene.chat));
      if (cases[i / 2].is_stopped)
        {
          troupe_fake_provider_wait_held (fixture->fake, 1);
          assert_messages (&scene, "user:Q1 assistant:A1 user:Q2 assistant:A2");
          troupe_chat_stop (scene.chat);
        }
      g_assert_null (scene_finish (&scene, &error));

      assert_messages (&scene, "user:Q1 assistant:A1 user:Q2 assistant:A2");
      assert_request (fixture->fake, 2 + i, i % 2 == 0 ? "user:Q1" : "user:Q1 assistant:A1 user:Q2");
      still = g_list_model_get_item (messages, 1);
      g_assert_true (still == first);
      g_assert_cmpint (troupe_conversation_get_updated_us (scene.conversation), ==, updated_us);
      g_assert_null (troupe_message_get_error (still));
      if (cases[i / 2].words != NULL)
        g_assert_nonnull (strstr (error->message, cases[i / 2].words));
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_false (troupe_chat_undo_retry (scene.chat));
    }

  g_assert_cmpstr (log->str, ==, "");
  g_clear_object (&first);
  scene_tear_down (&scene);
}

/* The first words of the new answer, no sooner and no later; and back. */
static void
test_retry_is_undone (EngineFixture *fixture,
                      gconstpointer  data)
{
  Scene scene;
  g_autoptr(TroupeMessage) first = NULL;
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(GError) stopped = NULL;

  troupe_fake_provider_push (fixture->fake, "say A1");
  troupe_fake_provider_push (fixture->fake, "say A2");
  scene_set_up (&scene, fixture);
  first = g_object_ref (scene_ask (&scene, "Q1", NULL));
  scene_ask (&scene, "Q2", NULL);
  g_signal_connect (scene.chat, "retried", G_CALLBACK (retried_cb), log);
  g_assert_false (troupe_chat_undo_retry (scene.chat));

  /* While the new answer comes in, which stops it */
  troupe_fake_provider_push (fixture->fake, "wait | think hmm | say B1 | hold | say  never");
  troupe_chat_retry_async (scene.chat, first, NULL, result_cb, &scene.result);
  troupe_fake_provider_wait_held (fixture->fake, 1);
  assert_messages (&scene, "user:Q1 assistant:A1 user:Q2 assistant:A2");
  g_assert_cmpstr (log->str, ==, "");
  troupe_fake_provider_release (fixture->fake);
  troupe_fake_provider_wait_held (fixture->fake, 1);
  assert_messages (&scene, "user:Q1 assistant:B1");
  g_assert_cmpstr (log->str, ==, "3;");
  g_assert_true (troupe_chat_undo_retry (scene.chat));
  assert_messages (&scene, "user:Q1 assistant:A1 user:Q2 assistant:A2");
  g_assert_null (scene_finish (&scene, &stopped));
  g_assert_error (stopped, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_messages (&scene, "user:Q1 assistant:A1 user:Q2 assistant:A2");
  g_assert_false (troupe_chat_undo_retry (scene.chat));

  /* After its end, and after a later one that came to nothing */
  troupe_fake_provider_push (fixture->fake, "say B2");
  retry (&scene, NULL);
  assert_messages (&scene, "user:Q1 assistant:A1 user:Q2 assistant:B2");
  troupe_fake_provider_push (fixture->fake, "refuse rate");
  troupe_chat_retry_async (scene.chat, first, NULL, result_cb, &scene.result);
  g_assert_null (scene_finish (&scene, NULL));
  g_assert_true (troupe_chat_undo_retry (scene.chat));
  assert_messages (&scene, "user:Q1 assistant:A1 user:Q2 assistant:A2");

  /* Not when something else was asked since */
  troupe_fake_provider_push (fixture->fake, "say B1");
  retry (&scene, first);
  scene_ask (&scene, "Q3", NULL);
  g_assert_false (troupe_chat_undo_retry (scene.chat));
  assert_messages (&scene, "user:Q1 assistant:B1 user:Q3 assistant:Done.");
  g_assert_cmpstr (log->str, ==, "3;1;3;");

  g_clear_object (&first);
  scene_tear_down (&scene);
}

/* Nobody answers in place of a persona that is gone, whatever was pressed. */
static void
test_missing_persona (EngineFixture *fixture,
                      gconstpointer  data)
{
  Scene scene;
  g_autoptr(TroupeResolver) empty = troupe_resolver_new (TROUPE_CATALOG (fixture->catalog));

  scene_set_up (&scene, fixture);
  scene_ask (&scene, "Q1", NULL);
  troupe_fake_catalog_remove (fixture->catalog, TROUPE_KIND_PERSONA, "helper");

  /* With the persona as it was when it was chosen, and after a restart with none */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) sent = NULL;
      g_autoptr(GError) retried = NULL;

      if (i == 1)
        {
          g_object_unref (scene.chat);
          g_set_object (&scene.resolver, empty);
          troupe_ai_settings_set_double (troupe_resolver_get_session (empty), TROUPE_FIELD_TEMPERATURE, 0.5);
          scene.chat = troupe_chat_new (scene.conversation, scene.resolver, TROUPE_CATALOG (fixture->catalog),
                                        fixture->providers, TROUPE_RECORDER (fixture->recorder));
        }

      scene_send (&scene, "Q2");
      g_assert_null (scene_finish (&scene, &sent));
      g_assert_error (sent, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID);
      g_assert_nonnull (strstr (sent->message, "“helper”"));
      troupe_chat_retry_async (scene.chat, NULL, NULL, result_cb, &scene.result);
      g_assert_null (scene_finish (&scene, &retried));
      g_assert_error (retried, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID);
      assert_messages (&scene, "user:Q1 assistant:Done.");
      g_assert_cmpuint (troupe_fake_provider_get_n_requests (fixture->fake), ==, 1);
    }

  /* One that came back answers, with the overrides as they were. */
  engine_fixture_add_persona (fixture, "helper");
  g_assert_cmpstr (troupe_message_get_persona_id (scene_ask (&scene, "Q2", NULL)), ==, "helper");
  g_assert_cmpfloat (troupe_ai_settings_get_double (troupe_resolver_get_session (scene.resolver), TROUPE_FIELD_TEMPERATURE),
                     ==, 0.5);
  g_clear_object (&empty);
  scene_tear_down (&scene);
}

static void
test_nothing_to_retry (EngineFixture *fixture,
                       gconstpointer  data)
{
  Scene scene;
  g_autoptr(TroupeMessage) stranger = troupe_message_new (TROUPE_ROLE_ASSISTANT, "Who?");
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) strange = NULL;

  scene_set_up (&scene, fixture);
  troupe_chat_retry_async (scene.chat, NULL, NULL, result_cb, &scene.result);
  g_assert_null (scene_finish (&scene, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

  /* An answer of another conversation drops nothing here. */
  scene_ask (&scene, "Q1", NULL);
  troupe_chat_retry_async (scene.chat, stranger, NULL, result_cb, &scene.result);
  g_assert_null (scene_finish (&scene, &strange));
  g_assert_error (strange, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  assert_messages (&scene, "user:Q1 assistant:Done.");
  scene_tear_down (&scene);
}

static void
hop_cb (TroupeChat *chat,
        GError     *error,
        guint      *n_hops)
{
  (*n_hops)++;
}

/* What is in force when a question is put holds for its answer, at a fall-over too. */
static void
test_frozen (EngineFixture *fixture,
             gconstpointer  data)
{
  TroupeCatalog *catalog = TROUPE_CATALOG (fixture->catalog);
  TroupePersona *helper = TROUPE_PERSONA (troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, "helper"));
  TroupeAiSettings *built_in = troupe_catalog_get_defaults (catalog, TROUPE_SCOPE_BUILT_IN);
  TroupeAiSettings *user = troupe_catalog_get_defaults (catalog, TROUPE_SCOPE_USER);
  TroupePromptPreset *preset = troupe_prompt_preset_new ("rules");
  Scene scene;
  TroupeRequest *request;
  TroupeMessage *answer;
  guint n_hops = 0;

  troupe_fake_catalog_take (fixture->catalog, preset);
  set_models (built_in, "one,two");
  troupe_ai_settings_set_string (built_in, TROUPE_FIELD_PROMPT_PRESET_ID, "rules");
  troupe_ai_settings_set_double (troupe_prompt_preset_get_settings (preset), TROUPE_FIELD_TOP_P, 0.5);
  troupe_ai_settings_set_double (user, TROUPE_FIELD_TEMPERATURE, 0.25);
  troupe_fake_provider_push (fixture->fake, "wait | refuse rate");
  scene_set_up (&scene, fixture);
  troupe_ai_settings_set_int (troupe_resolver_get_session (scene.resolver), TROUPE_FIELD_MAX_OUTPUT_TOKENS, 100);
  g_signal_connect (scene.chat, "hop", G_CALLBACK (hop_cb), &n_hops);

  scene_send (&scene, "Hm?");
  troupe_fake_provider_wait_held (fixture->fake, 1);

  set_models (built_in, "three,four");
  troupe_ai_settings_set_double (user, TROUPE_FIELD_TEMPERATURE, 1.75);
  troupe_ai_settings_set_double (troupe_prompt_preset_get_settings (preset), TROUPE_FIELD_TOP_P, 1.0);
  troupe_ai_settings_set_double (troupe_persona_get_settings (helper), TROUPE_FIELD_TEMPERATURE, 1.5);
  troupe_ai_settings_set_string (troupe_persona_get_settings (helper), TROUPE_FIELD_SYSTEM_PROMPT, "Changed.");
  troupe_ai_settings_set_int (troupe_resolver_get_session (scene.resolver), TROUPE_FIELD_MAX_OUTPUT_TOKENS, 999);
  troupe_fake_provider_release (fixture->fake);
  g_object_unref (scene_finish (&scene, NULL));

  g_assert_cmpuint (n_hops, ==, 1);
  request = troupe_fake_provider_get_request (fixture->fake, 1);
  g_assert_cmpstr (troupe_request_get_model (request), ==, "two");
  g_assert_null (troupe_request_get_system (request));
  g_assert_cmpfloat (troupe_ai_settings_get_double (troupe_request_get_parameters (request), TROUPE_FIELD_TEMPERATURE),
                     ==, 0.25);
  g_assert_cmpfloat (troupe_ai_settings_get_double (troupe_request_get_parameters (request), TROUPE_FIELD_TOP_P), ==, 0.5);
  g_assert_cmpint (troupe_ai_settings_get_int (troupe_request_get_parameters (request), TROUPE_FIELD_MAX_OUTPUT_TOKENS),
                   ==, 100);

  /* The widgets' resolver has gone nowhere, and the next question is put with what holds then. */
  g_assert_cmpuint (troupe_resolver_get_model_index (scene.resolver), ==, 0);
  answer = scene_ask (&scene, "And now?", NULL);
  request = troupe_fake_provider_get_request (fixture->fake, 2);
  g_assert_cmpstr (troupe_message_get_model_requested (answer), ==, "three");
  g_assert_cmpstr (troupe_request_get_system (request), ==, "Changed.");
  g_assert_cmpfloat (troupe_ai_settings_get_double (troupe_request_get_parameters (request), TROUPE_FIELD_TEMPERATURE),
                     ==, 1.5);
  scene_tear_down (&scene);
}

/* Whatever goes wrong is kept in the answer, in a sentence that says what to do. */
static void
test_errors (EngineFixture *fixture,
             gconstpointer  data)
{
  enum { REFUSED, CUT, NO_PROVIDER, NO_MODEL, NO_PRESET, N_CASES };
  static const struct
  {
    const char *text;
    const char *words;
    const char *advice;
  } cases[N_CASES] = {
    [REFUSED] = { "", "met key", "mend" },
    [CUT] = { "Half", "met cut", "mend" },
    [NO_PROVIDER] = { "", "No provider is chosen", "choose a provider and a model" },
    [NO_MODEL] = { "", "No model of Rehearsal is chosen", "choose one" },
    [NO_PRESET] = { "", "There is no prompt preset “gone”", "choose another one or none" },
  };
  TroupeAiSettings *built_in = troupe_catalog_get_defaults (TROUPE_CATALOG (fixture->catalog), TROUPE_SCOPE_BUILT_IN);

  for (guint i = 0; i < N_CASES; i++)
    {
      Scene scene;
      TroupeMessage *answer;
      TroupeAiSettings *session;
      g_autoptr(GError) error = NULL;

      scene_set_up (&scene, fixture);
      session = troupe_resolver_get_session (scene.resolver);
      if (i == REFUSED)
        troupe_fake_provider_push (fixture->fake, "refuse key");
      else if (i == CUT)
        troupe_fake_provider_push (fixture->fake, "say Half | fail cut");
      else if (i == NO_PROVIDER)
        troupe_ai_settings_unset (built_in, TROUPE_FIELD_PROVIDER);
      else if (i == NO_MODEL)
        troupe_ai_settings_set_string (session, TROUPE_FIELD_PROVIDER, "rehearsal");
      else if (i == NO_PRESET)
        troupe_ai_settings_set_string (session, TROUPE_FIELD_PROMPT_PRESET_ID, "gone");

      answer = scene_ask (&scene, "Hm?", &error);
      g_assert_nonnull (error);
      g_assert_cmpint (troupe_message_get_role (answer), ==, TROUPE_ROLE_ASSISTANT);
      g_assert_cmpstr (troupe_message_get_error (answer), ==, error->message);
      g_assert_cmpstr (troupe_message_get_text (answer), ==, cases[i].text);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_nonnull (strstr (error->message, cases[i].advice));
      g_assert_cmpint (troupe_message_get_stop_reason (answer), ==, TROUPE_STOP_REASON_ERROR);
      g_assert_false (troupe_message_is_complete (answer));
      g_assert_false (troupe_message_is_streaming (answer));
      troupe_ai_settings_set_string (built_in, TROUPE_FIELD_PROVIDER, "fake");
      scene_tear_down (&scene);
    }
}

/* Persona, overrides and locks stay with the conversation. */
static void
test_keeps (EngineFixture *fixture,
            gconstpointer  data)
{
  Scene scene;
  guint n_saves;

  scene_set_up (&scene, fixture);
  troupe_ai_settings_set_double (troupe_resolver_get_session (scene.resolver), TROUPE_FIELD_TEMPERATURE, 0.0);
  troupe_resolver_set_locked (scene.resolver, TROUPE_FIELD_TEMPERATURE, TRUE);

  /* A conversation in which nothing was said is not worth a row. */
  troupe_chat_keep_settings (scene.chat);
  g_assert_cmpuint (troupe_test_recorder_get_n_saves (fixture->recorder), ==, 0);
  scene_ask (&scene, "Hm?", NULL);

  g_assert_true (troupe_ai_settings_equal (troupe_conversation_get_session (scene.conversation),
                                           troupe_resolver_get_session (scene.resolver)));
  g_assert_cmpuint (troupe_conversation_get_locks (scene.conversation), ==, 1u << TROUPE_FIELD_TEMPERATURE);
  g_assert_cmpint (troupe_conversation_get_updated_us (scene.conversation), >, 0);

  n_saves = troupe_test_recorder_get_n_saves (fixture->recorder);
  troupe_resolver_revert_all (scene.resolver);
  troupe_chat_keep_settings (scene.chat);
  g_assert_cmpuint (troupe_test_recorder_get_n_saves (fixture->recorder), ==, n_saves + 1);
  g_assert_true (troupe_ai_settings_is_empty (troupe_conversation_get_session (scene.conversation)));
  g_assert_cmpuint (troupe_conversation_get_locks (scene.conversation), ==, 0);
  scene_tear_down (&scene);
}

static void
test_titles (EngineFixture *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *question;
    const char *title;
  } cases[] = {
    { "Short", "Short" },
    { "\n\n  First line  \r\nSecond line", "First line" },
    { "one two three four five six seven eight nine ten eleven twelve thirteen",
      "one two three four five six seven eight nine ten eleven…" },
    { "ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää",
      "ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää…" },
    { "bad \xff byte", "bad \xef\xbf\xbd byte" },
    { "Count [rehearse: slow] to [rehearse: long 3]", "Count to" },
    { "[rehearse: think]\nCount", "Count" },
    { "[rehearse: think]", "[rehearse: think]" },
    { "[rehearse: think", "[rehearse: think" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Scene scene;

      scene_set_up (&scene, fixture);
      scene_ask (&scene, cases[i].question, NULL);
      g_assert_cmpstr (troupe_conversation_get_title (scene.conversation), ==, cases[i].title);
      scene_tear_down (&scene);
    }
}

/* A chat that nobody holds any more ends its answer by itself. */
static void
test_let_go (EngineFixture *fixture,
             gconstpointer  data)
{
  Scene scene;

  troupe_fake_provider_push (fixture->fake, "say Half | hold | say , whole");
  scene_set_up (&scene, fixture);
  scene_send (&scene, "Hm?");
  troupe_fake_provider_wait_held (fixture->fake, 1);
  g_object_add_weak_pointer (G_OBJECT (scene.chat), (gpointer *) &scene.chat);
  g_object_unref (scene.chat);
  g_assert_nonnull (scene.chat);

  troupe_fake_provider_release (fixture->fake);
  while (scene.result == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_messages (&scene, "user:Hm? assistant:Half, whole");
  g_clear_object (&scene.result);
  g_assert_null (scene.chat);
  g_assert_finalize_object (scene.resolver);
  g_assert_finalize_object (scene.conversation);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/engine/chat/" name, EngineFixture, NULL, engine_fixture_set_up, func, engine_fixture_tear_down)

  ADD ("puts-a-question-and-fills-the-answer", test_send);
  ADD ("refuses-what-it-cannot-take-now", test_refuses);
  ADD ("stops-at-any-moment", test_stop);
  ADD ("asks-again", test_retry);
  ADD ("a-retry-loses-nothing", test_retry_loses_nothing);
  ADD ("a-retry-is-undone", test_retry_is_undone);
  ADD ("a-missing-persona-is-not-asked-for", test_missing_persona);
  ADD ("asks-nothing-again-when-there-is-nothing", test_nothing_to_retry);
  ADD ("settings-hold-for-the-answer-under-way", test_frozen);
  ADD ("keeps-errors-in-the-answer", test_errors);
  ADD ("keeps-settings-with-the-conversation", test_keeps);
  ADD ("makes-a-title-of-the-first-line", test_titles);
  ADD ("ends-its-answer-when-let-go", test_let_go);

  return g_test_run ();
}
