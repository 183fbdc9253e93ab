/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-origin-popover.h"
#include "troupe-setting-row.h"
#include "troupe-setting-text.h"
#include "troupe-window.h"

/**
 * TroupeSettingRow:
 *
 * A row of AI Settings: one field of a resolver, with its origin.
 *
 * Only a person's gesture may make an override, but GTK's widgets write back by themselves: a spin button rounds when
 * the focus leaves it, a drop-down chooses its first entry when its model changes. So the row stands between the
 * resolver and the control. It shows a value through #TroupeSettingRowClass.show_value, during which
 * troupe_setting_row_is_showing() is true and whatever the control reports is its own doing; and it passes on to the
 * resolver only what differs from the value in force.
 */

typedef struct
{
  TroupeField      field;
  TroupeWorkspace *workspace;     /* (owned) (nullable) */
  GSignalGroup    *signals;       /* (owned): of the resolver */
  guint            n_showing;

  /* Template References */
  GtkWidget       *content;
  GtkWidget       *header;
  GtkWidget       *origin_button;
  GtkWidget       *title_label;
  GtkWidget       *caption_label;
  GtkWidget       *lock_button;
  GtkWidget       *reset_button;

  /* In Progress */
  GtkWidget       *popover;       /* (nullable): a child */
} TroupeSettingRowPrivate;

enum
{
  PROP_0,
  PROP_FIELD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TroupeSettingRow, troupe_setting_row, ADW_TYPE_PREFERENCES_ROW)

static void
set_accessible_names (TroupeSettingRow *self)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);
  const char *title = troupe_setting_get_title (priv->field);
  g_autofree char *origin = NULL;

  /* Translators: the accessible name of a button; %s is a setting, "Temperature" */
  origin = g_strdup_printf (_("Origin of %s"), title);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->origin_button), GTK_ACCESSIBLE_PROPERTY_LABEL, origin, -1);
}

static char *
create_caption (TroupeSettingRow *self,
                TroupeResolver   *resolver)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);
  TroupePersona *persona = troupe_resolver_get_persona (resolver);

  if (troupe_resolver_get_locked (resolver, priv->field))
    return g_strdup (_("Locked"));

  if (troupe_resolver_is_overridden (resolver, priv->field))
    {
      if (persona == NULL)
        return g_strdup (_("Overridden"));

      /* Translators: %s is the name of a persona */
      return g_strdup_printf (_("Overrides %s"), troupe_definition_get_name (TROUPE_DEFINITION (persona)));
    }

  if (troupe_resolver_get_state (resolver, priv->field) == TROUPE_FIELD_STATE_UNSET)
    return NULL;

  return troupe_setting_caption (priv->workspace,
                                 troupe_resolver_get_origin_layer (resolver, priv->field),
                                 troupe_resolver_get_origin (resolver, priv->field));
}

/* It is always there, so that no row is laid out anew. */
static void
refresh_lock (TroupeSettingRow *self,
              TroupeResolver   *resolver)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);
  gboolean locked = resolver != NULL && troupe_resolver_get_locked (resolver, priv->field);
  gboolean has_value = resolver != NULL && troupe_resolver_get_state (resolver, priv->field) != TROUPE_FIELD_STATE_UNSET;
  g_autofree char *name = NULL;

  /* Translators: the accessible name of a button; %s is a setting, "Temperature" */
  name = g_strdup_printf (_("Lock %s"), troupe_setting_get_title (priv->field));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (priv->lock_button), locked);
  gtk_button_set_icon_name (GTK_BUTTON (priv->lock_button), locked ? "changes-prevent-symbolic" : "changes-allow-symbolic");
  gtk_widget_set_sensitive (priv->lock_button, locked || has_value);
  gtk_widget_set_tooltip_text (priv->lock_button,
                               locked ? _("Unlock: the next persona brings its own value")
                               : has_value ? _("Lock: keep this value when another persona is selected")
                               : _("There is no value to keep"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->lock_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
refresh_frame (TroupeSettingRow *self,
               TroupeResolver   *resolver)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);
  gboolean overridden = resolver != NULL && troupe_resolver_is_overridden (resolver, priv->field);
  g_autofree char *caption = resolver != NULL ? create_caption (self, resolver) : NULL;
  const char *note = TROUPE_SETTING_ROW_GET_CLASS (self)->get_note != NULL
                     ? TROUPE_SETTING_ROW_GET_CLASS (self)->get_note (self) : NULL;
  gboolean is_locked = resolver != NULL && troupe_resolver_get_locked (resolver, priv->field);
  g_autofree char *description = NULL;
  const char *shown;

  if (note != NULL && caption != NULL)
    /* Translators: what is said of a setting, and what is wrong with it: "Overrides Ada, Not listed" */
    description = g_strdup_printf (_("%s, %s"), caption, note);
  else
    description = g_strdup (note != NULL ? note : caption);
  /* There is room for one line, and what wants to be mended comes first. That it is locked is a short word. */
  shown = note == NULL || is_locked ? description : note;
  gtk_label_set_text (GTK_LABEL (priv->caption_label), shown != NULL ? shown : "");
  gtk_widget_set_visible (priv->caption_label, shown != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description != NULL ? description : "", -1);
  gtk_widget_remove_css_class (priv->caption_label, note != NULL ? "dim-label" : "warning");
  gtk_widget_add_css_class (priv->caption_label, note != NULL ? "warning" : "dim-label");

  if (overridden)
    gtk_widget_add_css_class (GTK_WIDGET (self), "overridden");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "overridden");

  refresh_lock (self, resolver);
  gtk_widget_set_visible (priv->reset_button, overridden);

  if (overridden)
    {
      const TroupeStatement *below = troupe_resolver_peek_below_session (resolver, priv->field);
      g_autofree char *value = NULL;
      g_autofree char *tooltip = NULL;
      g_autofree char *name = NULL;

      value = troupe_setting_format (priv->workspace, priv->field,
                                     below != NULL ? below->state : TROUPE_FIELD_STATE_UNSET,
                                     below != NULL ? &below->value : NULL);
      if (g_utf8_strlen (value, -1) > 60)
        tooltip = g_strdup (_("Reset"));
      else
        /* Translators: %s is a value, "0.20" */
        tooltip = g_strdup_printf (_("Reset to %s"), value);
      /* Translators: the accessible name of a button; %s is a setting, "Temperature" */
      name = g_strdup_printf (_("Reset %s"), troupe_setting_get_title (priv->field));
      gtk_widget_set_tooltip_text (priv->reset_button, tooltip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (priv->reset_button),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tooltip,
                                      -1);
    }
}

static void
reset_clicked_cb (TroupeSettingRow *self)
{
  troupe_setting_row_reset (self);
}

static void
lock_toggled_cb (TroupeSettingRow *self)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);

  troupe_setting_row_set_locked (self, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (priv->lock_button)));
}

static gboolean
show_origin_cb (GtkWidget *widget,
                GVariant  *args,
                gpointer   user_data)
{
  troupe_setting_row_show_origin (TROUPE_SETTING_ROW (widget));

  return GDK_EVENT_STOP;
}

static void
troupe_setting_row_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (TROUPE_SETTING_ROW (widget));

  GTK_WIDGET_CLASS (troupe_setting_row_parent_class)->size_allocate (widget, width, height, baseline);

  if (priv->popover != NULL && gtk_widget_get_visible (priv->popover))
    gtk_popover_present (GTK_POPOVER (priv->popover));
}

static void
troupe_setting_row_dispose (GObject *object)
{
  TroupeSettingRow *self = TROUPE_SETTING_ROW (object);
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);

  if (priv->signals != NULL)
    g_signal_group_set_target (priv->signals, NULL);
  g_clear_object (&priv->signals);
  g_clear_object (&priv->workspace);
  g_clear_pointer (&priv->popover, gtk_widget_unparent);

  G_OBJECT_CLASS (troupe_setting_row_parent_class)->dispose (object);
}

static void
troupe_setting_row_constructed (GObject *object)
{
  TroupeSettingRow *self = TROUPE_SETTING_ROW (object);
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);

  G_OBJECT_CLASS (troupe_setting_row_parent_class)->constructed (object);

  priv->signals = g_signal_group_new (TROUPE_TYPE_RESOLVER);
  /* A property of the resolver notifies when the value is another; this tells of a new origin, lock or shadow too. */
  g_signal_group_connect_object (priv->signals, "changed", G_CALLBACK (troupe_setting_row_refresh), self, G_CONNECT_SWAPPED);
  set_accessible_names (self);
}

static void
troupe_setting_row_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  TroupeSettingRow *self = TROUPE_SETTING_ROW (object);

  switch (prop_id)
    {
    case PROP_FIELD:
      g_value_set_string (value, troupe_field_get_name (troupe_setting_row_get_field (self)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_setting_row_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (TROUPE_SETTING_ROW (object));

  switch (prop_id)
    {
    case PROP_FIELD:
      if (!troupe_field_from_name (g_value_get_string (value), &priv->field))
        g_critical ("There is no setting “%s”", g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_setting_row_class_init (TroupeSettingRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = troupe_setting_row_constructed;
  object_class->dispose = troupe_setting_row_dispose;
  object_class->get_property = troupe_setting_row_get_property;
  object_class->set_property = troupe_setting_row_set_property;
  widget_class->size_allocate = troupe_setting_row_size_allocate;

  /* As files write it, "max_output_tokens". */
  properties[PROP_FIELD] = g_param_spec_string ("field", NULL, NULL, "provider",
                                                G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/ai-settings/troupe-setting-row.ui");
  gtk_widget_class_bind_template_child_private (widget_class, TroupeSettingRow, content);
  gtk_widget_class_bind_template_child_private (widget_class, TroupeSettingRow, header);
  gtk_widget_class_bind_template_child_private (widget_class, TroupeSettingRow, origin_button);
  gtk_widget_class_bind_template_child_private (widget_class, TroupeSettingRow, title_label);
  gtk_widget_class_bind_template_child_private (widget_class, TroupeSettingRow, caption_label);
  gtk_widget_class_bind_template_child_private (widget_class, TroupeSettingRow, lock_button);
  gtk_widget_class_bind_template_child_private (widget_class, TroupeSettingRow, reset_button);
  gtk_widget_class_bind_template_callback (widget_class, troupe_setting_row_show_origin);
  gtk_widget_class_bind_template_callback (widget_class, reset_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, lock_toggled_cb);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_ALT_MASK, show_origin_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_ALT_MASK, show_origin_cb, NULL);
}

static void
troupe_setting_row_init (TroupeSettingRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * troupe_setting_row_get_field:
 * @self: the row
 *
 * Returns: the field that it shows
 */
TroupeField
troupe_setting_row_get_field (TroupeSettingRow *self)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_SETTING_ROW (self), 0);

  return priv->field;
}

/**
 * troupe_setting_row_get_workspace:
 * @self: the row
 *
 * Returns: (transfer none) (nullable): where it looks things up; %NULL until it has a source
 */
TroupeWorkspace *
troupe_setting_row_get_workspace (TroupeSettingRow *self)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_SETTING_ROW (self), NULL);

  return priv->workspace;
}

/**
 * troupe_setting_row_get_resolver:
 * @self: the row
 *
 * Returns: (transfer none) (nullable): whose field the row shows
 */
TroupeResolver *
troupe_setting_row_get_resolver (TroupeSettingRow *self)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);
  TroupeResolver *resolver;

  g_return_val_if_fail (TROUPE_IS_SETTING_ROW (self), NULL);

  /* The window's chat holds the resolver for as long as it is the target. */
  resolver = priv->signals != NULL ? g_signal_group_dup_target (priv->signals) : NULL;
  if (resolver != NULL)
    g_object_unref (resolver);

  return resolver;
}

/**
 * troupe_setting_row_set_source:
 * @self: the row
 * @workspace: (nullable): where choices and names come from
 * @resolver: (nullable): whose field the row shows
 *
 * Binds the row, or lets go.
 */
void
troupe_setting_row_set_source (TroupeSettingRow *self,
                               TroupeWorkspace  *workspace,
                               TroupeResolver   *resolver)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_SETTING_ROW (self));

  g_set_object (&priv->workspace, workspace);
  g_signal_group_set_target (priv->signals, resolver);
  if (TROUPE_SETTING_ROW_GET_CLASS (self)->source_changed != NULL)
    TROUPE_SETTING_ROW_GET_CLASS (self)->source_changed (self);
  troupe_setting_row_refresh (self);
}

/**
 * troupe_setting_row_set_control:
 * @self: the row
 * @control: the widget at the row's end
 *
 * Gives the row the widget that shows and changes its value.
 */
void
troupe_setting_row_set_control (TroupeSettingRow *self,
                                GtkWidget        *control)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_SETTING_ROW (self));

  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (priv->header), control);
}

/**
 * troupe_setting_row_set_extra:
 * @self: the row
 * @extra: a widget for the row's second line
 *
 * Gives the row a second line.
 */
void
troupe_setting_row_set_extra (TroupeSettingRow *self,
                              GtkWidget        *extra)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_SETTING_ROW (self));

  gtk_box_append (GTK_BOX (priv->content), extra);
}

/**
 * troupe_setting_row_refresh:
 * @self: the row
 *
 * Shows the value in force and its origin.
 */
void
troupe_setting_row_refresh (TroupeSettingRow *self)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);
  TroupeResolver *resolver;
  TroupeFieldState state;

  g_return_if_fail (TROUPE_IS_SETTING_ROW (self));

  resolver = troupe_setting_row_get_resolver (self);
  state = resolver != NULL ? troupe_resolver_get_state (resolver, priv->field) : TROUPE_FIELD_STATE_UNSET;

  priv->n_showing++;
  if (TROUPE_SETTING_ROW_GET_CLASS (self)->show_value != NULL)
    TROUPE_SETTING_ROW_GET_CLASS (self)->show_value (self, state,
                                                     state == TROUPE_FIELD_STATE_SET
                                                     ? troupe_resolver_get_value (resolver, priv->field) : NULL);
  refresh_frame (self, resolver);
  priv->n_showing--;
}

/**
 * troupe_setting_row_is_showing:
 * @self: the row
 *
 * Says whether what a control reports now is its own doing and no person's.
 *
 * Returns: whether the row is being refreshed, or bound to nothing
 */
gboolean
troupe_setting_row_is_showing (TroupeSettingRow *self)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_SETTING_ROW (self), TRUE);

  return priv->n_showing > 0 || troupe_setting_row_get_resolver (self) == NULL;
}

/**
 * troupe_setting_row_override:
 * @self: the row
 * @value: what a person chose
 *
 * Sets the session layer. The value already in force changes nothing.
 */
void
troupe_setting_row_override (TroupeSettingRow *self,
                             const GValue     *value)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);
  TroupeResolver *resolver;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (TROUPE_IS_SETTING_ROW (self));

  if (troupe_setting_row_is_showing (self))
    return;

  resolver = troupe_setting_row_get_resolver (self);
  if (troupe_resolver_get_state (resolver, priv->field) == TROUPE_FIELD_STATE_SET &&
      troupe_field_values_equal (priv->field, troupe_resolver_get_value (resolver, priv->field), value))
    return;

  if (!troupe_resolver_override (resolver, priv->field, value, &error))
    {
      TroupeWindow *window = troupe_window_from_widget (GTK_WIDGET (self));

      if (window != NULL)
        troupe_window_add_toast (window, error->message);
      troupe_setting_row_refresh (self);
    }
}

/**
 * troupe_setting_row_omit:
 * @self: the row
 *
 * Sets the session layer so that the parameter is not sent.
 */
void
troupe_setting_row_omit (TroupeSettingRow *self)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_SETTING_ROW (self));

  if (!troupe_setting_row_is_showing (self) &&
      troupe_resolver_get_state (troupe_setting_row_get_resolver (self), priv->field) != TROUPE_FIELD_STATE_OMITTED)
    troupe_resolver_override_omit (troupe_setting_row_get_resolver (self), priv->field);
}

/**
 * troupe_setting_row_reset:
 * @self: the row
 *
 * Takes back an override.
 */
void
troupe_setting_row_reset (TroupeSettingRow *self)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_SETTING_ROW (self));

  if (!troupe_setting_row_is_showing (self))
    {
      /* The button that was clicked goes away; the keyboard stays on the row. */
      gtk_widget_grab_focus (GTK_WIDGET (self));
      troupe_resolver_reset (troupe_setting_row_get_resolver (self), priv->field);
    }
}

/**
 * troupe_setting_row_set_locked:
 * @self: the row
 * @is_locked: whether its value survives a change of persona
 *
 * Locks the value in force, just as it is, or unlocks it, as a person asked for.
 */
void
troupe_setting_row_set_locked (TroupeSettingRow *self,
                               gboolean          is_locked)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);
  TroupeResolver *resolver;

  g_return_if_fail (TROUPE_IS_SETTING_ROW (self));

  if (troupe_setting_row_is_showing (self))
    return;

  resolver = troupe_setting_row_get_resolver (self);
  if (troupe_resolver_get_locked (resolver, priv->field) != is_locked)
    troupe_resolver_set_locked (resolver, priv->field, is_locked);
}

/**
 * troupe_setting_row_show_origin:
 * @self: the row
 *
 * Shows every layer's word on the field.
 */
void
troupe_setting_row_show_origin (TroupeSettingRow *self)
{
  TroupeSettingRowPrivate *priv = troupe_setting_row_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_SETTING_ROW (self));

  if (troupe_setting_row_get_resolver (self) == NULL ||
      (priv->popover != NULL && gtk_widget_get_visible (priv->popover)))
    return;

  /* One that was closed shows how things were. */
  g_clear_pointer (&priv->popover, gtk_widget_unparent);
  priv->popover = troupe_origin_popover_new (self);
  gtk_widget_set_parent (priv->popover, GTK_WIDGET (self));
  gtk_popover_popup (GTK_POPOVER (priv->popover));
}
