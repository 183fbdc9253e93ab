/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-resolver-private.h"

/* Which model is asked: the one of the preferred models that it is the turn of, if its provider is in force. */

/**
 * troupe_resolver_get_model_index:
 * @self: a resolver
 *
 * Returns: which of the preferred models is in use, from 0
 */
guint
troupe_resolver_get_model_index (TroupeResolver *self)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), 0);

  return self->stack.model_index;
}

/**
 * troupe_resolver_set_model_index:
 * @self: a resolver
 * @index: which of the preferred models to use, from 0
 *
 * Goes to another model; the values of its entry are taken anew.
 */
void
troupe_resolver_set_model_index (TroupeResolver *self,
                                 guint           index)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));

  if (self->stack.model_index == index)
    return;

  troupe_resolver_hold (self);
  self->stack.model_index = index;
  self->needs_refresh = TRUE;
  troupe_resolver_release (self);
}

/**
 * troupe_resolver_get_n_models:
 * @self: a resolver
 *
 * Returns: how many preferred models there are
 */
guint
troupe_resolver_get_n_models (TroupeResolver *self)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), 0);

  return troupe_layer_stack_get_n_models (&self->stack);
}

/**
 * troupe_resolver_get_model:
 * @self: a resolver
 *
 * Returns: (nullable): the model to ask; %NULL when somebody has to choose one first
 */
const char *
troupe_resolver_get_model (TroupeResolver *self)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);

  return self->model;
}

/**
 * troupe_resolver_get_model_provider:
 * @self: a resolver
 *
 * Returns: (nullable): the id of the provider that the model belongs to
 */
const char *
troupe_resolver_get_model_provider (TroupeResolver *self)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);

  return self->model_provider;
}

/**
 * troupe_resolver_override_model:
 * @self: a resolver
 * @model: (nullable): the name of a model of the provider in force; %NULL takes the override back
 *
 * Sets the preferred models in the session layer to this one: there is nothing to fall over to.
 */
void
troupe_resolver_override_model (TroupeResolver *self,
                                const char     *model)
{
  const char *names[] = { model, NULL };
  g_autoptr(TroupeModelList) list = NULL;
  g_auto(GValue) value = G_VALUE_INIT;

  g_return_if_fail (TROUPE_IS_RESOLVER (self));

  if (model == NULL || *model == '\0')
    {
      troupe_resolver_reset (self, TROUPE_FIELD_PREFERRED_MODELS);
      return;
    }

  if (g_strcmp0 (self->model, model) == 0)
    return;

  list = troupe_model_list_new_from_names (names);
  g_value_init (&value, TROUPE_TYPE_MODEL_LIST);
  g_value_set_boxed (&value, list);
  troupe_resolver_override (self, TROUPE_FIELD_PREFERRED_MODELS, &value, NULL);
}
