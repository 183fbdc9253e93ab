/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-codec.h"

G_BEGIN_DECLS

TroupeDefinition *troupe_persona_codec_decode       (TroupeJsonReader *reader,
                                                     const char       *id);
void              troupe_persona_codec_encode       (TroupeDefinition *definition,
                                                     JsonObject       *object,
                                                     gboolean          is_canonical);

TroupeDefinition *troupe_prompt_preset_codec_decode (TroupeJsonReader *reader,
                                                     const char       *id);
void              troupe_prompt_preset_codec_encode (TroupeDefinition *definition,
                                                     JsonObject       *object,
                                                     gboolean          is_canonical);

TroupeDefinition *troupe_tool_preset_codec_decode   (TroupeJsonReader *reader,
                                                     const char       *id);
void              troupe_tool_preset_codec_encode   (TroupeDefinition *definition,
                                                     JsonObject       *object,
                                                     gboolean          is_canonical);

TroupeDefinition *troupe_bias_profile_codec_decode  (TroupeJsonReader *reader,
                                                     const char       *id);
void              troupe_bias_profile_codec_encode  (TroupeDefinition *definition,
                                                     JsonObject       *object,
                                                     gboolean          is_canonical);

TroupeDefinition *troupe_track_codec_decode         (TroupeJsonReader *reader,
                                                     const char       *id);
void              troupe_track_codec_encode         (TroupeDefinition *definition,
                                                     JsonObject       *object,
                                                     gboolean          is_canonical);

gboolean          troupe_codec_check_format         (TroupeJsonReader *reader,
                                                     const char       *format,
                                                     gboolean          is_required);
gboolean          troupe_codec_read_id              (TroupeJsonReader  *reader,
                                                     const char        *name,
                                                     const char       **id);
gboolean          troupe_codec_read_choice          (TroupeJsonReader *reader,
                                                     const char       *name,
                                                     GType             type,
                                                     int              *value);
void              troupe_codec_write_string         (JsonObject       *object,
                                                     const char       *name,
                                                     const char       *value);
void              troupe_codec_write_text           (JsonObject       *object,
                                                     const char       *name,
                                                     const char       *value);
void              troupe_codec_write_extra          (JsonObject       *object,
                                                     JsonObject       *extra,
                                                     gboolean          is_canonical);

G_END_DECLS
