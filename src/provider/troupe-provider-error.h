/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TROUPE_PROVIDER_ERROR (troupe_provider_error_quark ())

typedef enum
{
  TROUPE_PROVIDER_ERROR_KEY,
  TROUPE_PROVIDER_ERROR_MODEL,
  TROUPE_PROVIDER_ERROR_REQUEST,
  TROUPE_PROVIDER_ERROR_TOO_LONG,
  TROUPE_PROVIDER_ERROR_CREDIT,
  TROUPE_PROVIDER_ERROR_RATE,
  TROUPE_PROVIDER_ERROR_OVERLOADED,
  TROUPE_PROVIDER_ERROR_REFUSED,
  TROUPE_PROVIDER_ERROR_TIMED_OUT,
  TROUPE_PROVIDER_ERROR_CONNECTION,
  TROUPE_PROVIDER_ERROR_TLS,
  TROUPE_PROVIDER_ERROR_CUT,
  TROUPE_PROVIDER_ERROR_PROTOCOL,
  TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER,
  TROUPE_PROVIDER_ERROR_NO_MODEL,
} TroupeProviderError;

GQuark  troupe_provider_error_quark              (void);
GError *troupe_provider_error_new                (TroupeProviderError  code,
                                                  gint64               retry_after_ms,
                                                  const char          *message);
gint64  troupe_provider_error_get_retry_after_ms (const GError        *error);

G_END_DECLS
