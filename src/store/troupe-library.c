/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "json/troupe-codec.h"
#include "troupe-library-private.h"
#include "troupe-model-list.h"

static const char *config_ids[] = { "defaults", "providers", NULL };
static const char *project_ids[] = { "defaults", NULL };

/**
 * TroupeLibrary:
 *
 * All definitions, defaults and providers that a person has: the built-in ones, theirs and the project's, merged.
 *
 * What it lends stays the same object while its content follows the files. All functions belong to the main thread; the disk is
 * waited for in others, except by troupe_library_load().
 */

enum
{
  PROP_0,
  PROP_IS_LOADED,
  N_PROPS
};

enum
{
  PROVIDERS_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void catalog_iface_init (TroupeCatalogInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TroupeLibrary, troupe_library, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TROUPE_TYPE_CATALOG, catalog_iface_init))

static void
store_changed_cb (TroupeLibrary     *self,
                  TroupeFolderStore *store)
{
  troupe_library_scan_store (self, store);
}

static TroupeDefinition *
troupe_library_lookup (TroupeCatalog *catalog,
                       TroupeKind     kind,
                       const char    *id)
{
  TroupeLibrary *self = TROUPE_LIBRARY (catalog);

  return troupe_shelf_lookup (self->shelves[kind], id);
}

static GListModel *
troupe_library_list (TroupeCatalog *catalog,
                     TroupeKind     kind)
{
  TroupeLibrary *self = TROUPE_LIBRARY (catalog);

  return troupe_shelf_list (self->shelves[kind]);
}

static TroupeAiSettings *
troupe_library_catalog_get_defaults (TroupeCatalog *catalog,
                                     TroupeScope    scope)
{
  return troupe_library_get_defaults (TROUPE_LIBRARY (catalog), scope);
}

static void
catalog_iface_init (TroupeCatalogInterface *iface)
{
  iface->lookup = troupe_library_lookup;
  iface->list = troupe_library_list;
  iface->get_defaults = troupe_library_catalog_get_defaults;
}

static void
troupe_library_dispose (GObject *object)
{
  TroupeLibrary *self = TROUPE_LIBRARY (object);

  troupe_library_set_watching (self, FALSE);

  G_OBJECT_CLASS (troupe_library_parent_class)->dispose (object);
}

static void
troupe_library_finalize (GObject *object)
{
  TroupeLibrary *self = TROUPE_LIBRARY (object);

  for (guint kind = 0; kind < TROUPE_N_KINDS; kind++)
    g_clear_pointer (&self->shelves[kind], troupe_shelf_free);
  for (guint scope = 0; scope < TROUPE_N_SCOPES; scope++)
    g_clear_object (&self->defaults[scope]);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->providers, g_ptr_array_unref);
  g_clear_pointer (&self->providers_extra, json_object_unref);
  g_clear_pointer (&self->problems_by_path, g_hash_table_unref);
  g_clear_object (&self->problems);
  g_clear_object (&self->user_data_folder);
  g_clear_object (&self->user_config_folder);
  g_clear_object (&self->project_folder);

  G_OBJECT_CLASS (troupe_library_parent_class)->finalize (object);
}

static void
troupe_library_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  TroupeLibrary *self = TROUPE_LIBRARY (object);

  switch (property_id)
    {
    case PROP_IS_LOADED:
      g_value_set_boolean (value, self->is_loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_library_class_init (TroupeLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_library_dispose;
  object_class->finalize = troupe_library_finalize;
  object_class->get_property = troupe_library_get_property;

  /**
   * TroupeLibrary:is-loaded:
   *
   * Whether everything was read once.
   */
  properties[PROP_IS_LOADED] = g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TroupeLibrary::providers-changed:
   * @self: the library
   *
   * troupe_library_get_providers() gives others than before.
   */
  signals[PROVIDERS_CHANGED] = g_signal_new ("providers-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                             0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
troupe_library_init (TroupeLibrary *self)
{
  const char *models[] = { "rehearsal", NULL };
  g_autoptr(TroupeModelList) model_list = troupe_model_list_new_from_names (models);

  for (guint kind = 0; kind < TROUPE_N_KINDS; kind++)
    self->shelves[kind] = troupe_shelf_new (kind);
  for (guint scope = 0; scope < TROUPE_N_SCOPES; scope++)
    self->defaults[scope] = troupe_ai_settings_new ();
  /* What needs no key, no network and no model. All else is for people to say, or for the provider. */
  troupe_ai_settings_set_string (self->defaults[TROUPE_SCOPE_BUILT_IN], TROUPE_FIELD_PROVIDER, "rehearsal");
  troupe_ai_settings_set_preferred_models (self->defaults[TROUPE_SCOPE_BUILT_IN], model_list);

  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_library_source_free);
  self->providers = g_ptr_array_new_with_free_func (g_object_unref);
  self->problems = g_list_store_new (TROUPE_TYPE_PROBLEM);
  self->problems_by_path = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

static void
add_source (TroupeLibrary      *self,
            TroupeScope         scope,
            int                 kind,
            GFile              *folder,
            GFile              *fence,
            const char * const *ids)
{
  TroupeLibrarySource *source = troupe_library_source_new (scope, kind, folder, fence, ids);

  g_signal_connect_object (source->store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->sources, source);
}

static void
add_definition_sources (TroupeLibrary *self,
                        TroupeScope    scope,
                        GFile         *folder,
                        GFile         *fence)
{
  for (int kind = 0; kind < TROUPE_N_KINDS; kind++)
    {
      g_autoptr(GFile) child = g_file_get_child (folder, troupe_codec_get (kind)->folder);

      add_source (self, scope, kind, child, fence, NULL);
    }
}

/*
 * troupe_library_find_source:
 * @self: the library
 * @scope: a scope
 * @kind: a kind, or %TROUPE_LIBRARY_SETTINGS
 *
 * Returns: (transfer none) (nullable): the folder of @kind in @scope; %NULL without a project, or for what is built in
 */
TroupeLibrarySource *
troupe_library_find_source (TroupeLibrary *self,
                            TroupeScope    scope,
                            int            kind)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      TroupeLibrarySource *source = self->sources->pdata[i];

      if (source->scope == scope && source->kind == kind)
        return source;
    }

  return NULL;
}

/*
 * troupe_library_find_problem:
 * @self: the library
 * @source: a folder
 * @id: an id
 *
 * Returns: (transfer none) (nullable): what is wrong with the file of @id
 */
TroupeProblem *
troupe_library_find_problem (TroupeLibrary       *self,
                             TroupeLibrarySource *source,
                             const char          *id)
{
  g_autoptr(GFile) file = troupe_folder_store_get_file (source->store, id);

  return g_hash_table_lookup (self->problems_by_path, g_file_peek_path (file));
}

/*
 * troupe_library_take_providers:
 * @self: the library
 * @providers: (transfer full) (element-type TroupeProviderConfig): the providers
 * @extra: (transfer full) (nullable): the file's unknown members
 *
 * Replaces the providers and tells of it.
 */
void
troupe_library_take_providers (TroupeLibrary *self,
                               GPtrArray     *providers,
                               JsonObject    *extra)
{
  g_clear_pointer (&self->providers, g_ptr_array_unref);
  g_clear_pointer (&self->providers_extra, json_object_unref);
  self->providers = providers;
  self->providers_extra = extra;
  g_signal_emit (self, signals[PROVIDERS_CHANGED], 0);
}

/*
 * troupe_library_set_loaded:
 * @self: the library
 *
 * Notes that everything was read.
 */
void
troupe_library_set_loaded (TroupeLibrary *self)
{
  if (self->is_loaded)
    return;

  self->is_loaded = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADED]);
}

/**
 * troupe_library_new:
 * @user_data_folder: where the person's definitions are, `$XDG_DATA_HOME/troupe`
 * @user_config_folder: where their defaults and providers are, `$XDG_CONFIG_HOME/troupe`
 * @project_folder: (nullable): the project, whose definitions are in `.troupe`
 *
 * Creates a library. It is empty until it is loaded; none of the folders has to exist.
 *
 * Returns: (transfer full): the library
 */
TroupeLibrary *
troupe_library_new (GFile *user_data_folder,
                    GFile *user_config_folder,
                    GFile *project_folder)
{
  TroupeLibrary *self = NULL;

  g_return_val_if_fail (G_IS_FILE (user_data_folder), NULL);
  g_return_val_if_fail (G_IS_FILE (user_config_folder), NULL);
  g_return_val_if_fail (project_folder == NULL || G_IS_FILE (project_folder), NULL);

  self = g_object_new (TROUPE_TYPE_LIBRARY, NULL);
  self->user_data_folder = g_object_ref (user_data_folder);
  self->user_config_folder = g_object_ref (user_config_folder);
  add_source (self, TROUPE_SCOPE_USER, TROUPE_LIBRARY_SETTINGS, user_config_folder, NULL, config_ids);
  add_definition_sources (self, TROUPE_SCOPE_USER, user_data_folder, NULL);

  if (project_folder != NULL && g_file_peek_path (project_folder) != NULL)
    {
      g_autoptr(GFile) folder = g_file_get_child (project_folder, ".troupe");

      self->project_folder = g_object_ref (project_folder);
      add_source (self, TROUPE_SCOPE_PROJECT, TROUPE_LIBRARY_SETTINGS, folder, project_folder, project_ids);
      add_definition_sources (self, TROUPE_SCOPE_PROJECT, folder, project_folder);
    }

  return self;
}

/**
 * troupe_library_get_is_loaded:
 * @self: the library
 *
 * Returns: whether everything was read once
 */
gboolean
troupe_library_get_is_loaded (TroupeLibrary *self)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), FALSE);

  return self->is_loaded;
}

/**
 * troupe_library_set_watching:
 * @self: the library
 * @watching: whether to follow the files
 *
 * Follows what others do to the files, until told otherwise.
 */
void
troupe_library_set_watching (TroupeLibrary *self,
                             gboolean       watching)
{
  g_return_if_fail (TROUPE_IS_LIBRARY (self));

  watching = !!watching;
  if (self->is_watching == watching)
    return;

  self->is_watching = watching;
  for (guint i = 0; i < self->sources->len; i++)
    troupe_folder_store_set_watching (((TroupeLibrarySource *) self->sources->pdata[i])->store, watching);

  /* What happened between the loading and now. */
  if (watching && self->is_loaded)
    troupe_library_rescan (self);
}

/**
 * troupe_library_list_problems:
 * @self: the library
 *
 * Returns: (transfer none): a list of #TroupeProblem that follows the files
 */
GListModel *
troupe_library_list_problems (TroupeLibrary *self)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), NULL);

  return G_LIST_MODEL (self->problems);
}

/**
 * troupe_library_get_providers:
 * @self: the library
 *
 * Gets the providers that the person set up; see #TroupeLibrary::providers-changed.
 *
 * Returns: (transfer none) (element-type TroupeProviderConfig): the providers
 */
GPtrArray *
troupe_library_get_providers (TroupeLibrary *self)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), NULL);

  return self->providers;
}

/**
 * troupe_library_get_defaults:
 * @self: the library
 * @scope: a scope
 *
 * Gets the defaults of @scope. The object stays the same while the file changes; without a file all of it is unset.
 *
 * Returns: (transfer none): the defaults
 */
TroupeAiSettings *
troupe_library_get_defaults (TroupeLibrary *self,
                             TroupeScope    scope)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail ((guint) scope < TROUPE_N_SCOPES, NULL);

  return self->defaults[scope];
}

/**
 * troupe_library_lookup_in_scope:
 * @self: the library
 * @kind: a kind
 * @id: an id
 * @scope: a scope
 *
 * Finds what @scope itself says of @id, also where a narrower scope shadows it.
 *
 * Returns: (transfer none) (nullable): the definition
 */
TroupeDefinition *
troupe_library_lookup_in_scope (TroupeLibrary *self,
                                TroupeKind     kind,
                                const char    *id,
                                TroupeScope    scope)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail ((guint) kind < TROUPE_N_KINDS, NULL);
  g_return_val_if_fail ((guint) scope < TROUPE_N_SCOPES, NULL);

  return id != NULL ? troupe_shelf_lookup_layer (self->shelves[kind], id, scope) : NULL;
}

/**
 * troupe_library_get_file:
 * @self: the library
 * @definition: a definition
 *
 * Returns: (transfer full) (nullable): its file; %NULL for what is built in
 */
GFile *
troupe_library_get_file (TroupeLibrary    *self,
                         TroupeDefinition *definition)
{
  TroupeLibrarySource *source = NULL;

  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (TROUPE_IS_DEFINITION (definition), NULL);

  source = troupe_library_find_source (self, troupe_definition_get_scope (definition),
                                       troupe_definition_get_kind (definition));
  if (source == NULL)
    return NULL;

  return troupe_folder_store_get_file (source->store, troupe_definition_get_id (definition));
}

/**
 * troupe_library_get_modified:
 * @self: the library
 * @definition: a definition
 *
 * Returns: when its file was changed, in nanoseconds since 1970; 0 for what is built in
 */
gint64
troupe_library_get_modified (TroupeLibrary    *self,
                             TroupeDefinition *definition)
{
  TroupeLibrarySource *source = NULL;
  TroupeFolderFile *file = NULL;

  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), 0);
  g_return_val_if_fail (TROUPE_IS_DEFINITION (definition), 0);

  source = troupe_library_find_source (self, troupe_definition_get_scope (definition),
                                       troupe_definition_get_kind (definition));
  if (source != NULL)
    file = troupe_folder_store_lookup (source->store, troupe_definition_get_id (definition));

  return file != NULL ? file->stamp.modified_ns : 0;
}

/**
 * troupe_library_get_writable_scope:
 * @self: the library
 * @definition: a definition
 *
 * Returns: the scope that an edited @definition is saved in: its own, or the person's for what is built in
 */
TroupeScope
troupe_library_get_writable_scope (TroupeLibrary    *self,
                                   TroupeDefinition *definition)
{
  TroupeScope scope = TROUPE_SCOPE_USER;

  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), TROUPE_SCOPE_USER);
  g_return_val_if_fail (TROUPE_IS_DEFINITION (definition), TROUPE_SCOPE_USER);

  scope = troupe_definition_get_scope (definition);

  return scope == TROUPE_SCOPE_BUILT_IN ? TROUPE_SCOPE_USER : scope;
}
