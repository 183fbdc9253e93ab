/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-chat.h"

G_BEGIN_DECLS

struct _TroupeChat
{
  GObject             parent_instance;

  /* Owned References */
  TroupeConversation *conversation;
  TroupeResolver     *resolver;
  TroupeCatalog      *catalog;
  TroupeProviderSet  *providers;
  TroupeRecorder     *recorder;      /* (nullable) */
  gboolean            is_trial;      /* the persona need not be in the catalog */

  /* In Progress */
  GCancellable       *cancellable;   /* (owned) (nullable): of the answer under way */
  gboolean            is_loading;

  /* For Undo */
  GPtrArray          *superseded;    /* (owned) (nullable) (element-type TroupeMessage): what the last retry took out */
  guint               n_kept;        /* how many messages stand before them */
};

/* What waits for one answer */
typedef struct
{
  TroupeMessage *answer;             /* (owned) */
  GCancellable  *cancellable;        /* (owned) (nullable): the caller's */
  gulong         cancelled_id;
  gulong         batch_id;
  guint          n_kept;             /* how many messages it answers */
  gboolean       is_pending;         /* it is not in the conversation yet */
} TroupeChatAsk;

GTask    *troupe_chat_create_task     (TroupeChat          *self,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data,
                                       gpointer             tag);
gboolean  troupe_chat_may_begin       (TroupeChat          *self,
                                       GTask               *task);
void      troupe_chat_note_settings   (TroupeChat          *self);
void      troupe_chat_set_cancellable (TroupeChat          *self,
                                       GCancellable        *cancellable);
void      troupe_chat_tell_hop        (TroupeChat          *self,
                                       GError              *error);
void      troupe_chat_tell_retried    (TroupeChat          *self,
                                       guint                n_superseded);

void      troupe_chat_answer          (TroupeChat          *self,
                                       GTask               *task,
                                       guint                n_messages,
                                       gboolean             is_pending);
gboolean  troupe_chat_supersede       (TroupeChat          *self,
                                       TroupeChatAsk       *ask);

G_END_DECLS
