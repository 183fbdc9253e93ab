/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_MODEL_POPOVER (troupe_model_popover_get_type ())
G_DECLARE_FINAL_TYPE (TroupeModelPopover, troupe_model_popover, TROUPE, MODEL_POPOVER, GtkPopover)

GtkWidget *troupe_model_popover_new          (void);
void       troupe_model_popover_set_provider (TroupeModelPopover *self,
                                              TroupeProviderSet  *providers,
                                              TroupeProvider     *provider,
                                              const char         *current);

G_END_DECLS
