/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-usage.h"

/**
 * TroupeUsage:
 * @input: tokens read, those from a cache not counted
 * @cache_read: tokens read from a cache
 * @cache_write: tokens written to a cache
 * @output: tokens written, reasoning included
 * @reasoning: how many of @output were reasoning
 *
 * What one answer used, in tokens; -1 where the server did not say.
 */
G_DEFINE_BOXED_TYPE (TroupeUsage, troupe_usage, troupe_usage_copy, troupe_usage_free)

static void
add_count (gint64 *sum,
           gint64  count)
{
  if (count < 0)
    return;

  *sum = *sum < 0 ? count : *sum + count;
}

/**
 * troupe_usage_copy:
 * @self: (nullable): a usage
 *
 * Copies a usage.
 *
 * Returns: (transfer full) (nullable): the copy
 */
TroupeUsage *
troupe_usage_copy (const TroupeUsage *self)
{
  return self != NULL ? g_memdup2 (self, sizeof *self) : NULL;
}

/**
 * troupe_usage_free:
 * @self: (nullable) (transfer full): a usage from troupe_usage_copy()
 *
 * Frees a usage.
 */
void
troupe_usage_free (TroupeUsage *self)
{
  g_free (self);
}

/**
 * troupe_usage_add:
 * @self: the sum so far
 * @other: what to add
 *
 * Adds count by count. What neither knows stays unknown; what only one knows is that.
 */
void
troupe_usage_add (TroupeUsage       *self,
                  const TroupeUsage *other)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (other != NULL);

  add_count (&self->input, other->input);
  add_count (&self->cache_read, other->cache_read);
  add_count (&self->cache_write, other->cache_write);
  add_count (&self->output, other->output);
  add_count (&self->reasoning, other->reasoning);
}

/**
 * troupe_usage_is_known:
 * @self: (nullable): a usage
 *
 * Says whether the server told anything at all.
 *
 * Returns: whether any count is known
 */
gboolean
troupe_usage_is_known (const TroupeUsage *self)
{
  return self != NULL &&
         (self->input >= 0 || self->cache_read >= 0 || self->cache_write >= 0 ||
          self->output >= 0 || self->reasoning >= 0);
}

/**
 * troupe_usage_equal:
 * @self: a usage
 * @other: another one
 *
 * Compares count by count.
 *
 * Returns: whether they are the same
 */
gboolean
troupe_usage_equal (const TroupeUsage *self,
                    const TroupeUsage *other)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (other != NULL, FALSE);

  return self->input == other->input &&
         self->cache_read == other->cache_read &&
         self->cache_write == other->cache_write &&
         self->output == other->output &&
         self->reasoning == other->reasoning;
}
