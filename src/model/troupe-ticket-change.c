/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-field.h"
#include "troupe-model-error.h"
#include "troupe-ticket.h"

/* How a ticket is changed by a line of text. */

#define PERSONA "persona_id="

/* A ticket has one field more than the settings. */
static void
fail_unknown (const char  *assignment,
              GError     **error)
{
  g_autofree char *name = g_strndup (assignment, strcspn (assignment, "="));
  g_autofree char *names = troupe_field_list_names ();

  g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_FIELD,
               _("There is no field “%s” that is set of a ticket; use one of persona_id, %s, model."), name, names);
}

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
  g_autoptr(GError) local_error = NULL;

  g_return_val_if_fail (TROUPE_IS_TICKET (self), FALSE);
  g_return_val_if_fail (assignment != NULL, FALSE);

  if (!g_str_has_prefix (assignment, PERSONA))
    {
      if (troupe_ai_settings_apply_text (troupe_ticket_get_overrides (self), assignment, &local_error))
        return TRUE;
      if (g_error_matches (local_error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_FIELD))
        fail_unknown (assignment, error);
      else
        g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  troupe_ticket_set_persona_id (self, assignment[strlen (PERSONA)] != '\0' ? assignment + strlen (PERSONA) : NULL);

  return TRUE;
}
