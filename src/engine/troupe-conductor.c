/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-clock.h"
#include "troupe-conductor-check.h"
#include "troupe-conductor-private.h"

/**
 * TroupeConductor:
 *
 * Performs a run: starts tickets in the order of what they wait for, by priority and then by their order in the file, a
 * bounded number at once. A ticket that fails blocks what waits for it, and nothing else.
 *
 * What happens is told to the recorder first, and once that has it on the disk it shows in the run, and then
 * #TroupeConductor::event says so. Nobody stands still for that: what is decided counts at once for what comes next, but no
 * ticket begins, no tool does its deed and no question is put before the disk has it.
 * Starting and ending a ticket costs the same however many there are, and nothing recurses.
 *
 * A run may have been performed before, to its end or not: what #TroupeRunTicket:state says of its tickets holds. Those that
 * are completed stay so, and others build on their results, which are the answers of their newest attempts; those that
 * failed or were cancelled stay so until they are retried or restored; numbers of attempts go on. So a run that was read
 * back from the ledger needs no more than a conductor of its own, and troupe_conductor_pause() before it begins.
 */
#define N_JOBS_DEFAULT 4

enum
{
  SIGNAL_EVENT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeConductor, troupe_conductor, G_TYPE_OBJECT)

/*< private >
 * troupe_conductor_has_listener:
 * @self: a conductor
 *
 * Asks whether it is worth making an event.
 *
 * Returns: whether anybody takes it
 */
gboolean
troupe_conductor_has_listener (TroupeConductor *self)
{
  return self->recorder != NULL || g_signal_has_handler_pending (self, signals[SIGNAL_EVENT], 0, FALSE);
}

/*< private >
 * troupe_conductor_emit:
 * @self: a conductor
 * @event: what happened; the recorder was told of it
 *
 * Tells whoever listens.
 */
void
troupe_conductor_emit (TroupeConductor *self,
                       JsonNode        *event)
{
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
}

static void
shown_cb (JsonNode *event,
          gpointer  user_data)
{
  troupe_conductor_emit (user_data, event);
}

static void
troupe_conductor_finalize (GObject *object)
{
  TroupeConductor *self = TROUPE_CONDUCTOR (object);

  g_assert (self->task == NULL);

  troupe_conductor_clear (self);
  g_clear_object (&self->feed);
  g_clear_pointer (&self->budget, troupe_budget_free);
  g_clear_pointer (&self->lanes, g_hash_table_unref);
  g_clear_pointer (&self->returns, g_hash_table_unref);
  g_clear_pointer (&self->edited, g_hash_table_unref);
  g_clear_pointer (&self->recasts, g_hash_table_unref);
  g_clear_pointer (&self->said, g_hash_table_unref);
  g_clear_pointer (&self->unjudged, g_hash_table_unref);
  g_clear_object (&self->catalog);
  g_clear_object (&self->providers);
  g_clear_object (&self->recorder);
  g_clear_object (&self->run);
  g_clear_object (&self->project);
  g_clear_object (&self->inbox);
  g_free (self->last_resort);

  G_OBJECT_CLASS (troupe_conductor_parent_class)->finalize (object);
}

static void
troupe_conductor_class_init (TroupeConductorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_conductor_finalize;

  /**
   * TroupeConductor::event:
   * @self: the conductor
   * @event: what happened, an object that is not to be changed
   *
   * Something happened. The recorder was told already, and the run shows it. Connect before the run begins.
   */
  signals[SIGNAL_EVENT] =
    g_signal_new ("event", TROUPE_TYPE_CONDUCTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, JSON_TYPE_NODE | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
troupe_conductor_init (TroupeConductor *self)
{
  self->n_jobs = N_JOBS_DEFAULT;
  self->ceiling = TROUPE_PERMISSION_AUTO;
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->returns = g_hash_table_new (NULL, NULL);
  self->edited = g_hash_table_new (NULL, NULL);
  self->recasts = g_hash_table_new (NULL, NULL);
  self->said = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->unjudged = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->held);
}

/**
 * troupe_conductor_new:
 * @catalog: where personas and presets are looked up
 * @providers: who can be asked
 * @recorder: (nullable): who is told what happens
 * @run: what is performed, perhaps for some part already; it is paused until it begins
 * @project: (nullable): the project's folder, where context files are
 *
 * Makes a conductor that has not begun.
 *
 * Returns: (transfer full): the conductor
 */
TroupeConductor *
troupe_conductor_new (TroupeCatalog     *catalog,
                      TroupeProviderSet *providers,
                      TroupeRecorder    *recorder,
                      TroupeRun         *run,
                      GFile             *project)
{
  TroupeConductor *self;

  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), NULL);
  g_return_val_if_fail (TROUPE_IS_PROVIDER_SET (providers), NULL);
  g_return_val_if_fail (recorder == NULL || TROUPE_IS_RECORDER (recorder), NULL);
  g_return_val_if_fail (TROUPE_IS_RUN (run), NULL);
  g_return_val_if_fail (project == NULL || G_IS_FILE (project), NULL);

  self = g_object_new (TROUPE_TYPE_CONDUCTOR, NULL);
  self->catalog = g_object_ref (catalog);
  self->providers = g_object_ref (providers);
  self->run = g_object_ref (run);
  g_set_object (&self->recorder, recorder);
  g_set_object (&self->project, project);
  self->feed = troupe_run_feed_new (recorder, run);
  troupe_run_feed_set_func (self->feed, shown_cb, self);
  troupe_run_set_state (run, TROUPE_RUN_STATE_PAUSED);

  return self;
}

/**
 * troupe_conductor_get_run:
 * @self: a conductor
 *
 * Gets what is performed.
 *
 * Returns: (transfer none): the run
 */
TroupeRun *
troupe_conductor_get_run (TroupeConductor *self)
{
  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), NULL);

  return self->run;
}

/**
 * troupe_conductor_get_n_jobs:
 * @self: a conductor
 *
 * Gets how many tickets may be performed at once.
 *
 * Returns: the number
 */
guint
troupe_conductor_get_n_jobs (TroupeConductor *self)
{
  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), 0);

  return self->n_jobs;
}

/**
 * troupe_conductor_set_n_jobs:
 * @self: a conductor
 * @n_jobs: how many tickets may be performed at once, at least 1
 *
 * Sets it. While a run goes, more start at once, and those that are too many are left to end.
 */
void
troupe_conductor_set_n_jobs (TroupeConductor *self,
                             guint            n_jobs)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));
  g_return_if_fail (n_jobs > 0);

  self->n_jobs = n_jobs;
  if (self->scheduler != NULL)
    troupe_scheduler_set_limit (self->scheduler, n_jobs);
  troupe_conductor_wake (self);
}

/**
 * troupe_conductor_set_last_resort:
 * @self: a conductor
 * @persona_id: (nullable): the id of a persona
 *
 * Sets who performs a ticket when neither it nor its tier names anybody.
 */
void
troupe_conductor_set_last_resort (TroupeConductor *self,
                                  const char      *persona_id)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));

  if (g_strcmp0 (self->last_resort, persona_id) == 0)
    return;

  g_free (self->last_resort);
  self->last_resort = g_strdup (persona_id);
}

/**
 * troupe_conductor_set_inbox:
 * @self: a conductor
 * @inbox: (nullable): who is asked about tools; %NULL denies what has to be
 *
 * Sets where questions about tools go, for tickets that start from now on.
 */
void
troupe_conductor_set_inbox (TroupeConductor     *self,
                            TroupeApprovalInbox *inbox)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));
  g_return_if_fail (inbox == NULL || TROUPE_IS_APPROVAL_INBOX (inbox));

  g_set_object (&self->inbox, inbox);
}

/**
 * troupe_conductor_set_tool_ceiling:
 * @self: a conductor
 * @ceiling: the most that the run allows
 *
 * Sets the run's ceiling for all tools, for tickets that start from now on; it is auto if nobody sets another.
 */
void
troupe_conductor_set_tool_ceiling (TroupeConductor  *self,
                                   TroupePermission  ceiling)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));

  self->ceiling = ceiling;
  troupe_run_get_terms (self->run)->has_ceiling = TRUE;
  troupe_run_get_terms (self->run)->ceiling = ceiling;
}

/**
 * troupe_conductor_set_exact_model:
 * @self: a conductor
 * @is_exact: whether it has to
 *
 * Sets whether the model that was asked for has to answer, for tickets that start from now on. If another one does, by
 * its own account, the ticket fails; another version of the same model will do.
 */
void
troupe_conductor_set_exact_model (TroupeConductor *self,
                                  gboolean         is_exact)
{
  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));

  self->is_exact = is_exact;
  troupe_run_get_terms (self->run)->is_exact = is_exact;
}

/**
 * troupe_conductor_check:
 * @self: a conductor
 * @error: (optional): set when something is wrong
 *
 * Checks, before anybody is asked, that the run can be performed: the graph, the cast, the presets, a model to ask, and
 * that the context files are inside the project.
 *
 * Errors are in %TROUPE_MODEL_ERROR, %TROUPE_ENGINE_ERROR_NO_MODEL, %TROUPE_ENGINE_ERROR_POLICY or
 * %TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER, and name the ticket.
 *
 * Returns: whether it can
 */
gboolean
troupe_conductor_check (TroupeConductor  *self,
                        GError          **error)
{
  g_autoptr(TroupeGraph) graph = NULL;

  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), FALSE);

  graph = troupe_conductor_check_run (self->catalog, self->providers, self->run, self->last_resort,
                                      self->review != NULL, error);

  return graph != NULL;
}

/* Whether somebody has worked on it before. */
static gboolean
is_begun (TroupeConductor *self)
{
  GListModel *tickets = troupe_run_list_tickets (self->run);

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);

      if (troupe_run_ticket_get_attempt (ticket) != NULL || troupe_run_ticket_get_state (ticket) != TROUPE_TICKET_STATE_TODO)
        return TRUE;
    }

  return FALSE;
}

static void
begin_cb (gpointer user_data)
{
  g_autoptr(TroupeConductor) self = user_data;
  GError *error = NULL;

  self->started_us = troupe_clock_get_monotonic_us ();
  self->is_resumed = is_begun (self);
  self->graph = troupe_conductor_check_run (self->catalog, self->providers, self->run, self->last_resort,
                                            self->review != NULL, &error);
  if (self->graph == NULL)
    {
      g_autoptr(GTask) task = g_steal_pointer (&self->task);

      /* What was begun before stays as it is until it can be gone on with. */
      if (self->is_resumed)
        g_task_return_error (task, error);
      else
        troupe_conductor_refuse (self, g_steal_pointer (&task), error);
      return;
    }

  troupe_conductor_prepare (self);
  troupe_conductor_begin (self);
}

/**
 * troupe_conductor_dup_outlook:
 * @self: a conductor
 * @ticket: a ticket of its run
 *
 * Says with which persona, model and settings the next attempt at a ticket would be made as things are now, and where each comes
 * from: the line that its stream log would open with. It is what `troupectl explain` says of the ticket.
 *
 * Returns: (transfer full): the line, or a sentence that says why there would be no attempt
 */
char *
troupe_conductor_dup_outlook (TroupeConductor *self,
                              TroupeRunTicket *ticket)
{
  g_autoptr(TroupeSnapshot) snapshot = NULL;
  g_autoptr(TroupeWorkerContext) context = NULL;
  g_autoptr(GError) error = NULL;
  TroupeAttempt *newest;
  TroupeTier tier;

  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (self), NULL);
  g_return_val_if_fail (TROUPE_IS_RUN_TICKET (ticket), NULL);

  tier = troupe_run_ticket_get_tier (ticket);
  newest = troupe_run_ticket_find_newest (ticket, tier);
  snapshot = troupe_snapshot_new (self->catalog, NULL);
  context = troupe_worker_context_new (snapshot, self->run, troupe_conductor_peek_ticket (self, ticket), tier,
                                       newest != NULL ? troupe_attempt_get_number (newest) + 1 : 1, self->last_resort, NULL, &error);

  return context != NULL ? troupe_worker_context_to_line (context) : g_strdup (error->message);
}

static void
settled_cb (gpointer data)
{
  g_autoptr(GTask) task = data;

  g_task_return_boolean (task, TRUE);
}

/**
 * troupe_conductor_settle_async:
 * @self: a conductor
 * @callback: called when it is so
 * @user_data: for @callback
 *
 * Waits until all that was said so far is written down, and shows.
 */
void
troupe_conductor_settle_async (TroupeConductor     *self,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, troupe_conductor_settle_async);
  troupe_run_feed_then (self->feed, settled_cb, task);
}

/**
 * troupe_conductor_settle_finish:
 * @self: a conductor
 * @result: what the callback was given
 *
 * Ends troupe_conductor_settle_async().
 */
void
troupe_conductor_settle_finish (TroupeConductor *self,
                                GAsyncResult    *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

/**
 * troupe_conductor_run_async:
 * @self: a conductor that performs nothing now
 * @cancellable: (nullable): stops the run; what has not ended is cancelled
 * @callback: called once nothing more will happen
 * @user_data: for @callback
 *
 * Checks the run and performs it, or goes on with it: what is completed is not done again.
 */
void
troupe_conductor_run_async (TroupeConductor     *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (TROUPE_IS_CONDUCTOR (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_conductor_run_async);
  /* A run that was done before somebody pressed Stop is done. */
  g_task_set_check_cancellable (task, FALSE);

  if (self->task != NULL)
    {
      g_task_return_new_error (task, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_BUSY,
                               _("The run is going on; stop it or wait for its end."));
      return;
    }

  self->task = g_steal_pointer (&task);
  /* What was said of tickets before counts, and has to show for that. */
  troupe_run_feed_then (self->feed, begin_cb, g_object_ref (self));
}

/**
 * troupe_conductor_run_finish:
 * @self: a conductor
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_conductor_run_async().
 *
 * Errors are those of troupe_conductor_check(), %TROUPE_ENGINE_ERROR_FAILED when tickets failed or were blocked,
 * %TROUPE_ENGINE_ERROR_POLICY when one of them failed because a policy does not allow what it came to, or
 * %G_IO_ERROR_CANCELLED when some were cancelled.
 *
 * Returns: whether all tickets are completed
 */
gboolean
troupe_conductor_run_finish (TroupeConductor  *self,
                             GAsyncResult     *result,
                             GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
