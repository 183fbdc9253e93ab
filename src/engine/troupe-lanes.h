/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-enums.h"

G_BEGIN_DECLS

typedef struct _TroupeLanes TroupeLanes;

TroupeLanes *troupe_lanes_new          (guint          n_tickets,
                                        const guint8  *priorities);
void         troupe_lanes_free         (TroupeLanes   *self);
void         troupe_lanes_set_limit    (TroupeLanes   *self,
                                        guint          lane,
                                        guint          n_jobs);
void         troupe_lanes_set_work     (TroupeLanes   *self,
                                        guint          ticket,
                                        guint          lane,
                                        gboolean       is_running);
void         troupe_lanes_set_review   (TroupeLanes   *self,
                                        guint          ticket,
                                        guint          lane);
void         troupe_lanes_change       (TroupeLanes   *self,
                                        guint          ticket,
                                        guint          old,
                                        guint          state);
void         troupe_lanes_begin_review (TroupeLanes   *self,
                                        guint          ticket);
gboolean     troupe_lanes_peek         (TroupeLanes   *self,
                                        guint         *ticket,
                                        gboolean      *is_review);

G_END_DECLS
