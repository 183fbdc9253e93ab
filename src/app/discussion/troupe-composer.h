/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "troupe-chat.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_COMPOSER (troupe_composer_get_type ())

G_DECLARE_FINAL_TYPE (TroupeComposer, troupe_composer, TROUPE, COMPOSER, GtkWidget)

void        troupe_composer_set_chat    (TroupeComposer *self,
                                         TroupeChat     *chat);
void        troupe_composer_set_blocked (TroupeComposer *self,
                                         gboolean        is_blocked);
char       *troupe_composer_dup_text    (TroupeComposer *self);
void        troupe_composer_set_text    (TroupeComposer *self,
                                         const char     *text);
void        troupe_composer_focus_text  (TroupeComposer *self);

G_END_DECLS
