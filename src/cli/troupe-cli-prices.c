/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "troupe-budget.h"
#include "troupe-cli-prices.h"

/**
 * TroupeCliPrices:
 *
 * Whether a budget of money can be kept, said before a run begins: it can't where the price of a model is unknown.
 */
struct _TroupeCliPrices
{
  TroupeCliContext *context;   /* (unowned) */
  gboolean          is_wanted; /* whether there is a budget of money */
  GHashTable       *told;      /* (owned): of whom something was said, or nothing has to be */
};

/**
 * troupe_cli_prices_new:
 * @context: the context, which has to outlive it
 * @run: a run that has its budget
 *
 * Makes one that has said nothing yet.
 *
 * Returns: (transfer full): it
 */
TroupeCliPrices *
troupe_cli_prices_new (TroupeCliContext *context,
                       TroupeRun        *run)
{
  TroupeCliPrices *self = g_new0 (TroupeCliPrices, 1);
  const char *text = troupe_run_get_terms (run)->budget;
  g_autoptr(TroupeBudget) budget = text != NULL ? troupe_budget_new_from_text (text, NULL) : NULL;

  self->context = context;
  self->is_wanted = budget != NULL && troupe_budget_get_limits_cost (budget);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

/**
 * troupe_cli_prices_free:
 * @self: (transfer full): it
 *
 * Frees it.
 */
void
troupe_cli_prices_free (TroupeCliPrices *self)
{
  g_hash_table_unref (self->told);
  g_free (self);
}

/**
 * troupe_cli_prices_note:
 * @self: it
 * @resolver: says which model is asked first
 *
 * Says on standard error, once for each model, if there is a budget of money and nobody knows what the model costs.
 */
void
troupe_cli_prices_note (TroupeCliPrices *self,
                        TroupeResolver  *resolver)
{
  static const TroupeUsage probe = { .input = 1, .cache_read = -1, .cache_write = -1, .output = 1 };
  const char *provider_id = troupe_resolver_get_model_provider (resolver);
  const char *model = troupe_resolver_get_model (resolver);
  g_autofree char *key = NULL;
  TroupeProvider *provider;

  if (!self->is_wanted || provider_id == NULL || model == NULL)
    return;

  key = g_strdup_printf ("%s/%s", provider_id, model);
  if (!g_hash_table_add (self->told, g_steal_pointer (&key)))
    return;

  provider = troupe_provider_set_lookup (troupe_workspace_get_providers (self->context->workspace), provider_id, NULL);
  if (provider == NULL ||
      !isnan (troupe_provider_config_get_cost (troupe_provider_get_config (provider), model, NULL, &probe)))
    return;

  troupe_cli_printer_note (self->context->printer,
                           /* Translators: the name of a model, then the id of its provider */
                           _("The budget in money can't be watched for “%s” of %s, whose price is unknown; state it in providers.json, "
                             "or give a budget of tokens or calls."), model, provider_id);
}
