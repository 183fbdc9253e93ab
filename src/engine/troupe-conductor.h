/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-approval-inbox.h"
#include "troupe-budget.h"
#include "troupe-engine-error.h"
#include "troupe-provider-set.h"
#include "troupe-recorder.h"
#include "troupe-run.h"
#include "troupe-worker-context.h"

G_BEGIN_DECLS

/**
 * TroupeStep:
 * @TROUPE_STEP_TICKET: to the end of the ticket
 * @TROUPE_STEP_MODEL: until a model was asked and has answered
 * @TROUPE_STEP_TOOL: until a tool was called
 *
 * How far a paused run goes before it is held again.
 */
typedef enum
{
  TROUPE_STEP_TICKET,
  TROUPE_STEP_MODEL,
  TROUPE_STEP_TOOL,
} TroupeStep;

#define TROUPE_TYPE_CONDUCTOR (troupe_conductor_get_type ())

G_DECLARE_FINAL_TYPE (TroupeConductor, troupe_conductor, TROUPE, CONDUCTOR, GObject)

typedef gboolean (*TroupeCanReviewFunc) (TroupeConductor *conductor,
                                         TroupeRunTicket *ticket,
                                         gpointer         user_data);
typedef void     (*TroupeReviewFunc)    (TroupeConductor *conductor,
                                         TroupeRunTicket *ticket,
                                         GTask           *verdict,
                                         gpointer         user_data);

/* Takes a ticket that is to be performed, and its number; says later, from the main loop, that it is over. */
typedef void (*TroupePerformFunc) (TroupeConductor *conductor,
                                   TroupeRunTicket *ticket,
                                   guint            number,
                                   gpointer         user_data);

/* A run that was read back needs no more than a conductor of its own: states, attempts and results that its tickets have
 * count, and troupe_conductor_pause() before troupe_conductor_run_async() opens it paused. */
TroupeConductor *troupe_conductor_new              (TroupeCatalog        *catalog,
                                                    TroupeProviderSet    *providers,
                                                    TroupeRecorder       *recorder,
                                                    TroupeRun            *run,
                                                    GFile                *project);
TroupeRun       *troupe_conductor_get_run          (TroupeConductor      *self);
guint            troupe_conductor_get_n_jobs       (TroupeConductor      *self);
void             troupe_conductor_set_n_jobs       (TroupeConductor      *self,
                                                    guint                 n_jobs);
void             troupe_conductor_set_n_jobs_per_provider
                                                   (TroupeConductor      *self,
                                                    guint                 n_jobs);
void             troupe_conductor_set_perform_func (TroupeConductor      *self,
                                                    TroupePerformFunc     func,
                                                    gpointer              user_data);
void             troupe_conductor_performed        (TroupeConductor      *self,
                                                    TroupeRunTicket      *ticket,
                                                    guint                 number,
                                                    const GError         *error);
void             troupe_conductor_set_review_funcs (TroupeConductor      *self,
                                                    TroupeCanReviewFunc   can_review,
                                                    TroupeReviewFunc      review,
                                                    gpointer              user_data);
void             troupe_conductor_set_last_resort  (TroupeConductor      *self,
                                                    const char           *persona_id);
void             troupe_conductor_set_inbox        (TroupeConductor      *self,
                                                    TroupeApprovalInbox  *inbox);
void             troupe_conductor_set_tool_ceiling (TroupeConductor      *self,
                                                    TroupePermission      ceiling);
void             troupe_conductor_set_exact_model  (TroupeConductor      *self,
                                                    gboolean              is_exact);
void             troupe_conductor_set_budget       (TroupeConductor      *self,
                                                    TroupeBudget         *budget);
gboolean         troupe_conductor_get_is_over_budget
                                                   (TroupeConductor      *self);
gboolean         troupe_conductor_check            (TroupeConductor      *self,
                                                    GError              **error);
char            *troupe_conductor_dup_outlook      (TroupeConductor      *self,
                                                    TroupeRunTicket      *ticket);
void             troupe_conductor_settle_async     (TroupeConductor      *self,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
void             troupe_conductor_settle_finish    (TroupeConductor      *self,
                                                    GAsyncResult         *result);
void             troupe_conductor_run_async        (TroupeConductor      *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean         troupe_conductor_run_finish       (TroupeConductor      *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

gboolean         troupe_conductor_get_is_paused    (TroupeConductor      *self);
void             troupe_conductor_pause            (TroupeConductor      *self,
                                                    const char           *reason);
void             troupe_conductor_resume           (TroupeConductor      *self);
void             troupe_conductor_step             (TroupeConductor      *self,
                                                    TroupeStep            step);
void             troupe_conductor_cancel_ticket    (TroupeConductor      *self,
                                                    TroupeRunTicket      *ticket);
void             troupe_conductor_skip_ticket      (TroupeConductor      *self,
                                                    TroupeRunTicket      *ticket);
gboolean         troupe_conductor_retry_ticket     (TroupeConductor      *self,
                                                    TroupeRunTicket      *ticket,
                                                    const char           *persona_id,
                                                    GError              **error);
gboolean         troupe_conductor_edit_result      (TroupeConductor      *self,
                                                    TroupeRunTicket      *ticket,
                                                    const char           *text,
                                                    GError              **error);
gboolean         troupe_conductor_judge_ticket     (TroupeConductor      *self,
                                                    TroupeRunTicket      *ticket,
                                                    TroupeVerdict         verdict,
                                                    const char           *reasons,
                                                    GError              **error);
TroupeTicketState
                 troupe_conductor_get_ticket_state (TroupeConductor      *self,
                                                    TroupeRunTicket      *ticket);
void             troupe_conductor_restore_ticket   (TroupeConductor      *self,
                                                    TroupeRunTicket      *ticket);
gboolean         troupe_conductor_recast_ticket    (TroupeConductor      *self,
                                                    TroupeRunTicket      *ticket,
                                                    const char           *assignment,
                                                    GError              **error);

G_END_DECLS
