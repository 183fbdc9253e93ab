/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-definition-file.h"
#include "troupe-intake.h"
#include "troupe-library-page-private.h"
#include "troupe-library-words.h"
#include "troupe-named-text.h"

/*
 * Definitions that leave the library as files, and files that come in: by a dialog, by an action that names them, or dragged.
 */

/* More than this is dragged out as one bundle. */
#define MAX_DRAGGED_FILES 20

/* Files that are being taken in, one after the other. */
typedef struct
{
  TroupeLibraryPage *page;
  TroupeIntake      *intake;
  GPtrArray         *files;
  guint              next;
  GString           *problems;
  gboolean           is_broken;   /* something is wrong in a file, and not only with it */
  TroupeKind         kind;        /* of the first definition */
  GPtrArray         *ids;         /* of that kind */
} Import;

static void take_in (Import *import);

static void
import_free (gpointer data)
{
  Import *import = data;

  g_object_unref (import->page);
  g_object_unref (import->intake);
  g_ptr_array_unref (import->files);
  g_ptr_array_unref (import->ids);
  g_string_free (import->problems, TRUE);
  g_free (import);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Import, import_free)

static GtkWidget *
create_dialog (TroupeLibraryPage *self,
               const char        *heading,
               const char        *body)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self->window), heading, body);

  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");

  return dialog;
}

/* Taking in */

static void
finish_import (Import             *import,
               TroupeIntakeChoice  choice)
{
  g_autoptr(Import) owned = import;
  g_autoptr(TroupeLibraryBatch) batch = NULL;
  guint n_items;

  if (troupe_library_page_get_library (import->page) == NULL)
    return;

  batch = troupe_intake_create_batch (import->intake, choice);
  n_items = troupe_library_batch_get_n_items (batch);
  if (n_items == 0)
    {
      if (troupe_intake_get_n_same (import->intake) > 0)
        troupe_window_add_toast (import->page->window, _("Nothing to import: all of it is here already"));
      return;
    }

  g_ptr_array_add (import->ids, NULL);
  troupe_library_page_run (import->page, batch,
                           g_strdup_printf (ngettext ("Imported %u definition", "Imported %u definitions", n_items), n_items),
                           import->kind, (const char * const *) import->ids->pdata);
}

static void
conflict_response_cb (AdwMessageDialog *dialog,
                      const char       *response,
                      Import           *import)
{
  if (g_str_equal (response, "replace"))
    finish_import (import, TROUPE_INTAKE_REPLACE);
  else if (g_str_equal (response, "new"))
    finish_import (import, TROUPE_INTAKE_AS_NEW);
  else
    finish_import (import, TROUPE_INTAKE_SKIP);
}

static void
ask_about_conflicts (Import *import)
{
  guint n_taken = troupe_intake_get_n_taken (import->intake);
  g_auto(GStrv) names = troupe_intake_dup_taken_names (import->intake, 3);
  g_autofree char *list = troupe_words_join (names, n_taken);
  g_autofree char *body = NULL;
  GtkWidget *dialog = NULL;

  /* Translators: %s is a list of names */
  body = g_strdup_printf (ngettext ("%s has the id of something else in the library.",
                                    "%s have the ids of something else in the library.", n_taken), list);
  dialog = create_dialog (import->page, _("Replace What Is There?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Skip"),
                                    "new", _("Import as _New"),
                                    "replace", _("_Replace"),
                                    NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "new");
  g_signal_connect (dialog, "response", G_CALLBACK (conflict_response_cb), import);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
go_on (Import *import)
{
  if (import->page->window == NULL)
    import_free (import);
  else if (troupe_intake_get_n_taken (import->intake) > 0)
    ask_about_conflicts (import);
  else
    finish_import (import, TROUPE_INTAKE_SKIP);
}

static void
problem_response_cb (AdwMessageDialog *dialog,
                     const char       *response,
                     Import           *import)
{
  go_on (import);
}

static void
tell_problems (Import *import)
{
  GtkWidget *dialog = NULL;

  if (import->is_broken)
    g_string_append_printf (import->problems, "\n\n%s", _("Correct what is wrong there, and import it again."));
  dialog = create_dialog (import->page, _("Not Everything Can Be Imported"), import->problems->str);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Close"));
  g_signal_connect (dialog, "response", G_CALLBACK (problem_response_cb), import);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Import *import = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) definitions = troupe_definition_file_load_finish (G_FILE (source), result, &error);

  if (error != NULL)
    g_string_append_printf (import->problems, "%s%s", import->problems->len > 0 ? "\n\n" : "", error->message);
  import->is_broken = import->is_broken || g_error_matches (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN);

  for (guint i = 0; definitions != NULL && i < definitions->len; i++)
    {
      TroupeKind kind = troupe_definition_get_kind (definitions->pdata[i]);

      if (import->ids->len == 0 && kind != TROUPE_KIND_TRACK)
        import->kind = kind;
      if (kind == import->kind)
        g_ptr_array_add (import->ids, g_strdup (troupe_definition_get_id (definitions->pdata[i])));
      troupe_intake_add (import->intake, definitions->pdata[i]);
    }
  take_in (import);
}

static void
take_in (Import *import)
{
  if (import->next < import->files->len)
    troupe_definition_file_load_async (import->files->pdata[import->next++], import->page->cancellable, loaded_cb, import);
  else if (import->page->window != NULL && import->problems->len > 0)
    tell_problems (import);
  else
    go_on (import);
}

/* The old files have a preview of their own, which takes what is dropped along with them too. */
static gboolean
has_legacy (GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *name = g_file_get_basename (files->pdata[i]);
      g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

      if (lower != NULL && g_str_has_suffix (lower, ".toml"))
        return TRUE;
    }

  return FALSE;
}

/* @files: (transfer full) */
static void
start_import (TroupeLibraryPage *self,
              GPtrArray         *files)
{
  TroupeLibrary *library = troupe_library_page_get_library (self);
  Import *import = NULL;

  if (library == NULL || !troupe_library_get_is_loaded (library))
    {
      g_ptr_array_unref (files);
      return;
    }
  if (has_legacy (files))
    {
      troupe_library_page_import_legacy (self, files);
      g_ptr_array_unref (files);
      return;
    }

  import = g_new0 (Import, 1);
  import->page = g_object_ref (self);
  import->intake = troupe_intake_new (library);
  import->files = files;
  import->problems = g_string_new (NULL);
  import->kind = self->kind;
  import->ids = g_ptr_array_new_with_free_func (g_free);
  take_in (import);
}

static void
import_files_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  g_autofree const char **uris = g_variant_get_strv (parameter, NULL);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; uris[i] != NULL; i++)
    g_ptr_array_add (files, g_file_new_for_uri (uris[i]));
  start_import (user_data, files);
}

static void
import_response_cb (GtkNativeDialog   *dialog,
                    int                response,
                    TroupeLibraryPage *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GListModel) chosen = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint i = 0; i < g_list_model_get_n_items (chosen); i++)
        g_ptr_array_add (files, g_list_model_get_item (chosen, i));
      start_import (self, files);
    }

  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
import_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Import"), GTK_WINDOW (self->window),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Import"), NULL);
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("Definitions (JSON)"));
  gtk_file_filter_add_suffix (filter, "json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (import_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Handing on */

/* What is handed on is what the narrowest scope says, and not the combination that a live tool preset is. */
static GPtrArray *
dup_exported (TroupeLibraryPage *self)
{
  TroupeLibrary *library = troupe_library_page_get_library (self);
  GPtrArray *definitions = troupe_library_page_dup_selected (self);

  for (guint i = 0; i < definitions->len; i++)
    {
      TroupeDefinition *live = definitions->pdata[i];
      TroupeDefinition *layer = troupe_library_lookup_in_scope (library, troupe_definition_get_kind (live),
                                                                troupe_definition_get_id (live),
                                                                troupe_definition_get_scope (live));

      if (layer != NULL)
        g_set_object ((TroupeDefinition **) &definitions->pdata[i], layer);
    }

  return definitions;
}

static void
exported (TroupeLibraryPage *self,
          GFile             *file,
          GError            *error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autofree char *message = NULL;

  if (self->window == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* Translators: %s is a file or a folder */
  message = troupe_named_text (_("Exported to “%s”"), name);
  troupe_window_add_toast (self->window, error != NULL ? error->message : message);
}

static void
exported_file_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(TroupeLibraryPage) self = user_data;
  g_autoptr(GError) error = NULL;

  troupe_definition_file_save_finish (G_FILE (source), result, &error);
  exported (self, G_FILE (source), error);
}

static void
exported_folder_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(TroupeLibraryPage) self = user_data;
  g_autoptr(GError) error = NULL;

  troupe_definition_file_save_folder_finish (G_FILE (source), result, &error);
  exported (self, G_FILE (source), error);
}

static void
export_to (TroupeLibraryPage *self,
           GFile             *place,
           gboolean           is_folder)
{
  g_autoptr(GPtrArray) definitions = dup_exported (self);

  if (definitions->len == 0)
    return;

  if (is_folder)
    troupe_definition_file_save_folder_async (place, definitions, self->cancellable, exported_folder_cb, g_object_ref (self));
  else
    troupe_definition_file_save_async (place, definitions, self->cancellable, exported_file_cb, g_object_ref (self));
}

static void
export_file_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  g_autoptr(GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  export_to (user_data, file, FALSE);
}

static void
export_folder_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  g_autoptr(GFile) folder = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  export_to (user_data, folder, TRUE);
}

static void
export_chosen_cb (GtkNativeDialog   *dialog,
                  int                response,
                  TroupeLibraryPage *self)
{
  gboolean is_folder = gtk_file_chooser_get_action (GTK_FILE_CHOOSER (dialog)) == GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER;

  if (response == GTK_RESPONSE_ACCEPT && troupe_library_page_get_library (self) != NULL)
    {
      g_autoptr(GFile) place = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      export_to (self, place, is_folder);
    }

  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
choose_place (TroupeLibraryPage    *self,
              GtkFileChooserAction  what)
{
  g_autoptr(GPtrArray) definitions = troupe_library_page_dup_selected (self);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Export"), GTK_WINDOW (self->window), what, _("_Export"), NULL);

  if (what == GTK_FILE_CHOOSER_ACTION_SAVE)
    {
      const char *id = definitions->len == 1 ? troupe_definition_get_id (definitions->pdata[0]) : "troupe";
      g_autofree char *name = g_strconcat (id, ".json", NULL);

      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
    }
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (export_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
export_response_cb (TroupeLibraryPage *self,
                    const char        *response)
{
  if (troupe_library_page_get_library (self) == NULL)
    return;

  if (g_str_equal (response, "file"))
    choose_place (self, GTK_FILE_CHOOSER_ACTION_SAVE);
  else if (g_str_equal (response, "folder"))
    choose_place (self, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
}

static void
export_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  g_autoptr(GPtrArray) definitions = troupe_library_page_dup_selected (self);
  g_autofree char *count = troupe_kind_dup_count (self->kind, definitions->len);
  g_autofree char *heading = NULL;
  GtkWidget *dialog = NULL;

  if (definitions->len < 2)
    {
      choose_place (self, GTK_FILE_CHOOSER_ACTION_SAVE);
      return;
    }

  /* Translators: %s is how many, such as “3 personas” */
  heading = g_strdup_printf (_("Export %s"), count);
  dialog = create_dialog (self, heading, _("Into a folder with a file for each, or all into one file?"));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Cancel"),
                                    "file", _("One _File"),
                                    "folder", _("_Folder"),
                                    NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "folder");
  g_signal_connect_object (dialog, "response", G_CALLBACK (export_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Dragging */

static GFile *
put_dragged (GPtrArray  *definitions,
             const char *id)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "troupe", "dragged", NULL);
  g_autofree char *name = g_strconcat (id, ".json", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gsize length = 0;

  text = troupe_definition_file_encode (definitions, &length);
  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (path, text, length, G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    return NULL;

  return g_file_new_for_path (path);
}

static GdkContentProvider *
drag_prepare_cb (TroupeLibraryRow *row,
                 double            x,
                 double            y)
{
  TroupeLibraryPage *self = TROUPE_LIBRARY_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (row), TROUPE_TYPE_LIBRARY_PAGE));
  TroupeDefinition *dragged = troupe_library_row_get_definition (row);
  g_autoptr(GPtrArray) definitions = NULL;
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  GdkFileList *list = NULL;
  GdkContentProvider *provider = NULL;

  if (self == NULL || dragged == NULL || troupe_library_page_get_library (self) == NULL)
    return NULL;

  /* All that is selected goes along, if the row is. */
  definitions = dup_exported (self);
  if (!troupe_library_row_get_selected (row))
    {
      g_ptr_array_set_size (definitions, 0);
      g_ptr_array_add (definitions, g_object_ref (dragged));
    }

  for (guint i = 0; definitions->len <= MAX_DRAGGED_FILES && i < definitions->len; i++)
    {
      g_autoptr(GPtrArray) one = g_ptr_array_new ();
      GFile *file = NULL;

      g_ptr_array_add (one, definitions->pdata[i]);
      file = put_dragged (one, troupe_definition_get_id (definitions->pdata[i]));
      if (file != NULL)
        g_ptr_array_add (files, file);
    }
  if (definitions->len > MAX_DRAGGED_FILES)
    {
      GFile *file = put_dragged (definitions, "troupe");

      if (file != NULL)
        g_ptr_array_add (files, file);
    }
  if (files->len == 0)
    return NULL;

  list = gdk_file_list_new_from_array ((GFile **) files->pdata, files->len);
  provider = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);

  return provider;
}

static void
drag_begin_cb (TroupeLibraryRow *row,
               GdkDrag          *drag,
               GtkDragSource    *source)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (row));

  gtk_drag_source_set_icon (source, paintable, 0, 0);
}

/*
 * troupe_library_page_add_drag:
 * @self: the page
 * @row: one of its rows
 *
 * Lets @row be dragged out, as a file.
 */
void
troupe_library_page_add_drag (TroupeLibraryPage *self,
                              TroupeLibraryRow  *row)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect_object (source, "prepare", G_CALLBACK (drag_prepare_cb), row, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (source, "drag-begin", G_CALLBACK (drag_begin_cb), row);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (source));
}

/* What was dragged out of here has no business here. */
static gboolean
drop_accept_cb (GtkDropTarget *target,
                GdkDrop       *drop)
{
  return gdk_drop_get_drag (drop) == NULL && gdk_content_formats_contain_gtype (gdk_drop_get_formats (drop), GDK_TYPE_FILE_LIST);
}

static gboolean
drop_cb (TroupeLibraryPage *self,
         const GValue      *value)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);
  GdkFileList *list = g_value_get_boxed (value);
  g_autoptr(GSList) dropped = list != NULL ? gdk_file_list_get_files (list) : NULL;

  for (GSList *l = dropped; l != NULL; l = l->next)
    g_ptr_array_add (files, g_object_ref (l->data));
  start_import (self, files);

  return TRUE;
}

static const GActionEntry entries[] = {
  { "library-import", import_cb, NULL, NULL, NULL },
  { "library-import-files", import_files_cb, "as", NULL, NULL },
  { "library-export", export_cb, NULL, NULL, NULL },
  { "library-export-file", export_file_cb, "s", NULL, NULL },
  { "library-export-folder", export_folder_cb, "s", NULL, NULL },
};

/*
 * troupe_library_page_add_file_actions:
 * @self: the page
 *
 * Adds the actions on files to those of the window, and lets files be dropped on the page.
 */
void
troupe_library_page_add_file_actions (TroupeLibraryPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_action_map_add_action_entries (G_ACTION_MAP (self->window), entries, G_N_ELEMENTS (entries), self);
  troupe_library_page_add_legacy_actions (self);
  g_signal_connect (target, "accept", G_CALLBACK (drop_accept_cb), NULL);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
