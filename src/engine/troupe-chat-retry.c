/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-chat-private.h"
#include "troupe-clock.h"

/*
 * An answer once more.
 *
 * The old answer and what followed it stay until the new one has something to say. Then they are taken out of the conversation in
 * one step, which the ledger sees and marks them superseded; they are kept here for Undo.
 */

static gboolean
says_something (TroupeMessage *message)
{
  const char *reasoning = troupe_message_get_reasoning (message);

  return troupe_message_get_text_length (message) > 0 || (reasoning != NULL && *reasoning != '\0');
}

/* Returns (transfer full) the messages from @position on. */
static GPtrArray *
list_tail (TroupeChat *self,
           guint       position)
{
  GListModel *messages = troupe_conversation_list_messages (self->conversation);
  GPtrArray *tail = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = position; i < g_list_model_get_n_items (messages); i++)
    g_ptr_array_add (tail, g_list_model_get_item (messages, i));

  return tail;
}

/* Whether anything would be lost if all from @position on went. */
static gboolean
has_words_from (TroupeChat *self,
                guint       position)
{
  g_autoptr(GPtrArray) tail = list_tail (self, position);

  for (guint i = 0; i < tail->len; i++)
    {
      if (says_something (tail->pdata[i]))
        return TRUE;
    }

  return FALSE;
}

/* How many messages there are up to the question: the one before @answer, or the last one. 0 when there is none. */
static guint
find_question (TroupeChat    *self,
               TroupeMessage *answer)
{
  GListModel *messages = troupe_conversation_list_messages (self->conversation);
  gboolean found = answer == NULL;
  guint n_kept;

  for (n_kept = g_list_model_get_n_items (messages); n_kept > 0; n_kept--)
    {
      g_autoptr(TroupeMessage) message = g_list_model_get_item (messages, n_kept - 1);

      if (message == answer)
        found = TRUE;
      if (found && troupe_message_get_role (message) == TROUPE_ROLE_USER)
        break;
    }

  return n_kept;
}

/*
 * troupe_chat_supersede:
 * @self: the chat
 * @ask: an answer that waits for its first words
 *
 * Puts the answer in the place of the old ones, if it has something to say.
 *
 * Returns: whether it is in the conversation now
 */
gboolean
troupe_chat_supersede (TroupeChat    *self,
                       TroupeChatAsk *ask)
{
  g_autoptr(GPtrArray) answers = NULL;

  /* What comes after Stop comes too late. */
  if (troupe_message_get_text_length (ask->answer) == 0 || g_cancellable_is_cancelled (self->cancellable))
    return FALSE;

  ask->is_pending = FALSE;
  g_clear_pointer (&self->superseded, g_ptr_array_unref);
  self->superseded = list_tail (self, ask->n_kept);
  self->n_kept = ask->n_kept;

  /* The new one is written down before the old ones are marked: at no moment is there none. */
  answers = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (answers, g_object_ref (ask->answer));
  troupe_recorder_save_message (self->recorder, self->conversation, ask->answer);
  troupe_conversation_replace_tail (self->conversation, ask->n_kept, answers);
  troupe_conversation_set_updated_us (self->conversation, troupe_clock_get_real_us ());
  troupe_recorder_save_conversation (self->recorder, self->conversation);
  troupe_chat_tell_retried (self, self->superseded->len);

  return TRUE;
}

/**
 * troupe_chat_retry_async:
 * @self: a chat
 * @answer: (nullable): the answer to give again, or %NULL for the last one
 * @cancellable: (nullable): stops the answer, like troupe_chat_stop()
 * @callback: called at the end of the new answer; ends with troupe_chat_send_finish()
 * @user_data: for @callback
 *
 * Asks the question of an answer again. The answer and everything after it stay until the first words of the new one are
 * there, which #TroupeChat::retried tells of; when none come, the conversation is as it was. An answer that says nothing,
 * because it failed before its first word, makes room at once, as if the question were put anew.
 */
void
troupe_chat_retry_async (TroupeChat          *self,
                         TroupeMessage       *answer,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  gboolean is_pending;
  guint n_kept;

  g_return_if_fail (TROUPE_IS_CHAT (self));
  g_return_if_fail (answer == NULL || TROUPE_IS_MESSAGE (answer));

  task = troupe_chat_create_task (self, cancellable, callback, user_data, troupe_chat_retry_async);

  if (!troupe_chat_may_begin (self, task))
    return;

  n_kept = find_question (self, answer);
  if (n_kept == 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               _("There is no question to ask again; ask a new one."));
      return;
    }

  is_pending = has_words_from (self, n_kept);
  if (!is_pending)
    {
      g_clear_pointer (&self->superseded, g_ptr_array_unref);
      troupe_conversation_replace_tail (self->conversation, n_kept, NULL);
      troupe_conversation_set_updated_us (self->conversation, troupe_clock_get_real_us ());
    }

  troupe_chat_note_settings (self);
  troupe_recorder_save_conversation (self->recorder, self->conversation);

  troupe_chat_answer (self, g_steal_pointer (&task), n_kept, is_pending);
}

/**
 * troupe_chat_undo_retry:
 * @self: a chat
 *
 * Takes the last retry back: what it superseded is in the conversation again, and what came in its place is superseded
 * instead. If that is still coming in, it is stopped. There is nothing to take back before a retry has had its first words,
 * after it was taken back, and once something else was asked.
 *
 * Returns: whether there was something to take back
 */
gboolean
troupe_chat_undo_retry (TroupeChat *self)
{
  g_autoptr(GPtrArray) superseded = NULL;

  g_return_val_if_fail (TROUPE_IS_CHAT (self), FALSE);

  superseded = g_steal_pointer (&self->superseded);
  if (superseded == NULL)
    return FALSE;

  troupe_chat_stop (self);
  troupe_conversation_replace_tail (self->conversation, self->n_kept, superseded);
  troupe_conversation_set_updated_us (self->conversation, troupe_clock_get_real_us ());
  troupe_recorder_save_conversation (self->recorder, self->conversation);

  return TRUE;
}
