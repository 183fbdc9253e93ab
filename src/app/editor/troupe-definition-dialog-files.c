/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-definition-dialog-private.h"
#include "troupe-definition-file.h"
#include "troupe-definition-words.h"
#include "troupe-named-text.h"

/*
 * The half of the dialog that takes a definition out into a file and in from one.
 */

static void
choose_file (TroupeDefinitionDialog *self,
             const char             *title,
             GtkFileChooserAction    action,
             const char             *accept_label,
             GCallback               callback)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);

  gtk_file_filter_set_name (filter, _("JSON Files"));
  gtk_file_filter_add_pattern (filter, "*.json");
  self->chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (self), action, accept_label, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    {
      g_autofree char *name = NULL;

      name = g_strconcat (troupe_definition_get_id (troupe_definition_editor_get_copy (self->editor)), ".json", NULL);
      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
    }
  g_signal_connect_object (self->chooser, "response", callback, self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(TroupeDefinitionDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  g_autofree char *message = NULL;

  if (!troupe_definition_file_save_finish (G_FILE (source), result, &error))
    {
      if (!self->in_conflict)
        troupe_definition_dialog_show_strip (self, error->message, FALSE);
      return;
    }

  /* Translators: %s is the name of a file */
  message = troupe_named_text (_("Exported to “%s”"), escaped);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (message));
}

static void
export_response_cb (TroupeDefinitionDialog *self,
                    int                     response)
{
  g_autoptr(GPtrArray) definitions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  if (file == NULL)
    return;

  /* The form may say something else before all is written. */
  g_ptr_array_add (definitions, troupe_definition_copy (troupe_definition_editor_get_copy (self->editor)));
  troupe_definition_file_save_async (file, definitions, NULL, exported_cb, g_object_ref (self));
}

/**
 * troupe_definition_dialog_export:
 * @widget: the dialog
 * @action_name: the action
 * @parameter: (nullable): unused
 *
 * Writes the copy to a file that a person chooses.
 */
void
troupe_definition_dialog_export (GtkWidget  *widget,
                                 const char *action_name,
                                 GVariant   *parameter)
{
  choose_file (TROUPE_DEFINITION_DIALOG (widget), _("Export"), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"),
               G_CALLBACK (export_response_cb));
}

/* All but what says which definition this is becomes as in the file. */
static void
take_over (TroupeDefinitionDialog *self,
           TroupeDefinition       *imported)
{
  TroupeDefinition *copy = troupe_definition_editor_get_copy (self->editor);

  troupe_definition_set_id (imported, troupe_definition_get_id (copy));
  troupe_definition_set_scope (imported, troupe_definition_get_scope (copy));
  troupe_definition_set_revision (imported, troupe_definition_get_revision (copy));
  troupe_definition_editor_set_source (self->editor, self->workspace, imported, self->is_new);
  troupe_definition_dialog_update_save (self);
}

/* (transfer full) (nullable): what of @definitions can fill the form; when there is nothing, @problem says what to do */
static TroupeDefinition *
pick (TroupeDefinitionDialog  *self,
      GPtrArray               *definitions,
      const char             **problem)
{
  TroupeKind kind = troupe_definition_dialog_get_kind (self);
  TroupeDefinition *found = NULL;

  *problem = NULL;
  for (guint i = 0; i < definitions->len; i++)
    {
      if (troupe_definition_get_kind (definitions->pdata[i]) != kind)
        continue;
      if (found != NULL)
        *problem = _(troupe_definition_words_get (kind)->several_in_file);
      found = definitions->pdata[i];
    }
  if (found == NULL)
    *problem = _(troupe_definition_words_get (kind)->none_in_file);

  return *problem == NULL ? g_object_ref (found) : NULL;
}

/* @reason: names the file */
static void
tell_why_not (TroupeDefinitionDialog *self,
              const char             *reason,
              gboolean                is_broken)
{
  g_autofree char *message = NULL;

  /* What holds the strip now is for a person to choose first. */
  if (self->in_conflict)
    return;

  if (is_broken)
    /* Translators: %s says what is wrong with a file, and where in it */
    message = g_strdup_printf (_("Nothing was imported; correct the file and import it again. %s"), reason);
  else
    /* Translators: %s says what is wrong with a file, and what to do */
    message = g_strdup_printf (_("Nothing was imported. %s"), reason);
  troupe_definition_dialog_show_strip (self, message, FALSE);
}

static void
imported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(TroupeDefinitionDialog) self = user_data;
  g_autoptr(GPtrArray) definitions = NULL;
  g_autoptr(TroupeDefinition) imported = NULL;
  g_autoptr(GError) error = NULL;
  const char *problem = NULL;

  definitions = troupe_definition_file_load_finish (G_FILE (source), result, &error);
  /* It was closed meanwhile, or is being saved. */
  if (!gtk_widget_get_visible (GTK_WIDGET (self)) || self->is_saving)
    return;

  if (definitions != NULL)
    imported = pick (self, definitions, &problem);

  if (imported != NULL)
    {
      if (!self->in_conflict)
        troupe_definition_dialog_show_strip (self, NULL, FALSE);
      take_over (self, imported);
    }
  else if (error != NULL)
    {
      tell_why_not (self, error->message, g_error_matches (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN));
    }
  else
    {
      g_autofree char *base = g_file_get_basename (G_FILE (source));
      g_autofree char *name = g_filename_display_name (base != NULL ? base : "");
      /* Translators: a file, and what is wrong with it */
      g_autofree char *reason = g_strdup_printf (_("“%s”: %s"), name, problem);

      tell_why_not (self, reason, FALSE);
    }
}

static void
import_response_cb (TroupeDefinitionDialog *self,
                    int                     response)
{
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  if (file != NULL)
    troupe_definition_file_load_async (file, NULL, imported_cb, g_object_ref (self));
}

/**
 * troupe_definition_dialog_import:
 * @widget: the dialog
 * @action_name: the action
 * @parameter: (nullable): unused
 *
 * Fills the form from a file that a person chooses; nothing is saved by that.
 */
void
troupe_definition_dialog_import (GtkWidget  *widget,
                                 const char *action_name,
                                 GVariant   *parameter)
{
  choose_file (TROUPE_DEFINITION_DIALOG (widget), _("Import"), GTK_FILE_CHOOSER_ACTION_OPEN, _("_Import"),
               G_CALLBACK (import_response_cb));
}
