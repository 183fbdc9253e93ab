/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-definition-file.h"
#include "troupe-import-entry.h"
#include "troupe-import-file.h"
#include "troupe-legacy-shapes.h"
#include "troupe-store-error.h"
#include "troupe-toml.h"

/*
 * Files that are imported together: old ones in TOML, and definitions in JSON. Which of the two a file is, its first character
 * tells. If one of them is broken, nothing of any is taken.
 */

typedef struct
{
  GPtrArray *files;
  GPtrArray *notes;      /* of char * */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_ptr_array_unref (load->files);
  g_ptr_array_unref (load->notes);
  g_free (load);
}

static char *
name_file (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return g_filename_display_name (base != NULL ? base : "");
}

/* What the system says, with what can be done about it. */
static void
take_file_error (GError **error,
                 GFile   *file,
                 GError  *cause)
{
  g_autoptr(GError) owned = cause;
  g_autofree char *name = g_file_get_parse_name (file);

  if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND,
                 /* Translators: a file, and what the system says of it */
                 _("“%s” can’t be read (%s); choose another file."), name, owned->message);
}

static gboolean
check_file (GFile         *file,
            goffset       *size_bytes,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                                 G_FILE_QUERY_INFO_NONE, cancellable, &cause);

  if (info == NULL)
    {
      take_file_error (error, file, g_steal_pointer (&cause));
      return FALSE;
    }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_autofree char *name = name_file (file);

      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN, _("“%s” is no file; choose a file in TOML or JSON."), name);
      return FALSE;
    }
  *size_bytes = g_file_info_get_size (info);

  return TRUE;
}

static gboolean
is_json (const char *text,
         gsize       length)
{
  gsize i = length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  while (i < length && g_ascii_isspace (text[i]))
    i++;

  return i < length && text[i] == '{';
}

static gboolean
looks_like_json (GFile         *file,
                 gboolean      *yes,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, &cause);
  char start[4096];
  gsize length = 0;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), start, sizeof start, &length, cancellable, &cause))
    {
      take_file_error (error, file, g_steal_pointer (&cause));
      return FALSE;
    }
  *yes = is_json (start, length);

  return TRUE;
}

static gboolean
load_json (GFile         *file,
           GPtrArray     *entries,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(GPtrArray) definitions = troupe_definition_file_load (file, cancellable, error);
  g_autofree char *name = name_file (file);

  for (guint i = 0; definitions != NULL && i < definitions->len; i++)
    g_ptr_array_add (entries, troupe_import_entry_new_from_definition (name, definitions->pdata[i]));

  return definitions != NULL;
}

static gboolean
load_toml (Load          *load,
           GFile         *file,
           goffset        size_bytes,
           GPtrArray     *entries,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autofree char *name = name_file (file);
  g_autofree char *text = NULL;
  g_autoptr(GError) cause = NULL;
  g_autoptr(JsonNode) tree = NULL;
  GPtrArray *found = NULL;
  gsize length = 0;

  /* What it claims is enough to refuse it. */
  if (size_bytes <= TROUPE_TOML_MAX_SIZE_BYTES && !g_file_load_contents (file, cancellable, &text, &length, NULL, &cause))
    {
      take_file_error (error, file, g_steal_pointer (&cause));
      return FALSE;
    }
  tree = troupe_toml_parse (name, text != NULL ? text : "", text != NULL ? length : (gsize) size_bytes, error);
  if (tree == NULL)
    return FALSE;

  found = troupe_legacy_shapes_read (name, tree, load->notes);
  if (found->len == 0)
    g_ptr_array_add (load->notes, g_strdup_printf (_("“%s” has no presets, bias profiles or personas in it."), name));
  g_ptr_array_extend_and_steal (entries, found);

  return TRUE;
}

static gboolean
load_one (Load          *load,
          GFile         *file,
          GPtrArray     *entries,
          GCancellable  *cancellable,
          GError       **error)
{
  goffset size_bytes = 0;
  gboolean has_json = FALSE;

  if (!check_file (file, &size_bytes, cancellable, error) || !looks_like_json (file, &has_json, cancellable, error))
    return FALSE;

  return has_json ? load_json (file, entries, cancellable, error)
                  : load_toml (load, file, size_bytes, entries, cancellable, error);
}

static void
load_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Load *load = task_data;
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < load->files->len; i++)
    if (!load_one (load, load->files->pdata[i], entries, cancellable, &error))
      {
        g_task_return_error (task, g_steal_pointer (&error));
        return;
      }

  g_task_return_pointer (task, g_steal_pointer (&entries), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * troupe_import_files_load_async:
 * @files: (element-type GFile): old files in TOML, and definitions and bundles of them in JSON, in any order
 * @cancellable: (nullable): to stop it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads what shall be imported together, in a thread.
 */
void
troupe_import_files_load_async (GPtrArray           *files,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Load *load = NULL;

  g_return_if_fail (files != NULL);

  load = g_new0 (Load, 1);
  load->files = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (load->files, g_object_ref (files->pdata[i]));
  load->notes = g_ptr_array_new_with_free_func (g_free);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_import_files_load_async);
  g_task_set_task_data (task, load, load_free);
  g_task_run_in_thread (task, load_thread);
}

/**
 * troupe_import_files_load_finish:
 * @result: what the callback was given
 * @notes: (out) (optional) (transfer full) (element-type utf8): sentences about the files as a whole
 * @error: (optional): set on failure
 *
 * Ends troupe_import_files_load_async().
 *
 * %TROUPE_STORE_ERROR_BROKEN: one of the files is broken, and the message names it, line and column.
 * %TROUPE_STORE_ERROR_NOT_FOUND: one can't be read. Nothing is to be imported then.
 *
 * Returns: (transfer full) (nullable) (element-type TroupeImportEntry): what is in the files, in their order; for a #TroupeImportPlan
 */
GPtrArray *
troupe_import_files_load_finish (GAsyncResult  *result,
                                 GPtrArray    **notes,
                                 GError       **error)
{
  GPtrArray *entries = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  entries = g_task_propagate_pointer (G_TASK (result), error);
  if (notes != NULL)
    *notes = entries != NULL ? g_ptr_array_ref (((Load *) g_task_get_task_data (G_TASK (result)))->notes) : NULL;

  return entries;
}
