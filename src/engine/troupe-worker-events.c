/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-retry.h"
#include "troupe-tool-event.h"
#include "troupe-worker-private.h"

/* What a worker tells of its attempt while it goes on. */

/* @event is (transfer full) */
static void
emit (TroupeWorker *self,
      JsonNode     *event)
{
  self->func (event, self->func_data);
}

static void
tell (TroupeWorker *self)
{
  if (self->teller != NULL)
    troupe_text_teller_flush (self->teller);
}

static void
batch_cb (TroupeWorker *self)
{
  if (self->teller != NULL)
    troupe_text_teller_batch (self->teller);
}

/* Waiting is no state of its own: the ticket says why nothing happens. */
static void
waiting_cb (TroupeWorker *self,
            GError       *error,
            guint         wait_ms)
{
  g_autofree char *reason = troupe_retry_describe_wait (wait_ms, error->message);

  if (self->func != NULL)
    emit (self, troupe_run_event_new_waiting (self->run, self->context, troupe_attempt_get_answer (self->attempt), error,
                                              wait_ms));
  troupe_run_ticket_set_reason (self->ticket, reason);
}

static void
hop_cb (TroupeWorker *self,
        GError       *error)
{
  g_autofree char *line = troupe_worker_context_to_line (self->context);
  g_autofree char *lines = g_strconcat (troupe_attempt_get_metadata (self->attempt), "\n", line, NULL);

  g_message ("Ticket %s goes on with the next preferred model: %s",
             troupe_ticket_get_id (troupe_run_ticket_get_ticket (self->ticket)), error->message);
  if (self->func != NULL)
    {
      tell (self);
      emit (self, troupe_run_event_new_model_hop (self->run, self->context, troupe_attempt_get_answer (self->attempt),
                                                  error));
    }
  troupe_attempt_set_metadata (self->attempt, lines);
  troupe_run_ticket_set_reason (self->ticket, NULL);
}

static void
check_served (TroupeWorker  *self,
              TroupeMessage *answer)
{
  if (!self->is_exact || self->breach != NULL ||
      troupe_retry_is_same_model (troupe_message_get_model_requested (answer), troupe_message_get_model_served (answer)))
    return;

  self->breach = g_error_new (TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY,
                              /* Translators: the names of two models */
                              _("%s was asked for and %s answered, which this run does not allow; ask for that model by its "
                                "name, or allow others."),
                              troupe_message_get_model_requested (answer), troupe_message_get_model_served (answer));
}

/* @answer is what was said in one round, which is all there is if no tools are called. */
static void
round_cb (TroupeWorker  *self,
          TroupeMessage *answer)
{
  tell (self);
  if (troupe_run_event_is_served_other (answer))
    g_message ("Ticket %s: the model %s was asked for, and %s answered",
               troupe_ticket_get_id (troupe_run_ticket_get_ticket (self->ticket)),
               troupe_message_get_model_requested (answer), troupe_message_get_model_served (answer));
  check_served (self, answer);
  if (self->round != NULL)
    self->round (answer, self->round_data);

  if (self->func == NULL)
    return;

  /* Nobody answered who could have used anything. */
  if (!troupe_message_is_complete (answer) && troupe_message_get_model_served (answer) == NULL &&
      troupe_message_get_text_length (answer) == 0 && !troupe_usage_is_known (troupe_message_get_usage (answer)))
    return;

  emit (self, troupe_run_event_new_usage (self->run, self->context, answer));
}

static void
tool_call_cb (TroupeWorker   *self,
              TroupeToolStep *step)
{
  if (self->func != NULL)
    emit (self, troupe_run_event_new_tool_call (self->run, self->context, step));
}

static void
tool_result_cb (TroupeWorker   *self,
                TroupeToolStep *step)
{
  if (self->func != NULL)
    emit (self, troupe_run_event_new_tool_result (self->run, self->context, step));
}

static void
approval_asked_cb (TroupeWorker   *self,
                   TroupeToolStep *step)
{
  if (self->func != NULL)
    emit (self, troupe_run_event_new_approval_asked (self->run, self->context, step));
}

static void
approval_decided_cb (TroupeWorker   *self,
                     TroupeToolStep *step)
{
  if (self->func != NULL)
    emit (self, troupe_run_event_new_approval_decided (self->run, self->context, step));
}

/*< private >
 * troupe_worker_follow:
 * @self: a worker whose loop has not begun
 * @has_tools: whether tools can be called in it
 *
 * Tells of all that happens in the loop. Connecting costs something, and there may be very many attempts.
 */
void
troupe_worker_follow (TroupeWorker *self,
                      gboolean      has_tools)
{
  static const struct
  {
    const char *signal;
    GCallback   callback;
    gboolean    is_of_tools;
  } followed[] = {
    { "batch", G_CALLBACK (batch_cb) },
    { "waiting", G_CALLBACK (waiting_cb) },
    { "hop", G_CALLBACK (hop_cb) },
    { "round", G_CALLBACK (round_cb) },
    { "tool-call", G_CALLBACK (tool_call_cb), TRUE },
    { "tool-result", G_CALLBACK (tool_result_cb), TRUE },
    { "approval-asked", G_CALLBACK (approval_asked_cb), TRUE },
    { "approval-decided", G_CALLBACK (approval_decided_cb), TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (followed) && (has_tools || !followed[i].is_of_tools); i++)
    g_signal_connect_object (self->loop, followed[i].signal, followed[i].callback, self, G_CONNECT_SWAPPED);
}
