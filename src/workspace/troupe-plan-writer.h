/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-library.h"
#include "troupe-planner.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PLAN_WRITER (troupe_plan_writer_get_type ())

G_DECLARE_FINAL_TYPE (TroupePlanWriter, troupe_plan_writer, TROUPE, PLAN_WRITER, GObject)

TroupePlanWriter *troupe_plan_writer_new          (TroupeLibrary       *library,
                                                   TroupePlanner       *planner);
TroupeTrack      *troupe_plan_writer_get_track    (TroupePlanWriter    *self);
void              troupe_plan_writer_flush_async  (TroupePlanWriter    *self,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
gboolean          troupe_plan_writer_flush_finish (TroupePlanWriter    *self,
                                                   GAsyncResult        *result,
                                                   GError             **error);

G_END_DECLS
