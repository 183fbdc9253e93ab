/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-approval-inbox.h"
#include "troupe-cli-stream-log.h"

G_BEGIN_DECLS

typedef struct _TroupeCliApprovals TroupeCliApprovals;

TroupeCliApprovals *troupe_cli_approvals_new  (TroupeApprovalInbox *inbox,
                                               TroupeCliStreamLog  *log);
void                troupe_cli_approvals_free (TroupeCliApprovals  *self);
void                troupe_cli_approvals_set_held
                                              (TroupeCliApprovals  *self,
                                               gboolean             is_held);
gboolean            troupe_cli_approvals_take (TroupeCliApprovals  *self,
                                               const char          *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeCliApprovals, troupe_cli_approvals_free)

G_END_DECLS
