/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-rehearsal-script.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_REHEARSAL_REPLY (troupe_rehearsal_reply_get_type ())

G_DECLARE_FINAL_TYPE (TroupeRehearsalReply, troupe_rehearsal_reply, TROUPE, REHEARSAL_REPLY, TroupeReply)

TroupeReply *troupe_rehearsal_reply_new (TroupeRehearsalScript *script,
                                         guint                  idle_timeout_ms);

G_END_DECLS
