/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int      troupe_durable_open_folder (const char  *path);
void     troupe_durable_sync_folder (const char  *path);
gboolean troupe_durable_make_folder (const char  *path,
                                     int          mode);
gboolean troupe_durable_check_fence (const char  *path,
                                     const char  *fence,
                                     GError     **error);
void     troupe_durable_set_error   (GError     **error,
                                     const char  *path,
                                     int          code);
gboolean troupe_durable_put         (const char  *path,
                                     const char  *text,
                                     gsize        length,
                                     int          mode,
                                     GError     **error);
gboolean troupe_durable_move        (const char  *from,
                                     const char  *to);

G_END_DECLS
