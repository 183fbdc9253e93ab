/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "legacy/troupe-import-file.h"
#include "legacy/troupe-import-plan.h"
#include "troupe-cli-command.h"
#include "troupe-cli-json.h"
#include "troupe-cli-options.h"
#include "troupe-cli-wait.h"
#include "troupe-enum-types.h"

/* troupectl import: the old files in TOML, and definitions and bundles in JSON. */

typedef struct
{
  TroupeCliContext *context;
  TroupeImportPlan *plan;
  GPtrArray        *notes;
  TroupeScope       scope;
  gboolean          is_dry;
} Import;

static const struct
{
  const char *nick;      /* for programs */
  const char *made;
  const char *planned;
} outcomes[] = {
  [TROUPE_IMPORT_NEW]     = { "new", N_("imported"), N_("new") },
  [TROUPE_IMPORT_RENAMED] = { "renamed", N_("renamed"), N_("to rename") },
  [TROUPE_IMPORT_SAME]    = { "same", N_("there already"), N_("there already") },
  [TROUPE_IMPORT_SKIPPED] = { "skipped", N_("skipped"), N_("to skip") },
};

static const char * const kinds[TROUPE_N_KINDS] = {
  [TROUPE_KIND_PERSONA]       = N_("persona"),
  [TROUPE_KIND_PROMPT_PRESET] = N_("prompt preset"),
  [TROUPE_KIND_TOOL_PRESET]   = N_("tool preset"),
  [TROUPE_KIND_BIAS_PROFILE]  = N_("bias profile"),
  [TROUPE_KIND_TRACK]         = N_("track"),
};

static JsonObject *
describe (TroupeImportEntry *entry)
{
  TroupeImportOutcome outcome = troupe_import_entry_get_outcome (entry);
  g_auto(GStrv) remarks = troupe_import_entry_dup_remarks (entry);
  JsonObject *object = json_object_new ();

  troupe_cli_json_add_string (object, "outcome", outcomes[outcome].nick);
  troupe_cli_json_add_string (object, "kind", troupe_enum_get_nick (TROUPE_TYPE_KIND, troupe_import_entry_get_kind (entry)));
  troupe_cli_json_add_string (object, "name", troupe_import_entry_get_name (entry));
  troupe_cli_json_add_string (object, "new_name",
                              outcome == TROUPE_IMPORT_RENAMED ? troupe_import_entry_get_new_name (entry) : NULL);
  troupe_cli_json_add_string (object, "id", troupe_import_entry_get_id (entry));
  troupe_cli_json_add_string (object, "file", troupe_import_entry_get_file_name (entry));
  troupe_cli_json_add_string (object, "reason", troupe_import_entry_get_reason (entry));
  troupe_cli_json_add_strv (object, "remarks", (const char * const *) remarks);

  return object;
}

static void
tell_programs (Import *import,
               guint   n_made)
{
  GListModel *entries = troupe_import_plan_list (import->plan);
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  JsonArray *array = json_array_new ();
  JsonArray *notes = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr(TroupeImportEntry) entry = g_list_model_get_item (entries, i);

      json_array_add_object_element (array, describe (entry));
    }
  for (guint i = 0; i < import->notes->len; i++)
    json_array_add_string_element (notes, import->notes->pdata[i]);

  json_object_set_boolean_member (object, "dry_run", import->is_dry);
  troupe_cli_json_add_string (object, "scope", troupe_enum_get_nick (TROUPE_TYPE_SCOPE, import->scope));
  troupe_cli_json_add_count (object, "imported", n_made);
  json_object_set_array_member (object, "entries", array);
  json_object_set_array_member (object, "notes", notes);
  node = troupe_cli_json_wrap (object);
  troupe_cli_printer_json (import->context->printer, node);
}

static char *
dup_cell (const char *text)
{
  return g_strdelimit (g_strdup (text != NULL ? text : ""), "\r\n\t", ' ');
}

static void
tell_entry (Import            *import,
            TroupeImportEntry *entry,
            GPtrArray         *rows)
{
  TroupeImportOutcome outcome = troupe_import_entry_get_outcome (entry);
  char **cells = g_new0 (char *, 6);

  cells[0] = g_strdup (import->is_dry ? _(outcomes[outcome].planned) : _(outcomes[outcome].made));
  cells[1] = g_strdup (_(kinds[troupe_import_entry_get_kind (entry)]));
  cells[2] = dup_cell (troupe_import_entry_get_new_name (entry));
  cells[3] = dup_cell (troupe_import_entry_get_id (entry));
  cells[4] = dup_cell (troupe_import_entry_get_file_name (entry));
  g_ptr_array_add (rows, cells);
}

static void
tell_remarks (Import            *import,
              TroupeImportEntry *entry)
{
  g_auto(GStrv) remarks = troupe_import_entry_dup_remarks (entry);
  const char *reason = troupe_import_entry_get_reason (entry);

  /* That it is there already, the table says. */
  if (reason != NULL && troupe_import_entry_get_outcome (entry) != TROUPE_IMPORT_SAME)
    troupe_cli_printer_line (import->context->printer, TROUPE_CLI_STYLE_PLAIN, "%s: %s", troupe_import_entry_get_name (entry), reason);
  for (guint i = 0; remarks[i] != NULL; i++)
    troupe_cli_printer_line (import->context->printer, TROUPE_CLI_STYLE_PLAIN, "%s: %s", troupe_import_entry_get_name (entry), remarks[i]);
}

static void
tell_people (Import *import,
             guint   n_made)
{
  GListModel *entries = troupe_import_plan_list (import->plan);
  const char *titles[] = { _("WHAT"), _("KIND"), _("NAME"), _("ID"), _("FILE"), NULL };
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  TroupeCliPrinter *printer = import->context->printer;
  guint n_planned = troupe_import_plan_count (import->plan, TROUPE_IMPORT_NEW) +
                    troupe_import_plan_count (import->plan, TROUPE_IMPORT_RENAMED);

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr(TroupeImportEntry) entry = g_list_model_get_item (entries, i);

      tell_entry (import, entry, rows);
    }
  if (rows->len > 0)
    troupe_cli_printer_table (printer, titles, rows);

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr(TroupeImportEntry) entry = g_list_model_get_item (entries, i);

      tell_remarks (import, entry);
    }
  for (guint i = 0; i < import->notes->len; i++)
    troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_PLAIN, "%s", (const char *) import->notes->pdata[i]);

  if (!import->is_dry)
    troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_BOLD,
                             ngettext ("Imported %u definition.", "Imported %u definitions.", n_made), n_made);
  else
    troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_BOLD,
                             ngettext ("Without --dry-run, %u definition would be imported.",
                                       "Without --dry-run, %u definitions would be imported.", n_planned), n_planned);
}

/* Returns: whether all was made; what was made is there in any case */
static gboolean
make (Import  *import,
      guint   *n_made,
      GError **error)
{
  g_autoptr(TroupeLibraryBatch) batch = troupe_import_plan_create_batch (import->plan, import->scope);
  g_autoptr(GAsyncResult) result = NULL;
  gboolean done;

  troupe_library_batch_run_async (batch, troupe_cli_wait_cb, &result);
  troupe_cli_wait (&result);
  done = troupe_library_batch_run_finish (batch, result, error);
  *n_made = troupe_library_batch_get_n_done (batch);

  return done;
}

static gboolean
load (Import   *import,
      char    **paths,
      GError  **error)
{
  TroupeLibrary *library = troupe_workspace_get_library (import->context->workspace);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (files, g_file_new_for_commandline_arg (paths[i]));
  troupe_import_files_load_async (files, import->context->interrupt, troupe_cli_wait_cb, &result);
  troupe_cli_wait (&result);
  entries = troupe_import_files_load_finish (result, &import->notes, error);
  if (entries == NULL)
    return FALSE;

  import->plan = troupe_import_plan_new (library);
  for (guint i = 0; i < entries->len; i++)
    troupe_import_plan_add (import->plan, entries->pdata[i]);
  troupe_import_plan_update (import->plan);

  return TRUE;
}

static gboolean
read_scope (Import      *import,
            const char  *word,
            GError     **error)
{
  if (word != NULL && !g_str_equal (word, "user") && !g_str_equal (word, "project"))
    {
      g_autofree char *shown = g_utf8_make_valid (word, -1);

      return troupe_cli_fail_usage (error, _("“%s” is no place for what is imported; use user or project."), shown);
    }

  import->scope = g_strcmp0 (word, "project") == 0 ? TROUPE_SCOPE_PROJECT : TROUPE_SCOPE_USER;

  return TRUE;
}

static TroupeCliStatus
run (Import *import,
     char  **paths)
{
  g_autoptr(GError) error = NULL;
  TroupeCliStatus status = TROUPE_CLI_STATUS_DONE;
  guint n_made = 0;

  if (!load (import, paths, &error))
    return troupe_cli_context_fail (import->context, error);

  if (!import->is_dry && !make (import, &n_made, &error))
    {
      status = troupe_cli_context_fail (import->context, error);
      troupe_cli_printer_note (import->context->printer,
                               ngettext ("%u definition was imported all the same; import the files again for the rest.",
                                         "%u definitions were imported all the same; import the files again for the rest.", n_made),
                               n_made);
      return status;
    }

  tell_programs (import, n_made);
  tell_people (import, n_made);

  return status;
}

/**
 * troupe_cli_run_import:
 * @context: the context
 * @arguments: (array zero-terminated=1): what stands behind the name of the command
 *
 * Runs “troupectl import”, which takes over old files in TOML and definitions in JSON.
 *
 * Returns: how it ended; what failed is said already
 */
TroupeCliStatus
troupe_cli_run_import (TroupeCliContext  *context,
                       char             **arguments)
{
  Import import = { context, NULL, NULL, TROUPE_SCOPE_USER, FALSE };
  g_autofree char *scope = NULL;
  g_auto(GStrv) rest = NULL;
  g_autoptr(GError) error = NULL;
  TroupeCliStatus status;
  const GOptionEntry entries[] = {
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &import.is_dry, N_("Say what would be imported, and import nothing"), NULL },
    { "scope", 0, 0, G_OPTION_ARG_FILENAME, &scope, N_("Where to: “user” (otherwise) or “project”"), N_("SCOPE") },
    { NULL },
  };

  if (!troupe_cli_options_parse (context, _("FILE…"), entries, NULL, arguments, &rest, &error) ||
      !read_scope (&import, scope, &error))
    return troupe_cli_context_fail (context, error);
  if (rest[0] == NULL)
    {
      troupe_cli_fail_usage (&error, _("Which files? Name files in TOML or JSON."));
      return troupe_cli_context_fail (context, error);
    }
  if (troupe_cli_context_open (context, &error) == NULL)
    return troupe_cli_context_fail (context, error);
  if (import.scope == TROUPE_SCOPE_PROJECT && troupe_workspace_get_project (context->workspace) == NULL)
    {
      troupe_cli_fail_usage (&error, _("There is no project to import into; name one by --project."));
      return troupe_cli_context_fail (context, error);
    }

  status = run (&import, rest);
  g_clear_object (&import.plan);
  g_clear_pointer (&import.notes, g_ptr_array_unref);

  return status;
}
