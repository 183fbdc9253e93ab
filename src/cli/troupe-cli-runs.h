/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-context.h"

G_BEGIN_DECLS

TroupeRunRecord *troupe_cli_runs_find (TroupeCliContext  *context,
                                       const char        *name,
                                       GError           **error);
TroupeRun       *troupe_cli_runs_load (TroupeCliContext  *context,
                                       const char        *id,
                                       TroupeRunRecord  **record,
                                       GError           **error);

G_END_DECLS
