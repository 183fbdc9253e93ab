/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-bias-profile.h"
#include "troupe-model-private.h"

/**
 * TroupeBiasProfile:
 *
 * How strongly an agent leans to or away from tools: a weight for a tool, 0 to
 * 5 with 3 as neutral, times a multiplier for its category, 0 to 10. The product
 * is held to the range of weights again, so more would be no more.
 */
struct _TroupeBiasProfile
{
  TroupeDefinition  parent_instance;

  GHashTable       *tools;        /* (element-type utf8 double) */
  GHashTable       *categories;   /* (element-type utf8 double) */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeBiasProfile, troupe_bias_profile, TROUPE_TYPE_DEFINITION)

static gboolean
lookup (GHashTable *table,
        const char *key,
        double     *number)
{
  double *found = g_hash_table_lookup (table, key);

  if (found == NULL)
    return FALSE;

  *number = *found;
  return TRUE;
}

static void
store (TroupeBiasProfile *self,
       GHashTable        *table,
       const char        *key,
       double             number)
{
  double old;

  if (lookup (table, key, &old) && old == number)
    return;

  g_hash_table_insert (table, g_strdup (key), g_memdup2 (&number, sizeof number));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
drop (TroupeBiasProfile *self,
      GHashTable        *table,
      const char        *key)
{
  if (g_hash_table_remove (table, key))
    g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
tables_equal (GHashTable *a,
              GHashTable *b)
{
  GHashTableIter iter;
  gpointer key, value;
  double other;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      if (!lookup (b, key, &other) || other != *(double *) value)
        return FALSE;
    }

  return TRUE;
}

/* Returns whether that changed anything. */
static gboolean
copy_table (GHashTable *table,
            GHashTable *source)
{
  GHashTableIter iter;
  gpointer key, value;

  if (tables_equal (table, source))
    return FALSE;

  g_hash_table_remove_all (table);
  g_hash_table_iter_init (&iter, source);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (table, g_strdup (key), g_memdup2 (value, sizeof (double)));
  return TRUE;
}

static void
troupe_bias_profile_assign (TroupeDefinition *definition,
                            TroupeDefinition *source)
{
  TroupeBiasProfile *self = TROUPE_BIAS_PROFILE (definition);
  TroupeBiasProfile *from = TROUPE_BIAS_PROFILE (source);
  gboolean is_changed;

  TROUPE_DEFINITION_CLASS (troupe_bias_profile_parent_class)->assign (definition, source);
  is_changed = copy_table (self->tools, from->tools);
  is_changed = copy_table (self->categories, from->categories) || is_changed;
  if (is_changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
troupe_bias_profile_equal (TroupeDefinition *definition,
                           TroupeDefinition *other)
{
  return TROUPE_DEFINITION_CLASS (troupe_bias_profile_parent_class)->equal (definition, other) &&
         tables_equal (TROUPE_BIAS_PROFILE (definition)->tools, TROUPE_BIAS_PROFILE (other)->tools) &&
         tables_equal (TROUPE_BIAS_PROFILE (definition)->categories, TROUPE_BIAS_PROFILE (other)->categories);
}

static void
troupe_bias_profile_finalize (GObject *object)
{
  TroupeBiasProfile *self = TROUPE_BIAS_PROFILE (object);

  g_clear_pointer (&self->tools, g_hash_table_unref);
  g_clear_pointer (&self->categories, g_hash_table_unref);

  G_OBJECT_CLASS (troupe_bias_profile_parent_class)->finalize (object);
}

static void
troupe_bias_profile_class_init (TroupeBiasProfileClass *klass)
{
  TroupeDefinitionClass *definition_class = TROUPE_DEFINITION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = troupe_bias_profile_finalize;
  definition_class->kind = TROUPE_KIND_BIAS_PROFILE;
  definition_class->assign = troupe_bias_profile_assign;
  definition_class->equal = troupe_bias_profile_equal;

  /**
   * TroupeBiasProfile::changed:
   * @self: the profile
   *
   * A weight or a multiplier changed.
   */
  signals[CHANGED] = g_signal_new ("changed", TROUPE_TYPE_BIAS_PROFILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
troupe_bias_profile_init (TroupeBiasProfile *self)
{
  self->tools = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->categories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * troupe_bias_profile_new:
 * @id: (nullable): its id
 *
 * Returns: (transfer full): a neutral profile
 */
TroupeBiasProfile *
troupe_bias_profile_new (const char *id)
{
  return g_object_new (TROUPE_TYPE_BIAS_PROFILE, "id", id, NULL);
}

/**
 * troupe_bias_profile_get_weight:
 * @self: a profile
 * @category: a category of tools
 * @tool: a tool in it
 *
 * Returns: weight times multiplier; what is not stated counts as %TROUPE_BIAS_NEUTRAL and 1
 */
double
troupe_bias_profile_get_weight (TroupeBiasProfile *self,
                                const char        *category,
                                const char        *tool)
{
  double weight = TROUPE_BIAS_NEUTRAL;
  double multiplier = 1.0;

  g_return_val_if_fail (TROUPE_IS_BIAS_PROFILE (self), TROUPE_BIAS_NEUTRAL);

  lookup (self->tools, tool, &weight);
  lookup (self->categories, category, &multiplier);
  return weight * multiplier;
}

/**
 * troupe_bias_profile_lookup_tool:
 * @self: a profile
 * @tool: a tool
 * @weight: (out): its weight, 0 to 5
 *
 * Returns: whether the profile states one
 */
gboolean
troupe_bias_profile_lookup_tool (TroupeBiasProfile *self,
                                 const char        *tool,
                                 double            *weight)
{
  g_return_val_if_fail (TROUPE_IS_BIAS_PROFILE (self), FALSE);

  return lookup (self->tools, tool, weight);
}

/**
 * troupe_bias_profile_lookup_category:
 * @self: a profile
 * @category: a category
 * @multiplier: (out): its multiplier, 0 to %TROUPE_BIAS_MAXIMUM_MULTIPLIER
 *
 * Returns: whether the profile states one
 */
gboolean
troupe_bias_profile_lookup_category (TroupeBiasProfile *self,
                                     const char        *category,
                                     double            *multiplier)
{
  g_return_val_if_fail (TROUPE_IS_BIAS_PROFILE (self), FALSE);

  return lookup (self->categories, category, multiplier);
}

/**
 * troupe_bias_profile_set_tool:
 * @self: a profile
 * @tool: a tool
 * @weight: 0 (never offered) to %TROUPE_BIAS_MAXIMUM
 *
 * Sets the weight of one tool, and emits #TroupeBiasProfile::changed if it was another.
 */
void
troupe_bias_profile_set_tool (TroupeBiasProfile *self,
                              const char        *tool,
                              double             weight)
{
  g_return_if_fail (TROUPE_IS_BIAS_PROFILE (self));

  store (self, self->tools, tool, weight);
}

/**
 * troupe_bias_profile_set_category:
 * @self: a profile
 * @category: a category
 * @multiplier: 0 (none of it is offered) to %TROUPE_BIAS_MAXIMUM_MULTIPLIER
 *
 * Sets the multiplier of one category, and emits #TroupeBiasProfile::changed if it was another.
 */
void
troupe_bias_profile_set_category (TroupeBiasProfile *self,
                                  const char        *category,
                                  double             multiplier)
{
  g_return_if_fail (TROUPE_IS_BIAS_PROFILE (self));

  store (self, self->categories, category, multiplier);
}

/**
 * troupe_bias_profile_remove_tool:
 * @self: a profile
 * @tool: a tool that it shall state nothing for
 *
 * Forgets the weight of one tool, if it has one.
 */
void
troupe_bias_profile_remove_tool (TroupeBiasProfile *self,
                                 const char        *tool)
{
  g_return_if_fail (TROUPE_IS_BIAS_PROFILE (self));

  drop (self, self->tools, tool);
}

/**
 * troupe_bias_profile_remove_category:
 * @self: a profile
 * @category: a category that it shall state nothing for
 *
 * Forgets the multiplier of one category, if it has one.
 */
void
troupe_bias_profile_remove_category (TroupeBiasProfile *self,
                                     const char        *category)
{
  g_return_if_fail (TROUPE_IS_BIAS_PROFILE (self));

  drop (self, self->categories, category);
}

/**
 * troupe_bias_profile_dup_tools:
 * @self: a profile
 *
 * Returns: (transfer full) (array zero-terminated=1): the tools that it weighs, sorted
 */
char **
troupe_bias_profile_dup_tools (TroupeBiasProfile *self)
{
  g_return_val_if_fail (TROUPE_IS_BIAS_PROFILE (self), NULL);

  return troupe_dup_sorted_keys (self->tools);
}

/**
 * troupe_bias_profile_dup_categories:
 * @self: a profile
 *
 * Returns: (transfer full) (array zero-terminated=1): the categories that it weighs, sorted
 */
char **
troupe_bias_profile_dup_categories (TroupeBiasProfile *self)
{
  g_return_val_if_fail (TROUPE_IS_BIAS_PROFILE (self), NULL);

  return troupe_dup_sorted_keys (self->categories);
}
