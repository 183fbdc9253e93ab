/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-run-event.h"

G_BEGIN_DECLS

/* Begins an event of an attempt: what all of them have. (transfer full) */
JsonObject *troupe_run_event_begin_attempt (TroupeRun           *run,
                                            TroupeWorkerContext *context,
                                            const char          *name);
/* Ends it; @object is (transfer full). (transfer full) */
JsonNode   *troupe_run_event_end           (JsonObject          *object);
/* Sets a text, or null. */
void        troupe_run_event_set_text      (JsonObject          *object,
                                            const char          *name,
                                            const char          *text);
/* Sets a number, or null if it is negative. */
void        troupe_run_event_set_count     (JsonObject          *object,
                                            const char          *name,
                                            gint64               count);

G_END_DECLS
