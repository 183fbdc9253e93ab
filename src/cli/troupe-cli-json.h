/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "troupe-ai-settings.h"
#include "troupe-usage.h"

G_BEGIN_DECLS

void      troupe_cli_json_add_string (JsonObject        *object,
                                      const char        *name,
                                      const char        *value);
void      troupe_cli_json_add_count  (JsonObject        *object,
                                      const char        *name,
                                      gint64             value);
void      troupe_cli_json_add_strv   (JsonObject        *object,
                                      const char        *name,
                                      const char * const *values);
void      troupe_cli_json_add_usage  (JsonObject        *object,
                                      const char        *name,
                                      const TroupeUsage *usage);
JsonNode *troupe_cli_json_wrap       (JsonObject        *object);
JsonNode *troupe_cli_json_from_value (TroupeField        field,
                                      const GValue      *value);

G_END_DECLS
