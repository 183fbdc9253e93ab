/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-fake-provider.h"

/**
 * TroupeFakeProvider:
 *
 * Answers by a script, and remembers what it was asked. A script is a list of deeds with bars between:
 *
 * - `refuse CODE`: there is no answer, but an error; counts before anything is said
 * - `wait`: the request is held, before its answer begins, until troupe_fake_provider_release()
 * - `say TEXT`, `think TEXT`: one batch
 * - `hold`: held in the middle of the answer
 * - `fail CODE`: the answer breaks off
 * - `call TOOL ARGUMENTS`: asks for a tool; the ids are f1, f2 …, counted over all that the provider says
 * - `same-id ID`: the id of the next call, whether it was used or not
 * - `served MODEL`, `stop REASON`, `usage INPUT,OUTPUT`: what the answer says of itself
 *
 * CODE is a #TroupeProviderError by its name here, REASON a nick of #TroupeStopReason. A script that is pushed is used
 * once, in order; one for a question, whose text begins so, as often as it is asked.
 */
struct _TroupeFakeProvider
{
  TroupeProvider  parent_instance;

  GQueue          scripts;       /* (element-type char*) */
  GHashTable     *by_question;   /* start of a question to script */
  GPtrArray      *requests;      /* (element-type TroupeRequest) */
  GPtrArray      *held;          /* (element-type GTask) */
  guint           n_active;
  guint           n_active_max;
  guint           n_calls;
  gboolean        is_forgetful;
};

#define TROUPE_TYPE_FAKE_REPLY (troupe_fake_reply_get_type ())

G_DECLARE_FINAL_TYPE (TroupeFakeReply, troupe_fake_reply, TROUPE, FAKE_REPLY, TroupeReply)

struct _TroupeFakeReply
{
  TroupeReply         parent_instance;

  TroupeFakeProvider *provider;  /* (owned) */
  char              **deeds;
  guint               at;
  TroupeUsage         usage;
  TroupeStopReason    reason;
  char               *next_id;   /* (nullable) */
  GPtrArray          *calls;     /* (nullable) (element-type TroupeToolCall) */
};

G_DEFINE_FINAL_TYPE (TroupeFakeProvider, troupe_fake_provider, TROUPE_TYPE_PROVIDER)
G_DEFINE_FINAL_TYPE (TroupeFakeReply, troupe_fake_reply, TROUPE_TYPE_REPLY)

static const struct
{
  const char          *name;
  TroupeProviderError  code;
} codes[] = {
  { "key", TROUPE_PROVIDER_ERROR_KEY },
  { "model", TROUPE_PROVIDER_ERROR_MODEL },
  { "request", TROUPE_PROVIDER_ERROR_REQUEST },
  { "too-long", TROUPE_PROVIDER_ERROR_TOO_LONG },
  { "credit", TROUPE_PROVIDER_ERROR_CREDIT },
  { "rate", TROUPE_PROVIDER_ERROR_RATE },
  { "overloaded", TROUPE_PROVIDER_ERROR_OVERLOADED },
  { "refused", TROUPE_PROVIDER_ERROR_REFUSED },
  { "timed-out", TROUPE_PROVIDER_ERROR_TIMED_OUT },
  { "connection", TROUPE_PROVIDER_ERROR_CONNECTION },
  { "tls", TROUPE_PROVIDER_ERROR_TLS },
  { "cut", TROUPE_PROVIDER_ERROR_CUT },
  { "protocol", TROUPE_PROVIDER_ERROR_PROTOCOL },
};

static GError *
make_error (const char *name)
{
  g_autofree char *message = g_strdup_printf ("The fake provider met %s; mend the script.", name);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (g_str_equal (codes[i].name, name))
        return troupe_provider_error_new (codes[i].code, -1, message);
    }

  g_error ("There is no error “%s”", name);
}

static const char *
after (const char *deed,
       const char *word)
{
  gsize length = strlen (word);

  if (!g_str_has_prefix (deed, word) || (deed[length] != ' ' && deed[length] != '\0'))
    return NULL;

  return deed[length] == ' ' ? deed + length + 1 : deed + length;
}

static TroupeStopReason
parse_reason (const char *nick)
{
  static const char * const nicks[] = { "unknown", "end", "length", "tool-calls", "refusal", "cancelled", "error", NULL };

  for (guint i = 0; nicks[i] != NULL; i++)
    {
      if (g_str_equal (nicks[i], nick))
        return i;
    }

  g_error ("There is no reason “%s”", nick);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GTask *task = user_data;
  TroupeFakeProvider *self = TROUPE_IS_FAKE_REPLY (g_task_get_source_object (task))
                           ? TROUPE_FAKE_REPLY (g_task_get_source_object (task))->provider
                           : TROUPE_FAKE_PROVIDER (g_task_get_source_object (task));

  g_object_ref (task);
  if (g_ptr_array_remove (self->held, task))
    g_task_return_error_if_cancelled (task);
  g_object_set_data (G_OBJECT (task), "cancelled-source", NULL);
  g_object_unref (task);

  return G_SOURCE_REMOVE;
}

static void
source_free (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/* @task is (transfer full) */
static void
hold (TroupeFakeProvider *self,
      GTask              *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_ptr_array_add (self->held, task);
  if (cancellable != NULL)
    {
      g_autoptr(GSource) source = g_cancellable_source_new (cancellable);

      g_source_set_callback (source, G_SOURCE_FUNC (cancelled_cb), task, NULL);
      g_source_attach (source, NULL);
      g_object_set_data_full (G_OBJECT (task), "cancelled-source", g_steal_pointer (&source), source_free);
    }
}

static gboolean do_next (gpointer user_data);

static void
do_later (GTask *task)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, do_next, task, g_object_unref);
  g_source_attach (source, NULL);
}

static gboolean
do_next (gpointer user_data)
{
  GTask *task = user_data;
  TroupeFakeReply *self = g_task_get_source_object (task);
  const char *argument;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;

  while (self->deeds[self->at] != NULL)
    {
      const char *deed = g_strstrip (self->deeds[self->at++]);
      g_autoptr(TroupeBatch) batch = troupe_batch_new ();

      if ((argument = after (deed, "say")) != NULL)
        troupe_batch_append (batch, TROUPE_CHUNK_TEXT, argument, strlen (argument));
      else if ((argument = after (deed, "think")) != NULL)
        troupe_batch_append (batch, TROUPE_CHUNK_REASONING, argument, strlen (argument));
      else if ((argument = after (deed, "fail")) != NULL)
        {
          g_task_return_error (task, make_error (argument));
          return G_SOURCE_REMOVE;
        }
      else if (after (deed, "hold") != NULL)
        {
          hold (self->provider, g_object_ref (task));
          return G_SOURCE_REMOVE;
        }
      else
        continue;

      g_task_return_pointer (task, g_steal_pointer (&batch), (GDestroyNotify) troupe_batch_free);
      return G_SOURCE_REMOVE;
    }

  troupe_reply_set_usage (TROUPE_REPLY (self), &self->usage);
  troupe_reply_set_stop_reason (TROUPE_REPLY (self), self->reason);
  troupe_reply_take_calls (TROUPE_REPLY (self), g_steal_pointer (&self->calls));
  g_task_return_pointer (task, NULL, NULL);

  return G_SOURCE_REMOVE;
}

static void
troupe_fake_reply_next_async (TroupeReply         *reply,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  do_later (g_task_new (reply, cancellable, callback, user_data));
}

static TroupeBatch *
troupe_fake_reply_next_finish (TroupeReply   *reply,
                               GAsyncResult  *result,
                               GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
troupe_fake_reply_finalize (GObject *object)
{
  TroupeFakeReply *self = TROUPE_FAKE_REPLY (object);

  self->provider->n_active--;
  g_clear_object (&self->provider);
  g_strfreev (self->deeds);
  g_free (self->next_id);
  g_clear_pointer (&self->calls, g_ptr_array_unref);

  G_OBJECT_CLASS (troupe_fake_reply_parent_class)->finalize (object);
}

static void
troupe_fake_reply_class_init (TroupeFakeReplyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_fake_reply_finalize;
  TROUPE_REPLY_CLASS (klass)->next_async = troupe_fake_reply_next_async;
  TROUPE_REPLY_CLASS (klass)->next_finish = troupe_fake_reply_next_finish;
}

static void
troupe_fake_reply_init (TroupeFakeReply *self)
{
  self->usage = TROUPE_USAGE_UNKNOWN;
  self->reason = TROUPE_STOP_REASON_END;
}

static char *
find_script (TroupeFakeProvider *self,
             TroupeRequest      *request)
{
  guint n_messages = troupe_request_get_n_messages (request);
  const char *question = n_messages > 0 ? troupe_request_get_text (request, n_messages - 1) : "";
  GHashTableIter iter;
  gpointer start;
  gpointer script;

  g_hash_table_iter_init (&iter, self->by_question);
  while (g_hash_table_iter_next (&iter, &start, &script))
    {
      if (g_str_has_prefix (question, start))
        return g_strdup (script);
    }

  script = g_queue_pop_head (&self->scripts);

  return script != NULL ? script : g_strdup ("say Done.");
}

static void
add_call (TroupeFakeReply *self,
          const char      *argument)
{
  g_autofree char *id = self->next_id != NULL ? g_steal_pointer (&self->next_id)
                                              : g_strdup_printf ("f%u", ++self->provider->n_calls);
  g_auto(GStrv) parts = g_strsplit (argument, " ", 2);

  if (self->calls == NULL)
    self->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_tool_call_unref);
  g_ptr_array_add (self->calls, troupe_tool_call_new (id, parts[0], parts[1]));
}

static gboolean
answer_cb (gpointer user_data)
{
  GTask *task = user_data;
  TroupeFakeProvider *self = g_task_get_source_object (task);
  char **deeds = g_task_get_task_data (task);
  g_autoptr(TroupeFakeReply) reply = NULL;
  TroupeRequest *request = g_object_get_data (G_OBJECT (task), "request");
  const char *argument;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;

  for (guint i = 0; deeds[i] != NULL; i++)
    {
      if ((argument = after (g_strstrip (deeds[i]), "refuse")) != NULL)
        {
          g_task_return_error (task, make_error (argument));
          return G_SOURCE_REMOVE;
        }
      if (after (deeds[i], "wait") != NULL)
        {
          strcpy (deeds[i], "-");
          hold (self, g_object_ref (task));
          return G_SOURCE_REMOVE;
        }
    }

  reply = g_object_new (TROUPE_TYPE_FAKE_REPLY, NULL);
  reply->provider = g_object_ref (self);
  reply->deeds = g_strdupv (deeds);
  self->n_active++;
  self->n_active_max = MAX (self->n_active_max, self->n_active);
  troupe_reply_set_model_served (TROUPE_REPLY (reply), troupe_request_get_model (request));

  for (guint i = 0; deeds[i] != NULL; i++)
    {
      if ((argument = after (deeds[i], "served")) != NULL)
        troupe_reply_set_model_served (TROUPE_REPLY (reply), *argument != '\0' ? argument : NULL);
      else if ((argument = after (deeds[i], "call")) != NULL)
        add_call (reply, argument);
      else if ((argument = after (deeds[i], "same-id")) != NULL)
        reply->next_id = g_strdup (argument);
      else if ((argument = after (deeds[i], "stop")) != NULL)
        reply->reason = parse_reason (argument);
      else if ((argument = after (deeds[i], "usage")) != NULL)
        {
          reply->usage.input = g_ascii_strtoll (argument, NULL, 10);
          reply->usage.output = g_ascii_strtoll (strchr (argument, ',') + 1, NULL, 10);
        }
    }

  g_task_return_pointer (task, g_steal_pointer (&reply), g_object_unref);

  return G_SOURCE_REMOVE;
}

static void
answer_later (GTask *task)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answer_cb, task, g_object_unref);
  g_source_attach (source, NULL);
}

static void
troupe_fake_provider_send_async (TroupeProvider      *provider,
                                 TroupeRequest       *request,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  TroupeFakeProvider *self = TROUPE_FAKE_PROVIDER (provider);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *script = find_script (self, request);

  if (!self->is_forgetful)
    g_ptr_array_add (self->requests, g_object_ref (request));
  g_task_set_task_data (task, g_strsplit (script, "|", -1), (GDestroyNotify) g_strfreev);
  g_object_set_data_full (G_OBJECT (task), "request", g_object_ref (request), g_object_unref);
  answer_later (task);
}

static TroupeReply *
troupe_fake_provider_send_finish (TroupeProvider  *provider,
                                  GAsyncResult    *result,
                                  GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
troupe_fake_provider_finalize (GObject *object)
{
  TroupeFakeProvider *self = TROUPE_FAKE_PROVIDER (object);

  g_queue_clear_full (&self->scripts, g_free);
  g_hash_table_unref (self->by_question);
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->held);

  G_OBJECT_CLASS (troupe_fake_provider_parent_class)->finalize (object);
}

static void
troupe_fake_provider_class_init (TroupeFakeProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_fake_provider_finalize;
  TROUPE_PROVIDER_CLASS (klass)->send_async = troupe_fake_provider_send_async;
  TROUPE_PROVIDER_CLASS (klass)->send_finish = troupe_fake_provider_send_finish;
}

static void
troupe_fake_provider_init (TroupeFakeProvider *self)
{
  g_queue_init (&self->scripts);
  self->by_question = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->requests = g_ptr_array_new_with_free_func (g_object_unref);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * troupe_fake_provider_new:
 * @id: the id that personas name it by
 *
 * Returns: (transfer full): a provider that says “Done.”
 */
TroupeFakeProvider *
troupe_fake_provider_new (const char *id)
{
  g_autoptr(TroupeProviderConfig) config = troupe_provider_config_new (id, "fake");

  return g_object_new (TROUPE_TYPE_FAKE_PROVIDER, "config", config, NULL);
}

/**
 * troupe_fake_provider_push:
 * @self: the provider
 * @script: how to answer a request that no other script is for
 *
 * Adds a script behind those that were not used yet.
 */
void
troupe_fake_provider_push (TroupeFakeProvider *self,
                           const char         *script)
{
  g_queue_push_tail (&self->scripts, g_strdup (script));
}

/**
 * troupe_fake_provider_set_script:
 * @self: the provider
 * @question: how the last message begins
 * @script: how to answer it, each time
 */
void
troupe_fake_provider_set_script (TroupeFakeProvider *self,
                                 const char         *question,
                                 const char         *script)
{
  g_hash_table_insert (self->by_question, g_strdup (question), g_strdup (script));
}

/**
 * troupe_fake_provider_set_forgetful:
 * @self: the provider
 *
 * Remembers no request from now on, for a benchmark.
 */
void
troupe_fake_provider_set_forgetful (TroupeFakeProvider *self)
{
  self->is_forgetful = TRUE;
}

guint
troupe_fake_provider_get_n_requests (TroupeFakeProvider *self)
{
  return self->requests->len;
}

/**
 * troupe_fake_provider_get_request:
 * @self: the provider
 * @index: which of the requests, from 0
 *
 * Returns: (transfer none): what was asked
 */
TroupeRequest *
troupe_fake_provider_get_request (TroupeFakeProvider *self,
                                  guint               index)
{
  g_assert_cmpuint (index, <, self->requests->len);

  return g_ptr_array_index (self->requests, index);
}

/**
 * troupe_fake_provider_get_n_active:
 * @self: the provider
 *
 * Returns: how many answers have begun and are still held by somebody
 */
guint
troupe_fake_provider_get_n_active (TroupeFakeProvider *self)
{
  return self->n_active;
}

guint
troupe_fake_provider_get_n_active_max (TroupeFakeProvider *self)
{
  return self->n_active_max;
}

guint
troupe_fake_provider_get_n_held (TroupeFakeProvider *self)
{
  return self->held->len;
}

static gboolean
too_late_cb (gpointer user_data)
{
  g_error ("The fake provider waited for requests to be held, and they were not");

  return G_SOURCE_REMOVE;
}

/**
 * troupe_fake_provider_wait_held:
 * @self: the provider
 * @n_held: how many
 *
 * Turns the main loop until so many requests are held, or until the test's deadline.
 */
void
troupe_fake_provider_wait_held (TroupeFakeProvider *self,
                                guint               n_held)
{
  guint deadline_id = g_timeout_add_seconds (20, too_late_cb, NULL);

  while (self->held->len < n_held)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline_id);
}

/**
 * troupe_fake_provider_release:
 * @self: the provider
 *
 * Lets all that is held go on.
 */
void
troupe_fake_provider_release (TroupeFakeProvider *self)
{
  g_autoptr(GPtrArray) held = g_steal_pointer (&self->held);

  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < held->len; i++)
    {
      GTask *task = g_ptr_array_index (held, i);

      g_object_set_data (G_OBJECT (task), "cancelled-source", NULL);
      if (TROUPE_IS_FAKE_REPLY (g_task_get_source_object (task)))
        do_later (g_object_ref (task));
      else
        answer_later (g_object_ref (task));
    }
}
