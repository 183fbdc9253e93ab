/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-definition-words.h"
#include "troupe-face.h"
#include "troupe-focus.h"
#include "troupe-identity-page.h"

/**
 * TroupeIdentityPage:
 *
 * The section Identity of any kind of definition: what it is called, where it lives, and, for a persona, its face. The id
 * follows the name until the definition is saved for the first time.
 */

struct _TroupeIdentityPage
{
  TroupeEditorPage  parent_instance;

  GSignalGroup     *copy_signals;

  /* Template References */
  GtkWidget        *face_box;
  GtkWidget        *face;
  GtkWidget        *emoji_button;
  GtkWidget        *no_icon_button;
  GtkWidget        *name_row;
  GtkWidget        *name_problem;
  GtkWidget        *description_row;
  AdwActionRow     *scope_row;
  GtkWidget        *scope_buttons;
  GtkWidget        *user_button;
  GtkWidget        *project_button;
  GtkWidget        *id_label;

  /* In Progress */
  guint             n_following;      /* rows show what the copy says, which is no edit */
  gboolean          touched;          /* problems are not shown before */
  gboolean          is_nameless;      /* its file has no name */
};

G_DEFINE_FINAL_TYPE (TroupeIdentityPage, troupe_identity_page, TROUPE_TYPE_EDITOR_PAGE)

/* (transfer none) (nullable): what is edited, unless the rows only follow it */
static TroupeDefinition *
get_edited (TroupeIdentityPage *self)
{
  return self->n_following == 0 ? troupe_editor_page_get_copy (TROUPE_EDITOR_PAGE (self)) : NULL;
}

static char *
dup_typed_name (TroupeIdentityPage *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
}

static void
update_problem (TroupeIdentityPage *self)
{
  TroupeDefinition *copy = troupe_editor_page_get_copy (TROUPE_EDITOR_PAGE (self));
  g_autofree char *name = dup_typed_name (self);
  const char *problem = NULL;
  gboolean shown;

  if (copy != NULL && *name == '\0')
    problem = _(troupe_definition_words_get (troupe_definition_get_kind (copy))->needs_name);

  shown = problem != NULL && self->touched;
  if (problem != NULL)
    gtk_label_set_text (GTK_LABEL (self->name_problem), problem);
  gtk_widget_set_visible (self->name_problem, shown);
  if (shown)
    gtk_widget_add_css_class (self->name_row, "error");
  else
    gtk_widget_remove_css_class (self->name_row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->name_row), GTK_ACCESSIBLE_STATE_INVALID,
                               shown ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  troupe_editor_page_set_problem (TROUPE_EDITOR_PAGE (self), problem);
}

/* One that is not saved yet is named for what it is called. */
static void
derive_id (TroupeIdentityPage *self,
           TroupeDefinition   *copy)
{
  TroupeWorkspace *workspace = troupe_editor_page_get_workspace (TROUPE_EDITOR_PAGE (self));
  const char *name = troupe_definition_get_name (copy);
  g_autofree char *id = NULL;

  if (!troupe_editor_page_get_is_new (TROUPE_EDITOR_PAGE (self)) || name == NULL || *name == '\0')
    return;

  id = troupe_library_make_id (troupe_workspace_get_library (workspace), troupe_definition_get_kind (copy), name);
  troupe_definition_set_id (copy, id);
}

static void
show_id (TroupeIdentityPage *self,
         const char         *id)
{
  gtk_label_set_text (GTK_LABEL (self->id_label), id);
  troupe_face_set_id (TROUPE_FACE (self->face), id);
}

static void
show_text (GtkWidget  *row,
           const char *text)
{
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
show_scope (TroupeIdentityPage *self,
            TroupeDefinition   *copy)
{
  TroupeScope scope = troupe_definition_get_scope (copy);
  gboolean is_project = scope == TROUPE_SCOPE_PROJECT;
  const char *subtitle;

  if (scope == TROUPE_SCOPE_BUILT_IN)
    subtitle = _("Built-in: saved as a copy of your own, from which the original can be restored");
  else if (is_project)
    subtitle = _("Project: part of the project, for all who work on it");
  else
    subtitle = _("User: available in every project");

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (is_project ? self->project_button : self->user_button), TRUE);
  adw_action_row_set_subtitle (self->scope_row, subtitle);
}

/* Other sections write to the copy too. What is being typed is left as it is. */
static void
follow (TroupeIdentityPage *self)
{
  TroupeDefinition *copy = troupe_editor_page_get_copy (TROUPE_EDITOR_PAGE (self));
  g_autofree char *typed = dup_typed_name (self);
  const char *name = troupe_definition_get_name (copy);
  const char *id = troupe_definition_get_id (copy);
  const char *description = troupe_definition_get_description (copy);

  self->n_following++;
  /* One whose file has no name is called by its id; one that has lost its name here has none. */
  if (!troupe_definition_has_name (copy) && !(self->is_nameless && !self->touched))
    name = "";
  if (g_strcmp0 (typed, name) != 0)
    show_text (self->name_row, name);
  show_text (self->description_row, description != NULL ? description : "");

  if (TROUPE_IS_PERSONA (copy))
    {
      const char *icon = troupe_persona_get_icon (TROUPE_PERSONA (copy));

      troupe_face_set_icon (TROUPE_FACE (self->face), icon);
      gtk_widget_set_visible (self->no_icon_button, icon != NULL);
    }
  show_id (self, id);
  show_scope (self, copy);
  self->n_following--;

  update_problem (self);
}

static void
name_changed_cb (TroupeIdentityPage *self)
{
  TroupeDefinition *copy = get_edited (self);
  g_autofree char *name = NULL;

  if (copy == NULL)
    return;

  self->touched = TRUE;
  name = dup_typed_name (self);
  self->n_following++;
  troupe_definition_set_name (copy, name);
  derive_id (self, copy);
  self->n_following--;
  update_problem (self);
}

static void
description_changed_cb (TroupeIdentityPage *self)
{
  TroupeDefinition *copy = get_edited (self);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->description_row));

  if (copy != NULL)
    troupe_definition_set_description (copy, *text != '\0' ? text : NULL);
}

static void
scope_toggled_cb (TroupeIdentityPage *self)
{
  TroupeDefinition *copy = get_edited (self);

  if (copy != NULL)
    troupe_definition_set_scope (copy, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->project_button))
                                       ? TROUPE_SCOPE_PROJECT : TROUPE_SCOPE_USER);
}

static void
emoji_picked_cb (TroupeIdentityPage *self,
                 const char         *emoji)
{
  TroupeDefinition *copy = get_edited (self);

  if (TROUPE_IS_PERSONA (copy))
    troupe_persona_set_icon (TROUPE_PERSONA (copy), emoji);
}

static void
no_icon_cb (TroupeIdentityPage *self)
{
  TroupeDefinition *copy = get_edited (self);

  /* Before the button goes, and the focus with it. */
  gtk_widget_grab_focus (self->emoji_button);
  if (TROUPE_IS_PERSONA (copy))
    troupe_persona_set_icon (TROUPE_PERSONA (copy), NULL);
}

static void
create_emoji_chooser_cb (GtkMenuButton *button,
                         gpointer       user_data)
{
  TroupeIdentityPage *self = user_data;
  GtkWidget *chooser;

  /* It loads all emoji there are, so not before it is wanted. */
  if (gtk_menu_button_get_popover (button) != NULL)
    return;

  chooser = gtk_emoji_chooser_new ();
  g_signal_connect_object (chooser, "emoji-picked", G_CALLBACK (emoji_picked_cb), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (button, chooser);
}

static void
copy_changed_cb (TroupeIdentityPage *self)
{
  if (self->n_following == 0)
    follow (self);
  else
    show_id (self, troupe_definition_get_id (troupe_editor_page_get_copy (TROUPE_EDITOR_PAGE (self))));
}

static void
troupe_identity_page_set_source (TroupeEditorPage *page,
                                 TroupeWorkspace  *workspace,
                                 TroupeDefinition *copy,
                                 gboolean          is_new)
{
  TroupeIdentityPage *self = TROUPE_IDENTITY_PAGE (page);

  self->touched = FALSE;
  self->is_nameless = !is_new && !troupe_definition_has_name (copy);
  /* The editor has found a free id for a new one, which nobody typed. */
  derive_id (self, copy);
  gtk_widget_set_visible (self->face_box, TROUPE_IS_PERSONA (copy));
  /* Moving a definition between scopes would leave the other one behind. */
  gtk_widget_set_sensitive (self->scope_buttons, is_new && troupe_workspace_get_project (workspace) != NULL);

  g_signal_group_set_target (self->copy_signals, NULL);
  self->n_following++;
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), "");
  self->n_following--;
  follow (self);
  g_signal_group_set_target (self->copy_signals, copy);
}

static void
troupe_identity_page_show_problem (TroupeEditorPage *page)
{
  TroupeIdentityPage *self = TROUPE_IDENTITY_PAGE (page);

  self->touched = TRUE;
  update_problem (self);
  gtk_widget_grab_focus (self->name_row);
}

/* The name is what one begins with. */
static gboolean
troupe_identity_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (TROUPE_IDENTITY_PAGE (widget)->name_row);
}

static void
troupe_identity_page_dispose (GObject *object)
{
  TroupeIdentityPage *self = TROUPE_IDENTITY_PAGE (object);

  g_clear_object (&self->copy_signals);

  G_OBJECT_CLASS (troupe_identity_page_parent_class)->dispose (object);
}

static void
troupe_identity_page_class_init (TroupeIdentityPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_identity_page_dispose;
  widget_class->focus = troupe_focus_children;
  widget_class->grab_focus = troupe_identity_page_grab_focus;
  TROUPE_EDITOR_PAGE_CLASS (klass)->set_source = troupe_identity_page_set_source;
  TROUPE_EDITOR_PAGE_CLASS (klass)->show_problem = troupe_identity_page_show_problem;

  g_type_ensure (TROUPE_TYPE_FACE);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/editor/troupe-identity-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeIdentityPage, face_box);
  gtk_widget_class_bind_template_child (widget_class, TroupeIdentityPage, face);
  gtk_widget_class_bind_template_child (widget_class, TroupeIdentityPage, emoji_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeIdentityPage, no_icon_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeIdentityPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, TroupeIdentityPage, name_problem);
  gtk_widget_class_bind_template_child (widget_class, TroupeIdentityPage, description_row);
  gtk_widget_class_bind_template_child (widget_class, TroupeIdentityPage, scope_row);
  gtk_widget_class_bind_template_child (widget_class, TroupeIdentityPage, scope_buttons);
  gtk_widget_class_bind_template_child (widget_class, TroupeIdentityPage, user_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeIdentityPage, project_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeIdentityPage, id_label);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, description_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, scope_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, no_icon_cb);
}

static void
troupe_identity_page_init (TroupeIdentityPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->emoji_button), create_emoji_chooser_cb, self, NULL);
  self->copy_signals = g_signal_group_new (TROUPE_TYPE_DEFINITION);
  g_signal_group_connect_object (self->copy_signals, "notify", G_CALLBACK (copy_changed_cb), self, G_CONNECT_SWAPPED);
}
