/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#include "troupe-number-entry.h"
#include "troupe-number-row.h"
#include "troupe-setting-text.h"

/**
 * TroupeNumberRow:
 *
 * A setting that is a number: temperature, top P, maximum output. It may have a scale on a second line.
 *
 * A number that is not set or not sent shows a word in place of the number; the word opens the origins, where a value
 * can be given.
 */

struct _TroupeNumberRow
{
  TroupeSettingRow   parent_instance;

  gboolean           has_scale;

  TroupeNumberEntry *entry;
  GtkWidget         *word_button;
  GtkWidget         *scale;         /* (nullable) */
};

enum
{
  PROP_0,
  PROP_HAS_SCALE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeNumberRow, troupe_number_row, TROUPE_TYPE_SETTING_ROW)

static void
override_number (TroupeNumberRow *self,
                 double           number)
{
  TroupeSettingRow *row = TROUPE_SETTING_ROW (self);
  g_auto(GValue) value = G_VALUE_INIT;

  if (troupe_setting_row_get_field (row) == TROUPE_FIELD_MAX_OUTPUT_TOKENS)
    {
      g_value_init (&value, G_TYPE_INT64);
      g_value_set_int64 (&value, (gint64) number);
    }
  else
    {
      g_value_init (&value, G_TYPE_DOUBLE);
      g_value_set_double (&value, number);
    }

  troupe_setting_row_override (row, &value);
}

static void
entry_changed_cb (TroupeNumberRow *self)
{
  if (!troupe_setting_row_is_showing (TROUPE_SETTING_ROW (self)))
    override_number (self, troupe_number_entry_get_value (self->entry));
}

static void
scale_changed_cb (TroupeNumberRow *self)
{
  /* A pointer has no finer touch than this. */
  if (!troupe_setting_row_is_showing (TROUPE_SETTING_ROW (self)))
    override_number (self, round (gtk_range_get_value (GTK_RANGE (self->scale)) * 100.0) / 100.0);
}

static void
troupe_number_row_show_value (TroupeSettingRow *row,
                              TroupeFieldState  state,
                              const GValue     *value)
{
  TroupeNumberRow *self = TROUPE_NUMBER_ROW (row);
  TroupeField field = troupe_setting_row_get_field (row);
  double number = 0;

  if (state == TROUPE_FIELD_STATE_SET)
    {
      number = G_VALUE_HOLDS_INT64 (value) ? (double) g_value_get_int64 (value) : g_value_get_double (value);
      troupe_number_entry_set_value (self->entry, number);
      if (self->scale != NULL)
        gtk_range_set_value (GTK_RANGE (self->scale), number);
    }
  else
    {
      g_autofree char *word = troupe_setting_format (NULL, field, state, NULL);
      g_autofree char *name = NULL;

      /* Translators: the accessible name of a button: a setting and its state, "Top P: Not sent" */
      name = g_strdup_printf (_("%s: %s"), troupe_setting_get_title (field), word);
      gtk_label_set_label (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->word_button))), word);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->word_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }

  gtk_widget_set_visible (GTK_WIDGET (self->entry), state == TROUPE_FIELD_STATE_SET);
  gtk_widget_set_visible (self->word_button, state != TROUPE_FIELD_STATE_SET);
  if (self->scale != NULL)
    gtk_widget_set_visible (self->scale, state == TROUPE_FIELD_STATE_SET);
}

static void
remove_scrolling (GtkWidget *widget)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);
  guint i = 0;

  while (i < g_list_model_get_n_items (controllers))
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_widget_remove_controller (widget, controller);
      else
        i++;
    }
}

static void
troupe_number_row_constructed (GObject *object)
{
  TroupeNumberRow *self = TROUPE_NUMBER_ROW (object);
  TroupeSettingRow *row = TROUPE_SETTING_ROW (self);
  TroupeField field;
  const char *title;

  G_OBJECT_CLASS (troupe_number_row_parent_class)->constructed (object);

  field = troupe_setting_row_get_field (row);
  title = troupe_setting_get_title (field);

  self->entry = TROUPE_NUMBER_ENTRY (troupe_number_entry_new (field));
  troupe_number_entry_set_label (self->entry, title);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (entry_changed_cb), self, G_CONNECT_SWAPPED);

  self->word_button = gtk_button_new ();
  /* The label of gtk_button_new_with_label() would be its name, in place of ours. */
  gtk_button_set_child (GTK_BUTTON (self->word_button), gtk_label_new (NULL));
  gtk_widget_add_css_class (self->word_button, "flat");
  gtk_widget_add_css_class (self->word_button, "setting-word");
  gtk_widget_set_halign (self->word_button, GTK_ALIGN_END);
  g_signal_connect_object (self->word_button, "clicked",
                           G_CALLBACK (troupe_setting_row_show_origin), self, G_CONNECT_SWAPPED);

  troupe_setting_row_set_control (row, self->word_button);
  troupe_setting_row_set_control (row, GTK_WIDGET (self->entry));

  if (self->has_scale)
    {
      GParamSpecDouble *pspec = G_PARAM_SPEC_DOUBLE (troupe_field_get_pspec (field));

      self->scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, pspec->minimum, pspec->maximum, 0.05);
      gtk_range_set_round_digits (GTK_RANGE (self->scale), -1);
      gtk_scale_set_draw_value (GTK_SCALE (self->scale), FALSE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
      /* Who scrolls past a row means the pane. */
      remove_scrolling (self->scale);
      g_signal_connect_object (self->scale, "value-changed", G_CALLBACK (scale_changed_cb), self, G_CONNECT_SWAPPED);
      troupe_setting_row_set_extra (row, self->scale);
    }
}

static void
troupe_number_row_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  TroupeNumberRow *self = TROUPE_NUMBER_ROW (object);

  switch (prop_id)
    {
    case PROP_HAS_SCALE:
      self->has_scale = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_number_row_class_init (TroupeNumberRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TroupeSettingRowClass *row_class = TROUPE_SETTING_ROW_CLASS (klass);

  object_class->constructed = troupe_number_row_constructed;
  object_class->set_property = troupe_number_row_set_property;
  row_class->show_value = troupe_number_row_show_value;

  properties[PROP_HAS_SCALE] = g_param_spec_boolean ("has-scale", NULL, NULL, FALSE,
                                                     G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_number_row_init (TroupeNumberRow *self)
{
}
