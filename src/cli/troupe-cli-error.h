/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TROUPE_CLI_ERROR (troupe_cli_error_quark ())

typedef enum
{
  TROUPE_CLI_ERROR_USAGE,
  TROUPE_CLI_ERROR_INCOMPLETE,
  TROUPE_CLI_ERROR_BROKEN,
} TroupeCliError;

typedef enum
{
  TROUPE_CLI_STATUS_DONE = 0,
  TROUPE_CLI_STATUS_FAILED = 1,
  TROUPE_CLI_STATUS_USAGE = 2,
  TROUPE_CLI_STATUS_DEFINITION = 3,
  TROUPE_CLI_STATUS_PROVIDER = 4,
  TROUPE_CLI_STATUS_REFUSED = 5,
  TROUPE_CLI_STATUS_INTERRUPTED = 130,
} TroupeCliStatus;

GQuark          troupe_cli_error_quark       (void);
TroupeCliStatus troupe_cli_status_from_error (const GError  *error);
gboolean        troupe_cli_fail_usage        (GError       **error,
                                              const char    *format,
                                              ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
