/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "troupe-prompt.h"
#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_SENT_PREVIEW (troupe_sent_preview_get_type ())
G_DECLARE_FINAL_TYPE (TroupeSentPreview, troupe_sent_preview, TROUPE, SENT_PREVIEW, GtkWidget)

void          troupe_sent_preview_set_source (TroupeSentPreview *self,
                                              TroupeWorkspace   *workspace,
                                              TroupePersona     *persona);
TroupeTier    troupe_sent_preview_get_tier   (TroupeSentPreview *self);
void          troupe_sent_preview_set_tier   (TroupeSentPreview *self,
                                              TroupeTier         tier);
TroupePrompt *troupe_sent_preview_get_prompt (TroupeSentPreview *self);

G_END_DECLS
