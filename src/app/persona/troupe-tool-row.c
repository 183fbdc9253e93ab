/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-column-layout.h"
#include "troupe-tool-category.h"
#include "troupe-tool-row.h"

/**
 * TroupeToolRow:
 *
 * What an agent may do with one tool, and how strongly it leans to it. A row to read; nothing is changed here.
 */

struct _TroupeToolRow
{
  GtkListBoxRow  parent_instance;

  /* Template References */
  GtkWidget     *cells;
  GtkLabel      *name_label;
  GtkLabel      *category_label;
  GtkLabel      *leaning_label;
  GtkLevelBar   *bar;
  GtkLabel      *weight_label;
  GtkWidget     *permission_box;
  GtkImage      *permission_image;
  GtkLabel      *permission_label;
};

G_DEFINE_FINAL_TYPE (TroupeToolRow, troupe_tool_row, GTK_TYPE_LIST_BOX_ROW)

static const struct
{
  const char *label;
  const char *icon_name;
} permissions[] = {
  /* Translators: a permission: an agent does not have the tool */
  [TROUPE_PERMISSION_OFF] = { NC_("permission", "Off"), "action-unavailable-symbolic" },
  /* Translators: a permission: somebody is asked before the tool is used */
  [TROUPE_PERMISSION_ASK] = { NC_("permission", "Ask"), "dialog-question-symbolic" },
  /* Translators: a permission: the tool is used without asking */
  [TROUPE_PERMISSION_AUTO] = { NC_("permission", "Auto"), "object-select-symbolic" },
};

/**
 * troupe_permission_get_label:
 * @permission: a permission
 *
 * Returns: (transfer none): what people call it
 */
const char *
troupe_permission_get_label (TroupePermission permission)
{
  g_return_val_if_fail ((guint) permission < G_N_ELEMENTS (permissions), "");

  return g_dpgettext2 (GETTEXT_PACKAGE, "permission", permissions[permission].label);
}

/**
 * troupe_permission_get_icon_name:
 * @permission: a permission
 *
 * Returns: (transfer none): the name of its symbolic icon
 */
const char *
troupe_permission_get_icon_name (TroupePermission permission)
{
  g_return_val_if_fail ((guint) permission < G_N_ELEMENTS (permissions), NULL);

  return permissions[permission].icon_name;
}

static const char *
get_leaning_label (const TroupeStrategyEntry *entry)
{
  switch (troupe_strategy_entry_get_leaning (entry))
    {
    case TROUPE_LEANING_PREFERRED:
      /* Translators: of a tool that an agent should reach for first */
      return _("Preferred");

    case TROUPE_LEANING_LAST_RESORT:
      /* Translators: of a tool that an agent should use only when no other does */
      return _("Last resort");

    case TROUPE_LEANING_NONE:
    default:
      return "";
    }
}

static void
troupe_tool_row_class_init (TroupeToolRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/persona/troupe-tool-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeToolRow, cells);
  gtk_widget_class_bind_template_child (widget_class, TroupeToolRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeToolRow, category_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeToolRow, leaning_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeToolRow, bar);
  gtk_widget_class_bind_template_child (widget_class, TroupeToolRow, weight_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeToolRow, permission_box);
  gtk_widget_class_bind_template_child (widget_class, TroupeToolRow, permission_image);
  gtk_widget_class_bind_template_child (widget_class, TroupeToolRow, permission_label);
}

static void
troupe_tool_row_init (TroupeToolRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->cells, g_object_new (TROUPE_TYPE_COLUMN_LAYOUT, NULL));

  gtk_level_bar_set_max_value (self->bar, TROUPE_BIAS_MAXIMUM);
  /* By themselves they would color a weight, as if little of it were bad. */
  gtk_level_bar_remove_offset_value (self->bar, GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (self->bar, GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (self->bar, GTK_LEVEL_BAR_OFFSET_FULL);
}

/**
 * troupe_tool_row_new:
 * @columns: what keeps the cells of all rows as wide as each other
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
troupe_tool_row_new (const TroupeToolColumns *columns)
{
  TroupeToolRow *self = g_object_new (TROUPE_TYPE_TOOL_ROW, NULL);

  gtk_size_group_add_widget (columns->leanings, GTK_WIDGET (self->leaning_label));
  gtk_size_group_add_widget (columns->weights, GTK_WIDGET (self->weight_label));
  gtk_size_group_add_widget (columns->permissions, self->permission_box);

  return GTK_WIDGET (self);
}

/**
 * troupe_tool_row_set_entry:
 * @self: the row
 * @entry: a tool; a "*" stands for all that have no row of their own
 * @is_offered: whether models are told of it
 *
 * Shows a tool.
 */
void
troupe_tool_row_set_entry (TroupeToolRow             *self,
                           const TroupeStrategyEntry *entry,
                           gboolean                   is_offered)
{
  gboolean is_rest = g_str_equal (entry->tool, "*");
  const char *name = is_rest ? _("All other tools") : entry->tool;
  const char *leaning = is_offered ? get_leaning_label (entry) : "";
  const char *permission = troupe_permission_get_label (entry->permission);
  g_autofree char *category = troupe_tool_category_dup_title (entry->category);
  g_autofree char *weight = g_strdup_printf ("%.3g", entry->weight);
  g_autofree char *spoken = NULL;

  if (*leaning != '\0')
    /* Translators: a tool in words: its name, its category, its permission, its weight, "Preferred" or "Last resort" */
    spoken = g_strdup_printf (_("%s, %s, %s, weight %s, %s"), name, category, permission, weight, leaning);
  else
    /* Translators: a tool in words: its name, its category, its permission and its weight */
    spoken = g_strdup_printf (_("%s, %s, %s, weight %s"), name, category, permission, weight);

  gtk_label_set_label (self->name_label, name);
  if (is_rest)
    gtk_widget_remove_css_class (GTK_WIDGET (self->name_label), "monospace");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->name_label), "monospace");
  gtk_label_set_label (self->category_label, category);
  gtk_label_set_label (self->leaning_label, leaning);
  gtk_level_bar_set_value (self->bar, CLAMP (entry->weight, 0, TROUPE_BIAS_MAXIMUM));
  gtk_widget_set_opacity (GTK_WIDGET (self->bar), is_offered ? 1 : 0);
  /* A weight of 0 is why an allowed tool is not offered; that of one which is off says nothing. */
  gtk_label_set_label (self->weight_label, is_offered || entry->permission != TROUPE_PERMISSION_OFF ? weight : "–");
  gtk_image_set_from_icon_name (self->permission_image, troupe_permission_get_icon_name (entry->permission));
  gtk_label_set_label (self->permission_label, permission);

  if (is_offered)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "withheld");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "withheld");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
