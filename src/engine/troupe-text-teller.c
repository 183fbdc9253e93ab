/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-clock.h"
#include "troupe-text-teller.h"

/**
 * TroupeTextTeller:
 *
 * Tells of an answer as it grows: in pieces of a tenth of a second and not for each read of the socket, so that a fast stream
 * costs whoever listens a few events and the ledger a few rows.
 */
struct _TroupeTextTeller
{
  TroupeRun           *run;               /* (unowned) */
  TroupeWorkerContext *context;           /* (unowned) */
  TroupeMessage       *answer;            /* (owned) */
  TroupeRunEventFunc   func;
  gpointer             func_data;

  gsize                n_text_told;       /* bytes of the answer that events have brought */
  gsize                n_reasoning_told;
  gint64               told_us;           /* when the last of them did; 0 before the first */
  guint                tell_id;           /* tells what is left */
};

#define TELL_INTERVAL_MS 100
#define TELL_MAX_BYTES   8192

static gsize
get_n_untold (TroupeTextTeller *self)
{
  const char *reasoning = troupe_message_get_reasoning (self->answer);
  gsize n_reasoning = reasoning != NULL ? strlen (reasoning + self->n_reasoning_told) : 0;

  return n_reasoning + troupe_message_get_text_length (self->answer) - self->n_text_told;
}

static void
emit (TroupeTextTeller *self,
      gboolean          is_reasoning,
      const char       *text)
{
  self->func (troupe_run_event_new_text (self->run, self->context, is_reasoning, text), self->func_data);
  self->told_us = troupe_clock_get_monotonic_us ();
}

static gboolean
tell_cb (gpointer user_data)
{
  TroupeTextTeller *self = user_data;

  self->tell_id = 0;
  troupe_text_teller_flush (self);

  return G_SOURCE_REMOVE;
}

/**
 * troupe_text_teller_new:
 * @run: the run; has to outlive this
 * @context: what the attempt is given; has to outlive this
 * @answer: what is told of
 * @func: takes each event
 * @user_data: for @func
 *
 * Makes a teller that has told nothing.
 *
 * Returns: (transfer full): the teller
 */
TroupeTextTeller *
troupe_text_teller_new (TroupeRun           *run,
                        TroupeWorkerContext *context,
                        TroupeMessage       *answer,
                        TroupeRunEventFunc   func,
                        gpointer             user_data)
{
  TroupeTextTeller *self = g_new0 (TroupeTextTeller, 1);

  self->run = run;
  self->context = context;
  self->answer = g_object_ref (answer);
  self->func = func;
  self->func_data = user_data;

  return self;
}

/**
 * troupe_text_teller_free:
 * @self: (transfer full): a teller
 *
 * Tells no more.
 */
void
troupe_text_teller_free (TroupeTextTeller *self)
{
  g_clear_handle_id (&self->tell_id, g_source_remove);
  g_object_unref (self->answer);
  g_free (self);
}

/**
 * troupe_text_teller_batch:
 * @self: a teller
 *
 * Says that there is more of the answer; it is told now or soon.
 */
void
troupe_text_teller_batch (TroupeTextTeller *self)
{
  gint64 now_us = troupe_clock_get_monotonic_us ();

  if (self->told_us == 0 || now_us - self->told_us >= TELL_INTERVAL_MS * 1000 || get_n_untold (self) >= TELL_MAX_BYTES)
    troupe_text_teller_flush (self);
  else if (self->tell_id == 0)
    self->tell_id = g_timeout_add (TELL_INTERVAL_MS, tell_cb, self);
}

/**
 * troupe_text_teller_flush:
 * @self: a teller
 *
 * Tells what is left, now.
 */
void
troupe_text_teller_flush (TroupeTextTeller *self)
{
  const char *reasoning = troupe_message_get_reasoning (self->answer);
  const char *text = troupe_message_get_text (self->answer);

  g_clear_handle_id (&self->tell_id, g_source_remove);

  if (reasoning != NULL && reasoning[self->n_reasoning_told] != '\0')
    {
      emit (self, TRUE, reasoning + self->n_reasoning_told);
      self->n_reasoning_told += strlen (reasoning + self->n_reasoning_told);
    }

  if (troupe_message_get_text_length (self->answer) > self->n_text_told)
    {
      emit (self, FALSE, text + self->n_text_told);
      self->n_text_told = troupe_message_get_text_length (self->answer);
    }
}
