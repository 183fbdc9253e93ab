/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_FACE (troupe_face_get_type ())
G_DECLARE_FINAL_TYPE (TroupeFace, troupe_face, TROUPE, FACE, GtkWidget)

GtkWidget  *troupe_face_new      (int         size);

const char *troupe_face_get_icon (TroupeFace *self);
void        troupe_face_set_icon (TroupeFace *self,
                                  const char *icon);

const char *troupe_face_get_id   (TroupeFace *self);
void        troupe_face_set_id   (TroupeFace *self,
                                  const char *id);

int         troupe_face_get_size (TroupeFace *self);
void        troupe_face_set_size (TroupeFace *self,
                                  int         size);

G_END_DECLS
