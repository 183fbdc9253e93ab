/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_AI_SETTINGS_PANEL (troupe_ai_settings_panel_get_type ())
G_DECLARE_FINAL_TYPE (TroupeAiSettingsPanel, troupe_ai_settings_panel, TROUPE, AI_SETTINGS_PANEL, AdwBin)

void  troupe_ai_settings_panel_set_source     (TroupeAiSettingsPanel *self,
                                               TroupeWorkspace       *workspace,
                                               TroupeResolver        *resolver);
void  troupe_ai_settings_panel_set_show_title (TroupeAiSettingsPanel *self,
                                               gboolean               show_title);
char *troupe_ai_settings_panel_dup_summary    (TroupeAiSettingsPanel *self);

G_END_DECLS
