/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-chat-title.h"
#include "troupe-cli-goal.h"
#include "troupe-cli-input.h"
#include "troupe-cli-plan.h"
#include "troupe-cli-wait.h"
#include "troupe-json.h"
#include "troupe-model-error.h"
#include "troupe-plan-writer.h"
#include "troupe-planning.h"
#include "troupe-run-event.h"

/* troupectl plan --goal and --fill: the orchestrator writes a spec, the tech lead makes tickets of it, and a track comes of it. */

#define UNTIL_SPEC    "spec"
#define UNTIL_TICKETS "tickets"

typedef struct
{
  TroupeCliContext *context;
  TroupeRun        *run;
  TroupePlanner    *planner;   /* (owned) */
  TroupePlanWriter *writer;    /* (owned) */
} Planning;

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n\f\v")] == '\0';
}

static guint
count_tickets (TroupeTrack *track)
{
  return g_list_model_get_n_items (troupe_track_list_tickets (track));
}

static char *
dup_path (Planning    *planning,
          TroupeTrack *track)
{
  g_autoptr(GFile) file = troupe_library_get_file (troupe_workspace_get_library (planning->context->workspace),
                                                   TROUPE_DEFINITION (track));

  return file != NULL ? g_file_get_path (file) : NULL;
}

static const char *
get_id (TroupeTrack *track)
{
  return troupe_definition_get_id (TROUPE_DEFINITION (track));
}

/* How a command on the same project is written. */
static char *
make_command (Planning   *planning,
              const char *command)
{
  g_autofree char *quoted = planning->context->project != NULL ? g_shell_quote (planning->context->project) : NULL;

  return quoted != NULL ? g_strdup_printf ("troupectl --project %s %s", quoted, command)
                        : g_strdup_printf ("troupectl %s", command);
}

static void
written_cb (TroupePlanWriter *writer,
            TroupeTrack      *track,
            Planning         *planning)
{
  TroupeCliPrinter *printer = planning->context->printer;
  g_autofree char *path = NULL;
  g_autoptr(JsonNode) event = NULL;

  if (!troupe_cli_printer_is_json (printer))
    return;

  path = dup_path (planning, track);
  event = troupe_run_event_new_track_written (planning->run, track, path);
  troupe_cli_printer_json (printer, event);
}

/* Follows a planning. What the person does to the file meanwhile is heard of. */
static void
planning_begin (Planning         *planning,
                TroupeCliContext *context,
                TroupeConductor  *conductor)
{
  TroupeLibrary *library = troupe_workspace_get_library (context->workspace);

  planning->context = context;
  planning->run = troupe_conductor_get_run (conductor);
  troupe_library_set_watching (library, TRUE);
  planning->planner = troupe_planner_new (conductor);
  planning->writer = troupe_plan_writer_new (library, planning->planner);
  g_signal_connect (planning->writer, "written", G_CALLBACK (written_cb), planning);
}

static void
planning_end (Planning *planning)
{
  g_signal_handlers_disconnect_by_data (planning->writer, planning);
  g_clear_object (&planning->writer);
  g_clear_object (&planning->planner);
}

static gboolean
flush (Planning  *planning,
       GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_plan_writer_flush_async (planning->writer, troupe_cli_wait_cb, &result);
  troupe_cli_wait (&result);

  return troupe_plan_writer_flush_finish (planning->writer, result, error);
}

/* What failed, in place of how many failed. A model was asked for one thing, and it or its server did not give it: that is no run
 * some of whose tickets failed, to whoever wants a plan. */
static void
name_failure (Planning  *planning,
              GError   **error)
{
  TroupeRunTicket *spec = troupe_run_find_ticket (planning->run, TROUPE_PLANNING_SPEC);
  TroupeRunTicket *tickets = troupe_run_find_ticket (planning->run, TROUPE_PLANNING_TICKETS);
  g_autofree char *message = NULL;

  if (!g_error_matches (*error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED))
    return;

  if (spec != NULL && troupe_run_ticket_get_state (spec) == TROUPE_TICKET_STATE_FAILED)
    message = g_strdup_printf (/* Translators: why, in a sentence of its own */
                               _("There is no spec: %s"), troupe_run_ticket_get_reason (spec));
  else if (tickets != NULL && troupe_run_ticket_get_state (tickets) == TROUPE_TICKET_STATE_FAILED)
    message = g_strdup_printf (/* Translators: why, in a sentence of its own */
                               _("There are no tickets: %s"), troupe_run_ticket_get_reason (tickets));
  if (message == NULL)
    return;

  g_clear_error (error);
  g_set_error_literal (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_ANSWER, message);
}

/* Where it is, and how to go on. What failed has the last word, so this goes where that goes. */
static void
say_what_is_kept (Planning *planning)
{
  TroupeTrack *track = troupe_plan_writer_get_track (planning->writer);
  TroupeCliPrinter *printer = planning->context->printer;
  g_autofree char *path = track != NULL ? dup_path (planning, track) : NULL;
  g_autofree char *fill = NULL;
  g_autofree char *command = NULL;

  if (path == NULL)
    return;

  fill = g_strdup_printf ("plan %s --fill", get_id (track));
  command = make_command (planning, fill);
  troupe_cli_printer_note (printer, /* Translators: a file, and a command */
                           _("The spec is kept in %s; edit it if you like, and go on with: %s"), path, command);
}

/* What can't be written now is in the ledger. */
static void
say_how_to_write (Planning *planning)
{
  g_autofree char *resume = g_strdup_printf ("resume %s", troupe_run_get_id (planning->run));
  g_autofree char *command = make_command (planning, resume);

  troupe_cli_printer_note (planning->context->printer, /* Translators: a command */
                           _("The track can’t be written into its file; what came of it is kept, and is written by: %s"), command);
}

static gboolean
show_end (Planning  *planning,
          GError   **error)
{
  TroupeTrack *track = troupe_plan_writer_get_track (planning->writer);
  TroupeCliPrinter *printer = planning->context->printer;
  g_autofree char *path = track != NULL ? dup_path (planning, track) : NULL;
  g_autofree char *next = NULL;
  g_autofree char *command = NULL;

  if (track == NULL || troupe_cli_printer_is_json (printer))
    return TRUE;

  troupe_cli_printer_text (printer, TROUPE_CLI_STYLE_PLAIN, "\n", 1);
  if (count_tickets (track) > 0 && !troupe_cli_plan_show (planning->context, track, error))
    {
      g_prefix_error (error, /* Translators: a file; what comes behind is what is wrong */ _("%s is written, but: "), path);
      return FALSE;
    }

  next = g_strdup_printf (count_tickets (track) > 0 ? "run %s" : "plan %s --fill", get_id (track));
  command = make_command (planning, next);
  troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_PLAIN, /* Translators: a file */ _("Written: %s"), path);
  if (count_tickets (track) > 0)
    troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_BOLD, /* Translators: a command */ _("Perform it with: %s"), command);
  else
    troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_BOLD, /* Translators: a command */
                             _("Edit the spec if you like, and make tickets of it with: %s"), command);

  return TRUE;
}

static TroupeCliStatus
finish (Planning *planning,
        GError   *error)
{
  g_autoptr(GError) own = error;
  g_autoptr(GError) write_error = NULL;
  TroupeCliStatus status = TROUPE_CLI_STATUS_DONE;

  /* What was paid for is written, however it ended. */
  flush (planning, &write_error);
  if (write_error != NULL && troupe_run_get_state (planning->run) == TROUPE_RUN_STATE_COMPLETED)
    say_how_to_write (planning);
  if (own == NULL && write_error != NULL)
    own = g_steal_pointer (&write_error);
  else if (write_error != NULL)
    troupe_cli_printer_note (planning->context->printer, "%s", write_error->message);

  if (own == NULL)
    show_end (planning, &own);
  else
    {
      name_failure (planning, &own);
      say_what_is_kept (planning);
    }
  if (own != NULL)
    status = troupe_cli_context_fail (planning->context, own);
  planning_end (planning);

  return status;
}

/**
 * troupe_cli_goal_perform:
 * @context: the context
 * @options: how the run is to go
 * @conductor: who performs a planning; troupe_cli_run_prepare() found nothing wrong
 *
 * Plans, shows how it goes, and writes the track that comes of it.
 *
 * Returns: how it ended; what failed is said already
 */
TroupeCliStatus
troupe_cli_goal_perform (TroupeCliContext    *context,
                         TroupeCliRunOptions *options,
                         TroupeConductor     *conductor)
{
  Planning planning = { NULL };
  GError *error = NULL;

  planning_begin (&planning, context, conductor);
  troupe_cli_run_perform (context, options, conductor, &error);

  return finish (&planning, error);
}

/* What happened before the run was cut off. */
static gboolean
take_events (Planning  *planning,
             GError   **error)
{
  TroupeLedger *ledger = troupe_workspace_get_ledger (planning->context->workspace);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) events = NULL;

  troupe_ledger_list_events_async (ledger, troupe_run_get_id (planning->run), NULL, troupe_cli_wait_cb, &result);
  troupe_cli_wait (&result);

  events = troupe_ledger_list_events_finish (ledger, result, error);
  if (events == NULL)
    return FALSE;

  for (guint i = 0; i < events->len; i++)
    {
      g_autoptr(JsonNode) event = troupe_json_parse ("event", g_ptr_array_index (events, i), -1, NULL);

      if (event != NULL)
        troupe_planner_take_event (planning->planner, event);
    }

  return TRUE;
}

/**
 * troupe_cli_goal_resume:
 * @context: the context
 * @options: how the run is to go
 * @conductor: who goes on with a planning that was read back
 * @is_over: whether there is nothing to go on with but the writing
 *
 * Goes on with a planning. What came of it before it was cut off is written if it is not yet.
 *
 * Returns: how it ended; what failed is said already
 */
TroupeCliStatus
troupe_cli_goal_resume (TroupeCliContext    *context,
                        TroupeCliRunOptions *options,
                        TroupeConductor     *conductor,
                        gboolean             is_over)
{
  Planning planning = { NULL };
  GError *error = NULL;

  planning_begin (&planning, context, conductor);
  if (take_events (&planning, &error) && !is_over)
    troupe_cli_run_perform (context, options, conductor, &error);

  return finish (&planning, error);
}

static gboolean
check_words (TroupeCliGoal  *self,
             char          **rest,
             GError        **error)
{
  if (self->goal != NULL && self->fills)
    return troupe_cli_fail_usage (error, _("--goal makes a new track, and --fill goes on with one; give one of the two."));
  if (!troupe_cli_options_expect (rest, self->goal != NULL ? 0 : 1, _("Which track is to be filled? Name it by its id."), error))
    return FALSE;
  if (self->fills && self->scope != NULL)
    return troupe_cli_fail_usage (error, _("--scope is for a new track; this one stays where it is."));
  if (self->fills && self->casts != NULL)
    return troupe_cli_fail_usage (error, _("--cast is for a new track; write into the file of this one who is cast."));
  if (self->until != NULL && !g_str_equal (self->until, UNTIL_SPEC) && !g_str_equal (self->until, UNTIL_TICKETS))
    return troupe_cli_fail_usage (error, _("--until takes spec or tickets."));
  if (self->scope != NULL && !g_str_equal (self->scope, "user") && !g_str_equal (self->scope, "project"))
    return troupe_cli_fail_usage (error, _("--scope takes user or project."));

  return TRUE;
}

static gboolean
read_goal (TroupeCliGoal  *self,
           GError        **error)
{
  g_autofree char *text = g_str_equal (self->goal, "-") ? troupe_cli_read_text (NULL, error) : g_strdup (self->goal);

  if (text == NULL)
    return FALSE;
  if (!g_utf8_validate (text, -1, NULL))
    return troupe_cli_fail_usage (error, _("The goal is not text in UTF-8."));
  if (is_blank (text))
    return troupe_cli_fail_usage (error, _("The goal is empty; say what is wanted."));

  g_free (self->goal);
  self->goal = g_strdup (g_strstrip (text));

  return TRUE;
}

/* Where a new track goes. */
static gboolean
find_scope (TroupeCliContext  *context,
            TroupeCliGoal     *self,
            TroupeScope       *scope,
            GError           **error)
{
  gboolean has_project = troupe_workspace_get_project (context->workspace) != NULL;

  if (g_strcmp0 (self->scope, "project") == 0 && !has_project)
    return troupe_cli_fail_usage (error, _("There is no project here; go into one, name it with --project, or leave --scope "
                                           "out."));

  *scope = has_project && g_strcmp0 (self->scope, "user") != 0 ? TROUPE_SCOPE_PROJECT : TROUPE_SCOPE_USER;
  return TRUE;
}

static gboolean
cast (TroupeCliContext  *context,
      TroupeTrack       *track,
      const char        *words,
      GError           **error)
{
  g_auto(GStrv) parts = g_strsplit (words, "=", 2);
  TroupeTier tier;

  if (!g_utf8_validate (words, -1, NULL) || parts[0] == NULL || parts[1] == NULL)
    return troupe_cli_fail_usage (error, _("--cast takes a tier and a persona, such as tech-lead=planner."));
  if (!troupe_cli_parse_tier (parts[0], &tier, error) || troupe_cli_context_find_persona (context, parts[1], error) == NULL)
    return FALSE;

  troupe_track_set_tier_persona_id (track, tier, parts[1]);
  return TRUE;
}

/* What is there of a new track. (transfer full) (nullable) */
static TroupeTrack *
make_source (TroupeCliContext  *context,
             TroupeCliGoal     *self,
             GError           **error)
{
  /* The goal may be a page of Markdown, and may have cues for a rehearsal in it. */
  g_autofree char *goal = troupe_chat_strip_cues (self->goal);
  const char *words = goal + strspn (goal, "# \t\n");
  g_autofree char *title = troupe_chat_make_title (*words != '\0' ? words : goal);
  g_autofree char *id = troupe_library_make_id (troupe_workspace_get_library (context->workspace), TROUPE_KIND_TRACK, title);
  g_autoptr(TroupeTrack) track = troupe_track_new (id);

  troupe_definition_set_name (TROUPE_DEFINITION (track), title);
  troupe_track_set_goal (track, self->goal);
  for (guint i = 0; self->casts != NULL && self->casts[i] != NULL; i++)
    {
      if (!cast (context, track, self->casts[i], error))
        return NULL;
    }

  return g_steal_pointer (&track);
}

/* A track that waits for what is still missing. (transfer full) (nullable) */
static TroupeTrack *
find_source (TroupeCliContext  *context,
             TroupeCliGoal     *self,
             const char        *id,
             GError           **error)
{
  TroupeTrack *track = troupe_cli_context_find_track (context, id, error);

  if (track == NULL)
    return NULL;
  if (count_tickets (track) > 0)
    {
      troupe_cli_fail_usage (error, _("The track “%s” has tickets already; take them out of its file to have others made."), id);
      return NULL;
    }
  if (is_blank (troupe_track_get_goal (track)) && is_blank (troupe_track_get_spec (track)))
    {
      troupe_cli_fail_usage (error, _("The track “%s” has neither a goal nor a spec; write one into its file."), id);
      return NULL;
    }
  if (g_strcmp0 (self->until, UNTIL_SPEC) == 0 && !is_blank (troupe_track_get_spec (track)))
    {
      troupe_cli_fail_usage (error, _("The track “%s” has a spec already; leave --until out to have tickets made of it."), id);
      return NULL;
    }

  return g_object_ref (track);
}

static TroupeConductor *
prepare (TroupeCliContext     *context,
         TroupeCliGoal        *self,
         TroupeCliSettings    *settings,
         TroupeCliRunOptions  *options,
         char                **rest,
         GError              **error)
{
  const char *last_resort_id = settings->persona != NULL ? settings->persona : TROUPE_CLI_LAST_RESORT;
  g_autoptr(TroupeTrack) source = NULL;
  g_autoptr(TroupeTrack) track = NULL;
  g_autoptr(TroupeConductor) conductor = NULL;
  TroupeScope scope = TROUPE_SCOPE_USER;

  if (!check_words (self, rest, error) || (self->goal != NULL && !read_goal (self, error)) ||
      troupe_cli_context_open (context, error) == NULL || !troupe_cli_context_check_settings (context, error) ||
      (settings->persona != NULL && troupe_cli_context_find_persona (context, last_resort_id, error) == NULL))
    return NULL;

  if (self->goal != NULL)
    source = find_scope (context, self, &scope, error) ? make_source (context, self, error) : NULL;
  else
    source = find_source (context, self, rest[0], error);
  if (source == NULL)
    return NULL;

  if (self->goal == NULL)
    scope = troupe_definition_get_scope (TROUPE_DEFINITION (source));
  track = troupe_planning_create_track (source, scope, g_strcmp0 (self->until, UNTIL_SPEC) == 0);
  conductor = troupe_workspace_create_conductor (context->workspace, track);
  /* One after the other, so nobody needs a name before each line. */
  troupe_conductor_set_n_jobs (conductor, 1);
  if (troupe_cli_run_prepare (context, settings, options, conductor, last_resort_id, error))
    return g_steal_pointer (&conductor);

  if (self->goal != NULL && error != NULL && g_error_matches (*error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_AMBIGUOUS))
    {
      g_autofree char *message = g_strdup ((*error)->message);

      g_clear_error (error);
      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_AMBIGUOUS,
                   /* Translators: what is wrong, in a sentence of its own */
                   _("%s Here you do so by --cast TIER=ID."), message);
    }
  return NULL;
}

/**
 * troupe_cli_goal_clear:
 * @self: what is to be planned
 *
 * Frees what is in it.
 */
void
troupe_cli_goal_clear (TroupeCliGoal *self)
{
  g_clear_pointer (&self->goal, g_free);
  g_clear_pointer (&self->until, g_free);
  g_clear_pointer (&self->scope, g_free);
  g_clear_pointer (&self->casts, g_strfreev);
}

/**
 * troupe_cli_goal_run:
 * @context: the context
 * @self: what is to be planned, and how far
 * @settings: what the command line says of values
 * @options: what it says of the run
 * @rest: (array zero-terminated=1): what is no option
 *
 * Plans a goal, or what is missing of a track.
 *
 * Returns: how it ended; what failed is said already
 */
TroupeCliStatus
troupe_cli_goal_run (TroupeCliContext     *context,
                     TroupeCliGoal        *self,
                     TroupeCliSettings    *settings,
                     TroupeCliRunOptions  *options,
                     char                **rest)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeConductor) conductor = prepare (context, self, settings, options, rest, &error);

  if (conductor == NULL)
    return troupe_cli_context_fail (context, error);

  return troupe_cli_goal_perform (context, options, conductor);
}
