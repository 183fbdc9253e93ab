/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-persona-dialog.h"
#include "troupe-persona-editor.h"

/**
 * TroupePersonaDialog:
 *
 * Edits a persona in a #TroupePersonaEditor. Save hands the copy to the library in one step, Cancel drops it. When the
 * file changed meanwhile, both versions are kept until a person has chosen one.
 */

struct _TroupePersonaDialog
{
  GtkDialog            parent_instance;

  TroupeWindow        *window;          /* (weak): the dialog is transient for it */
  TroupePersona       *original;        /* (owned): as it was when the dialog opened */
  char                *revision;        /* (owned) (nullable): what the copy was made of; NULL for a new persona */
  gboolean             is_new;

  /* Template References */
  TroupePersonaEditor *editor;
  GtkWidget           *strip;
  GtkWidget           *strip_label;
  GtkWidget           *strip_buttons;

  /* In Progress */
  gboolean             is_saving;
  gboolean             in_conflict;
  const char          *next_action;     /* (nullable): of the window, for when the dialog has gone */
};

G_DEFINE_FINAL_TYPE (TroupePersonaDialog, troupe_persona_dialog, GTK_TYPE_DIALOG)

static gboolean
is_modified (TroupePersonaDialog *self)
{
  TroupePersona *copy = troupe_persona_editor_get_copy (self->editor);

  return copy != NULL && !troupe_definition_equal (TROUPE_DEFINITION (copy), TROUPE_DEFINITION (self->original));
}

static void
update_save (TroupePersonaDialog *self)
{
  gboolean can_save = troupe_persona_editor_get_problem (self->editor) == NULL &&
                      !self->in_conflict && !self->is_saving &&
                      (self->is_new || is_modified (self));

  gtk_dialog_set_response_sensitive (GTK_DIALOG (self), GTK_RESPONSE_APPLY, can_save);
}

static void
show_strip (TroupePersonaDialog *self,
            const char          *message,
            gboolean             in_conflict)
{
  self->in_conflict = in_conflict;
  if (message != NULL)
    gtk_label_set_text (GTK_LABEL (self->strip_label), message);
  gtk_widget_set_visible (self->strip_buttons, in_conflict);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->strip), message != NULL);
  update_save (self);
}

/* Goes away, and on to what its menu was asked for. */
static void
leave (TroupePersonaDialog *self)
{
  TroupeWindow *window = self->window;
  const char *action_name = self->next_action;
  g_autofree char *id = g_strdup (troupe_definition_get_id (TROUPE_DEFINITION (self->original)));

  gtk_window_destroy (GTK_WINDOW (self));
  if (action_name != NULL && window != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (window), action_name, g_variant_new_string (id));
}

static void
editor_changed_cb (TroupePersonaDialog *self)
{
  if (!self->in_conflict)
    show_strip (self, NULL, FALSE);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(TroupePersonaDialog) self = user_data;
  g_autoptr(TroupeDefinition) definition = NULL;
  g_autoptr(GError) error = NULL;

  definition = troupe_library_save_finish (TROUPE_LIBRARY (source), result, &error);
  self->is_saving = FALSE;

  if (definition != NULL)
    {
      TroupeResolver *resolver = self->window != NULL ? troupe_window_get_resolver (self->window) : NULL;

      /* What was just made is what one wants to talk with. */
      if (self->is_new && resolver != NULL)
        troupe_window_select_persona (self->window, TROUPE_PERSONA (definition));
      leave (self);
      return;
    }

  self->next_action = NULL;
  show_strip (self, error->message, g_error_matches (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_CONFLICT));
}

static void
save (TroupePersonaDialog *self)
{
  TroupePersona *copy = troupe_persona_editor_get_copy (self->editor);

  if (troupe_persona_editor_get_problem (self->editor) != NULL)
    {
      troupe_persona_editor_show_problem (self->editor);
      return;
    }

  self->is_saving = TRUE;
  update_save (self);
  troupe_library_save_async (troupe_workspace_get_library (troupe_window_get_workspace (self->window)),
                             TROUPE_DEFINITION (copy), troupe_persona_editor_get_scope (self->editor),
                             self->revision, NULL, saved_cb, g_object_ref (self));
}

static TroupeDefinition *
find_current (TroupePersonaDialog *self)
{
  TroupeWorkspace *workspace = troupe_window_get_workspace (self->window);

  return troupe_catalog_lookup (troupe_workspace_get_catalog (workspace), TROUPE_KIND_PERSONA,
                                troupe_definition_get_id (TROUPE_DEFINITION (self->original)));
}

/* What was edited wins: from now on it is based on what is on disk in its own scope, or on nothing. */
static void
keep_mine_cb (TroupePersonaDialog *self)
{
  TroupeLibrary *library = troupe_workspace_get_library (troupe_window_get_workspace (self->window));
  TroupeDefinition *current;

  current = troupe_library_lookup_in_scope (library, TROUPE_KIND_PERSONA,
                                            troupe_definition_get_id (TROUPE_DEFINITION (self->original)),
                                            troupe_persona_editor_get_scope (self->editor));
  g_free (self->revision);
  self->revision = current != NULL ? g_strdup (troupe_definition_get_revision (current)) : NULL;
  show_strip (self, NULL, FALSE);
}

static void
use_theirs_cb (TroupePersonaDialog *self)
{
  TroupeDefinition *current = find_current (self);
  g_autoptr(TroupeDefinition) copy = NULL;

  if (current != NULL)
    {
      copy = troupe_definition_copy (current);
      g_clear_object (&self->original);
      self->original = TROUPE_PERSONA (troupe_definition_copy (current));
      g_free (self->revision);
      self->revision = g_strdup (troupe_definition_get_revision (current));
      troupe_persona_editor_set_source (self->editor, troupe_window_get_workspace (self->window),
                                        TROUPE_PERSONA (copy), FALSE);
    }
  show_strip (self, NULL, FALSE);
}

static void
discard_response_cb (TroupePersonaDialog *self,
                     const char          *response,
                     GtkWindow           *question)
{
  /* It outlives its response, and must not outlive the window that it is over. */
  gtk_window_set_transient_for (question, NULL);

  if (g_str_equal (response, "discard"))
    leave (self);
  else if (g_str_equal (response, "save"))
    save (self);
  else
    self->next_action = NULL;
}

static void
ask_to_discard (TroupePersonaDialog *self)
{
  GtkWidget *dialog;

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
                                           troupe_persona_editor_get_problem (self->editor) == NULL && !self->in_conflict);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (discard_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
troupe_persona_dialog_response (GtkDialog *dialog,
                                int        response)
{
  TroupePersonaDialog *self = TROUPE_PERSONA_DIALOG (dialog);

  if (self->is_saving)
    return;

  self->next_action = NULL;
  if (response == GTK_RESPONSE_APPLY)
    save (self);
  else if (is_modified (self))
    ask_to_discard (self);
  else
    leave (self);
}

static gboolean
troupe_persona_dialog_close_request (GtkWindow *window)
{
  /* GtkDialog would answer and then go away all the same. */
  gtk_dialog_response (GTK_DIALOG (window), GTK_RESPONSE_CANCEL);

  return GDK_EVENT_STOP;
}

static void
run_window_action (TroupePersonaDialog *self,
                   const char          *action_name)
{
  if (self->is_saving)
    return;

  self->next_action = action_name;
  if (is_modified (self))
    ask_to_discard (self);
  else
    leave (self);
}

static void
duplicate_cb (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  run_window_action (TROUPE_PERSONA_DIALOG (widget), "duplicate-persona");
}

static void
delete_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  run_window_action (TROUPE_PERSONA_DIALOG (widget), "delete-persona");
}

static void
troupe_persona_dialog_dispose (GObject *object)
{
  TroupePersonaDialog *self = TROUPE_PERSONA_DIALOG (object);

  g_clear_object (&self->original);
  g_clear_weak_pointer (&self->window);

  G_OBJECT_CLASS (troupe_persona_dialog_parent_class)->dispose (object);
}

static void
troupe_persona_dialog_finalize (GObject *object)
{
  TroupePersonaDialog *self = TROUPE_PERSONA_DIALOG (object);

  g_free (self->revision);

  G_OBJECT_CLASS (troupe_persona_dialog_parent_class)->finalize (object);
}

static void
troupe_persona_dialog_class_init (TroupePersonaDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_persona_dialog_dispose;
  object_class->finalize = troupe_persona_dialog_finalize;
  GTK_DIALOG_CLASS (klass)->response = troupe_persona_dialog_response;
  GTK_WINDOW_CLASS (klass)->close_request = troupe_persona_dialog_close_request;

  g_type_ensure (TROUPE_TYPE_PERSONA_EDITOR);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/persona/troupe-persona-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaDialog, editor);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaDialog, strip);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaDialog, strip_label);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaDialog, strip_buttons);
  gtk_widget_class_bind_template_callback (widget_class, editor_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_mine_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_theirs_cb);

  gtk_widget_class_install_action (widget_class, "dialog.duplicate", NULL, duplicate_cb);
  gtk_widget_class_install_action (widget_class, "dialog.delete", NULL, delete_cb);
}

static void
troupe_persona_dialog_init (TroupePersonaDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_menu (TroupePersonaDialog *self)
{
  TroupeDefinition *definition = TROUPE_DEFINITION (self->original);
  TroupeLibrary *library = troupe_workspace_get_library (troupe_window_get_workspace (self->window));
  GtkWidget *header_bar = gtk_dialog_get_header_bar (GTK_DIALOG (self));
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr(GMenu) menu = g_menu_new ();
  gboolean shadows = FALSE;

  for (TroupeScope scope = TROUPE_SCOPE_BUILT_IN; scope < troupe_definition_get_scope (definition); scope++)
    if (troupe_library_lookup_in_scope (library, TROUPE_KIND_PERSONA, troupe_definition_get_id (definition), scope) != NULL)
      shadows = TRUE;

  g_menu_append (menu, _("_Duplicate"), "dialog.duplicate");
  g_menu_append (menu, shadows ? _("_Restore Original") : _("_Delete"), "dialog.delete");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.delete",
                                 troupe_definition_get_scope (definition) != TROUPE_SCOPE_BUILT_IN);

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, _("Persona Menu"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Persona Menu"), -1);
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header_bar), button);
}

static void
present (TroupeWindow  *window,
         TroupePersona *copy,
         TroupePersona *original,
         gboolean       is_new)
{
  TroupePersonaDialog *self;
  GtkWidget *save_button;

  /* A template cannot set this one: it counts at construction only. */
  self = g_object_new (TROUPE_TYPE_PERSONA_DIALOG,
                       "use-header-bar", 1,
                       "transient-for", window,
                       "modal", TRUE,
                       "title", is_new ? _("New Persona") : _("Edit Persona"),
                       NULL);
  g_set_weak_pointer (&self->window, window);
  self->is_new = is_new;
  self->original = g_object_ref (original);
  self->revision = is_new ? NULL : g_strdup (troupe_definition_get_revision (TROUPE_DEFINITION (original)));

  gtk_dialog_add_button (GTK_DIALOG (self), _("_Cancel"), GTK_RESPONSE_CANCEL);
  save_button = gtk_dialog_add_button (GTK_DIALOG (self), _("_Save"), GTK_RESPONSE_APPLY);
  gtk_widget_add_css_class (save_button, "suggested-action");
  gtk_dialog_set_default_response (GTK_DIALOG (self), GTK_RESPONSE_APPLY);

  troupe_persona_editor_set_source (self->editor, troupe_window_get_workspace (window), copy, is_new);
  /* The editor has found a free id for a new one, which nobody typed. */
  if (is_new)
    troupe_definition_set_id (TROUPE_DEFINITION (original), troupe_definition_get_id (TROUPE_DEFINITION (copy)));
  else
    add_menu (self);
  update_save (self);
  /* Not before: a dialog that has a focus when it is shown first is missing from the accessibility tree. */
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

/**
 * troupe_persona_dialog_present_new:
 * @window: the window
 * @template: (nullable): what to begin with
 *
 * Opens the dialog for a persona that does not exist yet.
 */
void
troupe_persona_dialog_present_new (TroupeWindow  *window,
                                   TroupePersona *template)
{
  g_autoptr(TroupeDefinition) copy = NULL;
  g_autoptr(TroupePersona) empty = NULL;

  g_return_if_fail (TROUPE_IS_WINDOW (window));

  if (template != NULL)
    {
      copy = troupe_definition_copy (TROUPE_DEFINITION (template));
      troupe_definition_set_revision (copy, NULL);
      if (troupe_definition_get_scope (copy) == TROUPE_SCOPE_BUILT_IN)
        troupe_definition_set_scope (copy, TROUPE_SCOPE_USER);
    }
  else
    {
      empty = troupe_persona_new ("new-persona");
      troupe_definition_set_scope (TROUPE_DEFINITION (empty), TROUPE_SCOPE_USER);
      troupe_persona_set_icon (empty, "🎭");
      copy = troupe_definition_copy (TROUPE_DEFINITION (empty));
    }

  /* Cancel asks about what was typed, not about what was there to begin with. */
  if (empty == NULL)
    empty = TROUPE_PERSONA (troupe_definition_copy (copy));
  present (window, TROUPE_PERSONA (copy), empty, TRUE);
}

/**
 * troupe_persona_dialog_present_edit:
 * @window: the window
 * @persona: a persona of the library
 *
 * Opens the dialog for a persona. One that is built in is saved as a copy of the user's own under the same id.
 */
void
troupe_persona_dialog_present_edit (TroupeWindow  *window,
                                    TroupePersona *persona)
{
  g_autoptr(TroupeDefinition) copy = NULL;
  g_autoptr(TroupeDefinition) original = NULL;

  g_return_if_fail (TROUPE_IS_WINDOW (window));
  g_return_if_fail (TROUPE_IS_PERSONA (persona));

  copy = troupe_definition_copy (TROUPE_DEFINITION (persona));
  original = troupe_definition_copy (TROUPE_DEFINITION (persona));
  present (window, TROUPE_PERSONA (copy), TROUPE_PERSONA (original), FALSE);
}
