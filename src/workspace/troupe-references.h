/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-catalog.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_REFERENCES (troupe_references_get_type ())

G_DECLARE_FINAL_TYPE (TroupeReferences, troupe_references, TROUPE, REFERENCES, GObject)

TroupeReferences *troupe_references_new       (TroupeCatalog    *catalog);
guint             troupe_references_count     (TroupeReferences *self,
                                               TroupeKind        kind,
                                               const char       *id);
char            **troupe_references_dup_names (TroupeReferences *self,
                                               TroupeKind        kind,
                                               const char       *id,
                                               guint             max_names);

G_END_DECLS
