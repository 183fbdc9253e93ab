/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "troupe-ai-settings.h"
#include "troupe-import-entry.h"

G_BEGIN_DECLS

gboolean troupe_legacy_settings_knows  (const char        *member);
gboolean troupe_legacy_settings_are_in (JsonObject        *table);
void     troupe_legacy_settings_read   (TroupeImportEntry *entry,
                                        const char        *place,
                                        JsonObject        *table,
                                        TroupeAiSettings  *settings);

G_END_DECLS
