/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-clock.h"
#include "troupe-conductor-private.h"

/* What a run may use, and that it is paused and asks when that is used up. */

/* How long it has been going, without the time in which it was paused. */
static gint64
get_elapsed_us (TroupeConductor *self)
{
  return self->elapsed_us + (self->going_since_us > 0 ? troupe_clock_get_monotonic_us () - self->going_since_us : 0);
}

/* Returns whether the run may go on. */
static gboolean
check (TroupeConductor *self)
{
  g_autofree char *reason = self->budget != NULL ? troupe_budget_check (self->budget, get_elapsed_us (self)) : NULL;

  if (reason == NULL || self->task == NULL)
    return TRUE;

  if (!self->is_over_budget)
    {
      self->is_over_budget = TRUE;
      /* One that was paused anyhow says now why it can't just go on. */
      self->is_paused = FALSE;
      troupe_conductor_pause (self, reason);
    }

  return FALSE;
}

static gboolean
late_cb (gpointer user_data)
{
  TroupeConductor *self = user_data;

  self->budget_id = 0;
  check (self);

  return G_SOURCE_REMOVE;
}

/*< private >
 * troupe_conductor_budget_go:
 * @self: a conductor
 * @is_going: whether time passes
 *
 * Lets time pass, or stand still.
 */
void
troupe_conductor_budget_go (TroupeConductor *self,
                            gboolean         is_going)
{
  gint64 left_us;

  g_clear_handle_id (&self->budget_id, g_source_remove);
  self->elapsed_us = get_elapsed_us (self);
  self->going_since_us = is_going ? troupe_clock_get_monotonic_us () : 0;
  if (!is_going || self->budget == NULL)
    return;

  if (self->is_over_budget)
    troupe_budget_extend (self->budget, self->elapsed_us);
  self->is_over_budget = FALSE;

  left_us = troupe_budget_get_left_us (self->budget, self->elapsed_us);
  if (left_us >= 0)
    self->budget_id = g_timeout_add ((guint) MIN (left_us / 1000 + 1, G_MAXINT), late_cb, self);
}

/*< private >
 * troupe_conductor_budget_call:
 * @self: a conductor
 *
 * Says that a model is about to be asked; if there is nothing left for it, the run is paused.
 */
void
troupe_conductor_budget_call (TroupeConductor *self)
{
  check (self);
}

/*< private >
 * troupe_conductor_budget_count_call:
 * @self: a conductor
 *
 * Counts a call that is made now.
 */
void
troupe_conductor_budget_count_call (TroupeConductor *self)
{
  if (self->budget != NULL)
    troupe_budget_add_call (self->budget);
}

/*< private >
 * troupe_conductor_budget_round:
 * @answer: what a model said
 * @user_data: the #TroupeJob
 *
 * Counts what an answer used.
 */
void
troupe_conductor_budget_round (TroupeMessage *answer,
                               gpointer       user_data)
{
  TroupeJob *job = user_data;
  TroupeConductor *self = job->conductor;

  if (self->budget == NULL || troupe_message_get_model_served (answer) == NULL)
    return;

  troupe_budget_add_usage (self->budget, troupe_message_get_usage (answer), troupe_message_get_cost (answer));
}

/**
 * troupe_conductor_set_budget:
 * @self: a conductor that performs nothing now
 * @budget: (transfer full) (nullable): what the run may use, or %NULL for as much as it likes
 *
 * Sets it. When it is used up the run is paused and says so; troupe_conductor_resume() grants as much again.
 */
void
troupe_conductor_set_budget (TroupeConductor *self,
                             TroupeBudget    *budget)
{
  TroupeRunTerms *terms;

  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));
  g_return_if_fail (self->task == NULL);

  g_clear_pointer (&self->budget, troupe_budget_free);
  self->budget = budget;

  terms = troupe_run_get_terms (self->run);
  g_clear_pointer (&terms->budget, g_free);
  terms->budget = budget != NULL ? troupe_budget_to_text (budget) : NULL;
}

/**
 * troupe_conductor_get_is_over_budget:
 * @self: a conductor
 *
 * Gets whether the run is paused because its budget is used up, or can't be kept.
 *
 * Returns: whether it is
 */
gboolean
troupe_conductor_get_is_over_budget (TroupeConductor *self)
{
  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), FALSE);

  return self->is_over_budget;
}
