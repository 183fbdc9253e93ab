/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-setting-row.h"

G_BEGIN_DECLS

void troupe_prompt_dialog_present (TroupeSettingRow *row);

G_END_DECLS
