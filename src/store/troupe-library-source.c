/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "json/troupe-codec.h"
#include "json/troupe-defaults-codec.h"
#include "json/troupe-providers-codec.h"
#include "troupe-cast.h"
#include "troupe-library-source.h"
#include "troupe-shelf.h"

/* Fewer files than this are decoded sooner than a second thread is started. */
#define MIN_FILES_A_THREAD 128

#define MAX_THREADS 4

/*
 * One folder that the library is made of, and what turns its files into objects. Loading and decoding may be done in any thread;
 * nobody else sees the objects before the main thread gets them.
 */

typedef struct
{
  int         kind;
  GHashTable *known;     /* what was read before, by id */
  GPtrArray  *reads;     /* of TroupeFolderRead */
  GPtrArray  *loaded;    /* of TroupeLoaded, as long as reads */
  guint       start;
  guint       step;
} Share;

static void
decode_definition (TroupeLoaded       *loaded,
                   TroupeKind          kind,
                   TroupeJsonDocument *document)
{
  TroupeDefinition *definition = troupe_codec_decode (kind, document, loaded->file->id, &loaded->error);

  if (definition == NULL)
    return;

  troupe_definition_set_revision_func (definition, troupe_codec_revision);
  loaded->value = definition;
  loaded->sort_key = troupe_shelf_make_sort_key (troupe_definition_get_name (definition));
}

static void
decode_text (TroupeLoaded *loaded,
             int           kind,
             const char   *text)
{
  g_autoptr(TroupeJsonDocument) document = NULL;
  g_autofree char *name = g_strconcat (loaded->file->id, ".json", NULL);

  if (kind != TROUPE_LIBRARY_SETTINGS && !troupe_id_is_valid (loaded->file->id))
    {
      g_autofree char *display = g_filename_display_name (name);

      g_set_error (&loaded->error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                   _("“%s” is not read because its name is no id; rename it to small letters, digits and dashes."), display);
      return;
    }

  document = troupe_json_document_parse (name, text, loaded->file->fingerprint.size_bytes, &loaded->error);
  if (document == NULL)
    return;

  switch (loaded->what)
    {
    case TROUPE_LOADED_DEFINITION:
      decode_definition (loaded, kind, document);
      break;
    case TROUPE_LOADED_DEFAULTS:
      loaded->value = troupe_defaults_codec_decode (document, &loaded->error);
      break;
    case TROUPE_LOADED_PROVIDERS:
      loaded->value = troupe_providers_codec_decode (document, &loaded->extra, &loaded->error);
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * troupe_library_source_decode:
 * @kind: the folder's kind
 * @read: (transfer none): what was read; its text may be gone afterwards, its error is taken
 *
 * Turns a file into an object. Any thread.
 *
 * Returns: (transfer full): the object, or why there is none
 */
TroupeLoaded *
troupe_library_source_decode (int               kind,
                              TroupeFolderRead *read)
{
  TroupeLoaded *loaded = g_new0 (TroupeLoaded, 1);

  loaded->file = troupe_folder_file_ref (read->file);
  loaded->error = g_steal_pointer (&read->error);
  if (kind != TROUPE_LIBRARY_SETTINGS)
    loaded->what = TROUPE_LOADED_DEFINITION;
  else if (g_str_equal (read->file->id, "providers"))
    loaded->what = TROUPE_LOADED_PROVIDERS;
  else
    loaded->what = TROUPE_LOADED_DEFAULTS;

  if (loaded->error == NULL)
    decode_text (loaded, kind, read->text);

  return loaded;
}

static gpointer
decode_share (gpointer user_data)
{
  Share *share = user_data;

  for (guint i = share->start; i < share->reads->len; i += share->step)
    {
      TroupeFolderRead *read = share->reads->pdata[i];
      TroupeLoaded *loaded = troupe_library_source_decode (share->kind, read);

      share->loaded->pdata[i] = loaded;
      /* What replaces another is compared with it by the main thread: here nobody waits. */
      if (loaded->what == TROUPE_LOADED_DEFINITION && loaded->value != NULL &&
          g_hash_table_contains (share->known, loaded->file->id))
        troupe_definition_get_revision (loaded->value);
      g_clear_pointer (&read->text, g_free);
    }

  return NULL;
}

/* Each thread writes other elements of the same array, so no lock is needed. */
static GPtrArray *
decode_all (int         kind,
            GHashTable *known,
            GPtrArray  *reads)
{
  GPtrArray *loaded = g_ptr_array_new_full (reads->len, (GDestroyNotify) troupe_loaded_free);
  guint n_threads = MIN (g_get_num_processors (), MAX_THREADS);
  GThread *threads[MAX_THREADS] = { NULL, };
  Share shares[MAX_THREADS];

  g_ptr_array_set_size (loaded, reads->len);
  n_threads = CLAMP (reads->len / MIN_FILES_A_THREAD, 1, n_threads);
  for (guint i = 0; i < n_threads; i++)
    {
      shares[i] = (Share) { kind, known, reads, loaded, i, n_threads };
      if (i > 0)
        threads[i] = g_thread_try_new ("troupe-decode", decode_share, &shares[i], NULL);
    }
  for (guint i = 0; i < n_threads; i++)
    {
      if (threads[i] != NULL)
        g_thread_join (threads[i]);
      else
        decode_share (&shares[i]);
    }

  return loaded;
}

/**
 * troupe_library_source_load:
 * @store: the folder
 * @kind: its kind, or %TROUPE_LIBRARY_SETTINGS
 * @known: from troupe_folder_store_dup_known()
 *
 * Reads what changed since @known. Waits for the disk; any thread.
 *
 * Returns: (transfer full): what is new or changed, and what is gone
 */
TroupeLoadedFolder *
troupe_library_source_load (TroupeFolderStore *store,
                            int                kind,
                            GHashTable        *known)
{
  g_autoptr(TroupeFolderScan) scan = troupe_folder_store_scan (store, known);
  TroupeLoadedFolder *result = g_new0 (TroupeLoadedFolder, 1);

  result->loaded = decode_all (kind, known, scan->reads);
  result->touched = g_steal_pointer (&scan->touched);
  result->removed = g_steal_pointer (&scan->removed);
  result->error = g_steal_pointer (&scan->error);

  return result;
}

/**
 * troupe_library_source_load_cast:
 * @kind: a kind
 *
 * Reads the built-in definitions of @kind from the binary. Any thread.
 *
 * Returns: (transfer full) (element-type TroupeLoaded): the definitions
 */
GPtrArray *
troupe_library_source_load_cast (TroupeKind kind)
{
  static gsize is_registered = 0;
  g_autofree char *folder = g_strdup_printf ("%s/%s", TROUPE_APP_PATH, troupe_codec_get (kind)->folder);
  g_auto(GStrv) names = NULL;
  GPtrArray *loaded = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_loaded_free);

  /* By name, or the linker would leave the resource out of whoever uses the library. */
  if (g_once_init_enter (&is_registered))
    {
      troupe_cast_register_resource ();
      g_once_init_leave (&is_registered, 1);
    }

  names = g_resource_enumerate_children (troupe_cast_get_resource (), folder, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s", folder, names[i]);
      g_autofree char *id = g_strndup (names[i], strcspn (names[i], "."));
      g_autoptr(TroupeFolderRead) read = g_new0 (TroupeFolderRead, 1);
      g_autoptr(GBytes) bytes = NULL;

      read->file = troupe_folder_file_new (id);
      bytes = g_resource_lookup_data (troupe_cast_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, &read->error);
      if (bytes != NULL)
        {
          read->file->fingerprint.size_bytes = g_bytes_get_size (bytes);
          read->text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
        }
      g_ptr_array_add (loaded, troupe_library_source_decode (kind, read));
    }

  return loaded;
}

/**
 * troupe_library_source_new:
 * @scope: what the folder's definitions belong to
 * @kind: their kind, or %TROUPE_LIBRARY_SETTINGS
 * @folder: the folder
 * @fence: (nullable): links that lead out of this folder are not followed
 * @ids: (nullable): read these alone
 *
 * Returns: (transfer full): the source
 */
TroupeLibrarySource *
troupe_library_source_new (TroupeScope         scope,
                           int                 kind,
                           GFile              *folder,
                           GFile              *fence,
                           const char * const *ids)
{
  TroupeLibrarySource *self = g_new0 (TroupeLibrarySource, 1);

  self->store = troupe_folder_store_new (folder, fence, ids);
  self->scope = scope;
  self->kind = kind;

  return self;
}

/**
 * troupe_library_source_free:
 * @self: (transfer full): the source
 *
 * Frees it.
 */
void
troupe_library_source_free (TroupeLibrarySource *self)
{
  g_clear_object (&self->store);
  g_free (self);
}

/**
 * troupe_loaded_free:
 * @self: (transfer full) (nullable): what was loaded
 *
 * Frees it.
 */
void
troupe_loaded_free (TroupeLoaded *self)
{
  if (self == NULL)
    return;

  if (self->what == TROUPE_LOADED_PROVIDERS)
    g_clear_pointer ((GPtrArray **) &self->value, g_ptr_array_unref);
  else
    g_clear_object ((GObject **) &self->value);
  g_clear_pointer (&self->file, troupe_folder_file_unref);
  g_clear_pointer (&self->sort_key, g_free);
  g_clear_pointer (&self->extra, json_object_unref);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * troupe_loaded_folder_free:
 * @self: (transfer full) (nullable): what was loaded
 *
 * Frees it.
 */
void
troupe_loaded_folder_free (TroupeLoadedFolder *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->loaded, g_ptr_array_unref);
  g_clear_pointer (&self->touched, g_ptr_array_unref);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}
