/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-fake-catalog.h"

/**
 * TroupeFakeCatalog:
 *
 * Definitions in memory, with defaults that are empty layers until a test fills them.
 */
struct _TroupeFakeCatalog
{
  GObject           parent_instance;

  GListStore       *lists[TROUPE_N_KINDS];
  TroupeAiSettings *defaults[TROUPE_SCOPE_PROJECT + 1];
};

static void catalog_iface_init (TroupeCatalogInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TroupeFakeCatalog, troupe_fake_catalog, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TROUPE_TYPE_CATALOG, catalog_iface_init))

static gboolean
find (TroupeFakeCatalog *self,
      TroupeKind         kind,
      const char        *id,
      guint             *position)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->lists[kind])); i++)
    {
      g_autoptr(TroupeDefinition) definition = g_list_model_get_item (G_LIST_MODEL (self->lists[kind]), i);

      if (g_strcmp0 (troupe_definition_get_id (definition), id) == 0)
        {
          *position = i;
          return TRUE;
        }
    }

  return FALSE;
}

static TroupeDefinition *
troupe_fake_catalog_lookup (TroupeCatalog *catalog,
                            TroupeKind     kind,
                            const char    *id)
{
  TroupeFakeCatalog *self = TROUPE_FAKE_CATALOG (catalog);
  g_autoptr(TroupeDefinition) definition = NULL;
  guint position;

  if (!find (self, kind, id, &position))
    return NULL;

  /* The list keeps it. */
  definition = g_list_model_get_item (G_LIST_MODEL (self->lists[kind]), position);

  return definition;
}

static GListModel *
troupe_fake_catalog_list (TroupeCatalog *catalog,
                          TroupeKind     kind)
{
  return G_LIST_MODEL (TROUPE_FAKE_CATALOG (catalog)->lists[kind]);
}

static TroupeAiSettings *
troupe_fake_catalog_get_defaults (TroupeCatalog *catalog,
                                  TroupeScope    scope)
{
  return TROUPE_FAKE_CATALOG (catalog)->defaults[scope];
}

static void
catalog_iface_init (TroupeCatalogInterface *iface)
{
  iface->lookup = troupe_fake_catalog_lookup;
  iface->list = troupe_fake_catalog_list;
  iface->get_defaults = troupe_fake_catalog_get_defaults;
}

static void
troupe_fake_catalog_finalize (GObject *object)
{
  TroupeFakeCatalog *self = TROUPE_FAKE_CATALOG (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->lists); i++)
    g_clear_object (&self->lists[i]);
  for (guint i = 0; i < G_N_ELEMENTS (self->defaults); i++)
    g_clear_object (&self->defaults[i]);

  G_OBJECT_CLASS (troupe_fake_catalog_parent_class)->finalize (object);
}

static void
troupe_fake_catalog_class_init (TroupeFakeCatalogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_fake_catalog_finalize;
}

static void
troupe_fake_catalog_init (TroupeFakeCatalog *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->lists); i++)
    self->lists[i] = g_list_store_new (TROUPE_TYPE_DEFINITION);
  for (guint i = 0; i < G_N_ELEMENTS (self->defaults); i++)
    self->defaults[i] = troupe_ai_settings_new ();
}

/**
 * troupe_fake_catalog_new:
 *
 * Returns: (transfer full): a catalog with nothing in it
 */
TroupeFakeCatalog *
troupe_fake_catalog_new (void)
{
  return g_object_new (TROUPE_TYPE_FAKE_CATALOG, NULL);
}

/**
 * troupe_fake_catalog_take:
 * @self: the catalog
 * @definition: (transfer full): a definition of any kind
 *
 * Adds it, in place of one with the same id.
 */
void
troupe_fake_catalog_take (TroupeFakeCatalog *self,
                          gpointer           definition)
{
  g_autoptr(TroupeDefinition) owned = definition;
  TroupeKind kind = troupe_definition_get_kind (owned);
  guint position;

  if (find (self, kind, troupe_definition_get_id (owned), &position))
    g_list_store_remove (self->lists[kind], position);
  g_list_store_append (self->lists[kind], owned);
  troupe_catalog_emit_changed (TROUPE_CATALOG (self), kind, troupe_definition_get_id (owned));
}

/**
 * troupe_fake_catalog_remove:
 * @self: the catalog
 * @kind: a kind
 * @id: an id of it
 *
 * Takes a definition out.
 */
void
troupe_fake_catalog_remove (TroupeFakeCatalog *self,
                            TroupeKind         kind,
                            const char        *id)
{
  guint position;

  if (!find (self, kind, id, &position))
    g_error ("There is no “%s”", id);

  g_list_store_remove (self->lists[kind], position);
  troupe_catalog_emit_changed (TROUPE_CATALOG (self), kind, id);
}
