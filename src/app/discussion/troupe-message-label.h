/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-message.h"

G_BEGIN_DECLS

char *troupe_message_dup_summary (TroupeMessage *message);
char *troupe_message_dup_details (TroupeMessage *message);

G_END_DECLS
