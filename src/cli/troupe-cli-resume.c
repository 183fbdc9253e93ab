/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-cli-command.h"
#include "troupe-cli-goal.h"
#include "troupe-cli-run.h"
#include "troupe-cli-runs.h"
#include "troupe-planning.h"

/* troupectl resume: goes on with a run that was cut off, where it was cut off. */

/* A planning that was done may still have to be written. */
static gboolean
is_done (TroupeRun       *run,
         TroupeRunRecord *record)
{
  return troupe_run_record_is_over (record) &&
         (!troupe_planning_is_planning (troupe_run_get_track (run)) ||
          troupe_run_get_state (run) != TROUPE_RUN_STATE_COMPLETED);
}

/* The run and nobody else’s, or NULL with @error. */
static TroupeRun *
take (TroupeCliContext *context,
      const char       *name,
      gboolean          has_words,
      TroupeRunRecord **record,
      GError          **error)
{
  TroupeLedger *ledger = troupe_workspace_get_ledger (context->workspace);
  g_autoptr(TroupeRunRecord) found = troupe_cli_runs_find (context, name, error);
  g_autoptr(TroupeRun) run = NULL;

  if (found == NULL || !troupe_ledger_take_run (ledger, found->id, error))
    return NULL;

  /* Whoever had it a moment ago may have brought it to its end. */
  run = troupe_cli_runs_load (context, found->id, record, error);
  if (run != NULL && is_done (run, *record) && (!has_words || troupe_planning_is_planning (troupe_run_get_track (run))))
    {
      if (troupe_planning_is_planning (troupe_run_get_track (run)))
        troupe_cli_fail_usage (error, _("The run %s came to its end, so there is nothing to go on with; if its track has a spec, "
                                        "use “troupectl plan TRACK --fill”."), found->id);
      else
        troupe_cli_fail_usage (error, _("The run %s came to its end, so there is nothing to go on with; run its track anew, or "
                                        "have a ticket done again with --do 'retry TICKET'."), found->id);
      g_clear_pointer (record, troupe_run_record_free);
      troupe_ledger_release_run (ledger, found->id);
      return NULL;
    }

  return g_steal_pointer (&run);
}

/**
 * troupe_cli_run_resume:
 * @context: the context
 * @arguments: (array zero-terminated=1): what stands behind the name of the command
 *
 * Runs “troupectl resume”, which goes on with a run.
 *
 * Returns: how it ended; what failed is said already
 */
TroupeCliStatus
troupe_cli_run_resume (TroupeCliContext  *context,
                       char             **arguments)
{
  g_auto(TroupeCliSettings) settings = { NULL };
  g_auto(TroupeCliRunOptions) options = { .can_do = TRUE };
  g_auto(GStrv) rest = NULL;
  g_autoptr(TroupeRun) run = NULL;
  g_autoptr(TroupeRunRecord) record = NULL;
  g_autoptr(TroupeConductor) conductor = NULL;
  g_autoptr(GError) error = NULL;
  const char *last_resort_id;

  if (!troupe_cli_run_options_parse (context, _("RUN"), _("Which run? Name it by its id, the beginning of it, or “last”."),
                                     &settings, &options, arguments, &rest, &error) ||
      troupe_cli_context_open (context, &error) == NULL ||
      !troupe_cli_context_check_settings (context, &error) ||
      (settings.persona != NULL && troupe_cli_context_find_persona (context, settings.persona, &error) == NULL))
    return troupe_cli_context_fail (context, error);

  run = take (context, rest[0], options.words != NULL, &record, &error);
  if (run == NULL)
    return troupe_cli_context_fail (context, error);

  troupe_cli_settings_keep_provider (&settings, troupe_run_get_terms (run));
  conductor = troupe_workspace_restore_conductor (context->workspace, run, record);
  last_resort_id = settings.persona != NULL ? settings.persona
                   : record->last_resort != NULL ? record->last_resort : TROUPE_CLI_LAST_RESORT;
  if (!troupe_cli_run_prepare (context, &settings, &options, conductor, last_resort_id, &error))
    return troupe_cli_context_fail (context, error);
  if (troupe_planning_is_planning (troupe_run_get_track (run)))
    return troupe_cli_goal_resume (context, &options, conductor, troupe_run_record_is_over (record));
  if (!troupe_cli_run_perform (context, &options, conductor, &error))
    return troupe_cli_context_fail (context, error);

  return TROUPE_CLI_STATUS_DONE;
}
