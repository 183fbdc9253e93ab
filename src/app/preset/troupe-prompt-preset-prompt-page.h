/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-editor-page.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PROMPT_PRESET_PROMPT_PAGE (troupe_prompt_preset_prompt_page_get_type ())
G_DECLARE_FINAL_TYPE (TroupePromptPresetPromptPage, troupe_prompt_preset_prompt_page, TROUPE, PROMPT_PRESET_PROMPT_PAGE,
                      TroupeEditorPage)

G_END_DECLS
