/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-conversation.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_RECENT_LIST (troupe_recent_list_get_type ())
G_DECLARE_FINAL_TYPE (TroupeRecentList, troupe_recent_list, TROUPE, RECENT_LIST, GtkWidget)

void     troupe_recent_list_set_conversations (TroupeRecentList   *self,
                                               GListModel         *conversations);
gboolean troupe_recent_list_select            (TroupeRecentList   *self,
                                               TroupeConversation *conversation);

G_END_DECLS
