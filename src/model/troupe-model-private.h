/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean troupe_replace_string  (char               **place,
                                 const char          *value);
gboolean troupe_replace_strv    (char              ***place,
                                 const char * const  *value);
gboolean troupe_replace_extra   (JsonObject         **place,
                                 JsonObject          *value);
gboolean troupe_extra_equal     (JsonObject          *a,
                                 JsonObject          *b);
char   **troupe_dup_sorted_keys  (GHashTable          *table);

G_END_DECLS
