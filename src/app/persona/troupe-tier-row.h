/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-fold-row.h"
#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_TIER_ROW (troupe_tier_row_get_type ())
G_DECLARE_FINAL_TYPE (TroupeTierRow, troupe_tier_row, TROUPE, TIER_ROW, TroupeFoldRow)

GtkWidget  *troupe_tier_row_new          (TroupeTier       tier);

void        troupe_tier_row_set_source   (TroupeTierRow   *self,
                                          TroupeWorkspace *workspace,
                                          TroupePersona   *persona);
const char *troupe_tier_row_get_problem  (TroupeTierRow   *self);
void        troupe_tier_row_show_problem (TroupeTierRow   *self);

G_END_DECLS
