/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "troupe-persona.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PERSONA_POPOVER (troupe_persona_popover_get_type ())
G_DECLARE_FINAL_TYPE (TroupePersonaPopover, troupe_persona_popover, TROUPE, PERSONA_POPOVER, GtkPopover)

GtkWidget *troupe_persona_popover_new     (void);
void       troupe_persona_popover_prepare (TroupePersonaPopover *self,
                                           GListModel           *personas,
                                           TroupePersona        *current);

G_END_DECLS
