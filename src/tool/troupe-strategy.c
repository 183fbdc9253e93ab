/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-strategy.h"
#include "troupe-tool-table.h"

/*
 * What a tool preset and a bias profile come to: which tools an agent is given, in which order, and the few lines
 * of the prompt that say so. Pure; a bias orders and leaves out, but never turns a permission into a wider one.
 */

struct _TroupeStrategy
{
  GArray       *entries;   /* (element-type TroupeStrategyEntry): in the order of the request */
  GArray       *withheld;  /* (element-type TroupeStrategyEntry): turned off, or weighed down to nothing */
  GArray       *open;      /* (element-type TroupeStrategyEntry): what holds for tools that nobody has named yet */
  GStringChunk *strings;   /* what the entries point to */
};

static void
add (TroupeStrategy    *self,
     TroupeBiasProfile *profile,
     const char        *category,
     const char        *tool,
     TroupePermission   permission)
{
  TroupeStrategyEntry entry = {
    .permission = permission,
    .weight = TROUPE_BIAS_NEUTRAL,
  };

  if (profile != NULL)
    entry.weight = troupe_bias_profile_get_weight (profile, category, tool);

  entry.tool = g_string_chunk_insert_const (self->strings, tool);
  entry.category = g_string_chunk_insert_const (self->strings, category);

  if (permission == TROUPE_PERMISSION_OFF || !(entry.weight > 0.0))
    g_array_append_val (self->withheld, entry);
  else if (g_str_equal (tool, "*"))
    g_array_append_val (self->open, entry);
  else
    g_array_append_val (self->entries, entry);
}

static void
sort (TroupeStrategy *self)
{
  TroupeStrategyEntry *entries = (TroupeStrategyEntry *) (gpointer) self->entries->data;

  /* An insertion sort, because equal weights have to keep the table's order and there are a handful of tools. */
  for (guint i = 1; i < self->entries->len; i++)
    {
      TroupeStrategyEntry entry = entries[i];
      guint j = i;

      for (; j > 0 && entries[j - 1].weight < entry.weight; j--)
        entries[j] = entries[j - 1];

      entries[j] = entry;
    }
}

static TroupeStrategy *
create (void)
{
  TroupeStrategy *self = g_new0 (TroupeStrategy, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (TroupeStrategyEntry));
  self->withheld = g_array_new (FALSE, FALSE, sizeof (TroupeStrategyEntry));
  self->open = g_array_new (FALSE, FALSE, sizeof (TroupeStrategyEntry));
  self->strings = g_string_chunk_new (128);

  return self;
}

static gboolean
is_known_category (const char *category)
{
  const TroupeToolInfo *tools;
  guint n_tools;

  tools = troupe_tool_table_get (&n_tools);

  for (guint i = 0; i < n_tools; i++)
    {
      if (g_str_equal (tools[i].category, category))
        return TRUE;
    }

  return FALSE;
}

/* Tools that no table of ours knows, such as those of an MCP server. A "*" names none and is expanded by whoever
 * knows the server's list. */
static void
add_foreign (TroupeStrategy    *self,
             TroupeToolPreset  *preset,
             TroupeBiasProfile *profile)
{
  g_auto(GStrv) categories = troupe_tool_preset_dup_categories (preset);

  for (guint i = 0; categories != NULL && categories[i] != NULL; i++)
    {
      g_auto(GStrv) tools = troupe_tool_preset_dup_tools (preset, categories[i]);

      for (guint j = 0; tools != NULL && tools[j] != NULL; j++)
        {
          const TroupeToolInfo *info = troupe_tool_table_find (tools[j]);

          /* All of ours have names already. */
          if (g_str_equal (tools[j], "*") && is_known_category (categories[i]))
            continue;

          if (info != NULL && g_str_equal (info->category, categories[i]))
            continue;

          add (self, profile, categories[i], tools[j],
               troupe_tool_preset_get_permission (preset, categories[i], tools[j]));
        }
    }
}

/**
 * troupe_strategy_new:
 * @preset: (nullable): which tools are allowed; %NULL allows none
 * @profile: (nullable): the leanings; %NULL has none
 *
 * Orders the tools that @preset allows by weight, the heaviest first.
 *
 * Returns: (transfer full): the strategy
 */
TroupeStrategy *
troupe_strategy_new (TroupeToolPreset  *preset,
                     TroupeBiasProfile *profile)
{
  TroupeStrategy *self = create ();
  const TroupeToolInfo *tools;
  guint n_tools;

  if (preset == NULL)
    return self;

  tools = troupe_tool_table_get (&n_tools);

  for (guint i = 0; i < n_tools; i++)
    add (self, profile, tools[i].category, tools[i].name,
         troupe_tool_preset_get_permission (preset, tools[i].category, tools[i].name));

  add_foreign (self, preset, profile);
  sort (self);

  return self;
}

/**
 * troupe_strategy_new_ask_all:
 * @profile: (nullable): the leanings
 *
 * Makes the strategy for a tool preset that is named but can't be read: every tool, and each asks first.
 *
 * Returns: (transfer full): the strategy
 */
TroupeStrategy *
troupe_strategy_new_ask_all (TroupeBiasProfile *profile)
{
  TroupeStrategy *self = create ();
  const TroupeToolInfo *tools;
  guint n_tools;

  tools = troupe_tool_table_get (&n_tools);

  for (guint i = 0; i < n_tools; i++)
    add (self, profile, tools[i].category, tools[i].name, TROUPE_PERMISSION_ASK);

  sort (self);

  return self;
}

/**
 * troupe_strategy_find:
 * @resolver: the effective values
 * @catalog: where the preset and the profile are looked up
 *
 * Makes the strategy that follows from the tool preset and the bias profile in force. A tool preset that does not exist
 * has every tool ask; a bias profile that does not exist leans neither way.
 *
 * Returns: (transfer full) (nullable): the strategy, or %NULL if no tool preset is chosen
 */
TroupeStrategy *
troupe_strategy_find (TroupeResolver *resolver,
                      TroupeCatalog  *catalog)
{
  const char *preset_id;
  const char *profile_id;
  TroupeDefinition *preset;
  TroupeDefinition *profile = NULL;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (resolver), NULL);
  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), NULL);

  preset_id = troupe_resolver_get_string (resolver, TROUPE_FIELD_TOOL_PRESET_ID);
  profile_id = troupe_resolver_get_string (resolver, TROUPE_FIELD_BIAS_PROFILE_ID);
  if (preset_id == NULL || *preset_id == '\0')
    return NULL;

  preset = troupe_catalog_lookup (catalog, TROUPE_KIND_TOOL_PRESET, preset_id);
  if (profile_id != NULL && *profile_id != '\0')
    profile = troupe_catalog_lookup (catalog, TROUPE_KIND_BIAS_PROFILE, profile_id);

  return preset != NULL
         ? troupe_strategy_new (TROUPE_TOOL_PRESET (preset), profile != NULL ? TROUPE_BIAS_PROFILE (profile) : NULL)
         : troupe_strategy_new_ask_all (profile != NULL ? TROUPE_BIAS_PROFILE (profile) : NULL);
}

/**
 * troupe_strategy_free:
 * @self: (transfer full): a strategy
 *
 * Frees a strategy and what its entries point to.
 */
void
troupe_strategy_free (TroupeStrategy *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->entries);
  g_array_unref (self->withheld);
  g_array_unref (self->open);
  g_string_chunk_free (self->strings);
  g_free (self);
}

/**
 * troupe_strategy_get_n_entries:
 * @self: a strategy
 *
 * Gets how many tools are left.
 *
 * Returns: the number
 */
guint
troupe_strategy_get_n_entries (TroupeStrategy *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->entries->len;
}

/**
 * troupe_strategy_get_entry:
 * @self: a strategy
 * @index: less than the number of entries
 *
 * Gets a tool, the first being the one to reach for first.
 *
 * Returns: (transfer none): the entry; it lives as long as @self
 */
const TroupeStrategyEntry *
troupe_strategy_get_entry (TroupeStrategy *self,
                           guint           index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->entries->len, NULL);

  return &g_array_index (self->entries, TroupeStrategyEntry, index);
}

/**
 * troupe_strategy_get_n_withheld:
 * @self: a strategy
 *
 * Gets how many tools are known but not offered.
 *
 * Returns: the number
 */
guint
troupe_strategy_get_n_withheld (TroupeStrategy *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->withheld->len;
}

/**
 * troupe_strategy_get_withheld:
 * @self: a strategy
 * @index: less than the number of tools that are withheld
 *
 * Gets a tool that is not offered: its permission is %TROUPE_PERMISSION_OFF, or its weight 0.
 *
 * Returns: (transfer none): the entry; it lives as long as @self
 */
const TroupeStrategyEntry *
troupe_strategy_get_withheld (TroupeStrategy *self,
                              guint           index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->withheld->len, NULL);

  return &g_array_index (self->withheld, TroupeStrategyEntry, index);
}

/**
 * troupe_strategy_get_n_open:
 * @self: a strategy
 *
 * Gets for how many categories something holds before their tools are known.
 *
 * Returns: the number
 */
guint
troupe_strategy_get_n_open (TroupeStrategy *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->open->len;
}

/**
 * troupe_strategy_get_open:
 * @self: a strategy
 * @index: less than the number of open categories
 *
 * Gets what holds for the tools of a category that the preset does not name, such as those of an MCP server. The tool's
 * name is "*".
 *
 * Returns: (transfer none): the entry; it lives as long as @self
 */
const TroupeStrategyEntry *
troupe_strategy_get_open (TroupeStrategy *self,
                          guint           index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->open->len, NULL);

  return &g_array_index (self->open, TroupeStrategyEntry, index);
}

/**
 * troupe_strategy_entry_get_leaning:
 * @entry: an entry
 *
 * Says what the prompt says of a tool.
 *
 * Returns: whether it is preferred, a last resort, or neither
 */
TroupeLeaning
troupe_strategy_entry_get_leaning (const TroupeStrategyEntry *entry)
{
  g_return_val_if_fail (entry != NULL, TROUPE_LEANING_NONE);

  if (entry->weight >= TROUPE_STRATEGY_PREFERRED)
    return TROUPE_LEANING_PREFERRED;
  if (entry->weight <= TROUPE_STRATEGY_LAST_RESORT)
    return TROUPE_LEANING_LAST_RESORT;

  return TROUPE_LEANING_NONE;
}

/**
 * troupe_strategy_to_text:
 * @self: a strategy
 *
 * Writes the section of the system prompt. It is true with no tools attached too.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL if no tool is left
 */
char *
troupe_strategy_to_text (TroupeStrategy *self)
{
  g_autoptr(GString) text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->entries->len == 0)
    return NULL;

  text = g_string_new ("When tools are offered, reach for them in this order; use only tools that are offered.\n");

  for (guint i = 0; i < self->entries->len; i++)
    {
      const TroupeStrategyEntry *entry = &g_array_index (self->entries, TroupeStrategyEntry, i);

      g_string_append_printf (text, "\n%u. %s", i + 1, entry->tool);

      switch (troupe_strategy_entry_get_leaning (entry))
        {
        case TROUPE_LEANING_PREFERRED:
          g_string_append (text, " [preferred]");
          break;
        case TROUPE_LEANING_LAST_RESORT:
          g_string_append (text, " [last resort]");
          break;
        case TROUPE_LEANING_NONE:
        default:
          break;
        }
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
