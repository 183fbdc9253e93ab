/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _TroupeToolCall TroupeToolCall;

#define TROUPE_TYPE_TOOL_CALL (troupe_tool_call_get_type ())

GType           troupe_tool_call_get_type      (void) G_GNUC_CONST;
TroupeToolCall *troupe_tool_call_new           (const char     *id,
                                                const char     *name,
                                                const char     *arguments);
TroupeToolCall *troupe_tool_call_ref           (TroupeToolCall *self);
void            troupe_tool_call_unref         (TroupeToolCall *self);
const char     *troupe_tool_call_get_id        (TroupeToolCall *self);
const char     *troupe_tool_call_get_name      (TroupeToolCall *self);
const char     *troupe_tool_call_get_arguments (TroupeToolCall *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeToolCall, troupe_tool_call_unref)

G_END_DECLS
