/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-clock.h"
#include "troupe-wait.h"

/* A while between two tries, that can be broken off. */

static gboolean
over_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

/**
 * troupe_wait_async:
 * @wait_ms: how long, in milliseconds
 * @cancellable: (nullable): breaks it off
 * @callback: called once it is over
 * @user_data: for @callback
 *
 * Waits.
 */
void
troupe_wait_async (guint                wait_ms,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(GSource) source = troupe_clock_wait_source_new (wait_ms);

  g_task_set_source_tag (task, troupe_wait_async);
  if (cancellable != NULL)
    {
      g_autoptr(GSource) child = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (child);
      g_source_add_child_source (source, child);
    }
  g_source_set_callback (source, over_cb, task, g_object_unref);
  g_source_attach (source, NULL);
}

/**
 * troupe_wait_finish:
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_wait_async().
 *
 * Fails with %G_IO_ERROR_CANCELLED if it was broken off.
 *
 * Returns: whether the time is over
 */
gboolean
troupe_wait_finish (GAsyncResult  *result,
                    GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
