/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-layer-row.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PARAMETER_ROW (troupe_parameter_row_get_type ())
G_DECLARE_FINAL_TYPE (TroupeParameterRow, troupe_parameter_row, TROUPE, PARAMETER_ROW, TroupeLayerRow)

void troupe_parameter_row_set_source (TroupeParameterRow *self,
                                      TroupeWorkspace    *workspace,
                                      TroupeAiSettings   *settings);

G_END_DECLS
