/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-json.h"
#include "troupe-openai-codec.h"
#include "troupe-provider-error.h"

#define CHAT_PATH     "/chat/completions"
#define MAX_TOOL_NAME 64

/*
 * Our requests to the JSON of OpenAI's chat completions, as its many relatives understand it too. No I/O.
 *
 * A parameter that the user did not set is never sent: current models refuse even default values.
 */

static const char *
role_name (TroupeRole role)
{
  switch (role)
    {
    case TROUPE_ROLE_SYSTEM:
      return "system";
    case TROUPE_ROLE_ASSISTANT:
      return "assistant";
    case TROUPE_ROLE_USER:
    case TROUPE_ROLE_TOOL:
    default:
      return "user";
    }
}

static void
set_valid_text (JsonObject *object,
                const char *name,
                const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  json_object_set_member (object, name, troupe_json_node_new_string (valid));
}

/* What a model made up is sent back to it, so it has to be a name that servers take. */
static void
set_tool_name (JsonObject *object,
               const char *name)
{
  g_autofree char *valid = g_strndup (*name != '\0' ? name : "unknown", MAX_TOOL_NAME);

  for (char *at = valid; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '-')
      *at = '_';
  json_object_set_string_member (object, "name", valid);
}

/* Some servers read the arguments again, and fail over what is no object. The result that follows says what was wrong. */
static void
set_arguments (JsonObject *object,
               const char *arguments)
{
  g_autoptr(JsonNode) node = troupe_json_parse ("arguments", arguments, -1, NULL);

  set_valid_text (object, "arguments", node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? arguments : "{}");
}

static JsonArray *
write_calls (GPtrArray *calls)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < calls->len; i++)
    {
      TroupeToolCall *call = g_ptr_array_index (calls, i);
      JsonObject *object = json_object_new ();
      JsonObject *function = json_object_new ();

      set_valid_text (object, "id", troupe_tool_call_get_id (call));
      json_object_set_string_member (object, "type", "function");
      set_tool_name (function, troupe_tool_call_get_name (call));
      set_arguments (function, troupe_tool_call_get_arguments (call));
      json_object_set_object_member (object, "function", function);
      json_array_add_object_element (array, object);
    }

  return array;
}

static gboolean
has_host (TroupeProviderConfig *config,
          const char           *host)
{
  const char *base_url = troupe_provider_config_get_base_url (config);
  g_autoptr(GUri) uri = base_url != NULL ? g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL && g_strcmp0 (g_uri_get_host (uri), host) == 0;
}

static void
add_calls (JsonArray            *messages,
           TroupeRequest        *request,
           guint                 index,
           TroupeProviderConfig *config)
{
  JsonObject *message = json_object_new ();
  const char *reasoning = troupe_request_get_reasoning (request, index);

  json_object_set_string_member (message, "role", "assistant");
  set_valid_text (message, "content", troupe_request_get_text (request, index));
  /* DeepSeek refuses a call that comes back without what was thought, even if that was nothing. */
  if ((reasoning != NULL && *reasoning != '\0') || has_host (config, "api.deepseek.com"))
    set_valid_text (message, "reasoning_content", reasoning != NULL ? reasoning : "");
  json_object_set_array_member (message, "tool_calls", write_calls (troupe_request_get_calls (request, index)));
  json_array_add_object_element (messages, message);
}

static void
add_result (JsonArray     *messages,
            TroupeRequest *request,
            guint          index)
{
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "role", "tool");
  set_valid_text (message, "tool_call_id", troupe_request_get_call_id (request, index));
  set_valid_text (message, "content", troupe_request_get_text (request, index));
  json_array_add_object_element (messages, message);
}

static void
add_message (JsonArray  *messages,
             const char *role,
             const char *text)
{
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "role", role);
  set_valid_text (message, "content", text);
  json_array_add_object_element (messages, message);
}

static JsonArray *
write_messages (TroupeRequest        *request,
                TroupeProviderConfig *config)
{
  JsonArray *messages = json_array_new ();
  const char *system = troupe_request_get_system (request);

  if (system != NULL && *system != '\0')
    add_message (messages, "system", system);
  for (guint i = 0; i < troupe_request_get_n_messages (request); i++)
    {
      if (troupe_request_get_calls (request, i) != NULL)
        add_calls (messages, request, i, config);
      else if (troupe_request_get_call_id (request, i) != NULL)
        add_result (messages, request, i);
      else
        add_message (messages, role_name (troupe_request_get_role (request, i)), troupe_request_get_text (request, i));
    }

  return messages;
}

static JsonArray *
write_tools (TroupeRequest *request)
{
  JsonArray *tools = json_array_new ();

  for (guint i = 0; i < troupe_request_get_n_tools (request); i++)
    {
      JsonObject *tool = json_object_new ();
      JsonObject *function = json_object_new ();
      const char *description;
      JsonNode *schema;
      const char *name = troupe_request_get_tool (request, i, &description, &schema);

      json_object_set_string_member (tool, "type", "function");
      json_object_set_string_member (function, "name", name);
      set_valid_text (function, "description", description);
      if (schema != NULL)
        json_object_set_member (function, "parameters", json_node_copy (schema));
      json_object_set_object_member (tool, "function", function);
      json_array_add_object_element (tools, tool);
    }

  return tools;
}

static const char *
extra_string (TroupeProviderConfig *config,
              const char           *name)
{
  JsonObject *extra = troupe_provider_config_get_extra (config);
  JsonNode *node = extra != NULL ? json_object_get_member (extra, name) : NULL;

  return troupe_json_node_get_string (node);
}

/* OpenAI itself refuses max_tokens for current models; most others know nothing else. */
static const char *
max_tokens_field (TroupeProviderConfig *config)
{
  const char *field = extra_string (config, "max_tokens_field");

  if (field != NULL && *field != '\0')
    return field;

  return has_host (config, "api.openai.com") ? "max_completion_tokens" : "max_tokens";
}

static gboolean
is_set (TroupeAiSettings *parameters,
        TroupeField       field)
{
  return troupe_ai_settings_get_state (parameters, field) == TROUPE_FIELD_STATE_SET;
}

static void
write_parameters (JsonObject           *body,
                  TroupeAiSettings     *parameters,
                  TroupeProviderConfig *config)
{
  if (is_set (parameters, TROUPE_FIELD_TEMPERATURE))
    json_object_set_double_member (body, "temperature",
                                   troupe_ai_settings_get_double (parameters, TROUPE_FIELD_TEMPERATURE));
  if (is_set (parameters, TROUPE_FIELD_TOP_P))
    json_object_set_double_member (body, "top_p", troupe_ai_settings_get_double (parameters, TROUPE_FIELD_TOP_P));
  if (is_set (parameters, TROUPE_FIELD_MAX_OUTPUT_TOKENS))
    json_object_set_int_member (body, max_tokens_field (config),
                                troupe_ai_settings_get_int (parameters, TROUPE_FIELD_MAX_OUTPUT_TOKENS));
  if (is_set (parameters, TROUPE_FIELD_REASONING_EFFORT))
    json_object_set_string_member (body, "reasoning_effort",
                                   troupe_ai_settings_get_string (parameters, TROUPE_FIELD_REASONING_EFFORT));
}

/**
 * troupe_openai_codec_write_request:
 * @request: what to ask
 * @config: who is asked; `max_tokens_field` in its extra members names the member for the maximum output
 * @length: (out) (optional): in bytes
 *
 * Writes the body of a streamed chat completion.
 *
 * Returns: (transfer full): JSON
 */
char *
troupe_openai_codec_write_request (TroupeRequest        *request,
                                   TroupeProviderConfig *config,
                                   gsize                *length)
{
  g_autoptr(JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *body = json_object_new ();
  JsonObject *options = json_object_new ();

  json_node_take_object (root, body);
  json_object_set_member (body, "model", troupe_json_node_new_string (troupe_request_get_model (request)));
  json_object_set_array_member (body, "messages", write_messages (request, config));
  json_object_set_boolean_member (body, "stream", TRUE);
  json_object_set_boolean_member (options, "include_usage", TRUE);
  json_object_set_object_member (body, "stream_options", options);
  if (troupe_request_get_n_tools (request) > 0)
    json_object_set_array_member (body, "tools", write_tools (request));
  write_parameters (body, troupe_request_get_parameters (request), config);

  return troupe_json_write (root, FALSE, length);
}

static const char *
model_id (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  return troupe_json_node_get_string (json_object_get_member (json_node_get_object (node), "id"));
}

/**
 * troupe_openai_codec_read_models:
 * @text: (array length=length): the body of the answer
 * @length: in bytes
 * @error: (optional): set on failure
 *
 * Reads a list of models. Entries without an id are passed over.
 *
 * The only error is %TROUPE_PROVIDER_ERROR_PROTOCOL.
 *
 * Returns: (transfer full) (nullable): the models' names, in the server's order
 */
char **
troupe_openai_codec_read_models (const char  *text,
                                 gsize        length,
                                 GError     **error)
{
  g_autoptr(JsonNode) root = troupe_json_parse ("models", text, (gssize) length, NULL);
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  JsonNode *data = NULL;
  JsonArray *entries;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    data = json_object_get_member (json_node_get_object (root), "data");
  if (data == NULL || !JSON_NODE_HOLDS_ARRAY (data))
    {
      g_set_error_literal (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_PROTOCOL,
                           _("The server sent no list of models; check the base URL."));
      return NULL;
    }

  entries = json_node_get_array (data);
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      const char *id = model_id (json_array_get_element (entries, i));

      if (id != NULL && *id != '\0')
        g_strv_builder_add (names, id);
    }

  return g_strv_builder_end (names);
}

static void
cut_slashes (char *text)
{
  gsize length = strlen (text);

  while (length > 0 && text[length - 1] == '/')
    text[--length] = '\0';
}

/**
 * troupe_openai_codec_join_url:
 * @base_url: with or without slashes at its end; the whole address of the chat, as manuals have it, does as well
 * @path: such as `chat/completions`
 *
 * Joins the two with one slash. Nothing like `/v1` is added: what the base URL says counts.
 *
 * Returns: (transfer full): the address
 */
char *
troupe_openai_codec_join_url (const char *base_url,
                              const char *path)
{
  g_autofree char *base = g_strstrip (g_strdup (base_url));

  cut_slashes (base);
  if (g_str_has_suffix (base, CHAT_PATH))
    {
      base[strlen (base) - strlen (CHAT_PATH)] = '\0';
      cut_slashes (base);
    }
  return g_strconcat (base, "/", path, NULL);
}
