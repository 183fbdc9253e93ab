/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_FOLDER_WATCH (troupe_folder_watch_get_type ())

G_DECLARE_FINAL_TYPE (TroupeFolderWatch, troupe_folder_watch, TROUPE, FOLDER_WATCH, GObject)

TroupeFolderWatch *troupe_folder_watch_new  (GFile             *folder);
void               troupe_folder_watch_stop (TroupeFolderWatch *self);

G_END_DECLS
