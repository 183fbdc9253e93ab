/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "troupe-import-entry.h"

G_BEGIN_DECLS

void     troupe_legacy_tools_read_categories (TroupeImportEntry *entry,
                                              JsonNode          *node);
void     troupe_legacy_tools_read_profile    (TroupeImportEntry *entry,
                                              JsonObject        *table);
gboolean troupe_legacy_tools_profile_knows   (const char        *member);

G_END_DECLS
