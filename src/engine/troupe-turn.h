/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-engine-error.h"
#include "troupe-message.h"
#include "troupe-provider-set.h"
#include "troupe-request.h"
#include "troupe-resolver.h"

G_BEGIN_DECLS

typedef void (*TroupeBeforeModelFunc) (GTask    *gate,
                                       gpointer  user_data);

#define TROUPE_TYPE_TURN (troupe_turn_get_type ())

G_DECLARE_FINAL_TYPE (TroupeTurn, troupe_turn, TROUPE, TURN, GObject)

TroupeTurn    *troupe_turn_new         (TroupeResolver       *resolver,
                                        TroupeProviderSet    *providers,
                                        TroupeTier            tier,
                                        const char           *system);
void           troupe_turn_add_message (TroupeTurn           *self,
                                        TroupeRole            role,
                                        const char           *text);
void           troupe_turn_add_talk    (TroupeTurn           *self,
                                        TroupeRequest        *talk);
void           troupe_turn_set_before  (TroupeTurn           *self,
                                        TroupeBeforeModelFunc func,
                                        gpointer              user_data);
void           troupe_turn_set_patient (TroupeTurn           *self,
                                        gboolean              is_patient);
TroupeRequest *troupe_turn_get_request (TroupeTurn           *self);
GPtrArray     *troupe_turn_get_calls   (TroupeTurn           *self);
void           troupe_turn_run_async   (TroupeTurn           *self,
                                        TroupeMessage        *answer,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean       troupe_turn_run_finish  (TroupeTurn           *self,
                                        GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
