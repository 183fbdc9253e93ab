/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-chat.h"
#include "troupe-ledger.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_DISCUSSIONS (troupe_discussions_get_type ())

G_DECLARE_FINAL_TYPE (TroupeDiscussions, troupe_discussions, TROUPE, DISCUSSIONS, GObject)

TroupeDiscussions  *troupe_discussions_new     (TroupeCatalog      *catalog,
                                                TroupeProviderSet  *providers,
                                                TroupeLedger       *ledger);
GListModel         *troupe_discussions_list    (TroupeDiscussions  *self);
void                troupe_discussions_take    (TroupeDiscussions  *self,
                                                GPtrArray          *conversations);
void                troupe_discussions_close   (TroupeDiscussions  *self);

TroupeConversation *troupe_discussions_create  (TroupeDiscussions  *self);
TroupeChat         *troupe_discussions_open    (TroupeDiscussions  *self,
                                                TroupeConversation *conversation);
void                troupe_discussions_delete  (TroupeDiscussions  *self,
                                                TroupeConversation *conversation);
void                troupe_discussions_restore (TroupeDiscussions  *self,
                                                TroupeConversation *conversation);

G_END_DECLS
