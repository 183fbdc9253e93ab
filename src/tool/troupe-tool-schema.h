/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "troupe-tool-error.h"

G_BEGIN_DECLS

JsonNode *troupe_tool_schema_read_arguments (JsonNode    *schema,
                                             const char  *arguments,
                                             GError     **error);
gboolean  troupe_tool_schema_check          (JsonNode    *schema,
                                             JsonNode    *arguments,
                                             GError     **error);

G_END_DECLS
