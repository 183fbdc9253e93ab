/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-approval-private.h"

/**
 * TroupeApproval:
 *
 * One question to a person: may this tool be used, with these arguments? And what came of it, with who decided.
 *
 * A persona made the arguments up, so they are to be shown as they are and believed in nothing.
 */
struct _TroupeApproval
{
  GObject               parent_instance;

  /* Input */
  char                 *run_id;       /* (owned) */
  char                 *ticket_id;    /* (owned) (nullable) */
  char                 *persona_id;   /* (owned) (nullable) */
  char                 *category;     /* (owned) */
  char                 *tool;         /* (owned) */
  JsonNode             *arguments;    /* (owned) */
  char                 *rule;         /* (owned) */
  gint64                asked_us;
  gint64                deadline_us;

  /* What Came Of It */
  TroupeApprovalAnswer  answer;
  TroupeDecider         decider;
  char                 *decider_rule; /* (owned) (nullable) */
  char                 *reason;       /* (owned) (nullable) */
};

enum
{
  PROP_0,
  PROP_ALLOWED,
  PROP_PENDING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeApproval, troupe_approval, G_TYPE_OBJECT)

static void
troupe_approval_finalize (GObject *object)
{
  TroupeApproval *self = TROUPE_APPROVAL (object);

  g_free (self->run_id);
  g_free (self->ticket_id);
  g_free (self->persona_id);
  g_free (self->category);
  g_free (self->tool);
  g_clear_pointer (&self->arguments, json_node_unref);
  g_free (self->rule);
  g_free (self->decider_rule);
  g_free (self->reason);

  G_OBJECT_CLASS (troupe_approval_parent_class)->finalize (object);
}

static void
troupe_approval_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  TroupeApproval *self = TROUPE_APPROVAL (object);

  if (property_id == PROP_ALLOWED)
    g_value_set_boolean (value, troupe_approval_is_allowed (self));
  else if (property_id == PROP_PENDING)
    g_value_set_boolean (value, self->answer == TROUPE_APPROVAL_PENDING);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
troupe_approval_class_init (TroupeApprovalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = troupe_approval_finalize;
  object_class->get_property = troupe_approval_get_property;

  properties[PROP_ALLOWED] = g_param_spec_boolean ("allowed", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PENDING] = g_param_spec_boolean ("pending", NULL, NULL, TRUE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_approval_init (TroupeApproval *self)
{
}

/**
 * troupe_approval_new:
 * @run_id: which run asks
 * @ticket_id: (nullable): which ticket of it asks
 * @persona_id: (nullable): who performs the ticket
 * @category: the tool's category
 * @tool: the tool
 * @arguments: (transfer none): what it would be called with
 * @rule: which rule says that it is to be asked
 *
 * Makes a question that nobody was asked yet.
 *
 * Returns: (transfer full): the question
 */
TroupeApproval *
troupe_approval_new (const char *run_id,
                     const char *ticket_id,
                     const char *persona_id,
                     const char *category,
                     const char *tool,
                     JsonNode   *arguments,
                     const char *rule)
{
  TroupeApproval *self;

  g_return_val_if_fail (run_id != NULL, NULL);
  g_return_val_if_fail (category != NULL, NULL);
  g_return_val_if_fail (tool != NULL, NULL);
  g_return_val_if_fail (arguments != NULL, NULL);
  g_return_val_if_fail (rule != NULL, NULL);

  self = g_object_new (TROUPE_TYPE_APPROVAL, NULL);
  self->run_id = g_strdup (run_id);
  self->ticket_id = g_strdup (ticket_id);
  self->persona_id = g_strdup (persona_id);
  self->category = g_strdup (category);
  self->tool = g_strdup (tool);
  self->arguments = json_node_ref (arguments);
  self->rule = g_strdup (rule);

  return self;
}

/**
 * troupe_approval_get_run_id:
 * @self: a question
 *
 * Gets which run asks.
 *
 * Returns: the run's id
 */
const char *
troupe_approval_get_run_id (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), NULL);

  return self->run_id;
}

/**
 * troupe_approval_get_ticket_id:
 * @self: a question
 *
 * Gets which ticket asks.
 *
 * Returns: (nullable): the ticket's id
 */
const char *
troupe_approval_get_ticket_id (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), NULL);

  return self->ticket_id;
}

/**
 * troupe_approval_get_persona_id:
 * @self: a question
 *
 * Gets who wants to use the tool.
 *
 * Returns: (nullable): the persona's id
 */
const char *
troupe_approval_get_persona_id (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), NULL);

  return self->persona_id;
}

/**
 * troupe_approval_get_category:
 * @self: a question
 *
 * Gets the tool's category.
 *
 * Returns: the category
 */
const char *
troupe_approval_get_category (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), NULL);

  return self->category;
}

/**
 * troupe_approval_get_tool:
 * @self: a question
 *
 * Gets the tool.
 *
 * Returns: the tool's name
 */
const char *
troupe_approval_get_tool (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), NULL);

  return self->tool;
}

/**
 * troupe_approval_get_arguments:
 * @self: a question
 *
 * Gets what the tool would be called with.
 *
 * Returns: (transfer none): an object; it is not to be changed
 */
JsonNode *
troupe_approval_get_arguments (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), NULL);

  return self->arguments;
}

/**
 * troupe_approval_get_rule:
 * @self: a question
 *
 * Gets which rule says that it has to be asked, such as `preset:ask-first`.
 *
 * Returns: the rule
 */
const char *
troupe_approval_get_rule (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), NULL);

  return self->rule;
}

/**
 * troupe_approval_get_asked_us:
 * @self: a question
 *
 * Gets when it was asked.
 *
 * Returns: microseconds since 1970 in UTC; 0 before it is asked
 */
gint64
troupe_approval_get_asked_us (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), 0);

  return self->asked_us;
}

/**
 * troupe_approval_get_deadline_us:
 * @self: a question
 *
 * Gets when no answer comes to a denial.
 *
 * Returns: microseconds, by troupe_clock_get_monotonic_us(); 0 for never
 */
gint64
troupe_approval_get_deadline_us (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), 0);

  return self->deadline_us;
}

/**
 * troupe_approval_get_answer:
 * @self: a question
 *
 * Gets what was answered.
 *
 * Returns: the answer
 */
TroupeApprovalAnswer
troupe_approval_get_answer (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), TROUPE_APPROVAL_DENIED);

  return self->answer;
}

/**
 * troupe_approval_is_allowed:
 * @self: a question
 *
 * Says whether the tool may be used.
 *
 * Returns: %FALSE also while nobody has answered
 */
gboolean
troupe_approval_is_allowed (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), FALSE);

  return self->answer != TROUPE_APPROVAL_PENDING && self->answer != TROUPE_APPROVAL_DENIED;
}

/**
 * troupe_approval_get_decider:
 * @self: a question
 *
 * Gets who decided.
 *
 * Returns: who; %TROUPE_DECIDER_NOBODY before that
 */
TroupeDecider
troupe_approval_get_decider (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), TROUPE_DECIDER_NOBODY);

  return self->decider;
}

/**
 * troupe_approval_get_decider_rule:
 * @self: a question
 *
 * Gets which rule decided, where it was none of a person's answers to just this question.
 *
 * Returns: (nullable): the rule, or %NULL if a person decided just now
 */
const char *
troupe_approval_get_decider_rule (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), NULL);

  return self->decider_rule;
}

/**
 * troupe_approval_get_reason:
 * @self: a question
 *
 * Gets why a person denied it, in their words.
 *
 * Returns: (nullable): the reason
 */
const char *
troupe_approval_get_reason (TroupeApproval *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL (self), NULL);

  return self->reason;
}

/**
 * troupe_approval_answer_get_name:
 * @answer: an answer
 *
 * Names an answer as events do.
 *
 * Returns: `pending`, `allow-once`, `allow-ticket`, `allow-run` or `deny`
 */
const char *
troupe_approval_answer_get_name (TroupeApprovalAnswer answer)
{
  static const char * const names[] = { "pending", "allow-once", "allow-ticket", "allow-run", "deny" };

  g_return_val_if_fail ((guint) answer < G_N_ELEMENTS (names), NULL);

  return names[answer];
}

/**
 * troupe_decider_get_name:
 * @decider: who decides
 *
 * Names who decided as events do.
 *
 * Returns: `nobody`, `person`, `rule` or `clock`
 */
const char *
troupe_decider_get_name (TroupeDecider decider)
{
  static const char * const names[] = { "nobody", "person", "rule", "clock" };

  g_return_val_if_fail ((guint) decider < G_N_ELEMENTS (names), NULL);

  return names[decider];
}

/* Notes when it was asked, by the wall clock, and when time is up, by the monotonic one. */
void
troupe_approval_set_times (TroupeApproval *self,
                           gint64          asked_us,
                           gint64          deadline_us)
{
  self->asked_us = asked_us;
  self->deadline_us = deadline_us;
}

/* Decides it, once. */
void
troupe_approval_decide (TroupeApproval       *self,
                        TroupeApprovalAnswer  answer,
                        TroupeDecider         decider,
                        const char           *rule,
                        const char           *reason)
{
  g_return_if_fail (self->answer == TROUPE_APPROVAL_PENDING);

  self->answer = answer;
  self->decider = decider;
  self->decider_rule = g_strdup (rule);
  self->reason = g_strdup (reason);

  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PENDING]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ALLOWED]);
  g_object_thaw_notify (G_OBJECT (self));
}
