/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "troupe-tool-error.h"
#include "troupe-tool-table.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_TOOL (troupe_tool_get_type ())

G_DECLARE_DERIVABLE_TYPE (TroupeTool, troupe_tool, TROUPE, TOOL, GObject)

typedef struct
{
  gsize max_result_bytes;
  gsize max_scan_bytes;
  guint max_entries;
  guint timeout_ms;
} TroupeToolLimits;

#define TROUPE_TOOL_LIMITS_DEFAULT ((TroupeToolLimits) { 48 * 1024, 64 * 1024 * 1024, 50000, 10000 })

typedef struct
{
  GFile            *project;
  char             *ticket_id;
  TroupeToolLimits  limits;
} TroupeToolContext;

struct _TroupeToolClass
{
  GObjectClass parent_class;

  const char  *name;
  const char  *instructions;
  const char  *schema;

  gboolean (*judge) (TroupeTool         *self,
                     JsonObject         *arguments,
                     GError            **error);
  char    *(*run)   (TroupeTool         *self,
                     JsonObject         *arguments,
                     TroupeToolContext  *context,
                     GCancellable       *cancellable,
                     GError            **error);
};

TroupeToolContext *troupe_tool_context_new     (GFile                   *project,
                                                const char              *ticket_id,
                                                const TroupeToolLimits  *limits);
TroupeToolContext *troupe_tool_context_ref     (TroupeToolContext       *self);
void               troupe_tool_context_unref   (TroupeToolContext       *self);

const char        *troupe_tool_get_name        (TroupeTool              *self);
const char        *troupe_tool_get_category    (TroupeTool              *self);
const char        *troupe_tool_get_description (TroupeTool              *self);
JsonNode          *troupe_tool_get_schema      (TroupeTool              *self);
gboolean           troupe_tool_is_read_only    (TroupeTool              *self);

JsonNode          *troupe_tool_check_arguments (TroupeTool              *self,
                                                const char              *arguments,
                                                GError                 **error);
gboolean           troupe_tool_judge           (TroupeTool              *self,
                                                JsonNode                *arguments,
                                                GError                 **error);
void               troupe_tool_execute_async   (TroupeTool              *self,
                                                JsonNode                *arguments,
                                                TroupeToolContext       *context,
                                                GCancellable            *cancellable,
                                                GAsyncReadyCallback      callback,
                                                gpointer                 user_data);
char              *troupe_tool_execute_finish  (TroupeTool              *self,
                                                GAsyncResult            *result,
                                                GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeToolContext, troupe_tool_context_unref)

G_END_DECLS
