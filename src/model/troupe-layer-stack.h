/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-resolver.h"

G_BEGIN_DECLS

typedef struct
{
  TroupeAiSettings *settings[TROUPE_N_LAYERS];
  char             *origins[TROUPE_N_LAYERS];
  guint             model_index;
} TroupeLayerStack;

gboolean          troupe_layer_stack_find           (const TroupeLayerStack *self,
                                                     TroupeField             field,
                                                     TroupeLayer             top,
                                                     TroupeStatement        *statement);
GPtrArray        *troupe_layer_stack_list           (const TroupeLayerStack *self,
                                                     TroupeField             field);
TroupeModelEntry *troupe_layer_stack_get_model      (const TroupeLayerStack *self,
                                                     const char            **provider);
TroupeModelList  *troupe_layer_stack_dup_models     (const TroupeLayerStack *self);
guint             troupe_layer_stack_get_n_models   (const TroupeLayerStack *self);

void              troupe_statement_clear            (TroupeStatement        *self);
gboolean          troupe_statement_equal            (const TroupeStatement  *self,
                                                     const TroupeStatement  *other,
                                                     TroupeField             field);

G_END_DECLS
