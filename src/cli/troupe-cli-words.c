/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-cli-error.h"
#include "troupe-cli-input.h"
#include "troupe-cli-wait.h"
#include "troupe-cli-words.h"
#include "troupe-json.h"

/* The words that steer a run: one a line, each perhaps with a ticket and with something more. */

typedef struct
{
  TroupeConductor *conductor;
  TroupeStep       step;
  GCancellable    *cancellable;   /* (nullable): stops the run; NULL where it does not go yet */
  TroupeRunTicket *ticket;        /* (nullable) */
  const char      *id;            /* (nullable): of the ticket */
  const char      *rest;          /* what stands behind the ticket; never NULL */
  JsonNode       **answer;
  gboolean         is_check;      /* whether it is only looked at */
} Words;

static gboolean
pause_run (Words   *words,
           GError **error)
{
  troupe_conductor_pause (words->conductor, NULL);

  return TRUE;
}

static gboolean
continue_run (Words   *words,
              GError **error)
{
  troupe_conductor_resume (words->conductor);

  return TRUE;
}

static gboolean
step_run (Words   *words,
          GError **error)
{
  if (words->id != NULL && !troupe_cli_words_parse_step (words->id, &words->step))
    return troupe_cli_fail_usage (error, _("A step is one ticket, model or tool."));

  troupe_conductor_step (words->conductor, words->step);

  return TRUE;
}

static gboolean
fail_completed (Words   *words,
                GError **error)
{
  /* Translators: the id of a ticket */
  return troupe_cli_fail_usage (error, _("%s is completed already; use “retry” to have it done again."), words->id);
}

static gboolean
cancel (Words   *words,
        GError **error)
{
  if (words->ticket == NULL)
    g_cancellable_cancel (words->cancellable);
  else if (troupe_conductor_get_ticket_state (words->conductor, words->ticket) == TROUPE_TICKET_STATE_COMPLETED)
    return fail_completed (words, error);
  else
    troupe_conductor_cancel_ticket (words->conductor, words->ticket);

  return TRUE;
}

static gboolean
skip (Words   *words,
      GError **error)
{
  if (troupe_conductor_get_ticket_state (words->conductor, words->ticket) == TROUPE_TICKET_STATE_COMPLETED)
    return fail_completed (words, error);

  troupe_conductor_skip_ticket (words->conductor, words->ticket);

  return TRUE;
}

static gboolean
retry (Words   *words,
       GError **error)
{
  return troupe_conductor_retry_ticket (words->conductor, words->ticket, *words->rest != '\0' ? words->rest : NULL, error);
}

static gboolean
restore (Words   *words,
         GError **error)
{
  if (troupe_conductor_get_ticket_state (words->conductor, words->ticket) != TROUPE_TICKET_STATE_CANCELLED)
    /* Translators: the id of a ticket */
    return troupe_cli_fail_usage (error, _("%s was not cancelled, so there is nothing to restore."), words->id);

  troupe_conductor_restore_ticket (words->conductor, words->ticket);

  return TRUE;
}

static gboolean
accept (Words   *words,
        GError **error)
{
  return troupe_conductor_judge_ticket (words->conductor, words->ticket, TROUPE_VERDICT_ACCEPT, NULL, error);
}

static gboolean
reject (Words   *words,
        GError **error)
{
  return troupe_conductor_judge_ticket (words->conductor, words->ticket, TROUPE_VERDICT_REJECT, words->rest, error);
}

static gboolean
edit (Words   *words,
      GError **error)
{
  g_autofree char *text = troupe_cli_read_text (words->rest, error);

  return text != NULL && troupe_conductor_edit_result (words->conductor, words->ticket, text, error);
}

static gboolean
set (Words   *words,
     GError **error)
{
  return troupe_conductor_recast_ticket (words->conductor, words->ticket, words->rest, error);
}

static gboolean
explain (Words   *words,
         GError **error)
{
  g_autofree char *line = troupe_conductor_dup_outlook (words->conductor, words->ticket);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "event", "outlook");
  json_object_set_string_member (object, "run", troupe_run_get_id (troupe_conductor_get_run (words->conductor)));
  json_object_set_string_member (object, "ticket", words->id);
  json_object_set_string_member (object, "line", line);
  *words->answer = json_node_init_object (json_node_alloc (), object);
  json_object_unref (object);

  return TRUE;
}

typedef enum
{
  ALONE,
  NO_TICKET,
  MAYBE_TICKET,
  TICKET,
} Needs;

static const struct
{
  const char *word;
  Needs       needs;
  gboolean    has_rest;     /* whether more may stand behind the ticket */
  gboolean    is_early;     /* whether it can be said before the run goes */
  gboolean  (*take) (Words   *words,
                     GError **error);
} table[] = {
  { "pause", ALONE, FALSE, FALSE, pause_run },
  { "step", NO_TICKET, FALSE, FALSE, step_run },
  { "continue", ALONE, FALSE, FALSE, continue_run },
  { "cancel", MAYBE_TICKET, FALSE, TRUE, cancel },
  { "skip", TICKET, FALSE, TRUE, skip },
  { "retry", TICKET, TRUE, TRUE, retry },
  { "restore", TICKET, FALSE, TRUE, restore },
  { "accept", TICKET, FALSE, TRUE, accept },
  { "reject", TICKET, TRUE, TRUE, reject },
  { "edit", TICKET, TRUE, TRUE, edit },
  { "set", TICKET, TRUE, TRUE, set },
  { "explain", TICKET, FALSE, TRUE, explain },
};

/* Whether all stands behind the ticket that a word can't do without. */
static gboolean
check_rest (Words       *words,
            const char  *word,
            GError     **error)
{
  if (*words->rest != '\0')
    return TRUE;
  if (g_str_equal (word, "set"))
    return troupe_cli_fail_usage (error, _("“set” needs FIELD=VALUE behind the ticket."));
  if (g_str_equal (word, "reject"))
    return troupe_cli_fail_usage (error, _("“reject” needs the reasons behind the ticket; who does it again is told."));
  if (g_str_equal (word, "edit"))
    return troupe_cli_fail_usage (error, _("“edit” needs a file behind the ticket, with what it came to from now on."));

  return TRUE;
}

/* Cuts the next word off @rest. */
static char *
take_word (char **rest)
{
  char *word = g_strchug (*rest);
  char *end = word + strcspn (word, " \t");

  *rest = end;
  if (*end != '\0')
    {
      *end = '\0';
      *rest = g_strstrip (end + 1);
    }

  return word;
}

static gboolean
take (Words       *words,
      const char  *line,
      GError     **error)
{
  g_autofree char *copy = g_strstrip (g_utf8_make_valid (line, -1));
  char *rest = copy;
  const char *word = take_word (&rest);
  const char *id = take_word (&rest);
  guint i = 0;

  if (*word == '\0')
    return TRUE;

  while (i < G_N_ELEMENTS (table) && (!g_str_equal (word, table[i].word) || (words->cancellable == NULL && !table[i].is_early)))
    i++;
  if (i == G_N_ELEMENTS (table) && words->cancellable == NULL)
    return troupe_cli_fail_usage (error, _("“%s” says nothing that a run can begin with; there are cancel, skip, retry, restore, "
                                           "accept, reject, edit, set and explain."), word);
  if (i == G_N_ELEMENTS (table))
    return troupe_cli_fail_usage (error, _("“%s” is no word that steers a run; there are pause, step, continue, cancel, skip, "
                                           "retry, restore, accept, reject, edit, set and explain."), word);

  words->id = *id != '\0' ? id : NULL;
  words->rest = rest;
  if (words->id == NULL && (table[i].needs == TICKET || (table[i].needs == MAYBE_TICKET && words->cancellable == NULL)))
    return troupe_cli_fail_usage (error, _("“%s” needs the id of a ticket behind it."), word);
  if (words->id != NULL && table[i].needs == ALONE)
    return troupe_cli_fail_usage (error, _("“%s” is about all of the run, and takes nothing behind it."), word);
  if (*rest != '\0' && !table[i].has_rest)
    return troupe_cli_fail_usage (error, _("“%s” is one word too many."), rest);

  if (words->id != NULL && table[i].needs > NO_TICKET)
    {
      words->ticket = troupe_run_find_ticket (troupe_conductor_get_run (words->conductor), words->id);
      if (words->ticket == NULL)
        return troupe_cli_fail_usage (error, _("The run has no ticket “%s”."), words->id);
    }

  if (!check_rest (words, word, error))
    return FALSE;

  return words->is_check || table[i].take (words, error);
}

/**
 * troupe_cli_words_parse_step:
 * @word: ticket, model or tool
 * @step: (out): how far that is
 *
 * Reads how far a step goes.
 *
 * Returns: whether the word says so
 */
gboolean
troupe_cli_words_parse_step (const char *word,
                             TroupeStep *step)
{
  static const char * const steps[] = { "ticket", "model", "tool" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (g_str_equal (word, steps[i]))
        {
          *step = (TroupeStep) i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * troupe_cli_words_take:
 * @conductor: what is steered, while it performs
 * @line: what was said
 * @step: how far a step goes if nobody says
 * @cancellable: stops the run
 * @answer: (out) (transfer full) (nullable): what the word asked for, as an event that is in no ledger
 * @error: (optional): set on failure
 *
 * Does what somebody said.
 *
 * Returns: whether it could be done
 */
gboolean
troupe_cli_words_take (TroupeConductor  *conductor,
                       const char       *line,
                       TroupeStep        step,
                       GCancellable     *cancellable,
                       JsonNode        **answer,
                       GError          **error)
{
  Words words = { conductor, step, cancellable, .answer = answer };

  *answer = NULL;

  return take (&words, line, error);
}

static void
print_answer (TroupeCliPrinter *printer,
              JsonNode         *answer)
{
  JsonObject *object = json_node_get_object (answer);

  troupe_cli_printer_json (printer, answer);
  troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_DIM, "%s: %s", json_object_get_string_member (object, "ticket"),
                           json_object_get_string_member (object, "line"));
}

/* What comes next is decided by what shows. */
static void
settle (TroupeConductor *conductor)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_conductor_settle_async (conductor, troupe_cli_wait_cb, &result);
  troupe_cli_wait (&result);
  troupe_conductor_settle_finish (conductor, result);
}

/**
 * troupe_cli_words_prepare:
 * @conductor: what is steered, before it performs
 * @lines: (array zero-terminated=1) (nullable): what is to be done first
 * @printer: where answers go
 * @error: (optional): set on failure
 *
 * Does what was said of tickets before a run goes on.
 *
 * Returns: whether all of it could be done
 */
gboolean
troupe_cli_words_prepare (TroupeConductor   *conductor,
                          char             **lines,
                          TroupeCliPrinter  *printer,
                          GError           **error)
{
  /* What one of them gets wrong is found before anything is done. */
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
        {
          g_autoptr(JsonNode) answer = NULL;
          Words words = { conductor, .answer = &answer, .is_check = pass == 0 };

          if (!take (&words, lines[i], error))
            {
              g_prefix_error (error, "--do: ");
              return FALSE;
            }
          if (answer != NULL)
            print_answer (printer, answer);
          if (pass > 0)
            settle (conductor);
        }
    }

  return TRUE;
}
