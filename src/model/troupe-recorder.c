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
