/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_FACTOR_ENTRY (troupe_factor_entry_get_type ())
G_DECLARE_FINAL_TYPE (TroupeFactorEntry, troupe_factor_entry, TROUPE, FACTOR_ENTRY, GtkWidget)

GtkWidget *troupe_factor_entry_new          (const char        *label,
                                             double             maximum);
gboolean   troupe_factor_entry_get_value    (TroupeFactorEntry *self,
                                             double            *value);
void       troupe_factor_entry_set_value    (TroupeFactorEntry *self,
                                             gboolean           is_stated,
                                             double             value);
gboolean   troupe_factor_entry_get_is_wrong (TroupeFactorEntry *self);
char      *troupe_factor_to_text            (double             value);

G_END_DECLS
