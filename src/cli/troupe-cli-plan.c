/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-cli-check.h"
#include "troupe-cli-command.h"
#include "troupe-cli-goal.h"
#include "troupe-cli-json.h"
#include "troupe-cli-plan.h"
#include "troupe-enum-types.h"
#include "troupe-ready-queue.h"

/* troupectl plan: in which order the tickets can be done, by whom, and which can begin now. Goals have a file of their own. */

typedef struct
{
  TroupeTicket  *ticket;     /* (owned) */
  TroupePersona *persona;
  guint          level;
  gboolean       is_ready;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_clear_object (&step->ticket);
  g_free (step);
}

static guint8 *
dup_priorities (GListModel *tickets)
{
  guint n_tickets = g_list_model_get_n_items (tickets);
  guint8 *priorities = g_new (guint8, n_tickets + 1);

  for (guint i = 0; i < n_tickets; i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (tickets, i);

      priorities[i] = (guint8) troupe_ticket_get_priority (ticket);
    }

  return priorities;
}

/* Returns (element-type Step), in the order in which one worker alone would do them; NULL with @error. */
static GPtrArray *
make_steps (TroupeCliContext  *context,
            TroupeTrack       *track,
            const char        *last_resort_id,
            GError           **error)
{
  g_autoptr(TroupeGraph) graph = troupe_track_build_graph (track, error);
  g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func (step_free);
  g_autofree guint8 *priorities = NULL;
  g_autoptr(TroupeReadyQueue) queue = NULL;
  GListModel *tickets = troupe_track_list_tickets (track);
  guint node;

  if (graph == NULL)
    return NULL;

  priorities = dup_priorities (tickets);
  queue = troupe_ready_queue_new (graph, priorities);
  while (troupe_ready_queue_pop (queue, &node))
    {
      Step *step = g_new0 (Step, 1);

      troupe_ready_queue_complete (queue, node);
      g_ptr_array_add (steps, step);
      step->ticket = g_list_model_get_item (tickets, node);
      step->level = troupe_graph_get_levels (graph)[node];
      step->is_ready = troupe_graph_get_n_predecessors (graph, node) == 0;
      step->persona = troupe_resolver_find_cast (troupe_workspace_get_catalog (context->workspace), track, step->ticket,
                                                 TROUPE_TIER_WORKER, last_resort_id, error);
      if (step->persona == NULL)
        return NULL;
    }

  return g_steal_pointer (&steps);
}

static void
print_text (TroupeCliContext *context,
            TroupeTrack      *track,
            GPtrArray        *steps,
            TroupePersona    *judge)
{
  const char *titles[] = { _("LEVEL"), _("TICKET"), _("TITLE"), _("PERSONA"), _("TIER"), _("AFTER"), NULL };
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr(GString) ready = g_string_new (NULL);

  troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_BOLD, "%s",
                           troupe_definition_get_name (TROUPE_DEFINITION (track)));
  if (troupe_track_get_goal (track) != NULL &&
      g_strcmp0 (troupe_track_get_goal (track), troupe_definition_get_name (TROUPE_DEFINITION (track))) != 0)
    troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN, "%s", troupe_track_get_goal (track));
  troupe_cli_printer_text (context->printer, TROUPE_CLI_STYLE_PLAIN, "\n", 1);

  if (steps->len == 0)
    {
      troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN,
                               _("There are no tickets yet; have them made with “troupectl plan %s --fill”."),
                               troupe_definition_get_id (TROUPE_DEFINITION (track)));
      return;
    }

  for (guint i = 0; i < steps->len; i++)
    {
      Step *step = steps->pdata[i];
      const char * const *depends_on = troupe_ticket_get_depends_on (step->ticket);
      const char *title = troupe_ticket_get_title (step->ticket);
      char **cells = g_new0 (char *, 7);

      cells[0] = g_strdup_printf ("%u", step->level + 1);
      cells[1] = g_strdup (troupe_ticket_get_id (step->ticket));
      cells[2] = g_strdelimit (g_strdup (title != NULL ? title : ""), "\r\n\t", ' ');
      cells[3] = g_strdup (troupe_definition_get_id (TROUPE_DEFINITION (step->persona)));
      cells[4] = g_strdup (troupe_enum_get_nick (TROUPE_TYPE_TIER, TROUPE_TIER_WORKER));
      cells[5] = depends_on != NULL ? g_strjoinv (", ", (char **) depends_on) : g_strdup ("");
      g_ptr_array_add (rows, cells);

      if (step->is_ready)
        g_string_append_printf (ready, "%s%s", ready->len > 0 ? ", " : "", troupe_ticket_get_id (step->ticket));
    }

  troupe_cli_printer_table (context->printer, titles, rows);
  troupe_cli_printer_text (context->printer, TROUPE_CLI_STYLE_PLAIN, "\n", 1);
  /* Translators: ids of tickets */
  troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN, _("Ready: %s"), ready->len > 0 ? ready->str : "—");
  if (judge != NULL)
    /* Translators: the id of a persona */
    troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN, _("Judged by: %s"),
                             troupe_definition_get_id (TROUPE_DEFINITION (judge)));
  else
    troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN, "%s", troupe_cli_check_why_unjudged (context, track));
}

static void
print_json (TroupeCliContext *context,
            TroupeTrack      *track,
            GPtrArray        *steps,
            TroupePersona    *judge)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  JsonArray *tickets = json_array_new ();
  JsonArray *order = json_array_new ();
  JsonArray *levels = json_array_new ();
  JsonArray *ready = json_array_new ();

  for (guint i = 0; i < steps->len; i++)
    {
      Step *step = steps->pdata[i];
      JsonObject *ticket = json_object_new ();
      const char *id = troupe_ticket_get_id (step->ticket);

      troupe_cli_json_add_string (ticket, "id", id);
      troupe_cli_json_add_string (ticket, "title", troupe_ticket_get_title (step->ticket));
      json_object_set_int_member (ticket, "level", step->level);
      troupe_cli_json_add_string (ticket, "tier", troupe_enum_get_nick (TROUPE_TYPE_TIER, TROUPE_TIER_WORKER));
      troupe_cli_json_add_string (ticket, "persona_id", troupe_definition_get_id (TROUPE_DEFINITION (step->persona)));
      troupe_cli_json_add_string (ticket, "persona_revision",
                                  troupe_definition_get_revision (TROUPE_DEFINITION (step->persona)));
      troupe_cli_json_add_string (ticket, "priority", troupe_enum_get_nick (TROUPE_TYPE_PRIORITY,
                                                                            troupe_ticket_get_priority (step->ticket)));
      troupe_cli_json_add_strv (ticket, "depends_on", troupe_ticket_get_depends_on (step->ticket));
      json_array_add_object_element (tickets, ticket);

      json_array_add_string_element (order, id);
      if (step->is_ready)
        json_array_add_string_element (ready, id);
      while (json_array_get_length (levels) <= step->level)
        json_array_add_array_element (levels, json_array_new ());
      json_array_add_string_element (json_array_get_array_element (levels, step->level), id);
    }

  troupe_cli_json_add_string (object, "track", troupe_definition_get_id (TROUPE_DEFINITION (track)));
  troupe_cli_json_add_string (object, "title", troupe_definition_get_name (TROUPE_DEFINITION (track)));
  troupe_cli_json_add_string (object, "goal", troupe_track_get_goal (track));
  json_object_set_array_member (object, "order", order);
  json_object_set_array_member (object, "levels", levels);
  json_object_set_array_member (object, "ready", ready);
  json_object_set_array_member (object, "tickets", tickets);
  troupe_cli_json_add_string (object, "judge", judge != NULL ? troupe_definition_get_id (TROUPE_DEFINITION (judge)) : NULL);

  node = troupe_cli_json_wrap (object);
  troupe_cli_printer_json (context->printer, node);
}

/**
 * troupe_cli_plan_show:
 * @context: the context
 * @track: a track
 * @error: (optional): set on failure
 *
 * Shows in which order, by whom and with what the tickets of a track would be performed.
 *
 * Returns: whether they can be
 */
gboolean
troupe_cli_plan_show (TroupeCliContext  *context,
                      TroupeTrack       *track,
                      GError           **error)
{
  g_autoptr(GPtrArray) steps = NULL;
  TroupePersona *judge = NULL;

  if (troupe_cli_check_cast (context, track, TROUPE_CLI_LAST_RESORT, error))
    steps = make_steps (context, track, TROUPE_CLI_LAST_RESORT, error);
  if (steps == NULL)
    return FALSE;
  if (troupe_cli_check_why_unjudged (context, track) == NULL)
    {
      judge = troupe_resolver_find_cast (troupe_workspace_get_catalog (context->workspace), track, NULL, TROUPE_TIER_QA, NULL, error);
      if (judge == NULL)
        return FALSE;
    }

  troupe_cli_check_note_unknown (context, track);
  if (troupe_cli_printer_is_json (context->printer))
    print_json (context, track, steps, judge);
  else
    print_text (context, track, steps, judge);

  return TRUE;
}

/* What says how to plan says nothing of a plan that is there. */
static gboolean
check_plain (TroupeCliGoal        *goal,
             TroupeCliSettings    *settings,
             TroupeCliRunOptions  *options,
             GError              **error)
{
  if (goal->until == NULL && goal->scope == NULL && goal->casts == NULL && settings->persona == NULL && settings->provider == NULL &&
      settings->base_url == NULL && settings->assignments == NULL && options->step == NULL && options->budget == NULL &&
      options->tools == NULL && !options->is_exact)
    return TRUE;

  return troupe_cli_fail_usage (error, _("Of the options, only --json and --project go without --goal or --fill."));
}

/**
 * troupe_cli_run_plan:
 * @context: the context
 * @arguments: (array zero-terminated=1): what stands behind the name of the command
 *
 * Runs “troupectl plan”, which says in which order, by whom and with what the tickets of a track would be performed, or has a
 * track planned.
 *
 * Returns: how it ended; what failed is said already
 */
TroupeCliStatus
troupe_cli_run_plan (TroupeCliContext  *context,
                     char             **arguments)
{
  g_auto(TroupeCliGoal) goal = { NULL };
  g_auto(TroupeCliSettings) settings = { NULL };
  g_auto(TroupeCliRunOptions) options = { NULL };
  g_auto(GStrv) rest = NULL;
  g_autoptr(GError) error = NULL;
  TroupeTrack *track;
  const GOptionEntry entries[] = {
    { "goal", 0, 0, G_OPTION_ARG_FILENAME, &goal.goal,
      N_("Have a new track planned: first a spec, then its tickets; “-” reads the goal"), N_("TEXT") },
    { "fill", 0, 0, G_OPTION_ARG_NONE, &goal.fills, N_("Have planned what TRACK has not yet: a spec, and tickets"), NULL },
    { "until", 0, 0, G_OPTION_ARG_FILENAME, &goal.until, N_("Stop after the spec, or after the tickets as usual"),
      N_("spec|tickets") },
    { "scope", 0, 0, G_OPTION_ARG_FILENAME, &goal.scope, N_("Where a new track goes; into the project if there is one"),
      N_("user|project") },
    { "cast", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &goal.casts, N_("Cast a tier of the new track with a persona"),
      N_("TIER=ID") },
    { "step", 0, 0, G_OPTION_ARG_FILENAME, &options.step, N_("Begin paused, and step by tickets, model calls or tool calls"),
      N_("ticket|model|tool") },
    { "budget", 0, 0, G_OPTION_ARG_FILENAME, &options.budget,
      N_("Ask, or stop, when it is used up: tokens=N,cost=N,calls=N,minutes=N"), N_("BUDGET") },
    { "tools", 0, 0, G_OPTION_ARG_FILENAME, &options.tools, N_("The most that any tool may do, whatever else allows more"),
      N_("off|ask|auto") },
    { "exact-model", 0, 0, G_OPTION_ARG_NONE, &options.is_exact,
      N_("Fail if another model answers than was asked for"), NULL },
    { NULL },
  };

  if (!troupe_cli_options_parse (context, _("TRACK | --goal TEXT"), entries, &settings, arguments, &rest, &error) ||
      !troupe_cli_run_options_check (context, &options, &error))
    return troupe_cli_context_fail (context, error);
  if (goal.goal != NULL || goal.fills)
    return troupe_cli_goal_run (context, &goal, &settings, &options, rest);

  if (!check_plain (&goal, &settings, &options, &error) ||
      !troupe_cli_options_expect (rest, 1, _("Which track? Name it by its id."), &error) ||
      troupe_cli_context_open (context, &error) == NULL)
    return troupe_cli_context_fail (context, error);

  track = troupe_cli_context_find_track (context, rest[0], &error);
  if (track == NULL || !troupe_cli_plan_show (context, track, &error))
    return troupe_cli_context_fail (context, error);

  return TROUPE_CLI_STATUS_DONE;
}
