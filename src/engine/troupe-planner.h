/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-conductor.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PLANNER (troupe_planner_get_type ())

G_DECLARE_FINAL_TYPE (TroupePlanner, troupe_planner, TROUPE, PLANNER, GObject)

TroupePlanner *troupe_planner_new        (TroupeConductor *conductor);
TroupeTrack   *troupe_planner_get_track  (TroupePlanner   *self);
gboolean       troupe_planner_is_answered_spec
                                         (TroupePlanner   *self,
                                          const char      *spec);
TroupeScope    troupe_planner_get_scope  (TroupePlanner   *self);
void           troupe_planner_take_event (TroupePlanner   *self,
                                          JsonNode        *event);

G_END_DECLS
