/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-request.h"

/**
 * TroupeRequest:
 *
 * One question to one model: what every vendor's wire format can be made from.
 *
 * A question may be the middle of a longer talk: what the model asked of tools, and what they said, is among its messages.
 *
 * Only those of the four parameters that are set in its AI settings are sent; unset and omitted ones are not.
 */

typedef struct
{
  TroupeRole  role;
  char       *text;
  char       *reasoning;    /* (nullable): what came with the calls */
  GPtrArray  *calls;        /* (nullable) (element-type TroupeToolCall) */
  char       *call_id;      /* (nullable): what it is the result of */
} Message;

typedef struct
{
  char     *name;
  char     *description;
  JsonNode *schema;         /* (nullable) */
} Tool;

struct _TroupeRequest
{
  GObject           parent_instance;

  char             *model;       /* (owned) (nullable) */
  char             *system;      /* (owned) (nullable) */
  TroupeTier        tier;
  TroupeAiSettings *parameters;  /* (owned) (nullable): once they are set or asked for */
  GArray           *messages;    /* (owned) (element-type Message) */
  GArray           *tools;       /* (owned) (nullable) (element-type Tool): once there is one */
};

G_DEFINE_FINAL_TYPE (TroupeRequest, troupe_request, G_TYPE_OBJECT)

static void
message_clear (gpointer data)
{
  Message *message = data;

  g_free (message->text);
  g_free (message->reasoning);
  g_free (message->call_id);
  g_clear_pointer (&message->calls, g_ptr_array_unref);
}

static void
tool_clear (gpointer data)
{
  Tool *tool = data;

  g_free (tool->name);
  g_free (tool->description);
  g_clear_pointer (&tool->schema, json_node_unref);
}

static void
troupe_request_finalize (GObject *object)
{
  TroupeRequest *self = TROUPE_REQUEST (object);

  g_free (self->model);
  g_free (self->system);
  g_clear_object (&self->parameters);
  g_array_unref (self->messages);
  g_clear_pointer (&self->tools, g_array_unref);

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

  if (self->parameters == NULL)
    self->parameters = troupe_ai_settings_new ();

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
  Message message = { .role = role };

  g_return_if_fail (TROUPE_IS_REQUEST (self));

  message.text = g_strdup (text != NULL ? text : "");
  g_array_append_val (self->messages, message);
}

/**
 * troupe_request_add_calls:
 * @self: the request
 * @text: (nullable): what the model said before it asked
 * @reasoning: (nullable): what it thought, which some servers want back
 * @calls: (element-type TroupeToolCall): what it asked for; one result of each is to follow
 *
 * Adds a model's message that asks for tools.
 */
void
troupe_request_add_calls (TroupeRequest *self,
                          const char    *text,
                          const char    *reasoning,
                          GPtrArray     *calls)
{
  Message message = { .role = TROUPE_ROLE_ASSISTANT };

  g_return_if_fail (TROUPE_IS_REQUEST (self));
  g_return_if_fail (calls != NULL && calls->len > 0);

  message.text = g_strdup (text != NULL ? text : "");
  message.reasoning = g_strdup (reasoning);
  message.calls = g_ptr_array_ref (calls);
  g_array_append_val (self->messages, message);
}

/**
 * troupe_request_add_result:
 * @self: the request
 * @call_id: the id of the call
 * @text: what the tool said, or why it was not run
 *
 * Adds what came of a tool call.
 */
void
troupe_request_add_result (TroupeRequest *self,
                           const char    *call_id,
                           const char    *text)
{
  Message message = { .role = TROUPE_ROLE_TOOL };

  g_return_if_fail (TROUPE_IS_REQUEST (self));
  g_return_if_fail (call_id != NULL);
  g_return_if_fail (text != NULL);

  message.text = g_strdup (text);
  message.call_id = g_strdup (call_id);
  g_array_append_val (self->messages, message);
}

/**
 * troupe_request_add_talk:
 * @self: the request
 * @source: another request
 *
 * Adds the messages and the tools of @source after those that are there.
 */
void
troupe_request_add_talk (TroupeRequest *self,
                         TroupeRequest *source)
{
  g_return_if_fail (TROUPE_IS_REQUEST (self));
  g_return_if_fail (TROUPE_IS_REQUEST (source) && source != self);

  for (guint i = 0; i < source->messages->len; i++)
    {
      Message message = g_array_index (source->messages, Message, i);

      message.text = g_strdup (message.text);
      message.reasoning = g_strdup (message.reasoning);
      message.call_id = g_strdup (message.call_id);
      if (message.calls != NULL)
        g_ptr_array_ref (message.calls);
      g_array_append_val (self->messages, message);
    }

  for (guint i = 0; i < troupe_request_get_n_tools (source); i++)
    {
      Tool *tool = &g_array_index (source->tools, Tool, i);

      troupe_request_add_tool (self, tool->name, tool->description, tool->schema);
    }
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

/**
 * troupe_request_get_reasoning:
 * @self: the request
 * @index: below troupe_request_get_n_messages()
 *
 * Gets what a model thought before it asked for tools.
 *
 * Returns: (nullable): the reasoning
 */
const char *
troupe_request_get_reasoning (TroupeRequest *self,
                              guint          index)
{
  g_return_val_if_fail (TROUPE_IS_REQUEST (self), NULL);
  g_return_val_if_fail (index < self->messages->len, NULL);

  return g_array_index (self->messages, Message, index).reasoning;
}

/**
 * troupe_request_get_calls:
 * @self: the request
 * @index: below troupe_request_get_n_messages()
 *
 * Gets the tools that a message asks for.
 *
 * Returns: (transfer none) (nullable) (element-type TroupeToolCall): the calls, or %NULL if it asks for none
 */
GPtrArray *
troupe_request_get_calls (TroupeRequest *self,
                          guint          index)
{
  g_return_val_if_fail (TROUPE_IS_REQUEST (self), NULL);
  g_return_val_if_fail (index < self->messages->len, NULL);

  return g_array_index (self->messages, Message, index).calls;
}

/**
 * troupe_request_get_call_id:
 * @self: the request
 * @index: below troupe_request_get_n_messages()
 *
 * Gets which call a message is the result of.
 *
 * Returns: (nullable): the call's id, or %NULL if it is no result
 */
const char *
troupe_request_get_call_id (TroupeRequest *self,
                            guint          index)
{
  g_return_val_if_fail (TROUPE_IS_REQUEST (self), NULL);
  g_return_val_if_fail (index < self->messages->len, NULL);

  return g_array_index (self->messages, Message, index).call_id;
}

/**
 * troupe_request_add_tool:
 * @self: the request
 * @name: what the model calls it by: letters, digits, `_` and `-`, at most 64
 * @description: what it does, in words for the model
 * @schema: (nullable): the JSON schema of its arguments, an object; %NULL for a tool that takes none
 *
 * Offers a tool, after those that are offered.
 */
void
troupe_request_add_tool (TroupeRequest *self,
                         const char    *name,
                         const char    *description,
                         JsonNode      *schema)
{
  Tool tool = { NULL };

  g_return_if_fail (TROUPE_IS_REQUEST (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (description != NULL);
  g_return_if_fail (schema == NULL || JSON_NODE_HOLDS_OBJECT (schema));

  if (self->tools == NULL)
    {
      self->tools = g_array_new (FALSE, FALSE, sizeof (Tool));
      g_array_set_clear_func (self->tools, tool_clear);
    }

  tool.name = g_strdup (name);
  tool.description = g_strdup (description);
  tool.schema = schema != NULL ? json_node_ref (schema) : NULL;
  g_array_append_val (self->tools, tool);
}

/**
 * troupe_request_get_n_tools:
 * @self: the request
 *
 * Counts the tools that are offered.
 *
 * Returns: how many
 */
guint
troupe_request_get_n_tools (TroupeRequest *self)
{
  g_return_val_if_fail (TROUPE_IS_REQUEST (self), 0);

  return self->tools != NULL ? self->tools->len : 0;
}

/**
 * troupe_request_has_tool:
 * @self: the request
 * @name: a tool
 *
 * Looks for a tool.
 *
 * Returns: whether it is offered
 */
gboolean
troupe_request_has_tool (TroupeRequest *self,
                         const char    *name)
{
  g_return_val_if_fail (TROUPE_IS_REQUEST (self), FALSE);

  for (guint i = 0; i < troupe_request_get_n_tools (self); i++)
    {
      if (g_strcmp0 (g_array_index (self->tools, Tool, i).name, name) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * troupe_request_get_tool:
 * @self: the request
 * @index: below troupe_request_get_n_tools()
 * @description: (out) (optional) (transfer none): what it does
 * @schema: (out) (optional) (transfer none) (nullable): the schema of its arguments
 *
 * Looks at a tool that is offered.
 *
 * Returns: its name
 */
const char *
troupe_request_get_tool (TroupeRequest  *self,
                         guint           index,
                         const char    **description,
                         JsonNode      **schema)
{
  Tool *tool;

  g_return_val_if_fail (TROUPE_IS_REQUEST (self), NULL);
  g_return_val_if_fail (index < troupe_request_get_n_tools (self), NULL);

  tool = &g_array_index (self->tools, Tool, index);
  if (description != NULL)
    *description = tool->description;
  if (schema != NULL)
    *schema = tool->schema;

  return tool->name;
}
