/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enum-types.h"
#include "troupe-model-private.h"
#include "troupe-run.h"

#define PROPERTY_FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

/**
 * TroupeAttempt:
 *
 * One try of one persona at one ticket.
 */
struct _TroupeAttempt
{
  GObject             parent_instance;

  guint               number;
  TroupeTier          tier;
  TroupeAttemptState  state;
  TroupeMessage      *answer;    /* (owned) */
  char               *metadata;  /* (nullable) */

  /* Of a Person */
  char               *edit;      /* (nullable): what stands in place of what was answered */
  TroupeVerdict       verdict;   /* what a person said of it, whoever else judged */
};

enum
{
  PROP_0,
  PROP_NUMBER,
  PROP_TIER,
  PROP_STATE,
  PROP_ANSWER,
  PROP_METADATA,
  PROP_EDIT,
  PROP_VERDICT,
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
  g_free (self->edit);

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
    case PROP_NUMBER:
      g_value_set_uint (value, troupe_attempt_get_number (self));
      break;
    case PROP_TIER:
      g_value_set_enum (value, troupe_attempt_get_tier (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, troupe_attempt_get_state (self));
      break;
    case PROP_ANSWER:
      g_value_set_object (value, troupe_attempt_get_answer (self));
      break;
    case PROP_METADATA:
      g_value_set_string (value, troupe_attempt_get_metadata (self));
      break;
    case PROP_EDIT:
      g_value_set_string (value, troupe_attempt_get_edit (self));
      break;
    case PROP_VERDICT:
      g_value_set_enum (value, troupe_attempt_get_verdict (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_attempt_set_property (GObject      *object,
                             guint         property_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  TroupeAttempt *self = TROUPE_ATTEMPT (object);

  switch (property_id)
    {
    case PROP_NUMBER:
      self->number = g_value_get_uint (value);
      break;
    case PROP_TIER:
      self->tier = g_value_get_enum (value);
      break;
    case PROP_STATE:
      troupe_attempt_set_state (self, g_value_get_enum (value));
      break;
    case PROP_METADATA:
      troupe_attempt_set_metadata (self, g_value_get_string (value));
      break;
    case PROP_EDIT:
      troupe_attempt_set_edit (self, g_value_get_string (value));
      break;
    case PROP_VERDICT:
      troupe_attempt_set_verdict (self, g_value_get_enum (value));
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
  object_class->set_property = troupe_attempt_set_property;

  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 1, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TIER] = g_param_spec_enum ("tier", NULL, NULL, TROUPE_TYPE_TIER, TROUPE_TIER_WORKER, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, TROUPE_TYPE_ATTEMPT_STATE, TROUPE_ATTEMPT_STATE_RUNNING, PROPERTY_FLAGS);
  properties[PROP_ANSWER] = g_param_spec_object ("answer", NULL, NULL, TROUPE_TYPE_MESSAGE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_METADATA] = g_param_spec_string ("metadata", NULL, NULL, NULL, PROPERTY_FLAGS);
  properties[PROP_EDIT] = g_param_spec_string ("edit", NULL, NULL, NULL, PROPERTY_FLAGS);
  properties[PROP_VERDICT] = g_param_spec_enum ("verdict", NULL, NULL, TROUPE_TYPE_VERDICT, TROUPE_VERDICT_NONE, PROPERTY_FLAGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_attempt_init (TroupeAttempt *self)
{
  self->answer = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);
}

/**
 * troupe_attempt_new:
 * @number: which attempt it is, from 1
 * @tier: the tier that makes it
 *
 * Creates an attempt that is running.
 *
 * Returns: (transfer full): the attempt
 */
TroupeAttempt *
troupe_attempt_new (guint      number,
                    TroupeTier tier)
{
  return g_object_new (TROUPE_TYPE_ATTEMPT, "number", number, "tier", tier, NULL);
}

/**
 * troupe_attempt_get_number:
 * @self: the attempt
 *
 * Gets which attempt at the ticket it is, from 1.
 *
 * Returns: the number
 */
guint
troupe_attempt_get_number (TroupeAttempt *self)
{
  g_return_val_if_fail (TROUPE_IS_ATTEMPT (self), 0);

  return self->number;
}

/**
 * troupe_attempt_get_tier:
 * @self: the attempt
 *
 * Gets the tier that makes it.
 *
 * Returns: the tier
 */
TroupeTier
troupe_attempt_get_tier (TroupeAttempt *self)
{
  g_return_val_if_fail (TROUPE_IS_ATTEMPT (self), TROUPE_TIER_WORKER);

  return self->tier;
}

/**
 * troupe_attempt_get_state:
 * @self: the attempt
 *
 * Gets how far the attempt is.
 *
 * Returns: the state
 */
TroupeAttemptState
troupe_attempt_get_state (TroupeAttempt *self)
{
  g_return_val_if_fail (TROUPE_IS_ATTEMPT (self), TROUPE_ATTEMPT_STATE_RUNNING);

  return self->state;
}

/**
 * troupe_attempt_set_state:
 * @self: the attempt
 * @state: the state
 *
 * Sets it, and notifies when it is another one.
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
 * @self: the attempt
 *
 * Gets what the persona answers, growing while it streams.
 *
 * Returns: (transfer none): the message
 */
TroupeMessage *
troupe_attempt_get_answer (TroupeAttempt *self)
{
  g_return_val_if_fail (TROUPE_IS_ATTEMPT (self), NULL);

  return self->answer;
}

/**
 * troupe_attempt_get_metadata:
 * @self: the attempt
 *
 * Gets the line that opens the stream log.
 *
 * Returns: (nullable): the line; %NULL before the worker starts
 */
const char *
troupe_attempt_get_metadata (TroupeAttempt *self)
{
  g_return_val_if_fail (TROUPE_IS_ATTEMPT (self), NULL);

  return self->metadata;
}

/**
 * troupe_attempt_set_metadata:
 * @self: the attempt
 * @metadata: (nullable): the line; %NULL before the worker starts
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_attempt_set_metadata (TroupeAttempt *self,
                             const char    *metadata)
{
  g_return_if_fail (TROUPE_IS_ATTEMPT (self));

  if (!troupe_replace_string (&self->metadata, metadata))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_METADATA]);
}

/**
 * troupe_attempt_get_edit:
 * @self: the attempt
 *
 * Gets what a person put in place of what was answered.
 *
 * Returns: (nullable): the text; %NULL if nobody edited it
 */
const char *
troupe_attempt_get_edit (TroupeAttempt *self)
{
  g_return_val_if_fail (TROUPE_IS_ATTEMPT (self), NULL);

  return self->edit;
}

/**
 * troupe_attempt_set_edit:
 * @self: the attempt
 * @edit: (nullable): the text; %NULL if nobody edited it
 *
 * Sets it, and notifies when it is another one. The answer stays as it was given.
 */
void
troupe_attempt_set_edit (TroupeAttempt *self,
                         const char    *edit)
{
  g_return_if_fail (TROUPE_IS_ATTEMPT (self));

  if (!troupe_replace_string (&self->edit, edit))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDIT]);
}

/**
 * troupe_attempt_get_verdict:
 * @self: the attempt
 *
 * Gets what a person said of what it came to. What the fourth tier says is no such verdict.
 *
 * Returns: the verdict
 */
TroupeVerdict
troupe_attempt_get_verdict (TroupeAttempt *self)
{
  g_return_val_if_fail (TROUPE_IS_ATTEMPT (self), TROUPE_VERDICT_NONE);

  return self->verdict;
}

/**
 * troupe_attempt_set_verdict:
 * @self: the attempt
 * @verdict: what a person said of it
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_attempt_set_verdict (TroupeAttempt *self,
                            TroupeVerdict  verdict)
{
  g_return_if_fail (TROUPE_IS_ATTEMPT (self));

  if (self->verdict == verdict)
    return;

  self->verdict = verdict;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERDICT]);
}

/**
 * troupe_attempt_get_result:
 * @self: the attempt
 *
 * Gets what it came to: what a person made of it, else what was answered.
 *
 * Returns: the text, which is empty while there is none
 */
const char *
troupe_attempt_get_result (TroupeAttempt *self)
{
  g_return_val_if_fail (TROUPE_IS_ATTEMPT (self), NULL);

  return self->edit != NULL ? self->edit : troupe_message_get_text (self->answer);
}
