/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_FOLD_ROW (troupe_fold_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (TroupeFoldRow, troupe_fold_row, TROUPE, FOLD_ROW, AdwPreferencesRow)

/**
 * TroupeFoldRowClass:
 * @create_content: (nullable): makes what is below the row; called when it opens for the first time
 */
struct _TroupeFoldRowClass
{
  AdwPreferencesRowClass parent_class;

  GtkWidget *(*create_content) (TroupeFoldRow *self);
};

void       troupe_fold_row_set_title     (TroupeFoldRow *self,
                                          const char    *title);
void       troupe_fold_row_set_subtitle  (TroupeFoldRow *self,
                                          const char    *subtitle);
void       troupe_fold_row_add_prefix    (TroupeFoldRow *self,
                                          GtkWidget     *widget);
void       troupe_fold_row_add_suffix    (TroupeFoldRow *self,
                                          GtkWidget     *widget);

gboolean   troupe_fold_row_get_is_open   (TroupeFoldRow *self);
void       troupe_fold_row_set_is_open   (TroupeFoldRow *self,
                                          gboolean       is_open);
void       troupe_fold_row_set_can_open  (TroupeFoldRow *self,
                                          gboolean       can_open);
GtkWidget *troupe_fold_row_get_content   (TroupeFoldRow *self);
gboolean   troupe_fold_row_is_in_content (TroupeFoldRow *self,
                                          GtkWidget     *widget);

G_END_DECLS
