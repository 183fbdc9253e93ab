/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-json.h"

G_BEGIN_DECLS

typedef struct _TroupeJsonReader TroupeJsonReader;

TroupeJsonReader   *troupe_json_reader_new            (TroupeJsonDocument  *document);
void                troupe_json_reader_free           (TroupeJsonReader    *self);

TroupeJsonReader   *troupe_json_reader_enter          (TroupeJsonReader    *self,
                                                       const char          *name);
TroupeJsonReader   *troupe_json_reader_enter_element  (TroupeJsonReader    *self,
                                                       const char          *name,
                                                       guint                index);

const char         *troupe_json_reader_get_pointer    (TroupeJsonReader    *self);
JsonObject         *troupe_json_reader_get_object     (TroupeJsonReader    *self);

gboolean            troupe_json_reader_has            (TroupeJsonReader    *self,
                                                       const char          *name);
gboolean            troupe_json_reader_is_null        (TroupeJsonReader    *self,
                                                       const char          *name);
gboolean            troupe_json_reader_require        (TroupeJsonReader    *self,
                                                       const char          *name);

gboolean            troupe_json_reader_get_string     (TroupeJsonReader    *self,
                                                       const char          *name,
                                                       const char         **value);
gboolean            troupe_json_reader_get_double     (TroupeJsonReader    *self,
                                                       const char          *name,
                                                       double               minimum,
                                                       double               maximum,
                                                       double              *value);
gboolean            troupe_json_reader_get_int64      (TroupeJsonReader    *self,
                                                       const char          *name,
                                                       gint64               minimum,
                                                       gint64               maximum,
                                                       gint64              *value);
gboolean            troupe_json_reader_get_boolean    (TroupeJsonReader    *self,
                                                       const char          *name,
                                                       gboolean            *value);
gboolean            troupe_json_reader_get_strv       (TroupeJsonReader    *self,
                                                       const char          *name,
                                                       char              ***values);
gboolean            troupe_json_reader_get_array      (TroupeJsonReader    *self,
                                                       const char          *name,
                                                       JsonArray          **value);

JsonObject         *troupe_json_reader_dup_unknown    (TroupeJsonReader    *self);

void                troupe_json_reader_fail           (TroupeJsonReader    *self,
                                                       const char          *subpath,
                                                       int                  code,
                                                       const char          *format,
                                                       ...) G_GNUC_PRINTF (4, 5);
gboolean            troupe_json_reader_has_failed     (TroupeJsonReader    *self);
gboolean            troupe_json_reader_finish         (TroupeJsonReader    *self,
                                                       GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeJsonReader, troupe_json_reader_free)

G_END_DECLS
