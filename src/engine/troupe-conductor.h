/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-approval-inbox.h"
#include "troupe-engine-error.h"
#include "troupe-provider-set.h"
#include "troupe-recorder.h"
#include "troupe-run.h"
#include "troupe-worker-context.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_CONDUCTOR (troupe_conductor_get_type ())

G_DECLARE_FINAL_TYPE (TroupeConductor, troupe_conductor, TROUPE, CONDUCTOR, GObject)

TroupeConductor *troupe_conductor_new             (TroupeCatalog        *catalog,
                                                   TroupeProviderSet    *providers,
                                                   TroupeRecorder       *recorder,
                                                   TroupeRun            *run,
                                                   GFile                *project);
TroupeRun       *troupe_conductor_get_run         (TroupeConductor      *self);
guint            troupe_conductor_get_n_jobs      (TroupeConductor      *self);
void             troupe_conductor_set_n_jobs      (TroupeConductor      *self,
                                                   guint                 n_jobs);
void             troupe_conductor_set_last_resort (TroupeConductor      *self,
                                                   const char           *persona_id);
void             troupe_conductor_set_inbox       (TroupeConductor      *self,
                                                   TroupeApprovalInbox  *inbox);
gboolean         troupe_conductor_check           (TroupeConductor      *self,
                                                   GError              **error);
void             troupe_conductor_run_async       (TroupeConductor      *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean         troupe_conductor_run_finish      (TroupeConductor      *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

G_END_DECLS
