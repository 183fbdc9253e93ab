/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-answer-sum.h"
#include "troupe-clock.h"

/**
 * TroupeAnswerSum:
 *
 * One answer of several parts, as a model gives it that calls tools between: all that was said, one paragraph after the
 * other; the sum of what was used; and of itself it says what the last part says.
 */
struct _TroupeAnswerSum
{
  TroupeMessage *answer;         /* (owned) */
  TroupeMessage *part;           /* (owned) (nullable): the answer itself if there is only one */
  TroupeUsage    usage;          /* of the parts that are over */
  double         cost;           /* the same in US dollars, NAN if that of one is unknown */
  guint          n_parts;
  gboolean       has_text;       /* the part has */
  gboolean       has_reasoning;
  gint64         started_us;
  gint64         first_token_ms;
};

/**
 * troupe_answer_sum_new:
 * @answer: the message to fill
 *
 * Begins an answer without parts.
 *
 * Returns: (transfer full): the sum
 */
TroupeAnswerSum *
troupe_answer_sum_new (TroupeMessage *answer)
{
  TroupeAnswerSum *self;

  g_return_val_if_fail (TROUPE_IS_MESSAGE (answer), NULL);

  self = g_new0 (TroupeAnswerSum, 1);
  self->answer = g_object_ref (answer);
  self->usage = TROUPE_USAGE_UNKNOWN;
  self->started_us = troupe_clock_get_monotonic_us ();
  self->first_token_ms = -1;

  return self;
}

/**
 * troupe_answer_sum_free:
 * @self: (transfer full): a sum
 *
 * Lets go of the answer.
 */
void
troupe_answer_sum_free (TroupeAnswerSum *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->part);
  g_clear_object (&self->answer);
  g_free (self);
}

/**
 * troupe_answer_sum_begin_part:
 * @self: a sum
 * @is_only_one: whether there will be no other part
 *
 * Begins a part. The only one is the answer itself, so that nothing is copied.
 *
 * Returns: (transfer none): the message of the part
 */
TroupeMessage *
troupe_answer_sum_begin_part (TroupeAnswerSum *self,
                              gboolean         is_only_one)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->n_parts++;
  self->has_text = self->has_reasoning = FALSE;
  g_clear_object (&self->part);
  self->part = is_only_one ? g_object_ref (self->answer) : troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);

  return self->part;
}

/**
 * troupe_answer_sum_get_part:
 * @self: a sum
 *
 * Gets the part that was begun last.
 *
 * Returns: (transfer none) (nullable): its message
 */
TroupeMessage *
troupe_answer_sum_get_part (TroupeAnswerSum *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->part;
}

static gboolean
needs_gap (const char *text)
{
  return text != NULL && *text != '\0' && !g_str_has_suffix (text, "\n\n");
}

/**
 * troupe_answer_sum_add_batch:
 * @self: a sum with a part
 * @batch: what came in, and is in the part already
 *
 * Adds it to the answer.
 */
void
troupe_answer_sum_add_batch (TroupeAnswerSum *self,
                             TroupeBatch     *batch)
{
  guint n_chunks = troupe_batch_get_n_chunks (batch);

  if (self->part == self->answer)
    return;

  if (self->first_token_ms < 0 && n_chunks > 0)
    self->first_token_ms = (troupe_clock_get_monotonic_us () - self->started_us) / 1000;

  for (guint i = 0; i < n_chunks; i++)
    {
      const char *text;
      gsize length;

      if (troupe_batch_get_chunk (batch, i, &text, &length) == TROUPE_CHUNK_REASONING)
        {
          if (!self->has_reasoning && needs_gap (troupe_message_get_reasoning (self->answer)))
            troupe_message_append_reasoning (self->answer, "\n\n", 2);
          self->has_reasoning = TRUE;
          troupe_message_append_reasoning (self->answer, text, (gssize) length);
        }
      else
        {
          if (!self->has_text && needs_gap (troupe_message_get_text (self->answer)))
            troupe_message_append_text (self->answer, "\n\n", 2);
          self->has_text = TRUE;
          troupe_message_append_text (self->answer, text, (gssize) length);
        }
    }
}

/**
 * troupe_answer_sum_note_model:
 * @self: a sum with a part
 *
 * Has the answer name the model that the part names.
 */
void
troupe_answer_sum_note_model (TroupeAnswerSum *self)
{
  if (self->part != self->answer)
    troupe_message_set_model (self->answer, troupe_message_get_provider (self->part),
                              troupe_message_get_model_requested (self->part),
                              troupe_message_get_model_served (self->part));
}

/**
 * troupe_answer_sum_end_part:
 * @self: a sum with a part that nothing more comes to
 *
 * Adds up.
 */
void
troupe_answer_sum_end_part (TroupeAnswerSum *self)
{
  if (self->part == self->answer)
    return;

  if (self->n_parts == 1)
    {
      self->usage = *troupe_message_get_usage (self->part);
      self->cost = troupe_message_get_cost (self->part);
    }
  else
    {
      troupe_usage_add (&self->usage, troupe_message_get_usage (self->part));
      self->cost += troupe_message_get_cost (self->part);
    }

  g_object_freeze_notify (G_OBJECT (self->answer));
  troupe_answer_sum_note_model (self);
  troupe_message_set_cost (self->answer, self->cost);
  troupe_message_set_usage (self->answer, &self->usage);
  troupe_message_set_times (self->answer, self->first_token_ms,
                            (troupe_clock_get_monotonic_us () - self->started_us) / 1000);
  troupe_message_set_stop_reason (self->answer, troupe_message_get_stop_reason (self->part));
  troupe_message_set_error (self->answer, troupe_message_get_error (self->part));
  troupe_message_set_complete (self->answer, troupe_message_is_complete (self->part));
  g_object_thaw_notify (G_OBJECT (self->answer));
}
