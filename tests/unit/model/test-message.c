/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "model-fixture.h"
#include "troupe-conversation.h"

static void
appended_cb (TroupeMessage *message,
             guint64        offset,
             GString       *seen)
{
  g_assert_cmpuint (offset, ==, seen->len);
  g_string_append (seen, troupe_message_get_text (message) + offset);
}

static void
reasoning_appended_cb (TroupeMessage *message,
                       guint64        offset,
                       GString       *seen)
{
  g_assert_cmpuint (offset, ==, seen->len);
  g_string_append (seen, troupe_message_get_reasoning (message) + offset);
}

/* Who follows the signals has the whole text, and the properties keep still until the end. */
static void
test_pieces (void)
{
  static const char * const pieces[] = { "A", "", "lready ", "“whole”", " 🧐", "\n" };
  g_autoptr(TroupeMessage) message = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);
  g_autoptr(NotifyLog) log = notify_log_new (message);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) reasoning = g_string_new (NULL);

  g_signal_connect (message, "text-appended", G_CALLBACK (appended_cb), text);
  g_signal_connect (message, "reasoning-appended", G_CALLBACK (reasoning_appended_cb), reasoning);
  troupe_message_set_streaming (message, TRUE);
  assert_notified (log, "streaming");
  g_assert_null (troupe_message_get_reasoning (message));

  for (guint i = 0; i < 1000; i++)
    {
      const char *piece = pieces[i % G_N_ELEMENTS (pieces)];

      troupe_message_append_text (message, piece, i % 2 == 0 ? -1 : (gssize) strlen (piece));
      troupe_message_append_reasoning (message, piece, i % 2 == 0 ? (gssize) strlen (piece) : -1);
    }
  troupe_message_append_text (message, "cut here|and not this", 9);
  assert_notified (log, "");
  g_assert_cmpstr (troupe_message_get_text (message), ==, text->str);
  g_assert_cmpuint (troupe_message_get_text_length (message), ==, text->len);
  g_assert_true (g_str_has_suffix (text->str, "cut here|"));
  g_assert_cmpstr (troupe_message_get_reasoning (message), ==, reasoning->str);

  troupe_message_set_streaming (message, FALSE);
  assert_notified (log, "reasoning streaming text");
  troupe_message_set_streaming (message, FALSE);
  assert_notified (log, "");
}

static void
test_labels (void)
{
  const TroupeUsage usage = { 1, 2, 3, 4, 5 };
  g_autoptr(TroupeMessage) message = troupe_message_new (TROUPE_ROLE_USER, "Hello");
  g_autoptr(NotifyLog) log = notify_log_new (message);
  TroupeRole role = TROUPE_ROLE_SYSTEM;
  g_autofree char *text = NULL;

  g_object_get (message, "role", &role, "text", &text, NULL);
  g_assert_cmpint (role, ==, TROUPE_ROLE_USER);
  g_assert_cmpstr (text, ==, "Hello");
  g_assert_true (troupe_message_is_complete (message));
  g_assert_false (troupe_usage_is_known (troupe_message_get_usage (message)));
  g_assert_cmpint (troupe_message_get_first_token_ms (message), ==, -1);

  for (guint i = 0; i < 2; i++)
    {
      troupe_message_set_persona (message, "a", "A", "🧐", "0123456789ab");
      assert_notified (log, i == 0 ? "persona-icon persona-id persona-name persona-revision" : "");
      troupe_message_set_model (message, "openai", "asked", NULL);
      assert_notified (log, i == 0 ? "model-requested provider" : "model-served");
      troupe_message_set_model (message, "openai", "asked", "served");
      assert_notified (log, "model-served");
      troupe_message_set_times (message, 0, 7);
      assert_notified (log, i == 0 ? "duration-ms first-token-ms" : "");
      troupe_message_set_usage (message, &usage);
      assert_notified (log, i == 0 ? "usage" : "");
      troupe_message_set_stop_reason (message, TROUPE_STOP_REASON_END);
      assert_notified (log, i == 0 ? "stop-reason" : "");
      troupe_message_set_error (message, "It failed.");
      assert_notified (log, i == 0 ? "error" : "");
      troupe_message_set_id (message, 3);
      assert_notified (log, i == 0 ? "id" : "");
      troupe_message_set_created_us (message, 4);
      assert_notified (log, i == 0 ? "created-us" : "");
      troupe_message_set_complete (message, FALSE);
      assert_notified (log, i == 0 ? "complete" : "");
    }

  g_assert_cmpstr (troupe_message_get_persona_revision (message), ==, "0123456789ab");
  g_assert_cmpstr (troupe_message_get_model_served (message), ==, "served");
  g_assert_true (troupe_usage_equal (troupe_message_get_usage (message), &usage));
}

/* Every property can be read, and those that can be written take what was read. */
static void
test_properties (void)
{
  g_autoptr(TroupeMessage) message = troupe_message_new (TROUPE_ROLE_TOOL, "Hello");
  g_autoptr(NotifyLog) log = NULL;
  g_autofree GParamSpec **pspecs = NULL;
  const TroupeUsage usage = { 1, 2, 3, 4, 5 };
  guint n_pspecs = 0;

  troupe_message_append_reasoning (message, "Why?", -1);
  troupe_message_set_persona (message, "a", "A", "🧐", "0123456789ab");
  troupe_message_set_model (message, "openai", "asked", "served");
  troupe_message_set_times (message, 1, 2);
  troupe_message_set_usage (message, &usage);
  troupe_message_set_error (message, "It failed.");
  log = notify_log_new (message);

  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (message), &n_pspecs);
  g_assert_cmpuint (n_pspecs, ==, 19);
  for (guint i = 0; i < n_pspecs; i++)
    {
      g_auto(GValue) value = G_VALUE_INIT;

      g_object_get_property (G_OBJECT (message), pspecs[i]->name, &value);
      if (G_VALUE_HOLDS_STRING (&value))
        g_assert_nonnull (g_value_get_string (&value));
      if ((pspecs[i]->flags & G_PARAM_WRITABLE) != 0 && (pspecs[i]->flags & G_PARAM_CONSTRUCT_ONLY) == 0)
        g_object_set_property (G_OBJECT (message), pspecs[i]->name, &value);
    }
  assert_notified (log, "");
}

static void
test_clear (void)
{
  g_autoptr(TroupeMessage) message = troupe_message_new (TROUPE_ROLE_ASSISTANT, "Half an ans");
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(NotifyLog) log = NULL;

  troupe_message_append_reasoning (message, "Hm.", -1);
  troupe_message_set_persona (message, "a", "A", NULL, NULL);
  troupe_message_set_model (message, "openai", "asked", "served");
  troupe_message_set_times (message, 1, 2);
  troupe_message_set_error (message, "It failed.");
  troupe_message_set_stop_reason (message, TROUPE_STOP_REASON_ERROR);
  log = notify_log_new (message);

  troupe_message_clear (message);
  assert_notified (log, "duration-ms error first-token-ms model-requested model-served provider reasoning stop-reason text");
  g_assert_cmpstr (troupe_message_get_text (message), ==, "");
  g_assert_null (troupe_message_get_reasoning (message));
  g_assert_null (troupe_message_get_error (message));
  /* Who speaks stays, for the retry. */
  g_assert_cmpstr (troupe_message_get_persona_id (message), ==, "a");

  troupe_message_clear (message);
  assert_notified (log, "");
  g_signal_connect (message, "text-appended", G_CALLBACK (appended_cb), text);
  troupe_message_append_text (message, "Again", -1);
  g_assert_cmpstr (text->str, ==, "Again");
}

static void
test_usage (void)
{
  const TroupeUsage one = { 1, -1, 0, 4, -1 };
  TroupeUsage sum = TROUPE_USAGE_UNKNOWN;
  TroupeUsage *copy;

  g_assert_false (troupe_usage_is_known (&sum));
  g_assert_false (troupe_usage_is_known (NULL));
  troupe_usage_add (&sum, &TROUPE_USAGE_UNKNOWN);
  g_assert_false (troupe_usage_is_known (&sum));

  for (int i = 1; i <= 3; i++)
    {
      troupe_usage_add (&sum, &one);
      g_assert_true (troupe_usage_equal (&sum, &((TroupeUsage) { i, -1, 0, 4 * i, -1 })));
    }
  troupe_usage_add (&sum, &TROUPE_USAGE_UNKNOWN);
  g_assert_cmpint (sum.input, ==, 3);

  /* None is known to be used, which is not the same as not known. */
  g_assert_true (troupe_usage_is_known (&((TroupeUsage) { -1, -1, 0, -1, -1 })));

  copy = troupe_usage_copy (&sum);
  g_assert_true (troupe_usage_equal (copy, &sum));
  troupe_usage_free (copy);
  g_assert_null (troupe_usage_copy (NULL));
}

static void
count_cb (guint *n_changes)
{
  (*n_changes)++;
}

static void
test_conversation (void)
{
  TroupeConversation *conversation = troupe_conversation_new ();
  GListModel *messages = troupe_conversation_list_messages (conversation);
  g_autoptr(NotifyLog) log = notify_log_new (conversation);

  for (guint i = 0; i < 2; i++)
    {
      troupe_conversation_set_title (conversation, "Index");
      assert_notified (log, i == 0 ? "title" : "");
      troupe_conversation_set_draft (conversation, "What about");
      assert_notified (log, i == 0 ? "draft" : "");
      troupe_conversation_set_persona_id (conversation, "planner");
      assert_notified (log, i == 0 ? "persona-id" : "");
      troupe_conversation_set_locks (conversation, 5);
      assert_notified (log, i == 0 ? "locks" : "");
      troupe_conversation_set_updated_us (conversation, 9);
      assert_notified (log, i == 0 ? "updated-us" : "");
      troupe_conversation_set_id (conversation, 2);
      assert_notified (log, i == 0 ? "id" : "");
    }
  troupe_conversation_set_draft (conversation, NULL);
  assert_notified (log, "draft");
  g_assert_cmpstr (troupe_conversation_get_draft (conversation), ==, "");
  g_assert_true (troupe_ai_settings_is_empty (troupe_conversation_get_session (conversation)));

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      g_autoptr(TroupeMessage) message = troupe_message_new (TROUPE_ROLE_USER, text);

      troupe_conversation_append (conversation, message);
    }
  g_assert_cmpuint (g_list_model_get_n_items (messages), ==, 5);
  troupe_conversation_replace_tail (conversation, 9, NULL);
  troupe_conversation_replace_tail (conversation, 5, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (messages), ==, 5);
  troupe_conversation_replace_tail (conversation, 2, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (messages), ==, 2);
  {
    g_autoptr(TroupeMessage) last = g_list_model_get_item (messages, 1);

    g_assert_cmpstr (troupe_message_get_text (last), ==, "1");
  }
  {
    g_autoptr(GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);
    g_autoptr(TroupeMessage) last = NULL;
    guint n_changes = 0;

    for (guint i = 0; i < 3; i++)
      g_ptr_array_add (others, troupe_message_new (TROUPE_ROLE_USER, "other"));
    g_signal_connect_swapped (messages, "items-changed", G_CALLBACK (count_cb), &n_changes);
    troupe_conversation_replace_tail (conversation, 1, others);
    g_assert_cmpuint (n_changes, ==, 1);
    g_assert_cmpuint (g_list_model_get_n_items (messages), ==, 4);
    last = g_list_model_get_item (messages, 3);
    g_assert_cmpstr (troupe_message_get_text (last), ==, "other");
    g_signal_handlers_disconnect_by_func (messages, count_cb, &n_changes);
  }
  troupe_conversation_replace_tail (conversation, 0, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (messages), ==, 0);

  g_clear_pointer (&log, notify_log_free);
  g_assert_finalize_object (conversation);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/message/grows-by-the-piece", test_pieces);
  g_test_add_func ("/model/message/notifies-once-per-change", test_labels);
  g_test_add_func ("/model/message/properties-read-and-write", test_properties);
  g_test_add_func ("/model/message/clear-leaves-who-speaks", test_clear);
  g_test_add_func ("/model/usage/unknown-is-not-zero", test_usage);
  g_test_add_func ("/model/conversation/notifies-and-replaces-its-tail", test_conversation);

  return g_test_run ();
}
