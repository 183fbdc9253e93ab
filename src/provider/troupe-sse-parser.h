/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TROUPE_SSE_MAX_EVENT_BYTES (32 * 1024 * 1024)

typedef struct _TroupeSseParser TroupeSseParser;

typedef struct
{
  const char *name;
  const char *data;
  gsize       length;
} TroupeSseEvent;

TroupeSseParser *troupe_sse_parser_new         (gsize             max_event_bytes);
void             troupe_sse_parser_free        (TroupeSseParser  *self);
void             troupe_sse_parser_feed        (TroupeSseParser  *self,
                                                const char       *bytes,
                                                gsize             length);
gboolean         troupe_sse_parser_next        (TroupeSseParser  *self,
                                                TroupeSseEvent   *event,
                                                GError          **error);
gboolean         troupe_sse_parser_finish      (TroupeSseParser  *self,
                                                TroupeSseEvent   *event);
gint64           troupe_sse_parser_get_retry_ms
                                               (TroupeSseParser  *self);
guint64          troupe_sse_parser_get_n_lines (TroupeSseParser  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeSseParser, troupe_sse_parser_free)

G_END_DECLS
