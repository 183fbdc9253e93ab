/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TroupeGraph TroupeGraph;

TroupeGraph *troupe_graph_new            (guint              n_nodes);
void         troupe_graph_free           (TroupeGraph       *self);

void         troupe_graph_add_edge       (TroupeGraph       *self,
                                          guint              from,
                                          guint              to);
gboolean     troupe_graph_seal           (TroupeGraph       *self,
                                          GArray           **cycle);

guint        troupe_graph_get_n_nodes    (TroupeGraph       *self);
const guint *troupe_graph_get_order      (TroupeGraph       *self);
const guint *troupe_graph_get_levels     (TroupeGraph       *self);
const guint *troupe_graph_get_successors (TroupeGraph       *self,
                                          guint              node,
                                          guint             *n_successors);
guint        troupe_graph_get_n_predecessors
                                         (TroupeGraph       *self,
                                          guint              node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeGraph, troupe_graph_free)

G_END_DECLS
