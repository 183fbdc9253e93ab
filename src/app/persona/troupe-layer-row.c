/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-choice-row.h"
#include "troupe-choice.h"
#include "troupe-layer-row.h"
#include "troupe-setting-text.h"

/**
 * TroupeLayerRow:
 *
 * One field of one layer, to be edited: the frame of a row. It follows the layer, and below its title it says what is
 * wrong, or else what is inherited where the field is unset. Controls are for classes of their own, which pass on
 * nothing but what a person does.
 */

#define MODE_VALUE "value"
#define MODE_OMIT "omit"

typedef struct
{
  /* Input */
  TroupeField         field;
  TroupeWorkspace    *workspace;           /* (owned) (nullable) */
  TroupeLayer         layer;
  gboolean            is_entry;

  /* Owned References */
  GSignalGroup       *settings_signals;
  GSignalGroup       *resolver_signals;
  GSignalGroup       *choices_signals;
  char               *warning;             /* (owned) (nullable) */
  char               *problem;             /* (owned) (nullable) */

  /* Children */
  TroupeChoiceButton *mode;                /* (nullable) */
} TroupeLayerRowPrivate;

enum
{
  PROP_0,
  PROP_FIELD,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TroupeLayerRow, troupe_layer_row, ADW_TYPE_ACTION_ROW)

static void
set_class (TroupeLayerRow *self,
           const char     *name,
           gboolean        is_set)
{
  if (is_set)
    gtk_widget_add_css_class (GTK_WIDGET (self), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), name);
}

static void
update_subtitle (TroupeLayerRow *self)
{
  TroupeLayerRowPrivate *priv = troupe_layer_row_get_instance_private (self);
  TroupeAiSettings *settings = troupe_layer_row_get_settings (self);
  g_autofree char *inherited = NULL;
  const char *subtitle = priv->problem != NULL ? priv->problem : priv->warning;

  if (subtitle == NULL && settings != NULL &&
      troupe_ai_settings_get_state (settings, priv->field) == TROUPE_FIELD_STATE_UNSET)
    {
      TroupeLayerSource source = { priv->workspace, settings, troupe_layer_row_get_resolver (self), priv->layer,
                                   priv->is_entry };

      subtitle = inherited = troupe_layer_source_describe_inherited (&source, priv->field);
    }

  if (g_strcmp0 (adw_action_row_get_subtitle (ADW_ACTION_ROW (self)), subtitle) != 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle != NULL ? subtitle : "", -1);
  set_class (self, "wrong", priv->problem != NULL);
  set_class (self, "missing", priv->problem == NULL && priv->warning != NULL);
}

static void
mode_chosen_cb (TroupeLayerRow *self)
{
  TroupeLayerRowPrivate *priv = troupe_layer_row_get_instance_private (self);
  TroupeAiSettings *settings = troupe_layer_row_get_settings (self);
  const char *mode = troupe_choice_button_get_chosen (priv->mode);

  if (settings == NULL)
    return;

  if (mode == NULL)
    troupe_ai_settings_unset (settings, priv->field);
  else if (g_str_equal (mode, MODE_OMIT))
    troupe_ai_settings_omit (settings, priv->field);
  else
    TROUPE_LAYER_ROW_GET_CLASS (self)->begin (self, settings);
}

static void
load (TroupeLayerRow *self)
{
  TroupeLayerRowClass *klass = TROUPE_LAYER_ROW_GET_CLASS (self);

  if (klass->load != NULL)
    klass->load (self);
  troupe_layer_row_refresh (self);
}

static void
troupe_layer_row_constructed (GObject *object)
{
  TroupeLayerRow *self = TROUPE_LAYER_ROW (object);
  TroupeLayerRowPrivate *priv = troupe_layer_row_get_instance_private (self);
  g_autofree char *detailed = g_strconcat ("notify::", troupe_field_get_property_name (priv->field), NULL);

  G_OBJECT_CLASS (troupe_layer_row_parent_class)->constructed (object);

  /* A newer libadwaita says that the subtitle describes the row, which would hide what is said here. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);

  /* Names of models and presets are shown, and may be anything. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), troupe_setting_get_title (priv->field));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "layer");

  priv->settings_signals = g_signal_group_new (TROUPE_TYPE_AI_SETTINGS);
  g_signal_group_connect_object (priv->settings_signals, detailed, G_CALLBACK (troupe_layer_row_refresh), self,
                                 G_CONNECT_SWAPPED);
  priv->resolver_signals = g_signal_group_new (TROUPE_TYPE_RESOLVER);
  g_signal_group_connect_object (priv->resolver_signals, "changed", G_CALLBACK (troupe_layer_row_refresh), self,
                                 G_CONNECT_SWAPPED);
  priv->choices_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_object (priv->choices_signals, "items-changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
}

static void
troupe_layer_row_dispose (GObject *object)
{
  TroupeLayerRowPrivate *priv = troupe_layer_row_get_instance_private (TROUPE_LAYER_ROW (object));

  g_clear_object (&priv->settings_signals);
  g_clear_object (&priv->resolver_signals);
  g_clear_object (&priv->choices_signals);
  g_clear_object (&priv->workspace);

  G_OBJECT_CLASS (troupe_layer_row_parent_class)->dispose (object);
}

static void
troupe_layer_row_finalize (GObject *object)
{
  TroupeLayerRowPrivate *priv = troupe_layer_row_get_instance_private (TROUPE_LAYER_ROW (object));

  g_free (priv->warning);
  g_free (priv->problem);

  G_OBJECT_CLASS (troupe_layer_row_parent_class)->finalize (object);
}

static void
troupe_layer_row_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, troupe_layer_row_get_problem (TROUPE_LAYER_ROW (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_layer_row_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  TroupeLayerRowPrivate *priv = troupe_layer_row_get_instance_private (TROUPE_LAYER_ROW (object));

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
troupe_layer_row_class_init (TroupeLayerRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = troupe_layer_row_constructed;
  object_class->dispose = troupe_layer_row_dispose;
  object_class->finalize = troupe_layer_row_finalize;
  object_class->get_property = troupe_layer_row_get_property;
  object_class->set_property = troupe_layer_row_set_property;

  /**
   * TroupeLayerRow:field:
   *
   * The name of the field, as files write it.
   */
  properties[PROP_FIELD] = g_param_spec_string ("field", NULL, NULL, "provider",
                                                G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * TroupeLayerRow:problem:
   *
   * A sentence that says why what stands here cannot be saved, or %NULL.
   */
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_layer_row_init (TroupeLayerRow *self)
{
}

/**
 * troupe_layer_row_get_field:
 * @self: the row
 *
 * Returns: the field that is edited
 */
TroupeField
troupe_layer_row_get_field (TroupeLayerRow *self)
{
  TroupeLayerRowPrivate *priv;

  g_return_val_if_fail (TROUPE_IS_LAYER_ROW (self), TROUPE_FIELD_PROVIDER);

  priv = troupe_layer_row_get_instance_private (self);

  return priv->field;
}

/**
 * troupe_layer_row_get_workspace:
 * @self: the row
 *
 * Returns: (transfer none) (nullable): where choices come from
 */
TroupeWorkspace *
troupe_layer_row_get_workspace (TroupeLayerRow *self)
{
  TroupeLayerRowPrivate *priv;

  g_return_val_if_fail (TROUPE_IS_LAYER_ROW (self), NULL);

  priv = troupe_layer_row_get_instance_private (self);

  return priv->workspace;
}

/**
 * troupe_layer_row_get_settings:
 * @self: the row
 *
 * Returns: (transfer none) (nullable): the layer that is edited; whoever set the source holds it
 */
TroupeAiSettings *
troupe_layer_row_get_settings (TroupeLayerRow *self)
{
  TroupeLayerRowPrivate *priv;
  g_autoptr(TroupeAiSettings) settings = NULL;

  g_return_val_if_fail (TROUPE_IS_LAYER_ROW (self), NULL);

  priv = troupe_layer_row_get_instance_private (self);
  settings = priv->settings_signals != NULL ? g_signal_group_dup_target (priv->settings_signals) : NULL;

  return settings;
}

/**
 * troupe_layer_row_get_resolver:
 * @self: the row
 *
 * Returns: (transfer none) (nullable): over the layer; whoever set the source holds it
 */
TroupeResolver *
troupe_layer_row_get_resolver (TroupeLayerRow *self)
{
  TroupeLayerRowPrivate *priv;
  g_autoptr(TroupeResolver) resolver = NULL;

  g_return_val_if_fail (TROUPE_IS_LAYER_ROW (self), NULL);

  priv = troupe_layer_row_get_instance_private (self);
  resolver = priv->resolver_signals != NULL ? g_signal_group_dup_target (priv->resolver_signals) : NULL;

  return resolver;
}

/**
 * troupe_layer_row_dup_inherited:
 * @self: the row
 *
 * Returns: (transfer full) (nullable): what comes through where the field is unset
 */
TroupeStatement *
troupe_layer_row_dup_inherited (TroupeLayerRow *self)
{
  TroupeLayerRowPrivate *priv;
  TroupeResolver *resolver;

  g_return_val_if_fail (TROUPE_IS_LAYER_ROW (self), NULL);

  priv = troupe_layer_row_get_instance_private (self);
  resolver = troupe_layer_row_get_resolver (self);

  return resolver != NULL ? troupe_resolver_dup_inherited (resolver, priv->field, priv->layer, priv->is_entry) : NULL;
}

/**
 * troupe_layer_row_get_problem:
 * @self: the row
 *
 * Returns: (nullable): see #TroupeLayerRow:problem
 */
const char *
troupe_layer_row_get_problem (TroupeLayerRow *self)
{
  TroupeLayerRowPrivate *priv;

  g_return_val_if_fail (TROUPE_IS_LAYER_ROW (self), NULL);

  priv = troupe_layer_row_get_instance_private (self);

  return priv->problem;
}

/**
 * troupe_layer_row_set_source:
 * @self: the row
 * @source: the layer; whoever calls holds its settings and its resolver
 *
 * Binds the row.
 */
void
troupe_layer_row_set_source (TroupeLayerRow          *self,
                             const TroupeLayerSource *source)
{
  TroupeLayerRowPrivate *priv;

  g_return_if_fail (TROUPE_IS_LAYER_ROW (self));
  g_return_if_fail (source != NULL);

  priv = troupe_layer_row_get_instance_private (self);
  g_set_object (&priv->workspace, source->workspace);
  priv->layer = source->layer;
  priv->is_entry = source->is_entry;
  g_signal_group_set_target (priv->settings_signals, source->settings);
  g_signal_group_set_target (priv->resolver_signals, source->resolver);
  g_signal_group_set_target (priv->choices_signals, troupe_setting_get_source (source->workspace, priv->field));
  load (self);
}

/**
 * troupe_layer_row_add_mode:
 * @self: the row
 *
 * For classes that begin values: adds the choice between inheriting, a value, and where there is such a thing, not
 * sending. It comes after the controls that are there already.
 */
void
troupe_layer_row_add_mode (TroupeLayerRow *self)
{
  TroupeLayerRowPrivate *priv;
  g_autofree char *name = NULL;
  GPtrArray *modes;

  g_return_if_fail (TROUPE_IS_LAYER_ROW (self));

  priv = troupe_layer_row_get_instance_private (self);
  modes = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (modes, troupe_choice_new (NULL, _("Inherit")));
  if (troupe_field_can_be_omitted (priv->field))
    g_ptr_array_add (modes, troupe_choice_new (MODE_OMIT, _("Do Not Send")));
  g_ptr_array_add (modes, troupe_choice_new (MODE_VALUE, _("Value")));

  /* Translators: the accessible name of a list with "Value", "Do Not Send" and "Inherit"; %s is a setting */
  name = g_strdup_printf (_("%s Is"), troupe_setting_get_title (priv->field));
  priv->mode = TROUPE_CHOICE_BUTTON (troupe_choice_button_new (name));
  troupe_choice_button_set_choices (priv->mode, modes);
  gtk_widget_set_valign (GTK_WIDGET (priv->mode), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (priv->mode), "parameter-mode");
  g_signal_connect_object (priv->mode, "chosen", G_CALLBACK (mode_chosen_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (priv->mode));
}

/**
 * troupe_layer_row_set_warning:
 * @self: the row
 * @warning: (nullable): what will come of it, in a sentence
 *
 * For classes: says what should be mended though it can be saved.
 */
void
troupe_layer_row_set_warning (TroupeLayerRow *self,
                              const char     *warning)
{
  TroupeLayerRowPrivate *priv;

  g_return_if_fail (TROUPE_IS_LAYER_ROW (self));

  priv = troupe_layer_row_get_instance_private (self);
  if (g_strcmp0 (priv->warning, warning) == 0)
    return;

  g_free (priv->warning);
  priv->warning = g_strdup (warning);
  update_subtitle (self);
}

/**
 * troupe_layer_row_set_problem:
 * @self: the row
 * @problem: (nullable): what is wrong, in a sentence
 *
 * For classes: says why what stands here cannot be saved.
 */
void
troupe_layer_row_set_problem (TroupeLayerRow *self,
                              const char     *problem)
{
  TroupeLayerRowPrivate *priv;

  g_return_if_fail (TROUPE_IS_LAYER_ROW (self));

  priv = troupe_layer_row_get_instance_private (self);
  if (g_strcmp0 (priv->problem, problem) == 0)
    return;

  g_free (priv->problem);
  priv->problem = g_strdup (problem);
  update_subtitle (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/**
 * troupe_layer_row_refresh:
 * @self: the row
 *
 * Shows the layer anew.
 */
void
troupe_layer_row_refresh (TroupeLayerRow *self)
{
  TroupeLayerRowPrivate *priv;
  TroupeAiSettings *settings;
  TroupeFieldState state;
  const char *mode = NULL;

  g_return_if_fail (TROUPE_IS_LAYER_ROW (self));

  priv = troupe_layer_row_get_instance_private (self);
  settings = troupe_layer_row_get_settings (self);
  state = settings != NULL ? troupe_ai_settings_get_state (settings, priv->field) : TROUPE_FIELD_STATE_UNSET;

  if (state == TROUPE_FIELD_STATE_SET)
    mode = MODE_VALUE;
  else if (state == TROUPE_FIELD_STATE_OMITTED)
    mode = MODE_OMIT;
  if (priv->mode != NULL)
    troupe_choice_button_set_chosen (priv->mode, mode, NULL);

  TROUPE_LAYER_ROW_GET_CLASS (self)->show (self, state, state == TROUPE_FIELD_STATE_SET
                                                        ? troupe_ai_settings_get_value (settings, priv->field) : NULL);
  update_subtitle (self);
}

/**
 * troupe_layer_row_show_problem:
 * @self: the row
 *
 * Puts the focus where a value is given.
 */
void
troupe_layer_row_show_problem (TroupeLayerRow *self)
{
  TroupeLayerRowClass *klass;
  GtkWidget *control = NULL;

  g_return_if_fail (TROUPE_IS_LAYER_ROW (self));

  klass = TROUPE_LAYER_ROW_GET_CLASS (self);
  if (klass->get_control != NULL)
    control = klass->get_control (self);
  if (control == NULL || !gtk_widget_child_focus (control, GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (control != NULL ? control : GTK_WIDGET (self));
}
