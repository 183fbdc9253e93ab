/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "troupe-persona.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PERSONA_LINE (troupe_persona_line_get_type ())
G_DECLARE_FINAL_TYPE (TroupePersonaLine, troupe_persona_line, TROUPE, PERSONA_LINE, GtkWidget)

GtkWidget     *troupe_persona_line_new         (void);
TroupePersona *troupe_persona_line_get_persona (TroupePersonaLine *self);
void           troupe_persona_line_set_persona (TroupePersonaLine *self,
                                                TroupePersona     *persona);
void           troupe_persona_line_set_chosen  (TroupePersonaLine *self,
                                                gboolean           chosen);

G_END_DECLS
