/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-recorder.h"

/**
 * TroupeRecorder:
 *
 * Writes down what happened. The store's ledger is one; the engine tells it
 * before it tells anybody else. Each function returns at once.
 */

G_DEFINE_INTERFACE (TroupeRecorder, troupe_recorder, G_TYPE_OBJECT)

static void
troupe_recorder_default_init (TroupeRecorderInterface *iface)
{
}

/**
 * troupe_recorder_save_conversation:
 * @self: (nullable): a recorder
 * @conversation: its title, draft, persona and session are written
 *
 * Has a conversation written down, soon and not now.
 */
void
troupe_recorder_save_conversation (TroupeRecorder     *self,
                                   TroupeConversation *conversation)
{
  if (self != NULL)
    TROUPE_RECORDER_GET_IFACE (self)->save_conversation (self, conversation);
}

/**
 * troupe_recorder_save_message:
 * @self: (nullable): a recorder
 * @conversation: where the message stands
 * @message: the message as it is now; while it streams this may be called for every piece
 *
 * Has a message written down, soon and not now.
 */
void
troupe_recorder_save_message (TroupeRecorder     *self,
                              TroupeConversation *conversation,
                              TroupeMessage      *message)
{
  if (self != NULL)
    TROUPE_RECORDER_GET_IFACE (self)->save_message (self, conversation, message);
}

/**
 * troupe_recorder_run_event:
 * @self: (nullable): a recorder
 * @run: a run
 * @event: what happened in it, an object
 *
 * Has an event of a run written down, soon and not now.
 */
void
troupe_recorder_run_event (TroupeRecorder *self,
                           TroupeRun      *run,
                           JsonNode       *event)
{
  if (self != NULL)
    TROUPE_RECORDER_GET_IFACE (self)->run_event (self, run, event);
}

/**
 * troupe_recorder_flush_async:
 * @self: a recorder
 * @cancellable: (nullable): stops the waiting
 * @callback: called when all that it was told before is written down for good
 * @user_data: for @callback
 *
 * Waits until nothing of what was told can be lost any more. A recorder that keeps nothing answers at once.
 */
void
troupe_recorder_flush_async (TroupeRecorder      *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (TROUPE_IS_RECORDER (self));

  if (TROUPE_RECORDER_GET_IFACE (self)->flush_async != NULL)
    {
      TROUPE_RECORDER_GET_IFACE (self)->flush_async (self, cancellable, callback, user_data);
      return;
    }

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_recorder_flush_async);
  g_task_return_boolean (task, TRUE);
}

/**
 * troupe_recorder_flush_finish:
 * @self: a recorder
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_recorder_flush_async().
 *
 * Errors are the recorder's own, or %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether all is written down
 */
gboolean
troupe_recorder_flush_finish (TroupeRecorder  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (TROUPE_IS_RECORDER (self), FALSE);

  if (TROUPE_RECORDER_GET_IFACE (self)->flush_finish != NULL)
    return TROUPE_RECORDER_GET_IFACE (self)->flush_finish (self, result, error);

  return g_task_propagate_boolean (G_TASK (result), error);
}
