/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-json.h"
#include "troupe-openai-calls.h"
#include "troupe-openai-decoder.h"
#include "troupe-openai-pattern.h"

/**
 * TroupeOpenaiDecoder:
 *
 * Turns the events of a streamed chat completion into text, and remembers what they said besides: model, usage, why
 * it ended. No I/O.
 *
 * There are two ways through it, which must mean the same. Every event can go through the JSON gate. Once one that
 * held nothing but text has come that way, a #TroupeOpenaiPattern is made of it, tried out, and then reads those that
 * follow and look like it, some fifty times faster.
 */

#define MAX_TRIES   8
#define N_PATTERNS  2
#define PROBE_TEXT  "Troupe was here"
#define PROBE_PADDING "pad"

typedef struct
{
  char              *model;        /* (owned) (nullable): the first that was named */
  TroupeStopReason   stop_reason;
  TroupeUsage        usage;
  TroupeOpenaiCalls *calls;        /* (owned) (nullable): once there is one */
  gboolean           is_done;      /* "[DONE]" */
  gboolean           has_finished; /* a finish_reason came */
} State;

struct _TroupeOpenaiDecoder
{
  /* Input */
  TroupeFailure       *context;                /* (owned) */
  gboolean             is_fast;

  State                state;
  TroupeOpenaiPattern *patterns[N_PATTERNS];   /* (owned) (nullable): one for each kind of chunk */
  guint                n_tries_left;           /* for events that are never alike, to learn from each would cost more */
  guint64              n_events;
  guint64              n_fast;
};

static const struct
{
  const char       *reason;
  TroupeStopReason  meaning;
} finish_reasons[] = {
  { "stop", TROUPE_STOP_REASON_END },
  { "end_turn", TROUPE_STOP_REASON_END },
  { "eos", TROUPE_STOP_REASON_END },
  { "length", TROUPE_STOP_REASON_LENGTH },
  { "max_tokens", TROUPE_STOP_REASON_LENGTH },
  { "tool_calls", TROUPE_STOP_REASON_TOOL_CALLS },
  { "function_call", TROUPE_STOP_REASON_TOOL_CALLS },
  { "content_filter", TROUPE_STOP_REASON_REFUSAL },
  { "error", TROUPE_STOP_REASON_ERROR },
};

static JsonNode *
get_member (JsonObject  *object,
            const char  *name,
            JsonNodeType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

static JsonObject *
get_object (JsonObject *object,
            const char *name)
{
  JsonNode *node = get_member (object, name, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : NULL;
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  return object != NULL ? troupe_json_node_get_string (json_object_get_member (object, name)) : NULL;
}

/* Returns -1 for what is not there, is no number, or makes no sense as a count. */
static gint64
get_count (JsonObject *object,
           const char *name)
{
  gint64 count;

  if (object == NULL || !troupe_json_node_get_int64 (json_object_get_member (object, name), &count))
    return -1;
  return MAX (count, -1);
}

static void
append_text (TroupeBatch     *batch,
             TroupeChunkKind  kind,
             const char      *text)
{
  if (text != NULL)
    troupe_batch_append (batch, kind, text, strlen (text));
}

/* A few servers send content as parts: [{"type": "text", "text": "…"}]. */
static void
read_parts (JsonObject  *delta,
            TroupeBatch *batch)
{
  JsonNode *node = get_member (delta, "content", JSON_NODE_ARRAY);
  JsonArray *parts = node != NULL ? json_node_get_array (node) : NULL;

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonNode *part = json_array_get_element (parts, i);

      if (JSON_NODE_HOLDS_OBJECT (part))
        append_text (batch, TROUPE_CHUNK_TEXT, get_text (json_node_get_object (part), "text"));
    }
}

static void
read_delta (State       *state,
            JsonObject  *delta,
            TroupeBatch *batch)
{
  const char *reasoning = get_text (delta, "reasoning_content");
  const char *other_reasoning = get_text (delta, "reasoning");
  const char *refusal = get_text (delta, "refusal");

  append_text (batch, TROUPE_CHUNK_REASONING, reasoning);
  if (g_strcmp0 (reasoning, other_reasoning) != 0)
    append_text (batch, TROUPE_CHUNK_REASONING, other_reasoning);

  append_text (batch, TROUPE_CHUNK_TEXT, get_text (delta, "content"));
  read_parts (delta, batch);

  append_text (batch, TROUPE_CHUNK_TEXT, refusal);
  if (refusal != NULL && *refusal != '\0')
    state->stop_reason = TROUPE_STOP_REASON_REFUSAL;
}

static gboolean
read_calls (TroupeOpenaiDecoder  *self,
            State                *state,
            JsonObject           *delta,
            GError              **error)
{
  if (!json_object_has_member (delta, "tool_calls") && !json_object_has_member (delta, "function_call"))
    return TRUE;

  if (state->calls == NULL)
    state->calls = troupe_openai_calls_new ();
  if (troupe_openai_calls_read (state->calls, delta))
    return TRUE;

  g_set_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_PROTOCOL,
               _("%s sent more tool calls than an answer may have; try again, or ask another model."),
               self->context->provider_name);
  return FALSE;
}

static void
read_finish_reason (State      *state,
                    const char *reason)
{
  TroupeStopReason meaning = TROUPE_STOP_REASON_UNKNOWN;

  state->has_finished = TRUE;
  if (state->stop_reason == TROUPE_STOP_REASON_REFUSAL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (finish_reasons); i++)
    if (g_str_equal (finish_reasons[i].reason, reason))
      meaning = finish_reasons[i].meaning;
  state->stop_reason = meaning;
}

static gboolean
read_choice (TroupeOpenaiDecoder  *self,
             State                *state,
             JsonObject           *choice,
             TroupeBatch          *batch,
             GError              **error)
{
  JsonObject *delta = get_object (choice, "delta");
  const char *reason = get_text (choice, "finish_reason");

  if (get_count (choice, "index") > 0)
    return TRUE;

  /* A server that does not stream sends the whole message at once. */
  if (delta == NULL)
    delta = get_object (choice, "message");
  if (delta != NULL)
    read_delta (state, delta, batch);
  if (reason != NULL && *reason != '\0')
    read_finish_reason (state, reason);

  return delta == NULL || read_calls (self, state, delta, error);
}

static void
read_usage (State      *state,
            JsonObject *object)
{
  JsonObject *input = get_object (object, "prompt_tokens_details");
  JsonObject *output = get_object (object, "completion_tokens_details");
  TroupeUsage usage = TROUPE_USAGE_UNKNOWN;

  usage.input = get_count (object, "prompt_tokens");
  usage.output = get_count (object, "completion_tokens");
  usage.cache_read = get_count (input, "cached_tokens");
  usage.cache_write = get_count (input, "cache_write_tokens");
  usage.reasoning = get_count (output, "reasoning_tokens");
  if (usage.cache_read < 0)
    usage.cache_read = get_count (object, "prompt_cache_hit_tokens");
  /* Those of a cache are among the prompt's here; with us each token is counted, and paid for, once. */
  if (usage.input >= 0)
    usage.input = MAX (usage.input - MAX (usage.cache_read, 0) - MAX (usage.cache_write, 0), 0);
  state->usage = usage;
}

static gboolean
read_object (TroupeOpenaiDecoder  *self,
             State                *state,
             JsonObject           *object,
             TroupeBatch          *batch,
             GError              **error)
{
  JsonNode *choices = get_member (object, "choices", JSON_NODE_ARRAY);
  JsonArray *array = choices != NULL ? json_node_get_array (choices) : NULL;
  JsonNode *failure = json_object_get_member (object, "error");
  JsonObject *usage = get_object (object, "usage");
  const char *model = get_text (object, "model");

  if (state->model == NULL && model != NULL && *model != '\0')
    state->model = g_strdup (model);
  if (usage != NULL)
    read_usage (state, usage);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *choice = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (choice) &&
          !read_choice (self, state, json_node_get_object (choice), batch, error))
        return FALSE;
    }

  if (failure == NULL || JSON_NODE_HOLDS_NULL (failure))
    return TRUE;

  state->stop_reason = TROUPE_STOP_REASON_ERROR;
  g_propagate_error (error, troupe_failure_to_stream_error (self->context, failure));
  return FALSE;
}

static gboolean
read_json (TroupeOpenaiDecoder  *self,
           State                *state,
           const char           *text,
           gsize                 length,
           TroupeBatch          *batch,
           GError              **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(JsonNode) root = troupe_json_parse ("event", text, (gssize) length, &cause);

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return read_object (self, state, json_node_get_object (root), batch, error);

  g_set_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_PROTOCOL,
               _("%s sent something that is no piece of an answer (%s); try again, and check the base URL if it happens "
                 "again."),
               self->context->provider_name, cause != NULL ? cause->message : _("not a JSON object"));
  return FALSE;
}

static void
state_clear (State *state)
{
  g_clear_pointer (&state->model, g_free);
  g_clear_pointer (&state->calls, troupe_openai_calls_free);
}

/* Does the event, with other words in the gap, mean just these words and nothing else? */
static gboolean
try_out (TroupeOpenaiDecoder *self,
         TroupeOpenaiPattern *pattern)
{
  gsize length;
  g_autofree char *event = troupe_openai_pattern_fill (pattern, PROBE_TEXT, PROBE_PADDING, &length);
  g_autoptr(TroupeBatch) batch = troupe_batch_new ();
  State state = { .model = g_strdup ("?"), .usage = TROUPE_USAGE_UNKNOWN };
  gboolean is_good;
  const char *text;
  gsize text_length;

  is_good = read_json (self, &state, event, length, batch, NULL) &&
            !state.has_finished &&
            state.calls == NULL &&
            state.stop_reason == TROUPE_STOP_REASON_UNKNOWN &&
            memcmp (&state.usage, &TROUPE_USAGE_UNKNOWN, sizeof (TroupeUsage)) == 0 &&
            troupe_batch_get_n_chunks (batch) == 1 &&
            troupe_batch_get_chunk (batch, 0, &text, &text_length) == troupe_openai_pattern_get_kind (pattern) &&
            text_length == strlen (PROBE_TEXT) &&
            memcmp (text, PROBE_TEXT, text_length) == 0;
  state_clear (&state);
  return is_good;
}

/* An event that names the model before it is known does more than bring text, so nothing is learnt from it. */
static void
learn (TroupeOpenaiDecoder *self,
       const char          *event,
       gsize                length)
{
  static const struct { const char *member; TroupeChunkKind kind; } gaps[] = {
    { "content", TROUPE_CHUNK_TEXT },
    { "reasoning_content", TROUPE_CHUNK_REASONING },
    { "reasoning", TROUPE_CHUNK_REASONING },
  };

  if (self->n_tries_left == 0)
    return;

  self->n_tries_left--;
  for (guint i = 0; i < G_N_ELEMENTS (gaps); i++)
    {
      g_autoptr(TroupeOpenaiPattern) pattern = troupe_openai_pattern_new (event, length, gaps[i].member, gaps[i].kind);

      if (pattern != NULL && try_out (self, pattern))
        {
          TroupeOpenaiPattern **place = &self->patterns[gaps[i].kind == TROUPE_CHUNK_TEXT ? 0 : 1];

          g_clear_pointer (place, troupe_openai_pattern_free);
          *place = g_steal_pointer (&pattern);
          return;
        }
    }
}

static gboolean
read_fast (TroupeOpenaiDecoder *self,
           const char          *event,
           gsize                length,
           TroupeBatch         *batch)
{
  for (guint i = 0; i < N_PATTERNS; i++)
    if (self->patterns[i] != NULL && troupe_openai_pattern_read (self->patterns[i], event, length, batch))
      {
        self->n_fast++;
        self->n_tries_left = MAX_TRIES;
        return TRUE;
      }

  return FALSE;
}

/**
 * troupe_openai_decoder_new:
 * @context: who answers, for the words of errors; copied
 *
 * Makes a decoder for one answer.
 *
 * Returns: (transfer full): the decoder
 */
TroupeOpenaiDecoder *
troupe_openai_decoder_new (const TroupeFailure *context)
{
  TroupeOpenaiDecoder *self = g_new0 (TroupeOpenaiDecoder, 1);

  self->context = troupe_failure_copy_context (context);
  self->is_fast = TRUE;
  self->n_tries_left = MAX_TRIES;
  self->state.usage = TROUPE_USAGE_UNKNOWN;
  return self;
}

/**
 * troupe_openai_decoder_free:
 * @self: (transfer full): the decoder
 *
 * Frees the decoder.
 */
void
troupe_openai_decoder_free (TroupeOpenaiDecoder *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < N_PATTERNS; i++)
    g_clear_pointer (&self->patterns[i], troupe_openai_pattern_free);
  state_clear (&self->state);
  troupe_failure_free_context (self->context);
  g_free (self);
}

/**
 * troupe_openai_decoder_read:
 * @self: the decoder
 * @event: the event; its data is valid UTF-8 without NUL
 * @batch: where the text goes
 * @error: (optional): set on failure
 *
 * Reads one event. What comes after `[DONE]` is passed over. Text that stood beside an error is in @batch.
 *
 * Errors are in %TROUPE_PROVIDER_ERROR: the server's own, or %TROUPE_PROVIDER_ERROR_PROTOCOL.
 *
 * Returns: %TRUE if the answer can go on
 */
gboolean
troupe_openai_decoder_read (TroupeOpenaiDecoder   *self,
                            const TroupeSseEvent  *event,
                            TroupeBatch           *batch,
                            GError               **error)
{
  gsize size_before = troupe_batch_get_size (batch);

  if (self->state.is_done)
    return TRUE;

  self->n_events++;
  if (self->is_fast && event->name == NULL && read_fast (self, event->data, event->length, batch))
    return TRUE;

  if (event->length == strlen ("[DONE]") && memcmp (event->data, "[DONE]", event->length) == 0)
    {
      self->state.is_done = TRUE;
      return TRUE;
    }
  if (event->name != NULL && g_str_equal (event->name, "error"))
    {
      TroupeFailure failure = *self->context;

      failure.body = event->data;
      failure.body_length = event->length;
      self->state.stop_reason = TROUPE_STOP_REASON_ERROR;
      g_propagate_error (error, troupe_failure_to_error (&failure));
      return FALSE;
    }
  if (event->length == 0)
    return TRUE;
  if (!read_json (self, &self->state, event->data, event->length, batch, error))
    return FALSE;

  if (self->is_fast && event->name == NULL && troupe_batch_get_size (batch) > size_before)
    learn (self, event->data, event->length);
  return TRUE;
}

/**
 * troupe_openai_decoder_is_done:
 * @self: the decoder
 *
 * Returns: %TRUE when `[DONE]` has come
 */
gboolean
troupe_openai_decoder_is_done (TroupeOpenaiDecoder *self)
{
  return self->state.is_done;
}

/**
 * troupe_openai_decoder_has_ended:
 * @self: the decoder
 *
 * Says whether the answer is whole. Without either sign the end of the stream means that it was cut.
 *
 * Returns: %TRUE when `[DONE]` or a reason to finish has come
 */
gboolean
troupe_openai_decoder_has_ended (TroupeOpenaiDecoder *self)
{
  return self->state.is_done || self->state.has_finished;
}

/**
 * troupe_openai_decoder_get_model:
 * @self: the decoder
 *
 * Returns: (nullable): the model that the server named
 */
const char *
troupe_openai_decoder_get_model (TroupeOpenaiDecoder *self)
{
  return self->state.model;
}

/**
 * troupe_openai_decoder_get_stop_reason:
 * @self: the decoder
 *
 * Returns: why the answer ended
 */
TroupeStopReason
troupe_openai_decoder_get_stop_reason (TroupeOpenaiDecoder *self)
{
  return self->state.stop_reason;
}

/**
 * troupe_openai_decoder_dup_calls:
 * @self: the decoder
 *
 * Gets the tools that the answer asks for, once it is whole.
 *
 * Returns: (transfer full) (nullable) (element-type TroupeToolCall): the calls in order, or %NULL if there is none
 */
GPtrArray *
troupe_openai_decoder_dup_calls (TroupeOpenaiDecoder *self)
{
  if (self->state.calls == NULL || troupe_openai_calls_get_n (self->state.calls) == 0)
    return NULL;

  return troupe_openai_calls_build (self->state.calls);
}

/**
 * troupe_openai_decoder_get_usage:
 * @self: the decoder
 *
 * Returns: (transfer none): the server's count; the input includes what was read from a cache, the output includes the
 *   reasoning, and what it did not say is -1
 */
const TroupeUsage *
troupe_openai_decoder_get_usage (TroupeOpenaiDecoder *self)
{
  return &self->state.usage;
}

/**
 * troupe_openai_decoder_get_n_events:
 * @self: the decoder
 *
 * Returns: how many events were read
 */
guint64
troupe_openai_decoder_get_n_events (TroupeOpenaiDecoder *self)
{
  return self->n_events;
}

/**
 * troupe_openai_decoder_get_n_fast:
 * @self: the decoder
 *
 * Returns: how many of the events went the fast way
 */
guint64
troupe_openai_decoder_get_n_fast (TroupeOpenaiDecoder *self)
{
  return self->n_fast;
}

/**
 * troupe_openai_decoder_set_fast:
 * @self: the decoder
 * @fast: whether patterns may be used
 *
 * Turns the fast way off, so that tests can compare the two.
 */
void
troupe_openai_decoder_set_fast (TroupeOpenaiDecoder *self,
                                gboolean             fast)
{
  self->is_fast = fast;
}
