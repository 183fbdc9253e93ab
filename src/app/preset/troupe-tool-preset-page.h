/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-editor-page.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_TOOL_PRESET_PAGE (troupe_tool_preset_page_get_type ())
G_DECLARE_FINAL_TYPE (TroupeToolPresetPage, troupe_tool_preset_page, TROUPE, TOOL_PRESET_PAGE, TroupeEditorPage)

G_END_DECLS
