/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "troupe-http.h"

G_BEGIN_DECLS

#define TROUPE_HTTP_BUFFER_SIZE (64 * 1024)

typedef struct _TroupeHttpLane TroupeHttpLane;

typedef struct
{
  GList    link;
  gint64   deadline_us;
  void   (*expired) (gpointer owner);
} TroupeHttpDeadline;

void              troupe_http_deadline_init   (TroupeHttpDeadline *deadline,
                                               gpointer            owner,
                                               void              (*expired) (gpointer owner));
void              troupe_http_set_deadline    (TroupeHttp         *self,
                                               TroupeHttpDeadline *deadline,
                                               guint               timeout_ms);
void              troupe_http_clear_deadline  (TroupeHttp         *self,
                                               TroupeHttpDeadline *deadline);
char             *troupe_http_get_buffer      (TroupeHttp         *self);
void              troupe_http_leave_lane      (TroupeHttp         *self,
                                               TroupeHttpLane     *lane);
TroupeHttpStream *troupe_http_stream_new      (TroupeHttp         *http,
                                               TroupeHttpLane     *lane,
                                               SoupMessage        *message,
                                               GInputStream       *input,
                                               guint               idle_timeout_ms);

G_END_DECLS
