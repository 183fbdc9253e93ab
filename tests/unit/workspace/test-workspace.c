/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "troupe-model-error.h"
#include "troupe-workspace.h"

/* Every test has user folders of its own (G_TEST_OPTION_ISOLATE_DIRS) and opens one workspace after the other on them, as
 * starts of the program do. */

#define DEADLINE_S 20

static gboolean
late_cb (gpointer user_data)
{
  g_error ("Nothing happened in %d seconds", DEADLINE_S);

  return G_SOURCE_REMOVE;
}

#define wait_while(condition)                                        \
  G_STMT_START                                                       \
    {                                                                \
      guint late_id = g_timeout_add_seconds (DEADLINE_S, late_cb, NULL); \
      while (condition)                                              \
        g_main_context_iteration (NULL, TRUE);                       \
      g_source_remove (late_id);                                     \
    }                                                                \
  G_STMT_END

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static TroupeWorkspace *
open_workspace (GFile *project)
{
  TroupeWorkspace *workspace = troupe_workspace_new (project);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (troupe_workspace_is_loaded (workspace));
  troupe_workspace_load_async (workspace, NULL, result_cb, &result);
  wait_while (result == NULL);
  troupe_workspace_load_finish (workspace, result, &error);
  g_assert_no_error (error);
  g_assert_true (troupe_workspace_is_loaded (workspace));

  return workspace;
}

static void
close_workspace (TroupeWorkspace *workspace)
{
  troupe_workspace_close (workspace);
  /* What was stopped ends in the next turns. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (workspace);
}

static void
say (TroupeChat *chat,
     const char *text)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(TroupeMessage) answer = NULL;
  g_autoptr(GError) error = NULL;

  wait_while (troupe_chat_is_busy (chat));
  troupe_chat_send_async (chat, text, NULL, result_cb, &result);
  wait_while (result == NULL);
  answer = troupe_chat_send_finish (chat, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
}

static TroupeConversation *
get_conversation (TroupeWorkspace *workspace,
                  guint            position)
{
  TroupeConversation *conversation = g_list_model_get_item (troupe_workspace_list_conversations (workspace), position);

  g_assert_nonnull (conversation);
  /* The list keeps it. */
  g_object_unref (conversation);

  return conversation;
}

static guint
count_conversations (TroupeWorkspace *workspace)
{
  return g_list_model_get_n_items (troupe_workspace_list_conversations (workspace));
}

static void
write_file (const char *text,
            const char *first_part,
            ...)
{
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  g_autoptr(GError) error = NULL;
  va_list parts;

  va_start (parts, first_part);
  path = g_build_filename_valist (first_part, &parts);
  va_end (parts);

  folder = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static GFile *
make_project (void)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "weather", NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  return g_file_new_for_path (path);
}

static void
test_opens_without_files (void)
{
  TroupeWorkspace *workspace = open_workspace (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeResolver) resolver = troupe_workspace_create_resolver (workspace);

  g_assert_null (troupe_workspace_get_project (workspace));
  g_assert_cmpuint (count_conversations (workspace), ==, 0);
  g_assert_nonnull (troupe_workspace_find_persona (workspace, "plain-assistant", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (troupe_resolver_get_model_provider (resolver), ==, "rehearsal");
  g_assert_cmpuint (g_list_model_get_n_items (troupe_catalog_list (troupe_workspace_get_catalog (workspace),
                                                                   TROUPE_KIND_PERSONA)), >=, 8);

  close_workspace (workspace);
}

static void
test_loads_at_once_for_a_command (void)
{
  TroupeWorkspace *workspace = troupe_workspace_new (NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (troupe_workspace_load (workspace, &error));
  g_assert_no_error (error);
  g_assert_true (troupe_workspace_is_loaded (workspace));
  g_assert_nonnull (troupe_workspace_find_persona (workspace, "careful-reviewer", NULL));

  close_workspace (workspace);
}

static const struct
{
  const char *id;
  const char *text;              /* (nullable): of the file */
  int code;
  gboolean is_broken;            /* or else unknown */
  const char *says;
} lookups[] = {
  { "nobody", NULL, TROUPE_MODEL_ERROR_UNKNOWN_ID, FALSE, "nobody" },
  { NULL, NULL, TROUPE_MODEL_ERROR_UNKNOWN_ID, FALSE, "" },
  { "broken", "{\n  \"id\": \"broken\",\n  nonsense\n}\n", TROUPE_STORE_ERROR_BROKEN, TRUE, "broken.json:3" },
  { "hot", "{\n  \"format\": \"troupe-persona/1\",\n  \"id\": \"hot\",\n  \"name\": \"Hot\",\n  \"temperature\": 3\n}\n",
    TROUPE_STORE_ERROR_BROKEN, TRUE, "hot.json:5" },
};

static void
test_says_what_is_wrong_with_a_persona (void)
{
  TroupeWorkspace *workspace;

  for (guint i = 0; i < G_N_ELEMENTS (lookups); i++)
    {
      g_autofree char *name = g_strconcat (lookups[i].id, ".json", NULL);

      if (lookups[i].text != NULL)
        write_file (lookups[i].text, g_get_user_data_dir (), "troupe", "personas", name, NULL);
    }

  workspace = open_workspace (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lookups); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (troupe_workspace_find_persona (workspace, lookups[i].id, &error));
      if (lookups[i].is_broken)
        g_assert_error (error, TROUPE_STORE_ERROR, lookups[i].code);
      else
        g_assert_error (error, TROUPE_MODEL_ERROR, lookups[i].code);
      g_assert_nonnull (strstr (error->message, lookups[i].says));
    }

  close_workspace (workspace);
}

static void
test_tracks_are_the_projects (void)
{
  g_autoptr(GFile) project = make_project ();
  g_autofree char *path = g_file_get_path (project);
  g_autoptr(GError) error = NULL;
  TroupeWorkspace *workspace;

  write_file ("{\"format\": \"troupe-track/1\", \"id\": \"mend\", \"title\": \"Mend\", \"tickets\": "
              "[{\"id\": \"T1\", \"title\": \"One\", \"depends_on\": [\"T9\"]}]}\n",
              path, ".troupe", "tracks", "mend.json", NULL);

  workspace = open_workspace (project);
  g_assert_true (troupe_workspace_get_project (workspace) == project);
  g_assert_null (troupe_workspace_find_track (workspace, "mend", &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN);
  g_assert_nonnull (strstr (error->message, "T9"));
  g_clear_error (&error);

  g_assert_null (troupe_workspace_find_track (workspace, "build", &error));
  g_assert_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID);
  g_assert_nonnull (strstr (error->message, path));

  close_workspace (workspace);
}

static void
test_new_discussion_is_the_blank_one (void)
{
  TroupeWorkspace *workspace = open_workspace (NULL);
  g_autoptr(TroupeConversation) first = troupe_workspace_create_conversation (workspace);
  g_autoptr(TroupeConversation) again = troupe_workspace_create_conversation (workspace);
  g_autoptr(TroupeConversation) second = NULL;
  g_autoptr(TroupeChat) chat = troupe_workspace_open_chat (workspace, first);
  g_autoptr(TroupeChat) same = troupe_workspace_open_chat (workspace, first);

  g_assert_true (first == again);
  g_assert_true (chat == same);
  g_assert_cmpuint (count_conversations (workspace), ==, 0);
  g_assert_cmpstr (troupe_conversation_get_persona_id (first), ==, "plain-assistant");

  say (chat, "Hello");
  g_assert_cmpuint (count_conversations (workspace), ==, 1);
  g_assert_true (get_conversation (workspace, 0) == first);

  second = troupe_workspace_create_conversation (workspace);
  g_assert_true (second != first);
  g_assert_cmpuint (count_conversations (workspace), ==, 1);

  g_clear_object (&chat);
  g_clear_object (&same);
  close_workspace (workspace);
}

static void
test_draft_is_found_again (void)
{
  TroupeWorkspace *workspace = open_workspace (NULL);
  TroupeConversation *conversation = troupe_workspace_create_conversation (workspace);

  troupe_conversation_set_draft (conversation, "half a thou");
  troupe_recorder_save_conversation (TROUPE_RECORDER (troupe_workspace_get_ledger (workspace)), conversation);
  g_object_unref (conversation);
  close_workspace (workspace);

  workspace = open_workspace (NULL);
  g_assert_cmpuint (count_conversations (workspace), ==, 0);
  conversation = troupe_workspace_create_conversation (workspace);
  g_assert_cmpstr (troupe_conversation_get_draft (conversation), ==, "half a thou");
  g_object_unref (conversation);
  close_workspace (workspace);
}

static void
test_discussion_comes_back (void)
{
  g_autoptr(TroupeMessage) answer = NULL;
  TroupeWorkspace *workspace = open_workspace (NULL);
  TroupeConversation *conversation = troupe_workspace_create_conversation (workspace);
  TroupeChat *chat = troupe_workspace_open_chat (workspace, conversation);
  TroupeResolver *resolver = troupe_chat_get_resolver (chat);
  g_autoptr(TroupeAiSettings) dropped = NULL;
  g_auto(GValue) zero = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  dropped = troupe_resolver_select_persona (resolver,
                                            troupe_workspace_find_persona (workspace, "careful-reviewer", NULL));
  g_value_init (&zero, G_TYPE_DOUBLE);
  g_assert_true (troupe_resolver_override (resolver, TROUPE_FIELD_TEMPERATURE, &zero, &error));
  troupe_resolver_override_omit (resolver, TROUPE_FIELD_TOP_P);
  troupe_resolver_set_locked (resolver, TROUPE_FIELD_TEMPERATURE, TRUE);
  say (chat, "What do you see?");
  say (chat, "And now?");
  g_object_unref (chat);
  g_object_unref (conversation);
  close_workspace (workspace);

  workspace = open_workspace (NULL);
  g_assert_cmpuint (count_conversations (workspace), ==, 1);
  conversation = get_conversation (workspace, 0);
  g_assert_cmpstr (troupe_conversation_get_title (conversation), ==, "What do you see?");
  chat = troupe_workspace_open_chat (workspace, conversation);
  wait_while (troupe_chat_is_busy (chat));

  g_assert_cmpuint (g_list_model_get_n_items (troupe_conversation_list_messages (conversation)), ==, 4);
  answer = g_list_model_get_item (troupe_conversation_list_messages (conversation), 3);
  g_assert_true (troupe_message_is_complete (answer));
  g_assert_cmpstr (troupe_message_get_persona_id (answer), ==, "careful-reviewer");

  resolver = troupe_chat_get_resolver (chat);
  g_assert_cmpstr (troupe_definition_get_id (TROUPE_DEFINITION (troupe_resolver_get_persona (resolver))), ==, "careful-reviewer");
  g_assert_cmpuint (troupe_resolver_get_n_overrides (resolver), ==, 2);
  g_assert_cmpfloat (g_value_get_double (troupe_resolver_get_value (resolver, TROUPE_FIELD_TEMPERATURE)), ==, 0.0);
  g_assert_cmpint (troupe_resolver_get_state (resolver, TROUPE_FIELD_TOP_P), ==, TROUPE_FIELD_STATE_OMITTED);
  g_assert_true (troupe_resolver_get_locked (resolver, TROUPE_FIELD_TEMPERATURE));
  g_assert_false (troupe_resolver_get_locked (resolver, TROUPE_FIELD_TOP_P));
  g_object_unref (chat);
  close_workspace (workspace);
}

static void
test_most_recent_first (void)
{
  TroupeWorkspace *workspace = open_workspace (NULL);
  g_autoptr(TroupeConversation) old = troupe_workspace_create_conversation (workspace);
  g_autoptr(TroupeConversation) young = NULL;
  g_autoptr(TroupeChat) old_chat = troupe_workspace_open_chat (workspace, old);
  g_autoptr(TroupeChat) young_chat = NULL;

  say (old_chat, "First");
  young = troupe_workspace_create_conversation (workspace);
  young_chat = troupe_workspace_open_chat (workspace, young);
  say (young_chat, "Second");
  g_assert_true (get_conversation (workspace, 0) == young);

  say (old_chat, "First again");
  g_assert_true (get_conversation (workspace, 0) == old);
  g_assert_true (get_conversation (workspace, 1) == young);
  g_assert_cmpuint (count_conversations (workspace), ==, 2);

  g_clear_object (&old_chat);
  g_clear_object (&young_chat);
  close_workspace (workspace);
}

static void
test_deletion_can_be_taken_back (void)
{
  TroupeWorkspace *workspace = open_workspace (NULL);
  g_autoptr(TroupeConversation) conversation = troupe_workspace_create_conversation (workspace);
  TroupeChat *chat = troupe_workspace_open_chat (workspace, conversation);

  say (chat, "Keep this");
  g_object_unref (chat);
  troupe_workspace_delete_conversation (workspace, conversation);
  g_assert_cmpuint (count_conversations (workspace), ==, 0);
  troupe_workspace_restore_conversation (workspace, conversation);
  troupe_workspace_restore_conversation (workspace, conversation);
  g_assert_cmpuint (count_conversations (workspace), ==, 1);
  close_workspace (workspace);
  g_clear_object (&conversation);

  workspace = open_workspace (NULL);
  g_assert_cmpuint (count_conversations (workspace), ==, 1);
  troupe_workspace_delete_conversation (workspace, get_conversation (workspace, 0));
  close_workspace (workspace);

  workspace = open_workspace (NULL);
  g_assert_cmpuint (count_conversations (workspace), ==, 0);
  close_workspace (workspace);
}

static void
test_projects_are_apart (void)
{
  g_autoptr(GFile) project = make_project ();
  TroupeWorkspace *workspace = open_workspace (project);
  TroupeConversation *conversation = troupe_workspace_create_conversation (workspace);
  TroupeChat *chat = troupe_workspace_open_chat (workspace, conversation);

  say (chat, "About the project");
  g_object_unref (chat);
  g_object_unref (conversation);
  close_workspace (workspace);

  workspace = open_workspace (NULL);
  g_assert_cmpuint (count_conversations (workspace), ==, 0);
  close_workspace (workspace);

  workspace = open_workspace (project);
  g_assert_cmpuint (count_conversations (workspace), ==, 1);
  close_workspace (workspace);
}

static void
test_closing_stops_an_answer_and_keeps_it (void)
{
  TroupeWorkspace *workspace = open_workspace (NULL);
  TroupeConversation *conversation = troupe_workspace_create_conversation (workspace);
  TroupeChat *chat = troupe_workspace_open_chat (workspace, conversation);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(TroupeMessage) answer = NULL;
  g_autofree char *seen = NULL;

  wait_while (troupe_chat_is_busy (chat));
  troupe_chat_send_async (chat, "Tell me a long story", NULL, result_cb, &result);
  answer = g_list_model_get_item (troupe_conversation_list_messages (conversation), 1);
  wait_while (troupe_message_get_text_length (answer) < 40);
  seen = g_strdup (troupe_message_get_text (answer));
  g_clear_object (&answer);
  troupe_workspace_close (workspace);
  wait_while (result == NULL);
  g_object_unref (chat);
  g_object_unref (conversation);
  g_clear_object (&result);
  close_workspace (workspace);

  workspace = open_workspace (NULL);
  conversation = get_conversation (workspace, 0);
  chat = troupe_workspace_open_chat (workspace, conversation);
  wait_while (troupe_chat_is_busy (chat));
  answer = g_list_model_get_item (troupe_conversation_list_messages (conversation), 1);
  g_assert_nonnull (answer);
  g_assert_true (g_str_has_prefix (troupe_message_get_text (answer), seen));
  g_assert_false (troupe_message_is_complete (answer));
  g_assert_false (troupe_message_is_streaming (answer));
  g_object_unref (chat);
  close_workspace (workspace);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/workspace/opens-without-files", test_opens_without_files);
  g_test_add_func ("/workspace/loads-at-once-for-a-command", test_loads_at_once_for_a_command);
  g_test_add_func ("/workspace/says-what-is-wrong-with-a-persona", test_says_what_is_wrong_with_a_persona);
  g_test_add_func ("/workspace/tracks-are-the-project's", test_tracks_are_the_projects);
  g_test_add_func ("/workspace/new-discussion-is-the-blank-one", test_new_discussion_is_the_blank_one);
  g_test_add_func ("/workspace/draft-is-found-again", test_draft_is_found_again);
  g_test_add_func ("/workspace/discussion-comes-back", test_discussion_comes_back);
  g_test_add_func ("/workspace/most-recent-first", test_most_recent_first);
  g_test_add_func ("/workspace/deletion-can-be-taken-back", test_deletion_can_be_taken_back);
  g_test_add_func ("/workspace/projects-are-apart", test_projects_are_apart);
  g_test_add_func ("/workspace/closing-stops-an-answer-and-keeps-it", test_closing_stops_an_answer_and_keeps_it);

  return g_test_run ();
}
