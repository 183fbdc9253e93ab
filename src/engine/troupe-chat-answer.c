/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-answer.h"
#include "troupe-chat-private.h"
#include "troupe-clock.h"
#include "troupe-prompt.h"
#include "troupe-snapshot.h"
#include "troupe-turn.h"

/* One answer, from what it is asked with to what became of it. */

static void
ask_free (gpointer data)
{
  TroupeChatAsk *ask = data;

  g_assert (ask->cancelled_id == 0);
  g_assert (ask->batch_id == 0);

  g_clear_object (&ask->answer);
  g_clear_object (&ask->cancellable);
  g_free (ask);
}

/* What is in force now, in a resolver of its own that nobody can change. */
static TroupeResolver *
freeze (TroupeChat *self)
{
  g_autoptr(TroupeSnapshot) snapshot = troupe_snapshot_new (self->catalog, NULL);
  g_autoptr(TroupeResolver) frozen = troupe_resolver_new (TROUPE_CATALOG (snapshot));
  g_autoptr(TroupeAiSettings) session = troupe_ai_settings_copy (troupe_resolver_get_session (self->resolver));
  TroupePersona *persona = troupe_resolver_get_persona (self->resolver);

  if (persona != NULL)
    {
      g_autoptr(TroupeDefinition) copy = troupe_definition_copy (TROUPE_DEFINITION (persona));
      g_autoptr(TroupeAiSettings) dropped = troupe_resolver_select_persona (frozen, TROUPE_PERSONA (copy));
    }

  troupe_resolver_set_session (frozen, session);
  troupe_resolver_set_model_index (frozen, troupe_resolver_get_model_index (self->resolver));

  return g_steal_pointer (&frozen);
}

static void
add_messages (TroupeTurn *turn,
              GListModel *messages,
              guint       n_messages)
{
  for (guint i = 0; i < n_messages; i++)
    {
      g_autoptr(TroupeMessage) message = g_list_model_get_item (messages, i);

      /* An answer that failed before its first word says nothing to a model. */
      if (troupe_message_get_text_length (message) > 0)
        troupe_turn_add_message (turn, troupe_message_get_role (message), troupe_message_get_text (message));
    }
}

static void
caller_cancelled_cb (GCancellable *cancellable,
                     gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

static void
batch_cb (TroupeTurn *turn,
          gpointer    batch,
          GTask      *task)
{
  TroupeChat *self = g_task_get_source_object (task);
  TroupeChatAsk *ask = g_task_get_task_data (task);

  if (ask->is_pending && !troupe_chat_supersede (self, ask))
    return;

  troupe_recorder_save_message (self->recorder, self->conversation, ask->answer);
}

static void
hop_cb (TroupeTurn *turn,
        GError     *error,
        TroupeChat *self)
{
  g_message ("Going on with the next preferred model: %s", error->message);
  troupe_chat_tell_hop (self, error);
}

static void
settle (TroupeChat *self,
        GTask      *task,
        gpointer    turn)
{
  TroupeChatAsk *ask = g_task_get_task_data (task);

  if (turn != NULL)
    g_clear_signal_handler (&ask->batch_id, turn);
  if (ask->cancelled_id != 0)
    g_cancellable_disconnect (ask->cancellable, ask->cancelled_id);
  ask->cancelled_id = 0;

  /* What never had a word took no place, and nobody would find it. */
  if (!ask->is_pending)
    {
      troupe_conversation_set_updated_us (self->conversation, troupe_clock_get_real_us ());
      troupe_recorder_save_message (self->recorder, self->conversation, ask->answer);
      troupe_recorder_save_conversation (self->recorder, self->conversation);
    }
  troupe_chat_set_cancellable (self, NULL);
}

/* An answer that was cut short can be read all the same; one that says nothing, or waits for a tool, has failed. */
static gboolean
check_answer (TroupeMessage  *answer,
              GError        **error)
{
  if (troupe_message_get_text_length (answer) > 0 &&
      troupe_message_get_stop_reason (answer) != TROUPE_STOP_REASON_TOOL_CALLS)
    return TRUE;
  if (troupe_answer_check (answer, error))
    return TRUE;

  troupe_message_set_error (answer, (*error)->message);
  return FALSE;
}

static void
run_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  TroupeChat *self = g_task_get_source_object (task);
  TroupeChatAsk *ask = g_task_get_task_data (task);
  gboolean ok = troupe_turn_run_finish (TROUPE_TURN (source), result, &error) &&
                check_answer (ask->answer, &error);

  settle (self, task, source);

  if (ok)
    g_task_return_pointer (task, g_object_ref (ask->answer), g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
set_persona (TroupeMessage  *answer,
             TroupeResolver *resolver)
{
  TroupePersona *persona = troupe_resolver_get_persona (resolver);

  if (persona == NULL)
    return;

  troupe_message_set_persona (answer,
                              troupe_definition_get_id (TROUPE_DEFINITION (persona)),
                              troupe_definition_get_name (TROUPE_DEFINITION (persona)),
                              troupe_persona_get_icon (persona),
                              troupe_definition_get_revision (TROUPE_DEFINITION (persona)));
}

/*
 * troupe_chat_answer:
 * @self: the chat
 * @task: (transfer full): what waits for the end of the answer
 * @n_messages: how many messages are answered, from the oldest; the last one is the question
 * @is_pending: whether other messages follow, whose place the answer takes with its first words
 *
 * Asks for an answer.
 */
void
troupe_chat_answer (TroupeChat *self,
                    GTask      *task,
                    guint       n_messages,
                    gboolean    is_pending)
{
  g_autoptr(TroupeResolver) frozen = freeze (self);
  g_autoptr(TroupePrompt) prompt = troupe_prompt_compose (frozen, self->catalog, TROUPE_TIER_NONE, NULL, NULL);
  g_autoptr(TroupeTurn) turn = troupe_turn_new (frozen, self->providers, TROUPE_TIER_NONE,
                                                troupe_prompt_get_text (prompt));
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  TroupeChatAsk *ask = g_new0 (TroupeChatAsk, 1);

  add_messages (turn, troupe_conversation_list_messages (self->conversation), n_messages);

  ask->n_kept = n_messages;
  ask->is_pending = is_pending;
  ask->answer = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);
  g_set_object (&ask->cancellable, g_task_get_cancellable (task));
  g_task_set_task_data (task, ask, ask_free);
  troupe_message_set_created_us (ask->answer, troupe_clock_get_real_us ());
  set_persona (ask->answer, frozen);

  troupe_chat_note_settings (self);
  if (!is_pending)
    troupe_conversation_append (self->conversation, ask->answer);
  troupe_chat_set_cancellable (self, cancellable);

  if (!troupe_prompt_check (frozen, self->catalog, &error))
    {
      troupe_message_set_stop_reason (ask->answer, TROUPE_STOP_REASON_ERROR);
      troupe_message_set_error (ask->answer, error->message);
      troupe_message_set_complete (ask->answer, FALSE);
      settle (self, task, NULL);
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }

  troupe_message_set_streaming (ask->answer, TRUE);
  if (!is_pending)
    troupe_recorder_save_message (self->recorder, self->conversation, ask->answer);

  ask->batch_id = g_signal_connect (turn, "batch", G_CALLBACK (batch_cb), task);
  g_signal_connect_object (turn, "hop", G_CALLBACK (hop_cb), self, 0);

  if (ask->cancellable != NULL)
    ask->cancelled_id = g_cancellable_connect (ask->cancellable, G_CALLBACK (caller_cancelled_cb),
                                               g_object_ref (cancellable), g_object_unref);

  troupe_turn_run_async (turn, ask->answer, cancellable, run_cb, task);
}
