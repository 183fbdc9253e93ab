/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TROUPE_STORE_ERROR (troupe_store_error_quark ())

typedef enum
{
  TROUPE_STORE_ERROR_BROKEN,
  TROUPE_STORE_ERROR_CONFLICT,
  TROUPE_STORE_ERROR_READ_ONLY,
  TROUPE_STORE_ERROR_EXISTS,
  TROUPE_STORE_ERROR_NOT_FOUND,
  TROUPE_STORE_ERROR_LEDGER,
  TROUPE_STORE_ERROR_KEYRING,
  TROUPE_STORE_ERROR_BUSY,
} TroupeStoreError;

GQuark troupe_store_error_quark (void);

G_END_DECLS
