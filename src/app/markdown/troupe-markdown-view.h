/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_MARKDOWN_VIEW (troupe_markdown_view_get_type ())

G_DECLARE_FINAL_TYPE (TroupeMarkdownView, troupe_markdown_view, TROUPE, MARKDOWN_VIEW, GtkWidget)

GtkWidget *troupe_markdown_view_new    (void);
void       troupe_markdown_view_append (TroupeMarkdownView *self,
                                        const char         *text,
                                        gsize               length);
void       troupe_markdown_view_finish (TroupeMarkdownView *self);
void       troupe_markdown_view_clear  (TroupeMarkdownView *self);

G_END_DECLS
