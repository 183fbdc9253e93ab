/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TROUPE_JSON_ERROR         (troupe_json_error_quark ())
#define TROUPE_JSON_MAX_DEPTH     256
#define TROUPE_JSON_DEFAULT_LIMIT (64 * 1024 * 1024)

typedef enum
{
  TROUPE_JSON_ERROR_SYNTAX,
  TROUPE_JSON_ERROR_DEPTH,
  TROUPE_JSON_ERROR_DUPLICATE,
  TROUPE_JSON_ERROR_ENCODING,
  TROUPE_JSON_ERROR_TOO_LARGE,
  TROUPE_JSON_ERROR_TYPE,
  TROUPE_JSON_ERROR_VALUE,
  TROUPE_JSON_ERROR_MISSING,
} TroupeJsonError;

typedef struct _TroupeJsonDocument TroupeJsonDocument;

GQuark              troupe_json_error_quark           (void);
const char         *troupe_json_error_split           (const char          *message,
                                                       const char          *name,
                                                       guint               *line,
                                                       guint               *column);

TroupeJsonDocument *troupe_json_document_parse        (const char          *name,
                                                       const char          *text,
                                                       gssize               length,
                                                       GError             **error);
TroupeJsonDocument *troupe_json_document_ref          (TroupeJsonDocument  *self);
void                troupe_json_document_unref        (TroupeJsonDocument  *self);
JsonNode           *troupe_json_document_get_root     (TroupeJsonDocument  *self);
gboolean            troupe_json_document_locate       (TroupeJsonDocument  *self,
                                                       const char          *pointer,
                                                       guint               *line,
                                                       guint               *column);
void                troupe_json_document_set_error    (TroupeJsonDocument  *self,
                                                       GError             **error,
                                                       const char          *pointer,
                                                       int                  code,
                                                       const char          *format,
                                                       ...) G_GNUC_PRINTF (5, 6);
void                troupe_json_document_set_error_valist
                                                      (TroupeJsonDocument  *self,
                                                       GError             **error,
                                                       const char          *pointer,
                                                       int                  code,
                                                       const char          *format,
                                                       va_list              args) G_GNUC_PRINTF (5, 0);

JsonNode           *troupe_json_parse                 (const char          *name,
                                                       const char          *text,
                                                       gssize               length,
                                                       GError             **error);
JsonNode           *troupe_json_parse_limited         (const char          *name,
                                                       const char          *text,
                                                       gssize               length,
                                                       gsize                max_size_bytes,
                                                       GError             **error);

char               *troupe_json_write                 (JsonNode            *node,
                                                       gboolean             pretty,
                                                       gsize               *length);
char               *troupe_json_write_canonical       (JsonNode            *node);
char               *troupe_json_format_double         (double               value);

char               *troupe_json_pointer_append        (const char          *pointer,
                                                       const char          *token);

JsonNode           *troupe_json_node_new_string       (const char          *value);
JsonNode           *troupe_json_node_new_double       (double               value);
JsonNode           *troupe_json_node_new_int64        (gint64               value);
JsonNode           *troupe_json_node_new_strv         (const char * const  *values);
JsonNode           *troupe_json_node_copy_sorted      (JsonNode            *node);

gboolean            troupe_json_node_is_string        (JsonNode            *node);
gboolean            troupe_json_node_is_number        (JsonNode            *node);
const char         *troupe_json_node_get_string       (JsonNode            *node);
gboolean            troupe_json_node_get_double       (JsonNode            *node,
                                                       double              *value);
gboolean            troupe_json_node_get_int64        (JsonNode            *node,
                                                       gint64              *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeJsonDocument, troupe_json_document_unref)

G_END_DECLS
