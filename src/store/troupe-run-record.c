/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-run-record.h"

/**
 * TroupeRunRecord:
 *
 * What the ledger says of a run, for lists: without its tickets, and without anything that changes by itself.
 */
G_DEFINE_BOXED_TYPE (TroupeRunRecord, troupe_run_record, troupe_run_record_copy, troupe_run_record_free)

/**
 * troupe_run_record_copy:
 * @self: a record
 *
 * Copies it.
 *
 * Returns: (transfer full): the copy
 */
TroupeRunRecord *
troupe_run_record_copy (const TroupeRunRecord *self)
{
  TroupeRunRecord *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->project = g_strdup (self->project);
  copy->track_id = g_strdup (self->track_id);
  copy->title = g_strdup (self->title);
  copy->reason = g_strdup (self->reason);
  copy->holder = g_strdup (self->holder);
  copy->last_resort = g_strdup (self->last_resort);

  return copy;
}

/**
 * troupe_run_record_free:
 * @self: (nullable) (transfer full): a record
 *
 * Frees it.
 */
void
troupe_run_record_free (TroupeRunRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->project);
  g_free (self->track_id);
  g_free (self->title);
  g_free (self->reason);
  g_free (self->holder);
  g_free (self->last_resort);
  g_free (self);
}

/**
 * troupe_run_record_is_interrupted:
 * @self: a record
 *
 * Says whether the run was cut off: it says that it runs, and nobody performs it.
 *
 * Returns: whether it was
 */
gboolean
troupe_run_record_is_interrupted (const TroupeRunRecord *self)
{
  return self->state == TROUPE_RUN_STATE_RUNNING && self->holder == NULL;
}

/**
 * troupe_run_record_is_over:
 * @self: a record
 *
 * Says whether the run came to an end, whichever it was.
 *
 * Returns: whether it did
 */
gboolean
troupe_run_record_is_over (const TroupeRunRecord *self)
{
  return self->state != TROUPE_RUN_STATE_RUNNING && self->state != TROUPE_RUN_STATE_PAUSED;
}

/**
 * troupe_usage_sum_free:
 * @self: (nullable) (transfer full): a sum
 *
 * Frees it.
 */
void
troupe_usage_sum_free (TroupeUsageSum *self)
{
  if (self == NULL)
    return;

  g_free (self->key);
  g_free (self);
}
