/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char     *troupe_folder_trash_put     (const char  *folder,
                                       const char  *fence,
                                       const char  *id,
                                       GError     **error);
gboolean  troupe_folder_trash_restore (const char  *folder,
                                       const char  *fence,
                                       const char  *name,
                                       GError     **error);
void      troupe_folder_trash_purge   (const char  *folder,
                                       const char  *fence);
char     *troupe_folder_trash_dup_id  (const char  *name);

G_END_DECLS
