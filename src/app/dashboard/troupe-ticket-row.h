/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "troupe-run.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_TICKET_ROW (troupe_ticket_row_get_type ())

G_DECLARE_FINAL_TYPE (TroupeTicketRow, troupe_ticket_row, TROUPE, TICKET_ROW, GtkWidget)

void troupe_ticket_row_set_ticket (TroupeTicketRow *self,
                                   TroupeRunTicket *ticket);

G_END_DECLS
