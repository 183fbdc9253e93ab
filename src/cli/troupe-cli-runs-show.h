/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-context.h"

G_BEGIN_DECLS

void     troupe_cli_runs_show_list   (TroupeCliContext  *context,
                                      GPtrArray         *records);
gboolean troupe_cli_runs_show_one    (TroupeCliContext  *context,
                                      TroupeRun         *run,
                                      TroupeRunRecord   *record,
                                      GError           **error);
void     troupe_cli_runs_show_events (TroupeCliContext  *context,
                                      GPtrArray         *events);

G_END_DECLS
