/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-setting-row.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_NUMBER_ROW (troupe_number_row_get_type ())
G_DECLARE_FINAL_TYPE (TroupeNumberRow, troupe_number_row, TROUPE, NUMBER_ROW, TroupeSettingRow)

G_END_DECLS
