/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-snapshot.h"

/**
 * TroupeSnapshot:
 *
 * A catalog that stands still: the defaults as they were when it was made, and each definition as it was when it was
 * first looked up. An answer under way asks this one, so that nothing which is edited meanwhile reaches it.
 *
 * Snapshots that are siblings share the copies of what has not changed between them, so that a run of very many
 * tickets holds one copy of a persona and not one for each attempt. The copies are never written to.
 */
struct _TroupeSnapshot
{
  GObject           parent_instance;

  TroupeCatalog    *catalog;   /* (owned): the one that lives on */
  GHashTable       *pool;      /* (owned): "kind/id" to the newest copy; shared by siblings */
  GHashTable       *found;     /* (owned): "kind/id" to a copy, or to NULL for what did not exist */
  TroupeAiSettings *defaults[TROUPE_SCOPE_PROJECT + 1];  /* (owned) (nullable) */
};

static void catalog_iface_init (TroupeCatalogInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TroupeSnapshot, troupe_snapshot, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TROUPE_TYPE_CATALOG, catalog_iface_init))

static void
object_unref0 (gpointer data)
{
  if (data != NULL)
    g_object_unref (data);
}

static gboolean
is_same (TroupeDefinition *copy,
         TroupeDefinition *live)
{
  return G_OBJECT_TYPE (copy) == G_OBJECT_TYPE (live) &&
         troupe_definition_get_scope (copy) == troupe_definition_get_scope (live) &&
         g_strcmp0 (troupe_definition_get_revision (copy), troupe_definition_get_revision (live)) == 0 &&
         troupe_definition_equal (copy, live);
}

/* Returns (transfer full) a copy, which may be a sibling's. */
static TroupeDefinition *
copy_definition (TroupeSnapshot   *self,
                 const char       *key,
                 TroupeDefinition *live)
{
  TroupeDefinition *known = g_hash_table_lookup (self->pool, key);
  TroupeDefinition *copy;

  if (known != NULL && is_same (known, live))
    return g_object_ref (known);

  copy = troupe_definition_copy (live);
  g_hash_table_replace (self->pool, g_strdup (key), g_object_ref (copy));

  return copy;
}

static TroupeAiSettings *
copy_defaults (TroupeSnapshot *self,
               TroupeScope     scope)
{
  TroupeAiSettings *live = troupe_catalog_get_defaults (self->catalog, scope);
  g_autofree char *key = g_strdup_printf ("defaults/%d", (int) scope);
  TroupeAiSettings *known = g_hash_table_lookup (self->pool, key);
  TroupeAiSettings *copy;

  if (live == NULL)
    return NULL;
  if (known != NULL && troupe_ai_settings_equal (known, live))
    return g_object_ref (known);

  copy = troupe_ai_settings_copy (live);
  g_hash_table_replace (self->pool, g_steal_pointer (&key), g_object_ref (copy));

  return copy;
}

static TroupeDefinition *
troupe_snapshot_lookup (TroupeCatalog *catalog,
                        TroupeKind     kind,
                        const char    *id)
{
  TroupeSnapshot *self = TROUPE_SNAPSHOT (catalog);
  g_autofree char *key = NULL;
  TroupeDefinition *live;
  gpointer found;

  if (id == NULL)
    return NULL;

  key = g_strdup_printf ("%d/%s", (int) kind, id);
  if (g_hash_table_lookup_extended (self->found, key, NULL, &found))
    return found;

  live = troupe_catalog_lookup (self->catalog, kind, id);
  found = live != NULL ? copy_definition (self, key, live) : NULL;
  g_hash_table_insert (self->found, g_steal_pointer (&key), found);

  return found;
}

static GListModel *
troupe_snapshot_list (TroupeCatalog *catalog,
                      TroupeKind     kind)
{
  return troupe_catalog_list (TROUPE_SNAPSHOT (catalog)->catalog, kind);
}

static TroupeAiSettings *
troupe_snapshot_get_defaults (TroupeCatalog *catalog,
                              TroupeScope    scope)
{
  g_return_val_if_fail ((guint) scope <= TROUPE_SCOPE_PROJECT, NULL);

  return TROUPE_SNAPSHOT (catalog)->defaults[scope];
}

static void
catalog_iface_init (TroupeCatalogInterface *iface)
{
  iface->lookup = troupe_snapshot_lookup;
  iface->list = troupe_snapshot_list;
  iface->get_defaults = troupe_snapshot_get_defaults;
}

static void
troupe_snapshot_finalize (GObject *object)
{
  TroupeSnapshot *self = TROUPE_SNAPSHOT (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->defaults); i++)
    g_clear_object (&self->defaults[i]);
  g_clear_pointer (&self->found, g_hash_table_unref);
  g_clear_pointer (&self->pool, g_hash_table_unref);
  g_clear_object (&self->catalog);

  G_OBJECT_CLASS (troupe_snapshot_parent_class)->finalize (object);
}

static void
troupe_snapshot_class_init (TroupeSnapshotClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_snapshot_finalize;
}

static void
troupe_snapshot_init (TroupeSnapshot *self)
{
  self->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, object_unref0);
}

/**
 * troupe_snapshot_new:
 * @catalog: what is as it is now
 * @sibling: (nullable): an earlier snapshot of the same catalog, to share copies with
 *
 * Makes a catalog that stands still.
 *
 * Returns: (transfer full): the snapshot
 */
TroupeSnapshot *
troupe_snapshot_new (TroupeCatalog  *catalog,
                     TroupeSnapshot *sibling)
{
  TroupeSnapshot *self;

  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), NULL);
  g_return_val_if_fail (sibling == NULL || TROUPE_IS_SNAPSHOT (sibling), NULL);

  self = g_object_new (TROUPE_TYPE_SNAPSHOT, NULL);
  self->catalog = g_object_ref (catalog);
  if (sibling != NULL)
    self->pool = g_hash_table_ref (sibling->pool);
  else
    self->pool = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  for (TroupeScope scope = TROUPE_SCOPE_BUILT_IN; scope <= TROUPE_SCOPE_PROJECT; scope++)
    self->defaults[scope] = copy_defaults (self, scope);

  return self;
}

/**
 * troupe_snapshot_get_catalog:
 * @self: a snapshot
 *
 * Gets the catalog that lives on.
 *
 * Returns: (transfer none): the catalog
 */
TroupeCatalog *
troupe_snapshot_get_catalog (TroupeSnapshot *self)
{
  g_return_val_if_fail (TROUPE_IS_SNAPSHOT (self), NULL);

  return self->catalog;
}
