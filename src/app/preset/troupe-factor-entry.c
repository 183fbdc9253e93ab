/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "troupe-factor-entry.h"

/**
 * TroupeFactorEntry:
 *
 * A number that may be left out: an empty entry states nothing, which counts as 1. What is typed counts at once; what is
 * no such number stays there, to be mended. The text is only replaced by another number, never by the same one.
 */

struct _TroupeFactorEntry
{
  GtkWidget  parent_instance;

  double     maximum;
  gboolean   is_stated;
  double     value;
  gboolean   is_wrong;
  guint      n_setting;

  GtkWidget *entry;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeFactorEntry, troupe_factor_entry, GTK_TYPE_WIDGET)

static gboolean
parse (TroupeFactorEntry *self,
       gboolean          *is_stated,
       double            *value)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  char *end = NULL;

  *is_stated = *text != '\0';
  *value = 1;
  if (!*is_stated)
    return TRUE;

  /* Both the person's own decimal sign and the point. */
  *value = g_strtod (text, &end);

  return *end == '\0' && isfinite (*value) && *value >= 0 && *value <= self->maximum;
}

static void
set_is_wrong (TroupeFactorEntry *self,
              gboolean           is_wrong)
{
  self->is_wrong = is_wrong;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               is_wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (is_wrong)
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
}

static void
text_changed_cb (TroupeFactorEntry *self)
{
  gboolean is_stated, is_right;
  double value;

  if (self->n_setting > 0)
    return;

  is_right = parse (self, &is_stated, &value);
  set_is_wrong (self, !is_right);
  if (is_right)
    {
      self->is_stated = is_stated;
      self->value = value;
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
troupe_factor_entry_dispose (GObject *object)
{
  g_clear_pointer (&TROUPE_FACTOR_ENTRY (object)->entry, gtk_widget_unparent);

  G_OBJECT_CLASS (troupe_factor_entry_parent_class)->dispose (object);
}

static void
troupe_factor_entry_class_init (TroupeFactorEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = troupe_factor_entry_dispose;

  /**
   * TroupeFactorEntry::changed:
   * @self: the entry
   *
   * A person typed. What stands there may be wrong.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  /* A presentation would hide what is in it from screen readers. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
troupe_factor_entry_init (TroupeFactorEntry *self)
{
  self->value = 1;
  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), "1");
  gtk_entry_set_input_purpose (GTK_ENTRY (self->entry), GTK_INPUT_PURPOSE_NUMBER);
  gtk_editable_set_alignment (GTK_EDITABLE (self->entry), 1.0);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 9);
  gtk_widget_add_css_class (self->entry, "numeric");
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * troupe_factor_entry_new:
 * @label: the accessible name
 * @maximum: the largest number that it takes; the smallest is 0
 *
 * Returns: (transfer floating): an entry that states nothing
 */
GtkWidget *
troupe_factor_entry_new (const char *label,
                         double      maximum)
{
  TroupeFactorEntry *self = g_object_new (TROUPE_TYPE_FACTOR_ENTRY, NULL);

  self->maximum = maximum;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);

  return GTK_WIDGET (self);
}

/**
 * troupe_factor_entry_get_value:
 * @self: the entry
 * @value: (out) (optional): what was set or typed last, or 1
 *
 * Returns: whether a number is stated
 */
gboolean
troupe_factor_entry_get_value (TroupeFactorEntry *self,
                               double            *value)
{
  g_return_val_if_fail (TROUPE_IS_FACTOR_ENTRY (self), FALSE);

  if (value != NULL)
    *value = self->value;

  return self->is_stated;
}

/**
 * troupe_factor_entry_set_value:
 * @self: the entry
 * @is_stated: whether there is a number
 * @value: the number
 *
 * Shows a number, unless it is shown, or was before something wrong was typed. #TroupeFactorEntry::changed is not
 * emitted: that is for people.
 */
void
troupe_factor_entry_set_value (TroupeFactorEntry *self,
                               gboolean           is_stated,
                               double             value)
{
  g_autofree char *text = NULL;

  g_return_if_fail (TROUPE_IS_FACTOR_ENTRY (self));

  if (self->is_stated == is_stated && (!is_stated || self->value == value))
    return;

  self->is_stated = is_stated;
  self->value = is_stated ? value : 1;
  text = is_stated ? troupe_factor_to_text (value) : g_strdup ("");
  self->n_setting++;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  self->n_setting--;
  set_is_wrong (self, FALSE);
}

/**
 * troupe_factor_entry_get_is_wrong:
 * @self: the entry
 *
 * Returns: whether what stands there is no number of the range
 */
gboolean
troupe_factor_entry_get_is_wrong (TroupeFactorEntry *self)
{
  g_return_val_if_fail (TROUPE_IS_FACTOR_ENTRY (self), FALSE);

  return self->is_wrong;
}

/**
 * troupe_factor_to_text:
 * @value: a number
 *
 * Writes a number as people here do, with no more digits than it needs to be read back as it is.
 *
 * Returns: (transfer full): the text
 */
char *
troupe_factor_to_text (double value)
{
  g_autofree char *text = g_strdup_printf ("%.15g", value);

  return g_strtod (text, NULL) == value ? g_steal_pointer (&text) : g_strdup_printf ("%.17g", value);
}
