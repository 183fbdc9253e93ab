/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-approval-inbox.h"
#include "troupe-clock.h"
#include "troupe-engine-fixture.h"
#include "troupe-json.h"

static gint64 now_us = 1000;

static gint64
clock_func (gpointer user_data)
{
  return now_us;
}

typedef struct
{
  TroupeApprovalInbox *inbox;
  GString             *log;
} Scene;

/* One question under way */
typedef struct
{
  TroupeApproval *approval;
  GCancellable   *cancellable;
  GAsyncResult   *result;
} Question;

static void
asked_cb (TroupeApprovalInbox *inbox,
          TroupeApproval      *approval,
          Scene               *scene)
{
  g_string_append_printf (scene->log, "ask %s ", troupe_approval_get_ticket_id (approval));
}

static void
decided_cb (TroupeApprovalInbox *inbox,
            TroupeApproval      *approval,
            Scene               *scene)
{
  g_string_append_printf (scene->log, "%s %s by %s ", troupe_approval_get_ticket_id (approval),
                          troupe_approval_answer_get_name (troupe_approval_get_answer (approval)),
                          troupe_decider_get_name (troupe_approval_get_decider (approval)));
}

static void
set_up (Scene         *scene,
        gconstpointer  data)
{
  scene->inbox = troupe_approval_inbox_new ();
  scene->log = g_string_new (NULL);
  troupe_approval_inbox_set_has_person (scene->inbox, TRUE);
  g_signal_connect (scene->inbox, "asked", G_CALLBACK (asked_cb), scene);
  g_signal_connect (scene->inbox, "decided", G_CALLBACK (decided_cb), scene);
}

static void
tear_down (Scene         *scene,
           gconstpointer  data)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scene->inbox)), ==, 0);
  g_assert_finalize_object (scene->inbox);
  g_string_free (scene->log, TRUE);
}

static void
ask (Scene      *scene,
     Question   *question,
     const char *run,
     const char *ticket,
     const char *tool)
{
  g_autoptr(JsonNode) arguments = troupe_json_parse (NULL, "{}", -1, NULL);

  *question = (Question) { NULL };
  question->approval = troupe_approval_new (run, ticket, "helper", "files", tool, arguments, "preset:ask-first");
  question->cancellable = g_cancellable_new ();
  troupe_approval_inbox_ask_async (scene->inbox, question->approval, question->cancellable, result_cb, &question->result);
  g_assert_null (question->result);
}

static gboolean
finish (Scene     *scene,
        Question  *question,
        GError   **error)
{
  g_autoptr(GAsyncResult) result = wait_result (&question->result);
  gboolean is_allowed = troupe_approval_inbox_ask_finish (scene->inbox, result, error);

  g_assert_true (is_allowed == troupe_approval_is_allowed (question->approval));
  g_clear_object (&question->cancellable);
  return is_allowed;
}

static void
done (Question *question)
{
  g_assert_finalize_object (question->approval);
}

static void
test_answers (Scene         *scene,
              gconstpointer  data)
{
  static const struct { TroupeApprovalAnswer answer; const char *reason; gboolean is_allowed; } cases[] = {
    { TROUPE_APPROVAL_ONCE, NULL, TRUE },
    { TROUPE_APPROVAL_DENIED, "Not this one", FALSE },
    { TROUPE_APPROVAL_DENIED, "", FALSE },
    { TROUPE_APPROVAL_ONCE, "ignored", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TroupeApproval) shown = NULL;
      Question question;

      /* Once is once: the next one is asked anew. */
      ask (scene, &question, "run", "T1", "read_file");
      shown = g_list_model_get_item (G_LIST_MODEL (scene->inbox), 0);
      g_assert_true (shown == question.approval);
      troupe_approval_inbox_answer (scene->inbox, shown, cases[i].answer, cases[i].reason);
      troupe_approval_inbox_answer (scene->inbox, shown, TROUPE_APPROVAL_RUN, NULL);
      g_assert_true (finish (scene, &question, &error) == cases[i].is_allowed);
      g_assert_no_error (error);
      g_assert_cmpint (troupe_approval_get_decider (shown), ==, TROUPE_DECIDER_PERSON);
      g_assert_null (troupe_approval_get_decider_rule (shown));
      g_assert_cmpstr (troupe_approval_get_reason (shown), ==, i == 1 ? "Not this one" : NULL);
      g_clear_object (&shown);
      done (&question);
    }

  g_assert_cmpstr (scene->log->str, ==, "ask T1 T1 allow-once by person ask T1 T1 deny by person ask T1 T1 deny by person "
                                        "ask T1 T1 allow-once by person ");
}

/* A grant reaches as far as it says: its tool, its ticket or run, those that wait already, and no further. */
static void
test_grants (Scene         *scene,
             gconstpointer  data)
{
  static const struct { const char *run; const char *ticket; const char *tool; gboolean by_ticket; gboolean by_run; } cases[] = {
    { "run", "T1", "read_file", TRUE, TRUE },
    { "run", "T2", "read_file", FALSE, TRUE },
    { "run", "T1", "list_files", FALSE, FALSE },
    { "run-2", "T1", "read_file", FALSE, FALSE },
  };

  for (guint by_run = 0; by_run < 2; by_run++)
    {
      g_autofree char *prefix = g_strdup_printf ("%u-", by_run);
      Question waiting[G_N_ELEMENTS (cases)];
      Question later[G_N_ELEMENTS (cases)];
      Question first;
      g_autofree char *own_run = g_strconcat (prefix, "run", NULL);

      ask (scene, &first, own_run, "T1", "read_file");
      for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          g_autofree char *run = g_strconcat (prefix, cases[i].run, NULL);

          ask (scene, &waiting[i], run, cases[i].ticket, cases[i].tool);
        }
      troupe_approval_inbox_answer (scene->inbox, first.approval, by_run ? TROUPE_APPROVAL_RUN : TROUPE_APPROVAL_TICKET, NULL);
      g_assert_true (finish (scene, &first, NULL));
      done (&first);

      for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          g_autofree char *run = g_strconcat (prefix, cases[i].run, NULL);
          gboolean is_granted = by_run ? cases[i].by_run : cases[i].by_ticket;

          ask (scene, &later[i], run, cases[i].ticket, cases[i].tool);
          g_assert_true (troupe_approval_is_allowed (waiting[i].approval) == is_granted);
          g_assert_true (troupe_approval_is_allowed (later[i].approval) == is_granted);
          if (is_granted)
            g_assert_cmpstr (troupe_approval_get_decider_rule (later[i].approval), ==,
                             by_run ? TROUPE_RULE_GRANTED_RUN : TROUPE_RULE_GRANTED_TICKET);
          else
            {
              troupe_approval_inbox_answer (scene->inbox, waiting[i].approval, TROUPE_APPROVAL_DENIED, NULL);
              troupe_approval_inbox_answer (scene->inbox, later[i].approval, TROUPE_APPROVAL_DENIED, NULL);
            }
          g_assert_true (finish (scene, &waiting[i], NULL) == is_granted);
          g_assert_true (finish (scene, &later[i], NULL) == is_granted);
          done (&waiting[i]);
          done (&later[i]);
        }

      /* A run that is over grants nothing any more. */
      troupe_approval_inbox_forget_run (scene->inbox, own_run);
      ask (scene, &first, own_run, "T1", "read_file");
      g_assert_cmpint (troupe_approval_get_answer (first.approval), ==, TROUPE_APPROVAL_PENDING);
      troupe_approval_inbox_answer (scene->inbox, first.approval, TROUPE_APPROVAL_DENIED, NULL);
      g_assert_false (finish (scene, &first, NULL));
      done (&first);
    }
}

static void
test_clock (Scene         *scene,
            gconstpointer  data)
{
  Question first, second, third;

  troupe_clock_set_functions (clock_func, clock_func, NULL);
  troupe_approval_inbox_set_timeout_ms (scene->inbox, 60000);
  ask (scene, &first, "run", "T1", "read_file");
  now_us += 30 * G_USEC_PER_SEC;
  ask (scene, &second, "run", "T2", "read_file");
  troupe_approval_inbox_set_timeout_ms (scene->inbox, 0);
  ask (scene, &third, "run", "T3", "read_file");

  now_us += 30 * G_USEC_PER_SEC - 1;
  troupe_approval_inbox_expire (scene->inbox);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scene->inbox)), ==, 3);
  now_us += 1;
  troupe_approval_inbox_expire (scene->inbox);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scene->inbox)), ==, 2);
  now_us += G_GINT64_CONSTANT (1000000) * G_USEC_PER_SEC;
  troupe_approval_inbox_expire (scene->inbox);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scene->inbox)), ==, 1);
  troupe_approval_inbox_answer (scene->inbox, third.approval, TROUPE_APPROVAL_ONCE, NULL);
  troupe_clock_set_functions (NULL, NULL, NULL);

  g_assert_false (finish (scene, &first, NULL));
  g_assert_cmpint (troupe_approval_get_decider (first.approval), ==, TROUPE_DECIDER_CLOCK);
  g_assert_cmpstr (troupe_approval_get_decider_rule (first.approval), ==, TROUPE_RULE_NO_ANSWER_IN_TIME);
  g_assert_false (finish (scene, &second, NULL));
  g_assert_true (finish (scene, &third, NULL));
  done (&first);
  done (&second);
  done (&third);
}

/* The same by itself, with the real clock. */
static void
test_timer (Scene         *scene,
            gconstpointer  data)
{
  Question question;

  troupe_approval_inbox_set_timeout_ms (scene->inbox, 20);
  ask (scene, &question, "run", "T1", "read_file");
  g_assert_false (finish (scene, &question, NULL));
  g_assert_cmpint (troupe_approval_get_decider (question.approval), ==, TROUPE_DECIDER_CLOCK);
  done (&question);
}

static void
test_nobody (Scene         *scene,
             gconstpointer  data)
{
  Question open, later;

  ask (scene, &open, "run", "T1", "read_file");
  troupe_approval_inbox_set_has_person (scene->inbox, FALSE);
  ask (scene, &later, "run", "T1", "read_file");
  g_assert_false (finish (scene, &open, NULL));
  g_assert_false (finish (scene, &later, NULL));
  g_assert_cmpint (troupe_approval_get_decider (open.approval), ==, TROUPE_DECIDER_RULE);
  g_assert_cmpstr (troupe_approval_get_decider_rule (later.approval), ==, TROUPE_RULE_NO_ONE_TO_ASK);
  done (&open);
  done (&later);
}

static void
test_cancel (Scene         *scene,
             gconstpointer  data)
{
  for (guint when = 0; when < 2; when++)
    {
      g_autoptr(GError) error = NULL;
      Question question, other;

      ask (scene, &other, "run", "T2", "read_file");
      ask (scene, &question, "run", "T1", "read_file");
      g_cancellable_cancel (question.cancellable);
      /* Whoever answers at the same moment is too late or just in time; nothing happens twice. */
      if (when == 1)
        troupe_approval_inbox_answer (scene->inbox, question.approval, TROUPE_APPROVAL_DENIED, NULL);
      g_assert_false (finish (scene, &question, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scene->inbox)), ==, 1);
      troupe_approval_inbox_answer (scene->inbox, other.approval, TROUPE_APPROVAL_ONCE, NULL);
      g_assert_true (finish (scene, &other, NULL));
      done (&question);
      done (&other);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/engine/approval-inbox/" name, Scene, NULL, set_up, func, tear_down)
  ADD ("a-person-answers", test_answers);
  ADD ("grants-reach-as-far-as-they-say", test_grants);
  ADD ("no-answer-in-time-denies", test_clock);
  ADD ("time-passes-by-itself", test_timer);
  ADD ("nobody-there-denies-at-once", test_nobody);
  ADD ("a-cancel-takes-the-question-back", test_cancel);
#undef ADD

  return g_test_run ();
}
