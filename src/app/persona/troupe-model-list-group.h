/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_MODEL_LIST_GROUP (troupe_model_list_group_get_type ())
G_DECLARE_FINAL_TYPE (TroupeModelListGroup, troupe_model_list_group, TROUPE, MODEL_LIST_GROUP, AdwPreferencesGroup)

void troupe_model_list_group_set_source (TroupeModelListGroup *self,
                                         TroupeWorkspace      *workspace,
                                         TroupeAiSettings     *settings);

G_END_DECLS
