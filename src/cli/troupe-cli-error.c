/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gio.h>

#include "troupe-cli-error.h"
#include "troupe-engine-error.h"
#include "troupe-provider-error.h"
#include "troupe-store-error.h"

/**
 * TroupeCliError:
 * @TROUPE_CLI_ERROR_USAGE: the command was called wrongly; call it another way
 * @TROUPE_CLI_ERROR_INCOMPLETE: the model did not give the whole answer; what to change is in the message
 * @TROUPE_CLI_ERROR_BROKEN: a definition is broken; mend the file
 *
 * What went wrong in the command itself, by what to do next.
 */
G_DEFINE_QUARK (troupe-cli-error-quark, troupe_cli_error)

static TroupeCliStatus
status_of_provider (const GError *error)
{
  switch ((TroupeProviderError) error->code)
    {
    case TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER:
      return TROUPE_CLI_STATUS_DEFINITION;
    case TROUPE_PROVIDER_ERROR_NO_MODEL:
      return TROUPE_CLI_STATUS_USAGE;
    default:
      return TROUPE_CLI_STATUS_PROVIDER;
    }
}

static TroupeCliStatus
status_of_engine (const GError *error)
{
  switch ((TroupeEngineError) error->code)
    {
    case TROUPE_ENGINE_ERROR_NO_MODEL:
      return TROUPE_CLI_STATUS_USAGE;
    case TROUPE_ENGINE_ERROR_POLICY:
      return TROUPE_CLI_STATUS_REFUSED;
    case TROUPE_ENGINE_ERROR_ANSWER:
      return TROUPE_CLI_STATUS_PROVIDER;
    case TROUPE_ENGINE_ERROR_BUSY:
    case TROUPE_ENGINE_ERROR_FAILED:
    default:
      return TROUPE_CLI_STATUS_FAILED;
    }
}

static TroupeCliStatus
status_of_cli (const GError *error)
{
  switch ((TroupeCliError) error->code)
    {
    case TROUPE_CLI_ERROR_USAGE:
      return TROUPE_CLI_STATUS_USAGE;
    case TROUPE_CLI_ERROR_INCOMPLETE:
      return TROUPE_CLI_STATUS_PROVIDER;
    case TROUPE_CLI_ERROR_BROKEN:
    default:
      return TROUPE_CLI_STATUS_DEFINITION;
    }
}

/**
 * troupe_cli_status_from_error:
 * @error: (nullable): what went wrong
 *
 * Says which exit status an error comes to. What is neither the caller's, the provider's nor a policy's doing lies in a
 * file.
 *
 * Returns: the status; done without an error
 */
TroupeCliStatus
troupe_cli_status_from_error (const GError *error)
{
  if (error == NULL)
    return TROUPE_CLI_STATUS_DONE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TROUPE_CLI_STATUS_INTERRUPTED;
  if (error->domain == TROUPE_CLI_ERROR)
    return status_of_cli (error);
  if (error->domain == G_OPTION_ERROR)
    return TROUPE_CLI_STATUS_USAGE;
  if (error->domain == TROUPE_PROVIDER_ERROR)
    return status_of_provider (error);
  if (error->domain == TROUPE_ENGINE_ERROR)
    return status_of_engine (error);
  if (g_error_matches (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER) ||
      g_error_matches (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BUSY))
    return TROUPE_CLI_STATUS_FAILED;

  return TROUPE_CLI_STATUS_DEFINITION;
}

/**
 * troupe_cli_fail_usage:
 * @error: (optional): where the error goes
 * @format: a translated sentence
 * @...: what is put into it
 *
 * Sets an error about how the command was called.
 *
 * Returns: %FALSE, always
 */
gboolean
troupe_cli_fail_usage (GError     **error,
                       const char  *format,
                       ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_set_error_literal (error, TROUPE_CLI_ERROR, TROUPE_CLI_ERROR_USAGE, message);
  return FALSE;
}
