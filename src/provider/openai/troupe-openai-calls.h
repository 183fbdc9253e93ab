/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "troupe-tool-call.h"

G_BEGIN_DECLS

#define TROUPE_OPENAI_CALLS_MAX       128
#define TROUPE_OPENAI_CALLS_MAX_BYTES (4 * 1024 * 1024)

typedef struct _TroupeOpenaiCalls TroupeOpenaiCalls;

TroupeOpenaiCalls *troupe_openai_calls_new   (void);
void               troupe_openai_calls_free  (TroupeOpenaiCalls *self);
gboolean           troupe_openai_calls_read  (TroupeOpenaiCalls *self,
                                              JsonObject        *delta);
guint              troupe_openai_calls_get_n (TroupeOpenaiCalls *self);
GPtrArray         *troupe_openai_calls_build (TroupeOpenaiCalls *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeOpenaiCalls, troupe_openai_calls_free)

G_END_DECLS
