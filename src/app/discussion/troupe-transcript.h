/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "troupe-conversation.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_TRANSCRIPT (troupe_transcript_get_type ())

G_DECLARE_FINAL_TYPE (TroupeTranscript, troupe_transcript, TROUPE, TRANSCRIPT, GtkWidget)

void troupe_transcript_set_conversation (TroupeTranscript   *self,
                                         TroupeConversation *conversation);
void troupe_transcript_set_can_retry    (TroupeTranscript   *self,
                                         gboolean            can_retry);

G_END_DECLS
