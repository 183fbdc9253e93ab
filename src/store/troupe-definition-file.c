/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "json/troupe-codec.h"
#include "troupe-definition-file.h"
#include "troupe-problem-private.h"

/*
 * Files that definitions are handed on in, outside the folders of the library: one definition, as it is in the library, or
 * several in a bundle.
 */

#define BUNDLE_FORMAT "troupe-bundle/1"
#define DEFINITIONS   "definitions"

/* What is turned into JSON at once, between two frames. */
#define SLICE_US      3000

typedef struct
{
  gboolean   is_folder;
  GPtrArray *definitions;   /* (nullable): until all have a node */
  GPtrArray *ids;
  GPtrArray *nodes;         /* of JsonNode, as long as ids in the end */
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_clear_pointer (&export->definitions, g_ptr_array_unref);
  g_ptr_array_unref (export->ids);
  g_ptr_array_unref (export->nodes);
  g_free (export);
}

static gboolean
find_kind (TroupeJsonReader *reader,
           TroupeKind       *kind)
{
  g_autoptr(GString) formats = NULL;
  const char *found = NULL;

  if (!troupe_json_reader_require (reader, "format") || !troupe_json_reader_get_string (reader, "format", &found))
    return FALSE;

  for (guint i = 0; i < TROUPE_N_KINDS; i++)
    {
      const char *format = troupe_codec_get (i)->format;
      gsize length = strchr (format, '/') + 1 - format;

      /* Another version is for the codec to refuse. */
      if (strncmp (found, format, length) == 0)
        {
          *kind = i;
          return TRUE;
        }
    }

  formats = g_string_new (NULL);
  for (guint i = 0; i < TROUPE_N_KINDS; i++)
    g_string_append_printf (formats, "“%s”, ", troupe_codec_get (i)->format);
  g_string_append (formats, "“" BUNDLE_FORMAT "”");
  troupe_json_reader_fail (reader, "format", TROUPE_JSON_ERROR_VALUE,
                           /* Translators: what a file says that it is, and a list of what it can be */
                           _("the format “%s” can’t be imported; it should be one of %s"), found, formats->str);

  return FALSE;
}

static void
read_one (TroupeJsonReader *reader,
          GHashTable       *seen,
          GPtrArray        *definitions)
{
  g_autoptr(TroupeDefinition) definition = NULL;
  g_autofree char *key = NULL;
  TroupeKind kind = TROUPE_KIND_PERSONA;

  if (!find_kind (reader, &kind))
    return;
  definition = troupe_codec_decode_object (kind, reader, NULL);
  if (definition == NULL)
    return;

  key = g_strdup_printf ("%u/%s", kind, troupe_definition_get_id (definition));
  if (!g_hash_table_add (seen, g_steal_pointer (&key)))
    {
      troupe_json_reader_fail (reader, "id", TROUPE_JSON_ERROR_DUPLICATE,
                               _("“%s” is in this file twice; give one of the two another id"),
                               troupe_definition_get_id (definition));
      return;
    }

  troupe_definition_set_revision_func (definition, troupe_codec_revision);
  g_ptr_array_add (definitions, g_steal_pointer (&definition));
}

static gboolean
is_bundle (JsonNode *root)
{
  JsonNode *format = JSON_NODE_HOLDS_OBJECT (root) ? json_object_get_member (json_node_get_object (root), "format") : NULL;

  return format != NULL && troupe_json_node_is_string (format) &&
         g_str_has_prefix (troupe_json_node_get_string (format), "troupe-bundle/");
}

static void
read_bundle (TroupeJsonReader *reader,
             GHashTable       *seen,
             GPtrArray        *definitions)
{
  JsonArray *array = NULL;
  const char *format = NULL;

  if (troupe_json_reader_get_string (reader, "format", &format) && !g_str_equal (format, BUNDLE_FORMAT))
    troupe_json_reader_fail (reader, "format", TROUPE_JSON_ERROR_VALUE,
                             _("the format “%s” is not known; this version of Troupe reads “%s”"), format, BUNDLE_FORMAT);
  if (!troupe_json_reader_require (reader, DEFINITIONS) || !troupe_json_reader_get_array (reader, DEFINITIONS, &array))
    return;

  for (guint i = 0; i < json_array_get_length (array) && !troupe_json_reader_has_failed (reader); i++)
    {
      g_autoptr(TroupeJsonReader) element = troupe_json_reader_enter_element (reader, DEFINITIONS, i);

      if (element != NULL)
        read_one (element, seen, definitions);
    }
}

/**
 * troupe_definition_file_decode:
 * @name: what errors call the file
 * @text: what is in it
 * @length: the length of @text in bytes, or -1
 * @error: (optional): set on failure
 *
 * Reads a file that holds one definition of any kind, or a bundle of them. All of it is read, or nothing. Any thread.
 *
 * Errors are in %TROUPE_JSON_ERROR, and name file, line and column.
 *
 * Returns: (transfer full) (nullable) (element-type TroupeDefinition): the definitions, of no scope
 */
GPtrArray *
troupe_definition_file_decode (const char  *name,
                               const char  *text,
                               gssize       length,
                               GError     **error)
{
  g_autoptr(TroupeJsonDocument) document = NULL;
  g_autoptr(TroupeJsonReader) reader = NULL;
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) definitions = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  document = troupe_json_document_parse (name, text, length, error);
  if (document == NULL)
    return NULL;

  reader = troupe_json_reader_new (document);
  if (is_bundle (troupe_json_document_get_root (document)))
    read_bundle (reader, seen, definitions);
  else if (!troupe_json_reader_has_failed (reader))
    read_one (reader, seen, definitions);
  if (!troupe_json_reader_finish (reader, error))
    return NULL;

  return g_steal_pointer (&definitions);
}

/* @nodes: of JsonNode; they are only read */
static char *
write_nodes (GPtrArray *nodes,
             gsize     *length)
{
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(JsonObject) bundle = NULL;
  JsonArray *array = NULL;

  if (nodes->len == 1)
    return troupe_json_write (nodes->pdata[0], TRUE, length);

  array = json_array_sized_new (nodes->len);
  for (guint i = 0; i < nodes->len; i++)
    json_array_add_element (array, json_node_ref (nodes->pdata[i]));
  bundle = json_object_new ();
  json_object_set_member (bundle, "format", troupe_json_node_new_string (BUNDLE_FORMAT));
  json_object_set_array_member (bundle, DEFINITIONS, array);
  root = json_node_init_object (json_node_alloc (), bundle);

  return troupe_json_write (root, TRUE, length);
}

/**
 * troupe_definition_file_encode:
 * @definitions: (element-type TroupeDefinition): what to hand on
 * @length: (out) (optional): the length in bytes
 *
 * Writes one definition as the library does, and several as a bundle.
 *
 * Returns: (transfer full): the text, in UTF-8
 */
char *
troupe_definition_file_encode (GPtrArray *definitions,
                               gsize     *length)
{
  g_autoptr(GPtrArray) nodes = NULL;

  g_return_val_if_fail (definitions != NULL, NULL);

  nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  for (guint i = 0; i < definitions->len; i++)
    g_ptr_array_add (nodes, troupe_codec_encode (definitions->pdata[i]));

  return write_nodes (nodes, length);
}

/* What the system says, with what can be done about it. */
static void
take_file_error (GError   **error,
                 GFile     *file,
                 GError    *cause,
                 gboolean   is_writing)
{
  g_autoptr(GError) owned = cause;
  g_autofree char *name = g_file_get_parse_name (file);

  if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (is_writing)
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_READ_ONLY,
                 /* Translators: a file, and what the system says of it */
                 _("“%s” can’t be written (%s); choose another place."), name, owned->message);
  else
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND,
                 /* Translators: a file, and what the system says of it */
                 _("“%s” can’t be read (%s); choose another file."), name, owned->message);
}

/* Says in words where in the file it is. */
static void
take_json_error (GError **error,
                 GFile   *file,
                 GError  *cause)
{
  g_autoptr(GError) owned = cause;
  g_autoptr(TroupeProblem) problem = troupe_problem_new (file, owned, FALSE);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base != NULL ? base : "");

  if (troupe_problem_get_line (problem) > 0)
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                 /* Translators: a file, a line, a column, and what is wrong there */
                 _("“%s”, line %u, column %u: %s"), name, troupe_problem_get_line (problem),
                 troupe_problem_get_column (problem), troupe_problem_get_message (problem));
  else
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                 /* Translators: a file, and what is wrong with it */
                 _("“%s”: %s"), name, troupe_problem_get_message (problem));
}

/**
 * troupe_definition_file_load:
 * @file: a file, as troupe_definition_file_decode() reads it
 * @cancellable: (nullable): to stop it
 * @error: (optional): set on failure, in %TROUPE_STORE_ERROR: a sentence that names file, line and column
 *
 * Reads a file that was handed on. It waits for the disk, so it is for a thread other than the main one.
 *
 * Returns: (transfer full) (nullable) (element-type TroupeDefinition): the definitions, of no scope
 */
GPtrArray *
troupe_definition_file_load (GFile         *file,
                             GCancellable  *cancellable,
                             GError       **error)
{
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(GError) cause = NULL;
  g_autofree char *text = NULL;
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base != NULL ? base : "");
  GPtrArray *definitions = NULL;
  gsize length = 0;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE,
                            cancellable, &cause);
  if (info != NULL && g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN, _("“%s” is no file; choose a JSON file."), name);
      return NULL;
    }
  if (info != NULL && g_file_info_get_size (info) > TROUPE_DEFINITION_FILE_MAX_SIZE_BYTES)
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN,
                   _("“%s” is larger than 64 MB, so it was not imported."), name);
      return NULL;
    }
  if (info == NULL || !g_file_load_contents (file, cancellable, &text, &length, NULL, &cause))
    {
      take_file_error (error, file, g_steal_pointer (&cause), FALSE);
      return NULL;
    }

  definitions = troupe_definition_file_decode (name, text, length, &cause);
  if (definitions == NULL)
    take_json_error (error, file, g_steal_pointer (&cause));

  return definitions;
}

static void
load_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *definitions = troupe_definition_file_load (source_object, cancellable, &error);

  if (definitions != NULL)
    g_task_return_pointer (task, definitions, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * troupe_definition_file_load_async:
 * @file: a file, as troupe_definition_file_decode() reads it
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads definitions from a file in a thread. Nothing is kept or written.
 */
void
troupe_definition_file_load_async (GFile               *file,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_definition_file_load_async);
  g_task_run_in_thread (task, load_thread);
}

/**
 * troupe_definition_file_load_finish:
 * @file: the file
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_definition_file_load_async().
 *
 * %TROUPE_STORE_ERROR_BROKEN: something is wrong in the file; the message says where. %TROUPE_STORE_ERROR_NOT_FOUND: it can't
 * be read.
 *
 * Returns: (transfer full) (nullable) (element-type TroupeDefinition): the definitions
 */
GPtrArray *
troupe_definition_file_load_finish (GFile         *file,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, file), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
write_text (GFile         *file,
            const char    *text,
            gsize          length,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(GError) cause = NULL;

  if (g_file_replace_contents (file, text, length, NULL, FALSE,
                               G_FILE_CREATE_NONE, NULL, cancellable, &cause))
    return TRUE;

  take_file_error (error, file, g_steal_pointer (&cause), TRUE);

  return FALSE;
}

/* What somebody else has put there stays: a file is taken that has no other content, or that is not there yet. */
static GFile *
find_free_file (GFile      *folder,
                const char *id,
                const char *text,
                gsize       length)
{
  for (guint number = 1;; number++)
    {
      g_autofree char *name = number == 1 ? g_strdup_printf ("%s.json", id) : g_strdup_printf ("%s-%u.json", id, number);
      g_autoptr(GFile) file = g_file_get_child (folder, name);
      g_autofree char *found = NULL;
      gsize n_found = 0;

      if (!g_file_query_exists (file, NULL))
        return g_steal_pointer (&file);
      if (g_file_load_contents (file, NULL, &found, &n_found, NULL, NULL) && n_found == length &&
          memcmp (found, text, length) == 0)
        return g_steal_pointer (&file);
    }
}

static gboolean
save_one (GFile         *folder,
          const char    *id,
          JsonNode      *node,
          GCancellable  *cancellable,
          GError       **error)
{
  gsize length = 0;
  g_autofree char *text = troupe_json_write (node, TRUE, &length);
  g_autoptr(GFile) file = find_free_file (folder, id, text, length);

  return write_text (file, text, length, cancellable, error);
}

static void
save_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Export *export = task_data;
  g_autoptr(GError) error = NULL;
  gboolean done = TRUE;

  if (!export->is_folder)
    {
      gsize length = 0;
      g_autofree char *text = write_nodes (export->nodes, &length);

      done = write_text (source_object, text, length, cancellable, &error);
    }

  for (guint i = 0; done && export->is_folder && i < export->nodes->len; i++)
    done = save_one (source_object, export->ids->pdata[i], export->nodes->pdata[i], cancellable, &error);

  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* The definitions are the main thread's; what they say is copied here, a slice at a time, and the thread gets that. */
static gboolean
export_cb (gpointer user_data)
{
  GTask *task = user_data;
  Export *export = g_task_get_task_data (task);
  gint64 end = g_get_monotonic_time () + SLICE_US;

  while (export->nodes->len < export->definitions->len && g_get_monotonic_time () < end)
    {
      TroupeDefinition *definition = export->definitions->pdata[export->nodes->len];

      g_ptr_array_add (export->ids, g_strdup (troupe_definition_get_id (definition)));
      g_ptr_array_add (export->nodes, troupe_codec_encode (definition));
    }
  if (export->nodes->len < export->definitions->len)
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&export->definitions, g_ptr_array_unref);
  g_task_run_in_thread (task, save_thread);

  return G_SOURCE_REMOVE;
}

static void
start_export (GFile               *file,
              GPtrArray           *definitions,
              gboolean             is_folder,
              gpointer             tag,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  GTask *task = g_task_new (file, cancellable, callback, user_data);
  Export *export = g_new0 (Export, 1);

  export->is_folder = is_folder;
  export->definitions = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < definitions->len; i++)
    g_ptr_array_add (export->definitions, g_object_ref (definitions->pdata[i]));
  export->ids = g_ptr_array_new_with_free_func (g_free);
  export->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, export, export_free);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, export_cb, task, g_object_unref);
}

/**
 * troupe_definition_file_save_async:
 * @file: where to; what is there is replaced
 * @definitions: (element-type TroupeDefinition): what to write, as they are in the next moments
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes definitions into one file.
 */
void
troupe_definition_file_save_async (GFile               *file,
                                   GPtrArray           *definitions,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (definitions != NULL);

  start_export (file, definitions, FALSE, troupe_definition_file_save_async, cancellable, callback, user_data);
}

/**
 * troupe_definition_file_save_finish:
 * @file: the file
 * @result: what the callback was given
 * @error: (optional): set on failure, in %TROUPE_STORE_ERROR
 *
 * Ends troupe_definition_file_save_async().
 *
 * Returns: whether all is written
 */
gboolean
troupe_definition_file_save_finish (GFile         *file,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, file), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * troupe_definition_file_save_folder_async:
 * @folder: a folder that exists
 * @definitions: (element-type TroupeDefinition): what to write, all of one kind, as they are in the next moments
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes each definition into a file of its own, named for its id. A file of that name with something else in it stays, and the
 * new one gets a number.
 */
void
troupe_definition_file_save_folder_async (GFile               *folder,
                                          GPtrArray           *definitions,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data)
{
  g_return_if_fail (G_IS_FILE (folder));
  g_return_if_fail (definitions != NULL);

  start_export (folder, definitions, TRUE, troupe_definition_file_save_folder_async, cancellable, callback, user_data);
}

/**
 * troupe_definition_file_save_folder_finish:
 * @folder: the folder
 * @result: what the callback was given
 * @error: (optional): set on failure, in %TROUPE_STORE_ERROR
 *
 * Ends troupe_definition_file_save_folder_async().
 *
 * Returns: whether all is written
 */
gboolean
troupe_definition_file_save_folder_finish (GFile         *folder,
                                           GAsyncResult  *result,
                                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, folder), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
