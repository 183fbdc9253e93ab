/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "troupe-enums.h"

G_BEGIN_DECLS

const char *troupe_scope_get_title (TroupeScope  scope);
GtkWidget  *troupe_scope_pill_new  (void);
void        troupe_scope_pill_set  (GtkWidget   *pill,
                                    TroupeScope  scope);

G_END_DECLS
