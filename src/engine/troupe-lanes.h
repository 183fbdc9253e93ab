/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TroupeLanes TroupeLanes;

TroupeLanes *troupe_lanes_new       (guint          n_tickets,
                                     const guint8  *priorities);
void         troupe_lanes_free      (TroupeLanes   *self);
void         troupe_lanes_set_limit (TroupeLanes   *self,
                                     guint          lane,
                                     guint          n_jobs);
void         troupe_lanes_move      (TroupeLanes   *self,
                                     guint          ticket,
                                     guint          lane,
                                     gboolean       is_running);
void         troupe_lanes_count     (TroupeLanes   *self,
                                     guint          ticket,
                                     int            change);
void         troupe_lanes_push      (TroupeLanes   *self,
                                     guint          ticket);
gboolean     troupe_lanes_pop       (TroupeLanes   *self,
                                     const guint8  *states,
                                     guint         *ticket);

G_END_DECLS
