/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-setting-row.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_CHOICE_ROW (troupe_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (TroupeChoiceRow, troupe_choice_row, TROUPE, CHOICE_ROW, TroupeSettingRow)

GPtrArray *troupe_setting_list_choices (TroupeWorkspace *workspace,
                                        TroupeField      field);
GListModel *troupe_setting_get_source  (TroupeWorkspace *workspace,
                                        TroupeField      field);

G_END_DECLS
