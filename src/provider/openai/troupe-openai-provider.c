/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-failure.h"
#include "troupe-http.h"
#include "troupe-openai-codec.h"
#include "troupe-openai-provider.h"
#include "troupe-openai-reply.h"

/**
 * TroupeOpenaiProvider:
 *
 * Whatever talks OpenAI's chat completions: OpenAI, DeepSeek, OpenRouter, Ollama, llama.cpp, vLLM, LM Studio, and any
 * base URL with or without a key.
 */

#define MAX_ERROR_BYTES (64 * 1024)
#define MAX_WHOLE_BYTES (32 * 1024 * 1024)

struct _TroupeOpenaiProvider
{
  TroupeProvider  parent_instance;

  TroupeHttp     *http;  /* (owned) */
};

G_DEFINE_FINAL_TYPE (TroupeOpenaiProvider, troupe_openai_provider, TROUPE_TYPE_PROVIDER)

/* One question, from its sending until there is a reply or a list of models. */
typedef struct
{
  TroupeFailure    *context;         /* (owned) */
  TroupeHttpStream *stream;          /* (owned) (nullable) */
  char             *content_type;    /* (owned) (nullable) */
  gboolean          wants_models;
} Asking;

static void
asking_free (Asking *state)
{
  troupe_failure_free_context (state->context);
  g_clear_object (&state->stream);
  g_free (state->content_type);
  g_free (state);
}

static gboolean
type_is (const char *type,
         const char *expected)
{
  return type != NULL && g_str_has_prefix (type, expected);
}

/* The body of anything that is not a stream: an error, a list, a whole answer, or a page for a browser. */
static void
return_body (GTask    *task,
             GBytes   *body,
             gboolean  is_whole)
{
  Asking *state = g_task_get_task_data (task);
  TroupeFailure failure = *state->context;
  GError *error = NULL;
  gpointer value;

  failure.status = troupe_http_stream_get_status (state->stream);
  failure.content_type = state->content_type;
  failure.retry_after = troupe_http_stream_get_header (state->stream, "Retry-After");
  failure.retry_after_ms = troupe_http_stream_get_header (state->stream, "retry-after-ms");
  failure.location = troupe_http_stream_get_header (state->stream, "Location");
  failure.body = g_bytes_get_data (body, &failure.body_length);

  if (failure.status >= 300)
    {
      g_task_return_error (task, troupe_failure_to_error (&failure));
      return;
    }
  failure.status = 0;

  if (!type_is (state->content_type, "text/html") && state->wants_models)
    {
      value = troupe_openai_codec_read_models (failure.body, failure.body_length, NULL);
      if (value != NULL)
        {
          g_task_return_pointer (task, value, (GDestroyNotify) g_strfreev);
          return;
        }
    }
  if (!is_whole && type_is (state->content_type, "application/json"))
    {
      g_task_return_new_error (task, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_CUT,
                               _("The answer from %s broke off before its end; try again."), failure.provider_name);
      return;
    }
  if (state->wants_models || !type_is (state->content_type, "application/json"))
    {
      g_task_return_error (task, troupe_failure_to_not_a_model (&failure));
      return;
    }

  value = troupe_openai_reply_new_whole (state->context, body, &error);
  if (value != NULL)
    g_task_return_pointer (task, value, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
body_read_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Asking *state = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gboolean is_whole;
  g_autoptr(GBytes) body = troupe_http_stream_read_all_finish (state->stream, result, &is_whole, &error);

  /* The status says enough when the rest of a refusal does not come. */
  if (body == NULL && troupe_http_stream_get_status (state->stream) >= 300 &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    body = g_bytes_new_static ("", 0);

  if (body != NULL)
    return_body (task, body, is_whole);
  else
    g_task_return_error (task, troupe_failure_to_network_error (state->context, error, 0));
}

static void
head_came_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Asking *state = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  GTlsCertificateFlags tls_errors;
  gsize max_bytes;

  state->stream = troupe_http_send_finish (TROUPE_HTTP (object), result, &tls_errors, &error);
  if (state->stream == NULL)
    {
      g_task_return_error (task, troupe_failure_to_network_error (state->context, error, tls_errors));
      return;
    }

  state->content_type = troupe_http_stream_dup_content_type (state->stream);
  if (troupe_http_stream_get_status (state->stream) < 300 && !state->wants_models &&
      !type_is (state->content_type, "application/json") && !type_is (state->content_type, "text/html"))
    {
      /* Some servers give a stream another type or none; whether it is one will show. */
      g_task_return_pointer (task, troupe_openai_reply_new (state->context, state->stream), g_object_unref);
      return;
    }

  max_bytes = troupe_http_stream_get_status (state->stream) < 300 && type_is (state->content_type, "application/json")
              ? MAX_WHOLE_BYTES : MAX_ERROR_BYTES;
  troupe_http_stream_read_all_async (state->stream, max_bytes, g_task_get_cancellable (task), body_read_cb,
                                     g_object_ref (task));
}

/* A key with a line end in it could smuggle in headers, and is a mistake of copying anyway. */
static gboolean
is_key_sendable (const char *key)
{
  for (const char *at = key; *at != '\0'; at++)
    if (!g_ascii_isgraph (*at))
      return FALSE;

  return TRUE;
}

static gboolean
check (TroupeProvider  *provider,
       TroupeRequest   *request,
       GError         **error)
{
  const char *base_url = troupe_provider_config_get_base_url (troupe_provider_get_config (provider));
  const char *key = troupe_provider_get_key (provider);

  if (base_url == NULL || *base_url == '\0')
    {
      g_set_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_REQUEST,
                   _("The provider %s has no base URL; give it one."), troupe_provider_get_name (provider));
      return FALSE;
    }
  if (request != NULL &&
      (troupe_request_get_model (request) == NULL || *troupe_request_get_model (request) == '\0'))
    {
      g_set_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_NO_MODEL,
                   _("No model was chosen for %s; choose one."), troupe_provider_get_name (provider));
      return FALSE;
    }
  if (key != NULL && !is_key_sendable (key))
    {
      g_set_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_KEY,
                   _("The key for %s has characters in it that no key has; enter it again."),
                   troupe_provider_get_name (provider));
      return FALSE;
    }

  return TRUE;
}

/* @request is NULL for the list of models. */
static void
ask (TroupeOpenaiProvider *self,
     TroupeRequest        *request,
     GTask                *task)
{
  TroupeProvider *provider = TROUPE_PROVIDER (self);
  TroupeProviderConfig *config = troupe_provider_get_config (provider);
  const char *key = troupe_provider_get_key (provider);
  TroupeFailure context = { 0 };
  TroupeHttpCall call = { 0 };
  g_autoptr(GBytes) body = NULL;
  g_autofree char *url = NULL;
  g_autofree char *authorization = NULL;
  const char *headers[5] = { NULL };
  GError *error = NULL;
  Asking *state;

  if (!check (provider, request, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  context.provider_id = troupe_provider_get_id (provider);
  context.provider_name = troupe_provider_get_name (provider);
  context.base_url = troupe_provider_config_get_base_url (config);
  context.key = key;
  context.model = request != NULL ? troupe_request_get_model (request) : NULL;
  state = g_new0 (Asking, 1);
  state->context = troupe_failure_copy_context (&context);
  state->wants_models = request == NULL;
  g_task_set_task_data (task, state, (GDestroyNotify) asking_free);

  if (request != NULL)
    {
      gsize length;
      char *text = troupe_openai_codec_write_request (request, config, &length);

      body = g_bytes_new_take (text, length);
    }
  url = troupe_openai_codec_join_url (context.base_url, request != NULL ? "chat/completions" : "models");
  headers[0] = "Accept";
  headers[1] = request != NULL ? "text/event-stream, application/json" : "application/json";
  if (key != NULL)
    {
      authorization = g_strconcat ("Bearer ", key, NULL);
      headers[2] = "Authorization";
      headers[3] = authorization;
    }

  call.method = request != NULL ? "POST" : "GET";
  call.url = url;
  call.headers = headers;
  call.body = body;
  call.connect_timeout_ms = troupe_provider_config_get_connect_timeout_ms (config);
  call.idle_timeout_ms = troupe_provider_config_get_idle_timeout_ms (config);
  troupe_http_send_async (self->http, &call, g_task_get_cancellable (task), head_came_cb, task);
}

static void
troupe_openai_provider_send_async (TroupeProvider      *provider,
                                   TroupeRequest       *request,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task = g_task_new (provider, cancellable, callback, user_data);

  g_task_set_source_tag (task, troupe_openai_provider_send_async);
  ask (TROUPE_OPENAI_PROVIDER (provider), request, task);
}

static TroupeReply *
troupe_openai_provider_send_finish (TroupeProvider  *provider,
                                    GAsyncResult    *result,
                                    GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
troupe_openai_provider_list_models_async (TroupeProvider      *provider,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data)
{
  GTask *task = g_task_new (provider, cancellable, callback, user_data);

  g_task_set_source_tag (task, troupe_openai_provider_list_models_async);
  ask (TROUPE_OPENAI_PROVIDER (provider), NULL, task);
}

static char **
troupe_openai_provider_list_models_finish (TroupeProvider  *provider,
                                           GAsyncResult    *result,
                                           GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
troupe_openai_provider_dispose (GObject *object)
{
  TroupeOpenaiProvider *self = TROUPE_OPENAI_PROVIDER (object);

  g_clear_object (&self->http);

  G_OBJECT_CLASS (troupe_openai_provider_parent_class)->dispose (object);
}

static void
troupe_openai_provider_class_init (TroupeOpenaiProviderClass *klass)
{
  TroupeProviderClass *provider_class = TROUPE_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = troupe_openai_provider_dispose;
  provider_class->send_async = troupe_openai_provider_send_async;
  provider_class->send_finish = troupe_openai_provider_send_finish;
  provider_class->list_models_async = troupe_openai_provider_list_models_async;
  provider_class->list_models_finish = troupe_openai_provider_list_models_finish;
}

static void
troupe_openai_provider_init (TroupeOpenaiProvider *self)
{
  self->http = troupe_http_dup_default ();
}

/**
 * troupe_openai_provider_new:
 * @config: where it is; its base URL ends where `/chat/completions` begins
 *
 * Makes a provider. The key is set with troupe_provider_take_key().
 *
 * Returns: (transfer full): the provider
 */
TroupeProvider *
troupe_openai_provider_new (TroupeProviderConfig *config)
{
  return g_object_new (TROUPE_TYPE_OPENAI_PROVIDER, "config", config, NULL);
}
