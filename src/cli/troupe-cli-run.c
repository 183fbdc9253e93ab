/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-cli-approvals.h"
#include "troupe-cli-check.h"
#include "troupe-cli-command.h"
#include "troupe-cli-json.h"
#include "troupe-cli-options.h"
#include "troupe-cli-prices.h"
#include "troupe-cli-run.h"
#include "troupe-cli-steer.h"
#include "troupe-cli-stream-log.h"
#include "troupe-cli-tools.h"
#include "troupe-cli-wait.h"
#include "troupe-cli-words.h"
#include "troupe-clock.h"
#include "troupe-planning.h"
#include "troupe-retry.h"

/* troupectl run: performs a track. People see the streams of its tickets, programs an object a line for all that happens. */

typedef struct
{
  TroupeCliContext   *context;
  TroupeRun          *run;
  TroupeCliStreamLog *log;          /* (owned) (nullable): where people look */
  TroupeCliApprovals *approvals;    /* (owned) (nullable): who asks the person */
  gboolean            has_names;
  TroupeCliSteer     *steer;        /* (owned) (nullable) */
  GHashTable         *unasked;      /* (owned): the tickets in which a tool call was denied because nobody was there */
  guint               n_unasked;
} Show;

static const char *
get_id (TroupeRunTicket *ticket)
{
  return troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket));
}

static void
text_appended_cb (TroupeMessage *answer,
                  guint64        offset,
                  gpointer       user_data)
{
  Show *show = g_object_get_data (G_OBJECT (answer), "troupe-cli-show");

  troupe_cli_stream_log_text (show->log, user_data, troupe_message_get_text (answer) + offset,
                              troupe_message_get_text_length (answer) - (gsize) offset);
}

/* The first line of a stream log says who performs what, with which model; a fall-over adds another line. */
static void
metadata_cb (TroupeAttempt *attempt,
             GParamSpec    *pspec,
             gpointer       user_data)
{
  GObject *answer = G_OBJECT (troupe_attempt_get_answer (attempt));
  Show *show = g_object_get_data (answer, "troupe-cli-show");
  const char *shown = g_object_get_data (answer, "troupe-cli-metadata");
  const char *metadata = troupe_attempt_get_metadata (attempt);
  const char *news = metadata;

  if (metadata == NULL || g_strcmp0 (metadata, shown) == 0)
    return;

  if (shown != NULL && g_str_has_prefix (metadata, shown))
    news += strlen (shown) + strspn (metadata + strlen (shown), "\n");
  troupe_cli_stream_log_begin (show->log, user_data);
  troupe_cli_stream_log_line (show->log, user_data, TROUPE_CLI_STYLE_DIM, news);

  g_object_set_data_full (answer, "troupe-cli-metadata", g_strdup (metadata), g_free);
}

static void
attempt_cb (TroupeRunTicket *ticket,
            GParamSpec      *pspec,
            Show            *show)
{
  TroupeAttempt *attempt = troupe_run_ticket_get_attempt (ticket);
  TroupeMessage *answer = attempt != NULL ? troupe_attempt_get_answer (attempt) : NULL;

  if (answer == NULL || g_object_get_data (G_OBJECT (answer), "troupe-cli-show") != NULL)
    return;

  g_object_set_data (G_OBJECT (answer), "troupe-cli-show", show);
  troupe_cli_stream_log_begin (show->log, get_id (ticket));
  g_signal_connect (attempt, "notify::metadata", G_CALLBACK (metadata_cb), (gpointer) get_id (ticket));
  g_signal_connect (answer, "text-appended", G_CALLBACK (text_appended_cb), (gpointer) get_id (ticket));

  metadata_cb (attempt, NULL, (gpointer) get_id (ticket));
  if (troupe_message_get_text_length (answer) > 0)
    text_appended_cb (answer, 0, (gpointer) get_id (ticket));
}

static void
show_state (Show            *show,
            TroupeRunTicket *ticket,
            TroupeCliStyle   style,
            const char      *mark,
            const char      *word)
{
  const char *reason = troupe_run_ticket_get_reason (ticket);
  g_autoptr(GString) line = g_string_new (mark);

  if (!show->has_names)
    g_string_append_printf (line, " %s", get_id (ticket));
  g_string_append_printf (line, " %s", word);
  if (reason != NULL && *reason != '\0')
    g_string_append_printf (line, ": %s", reason);

  troupe_cli_stream_log_end (show->log, get_id (ticket));
  troupe_cli_stream_log_line (show->log, get_id (ticket), style, line->str);
}

static void
state_cb (TroupeRunTicket *ticket,
          GParamSpec      *pspec,
          Show            *show)
{
  switch (troupe_run_ticket_get_state (ticket))
    {
    case TROUPE_TICKET_STATE_COMPLETED:
      show_state (show, ticket, TROUPE_CLI_STYLE_GOOD, "✓", _("completed"));
      break;
    case TROUPE_TICKET_STATE_FAILED:
      show_state (show, ticket, TROUPE_CLI_STYLE_BAD, "✗", _("failed"));
      break;
    case TROUPE_TICKET_STATE_BLOCKED:
      show_state (show, ticket, TROUPE_CLI_STYLE_BAD, "✗", _("blocked"));
      break;
    case TROUPE_TICKET_STATE_SKIPPED:
      show_state (show, ticket, TROUPE_CLI_STYLE_DIM, "–", _("skipped"));
      break;
    case TROUPE_TICKET_STATE_CANCELLED:
      show_state (show, ticket, TROUPE_CLI_STYLE_DIM, "–", _("cancelled"));
      break;
    case TROUPE_TICKET_STATE_READY:
      /* It was ready before anybody worked on it, too, and nobody said why. */
      if (troupe_run_ticket_get_reason (ticket) != NULL)
        show_state (show, ticket, TROUPE_CLI_STYLE_DIM, "↺", _("goes back"));
      break;
    case TROUPE_TICKET_STATE_TODO:
    case TROUPE_TICKET_STATE_RUNNING:
    case TROUPE_TICKET_STATE_REVIEW:
    default:
      break;
    }
}

/* Why nothing happens for a while; the events of a ticket that waits say so, and nothing else shows it. */
static void
show_waiting (Show     *show,
              JsonNode *event)
{
  JsonObject *object = json_node_get_object (event);
  const char *ticket_id = json_object_get_string_member_with_default (object, "ticket", "");
  TroupeRunTicket *ticket = troupe_run_find_ticket (show->run, ticket_id);
  gint64 wait_ms = CLAMP (json_object_get_int_member_with_default (object, "wait_ms", 0), 0, G_MAXUINT);
  g_autofree char *line = NULL;

  if (ticket == NULL || g_strcmp0 (json_object_get_string_member_with_default (object, "event", ""), "waiting") != 0)
    return;

  line = troupe_retry_describe_wait ((guint) wait_ms, json_object_get_string_member_with_default (object, "reason", ""));
  troupe_cli_stream_log_begin (show->log, get_id (ticket));
  troupe_cli_stream_log_line (show->log, get_id (ticket), TROUPE_CLI_STYLE_DIM, line);
}

/* That what a person asked for is done. A verdict shows by what becomes of its ticket. */
static void
show_change (Show     *show,
             JsonNode *event)
{
  JsonObject *object = json_node_get_object (event);
  TroupeRunTicket *ticket = troupe_run_find_ticket (show->run, json_object_get_string_member_with_default (object, "ticket", ""));
  const char *name = json_object_get_string_member_with_default (object, "event", "");
  g_autofree char *line = NULL;

  if (ticket == NULL)
    return;

  if (g_str_equal (name, "recast"))
    /* Translators: a ticket and what was changed of it, "temperature=0.2" */
    line = g_strdup_printf (_("%s: %s from its next attempt on"), get_id (ticket),
                            json_object_get_string_member_with_default (object, "change", ""));
  else if (g_str_equal (name, "result-edited"))
    /* Translators: the id of a ticket */
    line = g_strdup_printf (_("%s: a person edited what it came to"), get_id (ticket));

  if (line != NULL)
    troupe_cli_stream_log_line (show->log, get_id (ticket), TROUPE_CLI_STYLE_DIM, line);
}

static void
event_cb (TroupeConductor *conductor,
          JsonNode        *event,
          Show            *show)
{
  if (show->log != NULL)
    {
      troupe_cli_tools_show (show->log, show->run, event);
      show_waiting (show, event);
      show_change (show, event);
    }

  if (troupe_cli_tools_is_unasked (event))
    {
      show->n_unasked++;
      g_hash_table_add (show->unasked, g_strdup (json_object_get_string_member_with_default (json_node_get_object (event),
                                                                                             "ticket", "")));
    }
}

/* A program is told from the beginning, and that includes what was to be done first. */
static void
print_event_cb (TroupeConductor  *conductor,
                JsonNode         *event,
                TroupeCliPrinter *printer)
{
  troupe_cli_printer_json (printer, event);
}

/* That what comes of the tickets is the end of it, and why. */
static void
show_unjudged (Show *show)
{
  TroupeTrack *track = troupe_run_get_track (show->run);
  const char *why = NULL;

  if (troupe_planning_is_planning (track))
    return;
  if (troupe_run_get_terms (show->run)->is_unjudged)
    why = _("Nobody judges what the tickets come to: the run was begun with --no-review.");
  else
    why = troupe_cli_check_why_unjudged (show->context, track);
  if (why != NULL)
    troupe_cli_printer_line (show->context->printer, TROUPE_CLI_STYLE_DIM, "%s", why);
}

/* Follows the run from now on. */
static void
show_begin (Show            *show,
            TroupeConductor *conductor)
{
  GListModel *tickets = troupe_run_list_tickets (show->run);
  guint n_tickets = g_list_model_get_n_items (tickets);
  TroupeCliPrinter *printer = show->context->printer;
  guint width = 0;

  g_signal_connect (conductor, "event", G_CALLBACK (event_cb), show);
  if (troupe_cli_printer_is_json (printer))
    return;

  troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_BOLD, "%s",
                           troupe_definition_get_name (TROUPE_DEFINITION (troupe_run_get_track (show->run))));
  show_unjudged (show);
  for (guint i = 0; i < n_tickets; i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);

      width = MAX (width, (guint) strlen (get_id (ticket)));
      g_signal_connect (ticket, "notify::attempt", G_CALLBACK (attempt_cb), show);
      g_signal_connect (ticket, "notify::state", G_CALLBACK (state_cb), show);
    }

  show->has_names = n_tickets > 1 && troupe_conductor_get_n_jobs (conductor) > 1;
  show->log = troupe_cli_stream_log_new (printer, width, show->has_names);
}

static guint
count_state (Show              *show,
             TroupeTicketState  state)
{
  GListModel *tickets = troupe_run_list_tickets (show->run);
  guint n_found = 0;

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);

      if (troupe_run_ticket_get_state (ticket) == state)
        n_found++;
    }

  return n_found;
}

static void
show_end (Show            *show,
          TroupeConductor *conductor,
          gint64           started_us)
{
  GListModel *tickets = troupe_run_list_tickets (show->run);
  guint n_tickets = g_list_model_get_n_items (tickets);
  guint n_completed = count_state (show, TROUPE_TICKET_STATE_COMPLETED);
  double seconds = (double) (troupe_clock_get_monotonic_us () - started_us) / G_USEC_PER_SEC;

  g_signal_handlers_disconnect_by_data (conductor, show);
  for (guint i = 0; i < n_tickets; i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);

      g_signal_handlers_disconnect_by_data (ticket, show);
      if (show->log != NULL)
        troupe_cli_stream_log_end (show->log, get_id (ticket));
    }
  g_clear_pointer (&show->steer, troupe_cli_steer_free);
  g_clear_pointer (&show->approvals, troupe_cli_approvals_free);
  g_clear_pointer (&show->log, troupe_cli_stream_log_free);
  if (troupe_planning_is_planning (troupe_run_get_track (show->run)))
    return;

  troupe_cli_printer_line (show->context->printer, TROUPE_CLI_STYLE_BOLD,
                           /* Translators: how many tickets are done, how many there are, and a number of seconds */
                           ngettext ("%u of %u ticket completed in %.1f s", "%u of %u tickets completed in %.1f s",
                                     n_tickets),
                           n_completed, n_tickets, seconds);
}

/* What holds for each ticket, and for who judges them, is as its author wrote it, and the keys that will be needed are at hand. */
static gboolean
prepare_tickets (TroupeCliContext   *context,
                 TroupeCliSettings  *settings,
                 TroupeRun          *run,
                 const char         *last_resort_id,
                 GError            **error)
{
  TroupeCatalog *catalog = troupe_workspace_get_catalog (context->workspace);
  TroupeTrack *track = troupe_run_get_track (run);
  GListModel *tickets = troupe_track_list_tickets (track);
  g_autoptr(TroupeResolver) resolver = troupe_workspace_create_resolver (context->workspace);
  g_autoptr(TroupeCliPrices) prices = troupe_cli_prices_new (context, run);
  TroupePersona *judge;

  troupe_resolver_set_session (resolver, troupe_run_get_session (run));
  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (tickets, i);
      TroupeTier tier = troupe_planning_get_tier (track, ticket);
      TroupePersona *persona = troupe_resolver_find_cast (catalog, track, ticket, tier, last_resort_id, error);

      if (persona == NULL)
        return FALSE;
      troupe_resolver_set_cast (resolver, persona, tier, track, ticket);
      if (!troupe_cli_context_check_cast (context, resolver, error))
        return FALSE;
      troupe_cli_context_fetch_keys (context, resolver, settings->base_url != NULL ? settings->provider : NULL);
      troupe_cli_prices_note (prices, resolver);
    }

  if (troupe_planning_is_planning (track) || troupe_run_get_terms (run)->is_unjudged ||
      !troupe_resolver_is_cast (catalog, track, TROUPE_TIER_QA))
    return TRUE;

  judge = troupe_resolver_find_cast (catalog, track, NULL, TROUPE_TIER_QA, NULL, error);
  if (judge == NULL)
    return FALSE;
  troupe_resolver_set_cast (resolver, judge, TROUPE_TIER_QA, track, NULL);
  if (!troupe_cli_context_check_cast (context, resolver, error))
    return FALSE;
  troupe_cli_context_fetch_keys (context, resolver, settings->base_url != NULL ? settings->provider : NULL);
  troupe_cli_prices_note (prices, resolver);

  return TRUE;
}

/* A run that can't be written down is not begun. */
static gboolean
wait_for_ledger (TroupeCliContext  *context,
                 GError           **error)
{
  TroupeLedger *ledger = troupe_workspace_get_ledger (context->workspace);
  g_autoptr(GAsyncResult) result = NULL;

  troupe_ledger_flush_async (ledger, NULL, troupe_cli_wait_cb, &result);
  troupe_cli_wait (&result);
  return troupe_ledger_flush_finish (ledger, result, error);
}

static void
stop_cb (GCancellable *reason,
         gpointer      run_cancellable)
{
  g_cancellable_cancel (run_cancellable);
}

static void
line_cb (gboolean is_line,
         gpointer user_data)
{
  Show *show = user_data;

  if (show->approvals != NULL)
    troupe_cli_approvals_set_held (show->approvals, is_line);
}

/* Ctrl-C and a reader that went away both stop the run. */
static gboolean
perform (TroupeCliContext  *context,
         TroupeConductor   *conductor,
         Show              *show,
         TroupeStep         step,
         GError           **error)
{
  GCancellable *broken = troupe_cli_printer_get_broken (context->printer);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  gulong interrupt_id = g_cancellable_connect (context->interrupt, G_CALLBACK (stop_cb), cancellable, NULL);
  gulong broken_id = g_cancellable_connect (broken, G_CALLBACK (stop_cb), cancellable, NULL);

  if (show != NULL)
    show->steer = troupe_cli_steer_new (conductor, troupe_workspace_get_inbox (context->workspace), context->printer, show->log,
                                        step, cancellable);
  /* The terminal is as it was before a question is shown. */
  if (show != NULL && show->log != NULL)
    {
      show->approvals = troupe_cli_approvals_new (troupe_workspace_get_inbox (context->workspace), show->log);
      troupe_cli_steer_set_line_func (show->steer, line_cb, show);
    }
  troupe_conductor_run_async (conductor, cancellable, troupe_cli_wait_cb, &result);
  troupe_cli_wait (&result);

  g_cancellable_disconnect (context->interrupt, interrupt_id);
  g_cancellable_disconnect (broken, broken_id);
  if (show != NULL && troupe_cli_steer_get_refusal (show->steer) != NULL)
    {
      troupe_conductor_run_finish (conductor, result, NULL);
      g_set_error_literal (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY, troupe_cli_steer_get_refusal (show->steer));
      return FALSE;
    }

  return troupe_conductor_run_finish (conductor, result, error);
}

/* A run that is refused is told all the same: the conductor tells the ledger, and whoever reads its events. What is shown to
 * people says in which file to mend it. */
static gboolean
check (TroupeCliContext  *context,
       TroupeConductor   *conductor,
       const char        *last_resort_id,
       GError           **error)
{
  TroupeTrack *track = troupe_run_get_track (troupe_conductor_get_run (conductor));
  g_autoptr(GError) local_error = NULL;

  if (troupe_conductor_check (conductor, &local_error))
    return TRUE;

  perform (context, conductor, NULL, TROUPE_STEP_TICKET, NULL);

  /* The track of a planning is in no file. */
  if (troupe_planning_is_planning (track) || troupe_cli_check_cast (context, track, last_resort_id, error))
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * troupe_cli_run_prepare:
 * @context: the context
 * @settings: what the command line says of values
 * @options: what it says of the run
 * @conductor: who is to perform
 * @last_resort_id: who performs what nobody is cast for
 * @error: (optional): set on failure
 *
 * Sees to it that a run can be performed, and written down, to its end.
 *
 * Returns: whether it can
 */
gboolean
troupe_cli_run_prepare (TroupeCliContext     *context,
                        TroupeCliSettings    *settings,
                        TroupeCliRunOptions  *options,
                        TroupeConductor      *conductor,
                        const char           *last_resort_id,
                        GError              **error)
{
  TroupeRun *run = troupe_conductor_get_run (conductor);

  if (troupe_cli_printer_is_json (context->printer))
    g_signal_connect (conductor, "event", G_CALLBACK (print_event_cb), context->printer);

  if (!troupe_cli_settings_apply (settings, troupe_run_get_session (run),
                                  troupe_workspace_get_providers (context->workspace), error))
    return FALSE;

  troupe_conductor_set_last_resort (conductor, last_resort_id);
  if (!troupe_cli_words_prepare (conductor, options->words, context->printer, error))
    return FALSE;
  if (options->n_jobs > 0)
    troupe_conductor_set_n_jobs (conductor, options->n_jobs);
  if (options->n_provider_jobs > 0)
    troupe_conductor_set_n_jobs_per_provider (conductor, options->n_provider_jobs);
  if (options->is_exact)
    troupe_conductor_set_exact_model (conductor, TRUE);
  if (options->is_unjudged)
    {
      troupe_conductor_set_review_funcs (conductor, NULL, NULL, NULL);
      troupe_run_get_terms (run)->is_unjudged = TRUE;
    }
  if (options->has_ceiling)
    troupe_conductor_set_tool_ceiling (conductor, options->ceiling);
  if (options->limits != NULL)
    troupe_conductor_set_budget (conductor, g_steal_pointer (&options->limits));
  if (settings->base_url != NULL)
    troupe_run_terms_set_unsaved (troupe_run_get_terms (run), settings->provider, settings->base_url);
  if (options->step != NULL)
    troupe_conductor_pause (conductor, NULL);

  return check (context, conductor, last_resort_id, error) &&
         prepare_tickets (context, settings, run, last_resort_id, error) &&
         wait_for_ledger (context, error);
}

/* The conductor of a run that can begin, or NULL with @error. */
static TroupeConductor *
prepare (TroupeCliContext     *context,
         TroupeCliSettings    *settings,
         TroupeCliRunOptions  *options,
         const char           *track_id,
         GError              **error)
{
  TroupeWorkspace *workspace = troupe_cli_context_open (context, error);
  const char *last_resort_id = settings->persona != NULL ? settings->persona : TROUPE_CLI_LAST_RESORT;
  TroupeTrack *track;
  g_autoptr(TroupeConductor) conductor = NULL;

  if (workspace == NULL || !troupe_cli_context_check_settings (context, error))
    return NULL;

  track = troupe_cli_context_find_track (context, track_id, error);
  if (track == NULL || (settings->persona != NULL &&
                        troupe_cli_context_find_persona (context, last_resort_id, error) == NULL))
    return NULL;

  /* Nothing to do is not well done: whoever has a goal wants more than that. */
  if (g_list_model_get_n_items (troupe_track_list_tickets (track)) == 0)
    {
      g_set_error (error, TROUPE_CLI_ERROR, TROUPE_CLI_ERROR_BROKEN,
                   _("The track “%s” has no tickets yet; have them made with “troupectl plan %s --fill”."), track_id, track_id);
      return NULL;
    }

  troupe_cli_check_note_unknown (context, track);
  conductor = troupe_workspace_create_conductor (workspace, track);
  if (!troupe_cli_run_prepare (context, settings, options, conductor, last_resort_id, error))
    return NULL;

  return g_steal_pointer (&conductor);
}

static gboolean
is_completed (Show       *show,
              const char *ticket_id)
{
  TroupeRunTicket *ticket = troupe_run_find_ticket (show->run, ticket_id);

  return ticket == NULL || troupe_run_ticket_get_state (ticket) == TROUPE_TICKET_STATE_COMPLETED;
}

/* Tickets that are completed are so, whatever they had to do without; that is said and no more. One that is not may have
 * failed because of it, and then the whole was refused. */
static void
note_unasked (Show    *show,
              GError **error)
{
  g_autoptr(GError) refusal = NULL;
  GHashTableIter iter;
  gpointer id;

  if (troupe_cli_tools_check (show->n_unasked, &refusal))
    return;

  g_hash_table_iter_init (&iter, show->unasked);
  while (g_error_matches (*error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_FAILED) && g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (is_completed (show, id))
        continue;
      g_clear_error (error);
      *error = g_steal_pointer (&refusal);
      return;
    }

  troupe_cli_printer_note (show->context->printer, "%s", refusal->message);
}

/**
 * troupe_cli_run_perform:
 * @context: the context
 * @options: how the run is to go
 * @conductor: who performs; troupe_cli_run_prepare() found nothing wrong
 * @error: (optional): set on failure
 *
 * Performs a run and shows how it goes.
 *
 * Errors are those of troupe_conductor_run_finish(), and %TROUPE_ENGINE_ERROR_POLICY.
 *
 * Returns: whether all of it was done
 */
gboolean
troupe_cli_run_perform (TroupeCliContext     *context,
                        TroupeCliRunOptions  *options,
                        TroupeConductor      *conductor,
                        GError              **error)
{
  g_autoptr(GHashTable) unasked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Show show = { .context = context, .run = troupe_conductor_get_run (conductor), .unasked = unasked };
  gint64 started_us = troupe_clock_get_monotonic_us ();
  GError *local_error = NULL;

  show_begin (&show, conductor);
  perform (context, conductor, &show, options->step_kind, &local_error);
  show_end (&show, conductor, started_us);
  note_unasked (&show, &local_error);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, local_error);
  return FALSE;
}

/**
 * troupe_cli_run_run:
 * @context: the context
 * @arguments: (array zero-terminated=1): what stands behind the name of the command
 *
 * Runs “troupectl run”, which performs the tickets of a track.
 *
 * Returns: how it ended; what failed is said already
 */
TroupeCliStatus
troupe_cli_run_run (TroupeCliContext  *context,
                    char             **arguments)
{
  g_auto(TroupeCliSettings) settings = { NULL };
  g_auto(TroupeCliRunOptions) options = { NULL };
  g_auto(GStrv) rest = NULL;
  g_autoptr(TroupeConductor) conductor = NULL;
  g_autoptr(GError) error = NULL;

  if (!troupe_cli_run_options_parse (context, _("TRACK"), _("Which track? Name it by its id."), &settings, &options,
                                     arguments, &rest, &error))
    return troupe_cli_context_fail (context, error);

  conductor = prepare (context, &settings, &options, rest[0], &error);
  if (conductor == NULL || !troupe_cli_run_perform (context, &options, conductor, &error))
    return troupe_cli_context_fail (context, error);

  return TROUPE_CLI_STATUS_DONE;
}
