/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "json/troupe-settings-codec.h"
#include "troupe-cli-json.h"
#include "troupe-cli-runs-show.h"
#include "troupe-cli-wait.h"
#include "troupe-enum-types.h"
#include "troupe-json.h"

/* How runs look: as tables for people, as objects for programs. What nobody knows is null there and “unknown” here. */

static const struct
{
  TroupeUsageKey  key;
  const char     *name;
} keys[] = {
  { TROUPE_USAGE_KEY_RUN, "run" },
  { TROUPE_USAGE_KEY_TIER, "tier" },
  { TROUPE_USAGE_KEY_TICKET, "ticket" },
  { TROUPE_USAGE_KEY_PERSONA, "persona" },
  { TROUPE_USAGE_KEY_MODEL, "model" },
};

static char *
format_local (gint64 time_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%F %T") : g_strdup ("");
}

static void
add_time (JsonObject *object,
          const char *name,
          gint64      time_us)
{
  g_autoptr(GDateTime) seconds = time_us > 0 ? g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC) : NULL;
  g_autoptr(GDateTime) time = seconds != NULL ? g_date_time_add (seconds, time_us % G_USEC_PER_SEC) : NULL;
  g_autofree char *start = time != NULL ? g_date_time_format (time, "%FT%T") : NULL;
  g_autofree char *text = start != NULL
    ? g_strdup_printf ("%s.%03dZ", start, g_date_time_get_microsecond (time) / 1000) : NULL;

  troupe_cli_json_add_string (object, name, text);
}

static const char *
name_state (const TroupeRunRecord *record)
{
  return troupe_run_record_is_interrupted (record) ? "interrupted"
         : troupe_enum_get_nick (TROUPE_TYPE_RUN_STATE, (int) record->state);
}

static const char *
describe_state (const TroupeRunRecord *record)
{
  if (troupe_run_record_is_interrupted (record))
    return _("interrupted");

  switch (record->state)
    {
    case TROUPE_RUN_STATE_RUNNING:
      return _("running");
    case TROUPE_RUN_STATE_PAUSED:
      return _("paused");
    case TROUPE_RUN_STATE_COMPLETED:
      return _("completed");
    case TROUPE_RUN_STATE_CANCELLED:
      return _("cancelled");
    case TROUPE_RUN_STATE_FAILED:
    default:
      return _("failed");
    }
}

static const char *
describe_ticket_state (TroupeTicketState state)
{
  switch (state)
    {
    case TROUPE_TICKET_STATE_READY:
      return _("ready");
    case TROUPE_TICKET_STATE_RUNNING:
      return _("running");
    case TROUPE_TICKET_STATE_REVIEW:
      return _("in review");
    case TROUPE_TICKET_STATE_COMPLETED:
      return _("completed");
    case TROUPE_TICKET_STATE_FAILED:
      return _("failed");
    case TROUPE_TICKET_STATE_BLOCKED:
      return _("blocked");
    case TROUPE_TICKET_STATE_SKIPPED:
      return _("skipped");
    case TROUPE_TICKET_STATE_CANCELLED:
      return _("cancelled");
    case TROUPE_TICKET_STATE_TODO:
    default:
      return _("to do");
    }
}

static const char *
describe_attempt_state (TroupeAttemptState state)
{
  switch (state)
    {
    case TROUPE_ATTEMPT_STATE_RUNNING:
      return _("running");
    case TROUPE_ATTEMPT_STATE_COMPLETED:
      return _("completed");
    case TROUPE_ATTEMPT_STATE_CANCELLED:
      return _("cancelled");
    case TROUPE_ATTEMPT_STATE_INTERRUPTED:
      return _("interrupted");
    case TROUPE_ATTEMPT_STATE_FAILED:
    default:
      return _("failed");
    }
}

static JsonObject *
record_to_json (const TroupeRunRecord *record)
{
  JsonObject *object = json_object_new ();

  troupe_cli_json_add_string (object, "id", record->id);
  troupe_cli_json_add_string (object, "track", record->track_id);
  troupe_cli_json_add_string (object, "title", record->title);
  troupe_cli_json_add_string (object, "project", record->project);
  troupe_cli_json_add_string (object, "state", name_state (record));
  troupe_cli_json_add_string (object, "reason", record->reason);
  troupe_cli_json_add_string (object, "performed_by", record->holder);
  json_object_set_boolean_member (object, "can_resume", record->has_track && record->holder == NULL &&
                                  !troupe_run_record_is_over (record));
  troupe_cli_json_add_count (object, "tickets", record->n_tickets);
  troupe_cli_json_add_count (object, "completed", record->n_completed);
  troupe_cli_json_add_count (object, "jobs", record->n_jobs > 0 ? (gint64) record->n_jobs : -1);
  troupe_cli_json_add_string (object, "last_resort", record->last_resort);
  add_time (object, "started", record->started_us);
  add_time (object, "updated", record->updated_us);
  add_time (object, "finished", record->finished_us);

  return object;
}

/**
 * troupe_cli_runs_show_list:
 * @context: the context
 * @records: (element-type TroupeRunRecord): the runs
 *
 * Prints which runs there were.
 */
void
troupe_cli_runs_show_list (TroupeCliContext *context,
                           GPtrArray        *records)
{
  const char *titles[] = { _("RUN"), _("TRACK"), _("STATE"), _("DONE"), _("BEGUN"), NULL };
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < records->len; i++)
    {
      TroupeRunRecord *record = g_ptr_array_index (records, i);
      char **cells = g_new0 (char *, 6);

      cells[0] = g_strdup (record->id);
      cells[1] = g_strdup (record->track_id != NULL ? record->track_id : "");
      cells[2] = g_strdup (describe_state (record));
      cells[3] = g_strdup_printf ("%u/%u", record->n_completed, record->n_tickets);
      cells[4] = format_local (record->started_us);
      g_ptr_array_add (rows, cells);
      json_array_add_object_element (array, record_to_json (record));
    }

  json_object_set_array_member (object, "runs", array);
  node = troupe_cli_json_wrap (object);
  troupe_cli_printer_json (context->printer, node);
  troupe_cli_printer_table (context->printer, titles, rows);
}

static JsonObject *
attempt_to_json (TroupeAttempt *attempt)
{
  TroupeMessage *answer = troupe_attempt_get_answer (attempt);
  TroupeVerdict verdict = troupe_attempt_get_verdict (attempt);
  JsonObject *object = json_object_new ();

  troupe_cli_json_add_count (object, "number", troupe_attempt_get_number (attempt));
  troupe_cli_json_add_string (object, "tier", troupe_enum_get_nick (TROUPE_TYPE_TIER, (int) troupe_attempt_get_tier (attempt)));
  troupe_cli_json_add_string (object, "state",
                              troupe_enum_get_nick (TROUPE_TYPE_ATTEMPT_STATE, (int) troupe_attempt_get_state (attempt)));
  troupe_cli_json_add_string (object, "reason", troupe_message_get_error (answer));
  troupe_cli_json_add_string (object, "persona_id", troupe_message_get_persona_id (answer));
  troupe_cli_json_add_string (object, "persona_revision", troupe_message_get_persona_revision (answer));
  troupe_cli_json_add_string (object, "provider", troupe_message_get_provider (answer));
  troupe_cli_json_add_string (object, "model_requested", troupe_message_get_model_requested (answer));
  troupe_cli_json_add_string (object, "model_served", troupe_message_get_model_served (answer));
  troupe_cli_json_add_string (object, "line", troupe_attempt_get_metadata (attempt));
  troupe_cli_json_add_usage (object, "usage", troupe_message_get_usage (answer));
  troupe_cli_json_add_string (object, "text", troupe_message_get_text (answer));
  troupe_cli_json_add_string (object, "edited_text", troupe_attempt_get_edit (attempt));
  troupe_cli_json_add_string (object, "edited_by", troupe_attempt_get_edit (attempt) != NULL ? "person" : NULL);
  troupe_cli_json_add_string (object, "verdict", verdict != TROUPE_VERDICT_NONE
                              ? troupe_enum_get_nick (TROUPE_TYPE_VERDICT, (int) verdict) : NULL);
  troupe_cli_json_add_string (object, "verdict_by", verdict != TROUPE_VERDICT_NONE ? "person" : NULL);

  return object;
}

static JsonArray *
tickets_to_json (TroupeRun *run)
{
  GListModel *tickets = troupe_run_list_tickets (run);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);
      GListModel *attempts = troupe_run_ticket_list_attempts (ticket);
      JsonObject *object = json_object_new ();
      JsonArray *inner = json_array_new ();

      troupe_cli_json_add_string (object, "id", troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket)));
      troupe_cli_json_add_string (object, "title", troupe_ticket_get_title (troupe_run_ticket_get_ticket (ticket)));
      troupe_cli_json_add_string (object, "state", troupe_enum_get_nick (TROUPE_TYPE_TICKET_STATE,
                                                                         (int) troupe_run_ticket_get_state (ticket)));
      troupe_cli_json_add_string (object, "reason", troupe_run_ticket_get_reason (ticket));
      for (guint k = 0; k < g_list_model_get_n_items (attempts); k++)
        {
          g_autoptr(TroupeAttempt) attempt = g_list_model_get_item (attempts, k);

          json_array_add_object_element (inner, attempt_to_json (attempt));
        }
      json_object_set_array_member (object, "attempts", inner);
      json_array_add_object_element (array, object);
    }

  return array;
}

/* @name and @state are (transfer full) */
static void
add_attempt_row (GPtrArray     *rows,
                 char          *name,
                 char          *state,
                 TroupeAttempt *attempt)
{
  TroupeMessage *answer = attempt != NULL ? troupe_attempt_get_answer (attempt) : NULL;
  const char *persona = answer != NULL ? troupe_message_get_persona_id (answer) : NULL;
  const char *model = answer != NULL ? troupe_message_get_model_requested (answer) : NULL;
  char **cells = g_new0 (char *, 6);

  cells[0] = name;
  cells[1] = state;
  cells[2] = attempt == NULL ? g_strdup ("")
             /* Translators: the number of an attempt, and how it ended */
             : g_strdup_printf (_("%u %s"), troupe_attempt_get_number (attempt),
                                describe_attempt_state (troupe_attempt_get_state (attempt)));
  cells[3] = g_strdup (persona != NULL ? persona : "");
  cells[4] = g_strdup (model != NULL ? model : "");
  g_ptr_array_add (rows, cells);
}

/* What a person made of it stands below who did the work, and who else judged it. */
static void
add_person_rows (GPtrArray     *rows,
                 TroupeAttempt *work)
{
  TroupeVerdict verdict = work != NULL ? troupe_attempt_get_verdict (work) : TROUPE_VERDICT_NONE;

  if (work != NULL && troupe_attempt_get_edit (work) != NULL)
    /* Translators: stands below the state of a ticket: a person edited what it came to */
    add_attempt_row (rows, g_strdup (""), g_strdup (_("  edited by a person")), NULL);
  if (verdict != TROUPE_VERDICT_NONE)
    /* Translators: stands below the state of a ticket */
    add_attempt_row (rows, g_strdup (""), g_strdup (verdict == TROUPE_VERDICT_ACCEPT ? _("  accepted by a person")
                                                                                     : _("  sent back by a person")), NULL);
}

/* Why those that failed did. A reason may be longer than a line, so it is no column. */
static void
show_reasons (TroupeCliContext *context,
              GListModel       *tickets)
{
  gboolean is_first = TRUE;

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);
      const char *reason = troupe_run_ticket_get_reason (ticket);

      if (reason == NULL || troupe_run_ticket_get_state (ticket) != TROUPE_TICKET_STATE_FAILED)
        continue;

      if (is_first)
        troupe_cli_printer_text (context->printer, TROUPE_CLI_STYLE_PLAIN, "\n", 1);
      is_first = FALSE;
      troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_BAD, "%s: %s",
                               troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket)), reason);
    }
}

static void
show_tickets (TroupeCliContext *context,
              TroupeRun        *run)
{
  GListModel *tickets = troupe_run_list_tickets (run);
  const char *titles[] = { _("TICKET"), _("STATE"), _("ATTEMPT"), _("PERSONA"), _("MODEL"), NULL };
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);
      TroupeAttempt *review = troupe_run_ticket_find_newest (ticket, TROUPE_TIER_QA);

      add_attempt_row (rows, g_strdup (troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket))),
                       g_strdup (describe_ticket_state (troupe_run_ticket_get_state (ticket))),
                       troupe_run_ticket_find_newest (ticket, TROUPE_TIER_NONE));
      if (review != NULL)
        /* Translators: stands below the state of a ticket, before who judged what it came to */
        add_attempt_row (rows, g_strdup (""), g_strdup (_("  review")), review);
      add_person_rows (rows, troupe_run_ticket_find_newest (ticket, TROUPE_TIER_NONE));
    }

  troupe_cli_printer_table (context->printer, titles, rows);
  show_reasons (context, tickets);
}

static char *
format_count (gint64 count)
{
  return count >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, count) : g_strdup (_("unknown"));
}

static char *
format_cost (const TroupeUsageSum *sum)
{
  if (isnan (sum->cost))
    return g_strdup (_("unknown"));
  if (sum->n_costs < sum->n_answers)
    /* Translators: an amount of money; some of what it is made of is unknown */
    return g_strdup_printf (_("at least %.4f"), sum->cost);

  return g_strdup_printf ("%.4f", sum->cost);
}

static JsonObject *
sum_to_json (const TroupeUsageSum *sum)
{
  JsonObject *object = json_object_new ();

  troupe_cli_json_add_string (object, "key", sum->key);
  troupe_cli_json_add_count (object, "answers", sum->n_answers);
  troupe_cli_json_add_usage (object, "usage", &sum->usage);
  if (isnan (sum->cost))
    json_object_set_null_member (object, "cost");
  else
    json_object_set_member (object, "cost", troupe_json_node_new_double (sum->cost));
  troupe_cli_json_add_count (object, "answers_with_cost", sum->n_costs);
  troupe_cli_json_add_count (object, "duration_ms", sum->duration_ms);

  return object;
}

static GPtrArray *
sum_up (TroupeCliContext  *context,
        const char        *run_id,
        TroupeUsageKey     key,
        GError           **error)
{
  TroupeLedger *ledger = troupe_workspace_get_ledger (context->workspace);
  g_autoptr(GAsyncResult) result = NULL;

  troupe_ledger_sum_usage_async (ledger, run_id, key, NULL, troupe_cli_wait_cb, &result);
  troupe_cli_wait (&result);

  return troupe_ledger_sum_usage_finish (ledger, result, error);
}

/* Adds what was used to @object, by whatever it can be added up, and to @rows for people. */
static gboolean
add_usage (TroupeCliContext  *context,
           const char        *run_id,
           JsonObject        *object,
           GPtrArray         *rows,
           GError           **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(GPtrArray) sums = sum_up (context, run_id, keys[i].key, error);
      JsonArray *array;

      if (sums == NULL)
        return FALSE;

      array = json_array_new ();
      for (guint k = 0; k < sums->len; k++)
        {
          TroupeUsageSum *sum = g_ptr_array_index (sums, k);
          char **cells = g_new0 (char *, 6);

          json_array_add_object_element (array, sum_to_json (sum));
          cells[0] = keys[i].key == TROUPE_USAGE_KEY_RUN ? g_strdup (_("all of it"))
                     : g_strdup (sum->key != NULL ? sum->key : _("unknown"));
          cells[1] = g_strdup_printf ("%u", sum->n_answers);
          cells[2] = format_count (sum->usage.input);
          cells[3] = format_count (sum->usage.output);
          cells[4] = format_cost (sum);
          g_ptr_array_add (rows, cells);
        }
      json_object_set_array_member (object, keys[i].name, array);
    }

  return TRUE;
}

static void
show_head (TroupeCliContext      *context,
           const TroupeRunRecord *record)
{
  g_autofree char *begun = format_local (record->started_us);
  TroupeCliPrinter *printer = context->printer;

  troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_BOLD, "%s", record->title != NULL ? record->title : record->id);
  /* Translators: the id of a run, its state, and the time when it began */
  troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_PLAIN, _("%s: %s, begun %s"), record->id, describe_state (record), begun);
  if (record->reason != NULL)
    troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_PLAIN, "%s", record->reason);
  if (record->holder != NULL)
    /* Translators: who performs a run, as in “process 7 on venus, since 2030-01-01 12:00:00” */
    troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_PLAIN, _("It is performed by %s."), record->holder);
  else if (!troupe_run_record_is_over (record))
    troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_PLAIN, _("To go on with it: troupectl resume %s"), record->id);
}

/**
 * troupe_cli_runs_show_one:
 * @context: the context
 * @run: a run, read back
 * @record: what else is known of it
 * @error: (optional): set on failure
 *
 * Prints how a run went: its tickets, their attempts, and what was used.
 *
 * Returns: whether all could be read
 */
gboolean
troupe_cli_runs_show_one (TroupeCliContext  *context,
                          TroupeRun         *run,
                          TroupeRunRecord   *record,
                          GError           **error)
{
  const char *titles[] = { _("USED BY"), _("ANSWERS"), _("INPUT"), _("OUTPUT"), _("COST"), NULL };
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr(JsonObject) object = record_to_json (record);
  g_autoptr(JsonNode) node = NULL;
  JsonObject *usage = json_object_new ();

  json_object_set_member (object, "session", troupe_settings_codec_encode (troupe_run_get_session (run), FALSE));
  json_object_set_array_member (object, "ticket_list", tickets_to_json (run));
  json_object_set_object_member (object, "usage", usage);
  if (!add_usage (context, record->id, usage, rows, error))
    return FALSE;

  node = troupe_cli_json_wrap (object);
  troupe_cli_printer_json (context->printer, node);

  show_head (context, record);
  troupe_cli_printer_text (context->printer, TROUPE_CLI_STYLE_PLAIN, "\n", 1);
  show_tickets (context, run);
  if (rows->len > 0)
    {
      troupe_cli_printer_text (context->printer, TROUPE_CLI_STYLE_PLAIN, "\n", 1);
      troupe_cli_printer_table (context->printer, titles, rows);
    }

  return TRUE;
}

/**
 * troupe_cli_runs_show_events:
 * @context: the context
 * @events: (element-type utf8): JSON objects
 *
 * Prints all that happened in a run, an object a line.
 */
void
troupe_cli_runs_show_events (TroupeCliContext *context,
                             GPtrArray        *events)
{
  for (guint i = 0; i < events->len; i++)
    {
      const char *text = g_ptr_array_index (events, i);
      g_autoptr(JsonNode) node = troupe_json_parse ("event", text, -1, NULL);

      /* One that can't be read is left out of what programs read. */
      if (node == NULL)
        continue;
      troupe_cli_printer_json (context->printer, node);
      troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN, "%s", text);
    }
}
