/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "troupe-clock.h"
#include "troupe-json.h"
#include "troupe-ledger-fixture.h"
#include "troupe-model-list.h"

/* This program also plays the other process: see main(). */

#define N_MANY     10000
#define N_WRITERS  2
#define N_WRITES   400
#define N_KILLS    5
#define PROMISE_US (250 * 1000)

static const char *program;

typedef LedgerFixture Fixture;

static GPtrArray *
try_list (TroupeLedger  *ledger,
          const char    *project,
          GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_ledger_list_conversations_async (ledger, project, NULL, result_cb, &result);
  wait_for_result (&result);

  return troupe_ledger_list_conversations_finish (ledger, result, error);
}

static GPtrArray *
list (TroupeLedger *ledger)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *conversations = try_list (ledger, PROJECT, &error);

  g_assert_no_error (error);

  return conversations;
}

static gboolean
try_load (TroupeLedger        *ledger,
          TroupeConversation  *conversation,
          GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_ledger_load_conversation_async (ledger, conversation, NULL, result_cb, &result);
  wait_for_result (&result);

  return troupe_ledger_load_conversation_finish (ledger, result, error);
}

static void
load (TroupeLedger       *ledger,
      TroupeConversation *conversation)
{
  g_autoptr(GError) error = NULL;

  try_load (ledger, conversation, &error);
  g_assert_no_error (error);
}

/* The only conversation there is, with its messages. */
static TroupeConversation *
load_only (TroupeLedger *ledger)
{
  g_autoptr(GPtrArray) conversations = list (ledger);
  TroupeConversation *conversation;

  g_assert_cmpuint (conversations->len, ==, 1);
  conversation = g_object_ref (conversations->pdata[0]);
  load (ledger, conversation);

  return conversation;
}

static guint
count_messages (TroupeConversation *conversation)
{
  return g_list_model_get_n_items (troupe_conversation_list_messages (conversation));
}

static TroupeMessage *
get_message (TroupeConversation *conversation,
             guint               position)
{
  return g_list_model_get_item (troupe_conversation_list_messages (conversation), position);
}

static TroupeMessage *
say (TroupeLedger       *ledger,
     TroupeConversation *conversation,
     TroupeRole          role,
     const char         *text)
{
  TroupeMessage *message = troupe_message_new (role, text);

  troupe_message_set_created_us (message, troupe_clock_get_real_us ());
  troupe_conversation_append (conversation, message);
  troupe_recorder_save_message (TROUPE_RECORDER (ledger), conversation, message);

  return message;
}

static TroupeConversation *
begin (TroupeLedger *ledger,
       const char   *title)
{
  TroupeConversation *conversation = troupe_conversation_new ();

  troupe_conversation_set_title (conversation, title);
  troupe_conversation_set_updated_us (conversation, troupe_clock_get_real_us ());
  troupe_recorder_save_conversation (TROUPE_RECORDER (ledger), conversation);

  return conversation;
}

/* Every property that there is, so that one that is added and not kept is noticed. */
static void
assert_same_properties (GObject *a,
                        GObject *b)
{
  guint n_pspecs;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (a), &n_pspecs);

  g_assert_cmpuint (n_pspecs, >, 5);
  for (guint i = 0; i < n_pspecs; i++)
    {
      g_auto(GValue) value_a = G_VALUE_INIT;
      g_auto(GValue) value_b = G_VALUE_INIT;
      gboolean is_same;

      g_value_init (&value_a, pspecs[i]->value_type);
      g_value_init (&value_b, pspecs[i]->value_type);
      g_object_get_property (a, pspecs[i]->name, &value_a);
      g_object_get_property (b, pspecs[i]->name, &value_b);
      if (G_VALUE_HOLDS (&value_a, TROUPE_TYPE_USAGE))
        is_same = troupe_usage_equal (g_value_get_boxed (&value_a), g_value_get_boxed (&value_b));
      else
        is_same = g_param_values_cmp (pspecs[i], &value_a, &value_b) == 0;
      if (!is_same)
        g_test_fail_printf ("“%s” is not what it was", pspecs[i]->name);
    }
}

typedef struct
{
  TroupeRole        role;
  const char       *text;
  const char       *reasoning;
  gboolean          complete;
  const char       *persona[4];
  const char       *model[3];
  TroupeStopReason  stop_reason;
  TroupeUsage       usage;
  gint64            times[2];
  const char       *error;
} MessageCase;

static const MessageCase message_cases[] = {
  { TROUPE_ROLE_USER, "Why?", NULL, TRUE, { NULL }, { NULL }, TROUPE_STOP_REASON_UNKNOWN, { -1, -1, -1, -1, -1 }, { -1, -1 }, NULL },
  { TROUPE_ROLE_ASSISTANT, "Because.\n\n```c\nint x;\n```\n", "Let me think…", TRUE,
    { "careful-reviewer", "Careful Reviewer", "🧐", "0123456789ab" }, { "openai", "asked", "served" }, TROUPE_STOP_REASON_END,
    { 1, 2, 3, 4, 5 }, { 12, 3456 }, NULL },
  { TROUPE_ROLE_ASSISTANT, "cut", NULL, FALSE, { "a", NULL, NULL, NULL }, { "p", "m", NULL }, TROUPE_STOP_REASON_LENGTH,
    { 0, -1, -1, 0, -1 }, { 0, 0 }, NULL },
  { TROUPE_ROLE_ASSISTANT, "", NULL, FALSE, { NULL }, { NULL }, TROUPE_STOP_REASON_ERROR, { -1, -1, -1, -1, -1 }, { -1, 9 },
    "The server said “no”; try again." },
  { TROUPE_ROLE_ASSISTANT, "", NULL, TRUE, { NULL }, { NULL }, TROUPE_STOP_REASON_REFUSAL, { -1, -1, -1, -1, -1 }, { -1, -1 }, "No." },
  { TROUPE_ROLE_ASSISTANT, "half", NULL, FALSE, { NULL }, { NULL }, TROUPE_STOP_REASON_CANCELLED, { -1, -1, -1, -1, -1 }, { -1, -1 },
    NULL },
  { TROUPE_ROLE_ASSISTANT, "", "only thought", TRUE, { NULL }, { NULL }, TROUPE_STOP_REASON_TOOL_CALLS,
    { G_MAXINT64, 1, 1, 1, 1 }, { G_MAXINT64, G_MAXINT64 }, NULL },
  { TROUPE_ROLE_SYSTEM, "'; DROP TABLE messages; --", NULL, TRUE, { "''", "\"", "?", "%s" }, { NULL }, TROUPE_STOP_REASON_UNKNOWN,
    { -1, -1, -1, -1, -1 }, { -1, -1 }, NULL },
  { TROUPE_ROLE_TOOL, "{\"a\": [1, 2]}", NULL, TRUE, { NULL }, { NULL }, TROUPE_STOP_REASON_UNKNOWN, { -1, -1, -1, -1, -1 },
    { -1, -1 }, NULL },
};

static void
test_every_field_of_a_message_is_kept (Fixture       *self,
                                       gconstpointer  data)
{
  g_autoptr(TroupeConversation) conversation = begin (self->ledger, "Fields");
  g_autoptr(TroupeConversation) loaded = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (message_cases); i++)
    {
      const MessageCase *c = &message_cases[i];
      g_autoptr(TroupeMessage) message = troupe_message_new (c->role, c->text);

      if (c->reasoning != NULL)
        troupe_message_append_reasoning (message, c->reasoning, -1);
      troupe_message_set_created_us (message, 1234567890123456 + (gint64) i);
      troupe_message_set_complete (message, c->complete);
      troupe_message_set_persona (message, c->persona[0], c->persona[1], c->persona[2], c->persona[3]);
      troupe_message_set_model (message, c->model[0], c->model[1], c->model[2]);
      troupe_message_set_stop_reason (message, c->stop_reason);
      troupe_message_set_usage (message, &c->usage);
      troupe_message_set_times (message, c->times[0], c->times[1]);
      troupe_message_set_error (message, c->error);
      troupe_conversation_append (conversation, message);
      troupe_recorder_save_message (TROUPE_RECORDER (self->ledger), conversation, message);
    }

  reopen (self);
  loaded = load_only (self->ledger);
  g_assert_cmpuint (count_messages (loaded), ==, G_N_ELEMENTS (message_cases));
  for (guint i = 0; i < G_N_ELEMENTS (message_cases); i++)
    {
      g_autoptr(TroupeMessage) before = get_message (conversation, i);
      g_autoptr(TroupeMessage) after = get_message (loaded, i);

      assert_same_properties (G_OBJECT (before), G_OBJECT (after));
    }
}

static void
test_every_field_of_a_conversation_is_kept (Fixture       *self,
                                            gconstpointer  data)
{
  static const char * const settings[] = {
    "provider=openai", "preferred_models=m", "temperature=0", "temperature=0.2", "temperature=omit", "top_p=omit", "top_p=1",
    "max_output_tokens=1", "max_output_tokens=omit", "reasoning_effort=high", "reasoning_effort=omit", "system_prompt=", "system_prompt=Be ‘brief’.\n",
    "prompt_preset_id=house-rules", "tool_preset_id=read-only", "bias_profile_id=prefer-search",
  };
  g_autoptr(GPtrArray) before = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) after = NULL;

  for (guint i = 0; i <= G_N_ELEMENTS (settings); i++)
    {
      TroupeConversation *conversation = troupe_conversation_new ();
      g_autofree char *title = g_strdup_printf ("Title %u ‘\"", i);

      g_ptr_array_add (before, conversation);
      /* The first stands for all that is unset. */
      if (i > 0)
        {
          g_autoptr(GError) error = NULL;

          troupe_conversation_set_title (conversation, title);
          troupe_conversation_set_draft (conversation, "  a draft\n🧐");
          troupe_conversation_set_persona_id (conversation, "planner");
          troupe_conversation_set_locks (conversation, i == 1 ? (1u << TROUPE_N_FIELDS) - 1 : 1u << (i % TROUPE_N_FIELDS));
          troupe_ai_settings_apply_text (troupe_conversation_get_session (conversation), settings[i - 1], &error);
          g_assert_no_error (error);
        }
      troupe_conversation_set_updated_us (conversation, G_MAXINT32 - (gint64) i);
      troupe_recorder_save_conversation (TROUPE_RECORDER (self->ledger), conversation);
      g_assert_cmpint (troupe_conversation_get_id (conversation), >, 0);
    }

  reopen (self);
  after = list (self->ledger);
  g_assert_cmpuint (after->len, ==, before->len);
  for (guint i = 0; i < after->len; i++)
    {
      assert_same_properties (before->pdata[i], after->pdata[i]);
      if (!troupe_ai_settings_equal (troupe_conversation_get_session (before->pdata[i]),
                                     troupe_conversation_get_session (after->pdata[i])))
        g_test_fail_printf ("The overrides of conversation %u are not what they were", i);
    }
}

static void
test_overrides_that_cannot_be_read_cost_nothing_else (Fixture       *self,
                                                      gconstpointer  data)
{
  g_autoptr(TroupeConversation) conversation = begin (self->ledger, "Kept");
  g_autoptr(TroupeConversation) loaded = NULL;
  g_autofree char *ignored = NULL;

  flush (self->ledger);
  ignored = ask_file (self->path, "UPDATE conversations SET session = '{\"temperature\": \"hot\"', locks = 'top_p nonsense'");
  loaded = load_only (self->ledger);
  g_assert_cmpstr (troupe_conversation_get_title (loaded), ==, "Kept");
  g_assert_true (troupe_ai_settings_is_empty (troupe_conversation_get_session (loaded)));
  g_assert_cmpuint (troupe_conversation_get_locks (loaded), ==, 1u << TROUPE_FIELD_TOP_P);
}

static void
test_what_was_typed_is_in_the_file_at_once (Fixture       *self,
                                            gconstpointer  data)
{
  g_autoptr(TroupeConversation) conversation = begin (self->ledger, "Draft");
  g_autoptr(TroupeMessage) question = NULL;

  troupe_conversation_set_draft (conversation, "half a thou");
  troupe_recorder_save_conversation (TROUPE_RECORDER (self->ledger), conversation);
  flush (self->ledger);
  assert_file (self, "SELECT draft FROM conversations", "half a thou;");

  troupe_conversation_set_draft (conversation, NULL);
  troupe_recorder_save_conversation (TROUPE_RECORDER (self->ledger), conversation);
  question = say (self->ledger, conversation, TROUPE_ROLE_USER, "A thought");
  flush (self->ledger);
  assert_file (self, "SELECT draft FROM conversations", ";");
  assert_file (self, "SELECT text FROM messages", "A thought;");
}

static void
test_saved_before_it_is_open_is_written (Fixture       *self,
                                         gconstpointer  data)
{
  g_autoptr(TroupeConversation) conversation = NULL;
  g_autoptr(TroupeConversation) loaded = NULL;
  g_autoptr(TroupeMessage) question = NULL;
  g_autoptr(GError) error = NULL;

  self->ledger = troupe_ledger_new (self->file);
  troupe_ledger_set_project (self->ledger, PROJECT);
  conversation = begin (self->ledger, "Early");
  question = say (self->ledger, conversation, TROUPE_ROLE_USER, "Early bird");
  try_open (self->ledger, &error);
  g_assert_no_error (error);
  flush (self->ledger);
  assert_file (self, "SELECT text FROM messages", "Early bird;");

  reopen (self);
  loaded = load_only (self->ledger);
  g_assert_cmpuint (count_messages (loaded), ==, 1);
}

static void
test_private_to_its_owner (Fixture       *self,
                           gconstpointer  data)
{
  g_autoptr(TroupeConversation) conversation = begin (self->ledger, "Secret");
  static const char * const ends[] = { "", "-wal", "-shm" };

  flush (self->ledger);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (self->path, ends[i], NULL);
      GStatBuf status;

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 077, ==, 0);
    }
}

static void
test_a_stream_is_put_together (Fixture       *self,
                               gconstpointer  data)
{
  g_autoptr(TroupeConversation) conversation = begin (self->ledger, "Stream");
  g_autoptr(TroupeMessage) answer = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) reasoning = g_string_new (NULL);
  g_autofree char *waste = NULL;
  TroupeRecorder *recorder = TROUPE_RECORDER (self->ledger);

  troupe_conversation_append (conversation, answer);
  troupe_message_set_streaming (answer, TRUE);
  troupe_recorder_save_message (recorder, conversation, answer);

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *piece = g_strdup_printf ("%u ‘é’ ", i);

      if (i % 3 == 0)
        {
          troupe_message_append_reasoning (answer, piece, -1);
          g_string_append (reasoning, piece);
        }
      else
        {
          troupe_message_append_text (answer, piece, -1);
          g_string_append (text, piece);
        }

      /* More than text changes in between, saves are left out, and the thread takes what is there at odd moments. */
      if (i == 500)
        troupe_message_set_model (answer, "p", "m", "m");
      if (i == 1000 || i == 1001)
        flush (self->ledger);
      if (i == 1500)
        {
          troupe_message_clear (answer);
          g_string_truncate (text, 0);
          g_string_truncate (reasoning, 0);
        }
      if (i % 7 != 0)
        troupe_recorder_save_message (recorder, conversation, answer);
      if (i % 100 == 0 || i == 2999)
        {
          g_autoptr(TroupeLedger) other = NULL;
          g_autoptr(TroupeConversation) loaded = NULL;
          g_autoptr(TroupeMessage) seen = NULL;

          troupe_recorder_save_message (recorder, conversation, answer);
          flush (self->ledger);
          other = open_ledger (self->file);
          loaded = load_only (other);
          seen = get_message (loaded, 0);
          g_assert_cmpstr (troupe_message_get_text (seen), ==, text->str);
          g_assert_cmpstr (troupe_message_get_reasoning (seen), ==, reasoning->len > 0 ? reasoning->str : NULL);
          g_assert_false (troupe_message_is_streaming (seen));
          g_assert_false (troupe_message_is_complete (seen));
        }
    }

  troupe_message_set_stop_reason (answer, TROUPE_STOP_REASON_END);
  troupe_message_set_streaming (answer, FALSE);
  troupe_recorder_save_message (recorder, conversation, answer);
  flush (self->ledger);
  assert_file (self, "SELECT count(*) FROM message_pieces", "0;");
  waste = ask_file (self->path, "SELECT text FROM messages");
  g_string_append_c (text, ';');
  g_assert_cmpstr (waste, ==, text->str);
}

#define SHOWN "SELECT text FROM messages WHERE superseded_us = 0 ORDER BY id"
#define KEPT  "SELECT text FROM messages WHERE superseded_us > 0 ORDER BY id"

static void
test_superseded_is_kept_and_comes_back (Fixture       *self,
                                        gconstpointer  data)
{
  g_autoptr(TroupeConversation) conversation = begin (self->ledger, "Retry");
  g_autoptr(TroupeConversation) loaded = NULL;
  g_autoptr(TroupeConversation) again = NULL;
  g_autoptr(GPtrArray) listed = NULL;
  g_autoptr(GPtrArray) tail = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      g_autoptr(TroupeMessage) message = say (self->ledger, conversation, TROUPE_ROLE_USER, text);
    }
  for (guint i = 3; i < 5; i++)
    g_ptr_array_add (tail, get_message (conversation, i));
  troupe_conversation_replace_tail (conversation, 3, NULL);
  flush (self->ledger);
  assert_file (self, SHOWN, "0;1;2;");
  assert_file (self, KEPT, "3;4;");

  /* What was said instead is taken out in its turn when the old comes back, though its last words come in after that. */
  {
    g_autoptr(TroupeMessage) instead = say (self->ledger, conversation, TROUPE_ROLE_ASSISTANT, "instead");

    flush (self->ledger);
    assert_file (self, SHOWN, "0;1;2;instead;");
    troupe_conversation_replace_tail (conversation, 3, tail);
    troupe_message_append_text (instead, " of it", -1);
    troupe_recorder_save_message (TROUPE_RECORDER (self->ledger), conversation, instead);
  }
  flush (self->ledger);
  assert_file (self, SHOWN, "0;1;2;3;4;");
  assert_file (self, KEPT, "instead of it;");
  troupe_conversation_replace_tail (conversation, 3, NULL);

  /* The same after a restart: a new answer takes the place of the old. */
  reopen (self);
  loaded = load_only (self->ledger);
  troupe_conversation_replace_tail (loaded, 2, NULL);
  {
    g_autoptr(TroupeMessage) message = say (self->ledger, loaded, TROUPE_ROLE_ASSISTANT, "new");
  }
  flush (self->ledger);
  assert_file (self, SHOWN, "0;1;new;");

  /* A conversation that is saved before its messages were read keeps them; what another process said stays too. */
  listed = list (self->ledger);
  troupe_conversation_set_title (listed->pdata[0], "Renamed");
  troupe_recorder_save_conversation (TROUPE_RECORDER (self->ledger), listed->pdata[0]);
  flush (self->ledger);
  assert_file (self, SHOWN, "0;1;new;");
  again = load_only (self->ledger);
  g_assert_cmpuint (count_messages (again), ==, 3);

  /* Reading twice adds nothing twice. */
  load (self->ledger, again);
  g_assert_cmpuint (count_messages (again), ==, 3);
}

#define UNDO_STEP_3                                                                                                             \
  "DROP TABLE usage; DROP TABLE approvals; DROP TABLE tool_calls; DROP TABLE attempts; DROP TABLE run_tickets;"                 \
  "DROP TABLE run_tracks;"                                                                                                      \
  "ALTER TABLE runs DROP COLUMN title; ALTER TABLE runs DROP COLUMN jobs; ALTER TABLE runs DROP COLUMN last_resort;"            \
  "ALTER TABLE runs DROP COLUMN finished_us; ALTER TABLE runs DROP COLUMN tickets;"                                             \
  "ALTER TABLE run_events DROP COLUMN kind; ALTER TABLE run_events DROP COLUMN ticket;"                                         \
  "ALTER TABLE run_events DROP COLUMN attempt; ALTER TABLE run_events DROP COLUMN tier;"                                        \
  "ALTER TABLE run_events DROP COLUMN persona_id;"                                                                               \
  "ALTER TABLE runs DROP COLUMN terms;"

static void
test_a_ledger_of_version_one_is_brought_up_to_date (Fixture       *self,
                                                    gconstpointer  data)
{
  g_autoptr(TroupeConversation) conversation = begin (self->ledger, "Old");
  g_autoptr(TroupeMessage) message = say (self->ledger, conversation, TROUPE_ROLE_USER, "said before");
  g_autoptr(TroupeConversation) loaded = NULL;
  g_autofree char *ignored = NULL;

  close_ledger (self);
  ignored = ask_file (self->path, "ALTER TABLE messages DROP COLUMN superseded_us;" UNDO_STEP_3 "PRAGMA user_version = 1;");
  self->ledger = open_ledger (self->file);
  loaded = load_only (self->ledger);
  g_assert_cmpuint (count_messages (loaded), ==, 1);
  assert_file (self, SHOWN, "said before;");
}

static void
test_deleted_comes_back_with_undo_and_goes_at_the_end (Fixture       *self,
                                                       gconstpointer  data)
{
  g_autoptr(TroupeConversation) kept = begin (self->ledger, "Kept");
  g_autoptr(TroupeConversation) gone = begin (self->ledger, "Gone");
  g_autoptr(TroupeMessage) one = say (self->ledger, kept, TROUPE_ROLE_USER, "kept");
  g_autoptr(TroupeMessage) two = say (self->ledger, gone, TROUPE_ROLE_USER, "gone");
  g_autoptr(TroupeConversation) never_saved = troupe_conversation_new ();
  g_autoptr(TroupeConversation) loaded = NULL;
  g_autofree char *ignored = NULL;

  troupe_ledger_delete_conversation (self->ledger, kept);
  troupe_ledger_delete_conversation (self->ledger, gone);
  troupe_ledger_delete_conversation (self->ledger, never_saved);
  {
    g_autoptr(GPtrArray) listed = list (self->ledger);

    g_assert_cmpuint (listed->len, ==, 0);
  }

  /* What is saved meanwhile does not bring it back. */
  troupe_recorder_save_conversation (TROUPE_RECORDER (self->ledger), gone);
  troupe_ledger_restore_conversation (self->ledger, kept);
  troupe_ledger_restore_conversation (self->ledger, never_saved);
  loaded = load_only (self->ledger);
  g_assert_cmpstr (troupe_conversation_get_title (loaded), ==, "Kept");
  g_assert_cmpuint (count_messages (loaded), ==, 1);
  assert_file (self, "SELECT count(*) FROM conversations", "2;");

  reopen (self);
  assert_file (self, "SELECT title FROM conversations", "Kept;");
  assert_file (self, "SELECT text FROM messages", "kept;");

  /* After a crash: what was deleted just now may still be undone by another process, what is old goes. */
  ignored = ask_file (self->path,
                      "INSERT INTO conversations (id, title, deleted_us) VALUES (1, 'old', 1),"
                      " (2, 'new', (julianday('now') - 2440587.5) * 86400000000)");
  reopen (self);
  flush (self->ledger);
  assert_file (self, "SELECT title FROM conversations ORDER BY id", "new;Kept;");
}

static void
test_each_project_has_its_own (Fixture       *self,
                               gconstpointer  data)
{
  g_autoptr(TroupeConversation) of_project = begin (self->ledger, "Of the project");
  g_autoptr(TroupeConversation) of_none = NULL;
  g_autoptr(GPtrArray) listed = NULL;
  g_autoptr(GPtrArray) listed_none = NULL;
  g_autoptr(GPtrArray) listed_other = NULL;
  g_autoptr(GError) error = NULL;

  troupe_ledger_set_project (self->ledger, NULL);
  of_none = begin (self->ledger, "Of none");
  /* Belonging does not change with a later save. */
  troupe_recorder_save_conversation (TROUPE_RECORDER (self->ledger), of_project);

  listed = list (self->ledger);
  listed_none = try_list (self->ledger, NULL, &error);
  g_assert_no_error (error);
  listed_other = try_list (self->ledger, "file:///elsewhere", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (listed->len, ==, 1);
  g_assert_cmpstr (troupe_conversation_get_title (listed->pdata[0]), ==, "Of the project");
  g_assert_cmpuint (listed_none->len, ==, 1);
  g_assert_cmpstr (troupe_conversation_get_title (listed_none->pdata[0]), ==, "Of none");
  g_assert_cmpuint (listed_other->len, ==, 0);
}

static void
test_events_of_a_run_are_kept_in_order (Fixture       *self,
                                        gconstpointer  data)
{
  g_autoptr(TroupeTrack) track = g_object_new (TROUPE_TYPE_TRACK, "id", "add-search", NULL);
  g_autoptr(TroupeRun) run = troupe_run_new (track);
  g_autofree char *id = g_strconcat (troupe_run_get_id (run), ";", NULL);
  g_autoptr(GString) expected = g_string_new (NULL);
  static const char * const names[] = { "run-started", "text", "text", "reasoning", "usage", "text", "ticket-state", "run-finished" };
  static const char * const states[] = { "", "", "", "", "", "", ",\"state\":\"completed\"",
                                         ",\"state\":\"failed\",\"reason\":\"One ticket failed.\"" };

  troupe_ai_settings_set_double (troupe_run_get_session (run), TROUPE_FIELD_TEMPERATURE, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"event\":\"%s\",\"n\":%u,\"x\":\"‘;\"%s}", names[i], i, states[i]);
      g_autoptr(JsonNode) node = troupe_json_parse ("event", text, -1, NULL);

      /* The run itself still says that it runs: what it will say is told first. */
      troupe_recorder_run_event (TROUPE_RECORDER (self->ledger), run, node);
      g_string_append_printf (expected, "%s;", text);
    }
  flush (self->ledger);

  assert_file (self, "SELECT event FROM run_events ORDER BY id", expected->str);
  assert_file (self, "SELECT DISTINCT run_id FROM run_events", id);
  assert_file (self, "SELECT id FROM runs", id);
  assert_file (self, "SELECT track_id FROM runs", "add-search;");
  assert_file (self, "SELECT state || '|' || reason || '|' || session FROM runs",
               "failed|One ticket failed.|{\"temperature\":0};");
  assert_file (self, "SELECT project FROM runs", PROJECT ";");
  assert_file (self, "SELECT count(*) FROM run_events WHERE time_us < 1600000000000000", "0;");
}

static gint64
yesterday_cb (gpointer user_data)
{
  return g_get_real_time () - G_TIME_SPAN_DAY;
}

static gint64
now_cb (gpointer user_data)
{
  return g_get_monotonic_time ();
}

static void
test_order_holds_when_the_clock_goes_back (Fixture       *self,
                                           gconstpointer  data)
{
  g_autoptr(TroupeConversation) conversation = begin (self->ledger, "Clock");
  g_autoptr(TroupeMessage) first = say (self->ledger, conversation, TROUPE_ROLE_USER, "first");
  g_autoptr(TroupeConversation) loaded = NULL;
  g_autoptr(TroupeMessage) second = NULL;

  reopen (self);
  troupe_clock_set_functions (now_cb, yesterday_cb, NULL);
  loaded = load_only (self->ledger);
  second = say (self->ledger, loaded, TROUPE_ROLE_USER, "second");
  flush (self->ledger);
  troupe_clock_set_functions (NULL, NULL, NULL);
  assert_file (self, "SELECT text FROM messages ORDER BY id", "first;second;");
}

static void
test_ten_thousand_messages (Fixture       *self,
                            gconstpointer  data)
{
  g_autoptr(TroupeConversation) conversation = begin (self->ledger, "Long");
  g_autoptr(TroupeConversation) loaded = NULL;

  for (guint i = 0; i < N_MANY; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u", i);
      g_autoptr(TroupeMessage) message = say (self->ledger, conversation, i % 2 == 0 ? TROUPE_ROLE_USER : TROUPE_ROLE_ASSISTANT, text);
    }

  reopen (self);
  loaded = load_only (self->ledger);
  g_assert_cmpuint (count_messages (loaded), ==, N_MANY);
  for (guint i = 0; i < N_MANY; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u", i);
      g_autoptr(TroupeMessage) message = get_message (loaded, i);

      g_assert_cmpstr (troupe_message_get_text (message), ==, text);
      g_assert_cmpint (troupe_message_get_role (message), ==, i % 2 == 0 ? TROUPE_ROLE_USER : TROUPE_ROLE_ASSISTANT);
    }
}

static GSubprocess *
start_other (Fixture    *self,
             const char *what)
{
  g_autoptr(GError) error = NULL;
  GSubprocess *other = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE, &error,
                                         program, what, self->path, NULL);

  g_assert_no_error (error);

  return other;
}

static void
wait_for_line (GSubprocess *other)
{
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (other));
  g_autofree char *line = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_assert_cmpstr (line, ==, "ready");
}

static void
kill_other (GSubprocess *other)
{
  g_subprocess_force_exit (other);
  g_subprocess_wait (other, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (other));
}

/* Runs the main loop here until what is asked is so, or ten seconds are over. */
static void
wait_for_file (Fixture    *self,
               const char *sql,
               const char *expected)
{
  for (gint64 end_us = g_get_monotonic_time () + 10 * G_USEC_PER_SEC; g_get_monotonic_time () < end_us; g_usleep (2000))
    {
      g_autofree char *text = ask_file (self->path, sql);

      if (g_str_equal (text, expected))
        return;
    }

  assert_file (self, sql, expected);
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

/* Looks for five commits at how old the newest time in the file is. Returns: the oldest that it ever was, in µs */
static gint64
watch_stream (Fixture *self)
{
  gint64 worst_us = 0;
  gint64 n_start = -1;
  gint64 n_pieces = 0;

  for (gint64 end_us = g_get_monotonic_time () + 10 * G_USEC_PER_SEC; n_pieces < n_start + 5; g_usleep (1000))
    {
      g_autofree char *count = ask_file (self->path, "SELECT count(*) FROM message_pieces");
      g_autofree char *text = ask_file (self->path, "SELECT rtrim(text) FROM message_pieces ORDER BY id DESC LIMIT 1");
      char *newest = strrchr (text, ':');

      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      if (newest == NULL)
        continue;
      n_pieces = g_ascii_strtoll (count, NULL, 10);
      n_start = n_start < 0 ? n_pieces : n_start;
      worst_us = MAX (worst_us, g_get_monotonic_time () - g_ascii_strtoll (newest + 1, NULL, 10));
    }

  return worst_us;
}

/* The other process streams the time, over and over, and is killed. Returns: how much of it was missing in the file, in µs */
static gint64
kill_and_measure (Fixture *self)
{
  g_autoptr(GSubprocess) other = start_other (self, "--stream");
  g_autoptr(TroupeLedger) ledger = NULL;
  g_autoptr(TroupeConversation) loaded = NULL;
  g_autoptr(TroupeMessage) question = NULL;
  g_autoptr(TroupeMessage) answer = NULL;
  g_auto(GStrv) times = NULL;
  gint64 killed_us;
  gint64 worst_us;
  guint n_times;

  wait_for_line (other);
  worst_us = watch_stream (self);
  killed_us = g_get_monotonic_time ();
  kill_other (other);

  ledger = open_ledger (self->file);
  loaded = load_only (ledger);
  g_assert_cmpstr (troupe_conversation_get_title (loaded), ==, "Cut off");
  g_assert_cmpstr (troupe_conversation_get_draft (loaded), ==, "and then");
  g_assert_cmpuint (count_messages (loaded), ==, 2);
  question = get_message (loaded, 0);
  answer = get_message (loaded, 1);
  g_assert_cmpstr (troupe_message_get_text (question), ==, "What time is it?");
  g_assert_true (troupe_message_is_complete (question));
  g_assert_null (troupe_message_get_error (question));

  g_assert_false (troupe_message_is_streaming (answer));
  g_assert_false (troupe_message_is_complete (answer));
  g_assert_cmpint (troupe_message_get_stop_reason (answer), ==, TROUPE_STOP_REASON_ERROR);
  g_assert_nonnull (troupe_message_get_error (answer));

  /* Nothing is missing in the middle: each time is later than the one before, and numbered. */
  times = g_strsplit (troupe_message_get_text (answer), " ", -1);
  n_times = g_strv_length (times) - 1;
  g_assert_cmpuint (n_times, >, 3);
  g_assert_cmpstr (times[n_times], ==, "");
  for (guint i = 0; i < n_times; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u:", i);

      g_assert_true (g_str_has_prefix (times[i], number));
    }

  return MAX (worst_us, killed_us - g_ascii_strtoll (strchr (times[n_times - 1], ':') + 1, NULL, 10));
}

static void
test_killed_while_streaming_loses_a_quarter_second (Fixture       *self,
                                                    gconstpointer  data)
{
  gint64 lost_us[N_KILLS];
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *shm = g_strconcat (self->path, "-shm", NULL);

  for (guint i = 0; i < N_KILLS; i++)
    {
      lost_us[i] = kill_and_measure (self);
      g_test_message ("%" G_GINT64_FORMAT " ms were missing", lost_us[i] / 1000);
      assert_file (self, "PRAGMA integrity_check", "ok;");
      g_unlink (self->path);
      g_unlink (wal);
      g_unlink (shm);
    }

  /* On a machine that stands still for a moment one may take longer, but not most. */
  qsort (lost_us, N_KILLS, sizeof *lost_us, compare_times);
  g_assert_cmpint (lost_us[N_KILLS / 2], <=, PROMISE_US);
  g_assert_cmpint (lost_us[0], >=, 0);
}

static void
test_written_while_the_main_loop_stands_still (Fixture       *self,
                                               gconstpointer  data)
{
  g_autoptr(GSubprocess) other = start_other (self, "--stand-still");

  wait_for_line (other);
  wait_for_file (self, "SELECT text FROM message_pieces", "in a busy program;");
  kill_other (other);
}

static void
test_processes_share_a_ledger (Fixture       *self,
                               gconstpointer  data)
{
  GSubprocess *others[N_WRITERS];
  g_autoptr(TroupeConversation) conversation = NULL;
  g_autoptr(GPtrArray) conversations = NULL;

  /* None of them finds the file. */
  for (guint i = 0; i < N_WRITERS; i++)
    others[i] = start_other (self, "--write");
  self->ledger = open_ledger (self->file);
  conversation = begin (self->ledger, "Writer");
  for (guint i = 0; i < N_WRITES; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      g_autoptr(TroupeMessage) message = say (self->ledger, conversation, TROUPE_ROLE_USER, text);

      if (i % 20 == 0)
        flush (self->ledger);
    }
  flush (self->ledger);
  for (guint i = 0; i < N_WRITERS; i++)
    {
      g_autoptr(GError) error = NULL;

      g_subprocess_wait_check (others[i], NULL, &error);
      g_assert_no_error (error);
      g_object_unref (others[i]);
    }

  g_assert_null (troupe_ledger_get_problem (self->ledger));
  conversations = list (self->ledger);
  g_assert_cmpuint (conversations->len, ==, N_WRITERS + 1);
  for (guint i = 0; i < conversations->len; i++)
    {
      g_assert_cmpstr (troupe_conversation_get_title (conversations->pdata[i]), ==, "Writer");
      load (self->ledger, conversations->pdata[i]);
      g_assert_cmpuint (count_messages (conversations->pdata[i]), ==, N_WRITES);
      for (guint j = 0; j < N_WRITES; j++)
        {
          g_autofree char *text = g_strdup_printf ("%u", j);
          g_autoptr(TroupeMessage) message = get_message (conversations->pdata[i], j);

          g_assert_cmpstr (troupe_message_get_text (message), ==, text);
        }
    }
}

typedef struct
{
  const char *claim;
  const char *sql;      /* (nullable): what makes the file; else @text is in it */
  const char *text;
  const char *words;
} RefusedCase;

static const RefusedCase refused_cases[] = {
  { "newer", "PRAGMA application_id = 1416786021; PRAGMA user_version = 999; CREATE TABLE conversations (what TEXT);", NULL,
    "newer Troupe" },
  { "of-another-program", "CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup');", NULL, "no ledger" },
  { "of-another-program-with-a-version", "PRAGMA user_version = 1;", NULL, "no ledger" },
  { "no-database", NULL, "This is a letter, and much longer than the head of a database would have to be to be taken for one.\n"
    "Dear reader, it goes on for some lines so that nobody thinks it might be empty.\n", "damaged" },
  { "a-page-of-nonsense", NULL, "SQLite format 3\001\002\003 and what follows is not the rest of a header by any means, not even for"
    " a hundred bytes, which it would have to be.", "damaged" },
};

static void
problem_cb (guint *n_problems)
{
  (*n_problems)++;
}

static void
assert_usable_without_file (TroupeLedger *ledger)
{
  g_autoptr(TroupeConversation) conversation = begin (ledger, "Without");
  g_autoptr(TroupeMessage) message = say (ledger, conversation, TROUPE_ROLE_USER, "still here");
  g_autoptr(GError) flush_error = NULL;
  g_autoptr(GError) list_error = NULL;
  g_autoptr(GError) load_error = NULL;

  troupe_ledger_delete_conversation (ledger, conversation);
  troupe_ledger_restore_conversation (ledger, conversation);
  g_assert_false (try_flush (ledger, &flush_error));
  g_assert_error (flush_error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER);
  g_assert_null (try_list (ledger, PROJECT, &list_error));
  g_assert_error (list_error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER);
  g_assert_false (try_load (ledger, conversation, &load_error));
  g_assert_error (load_error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER);
  g_assert_cmpuint (count_messages (conversation), ==, 1);
}

static void
test_refused_stays_as_it_is (Fixture       *self,
                             gconstpointer  data)
{
  const RefusedCase *c = data;
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(TroupeLedger) ledger = troupe_ledger_new (self->file);
  g_autoptr(GError) error = NULL;
  guint n_problems = 0;
  gsize length_before;
  gsize length_after;

  g_mkdir_with_parents (folder, 0700);
  if (c->sql != NULL)
    {
      g_autofree char *ignored = NULL;

      g_assert_true (g_file_set_contents (self->path, "", 0, NULL));
      ignored = ask_file (self->path, c->sql);
    }
  else
    {
      g_assert_true (g_file_set_contents (self->path, c->text, -1, NULL));
    }
  g_assert_true (g_file_get_contents (self->path, &before, &length_before, NULL));

  g_signal_connect_swapped (ledger, "notify::problem", G_CALLBACK (problem_cb), &n_problems);
  g_assert_false (try_open (ledger, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER);
  g_assert_nonnull (strstr (error->message, self->path));
  g_assert_nonnull (strstr (error->message, c->words));
  g_assert_null (strchr (error->message, '\n'));
  assert_usable_without_file (ledger);
  g_assert_cmpuint (n_problems, ==, 1);
  g_assert_cmpstr (troupe_ledger_get_problem (ledger)->message, ==, error->message);
  troupe_ledger_close (ledger);

  g_assert_true (g_file_get_contents (self->path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
}

static void
test_damaged_in_the_middle_is_reported (Fixture       *self,
                                        gconstpointer  data)
{
  g_autoptr(TroupeLedger) ledger = open_ledger (self->file);
  g_autoptr(TroupeConversation) conversation = begin (ledger, "Damaged");
  g_autofree char *filler = g_strnfill (3000, 'x');
  g_autofree char *contents = NULL;
  g_autoptr(GPtrArray) listed = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(TroupeMessage) message = say (ledger, conversation, TROUPE_ROLE_USER, filler);
    }
  troupe_ledger_close (ledger);
  g_clear_object (&ledger);

  g_assert_true (g_file_get_contents (self->path, &contents, &length, NULL));
  g_assert_cmpuint (length, >, 200000);
  memset (contents + length / 4, 0xa5, length / 2);
  g_assert_true (g_file_set_contents (self->path, contents, (gssize) length, NULL));

  ledger = open_ledger (self->file);
  listed = list (ledger);
  g_assert_cmpuint (listed->len, ==, 1);
  g_assert_false (try_load (ledger, listed->pdata[0], &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER);
  g_assert_nonnull (strstr (error->message, "damaged"));
  assert_usable_without_file (ledger);
  g_assert_nonnull (troupe_ledger_get_problem (ledger));
  troupe_ledger_close (ledger);
  g_assert_true (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

static void
test_no_place_for_it_is_one_sentence (Fixture       *self,
                                      gconstpointer  data)
{
  g_autofree char *plain = g_build_filename (self->root, "plain", NULL);
  g_autofree char *below = g_build_filename (plain, "ledger.db", NULL);
  const char *places[] = { below, "/proc/self/troupe/ledger.db", self->root };

  g_assert_true (g_file_set_contents (plain, "precious", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr(GFile) file = g_file_new_for_path (places[i]);
      g_autoptr(TroupeLedger) ledger = troupe_ledger_new (file);
      g_autoptr(GError) error = NULL;

      g_assert_false (try_open (ledger, &error));
      g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER);
      g_assert_nonnull (strstr (error->message, places[i]));
      assert_usable_without_file (ledger);
    }
}

static void
set_file_limit (rlim_t size_bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (size_bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
wait_for_problem (TroupeLedger *ledger,
                  gboolean      expected)
{
  guint deadline = g_timeout_add_seconds (30, late_cb, NULL);

  while ((troupe_ledger_get_problem (ledger) != NULL) != expected)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
test_a_write_that_fails_is_reported_and_made_up_for (Fixture       *self,
                                                     gconstpointer  data)
{
  g_autoptr(TroupeConversation) conversation = begin (self->ledger, "Full");
  g_autoptr(TroupeMessage) answer = troupe_message_new (TROUPE_ROLE_ASSISTANT, "one ");
  g_autoptr(TroupeMessage) question = NULL;
  g_autofree char *filler = g_strnfill (100000, 'x');
  g_autoptr(GError) error = NULL;
  guint n_problems = 0;

  flush (self->ledger);
  signal (SIGXFSZ, SIG_IGN);
  set_file_limit (4096);
  g_signal_connect_swapped (self->ledger, "notify::problem", G_CALLBACK (problem_cb), &n_problems);

  question = say (self->ledger, conversation, TROUPE_ROLE_USER, filler);
  wait_for_problem (self->ledger, TRUE);
  g_assert_error (troupe_ledger_get_problem (self->ledger), TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER);
  troupe_conversation_append (conversation, answer);
  troupe_message_set_streaming (answer, TRUE);
  troupe_recorder_save_message (TROUPE_RECORDER (self->ledger), conversation, answer);
  troupe_message_append_text (answer, "two", -1);
  troupe_recorder_save_message (TROUPE_RECORDER (self->ledger), conversation, answer);
  g_assert_false (try_flush (self->ledger, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER);
  g_assert_cmpuint (n_problems, ==, 1);

  /* There is room again, and nobody has to do anything. */
  set_file_limit (RLIM_INFINITY);
  wait_for_problem (self->ledger, FALSE);
  g_assert_cmpuint (n_problems, ==, 2);
  flush (self->ledger);
  assert_file (self, "SELECT length(text) FROM messages ORDER BY id", "100000;4;");
  assert_file (self, "SELECT text FROM message_pieces", "two;");
}

static void
test_each_reason_is_named (void)
{
  static const struct
  {
    int         code;
    const char *words;
    gboolean    is_transient;
  } cases[] = {
    { SQLITE_FULL, "disk is full", TRUE },
    { SQLITE_READONLY, "may write there", TRUE },
    { SQLITE_CANTOPEN, "may write there", TRUE },
    { SQLITE_CORRUPT, "damaged", FALSE },
    { SQLITE_NOTADB, "damaged", FALSE },
    { SQLITE_BUSY_SNAPSHOT, "another program", TRUE },
    { SQLITE_IOERR_WRITE, "disk I/O error", TRUE },
    { SQLITE_CONSTRAINT, "constraint", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TroupeLedgerDb db = { .path = (char *) "/somewhere/ledger.db" };
      g_autoptr(GError) error = NULL;

      troupe_ledger_db_set_error (&db, cases[i].code, &error);
      g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER);
      g_assert_nonnull (strstr (error->message, "/somewhere/ledger.db"));
      g_assert_nonnull (strstr (error->message, "; "));
      if (strstr (error->message, cases[i].words) == NULL)
        g_test_fail_printf ("“%s” should say “%s”", error->message, cases[i].words);
      g_assert_cmpint (troupe_ledger_db_is_transient (&db), ==, cases[i].is_transient);
    }
}

static gboolean
write_half (TroupeLedgerDb  *db,
            gpointer         data,
            GError         **error)
{
  return troupe_ledger_db_run (db, error, "INSERT INTO conversations (id, title) VALUES (7, 'half')", "") &&
         troupe_ledger_db_run (db, error, "INSERT INTO conversations (id, title) VALUES (8, NULL)", "");
}

static void
test_what_fails_half_way_leaves_nothing_behind (Fixture       *self,
                                                gconstpointer  data)
{
  g_autoptr(TroupeConversation) before = begin (self->ledger, "Before");
  g_autoptr(TroupeConversation) after = NULL;
  guint n_problems = 0;

  g_signal_connect_swapped (self->ledger, "notify::problem", G_CALLBACK (problem_cb), &n_problems);
  troupe_ledger_queue_write (self->ledger, TRUE, write_half, NULL, g_free);
  after = begin (self->ledger, "After");
  /* The first one may be told of the problem itself. */
  try_flush (self->ledger, NULL);
  flush (self->ledger);
  g_assert_cmpuint (n_problems, >=, 1);
  assert_file (self, "SELECT title FROM conversations ORDER BY id", "Before;After;");
}

static void
test_what_can_never_be_written_stops_nothing_else (Fixture       *self,
                                                   gconstpointer  data)
{
  g_autoptr(TroupeConversation) conversation = begin (self->ledger, "Purged elsewhere");
  g_autoptr(TroupeConversation) other = NULL;
  g_autoptr(TroupeMessage) lost = NULL;
  g_autoptr(TroupeMessage) kept = NULL;
  g_autofree char *ignored = NULL;
  guint n_problems = 0;

  flush (self->ledger);
  g_signal_connect_swapped (self->ledger, "notify::problem", G_CALLBACK (problem_cb), &n_problems);
  ignored = ask_file (self->path, "DELETE FROM conversations");
  lost = say (self->ledger, conversation, TROUPE_ROLE_USER, "lost");
  other = begin (self->ledger, "Other");
  kept = say (self->ledger, other, TROUPE_ROLE_USER, "kept");
  /* The problem comes and goes with the next write that works; the first one may be told of it itself. */
  try_flush (self->ledger, NULL);
  flush (self->ledger);
  g_assert_cmpuint (n_problems, >=, 1);
  assert_file (self, "SELECT text FROM messages", "kept;");
}

static void
test_closed_answers_everything (Fixture       *self,
                                gconstpointer  data)
{
  g_autoptr(TroupeLedger) never_opened = troupe_ledger_new (self->file);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  troupe_ledger_close (self->ledger);
  troupe_ledger_close (self->ledger);
  assert_usable_without_file (self->ledger);

  /* One that waits while it is closed gets its answer too. */
  troupe_ledger_list_conversations_async (never_opened, PROJECT, NULL, result_cb, &result);
  troupe_ledger_close (never_opened);
  wait_for_result (&result);
  g_assert_null (troupe_ledger_list_conversations_finish (never_opened, result, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER);
}

static void
test_cancelled_says_so (Fixture       *self,
                        gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  troupe_ledger_list_conversations_async (self->ledger, PROJECT, cancellable, result_cb, &result);
  wait_for_result (&result);
  g_assert_null (troupe_ledger_list_conversations_finish (self->ledger, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The other process. */

static void
announce (void)
{
  g_print ("ready\n");
  fflush (stdout);
}

static TroupeMessage *
begin_answer (TroupeLedger       *ledger,
              TroupeConversation *conversation)
{
  TroupeMessage *answer = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);

  troupe_message_set_streaming (answer, TRUE);
  troupe_conversation_append (conversation, answer);
  troupe_recorder_save_message (TROUPE_RECORDER (ledger), conversation, answer);

  return answer;
}

static int
stream_until_killed (TroupeLedger *ledger)
{
  g_autoptr(TroupeConversation) conversation = begin (ledger, "Cut off");
  g_autoptr(TroupeMessage) question = say (ledger, conversation, TROUPE_ROLE_USER, "What time is it?");
  g_autoptr(TroupeMessage) answer = begin_answer (ledger, conversation);

  troupe_conversation_set_draft (conversation, "and then");
  troupe_recorder_save_conversation (TROUPE_RECORDER (ledger), conversation);
  announce ();

  for (guint i = 0;; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u:%" G_GINT64_FORMAT " ", i, g_get_monotonic_time ());

      troupe_message_append_text (answer, text, -1);
      troupe_recorder_save_message (TROUPE_RECORDER (ledger), conversation, answer);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }

  return 0;
}

static int
stand_still (TroupeLedger *ledger)
{
  g_autoptr(TroupeConversation) conversation = begin (ledger, "Busy");
  g_autoptr(TroupeMessage) answer = begin_answer (ledger, conversation);
  char byte;

  troupe_message_append_text (answer, "in a ", -1);
  troupe_recorder_save_message (TROUPE_RECORDER (ledger), conversation, answer);
  troupe_message_append_text (answer, "busy program", -1);
  troupe_recorder_save_message (TROUPE_RECORDER (ledger), conversation, answer);
  announce ();

  /* No main loop, until the other end goes. */
  return read (STDIN_FILENO, &byte, 1) == 0 ? 0 : 1;
}

static int
write_messages (TroupeLedger *ledger)
{
  g_autoptr(TroupeConversation) conversation = begin (ledger, "Writer");

  for (guint i = 0; i < N_WRITES; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      g_autoptr(TroupeMessage) message = say (ledger, conversation, TROUPE_ROLE_USER, text);

      if (i % 20 == 0)
        flush (ledger);
    }
  troupe_ledger_close (ledger);

  return 0;
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    int (*play) (TroupeLedger *ledger);
  } parts[] = {
    { "--stream", stream_until_killed },
    { "--stand-still", stand_still },
    { "--write", write_messages },
  };

  for (gsize i = 0; argc == 3 && i < G_N_ELEMENTS (parts); i++)
    {
      if (g_str_equal (argv[1], parts[i].name))
        {
          g_autoptr(GFile) file = g_file_new_for_path (argv[2]);
          g_autoptr(TroupeLedger) ledger = open_ledger (file);

          return parts[i].play (ledger);
        }
    }

  g_test_init (&argc, &argv, NULL);
  program = argv[0];

#define ADD(name, set_up, func) g_test_add ("/store/ledger/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("every-field-of-a-message-is-kept", set_up, test_every_field_of_a_message_is_kept);
  ADD ("every-field-of-a-conversation-is-kept", set_up, test_every_field_of_a_conversation_is_kept);
  ADD ("overrides-that-cannot-be-read-cost-nothing-else", set_up, test_overrides_that_cannot_be_read_cost_nothing_else);
  ADD ("what-was-typed-is-in-the-file-at-once", set_up, test_what_was_typed_is_in_the_file_at_once);
  ADD ("saved-before-it-is-open-is-written", set_up_closed, test_saved_before_it_is_open_is_written);
  ADD ("private-to-its-owner", set_up, test_private_to_its_owner);
  ADD ("a-stream-is-put-together", set_up, test_a_stream_is_put_together);
  ADD ("superseded-is-kept-and-comes-back", set_up, test_superseded_is_kept_and_comes_back);
  ADD ("a-ledger-of-version-one-is-brought-up-to-date", set_up, test_a_ledger_of_version_one_is_brought_up_to_date);
  ADD ("deleted-comes-back-with-undo-and-goes-at-the-end", set_up, test_deleted_comes_back_with_undo_and_goes_at_the_end);
  ADD ("each-project-has-its-own", set_up, test_each_project_has_its_own);
  ADD ("events-of-a-run-are-kept-in-order", set_up, test_events_of_a_run_are_kept_in_order);
  ADD ("order-holds-when-the-clock-goes-back", set_up, test_order_holds_when_the_clock_goes_back);
  ADD ("ten-thousand-messages", set_up, test_ten_thousand_messages);
  ADD ("killed-while-streaming-loses-a-quarter-second", set_up_closed, test_killed_while_streaming_loses_a_quarter_second);
  ADD ("written-while-the-main-loop-stands-still", set_up_closed, test_written_while_the_main_loop_stands_still);
  ADD ("processes-share-a-ledger", set_up_closed, test_processes_share_a_ledger);
  for (gsize i = 0; i < G_N_ELEMENTS (refused_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store/ledger/refused-stays-as-it-is/", refused_cases[i].claim, NULL);

      g_test_add (path, Fixture, &refused_cases[i], set_up_closed, test_refused_stays_as_it_is, tear_down);
    }
  ADD ("damaged-in-the-middle-is-reported", set_up_closed, test_damaged_in_the_middle_is_reported);
  ADD ("no-place-for-it-is-one-sentence", set_up_closed, test_no_place_for_it_is_one_sentence);
  ADD ("a-write-that-fails-is-reported-and-made-up-for", set_up, test_a_write_that_fails_is_reported_and_made_up_for);
  g_test_add_func ("/store/ledger/each-reason-is-named", test_each_reason_is_named);
  ADD ("what-fails-half-way-leaves-nothing-behind", set_up, test_what_fails_half_way_leaves_nothing_behind);
  ADD ("what-can-never-be-written-stops-nothing-else", set_up, test_what_can_never_be_written_stops_nothing_else);
  ADD ("closed-answers-everything", set_up, test_closed_answers_everything);
  ADD ("cancelled-says-so", set_up, test_cancelled_says_so);
#undef ADD

  return g_test_run ();
}
