/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-stream-log.h"
#include "troupe-run.h"

G_BEGIN_DECLS

void     troupe_cli_tools_show       (TroupeCliStreamLog  *log,
                                      TroupeRun           *run,
                                      JsonNode            *event);
gboolean troupe_cli_tools_is_unasked (JsonNode            *event);
gboolean troupe_cli_tools_check      (guint                n_unasked,
                                      GError             **error);

G_END_DECLS
