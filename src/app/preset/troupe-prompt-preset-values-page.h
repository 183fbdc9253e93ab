/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-editor-page.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PROMPT_PRESET_VALUES_PAGE (troupe_prompt_preset_values_page_get_type ())
G_DECLARE_FINAL_TYPE (TroupePromptPresetValuesPage, troupe_prompt_preset_values_page, TROUPE, PROMPT_PRESET_VALUES_PAGE,
                      TroupeEditorPage)

G_END_DECLS
