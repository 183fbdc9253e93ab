/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-tool-error.h"

G_BEGIN_DECLS

gboolean  troupe_project_path_check      (const char  *path,
                                          GError     **error);
gboolean  troupe_project_name_is_off     (const char  *name);
gboolean  troupe_project_name_is_secret  (const char  *name);

int       troupe_project_path_open_root  (GFile       *project,
                                          GError     **error);
int       troupe_project_path_open       (int          root,
                                          const char  *path,
                                          gboolean     is_folder,
                                          GError     **error);
int       troupe_project_path_open_in    (GFile       *project,
                                          const char  *path,
                                          gboolean     is_folder,
                                          GError     **error);
int       troupe_project_path_open_slow  (int          root,
                                          const char  *path,
                                          gboolean     is_folder,
                                          GError     **error);
int       troupe_project_path_open_child (int          folder,
                                          const char  *name,
                                          gboolean     is_folder);

G_END_DECLS
