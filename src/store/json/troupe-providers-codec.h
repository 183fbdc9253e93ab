/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-json.h"
#include "troupe-provider-config.h"

G_BEGIN_DECLS

GPtrArray *troupe_providers_codec_decode (TroupeJsonDocument  *document,
                                          JsonObject         **extra,
                                          GError             **error);
JsonNode  *troupe_providers_codec_encode (GPtrArray           *configs,
                                          JsonObject          *extra);

G_END_DECLS
