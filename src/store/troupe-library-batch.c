/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-library-batch.h"

/* So many wait for the disk at once: it flushes them together, and the thread pool keeps room for others. */
#define MAX_RUNNING 4

/**
 * TroupeLibraryBatch:
 *
 * Several changes of a library as one: saved and deleted together, and taken back together.
 *
 * What can be done is done, also where another part of the batch fails. Main thread only.
 */
struct _TroupeLibraryBatch
{
  GObject        parent_instance;

  TroupeLibrary *library;
  GPtrArray     *items;
  GHashTable    *ids;            /* "KIND/ID" that were made for this batch */

  /* In Progress */
  guint          next;
  guint          n_running;
  guint          n_done;
  GError        *error;          /* (nullable): the first */
};

typedef enum
{
  ITEM_SAVE,
  ITEM_DELETE,
  ITEM_RESTORE,
} ItemWhat;

typedef struct
{
  ItemWhat          what;
  TroupeDefinition *definition;   /* (nullable): to save or to delete */
  TroupeScope       scope;
  char             *token;        /* (nullable): what is in the trash */
  TroupeDefinition *before;       /* (nullable): what was there, a copy */
  char             *expected;     /* (nullable): replace this revision alone */
  char             *after;        /* (nullable): the revision that was saved */
  gboolean          is_done;
} Item;

G_DEFINE_FINAL_TYPE (TroupeLibraryBatch, troupe_library_batch, G_TYPE_OBJECT)

static void start_more (GTask *task);

static void
item_free (gpointer data)
{
  Item *item = data;

  g_clear_object (&item->definition);
  g_clear_object (&item->before);
  g_free (item->token);
  g_free (item->expected);
  g_free (item->after);
  g_free (item);
}

static Item *
add_item (TroupeLibraryBatch *self,
          ItemWhat            what,
          TroupeDefinition   *definition,
          TroupeScope         scope)
{
  Item *item = g_new0 (Item, 1);

  item->what = what;
  if (definition != NULL)
    item->definition = g_object_ref (definition);
  item->scope = scope == TROUPE_SCOPE_BUILT_IN ? TROUPE_SCOPE_USER : scope;
  g_ptr_array_add (self->items, item);

  return item;
}

static TroupeDefinition *
find_layer (TroupeLibraryBatch *self,
            Item               *item)
{
  return troupe_library_lookup_in_scope (self->library, troupe_definition_get_kind (item->definition),
                                         troupe_definition_get_id (item->definition), item->scope);
}

static void
item_ended (GTask  *task,
            Item   *item,
            GError *error)
{
  TroupeLibraryBatch *self = g_task_get_source_object (task);

  item->is_done = error == NULL;
  self->n_running--;
  if (item->is_done)
    self->n_done++;
  else if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);

  start_more (task);
}

typedef struct
{
  GTask *task;
  Item  *item;      /* lives as long as the batch, which the task holds */
} Step;

static Step *
step_new (GTask *task,
          Item  *item)
{
  Step *step = g_new0 (Step, 1);

  step->task = g_object_ref (task);
  step->item = item;

  return step;
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree Step *step = user_data;
  g_autoptr(GTask) task = step->task;
  g_autoptr(TroupeDefinition) live = NULL;
  GError *error = NULL;

  if (step->item->what == ITEM_SAVE)
    live = troupe_library_save_finish (TROUPE_LIBRARY (source), result, &error);
  else
    live = troupe_library_restore_finish (TROUPE_LIBRARY (source), result, &error);
  if (live != NULL)
    {
      TroupeDefinition *layer = NULL;

      g_set_object (&step->item->definition, live);
      layer = find_layer (g_task_get_source_object (task), step->item);
      step->item->after = layer != NULL ? g_strdup (troupe_definition_get_revision (layer)) : NULL;
    }
  item_ended (task, step->item, error);
}

static void
deleted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Step *step = user_data;
  g_autoptr(GTask) task = step->task;
  GError *error = NULL;

  step->item->token = troupe_library_delete_finish (TROUPE_LIBRARY (source), result, &error);
  item_ended (task, step->item, error);
}

static void
start_save (GTask *task,
            Item  *item)
{
  TroupeLibraryBatch *self = g_task_get_source_object (task);
  TroupeDefinition *layer = find_layer (self, item);
  const char *revision = NULL;

  if (layer != NULL)
    {
      item->before = troupe_definition_copy (layer);
      revision = item->expected != NULL ? item->expected : troupe_definition_get_revision (layer);
    }
  troupe_library_save_async (self->library, item->definition, item->scope, revision, NULL, saved_cb, step_new (task, item));
}

static void
start_item (GTask *task,
            Item  *item)
{
  TroupeLibraryBatch *self = g_task_get_source_object (task);

  switch (item->what)
    {
    case ITEM_SAVE:
      start_save (task, item);
      break;
    case ITEM_DELETE:
      troupe_library_delete_async (self->library, item->definition, NULL, deleted_cb, step_new (task, item));
      break;
    case ITEM_RESTORE:
      troupe_library_restore_async (self->library, item->token, NULL, saved_cb, step_new (task, item));
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
start_more (GTask *task)
{
  TroupeLibraryBatch *self = g_task_get_source_object (task);

  while (self->next < self->items->len && self->n_running < MAX_RUNNING)
    {
      Item *item = self->items->pdata[self->next++];

      self->n_running++;
      start_item (task, item);
    }

  if (self->n_running > 0)
    return;

  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
troupe_library_batch_finalize (GObject *object)
{
  TroupeLibraryBatch *self = TROUPE_LIBRARY_BATCH (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_error (&self->error);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (troupe_library_batch_parent_class)->finalize (object);
}

static void
troupe_library_batch_class_init (TroupeLibraryBatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_library_batch_finalize;
}

static void
troupe_library_batch_init (TroupeLibraryBatch *self)
{
  self->items = g_ptr_array_new_with_free_func (item_free);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * troupe_library_batch_new:
 * @library: what to change
 *
 * Creates a batch that does nothing yet.
 *
 * Returns: (transfer full): the batch
 */
TroupeLibraryBatch *
troupe_library_batch_new (TroupeLibrary *library)
{
  TroupeLibraryBatch *self = NULL;

  g_return_val_if_fail (TROUPE_IS_LIBRARY (library), NULL);

  self = g_object_new (TROUPE_TYPE_LIBRARY_BATCH, NULL);
  self->library = g_object_ref (library);

  return self;
}

/**
 * troupe_library_batch_make_id:
 * @self: the batch
 * @kind: a kind
 * @name: (nullable): a name, free text
 *
 * Makes an id that neither the library has nor this batch was given before.
 *
 * Returns: (transfer full): the id
 */
char *
troupe_library_batch_make_id (TroupeLibraryBatch *self,
                              TroupeKind          kind,
                              const char         *name)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY_BATCH (self), NULL);

  for (guint number = 1;; number++)
    {
      g_autofree char *numbered = number == 1 ? g_strdup (name) : g_strdup_printf ("%.40s %u", name != NULL ? name : "", number);
      g_autofree char *id = troupe_library_make_id (self->library, kind, numbered);
      g_autofree char *key = g_strdup_printf ("%u/%s", kind, id);

      if (g_hash_table_add (self->ids, g_steal_pointer (&key)))
        return g_steal_pointer (&id);
    }
}

/**
 * troupe_library_batch_add_save:
 * @self: a batch that does not run yet
 * @definition: what to save; not to be changed until the batch has run
 * @scope: where to; %TROUPE_SCOPE_BUILT_IN means the person's own scope
 *
 * Adds something to be saved. What is there of that id when the batch runs is replaced.
 */
void
troupe_library_batch_add_save (TroupeLibraryBatch *self,
                               TroupeDefinition   *definition,
                               TroupeScope         scope)
{
  g_return_if_fail (TROUPE_IS_LIBRARY_BATCH (self));
  g_return_if_fail (TROUPE_IS_DEFINITION (definition));

  add_item (self, ITEM_SAVE, definition, scope);
}

/**
 * troupe_library_batch_add_delete:
 * @self: a batch that does not run yet
 * @definition: what to delete, from the scope that it says
 *
 * Adds something to be deleted.
 */
void
troupe_library_batch_add_delete (TroupeLibraryBatch *self,
                                 TroupeDefinition   *definition)
{
  g_return_if_fail (TROUPE_IS_LIBRARY_BATCH (self));
  g_return_if_fail (TROUPE_IS_DEFINITION (definition));

  add_item (self, ITEM_DELETE, definition, troupe_definition_get_scope (definition));
}

/**
 * troupe_library_batch_get_n_items:
 * @self: the batch
 *
 * Returns: how many changes it was given
 */
guint
troupe_library_batch_get_n_items (TroupeLibraryBatch *self)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY_BATCH (self), 0);

  return self->items->len;
}

/**
 * troupe_library_batch_get_n_done:
 * @self: the batch
 *
 * Returns: how many changes were made
 */
guint
troupe_library_batch_get_n_done (TroupeLibraryBatch *self)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY_BATCH (self), 0);

  return self->n_done;
}

/**
 * troupe_library_batch_run_async:
 * @self: a batch that was not run before
 * @callback: called when all is done, or has failed
 * @user_data: for @callback
 *
 * Makes the changes, some at once.
 */
void
troupe_library_batch_run_async (TroupeLibraryBatch  *self,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (TROUPE_IS_LIBRARY_BATCH (self));
  g_return_if_fail (self->next == 0);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, troupe_library_batch_run_async);
  start_more (task);
}

/**
 * troupe_library_batch_run_finish:
 * @self: the batch
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_library_batch_run_async().
 *
 * Errors are the first of troupe_library_save_finish(), troupe_library_delete_finish() and troupe_library_restore_finish();
 * troupe_library_batch_get_n_done() says how much was done all the same, and that can be undone.
 *
 * Returns: whether all was done
 */
gboolean
troupe_library_batch_run_finish (TroupeLibraryBatch  *self,
                                 GAsyncResult        *result,
                                 GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
add_undo (TroupeLibraryBatch *undo,
          Item               *item)
{
  TroupeDefinition *layer = NULL;

  if (!item->is_done)
    return;

  if (item->what == ITEM_DELETE)
    {
      add_item (undo, ITEM_RESTORE, NULL, item->scope)->token = g_strdup (item->token);
      return;
    }

  layer = find_layer (undo, item);
  if (item->before != NULL)
    {
      /* What somebody did to it since is not undone. */
      add_item (undo, ITEM_SAVE, item->before, item->scope)->expected = g_strdup (item->after);
    }
  else if (layer != NULL)
    {
      g_autoptr(TroupeDefinition) copy = troupe_definition_copy (layer);

      troupe_definition_set_scope (copy, item->scope);
      add_item (undo, ITEM_DELETE, copy, item->scope);
    }
}

/**
 * troupe_library_batch_create_undo:
 * @self: a batch that has run
 *
 * Creates the batch that takes back what @self did.
 *
 * Returns: (transfer full): the other batch, not yet run
 */
TroupeLibraryBatch *
troupe_library_batch_create_undo (TroupeLibraryBatch *self)
{
  TroupeLibraryBatch *undo = NULL;

  g_return_val_if_fail (TROUPE_IS_LIBRARY_BATCH (self), NULL);

  undo = troupe_library_batch_new (self->library);
  for (guint i = self->items->len; i > 0; i--)
    add_undo (undo, self->items->pdata[i - 1]);

  return undo;
}
