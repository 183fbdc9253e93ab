/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-batch.h"
#include "troupe-enums.h"
#include "troupe-failure.h"
#include "troupe-sse-parser.h"
#include "troupe-tool-call.h"
#include "troupe-usage.h"

G_BEGIN_DECLS

typedef struct _TroupeOpenaiDecoder TroupeOpenaiDecoder;

TroupeOpenaiDecoder *troupe_openai_decoder_new             (const TroupeFailure   *context);
void                 troupe_openai_decoder_free            (TroupeOpenaiDecoder   *self);
gboolean             troupe_openai_decoder_read            (TroupeOpenaiDecoder   *self,
                                                            const TroupeSseEvent  *event,
                                                            TroupeBatch           *batch,
                                                            GError               **error);
gboolean             troupe_openai_decoder_is_done         (TroupeOpenaiDecoder   *self);
gboolean             troupe_openai_decoder_has_ended       (TroupeOpenaiDecoder   *self);
const char          *troupe_openai_decoder_get_model       (TroupeOpenaiDecoder   *self);
TroupeStopReason     troupe_openai_decoder_get_stop_reason (TroupeOpenaiDecoder   *self);
GPtrArray           *troupe_openai_decoder_dup_calls       (TroupeOpenaiDecoder   *self);
const TroupeUsage   *troupe_openai_decoder_get_usage       (TroupeOpenaiDecoder   *self);
guint64              troupe_openai_decoder_get_n_events    (TroupeOpenaiDecoder   *self);
guint64              troupe_openai_decoder_get_n_fast      (TroupeOpenaiDecoder   *self);
void                 troupe_openai_decoder_set_fast        (TroupeOpenaiDecoder   *self,
                                                            gboolean               fast);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeOpenaiDecoder, troupe_openai_decoder_free)

G_END_DECLS
