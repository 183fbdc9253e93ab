/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-face.h"
#include "troupe-persona-editor.h"
#include "troupe-persona-model-page.h"
#include "troupe-persona-prompt-page.h"
#include "troupe-persona-tiers-page.h"
#include "troupe-persona-tools-page.h"
#include "troupe-persona-try-page.h"
#include "troupe-scope-pill.h"

/**
 * TroupePersonaEditor:
 *
 * The form for a persona. It is bound to a copy and writes every change there at once; whoever owns the editor hands the
 * copy over or drops it. #TroupePersonaEditor::changed is emitted after each change.
 */

struct _TroupePersonaEditor
{
  AdwBin                parent_instance;

  TroupeWorkspace      *workspace;     /* (owned) (nullable) */
  TroupePersona        *copy;          /* (owned) (nullable) */
  gboolean              is_new;
  GSignalGroup         *persona_signals;
  GSignalGroup         *settings_signals;

  /* Template References */
  GtkWidget            *face;
  GtkWidget            *emoji_button;
  GtkWidget            *name_row;
  GtkWidget            *name_problem;
  GtkWidget            *description_row;
  AdwActionRow         *scope_row;
  GtkWidget            *scope_buttons;
  GtkWidget            *user_button;
  GtkWidget            *project_button;
  GtkWidget            *id_label;
  GtkWidget            *section_buttons;
  GtkWidget            *sections;

  /* In Progress */
  guint                 n_loading;
  gboolean              touched;       /* problems are not shown before */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupePersonaEditor, troupe_persona_editor, ADW_TYPE_BIN)

static const char *
get_name_problem (TroupePersonaEditor *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

  return *name == '\0' ? _("A persona needs a name") : NULL;
}

/* (transfer none) (nullable): the first section that is one of its own and can't be saved */
static TroupeEditorPage *
find_problem_page (TroupePersonaEditor *self)
{
  for (GtkWidget *page = gtk_widget_get_first_child (self->sections); page != NULL; page = gtk_widget_get_next_sibling (page))
    if (TROUPE_IS_EDITOR_PAGE (page) && troupe_editor_page_get_problem (TROUPE_EDITOR_PAGE (page)) != NULL)
      return TROUPE_EDITOR_PAGE (page);

  return NULL;
}

static void
update_problem (TroupePersonaEditor *self)
{
  const char *problem = get_name_problem (self);
  gboolean shown = problem != NULL && self->touched;

  if (problem != NULL)
    gtk_label_set_text (GTK_LABEL (self->name_problem), problem);
  gtk_widget_set_visible (self->name_problem, shown);
  if (shown)
    gtk_widget_add_css_class (self->name_row, "error");
  else
    gtk_widget_remove_css_class (self->name_row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->name_row), GTK_ACCESSIBLE_STATE_INVALID,
                               shown ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
update_id (TroupePersonaEditor *self)
{
  TroupeDefinition *definition = TROUPE_DEFINITION (self->copy);
  const char *name = troupe_definition_get_name (definition);

  /* One that is not saved yet is named for what it is called. */
  if (self->is_new && name != NULL && *name != '\0')
    {
      g_autofree char *id = NULL;

      id = troupe_library_make_id (troupe_workspace_get_library (self->workspace), TROUPE_KIND_PERSONA, name);
      troupe_definition_set_id (definition, id);
    }

  gtk_label_set_text (GTK_LABEL (self->id_label), troupe_definition_get_id (definition));
  troupe_face_set_id (TROUPE_FACE (self->face), troupe_definition_get_id (definition));
}

static void
changed_cb (TroupePersonaEditor *self)
{
  if (self->n_loading > 0)
    return;

  update_problem (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
name_changed_cb (TroupePersonaEditor *self)
{
  g_autofree char *name = NULL;

  if (self->n_loading > 0 || self->copy == NULL)
    return;

  self->touched = TRUE;
  name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
  troupe_definition_set_name (TROUPE_DEFINITION (self->copy), name);
  update_id (self);
  changed_cb (self);
}

static void
description_changed_cb (TroupePersonaEditor *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->description_row));

  if (self->n_loading == 0 && self->copy != NULL)
    troupe_definition_set_description (TROUPE_DEFINITION (self->copy), *text != '\0' ? text : NULL);
}

static void
section_toggled_cb (TroupePersonaEditor *self,
                    GtkToggleButton     *button)
{
  if (gtk_toggle_button_get_active (button))
    gtk_stack_set_visible_child_name (GTK_STACK (self->sections), gtk_widget_get_name (GTK_WIDGET (button)));
}

/* The buttons say which section shows, and nothing else does. */
static void
show_section (TroupePersonaEditor *self,
              GtkWidget           *section)
{
  const char *name = gtk_stack_page_get_name (gtk_stack_get_page (GTK_STACK (self->sections), section));

  for (GtkWidget *button = gtk_widget_get_first_child (self->section_buttons); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    if (g_str_equal (gtk_widget_get_name (button), name))
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

/* The section beside the one that shows; the last is followed by the first. */
static gboolean
turn_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  TroupePersonaEditor *self = TROUPE_PERSONA_EDITOR (widget);
  gboolean forward = g_variant_get_boolean (args);
  GtkWidget *button = gtk_widget_get_first_child (self->section_buttons);
  GtkWidget *next;

  while (button != NULL && !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)))
    button = gtk_widget_get_next_sibling (button);
  if (button == NULL)
    return FALSE;

  next = forward ? gtk_widget_get_next_sibling (button) : gtk_widget_get_prev_sibling (button);
  if (next == NULL)
    next = forward ? gtk_widget_get_first_child (self->section_buttons) : gtk_widget_get_last_child (self->section_buttons);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (next), TRUE);
  gtk_widget_grab_focus (next);

  return TRUE;
}

static void
emoji_picked_cb (TroupePersonaEditor *self,
                 const char          *emoji)
{
  if (self->copy == NULL)
    return;

  troupe_persona_set_icon (self->copy, emoji);
  troupe_face_set_icon (TROUPE_FACE (self->face), emoji);
}

static void
create_emoji_chooser_cb (GtkMenuButton *button,
                         gpointer       user_data)
{
  TroupePersonaEditor *self = user_data;
  GtkWidget *chooser;

  /* It loads all emoji there are, so not before it is wanted. */
  if (gtk_menu_button_get_popover (button) != NULL)
    return;

  chooser = gtk_emoji_chooser_new ();
  g_signal_connect_object (chooser, "emoji-picked", G_CALLBACK (emoji_picked_cb), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (button, chooser);
}

static void
scope_toggled_cb (TroupePersonaEditor *self)
{
  const char *subtitle;

  if (!self->is_new && troupe_definition_get_scope (TROUPE_DEFINITION (self->copy)) == TROUPE_SCOPE_BUILT_IN)
    subtitle = _("Built-in: saved as a copy of your own, from which the original can be restored");
  else if (troupe_persona_editor_get_scope (self) == TROUPE_SCOPE_PROJECT)
    subtitle = _("Project: part of the project, for all who work on it");
  else
    subtitle = _("User: available in every project");

  adw_action_row_set_subtitle (self->scope_row, subtitle);
  changed_cb (self);
}

/* The name is what one begins with, where it is in view. */
static gboolean
troupe_persona_editor_grab_focus (GtkWidget *widget)
{
  TroupePersonaEditor *self = TROUPE_PERSONA_EDITOR (widget);

  if (gtk_widget_get_mapped (self->name_row))
    return gtk_widget_grab_focus (self->name_row);

  return GTK_WIDGET_CLASS (troupe_persona_editor_parent_class)->grab_focus (widget);
}

static void
troupe_persona_editor_dispose (GObject *object)
{
  TroupePersonaEditor *self = TROUPE_PERSONA_EDITOR (object);

  g_clear_object (&self->persona_signals);
  g_clear_object (&self->settings_signals);
  g_clear_object (&self->copy);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (troupe_persona_editor_parent_class)->dispose (object);
}

static void
troupe_persona_editor_class_init (TroupePersonaEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_persona_editor_dispose;
  widget_class->grab_focus = troupe_persona_editor_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  g_type_ensure (TROUPE_TYPE_FACE);
  g_type_ensure (TROUPE_TYPE_PERSONA_MODEL_PAGE);
  g_type_ensure (TROUPE_TYPE_PERSONA_PROMPT_PAGE);
  g_type_ensure (TROUPE_TYPE_PERSONA_TIERS_PAGE);
  g_type_ensure (TROUPE_TYPE_PERSONA_TOOLS_PAGE);
  g_type_ensure (TROUPE_TYPE_PERSONA_TRY_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/persona/troupe-persona-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaEditor, face);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaEditor, emoji_button);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaEditor, name_problem);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaEditor, description_row);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaEditor, scope_row);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaEditor, scope_buttons);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaEditor, user_button);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaEditor, project_button);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaEditor, id_label);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaEditor, section_buttons);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaEditor, sections);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, description_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, section_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, scope_toggled_cb);
}

/* Before what has the focus, or a scrolled window would take the keys to scroll sideways. */
static void
add_keys (TroupePersonaEditor *self)
{
  static const struct
  {
    guint    key;
    gboolean forward;
  } keys[] = { { GDK_KEY_Page_Down, TRUE }, { GDK_KEY_Page_Up, FALSE } };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, GDK_CONTROL_MASK),
                                                gtk_callback_action_new (turn_cb, NULL, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_boolean (keys[i].forward));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
troupe_persona_editor_init (TroupePersonaEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_keys (self);

  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->emoji_button), create_emoji_chooser_cb, self, NULL);
  self->persona_signals = g_signal_group_new (TROUPE_TYPE_PERSONA);
  g_signal_group_connect_object (self->persona_signals, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->persona_signals, "tiers-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->settings_signals = g_signal_group_new (TROUPE_TYPE_AI_SETTINGS);
  g_signal_group_connect_object (self->settings_signals, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * troupe_persona_editor_get_copy:
 * @self: the editor
 *
 * Returns: (transfer none) (nullable): the persona that is edited
 */
TroupePersona *
troupe_persona_editor_get_copy (TroupePersonaEditor *self)
{
  g_return_val_if_fail (TROUPE_IS_PERSONA_EDITOR (self), NULL);

  return self->copy;
}

/**
 * troupe_persona_editor_set_source:
 * @self: the editor
 * @workspace: where choices come from
 * @copy: a persona that belongs to the editor alone
 * @is_new: whether it was never saved, so that its id follows its name and its scope can be chosen
 *
 * Fills the form.
 */
void
troupe_persona_editor_set_source (TroupePersonaEditor *self,
                                  TroupeWorkspace     *workspace,
                                  TroupePersona       *copy,
                                  gboolean             is_new)
{
  TroupeDefinition *definition = TROUPE_DEFINITION (copy);
  TroupeAiSettings *settings;
  const char *text;
  gboolean has_project;

  g_return_if_fail (TROUPE_IS_PERSONA_EDITOR (self));
  g_return_if_fail (TROUPE_IS_PERSONA (copy));

  self->n_loading++;
  g_set_object (&self->workspace, workspace);
  g_set_object (&self->copy, copy);
  self->is_new = is_new;
  self->touched = FALSE;
  settings = troupe_persona_get_settings (copy);
  has_project = troupe_workspace_get_project (workspace) != NULL;

  /* One that has no name yet is called by its id. */
  text = troupe_definition_get_name (definition);
  if (text == NULL || (is_new && g_strcmp0 (text, troupe_definition_get_id (definition)) == 0))
    text = "";
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), text);
  text = troupe_definition_get_description (definition);
  gtk_editable_set_text (GTK_EDITABLE (self->description_row), text != NULL ? text : "");
  troupe_face_set_icon (TROUPE_FACE (self->face), troupe_persona_get_icon (copy));
  update_id (self);

  if (troupe_definition_get_scope (definition) == TROUPE_SCOPE_PROJECT)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->project_button), TRUE);
  else
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->user_button), TRUE);
  /* Moving a definition between scopes would leave the other one behind. */
  gtk_widget_set_sensitive (self->scope_buttons, is_new && has_project);
  scope_toggled_cb (self);

  for (GtkWidget *page = gtk_widget_get_first_child (self->sections); page != NULL; page = gtk_widget_get_next_sibling (page))
    if (TROUPE_IS_EDITOR_PAGE (page))
      troupe_editor_page_set_source (TROUPE_EDITOR_PAGE (page), workspace, definition, is_new);
  g_signal_group_set_target (self->persona_signals, copy);
  g_signal_group_set_target (self->settings_signals, settings);
  self->n_loading--;

  update_problem (self);
}

/**
 * troupe_persona_editor_get_scope:
 * @self: the editor
 *
 * Returns: where the persona is to be saved
 */
TroupeScope
troupe_persona_editor_get_scope (TroupePersonaEditor *self)
{
  g_return_val_if_fail (TROUPE_IS_PERSONA_EDITOR (self), TROUPE_SCOPE_USER);

  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->project_button)) ? TROUPE_SCOPE_PROJECT : TROUPE_SCOPE_USER;
}

/**
 * troupe_persona_editor_get_problem:
 * @self: the editor
 *
 * Returns: (nullable): a sentence that says why the persona cannot be saved as it is
 */
const char *
troupe_persona_editor_get_problem (TroupePersonaEditor *self)
{
  const char *problem;
  TroupeEditorPage *page;

  g_return_val_if_fail (TROUPE_IS_PERSONA_EDITOR (self), NULL);

  problem = get_name_problem (self);
  page = problem == NULL ? find_problem_page (self) : NULL;

  return page != NULL ? troupe_editor_page_get_problem (page) : problem;
}

/**
 * troupe_persona_editor_show_problem:
 * @self: the editor
 *
 * Shows what is wrong, also in what was not touched yet.
 */
void
troupe_persona_editor_show_problem (TroupePersonaEditor *self)
{
  TroupeEditorPage *page;

  g_return_if_fail (TROUPE_IS_PERSONA_EDITOR (self));

  self->touched = TRUE;
  update_problem (self);

  if (get_name_problem (self) != NULL)
    {
      show_section (self, gtk_stack_get_child_by_name (GTK_STACK (self->sections), "persona"));
      gtk_widget_grab_focus (self->name_row);
    }
  else if ((page = find_problem_page (self)) != NULL)
    {
      show_section (self, GTK_WIDGET (page));
      troupe_editor_page_show_problem (page);
    }
}
