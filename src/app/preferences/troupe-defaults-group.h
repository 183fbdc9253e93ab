/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_DEFAULTS_GROUP (troupe_defaults_group_get_type ())
G_DECLARE_FINAL_TYPE (TroupeDefaultsGroup, troupe_defaults_group, TROUPE, DEFAULTS_GROUP, AdwPreferencesGroup)

GtkWidget *troupe_defaults_group_new (TroupeWorkspace *workspace);

G_END_DECLS
