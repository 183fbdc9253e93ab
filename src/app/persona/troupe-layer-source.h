/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-workspace.h"

G_BEGIN_DECLS

/**
 * TroupeLayerSource:
 * @workspace: (nullable): where choices come from
 * @settings: (nullable): what the layer states, which is edited
 * @resolver: (nullable): over the layer, for what comes through from below
 * @layer: which layer of @resolver it is
 * @is_entry: whether it is not the layer itself but one of its preferred models
 *
 * A layer to be edited and where it stands. It is a way to pass them on; whoever gets one refs what it keeps.
 */
typedef struct
{
  TroupeWorkspace  *workspace;
  TroupeAiSettings *settings;
  TroupeResolver   *resolver;
  TroupeLayer       layer;
  gboolean          is_entry;
} TroupeLayerSource;

char           *troupe_layer_source_describe_inherited (const TroupeLayerSource *self,
                                                        TroupeField              field);
TroupeProvider *troupe_layer_source_find_provider      (const TroupeLayerSource *self,
                                                        TroupeAiSettings        *entry);

G_END_DECLS
