/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-codec-private.h"
#include "troupe-enum-types.h"
#include "troupe-persona.h"
#include "troupe-settings-codec.h"

#define TIERS "tier_assignments"

static void
read_tiers (TroupeJsonReader *reader,
            TroupePersona    *persona)
{
  g_autoptr(TroupeJsonReader) tiers = troupe_json_reader_enter (reader, TIERS);
  g_autoptr(JsonObject) extra = NULL;

  if (tiers == NULL)
    return;

  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    {
      g_autoptr(TroupeJsonReader) inner =
        troupe_json_reader_enter (tiers, troupe_enum_get_nick (TROUPE_TYPE_TIER, tier));
      g_autoptr(TroupeAiSettings) settings = NULL;

      if (inner == NULL)
        continue;

      settings = troupe_ai_settings_new ();
      troupe_settings_codec_read_object (inner, settings);
      troupe_persona_set_tier_settings (persona, tier, settings);
    }

  extra = troupe_json_reader_dup_unknown (tiers);
  troupe_persona_set_tiers_extra (persona, extra);
}

/* Reads a persona. Its errors are the reader’s. */
TroupeDefinition *
troupe_persona_codec_decode (TroupeJsonReader *reader,
                             const char       *id)
{
  TroupePersona *persona = troupe_persona_new (id);
  const char *icon;

  if (troupe_json_reader_get_string (reader, "icon", &icon))
    troupe_persona_set_icon (persona, icon);

  troupe_settings_codec_read (reader, troupe_persona_get_settings (persona), TROUPE_FIELDS_ALL);
  read_tiers (reader, persona);
  return TROUPE_DEFINITION (persona);
}

static void
write_tiers (TroupePersona *persona,
             JsonObject    *object,
             gboolean       is_canonical)
{
  g_autoptr(JsonObject) tiers = json_object_new ();

  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    {
      TroupeAiSettings *settings = troupe_persona_get_tier_settings (persona, tier);

      if (settings != NULL)
        json_object_set_member (tiers, troupe_enum_get_nick (TROUPE_TYPE_TIER, tier),
                                troupe_settings_codec_encode (settings, is_canonical));
    }

  troupe_codec_write_extra (tiers, troupe_persona_get_tiers_extra (persona), is_canonical);
  if (json_object_get_size (tiers) > 0)
    json_object_set_object_member (object, TIERS, g_steal_pointer (&tiers));
}

/* Writes what only a persona has; the codec has written what all definitions have. */
void
troupe_persona_codec_encode (TroupeDefinition *definition,
                             JsonObject       *object,
                             gboolean          is_canonical)
{
  TroupePersona *persona = TROUPE_PERSONA (definition);

  troupe_codec_write_string (object, "icon", troupe_persona_get_icon (persona));
  troupe_settings_codec_write (troupe_persona_get_settings (persona), object, TROUPE_FIELDS_ALL, is_canonical);
  write_tiers (persona, object, is_canonical);
}
