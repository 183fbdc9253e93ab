/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-window.h"

G_BEGIN_DECLS

void     troupe_window_add_actions         (TroupeWindow *self);
void     troupe_window_add_definition_actions
                                           (TroupeWindow *self);
void     troupe_window_add_persona_actions (TroupeWindow *self);
void     troupe_window_update_actions      (TroupeWindow *self);

gboolean troupe_window_shows_persona       (TroupeWindow  *self,
                                            TroupePersona *persona);
gboolean troupe_window_undo                (TroupeWindow *self);
void     troupe_window_toggle_sidebar      (TroupeWindow *self);
void     troupe_window_toggle_pane         (TroupeWindow *self);
void     troupe_window_show_ai_settings    (TroupeWindow *self);
void     troupe_window_get_areas           (TroupeWindow *self,
                                            GtkWidget    *areas[3]);

G_END_DECLS
