/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-enums.h"
#include "troupe-graph.h"

G_BEGIN_DECLS

#define TROUPE_SCHEDULER_NO_TICKET G_MAXUINT

typedef struct _TroupeScheduler TroupeScheduler;

TroupeScheduler   *troupe_scheduler_new            (TroupeGraph             *graph,
                                                    const guint8            *priorities,
                                                    const TroupeTicketState *states);
void               troupe_scheduler_free           (TroupeScheduler         *self);

void               troupe_scheduler_set_limit      (TroupeScheduler         *self,
                                                    guint                    n_jobs);
void               troupe_scheduler_set_lane       (TroupeScheduler         *self,
                                                    guint                    ticket,
                                                    guint                    lane);
void               troupe_scheduler_set_review_lane
                                                   (TroupeScheduler         *self,
                                                    guint                    ticket,
                                                    guint                    lane);
void               troupe_scheduler_set_lane_limit (TroupeScheduler         *self,
                                                    guint                    lane,
                                                    guint                    n_jobs);

gboolean           troupe_scheduler_pop            (TroupeScheduler         *self,
                                                    guint                   *ticket);
gboolean           troupe_scheduler_pop_review     (TroupeScheduler         *self,
                                                    guint                   *ticket);
void               troupe_scheduler_begin_review   (TroupeScheduler         *self,
                                                    guint                    ticket);
void               troupe_scheduler_finish         (TroupeScheduler         *self,
                                                    guint                    ticket,
                                                    TroupeTicketState        state);
void               troupe_scheduler_cancel         (TroupeScheduler         *self,
                                                    guint                    ticket);
void               troupe_scheduler_cancel_all     (TroupeScheduler         *self);
void               troupe_scheduler_again          (TroupeScheduler         *self,
                                                    guint                    ticket);
void               troupe_scheduler_restore        (TroupeScheduler         *self,
                                                    guint                    ticket);

gboolean           troupe_scheduler_take_change    (TroupeScheduler         *self,
                                                    guint                   *ticket);
TroupeTicketState  troupe_scheduler_get_state      (TroupeScheduler         *self,
                                                    guint                    ticket);
guint              troupe_scheduler_get_n_in       (TroupeScheduler         *self,
                                                    TroupeTicketState        state);
guint              troupe_scheduler_get_blocker    (TroupeScheduler         *self,
                                                    guint                    ticket,
                                                    guint                   *root);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeScheduler, troupe_scheduler_free)

G_END_DECLS
