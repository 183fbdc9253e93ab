/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-enums.h"

G_BEGIN_DECLS

const char *troupe_ticket_state_get_label     (TroupeTicketState state);
const char *troupe_ticket_state_get_icon_name (TroupeTicketState state);
const char *troupe_ticket_state_get_css_class (TroupeTicketState state);
const char *troupe_tier_get_label             (TroupeTier        tier);

G_END_DECLS
