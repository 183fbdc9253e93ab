/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-json.h"
#include "troupe-tool-history.h"

/**
 * TroupeToolHistory:
 *
 * Which calls were made in one talk: so that no id stands for two of them, and that a model which makes the very same call
 * again and again, while nothing changes, is told so and in the end stopped.
 */
struct _TroupeToolHistory
{
  GHashTable *ids;        /* (element-type utf8) */
  GHashTable *seen;       /* call to how often it was made */
  guint       n_repeats;
};

/**
 * troupe_tool_history_new:
 *
 * Makes a history in which nothing happened.
 *
 * Returns: (transfer full): the history
 */
TroupeToolHistory *
troupe_tool_history_new (void)
{
  TroupeToolHistory *self = g_new0 (TroupeToolHistory, 1);

  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

/**
 * troupe_tool_history_free:
 * @self: (transfer full): a history
 *
 * Frees the history.
 */
void
troupe_tool_history_free (TroupeToolHistory *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->ids);
  g_hash_table_unref (self->seen);
  g_free (self);
}

/**
 * troupe_tool_history_make_unique:
 * @self: a history
 * @call: a call as it came
 *
 * Gives the call another id if its own was used before: a server that makes up ids, or none, may use one twice in a talk.
 *
 * Returns: (transfer full): @call, or one like it
 */
TroupeToolCall *
troupe_tool_history_make_unique (TroupeToolHistory *self,
                                 TroupeToolCall    *call)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (call != NULL, NULL);

  id = g_strdup (troupe_tool_call_get_id (call));
  for (guint i = 2; g_hash_table_contains (self->ids, id); i++)
    {
      g_free (id);
      id = g_strdup_printf ("%s_%u", troupe_tool_call_get_id (call), i);
    }
  g_hash_table_add (self->ids, g_strdup (id));

  if (g_str_equal (id, troupe_tool_call_get_id (call)))
    return troupe_tool_call_ref (call);

  return troupe_tool_call_new (id, troupe_tool_call_get_name (call), troupe_tool_call_get_arguments (call));
}

/**
 * troupe_tool_history_begin:
 * @self: a history
 * @step: a call whose turn has come
 *
 * Notes a call, and settles it if it was made too often.
 */
void
troupe_tool_history_begin (TroupeToolHistory *self,
                           TroupeToolStep    *step)
{
  JsonNode *arguments = troupe_tool_step_get_arguments (step);
  TroupeToolCall *call = troupe_tool_step_get_call (step);
  g_autoptr(JsonNode) sorted = arguments != NULL ? troupe_json_node_copy_sorted (arguments) : NULL;
  g_autofree char *written = sorted != NULL ? troupe_json_write_canonical (sorted)
                                            : g_strdup (troupe_tool_call_get_arguments (call));
  char *key = g_strconcat (troupe_tool_call_get_name (call), "\n", written, NULL);
  guint n_times = GPOINTER_TO_UINT (g_hash_table_lookup (self->seen, key)) + 1;

  g_hash_table_replace (self->seen, key, GUINT_TO_POINTER (n_times));
  if (n_times <= TROUPE_TOOL_HISTORY_MAX_SAME)
    return;

  self->n_repeats++;
  troupe_tool_step_settle (step, TROUPE_TOOL_OUTCOME_ERROR,
                           "You made just this call before, several times, and nothing has changed since. Go on with what "
                           "you know.");
}

/**
 * troupe_tool_history_end:
 * @self: a history
 * @step: a call that is over
 *
 * Notes what came of a call. Once something has changed, the same call makes sense again.
 */
void
troupe_tool_history_end (TroupeToolHistory *self,
                         TroupeToolStep    *step)
{
  if (troupe_tool_step_changes (step))
    g_hash_table_remove_all (self->seen);
}

/**
 * troupe_tool_history_is_hopeless:
 * @self: a history
 *
 * Says whether the model was told often enough that it repeats itself.
 *
 * Returns: whether to stop it
 */
gboolean
troupe_tool_history_is_hopeless (TroupeToolHistory *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->n_repeats > TROUPE_TOOL_HISTORY_MAX_REPEATS;
}
