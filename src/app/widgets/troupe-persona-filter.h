/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "troupe-persona.h"

G_BEGIN_DECLS

GtkFilter  *troupe_persona_filter_new        (void);
void        troupe_persona_filter_set_search (GtkFilter     *filter,
                                              const char    *search);

G_END_DECLS
