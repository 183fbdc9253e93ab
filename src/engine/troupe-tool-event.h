/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-run-event.h"
#include "troupe-tool-step.h"

G_BEGIN_DECLS

JsonNode *troupe_run_event_new_tool_call        (TroupeRun           *run,
                                                 TroupeWorkerContext *context,
                                                 TroupeToolStep      *step);
JsonNode *troupe_run_event_new_tool_result      (TroupeRun           *run,
                                                 TroupeWorkerContext *context,
                                                 TroupeToolStep      *step);
JsonNode *troupe_run_event_new_approval_asked   (TroupeRun           *run,
                                                 TroupeWorkerContext *context,
                                                 TroupeToolStep      *step);
JsonNode *troupe_run_event_new_approval_decided (TroupeRun           *run,
                                                 TroupeWorkerContext *context,
                                                 TroupeToolStep      *step);

G_END_DECLS
