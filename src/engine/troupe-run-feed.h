/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-recorder.h"
#include "troupe-run-event.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_RUN_FEED (troupe_run_feed_get_type ())

G_DECLARE_FINAL_TYPE (TroupeRunFeed, troupe_run_feed, TROUPE, RUN_FEED, GObject)

typedef void (*TroupeRunFeedThen) (gpointer then_data);

TroupeRunFeed *troupe_run_feed_new     (TroupeRecorder      *recorder,
                                        TroupeRun           *run);
void           troupe_run_feed_set_func
                                       (TroupeRunFeed       *self,
                                        TroupeRunEventFunc   func,
                                        gpointer             user_data);
void           troupe_run_feed_tell    (TroupeRunFeed       *self,
                                        JsonNode            *event);
void           troupe_run_feed_tell_run
                                       (TroupeRunFeed       *self,
                                        JsonNode            *event,
                                        TroupeRunState       state,
                                        const char          *reason);
void           troupe_run_feed_tell_ticket
                                       (TroupeRunFeed       *self,
                                        JsonNode            *event,
                                        TroupeRunTicket     *ticket,
                                        TroupeTicketState    state,
                                        const char          *reason);
void           troupe_run_feed_tell_change
                                       (TroupeRunFeed       *self,
                                        JsonNode            *event,
                                        TroupeRunFeedThen    change,
                                        gpointer             change_data);
TroupeTicketState
               troupe_run_feed_get_ticket_state
                                       (TroupeRunFeed       *self,
                                        TroupeRunTicket     *ticket);
void           troupe_run_feed_then    (TroupeRunFeed       *self,
                                        TroupeRunFeedThen    then,
                                        gpointer             then_data);

G_END_DECLS
