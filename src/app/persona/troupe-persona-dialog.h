/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-window.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PERSONA_DIALOG (troupe_persona_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TroupePersonaDialog, troupe_persona_dialog, TROUPE, PERSONA_DIALOG, GtkDialog)

void troupe_persona_dialog_present_new  (TroupeWindow  *window,
                                         TroupePersona *template);
void troupe_persona_dialog_present_edit (TroupeWindow  *window,
                                         TroupePersona *persona);

G_END_DECLS
