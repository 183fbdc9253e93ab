/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-setting-row.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PROMPT_ROW (troupe_prompt_row_get_type ())
G_DECLARE_FINAL_TYPE (TroupePromptRow, troupe_prompt_row, TROUPE, PROMPT_ROW, TroupeSettingRow)

G_END_DECLS
