/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-cli-check.h"
#include "troupe-cli-command.h"
#include "troupe-cli-json.h"
#include "troupe-cli-options.h"
#include "troupe-cli-runs.h"
#include "troupe-enum-types.h"
#include "troupe-planning.h"
#include "troupe-prompt.h"

/* troupectl explain: every field, its value, who says so, and what that shadows. */

#define MAX_SHOWN 60

typedef struct
{
  TroupePersona *persona;
  TroupeTier     tier;
  TroupeTrack   *track;     /* (nullable) */
  TroupeTicket  *ticket;    /* (nullable) */
  TroupeRun     *run;       /* (owned) (nullable): that the track is of */
} Cast;

/* What the command line names */
typedef struct
{
  char *track;
  char *run;
  char *ticket;
  char *tier;
} Place;

static void
place_clear (Place *place)
{
  g_free (place->track);
  g_free (place->run);
  g_free (place->ticket);
  g_free (place->tier);
}

static void
cast_clear (Cast *cast)
{
  g_clear_object (&cast->run);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cast, cast_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

/* One line, cut where it gets long; the JSON has all of it. */
static char *
shorten (const char *text)
{
  const char *end = strpbrk (text, "\r\n");
  g_autofree char *line = end != NULL ? g_strndup (text, (gsize) (end - text)) : g_strdup (text);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (line, -1) > MAX_SHOWN)
    {
      start = g_utf8_substring (line, 0, MAX_SHOWN - 1);
      return g_strconcat (start, "…", NULL);
    }

  return end != NULL ? g_strconcat (line, "…", NULL) : g_steal_pointer (&line);
}

static char *
show_value (TroupeField       field,
            TroupeFieldState  state,
            const GValue     *value)
{
  g_autofree char *text = NULL;

  if (state == TROUPE_FIELD_STATE_UNSET)
    return g_strdup ("—");
  if (state == TROUPE_FIELD_STATE_OMITTED)
    return g_strdup (_("not sent"));

  text = troupe_field_format (field, value);
  return shorten (text);
}

static const char *
name_state (TroupeFieldState state)
{
  switch (state)
    {
    case TROUPE_FIELD_STATE_SET:
      return "set";
    case TROUPE_FIELD_STATE_OMITTED:
      return "omitted";
    case TROUPE_FIELD_STATE_UNSET:
    default:
      return "unset";
    }
}

static void
add_row (GPtrArray  *rows,
         const char *name,
         char       *value,
         const char *origin)
{
  char **cells = g_new0 (char *, 4);

  cells[0] = g_strdup (name);
  cells[1] = value;
  cells[2] = g_strdup (origin != NULL ? origin : "");
  g_ptr_array_add (rows, cells);
}

static void
print_text (TroupeCliContext *context,
            TroupeResolver   *resolver,
            const Cast       *cast)
{
  const char *titles[] = { _("FIELD"), _("VALUE"), _("ORIGIN"), NULL };
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  const char *model = troupe_resolver_get_model (resolver);
  const char *provider = troupe_resolver_get_model_provider (resolver);

  troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN, _("Persona: %s (%s)"),
                           troupe_definition_get_name (TROUPE_DEFINITION (cast->persona)),
                           troupe_definition_get_id (TROUPE_DEFINITION (cast->persona)));
  if (cast->ticket != NULL)
    /* Translators: the id of a ticket, that of a track, and a tier */
    troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN, _("Ticket: %s of %s (%s)"),
                             troupe_ticket_get_id (cast->ticket),
                             troupe_definition_get_id (TROUPE_DEFINITION (cast->track)),
                             troupe_enum_get_nick (TROUPE_TYPE_TIER, cast->tier));
  else if (cast->tier != TROUPE_TIER_NONE)
    troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN, _("Tier: %s"),
                             troupe_enum_get_nick (TROUPE_TYPE_TIER, cast->tier));
  if (model != NULL)
    /* Translators: a provider's id and the name of a model */
    troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN, _("Asks: %s/%s"),
                             provider != NULL ? provider : "", model);
  else
    troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_BAD, "%s",
                             _("Asks: nobody, as no model is chosen; choose one with --set preferred_models=NAME"));
  troupe_cli_printer_text (context->printer, TROUPE_CLI_STYLE_PLAIN, "\n", 1);

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      g_autoptr(GPtrArray) shadowed = troupe_resolver_list_shadowed (resolver, field);

      add_row (rows, troupe_field_get_name (field),
               show_value (field, troupe_resolver_get_state (resolver, field), troupe_resolver_get_value (resolver, field)),
               troupe_resolver_get_origin (resolver, field));
      for (guint i = 0; i < shadowed->len; i++)
        {
          const TroupeStatement *statement = shadowed->pdata[i];
          g_autofree char *value = show_value (field, statement->state, &statement->value);

          if (troupe_statement_is_sent_too (statement, field))
            /* Translators: a text that is sent before the one of the line above */
            add_row (rows, "", g_strdup_printf (_("  after %s"), value), statement->origin);
          else
            /* Translators: a value that another one shadows */
            add_row (rows, "", g_strdup_printf (_("  shadows %s"), value), statement->origin);
        }
    }

  troupe_cli_printer_table (context->printer, titles, rows);
}

static JsonObject *
describe_field (TroupeResolver *resolver,
                TroupeField     field)
{
  JsonObject *object = json_object_new ();
  g_autoptr(GPtrArray) shadowed = troupe_resolver_list_shadowed (resolver, field);
  JsonArray *array = json_array_new ();
  JsonArray *after = json_array_new ();

  troupe_cli_json_add_string (object, "name", troupe_field_get_name (field));
  json_object_set_member (object, "value", troupe_cli_json_from_value (field, troupe_resolver_get_value (resolver, field)));
  troupe_cli_json_add_string (object, "state", name_state (troupe_resolver_get_state (resolver, field)));
  troupe_cli_json_add_string (object, "origin", troupe_resolver_get_origin (resolver, field));

  for (guint i = 0; i < shadowed->len; i++)
    {
      const TroupeStatement *statement = shadowed->pdata[i];
      JsonObject *shadow = json_object_new ();

      troupe_cli_json_add_string (shadow, "origin", statement->origin);
      json_object_set_member (shadow, "value",
                              troupe_cli_json_from_value (field, statement->state == TROUPE_FIELD_STATE_SET
                                                                 ? &statement->value : NULL));
      troupe_cli_json_add_string (shadow, "state", name_state (statement->state));
      json_array_add_object_element (troupe_statement_is_sent_too (statement, field) ? after : array, shadow);
    }
  json_object_set_array_member (object, "shadowed", array);
  if (json_array_get_length (after) > 0)
    json_object_set_array_member (object, "after", after);
  else
    json_array_unref (after);

  return object;
}

static JsonArray *
describe_prompt (TroupeCliContext *context,
                 TroupeResolver   *resolver,
                 const Cast       *cast)
{
  g_autoptr(TroupePrompt) prompt = troupe_prompt_compose (resolver, troupe_workspace_get_catalog (context->workspace),
                                                          cast->tier, cast->track, cast->ticket);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < troupe_prompt_get_n_sections (prompt); i++)
    {
      const TroupePromptSection *section = troupe_prompt_get_section (prompt, i);
      JsonObject *object = json_object_new ();

      troupe_cli_json_add_string (object, "name", section->name);
      troupe_cli_json_add_string (object, "origin", section->origin);
      troupe_cli_json_add_string (object, "text", section->text);
      json_array_add_object_element (array, object);
    }

  return array;
}

static void
print_json (TroupeCliContext *context,
            TroupeResolver   *resolver,
            const Cast       *cast)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  JsonArray *fields = json_array_new ();
  TroupeDefinition *persona = TROUPE_DEFINITION (cast->persona);

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    json_array_add_object_element (fields, describe_field (resolver, field));

  json_object_set_array_member (object, "fields", fields);
  troupe_cli_json_add_string (object, "persona_id", troupe_definition_get_id (persona));
  troupe_cli_json_add_string (object, "persona_revision", troupe_definition_get_revision (persona));
  troupe_cli_json_add_string (object, "track",
                              cast->track != NULL ? troupe_definition_get_id (TROUPE_DEFINITION (cast->track)) : NULL);
  troupe_cli_json_add_string (object, "run", cast->run != NULL ? troupe_run_get_id (cast->run) : NULL);
  troupe_cli_json_add_string (object, "ticket", cast->ticket != NULL ? troupe_ticket_get_id (cast->ticket) : NULL);
  troupe_cli_json_add_string (object, "tier", cast->tier != TROUPE_TIER_NONE
                              ? troupe_enum_get_nick (TROUPE_TYPE_TIER, cast->tier) : NULL);
  troupe_cli_json_add_string (object, "provider", troupe_resolver_get_model_provider (resolver));
  troupe_cli_json_add_string (object, "model", troupe_resolver_get_model (resolver));
  json_object_set_array_member (object, "prompt", describe_prompt (context, resolver, cast));

  node = troupe_cli_json_wrap (object);
  troupe_cli_printer_json (context->printer, node);
}

/* The track of a run is as a person changed it for that, and who performs what nobody is cast for is the run’s too. */
static gboolean
find_run (TroupeCliContext   *context,
          TroupeCliSettings  *settings,
          const char         *name,
          Cast               *cast,
          GError            **error)
{
  g_autoptr(TroupeRunRecord) found = troupe_cli_runs_find (context, name, error);
  g_autoptr(TroupeRunRecord) record = NULL;

  if (found != NULL)
    cast->run = troupe_cli_runs_load (context, found->id, &record, error);
  if (cast->run == NULL)
    return FALSE;

  cast->track = troupe_run_get_track (cast->run);
  if (settings->persona == NULL)
    settings->persona = g_strdup (record->last_resort);
  troupe_cli_settings_keep_provider (settings, troupe_run_get_terms (cast->run));

  return TRUE;
}

/* As in a run: nobody judges where nobody is cast for that. */
static gboolean
check_judged (TroupeCliContext  *context,
              const Cast        *cast,
              GError           **error)
{
  const char *id;

  if (cast->track == NULL || cast->tier != TROUPE_TIER_QA)
    return TRUE;

  id = troupe_definition_get_id (TROUPE_DEFINITION (cast->track));
  if (cast->run != NULL && troupe_run_get_terms (cast->run)->is_unjudged)
    g_set_error_literal (error, TROUPE_CLI_ERROR, TROUPE_CLI_ERROR_BROKEN,
                         _("The run was begun with --no-review, so that its tickets are not judged, and there is nobody to "
                           "explain."));
  else if (troupe_track_get_is_unjudged (cast->track))
    g_set_error (error, TROUPE_CLI_ERROR, TROUPE_CLI_ERROR_BROKEN,
                 _("The track “%s” says by its tier qa, which is null, that its tickets are not judged, so there is nobody to "
                   "explain."), id);
  else if (!troupe_resolver_is_cast (troupe_workspace_get_catalog (context->workspace), cast->track, TROUPE_TIER_QA))
    g_set_error (error, TROUPE_CLI_ERROR, TROUPE_CLI_ERROR_BROKEN,
                 _("Nobody is cast for the tier qa of the track “%s”, so that its tickets are not judged; cast somebody in the "
                   "track."), id);
  else
    return TRUE;

  return FALSE;
}

/* Who would perform, and where. */
static gboolean
find_cast (TroupeCliContext   *context,
           TroupeCliSettings  *settings,
           const Place        *place,
           Cast               *cast,
           GError            **error)
{
  const char *persona_id;

  if (place->tier != NULL && !troupe_cli_parse_tier (place->tier, &cast->tier, error))
    return FALSE;
  if (place->track != NULL && place->run != NULL)
    return troupe_cli_fail_usage (error, _("A run has a track of its own; name one of the two."));
  if (place->ticket != NULL && place->track == NULL && place->run == NULL)
    return troupe_cli_fail_usage (error, _("--ticket names a ticket of a track; name the track with --track."));
  if (place->run != NULL && !find_run (context, settings, place->run, cast, error))
    return FALSE;

  persona_id = settings->persona != NULL ? settings->persona : TROUPE_CLI_LAST_RESORT;
  if (place->track != NULL)
    {
      cast->track = troupe_cli_context_find_track (context, place->track, error);
      if (cast->track == NULL)
        return FALSE;
      troupe_cli_check_note_unknown (context, cast->track);
    }

  if (place->ticket != NULL)
    {
      cast->ticket = troupe_track_find_ticket (cast->track, place->ticket);
      if (cast->ticket == NULL)
        {
          const char *id = troupe_definition_get_id (TROUPE_DEFINITION (cast->track));

          g_set_error (error, TROUPE_CLI_ERROR, TROUPE_CLI_ERROR_BROKEN,
                       _("The track “%s” has no ticket “%s”; “troupectl plan %s” lists its tickets."), id, place->ticket, id);
          return FALSE;
        }
    }
  /* Tickets are done by workers, except in a planning, and unless somebody asks about another tier. */
  if (cast->track != NULL && cast->tier == TROUPE_TIER_NONE)
    cast->tier = cast->ticket != NULL ? troupe_planning_get_tier (cast->track, cast->ticket) : TROUPE_TIER_WORKER;
  if (!check_judged (context, cast, error))
    return FALSE;

  /* A persona that is named for a tier plays it; in a track it is the one of last resort, as in a run. */
  if (cast->track == NULL && (cast->tier == TROUPE_TIER_NONE || settings->persona != NULL))
    cast->persona = troupe_cli_context_find_persona (context, persona_id, error);
  else if (settings->persona == NULL || troupe_cli_context_find_persona (context, persona_id, error) != NULL)
    cast->persona = troupe_resolver_find_cast (troupe_workspace_get_catalog (context->workspace), cast->track,
                                               cast->ticket, cast->tier, persona_id, error);

  return cast->persona != NULL;
}

/**
 * troupe_cli_run_explain:
 * @context: the context
 * @arguments: (array zero-terminated=1): what stands behind the name of the command
 *
 * Runs “troupectl explain”, which says which settings hold, and where each comes from.
 *
 * Returns: how it ended; what failed is said already
 */
TroupeCliStatus
troupe_cli_run_explain (TroupeCliContext  *context,
                        char             **arguments)
{
  g_auto(TroupeCliSettings) settings = { NULL };
  g_auto(Place) place = { NULL };
  g_auto(GStrv) rest = NULL;
  g_autoptr(TroupeResolver) resolver = NULL;
  g_autoptr(TroupeAiSettings) session = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(Cast) cast = { NULL };
  const GOptionEntry entries[] = {
    { "track", 0, 0, G_OPTION_ARG_FILENAME, &place.track, N_("For this track"), N_("TRACK") },
    { "run", 0, 0, G_OPTION_ARG_FILENAME, &place.run, N_("For the track of this run, as it was changed for that"), N_("RUN") },
    { "ticket", 0, 0, G_OPTION_ARG_FILENAME, &place.ticket, N_("For this ticket of the track"), N_("ID") },
    { "tier", 0, 0, G_OPTION_ARG_FILENAME, &place.tier,
      N_("For this tier: orchestrator, tech-lead, worker or qa"), N_("TIER") },
    { NULL },
  };

  if (!troupe_cli_options_parse (context, "", entries, &settings, arguments, &rest, &error) ||
      !troupe_cli_options_expect (rest, 0, NULL, &error) ||
      troupe_cli_context_open (context, &error) == NULL ||
      !troupe_cli_context_check_settings (context, &error) ||
      !find_cast (context, &settings, &place, &cast, &error))
    return troupe_cli_context_fail (context, error);

  session = cast.run != NULL ? troupe_ai_settings_copy (troupe_run_get_session (cast.run)) : troupe_ai_settings_new ();
  if (!troupe_cli_settings_apply (&settings, session, troupe_workspace_get_providers (context->workspace), &error))
    return troupe_cli_context_fail (context, error);

  resolver = troupe_workspace_create_resolver (context->workspace);
  if (cast.tier != TROUPE_TIER_NONE)
    {
      troupe_resolver_set_cast (resolver, cast.persona, cast.tier, cast.track, cast.ticket);
    }
  else
    {
      g_autoptr(TroupeAiSettings) dropped = troupe_resolver_select_persona (resolver, cast.persona);
    }
  troupe_resolver_set_session (resolver, session);

  if (!troupe_cli_context_check_cast (context, resolver, &error) ||
      !troupe_prompt_check (resolver, troupe_workspace_get_catalog (context->workspace), &error))
    return troupe_cli_context_fail (context, error);

  if (troupe_cli_printer_is_json (context->printer))
    print_json (context, resolver, &cast);
  else
    print_text (context, resolver, &cast);

  return TROUPE_CLI_STATUS_DONE;
}
