/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-failure.h"
#include "troupe-http-stream.h"
#include "troupe-reply.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_OPENAI_REPLY (troupe_openai_reply_get_type ())

G_DECLARE_FINAL_TYPE (TroupeOpenaiReply, troupe_openai_reply, TROUPE, OPENAI_REPLY, TroupeReply)

TroupeReply *troupe_openai_reply_new       (const TroupeFailure  *context,
                                            TroupeHttpStream     *stream);
TroupeReply *troupe_openai_reply_new_whole (const TroupeFailure  *context,
                                            GBytes               *body,
                                            GError              **error);

G_END_DECLS
