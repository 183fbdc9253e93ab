/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-rehearsal-private.h"

/*
 * The parts that Rehearsal plays in a run: who writes the specification, who makes tickets of it, who works, who judges.
 */

#define REASON "The result does not say how it was tested."

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

/*
 * troupe_rehearsal_play_orchestrator:
 * @text: appended to
 * @subject: what the goal is
 *
 * Writes a specification.
 */
void
troupe_rehearsal_play_orchestrator (GString    *text,
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

/*
 * troupe_rehearsal_make_tickets:
 * @subject: what the goal is
 * @goes_round: whether they depend on each other in a circle, which nobody can accept
 *
 * Makes the four tickets of every rehearsal.
 *
 * Returns: (transfer full): a JSON object
 */
char *
troupe_rehearsal_make_tickets (const char *subject,
                               gboolean    goes_round)
{
  g_autofree char *title = json_text (*subject != '\0' ? subject : "the goal");

  return g_strdup_printf ("{\n"
                          "  \"tickets\": [\n"
                          "    {\"id\": \"T1\", \"title\": \"Find where it belongs\",\n"
                          "     \"description\": \"Read what is there and name the files to change for: %s\",\n"
                          "     \"depends_on\": [%s], \"acceptance\": \"The files are named, with reasons.\"},\n"
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
                          "}", title, goes_round ? "\"T4\"" : "");
}

/*
 * troupe_rehearsal_play_tech_lead:
 * @text: appended to
 * @subject: what the goal is
 * @is_called: whether the tickets are handed in by a tool
 *
 * Says what the work falls into.
 */
void
troupe_rehearsal_play_tech_lead (GString    *text,
                                 const char *subject,
                                 gboolean    is_called)
{
  g_autofree char *tickets = troupe_rehearsal_make_tickets (subject, FALSE);

  g_string_append (text, "The work falls into four tickets; the two in the middle can be done at the same time.\n");
  if (!is_called)
    g_string_append_printf (text, "\n```json\n%s\n```\n", tickets);
}

/*
 * troupe_rehearsal_play_worker:
 * @text: appended to
 * @n_messages: how much it was told
 * @subject: what the ticket is
 *
 * Says what a worker would do.
 */
void
troupe_rehearsal_play_worker (GString    *text,
                              guint       n_messages,
                              const char *subject)
{
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

/*
 * troupe_rehearsal_make_verdict:
 * @rejects: whether the result goes back
 *
 * Makes a verdict.
 *
 * Returns: (transfer full): a JSON object
 */
char *
troupe_rehearsal_make_verdict (gboolean rejects)
{
  return g_strdup (rejects ? "{\"verdict\": \"reject\", \"reasons\": [\"" REASON "\"]}" : "{\"verdict\": \"accept\", \"reasons\": []}");
}

/*
 * troupe_rehearsal_rejects:
 * @assignment: what is to be judged, with what was said of earlier attempts
 * @n_rejects: how often to reject
 *
 * Says whether it is still to be rejected: what a rehearsal said before is in what it is given now.
 *
 * Returns: whether it is
 */
gboolean
troupe_rehearsal_rejects (const char *assignment,
                          guint       n_rejects)
{
  guint n_earlier = 0;

  for (const char *at = strstr (assignment, REASON); at != NULL; at = strstr (at + strlen (REASON), REASON))
    n_earlier++;

  return n_earlier < n_rejects;
}

/*
 * troupe_rehearsal_play_qa:
 * @text: appended to
 * @rejects: whether the result goes back
 * @is_called: whether the verdict is given by a tool
 *
 * Says what a reviewer would.
 */
void
troupe_rehearsal_play_qa (GString  *text,
                          gboolean  rejects,
                          gboolean  is_called)
{
  g_autofree char *verdict = troupe_rehearsal_make_verdict (rejects);

  if (rejects)
    g_string_append (text,
                     "Verdict: reject\n\n"
                     "The message asked for a rejection. A reviewer would say here what is missing:\n\n"
                     "- " REASON "\n");
  else
    g_string_append (text,
                     "Verdict: accept\n\n"
                     "A reviewer would hold the result against the acceptance criteria here. In a rehearsal everything "
                     "is accepted unless the message says otherwise.\n");
  if (!is_called)
    g_string_append_printf (text, "\n```json\n%s\n```\n", verdict);
}
