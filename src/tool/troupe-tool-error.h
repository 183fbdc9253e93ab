/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TROUPE_TOOL_ERROR (troupe_tool_error_quark ())

typedef enum
{
  TROUPE_TOOL_ERROR_ARGUMENTS,
  TROUPE_TOOL_ERROR_POLICY,
  TROUPE_TOOL_ERROR_FAILED,
} TroupeToolError;

GQuark troupe_tool_error_quark (void);

G_END_DECLS
