/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-answer-text.h"
#include "troupe-answer-tool.h"
#include "troupe-engine-error.h"
#include "troupe-engine-fixture.h"
#include "troupe-json.h"
#include "troupe-tool-loop.h"

#define SCHEMA "{\"type\":\"object\",\"properties\":{\"colour\":{\"type\":\"string\"},\"shade\":{\"type\":\"string\"}}," \
               "\"required\":[\"colour\"]}"

/* A loop that has to end with the call of “give_colour”, which likes all but green. */
typedef struct
{
  EngineFixture     base;
  TroupeResolver   *resolver;
  TroupeAnswerTool *tool;
  TroupeToolLoop   *loop;
  TroupeMessage    *answer;
  GAsyncResult     *result;
  GString          *log;
  gboolean          is_freed;
} Scene;

static gboolean
check_colour (JsonNode  *arguments,
              gpointer   user_data,
              GError   **error)
{
  if (g_strcmp0 (peek_text (arguments, "colour"), "green") != 0)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Green will not do.");
  return FALSE;
}

static void
freed_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
told_cb (TroupeToolLoop *loop,
         TroupeToolStep *step,
         Scene          *scene)
{
  g_string_append_printf (scene->log, "%s%s %s; ", troupe_tool_call_get_id (troupe_tool_step_get_call (step)),
                          troupe_tool_step_is_from_text (step) ? " from text" : "",
                          troupe_tool_outcome_get_name (troupe_tool_step_get_outcome (step)));
}

static void
scene_set_up (Scene         *scene,
              gconstpointer  data)
{
  g_autoptr(JsonNode) schema = troupe_json_parse (NULL, SCHEMA, -1, NULL);

  engine_fixture_set_up (&scene->base, data);
  scene->resolver = troupe_resolver_new (TROUPE_CATALOG (scene->base.catalog));
  scene->answer = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);
  scene->log = g_string_new (NULL);
  scene->tool = troupe_answer_tool_new ("give_colour", "Gives the colour.", schema, TROUPE_ANSWER_TOOL_MAX_REFUSALS,
                                        check_colour, &scene->is_freed, freed_cb);
  scene->loop = troupe_tool_loop_new (scene->resolver, scene->base.providers, TROUPE_TIER_QA, NULL, NULL);
  troupe_tool_loop_set_answer_tool (scene->loop, scene->tool);
  troupe_tool_loop_add_message (scene->loop, TROUPE_ROLE_USER, "Which?");
  g_signal_connect (scene->loop, "tool-result", G_CALLBACK (told_cb), scene);
}

static void
scene_tear_down (Scene         *scene,
                 gconstpointer  data)
{
  g_assert_finalize_object (scene->loop);
  g_assert_false (scene->is_freed);
  g_assert_finalize_object (scene->tool);
  g_assert_true (scene->is_freed);
  g_assert_finalize_object (scene->resolver);
  g_assert_finalize_object (scene->answer);
  g_string_free (scene->log, TRUE);
  engine_fixture_tear_down (&scene->base, data);
}

static gboolean
scene_perform (Scene   *scene,
               GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  gboolean ok;

  troupe_tool_loop_run_async (scene->loop, scene->answer, NULL, result_cb, &scene->result);
  result = wait_result (&scene->result);
  ok = troupe_tool_loop_run_finish (scene->loop, result, error);
  g_assert_true (troupe_message_is_complete (scene->answer) == ok);
  g_assert_true ((troupe_answer_tool_get_arguments (scene->tool) != NULL) == ok);

  return ok;
}

static const char *
get_last_text (Scene *scene)
{
  guint n_requests = troupe_fake_provider_get_n_requests (scene->base.fake);
  TroupeRequest *request = troupe_fake_provider_get_request (scene->base.fake, n_requests - 1);

  return troupe_request_get_text (request, troupe_request_get_n_messages (request) - 1);
}

typedef struct
{
  const char *name;
  const char *first;   /* what the model says first; then it does as it should */
  const char *log;
  const char *words;   /* in what it is told; NULL if it is not asked again */
} Case;

#define GOOD "call give_colour {\"colour\":\"red\"}"

static const Case cases[] = {
  { "accepted", GOOD, "f1 ok; ", NULL },
  { "beside-words", "say I think|" GOOD, "f1 ok; ", NULL },
  { "first-of-two", GOOD "|call give_colour {\"colour\":\"blue\"}", "f1 ok; ", NULL },
  { "no-json", "call give_colour {\"colour\":", "f1 error; f2 ok; ", "not valid JSON" },
  { "twice-a-member", "call give_colour {\"colour\":\"red\",\"colour\":\"red\"}", "f1 error; f2 ok; ", "not valid JSON" },
  { "no-object", "call give_colour [1]", "f1 error; f2 ok; ", "JSON object" },
  { "missing", "call give_colour {}", "f1 error; f2 ok; ", "“colour” is missing" },
  { "made-up", "call give_colour {\"colour\":\"red\",\"size\":1}", "f1 error; f2 ok; ", "“size” is not known" },
  { "judged", "call give_colour {\"colour\":\"green\"}", "f1 error; f2 ok; ", "Green will not do." },
  { "another-tool", "call read_file {\"path\":\"a\"}", "f1 error; f2 ok; ", "There are: give_colour." },
  { "wrong-then-right", "call give_colour {}|" GOOD, "f1 error; f2 ok; ", NULL },
  { "text-alone", "say Red, I should say.", "f1 ok; ", "without calling the tool “give_colour”" },
  { "nothing", "stop end", "f1 ok; ", "without calling the tool “give_colour”" },
  { "fenced", "say It is\n```json\n{\"colour\":\"red\"}\n```\nSo there.", "text from text ok; ", NULL },
  { "fenced-without-language", "say ```\n{\"colour\": \"red\"}\n```", "text from text ok; ", NULL },
  { "fenced-not-closed", "say ```json\n{\"colour\": \"red\"}", "text from text ok; ", NULL },
  { "the-last-that-fits", "say ```json\n{\"colour\":\"blue\"}\n```\nno,\n```json\n{\"colour\":\"red\"}\n```\nnot\n"
                          "```json\n{\"colour\":\"green\"}\n```", "text from text ok; ", NULL },
  { "bare", "say {\"colour\":\"red\"}", "text from text ok; ", NULL },
  { "bare-between-words", "say So: {\"colour\":\"red\"}. Done.", "text from text ok; ", NULL },
  { "another-language", "say ```c\n{\"colour\":\"blue\"}\n```\n```json\n{\"colour\":\"red\"}\n```", "text from text ok; ", NULL },
  { "fenced-and-wrong", "say ```json\n{\"colour\":\"green\"}\n```", "text from text error; f1 ok; ", "Green will not do." },
  { "braces-and-no-json", "say I use {braces} so.", "text from text error; f1 ok; ", "can't be used" },
};

static void
test_case (Scene         *scene,
           gconstpointer  data)
{
  const Case *row = data;
  g_autoptr(GError) error = NULL;
  gboolean is_asked_again = row->words != NULL;

  troupe_fake_provider_push (scene->base.fake, row->first);
  troupe_fake_provider_push (scene->base.fake, GOOD);
  g_assert_true (scene_perform (scene, &error));
  g_assert_no_error (error);

  g_assert_cmpstr (scene->log->str, ==, row->log);
  g_assert_cmpstr (peek_text (troupe_answer_tool_get_arguments (scene->tool), "colour"), ==, "red");
  g_assert_cmpint (troupe_message_get_stop_reason (scene->answer), ==, TROUPE_STOP_REASON_END);
  g_assert_null (troupe_message_get_error (scene->answer));
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, is_asked_again ? 2 : 1);
  if (is_asked_again)
    g_assert_nonnull (strstr (get_last_text (scene), row->words));
}

/* No toolkit is needed, and nothing is offered but the tool. */
static void
test_offered (Scene         *scene,
              gconstpointer  data)
{
  TroupeRequest *request;

  troupe_fake_provider_push (scene->base.fake, GOOD);
  g_assert_true (scene_perform (scene, NULL));
  request = troupe_fake_provider_get_request (scene->base.fake, 0);
  g_assert_cmpuint (troupe_request_get_n_tools (request), ==, 1);
  g_assert_true (troupe_request_has_tool (request, "give_colour"));
}

/* Not without end, whichever way the model does not do as it should. */
static void
test_bounded (Scene         *scene,
              gconstpointer  data)
{
  const char *script = data;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 10; i++)
    troupe_fake_provider_push (scene->base.fake, script);
  g_assert_false (scene_perform (scene, &error));
  g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_ANSWER);
  g_assert_nonnull (strstr (error->message, "try again, or try another model"));
  g_assert_nonnull (strstr (error->message, "give_colour"));
  if (strstr (script, "green") != NULL)
    g_assert_nonnull (strstr (error->message, "Green will not do."));
  g_assert_cmpstr (troupe_message_get_error (scene->answer), ==, error->message);
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, TROUPE_ANSWER_TOOL_MAX_REFUSALS + 1);
  g_assert_cmpuint (troupe_answer_tool_get_n_refusals (scene->tool), ==, TROUPE_ANSWER_TOOL_MAX_REFUSALS + 1);
}

/* What is no end is not looked at: half an object may mean the contrary. */
static void
test_cut (Scene         *scene,
          gconstpointer  data)
{
  g_autofree char *script = g_strconcat ("say ```json\n{\"colour\":\"red\"}\n```|", (const char *) data, NULL);
  g_autoptr(GError) error = NULL;

  troupe_fake_provider_push (scene->base.fake, script);
  g_assert_false (scene_perform (scene, &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (scene->log->str, ==, "");
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 1);
}

/* Every cut of a text is looked at without harm. */
static void
test_objects_in_text (void)
{
  static const char text[] = "\n\n  ```json\n{\"a\": \"ü\"}\n```\n``` \n{}\n```\n```JSON x\n [1] \n```\n{ b }\n```";

  for (gsize i = 0; i < sizeof text; i++)
    {
      g_autofree char *cut = g_strndup (text, i);
      g_autoptr(GPtrArray) objects = troupe_answer_text_list_objects (cut);

      g_assert_cmpuint (objects->len, <=, 2);
      if (i == sizeof text - 1)
        {
          g_assert_cmpuint (objects->len, ==, 2);
          g_assert_cmpstr (g_ptr_array_index (objects, 0), ==, "{}\n");
          g_assert_cmpstr (g_ptr_array_index (objects, 1), ==, "{\"a\": \"ü\"}\n");
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, data, func) \
  g_test_add ("/engine/answer-tool/" name, Scene, data, scene_set_up, func, scene_tear_down)
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/answer-tool/", cases[i].name, NULL);

      g_test_add (path, Scene, &cases[i], scene_set_up, test_case, scene_tear_down);
    }
  ADD ("offered-alone", NULL, test_offered);
  ADD ("bounded-calls", "call give_colour {\"colour\":\"green\"}", test_bounded);
  ADD ("bounded-text", "say ```json\n{\"colour\":\"green\"}\n```", test_bounded);
  ADD ("bounded-silence", "stop end", test_bounded);
  ADD ("cut-off", "stop length", test_cut);
  ADD ("refused", "stop refusal", test_cut);
  ADD ("broken-off", "fail cut", test_cut);
#undef ADD
  g_test_add_func ("/engine/answer-tool/objects-in-text", test_objects_in_text);

  return g_test_run ();
}
