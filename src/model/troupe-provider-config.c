/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "troupe-json.h"
#include "troupe-model-private.h"
#include "troupe-provider-config.h"

#define PROPERTY_FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

/* Reasoning models think for minutes without a word, so silence is given far more time than a connection. */
#define CONNECT_TIMEOUT_MS 15000
#define IDLE_TIMEOUT_MS    300000

/**
 * TroupeProviderConfig:
 *
 * Where a provider is and how patient to be with it. Its key is never here.
 */
struct _TroupeProviderConfig
{
  GObject     parent_instance;

  char       *id;
  char       *kind;
  char       *name;
  char       *base_url;             /* (nullable) */
  guint       connect_timeout_ms;
  guint       idle_timeout_ms;
  JsonObject *prices;               /* (owned) (nullable): by model */
  JsonObject *extra;                /* (owned) (nullable) */
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_KIND,
  PROP_NAME,
  PROP_BASE_URL,
  PROP_CONNECT_TIMEOUT_MS,
  PROP_IDLE_TIMEOUT_MS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeProviderConfig, troupe_provider_config, G_TYPE_OBJECT)

static void
troupe_provider_config_finalize (GObject *object)
{
  TroupeProviderConfig *self = TROUPE_PROVIDER_CONFIG (object);

  g_free (self->id);
  g_free (self->kind);
  g_free (self->name);
  g_free (self->base_url);
  g_clear_pointer (&self->prices, json_object_unref);
  g_clear_pointer (&self->extra, json_object_unref);

  G_OBJECT_CLASS (troupe_provider_config_parent_class)->finalize (object);
}

static void
troupe_provider_config_get_property (GObject    *object,
                                     guint       property_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  TroupeProviderConfig *self = TROUPE_PROVIDER_CONFIG (object);

  switch (property_id)
    {
    case PROP_ID:
      g_value_set_string (value, troupe_provider_config_get_id (self));
      break;
    case PROP_KIND:
      g_value_set_string (value, troupe_provider_config_get_kind (self));
      break;
    case PROP_NAME:
      g_value_set_string (value, troupe_provider_config_get_name (self));
      break;
    case PROP_BASE_URL:
      g_value_set_string (value, troupe_provider_config_get_base_url (self));
      break;
    case PROP_CONNECT_TIMEOUT_MS:
      g_value_set_uint (value, troupe_provider_config_get_connect_timeout_ms (self));
      break;
    case PROP_IDLE_TIMEOUT_MS:
      g_value_set_uint (value, troupe_provider_config_get_idle_timeout_ms (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_provider_config_set_property (GObject      *object,
                                     guint         property_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  TroupeProviderConfig *self = TROUPE_PROVIDER_CONFIG (object);

  switch (property_id)
    {
    case PROP_ID:
      self->id = g_value_dup_string (value);
      break;
    case PROP_KIND:
      self->kind = g_value_dup_string (value);
      break;
    case PROP_NAME:
      troupe_provider_config_set_name (self, g_value_get_string (value));
      break;
    case PROP_BASE_URL:
      troupe_provider_config_set_base_url (self, g_value_get_string (value));
      break;
    case PROP_CONNECT_TIMEOUT_MS:
      troupe_provider_config_set_connect_timeout_ms (self, g_value_get_uint (value));
      break;
    case PROP_IDLE_TIMEOUT_MS:
      troupe_provider_config_set_idle_timeout_ms (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_provider_config_class_init (TroupeProviderConfigClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = troupe_provider_config_finalize;
  object_class->get_property = troupe_provider_config_get_property;
  object_class->set_property = troupe_provider_config_set_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, PROPERTY_FLAGS);
  properties[PROP_BASE_URL] = g_param_spec_string ("base-url", NULL, NULL, NULL, PROPERTY_FLAGS);
  properties[PROP_CONNECT_TIMEOUT_MS] = g_param_spec_uint ("connect-timeout-ms", NULL, NULL, 0, G_MAXUINT, CONNECT_TIMEOUT_MS, PROPERTY_FLAGS);
  properties[PROP_IDLE_TIMEOUT_MS] = g_param_spec_uint ("idle-timeout-ms", NULL, NULL, 0, G_MAXUINT, IDLE_TIMEOUT_MS, PROPERTY_FLAGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_provider_config_init (TroupeProviderConfig *self)
{
  self->connect_timeout_ms = CONNECT_TIMEOUT_MS;
  self->idle_timeout_ms = IDLE_TIMEOUT_MS;
}

/**
 * troupe_provider_config_new:
 * @id: the id that settings name it by
 * @kind: the protocol it speaks
 *
 * Creates a configuration with the usual time-outs.
 *
 * Returns: (transfer full): the configuration
 */
TroupeProviderConfig *
troupe_provider_config_new (const char *id,
                            const char *kind)
{
  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (kind != NULL, NULL);

  return g_object_new (TROUPE_TYPE_PROVIDER_CONFIG, "id", id, "kind", kind, NULL);
}

/**
 * troupe_provider_config_copy:
 * @self: the configuration
 *
 * Copies a configuration with its unknown members.
 *
 * Returns: (transfer full): the copy
 */
TroupeProviderConfig *
troupe_provider_config_copy (TroupeProviderConfig *self)
{
  TroupeProviderConfig *copy;

  g_return_val_if_fail (TROUPE_IS_PROVIDER_CONFIG (self), NULL);

  copy = troupe_provider_config_new (self->id, self->kind);
  troupe_provider_config_set_name (copy, self->name);
  troupe_provider_config_set_base_url (copy, self->base_url);
  troupe_provider_config_set_connect_timeout_ms (copy, self->connect_timeout_ms);
  troupe_provider_config_set_idle_timeout_ms (copy, self->idle_timeout_ms);
  troupe_provider_config_set_prices (copy, self->prices);
  troupe_provider_config_set_extra (copy, self->extra);

  return copy;
}

/**
 * troupe_provider_config_get_id:
 * @self: the configuration
 *
 * Gets the id that settings name the provider by.
 *
 * Returns: the id
 */
const char *
troupe_provider_config_get_id (TroupeProviderConfig *self)
{
  g_return_val_if_fail (TROUPE_IS_PROVIDER_CONFIG (self), NULL);

  return self->id != NULL ? self->id : "";
}

/**
 * troupe_provider_config_get_kind:
 * @self: the configuration
 *
 * Gets which protocol it speaks, such as `openai`.
 *
 * Returns: the kind
 */
const char *
troupe_provider_config_get_kind (TroupeProviderConfig *self)
{
  g_return_val_if_fail (TROUPE_IS_PROVIDER_CONFIG (self), NULL);

  return self->kind != NULL ? self->kind : "";
}

/**
 * troupe_provider_config_get_name:
 * @self: the configuration
 *
 * Gets what people call it, its id when it has no name.
 *
 * Returns: the name
 */
const char *
troupe_provider_config_get_name (TroupeProviderConfig *self)
{
  g_return_val_if_fail (TROUPE_IS_PROVIDER_CONFIG (self), NULL);

  return self->name != NULL ? self->name : troupe_provider_config_get_id (self);
}

/**
 * troupe_provider_config_set_name:
 * @self: the configuration
 * @name: the name
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_provider_config_set_name (TroupeProviderConfig *self,
                                 const char           *name)
{
  g_return_if_fail (TROUPE_IS_PROVIDER_CONFIG (self));

  if (!troupe_replace_string (&self->name, name))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/**
 * troupe_provider_config_get_base_url:
 * @self: the configuration
 *
 * Gets where it is, when that is not its kind’s usual place.
 *
 * Returns: (nullable): the URL
 */
const char *
troupe_provider_config_get_base_url (TroupeProviderConfig *self)
{
  g_return_val_if_fail (TROUPE_IS_PROVIDER_CONFIG (self), NULL);

  return self->base_url;
}

/**
 * troupe_provider_config_set_base_url:
 * @self: the configuration
 * @base_url: (nullable): the URL
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_provider_config_set_base_url (TroupeProviderConfig *self,
                                     const char           *base_url)
{
  g_return_if_fail (TROUPE_IS_PROVIDER_CONFIG (self));

  if (!troupe_replace_string (&self->base_url, base_url))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BASE_URL]);
}

/**
 * troupe_provider_config_get_connect_timeout_ms:
 * @self: the configuration
 *
 * Gets how long a connection may take.
 *
 * Returns: the time in milliseconds; 0 for no limit
 */
guint
troupe_provider_config_get_connect_timeout_ms (TroupeProviderConfig *self)
{
  g_return_val_if_fail (TROUPE_IS_PROVIDER_CONFIG (self), 0);

  return self->connect_timeout_ms;
}

/**
 * troupe_provider_config_set_connect_timeout_ms:
 * @self: the configuration
 * @connect_timeout_ms: the time in milliseconds; 0 for no limit
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_provider_config_set_connect_timeout_ms (TroupeProviderConfig *self,
                                               guint                 connect_timeout_ms)
{
  g_return_if_fail (TROUPE_IS_PROVIDER_CONFIG (self));

  if (self->connect_timeout_ms == connect_timeout_ms)
    return;

  self->connect_timeout_ms = connect_timeout_ms;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECT_TIMEOUT_MS]);
}

/**
 * troupe_provider_config_get_idle_timeout_ms:
 * @self: the configuration
 *
 * Gets how long the server may stay silent.
 *
 * Returns: the time in milliseconds; 0 for no limit
 */
guint
troupe_provider_config_get_idle_timeout_ms (TroupeProviderConfig *self)
{
  g_return_val_if_fail (TROUPE_IS_PROVIDER_CONFIG (self), 0);

  return self->idle_timeout_ms;
}

/**
 * troupe_provider_config_set_idle_timeout_ms:
 * @self: the configuration
 * @idle_timeout_ms: the time in milliseconds; 0 for no limit
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_provider_config_set_idle_timeout_ms (TroupeProviderConfig *self,
                                            guint                 idle_timeout_ms)
{
  g_return_if_fail (TROUPE_IS_PROVIDER_CONFIG (self));

  if (self->idle_timeout_ms == idle_timeout_ms)
    return;

  self->idle_timeout_ms = idle_timeout_ms;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IDLE_TIMEOUT_MS]);
}

/**
 * troupe_provider_config_get_prices:
 * @self: the configuration
 *
 * Gets what its models cost: an object for each model, with the members of #TroupePrice that are known.
 *
 * Returns: (transfer none) (nullable): the prices, or %NULL if none are known
 */
JsonObject *
troupe_provider_config_get_prices (TroupeProviderConfig *self)
{
  g_return_val_if_fail (TROUPE_IS_PROVIDER_CONFIG (self), NULL);

  return self->prices;
}

/**
 * troupe_provider_config_set_prices:
 * @self: the configuration
 * @prices: (nullable): what its models cost, not to be changed afterwards
 *
 * Sets it.
 */
void
troupe_provider_config_set_prices (TroupeProviderConfig *self,
                                   JsonObject           *prices)
{
  g_return_if_fail (TROUPE_IS_PROVIDER_CONFIG (self));

  troupe_replace_extra (&self->prices, prices);
}

static double
get_price (JsonObject *price,
           const char *name)
{
  JsonNode *member = json_object_get_member (price, name);
  double value;

  return member != NULL && troupe_json_node_get_double (member, &value) ? value : NAN;
}

/**
 * troupe_provider_config_get_cost:
 * @self: the configuration
 * @model_requested: (nullable): the model that was asked for
 * @model_served: (nullable): the one that answered, by its own account
 * @usage: what its answer used
 *
 * Works out what an answer cost. The price is that of the model that answered, or else of the one that was asked for. A rehearsal
 * costs nothing.
 *
 * Returns: US dollars, or %NAN if nobody knows
 */
double
troupe_provider_config_get_cost (TroupeProviderConfig *self,
                                 const char           *model_requested,
                                 const char           *model_served,
                                 const TroupeUsage    *usage)
{
  const char *models[] = { model_served, model_requested };
  TroupePrice price;

  g_return_val_if_fail (TROUPE_IS_PROVIDER_CONFIG (self), NAN);
  g_return_val_if_fail (usage != NULL, NAN);

  if (g_str_equal (self->kind, "rehearsal"))
    return 0;

  for (guint i = 0; self->prices != NULL && i < G_N_ELEMENTS (models); i++)
    {
      JsonNode *member = models[i] != NULL ? json_object_get_member (self->prices, models[i]) : NULL;
      JsonObject *object = member != NULL && JSON_NODE_HOLDS_OBJECT (member) ? json_node_get_object (member) : NULL;

      if (object == NULL)
        continue;

      price.input = get_price (object, "input");
      price.cache_read = get_price (object, "cache_read");
      price.cache_write = get_price (object, "cache_write");
      price.output = get_price (object, "output");
      return troupe_price_get_cost (&price, usage);
    }

  return NAN;
}

/**
 * troupe_provider_config_get_extra:
 * @self: the configuration
 *
 * Gets the members that nobody here knows, so that they survive a load and save.
 *
 * Returns: (transfer none) (nullable): the members, shared and never to be changed
 */
JsonObject *
troupe_provider_config_get_extra (TroupeProviderConfig *self)
{
  g_return_val_if_fail (TROUPE_IS_PROVIDER_CONFIG (self), NULL);

  return self->extra;
}

/**
 * troupe_provider_config_set_extra:
 * @self: the configuration
 * @extra: (nullable): unknown members, not to be changed afterwards
 *
 * Sets the members that nobody here knows.
 */
void
troupe_provider_config_set_extra (TroupeProviderConfig *self,
                                  JsonObject           *extra)
{
  g_return_if_fail (TROUPE_IS_PROVIDER_CONFIG (self));

  troupe_replace_extra (&self->extra, extra);
}
