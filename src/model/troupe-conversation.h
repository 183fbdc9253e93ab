/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-ai-settings.h"
#include "troupe-message.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_CONVERSATION (troupe_conversation_get_type ())

G_DECLARE_FINAL_TYPE (TroupeConversation, troupe_conversation, TROUPE, CONVERSATION, GObject)

TroupeConversation *troupe_conversation_new            (void);

gint64              troupe_conversation_get_id         (TroupeConversation *self);
void                troupe_conversation_set_id         (TroupeConversation *self,
                                                        gint64              id);
const char         *troupe_conversation_get_title      (TroupeConversation *self);
void                troupe_conversation_set_title      (TroupeConversation *self,
                                                        const char         *title);
const char         *troupe_conversation_get_draft      (TroupeConversation *self);
void                troupe_conversation_set_draft      (TroupeConversation *self,
                                                        const char         *draft);
const char         *troupe_conversation_get_persona_id (TroupeConversation *self);
void                troupe_conversation_set_persona_id (TroupeConversation *self,
                                                        const char         *persona_id);
TroupeAiSettings   *troupe_conversation_get_session    (TroupeConversation *self);
guint               troupe_conversation_get_locks      (TroupeConversation *self);
void                troupe_conversation_set_locks      (TroupeConversation *self,
                                                        guint               locks);
gint64              troupe_conversation_get_updated_us (TroupeConversation *self);
void                troupe_conversation_set_updated_us (TroupeConversation *self,
                                                        gint64              updated_us);

GListModel         *troupe_conversation_list_messages  (TroupeConversation *self);
void                troupe_conversation_append         (TroupeConversation *self,
                                                        TroupeMessage      *message);
void                troupe_conversation_append_many    (TroupeConversation *self,
                                                        GPtrArray          *messages);
void                troupe_conversation_replace_tail   (TroupeConversation *self,
                                                        guint               n_keep,
                                                        GPtrArray          *messages);

G_END_DECLS
