/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "troupe-persona.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PERSONA_SELECTOR (troupe_persona_selector_get_type ())
G_DECLARE_FINAL_TYPE (TroupePersonaSelector, troupe_persona_selector, TROUPE, PERSONA_SELECTOR, GtkWidget)

GtkWidget     *troupe_persona_selector_new         (void);

GListModel    *troupe_persona_selector_get_model   (TroupePersonaSelector *self);
void           troupe_persona_selector_set_model   (TroupePersonaSelector *self,
                                                    GListModel            *model);

TroupePersona *troupe_persona_selector_get_persona (TroupePersonaSelector *self);
void           troupe_persona_selector_set_persona (TroupePersonaSelector *self,
                                                    TroupePersona         *persona);

void           troupe_persona_selector_popup       (TroupePersonaSelector *self);

G_END_DECLS
