/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-cli-run.h"
#include "troupe-cli-steer.h"
#include "troupe-cli-words.h"
#include "troupe-enum-types.h"

/* What the command line says of how a run is to go. */

#define MAX_JOBS 64

/**
 * troupe_cli_run_options_clear:
 * @self: options
 *
 * Frees what is in them.
 */
void
troupe_cli_run_options_clear (TroupeCliRunOptions *self)
{
  g_clear_pointer (&self->jobs, g_free);
  g_clear_pointer (&self->provider_jobs, g_free);
  g_clear_pointer (&self->step, g_free);
  g_clear_pointer (&self->budget, g_free);
  g_clear_pointer (&self->tools, g_free);
  g_clear_pointer (&self->words, g_strfreev);
  g_clear_pointer (&self->limits, troupe_budget_free);
}

/**
 * troupe_cli_run_options_parse:
 * @context: the context
 * @usage: what stands behind the command
 * @missing: the sentence for a missing argument
 * @settings: filled with what the command line says of values
 * @options: filled with what it says of the run
 * @arguments: (array zero-terminated=1): what stands behind the name of the command
 * @rest: (out) (transfer full): the one argument that is no option
 * @error: (optional): set on failure
 *
 * Reads how a run is to go.
 *
 * Returns: whether it can be read
 */
gboolean
troupe_cli_run_options_parse (TroupeCliContext      *context,
                              const char            *usage,
                              const char            *missing,
                              TroupeCliSettings     *settings,
                              TroupeCliRunOptions   *options,
                              char                 **arguments,
                              char                ***rest,
                              GError               **error)
{
  const GOptionEntry entries[] = {
    { "jobs", 0, 0, G_OPTION_ARG_FILENAME, &options->jobs, N_("How many tickets at once, at most"), N_("N") },
    { "provider-jobs", 0, 0, G_OPTION_ARG_FILENAME, &options->provider_jobs,
      N_("How many tickets may ask the same provider at once, at most"), N_("N") },
    { "step", 0, 0, G_OPTION_ARG_FILENAME, &options->step, N_("Begin paused, and step by tickets, model calls or tool calls"),
      N_("ticket|model|tool") },
    { "budget", 0, 0, G_OPTION_ARG_FILENAME, &options->budget,
      N_("Ask, or stop, when it is used up: tokens=N,cost=N,calls=N,minutes=N"), N_("BUDGET") },
    { "tools", 0, 0, G_OPTION_ARG_FILENAME, &options->tools, N_("The most that any tool may do, whatever else allows more"),
      N_("off|ask|auto") },
    { "no-review", 0, 0, G_OPTION_ARG_NONE, &options->is_unjudged, N_("Accept what workers come to, whoever is cast to judge it"), NULL },
    { "exact-model", 0, 0, G_OPTION_ARG_NONE, &options->is_exact,
      N_("Fail a ticket if another model answers than was asked for"), NULL },
    { options->can_do ? "do" : NULL, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->words,
      N_("First cancel, skip, retry, restore, accept, reject, edit, set or explain a ticket, as the words on standard input do; may be given several times"), N_("WORDS") },
    { NULL },
  };

  return troupe_cli_options_parse (context, usage, entries, settings, arguments, rest, error) &&
         troupe_cli_run_options_check (context, options, error) &&
         troupe_cli_options_expect (*rest, 1, missing, error);
}

/**
 * troupe_cli_run_options_check:
 * @context: the context
 * @options: what the command line says of the run
 * @error: (optional): set on failure
 *
 * Reads what the words of the options say.
 *
 * Returns: whether they can be read
 */
gboolean
troupe_cli_run_options_check (TroupeCliContext     *context,
                              TroupeCliRunOptions  *options,
                              GError              **error)
{
  g_autoptr(GError) local_error = NULL;
  gint64 number = 0;
  int ceiling = TROUPE_PERMISSION_AUTO;

  if (options->jobs != NULL && !g_ascii_string_to_signed (options->jobs, 10, 1, MAX_JOBS, &number, NULL))
    return troupe_cli_fail_usage (error, _("--jobs takes a number from 1 to %d."), MAX_JOBS);
  options->n_jobs = (guint) number;

  number = 0;
  if (options->provider_jobs != NULL && !g_ascii_string_to_signed (options->provider_jobs, 10, 1, MAX_JOBS, &number, NULL))
    return troupe_cli_fail_usage (error, _("--provider-jobs takes a number from 1 to %d."), MAX_JOBS);
  options->n_provider_jobs = (guint) number;

  if (options->step != NULL && !troupe_cli_words_parse_step (options->step, &options->step_kind))
    return troupe_cli_fail_usage (error, _("--step takes ticket, model or tool."));
  if (options->step != NULL && !troupe_cli_steer_has_person (troupe_cli_printer_is_json (context->printer)))
    return troupe_cli_fail_usage (error, _("--step needs somebody at a terminal, or --json and the word “step” on standard "
                                           "input."));

  if (options->tools != NULL && !troupe_enum_from_nick (TROUPE_TYPE_PERMISSION, options->tools, &ceiling))
    return troupe_cli_fail_usage (error, _("--tools takes off, ask or auto."));
  options->has_ceiling = options->tools != NULL;
  options->ceiling = (TroupePermission) ceiling;

  if (options->budget != NULL)
    options->limits = troupe_budget_new_from_text (options->budget, &local_error);

  return local_error == NULL || troupe_cli_fail_usage (error, "%s", local_error->message);
}
