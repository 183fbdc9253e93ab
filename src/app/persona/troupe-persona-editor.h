/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PERSONA_EDITOR (troupe_persona_editor_get_type ())
G_DECLARE_FINAL_TYPE (TroupePersonaEditor, troupe_persona_editor, TROUPE, PERSONA_EDITOR, AdwBin)

TroupePersona *troupe_persona_editor_get_copy     (TroupePersonaEditor *self);
void           troupe_persona_editor_set_source   (TroupePersonaEditor *self,
                                                   TroupeWorkspace     *workspace,
                                                   TroupePersona       *copy,
                                                   gboolean             is_new);

TroupeScope    troupe_persona_editor_get_scope    (TroupePersonaEditor *self);
const char    *troupe_persona_editor_get_problem  (TroupePersonaEditor *self);
void           troupe_persona_editor_show_problem (TroupePersonaEditor *self);

G_END_DECLS
