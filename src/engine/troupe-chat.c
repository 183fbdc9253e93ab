/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-chat-private.h"
#include "troupe-chat-title.h"
#include "troupe-clock.h"
#include "troupe-model-error.h"

/**
 * TroupeChat:
 *
 * A conversation that goes on: puts questions, fills in answers, and tells the recorder before anybody is asked and
 * whenever more came in.
 *
 * An answer that is given again takes the place of the old one with its first words, and not before: while nothing has
 * come, and when nothing comes, the conversation is as it was.
 *
 * What is in force when a question is put holds for its answer; the chat asks with a copy of the persona and of the
 * overrides, so nothing that changes meanwhile, and no fall-over, reaches the widgets or the answer under way.
 *
 * This file has the object and how a question begins; troupe-chat-answer.c the answer, troupe-chat-retry.c the same once more.
 */

enum
{
  PROP_0,
  PROP_BUSY,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_HOP,
  SIGNAL_RETRIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeChat, troupe_chat, G_TYPE_OBJECT)

/*
 * troupe_chat_note_settings:
 * @self: the chat
 *
 * Notes the persona, the overrides and the locks in the conversation, and saves nothing.
 */
void
troupe_chat_note_settings (TroupeChat *self)
{
  TroupeAiSettings *kept = troupe_conversation_get_session (self->conversation);
  TroupeAiSettings *session = troupe_resolver_get_session (self->resolver);
  TroupePersona *persona = troupe_resolver_get_persona (self->resolver);
  guint locks = 0;

  if (kept != session)
    troupe_ai_settings_assign (kept, session);

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      if (troupe_resolver_get_locked (self->resolver, field))
        locks |= 1u << field;
    }

  troupe_conversation_set_locks (self->conversation, locks);
  /* One that could not be found keeps its name here: it may come back, and nobody takes its place in silence. */
  if (persona != NULL)
    troupe_conversation_set_persona_id (self->conversation, troupe_definition_get_id (TROUPE_DEFINITION (persona)));
}

/*
 * troupe_chat_set_cancellable:
 * @self: the chat
 * @cancellable: (nullable): of the answer that is under way now
 *
 * Makes the chat busy, or not.
 */
void
troupe_chat_set_cancellable (TroupeChat   *self,
                             GCancellable *cancellable)
{
  gboolean was_busy = troupe_chat_is_busy (self);

  g_set_object (&self->cancellable, cancellable);

  if (was_busy != troupe_chat_is_busy (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/*
 * troupe_chat_tell_hop:
 * @self: the chat
 * @error: why the model before could not answer
 *
 * Emits #TroupeChat::hop.
 */
void
troupe_chat_tell_hop (TroupeChat *self,
                      GError     *error)
{
  g_signal_emit (self, signals[SIGNAL_HOP], 0, error);
}

/* Nobody is asked in place of a persona that is gone; one that came back is cast again, with the overrides as they are. */
static gboolean
check_persona (TroupeChat  *self,
               GError     **error)
{
  TroupePersona *cast = troupe_resolver_get_persona (self->resolver);
  const char *id = cast != NULL ? troupe_definition_get_id (TROUPE_DEFINITION (cast))
                                : troupe_conversation_get_persona_id (self->conversation);
  TroupeDefinition *found = id != NULL ? troupe_catalog_lookup (self->catalog, TROUPE_KIND_PERSONA, id) : NULL;

  /* One that is still being written is heard all the same. */
  if (self->is_trial && cast != NULL)
    return TRUE;

  if (id != NULL && found == NULL)
    {
      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID,
                   /* Translators: %s is the identifier of a persona */
                   _("The persona “%s” of this discussion does not exist any more; choose another one."), id);
      return FALSE;
    }

  if (id != NULL && cast == NULL)
    {
      g_autoptr(TroupeAiSettings) session = troupe_ai_settings_copy (troupe_resolver_get_session (self->resolver));
      g_autoptr(TroupeAiSettings) dropped = troupe_resolver_select_persona (self->resolver, TROUPE_PERSONA (found));

      troupe_resolver_set_session (self->resolver, session);
    }

  return TRUE;
}

/*
 * troupe_chat_may_begin:
 * @self: the chat
 * @task: (transfer none): what would wait for an answer
 *
 * Says whether somebody can be asked now. If not, @task is ended.
 *
 * Returns: whether @task may begin
 */
gboolean
troupe_chat_may_begin (TroupeChat *self,
                       GTask      *task)
{
  GError *error = NULL;

  if (troupe_chat_is_busy (self))
    g_set_error_literal (&error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_BUSY,
                         _("An answer is still being given; stop it or wait for its end."));
  else if (check_persona (self, &error))
    return TRUE;

  g_task_return_error (task, error);
  return FALSE;
}

/*
 * troupe_chat_create_task:
 * @self: the chat
 * @cancellable: (nullable): the caller's
 * @callback: the caller's
 * @user_data: for @callback
 * @tag: the function that was called
 *
 * Makes what waits for an answer.
 *
 * Returns: (transfer full): the task
 */
GTask *
troupe_chat_create_task (TroupeChat          *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data,
                         gpointer             tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  /* An answer that was whole before somebody pressed Stop is not thrown away. */
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

/*
 * troupe_chat_tell_retried:
 * @self: the chat
 * @n_superseded: how many messages were taken out
 *
 * Emits #TroupeChat::retried.
 */
void
troupe_chat_tell_retried (TroupeChat *self,
                          guint       n_superseded)
{
  g_signal_emit (self, signals[SIGNAL_RETRIED], 0, n_superseded);
}

/* Whatever is blank at the end, and lines that are blank at the start; the indent of the first line may be code. */
static void
strip_blank_lines (char *text)
{
  char *start = text;

  for (char *at = text; g_ascii_isspace (*at); at++)
    {
      if (*at == '\n' || *at == '\r')
        start = at + 1;
    }

  memmove (text, start, strlen (start) + 1);
  g_strchomp (text);
}

static void
troupe_chat_dispose (GObject *object)
{
  TroupeChat *self = TROUPE_CHAT (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (troupe_chat_parent_class)->dispose (object);
}

static void
troupe_chat_finalize (GObject *object)
{
  TroupeChat *self = TROUPE_CHAT (object);

  g_clear_object (&self->conversation);
  g_clear_object (&self->resolver);
  g_clear_object (&self->catalog);
  g_clear_object (&self->providers);
  g_clear_object (&self->recorder);
  g_clear_pointer (&self->superseded, g_ptr_array_unref);

  G_OBJECT_CLASS (troupe_chat_parent_class)->finalize (object);
}

static void
troupe_chat_get_property (GObject    *object,
                          guint       property_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  TroupeChat *self = TROUPE_CHAT (object);

  switch (property_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, troupe_chat_is_busy (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_chat_class_init (TroupeChatClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_chat_dispose;
  object_class->finalize = troupe_chat_finalize;
  object_class->get_property = troupe_chat_get_property;

  properties[PROP_BUSY] =
    g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TroupeChat::hop:
   * @self: the chat
   * @error: why the model before could not answer
   *
   * The next of the preferred models is asked now. The answer names it.
   */
  signals[SIGNAL_HOP] =
    g_signal_new ("hop", TROUPE_TYPE_CHAT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * TroupeChat::retried:
   * @self: the chat
   * @n_superseded: how many messages were taken out
   *
   * The first words of an answer that is given again came, and took the place of the old answer and of what followed it.
   * troupe_chat_undo_retry() brings them back until something else is asked.
   */
  signals[SIGNAL_RETRIED] =
    g_signal_new ("retried", TROUPE_TYPE_CHAT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
troupe_chat_init (TroupeChat *self)
{
}

/**
 * troupe_chat_new:
 * @conversation: what was said so far
 * @resolver: the effective values
 * @catalog: where personas and presets are looked up
 * @providers: who can be asked
 * @recorder: (nullable): who is told what happens
 *
 * Makes a chat in which nobody is asked yet.
 *
 * Returns: (transfer full): a chat
 */
TroupeChat *
troupe_chat_new (TroupeConversation *conversation,
                 TroupeResolver     *resolver,
                 TroupeCatalog      *catalog,
                 TroupeProviderSet  *providers,
                 TroupeRecorder     *recorder)
{
  TroupeChat *self;

  g_return_val_if_fail (TROUPE_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (TROUPE_IS_RESOLVER (resolver), NULL);
  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), NULL);
  g_return_val_if_fail (TROUPE_IS_PROVIDER_SET (providers), NULL);
  g_return_val_if_fail (recorder == NULL || TROUPE_IS_RECORDER (recorder), NULL);

  self = g_object_new (TROUPE_TYPE_CHAT, NULL);
  self->conversation = g_object_ref (conversation);
  self->resolver = g_object_ref (resolver);
  self->catalog = g_object_ref (catalog);
  self->providers = g_object_ref (providers);
  g_set_object (&self->recorder, recorder);

  return self;
}

/**
 * troupe_chat_get_conversation:
 * @self: a chat
 *
 * Gets what is said.
 *
 * Returns: (transfer none): the conversation
 */
TroupeConversation *
troupe_chat_get_conversation (TroupeChat *self)
{
  g_return_val_if_fail (TROUPE_IS_CHAT (self), NULL);

  return self->conversation;
}

/**
 * troupe_chat_get_resolver:
 * @self: a chat
 *
 * Gets the values that the next question is put with.
 *
 * Returns: (transfer none): the resolver
 */
TroupeResolver *
troupe_chat_get_resolver (TroupeChat *self)
{
  g_return_val_if_fail (TROUPE_IS_CHAT (self), NULL);

  return self->resolver;
}

/**
 * troupe_chat_is_busy:
 * @self: a chat
 *
 * Says whether an answer is under way, or the conversation is still being read.
 *
 * Returns: whether a question would be refused now
 */
gboolean
troupe_chat_is_busy (TroupeChat *self)
{
  g_return_val_if_fail (TROUPE_IS_CHAT (self), FALSE);

  return self->cancellable != NULL || self->is_loading;
}

/**
 * troupe_chat_set_loading:
 * @self: a chat
 * @is_loading: whether the conversation is still being read
 *
 * Makes the chat refuse questions while earlier messages are on their way, so that nothing gets out of order.
 */
void
troupe_chat_set_loading (TroupeChat *self,
                         gboolean    is_loading)
{
  gboolean was_busy;

  g_return_if_fail (TROUPE_IS_CHAT (self));

  was_busy = troupe_chat_is_busy (self);
  self->is_loading = is_loading;

  if (was_busy != troupe_chat_is_busy (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/**
 * troupe_chat_set_trial:
 * @self: a chat
 * @is_trial: whether the resolver's persona may be one that was never saved
 *
 * Lets somebody be heard who is not in the catalog. Without a recorder, nothing of it is kept.
 */
void
troupe_chat_set_trial (TroupeChat *self,
                       gboolean    is_trial)
{
  g_return_if_fail (TROUPE_IS_CHAT (self));

  self->is_trial = is_trial;
}

/**
 * troupe_chat_keep_settings:
 * @self: a chat
 *
 * Keeps the persona, the overrides and the locks with the conversation. Sending does it too.
 */
void
troupe_chat_keep_settings (TroupeChat *self)
{
  g_return_if_fail (TROUPE_IS_CHAT (self));

  troupe_chat_note_settings (self);

  if (g_list_model_get_n_items (troupe_conversation_list_messages (self->conversation)) > 0)
    troupe_recorder_save_conversation (self->recorder, self->conversation);
}

/**
 * troupe_chat_send_async:
 * @self: a chat
 * @text: the question
 * @cancellable: (nullable): stops the answer, like troupe_chat_stop()
 * @callback: called at the end of the answer
 * @user_data: for @callback
 *
 * Puts a question. It and an empty answer are in the conversation when this returns; the answer fills up from then.
 */
void
troupe_chat_send_async (TroupeChat          *self,
                        const char          *text,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(TroupeMessage) question = NULL;
  g_autofree char *valid = NULL;
  const char *title;
  gint64 now_us;

  g_return_if_fail (TROUPE_IS_CHAT (self));
  g_return_if_fail (text != NULL);

  task = troupe_chat_create_task (self, cancellable, callback, user_data, troupe_chat_send_async);

  if (!troupe_chat_may_begin (self, task))
    return;

  valid = g_utf8_make_valid (text, -1);
  strip_blank_lines (valid);
  if (*valid == '\0')
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _("The question is empty; write something first."));
      return;
    }

  now_us = troupe_clock_get_real_us ();
  question = troupe_message_new (TROUPE_ROLE_USER, valid);
  troupe_message_set_created_us (question, now_us);
  troupe_message_set_complete (question, TRUE);

  title = troupe_conversation_get_title (self->conversation);
  if (title == NULL || *title == '\0')
    {
      g_autofree char *new_title = troupe_chat_make_title (valid);

      troupe_conversation_set_title (self->conversation, new_title);
    }

  troupe_chat_note_settings (self);
  troupe_conversation_set_updated_us (self->conversation, now_us);
  troupe_conversation_append (self->conversation, question);
  troupe_recorder_save_conversation (self->recorder, self->conversation);
  troupe_recorder_save_message (self->recorder, self->conversation, question);

  /* What was superseded before is in the ledger still, but it is no answer to what was asked now. */
  g_clear_pointer (&self->superseded, g_ptr_array_unref);
  troupe_chat_answer (self, g_steal_pointer (&task),
                      g_list_model_get_n_items (troupe_conversation_list_messages (self->conversation)), FALSE);
}

/**
 * troupe_chat_send_finish:
 * @self: a chat
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_chat_send_async() and troupe_chat_retry_async().
 *
 * Errors are in %TROUPE_ENGINE_ERROR, %TROUPE_MODEL_ERROR, %TROUPE_PROVIDER_ERROR, or %G_IO_ERROR_CANCELLED after
 * Stop. But for %TROUPE_ENGINE_ERROR_BUSY, a persona that does not exist (%TROUPE_MODEL_ERROR_UNKNOWN_ID), an empty
 * question, and a retry of which no word came, what came until then is in the conversation, and the answer holds the same
 * sentence; in those cases the conversation is as it was, and nothing but the error tells why.
 *
 * Returns: (transfer full) (nullable): the answer
 */
TroupeMessage *
troupe_chat_send_finish (TroupeChat    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * troupe_chat_stop:
 * @self: a chat
 *
 * Stops the answer under way, if there is one. What came until then stays.
 */
void
troupe_chat_stop (TroupeChat *self)
{
  g_return_if_fail (TROUPE_IS_CHAT (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}
