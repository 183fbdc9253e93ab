/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "json/troupe-codec.h"
#include "troupe-definition-exchange.h"
#include "troupe-json.h"

/*
 * Takes one definition out into a file, and in from one, while it is being edited. What is read changes nothing until
 * whoever asked for it does.
 */

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * troupe_definition_export_async:
 * @definition: what to write, as it is now
 * @file: where; what is there is replaced
 * @callback: called when it is written
 * @user_data: for @callback
 *
 * Writes a definition as a file that people can read, as the library does.
 */
void
troupe_definition_export_async (TroupeDefinition    *definition,
                                GFile               *file,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (file, NULL, callback, user_data);
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GBytes) bytes = NULL;
  gsize length;
  char *text;

  g_return_if_fail (TROUPE_IS_DEFINITION (definition));
  g_return_if_fail (G_IS_FILE (file));

  node = troupe_codec_encode (definition);
  text = troupe_json_write (node, TRUE, &length);
  bytes = g_bytes_new_take (text, length);
  g_task_set_source_tag (task, troupe_definition_export_async);
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, exported_cb,
                                       g_steal_pointer (&task));
}

/**
 * troupe_definition_export_finish:
 * @file: the file
 * @result: the result
 * @error: (optional): set on failure, to what people can read; its domain is that of the file
 *
 * Returns: whether the file was written
 */
gboolean
troupe_definition_export_finish (GFile         *file,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_autoptr(GError) cause = NULL;
  g_autofree char *name = g_file_get_basename (file);

  g_return_val_if_fail (g_task_is_valid (result, file), FALSE);

  if (g_task_propagate_boolean (G_TASK (result), &cause))
    return TRUE;

  /* Translators: the first %s is the name of a file, the second says why */
  g_set_error (error, cause->domain, cause->code, _("“%s” was not written, choose another place: %s"), name, cause->message);
  return FALSE;
}

static void
imported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(TroupeJsonDocument) document = NULL;
  g_autoptr(TroupeDefinition) definition = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *contents = NULL;
  gsize length;

  if (!g_file_load_contents_finish (G_FILE (source), result, &contents, &length, NULL, &error))
    {
      /* Translators: the first %s is the name of a file, the second says why */
      g_task_return_new_error (task, error->domain, error->code, _("“%s” cannot be read, choose another file: %s"),
                               name, error->message);
      return;
    }

  document = troupe_json_document_parse (name, contents, (gssize) length, &error);
  if (document != NULL)
    definition = troupe_codec_decode (GPOINTER_TO_UINT (g_task_get_task_data (task)), document, NULL, &error);
  if (definition != NULL)
    g_task_return_pointer (task, g_steal_pointer (&definition), g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * troupe_definition_import_async:
 * @kind: what should be in @file
 * @file: a file
 * @callback: called when it is read
 * @user_data: for @callback
 *
 * Reads a definition of one kind from a file.
 */
void
troupe_definition_import_async (TroupeKind           kind,
                                GFile               *file,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (file, NULL, callback, user_data);

  g_return_if_fail (G_IS_FILE (file));

  g_task_set_source_tag (task, troupe_definition_import_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (kind), NULL);
  g_file_load_contents_async (file, NULL, imported_cb, g_steal_pointer (&task));
}

/**
 * troupe_definition_import_finish:
 * @file: the file
 * @result: the result
 * @error: (optional): set on failure, to what people can read, with line and column where it is the text that is wrong
 *
 * Returns: (transfer full) (nullable): the definition
 */
TroupeDefinition *
troupe_definition_import_finish (GFile         *file,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, file), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
