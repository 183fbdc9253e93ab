/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TROUPE_TOML_MAX_SIZE_BYTES (16 * 1024 * 1024)
#define TROUPE_TOML_MAX_KEY_PARTS  32
#define TROUPE_TOML_MAX_DEPTH      64

JsonNode *troupe_toml_parse (const char  *name,
                             const char  *text,
                             gsize        length,
                             GError     **error);

G_END_DECLS
