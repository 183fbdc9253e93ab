/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-tool-table.h"

static const TroupeToolInfo tools[] = {
  { "read_file",    "files", N_("Reads a text file of the project") },
  { "list_files",   "files", N_("Lists the files of a folder") },
  { "search_files", "files", N_("Finds text in the project’s files") },
  { "write_file",   "files", N_("Makes a file or replaces it whole") },
  { "edit_file",    "files", N_("Replaces one passage of a file") },
  { "run_command",  "shell", N_("Runs a command in the project’s folder") },
};

/**
 * troupe_tool_table_get:
 * @n_tools: (out): how many there are
 *
 * Gets the tools that presets and bias profiles may name, in their neutral order.
 *
 * Descriptions are to be passed to gettext() before they are shown.
 *
 * Returns: (transfer none) (array length=n_tools): the table
 */
const TroupeToolInfo *
troupe_tool_table_get (guint *n_tools)
{
  g_return_val_if_fail (n_tools != NULL, NULL);

  *n_tools = G_N_ELEMENTS (tools);

  return tools;
}

/**
 * troupe_tool_table_find:
 * @name: a tool's name
 *
 * Finds a tool of the table.
 *
 * Returns: (transfer none) (nullable): its line, or %NULL if there is none
 */
const TroupeToolInfo *
troupe_tool_table_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      if (g_str_equal (tools[i].name, name))
        return &tools[i];
    }

  return NULL;
}
