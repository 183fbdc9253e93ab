/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-layer-source.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_MODEL_LIST_GROUP (troupe_model_list_group_get_type ())
G_DECLARE_FINAL_TYPE (TroupeModelListGroup, troupe_model_list_group, TROUPE, MODEL_LIST_GROUP, AdwPreferencesGroup)

GtkWidget *troupe_model_list_group_new          (gboolean                 is_nested);

void       troupe_model_list_group_set_source   (TroupeModelListGroup    *self,
                                                 const TroupeLayerSource *source);
void       troupe_model_list_group_show_problem (TroupeModelListGroup    *self);

G_END_DECLS
