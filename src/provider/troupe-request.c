/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-request.h"

/**
 * TroupeRequest:
 *
 * One question to one model: what every vendor's wire format can be made from.
 *
 * Only those of the four parameters that are set in its AI settings are sent; unset and omitted ones are not.
 */

typedef struct
{
  TroupeRole  role;
  char       *text;
} Message;

struct _TroupeRequest
{
  GObject           parent_instance;

  char             *model;       /* (owned) (nullable) */
  char             *system;      /* (owned) (nullable) */
  TroupeTier        tier;
  TroupeAiSettings *parameters;  /* (owned) */
  GArray           *messages;    /* (owned) (element-type Message) */
};

G_DEFINE_FINAL_TYPE (TroupeRequest, troupe_request, G_TYPE_OBJECT)

static void
message_clear (gpointer data)
{
  Message *message = data;

  g_free (message->text);
}

static void
troupe_request_finalize (GObject *object)
{
  TroupeRequest *self = TROUPE_REQUEST (object);

  g_free (self->model);
  g_free (self->system);
  g_clear_object (&self->parameters);
  g_array_unref (self->messages);

  G_OBJECT_CLASS (troupe_request_parent_class)->finalize (object);
}

static void
troupe_request_class_init (TroupeRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_request_finalize;
}

static void
troupe_request_init (TroupeRequest *self)
{
  self->parameters = troupe_ai_settings_new ();
  self->messages = g_array_new (FALSE, FALSE, sizeof (Message));
  g_array_set_clear_func (self->messages, message_clear);
}

/**
 * troupe_request_new:
 * @model: (nullable): the model to ask, as its provider names it
 *
 * Makes a request with no messages.
 *
 * Returns: (transfer full): the request
 */
TroupeRequest *
troupe_request_new (const char *model)
{
  TroupeRequest *self = g_object_new (TROUPE_TYPE_REQUEST, NULL);

  self->model = g_strdup (model);
  return self;
}

/**
 * troupe_request_get_model:
 * @self: the request
 *
 * Returns: (nullable): the model to ask
 */
const char *
troupe_request_get_model (TroupeRequest *self)
{
  g_return_val_if_fail (TROUPE_IS_REQUEST (self), NULL);

  return self->model;
}

/**
 * troupe_request_get_system:
 * @self: the request
 *
 * Returns: (nullable): the whole system prompt
 */
const char *
troupe_request_get_system (TroupeRequest *self)
{
  g_return_val_if_fail (TROUPE_IS_REQUEST (self), NULL);

  return self->system;
}

/**
 * troupe_request_set_system:
 * @self: the request
 * @system: (nullable): the whole system prompt; an empty one is not sent
 *
 * Sets what is sent before every message.
 */
void
troupe_request_set_system (TroupeRequest *self,
                           const char    *system)
{
  g_autofree char *copy = g_strdup (system);

  g_return_if_fail (TROUPE_IS_REQUEST (self));

  g_free (self->system);
  self->system = g_steal_pointer (&copy);
}

/**
 * troupe_request_get_tier:
 * @self: the request
 *
 * Returns: the tier that asks, %TROUPE_TIER_NONE in a conversation
 */
TroupeTier
troupe_request_get_tier (TroupeRequest *self)
{
  g_return_val_if_fail (TROUPE_IS_REQUEST (self), TROUPE_TIER_NONE);

  return self->tier;
}

/**
 * troupe_request_set_tier:
 * @self: the request
 * @tier: the tier that asks
 *
 * Sets the tier. It is not sent; Rehearsal plays its part by it.
 */
void
troupe_request_set_tier (TroupeRequest *self,
                         TroupeTier     tier)
{
  g_return_if_fail (TROUPE_IS_REQUEST (self));

  self->tier = tier;
}

/**
 * troupe_request_get_parameters:
 * @self: the request
 *
 * Returns: (transfer none): the parameters; empty until they are set, never %NULL
 */
TroupeAiSettings *
troupe_request_get_parameters (TroupeRequest *self)
{
  g_return_val_if_fail (TROUPE_IS_REQUEST (self), NULL);

  return self->parameters;
}

/**
 * troupe_request_set_parameters:
 * @self: the request
 * @parameters: (transfer none): the effective values; kept, not copied
 *
 * Sets where temperature, top-p, maximum output and reasoning effort are read from when the request is sent.
 */
void
troupe_request_set_parameters (TroupeRequest    *self,
                               TroupeAiSettings *parameters)
{
  g_return_if_fail (TROUPE_IS_REQUEST (self));
  g_return_if_fail (TROUPE_IS_AI_SETTINGS (parameters));

  g_set_object (&self->parameters, parameters);
}

/**
 * troupe_request_add_message:
 * @self: the request
 * @role: who speaks
 * @text: (nullable): what was said, in UTF-8
 *
 * Adds a message after those that are there.
 */
void
troupe_request_add_message (TroupeRequest *self,
                            TroupeRole     role,
                            const char    *text)
{
  Message message = { role, NULL };

  g_return_if_fail (TROUPE_IS_REQUEST (self));

  message.text = g_strdup (text != NULL ? text : "");
  g_array_append_val (self->messages, message);
}

/**
 * troupe_request_get_n_messages:
 * @self: the request
 *
 * Returns: how many messages there are, the system prompt not counted
 */
guint
troupe_request_get_n_messages (TroupeRequest *self)
{
  g_return_val_if_fail (TROUPE_IS_REQUEST (self), 0);

  return self->messages->len;
}

/**
 * troupe_request_get_role:
 * @self: the request
 * @index: below troupe_request_get_n_messages()
 *
 * Returns: who speaks
 */
TroupeRole
troupe_request_get_role (TroupeRequest *self,
                         guint          index)
{
  g_return_val_if_fail (TROUPE_IS_REQUEST (self), TROUPE_ROLE_USER);
  g_return_val_if_fail (index < self->messages->len, TROUPE_ROLE_USER);

  return g_array_index (self->messages, Message, index).role;
}

/**
 * troupe_request_get_text:
 * @self: the request
 * @index: below troupe_request_get_n_messages()
 *
 * Returns: what was said, never %NULL
 */
const char *
troupe_request_get_text (TroupeRequest *self,
                         guint          index)
{
  g_return_val_if_fail (TROUPE_IS_REQUEST (self), NULL);
  g_return_val_if_fail (index < self->messages->len, NULL);

  return g_array_index (self->messages, Message, index).text;
}
