/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-context.h"

G_BEGIN_DECLS

TroupeCliStatus troupe_cli_check (TroupeCliContext    *context,
                                  const char * const  *paths);
gboolean        troupe_cli_check_cast
                                 (TroupeCliContext    *context,
                                  TroupeTrack         *track,
                                  const char          *last_resort_id,
                                  GError             **error);
const char     *troupe_cli_check_why_unjudged
                                 (TroupeCliContext    *context,
                                  TroupeTrack         *track);
void            troupe_cli_check_note_unknown
                                 (TroupeCliContext    *context,
                                  TroupeTrack         *track);

G_END_DECLS
