/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-answer-text.h"
#include "troupe-answer-tool.h"
#include "troupe-engine-error.h"
#include "troupe-tool-schema.h"

/**
 * TroupeAnswerTool:
 *
 * A tool by which a model gives its answer in a form that can be checked. Nothing is done when it is called, so it needs no
 * permission: the arguments are the answer. What is wrong with them goes back to the model, a bounded number of times.
 *
 * It belongs to one #TroupeToolLoop, and keeps what was accepted there. What it says to the model is not translated.
 */
struct _TroupeAnswerTool
{
  GObject                parent_instance;

  /* Input */
  char                  *name;         /* (owned) */
  char                  *description;  /* (owned) */
  JsonNode              *schema;       /* (owned) */
  guint                  max_refusals;
  TroupeCheckAnswerFunc  func;         /* (nullable) */
  gpointer               func_data;
  GDestroyNotify         destroy;      /* (nullable) */

  /* What Came */
  JsonNode              *accepted;     /* (owned) (nullable) */
  guint                  n_refusals;
};

G_DEFINE_FINAL_TYPE (TroupeAnswerTool, troupe_answer_tool, G_TYPE_OBJECT)

static void
troupe_answer_tool_finalize (GObject *object)
{
  TroupeAnswerTool *self = TROUPE_ANSWER_TOOL (object);

  if (self->destroy != NULL)
    self->destroy (self->func_data);
  g_free (self->name);
  g_free (self->description);
  g_clear_pointer (&self->schema, json_node_unref);
  g_clear_pointer (&self->accepted, json_node_unref);

  G_OBJECT_CLASS (troupe_answer_tool_parent_class)->finalize (object);
}

static void
troupe_answer_tool_class_init (TroupeAnswerToolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_answer_tool_finalize;
}

static void
troupe_answer_tool_init (TroupeAnswerTool *self)
{
}

/**
 * troupe_answer_tool_new:
 * @name: what the model calls it; no tool of a toolkit may have the name
 * @description: for the model: when to call it, and what with
 * @schema: (transfer none): the JSON schema of the arguments, of the part that our tools use
 * @max_refusals: how often the model may try again; see %TROUPE_ANSWER_TOOL_MAX_REFUSALS
 * @check: (nullable): judges arguments that fit the schema, and sets an error in words for the model if they will not do; it
 *   changes nothing, for it may be called several times
 * @user_data: for @check
 * @destroy: (nullable): frees @user_data
 *
 * Makes a tool that nobody called yet.
 *
 * Returns: (transfer full): the tool
 */
TroupeAnswerTool *
troupe_answer_tool_new (const char            *name,
                        const char            *description,
                        JsonNode              *schema,
                        guint                  max_refusals,
                        TroupeCheckAnswerFunc  check,
                        gpointer               user_data,
                        GDestroyNotify         destroy)
{
  TroupeAnswerTool *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (description != NULL, NULL);
  g_return_val_if_fail (schema != NULL, NULL);

  self = g_object_new (TROUPE_TYPE_ANSWER_TOOL, NULL);
  self->name = g_strdup (name);
  self->description = g_strdup (description);
  self->schema = json_node_copy (schema);
  self->max_refusals = max_refusals;
  self->func = check;
  self->func_data = user_data;
  self->destroy = destroy;

  return self;
}

/**
 * troupe_answer_tool_get_name:
 * @self: a tool
 *
 * Gets what the model calls it.
 *
 * Returns: the name
 */
const char *
troupe_answer_tool_get_name (TroupeAnswerTool *self)
{
  g_return_val_if_fail (TROUPE_IS_ANSWER_TOOL (self), NULL);

  return self->name;
}

/**
 * troupe_answer_tool_get_arguments:
 * @self: a tool
 *
 * Gets the answer.
 *
 * Returns: (transfer none) (nullable): an object that fits the schema and was checked, or %NULL if there is none yet
 */
JsonNode *
troupe_answer_tool_get_arguments (TroupeAnswerTool *self)
{
  g_return_val_if_fail (TROUPE_IS_ANSWER_TOOL (self), NULL);

  return self->accepted;
}

/**
 * troupe_answer_tool_get_n_refusals:
 * @self: a tool
 *
 * Counts how often the model's answer was refused, or missing.
 *
 * Returns: how often
 */
guint
troupe_answer_tool_get_n_refusals (TroupeAnswerTool *self)
{
  g_return_val_if_fail (TROUPE_IS_ANSWER_TOOL (self), 0);

  return self->n_refusals;
}

/**
 * troupe_answer_tool_offer:
 * @self: a tool
 * @talk: what will be sent
 *
 * Adds the tool to a request.
 */
void
troupe_answer_tool_offer (TroupeAnswerTool *self,
                          TroupeRequest    *talk)
{
  g_return_if_fail (TROUPE_IS_ANSWER_TOOL (self));
  g_return_if_fail (TROUPE_IS_REQUEST (talk));

  troupe_request_add_tool (talk, self->name, self->description, self->schema);
}

/**
 * troupe_answer_tool_check:
 * @self: a tool
 * @arguments: the text that a model wrote
 * @error: (optional): set on failure, in words for the model; its domain is of no matter
 *
 * Reads arguments, holds them against the schema, and has them judged. Nothing is remembered.
 *
 * Returns: (transfer full) (nullable): the object, or %NULL with @error set
 */
JsonNode *
troupe_answer_tool_check (TroupeAnswerTool  *self,
                          const char        *arguments,
                          GError           **error)
{
  g_autoptr(JsonNode) node = NULL;

  g_return_val_if_fail (TROUPE_IS_ANSWER_TOOL (self), NULL);
  g_return_val_if_fail (arguments != NULL, NULL);

  node = troupe_tool_schema_read_arguments (self->schema, arguments, error);
  if (node == NULL || (self->func != NULL && !self->func (node, self->func_data, error)))
    return NULL;

  return g_steal_pointer (&node);
}

/**
 * troupe_answer_tool_find_in_text:
 * @self: a tool
 * @text: what a model said that called no tool
 *
 * Finds what could be the arguments, for models that know no tools: an object that would be accepted, or else the last one.
 *
 * Returns: (transfer full) (nullable): the arguments as they were written, or %NULL if there is no object in it
 */
char *
troupe_answer_tool_find_in_text (TroupeAnswerTool *self,
                                 const char       *text)
{
  g_autoptr(GPtrArray) objects = NULL;

  g_return_val_if_fail (TROUPE_IS_ANSWER_TOOL (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  objects = troupe_answer_text_list_objects (text);
  for (guint i = 0; i < objects->len; i++)
    {
      g_autoptr(JsonNode) node = troupe_answer_tool_check (self, g_ptr_array_index (objects, i), NULL);

      if (node != NULL)
        return g_strdup (g_ptr_array_index (objects, i));
    }

  return objects->len > 0 ? g_strdup (g_ptr_array_index (objects, 0)) : NULL;
}

/**
 * troupe_answer_tool_accept:
 * @self: a tool
 * @arguments: (transfer none): what troupe_answer_tool_check() gave
 *
 * Keeps the answer. The first one stays.
 */
void
troupe_answer_tool_accept (TroupeAnswerTool *self,
                           JsonNode         *arguments)
{
  g_return_if_fail (TROUPE_IS_ANSWER_TOOL (self));
  g_return_if_fail (arguments != NULL);

  if (self->accepted == NULL)
    self->accepted = json_node_ref (arguments);
}

/**
 * troupe_answer_tool_refuse:
 * @self: a tool
 * @words: what is wrong
 * @error: (optional): set to %TROUPE_ENGINE_ERROR_ANSWER once there were too many
 *
 * Counts a refusal.
 *
 * Returns: whether the model may try again
 */
gboolean
troupe_answer_tool_refuse (TroupeAnswerTool  *self,
                           const char        *words,
                           GError           **error)
{
  g_return_val_if_fail (TROUPE_IS_ANSWER_TOOL (self), FALSE);
  g_return_val_if_fail (words != NULL, FALSE);

  if (++self->n_refusals <= self->max_refusals)
    return TRUE;

  g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_ANSWER,
               /* Translators: the name of a tool, and what was wrong, in a sentence of its own (in English) */
               _("The model gave no answer by “%s” that can be used, and was told so each time; try again, or try another "
                 "model. Wrong was at last: %s"), self->name, words);
  return FALSE;
}
