/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_DEFINITION_EDITOR (troupe_definition_editor_get_type ())
G_DECLARE_FINAL_TYPE (TroupeDefinitionEditor, troupe_definition_editor, TROUPE, DEFINITION_EDITOR, AdwBin)

TroupeDefinition *troupe_definition_editor_get_copy     (TroupeDefinitionEditor *self);
void              troupe_definition_editor_set_source   (TroupeDefinitionEditor *self,
                                                         TroupeWorkspace        *workspace,
                                                         TroupeDefinition       *copy,
                                                         gboolean                is_new);

const char       *troupe_definition_editor_get_problem  (TroupeDefinitionEditor *self);
gboolean          troupe_definition_editor_get_is_pending
                                                        (TroupeDefinitionEditor *self);
gboolean          troupe_definition_editor_get_touched  (TroupeDefinitionEditor *self);
void              troupe_definition_editor_show_problem (TroupeDefinitionEditor *self);
void              troupe_definition_editor_show_section (TroupeDefinitionEditor *self,
                                                         const char             *id);

G_END_DECLS
