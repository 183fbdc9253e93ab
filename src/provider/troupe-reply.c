/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-reply.h"

/**
 * TroupeReply:
 *
 * An answer that is pulled, batch by batch, so that back-pressure and Stop need no extra code.
 *
 * One pull at a time. Letting go of the last reference closes the connection.
 */

typedef struct
{
  char             *model_served;  /* (owned) (nullable) */
  TroupeStopReason  stop_reason;
  TroupeUsage       usage;
  GPtrArray        *calls;         /* (owned) (nullable) (element-type TroupeToolCall) */
} TroupeReplyPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TroupeReply, troupe_reply, G_TYPE_OBJECT)

static void
troupe_reply_finalize (GObject *object)
{
  TroupeReplyPrivate *priv = troupe_reply_get_instance_private (TROUPE_REPLY (object));

  g_free (priv->model_served);
  g_clear_pointer (&priv->calls, g_ptr_array_unref);

  G_OBJECT_CLASS (troupe_reply_parent_class)->finalize (object);
}

static void
troupe_reply_class_init (TroupeReplyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_reply_finalize;
}

static void
troupe_reply_init (TroupeReply *self)
{
  TroupeReplyPrivate *priv = troupe_reply_get_instance_private (self);

  priv->usage = TROUPE_USAGE_UNKNOWN;
}

/**
 * troupe_reply_next_async:
 * @self: the reply
 * @cancellable: (nullable): stops the whole answer
 * @callback: called once, never before this returns
 * @user_data: for @callback
 *
 * Waits for the next batch of the answer.
 */
void
troupe_reply_next_async (TroupeReply         *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (TROUPE_IS_REPLY (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  TROUPE_REPLY_GET_CLASS (self)->next_async (self, cancellable, callback, user_data);
}

/**
 * troupe_reply_next_finish:
 * @self: the reply
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_reply_next_async(). What came before an error stays valid: a cut answer first gives all its text, and
 * then the error.
 *
 * Errors are in %TROUPE_PROVIDER_ERROR, or %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): what came, perhaps with no text in it; %NULL with @error unset at the end of
 *   the answer, %NULL with @error set on failure
 */
TroupeBatch *
troupe_reply_next_finish (TroupeReply   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (TROUPE_IS_REPLY (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return TROUPE_REPLY_GET_CLASS (self)->next_finish (self, result, error);
}

/**
 * troupe_reply_get_model_served:
 * @self: the reply
 *
 * Says which model answers, in the server's own words.
 *
 * Returns: (nullable): the model, or %NULL while the server has not said
 */
const char *
troupe_reply_get_model_served (TroupeReply *self)
{
  TroupeReplyPrivate *priv = troupe_reply_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_REPLY (self), NULL);

  return priv->model_served;
}

/**
 * troupe_reply_set_model_served:
 * @self: the reply
 * @model: (nullable): the model
 *
 * For providers: notes which model the server named.
 */
void
troupe_reply_set_model_served (TroupeReply *self,
                               const char  *model)
{
  TroupeReplyPrivate *priv = troupe_reply_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_REPLY (self));

  if (g_strcmp0 (priv->model_served, model) == 0)
    return;

  g_free (priv->model_served);
  priv->model_served = g_strdup (model);
}

/**
 * troupe_reply_get_stop_reason:
 * @self: the reply
 *
 * Returns: why the answer ended; %TROUPE_STOP_REASON_UNKNOWN before its end, or when the server never said
 */
TroupeStopReason
troupe_reply_get_stop_reason (TroupeReply *self)
{
  TroupeReplyPrivate *priv = troupe_reply_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_REPLY (self), TROUPE_STOP_REASON_UNKNOWN);

  return priv->stop_reason;
}

/**
 * troupe_reply_set_stop_reason:
 * @self: the reply
 * @reason: why the answer ended
 *
 * For providers: notes why the answer ended.
 */
void
troupe_reply_set_stop_reason (TroupeReply      *self,
                              TroupeStopReason  reason)
{
  TroupeReplyPrivate *priv = troupe_reply_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_REPLY (self));

  priv->stop_reason = reason;
}

/**
 * troupe_reply_get_calls:
 * @self: the reply
 *
 * Gets the tools that the model asks for. They are known at the end of an answer that is whole, and not before: no tool is
 * run on half of its arguments.
 *
 * Returns: (transfer none) (nullable) (element-type TroupeToolCall): the calls in order, or %NULL if there is none
 */
GPtrArray *
troupe_reply_get_calls (TroupeReply *self)
{
  TroupeReplyPrivate *priv = troupe_reply_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_REPLY (self), NULL);

  return priv->calls;
}

/**
 * troupe_reply_take_calls:
 * @self: the reply
 * @calls: (transfer full) (nullable) (element-type TroupeToolCall): the calls in order
 *
 * For providers: notes which tools the whole answer asked for.
 */
void
troupe_reply_take_calls (TroupeReply *self,
                         GPtrArray   *calls)
{
  TroupeReplyPrivate *priv = troupe_reply_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_REPLY (self));

  g_clear_pointer (&priv->calls, g_ptr_array_unref);
  priv->calls = calls;
}

/**
 * troupe_reply_get_usage:
 * @self: the reply
 *
 * Returns: (transfer none): what the answer cost in tokens; -1 for each number that the server did not give. The
 *   input includes what was read from a cache
 */
const TroupeUsage *
troupe_reply_get_usage (TroupeReply *self)
{
  TroupeReplyPrivate *priv = troupe_reply_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_REPLY (self), NULL);

  return &priv->usage;
}

/**
 * troupe_reply_set_usage:
 * @self: the reply
 * @usage: what the answer cost so far
 *
 * For providers: notes the server's count.
 */
void
troupe_reply_set_usage (TroupeReply       *self,
                        const TroupeUsage *usage)
{
  TroupeReplyPrivate *priv = troupe_reply_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_REPLY (self));
  g_return_if_fail (usage != NULL);

  priv->usage = *usage;
}
