/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-bias-profile.h"
#include "troupe-enum-types.h"
#include "troupe-import-entry-private.h"
#include "troupe-json.h"
#include "troupe-legacy-tools.h"
#include "troupe-tool-preset.h"

#define WEIGHTS     "tool_weights"
#define MULTIPLIERS "category_multipliers"

/*
 * What the old files say of tools: a permission, and perhaps a weight beside it, which is a matter of its own here. Where a
 * permission can't be made out the tool asks.
 */

static void
set_permission (TroupeImportEntry *entry,
                const char        *category,
                const char        *tool,
                TroupePermission   permission)
{
  TroupeToolPreset *preset = TROUPE_TOOL_PRESET (entry->definition);
  TroupePermission other;

  if (troupe_tool_preset_lookup (preset, category, tool, &other))
    {
      permission = MIN (permission, other);
      troupe_import_entry_add_remark (entry, _("“%s” is in “%s” twice; the stricter of the two permissions holds."), tool, category);
    }
  troupe_tool_preset_set_permission (preset, category, tool, permission);
}

static void
read_approval (TroupeImportEntry *entry,
               const char        *category,
               const char        *tool,
               JsonNode          *node)
{
  g_autofree char *word = troupe_json_node_is_string (node) ? g_ascii_strdown (troupe_json_node_get_string (node), -1) : NULL;
  int permission = TROUPE_PERMISSION_ASK;

  if (node != NULL && (word == NULL || !troupe_enum_from_nick (TROUPE_TYPE_PERMISSION, word, &permission)))
    troupe_import_entry_add_remark (entry, _("The permission of “%s” is none of “off”, “ask” and “auto”; it will ask."), tool);
  set_permission (entry, category, tool, (TroupePermission) permission);
}

/* The profile is made when the first weight is there. */
static TroupeBiasProfile *
ensure_weights (TroupeImportEntry *entry)
{
  if (entry->weights == NULL)
    {
      entry->weights = troupe_import_entry_new (TROUPE_KIND_BIAS_PROFILE, entry->file_name, entry->key);
      entry->weights->is_derived = TRUE;
      entry->weights->definition = TROUPE_DEFINITION (troupe_bias_profile_new (NULL));
    }

  return TROUPE_BIAS_PROFILE (entry->weights->definition);
}

static gboolean
read_weight (TroupeImportEntry *entry,
             const char        *name,
             JsonNode          *node,
             double             maximum,
             double            *weight)
{
  if (!troupe_json_node_get_double (node, weight))
    {
      troupe_import_entry_add_remark (entry, _("The weight of “%s” should be a number, so it was left out."), name);
      return FALSE;
    }
  if (*weight < 0 || *weight > maximum)
    {
      g_autofree char *given = troupe_json_format_double (*weight);

      troupe_import_entry_add_remark (entry, _("The weight of “%s” is %s, which is outside 0 to %g, so it was left out."), name, given,
                                      maximum);
      return FALSE;
    }

  return TRUE;
}

static void
read_tool_table (TroupeImportEntry *entry,
                 const char        *category,
                 const char        *tool,
                 JsonObject        *table)
{
  g_autoptr(GList) members = json_object_get_members (table);
  JsonNode *weight_node = json_object_get_member (table, "weight");
  double weight = 0;
  double other = 0;

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_str_equal (l->data, "name") && !g_str_equal (l->data, "approval") && !g_str_equal (l->data, "weight"))
      troupe_import_entry_add_remark (entry, _("“%s” of “%s” is nothing that Troupe knows, so it was left out."),
                                      (const char *) l->data, tool);

  read_approval (entry, category, tool, json_object_get_member (table, "approval"));
  if (weight_node == NULL || !read_weight (entry, tool, weight_node, TROUPE_BIAS_MAXIMUM, &weight))
    return;

  if (troupe_bias_profile_lookup_tool (ensure_weights (entry), tool, &other) && other != weight)
    troupe_import_entry_add_remark (entry, _("“%s” has two weights; the first of them was taken."), tool);
  else
    troupe_bias_profile_set_tool (ensure_weights (entry), tool, weight);
}

/* One of an array: a name, or a table with a name in it. */
static void
read_tool_element (TroupeImportEntry *entry,
                   const char        *category,
                   JsonNode          *node)
{
  JsonNode *name = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), "name") : node;

  if (!troupe_json_node_is_string (name) || *troupe_json_node_get_string (name) == '\0')
    troupe_import_entry_add_remark (entry, _("A tool in “%s” has no name, so it was left out."), category);
  else if (name == node)
    read_approval (entry, category, troupe_json_node_get_string (name), NULL);
  else
    read_tool_table (entry, category, troupe_json_node_get_string (name), json_node_get_object (node));
}

static void
read_category (TroupeImportEntry *entry,
               const char        *category,
               JsonNode          *node)
{
  g_autoptr(GList) tools = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        read_tool_element (entry, category, json_array_get_element (array, i));
      return;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      troupe_import_entry_add_remark (entry, _("The category “%s” has no tools in it, so it was left out."), category);
      return;
    }

  tools = json_object_get_members (json_node_get_object (node));
  for (GList *l = tools; l != NULL; l = l->next)
    {
      JsonNode *tool = json_object_get_member (json_node_get_object (node), l->data);

      if (*(const char *) l->data == '\0')
        troupe_import_entry_add_remark (entry, _("A tool in “%s” has no name, so it was left out."), category);
      else if (JSON_NODE_HOLDS_OBJECT (tool))
        read_tool_table (entry, category, l->data, json_node_get_object (tool));
      else
        read_approval (entry, category, l->data, tool);
    }
}

/**
 * troupe_legacy_tools_read_categories:
 * @entry: a tool preset
 * @node: (nullable): the table of its categories
 *
 * Reads which tools a preset has. Weights beside them go to a bias profile, which is then the entry's.
 */
void
troupe_legacy_tools_read_categories (TroupeImportEntry *entry,
                                     JsonNode          *node)
{
  g_autoptr(GList) categories = NULL;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      troupe_import_entry_add_remark (entry, _("“%s” should be a table, so it was left out."), "categories");
      return;
    }

  categories = json_object_get_members (json_node_get_object (node));
  for (GList *l = categories; l != NULL; l = l->next)
    if (*(const char *) l->data == '\0')
      troupe_import_entry_add_remark (entry, _("A category has no name, so it was left out."));
    else
      read_category (entry, l->data, json_object_get_member (json_node_get_object (node), l->data));
}

static void
read_map (TroupeImportEntry *entry,
          JsonObject        *table,
          const char        *member,
          double             maximum,
          void             (*set) (TroupeBiasProfile *, const char *, double))
{
  JsonNode *node = json_object_get_member (table, member);
  g_autoptr(GList) names = NULL;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      troupe_import_entry_add_remark (entry, _("“%s” should be a table, so it was left out."), member);
      return;
    }

  names = json_object_get_members (json_node_get_object (node));
  for (GList *l = names; l != NULL; l = l->next)
    {
      double number = 0;

      if (read_weight (entry, l->data, json_object_get_member (json_node_get_object (node), l->data), maximum, &number))
        set (TROUPE_BIAS_PROFILE (entry->definition), l->data, number);
    }
}

/**
 * troupe_legacy_tools_read_profile:
 * @entry: a bias profile
 * @table: the table of an old file that is one
 *
 * Reads weights and multipliers.
 */
void
troupe_legacy_tools_read_profile (TroupeImportEntry *entry,
                                  JsonObject        *table)
{
  read_map (entry, table, WEIGHTS, TROUPE_BIAS_MAXIMUM, troupe_bias_profile_set_tool);
  read_map (entry, table, MULTIPLIERS, TROUPE_BIAS_MAXIMUM_MULTIPLIER, troupe_bias_profile_set_category);
}

/**
 * troupe_legacy_tools_profile_knows:
 * @member: the name of a member
 *
 * Returns: whether troupe_legacy_tools_read_profile() reads it
 */
gboolean
troupe_legacy_tools_profile_knows (const char *member)
{
  return g_str_equal (member, WEIGHTS) || g_str_equal (member, MULTIPLIERS);
}
