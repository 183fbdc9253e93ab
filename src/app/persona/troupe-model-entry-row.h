/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-fold-row.h"
#include "troupe-layer-source.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_MODEL_ENTRY_ROW (troupe_model_entry_row_get_type ())
G_DECLARE_FINAL_TYPE (TroupeModelEntryRow, troupe_model_entry_row, TROUPE, MODEL_ENTRY_ROW, TroupeFoldRow)

GtkWidget        *troupe_model_entry_row_new          (void);

TroupeModelEntry *troupe_model_entry_row_get_entry    (TroupeModelEntryRow     *self);
void              troupe_model_entry_row_set_entry    (TroupeModelEntryRow     *self,
                                                       const TroupeLayerSource *list,
                                                       TroupeModelEntry        *entry);
guint             troupe_model_entry_row_get_index    (TroupeModelEntryRow     *self);
void              troupe_model_entry_row_set_index    (TroupeModelEntryRow     *self,
                                                       guint                    index,
                                                       guint                    n_entries);
const char       *troupe_model_entry_row_get_problem  (TroupeModelEntryRow     *self);
void              troupe_model_entry_row_show_problem (TroupeModelEntryRow     *self);

G_END_DECLS
