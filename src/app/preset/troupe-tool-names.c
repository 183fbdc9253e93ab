/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-tool-category.h"
#include "troupe-tool-names.h"

/* The names that presets and profiles are edited by: those of the table in its order, then what else a file has. */

static void
add_once (GPtrArray  *names,
          const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (g_str_equal (g_ptr_array_index (names, i), name))
      return;

  g_ptr_array_add (names, g_strdup (name));
}

static char **
finish (GPtrArray          *names,
        const char * const *others)
{
  for (guint i = 0; others != NULL && others[i] != NULL; i++)
    add_once (names, others[i]);
  g_ptr_array_add (names, NULL);

  return (char **) g_ptr_array_free (names, FALSE);
}

/**
 * troupe_tool_names_list_tools:
 * @category: (nullable): a category, or %NULL for the tools of all
 * @others: (nullable) (array zero-terminated=1): what a file names
 *
 * Returns: (transfer full) (array zero-terminated=1): the tools that are known here, then the rest of @others
 */
char **
troupe_tool_names_list_tools (const char         *category,
                              const char * const *others)
{
  GPtrArray *names = g_ptr_array_new ();
  guint n_tools;
  const TroupeToolInfo *tools = troupe_tool_table_get (&n_tools);

  for (guint i = 0; i < n_tools; i++)
    if (category == NULL || g_str_equal (tools[i].category, category))
      add_once (names, tools[i].name);

  return finish (names, others);
}

/**
 * troupe_tool_names_list_categories:
 * @others: (nullable) (array zero-terminated=1): what a file names
 *
 * Returns: (transfer full) (array zero-terminated=1): the categories that are known here, then the rest of @others
 */
char **
troupe_tool_names_list_categories (const char * const *others)
{
  GPtrArray *names = g_ptr_array_new ();
  guint n_tools;
  const TroupeToolInfo *tools = troupe_tool_table_get (&n_tools);

  for (guint i = 0; i < n_tools; i++)
    add_once (names, tools[i].category);

  return finish (names, others);
}

/**
 * troupe_tool_names_has_category:
 * @category: a category
 *
 * Returns: whether a tool that is known here is in it
 */
gboolean
troupe_tool_names_has_category (const char *category)
{
  g_auto(GStrv) known = troupe_tool_names_list_categories (NULL);

  return g_strv_contains ((const char * const *) known, category);
}

/**
 * troupe_tool_names_dup_note:
 * @info: (nullable): a tool, or %NULL if it is not known here
 * @has_category: whether to name its category too
 *
 * Returns: (transfer full): a line about the tool
 */
char *
troupe_tool_names_dup_note (const TroupeToolInfo *info,
                            gboolean              has_category)
{
  g_autofree char *category = NULL;

  if (info == NULL)
    /* Translators: of a tool that a file names */
    return g_strdup (_("Not known here"));
  if (!has_category)
    return g_strdup (_(info->description));

  category = troupe_tool_category_dup_title (info->category);

  /* Translators: a category of tools, and what one of them does */
  return g_strdup_printf (C_("tool", "%s: %s"), category, _(info->description));
}
