/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-graph.h"

G_BEGIN_DECLS

typedef struct _TroupeReadyQueue TroupeReadyQueue;

TroupeReadyQueue *troupe_ready_queue_new      (TroupeGraph      *graph,
                                               const guint8     *priorities);
void              troupe_ready_queue_free     (TroupeReadyQueue *self);
gboolean          troupe_ready_queue_pop      (TroupeReadyQueue *self,
                                               guint            *node);
gboolean          troupe_ready_queue_is_empty (TroupeReadyQueue *self);
void              troupe_ready_queue_complete (TroupeReadyQueue *self,
                                               guint             node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeReadyQueue, troupe_ready_queue_free)

G_END_DECLS
