/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "troupe-provider-configs.h"

/*
 * The providers that a person set up, as lists to be saved: all there are, with one put in, or without one. The lists
 * hold the library's own objects, which are only read.
 */

#define MAX_ID_LENGTH 64

static GPtrArray *
copy_list (TroupeLibrary *library)
{
  GPtrArray *configs = troupe_library_get_providers (library);
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; configs != NULL && i < configs->len; i++)
    g_ptr_array_add (copy, g_object_ref (g_ptr_array_index (configs, i)));

  return copy;
}

/**
 * troupe_provider_configs_find:
 * @library: the library
 * @id: (nullable): a provider's id
 * @position: (out) (optional): where in the list it is
 *
 * Returns: (transfer none) (nullable): what the person set up under that id
 */
TroupeProviderConfig *
troupe_provider_configs_find (TroupeLibrary *library,
                              const char    *id,
                              guint         *position)
{
  GPtrArray *configs;

  g_return_val_if_fail (TROUPE_IS_LIBRARY (library), NULL);

  configs = troupe_library_get_providers (library);
  for (guint i = 0; configs != NULL && i < configs->len; i++)
    {
      TroupeProviderConfig *config = g_ptr_array_index (configs, i);

      if (g_strcmp0 (troupe_provider_config_get_id (config), id) == 0)
        {
          if (position != NULL)
            *position = i;
          return config;
        }
    }

  return NULL;
}

/**
 * troupe_provider_configs_put:
 * @library: the library
 * @config: a provider
 * @position: where it goes, if there is none of its id yet
 *
 * Returns: (transfer full) (element-type TroupeProviderConfig): the list with @config in it
 */
GPtrArray *
troupe_provider_configs_put (TroupeLibrary        *library,
                             TroupeProviderConfig *config,
                             guint                 position)
{
  GPtrArray *configs;
  guint at;

  g_return_val_if_fail (TROUPE_IS_LIBRARY (library), NULL);
  g_return_val_if_fail (TROUPE_IS_PROVIDER_CONFIG (config), NULL);

  configs = copy_list (library);
  if (troupe_provider_configs_find (library, troupe_provider_config_get_id (config), &at) != NULL)
    g_ptr_array_remove_index (configs, at);
  else
    at = position;
  g_ptr_array_insert (configs, (int) MIN (at, configs->len), g_object_ref (config));

  return configs;
}

/**
 * troupe_provider_configs_without:
 * @library: the library
 * @id: a provider's id
 *
 * Returns: (transfer full) (element-type TroupeProviderConfig): the list without that provider
 */
GPtrArray *
troupe_provider_configs_without (TroupeLibrary *library,
                                 const char    *id)
{
  GPtrArray *configs;
  guint at;

  g_return_val_if_fail (TROUPE_IS_LIBRARY (library), NULL);

  configs = copy_list (library);
  if (troupe_provider_configs_find (library, id, &at) != NULL)
    g_ptr_array_remove_index (configs, at);

  return configs;
}

static gboolean
is_taken (TroupeProviderSet *providers,
          const char        *id)
{
  GListModel *list = troupe_provider_set_list (providers);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(TroupeProvider) provider = g_list_model_get_item (list, i);

      if (g_strcmp0 (troupe_provider_get_id (provider), id) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * troupe_provider_configs_make_id:
 * @providers: the providers there are
 * @name: what a new one is called, free text
 *
 * Returns: (transfer full): an id that no provider has
 */
char *
troupe_provider_configs_make_id (TroupeProviderSet *providers,
                                 const char        *name)
{
  g_autofree char *base = NULL;

  g_return_val_if_fail (TROUPE_IS_PROVIDER_SET (providers), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  base = troupe_id_from_name (name);
  if (!troupe_id_is_valid (base))
    {
      g_free (base);
      base = g_strdup ("server");
    }
  if (!is_taken (providers, base))
    return g_steal_pointer (&base);

  for (guint number = 2;; number++)
    {
      g_autofree char *ending = g_strdup_printf ("-%u", number);
      g_autofree char *start = g_strndup (base, MAX_ID_LENGTH - strlen (ending));
      g_autofree char *id = g_strconcat (start, ending, NULL);

      if (!is_taken (providers, id))
        return g_steal_pointer (&id);
    }
}

/**
 * troupe_provider_configs_is_base_url:
 * @base_url: what a person typed
 *
 * Returns: whether it is the address of a server
 */
gboolean
troupe_provider_configs_is_base_url (const char *base_url)
{
  g_autoptr(GUri) uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);

  return uri != NULL &&
         (g_strcmp0 (g_uri_get_scheme (uri), "http") == 0 || g_strcmp0 (g_uri_get_scheme (uri), "https") == 0) &&
         g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0';
}
