/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enum-types.h"
#include "troupe-model-private.h"
#include "troupe-run.h"

/**
 * TroupeAttempt:
 *
 * One try at a ticket: the metadata line that its stream log opens with, and
 * the answer as it comes.
 */
struct _TroupeAttempt
{
  GObject             parent_instance;

  TroupeMessage      *answer;     /* (owned) */
  char               *metadata;   /* (nullable) */
  guint               number;
  TroupeTier          tier;
  TroupeAttemptState  state;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_METADATA,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeAttempt, troupe_attempt, G_TYPE_OBJECT)

static void
troupe_attempt_finalize (GObject *object)
{
  TroupeAttempt *self = TROUPE_ATTEMPT (object);

  g_clear_object (&self->answer);
  g_free (self->metadata);

  G_OBJECT_CLASS (troupe_attempt_parent_class)->finalize (object);
}

static void
troupe_attempt_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  TroupeAttempt *self = TROUPE_ATTEMPT (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_METADATA:
      g_value_set_string (value, self->metadata);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_attempt_class_init (TroupeAttemptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = troupe_attempt_finalize;
  object_class->get_property = troupe_attempt_get_property;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, TROUPE_TYPE_ATTEMPT_STATE,
                                              TROUPE_ATTEMPT_STATE_RUNNING,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_METADATA] = g_param_spec_string ("metadata", NULL, NULL, NULL,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_attempt_init (TroupeAttempt *self)
{
  self->answer = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);
}

/**
 * troupe_attempt_new:
 * @number: counts the attempts at a ticket, from 1
 * @tier: the tier that performs it
 *
 * Returns: (transfer full): an attempt that runs
 */
TroupeAttempt *
troupe_attempt_new (guint      number,
                    TroupeTier tier)
{
  TroupeAttempt *self = g_object_new (TROUPE_TYPE_ATTEMPT, NULL);

  self->number = number;
  self->tier = tier;
  return self;
}

/**
 * troupe_attempt_get_number:
 * @self: an attempt
 *
 * Returns: which attempt it is, from 1
 */
guint
troupe_attempt_get_number (TroupeAttempt *self)
{
  g_return_val_if_fail (TROUPE_IS_ATTEMPT (self), 0);

  return self->number;
}

/**
 * troupe_attempt_get_tier:
 * @self: an attempt
 *
 * Returns: the tier that performs it
 */
TroupeTier
troupe_attempt_get_tier (TroupeAttempt *self)
{
  g_return_val_if_fail (TROUPE_IS_ATTEMPT (self), TROUPE_TIER_NONE);

  return self->tier;
}

/**
 * troupe_attempt_get_state:
 * @self: an attempt
 *
 * Returns: its state
 */
TroupeAttemptState
troupe_attempt_get_state (TroupeAttempt *self)
{
  g_return_val_if_fail (TROUPE_IS_ATTEMPT (self), TROUPE_ATTEMPT_STATE_FAILED);

  return self->state;
}

/**
 * troupe_attempt_set_state:
 * @self: an attempt
 * @state: its state
 */
void
troupe_attempt_set_state (TroupeAttempt      *self,
                          TroupeAttemptState  state)
{
  g_return_if_fail (TROUPE_IS_ATTEMPT (self));

  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * troupe_attempt_get_answer:
 * @self: an attempt
 *
 * Returns: (transfer none): what the model says; it grows while the attempt runs
 */
TroupeMessage *
troupe_attempt_get_answer (TroupeAttempt *self)
{
  g_return_val_if_fail (TROUPE_IS_ATTEMPT (self), NULL);

  return self->answer;
}

/**
 * troupe_attempt_get_metadata:
 * @self: an attempt
 *
 * Returns: (nullable): the line that its stream log opens with; at a hop to another model a line is added
 */
const char *
troupe_attempt_get_metadata (TroupeAttempt *self)
{
  g_return_val_if_fail (TROUPE_IS_ATTEMPT (self), NULL);

  return self->metadata;
}

/**
 * troupe_attempt_set_metadata:
 * @self: an attempt
 * @metadata: (nullable): the line
 */
void
troupe_attempt_set_metadata (TroupeAttempt *self,
                             const char    *metadata)
{
  g_return_if_fail (TROUPE_IS_ATTEMPT (self));

  if (troupe_replace_string (&self->metadata, metadata))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_METADATA]);
}
