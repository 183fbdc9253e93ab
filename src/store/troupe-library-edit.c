/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "json/troupe-codec.h"
#include "troupe-folder-trash.h"
#include "troupe-library-private.h"
#include "troupe-problem-private.h"

#define MAX_ID_LENGTH 64

/*
 * Saving, deleting and restoring. Each is one short trip to the disk in a thread; what it did is taken over on the main thread
 * before the callback is called.
 */

typedef enum
{
  EDIT_WRITE,
  EDIT_TRASH,
  EDIT_RESTORE,
} EditWhat;

typedef struct
{
  /* Input */
  EditWhat             what;
  TroupeLibrarySource *source;         /* lives as long as the library, which the task holds */
  TroupeFolderStore   *store;
  char                *id;
  char                *text;           /* to write */
  gsize                length;
  TroupeFolderFile    *expected;       /* (nullable): %NULL to make a new file */
  char                *trash_name;     /* to restore */

  /* Output */
  TroupeLoaded        *loaded;
} Edit;

static void
edit_free (Edit *edit)
{
  g_clear_object (&edit->store);
  g_clear_pointer (&edit->id, g_free);
  g_clear_pointer (&edit->text, g_free);
  g_clear_pointer (&edit->expected, troupe_folder_file_unref);
  g_clear_pointer (&edit->trash_name, g_free);
  g_clear_pointer (&edit->loaded, troupe_loaded_free);
  g_free (edit);
}

static Edit *
edit_new (TroupeLibrarySource *source,
          EditWhat             what,
          const char          *id)
{
  Edit *edit = g_new0 (Edit, 1);

  edit->what = what;
  edit->source = source;
  edit->store = g_object_ref (source->store);
  edit->id = g_strdup (id);

  return edit;
}

static gboolean
run_write (Edit    *edit,
           GError **error)
{
  g_autoptr(TroupeFolderRead) written = g_new0 (TroupeFolderRead, 1);
  g_autoptr(TroupeFolderFile) file = NULL;

  /* Nothing goes to disk that could not be read back. */
  written->file = troupe_folder_file_new (edit->id);
  written->file->fingerprint.size_bytes = edit->length;
  written->text = g_strndup (edit->text, edit->length);
  edit->loaded = troupe_library_source_decode (edit->source->kind, written);
  if (edit->loaded->error != NULL)
    {
      g_autoptr(GFile) place = troupe_folder_store_get_file (edit->store, edit->id);
      g_autoptr(TroupeProblem) problem = troupe_problem_new (place, edit->loaded->error, FALSE);

      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                   _("“%s.json” was not written because it could not be read again (%s); correct that and save again."),
                   edit->id, troupe_problem_get_message (problem));
      return FALSE;
    }

  file = troupe_folder_store_write (edit->store, edit->id, edit->text, edit->length, edit->expected, error);
  if (file == NULL)
    return FALSE;

  troupe_folder_file_unref (edit->loaded->file);
  edit->loaded->file = g_steal_pointer (&file);

  return TRUE;
}

static gboolean
run_trash (Edit    *edit,
           GError **error)
{
  edit->trash_name = troupe_folder_store_trash (edit->store, edit->id, error);

  return edit->trash_name != NULL;
}

static gboolean
run_restore (Edit    *edit,
             GError **error)
{
  g_autoptr(TroupeFolderRead) found = NULL;

  if (!troupe_folder_store_restore (edit->store, edit->trash_name, error))
    return FALSE;

  found = troupe_folder_store_read (edit->store, edit->id);
  if (found == NULL)
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND,
                   _("“%s.json” was restored, and removed by somebody else at once."), edit->id);
      return FALSE;
    }
  edit->loaded = troupe_library_source_decode (edit->source->kind, found);

  return TRUE;
}

/* A GCancellable ends the waiting only: what has begun on disk is done, and must be taken over. */
static void
edit_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Edit *edit = task_data;
  g_autoptr(GError) error = NULL;
  gboolean done = FALSE;

  switch (edit->what)
    {
    case EDIT_WRITE:
      done = run_write (edit, &error);
      break;
    case EDIT_TRASH:
      done = run_trash (edit, &error);
      break;
    case EDIT_RESTORE:
      done = run_restore (edit, &error);
      break;
    default:
      g_assert_not_reached ();
    }

  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static const char *
scope_folder (TroupeScope scope)
{
  return scope == TROUPE_SCOPE_PROJECT ? "project" : "user";
}

static char *
make_token (Edit *edit)
{
  return g_strjoin ("/", scope_folder (edit->source->scope), troupe_codec_get (edit->source->kind)->folder,
                    edit->trash_name, NULL);
}

/* Returns: (nullable): what became of the definition: the live object, or a token for the deleted one. */
static void
return_outcome (TroupeLibrary *self,
                GTask         *task,
                Edit          *edit)
{
  TroupeDefinition *live = NULL;

  if (edit->what == EDIT_TRASH)
    {
      g_task_return_pointer (task, make_token (edit), g_free);
      return;
    }
  if (edit->source->kind == TROUPE_LIBRARY_SETTINGS)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  live = troupe_shelf_lookup (self->shelves[edit->source->kind], edit->id);
  if (live != NULL)
    g_task_return_pointer (task, g_object_ref (live), g_object_unref);
  else
    g_task_return_new_error (task, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                             _("“%s.json” is back, but it can’t be used as it is; see its problem in the library."), edit->id);
}

static void
edit_thread_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  TroupeLibrary *self = g_task_get_source_object (task);
  Edit *edit = g_task_get_task_data (G_TASK (result));
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (done && edit->what == EDIT_TRASH)
    troupe_library_apply_gone (self, edit->source, edit->id);
  else if (done)
    troupe_library_apply (self, edit->source, edit->loaded);

  /* The file isn't what we took it for: the next scan says what it is. */
  if (!done)
    edit->source->is_stale = TRUE;
  troupe_library_end_write (self, edit->source);
  g_clear_pointer (&edit->loaded, troupe_loaded_free);

  if (done)
    return_outcome (self, task, edit);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
start_edit (TroupeLibrary *self,
            GTask         *task,
            Edit          *edit)
{
  g_autoptr(GTask) thread = g_task_new (NULL, NULL, edit_thread_cb, g_object_ref (task));

  g_task_set_source_tag (thread, start_edit);
  g_task_set_task_data (thread, edit, (GDestroyNotify) edit_free);
  troupe_library_begin_write (edit->source);
  g_task_run_in_thread (thread, edit_thread);
}

static TroupeLibrarySource *
find_source_for_edit (TroupeLibrary  *self,
                      TroupeScope     scope,
                      int             kind,
                      GError        **error)
{
  TroupeLibrarySource *source = troupe_library_find_source (self, scope, kind);

  if (source == NULL)
    g_set_error_literal (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND,
                         _("No project is open to save this in; open one, or save it for yourself."));

  return source;
}

/* What a person wrote by hand is not replaced because it has a mistake in it. */
static gboolean
check_not_broken (TroupeLibrary        *self,
                  TroupeLibrarySource  *source,
                  const char           *id,
                  GError              **error)
{
  TroupeProblem *problem = troupe_library_find_problem (self, source, id);

  if (problem == NULL)
    return TRUE;

  g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
               _("“%s.json” has a mistake in it (%s), so it was not overwritten; mend or delete it first."),
               id, troupe_problem_get_message (problem));

  return FALSE;
}

static gboolean
check_revision (TroupeDefinition  *definition,
                TroupeDefinition  *layer,
                TroupeScope        scope,
                const char        *expected_revision,
                GError           **error)
{
  const char *name = troupe_definition_get_name (definition);

  if (expected_revision == NULL)
    return TRUE;

  if (layer == NULL && troupe_definition_get_scope (definition) == scope)
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_CONFLICT,
                   _("“%s” was deleted since you opened it, so it was not saved; save it as a new one to keep your version."), name);
      return FALSE;
    }
  if (layer != NULL && g_strcmp0 (troupe_definition_get_revision (layer), expected_revision) != 0)
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_CONFLICT,
                   _("“%s” changed since you opened it, so it was not overwritten; compare the two versions and save again."), name);
      return FALSE;
    }

  return TRUE;
}

static Edit *
prepare_write (TroupeLibrarySource *source,
               const char          *id,
               JsonNode            *node,
               gboolean             is_new)
{
  Edit *edit = edit_new (source, EDIT_WRITE, id);
  TroupeFolderFile *known = is_new ? NULL : troupe_folder_store_lookup (source->store, id);

  edit->text = troupe_json_write (node, TRUE, &edit->length);
  edit->expected = known != NULL ? troupe_folder_file_ref (known) : NULL;

  return edit;
}

static Edit *
prepare_save (TroupeLibrary     *self,
              TroupeDefinition  *definition,
              TroupeScope        scope,
              const char        *expected_revision,
              GError           **error)
{
  TroupeKind kind = troupe_definition_get_kind (definition);
  const char *id = troupe_definition_get_id (definition);
  TroupeLibrarySource *source = NULL;
  TroupeDefinition *layer = NULL;
  g_autoptr(JsonNode) node = NULL;

  if (!troupe_id_is_valid (id))
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                   _("“%s” can’t be saved because “%s” is no id; use small letters, digits and dashes."),
                   troupe_definition_get_name (definition), id != NULL ? id : "");
      return NULL;
    }

  if (scope == TROUPE_SCOPE_BUILT_IN)
    scope = TROUPE_SCOPE_USER;
  source = find_source_for_edit (self, scope, kind, error);
  if (source == NULL || !check_not_broken (self, source, id, error))
    return NULL;
  layer = troupe_shelf_lookup_layer (self->shelves[kind], id, scope);
  if (!check_revision (definition, layer, scope, expected_revision, error))
    return NULL;

  node = troupe_codec_encode (definition);

  return prepare_write (source, id, node, expected_revision == NULL);
}

/*
 * troupe_library_save_settings:
 * @self: the library
 * @task: (transfer none): returns whether it was saved
 * @scope: where to
 * @id: which of the settings files
 * @node: what it shall hold
 *
 * Writes a settings file and takes it over.
 */
void
troupe_library_save_settings (TroupeLibrary *self,
                              GTask         *task,
                              TroupeScope    scope,
                              const char    *id,
                              JsonNode      *node)
{
  g_autoptr(GError) error = NULL;
  TroupeLibrarySource *source = find_source_for_edit (self, scope, TROUPE_LIBRARY_SETTINGS, &error);

  if (source == NULL || !check_not_broken (self, source, id, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    start_edit (self, task, prepare_write (source, id, node, FALSE));
}

/**
 * troupe_library_is_id_free:
 * @self: the library
 * @kind: a kind
 * @id: an id
 *
 * Finds out whether nothing of @kind has @id in any scope; a file that can't be read has its id as well.
 *
 * Returns: whether it is free
 */
gboolean
troupe_library_is_id_free (TroupeLibrary *self,
                           TroupeKind     kind,
                           const char    *id)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail ((guint) kind < TROUPE_N_KINDS, FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  for (TroupeScope scope = TROUPE_SCOPE_BUILT_IN; scope < TROUPE_N_SCOPES; scope++)
    {
      TroupeLibrarySource *source = troupe_library_find_source (self, scope, kind);

      if (troupe_shelf_lookup_layer (self->shelves[kind], id, scope) != NULL)
        return FALSE;
      if (source != NULL && troupe_folder_store_lookup (source->store, id) != NULL)
        return FALSE;
    }

  return TRUE;
}

/**
 * troupe_library_make_id:
 * @self: the library
 * @kind: a kind
 * @name: (nullable): a name, free text
 *
 * Makes an id for something new that nothing of @kind has in any scope.
 *
 * Returns: (transfer full): the id
 */
char *
troupe_library_make_id (TroupeLibrary *self,
                        TroupeKind     kind,
                        const char    *name)
{
  g_autofree char *base = NULL;

  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail ((guint) kind < TROUPE_N_KINDS, NULL);

  base = troupe_id_from_name (name != NULL ? name : "");
  if (!troupe_id_is_valid (base))
    {
      g_free (base);
      base = g_strdup ("untitled");
    }
  if (troupe_library_is_id_free (self, kind, base))
    return g_steal_pointer (&base);

  for (guint64 number = 2;; number++)
    {
      g_autofree char *ending = g_strdup_printf ("-%" G_GUINT64_FORMAT, number);
      g_autofree char *start = g_strndup (base, MAX_ID_LENGTH - strlen (ending));
      g_autofree char *id = g_strconcat (start, ending, NULL);

      if (troupe_library_is_id_free (self, kind, id))
        return g_steal_pointer (&id);
    }
}

/**
 * troupe_library_save_async:
 * @self: the library
 * @definition: what to save, usually a copy that was edited; it is not kept
 * @scope: where to; %TROUPE_SCOPE_BUILT_IN means the person's own scope
 * @expected_revision: (nullable): the revision that was edited; %NULL for something new
 * @cancellable: (nullable): to stop waiting; what has begun is done all the same
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes @definition to its file and takes it over.
 *
 * To make something new, or a duplicate, give a copy an id by troupe_library_make_id() and no @expected_revision. To rename,
 * save under the same id with another name. What is built in, saved with its own revision, becomes a copy of the person's.
 */
void
troupe_library_save_async (TroupeLibrary       *self,
                           TroupeDefinition    *definition,
                           TroupeScope          scope,
                           const char          *expected_revision,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  Edit *edit = NULL;

  g_return_if_fail (TROUPE_IS_LIBRARY (self));
  g_return_if_fail (TROUPE_IS_DEFINITION (definition));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_library_save_async);
  edit = prepare_save (self, definition, scope, expected_revision, &error);
  if (edit == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    start_edit (self, task, edit);
}

/**
 * troupe_library_save_finish:
 * @self: the library
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_library_save_async().
 *
 * %TROUPE_STORE_ERROR_CONFLICT: the file changed since @expected_revision. %TROUPE_STORE_ERROR_EXISTS: the id is taken.
 * %TROUPE_STORE_ERROR_BROKEN: the definition, or the file that it would replace, has a mistake in it.
 * %TROUPE_STORE_ERROR_READ_ONLY: it can't be written there. %TROUPE_STORE_ERROR_NOT_FOUND: no project is open. In each case the
 * file is as it was.
 *
 * Returns: (transfer full) (nullable): the live object of that id; %NULL with @error set on failure
 */
TroupeDefinition *
troupe_library_save_finish (TroupeLibrary  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * troupe_library_delete_async:
 * @self: the library
 * @definition: what to delete, from the scope that it says
 * @cancellable: (nullable): to stop waiting; what has begun is done all the same
 * @callback: called when done
 * @user_data: for @callback
 *
 * Moves the file of @definition to the trash. What it shadowed comes forward, so this is Restore Original for a changed built-in.
 */
void
troupe_library_delete_async (TroupeLibrary       *self,
                             TroupeDefinition    *definition,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  TroupeLibrarySource *source = NULL;

  g_return_if_fail (TROUPE_IS_LIBRARY (self));
  g_return_if_fail (TROUPE_IS_DEFINITION (definition));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_library_delete_async);
  source = troupe_library_find_source (self, troupe_definition_get_scope (definition), troupe_definition_get_kind (definition));
  if (source == NULL)
    g_task_return_new_error (task, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_READ_ONLY,
                             _("“%s” is built in and can’t be deleted; edit it to make a copy of your own."),
                             troupe_definition_get_name (definition));
  else
    start_edit (self, task, edit_new (source, EDIT_TRASH, troupe_definition_get_id (definition)));
}

/**
 * troupe_library_delete_finish:
 * @self: the library
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_library_delete_async().
 *
 * Returns: (transfer full) (nullable): a token for troupe_library_restore_async(), good for 30 days; %NULL with @error set on failure
 */
char *
troupe_library_delete_finish (TroupeLibrary  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static Edit *
prepare_restore (TroupeLibrary *self,
                 const char    *trash_token)
{
  g_auto(GStrv) parts = g_strsplit (trash_token, "/", -1);
  g_autofree char *id = NULL;

  if (g_strv_length (parts) != 3)
    return NULL;
  id = troupe_folder_trash_dup_id (parts[2]);
  if (id == NULL)
    return NULL;

  for (guint i = 0; i < self->sources->len; i++)
    {
      TroupeLibrarySource *source = self->sources->pdata[i];
      Edit *edit = NULL;

      if (source->kind == TROUPE_LIBRARY_SETTINGS ||
          !g_str_equal (parts[0], scope_folder (source->scope)) ||
          !g_str_equal (parts[1], troupe_codec_get (source->kind)->folder))
        continue;
      edit = edit_new (source, EDIT_RESTORE, id);
      edit->trash_name = g_strdup (parts[2]);
      return edit;
    }

  return NULL;
}

/**
 * troupe_library_restore_async:
 * @self: the library
 * @trash_token: what troupe_library_delete_finish() gave
 * @cancellable: (nullable): to stop waiting; what has begun is done all the same
 * @callback: called when done
 * @user_data: for @callback
 *
 * Undoes a deletion: the same bytes are back in the same file.
 */
void
troupe_library_restore_async (TroupeLibrary       *self,
                              const char          *trash_token,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Edit *edit = NULL;

  g_return_if_fail (TROUPE_IS_LIBRARY (self));
  g_return_if_fail (trash_token != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_library_restore_async);
  edit = prepare_restore (self, trash_token);
  if (edit == NULL)
    g_task_return_new_error (task, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND,
                             _("“%s” is not in the trash, so it can’t be restored."), trash_token);
  else
    start_edit (self, task, edit);
}

/**
 * troupe_library_restore_finish:
 * @self: the library
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_library_restore_async().
 *
 * %TROUPE_STORE_ERROR_NOT_FOUND: it is no longer in the trash. %TROUPE_STORE_ERROR_EXISTS: another one took its place.
 * %TROUPE_STORE_ERROR_BROKEN: it is back, and as broken as it was.
 *
 * Returns: (transfer full) (nullable): the live object; %NULL with @error set on failure
 */
TroupeDefinition *
troupe_library_restore_finish (TroupeLibrary  *self,
                               GAsyncResult   *result,
                               GError        **error)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
