/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-layer-row.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_LAYER_PROMPT_ROW (troupe_layer_prompt_row_get_type ())
G_DECLARE_FINAL_TYPE (TroupeLayerPromptRow, troupe_layer_prompt_row, TROUPE, LAYER_PROMPT_ROW, TroupeLayerRow)

GtkWidget *troupe_layer_prompt_row_get_text_row (TroupeLayerPromptRow *self);

G_END_DECLS
