/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-focus.h"
#include "troupe-section-list.h"

/**
 * TroupeSectionList:
 *
 * The sections of an editor, one below the other. One is selected; Tab stops at it alone, Up and Down go from there. A
 * section that cannot be saved is marked.
 *
 * #TroupeSectionList::selected is emitted with the id of a section that a person has chosen, and
 * #TroupeSectionList::activated when they are done choosing.
 */

struct _TroupeSectionList
{
  AdwBin      parent_instance;

  GtkWidget  *box;
  gboolean    is_following;      /* code selects, not a person */
};

enum
{
  SELECTED,
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeSectionList, troupe_section_list, ADW_TYPE_BIN)

/* Not before it is shown: a dialog whose widgets change in this before it is presented is missing from the accessibility
 * tree. Nothing changes while the first section is selected. */
static void
update_focusable (TroupeSectionList *self)
{
  for (GtkWidget *button = gtk_widget_get_first_child (self->box); button != NULL; button = gtk_widget_get_next_sibling (button))
    gtk_widget_set_focusable (button, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)));
}

static void
toggled_cb (TroupeSectionList *self,
            GtkToggleButton   *button)
{
  gboolean is_active = gtk_toggle_button_get_active (button);

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update_focusable (self);
  if (is_active && !self->is_following)
    g_signal_emit (self, signals[SELECTED], 0, gtk_widget_get_name (GTK_WIDGET (button)));
}

static void
clicked_cb (TroupeSectionList *self)
{
  if (!self->is_following)
    g_signal_emit (self, signals[ACTIVATED], 0);
}

static gboolean
move_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  TroupeSectionList *self = TROUPE_SECTION_LIST (widget);
  gboolean forward = g_variant_get_boolean (args);
  GtkWidget *button = gtk_widget_get_first_child (self->box);

  while (button != NULL && !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)))
    button = gtk_widget_get_next_sibling (button);
  if (button != NULL)
    button = forward ? gtk_widget_get_next_sibling (button) : gtk_widget_get_prev_sibling (button);
  if (button == NULL)
    return TRUE;

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  gtk_widget_grab_focus (button);

  return TRUE;
}

static gboolean
troupe_section_list_grab_focus (GtkWidget *widget)
{
  TroupeSectionList *self = TROUPE_SECTION_LIST (widget);

  for (GtkWidget *button = gtk_widget_get_first_child (self->box); button != NULL; button = gtk_widget_get_next_sibling (button))
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)))
      return gtk_widget_grab_focus (button);

  return FALSE;
}

static void
troupe_section_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (troupe_section_list_parent_class)->map (widget);

  update_focusable (TROUPE_SECTION_LIST (widget));
}

static void
troupe_section_list_class_init (TroupeSectionListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->focus = troupe_focus_children;
  widget_class->grab_focus = troupe_section_list_grab_focus;
  widget_class->map = troupe_section_list_map;

  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, move_cb, "b", TRUE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Down, 0, move_cb, "b", TRUE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, 0, move_cb, "b", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Up, 0, move_cb, "b", FALSE);

  gtk_widget_class_set_css_name (widget_class, "sectionlist");
}

static void
troupe_section_list_init (TroupeSectionList *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Sections"), -1);
  adw_bin_set_child (ADW_BIN (self), self->box);
}

static GtkWidget *
create_button (TroupeSectionList         *self,
               const TroupeEditorSection *section,
               gboolean                   is_first)
{
  const char *title = g_dpgettext2 (GETTEXT_PACKAGE, "section", section->title);
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *mark = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_visible (mark, FALSE);
  gtk_widget_add_css_class (mark, "warning");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (section->icon_name));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), mark);

  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_name (button, section->id);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_focusable (button, is_first);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data (G_OBJECT (button), "mark", mark);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);

  return button;
}

/**
 * troupe_section_list_set_sections:
 * @self: the list
 * @sections: (array length=n_sections): a part of the table, which stays
 * @n_sections: how many
 *
 * Shows other sections; the first is selected.
 */
void
troupe_section_list_set_sections (TroupeSectionList         *self,
                                  const TroupeEditorSection *sections,
                                  guint                      n_sections)
{
  GtkWidget *first;

  g_return_if_fail (TROUPE_IS_SECTION_LIST (self));

  self->is_following = TRUE;
  while ((first = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), first);

  for (guint i = 0; i < n_sections; i++)
    {
      GtkWidget *button = create_button (self, &sections[i], i == 0);

      first = gtk_widget_get_first_child (self->box);
      if (first != NULL)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
      gtk_box_append (GTK_BOX (self->box), button);
    }
  first = gtk_widget_get_first_child (self->box);
  if (first != NULL)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (first), TRUE);
  self->is_following = FALSE;
}

/* (transfer none) (nullable) */
static GtkWidget *
find_button (TroupeSectionList *self,
             const char        *id)
{
  for (GtkWidget *button = gtk_widget_get_first_child (self->box); button != NULL; button = gtk_widget_get_next_sibling (button))
    if (g_strcmp0 (gtk_widget_get_name (button), id) == 0)
      return button;

  return NULL;
}

/**
 * troupe_section_list_set_selected:
 * @self: the list
 * @id: the id of a section
 *
 * Selects a section without a word to anybody.
 */
void
troupe_section_list_set_selected (TroupeSectionList *self,
                                  const char        *id)
{
  GtkWidget *button;

  g_return_if_fail (TROUPE_IS_SECTION_LIST (self));

  button = find_button (self, id);
  if (button == NULL)
    return;

  self->is_following = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  self->is_following = FALSE;
}

/**
 * troupe_section_list_set_problem:
 * @self: the list
 * @id: the id of a section
 * @problem: (nullable): what is wrong there, in a sentence
 *
 * Marks a section, or takes its mark away.
 */
void
troupe_section_list_set_problem (TroupeSectionList *self,
                                 const char        *id,
                                 const char        *problem)
{
  GtkWidget *button;

  g_return_if_fail (TROUPE_IS_SECTION_LIST (self));

  button = find_button (self, id);
  if (button == NULL)
    return;

  gtk_widget_set_visible (g_object_get_data (G_OBJECT (button), "mark"), problem != NULL);
  gtk_widget_set_tooltip_text (button, problem);
  if (problem != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, problem, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}
