/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "troupe-cli-approvals.h"
#include "troupe-json.h"

/**
 * TroupeCliApprovals:
 *
 * Asks the person at the terminal what the inbox wants to know, one question at a time, the oldest first. Standard input is
 * read only while a question is open. At its end there is nobody to ask any more.
 */
struct _TroupeCliApprovals
{
  TroupeApprovalInbox *inbox;   /* (owned) */
  TroupeCliStreamLog  *log;
  TroupeApproval      *shown;   /* (owned) (nullable): the question that stands there */
  GString             *input;   /* what was typed of a line */
  guint                input_id;
  gboolean             is_held;  /* a line of something else is being typed */
};

#define MAX_ARGUMENTS 300
#define MAX_LINE      4096

static char *
make_line (TroupeApproval *approval)
{
  g_autofree char *arguments = troupe_json_write (troupe_approval_get_arguments (approval), FALSE, NULL);
  g_autofree char *start = g_utf8_substring (arguments, 0, MIN (g_utf8_strlen (arguments, -1), MAX_ARGUMENTS));
  char *line = g_strdup_printf (/* Translators: a persona, a tool and its arguments; o, t, r and n are what is typed */
                                _("? %s wants to use %s %s — o: once, t: for this ticket, r: for this run, n: no (and why)"),
                                troupe_approval_get_persona_id (approval), troupe_approval_get_tool (approval), start);

  for (char *at = line; *at != '\0'; at++)
    {
      if (g_ascii_iscntrl (*at))
        *at = ' ';
    }

  return line;
}

static void
show (TroupeCliApprovals *self)
{
  g_autofree char *line = make_line (self->shown);

  troupe_cli_stream_log_line (self->log, troupe_approval_get_ticket_id (self->shown), TROUPE_CLI_STYLE_BOLD, line);
}

static gboolean
input_cb (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  TroupeCliApprovals *self = user_data;
  char bytes[256];
  gssize n_read = read (fd, bytes, sizeof bytes);
  char *newline;

  if (n_read < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  if (n_read <= 0)
    {
      self->input_id = 0;
      troupe_approval_inbox_set_has_person (self->inbox, FALSE);
      return G_SOURCE_REMOVE;
    }

  g_string_append_len (self->input, bytes, n_read);
  while ((newline = memchr (self->input->str, '\n', self->input->len)) != NULL)
    {
      g_autofree char *line = g_strndup (self->input->str, (gsize) (newline - self->input->str));

      g_string_erase (self->input, 0, newline + 1 - self->input->str);
      troupe_cli_approvals_take (self, line);
    }
  if (self->input->len > MAX_LINE)
    g_string_truncate (self->input, 0);

  return G_SOURCE_CONTINUE;
}

/* Has the oldest question stand there, and reads only while there is one. */
static void
update (TroupeCliApprovals *self)
{
  g_autoptr(TroupeApproval) first = !self->is_held ? g_list_model_get_item (G_LIST_MODEL (self->inbox), 0) : NULL;

  if (first == self->shown)
    return;

  g_set_object (&self->shown, first);
  if (first != NULL)
    {
      show (self);
      if (self->input_id == 0)
        self->input_id = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, input_cb, self);
    }
  else
    g_clear_handle_id (&self->input_id, g_source_remove);
}

/**
 * troupe_cli_approvals_new:
 * @inbox: where the questions are
 * @log: where they are shown; has to outlive this
 *
 * Begins to ask, if there is a person: if input and output are both a terminal.
 *
 * Returns: (transfer full) (nullable): who asks, or %NULL where nobody can be asked
 */
TroupeCliApprovals *
troupe_cli_approvals_new (TroupeApprovalInbox *inbox,
                          TroupeCliStreamLog  *log)
{
  TroupeCliApprovals *self;

  if (isatty (STDIN_FILENO) != 1 || isatty (STDOUT_FILENO) != 1)
    return NULL;

  self = g_new0 (TroupeCliApprovals, 1);
  self->inbox = g_object_ref (inbox);
  self->log = log;
  self->input = g_string_new (NULL);
  g_signal_connect_swapped (inbox, "items-changed", G_CALLBACK (update), self);
  troupe_approval_inbox_set_has_person (inbox, TRUE);

  return self;
}

/**
 * troupe_cli_approvals_free:
 * @self: (transfer full): who asks
 *
 * Asks no more.
 */
void
troupe_cli_approvals_free (TroupeCliApprovals *self)
{
  g_return_if_fail (self != NULL);

  g_signal_handlers_disconnect_by_data (self->inbox, self);
  troupe_approval_inbox_set_has_person (self->inbox, FALSE);
  g_clear_handle_id (&self->input_id, g_source_remove);
  g_clear_object (&self->shown);
  g_clear_object (&self->inbox);
  g_string_free (self->input, TRUE);
  g_free (self);
}

/**
 * troupe_cli_approvals_set_held:
 * @self: who asks
 * @is_held: whether the terminal is somebody else’s
 *
 * Has questions wait until a line that is being typed is whole.
 */
void
troupe_cli_approvals_set_held (TroupeCliApprovals *self,
                               gboolean            is_held)
{
  g_return_if_fail (self != NULL);

  self->is_held = is_held;
  update (self);
}

/**
 * troupe_cli_approvals_take:
 * @self: who asks
 * @line: what was typed: `o`, `t`, `r`, or `n` and perhaps why
 *
 * Answers the question that stands there. What is no answer has it asked again.
 *
 * Returns: whether it was an answer
 */
gboolean
troupe_cli_approvals_take (TroupeCliApprovals *self,
                           const char         *line)
{
  static const struct { char letter; TroupeApprovalAnswer answer; } answers[] = {
    { 'o', TROUPE_APPROVAL_ONCE }, { 't', TROUPE_APPROVAL_TICKET }, { 'r', TROUPE_APPROVAL_RUN },
    { 'n', TROUPE_APPROVAL_DENIED },
  };
  g_autofree char *valid = g_utf8_make_valid (line, -1);
  char letter;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->shown == NULL)
    return FALSE;

  g_strstrip (valid);
  letter = g_ascii_tolower (*valid);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      gboolean is_deny = answers[i].answer == TROUPE_APPROVAL_DENIED;

      if (answers[i].letter != letter || (valid[1] != '\0' && (!is_deny || !g_ascii_isspace (valid[1]))))
        continue;
      troupe_approval_inbox_answer (self->inbox, self->shown, answers[i].answer, is_deny ? g_strchug (valid + 1) : NULL);
      return TRUE;
    }

  show (self);
  return FALSE;
}
