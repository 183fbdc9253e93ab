/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-http-stream.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_HTTP (troupe_http_get_type ())

G_DECLARE_FINAL_TYPE (TroupeHttp, troupe_http, TROUPE, HTTP, GObject)

typedef struct
{
  const char         *method;
  const char         *url;
  const char * const *headers;
  GBytes             *body;
  guint               connect_timeout_ms;
  guint               idle_timeout_ms;
} TroupeHttpCall;

TroupeHttp       *troupe_http_dup_default      (void);
TroupeHttp       *troupe_http_new              (void);
void              troupe_http_set_tls_database (TroupeHttp            *self,
                                                GTlsDatabase          *database);
guint             troupe_http_get_n_active     (TroupeHttp            *self);
void              troupe_http_send_async       (TroupeHttp            *self,
                                                const TroupeHttpCall  *call,
                                                GCancellable          *cancellable,
                                                GAsyncReadyCallback    callback,
                                                gpointer               user_data);
TroupeHttpStream *troupe_http_send_finish      (TroupeHttp            *self,
                                                GAsyncResult          *result,
                                                GTlsCertificateFlags  *tls_errors,
                                                GError               **error);

G_END_DECLS
