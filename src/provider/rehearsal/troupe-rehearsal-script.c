/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-rehearsal-private.h"
#include "troupe-rehearsal-script.h"

/**
 * TroupeRehearsalScript:
 *
 * What Rehearsal will say to a request, worked out before a word of it is spoken.
 *
 * It is a pure function of the request: same request, same script. It never pretends to be more than a rehearsal.
 * Its words are not translated, just as a model's are not.
 *
 * A cue in the last message makes something happen: `[rehearse: fail rate]` and the other failures, `cut`, `silent`,
 * `slow`, `fast`, `mismatch`, `think`, `long N`, `say WORDS`, `call TOOL ARGUMENTS`; for who judges, `reject` and `reject N`, how
 * often; for who makes tickets, `cycle` and `bad-arguments`, which are mended when they come back. Several cues work together.
 * One that begins with the name of a tier, such as `[rehearse: qa fail rate]`, is for that tier alone; who judges heeds no other
 * but `reject`, because the ticket's own cues are in what it is given. Only such cues count in the system prompt.
 *
 * A worker that is offered tools first looks at the project's files, or calls what the cues say, and answers once it has the
 * results.
 */

#define PACE_NORMAL_MS 12
#define PACE_SLOW_MS   150
/* As the engine calls them; without them the same is said in text. */
#define TICKETS_TOOL   "submit_tickets"
#define VERDICT_TOOL   "submit_verdict"
#define NOTICE         "*This is a rehearsal: no model was asked.*\n\n"

/* The last thing that a person said; in a run, what was to be done, whatever was said of it since. */
static const char *
get_message (TroupeRequest *request)
{
  if (troupe_request_get_tier (request) != TROUPE_TIER_NONE)
    for (guint i = 0; i < troupe_request_get_n_messages (request); i++)
      if (troupe_request_get_role (request, i) == TROUPE_ROLE_USER)
        return troupe_request_get_text (request, i);

  for (guint i = troupe_request_get_n_messages (request); i > 0; i--)
    if (troupe_request_get_role (request, i - 1) == TROUPE_ROLE_USER)
      return troupe_request_get_text (request, i - 1);

  return "";
}

/* The first line that says something, without Markdown's marks and without cues, short enough to quote. */
static char *
first_line (const char *text,
            glong       max_letters)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", 64);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *cue = strstr (lines[i], "[rehearse:");
      char *line;
      g_autofree char *start = NULL;

      if (cue != NULL)
        *cue = '\0';
      line = lines[i];
      while (*line == '#' || *line == '*' || *line == '>' || *line == '-' || g_ascii_isspace (*line))
        line++;
      g_strchomp (line);
      if (*line == '\0')
        continue;
      if (g_utf8_strlen (line, -1) <= max_letters)
        return g_strdup (line);
      start = g_utf8_substring (line, 0, max_letters);
      return g_strconcat (start, "…", NULL);
    }

  return g_strdup ("");
}

/* What it is about. The ids of the two tickets that a planning has say nothing. */
static char *
dup_subject (TroupeRequest *request)
{
  g_autofree char *line = first_line (get_message (request), 80);
  TroupeTier tier = troupe_request_get_tier (request);
  const char *colon = strstr (line, ": ");

  if ((tier == TROUPE_TIER_ORCHESTRATOR || tier == TROUPE_TIER_TECH_LEAD) && colon != NULL &&
      memchr (line, ' ', (gsize) (colon - line)) == NULL)
    return g_strdup (colon + strlen (": "));

  return g_steal_pointer (&line);
}

static void
append_parameter (GString          *text,
                  TroupeAiSettings *parameters,
                  TroupeField       field)
{
  g_autofree char *value = NULL;

  if (troupe_ai_settings_get_state (parameters, field) == TROUPE_FIELD_STATE_SET)
    value = troupe_field_format (field, troupe_ai_settings_get_value (parameters, field));

  g_string_append_printf (text, "- `%s`: %s\n", troupe_field_get_name (field), value != NULL ? value : "not sent");
}

static void
play_conversation (GString       *text,
                   TroupeRequest *request,
                   const char    *subject)
{
  const char *system = troupe_request_get_system (request);
  TroupeAiSettings *parameters = troupe_request_get_parameters (request);

  if (*subject != '\0')
    g_string_append_printf (text, "You said: “%s”\n\n", subject);

  g_string_append (text, "A model would have been given this:\n\n");
  g_string_append_printf (text, "- `model`: %s\n",
                          troupe_request_get_model (request) != NULL ? troupe_request_get_model (request) : "rehearsal");
  append_parameter (text, parameters, TROUPE_FIELD_TEMPERATURE);
  append_parameter (text, parameters, TROUPE_FIELD_TOP_P);
  append_parameter (text, parameters, TROUPE_FIELD_MAX_OUTPUT_TOKENS);
  append_parameter (text, parameters, TROUPE_FIELD_REASONING_EFFORT);
  g_string_append_printf (text, "- messages: %u\n", troupe_request_get_n_messages (request));
  if (system != NULL && *system != '\0')
    {
      g_autofree char *start = first_line (system, 60);

      g_string_append_printf (text, "- system prompt: %ld characters, from “%s”\n", g_utf8_strlen (system, -1), start);
    }
  else
    g_string_append (text, "- system prompt: none\n");

  g_string_append (text,
                   "\nAn answer may hold code, so here is some:\n\n"
                   "```c\n"
                   "int\n"
                   "main (void)\n"
                   "{\n"
                   "  return 0;  /* nothing was computed */\n"
                   "}\n"
                   "```\n\n"
                   "Choose another provider for an answer with a mind behind it.\n");
}

static void
play_long (GString *text,
           guint    n_words)
{
  static const char * const words[] = {
    "the", "curtain", "rises", "and", "nobody", "knows", "their", "lines", "so", "we", "begin", "again",
  };

  for (guint i = 0; i < n_words; i++)
    {
      g_string_append (text, words[i % G_N_ELEMENTS (words)]);
      g_string_append (text, (i + 1) % 100 == 0 ? ".\n\n" : (i + 1) % 12 == 0 ? "\n" : " ");
    }
}

/* Whether tools have answered in this talk already. */
static gboolean
has_results (TroupeRequest *request)
{
  for (guint i = 0; i < troupe_request_get_n_messages (request); i++)
    {
      if (troupe_request_get_call_id (request, i) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* What somebody has to hand in by a tool, if there is one for it. What was wrong with it at first is mended the second time. */
static void
hand_in (TroupeRequest       *request,
         TroupeRehearsalCues *cues)
{
  const char *assignment = get_message (request);
  gboolean is_first = !has_results (request);
  g_autofree char *arguments = NULL;
  const char *tool = NULL;

  if (cues->say != NULL || cues->n_words > 0)
    return;

  if (troupe_request_get_tier (request) == TROUPE_TIER_TECH_LEAD && troupe_request_has_tool (request, TICKETS_TOOL))
    {
      g_autofree char *subject = dup_subject (request);

      tool = TICKETS_TOOL;
      arguments = troupe_rehearsal_make_tickets (subject, cues->goes_round && is_first);
    }
  else if (troupe_request_get_tier (request) == TROUPE_TIER_QA && troupe_request_has_tool (request, VERDICT_TOOL))
    {
      tool = VERDICT_TOOL;
      arguments = troupe_rehearsal_make_verdict (troupe_rehearsal_rejects (assignment, cues->n_rejects));
    }

  if (tool == NULL)
    return;
  if (cues->is_garbled && is_first)
    arguments[strlen (arguments) / 2] = '\0';
  troupe_rehearsal_cues_add_call (cues, tool, arguments);
}

/* Leaves in the calls of the cues only those that can be made, or finds one for a worker who was given none. */
static void
choose_calls (TroupeRequest       *request,
              TroupeRehearsalCues *cues)
{
  if (has_results (request))
    {
      g_ptr_array_set_size (cues->calls, 0);
      hand_in (request, cues);
      return;
    }

  for (guint i = cues->calls->len; i > 0; i--)
    {
      if (!troupe_request_has_tool (request, troupe_tool_call_get_name (g_ptr_array_index (cues->calls, i - 1))))
        g_ptr_array_remove_index (cues->calls, i - 1);
    }

  if (cues->calls->len == 0 && troupe_request_get_tier (request) == TROUPE_TIER_WORKER &&
      troupe_request_has_tool (request, "list_files"))
    troupe_rehearsal_cues_add_call (cues, "list_files", "{\"depth\":1}");
  if (cues->calls->len == 0)
    hand_in (request, cues);
}

static void
play_results (GString       *text,
              TroupeRequest *request)
{
  guint n_results = 0;
  gsize n_bytes = 0;

  for (guint i = 0; i < troupe_request_get_n_messages (request); i++)
    {
      if (troupe_request_get_call_id (request, i) == NULL)
        continue;
      n_results++;
      n_bytes += strlen (troupe_request_get_text (request, i));
    }

  if (n_results > 0)
    g_string_append_printf (text, "The tools gave %u %s, %" G_GSIZE_FORMAT " bytes in all.\n\n", n_results,
                            n_results == 1 ? "result" : "results", n_bytes);
}

static gboolean
is_call_of (const TroupeRehearsalCues *cues,
            const char                *tool)
{
  return g_str_equal (troupe_tool_call_get_name (g_ptr_array_index (cues->calls, 0)), tool);
}

static char *
write_text (TroupeRequest             *request,
            const TroupeRehearsalCues *cues)
{
  g_autoptr(GString) text = g_string_new (has_results (request) ? "" : NOTICE);
  g_autofree char *subject = dup_subject (request);
  gboolean is_called = cues->calls->len > 0;

  if (is_called && troupe_request_get_tier (request) == TROUPE_TIER_TECH_LEAD && is_call_of (cues, TICKETS_TOOL))
    {
      troupe_rehearsal_play_tech_lead (text, subject, TRUE);
      return g_string_free (g_steal_pointer (&text), FALSE);
    }
  if (is_called && troupe_request_get_tier (request) == TROUPE_TIER_QA && is_call_of (cues, VERDICT_TOOL))
    {
      troupe_rehearsal_play_qa (text, troupe_rehearsal_rejects (get_message (request), cues->n_rejects), TRUE);
      return g_string_free (g_steal_pointer (&text), FALSE);
    }
  if (is_called)
    {
      g_string_append (text, "First a look at what is there.\n");
      return g_string_free (g_steal_pointer (&text), FALSE);
    }

  play_results (text, request);
  if (cues->say != NULL)
    g_string_append_printf (text, "%s\n", cues->say);
  else if (cues->n_words > 0)
    play_long (text, cues->n_words);
  else
    switch (troupe_request_get_tier (request))
      {
      case TROUPE_TIER_ORCHESTRATOR:
        troupe_rehearsal_play_orchestrator (text, subject);
        break;
      case TROUPE_TIER_TECH_LEAD:
        troupe_rehearsal_play_tech_lead (text, subject, FALSE);
        break;
      case TROUPE_TIER_WORKER:
        troupe_rehearsal_play_worker (text, troupe_request_get_n_messages (request), subject);
        break;
      case TROUPE_TIER_QA:
        troupe_rehearsal_play_qa (text, troupe_rehearsal_rejects (get_message (request), cues->n_rejects), FALSE);
        break;
      case TROUPE_TIER_NONE:
      default:
        play_conversation (text, request, subject);
        break;
      }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A token is about four characters. This is an estimate, and the docs call it one. */
static gint64
estimate_tokens (const char *text)
{
  return text != NULL ? (g_utf8_strlen (text, -1) + 3) / 4 : 0;
}

static gint64
estimate_input (TroupeRequest *request)
{
  gint64 n_tokens = estimate_tokens (troupe_request_get_system (request));

  for (guint i = 0; i < troupe_request_get_n_messages (request); i++)
    n_tokens += estimate_tokens (troupe_request_get_text (request, i));

  return n_tokens;
}

/* The notice always stays whole, however little may be said. */
static void
limit_output (TroupeRehearsalScript *self,
              TroupeAiSettings      *parameters)
{
  gint64 max_letters;

  if (troupe_ai_settings_get_state (parameters, TROUPE_FIELD_MAX_OUTPUT_TOKENS) != TROUPE_FIELD_STATE_SET)
    return;

  max_letters = troupe_ai_settings_get_int (parameters, TROUPE_FIELD_MAX_OUTPUT_TOKENS);
  max_letters = max_letters > G_MAXINT32 ? G_MAXINT64 : max_letters * 4;
  max_letters = MAX (max_letters, (gint64) strlen (NOTICE));
  if (g_utf8_strlen (self->text, -1) <= max_letters)
    return;

  *g_utf8_offset_to_pointer (self->text, (glong) max_letters) = '\0';
  self->stop_reason = TROUPE_STOP_REASON_LENGTH;
}

static guint
choose_pace (const char                *model,
             const TroupeRehearsalCues *cues)
{
  if (cues->is_slow)
    return PACE_SLOW_MS;
  if (cues->is_fast)
    return 0;
  if (g_strcmp0 (model, "rehearsal-slow") == 0)
    return PACE_SLOW_MS;
  if (g_strcmp0 (model, "rehearsal-fast") == 0)
    return 0;
  return PACE_NORMAL_MS;
}

/**
 * troupe_rehearsal_script_new:
 * @request: what was asked
 *
 * Works out everything that Rehearsal will say and do. Nothing but @request goes into it.
 *
 * Returns: (transfer full): the script
 */
TroupeRehearsalScript *
troupe_rehearsal_script_new (TroupeRequest *request)
{
  g_autoptr(TroupeRehearsalScript) self = g_rc_box_new0 (TroupeRehearsalScript);
  TroupeAiSettings *parameters;
  const char *model;
  g_auto(TroupeRehearsalCues) cues = { NULL };

  g_return_val_if_fail (TROUPE_IS_REQUEST (request), NULL);

  parameters = troupe_request_get_parameters (request);
  model = troupe_request_get_model (request);
  /* The goal is in the system prompt of every tier. */
  if (troupe_request_get_tier (request) != TROUPE_TIER_NONE && troupe_request_get_system (request) != NULL)
    troupe_rehearsal_cues_read (&cues, troupe_request_get_system (request), troupe_request_get_tier (request), TRUE);
  troupe_rehearsal_cues_read (&cues, get_message (request), troupe_request_get_tier (request), FALSE);

  choose_calls (request, &cues);

  self->stop_reason = cues.calls->len > 0 ? TROUPE_STOP_REASON_TOOL_CALLS : TROUPE_STOP_REASON_END;
  if (cues.calls->len > 0)
    self->calls = g_ptr_array_ref (cues.calls);
  self->text = write_text (request, &cues);
  limit_output (self, parameters);
  if (cues.thinks || troupe_ai_settings_get_state (parameters, TROUPE_FIELD_REASONING_EFFORT) == TROUPE_FIELD_STATE_SET)
    self->reasoning = g_strdup ("A rehearsal does not think. A model that does would show its reasoning here.\n");
  self->model_served = g_strdup (cues.is_mismatch ? "rehearsal-understudy" : model != NULL ? model : "rehearsal");
  self->pace_ms = choose_pace (model, &cues);
  self->is_cut = cues.is_cut;
  self->is_silent = cues.is_silent;
  self->usage = (TroupeUsage) { 0 };
  self->usage.input = estimate_input (request);
  self->usage.reasoning = estimate_tokens (self->reasoning);
  self->usage.output = estimate_tokens (self->text) + self->usage.reasoning;
  if (cues.failure != NULL)
    self->error = troupe_provider_error_new (cues.failure->code, cues.failure->retry_after_ms,
                                             _(cues.failure->message));

  return g_steal_pointer (&self);
}

static void
script_clear (gpointer data)
{
  TroupeRehearsalScript *self = data;

  g_free (self->text);
  g_free (self->reasoning);
  g_free (self->model_served);
  g_clear_pointer (&self->calls, g_ptr_array_unref);
  g_clear_error (&self->error);
}

/**
 * troupe_rehearsal_script_ref:
 * @self: the script
 *
 * Returns: (transfer full): @self
 */
TroupeRehearsalScript *
troupe_rehearsal_script_ref (TroupeRehearsalScript *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_rc_box_acquire (self);
}

/**
 * troupe_rehearsal_script_unref:
 * @self: (transfer full): the script
 *
 * Lets go of the script.
 */
void
troupe_rehearsal_script_unref (TroupeRehearsalScript *self)
{
  g_return_if_fail (self != NULL);

  g_rc_box_release_full (self, script_clear);
}
