/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-import-entry.h"
#include "troupe-library-batch.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_IMPORT_PLAN (troupe_import_plan_get_type ())

G_DECLARE_FINAL_TYPE (TroupeImportPlan, troupe_import_plan, TROUPE, IMPORT_PLAN, GObject)

TroupeImportPlan   *troupe_import_plan_new          (TroupeLibrary       *library);
void                troupe_import_plan_add          (TroupeImportPlan    *self,
                                                     TroupeImportEntry   *entry);
void                troupe_import_plan_update       (TroupeImportPlan    *self);
GListModel         *troupe_import_plan_list         (TroupeImportPlan    *self);
guint               troupe_import_plan_count        (TroupeImportPlan    *self,
                                                     TroupeImportOutcome  outcome);
TroupeLibraryBatch *troupe_import_plan_create_batch (TroupeImportPlan    *self,
                                                     TroupeScope          scope);

G_END_DECLS
