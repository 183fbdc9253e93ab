/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "legacy/troupe-import-file.h"
#include "legacy/troupe-import-plan.h"
#include "troupe-import-preview.h"
#include "troupe-library-page-private.h"

/*
 * The old files, taken in: chosen, read all or none, shown as what would be made of them, and made when a person says so.
 */

typedef struct
{
  TroupeLibraryPage   *page;
  TroupeLibrary       *library;
  TroupeImportPlan    *plan;
  TroupeImportPreview *preview;      /* (nullable): the dialog's */
} Legacy;

static void
legacy_free (gpointer data)
{
  Legacy *legacy = data;

  g_clear_object (&legacy->plan);
  g_object_unref (legacy->library);
  g_object_unref (legacy->page);
  g_free (legacy);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Legacy, legacy_free)

static void
tell (TroupeLibraryPage *self,
      const char        *heading,
      const char        *body)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self->window), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
make (Legacy *legacy)
{
  g_autoptr(TroupeLibraryBatch) batch = troupe_import_plan_create_batch (legacy->plan, troupe_import_preview_get_scope (legacy->preview));
  GListModel *entries = troupe_import_plan_list (legacy->plan);
  guint n_items = troupe_library_batch_get_n_items (batch);
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  TroupeKind kind = TROUPE_KIND_PERSONA;

  if (n_items == 0)
    {
      troupe_window_add_toast (legacy->page->window, _("Nothing to import: all of it is here already"));
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr(TroupeImportEntry) entry = g_list_model_get_item (entries, i);
      TroupeImportOutcome outcome = troupe_import_entry_get_outcome (entry);

      /* One page shows one kind: that of the first, unless it is a track. */
      if ((outcome != TROUPE_IMPORT_NEW && outcome != TROUPE_IMPORT_RENAMED) ||
          troupe_import_entry_get_kind (entry) == TROUPE_KIND_TRACK)
        continue;
      if (ids->len == 0)
        kind = troupe_import_entry_get_kind (entry);
      if (troupe_import_entry_get_kind (entry) == kind)
        g_ptr_array_add (ids, (gpointer) troupe_import_entry_get_id (entry));
    }
  g_ptr_array_add (ids, NULL);

  troupe_library_page_run (legacy->page, batch,
                           g_strdup_printf (ngettext ("Imported %u definition", "Imported %u definitions", n_items), n_items),
                           kind, ids->len > 1 ? (const char * const *) ids->pdata : NULL);
}

static void
response_cb (GtkDialog *dialog,
             int        response,
             Legacy    *legacy)
{
  /* Another project may have been opened meanwhile, by an action. */
  if (response == GTK_RESPONSE_ACCEPT && legacy->page->window != NULL &&
      troupe_library_page_get_library (legacy->page) == legacy->library)
    make (legacy);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
closure_free (gpointer  data,
              GClosure *closure)
{
  legacy_free (data);
}

/* @legacy: (transfer full) */
static void
show_preview (Legacy    *legacy,
              GPtrArray *notes)
{
  TroupeWorkspace *workspace = troupe_window_get_workspace (legacy->page->window);
  guint n_made = troupe_import_plan_count (legacy->plan, TROUPE_IMPORT_NEW) +
                 troupe_import_plan_count (legacy->plan, TROUPE_IMPORT_RENAMED);
  GtkWidget *dialog = g_object_new (GTK_TYPE_DIALOG,
                                    "use-header-bar", 1,
                                    "transient-for", legacy->page->window,
                                    "application", gtk_window_get_application (GTK_WINDOW (legacy->page->window)),
                                    "modal", TRUE,
                                    "title", _("Import Legacy Presets"),
                                    "default-width", 560,
                                    "default-height", 640,
                                    NULL);
  GtkWidget *preview = troupe_import_preview_new (legacy->plan, notes,
                                                  workspace != NULL && troupe_workspace_get_project (workspace) != NULL);
  GtkWidget *button = NULL;

  legacy->preview = TROUPE_IMPORT_PREVIEW (preview);
  gtk_widget_set_vexpand (preview, TRUE);
  gtk_box_append (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (dialog))), preview);
  if (n_made > 0)
    {
      gtk_dialog_add_button (GTK_DIALOG (dialog), _("_Cancel"), GTK_RESPONSE_CANCEL);
      button = gtk_dialog_add_button (GTK_DIALOG (dialog), _("_Import"), GTK_RESPONSE_ACCEPT);
      gtk_widget_add_css_class (button, "suggested-action");
      gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
    }
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), legacy, closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Legacy) legacy = user_data;
  g_autoptr(GPtrArray) notes = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = troupe_import_files_load_finish (result, &notes, &error);

  if (legacy->page->window == NULL || troupe_library_page_get_library (legacy->page) != legacy->library ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (entries == NULL)
    {
      tell (legacy->page, _("Nothing Was Imported"), error->message);
      return;
    }
  if (entries->len == 0)
    {
      g_ptr_array_add (notes, NULL);
      {
        g_autofree char *body = g_strjoinv ("\n", (char **) notes->pdata);

        tell (legacy->page, _("There Is Nothing to Import"), body);
      }
      g_ptr_array_remove_index (notes, notes->len - 1);
      return;
    }

  legacy->plan = troupe_import_plan_new (legacy->library);
  for (guint i = 0; i < entries->len; i++)
    troupe_import_plan_add (legacy->plan, entries->pdata[i]);
  troupe_import_plan_update (legacy->plan);
  show_preview (g_steal_pointer (&legacy), notes);
}

/*
 * troupe_library_page_import_legacy:
 * @self: the page
 * @files: (element-type GFile): old files in TOML, and perhaps definitions in JSON that belong to them
 *
 * Reads the files and shows what would be made of them.
 */
void
troupe_library_page_import_legacy (TroupeLibraryPage *self,
                                   GPtrArray         *files)
{
  TroupeLibrary *library = troupe_library_page_get_library (self);
  Legacy *legacy = NULL;

  if (library == NULL || !troupe_library_get_is_loaded (library) || files->len == 0)
    return;

  legacy = g_new0 (Legacy, 1);
  legacy->page = g_object_ref (self);
  legacy->library = g_object_ref (library);
  troupe_import_files_load_async (files, self->cancellable, loaded_cb, legacy);
}

static void
chosen_cb (GtkNativeDialog   *dialog,
           int                response,
           TroupeLibraryPage *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GListModel) chosen = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint i = 0; i < g_list_model_get_n_items (chosen); i++)
        g_ptr_array_add (files, g_list_model_get_item (chosen, i));
      troupe_library_page_import_legacy (self, files);
    }

  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
import_legacy_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Import Legacy Presets"), GTK_WINDOW (self->window),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), NULL);
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("Presets and Personas (TOML)"));
  gtk_file_filter_add_suffix (filter, "toml");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
import_legacy_files_cb (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       user_data)
{
  g_autofree const char **uris = g_variant_get_strv (parameter, NULL);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; uris[i] != NULL; i++)
    g_ptr_array_add (files, g_file_new_for_uri (uris[i]));
  troupe_library_page_import_legacy (user_data, files);
}

static const GActionEntry entries[] = {
  { "import-legacy", import_legacy_cb, NULL, NULL, NULL },
  { "import-legacy-files", import_legacy_files_cb, "as", NULL, NULL },
};

/*
 * troupe_library_page_add_legacy_actions:
 * @self: the page
 *
 * Adds the actions that take in old files to those of the window.
 */
void
troupe_library_page_add_legacy_actions (TroupeLibraryPage *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->window), entries, G_N_ELEMENTS (entries), self);
}
