/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-codec-private.h"
#include "troupe-defaults-codec.h"
#include "troupe-settings-codec.h"

#define FORMAT "troupe-defaults/1"

/**
 * troupe_defaults_codec_decode:
 * @document: what was read
 * @error: (optional): set on failure
 *
 * Makes a layer of what a defaults.json says. The member "format" may be absent.
 *
 * Errors are in %TROUPE_JSON_ERROR, and name file, line and column.
 *
 * Returns: (transfer full) (nullable): the settings
 */
TroupeAiSettings *
troupe_defaults_codec_decode (TroupeJsonDocument  *document,
                              GError             **error)
{
  g_autoptr(TroupeJsonReader) reader = NULL;
  g_autoptr(TroupeAiSettings) settings = NULL;

  g_return_val_if_fail (document != NULL, NULL);

  reader = troupe_json_reader_new (document);
  settings = troupe_ai_settings_new ();
  if (troupe_codec_check_format (reader, FORMAT, FALSE))
    troupe_settings_codec_read_object (reader, settings);

  return troupe_json_reader_finish (reader, error) ? g_steal_pointer (&settings) : NULL;
}

/**
 * troupe_defaults_codec_encode:
 * @settings: what to write
 *
 * Writes a defaults.json.
 *
 * Returns: (transfer full): an object node
 */
JsonNode *
troupe_defaults_codec_encode (TroupeAiSettings *settings)
{
  g_autoptr(JsonObject) object = json_object_new ();

  g_return_val_if_fail (TROUPE_IS_AI_SETTINGS (settings), NULL);

  troupe_codec_write_text (object, "format", FORMAT);
  troupe_settings_codec_write (settings, object, TROUPE_FIELDS_ALL, FALSE);
  troupe_codec_write_extra (object, troupe_ai_settings_get_extra (settings), FALSE);
  return json_node_init_object (json_node_alloc (), object);
}
