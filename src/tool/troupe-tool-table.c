/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-tool-table.h"
#include "files/troupe-list-files-tool.h"
#include "files/troupe-read-file-tool.h"
#include "files/troupe-search-files-tool.h"

/* A tool with no type is not there yet: presets may name it, but no model is offered it. */
static const TroupeToolInfo tools[] = {
  { "read_file",    "files", N_("Reads a text file of the project"),       TRUE,  troupe_read_file_tool_get_type },
  { "list_files",   "files", N_("Lists the files of a folder"),            TRUE,  troupe_list_files_tool_get_type },
  { "search_files", "files", N_("Finds text in the project’s files"),      TRUE,  troupe_search_files_tool_get_type },
  { "write_file",   "files", N_("Makes a file or replaces it whole"),      FALSE, NULL },
  { "edit_file",    "files", N_("Replaces one passage of a file"),         FALSE, NULL },
  { "run_command",  "shell", N_("Runs a command in the project’s folder"), FALSE, NULL },
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

/**
 * troupe_tool_table_create:
 * @name: a tool's name
 *
 * Makes a tool, if it is there.
 *
 * Returns: (transfer full) (nullable) (type TroupeTool): the tool, or %NULL if there is none or it is not there yet
 */
gpointer
troupe_tool_table_create (const char *name)
{
  const TroupeToolInfo *info = troupe_tool_table_find (name);

  return info != NULL && info->get_type != NULL ? g_object_new (info->get_type (), NULL) : NULL;
}
