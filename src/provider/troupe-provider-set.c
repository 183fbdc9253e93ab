/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-provider-set.h"
#include "troupe-provider-table.h"

/**
 * TroupeProviderSet:
 *
 * Every provider that can be named, as a list: Rehearsal, those that the user configured, and the known places that
 * the user left as they are.
 *
 * A provider comes to life when it is first asked for. Its key is read anew each time, so that a key changed in
 * Preferences counts from the next request on.
 */

typedef struct
{
  TroupeProviderConfig *config;      /* (owned) */
  TroupeProvider       *provider;    /* (owned) (nullable): made when first asked for */
  gboolean              is_unsaved;  /* for this process only; a stored key is never sent to it */
} Entry;

struct _TroupeProviderSet
{
  GObject         parent_instance;

  GPtrArray      *entries;           /* (owned) (element-type Entry) */
  GPtrArray      *strays;            /* (owned) (nullable) (element-type Entry): of a kind that nobody knows */

  /* Input */
  TroupeKeyFunc   key_func;          /* (nullable) */
  gpointer        key_data;
  GDestroyNotify  key_destroy;
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TroupeProviderSet, troupe_provider_set, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_object (&entry->config);
  g_clear_object (&entry->provider);
  g_free (entry);
}

static Entry *
entry_new (TroupeProviderConfig *config)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->config = g_object_ref (config);
  return entry;
}

static gboolean
find_entry (GPtrArray  *entries,
            const char *id,
            guint      *position)
{
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);

      if (g_strcmp0 (troupe_provider_config_get_id (entry->config), id) == 0)
        {
          if (position != NULL)
            *position = i;
          return TRUE;
        }
    }

  return FALSE;
}

static void
add_template (GPtrArray                    *entries,
              const TroupeProviderTemplate *template)
{
  g_autoptr(TroupeProviderConfig) config = NULL;

  if (find_entry (entries, template->id, NULL) || troupe_provider_table_find_kind (template->kind) == NULL)
    return;

  config = troupe_provider_config_new (template->id, template->kind);
  troupe_provider_config_set_name (config, template->name);
  troupe_provider_config_set_base_url (config, template->base_url);
  g_ptr_array_add (entries, entry_new (config));
}

/* TROUPE_LM_STUDIO_API_KEY for lm-studio. */
static char *
dup_env_name (const char *id)
{
  g_autofree char *upper = g_ascii_strup (id, -1);

  g_strdelimit (upper, "-", '_');
  return g_strdup_printf ("TROUPE_%s_API_KEY", upper);
}

static char *
find_key (TroupeProviderSet *self,
          Entry             *entry)
{
  const char *id = troupe_provider_config_get_id (entry->config);
  g_autofree char *env_name = NULL;
  g_autofree char *key = NULL;

  if (self->key_func != NULL && !entry->is_unsaved)
    key = self->key_func (id, self->key_data);
  if (key != NULL && *key != '\0')
    return g_steal_pointer (&key);

  env_name = dup_env_name (id);
  return g_strdup (g_getenv (env_name));
}

static TroupeProvider *
wake (TroupeProviderSet  *self,
      Entry              *entry,
      GError            **error)
{
  const char *kind_name = troupe_provider_config_get_kind (entry->config);

  if (entry->provider == NULL)
    {
      const TroupeProviderKind *kind = troupe_provider_table_find_kind (kind_name);

      if (kind == NULL)
        {
          g_set_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER,
                       _("The provider “%s” is of the kind “%s”, which this version of Troupe does not know; "
                         "choose another kind."),
                       troupe_provider_config_get_id (entry->config), kind_name != NULL ? kind_name : "");
          return NULL;
        }
      entry->provider = kind->create (entry->config);
    }

  troupe_provider_take_key (entry->provider, find_key (self, entry));
  return entry->provider;
}

static GType
troupe_provider_set_get_item_type (GListModel *model)
{
  return TROUPE_TYPE_PROVIDER;
}

static guint
troupe_provider_set_get_n_items (GListModel *model)
{
  return TROUPE_PROVIDER_SET (model)->entries->len;
}

static gpointer
troupe_provider_set_get_item (GListModel *model,
                              guint       position)
{
  TroupeProviderSet *self = TROUPE_PROVIDER_SET (model);

  if (position >= self->entries->len)
    return NULL;

  return g_object_ref (wake (self, g_ptr_array_index (self->entries, position), NULL));
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = troupe_provider_set_get_item_type;
  iface->get_n_items = troupe_provider_set_get_n_items;
  iface->get_item = troupe_provider_set_get_item;
}

static void
troupe_provider_set_finalize (GObject *object)
{
  TroupeProviderSet *self = TROUPE_PROVIDER_SET (object);

  g_ptr_array_unref (self->entries);
  g_clear_pointer (&self->strays, g_ptr_array_unref);
  if (self->key_destroy != NULL)
    self->key_destroy (self->key_data);

  G_OBJECT_CLASS (troupe_provider_set_parent_class)->finalize (object);
}

static void
troupe_provider_set_class_init (TroupeProviderSetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_provider_set_finalize;
}

static void
troupe_provider_set_init (TroupeProviderSet *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  for (guint i = 0; i < troupe_provider_table_get_n_templates (); i++)
    add_template (self->entries, troupe_provider_table_get_template (i));
}

/**
 * troupe_provider_set_new:
 *
 * Makes a set with Rehearsal and the known places.
 *
 * Returns: (transfer full): the set
 */
TroupeProviderSet *
troupe_provider_set_new (void)
{
  return g_object_new (TROUPE_TYPE_PROVIDER_SET, NULL);
}

/**
 * troupe_provider_set_set_key_func:
 * @self: the set
 * @func: (nullable): gives the key of a provider, or %NULL; must not block
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Sets where stored keys come from. When it has none, `TROUPE_<ID>_API_KEY` is looked at.
 */
void
troupe_provider_set_set_key_func (TroupeProviderSet *self,
                                  TroupeKeyFunc      func,
                                  gpointer           user_data,
                                  GDestroyNotify     destroy)
{
  g_return_if_fail (TROUPE_IS_PROVIDER_SET (self));

  if (self->key_destroy != NULL)
    self->key_destroy (self->key_data);
  self->key_func = func;
  self->key_data = user_data;
  self->key_destroy = destroy;
}

/* A configuration of a kind that nobody knows stays out of the list; asking for it by id says why. */
static gboolean
can_be_listed (TroupeProviderConfig *config)
{
  return troupe_provider_table_find_kind (troupe_provider_config_get_kind (config)) != NULL;
}

/**
 * troupe_provider_set_set_configs:
 * @self: the set
 * @configs: (element-type TroupeProviderConfig): what the user configured; of two with the same id the first counts
 *
 * Replaces the user's configurations. Rehearsal and the unsaved ones stay; a known place returns when no configuration
 * has its id. Replies under way go on with the configuration that they began with.
 */
void
troupe_provider_set_set_configs (TroupeProviderSet *self,
                                 GPtrArray         *configs)
{
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GPtrArray) old = NULL;

  g_return_if_fail (TROUPE_IS_PROVIDER_SET (self));
  g_return_if_fail (configs != NULL);

  entries = g_ptr_array_new_with_free_func (entry_free);
  add_template (entries, troupe_provider_table_get_template (0));

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->is_unsaved && !find_entry (entries, troupe_provider_config_get_id (entry->config), NULL))
        {
          Entry *kept = entry_new (entry->config);

          kept->is_unsaved = TRUE;
          g_set_object (&kept->provider, entry->provider);
          g_ptr_array_add (entries, kept);
        }
    }

  g_clear_pointer (&self->strays, g_ptr_array_unref);
  self->strays = g_ptr_array_new_with_free_func (entry_free);
  for (guint i = 0; i < configs->len; i++)
    {
      TroupeProviderConfig *config = g_ptr_array_index (configs, i);

      if (find_entry (entries, troupe_provider_config_get_id (config), NULL))
        continue;
      g_ptr_array_add (can_be_listed (config) ? entries : self->strays, entry_new (config));
    }

  for (guint i = 1; i < troupe_provider_table_get_n_templates (); i++)
    {
      const TroupeProviderTemplate *template = troupe_provider_table_get_template (i);

      if (!find_entry (self->strays, template->id, NULL))
        add_template (entries, template);
    }

  old = g_steal_pointer (&self->entries);
  self->entries = g_steal_pointer (&entries);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len, self->entries->len);
}

static gboolean
is_base_url (const char  *base_url,
             GError     **error)
{
  g_autoptr(GUri) uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);

  if (uri != NULL &&
      (g_strcmp0 (g_uri_get_scheme (uri), "http") == 0 || g_strcmp0 (g_uri_get_scheme (uri), "https") == 0) &&
      g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0')
    return TRUE;

  g_set_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_REQUEST,
               _("The base URL “%s” is no http or https address; write it like https://api.openai.com/v1."), base_url);
  return FALSE;
}

/**
 * troupe_provider_set_add:
 * @self: the set
 * @provider: a provider that somebody else made
 *
 * Adds a provider for this process only, in place of one with the same id. Like any unsaved one it is given no stored
 * key.
 */
void
troupe_provider_set_add (TroupeProviderSet *self,
                         TroupeProvider    *provider)
{
  Entry *entry;
  guint position;
  guint n_removed = 0;

  g_return_if_fail (TROUPE_IS_PROVIDER_SET (self));
  g_return_if_fail (TROUPE_IS_PROVIDER (provider));

  entry = entry_new (troupe_provider_get_config (provider));
  entry->provider = g_object_ref (provider);
  entry->is_unsaved = TRUE;

  if (find_entry (self->entries, troupe_provider_get_id (provider), &position))
    {
      n_removed = 1;
      g_ptr_array_remove_index (self->entries, position);
    }
  else
    position = self->entries->len;

  g_ptr_array_insert (self->entries, (int) position, entry);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, 1);
}

/**
 * troupe_provider_set_add_unsaved:
 * @self: the set
 * @id_or_kind: a provider's id, or a kind
 * @base_url: (nullable): where it is, or %NULL for where the known one is
 * @error: (optional): set on failure
 *
 * Adds a provider for this process only, in place of one with the same id. Its key comes from the environment alone:
 * a key stored for the usual place is never sent to another.
 *
 * Errors are in %TROUPE_PROVIDER_ERROR: %TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER, %TROUPE_PROVIDER_ERROR_REQUEST.
 *
 * Returns: %TRUE if it can now be looked up as @id_or_kind
 */
gboolean
troupe_provider_set_add_unsaved (TroupeProviderSet  *self,
                                 const char         *id_or_kind,
                                 const char         *base_url,
                                 GError            **error)
{
  g_autoptr(TroupeProviderConfig) config = NULL;
  Entry *entry;
  guint position;
  guint n_removed = 0;

  g_return_val_if_fail (TROUPE_IS_PROVIDER_SET (self), FALSE);
  g_return_val_if_fail (id_or_kind != NULL, FALSE);

  if (base_url != NULL && !is_base_url (base_url, error))
    return FALSE;

  if (find_entry (self->entries, id_or_kind, &position))
    {
      if (base_url == NULL)
        return TRUE;
      entry = g_ptr_array_index (self->entries, position);
      config = troupe_provider_config_copy (entry->config);
      n_removed = 1;
    }
  else if (troupe_provider_table_find_kind (id_or_kind) != NULL && base_url != NULL)
    {
      config = troupe_provider_config_new (id_or_kind, id_or_kind);
      position = self->entries->len;
    }
  else
    return troupe_provider_set_lookup (self, id_or_kind, error) != NULL;

  troupe_provider_config_set_base_url (config, base_url);
  entry = entry_new (config);
  entry->is_unsaved = TRUE;
  if (n_removed > 0)
    g_ptr_array_remove_index (self->entries, position);
  g_ptr_array_insert (self->entries, (int) position, entry);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, 1);
  return TRUE;
}

/**
 * troupe_provider_set_list:
 * @self: the set
 *
 * Returns: (transfer none): the providers, Rehearsal first; it follows every change
 */
GListModel *
troupe_provider_set_list (TroupeProviderSet *self)
{
  g_return_val_if_fail (TROUPE_IS_PROVIDER_SET (self), NULL);

  return G_LIST_MODEL (self);
}

/**
 * troupe_provider_set_lookup:
 * @self: the set
 * @id: (nullable): a provider's id
 * @error: (optional): set on failure
 *
 * Finds a provider by the id that personas name it by.
 *
 * The only error is %TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER.
 *
 * Returns: (transfer none) (nullable): the provider, with its key as it is now
 */
TroupeProvider *
troupe_provider_set_lookup (TroupeProviderSet  *self,
                            const char         *id,
                            GError            **error)
{
  guint position;

  g_return_val_if_fail (TROUPE_IS_PROVIDER_SET (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (id != NULL && find_entry (self->entries, id, &position))
    return wake (self, g_ptr_array_index (self->entries, position), error);
  if (id != NULL && self->strays != NULL && find_entry (self->strays, id, &position))
    return wake (self, g_ptr_array_index (self->strays, position), error);

  if (id == NULL || *id == '\0')
    g_set_error_literal (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER,
                         _("No provider was chosen; choose one."));
  else if (troupe_provider_table_find_kind (id) != NULL)
    g_set_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER,
                 _("“%s” is a kind of provider and not a provider; give a base URL with it."), id);
  else
    g_set_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER,
                 _("There is no provider “%s”; choose another one, or add it."), id);
  return NULL;
}
