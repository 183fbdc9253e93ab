/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-bias-profile.h"
#include "troupe-enum-types.h"
#include "troupe-import-entry-private.h"
#include "troupe-json.h"
#include "troupe-legacy-settings.h"
#include "troupe-legacy-shapes.h"
#include "troupe-legacy-tools.h"
#include "troupe-persona.h"
#include "troupe-prompt-preset.h"
#include "troupe-tool-preset.h"

#define CATEGORIES "categories"
#define TIERS      "tier_assignments"

/* A file of something else has no end of what is not known. */
#define MAX_NOTES  20

/*
 * What the tables of an old file are: prompt presets and tool presets share a name there, so it is what is in a table that
 * tells, and the file's name where there is nothing.
 */

typedef struct
{
  const char *file_name;
  GPtrArray  *entries;
  GPtrArray  *weights;    /* of TroupeImportEntry: made of tool presets, and last */
  GPtrArray  *notes;      /* of char * */
} Reading;

typedef gboolean (*KnowsFunc) (const char *member);

static TroupeImportEntry *
add_entry (Reading    *reading,
           TroupeKind  kind,
           const char *key)
{
  TroupeImportEntry *entry = troupe_import_entry_new (kind, reading->file_name, key);

  g_ptr_array_add (reading->entries, entry);
  if (*entry->name == '\0')
    troupe_import_entry_skip (entry, _("It has no name; give it one in the file."));

  return entry;
}

static const char *
get_text (TroupeImportEntry *entry,
          JsonObject        *table,
          const char        *member)
{
  JsonNode *node = json_object_get_member (table, member);

  if (node != NULL && !troupe_json_node_is_string (node))
    troupe_import_entry_add_remark (entry, _("“%s” should be a text, so it was left out."), member);

  return node != NULL && troupe_json_node_is_string (node) ? troupe_json_node_get_string (node) : NULL;
}

static void
take_definition (TroupeImportEntry *entry,
                 gpointer           definition,
                 JsonObject        *table)
{
  const char *description = get_text (entry, table, "description");

  entry->definition = definition;
  if (description != NULL && *description != '\0')
    troupe_definition_set_description (entry->definition, description);
}

static void
remark_unknown (TroupeImportEntry *entry,
                JsonObject        *table,
                KnowsFunc          knows)
{
  g_autoptr(GList) members = json_object_get_members (table);

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_str_equal (l->data, "description") && !knows (l->data))
      troupe_import_entry_add_remark (entry, _("“%s” is nothing that Troupe knows, so it was left out."), (const char *) l->data);
}

/* Presets */

static gboolean
preset_knows (const char *member)
{
  return g_str_equal (member, CATEGORIES) || troupe_legacy_settings_knows (member);
}

static void
read_prompt_preset (Reading    *reading,
                    const char *key,
                    JsonObject *table)
{
  TroupeImportEntry *entry = add_entry (reading, TROUPE_KIND_PROMPT_PRESET, key);
  TroupePromptPreset *preset = NULL;

  if (entry->outcome == TROUPE_IMPORT_SKIPPED)
    return;

  preset = troupe_prompt_preset_new (NULL);
  take_definition (entry, preset, table);
  remark_unknown (entry, table, preset_knows);
  troupe_legacy_settings_read (entry, NULL, table, troupe_prompt_preset_get_settings (preset));
}

static void
read_tool_preset (Reading    *reading,
                  const char *key,
                  JsonObject *table,
                  gboolean    is_alone)
{
  TroupeImportEntry *entry = add_entry (reading, TROUPE_KIND_TOOL_PRESET, key);

  if (entry->outcome == TROUPE_IMPORT_SKIPPED)
    return;

  take_definition (entry, troupe_tool_preset_new (NULL), table);
  if (is_alone)
    remark_unknown (entry, table, preset_knows);
  troupe_legacy_tools_read_categories (entry, json_object_get_member (table, CATEGORIES));

  if (entry->weights != NULL)
    {
      g_ptr_array_add (reading->weights, g_object_ref (entry->weights));
      troupe_import_entry_add_remark (entry->weights, _("It has the weights of the tool preset “%s”."), entry->name);
    }
}

static gboolean
file_name_has (Reading    *reading,
               const char *word)
{
  g_autofree char *lower = g_utf8_strdown (reading->file_name, -1);

  return strstr (lower, word) != NULL;
}

static void
read_preset (Reading    *reading,
             const char *key,
             JsonObject *table)
{
  gboolean has_categories = json_object_has_member (table, CATEGORIES);
  gboolean has_settings = troupe_legacy_settings_are_in (table);

  if (!has_categories && !has_settings)
    {
      has_categories = file_name_has (reading, "tool");
      has_settings = !has_categories && file_name_has (reading, "preset");
    }

  if (has_settings)
    read_prompt_preset (reading, key, table);
  if (has_categories)
    read_tool_preset (reading, key, table, !has_settings);
  if (!has_settings && !has_categories)
    troupe_import_entry_skip (add_entry (reading, TROUPE_KIND_PROMPT_PRESET, key),
                              _("It has neither a prompt nor tools in it."));
}

static void
read_bias_profile (Reading    *reading,
                   const char *key,
                   JsonObject *table)
{
  TroupeImportEntry *entry = add_entry (reading, TROUPE_KIND_BIAS_PROFILE, key);

  if (entry->outcome == TROUPE_IMPORT_SKIPPED)
    return;

  take_definition (entry, troupe_bias_profile_new (NULL), table);
  remark_unknown (entry, table, troupe_legacy_tools_profile_knows);
  troupe_legacy_tools_read_profile (entry, table);
}

/* Personas */

static gboolean
persona_knows (const char *member)
{
  return g_str_equal (member, "icon") || g_str_equal (member, "tool_preset") || g_str_equal (member, "bias_profile") ||
         g_str_equal (member, TIERS) || troupe_legacy_settings_knows (member);
}

/* “Tech Lead”, “tech_lead”, “tier 2” and 2 are all the same tier. */
static gboolean
find_tier (JsonNode   *node,
           const char *word,
           int        *tier)
{
  g_autofree char *nick = word != NULL ? g_ascii_strdown (word, -1) : NULL;
  const char *rest = nick;
  gint64 number = 0;

  if (nick != NULL)
    {
      g_strdelimit (nick, "_ ", '-');
      if (troupe_enum_from_nick (TROUPE_TYPE_TIER, nick, tier) && *tier != TROUPE_TIER_NONE)
        return TRUE;

      rest = g_str_has_prefix (nick, "tier") ? nick + strlen ("tier") : nick;
      if (*rest == '-')
        rest++;
      number = strlen (rest) == 1 ? g_ascii_digit_value (*rest) : 0;
    }
  else if (!troupe_json_node_get_int64 (node, &number))
    {
      return FALSE;
    }

  *tier = (int) number;

  return number >= TROUPE_TIER_ORCHESTRATOR && number < TROUPE_N_TIERS;
}

static void
remark_tier (TroupeImportEntry *entry,
             JsonNode          *node,
             const char        *word)
{
  g_autofree char *shown = word != NULL ? g_strdup (word) : troupe_json_write (node, FALSE, NULL);

  troupe_import_entry_add_remark (entry, _("“%s” is no tier, so it was left out."), shown);
}

static void
assign_tier (TroupeImportEntry *entry,
             TroupeTier         tier,
             const char        *place,
             JsonNode          *values)
{
  g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();

  if (values != NULL && JSON_NODE_HOLDS_OBJECT (values))
    {
      JsonObject *table = json_node_get_object (values);
      g_autoptr(GList) members = json_object_get_members (table);

      for (GList *l = members; l != NULL; l = l->next)
        if (!troupe_legacy_settings_knows (l->data))
          troupe_import_entry_add_remark (entry, _("“%s.%s” is nothing that Troupe knows, so it was left out."), place,
                                          (const char *) l->data);
      troupe_legacy_settings_read (entry, place, table, settings);
    }
  else if (values != NULL && json_node_get_value_type (values) != G_TYPE_BOOLEAN)
    {
      troupe_import_entry_add_remark (entry, _("“%s” should be a table or true, so only the tier was taken."), place);
    }

  troupe_persona_set_tier_settings (TROUPE_PERSONA (entry->definition), tier, settings);
}

static gboolean
is_false (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN && !json_node_get_boolean (node);
}

static void
read_tiers (TroupeImportEntry *entry,
            JsonNode          *node)
{
  g_autoptr(GList) members = NULL;
  int tier = 0;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      members = json_object_get_members (json_node_get_object (node));
      for (GList *l = members; l != NULL; l = l->next)
        {
          JsonNode *values = json_object_get_member (json_node_get_object (node), l->data);
          g_autofree char *place = g_strdup_printf (TIERS ".%s", (const char *) l->data);

          if (!find_tier (NULL, l->data, &tier))
            remark_tier (entry, NULL, l->data);
          else if (!is_false (values))
            assign_tier (entry, (TroupeTier) tier, place, values);
        }
      return;
    }

  /* One by itself is a list of one. */
  for (guint i = 0; i < (JSON_NODE_HOLDS_ARRAY (node) ? json_array_get_length (json_node_get_array (node)) : 1); i++)
    {
      JsonNode *element = JSON_NODE_HOLDS_ARRAY (node) ? json_array_get_element (json_node_get_array (node), i) : node;
      const char *word = troupe_json_node_is_string (element) ? troupe_json_node_get_string (element) : NULL;

      if (find_tier (element, word, &tier))
        assign_tier (entry, (TroupeTier) tier, TIERS, NULL);
      else
        remark_tier (entry, element, word);
    }
}

static void
read_persona (Reading    *reading,
              const char *key,
              JsonObject *table)
{
  TroupeImportEntry *entry = add_entry (reading, TROUPE_KIND_PERSONA, key);
  TroupePersona *persona = NULL;
  const char *icon = NULL;

  if (entry->outcome == TROUPE_IMPORT_SKIPPED)
    return;

  persona = troupe_persona_new (NULL);
  take_definition (entry, persona, table);
  remark_unknown (entry, table, persona_knows);
  icon = get_text (entry, table, "icon");
  if (icon != NULL && *icon != '\0')
    troupe_persona_set_icon (persona, icon);
  troupe_legacy_settings_read (entry, NULL, table, troupe_persona_get_settings (persona));
  if (json_object_has_member (table, TIERS))
    read_tiers (entry, json_object_get_member (table, TIERS));

  entry->tool_preset = g_strdup (get_text (entry, table, "tool_preset"));
  entry->bias_profile = g_strdup (get_text (entry, table, "bias_profile"));
}

/* Files */

static const struct
{
  const char *member;
  TroupeKind  kind;
  void      (*read) (Reading    *reading,
                     const char *key,
                     JsonObject *table);
} shapes[] = {
  { "presets", TROUPE_KIND_PROMPT_PRESET, read_preset },
  { "bias_profiles", TROUPE_KIND_BIAS_PROFILE, read_bias_profile },
  { "personas", TROUPE_KIND_PERSONA, read_persona },
};

static void
add_note (Reading    *reading,
          const char *member,
          gboolean    is_known)
{
  if (reading->notes->len > MAX_NOTES)
    return;
  if (reading->notes->len == MAX_NOTES)
    {
      g_ptr_array_add (reading->notes, g_strdup (_("There is more that Troupe does not know.")));
      return;
    }

  g_ptr_array_add (reading->notes,
                   is_known
                   /* Translators: a file, and a name in it */
                   ? g_strdup_printf (_("“%s”: “%s” should be a table, so it was left out."), reading->file_name, member)
                   : g_strdup_printf (_("“%s”: “%s” is nothing that Troupe knows, so it was left out."), reading->file_name, member));
}

static void
read_shape (Reading    *reading,
            guint       shape,
            JsonObject *tables)
{
  g_autoptr(GList) keys = json_object_get_members (tables);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      JsonNode *table = json_object_get_member (tables, l->data);

      if (JSON_NODE_HOLDS_OBJECT (table))
        shapes[shape].read (reading, l->data, json_node_get_object (table));
      else
        troupe_import_entry_skip (add_entry (reading, shapes[shape].kind, l->data), _("It should be a table, and is not."));
    }
}

static gboolean
is_shape (const char *member)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (g_str_equal (member, shapes[i].member))
      return TRUE;

  return FALSE;
}

/**
 * troupe_legacy_shapes_read:
 * @file_name: what people call the file
 * @root: what troupe_toml_parse() made of it
 * @notes: (element-type utf8): where sentences about the file as a whole are added
 *
 * Finds the definitions in an old file: `presets.toml`, `tool_presets.toml` and `personas.toml`, or all of that in one file. What
 * they are is told by what is in them. What can't be used is left out, with a remark or a note. Any thread.
 *
 * Returns: (transfer full) (element-type TroupeImportEntry): what was found, which may be nothing
 */
GPtrArray *
troupe_legacy_shapes_read (const char *file_name,
                           JsonNode   *root,
                           GPtrArray  *notes)
{
  Reading reading = { file_name, NULL, NULL, notes };
  g_autoptr(GList) members = NULL;
  JsonObject *object = NULL;

  g_return_val_if_fail (file_name != NULL, NULL);
  g_return_val_if_fail (root != NULL && JSON_NODE_HOLDS_OBJECT (root), NULL);
  g_return_val_if_fail (notes != NULL, NULL);

  reading.entries = g_ptr_array_new_with_free_func (g_object_unref);
  reading.weights = g_ptr_array_new ();
  object = json_node_get_object (root);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      JsonNode *node = json_object_get_member (object, shapes[i].member);

      if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
        read_shape (&reading, i, json_node_get_object (node));
      else if (node != NULL)
        add_note (&reading, shapes[i].member, TRUE);
    }

  members = json_object_get_members (object);
  for (GList *l = members; l != NULL; l = l->next)
    if (!is_shape (l->data))
      add_note (&reading, l->data, FALSE);

  g_ptr_array_extend_and_steal (reading.entries, reading.weights);

  return reading.entries;
}
