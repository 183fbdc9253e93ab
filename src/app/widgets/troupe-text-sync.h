/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char     *troupe_text_buffer_dup_text (GtkTextBuffer *buffer);
gboolean  troupe_text_buffer_update   (GtkTextBuffer *buffer,
                                       const char    *text);
void      troupe_text_view_wrap_for   (GtkTextView   *view,
                                       const char    *text);

G_END_DECLS
