/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_SENT_SECTION (troupe_sent_section_get_type ())
G_DECLARE_FINAL_TYPE (TroupeSentSection, troupe_sent_section, TROUPE, SENT_SECTION, GtkWidget)

GtkWidget  *troupe_sent_section_new        (const char        *name);
const char *troupe_sent_section_get_name   (TroupeSentSection *self);
void        troupe_sent_section_set        (TroupeSentSection *self,
                                            const char        *title,
                                            const char        *source,
                                            const char        *text,
                                            guint              n_tokens);
void        troupe_sent_section_set_edited (TroupeSentSection *self,
                                            gboolean           is_edited);
const char *troupe_sent_section_get_text   (TroupeSentSection *self);

G_END_DECLS
