/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "troupe-budget.h"
#include "troupe-engine-error.h"

#define US_PER_MINUTE (60.0 * G_USEC_PER_SEC)

typedef enum
{
  TOKENS,
  COST,
  CALLS,
  MINUTES,
  N_KINDS,
} Kind;

static const char * const names[N_KINDS] = { "tokens", "cost", "calls", "minutes" };

/**
 * TroupeBudget:
 *
 * What a run may use: tokens, money, calls of models, and minutes. Pure: it is told what was used and how long it took.
 *
 * What nobody knows counts as nothing, and is told: a budget that can't be kept is no budget.
 */
struct _TroupeBudget
{
  double limits[N_KINDS];  /* INFINITY where there is none */
  double first[N_KINDS];   /* what the limits were at first */
  double used[N_KINDS];    /* minutes are not here, they are told at each check */
  guint  n_unknown[N_KINDS];
};

static double
get_used (TroupeBudget *self,
          Kind          kind,
          gint64        elapsed_us)
{
  return kind == MINUTES ? (double) elapsed_us / US_PER_MINUTE : self->used[kind];
}

static gboolean
is_used_up (TroupeBudget *self,
            Kind          kind,
            gint64        elapsed_us)
{
  return get_used (self, kind, elapsed_us) >= self->limits[kind];
}

static gboolean
parse_part (TroupeBudget  *self,
            const char    *part,
            GError       **error)
{
  g_auto(GStrv) sides = g_strsplit (part, "=", 2);

  for (Kind kind = TOKENS; sides[0] != NULL && sides[1] != NULL && kind < N_KINDS; kind++)
    {
      char *end = NULL;
      double limit;

      if (!g_str_equal (g_strstrip (sides[0]), names[kind]))
        continue;

      limit = g_ascii_strtod (g_strstrip (sides[1]), &end);
      if (*sides[1] == '\0' || *end != '\0' || !isfinite (limit) || limit <= 0)
        break;
      self->limits[kind] = limit;
      self->first[kind] = limit;
      return TRUE;
    }

  g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY,
               _("“%s” is no budget; write tokens=N, cost=N, calls=N or minutes=N, with commas between and each above 0."),
               part);
  return FALSE;
}

/**
 * troupe_budget_new_from_text:
 * @text: such as `tokens=20000,minutes=5`
 * @error: (optional): set on failure
 *
 * Reads a budget. Money is in US dollars, as prices of models are.
 *
 * Fails with %TROUPE_ENGINE_ERROR_POLICY, and says what can be written.
 *
 * Returns: (transfer full) (nullable): the budget, of which nothing is used
 */
TroupeBudget *
troupe_budget_new_from_text (const char  *text,
                             GError     **error)
{
  g_autoptr(TroupeBudget) self = g_new0 (TroupeBudget, 1);
  g_auto(GStrv) parts = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  for (Kind kind = TOKENS; kind < N_KINDS; kind++)
    self->limits[kind] = INFINITY;

  parts = g_strsplit (*text != '\0' ? text : " ", ",", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (!parse_part (self, parts[i], error))
        return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * troupe_budget_to_text:
 * @self: a budget
 *
 * Writes what it was at first, whatever was used of it or granted since.
 *
 * Returns: (transfer full): text that troupe_budget_new_from_text() reads
 */
char *
troupe_budget_to_text (TroupeBudget *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (Kind kind = TOKENS; kind < N_KINDS; kind++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      if (self->first[kind] > 0)
        g_string_append_printf (text, "%s%s=%s", text->len > 0 ? "," : "", names[kind],
                                g_ascii_dtostr (number, sizeof number, self->first[kind]));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * troupe_budget_free:
 * @self: (transfer full): a budget
 *
 * Frees it.
 */
void
troupe_budget_free (TroupeBudget *self)
{
  g_free (self);
}

/**
 * troupe_budget_get_limits_cost:
 * @self: a budget
 *
 * Gets whether it says how much money may be used.
 *
 * Returns: whether it does
 */
gboolean
troupe_budget_get_limits_cost (TroupeBudget *self)
{
  return isfinite (self->limits[COST]);
}

/**
 * troupe_budget_add_call:
 * @self: a budget
 *
 * Says that a model is asked.
 */
void
troupe_budget_add_call (TroupeBudget *self)
{
  self->used[CALLS]++;
}

/**
 * troupe_budget_add_usage:
 * @self: a budget
 * @usage: what an answer used
 * @cost: what it cost, in US dollars, or %NAN if nobody knows
 *
 * Adds what an answer used. Tokens of a cache count like others.
 */
void
troupe_budget_add_usage (TroupeBudget      *self,
                         const TroupeUsage *usage,
                         double             cost)
{
  if (usage->input < 0 && usage->output < 0)
    self->n_unknown[TOKENS]++;
  else
    self->used[TOKENS] += (double) (MAX (usage->input, 0) + MAX (usage->cache_read, 0) + MAX (usage->cache_write, 0) +
                                    MAX (usage->output, 0));

  if (isnan (cost))
    self->n_unknown[COST]++;
  else
    self->used[COST] += cost;
}

/**
 * troupe_budget_add_earlier:
 * @self: a budget
 * @n_calls: how many answers a model gave before
 * @usage: what they used together
 * @cost: what those cost whose cost is known, in US dollars
 * @n_costs: how many these are
 *
 * Adds what a run used before it was gone on with.
 */
void
troupe_budget_add_earlier (TroupeBudget      *self,
                           guint              n_calls,
                           const TroupeUsage *usage,
                           double             cost,
                           guint              n_costs)
{
  if (n_calls == 0)
    return;

  self->used[CALLS] += n_calls;
  troupe_budget_add_usage (self, usage, n_costs > 0 ? cost : NAN);
  if (n_costs > 0 && n_costs < n_calls)
    self->n_unknown[COST]++;
}

static char *
describe_used_up (TroupeBudget *self,
                  Kind          kind)
{
  double limit = self->limits[kind];

  switch (kind)
    {
    case TOKENS:
      return g_strdup_printf (_("The budget of %.0f tokens is used up; go on with as much again, or stop."), limit);
    case COST:
      return g_strdup_printf (_("The budget of $%.2f is used up; go on with as much again, or stop."), limit);
    case CALLS:
      return g_strdup_printf (_("The budget of %.0f model calls is used up; go on with as much again, or stop."), limit);
    case MINUTES:
    case N_KINDS:
    default:
      return g_strdup_printf (_("The budget of %g minutes is used up; go on with as much again, or stop."), limit);
    }
}

/**
 * troupe_budget_check:
 * @self: a budget
 * @elapsed_us: how long the run has been going, in microseconds
 *
 * Says whether the run has to ask before it goes on.
 *
 * Returns: (transfer full) (nullable): why, in one sentence for people, or %NULL if it may go on
 */
char *
troupe_budget_check (TroupeBudget *self,
                     gint64        elapsed_us)
{
  for (Kind kind = TOKENS; kind < N_KINDS; kind++)
    {
      if (is_used_up (self, kind, elapsed_us))
        return describe_used_up (self, kind);
    }

  if (self->n_unknown[COST] > 0 && isfinite (self->limits[COST]))
    return g_strdup_printf (_("Nobody knows what the answers cost, so the budget of $%.2f can't be kept; go on without it, or "
                              "stop."), self->limits[COST]);
  if (self->n_unknown[TOKENS] > 0 && isfinite (self->limits[TOKENS]))
    return g_strdup_printf (_("The server does not say how many tokens it uses, so the budget of %.0f tokens can't be kept; "
                              "go on without it, or stop."), self->limits[TOKENS]);

  return NULL;
}

/**
 * troupe_budget_get_left_us:
 * @self: a budget
 * @elapsed_us: how long the run has been going, in microseconds
 *
 * Says when to check again if nothing else happens.
 *
 * Returns: microseconds until the minutes are used up, 0 if they are, or -1 without such a limit
 */
gint64
troupe_budget_get_left_us (TroupeBudget *self,
                           gint64        elapsed_us)
{
  if (!isfinite (self->limits[MINUTES]))
    return -1;

  return MAX ((gint64) (self->limits[MINUTES] * US_PER_MINUTE) - elapsed_us, 0);
}

/**
 * troupe_budget_extend:
 * @self: a budget
 * @elapsed_us: how long the run has been going, in microseconds
 *
 * Lets the run go on: of what is used up there is as much again, and what can't be kept is given up.
 */
void
troupe_budget_extend (TroupeBudget *self,
                      gint64        elapsed_us)
{
  for (Kind kind = TOKENS; kind < N_KINDS; kind++)
    {
      if (is_used_up (self, kind, elapsed_us))
        self->limits[kind] = MAX (self->limits[kind], get_used (self, kind, elapsed_us)) + self->first[kind];
      if (self->n_unknown[kind] > 0)
        self->limits[kind] = INFINITY;
    }
}
