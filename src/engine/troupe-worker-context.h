/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-prompt.h"
#include "troupe-request.h"
#include "troupe-run.h"
#include "troupe-snapshot.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_WORKER_CONTEXT (troupe_worker_context_get_type ())

G_DECLARE_FINAL_TYPE (TroupeWorkerContext, troupe_worker_context, TROUPE, WORKER_CONTEXT, GObject)

TroupeWorkerContext *troupe_worker_context_new               (TroupeSnapshot       *snapshot,
                                                              TroupeRun            *run,
                                                              TroupeTicket         *ticket,
                                                              TroupeTier            tier,
                                                              guint                 attempt,
                                                              const char           *last_resort_id,
                                                              GPtrArray            *files,
                                                              GError              **error);
TroupeTicket     *troupe_worker_context_get_ticket           (TroupeWorkerContext *self);
TroupeTier        troupe_worker_context_get_tier             (TroupeWorkerContext *self);
guint             troupe_worker_context_get_attempt          (TroupeWorkerContext *self);
const char       *troupe_worker_context_get_persona_id       (TroupeWorkerContext *self);
const char       *troupe_worker_context_get_persona_revision (TroupeWorkerContext *self);
const char       *troupe_worker_context_get_persona_origin   (TroupeWorkerContext *self);
TroupePersona    *troupe_worker_context_get_persona          (TroupeWorkerContext *self);
TroupeResolver   *troupe_worker_context_get_resolver         (TroupeWorkerContext *self);
TroupeAiSettings *troupe_worker_context_get_settings         (TroupeWorkerContext *self);
TroupePrompt     *troupe_worker_context_get_prompt           (TroupeWorkerContext *self);
const char       *troupe_worker_context_get_assignment       (TroupeWorkerContext *self);
TroupeRequest    *troupe_worker_context_get_request          (TroupeWorkerContext *self);
JsonNode         *troupe_worker_context_to_metadata          (TroupeWorkerContext *self);
char             *troupe_worker_context_to_line              (TroupeWorkerContext *self);

G_END_DECLS
