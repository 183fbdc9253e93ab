/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "troupe-answer.h"
#include "troupe-clock.h"
#include "troupe-request-builder.h"
#include "troupe-retry.h"
#include "troupe-turn.h"
#include "troupe-wait.h"

/**
 * TroupeTurn:
 *
 * One question to one answer: makes the request that the resolver and the prompt come to, sends it, and fills a
 * message as the answer comes in. When a model can't answer, the next of the preferred ones is asked, as the policy
 * has it.
 *
 * An answer may ask for tools, if some were offered. Whoever runs them asks again with what they said, in a turn of its own.
 *
 * The resolver is the turn's own: its model index moves on at each hop.
 */
struct _TroupeTurn
{
  GObject            parent_instance;

  /* Input */
  TroupeResolver    *resolver;    /* (owned) */
  TroupeProviderSet *providers;   /* (owned) */
  TroupeTier         tier;
  char              *system;      /* (owned) (nullable) */
  TroupeRequest     *talk;        /* (owned): messages and tools */
  TroupeBeforeModelFunc before;   /* (nullable) */
  gpointer           before_data;
  gboolean           is_patient;

  /* In Progress */
  TroupeMessage     *answer;      /* (owned) (nullable) */
  TroupeRequest     *request;     /* (owned) (nullable): the one sent last */
  TroupeReply       *reply;       /* (owned) (nullable) */
  GPtrArray         *calls;       /* (owned) (nullable) (element-type TroupeToolCall): what the whole answer asks for */
  char              *provider_id; /* (owned) (nullable) */
  guint              n_waits;
  guint              n_rounds;    /* how often the list of models was begun again */
  gint64             started_us;
  gint64             first_token_ms;
};

enum
{
  SIGNAL_SENDING,
  SIGNAL_WAITING,
  SIGNAL_HOP,
  SIGNAL_BATCH,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeTurn, troupe_turn, G_TYPE_OBJECT)

static void ask (GTask *task);
static void pull (GTask *task);

static gboolean
has_shown_text (TroupeTurn *self)
{
  const char *reasoning = troupe_message_get_reasoning (self->answer);

  return troupe_message_get_text_length (self->answer) > 0 || (reasoning != NULL && *reasoning != '\0');
}

static TroupeRequest *
make_request (TroupeTurn *self)
{
  TroupeRequest *request = troupe_request_build (self->resolver, self->tier, self->system);

  troupe_request_add_talk (request, self->talk);

  return request;
}

static void
note_times (TroupeTurn *self)
{
  troupe_message_set_times (self->answer, self->first_token_ms,
                            (troupe_clock_get_monotonic_us () - self->started_us) / 1000);
}

static double
get_cost (TroupeTurn *self)
{
  TroupeProvider *provider = troupe_provider_set_lookup (self->providers, self->provider_id, NULL);

  return provider != NULL
    ? troupe_provider_config_get_cost (troupe_provider_get_config (provider), troupe_request_get_model (self->request),
                                       troupe_reply_get_model_served (self->reply), troupe_reply_get_usage (self->reply))
    : NAN;
}

static void
note_reply (TroupeTurn *self)
{
  if (self->reply == NULL)
    return;

  troupe_message_set_model (self->answer, self->provider_id, troupe_request_get_model (self->request),
                            troupe_reply_get_model_served (self->reply));
  /* Whoever hears of the usage knows the cost. */
  troupe_message_set_cost (self->answer, get_cost (self));
  troupe_message_set_usage (self->answer, troupe_reply_get_usage (self->reply));
}

/* Servers give all of these as the reason of an answer with calls. One that was cut off may have lost half of them. */
static gboolean
can_run (TroupeStopReason reason)
{
  return reason == TROUPE_STOP_REASON_TOOL_CALLS || reason == TROUPE_STOP_REASON_END ||
         reason == TROUPE_STOP_REASON_UNKNOWN;
}

static void
end (TroupeTurn       *self,
     TroupeStopReason  reason,
     const char       *error)
{
  if (error == NULL && self->reply != NULL && can_run (reason) && troupe_request_get_n_tools (self->talk) > 0 &&
      troupe_reply_get_calls (self->reply) != NULL)
    {
      self->calls = g_ptr_array_ref (troupe_reply_get_calls (self->reply));
      reason = TROUPE_STOP_REASON_TOOL_CALLS;
    }

  g_object_freeze_notify (G_OBJECT (self->answer));
  note_reply (self);
  note_times (self);
  troupe_message_set_stop_reason (self->answer, reason);
  troupe_message_set_error (self->answer, error);
  troupe_message_set_complete (self->answer, self->calls != NULL || troupe_answer_check (self->answer, NULL));
  troupe_message_set_streaming (self->answer, FALSE);
  g_object_thaw_notify (G_OBJECT (self->answer));

  g_clear_object (&self->reply);
}

/* @error is (transfer full) */
static void
fail (GTask  *task,
      GError *error)
{
  TroupeTurn *self = g_task_get_source_object (task);
  gboolean is_cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  gboolean is_refusal = g_error_matches (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_REFUSED);

  if (is_cancelled)
    end (self, TROUPE_STOP_REASON_CANCELLED, NULL);
  else
    end (self, is_refusal ? TROUPE_STOP_REASON_REFUSAL : TROUPE_STOP_REASON_ERROR, error->message);

  g_task_return_error (task, error);
  g_object_unref (task);
}

typedef struct
{
  GTask  *task;   /* (owned) */
  GError *error;  /* (owned) */
  guint   index;
} Hop;

/* @hop is (transfer full) */
static void
hop_on (Hop *hop)
{
  TroupeTurn *self = g_task_get_source_object (hop->task);

  troupe_resolver_set_model_index (self->resolver, hop->index);
  g_signal_emit (self, signals[SIGNAL_HOP], 0, hop->error);
  ask (hop->task);
  g_error_free (hop->error);
  g_free (hop);
}

static void
waited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Hop *hop = user_data;
  GError *error = NULL;

  if (troupe_wait_finish (result, &error))
    {
      hop_on (hop);
      return;
    }

  fail (hop->task, error);
  g_error_free (hop->error);
  g_free (hop);
}

/* Which model is asked next, if any is. Whoever is patient begins the list again, now and then. */
static gboolean
find_next (TroupeTurn *self,
           gboolean    has_to_wait,
           guint      *index)
{
  *index = troupe_resolver_get_model_index (self->resolver) + 1;
  if (*index < troupe_resolver_get_n_models (self->resolver))
    return TRUE;
  if (!self->is_patient || !has_to_wait || self->n_rounds == TROUPE_RETRY_MAX_ROUNDS)
    return FALSE;

  self->n_rounds++;
  *index = 0;

  return TRUE;
}

/* Goes on with the next model or gives up. @task and @error are (transfer full). */
static void
fail_or_hop (GTask  *task,
             GError *error)
{
  TroupeTurn *self = g_task_get_source_object (task);
  TroupeRetry retry = troupe_retry_decide (error, has_shown_text (self));
  gboolean has_to_wait = self->is_patient && retry == TROUPE_RETRY_WAIT;
  gint64 wait_ms = has_to_wait ? troupe_retry_get_wait_ms (error, self->n_waits, g_random_double ()) : 0;
  guint index;
  Hop *hop;

  /* Nobody waits for hours. Where there is another model, it is asked at once. */
  if (retry == TROUPE_RETRY_GIVE_UP || !find_next (self, has_to_wait && wait_ms >= 0, &index))
    {
      fail (task, error);
      return;
    }

  g_clear_object (&self->reply);
  hop = g_new0 (Hop, 1);
  hop->task = task;
  hop->error = error;
  hop->index = index;
  if (wait_ms <= 0)
    {
      hop_on (hop);
      return;
    }

  self->n_waits++;
  g_signal_emit (self, signals[SIGNAL_WAITING], 0, error, (guint) wait_ms);
  troupe_wait_async ((guint) wait_ms, g_task_get_cancellable (task), waited_cb, hop);
}

/* Some servers say in the last event that they failed, and nothing else. */
static GError *
make_unexplained_error (TroupeTurn *self)
{
  TroupeProvider *provider = troupe_provider_set_lookup (self->providers, self->provider_id, NULL);

  return g_error_new (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_CUT,
                      _("%s ended the answer with an error, without saying why; try again, or ask another model."),
                      provider != NULL ? troupe_provider_get_name (provider) : self->provider_id);
}

static void
take_batch (TroupeTurn  *self,
            TroupeBatch *batch)
{
  guint n_chunks = troupe_batch_get_n_chunks (batch);

  if (self->first_token_ms < 0 && n_chunks > 0)
    {
      self->first_token_ms = (troupe_clock_get_monotonic_us () - self->started_us) / 1000;
      troupe_message_set_model (self->answer, self->provider_id, troupe_request_get_model (self->request),
                                troupe_reply_get_model_served (self->reply));
    }

  for (guint i = 0; i < n_chunks; i++)
    {
      const char *text;
      gsize length;

      if (troupe_batch_get_chunk (batch, i, &text, &length) == TROUPE_CHUNK_REASONING)
        troupe_message_append_reasoning (self->answer, text, (gssize) length);
      else
        troupe_message_append_text (self->answer, text, (gssize) length);
    }

  g_signal_emit (self, signals[SIGNAL_BATCH], 0, batch);
}

static void
next_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeBatch) batch = NULL;
  TroupeTurn *self = g_task_get_source_object (task);

  batch = troupe_reply_next_finish (TROUPE_REPLY (source), result, &error);

  if (error != NULL)
    {
      fail_or_hop (g_steal_pointer (&task), g_steal_pointer (&error));
      return;
    }

  if (batch != NULL)
    {
      take_batch (self, batch);
      pull (g_steal_pointer (&task));
      return;
    }

  if (troupe_reply_get_stop_reason (self->reply) == TROUPE_STOP_REASON_ERROR)
    {
      fail_or_hop (g_steal_pointer (&task), make_unexplained_error (self));
      return;
    }

  end (self, troupe_reply_get_stop_reason (self->reply), NULL);
  g_task_return_boolean (task, TRUE);
}

/* @task is (transfer full) */
static void
pull (GTask *task)
{
  TroupeTurn *self = g_task_get_source_object (task);

  troupe_reply_next_async (self->reply, g_task_get_cancellable (task), next_cb, task);
}

static void
send_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  TroupeTurn *self = g_task_get_source_object (task);

  self->reply = troupe_provider_send_finish (TROUPE_PROVIDER (source), result, &error);

  if (self->reply == NULL)
    fail_or_hop (g_steal_pointer (&task), g_steal_pointer (&error));
  else
    pull (g_steal_pointer (&task));
}

/* @task is (transfer full) */
static void
ask_now (GTask *task)
{
  TroupeTurn *self = g_task_get_source_object (task);
  const char *model = troupe_resolver_get_model (self->resolver);
  const char *provider_id = troupe_resolver_get_model_provider (self->resolver);
  g_autoptr(GError) error = NULL;
  TroupeProvider *provider;

  /* A provider that was chosen alone has no model yet. */
  if (provider_id == NULL)
    provider_id = troupe_resolver_get_string (self->resolver, TROUPE_FIELD_PROVIDER);

  g_free (self->provider_id);
  self->provider_id = g_strdup (provider_id);

  if (provider_id == NULL || *provider_id == '\0')
    {
      fail (task, g_error_new (TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_NO_MODEL,
                               _("No provider is chosen, so nobody can be asked; choose a provider and a model.")));
      return;
    }

  provider = troupe_provider_set_lookup (self->providers, provider_id, &error);

  if (model == NULL || *model == '\0')
    {
      if (provider != NULL)
        error = g_error_new (TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_NO_MODEL,
                             _("No model of %s is chosen; choose one."), troupe_provider_get_name (provider));
      fail (task, g_steal_pointer (&error));
      return;
    }

  g_clear_object (&self->request);
  self->request = make_request (self);
  troupe_message_set_model (self->answer, provider_id, model, NULL);
  /* What was waited for before is not how long this one takes. */
  self->started_us = troupe_clock_get_monotonic_us ();
  self->first_token_ms = -1;
  g_signal_emit (self, signals[SIGNAL_SENDING], 0, self->request);

  if (provider == NULL)
    {
      fail_or_hop (task, g_steal_pointer (&error));
      return;
    }

  troupe_provider_send_async (provider, self->request, g_task_get_cancellable (task), send_cb, task);
}

static void
gate_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    ask_now (task);
  else if (error != NULL)
    fail (task, error);
  else
    fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Stopped before a model was asked.")));
}

/* @task is (transfer full) */
static void
ask (GTask *task)
{
  TroupeTurn *self = g_task_get_source_object (task);

  if (self->before != NULL)
    self->before (g_task_new (self, g_task_get_cancellable (task), gate_cb, task), self->before_data);
  else
    ask_now (task);
}

static void
troupe_turn_finalize (GObject *object)
{
  TroupeTurn *self = TROUPE_TURN (object);

  g_clear_object (&self->resolver);
  g_clear_object (&self->providers);
  g_clear_object (&self->answer);
  g_clear_object (&self->request);
  g_clear_object (&self->reply);
  g_clear_object (&self->talk);
  g_clear_pointer (&self->calls, g_ptr_array_unref);
  g_free (self->system);
  g_free (self->provider_id);

  G_OBJECT_CLASS (troupe_turn_parent_class)->finalize (object);
}

static void
troupe_turn_class_init (TroupeTurnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = troupe_turn_finalize;

  /**
   * TroupeTurn::sending:
   * @self: the turn
   * @request: what is sent
   *
   * A request is about to leave: the first, or one more after a hop.
   */
  signals[SIGNAL_SENDING] =
    g_signal_new ("sending", TROUPE_TYPE_TURN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, TROUPE_TYPE_REQUEST);

  /**
   * TroupeTurn::waiting:
   * @self: the turn
   * @error: why a model could not answer
   * @wait_ms: how long it is until the next one is asked, in milliseconds
   *
   * A while passes before the hop.
   */
  signals[SIGNAL_WAITING] =
    g_signal_new ("waiting", TROUPE_TYPE_TURN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_ERROR, G_TYPE_UINT);

  /**
   * TroupeTurn::hop:
   * @self: the turn
   * @error: why the model before could not answer
   *
   * The resolver stands at the next preferred model, which is asked now.
   */
  signals[SIGNAL_HOP] =
    g_signal_new ("hop", TROUPE_TYPE_TURN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * TroupeTurn::batch:
   * @self: the turn
   * @batch: (type gpointer): the #TroupeBatch that came in
   *
   * More of the answer is in the message.
   */
  signals[SIGNAL_BATCH] =
    g_signal_new ("batch", TROUPE_TYPE_TURN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
troupe_turn_init (TroupeTurn *self)
{
  self->talk = troupe_request_new (NULL);
  self->first_token_ms = -1;
}

/**
 * troupe_turn_new:
 * @resolver: the effective values; its model index is moved at each hop
 * @providers: who can be asked
 * @tier: the tier that speaks, or %TROUPE_TIER_NONE
 * @system: (nullable): the system prompt
 *
 * Makes a turn that has nothing to say yet.
 *
 * Returns: (transfer full): a turn
 */
TroupeTurn *
troupe_turn_new (TroupeResolver    *resolver,
                 TroupeProviderSet *providers,
                 TroupeTier         tier,
                 const char        *system)
{
  TroupeTurn *self;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (resolver), NULL);
  g_return_val_if_fail (TROUPE_IS_PROVIDER_SET (providers), NULL);

  self = g_object_new (TROUPE_TYPE_TURN, NULL);
  self->resolver = g_object_ref (resolver);
  self->providers = g_object_ref (providers);
  self->tier = tier;
  self->system = system != NULL && *system != '\0' ? g_strdup (system) : NULL;

  return self;
}

/**
 * troupe_turn_add_message:
 * @self: a turn
 * @role: who said it
 * @text: what was said
 *
 * Adds to what is sent, in order.
 */
void
troupe_turn_add_message (TroupeTurn *self,
                         TroupeRole  role,
                         const char *text)
{
  g_return_if_fail (TROUPE_IS_TURN (self));
  g_return_if_fail (text != NULL);

  troupe_request_add_message (self->talk, role, text);
}

/**
 * troupe_turn_add_talk:
 * @self: a turn
 * @talk: messages and tools; nothing else of it counts, and it is copied
 *
 * Adds to what is sent, in order, and offers the tools.
 */
void
troupe_turn_add_talk (TroupeTurn    *self,
                      TroupeRequest *talk)
{
  g_return_if_fail (TROUPE_IS_TURN (self));
  g_return_if_fail (TROUPE_IS_REQUEST (talk));

  troupe_request_add_talk (self->talk, talk);
}

/**
 * troupe_turn_set_before:
 * @self: a turn that has not run
 * @func: (nullable): called before each request; it is given the gate (transfer full), and lets the turn go on by
 *   g_task_return_boolean() with %TRUE, now or later; %FALSE or an error ends the turn. Once the gate's cancellable is
 *   cancelled it has to be let go as well
 * @user_data: for @func
 *
 * Sets who can hold the turn before a model is asked.
 */
void
troupe_turn_set_before (TroupeTurn            *self,
                        TroupeBeforeModelFunc  func,
                        gpointer               user_data)
{
  g_return_if_fail (TROUPE_IS_TURN (self));

  self->before = func;
  self->before_data = user_data;
}

/**
 * troupe_turn_set_patient:
 * @self: a turn that has not run
 * @is_patient: whether it waits
 *
 * Sets whether it waits, after a server had too much to do, before it asks the next model; and begins the list of models
 * again for a few times. A turn is not patient unless somebody says so, for a person would rather have the next answer now.
 */
void
troupe_turn_set_patient (TroupeTurn *self,
                         gboolean    is_patient)
{
  g_return_if_fail (TROUPE_IS_TURN (self));

  self->is_patient = is_patient;
}

/**
 * troupe_turn_get_request:
 * @self: a turn
 *
 * Gets the request that was sent last.
 *
 * Returns: (transfer none) (nullable): the request, or %NULL before the first
 */
TroupeRequest *
troupe_turn_get_request (TroupeTurn *self)
{
  g_return_val_if_fail (TROUPE_IS_TURN (self), NULL);

  return self->request;
}

/**
 * troupe_turn_get_calls:
 * @self: a turn that has run
 *
 * Gets the tools that the answer asks for: never any if none was offered, and none of an answer that is not whole.
 *
 * Returns: (transfer none) (nullable) (element-type TroupeToolCall): the calls in order, or %NULL if there is none
 */
GPtrArray *
troupe_turn_get_calls (TroupeTurn *self)
{
  g_return_val_if_fail (TROUPE_IS_TURN (self), NULL);

  return self->calls;
}

/**
 * troupe_turn_run_async:
 * @self: a turn that has not run
 * @answer: the message to fill
 * @cancellable: (nullable): stops it; what came until then stays in @answer
 * @callback: called once @answer is whole or no more will come
 * @user_data: for @callback
 *
 * Asks, and fills @answer as the answer comes in.
 */
void
troupe_turn_run_async (TroupeTurn          *self,
                       TroupeMessage       *answer,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (TROUPE_IS_TURN (self));
  g_return_if_fail (TROUPE_IS_MESSAGE (answer));
  g_return_if_fail (self->answer == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_turn_run_async);
  /* What came in before a cancel counts, and whoever reports it says so itself. */
  g_task_set_check_cancellable (task, FALSE);

  self->answer = g_object_ref (answer);
  self->started_us = troupe_clock_get_monotonic_us ();
  troupe_message_set_streaming (answer, TRUE);

  ask (task);
}

/**
 * troupe_turn_run_finish:
 * @self: a turn
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_turn_run_async().
 *
 * Errors are in %TROUPE_ENGINE_ERROR, %TROUPE_PROVIDER_ERROR, or %G_IO_ERROR_CANCELLED. The answer holds the same
 * sentence.
 *
 * Returns: whether the model came to an end by itself
 */
gboolean
troupe_turn_run_finish (TroupeTurn    *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
