/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-model-list.h"

/*
 * Preferred models as a person edits them. Entries and lists never change, so each step makes another list, and an entry
 * is edited as the settings that it states.
 */

/* (transfer full): takes what is left of @entries */
static TroupeModelList *
take_entries (GPtrArray *entries)
{
  TroupeModelList *list = troupe_model_list_new ((TroupeModelEntry **) entries->pdata, entries->len);

  g_ptr_array_unref (entries);

  return list;
}

/* (transfer full): with room for one more */
static GPtrArray *
copy_entries (TroupeModelList *self)
{
  guint n_entries = self != NULL ? troupe_model_list_get_n_items (self) : 0;
  GPtrArray *entries = g_ptr_array_new_full (n_entries + 1, (GDestroyNotify) troupe_model_entry_unref);

  for (guint i = 0; i < n_entries; i++)
    g_ptr_array_add (entries, troupe_model_entry_ref (troupe_model_list_get_item (self, i)));

  return entries;
}

/**
 * troupe_model_list_insert:
 * @self: (nullable): a list
 * @index: where the entry will be; past the end is at the end
 * @entry: an entry
 *
 * Puts an entry in.
 *
 * Returns: (transfer full): another list
 */
TroupeModelList *
troupe_model_list_insert (TroupeModelList  *self,
                          guint             index,
                          TroupeModelEntry *entry)
{
  GPtrArray *entries;

  g_return_val_if_fail (entry != NULL, NULL);

  entries = copy_entries (self);
  g_ptr_array_insert (entries, (int) MIN (index, entries->len), troupe_model_entry_ref (entry));

  return take_entries (entries);
}

/**
 * troupe_model_list_remove:
 * @self: a list
 * @index: which entry
 *
 * Takes an entry out.
 *
 * Returns: (transfer full): another list; it says the same if there is no such entry
 */
TroupeModelList *
troupe_model_list_remove (TroupeModelList *self,
                          guint            index)
{
  GPtrArray *entries;

  g_return_val_if_fail (self != NULL, NULL);

  entries = copy_entries (self);
  if (index < entries->len)
    g_ptr_array_remove_index (entries, index);

  return take_entries (entries);
}

/**
 * troupe_model_list_move:
 * @self: a list
 * @index: which entry
 * @to: where it will be; past the end is at the end
 *
 * Moves an entry, with all that it says. Those between make room.
 *
 * Returns: (transfer full): another list; it says the same if there is no such entry
 */
TroupeModelList *
troupe_model_list_move (TroupeModelList *self,
                        guint            index,
                        guint            to)
{
  GPtrArray *entries;

  g_return_val_if_fail (self != NULL, NULL);

  entries = copy_entries (self);
  if (index < entries->len)
    {
      gpointer entry = g_ptr_array_steal_index (entries, index);

      g_ptr_array_insert (entries, (int) MIN (to, entries->len), entry);
    }

  return take_entries (entries);
}

/**
 * troupe_model_list_replace:
 * @self: a list
 * @index: which entry
 * @entry: what is there instead
 *
 * Swaps one entry.
 *
 * Returns: (transfer full): another list; it says the same if there is no such entry
 */
TroupeModelList *
troupe_model_list_replace (TroupeModelList  *self,
                           guint             index,
                           TroupeModelEntry *entry)
{
  GPtrArray *entries;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (entry != NULL, NULL);

  entries = copy_entries (self);
  if (index < entries->len)
    {
      troupe_model_entry_unref (g_ptr_array_index (entries, index));
      g_ptr_array_index (entries, index) = troupe_model_entry_ref (entry);
    }

  return take_entries (entries);
}

/**
 * troupe_model_entry_dup_settings:
 * @self: an entry
 *
 * Gets all that the entry says of its model in one layer: the provider and the parameters, and what is unknown.
 *
 * Returns: (transfer full): settings of the caller's own
 */
TroupeAiSettings *
troupe_model_entry_dup_settings (TroupeModelEntry *self)
{
  TroupeAiSettings *parameters;
  TroupeAiSettings *settings;

  g_return_val_if_fail (self != NULL, NULL);

  parameters = troupe_model_entry_get_parameters (self);
  settings = parameters != NULL ? troupe_ai_settings_copy (parameters) : troupe_ai_settings_new ();
  if (troupe_model_entry_get_provider (self) != NULL)
    troupe_ai_settings_set_string (settings, TROUPE_FIELD_PROVIDER, troupe_model_entry_get_provider (self));

  return settings;
}

/**
 * troupe_model_entry_new_from_settings:
 * @model: the model's name, as its provider spells it
 * @settings: its provider and its parameters; they are copied
 *
 * The reverse of troupe_model_entry_dup_settings(). Of the fields of @settings, those that no entry has are left out.
 *
 * Returns: (transfer full): the entry
 */
TroupeModelEntry *
troupe_model_entry_new_from_settings (const char       *model,
                                      TroupeAiSettings *settings)
{
  g_autoptr(TroupeAiSettings) parameters = NULL;
  const char *provider = NULL;

  g_return_val_if_fail (model != NULL, NULL);
  g_return_val_if_fail (TROUPE_IS_AI_SETTINGS (settings), NULL);

  if (troupe_ai_settings_get_state (settings, TROUPE_FIELD_PROVIDER) == TROUPE_FIELD_STATE_SET)
    provider = troupe_ai_settings_get_string (settings, TROUPE_FIELD_PROVIDER);

  parameters = troupe_ai_settings_copy (settings);
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    if (!troupe_field_can_be_omitted (field))
      troupe_ai_settings_unset (parameters, field);

  return troupe_model_entry_new (model, provider, troupe_ai_settings_is_empty (parameters) ? NULL : parameters);
}
