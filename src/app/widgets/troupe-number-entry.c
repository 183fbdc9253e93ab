/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "troupe-number-entry.h"
#include "troupe-setting-text.h"

/**
 * TroupeNumberEntry:
 *
 * A spin button that shows a number as it is.
 *
 * GtkSpinButton writes its value with so many digits, and reads it back when the focus leaves it: 0.25 becomes 0.2
 * though nobody touched it. Here the text is exact in both directions, so that leaving changes nothing. It does not
 * scroll, and has no buttons; Up, Down, Page Up and Page Down step.
 *
 * A live one passes on what is typed as it is typed, and what is no such number stays there, to be mended.
 */

struct _TroupeNumberEntry
{
  GtkWidget    parent_instance;

  TroupeField  field;
  gboolean     is_live;
  double       value;
  gboolean     is_wrong;
  guint        n_setting;

  GtkWidget   *spin;
};

enum
{
  PROP_0,
  PROP_IS_WRONG,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeNumberEntry, troupe_number_entry, GTK_TYPE_WIDGET)

static gboolean
parse (TroupeNumberEntry *self,
       const char        *text,
       double            *number)
{
  g_autofree char *plain = g_strdup (text);
  char *end = NULL;

  /* Thousands may be parted, as they are shown. */
  if (self->field == TROUPE_FIELD_MAX_OUTPUT_TOKENS)
    {
      g_autoptr(GString) digits = g_string_new (NULL);

      for (const char *c = plain; *c != '\0'; c++)
        if (g_ascii_isdigit (*c))
          g_string_append_c (digits, *c);
        else if (g_ascii_isalpha (*c) || *c == '-')
          return FALSE;
      if (digits->len == 0)
        return FALSE;
      *number = g_ascii_strtod (digits->str, NULL);
      return TRUE;
    }

  /* Both the person's own decimal sign and the point. */
  g_strstrip (plain);
  if (*plain == '\0')
    return FALSE;
  *number = g_strtod (plain, &end);

  return *end == '\0' && isfinite (*number);
}

/* What is typed, if it is a number of the range. */
static gboolean
read_number (TroupeNumberEntry *self,
             double            *number)
{
  double minimum, maximum;

  gtk_spin_button_get_range (GTK_SPIN_BUTTON (self->spin), &minimum, &maximum);

  return parse (self, gtk_editable_get_text (GTK_EDITABLE (self->spin)), number) && *number >= minimum && *number <= maximum;
}

static void
set_is_wrong (TroupeNumberEntry *self,
              gboolean           is_wrong)
{
  if (self->is_wrong == is_wrong)
    return;

  self->is_wrong = is_wrong;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->spin), GTK_ACCESSIBLE_STATE_INVALID,
                               is_wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (is_wrong)
    gtk_widget_add_css_class (self->spin, "error");
  else
    gtk_widget_remove_css_class (self->spin, "error");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_WRONG]);
}

static void
text_changed_cb (TroupeNumberEntry *self)
{
  double number;
  gboolean is_right = read_number (self, &number);

  if (!self->is_live || self->n_setting > 0)
    return;

  set_is_wrong (self, !is_right);
  if (is_right && number != self->value)
    {
      self->value = number;
      g_signal_emit (self, signals[CHANGED], 0);
    }
}

static int
input_cb (GtkSpinButton     *spin,
          double            *number,
          TroupeNumberEntry *self)
{
  return parse (self, gtk_editable_get_text (GTK_EDITABLE (spin)), number) ? TRUE : GTK_INPUT_ERROR;
}

static double
clean (TroupeNumberEntry *self,
       double             number)
{
  /* Steps of 0.05 add up to 0.15000000000000002. */
  return self->field == TROUPE_FIELD_MAX_OUTPUT_TOKENS ? round (number) : round (number * 1e6) / 1e6;
}

static gboolean
output_cb (GtkSpinButton     *spin,
           TroupeNumberEntry *self)
{
  double number = gtk_spin_button_get_value (spin);
  g_autofree char *text = NULL;
  double typed;

  /* It would put back the number from before, and nobody would know what was wrong. */
  if (self->is_wrong && self->n_setting == 0 && !read_number (self, &typed) && fabs (number - self->value) < 1e-9)
    return TRUE;

  /* The spin button takes what differs this little for the same and keeps the older one. */
  text = troupe_setting_format_number (self->field, fabs (number - self->value) < 1e-9 ? self->value : clean (self, number));
  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (spin))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (spin), text);

  return TRUE;
}

static void
value_changed_cb (TroupeNumberEntry *self)
{
  double number = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->spin));

  if (self->n_setting > 0 || number == self->value)
    return;

  self->value = clean (self, number);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
troupe_number_entry_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_IS_WRONG:
      g_value_set_boolean (value, troupe_number_entry_get_is_wrong (TROUPE_NUMBER_ENTRY (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_number_entry_dispose (GObject *object)
{
  TroupeNumberEntry *self = TROUPE_NUMBER_ENTRY (object);

  g_clear_pointer (&self->spin, gtk_widget_unparent);

  G_OBJECT_CLASS (troupe_number_entry_parent_class)->dispose (object);
}

static void
troupe_number_entry_class_init (TroupeNumberEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_number_entry_dispose;
  object_class->get_property = troupe_number_entry_get_property;

  /**
   * TroupeNumberEntry:is-wrong:
   *
   * Whether what stands in a live entry is no number of the range.
   */
  properties[PROP_IS_WRONG] = g_param_spec_boolean ("is-wrong", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  /* A presentation would hide what is in it from screen readers. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
troupe_number_entry_init (TroupeNumberEntry *self)
{
}

static void
strip_spin_button (GtkWidget *spin)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (spin);
  guint i = 0;

  while (i < g_list_model_get_n_items (controllers))
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_widget_remove_controller (spin, controller);
      else
        i++;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (spin); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child))
      gtk_widget_set_visible (child, FALSE);
}

/**
 * troupe_number_entry_new:
 * @field: a field that holds a number
 *
 * Makes an entry for the range of @field.
 *
 * Returns: (transfer floating): the entry
 */
GtkWidget *
troupe_number_entry_new (TroupeField field)
{
  TroupeNumberEntry *self = g_object_new (TROUPE_TYPE_NUMBER_ENTRY, NULL);
  GParamSpec *pspec = troupe_field_get_pspec (field);
  double minimum = 0, maximum = 0, step = 0.05;

  self->field = field;
  if (G_IS_PARAM_SPEC_INT64 (pspec))
    {
      minimum = (double) G_PARAM_SPEC_INT64 (pspec)->minimum;
      maximum = (double) MIN (G_PARAM_SPEC_INT64 (pspec)->maximum, G_GINT64_CONSTANT (9007199254740991));
      step = 256;
    }
  else if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    {
      minimum = G_PARAM_SPEC_DOUBLE (pspec)->minimum;
      maximum = G_PARAM_SPEC_DOUBLE (pspec)->maximum;
    }

  self->value = minimum;
  self->spin = gtk_spin_button_new_with_range (minimum, maximum, step);
  /* It is numeric by default, and refuses any text with more decimals than its digits. */
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (self->spin), FALSE);
  /* What is no number, or none of the range, is not made into one. */
  gtk_spin_button_set_update_policy (GTK_SPIN_BUTTON (self->spin), GTK_UPDATE_IF_VALID);
  gtk_editable_set_alignment (GTK_EDITABLE (self->spin), 1.0);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->spin), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->spin), 9);
  gtk_widget_add_css_class (self->spin, "setting-number");
  gtk_widget_add_css_class (self->spin, "numeric");
  gtk_widget_set_parent (self->spin, GTK_WIDGET (self));
  strip_spin_button (self->spin);
  g_signal_connect_object (self->spin, "input", G_CALLBACK (input_cb), self, 0);
  g_signal_connect_object (self->spin, "output", G_CALLBACK (output_cb), self, 0);
  g_signal_connect_object (self->spin, "value-changed", G_CALLBACK (value_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->spin, "changed", G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * troupe_number_entry_get_value:
 * @self: the entry
 *
 * Returns: the value that was set or typed last
 */
double
troupe_number_entry_get_value (TroupeNumberEntry *self)
{
  g_return_val_if_fail (TROUPE_IS_NUMBER_ENTRY (self), 0);

  return self->value;
}

/**
 * troupe_number_entry_set_value:
 * @self: the entry
 * @value: what to show
 *
 * Shows a number. #TroupeNumberEntry::changed is not emitted: that is for people.
 */
void
troupe_number_entry_set_value (TroupeNumberEntry *self,
                               double             value)
{
  g_return_if_fail (TROUPE_IS_NUMBER_ENTRY (self));

  self->n_setting++;
  self->value = value;
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->spin), value);
  output_cb (GTK_SPIN_BUTTON (self->spin), self);
  self->n_setting--;
  set_is_wrong (self, FALSE);
}

/**
 * troupe_number_entry_get_is_wrong:
 * @self: the entry
 *
 * Returns: see #TroupeNumberEntry:is-wrong
 */
gboolean
troupe_number_entry_get_is_wrong (TroupeNumberEntry *self)
{
  g_return_val_if_fail (TROUPE_IS_NUMBER_ENTRY (self), FALSE);

  return self->is_wrong;
}

/**
 * troupe_number_entry_set_is_live:
 * @self: the entry
 * @is_live: whether what is typed counts at once
 *
 * An entry that is not live waits until the focus leaves it, and then takes back what is wrong.
 */
void
troupe_number_entry_set_is_live (TroupeNumberEntry *self,
                                 gboolean           is_live)
{
  g_return_if_fail (TROUPE_IS_NUMBER_ENTRY (self));

  self->is_live = is_live;
}

/**
 * troupe_number_entry_dup_rule:
 * @self: the entry
 *
 * Returns: (transfer full): a sentence that says which numbers it takes
 */
char *
troupe_number_entry_dup_rule (TroupeNumberEntry *self)
{
  double minimum, maximum;
  g_autofree char *least = NULL;
  g_autofree char *most = NULL;
  const char *title;

  g_return_val_if_fail (TROUPE_IS_NUMBER_ENTRY (self), NULL);

  gtk_spin_button_get_range (GTK_SPIN_BUTTON (self->spin), &minimum, &maximum);
  title = troupe_setting_get_title (self->field);
  least = g_strdup_printf ("%g", minimum);
  if (self->field == TROUPE_FIELD_MAX_OUTPUT_TOKENS)
    {
      most = g_strdup_printf ("%'" G_GINT64_FORMAT, (gint64) maximum);
      /* Translators: a setting, and the smallest and the largest number that it can have */
      return g_strdup_printf (_("%s is a whole number from %s to %s"), title, least, most);
    }

  most = g_strdup_printf ("%g", maximum);
  /* Translators: a setting, and the smallest and the largest number that it can have */
  return g_strdup_printf (_("%s is a number from %s to %s"), title, least, most);
}

/**
 * troupe_number_entry_set_label:
 * @self: the entry
 * @label: what the number is
 *
 * Sets the accessible name.
 */
void
troupe_number_entry_set_label (TroupeNumberEntry *self,
                               const char        *label)
{
  g_return_if_fail (TROUPE_IS_NUMBER_ENTRY (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spin), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
