/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-definition.h"
#include "troupe-graph.h"
#include "troupe-ticket.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_TRACK (troupe_track_get_type ())

G_DECLARE_FINAL_TYPE (TroupeTrack, troupe_track, TROUPE, TRACK, TroupeDefinition)

TroupeTrack      *troupe_track_new                 (const char        *id);

const char       *troupe_track_get_goal            (TroupeTrack       *self);
void              troupe_track_set_goal            (TroupeTrack       *self,
                                                    const char        *goal);
const char       *troupe_track_get_spec            (TroupeTrack       *self);
void              troupe_track_set_spec            (TroupeTrack       *self,
                                                    const char        *spec);

const char       *troupe_track_get_tier_persona_id (TroupeTrack       *self,
                                                    TroupeTier         tier);
void              troupe_track_set_tier_persona_id (TroupeTrack       *self,
                                                    TroupeTier         tier,
                                                    const char        *persona_id);
gboolean          troupe_track_get_is_unjudged     (TroupeTrack       *self);
void              troupe_track_set_is_unjudged     (TroupeTrack       *self,
                                                    gboolean           is_unjudged);
TroupeAiSettings *troupe_track_get_tier_settings   (TroupeTrack       *self,
                                                    TroupeTier         tier);
JsonObject       *troupe_track_get_tiers_extra     (TroupeTrack       *self);
void              troupe_track_set_tiers_extra     (TroupeTrack       *self,
                                                    JsonObject        *extra);

GListModel       *troupe_track_list_tickets        (TroupeTrack       *self);
TroupeTicket     *troupe_track_find_ticket         (TroupeTrack       *self,
                                                    const char        *id);
void              troupe_track_take_tickets        (TroupeTrack       *self,
                                                    GPtrArray         *tickets);
TroupeGraph      *troupe_track_build_graph         (TroupeTrack       *self,
                                                    GError           **error);

G_END_DECLS
