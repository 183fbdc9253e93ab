/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-run-event.h"

G_BEGIN_DECLS

JsonObject *troupe_run_event_begin_attempt (TroupeRun           *run,
                                            TroupeWorkerContext *context,
                                            const char          *name);
JsonNode   *troupe_run_event_end           (JsonObject          *object);
void        troupe_run_event_set_text      (JsonObject          *object,
                                            const char          *name,
                                            const char          *text);
void        troupe_run_event_set_count     (JsonObject          *object,
                                            const char          *name,
                                            gint64               count);

G_END_DECLS
