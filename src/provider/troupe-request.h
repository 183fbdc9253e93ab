/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-ai-settings.h"
#include "troupe-message.h"

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
guint             troupe_request_get_n_messages (TroupeRequest    *self);
TroupeRole        troupe_request_get_role       (TroupeRequest    *self,
                                                 guint             index);
const char       *troupe_request_get_text       (TroupeRequest    *self,
                                                 guint             index);

G_END_DECLS
