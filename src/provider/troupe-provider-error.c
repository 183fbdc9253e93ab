/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-provider-error.h"

/**
 * TroupeProviderError:
 * @TROUPE_PROVIDER_ERROR_KEY: the key was refused or is missing; another try is useless until a person mends it
 * @TROUPE_PROVIDER_ERROR_MODEL: no such model or path; go to the next model
 * @TROUPE_PROVIDER_ERROR_REQUEST: the server will not take the request as it is; never falls over
 * @TROUPE_PROVIDER_ERROR_TOO_LONG: the request does not fit the model's context; shorten it
 * @TROUPE_PROVIDER_ERROR_CREDIT: no money left there; a pause does not help
 * @TROUPE_PROVIDER_ERROR_RATE: too many requests; worth a retry after a pause
 * @TROUPE_PROVIDER_ERROR_OVERLOADED: the server is in trouble; worth a retry after a pause
 * @TROUPE_PROVIDER_ERROR_REFUSED: the content was refused; never falls over
 * @TROUPE_PROVIDER_ERROR_TIMED_OUT: the server was silent for too long; worth a retry
 * @TROUPE_PROVIDER_ERROR_CONNECTION: the server could not be reached; worth a retry
 * @TROUPE_PROVIDER_ERROR_TLS: the server could not be trusted; a person has to look
 * @TROUPE_PROVIDER_ERROR_CUT: the answer broke off; what came so far is kept, retry if nothing was shown
 * @TROUPE_PROVIDER_ERROR_PROTOCOL: the answer makes no sense; check the base URL
 * @TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER: no provider has that id or kind
 * @TROUPE_PROVIDER_ERROR_NO_MODEL: no model was chosen; choose one
 *
 * What went wrong with a language model, by what to do next.
 */

typedef struct
{
  gint64 retry_after_ms;  /* -1 when the server named no time */
} TroupeProviderErrorPrivate;

static void
troupe_provider_error_private_init (TroupeProviderErrorPrivate *priv)
{
  priv->retry_after_ms = -1;
}

static void
troupe_provider_error_private_copy (const TroupeProviderErrorPrivate *source,
                                    TroupeProviderErrorPrivate       *target)
{
  target->retry_after_ms = source->retry_after_ms;
}

static void
troupe_provider_error_private_clear (TroupeProviderErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (TroupeProviderError, troupe_provider_error)

/**
 * troupe_provider_error_new:
 * @code: what to do next
 * @retry_after_ms: how long the server asks to wait, in milliseconds, or -1
 * @message: a translated sentence
 *
 * Makes an error that may carry a time to wait.
 *
 * Returns: (transfer full): the error
 */
GError *
troupe_provider_error_new (TroupeProviderError  code,
                           gint64               retry_after_ms,
                           const char          *message)
{
  GError *error = g_error_new_literal (TROUPE_PROVIDER_ERROR, (int) code, message);

  troupe_provider_error_get_private (error)->retry_after_ms = MAX (retry_after_ms, -1);
  return error;
}

/**
 * troupe_provider_error_get_retry_after_ms:
 * @error: any error
 *
 * Says how long the server asked to wait before the next try.
 *
 * Returns: milliseconds, or -1 when it did not say or @error is none of ours
 */
gint64
troupe_provider_error_get_retry_after_ms (const GError *error)
{
  g_return_val_if_fail (error != NULL, -1);

  if (error->domain != TROUPE_PROVIDER_ERROR)
    return -1;

  return troupe_provider_error_get_private (error)->retry_after_ms;
}
