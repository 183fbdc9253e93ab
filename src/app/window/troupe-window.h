/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-page.h"
#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_WINDOW (troupe_window_get_type ())
G_DECLARE_FINAL_TYPE (TroupeWindow, troupe_window, TROUPE, WINDOW, AdwApplicationWindow)

typedef void (*TroupeUndoFunc) (TroupeWindow *window,
                                gpointer      user_data);

TroupeWindow    *troupe_window_new               (AdwApplication     *application,
                                                  GFile              *project);
TroupeWindow    *troupe_window_from_widget       (GtkWidget          *widget);

TroupeWorkspace *troupe_window_get_workspace     (TroupeWindow       *self);
TroupeChat      *troupe_window_get_chat          (TroupeWindow       *self);
TroupeResolver  *troupe_window_get_resolver      (TroupeWindow       *self);
TroupePage      *troupe_window_get_page          (TroupeWindow       *self);

void             troupe_window_show_page         (TroupeWindow       *self,
                                                  const char         *name);
void             troupe_window_open_conversation (TroupeWindow       *self,
                                                  TroupeConversation *conversation);
void             troupe_window_delete_conversation
                                                 (TroupeWindow       *self,
                                                  TroupeConversation *conversation);
void             troupe_window_select_persona    (TroupeWindow       *self,
                                                  TroupePersona      *persona);

gboolean         troupe_window_close_dialogs     (TroupeWindow       *self);

void             troupe_window_add_toast         (TroupeWindow       *self,
                                                  const char         *message);
void             troupe_window_add_undo_toast    (TroupeWindow       *self,
                                                  const char         *message,
                                                  TroupeUndoFunc      undo,
                                                  gpointer            user_data,
                                                  GDestroyNotify      destroy);

G_END_DECLS
