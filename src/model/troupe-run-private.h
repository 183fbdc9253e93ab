/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-run.h"

G_BEGIN_DECLS

void troupe_run_count_finished (TroupeRun       *self,
                                int              change);
void troupe_run_ticket_set_run (TroupeRunTicket *self,
                                TroupeRun       *run);

G_END_DECLS
