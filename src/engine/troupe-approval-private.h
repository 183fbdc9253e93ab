/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-approval.h"

G_BEGIN_DECLS

void troupe_approval_set_times (TroupeApproval       *self,
                                gint64                asked_us,
                                gint64                deadline_us);
void troupe_approval_decide    (TroupeApproval       *self,
                                TroupeApprovalAnswer  answer,
                                TroupeDecider         decider,
                                const char           *rule,
                                const char           *reason);

G_END_DECLS
