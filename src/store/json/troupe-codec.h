/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-definition.h"
#include "troupe-json-reader.h"

G_BEGIN_DECLS

typedef struct
{
  TroupeKind   kind;
  const char  *format;
  const char  *folder;

  TroupeDefinition *(*decode) (TroupeJsonReader *reader,
                               const char       *id);
  void              (*encode) (TroupeDefinition *definition,
                               JsonObject       *object,
                               gboolean          is_canonical);
} TroupeCodec;

const TroupeCodec *troupe_codec_get          (TroupeKind           kind);

TroupeDefinition  *troupe_codec_decode       (TroupeKind           kind,
                                              TroupeJsonDocument  *document,
                                              const char          *expected_id,
                                              GError             **error);
TroupeDefinition  *troupe_codec_decode_object
                                             (TroupeKind           kind,
                                              TroupeJsonReader    *reader,
                                              const char          *expected_id);
JsonNode          *troupe_codec_encode       (TroupeDefinition    *definition);
char              *troupe_codec_revision     (TroupeDefinition    *definition);

G_END_DECLS
