/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-face.h"
#include "troupe-persona-line.h"
#include "troupe-scope-pill.h"

/**
 * TroupePersonaLine:
 *
 * A persona at a glance: face, name, scope and description. It follows the persona while that is edited.
 */

struct _TroupePersonaLine
{
  GtkWidget      parent_instance;

  TroupePersona *persona;         /* (owned) (nullable) */
  GSignalGroup  *signals;

  GtkWidget     *face;
  GtkWidget     *name_label;
  GtkWidget     *pill;
  GtkWidget     *description_label;
  GtkWidget     *check;
};

G_DEFINE_FINAL_TYPE (TroupePersonaLine, troupe_persona_line, GTK_TYPE_WIDGET)

static void
update (TroupePersonaLine *self)
{
  TroupeDefinition *definition = TROUPE_DEFINITION (self->persona);
  const char *description;

  if (self->persona == NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->name_label), _("No Persona"));
      gtk_widget_set_visible (self->pill, FALSE);
      gtk_widget_set_visible (self->description_label, FALSE);
      troupe_face_set_id (TROUPE_FACE (self->face), NULL);
      troupe_face_set_icon (TROUPE_FACE (self->face), NULL);
      return;
    }

  description = troupe_definition_get_description (definition);
  gtk_label_set_text (GTK_LABEL (self->name_label), troupe_definition_get_name (definition));
  gtk_label_set_text (GTK_LABEL (self->description_label), description != NULL ? description : "");
  gtk_widget_set_visible (self->description_label, description != NULL && *description != '\0');
  troupe_scope_pill_set (self->pill, troupe_definition_get_scope (definition));
  gtk_widget_set_visible (self->pill, TRUE);
  troupe_face_set_id (TROUPE_FACE (self->face), troupe_definition_get_id (definition));
  troupe_face_set_icon (TROUPE_FACE (self->face), troupe_persona_get_icon (self->persona));
}

static void
troupe_persona_line_dispose (GObject *object)
{
  TroupePersonaLine *self = TROUPE_PERSONA_LINE (object);
  GtkWidget *child;

  g_clear_object (&self->signals);
  g_clear_object (&self->persona);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (troupe_persona_line_parent_class)->dispose (object);
}

static void
troupe_persona_line_class_init (TroupePersonaLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = troupe_persona_line_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "persona-line");
}

static void
troupe_persona_line_init (TroupePersonaLine *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->face = troupe_face_new (36);
  self->name_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->name_label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->name_label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->name_label, "heading");
  self->pill = troupe_scope_pill_new ();
  self->description_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->description_label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->description_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (self->description_label), TRUE);
  gtk_widget_add_css_class (self->description_label, "caption");
  gtk_widget_add_css_class (self->description_label, "dim-label");
  self->check = gtk_image_new_from_icon_name ("object-select-symbolic");
  gtk_widget_set_visible (self->check, FALSE);

  gtk_box_append (GTK_BOX (first), self->name_label);
  gtk_box_append (GTK_BOX (first), self->pill);
  gtk_box_append (GTK_BOX (texts), first);
  gtk_box_append (GTK_BOX (texts), self->description_label);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);

  gtk_widget_set_parent (self->face, GTK_WIDGET (self));
  gtk_widget_set_parent (texts, GTK_WIDGET (self));
  gtk_widget_set_parent (self->check, GTK_WIDGET (self));

  self->signals = g_signal_group_new (TROUPE_TYPE_PERSONA);
  g_signal_group_connect_object (self->signals, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

GtkWidget *
troupe_persona_line_new (void)
{
  return g_object_new (TROUPE_TYPE_PERSONA_LINE, NULL);
}

/**
 * troupe_persona_line_get_persona:
 * @self: the line
 *
 * Returns: (transfer none) (nullable): whom it shows
 */
TroupePersona *
troupe_persona_line_get_persona (TroupePersonaLine *self)
{
  g_return_val_if_fail (TROUPE_IS_PERSONA_LINE (self), NULL);

  return self->persona;
}

/**
 * troupe_persona_line_set_persona:
 * @self: the line
 * @persona: (nullable): a persona
 *
 * Says who is shown.
 */
void
troupe_persona_line_set_persona (TroupePersonaLine *self,
                                 TroupePersona     *persona)
{
  g_return_if_fail (TROUPE_IS_PERSONA_LINE (self));
  g_return_if_fail (persona == NULL || TROUPE_IS_PERSONA (persona));

  if (!g_set_object (&self->persona, persona))
    return;

  g_signal_group_set_target (self->signals, persona);
  update (self);
}

/**
 * troupe_persona_line_set_chosen:
 * @self: the line
 * @chosen: whether this is the one in use
 *
 * Shows a check mark at the end.
 */
void
troupe_persona_line_set_chosen (TroupePersonaLine *self,
                                gboolean           chosen)
{
  g_return_if_fail (TROUPE_IS_PERSONA_LINE (self));

  gtk_widget_set_visible (self->check, chosen);
}
