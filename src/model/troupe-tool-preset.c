/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-model-private.h"
#include "troupe-tool-preset.h"

/**
 * TroupeToolPreset:
 *
 * Which tools an agent has, by category: off, ask or auto. A tool named `*`
 * stands for all that a category does not name. What nothing is said of, is asked.
 */
struct _TroupeToolPreset
{
  TroupeDefinition  parent_instance;

  GHashTable       *categories;   /* (element-type utf8 GHashTable): tool to permission */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeToolPreset, troupe_tool_preset, TROUPE_TYPE_DEFINITION)

static gboolean
tables_equal (GHashTable *a,
              GHashTable *b,
              gboolean    are_nested)
{
  GHashTableIter iter;
  gpointer key, value, other;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      if (!g_hash_table_lookup_extended (b, key, NULL, &other) ||
          (are_nested ? !tables_equal (value, other, FALSE) : value != other))
        return FALSE;
    }

  return TRUE;
}

/* Changes without telling anybody. */
static void
put (TroupeToolPreset *self,
     const char       *category,
     const char       *tool,
     TroupePermission  permission)
{
  GHashTable *tools = g_hash_table_lookup (self->categories, category);

  if (tools == NULL)
    {
      tools = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (self->categories, g_strdup (category), tools);
    }

  g_hash_table_insert (tools, g_strdup (tool), GINT_TO_POINTER (permission));
}

static void
troupe_tool_preset_assign (TroupeDefinition *definition,
                           TroupeDefinition *source)
{
  TroupeToolPreset *self = TROUPE_TOOL_PRESET (definition);
  TroupeToolPreset *from = TROUPE_TOOL_PRESET (source);
  GHashTableIter categories, tools;
  gpointer category, table, tool, permission;

  TROUPE_DEFINITION_CLASS (troupe_tool_preset_parent_class)->assign (definition, source);
  if (tables_equal (self->categories, from->categories, TRUE))
    return;

  g_hash_table_remove_all (self->categories);
  g_hash_table_iter_init (&categories, from->categories);
  while (g_hash_table_iter_next (&categories, &category, &table))
    {
      g_hash_table_iter_init (&tools, table);
      while (g_hash_table_iter_next (&tools, &tool, &permission))
        put (self, category, tool, GPOINTER_TO_INT (permission));
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
troupe_tool_preset_equal (TroupeDefinition *definition,
                          TroupeDefinition *other)
{
  return TROUPE_DEFINITION_CLASS (troupe_tool_preset_parent_class)->equal (definition, other) &&
         tables_equal (TROUPE_TOOL_PRESET (definition)->categories, TROUPE_TOOL_PRESET (other)->categories, TRUE);
}

static void
troupe_tool_preset_finalize (GObject *object)
{
  g_clear_pointer (&TROUPE_TOOL_PRESET (object)->categories, g_hash_table_unref);

  G_OBJECT_CLASS (troupe_tool_preset_parent_class)->finalize (object);
}

static void
troupe_tool_preset_class_init (TroupeToolPresetClass *klass)
{
  TroupeDefinitionClass *definition_class = TROUPE_DEFINITION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = troupe_tool_preset_finalize;
  definition_class->kind = TROUPE_KIND_TOOL_PRESET;
  definition_class->assign = troupe_tool_preset_assign;
  definition_class->equal = troupe_tool_preset_equal;

  /**
   * TroupeToolPreset::changed:
   * @self: the preset
   *
   * A permission changed.
   */
  signals[CHANGED] = g_signal_new ("changed", TROUPE_TYPE_TOOL_PRESET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
troupe_tool_preset_init (TroupeToolPreset *self)
{
  self->categories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
}

/**
 * troupe_tool_preset_new:
 * @id: (nullable): its id
 *
 * Returns: (transfer full): a preset that says nothing, so that everything is asked
 */
TroupeToolPreset *
troupe_tool_preset_new (const char *id)
{
  return g_object_new (TROUPE_TYPE_TOOL_PRESET, "id", id, NULL);
}

/**
 * troupe_tool_preset_get_permission:
 * @self: a preset
 * @category: a category of tools
 * @tool: a tool in it
 *
 * Returns: what holds for the tool: its own permission, else its category's `*`, else %TROUPE_PERMISSION_ASK
 */
TroupePermission
troupe_tool_preset_get_permission (TroupeToolPreset *self,
                                   const char       *category,
                                   const char       *tool)
{
  TroupePermission permission;

  if (troupe_tool_preset_lookup (self, category, tool, &permission) ||
      troupe_tool_preset_lookup (self, category, "*", &permission))
    return permission;

  return TROUPE_PERMISSION_ASK;
}

/**
 * troupe_tool_preset_lookup:
 * @self: a preset
 * @category: a category of tools
 * @tool: a tool in it, or `*`
 * @permission: (out): what the preset states for just this name
 *
 * Returns: whether it states anything for it
 */
gboolean
troupe_tool_preset_lookup (TroupeToolPreset *self,
                           const char       *category,
                           const char       *tool,
                           TroupePermission *permission)
{
  GHashTable *tools;
  gpointer value;

  g_return_val_if_fail (TROUPE_IS_TOOL_PRESET (self), FALSE);

  tools = g_hash_table_lookup (self->categories, category);
  if (tools == NULL || !g_hash_table_lookup_extended (tools, tool, NULL, &value))
    return FALSE;

  *permission = GPOINTER_TO_INT (value);
  return TRUE;
}

/**
 * troupe_tool_preset_set_permission:
 * @self: a preset
 * @category: a category of tools
 * @tool: a tool in it, or `*`
 * @permission: what to state for it
 *
 * States a permission, and emits #TroupeToolPreset::changed if it was another.
 */
void
troupe_tool_preset_set_permission (TroupeToolPreset *self,
                                   const char       *category,
                                   const char       *tool,
                                   TroupePermission  permission)
{
  TroupePermission old;

  g_return_if_fail (TROUPE_IS_TOOL_PRESET (self));

  if (troupe_tool_preset_lookup (self, category, tool, &old) && old == permission)
    return;

  put (self, category, tool, permission);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * troupe_tool_preset_remove:
 * @self: a preset
 * @category: a category of tools
 * @tool: a tool in it, or `*`
 *
 * States nothing for the tool any more.
 */
void
troupe_tool_preset_remove (TroupeToolPreset *self,
                           const char       *category,
                           const char       *tool)
{
  GHashTable *tools;

  g_return_if_fail (TROUPE_IS_TOOL_PRESET (self));

  tools = g_hash_table_lookup (self->categories, category);
  if (tools == NULL || !g_hash_table_remove (tools, tool))
    return;

  if (g_hash_table_size (tools) == 0)
    g_hash_table_remove (self->categories, category);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * troupe_tool_preset_dup_categories:
 * @self: a preset
 *
 * Returns: (transfer full) (array zero-terminated=1): the categories that it speaks of, sorted
 */
char **
troupe_tool_preset_dup_categories (TroupeToolPreset *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_PRESET (self), NULL);

  return troupe_dup_sorted_keys (self->categories);
}

/**
 * troupe_tool_preset_dup_tools:
 * @self: a preset
 * @category: a category of tools
 *
 * Returns: (transfer full) (array zero-terminated=1): the names that it speaks of in @category, sorted
 */
char **
troupe_tool_preset_dup_tools (TroupeToolPreset *self,
                              const char       *category)
{
  g_return_val_if_fail (TROUPE_IS_TOOL_PRESET (self), NULL);

  return troupe_dup_sorted_keys (g_hash_table_lookup (self->categories, category));
}

/**
 * troupe_tool_preset_tighten:
 * @self: a preset
 * @other: another, whose file it shadows
 *
 * Lets the stricter of the two win, tool by tool, so that shadowing a preset never grants anything.
 */
void
troupe_tool_preset_tighten (TroupeToolPreset *self,
                            TroupeToolPreset *other)
{
  TroupeToolPreset *sides[] = { self, other };

  g_return_if_fail (TROUPE_IS_TOOL_PRESET (self));
  g_return_if_fail (TROUPE_IS_TOOL_PRESET (other));

  /* Every name that either speaks of, `*` last: it is what the others fall back to. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint side = 0; side < G_N_ELEMENTS (sides); side++)
      {
        g_auto(GStrv) categories = troupe_tool_preset_dup_categories (sides[side]);

        for (guint i = 0; categories[i] != NULL; i++)
          {
            g_auto(GStrv) tools = troupe_tool_preset_dup_tools (sides[side], categories[i]);

            for (guint j = 0; tools[j] != NULL; j++)
              {
                TroupePermission mine = troupe_tool_preset_get_permission (self, categories[i], tools[j]);
                TroupePermission theirs = troupe_tool_preset_get_permission (other, categories[i], tools[j]);

                if (g_str_equal (tools[j], "*") == (pass == 1))
                  troupe_tool_preset_set_permission (self, categories[i], tools[j], MIN (mine, theirs));
              }
          }
      }
}
