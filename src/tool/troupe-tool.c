/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-json.h"
#include "troupe-tool-schema.h"
#include "troupe-tool.h"

/**
 * TroupeTool:
 *
 * Something that a model can have done: a name, words and a schema for the model, and the deed.
 *
 * A subclass states its name (its line in the table says the category), its instructions and its schema as JSON, judges
 * whether arguments ask for what is off for everybody, and does the deed in a worker thread. What it returns is for the
 * model: a text of bounded length, or an error in words that help to ask better. Neither is translated.
 *
 * Whether a tool may be used at all is not for the tool to say, but for #TroupePolicy.
 */
typedef struct
{
  JsonNode *schema;   /* (owned) (nullable): read when it is first wanted */
} TroupeToolPrivate;

typedef struct
{
  char              *arguments;  /* as text: nodes are not for two threads */
  TroupeToolContext *context;
} Job;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TroupeTool, troupe_tool, G_TYPE_OBJECT)

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->arguments);
  troupe_tool_context_unref (job->context);
  g_free (job);
}

/* A tool keeps to the limit by itself, with a better note; this is so that nothing else ever gets through. */
static char *
bound (char  *text,
       gsize  max_bytes)
{
  g_autofree char *owned = text;
  gsize length = strlen (text);
  const char *end;

  if (length > max_bytes)
    {
      owned[max_bytes] = '\0';
      g_utf8_validate (owned, -1, &end);
      owned[end - owned] = '\0';
      return g_strdup_printf ("%s\n[Cut here: the result is longer than %" G_GSIZE_FORMAT " KiB.]", owned, max_bytes / 1024);
    }
  if (!g_utf8_validate (owned, (gssize) length, NULL))
    return g_utf8_make_valid (owned, (gssize) length);

  return g_steal_pointer (&owned);
}

static void
execute_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  TroupeTool *self = source;
  Job *job = task_data;
  g_autoptr(JsonNode) arguments = NULL;
  GError *error = NULL;
  char *text;

  if (g_task_return_error_if_cancelled (task))
    return;

  arguments = troupe_json_parse (NULL, job->arguments, -1, &error);
  if (arguments == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  text = TROUPE_TOOL_GET_CLASS (self)->run (self, json_node_get_object (arguments), job->context, cancellable, &error);
  if (text != NULL)
    g_task_return_pointer (task, bound (text, job->context->limits.max_result_bytes), g_free);
  else
    g_task_return_error (task, error);
}

static void
troupe_tool_finalize (GObject *object)
{
  TroupeToolPrivate *priv = troupe_tool_get_instance_private (TROUPE_TOOL (object));

  g_clear_pointer (&priv->schema, json_node_unref);

  G_OBJECT_CLASS (troupe_tool_parent_class)->finalize (object);
}

static void
troupe_tool_class_init (TroupeToolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_tool_finalize;
}

static void
troupe_tool_init (TroupeTool *self)
{
}

/**
 * troupe_tool_context_new:
 * @project: the project's folder
 * @ticket_id: (nullable): what it is for
 * @limits: (nullable): how much of everything, or %NULL for the usual
 *
 * Makes what a tool is told besides its arguments. It never changes.
 *
 * Returns: (transfer full): the context
 */
TroupeToolContext *
troupe_tool_context_new (GFile                  *project,
                         const char             *ticket_id,
                         const TroupeToolLimits *limits)
{
  TroupeToolContext *self;

  g_return_val_if_fail (G_IS_FILE (project), NULL);

  self = g_atomic_rc_box_new0 (TroupeToolContext);
  self->project = g_object_ref (project);
  self->ticket_id = g_strdup (ticket_id);
  self->limits = limits != NULL ? *limits : TROUPE_TOOL_LIMITS_DEFAULT;

  return self;
}

static void
context_clear (gpointer data)
{
  TroupeToolContext *self = data;

  g_object_unref (self->project);
  g_free (self->ticket_id);
}

/**
 * troupe_tool_context_ref:
 * @self: a context
 *
 * Holds on to it, from any thread.
 *
 * Returns: (transfer full): @self
 */
TroupeToolContext *
troupe_tool_context_ref (TroupeToolContext *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * troupe_tool_context_unref:
 * @self: (transfer full): a context
 *
 * Lets go of it.
 */
void
troupe_tool_context_unref (TroupeToolContext *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, context_clear);
}

static const TroupeToolInfo *
get_info (TroupeTool *self)
{
  const TroupeToolInfo *info = troupe_tool_table_find (TROUPE_TOOL_GET_CLASS (self)->name);

  g_assert (info != NULL);

  return info;
}

/**
 * troupe_tool_get_name:
 * @self: a tool
 *
 * Gets what models and presets call it.
 *
 * Returns: the name
 */
const char *
troupe_tool_get_name (TroupeTool *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL (self), NULL);

  return get_info (self)->name;
}

/**
 * troupe_tool_get_category:
 * @self: a tool
 *
 * Gets the category that presets have it in.
 *
 * Returns: the category
 */
const char *
troupe_tool_get_category (TroupeTool *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL (self), NULL);

  return get_info (self)->category;
}

/**
 * troupe_tool_get_description:
 * @self: a tool
 *
 * Gets what it does and how to use it, in words for the model. What people read is in the table.
 *
 * Returns: the text
 */
const char *
troupe_tool_get_description (TroupeTool *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL (self), NULL);

  return TROUPE_TOOL_GET_CLASS (self)->instructions;
}

/**
 * troupe_tool_get_schema:
 * @self: a tool
 *
 * Gets the JSON schema of its arguments.
 *
 * Returns: (transfer none): an object; it is not to be changed
 */
JsonNode *
troupe_tool_get_schema (TroupeTool *self)
{
  TroupeToolPrivate *priv = troupe_tool_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_TOOL (self), NULL);

  if (priv->schema == NULL)
    {
      g_autoptr(GError) error = NULL;

      priv->schema = troupe_json_parse (NULL, TROUPE_TOOL_GET_CLASS (self)->schema, -1, &error);
      if (priv->schema == NULL)
        g_error ("The schema of %s is broken: %s", troupe_tool_get_name (self), error->message);
    }

  return priv->schema;
}

/**
 * troupe_tool_is_read_only:
 * @self: a tool
 *
 * Says whether it leaves everything as it is. Such tools can run side by side.
 *
 * Returns: %FALSE if it may change something
 */
gboolean
troupe_tool_is_read_only (TroupeTool *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL (self), FALSE);

  return get_info (self)->is_read_only;
}

/**
 * troupe_tool_check_arguments:
 * @self: a tool
 * @arguments: what a model wrote
 * @error: (optional): set on failure
 *
 * Reads the arguments and holds them against the schema. Nothing is looked at on disk.
 *
 * Returns: (transfer full) (nullable): the object, or %NULL with %TROUPE_TOOL_ERROR_ARGUMENTS in words for the model
 */
JsonNode *
troupe_tool_check_arguments (TroupeTool  *self,
                             const char  *arguments,
                             GError     **error)
{
  g_return_val_if_fail (TROUPE_IS_TOOL (self), NULL);
  g_return_val_if_fail (arguments != NULL, NULL);

  return troupe_tool_schema_read_arguments (troupe_tool_get_schema (self), arguments, error);
}

/**
 * troupe_tool_judge:
 * @self: a tool
 * @arguments: (transfer none): arguments that were checked
 * @error: (optional): set on failure
 *
 * Holds a call against the floor, by its words alone: what is off for everybody, whatever people and presets allow. The deed
 * holds to it as well, for links may lead elsewhere.
 *
 * Returns: %FALSE with %TROUPE_TOOL_ERROR_POLICY if it is off; also with %TROUPE_TOOL_ERROR_ARGUMENTS for what can't be meant
 */
gboolean
troupe_tool_judge (TroupeTool  *self,
                   JsonNode    *arguments,
                   GError     **error)
{
  g_return_val_if_fail (TROUPE_IS_TOOL (self), FALSE);
  g_return_val_if_fail (arguments != NULL && JSON_NODE_HOLDS_OBJECT (arguments), FALSE);

  return TROUPE_TOOL_GET_CLASS (self)->judge == NULL ||
         TROUPE_TOOL_GET_CLASS (self)->judge (self, json_node_get_object (arguments), error);
}

/**
 * troupe_tool_execute_async:
 * @self: a tool
 * @arguments: (transfer none): arguments that were checked
 * @context: where and how much
 * @cancellable: (nullable): stops it
 * @callback: called once
 * @user_data: for @callback
 *
 * Does the deed, in a worker thread.
 */
void
troupe_tool_execute_async (TroupeTool          *self,
                           JsonNode            *arguments,
                           TroupeToolContext   *context,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Job *job;

  g_return_if_fail (TROUPE_IS_TOOL (self));
  g_return_if_fail (arguments != NULL && JSON_NODE_HOLDS_OBJECT (arguments));
  g_return_if_fail (context != NULL);

  job = g_new0 (Job, 1);
  job->arguments = troupe_json_write (arguments, FALSE, NULL);
  job->context = troupe_tool_context_ref (context);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_tool_execute_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, execute_thread);
}

/**
 * troupe_tool_execute_finish:
 * @self: a tool
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_tool_execute_async().
 *
 * Errors are in %TROUPE_TOOL_ERROR, in words for the model, or %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): what came of it, valid UTF-8, with a note where it was cut
 */
char *
troupe_tool_execute_finish (TroupeTool    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
