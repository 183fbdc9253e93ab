/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-ai-settings.h"
#include "troupe-json-reader.h"

G_BEGIN_DECLS

#define TROUPE_FIELD_MASK(field) (1u << (field))
#define TROUPE_FIELDS_ALL        (TROUPE_FIELD_MASK (TROUPE_N_FIELDS) - 1)
#define TROUPE_FIELDS_PARAMETERS                                                                      \
  (TROUPE_FIELD_MASK (TROUPE_FIELD_TEMPERATURE) | TROUPE_FIELD_MASK (TROUPE_FIELD_TOP_P) |            \
   TROUPE_FIELD_MASK (TROUPE_FIELD_MAX_OUTPUT_TOKENS) | TROUPE_FIELD_MASK (TROUPE_FIELD_REASONING_EFFORT))

void              troupe_settings_codec_read        (TroupeJsonReader *reader,
                                                     TroupeAiSettings *settings,
                                                     guint             fields);
void              troupe_settings_codec_read_object (TroupeJsonReader *reader,
                                                     TroupeAiSettings *settings);

void              troupe_settings_codec_write       (TroupeAiSettings *settings,
                                                     JsonObject       *object,
                                                     guint             fields,
                                                     gboolean          is_canonical);
JsonNode         *troupe_settings_codec_encode      (TroupeAiSettings *settings,
                                                     gboolean          is_canonical);

G_END_DECLS
