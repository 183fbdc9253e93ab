/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-provider-error.h"
#include "troupe-retry.h"

/**
 * troupe_retry_decide:
 * @error: why a model gave no answer
 * @has_shown_text: whether some of its answer was shown already
 *
 * Decides whether the next of the preferred models is asked. Pure: no clock and no network.
 *
 * What the same request would meet everywhere, such as a fault in it or a refusal, never falls over, and neither does
 * an answer that somebody has begun to read.
 *
 * Returns: what to do
 */
TroupeRetry
troupe_retry_decide (const GError *error,
                     gboolean      has_shown_text)
{
  g_return_val_if_fail (error != NULL, TROUPE_RETRY_GIVE_UP);

  if (has_shown_text || error->domain != TROUPE_PROVIDER_ERROR)
    return TROUPE_RETRY_GIVE_UP;

  switch ((TroupeProviderError) error->code)
    {
    case TROUPE_PROVIDER_ERROR_KEY:
    case TROUPE_PROVIDER_ERROR_MODEL:
    case TROUPE_PROVIDER_ERROR_CREDIT:
    case TROUPE_PROVIDER_ERROR_RATE:
    case TROUPE_PROVIDER_ERROR_OVERLOADED:
    case TROUPE_PROVIDER_ERROR_TIMED_OUT:
    case TROUPE_PROVIDER_ERROR_CONNECTION:
    case TROUPE_PROVIDER_ERROR_CUT:
    case TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER:
    case TROUPE_PROVIDER_ERROR_NO_MODEL:
      return TROUPE_RETRY_NEXT_MODEL;

    case TROUPE_PROVIDER_ERROR_REQUEST:
    case TROUPE_PROVIDER_ERROR_TOO_LONG:
    case TROUPE_PROVIDER_ERROR_REFUSED:
    case TROUPE_PROVIDER_ERROR_TLS:
    case TROUPE_PROVIDER_ERROR_PROTOCOL:
    default:
      return TROUPE_RETRY_GIVE_UP;
    }
}
