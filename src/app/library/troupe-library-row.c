/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-face.h"
#include "troupe-library-row.h"
#include "troupe-library-words.h"
#include "troupe-named-text.h"
#include "troupe-persona.h"
#include "troupe-scope-pill.h"

/* Users that are named in the row, and in its tooltip. */
#define N_NAMES     3
#define N_ALL_NAMES 40

/**
 * TroupeLibraryRow:
 *
 * A definition in the library: its face, name, scope and description, its tiers, and who uses it. It follows the definition
 * while that is edited.
 */
struct _TroupeLibraryRow
{
  GtkWidget         parent_instance;

  /* Input */
  TroupeDefinition *definition;      /* (nullable) */
  TroupeReferences *references;      /* (nullable) */

  /* Owned References */
  GSignalGroup     *signals;

  /* Template References */
  TroupeFace       *face;
  GtkLabel         *name_label;
  GtkWidget        *scope_label;
  GtkLabel         *description_label;
  GtkLabel         *use_label;
  GtkWidget        *menu_button;

  /* In Progress */
  GtkWidget        *check;           /* (nullable): made when something is selected first */
  gboolean          is_selected;
  gboolean          is_updating;     /* the check box */
};

enum
{
  SELECT,
  MENU,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeLibraryRow, troupe_library_row, GTK_TYPE_WIDGET)

static void
set_line (GtkLabel   *label,
          const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
take_label (GtkWidget *widget,
            char      *label)
{
  g_autofree char *owned = label;

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, owned, -1);
}

/* The row is a widget of the list's own, and what is read out is its name. */
static void
update_label (TroupeLibraryRow *self)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *name = troupe_definition_get_name (self->definition);
  const char *use = gtk_label_get_text (self->use_label);
  const char *description = gtk_label_get_text (self->description_label);
  g_autofree char *more = g_strjoin (*description != '\0' && *use != '\0' ? "\n" : "", description, use, NULL);

  if (row == NULL)
    return;

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, more, -1);
}

static void
update (TroupeLibraryRow *self)
{
  TroupeKind kind;
  const char *id = NULL;
  const char *name = NULL;
  g_autofree char *description = NULL;
  g_autofree char *tiers = NULL;
  g_autofree char *used_by = NULL;
  g_autofree char *use = NULL;

  if (self->definition == NULL)
    return;

  kind = troupe_definition_get_kind (self->definition);
  id = troupe_definition_get_id (self->definition);
  name = troupe_definition_get_name (self->definition);
  description = troupe_words_describe (self->definition);
  tiers = troupe_words_tiers (self->definition);
  used_by = self->references != NULL ? troupe_words_used_by (self->references, kind, id, N_NAMES) : NULL;
  if (tiers != NULL && used_by != NULL)
    use = g_strdup_printf ("%s · %s", tiers, used_by);
  else
    use = g_strdup (tiers != NULL ? tiers : used_by);

  troupe_face_set_id (self->face, id);
  troupe_face_set_icon (self->face, kind == TROUPE_KIND_PERSONA ? troupe_persona_get_icon (TROUPE_PERSONA (self->definition))
                                                                : troupe_kind_get_icon (kind));
  gtk_label_set_text (self->name_label, name);
  troupe_scope_pill_set (self->scope_label, troupe_definition_get_scope (self->definition));
  set_line (self->description_label, description);
  set_line (self->use_label, use);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self->use_label), used_by != NULL);

  if (self->check != NULL)
    /* Translators: %s is a name */
    take_label (self->check, troupe_named_text (_("Select “%s”"), name));
  /* Translators: %s is a name */
  take_label (self->menu_button, troupe_named_text (_("Actions for “%s”"), name));
  update_label (self);
}

/* Made when somebody looks, because a list has many rows. */
static gboolean
use_tooltip_cb (TroupeLibraryRow *self,
                int               x,
                int               y,
                gboolean          keyboard_mode,
                GtkTooltip       *tooltip)
{
  g_autofree char *used_by = NULL;

  if (self->definition == NULL || self->references == NULL)
    return FALSE;

  used_by = troupe_words_used_by (self->references, troupe_definition_get_kind (self->definition),
                                  troupe_definition_get_id (self->definition), N_ALL_NAMES);
  gtk_tooltip_set_text (tooltip, used_by);

  return used_by != NULL;
}

static void
check_toggled_cb (TroupeLibraryRow *self)
{
  if (!self->is_updating)
    g_signal_emit (self, signals[SELECT], 0, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->check)));
}

static gboolean
is_selecting (TroupeLibraryRow *self)
{
  return self->check != NULL && gtk_widget_get_visible (self->check);
}

static void
menu_clicked_cb (TroupeLibraryRow *self)
{
  g_signal_emit (self, signals[MENU], 0, self->menu_button);
}

/* While things are selected, a click anywhere on the row does what one on its box does. */
static void
released_cb (TroupeLibraryRow *self,
             int               n_press,
             double            x,
             double            y,
             GtkGesture       *gesture)
{
  if (!is_selecting (self) || !gtk_widget_contains (GTK_WIDGET (self), x, y))
    return;

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), !gtk_check_button_get_active (GTK_CHECK_BUTTON (self->check)));
}

static void
pressed_cb (TroupeLibraryRow *self,
            int               n_press,
            double            x,
            double            y,
            GtkGesture       *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if (is_selecting (self) && (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) == 0)
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  else
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
}

static void
troupe_library_row_dispose (GObject *object)
{
  TroupeLibraryRow *self = TROUPE_LIBRARY_ROW (object);
  GtkWidget *child;

  g_clear_object (&self->signals);
  g_clear_object (&self->definition);
  g_clear_object (&self->references);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (troupe_library_row_parent_class)->dispose (object);
}

static void
troupe_library_row_class_init (TroupeLibraryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = troupe_library_row_dispose;

  /**
   * TroupeLibraryRow::select:
   * @self: the row
   * @selected: whether it shall be
   *
   * Somebody selects the definition, or no longer does.
   */
  signals[SELECT] = g_signal_new ("select", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  /**
   * TroupeLibraryRow::menu:
   * @self: the row
   * @button: the button that the menu belongs to
   *
   * Somebody wants the menu of the definition.
   */
  signals[MENU] = g_signal_new ("menu", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, GTK_TYPE_WIDGET);

  g_type_ensure (TROUPE_TYPE_FACE);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/library/troupe-library-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryRow, description_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryRow, face);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryRow, scope_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryRow, use_label);
  gtk_widget_class_bind_template_callback (widget_class, menu_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_tooltip_cb);
  gtk_widget_class_set_css_name (widget_class, "library-row");
}

static void
troupe_library_row_init (TroupeLibraryRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  self->signals = g_signal_group_new (TROUPE_TYPE_DEFINITION);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (update), self);
}

/**
 * troupe_library_row_get_definition:
 * @self: the row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
TroupeDefinition *
troupe_library_row_get_definition (TroupeLibraryRow *self)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY_ROW (self), NULL);

  return self->definition;
}

/**
 * troupe_library_row_set_definition:
 * @self: the row
 * @definition: (nullable): what to show
 * @references: (nullable): who uses what
 *
 * Shows a definition and follows it.
 */
void
troupe_library_row_set_definition (TroupeLibraryRow *self,
                                   TroupeDefinition *definition,
                                   TroupeReferences *references)
{
  g_return_if_fail (TROUPE_IS_LIBRARY_ROW (self));

  g_set_object (&self->definition, definition);
  g_set_object (&self->references, references);
  g_signal_group_set_target (self->signals, definition);
  update (self);
}

/**
 * troupe_library_row_set_selecting:
 * @self: the row
 * @selecting: whether several are being selected
 *
 * Shows a check box in place of the menu.
 */
void
troupe_library_row_set_selecting (TroupeLibraryRow *self,
                                  gboolean          selecting)
{
  g_return_if_fail (TROUPE_IS_LIBRARY_ROW (self));

  if (selecting && self->check == NULL)
    {
      self->check = gtk_check_button_new ();
      gtk_widget_set_valign (self->check, GTK_ALIGN_CENTER);
      /* The row has the focus, and Return selects it. */
      gtk_widget_set_focusable (self->check, FALSE);
      gtk_widget_add_css_class (self->check, "selection-mode");
      gtk_widget_insert_before (self->check, GTK_WIDGET (self), gtk_widget_get_first_child (GTK_WIDGET (self)));
      g_signal_connect_swapped (self->check, "toggled", G_CALLBACK (check_toggled_cb), self);
      troupe_library_row_set_selected (self, self->is_selected);
      update (self);
    }
  if (self->check != NULL)
    gtk_widget_set_visible (self->check, selecting);
  gtk_widget_set_visible (self->menu_button, !selecting);
}

/**
 * troupe_library_row_get_selected:
 * @self: the row
 *
 * Returns: whether it is selected
 */
gboolean
troupe_library_row_get_selected (TroupeLibraryRow *self)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY_ROW (self), FALSE);

  return self->is_selected;
}

/**
 * troupe_library_row_set_selected:
 * @self: the row
 * @selected: whether it is selected
 *
 * Shows whether it is selected.
 */
void
troupe_library_row_set_selected (TroupeLibraryRow *self,
                                 gboolean          selected)
{
  g_return_if_fail (TROUPE_IS_LIBRARY_ROW (self));

  self->is_selected = selected;
  if (self->check == NULL)
    return;

  self->is_updating = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), selected);
  self->is_updating = FALSE;
}

/**
 * troupe_library_row_update:
 * @self: the row
 *
 * Looks again who uses the definition.
 */
void
troupe_library_row_update (TroupeLibraryRow *self)
{
  g_return_if_fail (TROUPE_IS_LIBRARY_ROW (self));

  update (self);
}
