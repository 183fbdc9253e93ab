/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "troupe-bias-profile.h"
#include "troupe-clock.h"
#include "troupe-engine-fixture.h"
#include "troupe-json.h"
#include "troupe-tool-loop.h"
#include "../../support/troupe-finalize.h"

/* A loop over a project with two files, and a record of all it told. */
typedef struct
{
  EngineFixture        base;
  char                *root;
  GFile               *project;
  TroupeToolPreset    *preset;
  TroupeApprovalInbox *inbox;
  TroupeResolver      *resolver;
  TroupeTicket        *ticket;
  TroupeToolkit       *toolkit;
  TroupeToolLoop      *loop;
  TroupeMessage       *answer;
  GCancellable        *cancellable;
  GAsyncResult        *result;
  GString             *log;
} Scene;

static void
write_file (Scene      *scene,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (scene->root, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
scene_set_up (Scene         *scene,
              gconstpointer  data)
{
  engine_fixture_set_up (&scene->base, data);
  scene->root = g_dir_make_tmp ("troupe-loop-XXXXXX", NULL);
  scene->project = g_file_new_for_path (scene->root);
  write_file (scene, "a.txt", "text of a\n");
  write_file (scene, "b.txt", "text of b\n");
  write_file (scene, ".env", "SECRET\n");

  scene->preset = troupe_tool_preset_new ("tools");
  troupe_tool_preset_set_permission (scene->preset, "files", "*", TROUPE_PERMISSION_AUTO);
  scene->inbox = troupe_approval_inbox_new ();
  scene->resolver = troupe_resolver_new (TROUPE_CATALOG (scene->base.catalog));
  scene->ticket = troupe_ticket_new ("T1");
  scene->answer = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);
  scene->cancellable = g_cancellable_new ();
  scene->log = g_string_new (NULL);
  troupe_fake_catalog_take (scene->base.catalog, g_object_ref (scene->preset));
  troupe_ai_settings_set_string (troupe_resolver_get_session (scene->resolver), TROUPE_FIELD_TOOL_PRESET_ID, "tools");
}

static void
scene_tear_down (Scene         *scene,
                 gconstpointer  data)
{
  static const char * const names[] = { "a.txt", "b.txt", ".env" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (scene->root, names[i], NULL);

      g_remove (path);
    }
  g_rmdir (scene->root);
  g_free (scene->root);
  troupe_test_finalize_soon (G_OBJECT (scene->loop));
  troupe_test_finalize_soon (G_OBJECT (scene->toolkit));
  troupe_test_finalize_soon (G_OBJECT (scene->inbox));
  troupe_test_finalize_soon (G_OBJECT (scene->resolver));
  troupe_test_finalize_soon (G_OBJECT (scene->ticket));
  troupe_test_finalize_soon (G_OBJECT (scene->answer));
  troupe_test_finalize_soon (G_OBJECT (scene->cancellable));
  g_object_unref (scene->project);
  g_object_unref (scene->preset);
  g_string_free (scene->log, TRUE);
  engine_fixture_tear_down (&scene->base, data);
}

static void
call_cb (TroupeToolLoop *loop,
         TroupeToolStep *step,
         Scene          *scene)
{
  g_string_append_printf (scene->log, "call %s; ", troupe_tool_call_get_id (troupe_tool_step_get_call (step)));
}

static void
result_told_cb (TroupeToolLoop *loop,
                TroupeToolStep *step,
                Scene          *scene)
{
  g_string_append_printf (scene->log, "%s %s; ", troupe_tool_call_get_id (troupe_tool_step_get_call (step)),
                          troupe_tool_outcome_get_name (troupe_tool_step_get_outcome (step)));
}

static void
asked_cb (TroupeToolLoop *loop,
          TroupeToolStep *step,
          Scene          *scene)
{
  g_string_append_printf (scene->log, "ask %s; ", troupe_approval_get_tool (troupe_tool_step_get_approval (step)));
}

static void
decided_cb (TroupeToolLoop *loop,
            TroupeToolStep *step,
            Scene          *scene)
{
  TroupeApproval *approval = troupe_tool_step_get_approval (step);

  g_string_append_printf (scene->log, "%s by %s; ", troupe_approval_answer_get_name (troupe_approval_get_answer (approval)),
                          troupe_decider_get_name (troupe_approval_get_decider (approval)));
}

static void
round_cb (TroupeToolLoop *loop,
          TroupeMessage  *part,
          Scene          *scene)
{
  g_string_append_printf (scene->log, "round “%s”; ", troupe_message_get_text (part));
}

static void
scene_make (Scene            *scene,
            TroupeTier        tier,
            TroupePermission  ceiling)
{
  scene->toolkit = troupe_toolkit_new (scene->resolver, TROUPE_CATALOG (scene->base.catalog), tier, scene->ticket,
                                       scene->project, ceiling);
  scene->loop = troupe_tool_loop_new (scene->resolver, scene->base.providers, tier, "Be brief.", scene->toolkit);
  troupe_tool_loop_set_inbox (scene->loop, scene->inbox, "run", "T1", "helper");
  troupe_tool_loop_add_message (scene->loop, TROUPE_ROLE_USER, "Do it");
  g_signal_connect (scene->loop, "tool-call", G_CALLBACK (call_cb), scene);
  g_signal_connect (scene->loop, "tool-result", G_CALLBACK (result_told_cb), scene);
  g_signal_connect (scene->loop, "approval-asked", G_CALLBACK (asked_cb), scene);
  g_signal_connect (scene->loop, "approval-decided", G_CALLBACK (decided_cb), scene);
  g_signal_connect (scene->loop, "round", G_CALLBACK (round_cb), scene);
}

static void
scene_start (Scene *scene)
{
  troupe_tool_loop_run_async (scene->loop, scene->answer, scene->cancellable, result_cb, &scene->result);
  g_assert_null (scene->result);
}

static gboolean
scene_finish (Scene   *scene,
              GError **error)
{
  g_autoptr(GAsyncResult) result = wait_result (&scene->result);
  gboolean ok = troupe_tool_loop_run_finish (scene->loop, result, error);

  g_assert_false (troupe_message_is_streaming (scene->answer));
  g_assert_true (troupe_message_is_complete (scene->answer) == ok);
  return ok;
}

static void
scene_perform (Scene *scene)
{
  g_autoptr(GError) error = NULL;

  scene_start (scene);
  g_assert_true (scene_finish (scene, &error));
  g_assert_no_error (error);
}

/* The result that the model was sent for a call, in the last request. */
static const char *
get_result (Scene      *scene,
            const char *id)
{
  guint n_requests = troupe_fake_provider_get_n_requests (scene->base.fake);
  TroupeRequest *request = troupe_fake_provider_get_request (scene->base.fake, n_requests - 1);

  for (guint i = 0; i < troupe_request_get_n_messages (request); i++)
    {
      if (g_strcmp0 (troupe_request_get_call_id (request, i), id) == 0)
        return troupe_request_get_text (request, i);
    }

  return NULL;
}

static void
push (Scene      *scene,
      const char *script)
{
  troupe_fake_provider_push (scene->base.fake, script);
}

#define READ(name) "call read_file {\"path\":\"" name "\"}"

static void
test_rounds (Scene         *scene,
             gconstpointer  data)
{
  TroupeRequest *request;
  const TroupeUsage *usage;

  push (scene, "think hm|say I look.|" READ ("a.txt") "|" READ ("b.txt") "|usage 10,2");
  push (scene, READ ("nowhere") "|stop end|usage 20,3");
  push (scene, "say Done.|usage 30,4");
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  scene_perform (scene);

  g_assert_cmpstr (scene->log->str, ==, "round “I look.”; call f1; call f2; f1 ok; f2 ok; round “”; call f3; f3 error; "
                                        "round “Done.”; ");
  g_assert_cmpstr (troupe_message_get_text (scene->answer), ==, "I look.\n\nDone.");
  g_assert_cmpstr (troupe_message_get_reasoning (scene->answer), ==, "hm");
  g_assert_cmpint (troupe_message_get_stop_reason (scene->answer), ==, TROUPE_STOP_REASON_END);
  g_assert_cmpstr (troupe_message_get_model_served (scene->answer), ==, "fake-1");
  usage = troupe_message_get_usage (scene->answer);
  g_assert_cmpint (usage->input, ==, 60);
  g_assert_cmpint (usage->output, ==, 9);
  g_assert_cmpint (usage->cache_read, ==, -1);

  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 3);
  request = troupe_fake_provider_get_request (scene->base.fake, 2);
  g_assert_cmpuint (troupe_request_get_n_tools (request), ==, 3);
  g_assert_cmpuint (troupe_request_get_n_messages (request), ==, 6);
  g_assert_cmpstr (troupe_request_get_text (request, 0), ==, "Do it");
  g_assert_cmpuint (troupe_request_get_calls (request, 1)->len, ==, 2);
  g_assert_cmpstr (troupe_request_get_reasoning (request, 1), ==, "hm");
  g_assert_cmpstr (troupe_request_get_call_id (request, 2), ==, "f1");
  g_assert_cmpstr (troupe_request_get_text (request, 2), ==, "text of a\n");
  g_assert_cmpstr (troupe_request_get_text (request, 3), ==, "text of b\n");
  g_assert_cmpuint (troupe_request_get_calls (request, 4)->len, ==, 1);
  g_assert_nonnull (strstr (troupe_request_get_text (request, 5), "There is no file “nowhere”"));
}

/* Whatever a model asks that it may not, or wrongly: it is told in words, and goes on. */
static void
test_words (Scene         *scene,
            gconstpointer  data)
{
  static const struct { const char *call; const char *outcome; const char *words; } cases[] = {
    { "call read_file {\"path\":", "error", "not valid JSON" },
    { "call read_file {}", "error", "“path” is missing" },
    { "call read_file {\"path\":\"a.txt\",\"mode\":\"r\"}", "error", "“mode” is not known" },
    { "call read_file {\"path\":\"a.txt\",\"first_line\":2,\"last_line\":1}", "error", "“last_line” is before" },
    { "call read_file {\"path\":\".env\"}", "denied", "never shown" },
    { "call read_file {\"path\":\"../a.txt\"}", "denied", "not inside the project" },
    { "call invented {}", "error", "There is no tool “invented”. There are: read_file, search_files" },
    { "call list_files {}", "error", "There is no tool “list_files”" },
    { "call write_file {}", "error", "There is no tool “write_file”" },
    { "call run_command {}", "error", "There is no tool “run_command”" },
  };

  troupe_tool_preset_set_permission (scene->preset, "files", "list_files", TROUPE_PERMISSION_OFF);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    push (scene, cases[i].call);
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  scene_perform (scene);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = g_strdup_printf ("f%u", i + 1);
      g_autofree char *line = g_strdup_printf ("call %s; %s %s;", id, id, cases[i].outcome);

      g_test_message ("%s: %s", cases[i].call, get_result (scene, id));
      g_assert_nonnull (strstr (scene->log->str, line));
      g_assert_nonnull (strstr (get_result (scene, id), cases[i].words));
    }
}

static void
answer_cb (TroupeApprovalInbox *inbox,
           TroupeApproval      *approval,
           gpointer             answer)
{
  troupe_approval_inbox_answer (inbox, approval, GPOINTER_TO_INT (answer), "Not today");
}

static void
test_ask (Scene         *scene,
          gconstpointer  data)
{
  static const struct { TroupeApprovalAnswer answer; const char *log; const char *words; } cases[] = {
    { TROUPE_APPROVAL_PENDING,
      "call f1; ask read_file; deny by rule; f1 denied; call f2; ask read_file; deny by rule; f2 denied; ", "nobody to ask" },
    { TROUPE_APPROVAL_DENIED,
      "call f1; ask read_file; deny by person; f1 denied; call f2; ask read_file; deny by person; f2 denied; ", "Not today" },
    { TROUPE_APPROVAL_ONCE,
      "call f1; ask read_file; allow-once by person; f1 ok; call f2; ask read_file; allow-once by person; f2 ok; ",
      "text of a" },
    { TROUPE_APPROVAL_TICKET,
      "call f1; ask read_file; allow-ticket by person; f1 ok; call f2; ask read_file; allow-ticket by person; f2 ok; ",
      "text of a" },
  };
  guint which = GPOINTER_TO_UINT (data);
  g_autofree char *expected = g_strconcat ("round “”; ", cases[which].log, "round “Done.”; ", NULL);

  troupe_tool_preset_set_permission (scene->preset, "files", "read_file", TROUPE_PERMISSION_ASK);
  troupe_approval_inbox_set_has_person (scene->inbox, cases[which].answer != TROUPE_APPROVAL_PENDING);
  g_signal_connect (scene->inbox, "asked", G_CALLBACK (answer_cb), GINT_TO_POINTER (cases[which].answer));
  push (scene, READ ("a.txt") "|" READ ("b.txt"));
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  scene_perform (scene);

  g_assert_cmpstr (scene->log->str, ==, expected);
  g_assert_nonnull (strstr (get_result (scene, "f1"), cases[which].words));
}

/* What a person allowed for the run does not reach what is off by now. */
static void
test_grant_never_beats_off (Scene         *scene,
                            gconstpointer  data)
{
  troupe_tool_preset_set_permission (scene->preset, "files", "read_file", TROUPE_PERMISSION_ASK);
  troupe_approval_inbox_set_has_person (scene->inbox, TRUE);
  g_signal_connect (scene->inbox, "asked", G_CALLBACK (answer_cb), GINT_TO_POINTER (TROUPE_APPROVAL_RUN));
  push (scene, READ ("a.txt") "|" READ (".env"));
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  scene_perform (scene);

  g_assert_nonnull (strstr (scene->log->str, "allow-run by person; f1 ok; call f2; f2 denied; "));
  g_assert_nonnull (strstr (get_result (scene, "f2"), "never shown"));
}

static void
set_ticket_tools (Scene      *scene,
                  const char *json)
{
  g_autoptr(JsonNode) node = troupe_json_parse (NULL, json, -1, NULL);

  troupe_ticket_set_extra (scene->ticket, json_node_get_object (node));
}

static void
test_layers (Scene         *scene,
             gconstpointer  data)
{
  static const struct
  {
    TroupeTier        tier;
    TroupePermission  ceiling;
    const char       *ticket;
    const char       *preset;
    const char       *offered;   /* with the permission and the rule of the first one */
  } cases[] = {
    { TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO, NULL, "tools", "read_file,list_files,search_files 2 preset:tools" },
    { TROUPE_TIER_QA, TROUPE_PERMISSION_AUTO, NULL, "tools", "read_file,list_files,search_files 2 preset:tools" },
    { TROUPE_TIER_WORKER, TROUPE_PERMISSION_ASK, NULL, "tools", "read_file,list_files,search_files 1 run-ceiling" },
    { TROUPE_TIER_WORKER, TROUPE_PERMISSION_OFF, NULL, "tools", "" },
    { TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO, "{\"tools\":{\"files\":{\"list_files\":\"off\",\"*\":\"ask\"}}}", "tools",
      "read_file,search_files 1 ticket:T1" },
    { TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO, "{\"tools\":{\"files\":{\"read_file\":\"maybe\"}}}", "tools",
      "read_file,list_files,search_files 1 ticket:T1" },
    { TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO, "{\"tools\":7}", "tools", "read_file,list_files,search_files 1 ticket:T1" },
    { TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO, NULL, "missing",
      "read_file,list_files,search_files 1 preset-missing:missing" },
    { TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO, NULL, NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeToolkit) toolkit = NULL;
      g_autoptr(GString) offered = g_string_new (NULL);

      if (cases[i].ticket != NULL)
        set_ticket_tools (scene, cases[i].ticket);
      else
        troupe_ticket_set_extra (scene->ticket, NULL);
      if (cases[i].preset != NULL)
        troupe_ai_settings_set_string (troupe_resolver_get_session (scene->resolver), TROUPE_FIELD_TOOL_PRESET_ID,
                                       cases[i].preset);
      else
        troupe_ai_settings_unset (troupe_resolver_get_session (scene->resolver), TROUPE_FIELD_TOOL_PRESET_ID);
      toolkit = troupe_toolkit_new (scene->resolver, TROUPE_CATALOG (scene->base.catalog), cases[i].tier, scene->ticket,
                                    scene->project, cases[i].ceiling);
      for (guint j = 0; j < troupe_toolkit_get_n_tools (toolkit); j++)
        g_string_append_printf (offered, "%s%s", j > 0 ? "," : "",
                                troupe_tool_get_name (troupe_toolkit_get_tool (toolkit, j)));
      if (troupe_toolkit_get_n_tools (toolkit) > 0)
        {
          TroupeDecision decision = troupe_toolkit_decide (toolkit, troupe_toolkit_get_tool (toolkit, 0), FALSE);

          g_string_append_printf (offered, " %d %s", (int) decision.permission, decision.rule);
        }
      g_assert_cmpstr (offered->str, ==, cases[i].offered);
    }

  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
}

static void
test_bias_orders (Scene         *scene,
                  gconstpointer  data)
{
  TroupeBiasProfile *profile = troupe_bias_profile_new ("search");

  troupe_bias_profile_set_tool (profile, "search_files", 5);
  troupe_bias_profile_set_tool (profile, "read_file", 0);
  troupe_fake_catalog_take (scene->base.catalog, profile);
  troupe_ai_settings_set_string (troupe_resolver_get_session (scene->resolver), TROUPE_FIELD_BIAS_PROFILE_ID, "search");
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  scene_perform (scene);

  g_assert_cmpuint (troupe_request_get_n_tools (troupe_fake_provider_get_request (scene->base.fake, 0)), ==, 2);
  g_assert_cmpstr (troupe_request_get_tool (troupe_fake_provider_get_request (scene->base.fake, 0), 0, NULL, NULL), ==,
                   "search_files");
}

static void
test_repeats (Scene         *scene,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 20; i++)
    push (scene, i % 2 == 0 ? "call read_file {\"path\":\"a.txt\",\"numbered\":true}"
                            : "call read_file { \"numbered\": true, \"path\": \"a.txt\" }");
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  scene_start (scene);
  g_assert_false (scene_finish (scene, &error));
  g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED);
  g_assert_cmpstr (troupe_message_get_error (scene->answer), ==, error->message);
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, 9);
  g_assert_cmpstr (get_result (scene, "f3"), ==, "     1\ttext of a\n");
  g_assert_nonnull (strstr (get_result (scene, "f4"), "You made just this call before"));
}

static void
test_rounds_end (Scene         *scene,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *script = g_strdup_printf ("call search_files {\"text\":\"t\",\"max_results\":%u}", i + 1);

      push (scene, script);
    }
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  scene_start (scene);
  g_assert_false (scene_finish (scene, &error));
  g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED);
  g_assert_cmpuint (troupe_fake_provider_get_n_requests (scene->base.fake), ==, TROUPE_TOOL_LOOP_MAX_ROUNDS);
}

/* A last round that says nothing is no answer, whatever was said before. */
static void
test_empty_end (Scene         *scene,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push (scene, "say I look.|" READ ("a.txt"));
  push (scene, "stop end");
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  scene_start (scene);
  g_assert_false (scene_finish (scene, &error));
  g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_ANSWER);
}

/* An answer that was cut may have lost half of its calls, so none is run. */
static void
test_cut_answers (Scene         *scene,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push (scene, "say I look.|" READ ("a.txt") "|stop length");
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  scene_start (scene);
  g_assert_false (scene_finish (scene, &error));
  g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_ANSWER);
  g_assert_null (strstr (scene->log->str, "call"));
}

static void
test_hop (Scene         *scene,
          gconstpointer  data)
{
  set_models (troupe_resolver_get_session (scene->resolver), "fake-1,fake-2");
  push (scene, READ ("a.txt"));
  push (scene, "refuse model");
  push (scene, "say Done.");
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  scene_perform (scene);

  g_assert_cmpstr (troupe_message_get_model_requested (scene->answer), ==, "fake-2");
  g_assert_cmpstr (get_result (scene, "f1"), ==, "text of a\n");
}

/* A server that uses an id twice does not mix up two results. */
static void
test_ids_are_unique (Scene         *scene,
                     gconstpointer  data)
{
  TroupeToolCall *call;

  push (scene, READ ("a.txt"));
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  troupe_fake_provider_set_script (scene->base.fake, "text of a", "same-id " "f1|" READ ("b.txt"));
  scene_perform (scene);

  call = g_ptr_array_index (troupe_request_get_calls (troupe_fake_provider_get_request (scene->base.fake, 2), 3), 0);
  g_assert_cmpstr (troupe_tool_call_get_id (call), ==, "f1_2");
  g_assert_cmpstr (get_result (scene, "f1_2"), ==, "text of b\n");
}

typedef struct
{
  Scene  *scene;
  guint   n_gates;
  guint   stop_at;
} Gate;

static gboolean
open_cb (gpointer user_data)
{
  g_autoptr(GTask) gate = user_data;

  g_task_return_boolean (gate, TRUE);
  return G_SOURCE_REMOVE;
}

static void
before_cb (TroupeToolStep *step,
           GTask          *gate,
           gpointer        user_data)
{
  Gate *self = user_data;

  g_string_append (self->scene->log, "gate; ");
  if (++self->n_gates == self->stop_at)
    {
      g_task_return_boolean (gate, FALSE);
      g_object_unref (gate);
    }
  else
    g_timeout_add (5, open_cb, gate);
}

static void
test_gate (Scene         *scene,
           gconstpointer  data)
{
  Gate gate = { scene, 0, GPOINTER_TO_UINT (data) };
  g_autoptr(GError) error = NULL;
  gboolean ok;

  push (scene, READ ("a.txt") "|" READ ("b.txt"));
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  troupe_tool_loop_set_before_tool (scene->loop, before_cb, &gate);
  scene_start (scene);
  ok = scene_finish (scene, &error);

  if (gate.stop_at == 0)
    {
      g_assert_no_error (error);
      g_assert_true (ok);
      g_assert_cmpstr (scene->log->str, ==, "round “”; gate; call f1; f1 ok; gate; call f2; f2 ok; round “Done.”; ");
    }
  else
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpstr (scene->log->str, ==, "round “”; gate; call f1; f1 ok; gate; ");
    }
}

static void
shown_cb (TroupeApprovalInbox *inbox,
          TroupeApproval      *approval,
          Scene               *scene)
{
  g_string_append_printf (scene->log, "shown after %u; ", troupe_test_recorder_get_n_flushes (scene->base.recorder));
}

static void
recorded_result_cb (TroupeToolLoop *loop,
                    TroupeToolStep *step,
                    Scene          *scene)
{
  g_string_append_printf (scene->log, "after %u; ", troupe_test_recorder_get_n_flushes (scene->base.recorder));
}

/* The call, the question and the answer are on the disk before anything comes of them. */
static void
test_recorded (Scene         *scene,
               gconstpointer  data)
{
  troupe_tool_preset_set_permission (scene->preset, "files", "list_files", TROUPE_PERMISSION_ASK);
  troupe_approval_inbox_set_has_person (scene->inbox, TRUE);
  g_signal_connect (scene->inbox, "asked", G_CALLBACK (shown_cb), scene);
  g_signal_connect (scene->inbox, "asked", G_CALLBACK (answer_cb), GINT_TO_POINTER (TROUPE_APPROVAL_ONCE));
  push (scene, READ ("a.txt") "|call list_files {}");
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  troupe_tool_loop_set_recorder (scene->loop, TROUPE_RECORDER (scene->base.recorder));
  g_signal_connect (scene->loop, "tool-result", G_CALLBACK (recorded_result_cb), scene);
  scene_start (scene);
  g_assert_true (scene_finish (scene, NULL));
  g_assert_cmpstr (scene->log->str, ==, "round “”; call f1; f1 ok; after 1; call f2; ask list_files; shown after 2; "
                                        "allow-once by person; f2 ok; after 3; round “Done.”; ");
}

static void
cancel_on_step_cb (TroupeToolLoop *loop,
                   TroupeToolStep *step,
                   Scene          *scene)
{
  g_cancellable_cancel (scene->cancellable);
}

static void
cancel_on_round_cb (TroupeToolLoop *loop,
                    TroupeMessage  *part,
                    Scene          *scene)
{
  g_cancellable_cancel (scene->cancellable);
}

/* A cancel comes through at each point, once. */
static void
test_cancel (Scene         *scene,
             gconstpointer  data)
{
  const char *when = data;
  g_autoptr(GError) error = NULL;

  troupe_tool_preset_set_permission (scene->preset, "files", "list_files", TROUPE_PERMISSION_ASK);
  troupe_approval_inbox_set_has_person (scene->inbox, TRUE);
  push (scene, READ ("a.txt") "|call list_files {}");
  push (scene, "say Done.|hold");
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
  if (g_str_equal (when, "round"))
    g_signal_connect (scene->loop, when, G_CALLBACK (cancel_on_round_cb), scene);
  else if (!g_str_equal (when, "start") && !g_str_equal (when, "second-round"))
    g_signal_connect (scene->loop, when, G_CALLBACK (cancel_on_step_cb), scene);
  if (g_str_equal (when, "second-round"))
    g_signal_connect (scene->inbox, "asked", G_CALLBACK (answer_cb), GINT_TO_POINTER (TROUPE_APPROVAL_ONCE));

  scene_start (scene);
  if (g_str_equal (when, "start"))
    g_cancellable_cancel (scene->cancellable);
  if (g_str_equal (when, "second-round"))
    {
      troupe_fake_provider_wait_held (scene->base.fake, 1);
      g_cancellable_cancel (scene->cancellable);
    }
  g_assert_false (scene_finish (scene, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (troupe_message_get_stop_reason (scene->answer), ==, TROUPE_STOP_REASON_CANCELLED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scene->inbox)), ==, 0);
  g_test_message ("%s", scene->log->str);
}

/* Through the conductor: each event in its order, and each with the persona. */
static void
test_events (Scene         *scene,
             gconstpointer  data)
{
  static const TicketRow rows[] = { { "T1", NULL, TROUPE_PRIORITY_NORMAL } };
  g_autoptr(TroupeTrack) track = create_track (rows, 1);
  g_autoptr(TroupeRun) run = troupe_run_new (track);
  g_autoptr(TroupeConductor) conductor = troupe_conductor_new (TROUPE_CATALOG (scene->base.catalog), scene->base.providers,
                                                               TROUPE_RECORDER (scene->base.recorder), run, scene->project);
  TroupePersona *persona = engine_fixture_add_persona (&scene->base, "reader");
  GPtrArray *events = troupe_test_recorder_get_events (scene->base.recorder);
  g_autoptr(GString) names = g_string_new (NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  troupe_ai_settings_set_string (troupe_persona_get_settings (persona), TROUPE_FIELD_TOOL_PRESET_ID, "tools");
  troupe_tool_preset_set_permission (scene->preset, "files", "list_files", TROUPE_PERMISSION_ASK);
  push (scene, "say Hm.|" READ ("a.txt") "|call list_files {}|usage 10,2");
  push (scene, "say Done.|usage 20,3");
  troupe_conductor_set_inbox (conductor, scene->inbox);
  troupe_conductor_set_last_resort (conductor, "reader");
  troupe_conductor_run_async (conductor, NULL, result_cb, &scene->result);
  result = wait_result (&scene->result);
  g_assert_true (troupe_conductor_run_finish (conductor, result, &error));
  g_assert_no_error (error);

  for (guint i = 0; i < events->len; i++)
    {
      JsonNode *event = g_ptr_array_index (events, i);
      const char *name = peek_text (event, "event");

      if (g_str_equal (name, "ticket-state") || g_str_has_prefix (name, "run-"))
        continue;
      g_string_append_printf (names, "%s ", name);
      g_assert_cmpstr (peek_text (event, "persona_id"), ==, "reader");
      g_assert_cmpstr (peek_text (event, "ticket"), ==, "T1");
      if (g_str_equal (name, "approval-decided"))
        {
          g_assert_cmpstr (peek_text (event, "by"), ==, "rule");
          g_assert_cmpstr (peek_text (event, "rule"), ==, "no-one-to-ask");
          g_assert_cmpstr (peek_text (event, "answer"), ==, "deny");
        }
      if (g_str_equal (name, "tool-call") && g_str_equal (peek_text (event, "call"), "f1"))
        {
          g_assert_cmpstr (peek_text (event, "tool"), ==, "read_file");
          g_assert_cmpstr (peek_text (event, "category"), ==, "files");
          g_assert_cmpstr (peek_text (event, "permission"), ==, "auto");
          g_assert_cmpstr (peek_text (event, "rule"), ==, "preset:tools");
          assert_json (peek_member (event, "arguments"), "{\"path\":\"a.txt\"}");
        }
      if (g_str_equal (name, "tool-result") && g_str_equal (peek_text (event, "call"), "f1"))
        g_assert_cmpstr (peek_text (event, "text"), ==, "text of a\n");
    }
  g_assert_cmpstr (names->str, ==, "worker-started text usage tool-call tool-result tool-call approval-asked approval-decided "
                                   "tool-result text usage ");
  g_assert_cmpstr (troupe_message_get_text (troupe_attempt_get_answer (troupe_run_ticket_get_attempt (
                     troupe_run_find_ticket (run, "T1")))), ==, "Hm.\n\nDone.");
  scene_make (scene, TROUPE_TIER_WORKER, TROUPE_PERMISSION_AUTO);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, data, func) \
  g_test_add ("/engine/tool-loop/" name, Scene, data, scene_set_up, func, scene_tear_down)
  ADD ("goes-on-until-there-is-no-call", NULL, test_rounds);
  ADD ("tells-the-model-in-words", NULL, test_words);
  ADD ("nobody-to-ask-denies", GUINT_TO_POINTER (0), test_ask);
  ADD ("a-person-denies", GUINT_TO_POINTER (1), test_ask);
  ADD ("a-person-allows-once", GUINT_TO_POINTER (2), test_ask);
  ADD ("a-person-allows-for-the-ticket", GUINT_TO_POINTER (3), test_ask);
  ADD ("a-grant-never-beats-off", NULL, test_grant_never_beats_off);
  ADD ("all-layers-count", NULL, test_layers);
  ADD ("a-bias-orders-and-leaves-out", NULL, test_bias_orders);
  ADD ("the-same-call-over-and-over-ends", NULL, test_repeats);
  ADD ("rounds-have-an-end", NULL, test_rounds_end);
  ADD ("an-empty-end-is-no-answer", NULL, test_empty_end);
  ADD ("no-call-of-a-cut-answer-is-run", NULL, test_cut_answers);
  ADD ("another-model-goes-on-with-the-results", NULL, test_hop);
  ADD ("ids-are-unique", NULL, test_ids_are_unique);
  ADD ("a-gate-holds-each-call", GUINT_TO_POINTER (0), test_gate);
  ADD ("a-gate-ends-the-loop", GUINT_TO_POINTER (2), test_gate);
  ADD ("on-the-disk-before-the-deed", NULL, test_recorded);
  ADD ("cancelled-at-the-start", "start", test_cancel);
  ADD ("cancelled-after-the-round", "round", test_cancel);
  ADD ("cancelled-at-a-call", "tool-call", test_cancel);
  ADD ("cancelled-while-asking", "approval-asked", test_cancel);
  ADD ("cancelled-at-a-result", "tool-result", test_cancel);
  ADD ("cancelled-in-the-second-round", "second-round", test_cancel);
  ADD ("events-tell-all", NULL, test_events);
#undef ADD

  return g_test_run ();
}
