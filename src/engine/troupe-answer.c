/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-answer.h"

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n\f\v")] == '\0';
}

/**
 * troupe_answer_check:
 * @answer: an answer that came to its end
 * @error: (optional): set to %TROUPE_ENGINE_ERROR_ANSWER when it is not usable
 *
 * Judges whether an answer is one that somebody can build on. That it came to an end is not enough. A ticket, a retry and
 * “troupectl ask” all judge by this.
 *
 * Returns: whether it is whole and says something
 */
gboolean
troupe_answer_check (TroupeMessage  *answer,
                     GError        **error)
{
  const char *reason = NULL;

  g_return_val_if_fail (TROUPE_IS_MESSAGE (answer), FALSE);

  switch (troupe_message_get_stop_reason (answer))
    {
    case TROUPE_STOP_REASON_LENGTH:
      reason = _("The answer was cut off at its maximum length; allow more output tokens, or ask for less.");
      break;

    case TROUPE_STOP_REASON_REFUSAL:
      reason = _("The model refused to answer; word it differently, or try another model.");
      break;

    case TROUPE_STOP_REASON_TOOL_CALLS:
      reason = _("The model asked for a tool and was given none; try another model.");
      break;

    case TROUPE_STOP_REASON_CANCELLED:
    case TROUPE_STOP_REASON_ERROR:
      reason = _("The answer is not complete; ask again.");
      break;

    case TROUPE_STOP_REASON_UNKNOWN:
    case TROUPE_STOP_REASON_END:
    default:
      if (is_blank (troupe_message_get_text (answer)))
        reason = _("The answer was empty; ask again, or try another model.");
      break;
    }

  if (reason == NULL)
    return TRUE;

  g_set_error_literal (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_ANSWER, reason);
  return FALSE;
}
