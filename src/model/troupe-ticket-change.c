/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-ticket.h"

/* How a ticket is changed by a line of text. */

#define PERSONA "persona_id="

/**
 * troupe_ticket_apply_text:
 * @self: the ticket
 * @assignment: `persona_id=ID`, or what troupe_ai_settings_apply_text() takes; nothing behind the equals sign takes back what
 *   the ticket says for itself
 * @error: (optional): set on failure
 *
 * Changes who performs a ticket, or a setting that it is performed with.
 *
 * Errors are in %TROUPE_MODEL_ERROR.
 *
 * Returns: whether it could be done
 */
gboolean
troupe_ticket_apply_text (TroupeTicket  *self,
                          const char    *assignment,
                          GError       **error)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), FALSE);
  g_return_val_if_fail (assignment != NULL, FALSE);

  if (!g_str_has_prefix (assignment, PERSONA))
    return troupe_ai_settings_apply_text (troupe_ticket_get_overrides (self), assignment, error);

  troupe_ticket_set_persona_id (self, assignment[strlen (PERSONA)] != '\0' ? assignment + strlen (PERSONA) : NULL);

  return TRUE;
}
