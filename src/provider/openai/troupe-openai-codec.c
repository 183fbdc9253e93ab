/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-json.h"
#include "troupe-openai-codec.h"
#include "troupe-provider-error.h"

#define CHAT_PATH "/chat/completions"

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
add_message (JsonArray  *messages,
             const char *role,
             const char *text)
{
  JsonObject *message = json_object_new ();
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  json_object_set_string_member (message, "role", role);
  json_object_set_member (message, "content", troupe_json_node_new_string (valid));
  json_array_add_object_element (messages, message);
}

static JsonArray *
write_messages (TroupeRequest *request)
{
  JsonArray *messages = json_array_new ();
  const char *system = troupe_request_get_system (request);

  if (system != NULL && *system != '\0')
    add_message (messages, "system", system);
  for (guint i = 0; i < troupe_request_get_n_messages (request); i++)
    add_message (messages, role_name (troupe_request_get_role (request, i)), troupe_request_get_text (request, i));

  return messages;
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
  const char *base_url = troupe_provider_config_get_base_url (config);
  g_autoptr(GUri) uri = NULL;

  if (field != NULL && *field != '\0')
    return field;

  uri = base_url != NULL ? g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL) : NULL;
  if (uri != NULL && g_strcmp0 (g_uri_get_host (uri), "api.openai.com") == 0)
    return "max_completion_tokens";
  return "max_tokens";
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
  json_object_set_array_member (body, "messages", write_messages (request));
  json_object_set_boolean_member (body, "stream", TRUE);
  json_object_set_boolean_member (options, "include_usage", TRUE);
  json_object_set_object_member (body, "stream_options", options);
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
