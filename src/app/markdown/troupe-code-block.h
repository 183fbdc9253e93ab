/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_CODE_BLOCK (troupe_code_block_get_type ())

G_DECLARE_FINAL_TYPE (TroupeCodeBlock, troupe_code_block, TROUPE, CODE_BLOCK, GtkWidget)

GtkWidget *troupe_code_block_new          (const char      *language);
void       troupe_code_block_set_text     (TroupeCodeBlock *self,
                                           const char      *text,
                                           gsize            length);
char      *troupe_code_block_dup_text     (TroupeCodeBlock *self);

G_END_DECLS
