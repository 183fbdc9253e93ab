/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-window.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_TOASTER (troupe_toaster_get_type ())
G_DECLARE_FINAL_TYPE (TroupeToaster, troupe_toaster, TROUPE, TOASTER, GObject)

TroupeToaster *troupe_toaster_new      (AdwToastOverlay *overlay);

void           troupe_toaster_add      (TroupeToaster   *self,
                                        const char      *message);
void           troupe_toaster_add_undo (TroupeToaster   *self,
                                        const char      *message,
                                        TroupeUndoFunc   undo,
                                        gpointer         user_data,
                                        GDestroyNotify   destroy);
gboolean       troupe_toaster_undo     (TroupeToaster   *self,
                                        TroupeWindow    *window);

G_END_DECLS
