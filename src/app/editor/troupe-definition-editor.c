/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-definition-editor.h"
#include "troupe-definition-watch.h"
#include "troupe-editor-page.h"
#include "troupe-focus.h"
#include "troupe-section-list.h"
#include "troupe-split.h"

/**
 * TroupeDefinitionEditor:
 *
 * The form for a definition of any kind: the sections that its kind has in the table, beside a list of them, or below a
 * button that opens the list where there is little room. It is bound to a copy, to which its sections write every change
 * at once; whoever owns the editor hands the copy over or drops it.
 *
 * #TroupeDefinitionEditor::changed is emitted after each change of the copy, and when what holds back Save changes.
 */

struct _TroupeDefinitionEditor
{
  AdwBin                     parent_instance;

  TroupeDefinition          *copy;             /* (owned) (nullable) */
  const TroupeEditorSection *table;            /* (nullable): the sections of the copy's kind */
  guint                      n_sections;
  TroupeDefinitionWatch     *watch;

  /* Template References */
  TroupeSplit               *split;
  TroupeSectionList         *side_list;
  TroupeSectionList         *popover_list;
  GtkWidget                 *section_button;
  GtkWidget                 *section_image;
  GtkWidget                 *section_label;
  GtkWidget                 *section_mark;
  GtkWidget                 *section_place;
  GtkWidget                 *section_popover;
  GtkStack                  *sections;

  /* In Progress */
  guint                      n_loading;
  gboolean                   touched;          /* problems are not marked before */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeDefinitionEditor, troupe_definition_editor, ADW_TYPE_BIN)

/* (transfer none) */
static TroupeEditorPage *
get_page (TroupeDefinitionEditor *self,
          guint                   index)
{
  return TROUPE_EDITOR_PAGE (gtk_stack_get_child_by_name (self->sections, self->table[index].id));
}

static guint
get_shown (TroupeDefinitionEditor *self)
{
  const char *id = gtk_stack_get_visible_child_name (self->sections);

  for (guint i = 0; i < self->n_sections; i++)
    if (g_strcmp0 (self->table[i].id, id) == 0)
      return i;

  return 0;
}

/* (transfer none) (nullable): the first section that cannot be saved */
static TroupeEditorPage *
find_problem_page (TroupeDefinitionEditor *self)
{
  for (guint i = 0; i < self->n_sections; i++)
    if (troupe_editor_page_get_problem (get_page (self, i)) != NULL)
      return get_page (self, i);

  return NULL;
}

static void
update_marks (TroupeDefinitionEditor *self)
{
  gboolean has_other = FALSE;

  for (guint i = 0; i < self->n_sections; i++)
    {
      const char *problem = self->touched ? troupe_editor_page_get_problem (get_page (self, i)) : NULL;

      troupe_section_list_set_problem (self->side_list, self->table[i].id, problem);
      troupe_section_list_set_problem (self->popover_list, self->table[i].id, problem);
      has_other = has_other || problem != NULL;
    }

  gtk_widget_set_visible (self->section_mark, has_other);
}

static void
update_button (TroupeDefinitionEditor *self)
{
  guint shown = get_shown (self);
  const TroupeEditorSection *section = &self->table[shown];
  const char *title = g_dpgettext2 (GETTEXT_PACKAGE, "section", section->title);
  g_autofree char *place = NULL;
  g_autofree char *name = NULL;

  /* Translators: which section of an editor is shown, such as “2 of 7” */
  place = g_strdup_printf (_("%u of %u"), shown + 1, self->n_sections);
  /* Translators: the name of a button; the first %s is a section of an editor, the second says “2 of 7” */
  name = g_strdup_printf (_("Section %s, %s"), title, place);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->section_image), section->icon_name);
  gtk_label_set_text (GTK_LABEL (self->section_label), title);
  gtk_label_set_text (GTK_LABEL (self->section_place), place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->section_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
changed_cb (TroupeDefinitionEditor *self)
{
  if (self->n_loading > 0)
    return;

  self->touched = TRUE;
  update_marks (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* What is wrong from the start is not marked before anything was touched. */
static void
problem_cb (TroupeDefinitionEditor *self)
{
  if (self->n_loading > 0)
    return;

  update_marks (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
show (TroupeDefinitionEditor *self,
      guint                   index)
{
  const char *id = self->table[index].id;

  gtk_stack_set_visible_child_name (self->sections, id);
  troupe_section_list_set_selected (self->side_list, id);
  troupe_section_list_set_selected (self->popover_list, id);
  update_button (self);
}

static void
selected_cb (TroupeDefinitionEditor *self,
             const char             *id)
{
  for (guint i = 0; i < self->n_sections; i++)
    if (g_str_equal (self->table[i].id, id))
      show (self, i);
}

/* The section beside the one that shows; the last is followed by the first. */
static gboolean
turn_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  TroupeDefinitionEditor *self = TROUPE_DEFINITION_EDITOR (widget);
  gboolean forward = g_variant_get_boolean (args);

  if (self->n_sections == 0)
    return FALSE;

  show (self, (get_shown (self) + (forward ? 1 : self->n_sections - 1)) % self->n_sections);
  gtk_widget_grab_focus (troupe_split_get_folded (self->split) ? self->section_button : GTK_WIDGET (self->side_list));

  return TRUE;
}

static gboolean
troupe_definition_editor_grab_focus (GtkWidget *widget)
{
  TroupeDefinitionEditor *self = TROUPE_DEFINITION_EDITOR (widget);
  GtkWidget *page = gtk_stack_get_visible_child (self->sections);

  return page != NULL &&
         (gtk_widget_grab_focus (page) || gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD));
}

static void
troupe_definition_editor_dispose (GObject *object)
{
  TroupeDefinitionEditor *self = TROUPE_DEFINITION_EDITOR (object);

  g_clear_object (&self->watch);
  g_clear_object (&self->copy);

  G_OBJECT_CLASS (troupe_definition_editor_parent_class)->dispose (object);
}

static void
troupe_definition_editor_class_init (TroupeDefinitionEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_definition_editor_dispose;
  widget_class->focus = troupe_focus_children;
  widget_class->grab_focus = troupe_definition_editor_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  g_type_ensure (TROUPE_TYPE_SECTION_LIST);
  g_type_ensure (TROUPE_TYPE_SPLIT);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/editor/troupe-definition-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionEditor, split);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionEditor, side_list);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionEditor, popover_list);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionEditor, section_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionEditor, section_image);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionEditor, section_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionEditor, section_mark);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionEditor, section_place);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionEditor, section_popover);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionEditor, sections);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

/* Before what has the focus, or a scrolled window would take the keys to scroll sideways. */
static void
add_keys (TroupeDefinitionEditor *self)
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
troupe_definition_editor_init (TroupeDefinitionEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_keys (self);

  self->watch = troupe_definition_watch_new ();
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

static void
build_sections (TroupeDefinitionEditor *self,
                TroupeKind              kind)
{
  GtkWidget *page;
  guint n_sections;
  const TroupeEditorSection *table = troupe_editor_sections_find (kind, &n_sections);

  if (table == self->table)
    return;

  while ((page = gtk_widget_get_first_child (GTK_WIDGET (self->sections))) != NULL)
    gtk_stack_remove (self->sections, page);
  self->table = table;
  self->n_sections = n_sections;

  for (guint i = 0; i < n_sections; i++)
    {
      page = g_object_new (table[i].get_type (), NULL);
      g_signal_connect_object (page, "notify::problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (page, "notify::is-pending", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      gtk_stack_add_named (self->sections, page, table[i].id);
    }
  troupe_section_list_set_sections (self->side_list, table, n_sections);
  troupe_section_list_set_sections (self->popover_list, table, n_sections);
  update_button (self);
}

/**
 * troupe_definition_editor_get_copy:
 * @self: the editor
 *
 * Returns: (transfer none) (nullable): the definition that is edited; its scope is the one to save it in
 */
TroupeDefinition *
troupe_definition_editor_get_copy (TroupeDefinitionEditor *self)
{
  g_return_val_if_fail (TROUPE_IS_DEFINITION_EDITOR (self), NULL);

  return self->copy;
}

/**
 * troupe_definition_editor_set_source:
 * @self: the editor
 * @workspace: where choices come from
 * @copy: a definition of a kind that has sections, which belongs to the editor alone
 * @is_new: whether it was never saved, so that its id follows its name and its scope can be chosen
 *
 * Fills the form.
 */
void
troupe_definition_editor_set_source (TroupeDefinitionEditor *self,
                                     TroupeWorkspace        *workspace,
                                     TroupeDefinition       *copy,
                                     gboolean                is_new)
{
  g_return_if_fail (TROUPE_IS_DEFINITION_EDITOR (self));
  g_return_if_fail (TROUPE_IS_WORKSPACE (workspace));
  g_return_if_fail (TROUPE_IS_DEFINITION (copy));
  g_return_if_fail (troupe_editor_sections_find (troupe_definition_get_kind (copy), NULL) != NULL);

  self->n_loading++;
  g_set_object (&self->copy, copy);
  self->touched = FALSE;
  build_sections (self, troupe_definition_get_kind (copy));
  for (guint i = 0; i < self->n_sections; i++)
    troupe_editor_page_set_source (get_page (self, i), workspace, copy, is_new);
  troupe_definition_watch_set_definition (self->watch, copy);
  self->n_loading--;

  update_marks (self);
}

/**
 * troupe_definition_editor_get_problem:
 * @self: the editor
 *
 * Returns: (nullable): a sentence that says why the definition cannot be saved as it is
 */
const char *
troupe_definition_editor_get_problem (TroupeDefinitionEditor *self)
{
  TroupeEditorPage *page;

  g_return_val_if_fail (TROUPE_IS_DEFINITION_EDITOR (self), NULL);

  page = find_problem_page (self);

  return page != NULL ? troupe_editor_page_get_problem (page) : NULL;
}

/**
 * troupe_definition_editor_get_is_pending:
 * @self: the editor
 *
 * Returns: whether something was typed that is not in the copy, because it can't be read
 */
gboolean
troupe_definition_editor_get_is_pending (TroupeDefinitionEditor *self)
{
  g_return_val_if_fail (TROUPE_IS_DEFINITION_EDITOR (self), FALSE);

  for (guint i = 0; i < self->n_sections; i++)
    if (troupe_editor_page_get_is_pending (get_page (self, i)))
      return TRUE;

  return FALSE;
}

/**
 * troupe_definition_editor_get_touched:
 * @self: the editor
 *
 * Returns: whether anything was changed since the form was filled, or a problem was asked for; before that none is shown
 */
gboolean
troupe_definition_editor_get_touched (TroupeDefinitionEditor *self)
{
  g_return_val_if_fail (TROUPE_IS_DEFINITION_EDITOR (self), FALSE);

  return self->touched;
}

/**
 * troupe_definition_editor_show_problem:
 * @self: the editor
 *
 * Shows what is wrong, also in what was not touched yet.
 */
void
troupe_definition_editor_show_problem (TroupeDefinitionEditor *self)
{
  TroupeEditorPage *page;

  g_return_if_fail (TROUPE_IS_DEFINITION_EDITOR (self));

  self->touched = TRUE;
  update_marks (self);
  page = find_problem_page (self);
  if (page == NULL)
    return;

  selected_cb (self, gtk_stack_page_get_name (gtk_stack_get_page (self->sections, GTK_WIDGET (page))));
  troupe_editor_page_show_problem (page);
}

/**
 * troupe_definition_editor_show_section:
 * @self: the editor
 * @id: the id of a section
 *
 * Shows a section; nothing happens if the kind has none of that name.
 */
void
troupe_definition_editor_show_section (TroupeDefinitionEditor *self,
                                       const char             *id)
{
  g_return_if_fail (TROUPE_IS_DEFINITION_EDITOR (self));
  g_return_if_fail (id != NULL);

  selected_cb (self, id);
}
