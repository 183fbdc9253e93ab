/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-codec-private.h"
#include "troupe-enum-types.h"
#include "troupe-tool-preset.h"

#define CATEGORIES "categories"

static void
read_category (TroupeJsonReader *categories,
               const char       *category,
               TroupeToolPreset *preset)
{
  g_autoptr(TroupeJsonReader) reader = troupe_json_reader_enter (categories, category);
  g_autoptr(GList) tools = NULL;

  if (reader == NULL)
    return;

  tools = json_object_get_members (troupe_json_reader_get_object (reader));
  for (GList *l = tools; l != NULL; l = l->next)
    {
      int permission;

      if (troupe_codec_read_choice (reader, l->data, TROUPE_TYPE_PERMISSION, &permission))
        troupe_tool_preset_set_permission (preset, category, l->data, (TroupePermission) permission);
    }
}

/* Reads a tool preset. Its errors are the reader’s. */
TroupeDefinition *
troupe_tool_preset_codec_decode (TroupeJsonReader *reader,
                                 const char       *id)
{
  TroupeToolPreset *preset = troupe_tool_preset_new (id);
  g_autoptr(TroupeJsonReader) categories = troupe_json_reader_enter (reader, CATEGORIES);
  g_autoptr(GList) names = NULL;

  if (categories == NULL)
    return TROUPE_DEFINITION (preset);

  names = json_object_get_members (troupe_json_reader_get_object (categories));
  for (GList *l = names; l != NULL; l = l->next)
    read_category (categories, l->data, preset);

  return TROUPE_DEFINITION (preset);
}

static JsonObject *
write_category (TroupeToolPreset *preset,
                const char       *category)
{
  g_auto(GStrv) tools = troupe_tool_preset_dup_tools (preset, category);
  JsonObject *object = json_object_new ();

  for (guint i = 0; tools != NULL && tools[i] != NULL; i++)
    {
      TroupePermission permission;

      if (troupe_tool_preset_lookup (preset, category, tools[i], &permission))
        troupe_codec_write_text (object, tools[i], troupe_enum_get_nick (TROUPE_TYPE_PERMISSION, permission));
    }

  return object;
}

/* Writes what only a tool preset has; the codec has written what all definitions have. */
void
troupe_tool_preset_codec_encode (TroupeDefinition *definition,
                                 JsonObject       *object,
                                 gboolean          is_canonical)
{
  TroupeToolPreset *preset = TROUPE_TOOL_PRESET (definition);
  g_auto(GStrv) names = troupe_tool_preset_dup_categories (preset);
  JsonObject *categories = json_object_new ();

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    json_object_set_object_member (categories, names[i], write_category (preset, names[i]));

  json_object_set_object_member (object, CATEGORIES, categories);
}
