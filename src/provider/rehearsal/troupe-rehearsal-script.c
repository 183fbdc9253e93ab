/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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
 * `slow`, `fast`, `mismatch`, `think`, `reject`, `long N`, `say WORDS`, `call TOOL ARGUMENTS`. Several cues work together.
 *
 * A worker that is offered tools first looks at the project's files, or calls what the cues say, and answers once it has the
 * results.
 */

#define PACE_NORMAL_MS 12
#define PACE_SLOW_MS   150
#define MAX_LONG_WORDS 2000000
#define NOTICE         "*This is a rehearsal: no model was asked.*\n\n"

typedef struct
{
  const char          *word;
  TroupeProviderError  code;
  gint64               retry_after_ms;
  const char          *message;
} Failure;

static const Failure failures[] = {
  { "key", TROUPE_PROVIDER_ERROR_KEY, -1,
    N_("Rehearsal was told to refuse the key; take the cue out of the message.") },
  { "model", TROUPE_PROVIDER_ERROR_MODEL, -1,
    N_("Rehearsal was told not to know the model; take the cue out of the message.") },
  { "request", TROUPE_PROVIDER_ERROR_REQUEST, -1,
    N_("Rehearsal was told to find fault with the request; take the cue out of the message.") },
  { "too-long", TROUPE_PROVIDER_ERROR_TOO_LONG, -1,
    N_("Rehearsal was told to find the request too long; take the cue out of the message.") },
  { "credit", TROUPE_PROVIDER_ERROR_CREDIT, -1,
    N_("Rehearsal was told to be out of credit; take the cue out of the message.") },
  { "rate", TROUPE_PROVIDER_ERROR_RATE, 1000,
    N_("Rehearsal was told to ask for a pause of 1 second; try again then.") },
  { "overloaded", TROUPE_PROVIDER_ERROR_OVERLOADED, -1,
    N_("Rehearsal was told to be overloaded; try again later.") },
  { "refused", TROUPE_PROVIDER_ERROR_REFUSED, -1,
    N_("Rehearsal was told to refuse the content; take the cue out of the message.") },
  { "timeout", TROUPE_PROVIDER_ERROR_TIMED_OUT, -1,
    N_("Rehearsal was told to be silent for too long; try again.") },
  { "connection", TROUPE_PROVIDER_ERROR_CONNECTION, -1,
    N_("Rehearsal was told not to be there; try again.") },
  { "tls", TROUPE_PROVIDER_ERROR_TLS, -1,
    N_("Rehearsal was told not to be trusted; take the cue out of the message.") },
  { "protocol", TROUPE_PROVIDER_ERROR_PROTOCOL, -1,
    N_("Rehearsal was told to talk nonsense; take the cue out of the message.") },
};

typedef struct
{
  const Failure *failure;
  char          *say;
  GPtrArray     *calls;     /* (element-type TroupeToolCall) */
  guint          n_words;
  gboolean       is_cut;
  gboolean       is_silent;
  gboolean       is_slow;
  gboolean       is_fast;
  gboolean       is_mismatch;
  gboolean       thinks;
  gboolean       rejects;
} Cues;

static const char *
last_message (TroupeRequest *request)
{
  for (guint i = troupe_request_get_n_messages (request); i > 0; i--)
    if (troupe_request_get_role (request, i - 1) == TROUPE_ROLE_USER)
      return troupe_request_get_text (request, i - 1);

  return "";
}

static void
add_call (GPtrArray  *calls,
          const char *tool,
          const char *arguments)
{
  g_autofree char *id = g_strdup_printf ("rehearsal-%u", calls->len + 1);

  g_ptr_array_add (calls, troupe_tool_call_new (id, tool, arguments));
}

static void
read_cue (Cues *cues,
          char *cue)
{
  g_strstrip (cue);

  if (g_str_has_prefix (cue, "fail"))
    {
      const char *word = g_strstrip (cue + strlen ("fail"));

      cues->failure = &failures[0];
      for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
        if (g_str_equal (failures[i].word, word))
          cues->failure = &failures[i];
    }
  else if (g_str_has_prefix (cue, "long "))
    cues->n_words = (guint) MIN (g_ascii_strtoull (cue + strlen ("long "), NULL, 10), MAX_LONG_WORDS);
  else if (g_str_has_prefix (cue, "say "))
    {
      g_free (cues->say);
      cues->say = g_strdup (cue + strlen ("say "));
    }
  else if (g_str_has_prefix (cue, "call "))
    {
      g_auto(GStrv) parts = g_strsplit (cue + strlen ("call "), " ", 2);

      add_call (cues->calls, parts[0], parts[1]);
    }
  else if (g_str_equal (cue, "cut"))
    cues->is_cut = TRUE;
  else if (g_str_equal (cue, "silent"))
    cues->is_silent = TRUE;
  else if (g_str_equal (cue, "slow"))
    cues->is_slow = TRUE;
  else if (g_str_equal (cue, "fast"))
    cues->is_fast = TRUE;
  else if (g_str_equal (cue, "mismatch"))
    cues->is_mismatch = TRUE;
  else if (g_str_equal (cue, "think"))
    cues->thinks = TRUE;
  else if (g_str_equal (cue, "reject"))
    cues->rejects = TRUE;
}

static void
read_cues (Cues       *cues,
           const char *text)
{
  static const char opening[] = "[rehearse:";
  const char *at = text;

  while ((at = strstr (at, opening)) != NULL)
    {
      const char *start = at + strlen (opening);
      const char *end = strchr (start, ']');
      g_autofree char *cue = NULL;

      if (end == NULL)
        return;
      cue = g_strndup (start, (gsize) (end - start));
      read_cue (cues, cue);
      at = end;
    }
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

/* As JSON text without the quotes. */
static char *
json_text (const char *text)
{
  g_autoptr(GString) escaped = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (escaped, '\\');
      if ((guchar) *at < 0x20)
        g_string_append_c (escaped, ' ');
      else
        g_string_append_c (escaped, *at);
    }

  return g_strdup (escaped->str);
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
play_orchestrator (GString    *text,
                   const char *subject)
{
  g_string_append_printf (text,
                          "# Specification\n\n"
                          "**Goal.** %s\n\n"
                          "## What is wanted\n\n"
                          "1. The smallest change that reaches the goal, in the style of what is there.\n"
                          "2. A test that fails without it.\n"
                          "3. A paragraph that tells users what is new.\n\n"
                          "## What is not wanted\n\n"
                          "- Changes that the goal does not need.\n"
                          "- New dependencies.\n\n"
                          "## How it is judged\n\n"
                          "- [ ] The tests pass.\n"
                          "- [ ] Somebody who was not here understands the change from its description.\n",
                          *subject != '\0' ? subject : "(none was given)");
}

static void
play_tech_lead (GString    *text,
                const char *subject)
{
  g_autofree char *title = json_text (*subject != '\0' ? subject : "the goal");

  g_string_append_printf (text,
                          "The work falls into four tickets; the two in the middle can be done at the same time.\n\n"
                          "```json\n"
                          "{\n"
                          "  \"tickets\": [\n"
                          "    {\"id\": \"T1\", \"title\": \"Find where it belongs\",\n"
                          "     \"description\": \"Read what is there and name the files to change for: %s\",\n"
                          "     \"depends_on\": [], \"acceptance\": \"The files are named, with reasons.\"},\n"
                          "    {\"id\": \"T2\", \"title\": \"Make the change\",\n"
                          "     \"description\": \"Make the smallest change that does it.\",\n"
                          "     \"depends_on\": [\"T1\"], \"acceptance\": \"The change does what the specification says.\"},\n"
                          "    {\"id\": \"T3\", \"title\": \"Write the test\",\n"
                          "     \"description\": \"Write a test that fails without the change.\",\n"
                          "     \"depends_on\": [\"T1\"], \"acceptance\": \"The test fails before and passes after.\"},\n"
                          "    {\"id\": \"T4\", \"title\": \"Tell users\",\n"
                          "     \"description\": \"Describe what is new in one paragraph.\",\n"
                          "     \"depends_on\": [\"T2\", \"T3\"], \"acceptance\": \"A user understands it.\"}\n"
                          "  ]\n"
                          "}\n"
                          "```\n",
                          title);
}

static void
play_worker (GString       *text,
             TroupeRequest *request,
             const char    *subject)
{
  guint n_messages = troupe_request_get_n_messages (request);

  g_string_append_printf (text,
                          "## %s\n\n"
                          "This is what a worker would do with the ticket:\n\n"
                          "- Read the ticket and what came before it (%u %s).\n"
                          "- Change only the files that the ticket names.\n"
                          "- Run the check that the ticket asks for, and report what it said.\n\n"
                          "A change would be shown like this:\n\n"
                          "```diff\n"
                          "--- a/notes.txt\n"
                          "+++ b/notes.txt\n"
                          "@@ -1 +1,2 @@\n"
                          " First line.\n"
                          "+A line that a rehearsal made up; no file was changed.\n"
                          "```\n\n"
                          "**Result.** Rehearsed; nothing on disk was touched.\n",
                          *subject != '\0' ? subject : "Ticket", n_messages, n_messages == 1 ? "message" : "messages");
}

static void
play_qa (GString  *text,
         gboolean  rejects)
{
  if (rejects)
    g_string_append (text,
                     "Verdict: reject\n\n"
                     "The message asked for a rejection. A reviewer would say here what is missing:\n\n"
                     "- The result does not say how it was tested.\n\n"
                     "```json\n"
                     "{\"verdict\": \"reject\", \"reasons\": [\"The result does not say how it was tested.\"]}\n"
                     "```\n");
  else
    g_string_append (text,
                     "Verdict: accept\n\n"
                     "A reviewer would hold the result against the acceptance criteria here. In a rehearsal everything "
                     "is accepted unless the message says otherwise.\n\n"
                     "```json\n"
                     "{\"verdict\": \"accept\", \"reasons\": []}\n"
                     "```\n");
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

/* Leaves in the calls of the cues only those that can be made, or finds one for a worker who was given none. */
static void
choose_calls (TroupeRequest *request,
              Cues          *cues)
{
  if (has_results (request))
    {
      g_ptr_array_set_size (cues->calls, 0);
      return;
    }

  for (guint i = cues->calls->len; i > 0; i--)
    {
      if (!troupe_request_has_tool (request, troupe_tool_call_get_name (g_ptr_array_index (cues->calls, i - 1))))
        g_ptr_array_remove_index (cues->calls, i - 1);
    }

  if (cues->calls->len == 0 && troupe_request_get_tier (request) == TROUPE_TIER_WORKER &&
      troupe_request_has_tool (request, "list_files"))
    add_call (cues->calls, "list_files", "{\"depth\":1}");
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

static char *
write_text (TroupeRequest *request,
            const Cues    *cues)
{
  g_autoptr(GString) text = g_string_new (has_results (request) ? "" : NOTICE);
  g_autofree char *subject = first_line (last_message (request), 80);

  if (cues->calls->len > 0)
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
        play_orchestrator (text, subject);
        break;
      case TROUPE_TIER_TECH_LEAD:
        play_tech_lead (text, subject);
        break;
      case TROUPE_TIER_WORKER:
        play_worker (text, request, subject);
        break;
      case TROUPE_TIER_QA:
        play_qa (text, cues->rejects);
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
choose_pace (const char *model,
             const Cues *cues)
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
  g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_tool_call_unref);
  Cues cues = { .calls = calls };

  g_return_val_if_fail (TROUPE_IS_REQUEST (request), NULL);

  parameters = troupe_request_get_parameters (request);
  model = troupe_request_get_model (request);
  read_cues (&cues, last_message (request));

  choose_calls (request, &cues);

  self->stop_reason = calls->len > 0 ? TROUPE_STOP_REASON_TOOL_CALLS : TROUPE_STOP_REASON_END;
  if (calls->len > 0)
    self->calls = g_ptr_array_ref (calls);
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
  g_free (cues.say);

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
