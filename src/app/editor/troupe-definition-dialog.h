/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_DEFINITION_DIALOG (troupe_definition_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TroupeDefinitionDialog, troupe_definition_dialog, TROUPE, DEFINITION_DIALOG, GtkDialog)

GtkWidget *troupe_definition_dialog_new      (GtkWindow              *parent,
                                              TroupeWorkspace        *workspace,
                                              TroupeDefinition       *source,
                                              TroupeKind              kind,
                                              const char             *section);
GtkWidget *troupe_definition_dialog_new_from (GtkWindow              *parent,
                                              TroupeWorkspace        *workspace,
                                              TroupeDefinition       *template);
void       troupe_definition_dialog_present  (TroupeDefinitionDialog *self);

G_END_DECLS
