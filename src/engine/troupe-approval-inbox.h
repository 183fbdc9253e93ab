/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-approval.h"

G_BEGIN_DECLS

#define TROUPE_APPROVAL_TIMEOUT_MS (10 * 60 * 1000)

#define TROUPE_TYPE_APPROVAL_INBOX (troupe_approval_inbox_get_type ())

G_DECLARE_FINAL_TYPE (TroupeApprovalInbox, troupe_approval_inbox, TROUPE, APPROVAL_INBOX, GObject)

TroupeApprovalInbox *troupe_approval_inbox_new            (void);
gboolean             troupe_approval_inbox_get_has_person (TroupeApprovalInbox  *self);
void                 troupe_approval_inbox_set_has_person (TroupeApprovalInbox  *self,
                                                           gboolean              has_person);
void                 troupe_approval_inbox_set_timeout_ms (TroupeApprovalInbox  *self,
                                                           guint                 timeout_ms);

void                 troupe_approval_inbox_ask_async      (TroupeApprovalInbox  *self,
                                                           TroupeApproval       *approval,
                                                           GCancellable         *cancellable,
                                                           GAsyncReadyCallback   callback,
                                                           gpointer              user_data);
gboolean             troupe_approval_inbox_ask_finish     (TroupeApprovalInbox  *self,
                                                           GAsyncResult         *result,
                                                           GError              **error);
void                 troupe_approval_inbox_answer         (TroupeApprovalInbox  *self,
                                                           TroupeApproval       *approval,
                                                           TroupeApprovalAnswer  answer,
                                                           const char           *reason);
void                 troupe_approval_inbox_expire         (TroupeApprovalInbox  *self);
void                 troupe_approval_inbox_forget_run     (TroupeApprovalInbox  *self,
                                                           const char           *run_id);

G_END_DECLS
