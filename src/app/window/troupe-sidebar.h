/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-conversation.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_SIDEBAR (troupe_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (TroupeSidebar, troupe_sidebar, TROUPE, SIDEBAR, AdwBin)

void troupe_sidebar_add_place         (TroupeSidebar      *self,
                                       const char         *name,
                                       const char         *title,
                                       const char         *icon_name);
void troupe_sidebar_set_place         (TroupeSidebar      *self,
                                       const char         *name,
                                       TroupeConversation *conversation);
void troupe_sidebar_set_project       (TroupeSidebar      *self,
                                       GFile              *project);
void troupe_sidebar_set_conversations (TroupeSidebar      *self,
                                       GListModel         *conversations);
void troupe_sidebar_set_folded        (TroupeSidebar      *self,
                                       gboolean            folded);

G_END_DECLS
