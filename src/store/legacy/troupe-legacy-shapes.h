/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

GPtrArray *troupe_legacy_shapes_read (const char *file_name,
                                      JsonNode   *root,
                                      GPtrArray  *notes);

G_END_DECLS
