/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-setting-row.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_MODEL_ROW (troupe_model_row_get_type ())
G_DECLARE_FINAL_TYPE (TroupeModelRow, troupe_model_row, TROUPE, MODEL_ROW, TroupeSettingRow)

G_END_DECLS
