/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-library-private.h"
#include "troupe-problem-private.h"

/* From so many changes on, a list is changed in one splice and told of once. */
#define MANY_CHANGES 32

/* What one trip to the disk needs, and what it brings back. */
typedef struct
{
  TroupeFolderStore  *store;
  int                 kind;
  GHashTable         *known;
  guint               generation;
  gboolean            shall_purge;
  TroupeLoadedFolder *result;
} Trip;

typedef struct
{
  GPtrArray *cast[TROUPE_N_KINDS];   /* (nullable): of TroupeLoaded */
  GPtrArray *trips;                  /* of Trip, one a source */
} Journey;

static void start_scan (TroupeLibrary       *self,
                        TroupeLibrarySource *source);

static Trip *
trip_new (TroupeLibrarySource *source)
{
  Trip *trip = g_new0 (Trip, 1);

  trip->store = g_object_ref (source->store);
  trip->kind = source->kind;
  trip->known = troupe_folder_store_dup_known (source->store);
  trip->generation = source->generation;

  return trip;
}

static void
trip_free (Trip *trip)
{
  g_clear_object (&trip->store);
  g_clear_pointer (&trip->known, g_hash_table_unref);
  g_clear_pointer (&trip->result, troupe_loaded_folder_free);
  g_free (trip);
}

static void
trip_go (Trip *trip)
{
  trip->result = troupe_library_source_load (trip->store, trip->kind, trip->known);
  if (trip->shall_purge)
    troupe_folder_store_purge (trip->store);
}

static Journey *
journey_new (TroupeLibrary *self)
{
  Journey *journey = g_new0 (Journey, 1);

  journey->trips = g_ptr_array_new_with_free_func ((GDestroyNotify) trip_free);
  for (guint i = 0; i < self->sources->len; i++)
    {
      Trip *trip = trip_new (self->sources->pdata[i]);

      trip->shall_purge = !self->is_loaded && trip->kind != TROUPE_LIBRARY_SETTINGS;
      g_ptr_array_add (journey->trips, trip);
    }

  return journey;
}

static void
journey_unpack (Journey *journey)
{
  for (guint kind = 0; kind < TROUPE_N_KINDS; kind++)
    g_clear_pointer (&journey->cast[kind], g_ptr_array_unref);
  g_clear_pointer (&journey->trips, g_ptr_array_unref);
}

static void
journey_free (Journey *journey)
{
  journey_unpack (journey);
  g_free (journey);
}

static void
journey_go (Journey *journey)
{
  for (guint kind = 0; kind < TROUPE_N_KINDS; kind++)
    journey->cast[kind] = troupe_library_source_load_cast (kind);
  for (guint i = 0; i < journey->trips->len; i++)
    trip_go (journey->trips->pdata[i]);
}

static void
clear_problem (TroupeLibrary *self,
               GFile         *file)
{
  TroupeProblem *problem = g_hash_table_lookup (self->problems_by_path, g_file_peek_path (file));
  guint position = 0;

  if (problem == NULL)
    return;

  if (g_list_store_find (self->problems, problem, &position))
    g_list_store_remove (self->problems, position);
  g_hash_table_remove (self->problems_by_path, g_file_peek_path (file));
}

static void
set_problem (TroupeLibrary *self,
             GFile         *file,
             const GError  *error,
             gboolean       has_last_good)
{
  g_autoptr(TroupeProblem) problem = troupe_problem_new (file, error, has_last_good);
  TroupeProblem *old = g_hash_table_lookup (self->problems_by_path, g_file_peek_path (file));

  /* What cannot be read at all is found again by each scan. */
  if (old != NULL &&
      g_str_equal (troupe_problem_get_message (old), troupe_problem_get_message (problem)) &&
      troupe_problem_get_line (old) == troupe_problem_get_line (problem) &&
      troupe_problem_get_column (old) == troupe_problem_get_column (problem) &&
      troupe_problem_get_has_last_good (old) == has_last_good)
    return;

  clear_problem (self, file);
  g_hash_table_insert (self->problems_by_path, g_strdup (g_file_peek_path (file)), g_object_ref (problem));
  g_list_store_append (self->problems, problem);
}

static gboolean
has_value (TroupeLibrary       *self,
           TroupeLibrarySource *source,
           const TroupeLoaded  *loaded)
{
  switch (loaded->what)
    {
    case TROUPE_LOADED_DEFINITION:
      return troupe_shelf_lookup_layer (self->shelves[source->kind], loaded->file->id, source->scope) != NULL;
    case TROUPE_LOADED_DEFAULTS:
      return !troupe_ai_settings_is_empty (self->defaults[source->scope]);
    case TROUPE_LOADED_PROVIDERS:
      return self->providers->len > 0;
    default:
      g_assert_not_reached ();
    }
}

/* Takes over one file as it is on disk now, and tells nobody. */
static void
apply_quietly (TroupeLibrary       *self,
               TroupeLibrarySource *source,
               TroupeLoaded        *loaded)
{
  g_autoptr(GFile) file = troupe_folder_store_get_file (source->store, loaded->file->id);

  troupe_folder_store_accept (source->store, loaded->file);
  if (loaded->error != NULL)
    {
      gboolean has_last_good = has_value (self, source, loaded);

      if (loaded->what == TROUPE_LOADED_DEFINITION && !has_last_good)
        troupe_shelf_set_unreadable (self->shelves[source->kind], source->scope, loaded->file->id, TRUE);
      set_problem (self, file, loaded->error, has_last_good);
      return;
    }

  clear_problem (self, file);
  switch (loaded->what)
    {
    case TROUPE_LOADED_DEFINITION:
      troupe_shelf_put (self->shelves[source->kind], source->scope, loaded->value, loaded->sort_key);
      break;
    case TROUPE_LOADED_DEFAULTS:
      troupe_ai_settings_assign (self->defaults[source->scope], loaded->value);
      break;
    case TROUPE_LOADED_PROVIDERS:
      troupe_library_take_providers (self, g_steal_pointer ((GPtrArray **) &loaded->value), g_steal_pointer (&loaded->extra));
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
apply_gone_quietly (TroupeLibrary       *self,
                    TroupeLibrarySource *source,
                    const char          *id)
{
  g_autoptr(GFile) file = troupe_folder_store_get_file (source->store, id);

  troupe_folder_store_forget (source->store, id);
  clear_problem (self, file);
  if (source->kind != TROUPE_LIBRARY_SETTINGS)
    {
      troupe_shelf_remove (self->shelves[source->kind], source->scope, id);
    }
  else if (g_str_equal (id, "providers"))
    {
      troupe_library_take_providers (self, g_ptr_array_new_with_free_func (g_object_unref), NULL);
    }
  else
    {
      g_autoptr(TroupeAiSettings) empty = troupe_ai_settings_new ();

      troupe_ai_settings_assign (self->defaults[source->scope], empty);
    }
}

static void
announce (TroupeLibrary       *self,
          TroupeLibrarySource *source,
          const char          *id)
{
  if (source->kind != TROUPE_LIBRARY_SETTINGS)
    troupe_catalog_emit_changed (TROUPE_CATALOG (self), source->kind, id);
}

/* Takes over what a scan found, and tells nobody. */
static void
apply_folder_quietly (TroupeLibrary       *self,
                      TroupeLibrarySource *source,
                      TroupeLoadedFolder  *result)
{
  for (guint i = 0; i < result->touched->len; i++)
    troupe_folder_store_accept (source->store, result->touched->pdata[i]);
  for (guint i = 0; i < result->removed->len; i++)
    apply_gone_quietly (self, source, result->removed->pdata[i]);
  for (guint i = 0; i < result->loaded->len; i++)
    apply_quietly (self, source, result->loaded->pdata[i]);
}

/* Takes over what a scan found. Everybody is told only when everything is in place. */
static void
apply_folder (TroupeLibrary       *self,
              TroupeLibrarySource *source,
              TroupeLoadedFolder  *result)
{
  if (source->kind != TROUPE_LIBRARY_SETTINGS && result->loaded->len + result->removed->len >= MANY_CHANGES)
    {
      troupe_shelf_freeze (self->shelves[source->kind]);
      apply_folder_quietly (self, source, result);
      troupe_shelf_thaw (self->shelves[source->kind]);
      announce (self, source, NULL);
      return;
    }

  apply_folder_quietly (self, source, result);
  for (guint i = 0; i < result->removed->len; i++)
    announce (self, source, result->removed->pdata[i]);
  for (guint i = 0; i < result->loaded->len; i++)
    announce (self, source, ((TroupeLoaded *) result->loaded->pdata[i])->file->id);
}

static void
apply_cast (TroupeLibrary *self,
            TroupeKind     kind,
            GPtrArray     *cast)
{
  for (guint i = 0; i < cast->len; i++)
    {
      TroupeLoaded *loaded = cast->pdata[i];

      /* Only a mistake of ours, which a test finds. */
      if (loaded->error != NULL)
        g_warning ("A built-in definition is broken: %s", loaded->error->message);
      else
        troupe_shelf_put (self->shelves[kind], TROUPE_SCOPE_BUILT_IN, loaded->value, loaded->sort_key);
    }
}

/* A trip that a write overtook has old news: the source is scanned again. */
static gboolean
check_trip (TroupeLibrary       *self,
            TroupeLibrarySource *source,
            Trip                *trip)
{
  GFile *folder = troupe_folder_store_get_folder (source->store);

  if (source->generation != trip->generation || source->n_writes > 0)
    {
      source->is_stale = TRUE;
      return FALSE;
    }
  if (trip->result->error != NULL)
    {
      set_problem (self, folder, trip->result->error, FALSE);
      return FALSE;
    }
  clear_problem (self, folder);

  return TRUE;
}

static void
apply_journey (TroupeLibrary *self,
               Journey       *journey)
{
  for (guint kind = 0; kind < TROUPE_N_KINDS; kind++)
    troupe_shelf_freeze (self->shelves[kind]);
  for (guint kind = 0; kind < TROUPE_N_KINDS && !self->has_cast; kind++)
    apply_cast (self, kind, journey->cast[kind]);
  self->has_cast = TRUE;
  for (guint i = 0; i < journey->trips->len; i++)
    {
      Trip *trip = journey->trips->pdata[i];

      if (check_trip (self, self->sources->pdata[i], trip))
        apply_folder_quietly (self, self->sources->pdata[i], trip->result);
    }
  for (guint kind = 0; kind < TROUPE_N_KINDS; kind++)
    troupe_shelf_thaw (self->shelves[kind]);

  troupe_library_set_loaded (self);
  for (guint kind = 0; kind < TROUPE_N_KINDS; kind++)
    troupe_catalog_emit_changed (TROUPE_CATALOG (self), kind, NULL);

  for (guint i = 0; i < self->sources->len; i++)
    {
      TroupeLibrarySource *source = self->sources->pdata[i];

      if (source->is_stale)
        start_scan (self, source);
    }
}

static void
load_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  journey_go (task_data);
  g_task_return_boolean (task, TRUE);
}

/*
 * The thread lets go of its task some time later, so that task holds neither the library nor, once this is done, anything
 * that belongs to the main thread.
 */
static void
load_thread_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  TroupeLibrary *self = g_task_get_source_object (task);
  Journey *journey = g_task_get_task_data (G_TASK (result));

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    apply_journey (self, journey);
  journey_unpack (journey);
  g_task_return_boolean (task, TRUE);
}

static void
scan_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  trip_go (task_data);
  g_task_return_boolean (task, TRUE);
}

static TroupeLibrarySource *
find_source_of_store (TroupeLibrary     *self,
                      TroupeFolderStore *store)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      TroupeLibrarySource *source = self->sources->pdata[i];

      if (source->store == store)
        return source;
    }

  return NULL;
}

static void
scan_thread_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autofree GWeakRef *weak = user_data;
  g_autoptr(TroupeLibrary) self = g_weak_ref_get (weak);
  Trip *trip = g_task_get_task_data (G_TASK (result));
  TroupeLibrarySource *source = NULL;

  g_weak_ref_clear (weak);
  if (self != NULL)
    {
      source = find_source_of_store (self, trip->store);
      source->is_scanning = FALSE;
      if (check_trip (self, source, trip))
        apply_folder (self, source, trip->result);
    }
  g_clear_pointer (&trip->result, troupe_loaded_folder_free);
  if (self == NULL)
    return;

  if (source->is_stale && source->n_writes == 0)
    start_scan (self, source);
}

/* The library may go while its folders are read, so the task doesn't hold it. */
static void
start_scan (TroupeLibrary       *self,
            TroupeLibrarySource *source)
{
  g_autoptr(GTask) task = NULL;
  GWeakRef *weak = NULL;

  if (source->is_scanning || source->n_writes > 0)
    {
      source->is_stale = TRUE;
      return;
    }

  source->is_scanning = TRUE;
  source->is_stale = FALSE;
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  task = g_task_new (NULL, NULL, scan_thread_cb, weak);
  g_task_set_source_tag (task, start_scan);
  g_task_set_task_data (task, trip_new (source), (GDestroyNotify) trip_free);
  g_task_run_in_thread (task, scan_thread);
}

/*
 * troupe_library_apply:
 * @self: the library
 * @source: the folder
 * @loaded: a file as it is on disk now
 *
 * Takes over a file that we wrote or restored ourselves.
 */
void
troupe_library_apply (TroupeLibrary       *self,
                      TroupeLibrarySource *source,
                      TroupeLoaded        *loaded)
{
  g_autoptr(TroupeFolderFile) file = troupe_folder_file_ref (loaded->file);

  apply_quietly (self, source, loaded);
  announce (self, source, file->id);
}

/*
 * troupe_library_apply_gone:
 * @self: the library
 * @source: the folder
 * @id: an id
 *
 * Takes over that we removed a file.
 */
void
troupe_library_apply_gone (TroupeLibrary       *self,
                           TroupeLibrarySource *source,
                           const char          *id)
{
  g_autofree char *own_id = g_strdup (id);

  apply_gone_quietly (self, source, own_id);
  announce (self, source, own_id);
}

/*
 * troupe_library_begin_write:
 * @source: the folder
 *
 * From here to troupe_library_end_write() no scan of @source counts, so that what we write never comes back as news.
 */
void
troupe_library_begin_write (TroupeLibrarySource *source)
{
  source->n_writes++;
}

/*
 * troupe_library_end_write:
 * @self: the library
 * @source: the folder
 *
 * Ends what troupe_library_begin_write() began, once the outcome was applied.
 */
void
troupe_library_end_write (TroupeLibrary       *self,
                          TroupeLibrarySource *source)
{
  g_assert (source->n_writes > 0);

  source->n_writes--;
  source->generation++;
  if (source->is_stale && source->n_writes == 0)
    start_scan (self, source);
}

/**
 * troupe_library_load_async:
 * @self: the library
 * @cancellable: (nullable): to stop waiting; what was read is then not used
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads everything in another thread, then takes it over in one go.
 *
 * Broken files are no error: they are in troupe_library_list_problems().
 */
void
troupe_library_load_async (TroupeLibrary       *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) thread = NULL;

  g_return_if_fail (TROUPE_IS_LIBRARY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_library_load_async);
  thread = g_task_new (NULL, NULL, load_thread_cb, g_steal_pointer (&task));
  g_task_set_source_tag (thread, troupe_library_load_async);
  g_task_set_task_data (thread, journey_new (self), (GDestroyNotify) journey_free);
  g_task_run_in_thread (thread, load_thread);
}

/**
 * troupe_library_load_finish:
 * @self: the library
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_library_load_async().
 *
 * Returns: whether it was loaded; the only error is %G_IO_ERROR_CANCELLED
 */
gboolean
troupe_library_load_finish (TroupeLibrary  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * troupe_library_load:
 * @self: the library
 * @error: (optional): set on failure
 *
 * Reads everything and waits for it. For programs without a window.
 *
 * Returns: whether it was loaded
 */
gboolean
troupe_library_load (TroupeLibrary  *self,
                     GError        **error)
{
  Journey *journey = NULL;

  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), FALSE);

  journey = journey_new (self);
  journey_go (journey);
  apply_journey (self, journey);
  journey_free (journey);

  return TRUE;
}

/**
 * troupe_library_rescan:
 * @self: the library
 *
 * Looks for changes in all folders, in other threads. For folders whose changes nobody announces.
 */
void
troupe_library_rescan (TroupeLibrary *self)
{
  g_return_if_fail (TROUPE_IS_LIBRARY (self));

  for (guint i = 0; i < self->sources->len; i++)
    start_scan (self, self->sources->pdata[i]);
}

/*
 * troupe_library_scan_store:
 * @self: the library
 * @store: one of its folders
 *
 * Looks for changes in one folder, in another thread.
 */
void
troupe_library_scan_store (TroupeLibrary     *self,
                           TroupeFolderStore *store)
{
  start_scan (self, find_source_of_store (self, store));
}
