/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-cli-command.h"
#include "troupe-cli-options.h"
#include "troupe-cli-runs-show.h"
#include "troupe-cli-runs.h"
#include "troupe-cli-wait.h"

/* troupectl runs: what runs there were, how one went, and all that happened in it. */

typedef struct
{
  const char *name;
  guint       n_arguments;
  TroupeCliStatus (*run) (TroupeCliContext  *context,
                          char             **arguments);
} Action;

static GPtrArray *
list_records (TroupeCliContext  *context,
              GError           **error)
{
  TroupeLedger *ledger = troupe_workspace_get_ledger (context->workspace);
  g_autoptr(GAsyncResult) result = NULL;

  troupe_ledger_list_runs_async (ledger, troupe_ledger_get_project (ledger), NULL, troupe_cli_wait_cb, &result);
  troupe_cli_wait (&result);

  return troupe_ledger_list_runs_finish (ledger, result, error);
}

/**
 * troupe_cli_runs_find:
 * @context: the context, which is open
 * @name: the id of a run of the project, the beginning of one, or `last`
 * @error: (optional): set if there is none, or more than one
 *
 * Finds a run.
 *
 * Returns: (transfer full) (nullable): its record
 */
TroupeRunRecord *
troupe_cli_runs_find (TroupeCliContext  *context,
                      const char        *name,
                      GError           **error)
{
  g_autoptr(GPtrArray) records = list_records (context, error);
  TroupeRunRecord *found = NULL;

  if (records == NULL)
    return NULL;

  for (guint i = 0; i < records->len; i++)
    {
      TroupeRunRecord *record = g_ptr_array_index (records, i);

      if (g_str_equal (name, "last") || g_str_equal (name, record->id))
        return troupe_run_record_copy (record);
      if (*name == '\0' || !g_str_has_prefix (record->id, name))
        continue;
      if (found != NULL)
        {
          troupe_cli_fail_usage (error, _("More than one run begins with “%s”; write more of its id."), name);
          return NULL;
        }
      found = record;
    }

  if (found != NULL)
    return troupe_run_record_copy (found);

  if (records->len == 0)
    g_set_error_literal (error, TROUPE_CLI_ERROR, TROUPE_CLI_ERROR_BROKEN,
                         _("There was no run in this project; begin one with “troupectl run TRACK”."));
  else
    g_set_error (error, TROUPE_CLI_ERROR, TROUPE_CLI_ERROR_BROKEN,
                 _("There is no run “%s” in this project; “troupectl runs list” lists them."), name);
  return NULL;
}

/**
 * troupe_cli_runs_load:
 * @context: the context, which is open
 * @id: the id of a run
 * @record: (out) (transfer full) (nullable): what else is known of it
 * @error: (optional): set on failure
 *
 * Reads a run from the ledger.
 *
 * Returns: (transfer full) (nullable): the run
 */
TroupeRun *
troupe_cli_runs_load (TroupeCliContext  *context,
                      const char        *id,
                      TroupeRunRecord  **record,
                      GError           **error)
{
  TroupeLedger *ledger = troupe_workspace_get_ledger (context->workspace);
  g_autoptr(GAsyncResult) result = NULL;

  troupe_ledger_load_run_async (ledger, id, NULL, troupe_cli_wait_cb, &result);
  troupe_cli_wait (&result);

  return troupe_ledger_load_run_finish (ledger, result, record, error);
}

static TroupeCliStatus
list (TroupeCliContext  *context,
      char             **arguments)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = list_records (context, &error);

  if (records == NULL)
    return troupe_cli_context_fail (context, error);

  troupe_cli_runs_show_list (context, records);
  return TROUPE_CLI_STATUS_DONE;
}

static TroupeCliStatus
show (TroupeCliContext  *context,
      char             **arguments)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeRunRecord) found = troupe_cli_runs_find (context, arguments[0], &error);
  g_autoptr(TroupeRunRecord) record = NULL;
  g_autoptr(TroupeRun) run = NULL;

  if (found == NULL)
    return troupe_cli_context_fail (context, error);

  run = troupe_cli_runs_load (context, found->id, &record, &error);
  if (run == NULL || !troupe_cli_runs_show_one (context, run, record, &error))
    return troupe_cli_context_fail (context, error);

  return TROUPE_CLI_STATUS_DONE;
}

/* What “troupectl run --json” printed, whoever reads it. */
static TroupeCliStatus
export (TroupeCliContext  *context,
        char             **arguments)
{
  TroupeLedger *ledger = troupe_workspace_get_ledger (context->workspace);
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(TroupeRunRecord) found = troupe_cli_runs_find (context, arguments[0], &error);
  g_autoptr(GPtrArray) events = NULL;

  if (found != NULL)
    {
      troupe_ledger_list_events_async (ledger, found->id, NULL, troupe_cli_wait_cb, &result);
      troupe_cli_wait (&result);
      events = troupe_ledger_list_events_finish (ledger, result, &error);
    }
  if (events == NULL)
    return troupe_cli_context_fail (context, error);

  troupe_cli_runs_show_events (context, events);
  return TROUPE_CLI_STATUS_DONE;
}

static const Action actions[] = {
  { "list", 0, list },
  { "show", 1, show },
  { "export", 1, export },
};

static const Action *
find_action (char   **rest,
             GError **error)
{
  for (guint i = 0; rest[0] != NULL && i < G_N_ELEMENTS (actions); i++)
    {
      if (g_str_equal (rest[0], actions[i].name))
        return &actions[i];
    }

  if (rest[0] == NULL)
    troupe_cli_fail_usage (error, _("What about the runs? Use list, show or export."));
  else
    troupe_cli_fail_usage (error, _("“%s” can’t be done with runs; use list, show or export."), rest[0]);
  return NULL;
}

/**
 * troupe_cli_run_runs:
 * @context: the context
 * @arguments: (array zero-terminated=1): what stands behind the name of the command
 *
 * Runs “troupectl runs”, which lists, shows and exports the runs of a project.
 *
 * Returns: how it ended; what failed is said already
 */
TroupeCliStatus
troupe_cli_run_runs (TroupeCliContext  *context,
                     char             **arguments)
{
  g_auto(GStrv) rest = NULL;
  g_autoptr(GError) error = NULL;
  const Action *action;

  if (!troupe_cli_options_parse (context, _("list | show RUN | export RUN"), NULL, NULL, arguments, &rest, &error))
    return troupe_cli_context_fail (context, error);

  action = find_action (rest, &error);
  if (action == NULL ||
      !troupe_cli_options_expect (rest, action->n_arguments + 1,
                                  _("Which run? Name it by its id, the beginning of it, or “last”."), &error) ||
      troupe_cli_context_open (context, &error) == NULL)
    return troupe_cli_context_fail (context, error);

  return action->run (context, rest + 1);
}
