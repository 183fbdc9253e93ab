/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_COPY_BUTTON (troupe_copy_button_get_type ())

G_DECLARE_FINAL_TYPE (TroupeCopyButton, troupe_copy_button, TROUPE, COPY_BUTTON, GtkButton)

void troupe_copy_button_copy (TroupeCopyButton *self,
                              const char       *text);

G_END_DECLS
