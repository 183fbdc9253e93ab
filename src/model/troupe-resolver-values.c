/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-resolver-private.h"

/* What is in force, who says so, and what that shadows. */

/**
 * troupe_resolver_get_state:
 * @self: a resolver
 * @field: a field
 *
 * Returns: whether any layer states it, and how
 */
TroupeFieldState
troupe_resolver_get_state (TroupeResolver *self,
                           TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), TROUPE_FIELD_STATE_UNSET);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, TROUPE_FIELD_STATE_UNSET);

  return self->effective[field].state;
}

/**
 * troupe_resolver_get_value:
 * @self: a resolver
 * @field: a field
 *
 * Returns: (nullable): the value in force, or %NULL when it is unset or omitted; good until the next change
 */
const GValue *
troupe_resolver_get_value (TroupeResolver *self,
                           TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, NULL);

  return self->effective[field].state == TROUPE_FIELD_STATE_SET ? &self->effective[field].value : NULL;
}

/**
 * troupe_resolver_get_string:
 * @self: a resolver
 * @field: a field that holds text
 *
 * Returns: (nullable): the text in force
 */
const char *
troupe_resolver_get_string (TroupeResolver *self,
                            TroupeField     field)
{
  const GValue *value = troupe_resolver_get_value (self, field);

  return value != NULL && G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;
}

/**
 * troupe_resolver_get_origin:
 * @self: a resolver
 * @field: a field
 *
 * Returns: (nullable): who says so, as docs/architecture.md names them; %NULL when nobody does
 */
const char *
troupe_resolver_get_origin (TroupeResolver *self,
                            TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, NULL);

  return self->effective[field].origin;
}

/**
 * troupe_resolver_get_origin_layer:
 * @self: a resolver
 * @field: a field that some layer states
 *
 * Returns: the layer that states it
 */
TroupeLayer
troupe_resolver_get_origin_layer (TroupeResolver *self,
                                  TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), TROUPE_LAYER_BUILT_IN);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, TROUPE_LAYER_BUILT_IN);

  return self->effective[field].layer;
}

/**
 * troupe_resolver_list_shadowed:
 * @self: a resolver
 * @field: a field
 *
 * Returns: (transfer full) (element-type TroupeStatement): what lower layers state, the highest first; it
 *   does not hold, unless troupe_statement_is_sent_too()
 */
GPtrArray *
troupe_resolver_list_shadowed (TroupeResolver *self,
                               TroupeField     field)
{
  GPtrArray *statements;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, NULL);

  statements = troupe_layer_stack_list (&self->stack, field);
  if (statements->len > 0)
    g_ptr_array_remove_index (statements, 0);
  return statements;
}

/**
 * troupe_statement_is_sent_too:
 * @self: what a lower layer states
 * @field: of which field
 *
 * Tells what is only shadowed from what holds besides: the text of a prompt preset has a section of its own before the
 * prompt of whoever is above.
 *
 * Returns: whether it holds although another layer states the field as well
 */
gboolean
troupe_statement_is_sent_too (const TroupeStatement *self,
                              TroupeField            field)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return field == TROUPE_FIELD_SYSTEM_PROMPT && self->layer == TROUPE_LAYER_PRESET &&
         self->state == TROUPE_FIELD_STATE_SET;
}

/**
 * troupe_resolver_dup_inherited:
 * @self: a resolver
 * @field: a field
 * @layer: a layer that leaves the field unset, or may do so
 * @is_entry: whether it is not @layer that inherits but one of its preferred models, and so from @layer as well
 *
 * Finds what comes through from below.
 *
 * Returns: (transfer full) (nullable): what would hold there and who says so; %NULL when nobody says anything
 */
TroupeStatement *
troupe_resolver_dup_inherited (TroupeResolver *self,
                               TroupeField     field,
                               TroupeLayer     layer,
                               gboolean        is_entry)
{
  g_autoptr(GPtrArray) statements = NULL;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, NULL);
  g_return_val_if_fail (layer < TROUPE_N_LAYERS, NULL);

  statements = troupe_layer_stack_list (&self->stack, field);
  for (guint i = 0; i < statements->len; i++)
    {
      TroupeStatement *statement = g_ptr_array_index (statements, i);
      /* One model's own values are no other's. */
      gboolean is_models = statement->origin != NULL && g_str_has_prefix (statement->origin, "model:");

      if (statement->layer < layer || (is_entry && statement->layer == layer && !is_models))
        return g_ptr_array_steal_index (statements, i);
    }

  return NULL;
}

/**
 * troupe_resolver_peek_below_session:
 * @self: a resolver
 * @field: a field
 *
 * Returns: what would hold without an override, unset perhaps; good until the next change
 */
const TroupeStatement *
troupe_resolver_peek_below_session (TroupeResolver *self,
                                    TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, NULL);

  return &self->below[field];
}
