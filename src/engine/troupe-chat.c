/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-chat.h"
#include "troupe-clock.h"
#include "troupe-prompt.h"
#include "troupe-snapshot.h"
#include "troupe-turn.h"

/**
 * TroupeChat:
 *
 * A conversation that goes on: puts questions, fills in answers, and tells the recorder before anybody is asked and
 * whenever more came in.
 *
 * What is in force when a question is put holds for its answer; the chat asks with a copy of the persona and of the
 * overrides, so nothing that changes meanwhile, and no fall-over, reaches the widgets or the answer under way.
 */
struct _TroupeChat
{
  GObject             parent_instance;

  /* Owned References */
  TroupeConversation *conversation;
  TroupeResolver     *resolver;
  TroupeCatalog      *catalog;
  TroupeProviderSet  *providers;
  TroupeRecorder     *recorder;      /* (nullable) */

  /* In Progress */
  GCancellable       *cancellable;   /* (owned) (nullable): of the answer under way */
  gboolean            is_loading;
};

typedef struct
{
  TroupeMessage *answer;             /* (owned) */
  GCancellable  *cancellable;        /* (owned) (nullable): the caller's */
  gulong         cancelled_id;
  gulong         batch_id;
} Ask;

#define TITLE_LENGTH 60

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
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeChat, troupe_chat, G_TYPE_OBJECT)

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_assert (ask->cancelled_id == 0);
  g_assert (ask->batch_id == 0);

  g_clear_object (&ask->answer);
  g_clear_object (&ask->cancellable);
  g_free (ask);
}

/* The first line that says something, cut at a word when it is long. */
static char *
make_title (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *start = NULL;
  char *line_end = strpbrk (stripped, "\r\n");
  char *space;

  if (line_end != NULL)
    *line_end = '\0';
  g_strchomp (stripped);

  if (g_utf8_strlen (stripped, -1) <= TITLE_LENGTH)
    return g_steal_pointer (&stripped);

  start = g_utf8_substring (stripped, 0, TITLE_LENGTH);
  space = strrchr (start, ' ');
  if (space != NULL && space > start + strlen (start) / 2)
    *space = '\0';
  g_strchomp (start);

  return g_strconcat (start, "…", NULL);
}

/* What is in force now, in a resolver of its own that nobody can change. */
static TroupeResolver *
freeze (TroupeChat *self)
{
  g_autoptr(TroupeSnapshot) snapshot = troupe_snapshot_new (self->catalog, NULL);
  g_autoptr(TroupeResolver) frozen = troupe_resolver_new (TROUPE_CATALOG (snapshot));
  g_autoptr(TroupeAiSettings) session = troupe_ai_settings_copy (troupe_resolver_get_session (self->resolver));
  TroupePersona *persona = troupe_resolver_get_persona (self->resolver);

  if (persona != NULL)
    {
      g_autoptr(TroupeDefinition) copy = troupe_definition_copy (TROUPE_DEFINITION (persona));
      g_autoptr(TroupeAiSettings) dropped = troupe_resolver_select_persona (frozen, TROUPE_PERSONA (copy));
    }

  troupe_resolver_set_session (frozen, session);
  troupe_resolver_set_model_index (frozen, troupe_resolver_get_model_index (self->resolver));

  return g_steal_pointer (&frozen);
}

static void
keep_settings (TroupeChat *self)
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

static void
set_cancellable (TroupeChat   *self,
                 GCancellable *cancellable)
{
  gboolean was_busy = troupe_chat_is_busy (self);

  g_set_object (&self->cancellable, cancellable);

  if (was_busy != troupe_chat_is_busy (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
add_messages (TroupeTurn *turn,
              GListModel *messages,
              guint       n_messages)
{
  for (guint i = 0; i < n_messages; i++)
    {
      g_autoptr(TroupeMessage) message = g_list_model_get_item (messages, i);

      /* An answer that failed before its first word says nothing to a model. */
      if (troupe_message_get_text_length (message) > 0)
        troupe_turn_add_message (turn, troupe_message_get_role (message), troupe_message_get_text (message));
    }
}

static void
caller_cancelled_cb (GCancellable *cancellable,
                     gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

static void
batch_cb (TroupeTurn *turn,
          gpointer    batch,
          GTask      *task)
{
  TroupeChat *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);

  troupe_recorder_save_message (self->recorder, self->conversation, ask->answer);
}

static void
hop_cb (TroupeTurn *turn,
        GError     *error,
        TroupeChat *self)
{
  g_message ("Going on with the next preferred model: %s", error->message);
  g_signal_emit (self, signals[SIGNAL_HOP], 0, error);
}

static void
settle (TroupeChat *self,
        GTask      *task,
        gpointer    turn)
{
  Ask *ask = g_task_get_task_data (task);

  if (turn != NULL)
    g_clear_signal_handler (&ask->batch_id, turn);
  if (ask->cancelled_id != 0)
    g_cancellable_disconnect (ask->cancellable, ask->cancelled_id);
  ask->cancelled_id = 0;

  troupe_conversation_set_updated_us (self->conversation, troupe_clock_get_real_us ());
  troupe_recorder_save_message (self->recorder, self->conversation, ask->answer);
  troupe_recorder_save_conversation (self->recorder, self->conversation);
  set_cancellable (self, NULL);
}

static void
run_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  TroupeChat *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);
  gboolean ok = troupe_turn_run_finish (TROUPE_TURN (source), result, &error);

  settle (self, task, source);

  if (ok)
    g_task_return_pointer (task, g_object_ref (ask->answer), g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
set_persona (TroupeMessage  *answer,
             TroupeResolver *resolver)
{
  TroupePersona *persona = troupe_resolver_get_persona (resolver);

  if (persona == NULL)
    return;

  troupe_message_set_persona (answer,
                              troupe_definition_get_id (TROUPE_DEFINITION (persona)),
                              troupe_definition_get_name (TROUPE_DEFINITION (persona)),
                              troupe_persona_get_icon (persona),
                              troupe_definition_get_revision (TROUPE_DEFINITION (persona)));
}

/* Asks for an answer to what the conversation ends with. @task is (transfer full). */
static void
answer_last (TroupeChat *self,
             GTask      *task)
{
  g_autoptr(TroupeResolver) frozen = freeze (self);
  g_autoptr(TroupePrompt) prompt = troupe_prompt_compose (frozen, self->catalog, TROUPE_TIER_NONE, NULL, NULL);
  g_autoptr(TroupeTurn) turn = troupe_turn_new (frozen, self->providers, TROUPE_TIER_NONE,
                                                troupe_prompt_get_text (prompt));
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  GListModel *messages = troupe_conversation_list_messages (self->conversation);
  Ask *ask = g_new0 (Ask, 1);

  add_messages (turn, messages, g_list_model_get_n_items (messages));

  ask->answer = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);
  g_set_object (&ask->cancellable, g_task_get_cancellable (task));
  g_task_set_task_data (task, ask, ask_free);
  troupe_message_set_created_us (ask->answer, troupe_clock_get_real_us ());
  set_persona (ask->answer, frozen);

  keep_settings (self);
  troupe_conversation_append (self->conversation, ask->answer);
  set_cancellable (self, cancellable);

  if (!troupe_prompt_check (frozen, self->catalog, &error))
    {
      troupe_message_set_stop_reason (ask->answer, TROUPE_STOP_REASON_ERROR);
      troupe_message_set_error (ask->answer, error->message);
      troupe_message_set_complete (ask->answer, FALSE);
      settle (self, task, NULL);
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }

  troupe_message_set_streaming (ask->answer, TRUE);
  troupe_recorder_save_message (self->recorder, self->conversation, ask->answer);

  ask->batch_id = g_signal_connect (turn, "batch", G_CALLBACK (batch_cb), task);
  g_signal_connect_object (turn, "hop", G_CALLBACK (hop_cb), self, 0);

  if (ask->cancellable != NULL)
    ask->cancelled_id = g_cancellable_connect (ask->cancellable, G_CALLBACK (caller_cancelled_cb),
                                               g_object_ref (cancellable), g_object_unref);

  troupe_turn_run_async (turn, ask->answer, cancellable, run_cb, task);
}

/* Whether @task, which is (transfer none), may begin; if not it is ended. */
static gboolean
may_begin (TroupeChat *self,
           GTask      *task)
{
  if (!troupe_chat_is_busy (self))
    return TRUE;

  g_task_return_new_error (task, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_BUSY,
                           _("An answer is still being given; stop it or wait for its end."));
  return FALSE;
}

static GTask *
create_task (TroupeChat          *self,
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
 * troupe_chat_keep_settings:
 * @self: a chat
 *
 * Keeps the persona, the overrides and the locks with the conversation. Sending does it too.
 */
void
troupe_chat_keep_settings (TroupeChat *self)
{
  g_return_if_fail (TROUPE_IS_CHAT (self));

  keep_settings (self);

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

  task = create_task (self, cancellable, callback, user_data, troupe_chat_send_async);

  if (!may_begin (self, task))
    return;

  valid = g_utf8_make_valid (text, -1);
  if (*g_strchug (valid) == '\0')
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _("The question is empty; write something first."));
      return;
    }

  now_us = troupe_clock_get_real_us ();
  question = troupe_message_new (TROUPE_ROLE_USER, g_strchomp (valid));
  troupe_message_set_created_us (question, now_us);
  troupe_message_set_complete (question, TRUE);

  title = troupe_conversation_get_title (self->conversation);
  if (title == NULL || *title == '\0')
    {
      g_autofree char *new_title = make_title (valid);

      troupe_conversation_set_title (self->conversation, new_title);
    }

  keep_settings (self);
  troupe_conversation_set_updated_us (self->conversation, now_us);
  troupe_conversation_append (self->conversation, question);
  troupe_recorder_save_conversation (self->recorder, self->conversation);
  troupe_recorder_save_message (self->recorder, self->conversation, question);

  answer_last (self, g_steal_pointer (&task));
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
 * Stop. But for %TROUPE_ENGINE_ERROR_BUSY and an empty question, what came until then is in the conversation, and the
 * answer holds the same sentence.
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
 * troupe_chat_retry_async:
 * @self: a chat
 * @answer: (nullable): the answer to give again, or %NULL for the last one
 * @cancellable: (nullable): stops the answer, like troupe_chat_stop()
 * @callback: called at the end of the new answer; ends with troupe_chat_send_finish()
 * @user_data: for @callback
 *
 * Drops an answer and everything after it, and asks again.
 */
void
troupe_chat_retry_async (TroupeChat          *self,
                         TroupeMessage       *answer,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GListModel *messages;
  guint n_keep;

  g_return_if_fail (TROUPE_IS_CHAT (self));
  g_return_if_fail (answer == NULL || TROUPE_IS_MESSAGE (answer));

  task = create_task (self, cancellable, callback, user_data, troupe_chat_retry_async);

  if (!may_begin (self, task))
    return;

  messages = troupe_conversation_list_messages (self->conversation);
  n_keep = g_list_model_get_n_items (messages);

  /* Back to the question: the one before @answer, or the last one. */
  for (gboolean found = answer == NULL; n_keep > 0; n_keep--)
    {
      g_autoptr(TroupeMessage) message = g_list_model_get_item (messages, n_keep - 1);

      if (message == answer)
        found = TRUE;
      if (found && troupe_message_get_role (message) == TROUPE_ROLE_USER)
        break;
    }

  if (n_keep == 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               _("There is no question to ask again; ask a new one."));
      return;
    }

  troupe_conversation_replace_tail (self->conversation, n_keep, NULL);
  troupe_conversation_set_updated_us (self->conversation, troupe_clock_get_real_us ());
  keep_settings (self);
  troupe_recorder_save_conversation (self->recorder, self->conversation);

  answer_last (self, g_steal_pointer (&task));
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
