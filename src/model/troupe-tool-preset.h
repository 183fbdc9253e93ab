/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-definition.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_TOOL_PRESET (troupe_tool_preset_get_type ())

G_DECLARE_FINAL_TYPE (TroupeToolPreset, troupe_tool_preset, TROUPE, TOOL_PRESET, TroupeDefinition)

TroupeToolPreset *troupe_tool_preset_new             (const char        *id);
TroupePermission  troupe_tool_preset_get_permission  (TroupeToolPreset  *self,
                                                      const char        *category,
                                                      const char        *tool);
gboolean          troupe_tool_preset_lookup          (TroupeToolPreset  *self,
                                                      const char        *category,
                                                      const char        *tool,
                                                      TroupePermission  *permission);
void              troupe_tool_preset_set_permission  (TroupeToolPreset  *self,
                                                      const char        *category,
                                                      const char        *tool,
                                                      TroupePermission   permission);
void              troupe_tool_preset_remove          (TroupeToolPreset  *self,
                                                      const char        *category,
                                                      const char        *tool);
char            **troupe_tool_preset_dup_categories  (TroupeToolPreset  *self);
char            **troupe_tool_preset_dup_tools       (TroupeToolPreset  *self,
                                                      const char        *category);
void              troupe_tool_preset_tighten         (TroupeToolPreset  *self,
                                                      TroupeToolPreset  *other);

G_END_DECLS
