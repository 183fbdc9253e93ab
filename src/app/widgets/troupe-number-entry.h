/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "troupe-field.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_NUMBER_ENTRY (troupe_number_entry_get_type ())
G_DECLARE_FINAL_TYPE (TroupeNumberEntry, troupe_number_entry, TROUPE, NUMBER_ENTRY, GtkWidget)

GtkWidget *troupe_number_entry_new          (TroupeField        field);

double     troupe_number_entry_get_value    (TroupeNumberEntry *self);
void       troupe_number_entry_set_value    (TroupeNumberEntry *self,
                                             double             value);
gboolean   troupe_number_entry_get_is_wrong (TroupeNumberEntry *self);
void       troupe_number_entry_set_is_live  (TroupeNumberEntry *self,
                                             gboolean           is_live);
char      *troupe_number_entry_dup_rule     (TroupeNumberEntry *self);
void       troupe_number_entry_set_label    (TroupeNumberEntry *self,
                                             const char        *label);

G_END_DECLS
