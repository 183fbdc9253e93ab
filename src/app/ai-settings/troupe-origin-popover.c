/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-origin-popover.h"
#include "troupe-setting-text.h"

/*
 * The whole stack of one field: the value in force, what holds besides, what is shadowed struck out, and the layers that
 * say nothing.
 */

/* The width of a window that has a page beside the pane. */
#define ROOMY 700

static void
add_line (GtkGrid      *grid,
          int          *top,
          const char   *layer,
          const char   *which,
          const char   *value,
          const char   *style)
{
  GtkWidget *names = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *layer_label = gtk_label_new (layer);
  GtkWidget *value_label = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (layer_label), 0);
  gtk_box_append (GTK_BOX (names), layer_label);
  if (which != NULL)
    {
      GtkWidget *which_label = gtk_label_new (which);

      gtk_label_set_xalign (GTK_LABEL (which_label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (which_label), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (which_label), 24);
      gtk_widget_add_css_class (which_label, "caption");
      gtk_widget_add_css_class (which_label, "dim-label");
      gtk_box_append (GTK_BOX (names), which_label);
    }
  gtk_widget_set_hexpand (names, TRUE);

  gtk_label_set_xalign (GTK_LABEL (value_label), 1);
  gtk_label_set_ellipsize (GTK_LABEL (value_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (value_label), 20);
  gtk_widget_set_tooltip_text (value_label, value);
  gtk_widget_add_css_class (value_label, "numeric");
  gtk_widget_add_css_class (value_label, style);
  if (g_str_equal (style, "in-force"))
    gtk_widget_add_css_class (layer_label, style);
  if (g_str_equal (style, "shadowed"))
    {
      PangoAttrList *attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_strikethrough_new (TRUE));
      gtk_label_set_attributes (GTK_LABEL (value_label), attributes);
      pango_attr_list_unref (attributes);
      /* A line through the text is seen, not heard. */
      gtk_accessible_update_property (GTK_ACCESSIBLE (value_label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _("Shadowed"), -1);
    }

  gtk_grid_attach (grid, names, 0, *top, 1, 1);
  gtk_grid_attach (grid, value_label, 1, *top, 1, 1);
  *top += 1;
}

static const TroupeStatement *
find_statement (GPtrArray   *shadowed,
                TroupeLayer  layer,
                guint       *index)
{
  while (*index < shadowed->len)
    {
      const TroupeStatement *statement = g_ptr_array_index (shadowed, *index);

      if (statement->layer != layer)
        return NULL;
      *index += 1;
      return statement;
    }

  return NULL;
}

static GtkWidget *
create_stack (TroupeSettingRow *row)
{
  TroupeWorkspace *workspace = troupe_setting_row_get_workspace (row);
  TroupeResolver *resolver = troupe_setting_row_get_resolver (row);
  TroupeField field = troupe_setting_row_get_field (row);
  TroupeFieldState state = troupe_resolver_get_state (resolver, field);
  TroupeLayer in_force = troupe_resolver_get_origin_layer (resolver, field);
  g_autoptr(GPtrArray) shadowed = troupe_resolver_list_shadowed (resolver, field);
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  guint index = 0;
  int top = 0;

  gtk_grid_set_row_spacing (grid, 6);
  gtk_grid_set_column_spacing (grid, 18);

  if (state != TROUPE_FIELD_STATE_UNSET)
    {
      const char *origin = troupe_resolver_get_origin (resolver, field);
      g_autofree char *layer = troupe_setting_describe_layer (in_force, origin);
      g_autofree char *which = troupe_setting_describe_origin (workspace, in_force, origin);
      g_autofree char *value = troupe_setting_format (workspace, field, state,
                                                      state == TROUPE_FIELD_STATE_SET
                                                      ? troupe_resolver_get_value (resolver, field) : NULL);

      add_line (grid, &top, layer, which, value, "in-force");
    }

  for (int i = TROUPE_LAYER_SESSION; i >= TROUPE_LAYER_BUILT_IN; i--)
    {
      const TroupeStatement *statement;
      gboolean found = state != TROUPE_FIELD_STATE_UNSET && i == (int) in_force;

      while ((statement = find_statement (shadowed, i, &index)) != NULL)
        {
          g_autofree char *layer = troupe_setting_describe_layer (i, statement->origin);
          g_autofree char *which = troupe_setting_describe_origin (workspace, i, statement->origin);
          g_autofree char *value = troupe_setting_format (workspace, field, statement->state, &statement->value);

          add_line (grid, &top, layer, which, value, troupe_statement_is_sent_too (statement, field) ? "in-force" : "shadowed");
          found = TRUE;
        }

      /* The layers that every discussion has say so when they say nothing. */
      if (!found && (i <= TROUPE_LAYER_PROJECT || i == TROUPE_LAYER_PERSONA))
        {
          g_autofree char *layer = troupe_setting_describe_layer (i, NULL);

          add_line (grid, &top, layer, NULL, _("Not set"), "dim-label");
        }
    }

  return GTK_WIDGET (grid);
}

static void
close_popover (TroupeSettingRow *row)
{
  GtkWidget *popover = g_object_get_data (G_OBJECT (row), "origin-popover");

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
reset_cb (TroupeSettingRow *row)
{
  close_popover (row);
  troupe_setting_row_reset (row);
}

static void
lock_cb (TroupeSettingRow *row)
{
  TroupeResolver *resolver = troupe_setting_row_get_resolver (row);
  TroupeField field = troupe_setting_row_get_field (row);

  close_popover (row);
  if (resolver != NULL)
    troupe_setting_row_set_locked (row, !troupe_resolver_get_locked (resolver, field));
}

static void
omit_cb (TroupeSettingRow *row)
{
  close_popover (row);
  troupe_setting_row_omit (row);
}

/* A value to begin with, where no layer has one. */
static void
give_value_cb (TroupeSettingRow *row)
{
  g_auto(GValue) value = G_VALUE_INIT;

  close_popover (row);
  switch (troupe_setting_row_get_field (row))
    {
    case TROUPE_FIELD_TEMPERATURE:
    case TROUPE_FIELD_TOP_P:
      g_value_init (&value, G_TYPE_DOUBLE);
      g_value_set_double (&value, 1.0);
      break;

    case TROUPE_FIELD_MAX_OUTPUT_TOKENS:
      g_value_init (&value, G_TYPE_INT64);
      g_value_set_int64 (&value, 4096);
      break;

    case TROUPE_FIELD_REASONING_EFFORT:
      g_value_init (&value, G_TYPE_STRING);
      g_value_set_string (&value, "medium");
      break;

    case TROUPE_FIELD_PROVIDER:
    case TROUPE_FIELD_PREFERRED_MODELS:
    case TROUPE_FIELD_SYSTEM_PROMPT:
    case TROUPE_FIELD_PROMPT_PRESET_ID:
    case TROUPE_FIELD_TOOL_PRESET_ID:
    case TROUPE_FIELD_BIAS_PROFILE_ID:
    default:
      return;
    }

  troupe_setting_row_override (row, &value);
  gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
}

static void
add_button (GtkBox           *box,
            const char       *label,
            GCallback         callback,
            TroupeSettingRow *row)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_object (button, "clicked", callback, row, G_CONNECT_SWAPPED);
  gtk_box_append (box, button);
}

static GtkWidget *
create_buttons (TroupeSettingRow *row)
{
  TroupeResolver *resolver = troupe_setting_row_get_resolver (row);
  TroupeField field = troupe_setting_row_get_field (row);
  TroupeFieldState state = troupe_resolver_get_state (resolver, field);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  if (troupe_resolver_is_overridden (resolver, field))
    add_button (GTK_BOX (box), _("_Reset"), G_CALLBACK (reset_cb), row);
  if (troupe_field_can_be_omitted (field) && state != TROUPE_FIELD_STATE_SET)
    add_button (GTK_BOX (box), _("Send a _Value"), G_CALLBACK (give_value_cb), row);
  if (troupe_field_can_be_omitted (field) && state != TROUPE_FIELD_STATE_OMITTED)
    add_button (GTK_BOX (box), _("_Do Not Send"), G_CALLBACK (omit_cb), row);
  if (troupe_resolver_get_locked (resolver, field))
    add_button (GTK_BOX (box), _("Un_lock"), G_CALLBACK (lock_cb), row);
  else if (state != TROUPE_FIELD_STATE_UNSET)
    add_button (GTK_BOX (box), _("_Lock"), G_CALLBACK (lock_cb), row);

  return box;
}

/**
 * troupe_origin_popover_new:
 * @row: a row that is bound
 *
 * Makes a popover that shows how things are now; it is made anew each time it opens.
 *
 * Returns: (transfer floating): the popover
 */
GtkWidget *
troupe_origin_popover_new (TroupeSettingRow *row)
{
  const char *title = troupe_setting_get_title (troupe_setting_row_get_field (row));
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *title_label = gtk_label_new (title);

  gtk_widget_add_css_class (title_label, "heading");
  gtk_box_append (GTK_BOX (box), title_label);
  gtk_box_append (GTK_BOX (box), create_stack (row));
  gtk_box_append (GTK_BOX (box), create_buttons (row));
  gtk_widget_set_size_request (box, 270, -1);

  gtk_popover_set_child (GTK_POPOVER (popover), box);
  /* Beside the pane is the page, where there is room for both. */
  gtk_popover_set_position (GTK_POPOVER (popover),
                            gtk_widget_get_width (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (row)))) >= ROOMY
                            ? GTK_POS_LEFT : GTK_POS_BOTTOM);
  gtk_widget_add_css_class (popover, "origin");
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data (G_OBJECT (row), "origin-popover", popover);

  return popover;
}
