/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-json.h"
#include "troupe-openai-calls.h"

/**
 * TroupeOpenaiCalls:
 *
 * Puts the tool calls of a streamed answer together, which come in pieces: the id and the name as a rule in the first one,
 * the arguments spread over many. Pieces belong together by their `index`.
 *
 * Servers differ. Some leave the index out, some give each call the index 0, some the whole call at once with arguments
 * that are an object, and some no id.
 */

typedef struct
{
  gint64   index;      /* -1 where the server gives none */
  char    *id;         /* (owned) (nullable) */
  char    *name;       /* (owned) (nullable) */
  GString *arguments;  /* (owned) */
} Call;

struct _TroupeOpenaiCalls
{
  GPtrArray *calls;    /* (element-type Call): in the order in which they began */
  gsize      n_bytes;
};

static void
call_free (gpointer data)
{
  Call *call = data;

  g_free (call->id);
  g_free (call->name);
  g_string_free (call->arguments, TRUE);
  g_free (call);
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  const char *text = object != NULL ? troupe_json_node_get_string (json_object_get_member (object, name)) : NULL;

  return text != NULL && *text != '\0' ? text : NULL;
}

static JsonObject *
get_object (JsonObject *object,
            const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* Looks at the newest first: where several calls have one index, the pieces go on with the last. */
static Call *
find (TroupeOpenaiCalls *self,
      gint64             index)
{
  for (guint i = self->calls->len; i > 0; i--)
    {
      Call *call = g_ptr_array_index (self->calls, i - 1);

      if (index < 0 || call->index == index)
        return call;
    }

  return NULL;
}

/* Which call a piece belongs to, or NULL if there would be too many. */
static Call *
choose (TroupeOpenaiCalls *self,
        gint64             index,
        const char        *id,
        const char        *name)
{
  Call *call = find (self, index);
  gboolean is_another = call != NULL && id != NULL && call->id != NULL && !g_str_equal (id, call->id) &&
                        (name != NULL || index < 0);

  if (call != NULL && !is_another && !(index < 0 && id == NULL && name != NULL && call->name != NULL))
    return call;
  if (self->calls->len == TROUPE_OPENAI_CALLS_MAX)
    return NULL;

  call = g_new0 (Call, 1);
  call->index = index;
  call->arguments = g_string_new (NULL);
  g_ptr_array_add (self->calls, call);

  return call;
}

static gboolean
add_arguments (TroupeOpenaiCalls *self,
               Call              *call,
               JsonNode          *node)
{
  const char *text = troupe_json_node_get_string (node);
  g_autofree char *written = NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    text = written = troupe_json_write (node, FALSE, NULL);
  if (text == NULL)
    return TRUE;

  self->n_bytes += strlen (text);
  g_string_append (call->arguments, text);

  return self->n_bytes <= TROUPE_OPENAI_CALLS_MAX_BYTES;
}

static void
set_once (char       **place,
          const char  *text)
{
  if (text == NULL || g_strcmp0 (*place, text) == 0)
    return;

  g_free (*place);
  *place = g_strdup (text);
}

static gboolean
read_piece (TroupeOpenaiCalls *self,
            gint64             index,
            const char        *id,
            JsonObject        *function)
{
  const char *name = get_text (function, "name");
  Call *call = choose (self, index, id, name);

  if (call == NULL)
    return FALSE;

  if (call->id == NULL)
    set_once (&call->id, id);
  set_once (&call->name, name);

  return function == NULL || add_arguments (self, call, json_object_get_member (function, "arguments"));
}

static gboolean
read_element (TroupeOpenaiCalls *self,
              JsonNode          *node)
{
  JsonObject *object;
  gint64 index = -1;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return TRUE;

  object = json_node_get_object (node);
  if (!troupe_json_node_get_int64 (json_object_get_member (object, "index"), &index) || index < 0)
    index = -1;

  return read_piece (self, index, get_text (object, "id"), get_object (object, "function"));
}

/**
 * troupe_openai_calls_new:
 *
 * Makes a collector that has seen nothing.
 *
 * Returns: (transfer full): the collector
 */
TroupeOpenaiCalls *
troupe_openai_calls_new (void)
{
  TroupeOpenaiCalls *self = g_new0 (TroupeOpenaiCalls, 1);

  self->calls = g_ptr_array_new_with_free_func (call_free);
  return self;
}

/**
 * troupe_openai_calls_free:
 * @self: (transfer full): the collector
 *
 * Frees the collector.
 */
void
troupe_openai_calls_free (TroupeOpenaiCalls *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->calls);
  g_free (self);
}

/**
 * troupe_openai_calls_read:
 * @self: the collector
 * @delta: a piece of the answer, or a whole message
 *
 * Takes what the piece says of tool calls, if it does.
 *
 * Returns: %FALSE when there are more calls, or longer arguments, than any answer may have
 */
gboolean
troupe_openai_calls_read (TroupeOpenaiCalls *self,
                          JsonObject        *delta)
{
  JsonNode *node = json_object_get_member (delta, "tool_calls");
  JsonObject *function = get_object (delta, "function_call");
  JsonArray *pieces = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; pieces != NULL && i < json_array_get_length (pieces); i++)
    {
      if (!read_element (self, json_array_get_element (pieces, i)))
        return FALSE;
    }

  /* As it was before there could be several calls. */
  return function == NULL || read_piece (self, 0, NULL, function);
}

/**
 * troupe_openai_calls_get_n:
 * @self: the collector
 *
 * Counts the calls that have begun.
 *
 * Returns: how many
 */
guint
troupe_openai_calls_get_n (TroupeOpenaiCalls *self)
{
  return self->calls->len;
}

/**
 * troupe_openai_calls_build:
 * @self: the collector
 *
 * Makes the calls of what came, once no more will. One without an id is given one.
 *
 * Returns: (transfer full) (element-type TroupeToolCall): the calls, in the order in which they began
 */
GPtrArray *
troupe_openai_calls_build (TroupeOpenaiCalls *self)
{
  GPtrArray *calls = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_tool_call_unref);

  for (guint i = 0; i < self->calls->len; i++)
    {
      Call *call = g_ptr_array_index (self->calls, i);
      g_autofree char *made_up = g_strdup_printf ("call_%u", i + 1);

      g_ptr_array_add (calls, troupe_tool_call_new (call->id != NULL ? call->id : made_up,
                                                    call->name != NULL ? call->name : "",
                                                    call->arguments->str));
    }

  return calls;
}
