/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-cli-wait.h"

/* A command does one thing, so it may turn the main loop until that is done. */

/**
 * troupe_cli_wait_cb:
 * @source: (nullable): what was asked
 * @result: how it went
 * @user_data: where to keep @result
 *
 * The callback of whatever troupe_cli_wait() waits for.
 */
void
troupe_cli_wait_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/**
 * troupe_cli_wait:
 * @result: (inout): %NULL, until troupe_cli_wait_cb() was called with it
 *
 * Turns the main loop until the result is there.
 */
void
troupe_cli_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}
