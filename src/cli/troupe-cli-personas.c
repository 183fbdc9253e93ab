/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "json/troupe-codec.h"
#include "troupe-cli-check.h"
#include "troupe-cli-command.h"
#include "troupe-cli-json.h"
#include "troupe-cli-options.h"
#include "troupe-cli-wait.h"
#include "troupe-enum-types.h"
#include "troupe-json.h"

/* troupectl personas: list, show, check, export and delete them. */

typedef struct
{
  const char *name;
  const char *missing;      /* the sentence for no argument; NULL where none is needed */
  gboolean    takes_many;
  TroupeCliStatus (*run) (TroupeCliContext  *context,
                          char             **arguments);
} Action;

static TroupeLibrary *
get_library (TroupeCliContext *context)
{
  return troupe_workspace_get_library (context->workspace);
}

static const char *
name_scope (TroupeDefinition *definition)
{
  return troupe_enum_get_nick (TROUPE_TYPE_SCOPE, troupe_definition_get_scope (definition));
}

static char *
dup_path (TroupeCliContext *context,
          TroupeDefinition *definition)
{
  g_autoptr(GFile) file = troupe_library_get_file (get_library (context), definition);

  return file != NULL ? g_file_get_path (file) : NULL;
}

static JsonObject *
describe (TroupeCliContext *context,
          TroupePersona    *persona)
{
  TroupeDefinition *definition = TROUPE_DEFINITION (persona);
  g_autofree char *path = dup_path (context, definition);
  JsonObject *object = json_object_new ();

  troupe_cli_json_add_string (object, "id", troupe_definition_get_id (definition));
  troupe_cli_json_add_string (object, "name", troupe_definition_get_name (definition));
  troupe_cli_json_add_string (object, "description", troupe_definition_get_description (definition));
  troupe_cli_json_add_string (object, "icon", troupe_persona_get_icon (persona));
  troupe_cli_json_add_string (object, "scope", name_scope (definition));
  troupe_cli_json_add_string (object, "revision", troupe_definition_get_revision (definition));
  troupe_cli_json_add_string (object, "file", path);

  return object;
}

static TroupeCliStatus
list (TroupeCliContext  *context,
      char             **arguments)
{
  GListModel *personas = troupe_catalog_list (troupe_workspace_get_catalog (context->workspace), TROUPE_KIND_PERSONA);
  const char *titles[] = { _("ID"), _("NAME"), _("SCOPE"), _("DESCRIPTION"), NULL };
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (personas); i++)
    {
      g_autoptr(TroupePersona) persona = g_list_model_get_item (personas, i);
      TroupeDefinition *definition = TROUPE_DEFINITION (persona);
      const char *description = troupe_definition_get_description (definition);
      char **cells = g_new0 (char *, 5);

      cells[0] = g_strdup (troupe_definition_get_id (definition));
      cells[1] = g_strdelimit (g_strdup (troupe_definition_get_name (definition)), "\r\n\t", ' ');
      cells[2] = g_strdup (name_scope (definition));
      cells[3] = g_strdelimit (g_strdup (description != NULL ? description : ""), "\r\n\t", ' ');
      g_ptr_array_add (rows, cells);
      json_array_add_object_element (array, describe (context, persona));
    }

  json_object_set_array_member (object, "personas", array);
  node = troupe_cli_json_wrap (object);
  troupe_cli_printer_json (context->printer, node);
  troupe_cli_printer_table (context->printer, titles, rows);
  troupe_cli_context_note_problems (context);

  return TROUPE_CLI_STATUS_DONE;
}

/* Writes the file of a persona as it is saved: pretty for people, on one line with --json. */
static TroupeCliStatus
show (TroupeCliContext  *context,
      char             **arguments)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;
  TroupePersona *persona = troupe_cli_context_find_persona (context, arguments[0], &error);

  if (persona == NULL)
    return troupe_cli_context_fail (context, error);

  node = troupe_codec_encode (TROUPE_DEFINITION (persona));
  text = troupe_json_write (node, TRUE, NULL);
  troupe_cli_printer_json (context->printer, node);
  troupe_cli_printer_text (context->printer, TROUPE_CLI_STYLE_PLAIN, text, -1);
  if (!g_str_has_suffix (text, "\n"))
    troupe_cli_printer_text (context->printer, TROUPE_CLI_STYLE_PLAIN, "\n", 1);

  return TROUPE_CLI_STATUS_DONE;
}

static TroupeCliStatus
check (TroupeCliContext  *context,
       char             **arguments)
{
  return troupe_cli_check (context, (const char * const *) arguments);
}

/* The command that puts the file back: the trash keeps it beside the folder that it was in. */
static char *
make_way_back (const char *path,
               const char *trash_token)
{
  const char *name = strrchr (trash_token, '/');
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *folder_name = g_path_get_basename (folder);
  g_autofree char *above = g_path_get_dirname (folder);
  g_autofree char *trashed = g_build_filename (above, ".trash", folder_name, name != NULL ? name + 1 : trash_token, NULL);
  g_autofree char *from = g_shell_quote (trashed);
  g_autofree char *to = g_shell_quote (path);

  return g_strdup_printf ("mv %s %s", from, to);
}

static void
tell_deletion (TroupeCliContext *context,
               const char       *id,
               const char       *scope,
               const char       *path,
               const char       *trash_token)
{
  g_autofree char *way_back = make_way_back (path, trash_token);
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;

  troupe_cli_json_add_string (object, "id", id);
  troupe_cli_json_add_string (object, "scope", scope);
  troupe_cli_json_add_string (object, "file", path);
  troupe_cli_json_add_string (object, "restore", way_back);
  node = troupe_cli_json_wrap (object);
  troupe_cli_printer_json (context->printer, node);

  troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN,
                           /* Translators: an id, and a command */
                           _("“%s” is in the trash, for 30 days. To get it back:\n  %s"), id, way_back);
}

static TroupeCliStatus
delete (TroupeCliContext  *context,
        char             **arguments)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *path = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *token = NULL;
  TroupeDefinition *definition = NULL;
  TroupePersona *persona = troupe_cli_context_find_persona (context, arguments[0], &error);

  if (persona == NULL)
    return troupe_cli_context_fail (context, error);

  definition = TROUPE_DEFINITION (persona);
  path = dup_path (context, definition);
  scope = g_strdup (name_scope (definition));
  if (path == NULL)
    {
      g_set_error (&error, TROUPE_CLI_ERROR, TROUPE_CLI_ERROR_BROKEN,
                   _("“%s” is built in and can’t be deleted; only personas of yours and of a project can."), arguments[0]);
      return troupe_cli_context_fail (context, error);
    }

  troupe_library_delete_async (get_library (context), definition, NULL, troupe_cli_wait_cb, &result);
  troupe_cli_wait (&result);
  token = troupe_library_delete_finish (get_library (context), result, &error);
  if (token == NULL)
    return troupe_cli_context_fail (context, error);

  tell_deletion (context, arguments[0], scope, path, token);
  return TROUPE_CLI_STATUS_DONE;
}

static const Action actions[] = {
  { "list", NULL, FALSE, list },
  { "show", N_("Which persona? Name it by its id."), FALSE, show },
  { "check", NULL, TRUE, check },
  { "export", N_("Which persona? Name it by its id."), FALSE, show },
  { "delete", N_("Which persona? Name it by its id."), FALSE, delete },
};

static const Action *
find_action (char   **rest,
             GError **error)
{
  for (guint i = 0; rest[0] != NULL && i < G_N_ELEMENTS (actions); i++)
    {
      if (g_str_equal (rest[0], actions[i].name))
        return &actions[i];
    }

  if (rest[0] == NULL)
    troupe_cli_fail_usage (error, _("What about the personas? Use list, show, check, export or delete."));
  else
    troupe_cli_fail_usage (error, _("“%s” can’t be done with personas; use list, show, check, export or delete."), rest[0]);
  return NULL;
}

/**
 * troupe_cli_run_personas:
 * @context: the context
 * @arguments: (array zero-terminated=1): what stands behind the name of the command
 *
 * Runs “troupectl personas”, which lists, shows, checks, exports and deletes personas.
 *
 * Returns: how it ended; what failed is said already
 */
TroupeCliStatus
troupe_cli_run_personas (TroupeCliContext  *context,
                         char             **arguments)
{
  g_auto(GStrv) rest = NULL;
  g_autoptr(GError) error = NULL;
  const Action *action;

  if (!troupe_cli_options_parse (context, _("list | show ID | check [FILE…] | export ID | delete ID"), NULL, NULL,
                                 arguments, &rest, &error))
    return troupe_cli_context_fail (context, error);

  action = find_action (rest, &error);
  if (action == NULL ||
      (!action->takes_many && !troupe_cli_options_expect (rest, action->missing != NULL ? 2 : 1,
                                                          action->missing != NULL ? _(action->missing) : "", &error)) ||
      troupe_cli_context_open (context, &error) == NULL)
    return troupe_cli_context_fail (context, error);

  return action->run (context, rest + 1);
}
