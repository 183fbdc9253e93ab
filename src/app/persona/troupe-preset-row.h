/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-layer-row.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PRESET_ROW (troupe_preset_row_get_type ())
G_DECLARE_FINAL_TYPE (TroupePresetRow, troupe_preset_row, TROUPE, PRESET_ROW, TroupeLayerRow)

void troupe_preset_row_set_source (TroupePresetRow  *self,
                                   TroupeWorkspace  *workspace,
                                   TroupeAiSettings *settings,
                                   TroupeResolver   *resolver);

G_END_DECLS
