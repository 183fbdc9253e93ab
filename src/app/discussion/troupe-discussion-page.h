/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-page.h"
#include "troupe-window.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_DISCUSSION_PAGE (troupe_discussion_page_get_type ())

G_DECLARE_FINAL_TYPE (TroupeDiscussionPage, troupe_discussion_page, TROUPE, DISCUSSION_PAGE, TroupePage)

GtkWidget *troupe_discussion_page_new (TroupeWindow *window);

G_END_DECLS
