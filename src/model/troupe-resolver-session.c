/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-resolver-private.h"

/* The session layer of a resolver: overrides, locks, and the way back. */

static gboolean
is_in_force (TroupeResolver *self,
             TroupeField     field,
             const GValue   *value)
{
  g_autoptr(TroupeModelList) models = NULL;

  if (self->effective[field].state != TROUPE_FIELD_STATE_SET)
    return FALSE;

  if (field != TROUPE_FIELD_PREFERRED_MODELS)
    return troupe_field_values_equal (field, &self->effective[field].value, value);

  /* The same name is another model when it belongs to another provider. */
  models = troupe_layer_stack_dup_models (&self->stack);
  return troupe_model_list_equal (models, g_value_get_boxed (value));
}

/**
 * troupe_resolver_get_session:
 * @self: a resolver
 *
 * Returns: (transfer none): the session layer; the same object for as long as @self lives
 */
TroupeAiSettings *
troupe_resolver_get_session (TroupeResolver *self)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);

  return self->session;
}

/**
 * troupe_resolver_set_session:
 * @self: a resolver
 * @session: (nullable): values, which are copied
 *
 * Replaces all overrides.
 */
void
troupe_resolver_set_session (TroupeResolver   *self,
                             TroupeAiSettings *session)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));

  troupe_resolver_hold (self);
  if (session != NULL)
    troupe_ai_settings_assign (self->session, session);
  else
    troupe_ai_settings_unset_all (self->session);
  troupe_resolver_release (self);
}

/**
 * troupe_resolver_override:
 * @self: a resolver
 * @field: a field
 * @value: a value
 * @error: (optional): set on failure
 *
 * Sets a field in the session layer. A value that is in force already is ignored. A bare model name is bound to the
 * provider in force; models that were chosen here go when another provider is.
 *
 * Fails with %TROUPE_MODEL_ERROR when @value is not one for @field.
 *
 * Returns: whether @value was taken
 */
gboolean
troupe_resolver_override (TroupeResolver  *self,
                          TroupeField      field,
                          const GValue    *value,
                          GError         **error)
{
  g_auto(GValue) bound = G_VALUE_INIT;
  gboolean is_taken;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), FALSE);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, FALSE);

  if (!troupe_field_check (field, value, error))
    return FALSE;

  if (field == TROUPE_FIELD_PREFERRED_MODELS)
    {
      const char *provider = troupe_resolver_get_string (self, TROUPE_FIELD_PROVIDER);

      g_value_init (&bound, TROUPE_TYPE_MODEL_LIST);
      g_value_take_boxed (&bound, troupe_model_list_bind (g_value_get_boxed (value), provider));
      value = &bound;
    }

  if (is_in_force (self, field, value))
    return TRUE;

  troupe_resolver_hold (self);
  /* The models that were chosen for the old provider go with it, or they would go on to state theirs. */
  if (field == TROUPE_FIELD_PROVIDER)
    troupe_resolver_reset (self, TROUPE_FIELD_PREFERRED_MODELS);
  if (field == TROUPE_FIELD_PREFERRED_MODELS)
    self->stack.model_index = 0;
  is_taken = troupe_ai_settings_set_value (self->session, field, value, error);
  troupe_resolver_release (self);

  return is_taken;
}

/**
 * troupe_resolver_override_omit:
 * @self: a resolver
 * @field: a field that can be omitted
 *
 * Says in the session layer that the field is not to be sent.
 */
void
troupe_resolver_override_omit (TroupeResolver *self,
                               TroupeField     field)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));
  g_return_if_fail (troupe_field_can_be_omitted (field));

  if (self->effective[field].state != TROUPE_FIELD_STATE_OMITTED)
    troupe_ai_settings_omit (self->session, field);
}

/**
 * troupe_resolver_reset:
 * @self: a resolver
 * @field: a field
 *
 * Takes back the override of a field, and its lock.
 */
void
troupe_resolver_reset (TroupeResolver *self,
                       TroupeField     field)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));
  g_return_if_fail (field < TROUPE_N_FIELDS);

  troupe_resolver_hold (self);
  troupe_resolver_set_locked (self, field, FALSE);
  troupe_ai_settings_unset (self->session, field);
  troupe_resolver_release (self);
}

/**
 * troupe_resolver_revert_all:
 * @self: a resolver
 *
 * Takes back all overrides and all locks.
 */
void
troupe_resolver_revert_all (TroupeResolver *self)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));

  troupe_resolver_hold (self);
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    troupe_resolver_reset (self, field);
  troupe_resolver_release (self);
}

/**
 * troupe_resolver_is_overridden:
 * @self: a resolver
 * @field: a field
 *
 * Returns: whether the session layer states it
 */
gboolean
troupe_resolver_is_overridden (TroupeResolver *self,
                               TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), FALSE);

  return troupe_ai_settings_get_state (self->session, field) != TROUPE_FIELD_STATE_UNSET;
}

/**
 * troupe_resolver_get_n_overrides:
 * @self: a resolver
 *
 * Returns: how many fields the session layer states
 */
guint
troupe_resolver_get_n_overrides (TroupeResolver *self)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), 0);

  return self->n_overrides;
}

/**
 * troupe_resolver_get_locked:
 * @self: a resolver
 * @field: a field
 *
 * Returns: whether its value survives a change of persona
 */
gboolean
troupe_resolver_get_locked (TroupeResolver *self,
                            TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), FALSE);

  return (self->locks & (1u << field)) != 0;
}

/**
 * troupe_resolver_set_locked:
 * @self: a resolver
 * @field: a field
 * @locked: whether its value survives a change of persona
 *
 * Locking pins the value in force: it becomes an override.
 */
void
troupe_resolver_set_locked (TroupeResolver *self,
                            TroupeField     field,
                            gboolean        locked)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));
  g_return_if_fail (field < TROUPE_N_FIELDS);

  if (troupe_resolver_get_locked (self, field) == !!locked)
    return;

  troupe_resolver_hold (self);
  troupe_resolver_set_locks (self, self->locks ^ (1u << field));
  if (locked && !troupe_resolver_is_overridden (self, field))
    {
      g_autoptr(TroupeAiSettings) snapshot = troupe_resolver_snapshot (self);

      troupe_ai_settings_copy_field (self->session, snapshot, field);
    }
  troupe_resolver_release (self);
}

/**
 * troupe_resolver_snapshot:
 * @self: a resolver
 *
 * Takes down all that is in force. Each model says which provider it belongs to; where there is no model to ask, none
 * is stated.
 *
 * Returns: (transfer full): all that is in force, as one layer
 */
TroupeAiSettings *
troupe_resolver_snapshot (TroupeResolver *self)
{
  TroupeAiSettings *snapshot;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);

  snapshot = troupe_ai_settings_new ();
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      if (self->effective[field].state == TROUPE_FIELD_STATE_OMITTED)
        troupe_ai_settings_omit (snapshot, field);
      else if (self->effective[field].state == TROUPE_FIELD_STATE_SET)
        troupe_ai_settings_set_value (snapshot, field, &self->effective[field].value, NULL);
    }

  if (self->effective[TROUPE_FIELD_PREFERRED_MODELS].state == TROUPE_FIELD_STATE_SET)
    {
      g_autoptr(TroupeModelList) models = troupe_layer_stack_dup_models (&self->stack);

      troupe_ai_settings_set_preferred_models (snapshot, self->model != NULL ? models : NULL);
    }

  return snapshot;
}
