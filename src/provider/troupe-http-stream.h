/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef void (*TroupeHttpReadyFunc) (gpointer      user_data,
                                     const GError *failure);

#define TROUPE_TYPE_HTTP_STREAM (troupe_http_stream_get_type ())

G_DECLARE_FINAL_TYPE (TroupeHttpStream, troupe_http_stream, TROUPE, HTTP_STREAM, GObject)

guint       troupe_http_stream_get_status       (TroupeHttpStream     *self);
const char *troupe_http_stream_get_header       (TroupeHttpStream     *self,
                                                 const char           *name);
char       *troupe_http_stream_dup_content_type (TroupeHttpStream     *self);

void        troupe_http_stream_wait             (TroupeHttpStream     *self,
                                                 GCancellable         *cancellable,
                                                 TroupeHttpReadyFunc   ready,
                                                 gpointer              user_data);
gssize      troupe_http_stream_read             (TroupeHttpStream     *self,
                                                 const char          **bytes,
                                                 GError              **error);
void        troupe_http_stream_expect_more      (TroupeHttpStream     *self);
void        troupe_http_stream_drain            (TroupeHttpStream     *self);
void        troupe_http_stream_close            (TroupeHttpStream     *self);

void        troupe_http_stream_read_all_async   (TroupeHttpStream     *self,
                                                 gsize                 max_bytes,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
GBytes     *troupe_http_stream_read_all_finish  (TroupeHttpStream     *self,
                                                 GAsyncResult         *result,
                                                 gboolean             *is_whole,
                                                 GError              **error);

G_END_DECLS
