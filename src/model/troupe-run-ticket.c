/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enum-types.h"
#include "troupe-model-private.h"
#include "troupe-run.h"

/**
 * TroupeRunTicket:
 *
 * What becomes of a ticket in a run: its state and why, who performs it, and
 * the attempts.
 */
struct _TroupeRunTicket
{
  GObject            parent_instance;

  TroupeTicket      *ticket;      /* (owned) */
  TroupePersona     *persona;     /* (owned) (nullable) */
  char              *reason;      /* (nullable) */
  GListStore        *attempts;    /* (element-type TroupeAttempt) */
  TroupeTicketState  state;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_REASON,
  PROP_PERSONA,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeRunTicket, troupe_run_ticket, G_TYPE_OBJECT)

static void
troupe_run_ticket_finalize (GObject *object)
{
  TroupeRunTicket *self = TROUPE_RUN_TICKET (object);

  g_clear_object (&self->ticket);
  g_clear_object (&self->persona);
  g_clear_object (&self->attempts);
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
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;

    case PROP_PERSONA:
      g_value_set_object (value, self->persona);
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

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, TROUPE_TYPE_TICKET_STATE, TROUPE_TICKET_STATE_TODO,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PERSONA] = g_param_spec_object ("persona", NULL, NULL, TROUPE_TYPE_PERSONA,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_run_ticket_init (TroupeRunTicket *self)
{
  self->attempts = g_list_store_new (TROUPE_TYPE_ATTEMPT);
}

/**
 * troupe_run_ticket_new:
 * @ticket: a ticket
 *
 * Returns: (transfer full): the ticket as something still to do
 */
TroupeRunTicket *
troupe_run_ticket_new (TroupeTicket *ticket)
{
  TroupeRunTicket *self = g_object_new (TROUPE_TYPE_RUN_TICKET, NULL);

  self->ticket = g_object_ref (ticket);
  return self;
}

/**
 * troupe_run_ticket_get_ticket:
 * @self: a ticket of a run
 *
 * Returns: (transfer none): what should be done
 */
TroupeTicket *
troupe_run_ticket_get_ticket (TroupeRunTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), NULL);

  return self->ticket;
}

/**
 * troupe_run_ticket_get_state:
 * @self: a ticket of a run
 *
 * Returns: its state
 */
TroupeTicketState
troupe_run_ticket_get_state (TroupeRunTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), TROUPE_TICKET_STATE_TODO);

  return self->state;
}

/**
 * troupe_run_ticket_set_state:
 * @self: a ticket of a run
 * @state: its state
 */
void
troupe_run_ticket_set_state (TroupeRunTicket   *self,
                             TroupeTicketState  state)
{
  g_return_if_fail (TROUPE_IS_RUN_TICKET (self));

  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * troupe_run_ticket_get_reason:
 * @self: a ticket of a run
 *
 * Returns: (nullable): why it is in its state, for people
 */
const char *
troupe_run_ticket_get_reason (TroupeRunTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), NULL);

  return self->reason;
}

/**
 * troupe_run_ticket_set_reason:
 * @self: a ticket of a run
 * @reason: (nullable): why it is in its state, for people
 */
void
troupe_run_ticket_set_reason (TroupeRunTicket *self,
                              const char      *reason)
{
  g_return_if_fail (TROUPE_IS_RUN_TICKET (self));

  if (troupe_replace_string (&self->reason, reason))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
}

/**
 * troupe_run_ticket_get_tier:
 * @self: a ticket of a run
 *
 * Returns: the tier of its last attempt; tickets are the workers'
 */
TroupeTier
troupe_run_ticket_get_tier (TroupeRunTicket *self)
{
  TroupeAttempt *attempt = troupe_run_ticket_get_attempt (self);

  return attempt != NULL ? troupe_attempt_get_tier (attempt) : TROUPE_TIER_WORKER;
}

/**
 * troupe_run_ticket_get_persona:
 * @self: a ticket of a run
 *
 * Returns: (transfer none) (nullable): who performs it, or will
 */
TroupePersona *
troupe_run_ticket_get_persona (TroupeRunTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), NULL);

  return self->persona;
}

/**
 * troupe_run_ticket_set_persona:
 * @self: a ticket of a run
 * @persona: (nullable): who performs it
 */
void
troupe_run_ticket_set_persona (TroupeRunTicket *self,
                               TroupePersona   *persona)
{
  g_return_if_fail (TROUPE_IS_RUN_TICKET (self));

  if (g_set_object (&self->persona, persona))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSONA]);
}

/**
 * troupe_run_ticket_list_attempts:
 * @self: a ticket of a run
 *
 * Returns: (transfer none): a list of #TroupeAttempt, the first one first
 */
GListModel *
troupe_run_ticket_list_attempts (TroupeRunTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), NULL);

  return G_LIST_MODEL (self->attempts);
}

/**
 * troupe_run_ticket_get_attempt:
 * @self: a ticket of a run
 *
 * Returns: (transfer none) (nullable): the last attempt
 */
TroupeAttempt *
troupe_run_ticket_get_attempt (TroupeRunTicket *self)
{
  guint n_attempts;
  g_autoptr(TroupeAttempt) attempt = NULL;

  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (self), NULL);

  n_attempts = g_list_model_get_n_items (G_LIST_MODEL (self->attempts));
  if (n_attempts == 0)
    return NULL;

  /* The list keeps it. */
  attempt = g_list_model_get_item (G_LIST_MODEL (self->attempts), n_attempts - 1);
  return attempt;
}

/**
 * troupe_run_ticket_add_attempt:
 * @self: a ticket of a run
 * @attempt: the next attempt
 */
void
troupe_run_ticket_add_attempt (TroupeRunTicket *self,
                               TroupeAttempt   *attempt)
{
  g_return_if_fail (TROUPE_IS_RUN_TICKET (self));

  g_list_store_append (self->attempts, attempt);
}
