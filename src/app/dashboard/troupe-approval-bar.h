/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_APPROVAL_BAR (troupe_approval_bar_get_type ())

G_DECLARE_FINAL_TYPE (TroupeApprovalBar, troupe_approval_bar, TROUPE, APPROVAL_BAR, AdwBin)

void troupe_approval_bar_set_workspace (TroupeApprovalBar *self,
                                        TroupeWorkspace   *workspace);
void troupe_approval_bar_answer        (TroupeApprovalBar *self,
                                        const char        *word,
                                        const char        *key);

G_END_DECLS
