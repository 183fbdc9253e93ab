/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-conductor.h"
#include "troupe-run-feed.h"
#include "troupe-scheduler.h"
#include "troupe-snapshot.h"
#include "troupe-worker.h"

G_BEGIN_DECLS

typedef struct _TroupeJob TroupeJob;

struct _TroupeConductor
{
  GObject              parent_instance;

  /* Input */
  TroupeCatalog       *catalog;      /* (owned) */
  TroupeProviderSet   *providers;    /* (owned) */
  TroupeRecorder      *recorder;     /* (owned) (nullable) */
  TroupeRun           *run;          /* (owned) */
  GFile               *project;      /* (owned) (nullable) */
  char                *last_resort;  /* (owned) (nullable): a persona's id */
  guint                n_jobs;
  TroupeApprovalInbox *inbox;        /* (owned) (nullable) */
  TroupePermission     ceiling;
  guint                n_jobs_per_provider;  /* 0 for as many as there are jobs */
  TroupePerformFunc    perform;      /* (nullable) */
  gpointer             perform_data;
  TroupeCanReviewFunc  can_review;   /* (nullable) */
  TroupeReviewFunc     review;       /* (nullable) */
  gpointer             review_data;
  GHashTable          *lanes;        /* (owned): id of a provider to its lane */
  GHashTable          *returns;      /* (owned): number of a ticket to how often it went back */
  GHashTable          *edited;       /* (owned): tickets whose result a person changed, before it shows */
  GHashTable          *recasts;      /* (owned) (unowned values): ticket of the run to how it was changed last, before it shows */
  GHashTable          *said;         /* (owned): number of a ticket to why a person has its state change next */
  GHashTable          *unjudged;     /* (owned): numbers of tickets that were cut off while they were judged */
  gboolean             is_exact;     /* whether an answer of another model is none */
  TroupeBudget        *budget;       /* (owned) (nullable) */
  TroupeRunFeed       *feed;         /* (owned) */

  /* Steering */
  gboolean             is_paused;
  gboolean             has_step;     /* a step was asked for while everything was on its way */
  TroupeStep           step;
  GQueue               held;         /* (element-type TroupeJob): longest first */

  /* Used */
  gboolean             is_over_budget;
  gint64               elapsed_us;      /* until it was paused last */
  gint64               going_since_us;  /* 0 while it is paused */
  guint                budget_id;

  /* In Progress */
  guint                n_refused;    /* tickets that failed because a policy does not allow what they came to */
  GTask               *task;         /* (owned) (nullable): while it performs */
  gulong               cancelled_id;
  guint                wake_id;
  GPtrArray           *tickets;      /* (owned) (nullable) (element-type TroupeRunTicket): by number */
  TroupeJob          **jobs;         /* by number; NULL for those that nobody works on */
  guint                n_active;     /* how many are worked on */
  guint8              *priorities;   /* by number */
  TroupeGraph         *graph;
  TroupeScheduler     *scheduler;
  TroupeSnapshot      *snapshot;     /* (owned) (nullable): the newest, whose copies the next one shares */
  gboolean             is_pumping;
  gboolean             is_telling;
  gboolean             is_winding_up;
  gboolean             is_resumed;   /* whether it was begun before */
  gint64               started_us;
};

/* A ticket that is being performed */
struct _TroupeJob
{
  TroupeConductor *conductor;    /* (owned) */
  guint            number;
  TroupeWorker    *worker;       /* (owned) (nullable): none where somebody else performs */
  GCancellable    *cancellable;  /* (owned) (nullable): as the worker */
  guint            attempt;
  char            *reason;       /* (owned) (nullable): why it is in the state that is told next */
  gboolean         is_restored;  /* it was cancelled, and is to begin anew once this has come to its end */
  gboolean         is_recast;    /* the ticket was, so that its next attempt may ask somebody else */
  char            *reasons;      /* (owned) (nullable): why what it came to was not accepted, for that state too */

  /* May Go On while the Run is Paused */
  gboolean         has_permit;
  TroupeStep       permit;

  /* Held */
  GTask           *gate;         /* (owned) (nullable) */
  TroupeStep       gate_kind;    /* before which call, or a ticket for a review that waits for its place */
};

void     troupe_conductor_prepare       (TroupeConductor *self);
void     troupe_conductor_begin         (TroupeConductor *self);
void     troupe_conductor_refuse        (TroupeConductor *self,
                                         GTask           *task,
                                         GError          *error);
void     troupe_conductor_tell          (TroupeConductor *self);
void     troupe_conductor_tell_state    (TroupeConductor *self,
                                         TroupeRunState   state,
                                         const char      *reason);
void     troupe_conductor_set_ticket_state
                                        (TroupeConductor   *self,
                                         TroupeRunTicket   *ticket,
                                         guint              attempt,
                                         TroupeTicketState  state,
                                         const char        *reason);
void     troupe_conductor_wake          (TroupeConductor *self);
gboolean troupe_conductor_start_next    (TroupeConductor *self,
                                         TroupeStep      *permit);
void     troupe_conductor_end_job       (TroupeJob         *job);
TroupeWorker *
         troupe_conductor_create_worker (TroupeJob         *job,
                                         TroupeTier         tier);
gboolean troupe_conductor_review        (TroupeJob         *job);
gboolean troupe_conductor_start_review  (TroupeConductor   *self);
void     troupe_conductor_review_prepare
                                        (TroupeConductor   *self);
TroupeTicket *
         troupe_conductor_peek_ticket   (TroupeConductor   *self,
                                         TroupeRunTicket   *ticket);
void     troupe_conductor_forgive       (TroupeConductor   *self,
                                         TroupeRunTicket   *ticket);
gboolean troupe_conductor_has_result    (TroupeConductor   *self,
                                         TroupeRunTicket   *ticket);
gboolean troupe_conductor_waits_for_verdict
                                        (TroupeConductor   *self,
                                         TroupeRunTicket   *ticket);
gboolean troupe_conductor_is_unjudged   (TroupeConductor   *self,
                                         guint              number);
void     troupe_conductor_restore_now   (TroupeConductor   *self,
                                         guint              number);
void     troupe_conductor_set_lanes     (TroupeConductor   *self);
void     troupe_conductor_set_lane      (TroupeConductor   *self,
                                         guint              number);
gboolean troupe_conductor_find_number   (TroupeConductor *self,
                                         TroupeRunTicket *ticket,
                                         guint           *number);
void     troupe_conductor_emit          (TroupeConductor *self,
                                         JsonNode        *event);
gboolean troupe_conductor_has_listener  (TroupeConductor *self);
void     troupe_conductor_clear         (TroupeConductor *self);

void     troupe_conductor_budget_go     (TroupeConductor   *self,
                                         gboolean           is_going);
void     troupe_conductor_budget_call   (TroupeConductor   *self);
void     troupe_conductor_budget_count_call
                                        (TroupeConductor   *self);
void     troupe_conductor_budget_round  (TroupeMessage     *answer,
                                         gpointer           user_data);

void     troupe_conductor_before_model  (GTask           *gate,
                                         gpointer         user_data);
void     troupe_conductor_before_tool   (TroupeToolStep  *step,
                                         GTask           *gate,
                                         gpointer         user_data);
void     troupe_conductor_let_go        (TroupeJob       *job);

G_END_DECLS
