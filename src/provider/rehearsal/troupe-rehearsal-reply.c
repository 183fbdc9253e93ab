/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-rehearsal-reply.h"

/**
 * TroupeRehearsalReply:
 *
 * Speaks a script word by word, at its pace.
 *
 * A late wake-up brings all the words that are due by then, so that the pace holds on a busy machine.
 */

#define FAST_BATCH_BYTES 4096

struct _TroupeRehearsalReply
{
  TroupeReply            parent_instance;

  TroupeRehearsalScript *script;           /* (owned) */
  guint                  idle_timeout_ms;

  /* In Progress */
  const char            *at;               /* the next byte of the script's text */
  const char            *end;
  gint64                 started_us;       /* 0 before the first word */
  gint64                 n_words;
  gboolean               has_reasoned;
};

G_DEFINE_FINAL_TYPE (TroupeRehearsalReply, troupe_rehearsal_reply, TROUPE_TYPE_REPLY)

static const char *
word_end (const char *at,
          const char *end)
{
  while (at < end && g_ascii_isspace (*at))
    at++;
  while (at < end && !g_ascii_isspace (*at))
    at++;
  return at;
}

static TroupeBatch *
take_due_words (TroupeRehearsalReply *self)
{
  g_autoptr(TroupeBatch) batch = troupe_batch_new ();
  guint pace_ms = self->script->pace_ms;
  gint64 now_us = g_get_monotonic_time ();
  const char *start = self->at;
  gint64 n_due;

  if (self->started_us == 0)
    self->started_us = now_us;
  if (!self->has_reasoned && self->script->reasoning != NULL)
    {
      troupe_batch_append (batch, TROUPE_CHUNK_REASONING, self->script->reasoning, strlen (self->script->reasoning));
      self->has_reasoned = TRUE;
      return g_steal_pointer (&batch);
    }

  n_due = pace_ms > 0 ? (now_us - self->started_us) / (pace_ms * 1000) + 1 : G_MAXINT64;
  do
    {
      self->at = word_end (self->at, self->end);
      self->n_words++;
    }
  while (self->at < self->end && self->n_words < n_due && self->at - start < FAST_BATCH_BYTES);

  troupe_batch_append (batch, TROUPE_CHUNK_TEXT, start, (gsize) (self->at - start));
  return g_steal_pointer (&batch);
}

static void
return_next (TroupeRehearsalReply *self,
             GTask                *task)
{
  if (self->script->is_silent)
    {
      g_task_return_new_error (task, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_TIMED_OUT,
                               _("Rehearsal was told to be silent, and was; take the cue out of the message."));
      return;
    }

  if (self->at < self->end)
    {
      g_task_return_pointer (task, take_due_words (self), (GDestroyNotify) troupe_batch_free);
      return;
    }

  if (self->script->is_cut)
    {
      g_task_return_new_error (task, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_CUT,
                               _("Rehearsal was told to break off in the middle of its answer; try again without the cue."));
      return;
    }

  troupe_reply_set_usage (TROUPE_REPLY (self), &self->script->usage);
  troupe_reply_set_stop_reason (TROUPE_REPLY (self), self->script->stop_reason);
  if (self->script->calls != NULL)
    troupe_reply_take_calls (TROUPE_REPLY (self), g_ptr_array_ref (self->script->calls));
  g_task_return_pointer (task, NULL, NULL);
}

static gboolean
due_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    return_next (g_task_get_source_object (task), task);

  return G_SOURCE_REMOVE;
}

static guint
delay_ms (TroupeRehearsalReply *self)
{
  gint64 due_us;

  if (self->script->is_silent)
    return self->idle_timeout_ms;
  if (self->script->pace_ms == 0 || self->started_us == 0 || self->at == self->end)
    return 0;

  due_us = self->started_us + self->n_words * self->script->pace_ms * 1000;
  return (guint) (MAX (due_us - g_get_monotonic_time (), 0) / 1000);
}

static void
troupe_rehearsal_reply_next_async (TroupeReply         *reply,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  TroupeRehearsalReply *self = TROUPE_REHEARSAL_REPLY (reply);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GSource) source = g_timeout_source_new (delay_ms (self));

  g_task_set_source_tag (task, troupe_rehearsal_reply_next_async);

  if (cancellable != NULL)
    {
      g_autoptr(GSource) cancelled = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (source, cancelled);
    }
  g_source_set_static_name (source, "Troupe rehearsal");
  g_task_attach_source (task, source, due_cb);
}

static TroupeBatch *
troupe_rehearsal_reply_next_finish (TroupeReply   *reply,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
troupe_rehearsal_reply_finalize (GObject *object)
{
  TroupeRehearsalReply *self = TROUPE_REHEARSAL_REPLY (object);

  g_clear_pointer (&self->script, troupe_rehearsal_script_unref);

  G_OBJECT_CLASS (troupe_rehearsal_reply_parent_class)->finalize (object);
}

static void
troupe_rehearsal_reply_class_init (TroupeRehearsalReplyClass *klass)
{
  TroupeReplyClass *reply_class = TROUPE_REPLY_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = troupe_rehearsal_reply_finalize;
  reply_class->next_async = troupe_rehearsal_reply_next_async;
  reply_class->next_finish = troupe_rehearsal_reply_next_finish;
}

static void
troupe_rehearsal_reply_init (TroupeRehearsalReply *self)
{
}

/**
 * troupe_rehearsal_reply_new:
 * @script: what to say
 * @idle_timeout_ms: how long a silent one is silent
 *
 * Makes the reply that speaks @script.
 *
 * Returns: (transfer full): the reply
 */
TroupeReply *
troupe_rehearsal_reply_new (TroupeRehearsalScript *script,
                            guint                  idle_timeout_ms)
{
  TroupeRehearsalReply *self = g_object_new (TROUPE_TYPE_REHEARSAL_REPLY, NULL);
  gsize length = strlen (script->text);

  self->script = troupe_rehearsal_script_ref (script);
  self->idle_timeout_ms = idle_timeout_ms;
  self->at = script->text;
  self->end = script->text + length;
  if (script->is_cut)
    self->end = word_end (script->text + length / 2, self->end);
  troupe_reply_set_model_served (TROUPE_REPLY (self), script->model_served);
  return TROUPE_REPLY (self);
}
