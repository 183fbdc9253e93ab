/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-library-page-private.h"
#include "troupe-library-words.h"
#include "troupe-named-text.h"
#include "troupe-persona.h"

/*
 * What a person can do with the definitions that are selected. Nothing is asked beforehand, and everything can be undone.
 */

/* A batch that runs, and what is to be said of it. */
typedef struct
{
  TroupeLibraryPage  *page;
  TroupeLibraryBatch *batch;
  char               *message;
  TroupeKind          kind;
  char              **ids;       /* (nullable): to show afterwards */
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->page);
  g_object_unref (job->batch);
  g_strfreev (job->ids);
  g_free (job->message);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* A persona that was deleted while it was on show comes back as another object. */
static void
take_back_persona (TroupeWindow *window)
{
  TroupeResolver *resolver = troupe_window_get_resolver (window);
  TroupePersona *shown = resolver != NULL ? troupe_resolver_get_persona (resolver) : NULL;
  TroupeDefinition *live = NULL;

  if (shown != NULL)
    live = troupe_catalog_lookup (troupe_workspace_get_catalog (troupe_window_get_workspace (window)), TROUPE_KIND_PERSONA,
                                  troupe_definition_get_id (TROUPE_DEFINITION (shown)));
  if (live != NULL && live != TROUPE_DEFINITION (shown))
    troupe_window_select_persona (window, TROUPE_PERSONA (live));
}

static void
undone_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(TroupeWindow) window = user_data;
  g_autoptr(GError) error = NULL;

  if (!troupe_library_batch_run_finish (TROUPE_LIBRARY_BATCH (source), result, &error))
    troupe_window_add_toast (window, error->message);
  if (troupe_window_get_workspace (window) != NULL)
    take_back_persona (window);
}

static void
undo (TroupeWindow *window,
      gpointer      user_data)
{
  g_autoptr(TroupeLibraryBatch) batch = troupe_library_batch_create_undo (user_data);

  troupe_library_batch_run_async (batch, undone_cb, g_object_ref (window));
}

static void
batch_run_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Job) job = user_data;
  g_autoptr(GError) error = NULL;
  TroupeWindow *window = job->page->window;

  troupe_library_batch_run_finish (job->batch, result, &error);
  if (window == NULL || troupe_window_get_workspace (window) == NULL)
    return;

  if (job->ids != NULL && error == NULL)
    troupe_library_page_show (job->page, job->kind, (const char * const *) job->ids);
  if (troupe_library_batch_get_n_done (job->batch) > 0)
    troupe_window_add_undo_toast (window, error != NULL ? error->message : job->message, undo,
                                  g_object_ref (job->batch), g_object_unref);
  else if (error != NULL)
    troupe_window_add_toast (window, error->message);
}

/*
 * troupe_library_page_run:
 * @self: the page
 * @batch: what to do
 * @message: (transfer full): what to say when it is done
 * @kind: the kind of @ids
 * @ids: (nullable) (array zero-terminated=1): what to select when it is done
 *
 * Does it, and offers to undo it.
 */
void
troupe_library_page_run (TroupeLibraryPage   *self,
                         TroupeLibraryBatch  *batch,
                         char                *message,
                         TroupeKind           kind,
                         const char * const  *ids)
{
  Job *job = g_new0 (Job, 1);

  job->page = g_object_ref (self);
  job->batch = g_object_ref (batch);
  job->message = message;
  job->kind = kind;
  job->ids = g_strdupv ((char **) ids);
  troupe_library_batch_run_async (batch, batch_run_cb, job);
}

/* Whether something wider comes to light when it is deleted. */
static gboolean
shadows (TroupeLibrary    *library,
         TroupeDefinition *definition)
{
  for (TroupeScope scope = TROUPE_SCOPE_BUILT_IN; scope < troupe_definition_get_scope (definition); scope++)
    if (troupe_library_lookup_in_scope (library, troupe_definition_get_kind (definition),
                                        troupe_definition_get_id (definition), scope) != NULL)
      return TRUE;

  return FALSE;
}

/* Who will miss what goes, but for those that go with it. */
static char *
dup_users (TroupeLibraryPage *self,
           GPtrArray         *definitions)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) first = NULL;
  guint n_names = 0;

  for (guint i = 0; i < definitions->len; i++)
    {
      TroupeDefinition *definition = definitions->pdata[i];
      g_auto(GStrv) names = NULL;

      /* It is not gone, only as it was. */
      if (shadows (troupe_library_page_get_library (self), definition))
        continue;
      names = troupe_references_dup_names (self->references, troupe_definition_get_kind (definition),
                                           troupe_definition_get_id (definition), G_MAXUINT);
      for (guint j = 0; names[j] != NULL; j++)
        if (g_hash_table_add (seen, g_strdup (names[j])) && n_names++ < 3)
          g_strv_builder_add (builder, names[j]);
    }
  first = g_strv_builder_end (builder);

  return n_names > 0 ? troupe_words_join (first, n_names) : NULL;
}

static char *
dup_deleted_message (TroupeLibraryPage *self,
                     GPtrArray         *deleted,
                     guint              n_kept)
{
  TroupeDefinition *only = deleted->len == 1 ? deleted->pdata[0] : NULL;
  g_autofree char *count = troupe_kind_dup_count (self->kind, deleted->len);
  g_autofree char *users = dup_users (self, deleted);
  g_autofree char *message = NULL;

  if (only != NULL && shadows (troupe_library_page_get_library (self), only))
    /* Translators: %s is the name of a persona */
    message = troupe_named_text (_("Restored the original “%s”"), troupe_definition_get_name (only));
  else if (only != NULL && users != NULL)
    {
      g_autofree char *name = troupe_named_text_isolate (_("Deleted “%s”, used by %s"), troupe_definition_get_name (only));

      /* Translators: the name of what is deleted, and a list of names */
      message = g_strdup_printf (_("Deleted “%s”, used by %s"), name, users);
    }
  else if (only != NULL)
    /* Translators: %s is the name of a persona */
    message = troupe_named_text (_("Deleted “%s”"), troupe_definition_get_name (only));
  else if (users != NULL)
    /* Translators: what is deleted, such as “3 personas”, and a list of names */
    message = g_strdup_printf (_("Deleted %s, used by %s"), count, users);
  else
    /* Translators: what is deleted, such as “3 personas” */
    message = g_strdup_printf (_("Deleted %s"), count);

  if (n_kept == 0)
    return g_steal_pointer (&message);

  /* Translators: what was deleted, in a sentence, and how many were not */
  return g_strdup_printf (ngettext ("%s; %u is built in and stays", "%s; %u are built in and stay", n_kept), message, n_kept);
}

static void
delete_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  TroupeLibrary *library = troupe_library_page_get_library (self);
  g_autoptr(GPtrArray) selected = troupe_library_page_dup_selected (self);
  g_autoptr(GPtrArray) deleted = g_ptr_array_new ();
  g_autoptr(TroupeLibraryBatch) batch = troupe_library_batch_new (library);

  for (guint i = 0; i < selected->len; i++)
    {
      if (troupe_definition_get_scope (selected->pdata[i]) == TROUPE_SCOPE_BUILT_IN)
        continue;
      g_ptr_array_add (deleted, selected->pdata[i]);
      troupe_library_batch_add_delete (batch, selected->pdata[i]);
    }

  if (selected->len == 0)
    return;
  if (deleted->len == 0)
    {
      troupe_window_add_toast (self->window, _("What is built in cannot be deleted; edit it to make a copy of your own"));
      return;
    }

  troupe_library_page_run (self, batch, dup_deleted_message (self, deleted, selected->len - deleted->len),
                           self->kind, NULL);
  troupe_library_page_set_selecting (self, FALSE);
}

static void
duplicate_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  TroupeLibrary *library = troupe_library_page_get_library (self);
  g_autoptr(GPtrArray) selected = troupe_library_page_dup_selected (self);
  g_autoptr(TroupeLibraryBatch) batch = troupe_library_batch_new (library);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) ids = NULL;
  g_autofree char *count = troupe_kind_dup_count (self->kind, selected->len);
  char *message = NULL;

  if (selected->len == 0)
    return;

  for (guint i = 0; i < selected->len; i++)
    {
      g_autoptr(TroupeDefinition) copy = troupe_definition_copy (selected->pdata[i]);
      g_autofree char *name = NULL;
      g_autofree char *id = NULL;

      /* Translators: the name of a copy; %s is that of the original */
      name = g_strdup_printf (_("%s Copy"), troupe_definition_get_name (copy));
      id = troupe_library_batch_make_id (batch, self->kind, name);
      troupe_definition_set_name (copy, name);
      troupe_definition_set_id (copy, id);
      troupe_library_batch_add_save (batch, copy, troupe_library_get_writable_scope (library, selected->pdata[i]));
      g_strv_builder_add (builder, id);
    }

  /* Translators: %s is the name of what was duplicated */
  message = selected->len == 1 ? troupe_named_text (_("Duplicated “%s”"), troupe_definition_get_name (selected->pdata[0]))
    /* Translators: %s is how many, such as “3 personas” */
    : g_strdup_printf (_("Duplicated %s"), count);
  ids = g_strv_builder_end (builder);
  troupe_library_page_set_selecting (self, FALSE);
  troupe_library_page_run (self, batch, message, self->kind, (const char * const *) ids);
}

static TroupeDefinition *
dup_only (TroupeLibraryPage *self)
{
  g_autoptr(GPtrArray) selected = troupe_library_page_dup_selected (self);

  return selected->len == 1 ? g_object_ref (selected->pdata[0]) : NULL;
}

static void
rename_to (TroupeLibraryPage *self,
           TroupeDefinition  *definition,
           const char        *name)
{
  TroupeLibrary *library = troupe_library_page_get_library (self);
  g_autoptr(TroupeLibraryBatch) batch = troupe_library_batch_new (library);
  g_autofree char *stripped = g_strstrip (g_strdup (name));
  TroupeDefinition *layer = NULL;
  g_autoptr(TroupeDefinition) copy = NULL;
  const char *ids[] = { troupe_definition_get_id (definition), NULL };

  if (*stripped == '\0' || g_str_equal (stripped, troupe_definition_get_name (definition)))
    return;

  /* A live tool preset is a combination of what the scopes say; it is the narrowest that is renamed. */
  layer = troupe_library_lookup_in_scope (library, self->kind, troupe_definition_get_id (definition),
                                          troupe_definition_get_scope (definition));
  copy = troupe_definition_copy (layer != NULL ? layer : definition);
  troupe_definition_set_name (copy, stripped);
  troupe_library_batch_add_save (batch, copy, troupe_library_get_writable_scope (library, definition));
  /* Translators: %s is the new name of something */
  troupe_library_page_run (self, batch, troupe_named_text (_("Renamed to “%s”"), stripped), self->kind, ids);
}

static void
rename_to_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  g_autoptr(TroupeDefinition) definition = dup_only (self);

  if (definition != NULL)
    rename_to (self, definition, g_variant_get_string (parameter, NULL));
}

static void
rename_response_cb (TroupeLibraryPage *self,
                    const char        *response,
                    AdwMessageDialog  *dialog)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  TroupeDefinition *definition = g_object_get_data (G_OBJECT (dialog), "definition");

  if (g_str_equal (response, "rename") && troupe_library_page_get_library (self) != NULL)
    rename_to (self, definition, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
rename_changed_cb (GtkEditable      *entry,
                   AdwMessageDialog *dialog)
{
  g_autofree char *stripped = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "rename", *stripped != '\0');
}

static void
rename_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  g_autoptr(TroupeDefinition) definition = dup_only (self);
  GtkWidget *dialog = NULL;
  GtkWidget *entry = NULL;

  if (definition == NULL)
    return;

  dialog = adw_message_dialog_new (GTK_WINDOW (self->window), _("Rename"), NULL);
  if (troupe_definition_get_scope (definition) == TROUPE_SCOPE_BUILT_IN)
    adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), _("It is built in, so a copy of your own will have the new name."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "rename", _("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "rename", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");

  entry = gtk_entry_new ();
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name"), -1);
  gtk_editable_set_text (GTK_EDITABLE (entry), troupe_definition_get_name (definition));
  g_signal_connect (entry, "changed", G_CALLBACK (rename_changed_cb), dialog);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  g_object_set_data_full (G_OBJECT (dialog), "definition", g_steal_pointer (&definition), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (rename_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/* The kinds that have an editor; a persona has one of its own. */
static gboolean
has_editor (TroupeLibraryPage *self)
{
  return self->kind == TROUPE_KIND_PERSONA ||
         g_action_group_has_action (G_ACTION_GROUP (self->window), "edit-definition");
}

static void
new_cb (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  const char *nick = troupe_enum_get_nick (TROUPE_TYPE_KIND, self->kind);

  if (g_action_group_has_action (G_ACTION_GROUP (self->window), "new-definition"))
    g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-definition", g_variant_new_string (nick));
  else if (self->kind == TROUPE_KIND_PERSONA)
    g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-persona", NULL);
}

static void
edit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  const char *nick = troupe_enum_get_nick (TROUPE_TYPE_KIND, self->kind);
  g_autoptr(TroupeDefinition) definition = dup_only (self);
  const char *id = definition != NULL ? troupe_definition_get_id (definition) : NULL;

  if (id == NULL)
    return;

  if (g_action_group_has_action (G_ACTION_GROUP (self->window), "edit-definition"))
    g_action_group_activate_action (G_ACTION_GROUP (self->window), "edit-definition", g_variant_new ("(ss)", nick, id));
  else if (self->kind == TROUPE_KIND_PERSONA)
    g_action_group_activate_action (G_ACTION_GROUP (self->window), "edit-persona", g_variant_new_string (id));
}

static void
use_cb (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  g_autoptr(TroupeDefinition) definition = dup_only (self);

  if (!TROUPE_IS_PERSONA (definition))
    return;

  troupe_window_select_persona (self->window, TROUPE_PERSONA (definition));
  troupe_window_show_page (self->window, "discussion");
}

static const GActionEntry entries[] = {
  { "library-new", new_cb, NULL, NULL, NULL },
  { "library-edit", edit_cb, NULL, NULL, NULL },
  { "library-use", use_cb, NULL, NULL, NULL },
  { "library-duplicate", duplicate_cb, NULL, NULL, NULL },
  { "library-rename", rename_cb, NULL, NULL, NULL },
  { "library-rename-to", rename_to_cb, "s", NULL, NULL },
  { "library-delete", delete_cb, NULL, NULL, NULL },
};

/*
 * troupe_library_page_popup:
 * @self: the page
 * @widget: what the menu belongs to
 * @x: where in @widget; below 0, the menu belongs to all of it
 * @y: where in @widget
 *
 * Shows the menu of what is selected.
 */
void
troupe_library_page_popup (TroupeLibraryPage *self,
                           GtkWidget         *widget,
                           double             x,
                           double             y)
{
  g_autoptr(TroupeDefinition) only = dup_only (self);
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) first = g_menu_new ();
  g_autoptr(GMenu) second = g_menu_new ();
  g_autoptr(GMenu) third = g_menu_new ();

  if (only != NULL && self->kind == TROUPE_KIND_PERSONA)
    g_menu_append (first, _("_Use in Discussion"), "win.library-use");
  if (only != NULL)
    g_menu_append (first, _("_Edit…"), "win.library-edit");
  if (only != NULL)
    g_menu_append (second, _("_Rename…"), "win.library-rename");
  g_menu_append (second, _("D_uplicate"), "win.library-duplicate");
  g_menu_append (second, _("E_xport…"), "win.library-export");
  g_menu_append (third, only != NULL && shadows (troupe_library_page_get_library (self), only) ? _("Restore _Original")
                                                                                                : _("_Delete"),
                 "win.library-delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (second));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (third));
  troupe_context_menu_popup (self->menu, G_MENU_MODEL (menu), widget, x, y);
}

static void
set_enabled (TroupeLibraryPage *self,
             const char        *name,
             gboolean           enabled)
{
  g_simple_action_set_enabled (troupe_library_page_get_action (self, name), enabled);
}

/*
 * troupe_library_page_add_edit_actions:
 * @self: the page
 *
 * Adds the actions on what is selected to those of the window.
 */
void
troupe_library_page_add_edit_actions (TroupeLibraryPage *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->window), entries, G_N_ELEMENTS (entries), self);
}

/*
 * troupe_library_page_update_edit_actions:
 * @self: the page
 *
 * Says which of the actions make sense for what is selected.
 */
void
troupe_library_page_update_edit_actions (TroupeLibraryPage *self)
{
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  guint64 n_selected = gtk_bitset_get_size (selected);
  gboolean has_resolver = self->window != NULL && troupe_window_get_resolver (self->window) != NULL;

  if (self->window == NULL)
    return;

  set_enabled (self, "library-new", has_editor (self));
  set_enabled (self, "library-edit", n_selected == 1 && has_editor (self));
  set_enabled (self, "library-use",
               n_selected == 1 && self->kind == TROUPE_KIND_PERSONA && has_resolver);
  set_enabled (self, "library-rename", n_selected == 1);
  set_enabled (self, "library-rename-to", n_selected == 1);
  set_enabled (self, "library-duplicate", n_selected > 0);
  set_enabled (self, "library-delete", n_selected > 0);
  set_enabled (self, "library-export", n_selected > 0);
  set_enabled (self, "library-export-file", n_selected > 0);
  set_enabled (self, "library-export-folder", n_selected > 0);
}
