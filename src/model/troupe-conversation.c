/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-conversation.h"
#include "troupe-model-private.h"

#define PROPERTY_FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

/**
 * TroupeConversation:
 *
 * Messages, the persona that is selected, and the session layer of settings, which belongs to this conversation alone.
 */
struct _TroupeConversation
{
  GObject           parent_instance;

  gint64            id;
  gint64            updated_us;
  char             *title;
  char             *draft;
  char             *persona_id;   /* (nullable) */
  guint             locks;
  TroupeAiSettings *session;      /* (owned) */
  GListStore       *messages;     /* (owned) (element-type TroupeMessage) */
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_TITLE,
  PROP_DRAFT,
  PROP_PERSONA_ID,
  PROP_LOCKS,
  PROP_UPDATED_US,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeConversation, troupe_conversation, G_TYPE_OBJECT)

static void
troupe_conversation_finalize (GObject *object)
{
  TroupeConversation *self = TROUPE_CONVERSATION (object);

  g_free (self->title);
  g_free (self->draft);
  g_free (self->persona_id);
  g_clear_object (&self->session);
  g_clear_object (&self->messages);

  G_OBJECT_CLASS (troupe_conversation_parent_class)->finalize (object);
}

static void
troupe_conversation_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  TroupeConversation *self = TROUPE_CONVERSATION (object);

  switch (property_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, troupe_conversation_get_id (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, troupe_conversation_get_title (self));
      break;
    case PROP_DRAFT:
      g_value_set_string (value, troupe_conversation_get_draft (self));
      break;
    case PROP_PERSONA_ID:
      g_value_set_string (value, troupe_conversation_get_persona_id (self));
      break;
    case PROP_LOCKS:
      g_value_set_uint (value, troupe_conversation_get_locks (self));
      break;
    case PROP_UPDATED_US:
      g_value_set_int64 (value, troupe_conversation_get_updated_us (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_conversation_set_property (GObject      *object,
                                  guint         property_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  TroupeConversation *self = TROUPE_CONVERSATION (object);

  switch (property_id)
    {
    case PROP_ID:
      troupe_conversation_set_id (self, g_value_get_int64 (value));
      break;
    case PROP_TITLE:
      troupe_conversation_set_title (self, g_value_get_string (value));
      break;
    case PROP_DRAFT:
      troupe_conversation_set_draft (self, g_value_get_string (value));
      break;
    case PROP_PERSONA_ID:
      troupe_conversation_set_persona_id (self, g_value_get_string (value));
      break;
    case PROP_LOCKS:
      troupe_conversation_set_locks (self, g_value_get_uint (value));
      break;
    case PROP_UPDATED_US:
      troupe_conversation_set_updated_us (self, g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_conversation_class_init (TroupeConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = troupe_conversation_finalize;
  object_class->get_property = troupe_conversation_get_property;
  object_class->set_property = troupe_conversation_set_property;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, PROPERTY_FLAGS);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, PROPERTY_FLAGS);
  properties[PROP_DRAFT] = g_param_spec_string ("draft", NULL, NULL, NULL, PROPERTY_FLAGS);
  properties[PROP_PERSONA_ID] = g_param_spec_string ("persona-id", NULL, NULL, NULL, PROPERTY_FLAGS);
  properties[PROP_LOCKS] = g_param_spec_uint ("locks", NULL, NULL, 0, G_MAXUINT, 0, PROPERTY_FLAGS);
  properties[PROP_UPDATED_US] = g_param_spec_int64 ("updated-us", NULL, NULL, 0, G_MAXINT64, 0, PROPERTY_FLAGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_conversation_init (TroupeConversation *self)
{
  self->session = troupe_ai_settings_new ();
  self->messages = g_list_store_new (TROUPE_TYPE_MESSAGE);
}

/**
 * troupe_conversation_new:
 *
 * Creates a conversation in which nothing was said yet.
 *
 * Returns: (transfer full): the conversation
 */
TroupeConversation *
troupe_conversation_new (void)
{
  return g_object_new (TROUPE_TYPE_CONVERSATION, NULL);
}

/**
 * troupe_conversation_get_id:
 * @self: the conversation
 *
 * Gets the row that the ledger keeps the conversation in.
 *
 * Returns: the id; 0 when it is not in the ledger yet
 */
gint64
troupe_conversation_get_id (TroupeConversation *self)
{
  g_return_val_if_fail (TROUPE_IS_CONVERSATION (self), 0);

  return self->id;
}

/**
 * troupe_conversation_set_id:
 * @self: the conversation
 * @id: the id; 0 when it is not in the ledger yet
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_conversation_set_id (TroupeConversation *self,
                            gint64              id)
{
  g_return_if_fail (TROUPE_IS_CONVERSATION (self));

  if (self->id == id)
    return;

  self->id = id;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

/**
 * troupe_conversation_get_title:
 * @self: the conversation
 *
 * Gets what the conversation is called.
 *
 * Returns: the title
 */
const char *
troupe_conversation_get_title (TroupeConversation *self)
{
  g_return_val_if_fail (TROUPE_IS_CONVERSATION (self), NULL);

  return self->title != NULL ? self->title : "";
}

/**
 * troupe_conversation_set_title:
 * @self: the conversation
 * @title: (nullable): the title
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_conversation_set_title (TroupeConversation *self,
                               const char         *title)
{
  g_return_if_fail (TROUPE_IS_CONVERSATION (self));

  if (!troupe_replace_string (&self->title, title))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * troupe_conversation_get_draft:
 * @self: the conversation
 *
 * Gets what was typed and not sent.
 *
 * Returns: the draft
 */
const char *
troupe_conversation_get_draft (TroupeConversation *self)
{
  g_return_val_if_fail (TROUPE_IS_CONVERSATION (self), NULL);

  return self->draft != NULL ? self->draft : "";
}

/**
 * troupe_conversation_set_draft:
 * @self: the conversation
 * @draft: (nullable): the draft
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_conversation_set_draft (TroupeConversation *self,
                               const char         *draft)
{
  g_return_if_fail (TROUPE_IS_CONVERSATION (self));

  if (!troupe_replace_string (&self->draft, draft))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAFT]);
}

/**
 * troupe_conversation_get_persona_id:
 * @self: the conversation
 *
 * Gets the persona that is selected in this conversation.
 *
 * Returns: (nullable): the persona’s id
 */
const char *
troupe_conversation_get_persona_id (TroupeConversation *self)
{
  g_return_val_if_fail (TROUPE_IS_CONVERSATION (self), NULL);

  return self->persona_id;
}

/**
 * troupe_conversation_set_persona_id:
 * @self: the conversation
 * @persona_id: (nullable): the persona’s id
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_conversation_set_persona_id (TroupeConversation *self,
                                    const char         *persona_id)
{
  g_return_if_fail (TROUPE_IS_CONVERSATION (self));

  if (!troupe_replace_string (&self->persona_id, persona_id))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSONA_ID]);
}

/**
 * troupe_conversation_get_session:
 * @self: the conversation
 *
 * Gets the overrides that belong to this conversation. Change them in place. troupe_resolver_set_session() copies
 * them; what a resolver then has is written back here by whoever owns both.
 *
 * Returns: (transfer none): the settings
 */
TroupeAiSettings *
troupe_conversation_get_session (TroupeConversation *self)
{
  g_return_val_if_fail (TROUPE_IS_CONVERSATION (self), NULL);

  return self->session;
}

/**
 * troupe_conversation_get_locks:
 * @self: the conversation
 *
 * Gets which fields are locked, one bit for each #TroupeField.
 *
 * Returns: the mask of locked fields
 */
guint
troupe_conversation_get_locks (TroupeConversation *self)
{
  g_return_val_if_fail (TROUPE_IS_CONVERSATION (self), 0);

  return self->locks;
}

/**
 * troupe_conversation_set_locks:
 * @self: the conversation
 * @locks: the mask of locked fields
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_conversation_set_locks (TroupeConversation *self,
                                     guint               locks)
{
  g_return_if_fail (TROUPE_IS_CONVERSATION (self));

  if (self->locks == locks)
    return;

  self->locks = locks;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCKS]);
}

/**
 * troupe_conversation_get_updated_us:
 * @self: the conversation
 *
 * Gets when anything was last said, in microseconds since 1970.
 *
 * Returns: the time
 */
gint64
troupe_conversation_get_updated_us (TroupeConversation *self)
{
  g_return_val_if_fail (TROUPE_IS_CONVERSATION (self), 0);

  return self->updated_us;
}

/**
 * troupe_conversation_set_updated_us:
 * @self: the conversation
 * @updated_us: the time
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_conversation_set_updated_us (TroupeConversation *self,
                                    gint64              updated_us)
{
  g_return_if_fail (TROUPE_IS_CONVERSATION (self));

  if (self->updated_us == updated_us)
    return;

  self->updated_us = updated_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UPDATED_US]);
}

/**
 * troupe_conversation_list_messages:
 * @self: the conversation
 *
 * Gets the messages, oldest first.
 *
 * Returns: (transfer none): a list of #TroupeMessage
 */
GListModel *
troupe_conversation_list_messages (TroupeConversation *self)
{
  g_return_val_if_fail (TROUPE_IS_CONVERSATION (self), NULL);

  return G_LIST_MODEL (self->messages);
}

/**
 * troupe_conversation_append:
 * @self: the conversation
 * @message: what was said
 *
 * Adds a message at the end.
 */
void
troupe_conversation_append (TroupeConversation *self,
                            TroupeMessage      *message)
{
  g_return_if_fail (TROUPE_IS_CONVERSATION (self));
  g_return_if_fail (TROUPE_IS_MESSAGE (message));

  g_list_store_append (self->messages, message);
}

/**
 * troupe_conversation_append_many:
 * @self: the conversation
 * @messages: (element-type TroupeMessage): what was said, oldest first
 *
 * Adds messages at the end, which the list tells in one step.
 */
void
troupe_conversation_append_many (TroupeConversation *self,
                                 GPtrArray          *messages)
{
  g_return_if_fail (TROUPE_IS_CONVERSATION (self));
  g_return_if_fail (messages != NULL);

  g_list_store_splice (self->messages, g_list_model_get_n_items (G_LIST_MODEL (self->messages)), 0,
                       messages->pdata, messages->len);
}

/**
 * troupe_conversation_replace_tail:
 * @self: the conversation
 * @n_keep: how many messages to keep, from the oldest
 * @messages: (nullable) (element-type TroupeMessage): what comes after them now, oldest first
 *
 * Takes the newest messages out and puts others in their place, which the list tells in one step.
 */
void
troupe_conversation_replace_tail (TroupeConversation *self,
                                  guint               n_keep,
                                  GPtrArray          *messages)
{
  guint n_now;
  guint n_new = messages != NULL ? messages->len : 0;

  g_return_if_fail (TROUPE_IS_CONVERSATION (self));

  n_now = g_list_model_get_n_items (G_LIST_MODEL (self->messages));
  n_keep = MIN (n_keep, n_now);
  if (n_keep < n_now || n_new > 0)
    g_list_store_splice (self->messages, n_keep, n_now - n_keep, n_new > 0 ? messages->pdata : NULL, n_new);
}
