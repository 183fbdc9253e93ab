/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-answer-tool.h"
#include "troupe-track.h"

G_BEGIN_DECLS

#define TROUPE_PLANNING_SPEC    "spec"
#define TROUPE_PLANNING_TICKETS "tickets"

TroupeTrack      *troupe_planning_create_track       (TroupeTrack  *source,
                                                      TroupeScope   scope,
                                                      gboolean      stops_at_spec);
gboolean          troupe_planning_is_planning        (TroupeTrack  *track);
TroupeScope       troupe_planning_get_scope          (TroupeTrack  *track);
TroupeTrack      *troupe_planning_create_result      (TroupeTrack  *track);

TroupeTier        troupe_planning_get_tier           (TroupeTrack  *track,
                                                      TroupeTicket *ticket);
TroupeAnswerTool *troupe_planning_create_answer_tool (TroupeTrack  *track,
                                                      TroupeTicket *ticket);

G_END_DECLS
