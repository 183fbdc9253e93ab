/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-model-list.h"

#define ORIGIN_PREFIX "model:"

/**
 * TroupeModelEntry:
 *
 * One line of a list of preferred models: a name, and if it says so a provider and parameters of its own.
 * It never changes once it is made.
 */
struct _TroupeModelEntry
{
  char             *origin;      /* `model:NAME`; the name is the end of it */
  GValue            provider;    /* a string, or not initialised */
  TroupeAiSettings *parameters;  /* (owned) (nullable) */
};

/**
 * TroupeModelList:
 *
 * Preferred models, best first. It never changes once it is made, so layers share it freely.
 */
struct _TroupeModelList
{
  guint             n_entries;
  TroupeModelEntry *entries[];
};

G_DEFINE_BOXED_TYPE (TroupeModelEntry, troupe_model_entry, troupe_model_entry_ref, troupe_model_entry_unref)
G_DEFINE_BOXED_TYPE (TroupeModelList, troupe_model_list, troupe_model_list_ref, troupe_model_list_unref)

static void
clear_entry (gpointer data)
{
  TroupeModelEntry *self = data;

  g_free (self->origin);
  if (G_IS_VALUE (&self->provider))
    g_value_unset (&self->provider);
  g_clear_object (&self->parameters);
}

static void
clear_list (gpointer data)
{
  TroupeModelList *self = data;

  for (guint i = 0; i < self->n_entries; i++)
    troupe_model_entry_unref (self->entries[i]);
}

static TroupeModelList *
allocate_list (guint n_entries)
{
  TroupeModelList *self;

  self = g_atomic_rc_box_alloc0 (sizeof (TroupeModelList) + n_entries * sizeof (TroupeModelEntry *));
  self->n_entries = n_entries;

  return self;
}

/**
 * troupe_model_entry_new:
 * @model: the model's name, as its provider spells it
 * @provider: (nullable): the id of its provider; %NULL for the one in force where the list is stated
 * @parameters: (nullable): sampling parameters that hold for this model; not to be changed afterwards
 *
 * Creates an entry.
 *
 * Returns: (transfer full): the entry
 */
TroupeModelEntry *
troupe_model_entry_new (const char       *model,
                        const char       *provider,
                        TroupeAiSettings *parameters)
{
  TroupeModelEntry *self;

  g_return_val_if_fail (model != NULL, NULL);
  g_return_val_if_fail (parameters == NULL || TROUPE_IS_AI_SETTINGS (parameters), NULL);

  self = g_atomic_rc_box_new0 (TroupeModelEntry);
  self->origin = g_strconcat (ORIGIN_PREFIX, model, NULL);
  if (parameters != NULL)
    self->parameters = g_object_ref (parameters);
  if (provider != NULL)
    {
      g_value_init (&self->provider, G_TYPE_STRING);
      g_value_set_string (&self->provider, provider);
    }

  return self;
}

/**
 * troupe_model_entry_ref:
 * @self: an entry
 *
 * Adds a reference.
 *
 * Returns: (transfer full): the same entry
 */
TroupeModelEntry *
troupe_model_entry_ref (TroupeModelEntry *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * troupe_model_entry_unref:
 * @self: (transfer full): an entry
 *
 * Drops a reference.
 */
void
troupe_model_entry_unref (TroupeModelEntry *self)
{
  g_atomic_rc_box_release_full (self, clear_entry);
}

/**
 * troupe_model_entry_get_model:
 * @self: an entry
 *
 * Gets the name to send.
 *
 * Returns: the model's name
 */
const char *
troupe_model_entry_get_model (TroupeModelEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->origin + strlen (ORIGIN_PREFIX);
}

/**
 * troupe_model_entry_get_provider:
 * @self: an entry
 *
 * Gets the provider that the entry names itself.
 *
 * Returns: (nullable): the provider's id
 */
const char *
troupe_model_entry_get_provider (TroupeModelEntry *self)
{
  const GValue *value = troupe_model_entry_peek_provider (self);

  return value != NULL ? g_value_get_string (value) : NULL;
}

/**
 * troupe_model_entry_peek_provider:
 * @self: an entry
 *
 * Gets the provider in the form that settings are stated in.
 *
 * Returns: (nullable): a string value
 */
const GValue *
troupe_model_entry_peek_provider (TroupeModelEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return G_IS_VALUE (&self->provider) ? &self->provider : NULL;
}

/**
 * troupe_model_entry_get_parameters:
 * @self: an entry
 *
 * Gets the parameters that hold for this model. Unknown members of the entry are their `extra`.
 *
 * Returns: (nullable): the parameters, not to be changed
 */
TroupeAiSettings *
troupe_model_entry_get_parameters (TroupeModelEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->parameters;
}

/**
 * troupe_model_entry_get_origin:
 * @self: an entry
 *
 * Gets the origin of the values that the entry states, `model:NAME`.
 *
 * Returns: the origin
 */
const char *
troupe_model_entry_get_origin (TroupeModelEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->origin;
}

/**
 * troupe_model_entry_equal:
 * @self: an entry
 * @other: another one
 *
 * Compares name, provider and parameters.
 *
 * Returns: whether they say the same
 */
gboolean
troupe_model_entry_equal (TroupeModelEntry *self,
                          TroupeModelEntry *other)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (other != NULL, FALSE);

  if (self == other)
    return TRUE;

  if (strcmp (self->origin, other->origin) != 0 ||
      g_strcmp0 (troupe_model_entry_get_provider (self), troupe_model_entry_get_provider (other)) != 0)
    return FALSE;

  if (self->parameters == NULL)
    return other->parameters == NULL || troupe_ai_settings_is_empty (other->parameters);
  if (other->parameters == NULL)
    return troupe_ai_settings_is_empty (self->parameters);

  return troupe_ai_settings_equal (self->parameters, other->parameters);
}

/**
 * troupe_model_list_new:
 * @entries: (array length=n_entries): the entries, best first
 * @n_entries: how many
 *
 * Creates a list that holds references to @entries.
 *
 * Returns: (transfer full): the list
 */
TroupeModelList *
troupe_model_list_new (TroupeModelEntry **entries,
                       guint              n_entries)
{
  TroupeModelList *self;

  g_return_val_if_fail (entries != NULL || n_entries == 0, NULL);

  self = allocate_list (n_entries);
  for (guint i = 0; i < n_entries; i++)
    self->entries[i] = troupe_model_entry_ref (entries[i]);

  return self;
}

/**
 * troupe_model_list_new_from_names:
 * @names: (array zero-terminated=1): names of models, best first
 *
 * Creates a list of bare names.
 *
 * Returns: (transfer full): the list
 */
TroupeModelList *
troupe_model_list_new_from_names (const char * const *names)
{
  TroupeModelList *self;

  g_return_val_if_fail (names != NULL, NULL);

  self = allocate_list (g_strv_length ((char **) names));
  for (guint i = 0; i < self->n_entries; i++)
    self->entries[i] = troupe_model_entry_new (names[i], NULL, NULL);

  return self;
}

/**
 * troupe_model_list_bind:
 * @self: a list
 * @provider: (nullable): the provider in force where the list is stated
 *
 * Makes each bare name say which provider it belongs to.
 *
 * Returns: (transfer full): a list in which each entry has a provider, or @self when nothing had to be said
 */
TroupeModelList *
troupe_model_list_bind (TroupeModelList *self,
                        const char      *provider)
{
  TroupeModelList *bound;
  gboolean is_bound = TRUE;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->n_entries; i++)
    is_bound = is_bound && troupe_model_entry_get_provider (self->entries[i]) != NULL;

  if (is_bound || provider == NULL)
    return troupe_model_list_ref (self);

  bound = allocate_list (self->n_entries);
  for (guint i = 0; i < self->n_entries; i++)
    {
      TroupeModelEntry *entry = self->entries[i];

      if (troupe_model_entry_get_provider (entry) != NULL)
        bound->entries[i] = troupe_model_entry_ref (entry);
      else
        bound->entries[i] = troupe_model_entry_new (troupe_model_entry_get_model (entry),
                                                    provider, entry->parameters);
    }

  return bound;
}

/**
 * troupe_model_list_ref:
 * @self: a list
 *
 * Adds a reference.
 *
 * Returns: (transfer full): the same list
 */
TroupeModelList *
troupe_model_list_ref (TroupeModelList *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * troupe_model_list_unref:
 * @self: (transfer full): a list
 *
 * Drops a reference.
 */
void
troupe_model_list_unref (TroupeModelList *self)
{
  g_atomic_rc_box_release_full (self, clear_list);
}

/**
 * troupe_model_list_get_n_items:
 * @self: a list
 *
 * Counts the entries.
 *
 * Returns: how many there are
 */
guint
troupe_model_list_get_n_items (TroupeModelList *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_entries;
}

/**
 * troupe_model_list_get_item:
 * @self: a list
 * @index: from 0
 *
 * Gets an entry.
 *
 * Returns: (transfer none) (nullable): the entry; %NULL past the end
 */
TroupeModelEntry *
troupe_model_list_get_item (TroupeModelList *self,
                            guint            index)
{
  g_return_val_if_fail (self != NULL, NULL);

  return index < self->n_entries ? self->entries[index] : NULL;
}

/**
 * troupe_model_list_equal:
 * @self: (nullable): a list
 * @other: (nullable): another one
 *
 * Compares entry by entry, in order.
 *
 * Returns: whether they say the same
 */
gboolean
troupe_model_list_equal (TroupeModelList *self,
                         TroupeModelList *other)
{
  if (self == other)
    return TRUE;

  if (self == NULL || other == NULL || self->n_entries != other->n_entries)
    return FALSE;

  for (guint i = 0; i < self->n_entries; i++)
    {
      if (!troupe_model_entry_equal (self->entries[i], other->entries[i]))
        return FALSE;
    }

  return TRUE;
}
