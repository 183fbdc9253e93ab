/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TROUPE_MODEL_ERROR (troupe_model_error_quark ())

typedef enum
{
  TROUPE_MODEL_ERROR_VALUE,
  TROUPE_MODEL_ERROR_RANGE,
  TROUPE_MODEL_ERROR_UNKNOWN_FIELD,
  TROUPE_MODEL_ERROR_UNKNOWN_ID,
  TROUPE_MODEL_ERROR_DUPLICATE,
  TROUPE_MODEL_ERROR_CYCLE,
  TROUPE_MODEL_ERROR_AMBIGUOUS,
} TroupeModelError;

GQuark troupe_model_error_quark (void);

G_END_DECLS
