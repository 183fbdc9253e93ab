/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-provider.h"

/**
 * TroupeProvider:
 *
 * Somewhere that language models answer: sends a #TroupeRequest and gives a #TroupeReply.
 */

typedef struct
{
  TroupeProviderConfig *config;  /* (owned) */
  char                 *key;     /* (owned) (nullable): a secret; never shown, logged or stored */
} TroupeProviderPrivate;

enum
{
  PROP_0,
  PROP_CONFIG,
  PROP_ID,
  PROP_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TroupeProvider, troupe_provider, G_TYPE_OBJECT)

static void
troupe_provider_finalize (GObject *object)
{
  TroupeProviderPrivate *priv = troupe_provider_get_instance_private (TROUPE_PROVIDER (object));

  g_clear_object (&priv->config);
  g_free (priv->key);

  G_OBJECT_CLASS (troupe_provider_parent_class)->finalize (object);
}

static void
troupe_provider_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  TroupeProvider *self = TROUPE_PROVIDER (object);

  switch (property_id)
    {
    case PROP_CONFIG:
      g_value_set_object (value, troupe_provider_get_config (self));
      break;
    case PROP_ID:
      g_value_set_string (value, troupe_provider_get_id (self));
      break;
    case PROP_NAME:
      g_value_set_string (value, troupe_provider_get_name (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_provider_set_property (GObject      *object,
                              guint         property_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  TroupeProviderPrivate *priv = troupe_provider_get_instance_private (TROUPE_PROVIDER (object));

  switch (property_id)
    {
    case PROP_CONFIG:
      priv->config = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_provider_class_init (TroupeProviderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = troupe_provider_finalize;
  object_class->get_property = troupe_provider_get_property;
  object_class->set_property = troupe_provider_set_property;

  properties[PROP_CONFIG] =
    g_param_spec_object ("config", NULL, NULL, TROUPE_TYPE_PROVIDER_CONFIG,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_provider_init (TroupeProvider *self)
{
}

/**
 * troupe_provider_get_config:
 * @self: the provider
 *
 * Returns: (transfer none): where it is and how long to wait for it
 */
TroupeProviderConfig *
troupe_provider_get_config (TroupeProvider *self)
{
  TroupeProviderPrivate *priv = troupe_provider_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_PROVIDER (self), NULL);

  return priv->config;
}

/**
 * troupe_provider_get_id:
 * @self: the provider
 *
 * Returns: (nullable): the id by which personas name it
 */
const char *
troupe_provider_get_id (TroupeProvider *self)
{
  TroupeProviderPrivate *priv = troupe_provider_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_PROVIDER (self), NULL);

  return priv->config != NULL ? troupe_provider_config_get_id (priv->config) : NULL;
}

/**
 * troupe_provider_get_name:
 * @self: the provider
 *
 * Returns: (nullable): its name for people, or its id
 */
const char *
troupe_provider_get_name (TroupeProvider *self)
{
  TroupeProviderPrivate *priv = troupe_provider_get_instance_private (self);
  const char *name;

  g_return_val_if_fail (TROUPE_IS_PROVIDER (self), NULL);

  name = priv->config != NULL ? troupe_provider_config_get_name (priv->config) : NULL;
  return name != NULL && *name != '\0' ? name : troupe_provider_get_id (self);
}

/**
 * troupe_provider_get_key:
 * @self: the provider
 *
 * Returns: (nullable): the key to send, %NULL for none; never empty
 */
const char *
troupe_provider_get_key (TroupeProvider *self)
{
  TroupeProviderPrivate *priv = troupe_provider_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_PROVIDER (self), NULL);

  return priv->key;
}

/**
 * troupe_provider_take_key:
 * @self: the provider
 * @key: (transfer full) (nullable): the key; %NULL or empty for none
 *
 * Sets the key for everything sent from now on.
 */
void
troupe_provider_take_key (TroupeProvider *self,
                          char           *key)
{
  TroupeProviderPrivate *priv = troupe_provider_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_PROVIDER (self));

  if (key != NULL)
    g_strstrip (key);
  if (key != NULL && *key == '\0')
    g_clear_pointer (&key, g_free);
  g_free (priv->key);
  priv->key = key;
}

/**
 * troupe_provider_send_async:
 * @self: the provider
 * @request: what to ask; read before this returns
 * @cancellable: (nullable): gives up waiting for the answer's head
 * @callback: called once, never before this returns
 * @user_data: for @callback
 *
 * Asks, and waits until the answer begins. @cancellable ends at the head; what stops the rest is given to
 * troupe_reply_next_async().
 */
void
troupe_provider_send_async (TroupeProvider      *self,
                            TroupeRequest       *request,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (TROUPE_IS_PROVIDER (self));
  g_return_if_fail (TROUPE_IS_REQUEST (request));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  TROUPE_PROVIDER_GET_CLASS (self)->send_async (self, request, cancellable, callback, user_data);
}

/**
 * troupe_provider_send_finish:
 * @self: the provider
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_provider_send_async().
 *
 * Errors are in %TROUPE_PROVIDER_ERROR, or %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): the answer, to be pulled
 */
TroupeReply *
troupe_provider_send_finish (TroupeProvider  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (TROUPE_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return TROUPE_PROVIDER_GET_CLASS (self)->send_finish (self, result, error);
}

/**
 * troupe_provider_list_models_async:
 * @self: the provider
 * @cancellable: (nullable): gives up
 * @callback: called once, never before this returns
 * @user_data: for @callback
 *
 * Asks which models there are.
 */
void
troupe_provider_list_models_async (TroupeProvider      *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_return_if_fail (TROUPE_IS_PROVIDER (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  TROUPE_PROVIDER_GET_CLASS (self)->list_models_async (self, cancellable, callback, user_data);
}

/**
 * troupe_provider_list_models_finish:
 * @self: the provider
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_provider_list_models_async().
 *
 * Errors are in %TROUPE_PROVIDER_ERROR, or %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (array zero-terminated=1) (nullable): the models' names, in the server's order
 */
char **
troupe_provider_list_models_finish (TroupeProvider  *self,
                                    GAsyncResult    *result,
                                    GError         **error)
{
  g_return_val_if_fail (TROUPE_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return TROUPE_PROVIDER_GET_CLASS (self)->list_models_finish (self, result, error);
}
