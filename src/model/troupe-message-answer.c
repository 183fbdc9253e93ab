/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "troupe-message-private.h"
#include "troupe-model-private.h"

/* What is known of an answer: who spoke, which model it came from, why it ended, what it took. */

static void
set_label (TroupeMessage      *self,
           TroupeMessageLabel  label,
           const char         *value)
{
  if (troupe_replace_string (&self->labels[label], value))
    troupe_message_notify (self, PROP_FIRST_LABEL + label);
}

/**
 * troupe_message_get_persona_id:
 * @self: the message
 *
 * Gets the id of the persona that spoke.
 *
 * Returns: (nullable): the id
 */
const char *
troupe_message_get_persona_id (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->labels[TROUPE_MESSAGE_PERSONA_ID];
}

/**
 * troupe_message_get_persona_name:
 * @self: the message
 *
 * Gets the name that the persona had then.
 *
 * Returns: (nullable): the name
 */
const char *
troupe_message_get_persona_name (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->labels[TROUPE_MESSAGE_PERSONA_NAME];
}

/**
 * troupe_message_get_persona_icon:
 * @self: the message
 *
 * Gets the icon that the persona had then.
 *
 * Returns: (nullable): the icon
 */
const char *
troupe_message_get_persona_icon (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->labels[TROUPE_MESSAGE_PERSONA_ICON];
}

/**
 * troupe_message_get_persona_revision:
 * @self: the message
 *
 * Gets the revision of the persona that spoke.
 *
 * Returns: (nullable): the revision
 */
const char *
troupe_message_get_persona_revision (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->labels[TROUPE_MESSAGE_PERSONA_REVISION];
}

/**
 * troupe_message_set_persona:
 * @self: the message
 * @id: (nullable): the persona's id
 * @name: (nullable): its name now
 * @icon: (nullable): its icon now
 * @revision: (nullable): its revision now
 *
 * Labels the message with the persona that speaks, as it is now.
 */
void
troupe_message_set_persona (TroupeMessage *self,
                            const char    *id,
                            const char    *name,
                            const char    *icon,
                            const char    *revision)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  g_object_freeze_notify (G_OBJECT (self));
  set_label (self, TROUPE_MESSAGE_PERSONA_ID, id);
  set_label (self, TROUPE_MESSAGE_PERSONA_NAME, name);
  set_label (self, TROUPE_MESSAGE_PERSONA_ICON, icon);
  set_label (self, TROUPE_MESSAGE_PERSONA_REVISION, revision);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * troupe_message_get_provider:
 * @self: the message
 *
 * Gets the id of the provider that was asked.
 *
 * Returns: (nullable): the id
 */
const char *
troupe_message_get_provider (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->labels[TROUPE_MESSAGE_PROVIDER];
}

/**
 * troupe_message_get_model_requested:
 * @self: the message
 *
 * Gets the model that was asked for.
 *
 * Returns: (nullable): the name of the model
 */
const char *
troupe_message_get_model_requested (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->labels[TROUPE_MESSAGE_MODEL_REQUESTED];
}

/**
 * troupe_message_get_model_served:
 * @self: the message
 *
 * Gets the model that the server says it used.
 *
 * Returns: (nullable): the name of the model
 */
const char *
troupe_message_get_model_served (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->labels[TROUPE_MESSAGE_MODEL_SERVED];
}

/**
 * troupe_message_set_model:
 * @self: the message
 * @provider: (nullable): the id of the provider that is asked
 * @requested: (nullable): the model that is asked for
 * @served: (nullable): the model that the server says it uses; %NULL until it does
 *
 * Labels the message with what it came from.
 */
void
troupe_message_set_model (TroupeMessage *self,
                          const char    *provider,
                          const char    *requested,
                          const char    *served)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  g_object_freeze_notify (G_OBJECT (self));
  set_label (self, TROUPE_MESSAGE_PROVIDER, provider);
  set_label (self, TROUPE_MESSAGE_MODEL_REQUESTED, requested);
  set_label (self, TROUPE_MESSAGE_MODEL_SERVED, served);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * troupe_message_get_stop_reason:
 * @self: the message
 *
 * Gets why the answer ended.
 *
 * Returns: the reason
 */
TroupeStopReason
troupe_message_get_stop_reason (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), TROUPE_STOP_REASON_UNKNOWN);

  return self->stop_reason;
}

/**
 * troupe_message_set_stop_reason:
 * @self: the message
 * @stop_reason: the reason
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_message_set_stop_reason (TroupeMessage    *self,
                                TroupeStopReason  stop_reason)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  if (self->stop_reason == stop_reason)
    return;

  self->stop_reason = stop_reason;
  troupe_message_notify (self, PROP_STOP_REASON);
}

/**
 * troupe_message_get_usage:
 * @self: the message
 *
 * Gets the tokens that the answer took.
 *
 * Returns: (transfer none): the usage, each count -1 until it is known
 */
const TroupeUsage *
troupe_message_get_usage (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return &self->usage;
}

/**
 * troupe_message_set_usage:
 * @self: the message
 * @usage: (nullable): the tokens that the answer took, %NULL when unknown
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_message_set_usage (TroupeMessage     *self,
                          const TroupeUsage *usage)
{
  TroupeUsage known = usage != NULL ? *usage : TROUPE_USAGE_UNKNOWN;

  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  if (troupe_usage_equal (&self->usage, &known))
    return;

  self->usage = known;
  troupe_message_notify (self, PROP_USAGE);
}

/**
 * troupe_message_get_cost:
 * @self: the message
 *
 * Gets what the answer cost.
 *
 * Returns: US dollars, or %NAN if nobody knows
 */
double
troupe_message_get_cost (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NAN);

  return self->cost;
}

/**
 * troupe_message_set_cost:
 * @self: the message
 * @cost: US dollars, or %NAN if nobody knows
 *
 * Sets it. Nobody is told: it comes with the usage.
 */
void
troupe_message_set_cost (TroupeMessage *self,
                         double         cost)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  self->cost = cost;
}

/**
 * troupe_message_get_duration_ms:
 * @self: the message
 *
 * Gets how long the whole answer took.
 *
 * Returns: the time in milliseconds; -1 when unknown
 */
gint64
troupe_message_get_duration_ms (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), 0);

  return self->duration_ms;
}

/**
 * troupe_message_get_first_token_ms:
 * @self: the message
 *
 * Gets how long the first piece of text took.
 *
 * Returns: the time in milliseconds; -1 when unknown
 */
gint64
troupe_message_get_first_token_ms (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), 0);

  return self->first_token_ms;
}

/**
 * troupe_message_set_times:
 * @self: the message
 * @first_token_ms: how long the first piece of text took; -1 when unknown
 * @duration_ms: how long the whole took; -1 when unknown
 *
 * Sets both times.
 */
void
troupe_message_set_times (TroupeMessage *self,
                          gint64         first_token_ms,
                          gint64         duration_ms)
{
  gboolean is_new_first_token;
  gboolean is_new_duration;

  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  is_new_first_token = self->first_token_ms != first_token_ms;
  is_new_duration = self->duration_ms != duration_ms;
  self->first_token_ms = first_token_ms;
  self->duration_ms = duration_ms;

  g_object_freeze_notify (G_OBJECT (self));
  if (is_new_first_token)
    troupe_message_notify (self, PROP_FIRST_TOKEN_MS);
  if (is_new_duration)
    troupe_message_notify (self, PROP_DURATION_MS);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * troupe_message_get_error:
 * @self: the message
 *
 * Gets what went wrong, in one sentence for people.
 *
 * Returns: (nullable): the sentence
 */
const char *
troupe_message_get_error (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->labels[TROUPE_MESSAGE_ERROR];
}

/**
 * troupe_message_set_error:
 * @self: the message
 * @error: (nullable): the sentence
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_message_set_error (TroupeMessage *self,
                          const char    *error)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  set_label (self, TROUPE_MESSAGE_ERROR, error);
}
