/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "troupe-answer.h"
#include "troupe-cli-command.h"
#include "troupe-cli-input.h"
#include "troupe-cli-json.h"
#include "troupe-cli-options.h"
#include "troupe-cli-wait.h"
#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-run-event.h"

/* troupectl ask: one question, and its answer as it comes. It is a conversation that nobody keeps. */

typedef struct
{
  TroupeCliContext *context;
  TroupeMessage    *answer;          /* (owned) (nullable) */
  gboolean          is_line_open;
} Ask;

/* Returns FALSE with @error when there is no question, or several. */
static gboolean
read_question (char       **rest,
               char       **files,
               char       **question,
               GError     **error)
{
  g_autofree char *text = NULL;

  if (rest[0] == NULL)
    return troupe_cli_fail_usage (error, _("What is the question? Write it behind “ask”, or “-” to read it."));
  if (rest[1] != NULL)
    return troupe_cli_fail_usage (error, _("There is one question; put it in quotes."));

  text = g_str_equal (rest[0], "-") ? troupe_cli_read_text (NULL, error) : g_strdup (rest[0]);
  if (text == NULL)
    return FALSE;
  /* What is blank around it is the chat’s to strip: the indent of a first line may be code. */
  if (text[strspn (text, " \t\r\n\f\v")] == '\0')
    return troupe_cli_fail_usage (error, _("The question is empty; write something."));

  *question = troupe_cli_compose_files ((const char * const *) files, text, error);
  return *question != NULL;
}

static void
text_appended_cb (TroupeMessage *answer,
                  guint64        offset,
                  Ask           *ask)
{
  const char *text = troupe_message_get_text (answer) + offset;
  gsize length = troupe_message_get_text_length (answer) - offset;

  troupe_cli_printer_text (ask->context->printer, TROUPE_CLI_STYLE_PLAIN, text, (gssize) length);
  ask->is_line_open = length > 0 && text[length - 1] != '\n';
}

/* A model that thinks for a minute should not look like one that hangs. */
static void
reasoning_appended_cb (TroupeMessage *answer,
                       guint64        offset,
                       Ask           *ask)
{
  if (!troupe_cli_printer_is_json (ask->context->printer))
    troupe_cli_printer_aside (ask->context->printer, troupe_message_get_reasoning (answer) + offset, -1);
}

static void
hop_cb (TroupeChat   *chat,
        const GError *reason,
        Ask          *ask)
{
  troupe_cli_printer_note (ask->context->printer, _("%s Going on with the next preferred model."), reason->message);
}

static void
broken_cb (GCancellable *broken,
           gpointer      chat)
{
  troupe_chat_stop (chat);
}

/* The engine says what an answer is good for; what to do about a limit is said here by the option’s name. */
static gboolean
check_whole (TroupeMessage     *answer,
             TroupeAiSettings  *settings,
             GError           **error)
{
  if (troupe_message_get_stop_reason (answer) != TROUPE_STOP_REASON_LENGTH)
    return troupe_answer_check (answer, error);

  if (troupe_ai_settings_get_state (settings, TROUPE_FIELD_MAX_OUTPUT_TOKENS) == TROUPE_FIELD_STATE_SET)
    g_set_error (error, TROUPE_CLI_ERROR, TROUPE_CLI_ERROR_INCOMPLETE,
                 _("The answer ends where max_output_tokens is reached, which is %" G_GINT64_FORMAT
                   "; raise it with --set max_output_tokens=N, or do not send it with --set max_output_tokens=omit."),
                 troupe_ai_settings_get_int (settings, TROUPE_FIELD_MAX_OUTPUT_TOKENS));
  else
    g_set_error_literal (error, TROUPE_CLI_ERROR, TROUPE_CLI_ERROR_INCOMPLETE,
                         _("The answer ends where the model’s own limit is reached; ask for a shorter one, or raise the "
                           "limit with --set max_output_tokens=N."));
  return FALSE;
}

static JsonNode *
describe (TroupeMessage *answer,
          const GError  *error)
{
  g_autoptr(JsonObject) object = json_object_new ();
  TroupeStopReason reason = troupe_message_get_stop_reason (answer);
  const char *provider = troupe_message_get_provider (answer);
  const char *message = troupe_message_get_error (answer);

  troupe_cli_json_add_string (object, "text", troupe_message_get_text (answer));
  troupe_cli_json_add_string (object, "reasoning", troupe_message_get_reasoning (answer));
  troupe_cli_json_add_string (object, "persona_id", troupe_message_get_persona_id (answer));
  troupe_cli_json_add_string (object, "persona_revision", troupe_message_get_persona_revision (answer));
  troupe_cli_json_add_string (object, "provider", provider);
  troupe_cli_json_add_string (object, "model_requested", troupe_message_get_model_requested (answer));
  troupe_cli_json_add_string (object, "model_served", troupe_message_get_model_served (answer));
  troupe_cli_json_add_string (object, "stop_reason", reason != TROUPE_STOP_REASON_UNKNOWN
                              ? troupe_enum_get_nick (TROUPE_TYPE_STOP_REASON, reason) : NULL);
  json_object_set_boolean_member (object, "complete", troupe_message_is_complete (answer));
  troupe_cli_json_add_usage (object, "usage", troupe_message_get_usage (answer));
  if (isnan (troupe_message_get_cost (answer)))
    json_object_set_null_member (object, "cost");
  else
    json_object_set_member (object, "cost", troupe_json_node_new_double (troupe_message_get_cost (answer)));
  troupe_cli_json_add_count (object, "duration_ms", troupe_message_get_duration_ms (answer));
  troupe_cli_json_add_count (object, "first_token_ms", troupe_message_get_first_token_ms (answer));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    troupe_cli_json_add_string (object, "error", _("Interrupted."));
  else
    troupe_cli_json_add_string (object, "error", message != NULL ? message : error != NULL ? error->message : NULL);

  return troupe_cli_json_wrap (object);
}

/* That another model answered is never kept to ourselves. */
static void
note_other_model (TroupeCliContext *context,
                  TroupeMessage    *answer)
{
  if (troupe_run_event_is_served_other (answer))
    troupe_cli_printer_note (context->printer, _("“%s” was asked, but “%s” answered."),
                             troupe_message_get_model_requested (answer), troupe_message_get_model_served (answer));
}

/* The line under the answer, for a person who looks on. */
static void
sum_up (TroupeCliContext *context,
        TroupeMessage    *answer)
{
  const TroupeUsage *usage = troupe_message_get_usage (answer);
  const char *served = troupe_message_get_model_served (answer);
  const char *requested = troupe_message_get_model_requested (answer);
  g_autoptr(GString) line = g_string_new (NULL);

  g_string_append_printf (line, "\n%s · %s/%s", troupe_message_get_persona_name (answer),
                          troupe_message_get_provider (answer), served != NULL ? served : requested);
  if (usage != NULL && usage->output >= 0)
    {
      g_autofree char *tokens = g_strdup_printf (ngettext ("%d token", "%d tokens", (gulong) usage->output),
                                                 (int) usage->output);

      g_string_append_printf (line, " · %s", tokens);
    }
  if (troupe_message_get_duration_ms (answer) >= 0)
    g_string_append_printf (line, " · %.1f s", (double) troupe_message_get_duration_ms (answer) / 1000);
  g_string_append_c (line, '\n');

  troupe_cli_printer_aside (context->printer, line->str, (gssize) line->len);
}

static TroupeMessage *
get_answer (TroupeConversation *conversation)
{
  GListModel *messages = troupe_conversation_list_messages (conversation);
  guint n_messages = g_list_model_get_n_items (messages);

  return n_messages > 1 ? g_list_model_get_item (messages, n_messages - 1) : NULL;
}

/* Asks, and waits for the end of the answer. */
static gboolean
converse (Ask             *ask,
          TroupeChat      *chat,
          const char      *question,
          GError         **error)
{
  GCancellable *broken = troupe_cli_printer_get_broken (ask->context->printer);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(TroupeMessage) whole = NULL;
  gulong broken_id;

  g_signal_connect (chat, "hop", G_CALLBACK (hop_cb), ask);
  troupe_chat_send_async (chat, question, ask->context->interrupt, troupe_cli_wait_cb, &result);

  ask->answer = get_answer (troupe_chat_get_conversation (chat));
  if (ask->answer != NULL)
    {
      g_signal_connect (ask->answer, "text-appended", G_CALLBACK (text_appended_cb), ask);
      g_signal_connect (ask->answer, "reasoning-appended", G_CALLBACK (reasoning_appended_cb), ask);
    }

  broken_id = g_cancellable_connect (broken, G_CALLBACK (broken_cb), chat, NULL);
  troupe_cli_wait (&result);
  g_cancellable_disconnect (broken, broken_id);

  g_signal_handlers_disconnect_by_data (chat, ask);
  if (ask->answer != NULL)
    g_signal_handlers_disconnect_by_data (ask->answer, ask);

  whole = troupe_chat_send_finish (chat, result, error);
  return whole != NULL;
}

static TroupeCliStatus
answer (TroupeCliContext *context,
        TroupeChat       *chat,
        const char       *question)
{
  Ask ask = { .context = context };
  g_autoptr(TroupeAiSettings) settings = troupe_resolver_snapshot (troupe_chat_get_resolver (chat));
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;

  if (converse (&ask, chat, question, &error))
    check_whole (ask.answer, settings, &error);

  if (ask.is_line_open)
    troupe_cli_printer_text (context->printer, TROUPE_CLI_STYLE_PLAIN, "\n", 1);
  if (ask.answer != NULL)
    {
      node = describe (ask.answer, error);
      troupe_cli_printer_json (context->printer, node);
      note_other_model (context, ask.answer);
    }

  if (error == NULL && !troupe_cli_printer_is_json (context->printer))
    sum_up (context, ask.answer);
  g_clear_object (&ask.answer);

  return error != NULL ? troupe_cli_context_fail (context, error) : TROUPE_CLI_STATUS_DONE;
}

/* The chat in which the question is put, or NULL with @error. */
static TroupeChat *
prepare (TroupeCliContext   *context,
         TroupeCliSettings  *settings,
         GError            **error)
{
  TroupeWorkspace *workspace = troupe_cli_context_open (context, error);
  TroupeProviderSet *providers;
  TroupePersona *persona;
  g_autoptr(TroupeResolver) resolver = NULL;
  g_autoptr(TroupeConversation) conversation = NULL;
  g_autoptr(TroupeAiSettings) session = troupe_ai_settings_new ();
  g_autoptr(TroupeAiSettings) dropped = NULL;

  if (workspace == NULL || !troupe_cli_context_check_settings (context, error))
    return NULL;

  providers = troupe_workspace_get_providers (workspace);
  persona = troupe_cli_context_find_persona (context, settings->persona != NULL ? settings->persona : TROUPE_CLI_LAST_RESORT,
                                             error);
  if (persona == NULL || !troupe_cli_settings_apply (settings, session, providers, error))
    return NULL;

  resolver = troupe_workspace_create_resolver (workspace);
  dropped = troupe_resolver_select_persona (resolver, persona);
  troupe_resolver_set_session (resolver, session);
  if (!troupe_cli_context_check_cast (context, resolver, error) ||
      !troupe_cli_context_check_model (context, resolver, error))
    return NULL;
  troupe_cli_context_fetch_keys (context, resolver, settings->base_url != NULL ? settings->provider : NULL);

  conversation = troupe_conversation_new ();
  return troupe_chat_new (conversation, resolver, troupe_workspace_get_catalog (workspace), providers, NULL);
}

/**
 * troupe_cli_run_ask:
 * @context: the context
 * @arguments: (array zero-terminated=1): what stands behind the name of the command
 *
 * Runs “troupectl ask”, which asks one question and prints the answer as it comes.
 *
 * Returns: how it ended; what failed is said already
 */
TroupeCliStatus
troupe_cli_run_ask (TroupeCliContext  *context,
                    char             **arguments)
{
  g_auto(TroupeCliSettings) settings = { NULL };
  g_auto(GStrv) files = NULL;
  g_auto(GStrv) rest = NULL;
  g_autofree char *question = NULL;
  g_autoptr(TroupeChat) chat = NULL;
  g_autoptr(GError) error = NULL;
  const GOptionEntry entries[] = {
    { "file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, N_("Put the text of this file before the question"), N_("FILE") },
    { NULL },
  };

  if (!troupe_cli_options_parse (context, _("TEXT|-"), entries, &settings, arguments, &rest, &error) ||
      !read_question (rest, files, &question, &error))
    return troupe_cli_context_fail (context, error);

  chat = prepare (context, &settings, &error);
  if (chat == NULL)
    return troupe_cli_context_fail (context, error);

  return answer (context, chat, question);
}
