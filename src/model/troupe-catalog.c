/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-catalog.h"

/**
 * TroupeCatalog:
 *
 * Where definitions are found by their ids. The store's library is one; model
 * and engine need no more than this of it.
 */

G_DEFINE_INTERFACE (TroupeCatalog, troupe_catalog, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
troupe_catalog_default_init (TroupeCatalogInterface *iface)
{
  /**
   * TroupeCatalog::changed:
   * @self: the catalog
   * @kind: a #TroupeKind
   * @id: (nullable): which one; %NULL for many, or for the defaults
   *
   * A definition came, changed or went.
   */
  signals[CHANGED] = g_signal_new ("changed", TROUPE_TYPE_CATALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
}

/**
 * troupe_catalog_lookup:
 * @self: a catalog
 * @kind: which kind
 * @id: (nullable): an id
 *
 * Returns: (transfer none) (nullable): the definition that is in force by this id
 */
TroupeDefinition *
troupe_catalog_lookup (TroupeCatalog *self,
                       TroupeKind     kind,
                       const char    *id)
{
  g_return_val_if_fail (TROUPE_IS_CATALOG (self), NULL);

  return id != NULL ? TROUPE_CATALOG_GET_IFACE (self)->lookup (self, kind, id) : NULL;
}

/**
 * troupe_catalog_list:
 * @self: a catalog
 * @kind: which kind
 *
 * Returns: (transfer none): those in force, sorted by name
 */
GListModel *
troupe_catalog_list (TroupeCatalog *self,
                     TroupeKind     kind)
{
  g_return_val_if_fail (TROUPE_IS_CATALOG (self), NULL);

  return TROUPE_CATALOG_GET_IFACE (self)->list (self, kind);
}

/**
 * troupe_catalog_get_defaults:
 * @self: a catalog
 * @scope: whose
 *
 * Returns: (transfer none): the defaults of a scope
 */
TroupeAiSettings *
troupe_catalog_get_defaults (TroupeCatalog *self,
                             TroupeScope    scope)
{
  g_return_val_if_fail (TROUPE_IS_CATALOG (self), NULL);

  return TROUPE_CATALOG_GET_IFACE (self)->get_defaults (self, scope);
}

/**
 * troupe_catalog_emit_changed:
 * @self: a catalog
 * @kind: which kind
 * @id: (nullable): which one
 *
 * For who implements it: says that a definition came, changed or went.
 */
void
troupe_catalog_emit_changed (TroupeCatalog *self,
                             TroupeKind     kind,
                             const char    *id)
{
  g_return_if_fail (TROUPE_IS_CATALOG (self));

  g_signal_emit (self, signals[CHANGED], 0, (guint) kind, id);
}
