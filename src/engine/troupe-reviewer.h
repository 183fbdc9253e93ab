/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-conductor.h"

G_BEGIN_DECLS

gboolean troupe_reviewer_can_review (TroupeConductor *conductor,
                                     TroupeRunTicket *ticket,
                                     gpointer         user_data);
void     troupe_reviewer_review     (TroupeConductor *conductor,
                                     TroupeRunTicket *ticket,
                                     GTask           *verdict,
                                     gpointer         user_data);

G_END_DECLS
