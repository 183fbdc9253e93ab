/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-catalog.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_SNAPSHOT (troupe_snapshot_get_type ())

G_DECLARE_FINAL_TYPE (TroupeSnapshot, troupe_snapshot, TROUPE, SNAPSHOT, GObject)

TroupeSnapshot *troupe_snapshot_new         (TroupeCatalog  *catalog,
                                             TroupeSnapshot *sibling);
TroupeCatalog  *troupe_snapshot_get_catalog (TroupeSnapshot *self);

G_END_DECLS
