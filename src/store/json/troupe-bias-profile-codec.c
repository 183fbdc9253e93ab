/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-bias-profile.h"
#include "troupe-codec-private.h"

#define WEIGHTS     "tool_weights"
#define MULTIPLIERS "category_multipliers"

typedef void     (*SetFunc)    (TroupeBiasProfile *profile,
                                const char        *name,
                                double             value);
typedef gboolean (*LookupFunc) (TroupeBiasProfile *profile,
                                const char        *name,
                                double            *value);

static void
read_map (TroupeJsonReader  *reader,
          const char        *member,
          double             maximum,
          TroupeBiasProfile *profile,
          SetFunc            set)
{
  g_autoptr(TroupeJsonReader) map = troupe_json_reader_enter (reader, member);
  g_autoptr(GList) names = NULL;

  if (map == NULL)
    return;

  names = json_object_get_members (troupe_json_reader_get_object (map));
  for (GList *l = names; l != NULL; l = l->next)
    {
      double value;

      if (troupe_json_reader_get_double (map, l->data, 0, maximum, &value))
        set (profile, l->data, value);
    }
}

/* Reads a bias profile. Its errors are the reader’s. */
TroupeDefinition *
troupe_bias_profile_codec_decode (TroupeJsonReader *reader,
                                  const char       *id)
{
  TroupeBiasProfile *profile = troupe_bias_profile_new (id);

  read_map (reader, WEIGHTS, TROUPE_BIAS_MAXIMUM, profile, troupe_bias_profile_set_tool);
  read_map (reader, MULTIPLIERS, TROUPE_BIAS_MAXIMUM_MULTIPLIER, profile, troupe_bias_profile_set_category);
  return TROUPE_DEFINITION (profile);
}

static void
write_map (JsonObject         *object,
           const char         *member,
           TroupeBiasProfile  *profile,
           char              **names,
           LookupFunc          lookup)
{
  JsonObject *map = json_object_new ();

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      double value;

      if (lookup (profile, names[i], &value))
        json_object_set_member (map, names[i], troupe_json_node_new_double (value));
    }

  json_object_set_object_member (object, member, map);
}

/* Writes what only a bias profile has; the codec has written what all definitions have. */
void
troupe_bias_profile_codec_encode (TroupeDefinition *definition,
                                  JsonObject       *object,
                                  gboolean          is_canonical)
{
  TroupeBiasProfile *profile = TROUPE_BIAS_PROFILE (definition);
  g_auto(GStrv) tools = troupe_bias_profile_dup_tools (profile);
  g_auto(GStrv) categories = troupe_bias_profile_dup_categories (profile);

  write_map (object, WEIGHTS, profile, tools, troupe_bias_profile_lookup_tool);
  write_map (object, MULTIPLIERS, profile, categories, troupe_bias_profile_lookup_category);
}
