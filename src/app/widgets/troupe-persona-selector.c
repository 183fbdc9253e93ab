/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-persona-line.h"
#include "troupe-persona-popover.h"
#include "troupe-persona-selector.h"

/**
 * TroupePersonaSelector:
 *
 * A button that shows a persona and chooses another from a searchable list. It is the one way to choose a persona,
 * wherever one is chosen.
 *
 * #TroupePersonaSelector::chosen is emitted when a person chooses; what is shown does not change by that, but when the
 * owner sets #TroupePersonaSelector:persona.
 */

struct _TroupePersonaSelector
{
  GtkWidget          parent_instance;

  GListModel        *model;      /* (owned) (nullable): of TroupePersona, sorted */
  TroupePersona     *persona;    /* (owned) (nullable) */
  GSignalGroup      *signals;

  GtkWidget         *button;
  TroupePersonaLine *line;
  GtkWidget         *popover;    /* (nullable): made when it opens first */
};

enum
{
  PROP_0,
  PROP_MODEL,
  PROP_PERSONA,
  N_PROPS
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupePersonaSelector, troupe_persona_selector, GTK_TYPE_WIDGET)

static void
update_name (TroupePersonaSelector *self)
{
  TroupeDefinition *definition = TROUPE_DEFINITION (self->persona);
  g_autofree char *name = NULL;
  const char *description = definition != NULL ? troupe_definition_get_description (definition) : NULL;

  /* Translators: the accessible name of a button; %s is the name of a persona */
  name = g_strdup_printf (_("Persona: %s"), definition != NULL ? troupe_definition_get_name (definition) : _("None"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (self->button, description != NULL && *description != '\0' ? description : NULL);
}

static void
chosen_cb (TroupePersonaSelector *self,
           TroupePersona         *persona)
{
  g_signal_emit (self, signals[CHOSEN], 0, persona);
}

static void
create_popover_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  TroupePersonaSelector *self = user_data;

  if (self->popover == NULL)
    {
      self->popover = troupe_persona_popover_new ();
      g_signal_connect_object (self->popover, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
      gtk_menu_button_set_popover (button, self->popover);
    }
  troupe_persona_popover_prepare (TROUPE_PERSONA_POPOVER (self->popover), self->model, self->persona);
}

static void
troupe_persona_selector_dispose (GObject *object)
{
  TroupePersonaSelector *self = TROUPE_PERSONA_SELECTOR (object);

  g_clear_object (&self->signals);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->model);
  g_clear_object (&self->persona);

  G_OBJECT_CLASS (troupe_persona_selector_parent_class)->dispose (object);
}

static void
troupe_persona_selector_get_property (GObject    *object,
                                      guint       prop_id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  TroupePersonaSelector *self = TROUPE_PERSONA_SELECTOR (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;

    case PROP_PERSONA:
      g_value_set_object (value, self->persona);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_persona_selector_set_property (GObject      *object,
                                      guint         prop_id,
                                      const GValue *value,
                                      GParamSpec   *pspec)
{
  TroupePersonaSelector *self = TROUPE_PERSONA_SELECTOR (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      troupe_persona_selector_set_model (self, g_value_get_object (value));
      break;

    case PROP_PERSONA:
      troupe_persona_selector_set_persona (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_persona_selector_class_init (TroupePersonaSelectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = troupe_persona_selector_dispose;
  object_class->get_property = troupe_persona_selector_get_property;
  object_class->set_property = troupe_persona_selector_set_property;

  properties[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_PERSONA] = g_param_spec_object ("persona", NULL, NULL, TROUPE_TYPE_PERSONA, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, TROUPE_TYPE_PERSONA);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "persona-selector");
}

static void
troupe_persona_selector_init (TroupePersonaSelector *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->line = TROUPE_PERSONA_LINE (troupe_persona_line_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (self->line), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->line));
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("pan-down-symbolic"));

  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  /* The menu button puts a box of its own around, which is centred. */
  for (GtkWidget *around = gtk_widget_get_parent (box);
       around != NULL && around != self->button;
       around = gtk_widget_get_parent (around))
    gtk_widget_set_halign (around, GTK_ALIGN_FILL);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), create_popover_cb, self, NULL);
  gtk_widget_add_css_class (self->button, "persona-button");
  gtk_widget_add_css_class (self->button, "card");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));

  self->signals = g_signal_group_new (TROUPE_TYPE_PERSONA);
  g_signal_group_connect_object (self->signals, "notify", G_CALLBACK (update_name), self, G_CONNECT_SWAPPED);
  update_name (self);
}

GtkWidget *
troupe_persona_selector_new (void)
{
  return g_object_new (TROUPE_TYPE_PERSONA_SELECTOR, NULL);
}

/**
 * troupe_persona_selector_get_model:
 * @self: the selector
 *
 * Returns: (transfer none) (nullable): whom there is to choose from, a list of #TroupePersona
 */
GListModel *
troupe_persona_selector_get_model (TroupePersonaSelector *self)
{
  g_return_val_if_fail (TROUPE_IS_PERSONA_SELECTOR (self), NULL);

  return self->model;
}

/**
 * troupe_persona_selector_set_model:
 * @self: the selector
 * @model: (nullable): a list of #TroupePersona, in the order to show
 *
 * Says whom there is to choose from. Loading the list again chooses nobody.
 */
void
troupe_persona_selector_set_model (TroupePersonaSelector *self,
                                   GListModel            *model)
{
  g_return_if_fail (TROUPE_IS_PERSONA_SELECTOR (self));

  if (g_set_object (&self->model, model))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
}

/**
 * troupe_persona_selector_get_persona:
 * @self: the selector
 *
 * Returns: (transfer none) (nullable): who is shown
 */
TroupePersona *
troupe_persona_selector_get_persona (TroupePersonaSelector *self)
{
  g_return_val_if_fail (TROUPE_IS_PERSONA_SELECTOR (self), NULL);

  return self->persona;
}

/**
 * troupe_persona_selector_set_persona:
 * @self: the selector
 * @persona: (nullable): a persona
 *
 * Says who is shown. #TroupePersonaSelector::chosen is not emitted.
 */
void
troupe_persona_selector_set_persona (TroupePersonaSelector *self,
                                     TroupePersona         *persona)
{
  g_return_if_fail (TROUPE_IS_PERSONA_SELECTOR (self));
  g_return_if_fail (persona == NULL || TROUPE_IS_PERSONA (persona));

  if (!g_set_object (&self->persona, persona))
    return;

  g_signal_group_set_target (self->signals, persona);
  troupe_persona_line_set_persona (self->line, persona);
  update_name (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSONA]);
}

/**
 * troupe_persona_selector_popup:
 * @self: the selector
 *
 * Opens the list, as a click would.
 */
void
troupe_persona_selector_popup (TroupePersonaSelector *self)
{
  g_return_if_fail (TROUPE_IS_PERSONA_SELECTOR (self));

  gtk_menu_button_popup (GTK_MENU_BUTTON (self->button));
}
