/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-definition-dialog-private.h"
#include "troupe-definition-words.h"
#include "troupe-enum-types.h"
#include "troupe-focus.h"
#include "troupe-window.h"

/**
 * TroupeDefinitionDialog:
 *
 * Edits a definition of any kind in a #TroupeDefinitionEditor. Save hands the copy to the library in one step, Cancel drops
 * it. When the file changed meanwhile, both versions are kept until a person has chosen one. It opens over the window, or
 * over another dialog of its kind.
 *
 * #TroupeDefinitionDialog::saved is emitted with the definition as the library has it, just before the dialog goes.
 */

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeDefinitionDialog, troupe_definition_dialog, GTK_TYPE_DIALOG)

/* (transfer none) (nullable): the window below all dialogs */
static TroupeWindow *
find_window (TroupeDefinitionDialog *self)
{
  GtkWindow *window = GTK_WINDOW (self);

  while (window != NULL && !TROUPE_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);

  return window != NULL ? TROUPE_WINDOW (window) : NULL;
}

/**
 * troupe_definition_dialog_get_kind:
 * @self: the dialog
 *
 * Returns: the kind of what is edited
 */
TroupeKind
troupe_definition_dialog_get_kind (TroupeDefinitionDialog *self)
{
  return troupe_definition_get_kind (self->original);
}

/**
 * troupe_definition_dialog_is_modified:
 * @self: the dialog
 *
 * Returns: whether the copy differs from what it was made of, or something was typed that is not in it yet
 */
gboolean
troupe_definition_dialog_is_modified (TroupeDefinitionDialog *self)
{
  TroupeDefinition *copy = troupe_definition_editor_get_copy (self->editor);

  return copy != NULL &&
         (!troupe_definition_equal (copy, self->original) || troupe_definition_editor_get_is_pending (self->editor));
}

static void
set_save_tooltip (TroupeDefinitionDialog *self,
                  const char             *why_not)
{
  gtk_widget_set_tooltip_text (self->save_button, why_not);
  if (why_not != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->save_button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, why_not, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self->save_button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

/**
 * troupe_definition_dialog_update_save:
 * @self: the dialog
 *
 * Says whether the copy can be saved, and why not.
 */
void
troupe_definition_dialog_update_save (TroupeDefinitionDialog *self)
{
  const char *problem = troupe_definition_editor_get_problem (self->editor);
  const char *why_not = NULL;
  gboolean is_shown;

  if (self->in_conflict)
    why_not = _("Choose first which of the two versions to keep");
  else if (problem != NULL)
    why_not = problem;
  else if (!self->is_new && !self->is_mine_kept && !troupe_definition_dialog_is_modified (self))
    why_not = _("Nothing was changed");

  gtk_dialog_set_response_sensitive (GTK_DIALOG (self), GTK_RESPONSE_APPLY, why_not == NULL && !self->is_saving);
  set_save_tooltip (self, why_not);

  is_shown = problem != NULL && troupe_definition_editor_get_touched (self->editor);
  if (problem != NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->foot_label), problem);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->foot), GTK_ACCESSIBLE_PROPERTY_LABEL, problem, -1);
    }
  gtk_widget_set_visible (self->foot, is_shown);
}

/**
 * troupe_definition_dialog_show_strip:
 * @self: the dialog
 * @message: (nullable): what to say above the form; %NULL takes the strip away
 * @in_conflict: whether a person has to choose a version first
 *
 * Shows or hides the strip above the form.
 */
void
troupe_definition_dialog_show_strip (TroupeDefinitionDialog *self,
                                     const char             *message,
                                     gboolean                in_conflict)
{
  self->in_conflict = in_conflict;
  if (message != NULL)
    gtk_label_set_text (GTK_LABEL (self->strip_label), message);
  gtk_widget_set_visible (self->strip_buttons, in_conflict);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->strip), message != NULL);
  troupe_definition_dialog_update_save (self);
}

static void
present_duplicate (GtkWindow        *parent,
                   TroupeWorkspace  *workspace,
                   TroupeDefinition *original)
{
  g_autoptr(TroupeDefinition) copy = troupe_definition_copy (original);
  g_autofree char *name = NULL;
  GtkWidget *dialog;

  /* Translators: the name of a copy; %s is that of the original */
  name = g_strdup_printf (_("%s Copy"), troupe_definition_get_name (copy));
  troupe_definition_set_name (copy, name);
  dialog = troupe_definition_dialog_new_from (parent, workspace, copy);
  troupe_definition_dialog_present (TROUPE_DEFINITION_DIALOG (dialog));
}

/**
 * troupe_definition_dialog_leave:
 * @self: the dialog
 *
 * Goes away, and on to what its menu was asked for.
 */
void
troupe_definition_dialog_leave (TroupeDefinitionDialog *self)
{
  g_autoptr(TroupeWorkspace) workspace = g_object_ref (self->workspace);
  g_autoptr(TroupeDefinition) original = g_object_ref (self->original);
  TroupeWindow *window = find_window (self);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  const char *action_name = self->next_action;

  gtk_window_destroy (GTK_WINDOW (self));
  if (g_strcmp0 (action_name, "quit") == 0)
    g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), action_name, NULL);
  else if (g_strcmp0 (action_name, "duplicate") == 0)
    present_duplicate (parent, workspace, original);
  else if (action_name != NULL && window != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (window), action_name,
                                    g_variant_new ("(ss)",
                                                   troupe_enum_get_nick (TROUPE_TYPE_KIND, troupe_definition_get_kind (original)),
                                                   troupe_definition_get_id (original)));
}

static void
editor_changed_cb (TroupeDefinitionDialog *self)
{
  if (self->in_conflict)
    troupe_definition_dialog_update_save (self);
  else
    troupe_definition_dialog_show_strip (self, NULL, FALSE);
}

static void
foot_clicked_cb (TroupeDefinitionDialog *self)
{
  troupe_definition_editor_show_problem (self->editor);
}

/**
 * troupe_definition_dialog_get_scope:
 * @self: the dialog
 *
 * Returns: where the copy is saved; what is built in is saved as the person's own
 */
TroupeScope
troupe_definition_dialog_get_scope (TroupeDefinitionDialog *self)
{
  return troupe_library_get_writable_scope (troupe_workspace_get_library (self->workspace),
                                            troupe_definition_editor_get_copy (self->editor));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(TroupeDefinitionDialog) self = user_data;
  g_autoptr(TroupeDefinition) definition = NULL;
  g_autoptr(GError) error = NULL;

  definition = troupe_library_save_finish (TROUPE_LIBRARY (source), result, &error);
  self->is_saving = FALSE;

  if (definition != NULL)
    {
      TroupeWindow *window = find_window (self);

      /* A persona that was just made is whom one wants to talk with. */
      if (self->is_new && TROUPE_IS_PERSONA (definition) && window != NULL && troupe_window_get_resolver (window) != NULL)
        troupe_window_select_persona (window, TROUPE_PERSONA (definition));
      g_set_object (&self->original, definition);
      g_signal_emit (self, signals[SAVED], 0, definition);
      troupe_definition_dialog_leave (self);
      return;
    }

  self->next_action = NULL;
  if (g_error_matches (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_CONFLICT))
    troupe_definition_dialog_show_conflict (self);
  else
    troupe_definition_dialog_show_strip (self, error->message, FALSE);
}

static void
save (TroupeDefinitionDialog *self)
{
  if (troupe_definition_editor_get_problem (self->editor) != NULL)
    {
      troupe_definition_editor_show_problem (self->editor);
      troupe_definition_dialog_update_save (self);
      return;
    }

  self->is_saving = TRUE;
  troupe_definition_dialog_update_save (self);
  troupe_library_save_async (troupe_workspace_get_library (self->workspace),
                             troupe_definition_editor_get_copy (self->editor), troupe_definition_dialog_get_scope (self),
                             self->revision, NULL, saved_cb, g_object_ref (self));
}

static void
discard_response_cb (TroupeDefinitionDialog *self,
                     const char             *response,
                     GtkWindow              *question)
{
  /* It outlives its response, and must not outlive the window that it is over. */
  gtk_window_set_transient_for (question, NULL);
  self->question = NULL;

  if (g_str_equal (response, "discard"))
    troupe_definition_dialog_leave (self);
  else if (g_str_equal (response, "save"))
    save (self);
  else
    self->next_action = NULL;
}

static void
ask_to_discard (TroupeDefinitionDialog *self)
{
  GtkWidget *dialog;

  if (self->question != NULL)
    {
      gtk_window_present (self->question);
      return;
    }

  dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Save Changes?"),
                                   _("Changes which are not saved will be lost."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Cancel"),
                                    "discard", _("_Discard"),
                                    "save", _("_Save"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "save",
                                           troupe_definition_editor_get_problem (self->editor) == NULL && !self->in_conflict);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (discard_response_cb), self, G_CONNECT_SWAPPED);
  self->question = GTK_WINDOW (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
troupe_definition_dialog_response (GtkDialog *dialog,
                                   int        response)
{
  TroupeDefinitionDialog *self = TROUPE_DEFINITION_DIALOG (dialog);

  if (self->is_saving)
    return;

  self->next_action = NULL;
  if (response == GTK_RESPONSE_APPLY)
    save (self);
  else if (troupe_definition_dialog_is_modified (self))
    ask_to_discard (self);
  else
    troupe_definition_dialog_leave (self);
}

static gboolean
troupe_definition_dialog_close_request (GtkWindow *window)
{
  /* GtkDialog would answer and then go away all the same. */
  gtk_dialog_response (GTK_DIALOG (window), GTK_RESPONSE_CANCEL);

  return GDK_EVENT_STOP;
}

static void
go_on (TroupeDefinitionDialog *self,
       const char             *action_name)
{
  if (self->is_saving)
    return;

  self->next_action = action_name;
  if (troupe_definition_dialog_is_modified (self))
    ask_to_discard (self);
  else
    troupe_definition_dialog_leave (self);
}

static void
duplicate_cb (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  go_on (TROUPE_DEFINITION_DIALOG (widget), "duplicate");
}

static void
delete_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  go_on (TROUPE_DEFINITION_DIALOG (widget), "delete-definition");
}

static void
quit_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  go_on (TROUPE_DEFINITION_DIALOG (widget), "quit");
}

static void
rename_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TroupeDefinitionDialog *self = TROUPE_DEFINITION_DIALOG (widget);

  troupe_definition_editor_show_section (self->editor, "identity");
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static void
save_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  TroupeDefinitionDialog *self = TROUPE_DEFINITION_DIALOG (widget);

  if (gtk_widget_get_sensitive (self->save_button))
    gtk_dialog_response (GTK_DIALOG (self), GTK_RESPONSE_APPLY);
  else if (!self->is_saving && !self->in_conflict && troupe_definition_editor_get_problem (self->editor) != NULL)
    save (self);
}

static void
troupe_definition_dialog_dispose (GObject *object)
{
  TroupeDefinitionDialog *self = TROUPE_DEFINITION_DIALOG (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->original);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (troupe_definition_dialog_parent_class)->dispose (object);
}

static void
troupe_definition_dialog_finalize (GObject *object)
{
  TroupeDefinitionDialog *self = TROUPE_DEFINITION_DIALOG (object);

  g_free (self->revision);
  g_free (self->section);

  G_OBJECT_CLASS (troupe_definition_dialog_parent_class)->finalize (object);
}

static void
troupe_definition_dialog_class_init (TroupeDefinitionDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_definition_dialog_dispose;
  object_class->finalize = troupe_definition_dialog_finalize;
  GTK_DIALOG_CLASS (klass)->response = troupe_definition_dialog_response;
  GTK_WINDOW_CLASS (klass)->close_request = troupe_definition_dialog_close_request;

  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, TROUPE_TYPE_DEFINITION);

  g_type_ensure (TROUPE_TYPE_DEFINITION_EDITOR);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/editor/troupe-definition-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionDialog, editor);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionDialog, strip);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionDialog, strip_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionDialog, strip_buttons);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionDialog, foot);
  gtk_widget_class_bind_template_child (widget_class, TroupeDefinitionDialog, foot_label);
  gtk_widget_class_bind_template_callback (widget_class, editor_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, foot_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, troupe_definition_dialog_keep_mine);
  gtk_widget_class_bind_template_callback (widget_class, troupe_definition_dialog_take_theirs);
  gtk_widget_class_bind_template_callback (widget_class, troupe_definition_dialog_compare);

  gtk_widget_class_install_action (widget_class, "dialog.duplicate", NULL, duplicate_cb);
  gtk_widget_class_install_action (widget_class, "dialog.delete", NULL, delete_cb);
  gtk_widget_class_install_action (widget_class, "dialog.rename", NULL, rename_cb);
  gtk_widget_class_install_action (widget_class, "dialog.export", NULL, troupe_definition_dialog_export);
  gtk_widget_class_install_action (widget_class, "dialog.import", NULL, troupe_definition_dialog_import);
  gtk_widget_class_install_action (widget_class, "dialog.save", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "dialog.quit", NULL, quit_cb);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "dialog.rename", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "dialog.save", NULL);
}

static void
troupe_definition_dialog_init (TroupeDefinitionDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  troupe_focus_keep_last (GTK_WINDOW (self));
}

/* Whether deleting brings a wider definition of the same id to light again. */
static gboolean
is_shadowing (TroupeDefinitionDialog *self)
{
  TroupeLibrary *library = troupe_workspace_get_library (self->workspace);

  for (TroupeScope scope = TROUPE_SCOPE_BUILT_IN; scope < troupe_definition_get_scope (self->original); scope++)
    if (troupe_library_lookup_in_scope (library, troupe_definition_dialog_get_kind (self), troupe_definition_get_id (self->original), scope) != NULL)
      return TRUE;

  return FALSE;
}

static void
add_menu (TroupeDefinitionDialog *self)
{
  const char *name = _(troupe_definition_words_get (troupe_definition_dialog_get_kind (self))->menu);
  GtkWidget *header_bar = gtk_dialog_get_header_bar (GTK_DIALOG (self));
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) first = g_menu_new ();
  g_autoptr(GMenu) files = g_menu_new ();
  g_autoptr(GMenu) last = g_menu_new ();

  /* What is not there yet can't be duplicated or deleted. */
  if (!self->is_new)
    {
      g_menu_append (first, _("D_uplicate"), "dialog.duplicate");
      g_menu_append (first, _("_Rename"), "dialog.rename");
      g_menu_append (last, is_shadowing (self) ? _("Re_store Original") : _("_Delete"), "dialog.delete");
    }
  g_menu_append (files, _("_Import…"), "dialog.import");
  g_menu_append (files, _("_Export…"), "dialog.export");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.delete",
                                 troupe_definition_get_scope (self->original) != TROUPE_SCOPE_BUILT_IN);

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header_bar), button);
}

static char *
dup_title (TroupeDefinition *original,
           gboolean          is_new)
{
  const TroupeDefinitionWords *words = troupe_definition_words_get (troupe_definition_get_kind (original));

  if (is_new)
    return g_strdup (_(words->new_title));

  if (troupe_definition_get_scope (original) == TROUPE_SCOPE_BUILT_IN)
    /* Translators: the title of a dialog; %s is the name of something built in, of which a copy is edited */
    return g_strdup_printf (_("Copy of %s"), troupe_definition_get_name (original));

  return g_strdup (_(words->edit_title));
}

/* Makes the dialog for a copy that nobody else has. */
static GtkWidget *
create (GtkWindow        *parent,
        TroupeWorkspace  *workspace,
        TroupeDefinition *copy,
        gboolean          is_new)
{
  g_autofree char *title = dup_title (copy, is_new);
  TroupeDefinitionDialog *self;

  /* A template cannot set the first: it counts at construction only. */
  self = g_object_new (TROUPE_TYPE_DEFINITION_DIALOG,
                       "use-header-bar", 1,
                       "transient-for", parent,
                       /* Keys of the application count here too. */
                       "application", parent != NULL ? gtk_window_get_application (parent) : NULL,
                       "modal", TRUE,
                       "title", title,
                       NULL);
  self->workspace = g_object_ref (workspace);
  self->is_new = is_new;
  self->revision = is_new ? NULL : g_strdup (troupe_definition_get_revision (copy));
  g_signal_connect_object (troupe_workspace_get_catalog (workspace), "changed", G_CALLBACK (troupe_definition_dialog_catalog_changed), self,
                           G_CONNECT_SWAPPED);

  gtk_dialog_add_button (GTK_DIALOG (self), _("_Cancel"), GTK_RESPONSE_CANCEL);
  self->save_button = gtk_dialog_add_button (GTK_DIALOG (self), _("_Save"), GTK_RESPONSE_APPLY);
  gtk_widget_add_css_class (self->save_button, "suggested-action");
  gtk_dialog_set_default_response (GTK_DIALOG (self), GTK_RESPONSE_APPLY);

  troupe_definition_editor_set_source (self->editor, workspace, copy, is_new);
  /* Cancel asks about what was typed, not about what was there to begin with, such as the id that was free. */
  self->original = troupe_definition_copy (copy);
  add_menu (self);
  troupe_definition_dialog_update_save (self);

  return GTK_WIDGET (self);
}

/**
 * troupe_definition_dialog_new:
 * @parent: (nullable): what it opens over: a window or another dialog
 * @workspace: where the definition lives
 * @source: (nullable): a definition of the library; %NULL makes a new one
 * @kind: the kind of @source, one that has an editor
 * @section: (nullable): the id of the section to show first
 *
 * Makes a dialog for a definition. One that is built in is saved as a copy of the user's own under the same id.
 *
 * Returns: (transfer none): the dialog, which belongs to the toolkit until it is closed
 */
GtkWidget *
troupe_definition_dialog_new (GtkWindow        *parent,
                              TroupeWorkspace  *workspace,
                              TroupeDefinition *source,
                              TroupeKind        kind,
                              const char       *section)
{
  g_autoptr(TroupeDefinition) copy = NULL;
  GtkWidget *dialog;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (source == NULL || troupe_definition_get_kind (source) == kind, NULL);
  g_return_val_if_fail (troupe_definition_words_get (kind) != NULL, NULL);

  if (source != NULL)
    {
      copy = troupe_definition_copy (source);
    }
  else
    {
      const char *nick = troupe_enum_get_nick (TROUPE_TYPE_KIND, (int) kind);
      g_autofree char *id = g_strconcat ("new-", nick, NULL);

      copy = g_object_new (troupe_definition_words_get (kind)->get_type (), "id", id, NULL);
      troupe_definition_set_scope (copy, TROUPE_SCOPE_USER);
      if (TROUPE_IS_PERSONA (copy))
        troupe_persona_set_icon (TROUPE_PERSONA (copy), "🎭");
    }

  dialog = create (parent, workspace, copy, source == NULL);
  TROUPE_DEFINITION_DIALOG (dialog)->section = g_strdup (section);

  return dialog;
}

/**
 * troupe_definition_dialog_new_from:
 * @parent: (nullable): what it opens over: a window or another dialog
 * @workspace: where the definition is to live
 * @template: what to begin with, of a kind that has an editor
 *
 * Makes a dialog for a definition that does not exist yet.
 *
 * Returns: (transfer none): the dialog, which belongs to the toolkit until it is closed
 */
GtkWidget *
troupe_definition_dialog_new_from (GtkWindow        *parent,
                                   TroupeWorkspace  *workspace,
                                   TroupeDefinition *template)
{
  g_autoptr(TroupeDefinition) copy = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (TROUPE_IS_DEFINITION (template), NULL);

  copy = troupe_definition_copy (template);
  troupe_definition_set_revision (copy, NULL);
  troupe_definition_set_scope (copy, troupe_library_get_writable_scope (troupe_workspace_get_library (workspace), template));

  return create (parent, workspace, copy, TRUE);
}

/**
 * troupe_definition_dialog_present:
 * @self: the dialog
 *
 * Shows the dialog, with the focus where one begins.
 */
void
troupe_definition_dialog_present (TroupeDefinitionDialog *self)
{
  g_return_if_fail (TROUPE_IS_DEFINITION_DIALOG (self));

  /* Not before: a dialog that has a focus when it is shown first is missing from the accessibility tree. */
  gtk_window_present (GTK_WINDOW (self));
  if (self->section != NULL)
    troupe_definition_editor_show_section (self->editor, self->section);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}
