/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-json.h"

G_BEGIN_DECLS

#define TROUPE_JSON_MARK        "\xEF\xB7\x90"
#define TROUPE_JSON_MARK_LENGTH 3

JsonNode   *troupe_json_scan          (const char  *name,
                                       const char  *text,
                                       gsize        length,
                                       gboolean     keep_spelling,
                                       GError     **error);
const char *troupe_json_scan_number   (const char  *at,
                                       const char  *end);
const char *troupe_json_scan_string   (const char  *at,
                                       const char  *end,
                                       GString     *text);
const char *troupe_json_scan_find     (const char  *text,
                                       gsize        length,
                                       const char  *pointer);
void        troupe_json_scan_position (const char  *text,
                                       const char  *at,
                                       guint       *line,
                                       guint       *column);

G_END_DECLS
