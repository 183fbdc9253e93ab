/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-ai-settings.h"
#include "troupe-json.h"

G_BEGIN_DECLS

TroupeAiSettings *troupe_defaults_codec_decode (TroupeJsonDocument  *document,
                                                GError             **error);
JsonNode         *troupe_defaults_codec_encode (TroupeAiSettings    *settings);

G_END_DECLS
