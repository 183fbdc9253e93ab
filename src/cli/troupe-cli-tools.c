/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-approval.h"
#include "troupe-cli-tools.h"
#include "troupe-engine-error.h"
#include "troupe-json.h"

/* What people see of the tools that a run uses: each call in a line, and what went wrong with it. */

#define MAX_ARGUMENTS 200

static const char *
get_text (JsonNode   *event,
          const char *name)
{
  return troupe_json_node_get_string (json_object_get_member (json_node_get_object (event), name));
}

/* One line, however long, and with nothing in it that a terminal obeys. */
static char *
make_line (const char *text)
{
  glong length = g_utf8_strlen (text, -1);
  g_autofree char *start = g_utf8_substring (text, 0, MIN (length, MAX_ARGUMENTS));
  char *line = g_strconcat (start, length > MAX_ARGUMENTS ? "…" : "", NULL);

  for (char *at = line; *at != '\0'; at++)
    {
      if (g_ascii_iscntrl (*at))
        *at = ' ';
    }

  return g_strchomp (line);
}

/**
 * troupe_cli_tools_show:
 * @log: where people look
 * @run: the run
 * @event: an event of it, of whatever kind
 *
 * Shows an event if it is about a tool: a call, or a result that is none.
 */
void
troupe_cli_tools_show (TroupeCliStreamLog *log,
                       TroupeRun          *run,
                       JsonNode           *event)
{
  const char *name = get_text (event, "event");
  gboolean is_call = g_strcmp0 (name, "tool-call") == 0;
  TroupeRunTicket *ticket;
  const char *ticket_id;
  g_autofree char *detail = NULL;
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;

  if (!is_call && (g_strcmp0 (name, "tool-result") != 0 || g_strcmp0 (get_text (event, "outcome"), "ok") == 0))
    return;

  ticket = troupe_run_find_ticket (run, get_text (event, "ticket"));
  if (ticket == NULL)
    return;

  ticket_id = troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket));
  if (is_call)
    detail = troupe_json_write (json_object_get_member (json_node_get_object (event), "arguments"), FALSE, NULL);
  else
    detail = g_strdup (get_text (event, "text"));
  text = g_strconcat (is_call ? "→ " : "✗ ", get_text (event, "tool"), is_call ? " " : ": ", detail, NULL);
  line = make_line (text);

  troupe_cli_stream_log_end (log, ticket_id);
  troupe_cli_stream_log_line (log, ticket_id, is_call ? TROUPE_CLI_STYLE_DIM : TROUPE_CLI_STYLE_BAD, line);
  troupe_cli_stream_log_begin (log, ticket_id);
}

/**
 * troupe_cli_tools_is_unasked:
 * @event: an event of a run
 *
 * Tells a tool call that was denied because nobody was there to be asked.
 *
 * Returns: whether it is one
 */
gboolean
troupe_cli_tools_is_unasked (JsonNode *event)
{
  return g_strcmp0 (get_text (event, "event"), "approval-decided") == 0 &&
         g_strcmp0 (get_text (event, "rule"), TROUPE_RULE_NO_ONE_TO_ASK) == 0;
}

/**
 * troupe_cli_tools_check:
 * @n_unasked: how many tool calls were denied because nobody was there to be asked
 * @error: (optional): set on failure
 *
 * Judges a run that came to its end: what had to do without a tool may have been done badly.
 *
 * Returns: %FALSE with %TROUPE_ENGINE_ERROR_POLICY if there was any
 */
gboolean
troupe_cli_tools_check (guint    n_unasked,
                        GError **error)
{
  if (n_unasked == 0)
    return TRUE;

  g_set_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY,
               ngettext ("%u tool call was denied, because nobody is here who could be asked; allow the tool in the tool "
                         "preset, or choose another one.",
                         "%u tool calls were denied, because nobody is here who could be asked; allow the tools in the tool "
                         "preset, or choose another one.", n_unasked), n_unasked);
  return FALSE;
}
