/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-answer-tool.h"
#include "troupe-track.h"

G_BEGIN_DECLS

#define TROUPE_PLAN_TICKETS_TOOL "submit_tickets"
#define TROUPE_PLAN_TICKETS_MAX  1000

TroupeAnswerTool *troupe_plan_tickets_create_tool (void);
gboolean          troupe_plan_tickets_check       (JsonNode  *arguments,
                                                   GError   **error);
GPtrArray        *troupe_plan_tickets_read        (JsonNode  *arguments);

G_END_DECLS
