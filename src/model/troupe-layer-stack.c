/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-layer-stack.h"

/*
 * Layers in, a value and its origin out. This is the whole rule; the resolver
 * around it only remembers and tells.
 *
 * The entry of preferred_models that is in use states values of its own. They
 * sit just above the layer that stated the list and below every higher one.
 */

static TroupeModelList *
get_list (const TroupeLayerStack *self,
          TroupeLayer             layer)
{
  if (self->settings[layer] == NULL ||
      troupe_ai_settings_get_state (self->settings[layer], TROUPE_FIELD_PREFERRED_MODELS) != TROUPE_FIELD_STATE_SET)
    return NULL;

  return troupe_ai_settings_get_preferred_models (self->settings[layer]);
}

/* The highest layer up to @top that states a list, or -1 */
static int
find_list_layer (const TroupeLayerStack *self,
                 TroupeLayer             top)
{
  for (int layer = (int) top; layer >= 0; layer--)
    {
      if (get_list (self, layer) != NULL)
        return layer;
    }

  return -1;
}

/* A list that a higher one shadows would be begun at its start. */
static TroupeModelEntry *
get_entry (const TroupeLayerStack *self,
           int                     list_layer)
{
  gboolean is_in_force = list_layer == find_list_layer (self, TROUPE_LAYER_SESSION);

  return list_layer >= 0 ? troupe_model_list_get_item (get_list (self, list_layer),
                                                       is_in_force ? self->model_index : 0)
                         : NULL;
}

static void
fill (TroupeStatement  *statement,
      int               layer,
      const char       *origin,
      TroupeFieldState  state,
      const GValue     *value)
{
  statement->layer = layer;
  statement->origin = g_strdup (origin);
  statement->state = state;
  if (state == TROUPE_FIELD_STATE_SET)
    {
      g_value_init (&statement->value, G_VALUE_TYPE (value));
      g_value_copy (value, &statement->value);
    }
}

static gboolean
read_entry (TroupeModelEntry *entry,
            int               layer,
            TroupeField       field,
            TroupeStatement  *statement)
{
  const char *origin = troupe_model_entry_get_origin (entry);
  TroupeAiSettings *parameters = troupe_model_entry_get_parameters (entry);
  TroupeFieldState state;

  if (field == TROUPE_FIELD_PROVIDER)
    {
      if (troupe_model_entry_peek_provider (entry) == NULL)
        return FALSE;
      fill (statement, layer, origin, TROUPE_FIELD_STATE_SET, troupe_model_entry_peek_provider (entry));
      return TRUE;
    }

  if (parameters == NULL || !troupe_field_can_be_omitted (field))
    return FALSE;

  state = troupe_ai_settings_get_state (parameters, field);
  if (state == TROUPE_FIELD_STATE_UNSET)
    return FALSE;

  fill (statement, layer, origin, state, troupe_ai_settings_get_value (parameters, field));
  return TRUE;
}

static gboolean
read_layer (const TroupeLayerStack *self,
            int                     layer,
            TroupeField             field,
            TroupeStatement        *statement)
{
  TroupeFieldState state;

  if (self->settings[layer] == NULL)
    return FALSE;

  state = troupe_ai_settings_get_state (self->settings[layer], field);
  if (state == TROUPE_FIELD_STATE_UNSET)
    return FALSE;

  fill (statement, layer, self->origins[layer], state, troupe_ai_settings_get_value (self->settings[layer], field));
  return TRUE;
}

/**
 * troupe_layer_stack_find:
 * @self: the layers
 * @field: a field
 * @top: the highest layer that counts
 * @statement: (out caller-allocates): all zero before; what holds, and who says so
 *
 * Looks from @top down for the first layer that does not leave the field unset.
 *
 * Returns: whether any does
 */
gboolean
troupe_layer_stack_find (const TroupeLayerStack *self,
                         TroupeField             field,
                         TroupeLayer             top,
                         TroupeStatement        *statement)
{
  int list_layer = find_list_layer (self, top);
  TroupeModelEntry *entry = get_entry (self, list_layer);

  for (int layer = (int) top; layer >= 0; layer--)
    {
      if (layer == list_layer && entry != NULL && read_entry (entry, layer, field, statement))
        return TRUE;
      if (read_layer (self, layer, field, statement))
        return TRUE;
    }

  statement->state = TROUPE_FIELD_STATE_UNSET;
  return FALSE;
}

/**
 * troupe_layer_stack_list:
 * @self: the layers
 * @field: a field
 *
 * Returns: (transfer full) (element-type TroupeStatement): all that is stated of a field, the highest first
 */
GPtrArray *
troupe_layer_stack_list (const TroupeLayerStack *self,
                         TroupeField             field)
{
  GPtrArray *statements = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_statement_free);
  int list_layer = find_list_layer (self, TROUPE_LAYER_SESSION);
  TroupeModelEntry *entry = get_entry (self, list_layer);

  for (int layer = TROUPE_LAYER_SESSION; layer >= 0; layer--)
    {
      TroupeStatement statement = { 0, };

      if (layer == list_layer && entry != NULL && read_entry (entry, layer, field, &statement))
        g_ptr_array_add (statements, g_memdup2 (&statement, sizeof statement));

      memset (&statement, 0, sizeof statement);
      if (read_layer (self, layer, field, &statement))
        g_ptr_array_add (statements, g_memdup2 (&statement, sizeof statement));
    }

  return statements;
}

/* What a layer itself and those below it say of the provider: whom a bare name of its list belongs to. */
static const char *
find_provider_at (const TroupeLayerStack *self,
                  int                     layer)
{
  for (; layer >= 0; layer--)
    {
      if (self->settings[layer] != NULL &&
          troupe_ai_settings_get_state (self->settings[layer], TROUPE_FIELD_PROVIDER) == TROUPE_FIELD_STATE_SET)
        return troupe_ai_settings_get_string (self->settings[layer], TROUPE_FIELD_PROVIDER);
    }

  return NULL;
}

/**
 * troupe_layer_stack_get_model:
 * @self: the layers
 * @provider: (out) (optional) (nullable): the provider that the model belongs to
 *
 * Finds the model to ask. A name belongs to the provider that was in force where it was stated; when a higher layer
 * overrides the provider alone, there is no model, since a name is never sent to another provider.
 *
 * Returns: (transfer none) (nullable): the entry of the model
 */
TroupeModelEntry *
troupe_layer_stack_get_model (const TroupeLayerStack  *self,
                              const char             **provider)
{
  int list_layer = find_list_layer (self, TROUPE_LAYER_SESSION);
  TroupeModelEntry *entry = get_entry (self, list_layer);
  const char *owner = NULL;

  if (entry != NULL)
    owner = troupe_model_entry_get_provider (entry);
  if (entry != NULL && owner == NULL)
    owner = find_provider_at (self, list_layer);

  for (int layer = TROUPE_LAYER_SESSION; entry != NULL && layer > list_layer; layer--)
    {
      if (self->settings[layer] != NULL &&
          troupe_ai_settings_get_state (self->settings[layer], TROUPE_FIELD_PROVIDER) == TROUPE_FIELD_STATE_SET)
        {
          if (g_strcmp0 (troupe_ai_settings_get_string (self->settings[layer], TROUPE_FIELD_PROVIDER), owner) != 0)
            entry = NULL;
          break;
        }
    }

  if (provider != NULL)
    *provider = entry != NULL ? owner : NULL;
  return entry;
}

/**
 * troupe_layer_stack_dup_models:
 * @self: the layers
 *
 * Gets the list in force with each bare name bound to the provider that it belongs to, where there is one.
 *
 * Returns: (transfer full) (nullable): the list
 */
TroupeModelList *
troupe_layer_stack_dup_models (const TroupeLayerStack *self)
{
  int list_layer = find_list_layer (self, TROUPE_LAYER_SESSION);

  return list_layer >= 0 ? troupe_model_list_bind (get_list (self, list_layer), find_provider_at (self, list_layer))
                         : NULL;
}

/**
 * troupe_layer_stack_get_n_models:
 * @self: the layers
 *
 * Returns: how many models the list in force has
 */
guint
troupe_layer_stack_get_n_models (const TroupeLayerStack *self)
{
  int list_layer = find_list_layer (self, TROUPE_LAYER_SESSION);

  return list_layer >= 0 ? troupe_model_list_get_n_items (get_list (self, list_layer)) : 0;
}

/**
 * troupe_statement_clear:
 * @self: a statement
 *
 * Frees what is in it, and leaves it unset.
 */
void
troupe_statement_clear (TroupeStatement *self)
{
  g_clear_pointer (&self->origin, g_free);
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  memset (self, 0, sizeof *self);
}

/**
 * troupe_statement_free:
 * @self: (transfer full): a statement
 *
 * Frees the statement and what is in it.
 */
void
troupe_statement_free (TroupeStatement *self)
{
  troupe_statement_clear (self);
  g_free (self);
}

/**
 * troupe_statement_equal:
 * @self: a statement
 * @other: another
 * @field: the field that both are about
 *
 * Compares what two statements mean; their origins are not compared.
 *
 * Returns: whether they mean the same value
 */
gboolean
troupe_statement_equal (const TroupeStatement *self,
                        const TroupeStatement *other,
                        TroupeField            field)
{
  if (self->state != other->state)
    return FALSE;

  return self->state != TROUPE_FIELD_STATE_SET ||
         troupe_field_values_equal (field, &self->value, &other->value);
}
