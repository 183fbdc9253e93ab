/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enum-types.h"
#include "troupe-model-private.h"
#include "troupe-run-private.h"

#define PROPERTY_FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

/**
 * TroupeRunTicket:
 *
 * What became of a ticket in one run.
 */
struct _TroupeRunTicket
{
  GObject            parent_instance;

  TroupeRun         *run;       /* (unowned) (nullable): it takes itself out */
  TroupeTicket      *ticket;    /* (owned) */
  TroupePersona     *persona;   /* (owned) (nullable) */
  char              *reason;    /* (nullable) */
  GListStore        *attempts;  /* (owned) (nullable): made when asked for */
  TroupeAttempt     *attempt;   /* (owned) (nullable): the newest */
  TroupeTicketState  state;
  guint              n_forgiven;
};

enum
{
  PROP_0,
  PROP_TICKET,
  PROP_STATE,
  PROP_REASON,
  PROP_TIER,
  PROP_PERSONA,
  PROP_ATTEMPT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeRunTicket, troupe_run_ticket, G_TYPE_OBJECT)

/*< private >
 * troupe_ticket_state_is_final:
 * @state: a state
 *
 * Returns: whether nothing more happens to a ticket in it
 */
gboolean
troupe_ticket_state_is_final (TroupeTicketState state)
{
  switch (state)
    {
    case TROUPE_TICKET_STATE_COMPLETED:
    case TROUPE_TICKET_STATE_FAILED:
    case TROUPE_TICKET_STATE_BLOCKED:
    case TROUPE_TICKET_STATE_SKIPPED:
    case TROUPE_TICKET_STATE_CANCELLED:
      return TRUE;
    case TROUPE_TICKET_STATE_TODO:
    case TROUPE_TICKET_STATE_READY:
    case TROUPE_TICKET_STATE_RUNNING:
    case TROUPE_TICKET_STATE_REVIEW:
    default:
      return FALSE;
    }
}

static GListStore *
ensure_attempts (TroupeRunTicket *self)
{
  if (self->attempts == NULL)
    self->attempts = g_list_store_new (TROUPE_TYPE_ATTEMPT);

  return self->attempts;
}

static void
troupe_run_ticket_finalize (GObject *object)
{
  TroupeRunTicket *self = TROUPE_RUN_TICKET (object);

  g_clear_object (&self->ticket);
  g_clear_object (&self->persona);
  g_clear_object (&self->attempts);
  g_clear_object (&self->attempt);
  g_free (self->reason);

  G_OBJECT_CLASS (troupe_run_ticket_parent_class)->finalize (object);
}

static void
troupe_run_ticket_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  TroupeRunTicket *self = TROUPE_RUN_TICKET (object);

  switch (property_id)
    {
    case PROP_TICKET:
      g_value_set_object (value, troupe_run_ticket_get_ticket (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, troupe_run_ticket_get_state (self));
      break;
    case PROP_REASON:
      g_value_set_string (value, troupe_run_ticket_get_reason (self));
      break;
    case PROP_TIER:
      g_value_set_enum (value, troupe_run_ticket_get_tier (self));
      break;
    case PROP_PERSONA:
      g_value_set_object (value, troupe_run_ticket_get_persona (self));
      break;
    case PROP_ATTEMPT:
      g_value_set_object (value, troupe_run_ticket_get_attempt (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_run_ticket_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  TroupeRunTicket *self = TROUPE_RUN_TICKET (object);

  switch (property_id)
    {
    case PROP_TICKET:
      self->ticket = g_value_dup_object (value);
      break;
    case PROP_STATE:
      troupe_run_ticket_set_state (self, g_value_get_enum (value));
      break;
    case PROP_REASON:
      troupe_run_ticket_set_reason (self, g_value_get_string (value));
      break;
    case PROP_PERSONA:
      troupe_run_ticket_set_persona (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_run_ticket_class_init (TroupeRunTicketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = troupe_run_ticket_finalize;
  object_class->get_property = troupe_run_ticket_get_property;
  object_class->set_property = troupe_run_ticket_set_property;

  properties[PROP_TICKET] = g_param_spec_object ("ticket", NULL, NULL, TROUPE_TYPE_TICKET, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, TROUPE_TYPE_TICKET_STATE, TROUPE_TICKET_STATE_TODO, PROPERTY_FLAGS);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, PROPERTY_FLAGS);
  properties[PROP_TIER] = g_param_spec_enum ("tier", NULL, NULL, TROUPE_TYPE_TIER, TROUPE_TIER_WORKER, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PERSONA] = g_param_spec_object ("persona", NULL, NULL, TROUPE_TYPE_PERSONA, PROPERTY_FLAGS);
  properties[PROP_ATTEMPT] = g_param_spec_object ("attempt", NULL, NULL, TROUPE_TYPE_ATTEMPT, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_run_ticket_init (TroupeRunTicket *self)
{
}

/**
 * troupe_run_ticket_new:
 * @ticket: what should be done
 *
 * Creates the record of a ticket to which nothing happened yet.
 *
 * Returns: (transfer full): the record
 */
TroupeRunTicket *
troupe_run_ticket_new (TroupeTicket *ticket)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (ticket), NULL);

  return g_object_new (TROUPE_TYPE_RUN_TICKET, "ticket", ticket, NULL);
}

/**
 * troupe_run_ticket_get_ticket:
 * @self: the run ticket
 *
 * Gets what should be done.
 *
 * Returns: (transfer none): the ticket
 */
TroupeTicket *
troupe_run_ticket_get_ticket (TroupeRunTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), NULL);

  return self->ticket;
}

/**
 * troupe_run_ticket_get_state:
 * @self: the run ticket
 *
 * Gets how far the ticket is.
 *
 * Returns: the state
 */
TroupeTicketState
troupe_run_ticket_get_state (TroupeRunTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), TROUPE_TICKET_STATE_TODO);

  return self->state;
}

/**
 * troupe_run_ticket_set_state:
 * @self: the run ticket
 * @state: the state
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_run_ticket_set_state (TroupeRunTicket   *self,
                             TroupeTicketState  state)
{
  TroupeTicketState old;

  g_return_if_fail (TROUPE_IS_RUN_TICKET (self));

  if (self->state == state)
    return;

  old = self->state;
  self->state = state;
  if (self->run != NULL)
    troupe_run_count_state (self->run, old, state);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * troupe_run_ticket_get_reason:
 * @self: the run ticket
 *
 * Gets why the ticket is in its state, in one sentence for people.
 *
 * Returns: (nullable): the sentence
 */
const char *
troupe_run_ticket_get_reason (TroupeRunTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), NULL);

  return self->reason;
}

/**
 * troupe_run_ticket_set_reason:
 * @self: the run ticket
 * @reason: (nullable): the sentence
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_run_ticket_set_reason (TroupeRunTicket *self,
                              const char      *reason)
{
  g_return_if_fail (TROUPE_IS_RUN_TICKET (self));

  if (!troupe_replace_string (&self->reason, reason))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
}

/**
 * troupe_run_ticket_get_tier:
 * @self: the run ticket
 *
 * Gets the tier that works on the ticket: that of its newest attempt, else the workers’.
 *
 * Returns: the tier
 */
TroupeTier
troupe_run_ticket_get_tier (TroupeRunTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), TROUPE_TIER_WORKER);

  return self->attempt != NULL ? troupe_attempt_get_tier (self->attempt) : TROUPE_TIER_WORKER;
}

/**
 * troupe_run_ticket_get_persona:
 * @self: the run ticket
 *
 * Gets the persona that is cast for the ticket.
 *
 * Returns: (transfer none) (nullable): the persona; %NULL before it is cast
 */
TroupePersona *
troupe_run_ticket_get_persona (TroupeRunTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), NULL);

  return self->persona;
}

/**
 * troupe_run_ticket_set_persona:
 * @self: the run ticket
 * @persona: (nullable): the persona; %NULL before it is cast
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_run_ticket_set_persona (TroupeRunTicket *self,
                               TroupePersona   *persona)
{
  g_return_if_fail (TROUPE_IS_RUN_TICKET (self));

  if (!g_set_object (&self->persona, persona))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSONA]);
}

/**
 * troupe_run_ticket_list_attempts:
 * @self: the run ticket
 *
 * Gets the attempts, oldest first.
 *
 * Returns: (transfer none): a list of #TroupeAttempt
 */
GListModel *
troupe_run_ticket_list_attempts (TroupeRunTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), NULL);

  return G_LIST_MODEL (ensure_attempts (self));
}

/**
 * troupe_run_ticket_get_attempt:
 * @self: the run ticket
 *
 * Gets the newest attempt, of whatever tier.
 *
 * Returns: (transfer none) (nullable): the attempt; %NULL before the first
 */
TroupeAttempt *
troupe_run_ticket_get_attempt (TroupeRunTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), NULL);

  return self->attempt;
}

/**
 * troupe_run_ticket_find_newest:
 * @self: the run ticket
 * @tier: a tier, or %TROUPE_TIER_NONE for whichever does the work, and does not judge it
 *
 * Finds the newest attempt of a tier. Each tier counts its own attempts.
 *
 * Returns: (transfer none) (nullable): the attempt, or %NULL if the tier made none
 */
TroupeAttempt *
troupe_run_ticket_find_newest (TroupeRunTicket *self,
                               TroupeTier       tier)
{
  guint n_attempts;

  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), NULL);

  n_attempts = self->attempts != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->attempts)) : 0;
  for (guint i = n_attempts; i-- > 0;)
    {
      g_autoptr(TroupeAttempt) attempt = g_list_model_get_item (G_LIST_MODEL (self->attempts), i);
      TroupeTier of_attempt = troupe_attempt_get_tier (attempt);

      /* The list holds it. */
      if (tier == TROUPE_TIER_NONE ? of_attempt != TROUPE_TIER_QA : of_attempt == tier)
        return attempt;
    }

  return NULL;
}

/**
 * troupe_run_ticket_find_work:
 * @self: the run ticket
 * @number: the number of an attempt
 *
 * Finds the attempt that did the work, and not the one that judged it.
 *
 * Returns: (transfer none) (nullable): the attempt
 */
TroupeAttempt *
troupe_run_ticket_find_work (TroupeRunTicket *self,
                             guint            number)
{
  guint n_attempts;

  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), NULL);

  n_attempts = self->attempts != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->attempts)) : 0;
  for (guint i = n_attempts; i-- > 0;)
    {
      g_autoptr(TroupeAttempt) attempt = g_list_model_get_item (G_LIST_MODEL (self->attempts), i);

      /* The list holds it. */
      if (troupe_attempt_get_number (attempt) == number && troupe_attempt_get_tier (attempt) != TROUPE_TIER_QA)
        return attempt;
    }

  return NULL;
}

/**
 * troupe_run_ticket_add_attempt:
 * @self: the run ticket
 * @attempt: the attempt that begins
 *
 * Adds an attempt, which becomes the newest.
 */
void
troupe_run_ticket_add_attempt (TroupeRunTicket *self,
                               TroupeAttempt   *attempt)
{
  TroupeTier old_tier;

  g_return_if_fail (TROUPE_IS_RUN_TICKET (self));
  g_return_if_fail (TROUPE_IS_ATTEMPT (attempt));

  old_tier = troupe_run_ticket_get_tier (self);
  g_object_freeze_notify (G_OBJECT (self));
  g_list_store_append (ensure_attempts (self), attempt);
  if (g_set_object (&self->attempt, attempt))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ATTEMPT]);
  if (troupe_run_ticket_get_tier (self) != old_tier)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIER]);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * troupe_run_ticket_get_n_forgiven:
 * @self: the run ticket
 *
 * Gets how many of the first attempts of whoever does the work count no longer, because a person had the ticket done again after
 * them.
 *
 * Returns: the number of the last of them, or 0
 */
guint
troupe_run_ticket_get_n_forgiven (TroupeRunTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), 0);

  return self->n_forgiven;
}

/**
 * troupe_run_ticket_set_n_forgiven:
 * @self: the run ticket
 * @n_forgiven: the number of the last attempt that counts no longer, or 0
 *
 * Sets it. It is for counting and shows nowhere, so nothing is notified.
 */
void
troupe_run_ticket_set_n_forgiven (TroupeRunTicket *self,
                                  guint            n_forgiven)
{
  g_return_if_fail (TROUPE_IS_RUN_TICKET (self));

  self->n_forgiven = n_forgiven;
}

/*< private >
 * troupe_run_ticket_set_run:
 * @self: the run ticket
 * @run: (nullable): the run that counts it
 *
 * Says who is to be told when the ticket is finished.
 */
void
troupe_run_ticket_set_run (TroupeRunTicket *self,
                           TroupeRun       *run)
{
  self->run = run;
}
