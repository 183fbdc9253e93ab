/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How often the list of models is begun again. */
#define TROUPE_RETRY_MAX_ROUNDS 2

/* Nobody waits for longer than this. */
#define TROUPE_RETRY_MAX_WAIT_MS (5 * 60 * 1000)

/**
 * TroupeRetry:
 * @TROUPE_RETRY_GIVE_UP: nobody else is asked
 * @TROUPE_RETRY_NEXT_MODEL: the next model is asked at once
 * @TROUPE_RETRY_WAIT: the next model is asked after a while
 *
 * What to do when a model gave no answer.
 */
typedef enum
{
  TROUPE_RETRY_GIVE_UP,
  TROUPE_RETRY_NEXT_MODEL,
  TROUPE_RETRY_WAIT,
} TroupeRetry;

TroupeRetry troupe_retry_decide      (const GError *error,
                                      gboolean      has_shown_text);
gint64      troupe_retry_get_wait_ms (const GError *error,
                                      guint         n_waits,
                                      double        chance);
char       *troupe_retry_describe_wait
                                     (guint         wait_ms,
                                      const char   *reason);
gboolean    troupe_retry_is_same_model
                                     (const char   *requested,
                                      const char   *served);

G_END_DECLS
