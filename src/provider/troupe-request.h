/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-ai-settings.h"
#include "troupe-message.h"
#include "troupe-tool-call.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_REQUEST (troupe_request_get_type ())

G_DECLARE_FINAL_TYPE (TroupeRequest, troupe_request, TROUPE, REQUEST, GObject)

TroupeRequest    *troupe_request_new            (const char       *model);
const char       *troupe_request_get_model      (TroupeRequest    *self);
const char       *troupe_request_get_system     (TroupeRequest    *self);
void              troupe_request_set_system     (TroupeRequest    *self,
                                                 const char       *system);
TroupeTier        troupe_request_get_tier       (TroupeRequest    *self);
void              troupe_request_set_tier       (TroupeRequest    *self,
                                                 TroupeTier        tier);
TroupeAiSettings *troupe_request_get_parameters (TroupeRequest    *self);
void              troupe_request_set_parameters (TroupeRequest    *self,
                                                 TroupeAiSettings *parameters);
void              troupe_request_add_message    (TroupeRequest    *self,
                                                 TroupeRole        role,
                                                 const char       *text);
void              troupe_request_add_calls      (TroupeRequest    *self,
                                                 const char       *text,
                                                 const char       *reasoning,
                                                 GPtrArray        *calls);
void              troupe_request_add_result     (TroupeRequest    *self,
                                                 const char       *call_id,
                                                 const char       *text);
void              troupe_request_add_talk       (TroupeRequest    *self,
                                                 TroupeRequest    *source);
guint             troupe_request_get_n_messages (TroupeRequest    *self);
TroupeRole        troupe_request_get_role       (TroupeRequest    *self,
                                                 guint             index);
const char       *troupe_request_get_text       (TroupeRequest    *self,
                                                 guint             index);
const char       *troupe_request_get_reasoning  (TroupeRequest    *self,
                                                 guint             index);
GPtrArray        *troupe_request_get_calls      (TroupeRequest    *self,
                                                 guint             index);
const char       *troupe_request_get_call_id    (TroupeRequest    *self,
                                                 guint             index);

void              troupe_request_add_tool       (TroupeRequest    *self,
                                                 const char       *name,
                                                 const char       *description,
                                                 JsonNode         *schema);
guint             troupe_request_get_n_tools    (TroupeRequest    *self);
gboolean          troupe_request_has_tool       (TroupeRequest    *self,
                                                 const char       *name);
const char       *troupe_request_get_tool       (TroupeRequest    *self,
                                                 guint             index,
                                                 const char      **description,
                                                 JsonNode        **schema);

G_END_DECLS
