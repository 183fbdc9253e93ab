/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "troupe-provider-error.h"

G_BEGIN_DECLS

typedef struct
{
  const char *provider_id;
  const char *provider_name;
  const char *model;
  const char *base_url;
  const char *key;

  guint       status;
  const char *content_type;
  const char *retry_after;
  const char *retry_after_ms;
  const char *location;

  const char *body;
  gsize       body_length;
} TroupeFailure;

TroupeFailure *troupe_failure_copy_context      (const TroupeFailure  *self);
void           troupe_failure_free_context      (TroupeFailure        *self);

GError        *troupe_failure_to_error          (const TroupeFailure  *self);
GError        *troupe_failure_to_stream_error   (const TroupeFailure  *self,
                                                 JsonNode             *node);
GError        *troupe_failure_to_network_error  (const TroupeFailure  *self,
                                                 const GError         *cause,
                                                 GTlsCertificateFlags  tls_errors);
GError        *troupe_failure_to_not_a_model    (const TroupeFailure  *self);
gint64         troupe_failure_parse_retry_after (const char           *seconds_or_date,
                                                 const char           *milliseconds,
                                                 gint64                now_unix_s);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeFailure, troupe_failure_free_context)

G_END_DECLS
