/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "json/troupe-codec.h"
#include "json/troupe-defaults-codec.h"
#include "json/troupe-providers-codec.h"
#include "troupe-cli-check.h"
#include "troupe-cli-input.h"
#include "troupe-cli-json.h"
#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-prompt.h"
#include "troupe-unknown-member.h"

/* troupectl personas check: what can be said of definitions without asking a model. All kinds, as a persona leans on them. */

typedef struct
{
  TroupeCliContext *context;
  JsonArray        *problems;    /* (owned) */
  guint             n_checked;
} Check;

static void
add_problem (Check      *check,
             const char *path,
             guint       line,
             guint       column,
             const char *message)
{
  JsonObject *object = json_object_new ();
  g_autofree char *text = NULL;

  troupe_cli_json_add_string (object, "file", path);
  troupe_cli_json_add_count (object, "line", line > 0 ? (gint64) line : -1);
  troupe_cli_json_add_count (object, "column", line > 0 ? (gint64) column : -1);
  troupe_cli_json_add_string (object, "message", message);
  json_array_add_object_element (check->problems, object);

  if (line > 0)
    text = g_strdup_printf ("%s:%u:%u: %s", path, line, column, message);
  else
    text = g_strdup_printf ("%s: %s", path, message);
  troupe_cli_printer_report (check->context->printer, text);
}

/* An error of the gate begins with the name that it was given, and the place; here that name is the path. */
static void
add_error (Check        *check,
           const char   *path,
           const GError *error)
{
  const char *rest = error->message;
  char *end = NULL;
  guint64 line = 0;
  guint64 column = 0;

  if (g_str_has_prefix (rest, path) && rest[strlen (path)] == ':')
    {
      line = g_ascii_strtoull (rest + strlen (path) + 1, &end, 10);
      if (line > 0 && *end == ':')
        column = g_ascii_strtoull (end + 1, &end, 10);
      if (column > 0 && g_str_has_prefix (end, ": "))
        {
          add_problem (check, path, (guint) line, (guint) column, end + 2);
          return;
        }
    }

  add_problem (check, path, 0, 0, error->message);
}

static void
locate (TroupeJsonDocument *document,
        const char         *pointer,
        const char         *whole,
        guint              *line,
        guint              *column)
{
  *line = *column = 0;
  if (!troupe_json_document_locate (document, pointer, line, column))
    troupe_json_document_locate (document, whole, line, column);
}

/* Returns FALSE with @error, and where it stands in @document, for the next ticket from @at on, and then the tier, that nobody
 * can perform. */
static gboolean
find_miscast (TroupeCatalog       *catalog,
              TroupeTrack         *track,
              const char          *last_resort_id,
              TroupeJsonDocument  *document,
              guint               *at,
              guint               *line,
              guint               *column,
              GError             **error)
{
  GListModel *tickets = troupe_track_list_tickets (track);
  guint n_tickets = g_list_model_get_n_items (tickets);
  TroupeTier tier;

  while (*at < n_tickets)
    {
      guint number = (*at)++;
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (tickets, number);
      g_autofree char *pointer = g_strdup_printf ("/tickets/%u/persona_id", number);
      g_autofree char *whole = g_strdup_printf ("/tickets/%u", number);

      if (troupe_resolver_find_cast (catalog, track, ticket, TROUPE_TIER_WORKER, last_resort_id, error) != NULL)
        continue;

      locate (document, pointer, whole, line, column);
      return FALSE;
    }

  if ((*at)++ == n_tickets && !troupe_resolver_check_tiers (catalog, track, &tier, error))
    {
      g_autofree char *pointer = g_strdup_printf ("/tiers/%s/persona_id", troupe_enum_get_nick (TROUPE_TYPE_TIER, tier));

      locate (document, pointer, "/tiers", line, column);
      return FALSE;
    }

  return TRUE;
}

static void
check_unknown (Check              *check,
               const char         *path,
               TroupeJsonDocument *document,
               TroupeTrack        *track)
{
  g_autoptr(GPtrArray) members = troupe_unknown_member_list_all (track);

  for (guint i = 0; i < members->len; i++)
    {
      TroupeUnknownMember *member = g_ptr_array_index (members, i);
      guint line, column;

      locate (document, member->pointer, "/tickets", &line, &column);
      add_problem (check, path, line, column, member->message);
    }
}

/* What a definition that can be read names, and that is not there. @document tells where it stands. */
static void
check_names (Check              *check,
             const char         *path,
             TroupeJsonDocument *document,
             TroupeDefinition   *definition)
{
  TroupeCatalog *catalog = troupe_workspace_get_catalog (check->context->workspace);
  g_autoptr(GError) error = NULL;
  guint line = 0;
  guint column = 0;

  if (TROUPE_IS_TRACK (definition))
    {
      guint at = 0;

      while (!find_miscast (catalog, TROUPE_TRACK (definition), TROUPE_CLI_LAST_RESORT, document, &at, &line, &column, &error))
        {
          add_problem (check, path, line, column, error->message);
          g_clear_error (&error);
        }
      check_unknown (check, path, document, TROUPE_TRACK (definition));
    }
  else if (TROUPE_IS_PERSONA (definition))
    {
      g_autoptr(TroupeResolver) resolver = troupe_resolver_new (catalog);
      g_autoptr(TroupeAiSettings) dropped = troupe_resolver_select_persona (resolver, TROUPE_PERSONA (definition));

      if (troupe_prompt_check (resolver, catalog, &error))
        return;
      if (!troupe_json_document_locate (document, "/prompt_preset_id", &line, &column) ||
          troupe_catalog_lookup (catalog, TROUPE_KIND_PROMPT_PRESET,
                                 troupe_resolver_get_string (resolver, TROUPE_FIELD_PROMPT_PRESET_ID)) != NULL)
        troupe_json_document_locate (document, "/bias_profile_id", &line, &column);
      add_problem (check, path, line, column, error->message);
    }
}

static const char *
get_format (TroupeJsonDocument *document)
{
  JsonNode *root = troupe_json_document_get_root (document);
  JsonNode *format = JSON_NODE_HOLDS_OBJECT (root) ? json_object_get_member (json_node_get_object (root), "format") : NULL;

  return format != NULL && troupe_json_node_is_string (format) ? troupe_json_node_get_string (format) : NULL;
}

/* The kind that the member "format" says, or else the folder that the file is in. */
static const TroupeCodec *
find_codec (const char *path,
            const char *format)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *folder_name = g_path_get_basename (folder);

  for (TroupeKind kind = 0; kind < TROUPE_N_KINDS; kind++)
    {
      if (g_strcmp0 (troupe_codec_get (kind)->format, format) == 0)
        return troupe_codec_get (kind);
    }
  for (TroupeKind kind = 0; kind < TROUPE_N_KINDS; kind++)
    {
      if (g_str_equal (troupe_codec_get (kind)->folder, folder_name))
        return troupe_codec_get (kind);
    }

  return NULL;
}

static gboolean
check_settings_file (const char          *name,
                     TroupeJsonDocument  *document,
                     GError             **error)
{
  if (g_str_equal (name, "defaults.json"))
    {
      g_autoptr(TroupeAiSettings) settings = troupe_defaults_codec_decode (document, error);

      return settings != NULL;
    }
  else
    {
      JsonObject *extra = NULL;
      g_autoptr(GPtrArray) configs = troupe_providers_codec_decode (document, &extra, error);

      g_clear_pointer (&extra, json_object_unref);
      return configs != NULL;
    }
}

static void
check_text (Check      *check,
            const char *path,
            const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse (path, text, -1, &error);
  g_autoptr(TroupeDefinition) definition = NULL;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *id = NULL;
  const TroupeCodec *codec;

  if (document == NULL)
    {
      add_error (check, path, error);
      return;
    }

  codec = find_codec (path, get_format (document));
  if (codec == NULL && (g_str_equal (name, "defaults.json") || g_str_equal (name, "providers.json")))
    {
      if (!check_settings_file (name, document, &error))
        add_error (check, path, error);
      return;
    }
  if (codec == NULL)
    {
      add_problem (check, path, 1, 1, _("it is no definition, as its “format” says nothing that is known; "
                                        "a persona says “troupe-persona/1”."));
      return;
    }

  id = g_str_has_suffix (name, ".json") ? g_strndup (name, strlen (name) - strlen (".json")) : NULL;
  definition = troupe_codec_decode (codec->kind, document, id, &error);
  if (definition == NULL)
    add_error (check, path, error);
  else
    check_names (check, path, document, definition);
}

static gboolean
check_path (Check       *check,
            const char  *path,
            GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree char *text = troupe_cli_read_text (path, &local_error);

  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  check->n_checked++;
  if (text != NULL)
    check_text (check, path, text);
  else
    add_problem (check, path, 0, 0, local_error->message);

  return TRUE;
}

/* What the library could not read, it says itself; what it could, is looked at again for names of what is not there. */
static gboolean
check_library (Check   *check,
               GError **error)
{
  TroupeLibrary *library = troupe_workspace_get_library (check->context->workspace);
  GListModel *problems = troupe_library_list_problems (library);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(TroupeProblem) problem = g_list_model_get_item (problems, i);
      g_autofree char *path = g_file_get_path (troupe_problem_get_file (problem));

      check->n_checked++;
      add_problem (check, path, troupe_problem_get_line (problem), troupe_problem_get_column (problem),
                   troupe_problem_get_message (problem));
    }

  for (TroupeKind kind = 0; kind < TROUPE_N_KINDS; kind++)
    {
      GListModel *definitions = troupe_catalog_list (TROUPE_CATALOG (library), kind);

      for (guint i = 0; i < g_list_model_get_n_items (definitions); i++)
        {
          g_autoptr(TroupeDefinition) definition = g_list_model_get_item (definitions, i);
          g_autoptr(GFile) file = troupe_library_get_file (library, definition);
          g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

          if (path == NULL)
            check->n_checked++;
          else if (!check_path (check, path, error))
            return FALSE;
        }
    }

  return TRUE;
}

/**
 * troupe_cli_check:
 * @context: the context, whose project is open
 * @paths: (array zero-terminated=1): files; without any, everything that can be found is checked
 *
 * Checks definitions and says on standard error what is wrong with them, as compilers do.
 *
 * Returns: the exit status
 */
TroupeCliStatus
troupe_cli_check (TroupeCliContext   *context,
                  const char * const *paths)
{
  Check check = { .context = context, .problems = json_array_new () };
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;
  guint n_problems;

  for (guint i = 0; error == NULL && paths[i] != NULL; i++)
    check_path (&check, paths[i], &error);
  if (paths[0] == NULL)
    check_library (&check, &error);

  n_problems = json_array_get_length (check.problems);
  json_object_set_int_member (object, "checked", check.n_checked);
  json_object_set_array_member (object, "problems", check.problems);
  if (error != NULL)
    return troupe_cli_context_fail (context, error);

  node = troupe_cli_json_wrap (object);
  troupe_cli_printer_json (context->printer, node);
  if (n_problems > 0)
    return TROUPE_CLI_STATUS_DEFINITION;

  troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN,
                           ngettext ("%u definition is in order.", "%u definitions are in order.", check.n_checked),
                           check.n_checked);
  return TROUPE_CLI_STATUS_DONE;
}

/* The text of a track's file, to find places in. @path is (out) (transfer full) (nullable). */
static TroupeJsonDocument *
read_document (TroupeCliContext  *context,
               TroupeTrack       *track,
               char             **path)
{
  g_autoptr(GFile) file = troupe_library_get_file (troupe_workspace_get_library (context->workspace),
                                                   TROUPE_DEFINITION (track));
  g_autofree char *text = NULL;
  g_autoptr(TroupeJsonDocument) document = NULL;

  *path = file != NULL ? g_file_get_path (file) : NULL;
  text = *path != NULL ? troupe_cli_read_text (*path, NULL) : NULL;
  document = text != NULL ? troupe_json_document_parse (*path, text, -1, NULL) : NULL;

  /* A file that went away meanwhile has no places to name; what is wrong is found all the same. */
  return document != NULL ? g_steal_pointer (&document) : troupe_json_document_parse ("-", "{}", -1, NULL);
}

/**
 * troupe_cli_check_cast:
 * @context: the context, whose project is open
 * @track: a track
 * @last_resort_id: who performs where nobody is cast
 * @error: (optional): set on failure
 *
 * Checks that somebody performs each ticket of @track. The error begins with the file, the line and the column.
 *
 * Returns: whether somebody does
 */
gboolean
troupe_cli_check_cast (TroupeCliContext  *context,
                       TroupeTrack       *track,
                       const char        *last_resort_id,
                       GError           **error)
{
  TroupeCatalog *catalog = troupe_workspace_get_catalog (context->workspace);
  g_autofree char *path = NULL;
  g_autoptr(TroupeJsonDocument) document = read_document (context, track, &path);
  guint at = 0, line = 0, column = 0;

  if (find_miscast (catalog, track, last_resort_id, document, &at, &line, &column, error))
    return TRUE;

  if (line > 0)
    g_prefix_error (error, "%s:%u:%u: ", path, line, column);
  else if (path != NULL)
    g_prefix_error (error, "%s: ", path);
  return FALSE;
}

/**
 * troupe_cli_check_why_unjudged:
 * @context: the context, whose project is open
 * @track: a track
 *
 * Says that nobody judges what the tickets of a track come to, if that is so, and why.
 *
 * Returns: (nullable): a sentence for people, or %NULL if somebody does
 */
const char *
troupe_cli_check_why_unjudged (TroupeCliContext *context,
                               TroupeTrack      *track)
{
  if (troupe_track_get_is_unjudged (track))
    return _("Nobody judges what the tickets come to: the track says so by its tier qa, which is null.");
  if (!troupe_resolver_is_cast (troupe_workspace_get_catalog (context->workspace), track, TROUPE_TIER_QA))
    return _("Nobody judges what the tickets come to: nobody is cast for the tier qa.");

  return NULL;
}

/**
 * troupe_cli_check_note_unknown:
 * @context: the context, whose project is open
 * @track: a track
 *
 * Says on standard error, with file, line and column, what stands in a track where settings could, is none, and is ignored.
 */
void
troupe_cli_check_note_unknown (TroupeCliContext *context,
                               TroupeTrack      *track)
{
  g_autoptr(GPtrArray) members = troupe_unknown_member_list_all (track);
  g_autoptr(TroupeJsonDocument) document = NULL;
  g_autofree char *path = NULL;

  if (members->len == 0)
    return;

  document = read_document (context, track, &path);
  for (guint i = 0; i < members->len; i++)
    {
      TroupeUnknownMember *member = g_ptr_array_index (members, i);
      guint line, column;

      locate (document, member->pointer, "/tickets", &line, &column);
      if (line > 0)
        troupe_cli_printer_note (context->printer, "%s:%u:%u: %s", path, line, column, member->message);
      else
        troupe_cli_printer_note (context->printer, "%s: %s", path != NULL ? path : troupe_definition_get_id (TROUPE_DEFINITION (track)),
                                 member->message);
    }
}
