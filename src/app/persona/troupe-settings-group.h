/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-layer-source.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_SETTINGS_GROUP (troupe_settings_group_get_type ())
G_DECLARE_FINAL_TYPE (TroupeSettingsGroup, troupe_settings_group, TROUPE, SETTINGS_GROUP, AdwBin)

GtkWidget  *troupe_settings_group_new          (const char              *fields,
                                                gboolean                 is_nested);

void        troupe_settings_group_set_source   (TroupeSettingsGroup     *self,
                                                const TroupeLayerSource *source);
const char *troupe_settings_group_get_problem  (TroupeSettingsGroup     *self);
void        troupe_settings_group_show_problem (TroupeSettingsGroup     *self);

G_END_DECLS
