/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-codec-private.h"
#include "troupe-providers-codec.h"

#define FORMAT    "troupe-providers/1"
#define PROVIDERS "providers"

#define DAY_MS (24 * 60 * 60 * 1000)

static void
read_base_url (TroupeJsonReader     *reader,
               TroupeProviderConfig *config)
{
  const char *base_url;
  g_autoptr(GUri) uri = NULL;

  if (!troupe_json_reader_get_string (reader, "base_url", &base_url))
    return;

  uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);
  if (*base_url != '\0' &&
      (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0' ||
       (g_strcmp0 (g_uri_get_scheme (uri), "http") != 0 && g_strcmp0 (g_uri_get_scheme (uri), "https") != 0)))
    {
      troupe_json_reader_fail (reader, "base_url", TROUPE_JSON_ERROR_VALUE,
                               _("“base_url” should be an address that begins with “http://” or “https://”"));
      return;
    }

  troupe_provider_config_set_base_url (config, base_url);
}

/* What is not known in them stays, as everywhere. */
static void
read_prices (TroupeJsonReader     *reader,
             TroupeProviderConfig *config)
{
  static const char * const names[] = { "input", "cache_read", "cache_write", "output" };
  g_autoptr(TroupeJsonReader) prices = troupe_json_reader_enter (reader, "prices");
  g_autoptr(GList) models = NULL;

  if (prices == NULL)
    return;

  models = json_object_get_members (troupe_json_reader_get_object (prices));
  for (GList *l = models; l != NULL; l = l->next)
    {
      g_autoptr(TroupeJsonReader) price = troupe_json_reader_enter (prices, l->data);
      double value;

      for (guint i = 0; price != NULL && i < G_N_ELEMENTS (names); i++)
        troupe_json_reader_get_double (price, names[i], 0, TROUPE_PRICE_MOST, &value);
    }

  troupe_provider_config_set_prices (config, troupe_json_reader_get_object (prices));
}

static TroupeProviderConfig *
read_provider (TroupeJsonReader *reader)
{
  g_autoptr(TroupeProviderConfig) config = NULL;
  g_autoptr(JsonObject) extra = NULL;
  const char *id, *kind, *name;
  gint64 timeout_ms;

  if (!troupe_json_reader_require (reader, "id") || !troupe_codec_read_id (reader, "id", &id) ||
      !troupe_json_reader_require (reader, "kind") || !troupe_codec_read_id (reader, "kind", &kind))
    return NULL;

  config = troupe_provider_config_new (id, kind);
  if (troupe_json_reader_get_string (reader, "name", &name))
    troupe_provider_config_set_name (config, name);
  read_base_url (reader, config);
  if (troupe_json_reader_get_int64 (reader, "connect_timeout_ms", 1, DAY_MS, &timeout_ms))
    troupe_provider_config_set_connect_timeout_ms (config, (guint) timeout_ms);
  if (troupe_json_reader_get_int64 (reader, "idle_timeout_ms", 1, DAY_MS, &timeout_ms))
    troupe_provider_config_set_idle_timeout_ms (config, (guint) timeout_ms);

  read_prices (reader, config);

  extra = troupe_json_reader_dup_unknown (reader);
  troupe_provider_config_set_extra (config, extra);
  return g_steal_pointer (&config);
}

static void
read_providers (TroupeJsonReader *reader,
                GPtrArray        *configs)
{
  JsonArray *array;
  g_autoptr(GHashTable) ids = NULL;

  if (!troupe_json_reader_get_array (reader, PROVIDERS, &array))
    return;

  ids = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autoptr(TroupeJsonReader) inner = troupe_json_reader_enter_element (reader, PROVIDERS, i);
      TroupeProviderConfig *config = inner != NULL ? read_provider (inner) : NULL;

      if (config == NULL)
        return;

      g_ptr_array_add (configs, config);
      if (!g_hash_table_add (ids, (gpointer) troupe_provider_config_get_id (config)))
        {
          troupe_json_reader_fail (inner, "id", TROUPE_JSON_ERROR_VALUE,
                                   _("the id “%s” is there twice; rename one of the two providers"),
                                   troupe_provider_config_get_id (config));
          return;
        }
    }
}

/**
 * troupe_providers_codec_decode:
 * @document: what was read
 * @extra: (out) (optional) (nullable) (transfer full): the unknown members beside the providers
 * @error: (optional): set on failure
 *
 * Makes a list of what a providers.json says. The member "format" may be absent.
 *
 * Errors are in %TROUPE_JSON_ERROR, and name file, line and column.
 *
 * Returns: (transfer full) (nullable) (element-type TroupeProviderConfig): the providers, in their order
 */
GPtrArray *
troupe_providers_codec_decode (TroupeJsonDocument  *document,
                               JsonObject         **extra,
                               GError             **error)
{
  g_autoptr(TroupeJsonReader) reader = NULL;
  g_autoptr(GPtrArray) configs = NULL;

  g_return_val_if_fail (document != NULL, NULL);

  reader = troupe_json_reader_new (document);
  configs = g_ptr_array_new_with_free_func (g_object_unref);
  if (troupe_codec_check_format (reader, FORMAT, FALSE))
    read_providers (reader, configs);

  if (!troupe_json_reader_finish (reader, error))
    return NULL;

  if (extra != NULL)
    *extra = troupe_json_reader_dup_unknown (reader);
  return g_steal_pointer (&configs);
}

static JsonNode *
write_provider (TroupeProviderConfig *config)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(TroupeProviderConfig) usual = NULL;
  guint connect_timeout_ms = troupe_provider_config_get_connect_timeout_ms (config);
  guint idle_timeout_ms = troupe_provider_config_get_idle_timeout_ms (config);

  usual = troupe_provider_config_new (troupe_provider_config_get_id (config), troupe_provider_config_get_kind (config));

  troupe_codec_write_text (object, "id", troupe_provider_config_get_id (config));
  troupe_codec_write_text (object, "kind", troupe_provider_config_get_kind (config));
  troupe_codec_write_string (object, "name", troupe_provider_config_get_name (config));
  troupe_codec_write_string (object, "base_url", troupe_provider_config_get_base_url (config));
  if (connect_timeout_ms != troupe_provider_config_get_connect_timeout_ms (usual))
    json_object_set_int_member (object, "connect_timeout_ms", connect_timeout_ms);
  if (idle_timeout_ms != troupe_provider_config_get_idle_timeout_ms (usual))
    json_object_set_int_member (object, "idle_timeout_ms", idle_timeout_ms);

  if (troupe_provider_config_get_prices (config) != NULL)
    json_object_set_object_member (object, "prices", json_object_ref (troupe_provider_config_get_prices (config)));

  troupe_codec_write_extra (object, troupe_provider_config_get_extra (config), FALSE);
  return json_node_init_object (json_node_alloc (), object);
}

/**
 * troupe_providers_codec_encode:
 * @configs: (element-type TroupeProviderConfig): the providers
 * @extra: (nullable): unknown members beside them
 *
 * Writes a providers.json.
 *
 * Returns: (transfer full): an object node
 */
JsonNode *
troupe_providers_codec_encode (GPtrArray  *configs,
                               JsonObject *extra)
{
  g_autoptr(JsonObject) object = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < configs->len; i++)
    json_array_add_element (array, write_provider (g_ptr_array_index (configs, i)));

  troupe_codec_write_text (object, "format", FORMAT);
  json_object_set_array_member (object, PROVIDERS, array);
  troupe_codec_write_extra (object, extra, FALSE);
  return json_node_init_object (json_node_alloc (), object);
}
