/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-ai-settings.h"
#include "troupe-model-list.h"
#include "troupe-model-private.h"

/**
 * TroupeAiSettings:
 *
 * One layer of stated values. Each field is unset (look further down), set, or, for sampling parameters,
 * omitted (do not send it at all). 0 is a value, not "unset".
 *
 * There are thousands of these in a large library, and most state three or four fields, so only what is set takes room.
 */
struct _TroupeAiSettings
{
  GObject     parent_instance;

  GValue     *values;        /* one for each bit of set_mask, lowest first */
  guint16     set_mask;
  guint16     omitted_mask;
  JsonObject *extra;         /* (owned) (nullable): members that nobody here knows */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

/* A property's id is its field and one. */
static GParamSpec *properties[TROUPE_N_FIELDS + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeAiSettings, troupe_ai_settings, G_TYPE_OBJECT)

G_STATIC_ASSERT (TROUPE_N_FIELDS <= 16);

#define BIT(field) ((guint16) (1u << (field)))

static gboolean
is_field (TroupeField field)
{
  return (guint) field < TROUPE_N_FIELDS;
}

static guint
count_bits (guint16 mask)
{
  guint n_bits = 0;

  for (; mask != 0; mask &= mask - 1)
    n_bits++;

  return n_bits;
}

static guint
get_place (TroupeAiSettings *self,
           TroupeField       field)
{
  return count_bits (self->set_mask & (BIT (field) - 1));
}

static void
remove_value (TroupeAiSettings *self,
              TroupeField       field)
{
  guint place = get_place (self, field);
  guint n_values = count_bits (self->set_mask);

  g_value_unset (&self->values[place]);
  memmove (&self->values[place], &self->values[place + 1], (n_values - place - 1) * sizeof (GValue));
  self->set_mask &= ~BIT (field);

  if (self->set_mask == 0)
    g_clear_pointer (&self->values, g_free);
}

static void
insert_value (TroupeAiSettings *self,
              TroupeField       field,
              const GValue     *value)
{
  guint place = get_place (self, field);
  guint n_values = count_bits (self->set_mask);
  GValue copy = G_VALUE_INIT;

  /* Copied before the others move: @value may be one of them. */
  g_value_init (&copy, G_VALUE_TYPE (value));
  g_value_copy (value, &copy);

  self->values = g_renew (GValue, self->values, n_values + 1);
  memmove (&self->values[place + 1], &self->values[place], (n_values - place) * sizeof (GValue));
  self->values[place] = copy;
  self->set_mask |= BIT (field);
}

/* Changes without telling anybody. Returns the bit of @field when it did change, else 0. */
static guint16
store (TroupeAiSettings *self,
       TroupeField       field,
       TroupeFieldState  state,
       const GValue     *value)
{
  const GValue *old = troupe_ai_settings_get_value (self, field);

  if (troupe_ai_settings_get_state (self, field) == state &&
      (state != TROUPE_FIELD_STATE_SET || troupe_field_values_equal (field, old, value)))
    return 0;

  if (state == TROUPE_FIELD_STATE_SET && old != NULL)
    {
      g_value_copy (value, &self->values[get_place (self, field)]);
      return BIT (field);
    }

  if (old != NULL)
    remove_value (self, field);
  self->omitted_mask &= ~BIT (field);

  if (state == TROUPE_FIELD_STATE_SET)
    insert_value (self, field, value);
  else if (state == TROUPE_FIELD_STATE_OMITTED)
    self->omitted_mask |= BIT (field);

  return BIT (field);
}

static void
tell (TroupeAiSettings *self,
      guint16           changed)
{
  if (changed == 0)
    return;

  g_object_ref (self);

  for (guint i = 0; i < TROUPE_N_FIELDS; i++)
    {
      if (changed & BIT (i))
        g_object_notify_by_pspec (G_OBJECT (self), properties[i + 1]);
    }

  for (guint i = 0; i < TROUPE_N_FIELDS; i++)
    {
      if (changed & BIT (i))
        g_signal_emit (self, signals[CHANGED], 0, i);
    }

  g_object_unref (self);
}

static void
troupe_ai_settings_finalize (GObject *object)
{
  TroupeAiSettings *self = TROUPE_AI_SETTINGS (object);

  for (guint i = 0; i < count_bits (self->set_mask); i++)
    g_value_unset (&self->values[i]);
  g_free (self->values);
  g_clear_pointer (&self->extra, json_object_unref);

  G_OBJECT_CLASS (troupe_ai_settings_parent_class)->finalize (object);
}

static void
troupe_ai_settings_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  TroupeAiSettings *self = TROUPE_AI_SETTINGS (object);
  const GValue *own = troupe_ai_settings_get_value (self, property_id - 1);

  if (own != NULL)
    g_value_copy (own, value);
  else
    g_param_value_set_default (pspec, value);
}

static void
troupe_ai_settings_set_property (GObject      *object,
                                 guint         property_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  TroupeAiSettings *self = TROUPE_AI_SETTINGS (object);
  TroupeField field = property_id - 1;

  if (G_VALUE_HOLDS_STRING (value))
    troupe_ai_settings_set_string (self, field, g_value_get_string (value));
  else if (field == TROUPE_FIELD_PREFERRED_MODELS)
    troupe_ai_settings_set_preferred_models (self, g_value_get_boxed (value));
  else if (G_VALUE_HOLDS_DOUBLE (value))
    troupe_ai_settings_set_double (self, field, g_value_get_double (value));
  else
    troupe_ai_settings_set_int (self, field, g_value_get_int64 (value));
}

static void
troupe_ai_settings_class_init (TroupeAiSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = troupe_ai_settings_finalize;
  object_class->get_property = troupe_ai_settings_get_property;
  object_class->set_property = troupe_ai_settings_set_property;

  for (guint i = 0; i < TROUPE_N_FIELDS; i++)
    properties[i + 1] = troupe_field_create_pspec (i);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * TroupeAiSettings::changed:
   * @self: the settings
   * @field: a #TroupeField
   *
   * A field has another state or another value. When several change in one call, all have changed before the
   * first emission.
   */
  signals[CHANGED] = g_signal_new ("changed", TROUPE_TYPE_AI_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
troupe_ai_settings_init (TroupeAiSettings *self)
{
}

/**
 * troupe_ai_settings_new:
 *
 * Creates a layer that states nothing.
 *
 * Returns: (transfer full): the settings
 */
TroupeAiSettings *
troupe_ai_settings_new (void)
{
  return g_object_new (TROUPE_TYPE_AI_SETTINGS, NULL);
}

/**
 * troupe_ai_settings_copy:
 * @self: the settings
 *
 * Copies all fields and the unknown members.
 *
 * Returns: (transfer full): the copy
 */
TroupeAiSettings *
troupe_ai_settings_copy (TroupeAiSettings *self)
{
  TroupeAiSettings *copy;

  g_return_val_if_fail (TROUPE_IS_AI_SETTINGS (self), NULL);

  copy = troupe_ai_settings_new ();
  troupe_ai_settings_assign (copy, self);

  return copy;
}

/**
 * troupe_ai_settings_assign:
 * @self: the settings
 * @source: what they should say
 *
 * Makes @self say what @source says, unknown members included.
 */
void
troupe_ai_settings_assign (TroupeAiSettings *self,
                           TroupeAiSettings *source)
{
  guint16 changed = 0;

  g_return_if_fail (TROUPE_IS_AI_SETTINGS (self));
  g_return_if_fail (TROUPE_IS_AI_SETTINGS (source));

  if (self == source)
    return;

  for (guint i = 0; i < TROUPE_N_FIELDS; i++)
    changed |= store (self, i, troupe_ai_settings_get_state (source, i),
                      troupe_ai_settings_get_value (source, i));

  troupe_replace_extra (&self->extra, source->extra);
  tell (self, changed);
}

/**
 * troupe_ai_settings_equal:
 * @self: the settings
 * @other: other settings
 *
 * Compares all fields and the unknown members.
 *
 * Returns: whether both say the same
 */
gboolean
troupe_ai_settings_equal (TroupeAiSettings *self,
                          TroupeAiSettings *other)
{
  g_return_val_if_fail (TROUPE_IS_AI_SETTINGS (self), FALSE);
  g_return_val_if_fail (TROUPE_IS_AI_SETTINGS (other), FALSE);

  for (guint i = 0; i < TROUPE_N_FIELDS; i++)
    {
      if (!troupe_ai_settings_field_equal (self, other, i))
        return FALSE;
    }

  return troupe_extra_equal (self->extra, other->extra);
}

/**
 * troupe_ai_settings_is_empty:
 * @self: the settings
 *
 * Says whether the layer states nothing and carries no unknown members.
 *
 * Returns: whether it is empty
 */
gboolean
troupe_ai_settings_is_empty (TroupeAiSettings *self)
{
  g_return_val_if_fail (TROUPE_IS_AI_SETTINGS (self), TRUE);

  return self->set_mask == 0 && self->omitted_mask == 0 && self->extra == NULL;
}

/**
 * troupe_ai_settings_get_state:
 * @self: the settings
 * @field: a field
 *
 * Says whether the field is unset, set or omitted here.
 *
 * Returns: the state
 */
TroupeFieldState
troupe_ai_settings_get_state (TroupeAiSettings *self,
                              TroupeField       field)
{
  g_return_val_if_fail (TROUPE_IS_AI_SETTINGS (self), TROUPE_FIELD_STATE_UNSET);
  g_return_val_if_fail (is_field (field), TROUPE_FIELD_STATE_UNSET);

  if (self->set_mask & BIT (field))
    return TROUPE_FIELD_STATE_SET;

  return self->omitted_mask & BIT (field) ? TROUPE_FIELD_STATE_OMITTED : TROUPE_FIELD_STATE_UNSET;
}

/**
 * troupe_ai_settings_get_value:
 * @self: the settings
 * @field: a field
 *
 * Lends the value of a field. It stays where it is until the next change of @self.
 *
 * Returns: (transfer none) (nullable): the value; %NULL when the field is not set
 */
const GValue *
troupe_ai_settings_get_value (TroupeAiSettings *self,
                              TroupeField       field)
{
  g_return_val_if_fail (TROUPE_IS_AI_SETTINGS (self), NULL);
  g_return_val_if_fail (is_field (field), NULL);

  return self->set_mask & BIT (field) ? &self->values[get_place (self, field)] : NULL;
}

/**
 * troupe_ai_settings_set_value:
 * @self: the settings
 * @field: a field
 * @value: its new value
 * @error: (optional): set when the field does not take @value
 *
 * Sets a field to a value from outside, after checking it.
 *
 * Returns: whether the field now has @value
 */
gboolean
troupe_ai_settings_set_value (TroupeAiSettings  *self,
                              TroupeField        field,
                              const GValue      *value,
                              GError           **error)
{
  g_return_val_if_fail (TROUPE_IS_AI_SETTINGS (self), FALSE);
  g_return_val_if_fail (is_field (field), FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (!troupe_field_check (field, value, error))
    return FALSE;

  tell (self, store (self, field, TROUPE_FIELD_STATE_SET, value));

  return TRUE;
}

/**
 * troupe_ai_settings_omit:
 * @self: the settings
 * @field: a field for which troupe_field_can_be_omitted()
 *
 * States that the field is not to be sent.
 */
void
troupe_ai_settings_omit (TroupeAiSettings *self,
                         TroupeField       field)
{
  g_return_if_fail (TROUPE_IS_AI_SETTINGS (self));
  g_return_if_fail (troupe_field_can_be_omitted (field));

  tell (self, store (self, field, TROUPE_FIELD_STATE_OMITTED, NULL));
}

/**
 * troupe_ai_settings_unset:
 * @self: the settings
 * @field: a field
 *
 * States nothing about the field any more.
 */
void
troupe_ai_settings_unset (TroupeAiSettings *self,
                          TroupeField       field)
{
  g_return_if_fail (TROUPE_IS_AI_SETTINGS (self));
  g_return_if_fail (is_field (field));

  tell (self, store (self, field, TROUPE_FIELD_STATE_UNSET, NULL));
}

/**
 * troupe_ai_settings_unset_all:
 * @self: the settings
 *
 * States nothing about any field any more. Unknown members stay.
 */
void
troupe_ai_settings_unset_all (TroupeAiSettings *self)
{
  guint16 changed = 0;

  g_return_if_fail (TROUPE_IS_AI_SETTINGS (self));

  for (guint i = 0; i < TROUPE_N_FIELDS; i++)
    changed |= store (self, i, TROUPE_FIELD_STATE_UNSET, NULL);

  tell (self, changed);
}

/**
 * troupe_ai_settings_copy_field:
 * @self: the settings
 * @source: where to copy from
 * @field: a field
 *
 * Makes @self say what @source says about one field.
 */
void
troupe_ai_settings_copy_field (TroupeAiSettings *self,
                               TroupeAiSettings *source,
                               TroupeField       field)
{
  g_return_if_fail (TROUPE_IS_AI_SETTINGS (self));
  g_return_if_fail (TROUPE_IS_AI_SETTINGS (source));
  g_return_if_fail (is_field (field));

  if (self != source)
    tell (self, store (self, field, troupe_ai_settings_get_state (source, field),
                       troupe_ai_settings_get_value (source, field)));
}

/**
 * troupe_ai_settings_field_equal:
 * @self: the settings
 * @other: other settings
 * @field: a field
 *
 * Compares one field, the state first.
 *
 * Returns: whether both say the same about it
 */
gboolean
troupe_ai_settings_field_equal (TroupeAiSettings *self,
                                TroupeAiSettings *other,
                                TroupeField       field)
{
  return troupe_ai_settings_get_state (self, field) == troupe_ai_settings_get_state (other, field) &&
         troupe_field_values_equal (field, troupe_ai_settings_get_value (self, field),
                                    troupe_ai_settings_get_value (other, field));
}

/**
 * troupe_ai_settings_get_extra:
 * @self: the settings
 *
 * Gets the members that nobody here knows, so that they survive a load and save.
 *
 * Returns: (transfer none) (nullable): the members, shared and never to be changed
 */
JsonObject *
troupe_ai_settings_get_extra (TroupeAiSettings *self)
{
  g_return_val_if_fail (TROUPE_IS_AI_SETTINGS (self), NULL);

  return self->extra;
}

/**
 * troupe_ai_settings_set_extra:
 * @self: the settings
 * @extra: (nullable): unknown members, not to be changed afterwards
 *
 * Sets the members that nobody here knows.
 */
void
troupe_ai_settings_set_extra (TroupeAiSettings *self,
                              JsonObject       *extra)
{
  g_return_if_fail (TROUPE_IS_AI_SETTINGS (self));

  troupe_replace_extra (&self->extra, extra);
}
