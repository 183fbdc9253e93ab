/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-catalog.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_FAKE_CATALOG (troupe_fake_catalog_get_type ())

G_DECLARE_FINAL_TYPE (TroupeFakeCatalog, troupe_fake_catalog, TROUPE, FAKE_CATALOG, GObject)

TroupeFakeCatalog *troupe_fake_catalog_new    (void);
void               troupe_fake_catalog_take   (TroupeFakeCatalog *self,
                                               gpointer           definition);
void               troupe_fake_catalog_remove (TroupeFakeCatalog *self,
                                               TroupeKind         kind,
                                               const char        *id);

G_END_DECLS
