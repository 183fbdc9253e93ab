/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-ticket-state.h"

/* States and tiers in words and shapes. Shapes differ, and a word is always
 * beside them: color is never the only carrier. */

static const struct
{
  const char *label;
  const char *icon_name;
  const char *css_class;
} states[] = {
  [TROUPE_TICKET_STATE_TODO] = { N_("To do"), "troupe-todo-symbolic", "dim-label" },
  [TROUPE_TICKET_STATE_READY] = { N_("Ready"), "troupe-ready-symbolic", "dim-label" },
  [TROUPE_TICKET_STATE_RUNNING] = { N_("Running"), "troupe-running-symbolic", "accent" },
  [TROUPE_TICKET_STATE_REVIEW] = { N_("In review"), "troupe-review-symbolic", "review" },
  [TROUPE_TICKET_STATE_COMPLETED] = { N_("Completed"), "troupe-completed-symbolic", "success" },
  [TROUPE_TICKET_STATE_FAILED] = { N_("Failed"), "troupe-failed-symbolic", "error" },
  [TROUPE_TICKET_STATE_BLOCKED] = { N_("Blocked"), "troupe-blocked-symbolic", "warning" },
  [TROUPE_TICKET_STATE_SKIPPED] = { N_("Skipped"), "troupe-skipped-symbolic", "dim-label" },
  [TROUPE_TICKET_STATE_CANCELLED] = { N_("Cancelled"), "troupe-cancelled-symbolic", "dim-label" },
};

static const char * const tiers[] = {
  [TROUPE_TIER_NONE] = "",
  [TROUPE_TIER_ORCHESTRATOR] = N_("Orchestrator"),
  [TROUPE_TIER_TECH_LEAD] = N_("Tech Lead"),
  [TROUPE_TIER_WORKER] = N_("Worker"),
  [TROUPE_TIER_QA] = N_("QA"),
};

/**
 * troupe_ticket_state_get_label:
 * @state: a state
 *
 * Returns: its translated name
 */
const char *
troupe_ticket_state_get_label (TroupeTicketState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), "");

  return _(states[state].label);
}

/**
 * troupe_ticket_state_get_icon_name:
 * @state: a state
 *
 * Returns: the name of its symbolic icon
 */
const char *
troupe_ticket_state_get_icon_name (TroupeTicketState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), "");

  return states[state].icon_name;
}

/**
 * troupe_ticket_state_get_css_class:
 * @state: a state
 *
 * Returns: the style class of its icon
 */
const char *
troupe_ticket_state_get_css_class (TroupeTicketState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), "");

  return states[state].css_class;
}

/**
 * troupe_tier_get_label:
 * @tier: a tier
 *
 * Returns: its translated name
 */
const char *
troupe_tier_get_label (TroupeTier tier)
{
  g_return_val_if_fail (tier < G_N_ELEMENTS (tiers), "");

  return *tiers[tier] != '\0' ? _(tiers[tier]) : "";
}
