/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-provider-error.h"
#include "troupe-retry.h"

/**
 * troupe_retry_decide:
 * @error: why a model gave no answer
 * @has_shown_text: whether some of its answer was shown already
 *
 * Decides whether, and when, the next of the preferred models is asked. Pure: no clock and no network.
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
    case TROUPE_PROVIDER_ERROR_CONNECTION:
    case TROUPE_PROVIDER_ERROR_CUT:
    case TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER:
    case TROUPE_PROVIDER_ERROR_NO_MODEL:
      return TROUPE_RETRY_NEXT_MODEL;

    case TROUPE_PROVIDER_ERROR_RATE:
    case TROUPE_PROVIDER_ERROR_OVERLOADED:
    case TROUPE_PROVIDER_ERROR_TIMED_OUT:
      return TROUPE_RETRY_WAIT;

    case TROUPE_PROVIDER_ERROR_REQUEST:
    case TROUPE_PROVIDER_ERROR_TOO_LONG:
    case TROUPE_PROVIDER_ERROR_REFUSED:
    case TROUPE_PROVIDER_ERROR_TLS:
    case TROUPE_PROVIDER_ERROR_PROTOCOL:
    default:
      return TROUPE_RETRY_GIVE_UP;
    }
}

/**
 * troupe_retry_get_wait_ms:
 * @error: why a model gave no answer
 * @n_waits: how often was waited before
 * @chance: from 0 to 1, by chance, so that not all who were turned away come back at once
 *
 * Says how long to wait: as long as the server asks for, else a second, twice as long each time, and up to a quarter more.
 * Pure: no clock and no chance but what it is given.
 *
 * Returns: milliseconds, or -1 if the server asks for more than anybody waits
 */
gint64
troupe_retry_get_wait_ms (const GError *error,
                          guint         n_waits,
                          double        chance)
{
  gint64 asked_ms = troupe_provider_error_get_retry_after_ms (error);
  gint64 wait_ms;

  if (asked_ms > TROUPE_RETRY_MAX_WAIT_MS)
    return -1;
  if (asked_ms >= 0)
    return asked_ms;

  wait_ms = 1000 * (G_GINT64_CONSTANT (1) << MIN (n_waits, 6));

  return wait_ms + (gint64) (wait_ms * CLAMP (chance, 0, 1) / 4);
}

/**
 * troupe_retry_describe_wait:
 * @wait_ms: how long is waited, in milliseconds
 * @reason: why, in a sentence of its own
 *
 * Says that nothing happens for a while.
 *
 * Returns: (transfer full): one line for people
 */
char *
troupe_retry_describe_wait (guint       wait_ms,
                            const char *reason)
{
  guint seconds = wait_ms / 1000 + (wait_ms % 1000 != 0);

  if (wait_ms < 1000)
    return g_strdup_printf (/* Translators: why, in a sentence of its own */
                            _("Waiting for less than a second: %s"), reason);

  return g_strdup_printf (/* Translators: how many seconds, and why, in a sentence of its own */
                          ngettext ("Waiting for %u second: %s", "Waiting for %u seconds: %s", seconds), seconds, reason);
}

/* Whether @longer is @name with a version behind it, as in name-2024-08-06 or name:latest. */
static gboolean
is_version_of (const char *longer,
               const char *name)
{
  gsize length = strlen (name);

  if (!g_str_has_prefix (longer, name) || (longer[length] != '-' && longer[length] != ':' && longer[length] != '@'))
    return FALSE;

  return g_ascii_isdigit (longer[length + 1]) || g_str_equal (longer + length + 1, "latest");
}

/**
 * troupe_retry_is_same_model:
 * @requested: the model that was asked for
 * @served: (nullable): the one that answered by its own account
 *
 * Compares two names of models. Servers say which version of a model it was, and leave out whose it is; that is the same
 * model all the same.
 *
 * Returns: %FALSE if another model answered; what nobody knows is no reason to say so
 */
gboolean
troupe_retry_is_same_model (const char *requested,
                            const char *served)
{
  const char *slash;

  if (requested == NULL || served == NULL || *served == '\0')
    return TRUE;

  slash = strrchr (requested, '/');
  if (slash != NULL && strchr (served, '/') == NULL)
    requested = slash + 1;
  slash = strrchr (served, '/');
  if (slash != NULL && strchr (requested, '/') == NULL)
    served = slash + 1;

  return g_ascii_strcasecmp (requested, served) == 0 || is_version_of (served, requested) ||
         is_version_of (requested, served);
}
