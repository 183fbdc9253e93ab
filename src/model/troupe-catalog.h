/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-ai-settings.h"
#include "troupe-definition.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_CATALOG (troupe_catalog_get_type ())

G_DECLARE_INTERFACE (TroupeCatalog, troupe_catalog, TROUPE, CATALOG, GObject)

struct _TroupeCatalogInterface
{
  GTypeInterface g_iface;

  TroupeDefinition *(*lookup)       (TroupeCatalog *self,
                                     TroupeKind     kind,
                                     const char    *id);
  GListModel       *(*list)         (TroupeCatalog *self,
                                     TroupeKind     kind);
  TroupeAiSettings *(*get_defaults) (TroupeCatalog *self,
                                     TroupeScope    scope);
};

TroupeDefinition *troupe_catalog_lookup       (TroupeCatalog *self,
                                               TroupeKind     kind,
                                               const char    *id);
GListModel       *troupe_catalog_list         (TroupeCatalog *self,
                                               TroupeKind     kind);
TroupeAiSettings *troupe_catalog_get_defaults (TroupeCatalog *self,
                                               TroupeScope    scope);

void              troupe_catalog_emit_changed (TroupeCatalog *self,
                                               TroupeKind     kind,
                                               const char    *id);

G_END_DECLS
