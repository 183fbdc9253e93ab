/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-run.h"

G_BEGIN_DECLS

gboolean troupe_ticket_state_is_final (TroupeTicketState  state);
void     troupe_run_count_state       (TroupeRun         *self,
                                       TroupeTicketState  old,
                                       TroupeTicketState  state);
void     troupe_run_ticket_set_run    (TroupeRunTicket   *self,
                                       TroupeRun         *run);

G_END_DECLS
