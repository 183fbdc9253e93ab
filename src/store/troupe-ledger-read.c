/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-clock.h"
#include "troupe-ledger-private.h"

/* What the ledger is asked for: conversations and their messages, and to take them out of the lists and back. */

typedef struct
{
  TroupeConversation *conversation;   /* (owned) */
  gint64              id;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_object_unref (load->conversation);
  g_free (load);
}

static gboolean
write_deletion (TroupeLedgerDb  *db,
                gpointer         data,
                GError         **error)
{
  const gint64 *values = data;

  return troupe_ledger_db_run (db, error, "UPDATE conversations SET deleted_us = ? WHERE id = ?", "ii", values[1], values[0]);
}

static void
list_conversations (TroupeLedgerDb *db,
                    GTask          *task)
{
  GError *error = NULL;
  GPtrArray *rows = troupe_ledger_conversation_list (db, g_task_get_task_data (task), &error);

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * troupe_ledger_list_conversations_async:
 * @self: the ledger
 * @project: (nullable): a project; %NULL for the conversations that belong to none
 * @cancellable: (nullable): stops the waiting
 * @callback: called when they are read
 * @user_data: for @callback
 *
 * Reads the conversations of a project, without their messages.
 */
void
troupe_ledger_list_conversations_async (TroupeLedger        *self,
                                        const char          *project,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (TROUPE_IS_LEDGER (self));

  if (!self->has_project)
    troupe_ledger_set_project (self, project);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_ledger_list_conversations_async);
  g_task_set_task_data (task, g_strdup (project), g_free);
  troupe_ledger_queue_work (self, task, list_conversations);
}

/**
 * troupe_ledger_list_conversations_finish:
 * @self: the ledger
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_ledger_list_conversations_async().
 *
 * Errors are %TROUPE_STORE_ERROR_LEDGER or %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable) (element-type TroupeConversation): those that are not deleted, the newest first
 */
GPtrArray *
troupe_ledger_list_conversations_finish (TroupeLedger  *self,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  g_autoptr(GPtrArray) rows = NULL;
  GPtrArray *conversations;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  rows = g_task_propagate_pointer (G_TASK (result), error);
  if (rows == NULL)
    return NULL;

  conversations = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      TroupeConversation *conversation = troupe_ledger_conversation_make (g_ptr_array_index (rows, i));

      troupe_ledger_follow (self, conversation);
      g_ptr_array_add (conversations, conversation);
    }

  return conversations;
}

static void
load_conversation (TroupeLedgerDb *db,
                   GTask          *task)
{
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *rows = troupe_ledger_message_list (db, load->id, &error);

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * troupe_ledger_load_conversation_async:
 * @self: the ledger
 * @conversation: a conversation of this ledger
 * @cancellable: (nullable): stops the waiting
 * @callback: called when its messages are read
 * @user_data: for @callback
 *
 * Reads the messages of a conversation.
 */
void
troupe_ledger_load_conversation_async (TroupeLedger        *self,
                                       TroupeConversation  *conversation,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  GTask *task;
  Load *load;

  g_return_if_fail (TROUPE_IS_LEDGER (self));
  g_return_if_fail (TROUPE_IS_CONVERSATION (conversation));

  load = g_new0 (Load, 1);
  load->conversation = g_object_ref (conversation);
  load->id = troupe_conversation_get_id (conversation);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_ledger_load_conversation_async);
  g_task_set_task_data (task, load, load_free);
  troupe_ledger_queue_work (self, task, load_conversation);
}

/**
 * troupe_ledger_load_conversation_finish:
 * @self: the ledger
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_ledger_load_conversation_async(): puts the messages into the conversation in one step. One that has messages already
 * stays as it is. An answer that was coming in when its process ended is incomplete and says so.
 *
 * Errors are %TROUPE_STORE_ERROR_LEDGER or %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether the messages are there
 */
gboolean
troupe_ledger_load_conversation_finish (TroupeLedger  *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GPtrArray) messages = NULL;
  TroupeConversation *conversation;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  conversation = ((Load *) g_task_get_task_data (G_TASK (result)))->conversation;
  rows = g_task_propagate_pointer (G_TASK (result), error);
  if (rows == NULL)
    return FALSE;

  troupe_ledger_follow (self, conversation);
  if (rows->len == 0 || g_list_model_get_n_items (troupe_conversation_list_messages (conversation)) > 0)
    return TRUE;

  messages = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      TroupeMessage *message = troupe_ledger_message_make (g_ptr_array_index (rows, i));

      troupe_ledger_note_id (self, troupe_message_get_id (message));
      g_ptr_array_add (messages, message);
    }
  troupe_conversation_append_many (conversation, messages);

  return TRUE;
}

static void
mark_deleted (TroupeLedger *self,
              gint64        id,
              gint64        deleted_us)
{
  gint64 *values = g_new (gint64, 2);

  values[0] = id;
  values[1] = deleted_us;
  troupe_ledger_queue_write (self, TRUE, write_deletion, values, g_free);
}

/**
 * troupe_ledger_delete_conversation:
 * @self: the ledger
 * @conversation: a conversation
 *
 * Takes a conversation out of the lists. It can be restored until the ledger is closed, and is gone then.
 */
void
troupe_ledger_delete_conversation (TroupeLedger       *self,
                                   TroupeConversation *conversation)
{
  gint64 id;

  g_return_if_fail (TROUPE_IS_LEDGER (self));
  g_return_if_fail (TROUPE_IS_CONVERSATION (conversation));

  id = troupe_conversation_get_id (conversation);
  if (id == 0)
    return;

  g_hash_table_add (self->deleted, g_memdup2 (&id, sizeof id));
  mark_deleted (self, id, MAX (troupe_clock_get_real_us (), 1));
}

/**
 * troupe_ledger_restore_conversation:
 * @self: the ledger
 * @conversation: a conversation that was deleted
 *
 * Takes troupe_ledger_delete_conversation() back.
 */
void
troupe_ledger_restore_conversation (TroupeLedger       *self,
                                    TroupeConversation *conversation)
{
  gint64 id;

  g_return_if_fail (TROUPE_IS_LEDGER (self));
  g_return_if_fail (TROUPE_IS_CONVERSATION (conversation));

  id = troupe_conversation_get_id (conversation);
  if (id == 0)
    return;

  g_hash_table_remove (self->deleted, &id);
  mark_deleted (self, id, 0);
}
