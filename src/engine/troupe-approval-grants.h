/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-approval.h"

G_BEGIN_DECLS

typedef struct _TroupeApprovalGrants TroupeApprovalGrants;

TroupeApprovalGrants *troupe_approval_grants_new        (void);
void                  troupe_approval_grants_free       (TroupeApprovalGrants *self);
void                  troupe_approval_grants_add        (TroupeApprovalGrants *self,
                                                         TroupeApproval       *approval,
                                                         TroupeApprovalAnswer  answer);
TroupeApprovalAnswer  troupe_approval_grants_find       (TroupeApprovalGrants *self,
                                                         TroupeApproval       *approval,
                                                         const char          **rule);
void                  troupe_approval_grants_forget_run (TroupeApprovalGrants *self,
                                                         const char           *run_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeApprovalGrants, troupe_approval_grants_free)

G_END_DECLS
