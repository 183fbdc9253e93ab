/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-cli-command.h"

/* A command is there because a line here names it. Each reads its own arguments, of which the first is its name. */
static const TroupeCliCommand commands[] = {
  { "ask", N_("Ask one question"), troupe_cli_run_ask },
  { "run", N_("Perform a track"), troupe_cli_run_run },
  { "resume", N_("Go on with a run that was cut off"), troupe_cli_run_resume },
  { "runs", N_("List, show and export the runs that there were"), troupe_cli_run_runs },
  { "plan", N_("Say in which order the tickets of a track can be done, and by whom"), troupe_cli_run_plan },
  { "explain", N_("Say which values are in force, and where they come from"), troupe_cli_run_explain },
  { "personas", N_("List, show, check, export and delete personas"), troupe_cli_run_personas },
  { "import", N_("Import presets and personas of old, and definitions from elsewhere"), troupe_cli_run_import },
  { "models", N_("Ask a provider which models it has"), troupe_cli_run_models },
  { "providers", N_("List and test the providers"), troupe_cli_run_providers },
};

/**
 * troupe_cli_command_find:
 * @name: what somebody typed
 *
 * Returns: (nullable): the command of that name
 */
const TroupeCliCommand *
troupe_cli_command_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (g_str_equal (commands[i].name, name))
        return &commands[i];
    }

  return NULL;
}

/**
 * troupe_cli_command_list:
 *
 * Lists the commands, a line each, for the help.
 *
 * Returns: (transfer full): the lines
 */
char *
troupe_cli_command_list (void)
{
  GString *list = g_string_new (_("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (list, "\n  %-10s %s", commands[i].name, _(commands[i].summary));

  g_string_append_printf (list, "\n\n%s", _("“troupectl COMMAND --help” tells more about a command."));
  return g_string_free (list, FALSE);
}
