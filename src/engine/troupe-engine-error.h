/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TROUPE_ENGINE_ERROR (troupe_engine_error_quark ())

typedef enum
{
  TROUPE_ENGINE_ERROR_BUSY,
  TROUPE_ENGINE_ERROR_NO_MODEL,
  TROUPE_ENGINE_ERROR_FAILED,
  TROUPE_ENGINE_ERROR_POLICY,
  TROUPE_ENGINE_ERROR_ANSWER,
} TroupeEngineError;

GQuark troupe_engine_error_quark (void);

G_END_DECLS
