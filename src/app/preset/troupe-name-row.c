/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-name-row.h"

/**
 * TroupeNameRow:
 *
 * A line of a preset or profile: a name, and the control that says what is stated for it. It knows neither.
 */

struct _TroupeNameRow
{
  AdwActionRow  parent_instance;

  char         *name;      /* (owned) */
  char         *note;      /* (owned) (nullable) */
  GtkWidget    *control;
};

enum
{
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeNameRow, troupe_name_row, ADW_TYPE_ACTION_ROW)

static void
remove_clicked_cb (TroupeNameRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static gboolean
troupe_name_row_grab_focus (GtkWidget *widget)
{
  /* The control only holds what takes the focus. */
  return gtk_widget_grab_focus (gtk_widget_get_first_child (TROUPE_NAME_ROW (widget)->control));
}

static void
troupe_name_row_finalize (GObject *object)
{
  TroupeNameRow *self = TROUPE_NAME_ROW (object);

  g_free (self->name);
  g_free (self->note);

  G_OBJECT_CLASS (troupe_name_row_parent_class)->finalize (object);
}

static void
troupe_name_row_class_init (TroupeNameRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = troupe_name_row_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = troupe_name_row_grab_focus;

  /**
   * TroupeNameRow::removed:
   * @self: the row
   *
   * A person wants it gone.
   */
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
troupe_name_row_init (TroupeNameRow *self)
{
}

static void
add_remove_button (TroupeNameRow *self,
                   const char    *title)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  /* Translators: %s is the name of a tool or of a category of tools */
  g_autofree char *label = g_strdup_printf (_("Remove %s"), title);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
}

/**
 * troupe_name_row_new:
 * @name: what the file calls it
 * @title: what people read
 * @note: (nullable): a line below it
 * @control: (transfer floating): says what is stated
 * @is_removable: whether there is a button that removes it
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
troupe_name_row_new (const char *name,
                     const char *title,
                     const char *note,
                     GtkWidget  *control,
                     gboolean    is_removable)
{
  TroupeNameRow *self = g_object_new (TROUPE_TYPE_NAME_ROW, "use-markup", FALSE, "activatable", FALSE,
                                      "focusable", FALSE, NULL);

  self->name = g_strdup (name);
  self->note = g_strdup (note);
  self->control = control;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), note != NULL ? note : "");
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), control);
  if (is_removable)
    add_remove_button (self, title);

  return GTK_WIDGET (self);
}

/**
 * troupe_name_row_get_name:
 * @self: the row
 *
 * Returns: (transfer none): what the file calls it
 */
const char *
troupe_name_row_get_name (TroupeNameRow *self)
{
  g_return_val_if_fail (TROUPE_IS_NAME_ROW (self), NULL);

  return self->name;
}

/**
 * troupe_name_row_get_control:
 * @self: the row
 *
 * Returns: (transfer none): what says what is stated
 */
GtkWidget *
troupe_name_row_get_control (TroupeNameRow *self)
{
  g_return_val_if_fail (TROUPE_IS_NAME_ROW (self), NULL);

  return self->control;
}

/**
 * troupe_name_row_set_problem:
 * @self: the row
 * @problem: (nullable): what is wrong, in a sentence
 *
 * Shows @problem in the place of the note.
 */
void
troupe_name_row_set_problem (TroupeNameRow *self,
                             const char    *problem)
{
  g_return_if_fail (TROUPE_IS_NAME_ROW (self));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), problem != NULL ? problem : self->note != NULL ? self->note : "");
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}
