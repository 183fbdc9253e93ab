/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-tool-category.h"

/* What people call the categories that tools are filed under. */

static const struct
{
  const char *category;
  const char *title;
} categories[] = {
  { "files", NC_("tools", "Files") },
  { "shell", NC_("tools", "Shell") },
};

/**
 * troupe_tool_category_dup_title:
 * @category: a category, as tool presets write it
 *
 * Says a category in words. One that nobody here knows is called what it is called.
 *
 * Returns: (transfer full): its title
 */
char *
troupe_tool_category_dup_title (const char *category)
{
  g_return_val_if_fail (category != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    {
      if (g_str_equal (categories[i].category, category))
        return g_strdup (g_dpgettext2 (GETTEXT_PACKAGE, "tools", categories[i].title));
    }

  if (g_str_has_prefix (category, "mcp:") && category[strlen ("mcp:")] != '\0')
    /* Translators: tools of a server that speaks the Model Context Protocol; %s is what somebody called it */
    return g_strdup_printf (_("MCP, %s"), category + strlen ("mcp:"));

  return g_strdup (category);
}
