/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-tool-call.h"

/**
 * TroupeToolCall:
 *
 * What a model asked for: a tool by its name, and arguments as it wrote them. Nothing in it was checked: the name may be
 * of no tool, and the arguments may be no JSON.
 */
struct _TroupeToolCall
{
  char *id;         /* (owned) */
  char *name;       /* (owned) */
  char *arguments;  /* (owned) */
};

G_DEFINE_BOXED_TYPE (TroupeToolCall, troupe_tool_call, troupe_tool_call_ref, troupe_tool_call_unref)

/**
 * troupe_tool_call_new:
 * @id: what the result will be told apart by
 * @name: the tool
 * @arguments: (nullable): the arguments; nothing at all stands for an empty object
 *
 * Makes a call, which never changes.
 *
 * Returns: (transfer full): the call
 */
TroupeToolCall *
troupe_tool_call_new (const char *id,
                      const char *name,
                      const char *arguments)
{
  TroupeToolCall *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  self = g_atomic_rc_box_new0 (TroupeToolCall);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->arguments = g_strdup (arguments != NULL && *arguments != '\0' ? arguments : "{}");

  return self;
}

static void
clear (gpointer data)
{
  TroupeToolCall *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->arguments);
}

/**
 * troupe_tool_call_ref:
 * @self: a call
 *
 * Holds on to the call, from any thread.
 *
 * Returns: (transfer full): @self
 */
TroupeToolCall *
troupe_tool_call_ref (TroupeToolCall *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * troupe_tool_call_unref:
 * @self: (transfer full): a call
 *
 * Lets go of the call.
 */
void
troupe_tool_call_unref (TroupeToolCall *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear);
}

/**
 * troupe_tool_call_get_id:
 * @self: a call
 *
 * Gets what its result is told apart by.
 *
 * Returns: the id
 */
const char *
troupe_tool_call_get_id (TroupeToolCall *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * troupe_tool_call_get_name:
 * @self: a call
 *
 * Gets which tool is asked for, by the model's own account.
 *
 * Returns: the name
 */
const char *
troupe_tool_call_get_name (TroupeToolCall *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * troupe_tool_call_get_arguments:
 * @self: a call
 *
 * Gets the arguments as the model wrote them.
 *
 * Returns: what should be a JSON object
 */
const char *
troupe_tool_call_get_arguments (TroupeToolCall *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->arguments;
}
