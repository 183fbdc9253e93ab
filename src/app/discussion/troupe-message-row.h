/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "troupe-message.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_MESSAGE_ROW (troupe_message_row_get_type ())

G_DECLARE_FINAL_TYPE (TroupeMessageRow, troupe_message_row, TROUPE, MESSAGE_ROW, GtkWidget)

GtkWidget     *troupe_message_row_new           (TroupeMessage    *message);

TroupeMessage *troupe_message_row_get_message   (TroupeMessageRow *self);

void           troupe_message_row_set_can_retry (TroupeMessageRow *self,
                                                 gboolean          can_retry);

G_END_DECLS
