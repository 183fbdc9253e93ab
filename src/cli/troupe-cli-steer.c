/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "troupe-cli-interrupt.h"
#include "troupe-cli-steer.h"
#include "troupe-cli-words.h"

/**
 * TroupeCliSteer:
 *
 * Steers a run from standard input: a program by words, one a line; a person at a terminal by keys, and by words as well. While a
 * question about a tool is open, the terminal belongs to that; while a person types a line of words, to nothing else.
 *
 * Where nobody can say that the run goes on, a run that is paused is stopped.
 */
struct _TroupeCliSteer
{
  TroupeConductor     *conductor;    /* (owned) */
  TroupeApprovalInbox *inbox;        /* (owned) */
  TroupeCliPrinter    *printer;
  TroupeCliStreamLog  *log;          /* (unowned) (nullable): where a person looks; %NULL where a program listens */
  TroupeStep           step;
  GCancellable        *cancellable;  /* (owned): stops the run */
  GString             *input;
  guint                input_id;
  guint                stop_id;
  gboolean             has_person;
  gboolean             is_raw;
  gboolean             is_too_long;
  gboolean             is_line;      /* whether a person types words, and no keys */
  TroupeCliLineFunc    line_func;    /* (nullable): hears of that */
  gpointer             line_data;
  struct termios       terminal;     /* as it was */
  char                *refusal;      /* (nullable): why the run was stopped */
};

/* A system prompt may be set. */
#define MAX_LINE (1024 * 1024)

/* Begins a line of words, as all of a ticket has to be said by. */
#define LINE_KEY 't'

static const struct
{
  char        key;
  const char *word;
} keys[] = {
  { 'p', "pause" },
  { 's', "step" },
  { 'c', "continue" },
  { 'q', "cancel" },
};

static gboolean input_cb (int          fd,
                          GIOCondition condition,
                          gpointer     user_data);

/* Without echo, and without waiting for the end of a line. */
static void
set_raw (TroupeCliSteer *self,
         gboolean        is_raw)
{
  if (self->log == NULL || self->is_raw == is_raw)
    return;

  if (is_raw)
    {
      struct termios raw;

      if (tcgetattr (STDIN_FILENO, &self->terminal) != 0)
        return;
      raw = self->terminal;
      raw.c_lflag &= ~(tcflag_t) (ICANON | ECHO);
      raw.c_cc[VMIN] = 1;
      raw.c_cc[VTIME] = 0;
      troupe_cli_interrupt_set_terminal (&self->terminal);
      if (tcsetattr (STDIN_FILENO, TCSANOW, &raw) != 0)
        return;
    }
  else
    {
      tcsetattr (STDIN_FILENO, TCSANOW, &self->terminal);
      troupe_cli_interrupt_set_terminal (NULL);
    }
  self->is_raw = is_raw;
}

static gboolean
stop_cb (gpointer user_data)
{
  TroupeCliSteer *self = user_data;

  self->stop_id = 0;
  if (self->has_person || !troupe_conductor_get_is_paused (self->conductor))
    return G_SOURCE_REMOVE;

  if (troupe_conductor_get_is_over_budget (self->conductor))
    self->refusal = g_strdup (troupe_run_get_reason (troupe_conductor_get_run (self->conductor)));
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

/* A moment later, for the conductor is in the middle of something. */
static void
check_person (TroupeCliSteer *self)
{
  if (!self->has_person && troupe_conductor_get_is_paused (self->conductor) && self->stop_id == 0)
    self->stop_id = g_idle_add (stop_cb, self);
}

static void
show_state (TroupeCliSteer *self)
{
  TroupeRun *run = troupe_conductor_get_run (self->conductor);
  const char *reason = troupe_run_get_reason (run);
  g_autofree char *line = NULL;

  check_person (self);
  if (self->log == NULL || !self->has_person || troupe_run_get_state (run) != TROUPE_RUN_STATE_PAUSED)
    return;

  line = g_strdup_printf ("‖ %s%s%s", reason != NULL ? reason : "", reason != NULL ? " " : "",
                          /* Translators: s, c, t and q are the keys to press */
                          _("Paused — s: step, c: continue, t: a ticket, q: cancel"));
  troupe_cli_stream_log_line (self->log, "", TROUPE_CLI_STYLE_BOLD, line);
}

/* What can't be done is said, and the run goes on as it did. */
static void
take_line (TroupeCliSteer *self,
           const char     *line)
{
  g_autoptr(JsonNode) answer = NULL;
  g_autoptr(GError) error = NULL;

  if (!troupe_cli_words_take (self->conductor, line, self->step, self->cancellable, &answer, &error))
    troupe_cli_printer_note (self->printer, "%s", error->message);
  else if (answer != NULL && self->log == NULL)
    troupe_cli_printer_json (self->printer, answer);
  else if (answer != NULL)
    troupe_cli_stream_log_line (self->log, json_object_get_string_member (json_node_get_object (answer), "ticket"),
                                TROUPE_CLI_STYLE_DIM, json_object_get_string_member (json_node_get_object (answer), "line"));
}

/* Whose the terminal is. */
static void
update (TroupeCliSteer *self)
{
  gboolean is_ours = self->log == NULL || self->is_line || g_list_model_get_n_items (G_LIST_MODEL (self->inbox)) == 0;

  if (!self->has_person)
    return;

  set_raw (self, is_ours && !self->is_line);
  if (is_ours && self->input_id == 0)
    self->input_id = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, input_cb, self);
  else if (!is_ours)
    g_clear_handle_id (&self->input_id, g_source_remove);
}

/* The terminal edits the line that is typed now, and gives it whole. Until then nothing is written through it. */
static void
begin_line (TroupeCliSteer *self)
{
  self->is_line = TRUE;
  set_raw (self, FALSE);
  troupe_cli_stream_log_line (self->log, "", TROUPE_CLI_STYLE_BOLD,
                              _("retry TICKET [PERSONA], skip TICKET, cancel TICKET, restore TICKET, accept TICKET, "
                                "reject TICKET REASONS, edit TICKET FILE, explain TICKET, set TICKET FIELD=VALUE — "
                                "type one, and Return:"));
  troupe_cli_printer_hold (self->printer);
  if (self->line_func != NULL)
    self->line_func (TRUE, self->line_data);
}

/* What came meanwhile is older than what the line does. */
static void
end_line (TroupeCliSteer *self)
{
  if (!self->is_line)
    return;

  self->is_line = FALSE;
  troupe_cli_printer_release (self->printer);
  update (self);
}

/* What was typed is done before anything else is asked. */
static void
tell_line_end (TroupeCliSteer *self)
{
  if (self->line_func != NULL)
    self->line_func (FALSE, self->line_data);
}

/* Lines are words for a program; of a person it is one, and then there are keys again. */
static void
take_lines (TroupeCliSteer *self)
{
  gboolean was_line = self->is_line;
  char *newline;

  while (self->is_line == was_line && (newline = memchr (self->input->str, '\n', self->input->len)) != NULL)
    {
      g_autofree char *line = g_strndup (self->input->str, (gsize) (newline - self->input->str));

      g_string_erase (self->input, 0, newline + 1 - self->input->str);
      end_line (self);
      if (!self->is_too_long)
        take_line (self, line);
      self->is_too_long = FALSE;
      if (was_line)
        tell_line_end (self);
    }
  /* The rest of such a line is no word of its own. */
  if (self->input->len > MAX_LINE)
    {
      if (!self->is_too_long)
        troupe_cli_printer_note (self->printer, "%s", _("A line was too long to be read, and nothing of it was done."));
      self->is_too_long = TRUE;
      g_string_truncate (self->input, 0);
    }
}

static void
take_keys (TroupeCliSteer *self)
{
  while (self->input->len > 0 && !self->is_line)
    {
      char key = g_ascii_tolower (self->input->str[0]);

      g_string_erase (self->input, 0, 1);
      if (key == LINE_KEY)
        begin_line (self);
      for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
        {
          if (key == keys[i].key)
            take_line (self, keys[i].word);
        }
    }
}

static gboolean
input_cb (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  TroupeCliSteer *self = user_data;
  char bytes[256];
  gssize n_read = read (fd, bytes, sizeof bytes);

  if (n_read < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  if (n_read <= 0)
    {
      self->input_id = 0;
      self->has_person = FALSE;
      end_line (self);
      tell_line_end (self);
      check_person (self);
      return G_SOURCE_REMOVE;
    }

  g_string_append_len (self->input, bytes, n_read);
  if (self->log == NULL)
    take_lines (self);
  for (gsize n_before = 0; self->log != NULL && self->input->len != n_before;)
    {
      n_before = self->input->len;
      if (self->is_line)
        take_lines (self);
      else
        take_keys (self);
    }

  return G_SOURCE_CONTINUE;
}

/**
 * troupe_cli_steer_has_person:
 * @is_json: whether a program reads what is printed
 *
 * Says whether anybody can steer: a program by words, and a person if input and output are both a terminal that this
 * process may read.
 *
 * Returns: whether anybody can
 */
gboolean
troupe_cli_steer_has_person (gboolean is_json)
{
  pid_t owner = tcgetpgrp (STDIN_FILENO);

  /* A job in the background that takes the terminal is stopped by the kernel. One that is not ours has no such owner. */
  return is_json || (isatty (STDIN_FILENO) == 1 && isatty (STDOUT_FILENO) == 1 && (owner < 0 || owner == getpgrp ()));
}

/**
 * troupe_cli_steer_new:
 * @conductor: what is steered
 * @inbox: where questions about tools are
 * @printer: where answers and complaints go; has to outlive this
 * @log: (nullable): where a person looks; has to outlive this. %NULL where a program listens
 * @step: how far a step goes
 * @cancellable: stops the run
 *
 * Begins to listen, if anybody can steer.
 *
 * Returns: (transfer full): who steers
 */
TroupeCliSteer *
troupe_cli_steer_new (TroupeConductor     *conductor,
                      TroupeApprovalInbox *inbox,
                      TroupeCliPrinter    *printer,
                      TroupeCliStreamLog  *log,
                      TroupeStep           step,
                      GCancellable        *cancellable)
{
  TroupeCliSteer *self = g_new0 (TroupeCliSteer, 1);

  self->conductor = g_object_ref (conductor);
  self->inbox = g_object_ref (inbox);
  self->printer = printer;
  self->log = log;
  self->step = step;
  self->cancellable = g_object_ref (cancellable);
  self->input = g_string_new (NULL);
  self->has_person = troupe_cli_steer_has_person (log == NULL);
  g_signal_connect_swapped (troupe_conductor_get_run (conductor), "notify::state", G_CALLBACK (show_state), self);
  g_signal_connect_swapped (inbox, "items-changed", G_CALLBACK (update), self);
  update (self);

  return self;
}

/**
 * troupe_cli_steer_set_line_func:
 * @self: who steers
 * @func: (nullable): hears that a person begins to type a line of words, and that it is whole
 * @user_data: for @func
 *
 * Sets who keeps off the terminal meanwhile.
 */
void
troupe_cli_steer_set_line_func (TroupeCliSteer    *self,
                                TroupeCliLineFunc  func,
                                gpointer           user_data)
{
  g_return_if_fail (self != NULL);

  self->line_func = func;
  self->line_data = user_data;
}

/**
 * troupe_cli_steer_free:
 * @self: (transfer full): who steers
 *
 * Listens no more.
 */
void
troupe_cli_steer_free (TroupeCliSteer *self)
{
  g_return_if_fail (self != NULL);

  g_signal_handlers_disconnect_by_data (troupe_conductor_get_run (self->conductor), self);
  g_signal_handlers_disconnect_by_data (self->inbox, self);
  g_clear_handle_id (&self->input_id, g_source_remove);
  g_clear_handle_id (&self->stop_id, g_source_remove);
  set_raw (self, FALSE);
  troupe_cli_printer_release (self->printer);
  g_object_unref (self->conductor);
  g_object_unref (self->inbox);
  g_object_unref (self->cancellable);
  g_string_free (self->input, TRUE);
  g_free (self->refusal);
  g_free (self);
}

/**
 * troupe_cli_steer_get_refusal:
 * @self: who steers
 *
 * Says why the run was stopped where a person would have been asked.
 *
 * Returns: (nullable): a sentence, or %NULL if it was not
 */
const char *
troupe_cli_steer_get_refusal (TroupeCliSteer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->refusal;
}
