/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-worker-context.h"

G_BEGIN_DECLS

typedef void (*TroupeRunEventFunc) (JsonNode *event,
                                    gpointer  user_data);

JsonNode *troupe_run_event_new_run_started    (TroupeRun           *run,
                                               guint                n_jobs,
                                               const char          *last_resort_id,
                                               gboolean             is_resumed);
JsonNode *troupe_run_event_new_run_finished   (TroupeRun           *run,
                                               TroupeRunState       state,
                                               const char          *reason,
                                               gint64               duration_ms);
JsonNode *troupe_run_event_new_track_written  (TroupeRun           *run,
                                               TroupeTrack         *track,
                                               const char          *path);
JsonNode *troupe_run_event_new_run_state      (TroupeRun           *run,
                                               TroupeRunState       state,
                                               const char          *reason);
JsonNode *troupe_run_event_new_ticket_state   (TroupeRun           *run,
                                               TroupeRunTicket     *ticket,
                                               guint                attempt,
                                               TroupeTicketState    previous,
                                               TroupeTicketState    state,
                                               const char          *reason,
                                               const char          *reasons);
JsonNode *troupe_run_event_new_recast         (TroupeRun           *run,
                                               TroupeTicket        *ticket,
                                               const char          *change);
JsonNode *troupe_run_event_new_retry          (TroupeRun           *run,
                                               TroupeRunTicket     *ticket);
JsonNode *troupe_run_event_new_result_edited  (TroupeRun           *run,
                                               TroupeRunTicket     *ticket,
                                               TroupeAttempt       *work,
                                               const char          *text);
JsonNode *troupe_run_event_new_verdict        (TroupeRun           *run,
                                               TroupeRunTicket     *ticket,
                                               TroupeAttempt       *work,
                                               TroupeVerdict        verdict,
                                               const char          *reasons);
JsonNode *troupe_run_event_new_worker_started (TroupeRun           *run,
                                               TroupeWorkerContext *context);
JsonNode *troupe_run_event_new_text           (TroupeRun           *run,
                                               TroupeWorkerContext *context,
                                               gboolean             is_reasoning,
                                               const char          *text);
JsonNode *troupe_run_event_new_waiting        (TroupeRun           *run,
                                               TroupeWorkerContext *context,
                                               TroupeMessage       *answer,
                                               const GError        *error,
                                               guint                wait_ms);
JsonNode *troupe_run_event_new_model_hop      (TroupeRun           *run,
                                               TroupeWorkerContext *context,
                                               TroupeMessage       *answer,
                                               const GError        *error);
JsonNode *troupe_run_event_new_usage          (TroupeRun           *run,
                                               TroupeWorkerContext *context,
                                               TroupeMessage       *answer);

gboolean  troupe_run_event_is_served_other    (TroupeMessage       *answer);

G_END_DECLS
