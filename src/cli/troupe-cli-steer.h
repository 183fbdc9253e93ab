/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-stream-log.h"
#include "troupe-conductor.h"

G_BEGIN_DECLS

typedef struct _TroupeCliSteer TroupeCliSteer;

typedef void (*TroupeCliLineFunc) (gboolean is_line,
                                   gpointer user_data);

gboolean        troupe_cli_steer_has_person (gboolean              is_json);
TroupeCliSteer *troupe_cli_steer_new        (TroupeConductor      *conductor,
                                             TroupeApprovalInbox  *inbox,
                                             TroupeCliPrinter     *printer,
                                             TroupeCliStreamLog   *log,
                                             TroupeStep            step,
                                             GCancellable         *cancellable);
void            troupe_cli_steer_set_line_func
                                            (TroupeCliSteer       *self,
                                             TroupeCliLineFunc     func,
                                             gpointer              user_data);
void            troupe_cli_steer_free       (TroupeCliSteer       *self);
const char     *troupe_cli_steer_get_refusal
                                            (TroupeCliSteer       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeCliSteer, troupe_cli_steer_free)

G_END_DECLS
