/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void     troupe_wait_async  (guint                wait_ms,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data);
gboolean troupe_wait_finish (GAsyncResult        *result,
                             GError             **error);

G_END_DECLS
