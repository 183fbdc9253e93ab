/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PROVIDER_EDITOR (troupe_provider_editor_get_type ())
G_DECLARE_FINAL_TYPE (TroupeProviderEditor, troupe_provider_editor, TROUPE, PROVIDER_EDITOR, AdwBin)

GtkWidget *troupe_provider_editor_new (TroupeWorkspace      *workspace,
                                       TroupeProviderConfig *config);

G_END_DECLS
