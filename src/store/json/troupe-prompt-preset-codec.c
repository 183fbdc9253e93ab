/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-codec-private.h"
#include "troupe-prompt-preset.h"
#include "troupe-settings-codec.h"

#define PROMPT TROUPE_FIELD_MASK (TROUPE_FIELD_SYSTEM_PROMPT)

/* A preset cannot choose another one. */
#define OTHERS (TROUPE_FIELDS_ALL & ~PROMPT & ~TROUPE_FIELD_MASK (TROUPE_FIELD_PROMPT_PRESET_ID))

/* Reads a prompt preset. Its errors are the reader’s. */
TroupeDefinition *
troupe_prompt_preset_codec_decode (TroupeJsonReader *reader,
                                   const char       *id)
{
  TroupePromptPreset *preset = troupe_prompt_preset_new (id);

  troupe_settings_codec_read (reader, troupe_prompt_preset_get_settings (preset), PROMPT | OTHERS);
  return TROUPE_DEFINITION (preset);
}

/* Writes what only a prompt preset has; the codec has written what all definitions have. */
void
troupe_prompt_preset_codec_encode (TroupeDefinition *definition,
                                   JsonObject       *object,
                                   gboolean          is_canonical)
{
  TroupeAiSettings *settings = troupe_prompt_preset_get_settings (TROUPE_PROMPT_PRESET (definition));

  troupe_settings_codec_write (settings, object, PROMPT, is_canonical);
  troupe_settings_codec_write (settings, object, OTHERS, is_canonical);
}
