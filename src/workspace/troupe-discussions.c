/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-discussions.h"
#include "troupe-keys.h"

/**
 * TroupeDiscussions:
 *
 * The conversations of one project, most recent first, and the chats that are open in them.
 *
 * There is at most one conversation in which nothing was said yet. It is not in the list, and a new discussion is that one,
 * so that nobody collects empty ones and a draft is found again.
 */
struct _TroupeDiscussions
{
  GObject             parent_instance;

  /* Owned References */
  TroupeCatalog      *catalog;
  TroupeProviderSet  *providers;
  TroupeLedger       *ledger;
  GListStore         *conversations;
  TroupeConversation *blank;         /* (nullable): where nothing was said yet */
  GHashTable         *chats;         /* (element-type TroupeConversation TroupeChat) */

  /* In Progress */
  GCancellable       *cancellable;
};

static GQuark openings_quark;

G_DEFINE_FINAL_TYPE (TroupeDiscussions, troupe_discussions, G_TYPE_OBJECT)

/* A chat takes no question before its key and its earlier messages are there. */
static void
count_openings (TroupeChat *chat,
                int         change)
{
  int n_openings = GPOINTER_TO_INT (g_object_get_qdata (G_OBJECT (chat), openings_quark)) + change;

  g_object_set_qdata (G_OBJECT (chat), openings_quark, GINT_TO_POINTER (n_openings));
  troupe_chat_set_loading (chat, n_openings > 0);
}

static void
key_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(TroupeChat) chat = user_data;

  troupe_keys_fetch_finish (result);
  count_openings (chat, -1);
}

/* A question that needs a key waits until the keyring has answered. */
static void
provider_changed_cb (TroupeChat *chat)
{
  const char *provider_id = troupe_resolver_get_model_provider (troupe_chat_get_resolver (chat));

  if (troupe_keys_are_known (provider_id))
    return;

  count_openings (chat, 1);
  troupe_keys_fetch_async (provider_id, NULL, key_cb, g_object_ref (chat));
}

static void
messages_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(TroupeChat) chat = user_data;
  g_autoptr(GError) error = NULL;

  if (!troupe_ledger_load_conversation_finish (TROUPE_LEDGER (source), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autoptr(TroupeMessage) message = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);

      /* Said where the messages would be; it is not written down. */
      g_warning ("%s", error->message);
      troupe_message_set_error (message, error->message);
      troupe_message_set_stop_reason (message, TROUPE_STOP_REASON_ERROR);
      troupe_conversation_append (troupe_chat_get_conversation (chat), message);
    }

  count_openings (chat, -1);
}

static gint
compare_updated (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  gint64 first = troupe_conversation_get_updated_us ((TroupeConversation *) a);
  gint64 second = troupe_conversation_get_updated_us ((TroupeConversation *) b);

  return first < second ? 1 : first > second ? -1 : 0;
}

static void
updated_cb (TroupeDiscussions  *self,
            GParamSpec         *pspec,
            TroupeConversation *conversation)
{
  guint position;

  if (!g_list_store_find (self->conversations, conversation, &position) || position == 0)
    return;

  g_object_ref (conversation);
  g_list_store_remove (self->conversations, position);
  g_list_store_insert_sorted (self->conversations, conversation, compare_updated, NULL);
  g_object_unref (conversation);
}

static void
add_to_list (TroupeDiscussions  *self,
             TroupeConversation *conversation)
{
  g_signal_handlers_disconnect_by_func (conversation, updated_cb, self);
  g_signal_connect_object (conversation, "notify::updated-us", G_CALLBACK (updated_cb), self, G_CONNECT_SWAPPED);
  g_list_store_insert_sorted (self->conversations, conversation, compare_updated, NULL);
}

static void
first_message_cb (TroupeDiscussions *self,
                  guint              position,
                  guint              n_removed,
                  guint              n_added,
                  GListModel        *messages)
{
  g_autoptr(TroupeConversation) conversation = g_steal_pointer (&self->blank);

  g_signal_handlers_disconnect_by_func (messages, first_message_cb, self);
  if (conversation != NULL)
    add_to_list (self, conversation);
}

static void
set_blank (TroupeDiscussions  *self,
           TroupeConversation *conversation)
{
  g_set_object (&self->blank, conversation);
  g_signal_connect_object (troupe_conversation_list_messages (conversation), "items-changed",
                           G_CALLBACK (first_message_cb), self, G_CONNECT_SWAPPED);
}

/* What the conversation was left with: its persona, overrides and locks. */
static TroupeResolver *
create_resolver (TroupeDiscussions  *self,
                 TroupeConversation *conversation)
{
  TroupeResolver *resolver = troupe_resolver_new (self->catalog);
  const char *persona_id = troupe_conversation_get_persona_id (conversation);
  guint locks = troupe_conversation_get_locks (conversation);

  if (persona_id != NULL)
    {
      g_autoptr(TroupeAiSettings) dropped = NULL;
      TroupeDefinition *persona = troupe_catalog_lookup (self->catalog, TROUPE_KIND_PERSONA, persona_id);

      if (persona != NULL)
        dropped = troupe_resolver_select_persona (resolver, TROUPE_PERSONA (persona));
    }

  troupe_resolver_set_session (resolver, troupe_conversation_get_session (conversation));
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      if ((locks & (1u << field)) != 0)
        troupe_resolver_set_locked (resolver, field, TRUE);
    }

  return resolver;
}

static void
troupe_discussions_finalize (GObject *object)
{
  TroupeDiscussions *self = TROUPE_DISCUSSIONS (object);

  g_clear_object (&self->catalog);
  g_clear_object (&self->providers);
  g_clear_object (&self->ledger);
  g_clear_object (&self->conversations);
  g_clear_object (&self->blank);
  g_clear_pointer (&self->chats, g_hash_table_unref);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (troupe_discussions_parent_class)->finalize (object);
}

static void
troupe_discussions_class_init (TroupeDiscussionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_discussions_finalize;

  openings_quark = g_quark_from_static_string ("troupe-discussions-openings");
}

static void
troupe_discussions_init (TroupeDiscussions *self)
{
  self->conversations = g_list_store_new (TROUPE_TYPE_CONVERSATION);
  self->chats = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/**
 * troupe_discussions_new:
 * @catalog: where personas are looked up
 * @providers: who can be asked
 * @ledger: where conversations are kept
 *
 * Returns: (transfer full): no discussions yet
 */
TroupeDiscussions *
troupe_discussions_new (TroupeCatalog     *catalog,
                        TroupeProviderSet *providers,
                        TroupeLedger      *ledger)
{
  TroupeDiscussions *self;

  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), NULL);
  g_return_val_if_fail (TROUPE_IS_PROVIDER_SET (providers), NULL);
  g_return_val_if_fail (TROUPE_IS_LEDGER (ledger), NULL);

  self = g_object_new (TROUPE_TYPE_DISCUSSIONS, NULL);
  self->catalog = g_object_ref (catalog);
  self->providers = g_object_ref (providers);
  self->ledger = g_object_ref (ledger);

  return self;
}

/**
 * troupe_discussions_list:
 * @self: the discussions
 *
 * Returns: (transfer none): the #TroupeConversation in which something was said, the most recent first
 */
GListModel *
troupe_discussions_list (TroupeDiscussions *self)
{
  g_return_val_if_fail (TROUPE_IS_DISCUSSIONS (self), NULL);

  return G_LIST_MODEL (self->conversations);
}

/**
 * troupe_discussions_take:
 * @self: the discussions
 * @conversations: (element-type TroupeConversation): what the ledger has
 *
 * Adds what was said in earlier sessions.
 */
void
troupe_discussions_take (TroupeDiscussions *self,
                         GPtrArray         *conversations)
{
  g_return_if_fail (TROUPE_IS_DISCUSSIONS (self));

  for (guint i = 0; i < conversations->len; i++)
    {
      TroupeConversation *conversation = conversations->pdata[i];
      const char *title = troupe_conversation_get_title (conversation);

      /* The first question gives the title; without one there is but a draft. */
      if (title != NULL && *title != '\0')
        add_to_list (self, conversation);
      else if (self->blank == NULL)
        set_blank (self, conversation);
    }
}

/**
 * troupe_discussions_close:
 * @self: the discussions
 *
 * Stops all answers. What came until now is with the ledger.
 */
void
troupe_discussions_close (TroupeDiscussions *self)
{
  GHashTableIter iter;
  gpointer conversation, chat;

  g_return_if_fail (TROUPE_IS_DISCUSSIONS (self));

  g_cancellable_cancel (self->cancellable);

  g_hash_table_iter_init (&iter, self->chats);
  while (g_hash_table_iter_next (&iter, &conversation, &chat))
    {
      GListModel *messages = troupe_conversation_list_messages (conversation);
      g_autoptr(TroupeMessage) last = NULL;

      if (!troupe_chat_is_busy (chat))
        continue;

      last = g_list_model_get_item (messages, g_list_model_get_n_items (messages) - 1);
      if (last != NULL && troupe_message_is_streaming (last))
        troupe_recorder_save_message (TROUPE_RECORDER (self->ledger), conversation, last);
      troupe_chat_stop (chat);
    }

  g_hash_table_remove_all (self->chats);
}

/**
 * troupe_discussions_create:
 * @self: the discussions
 *
 * Begins a discussion, or goes back to the one in which nothing was said yet. It starts with the persona that the most
 * recent one has.
 *
 * Returns: (transfer full): a conversation without messages
 */
TroupeConversation *
troupe_discussions_create (TroupeDiscussions *self)
{
  g_autoptr(TroupeConversation) recent = NULL;
  g_autoptr(TroupeConversation) conversation = NULL;
  const char *persona_id = NULL;

  g_return_val_if_fail (TROUPE_IS_DISCUSSIONS (self), NULL);

  if (self->blank != NULL)
    return g_object_ref (self->blank);

  recent = g_list_model_get_item (G_LIST_MODEL (self->conversations), 0);
  if (recent != NULL)
    persona_id = troupe_conversation_get_persona_id (recent);
  if (persona_id == NULL || troupe_catalog_lookup (self->catalog, TROUPE_KIND_PERSONA, persona_id) == NULL)
    persona_id = "plain-assistant";

  conversation = troupe_conversation_new ();
  troupe_conversation_set_persona_id (conversation, persona_id);
  set_blank (self, conversation);

  return g_steal_pointer (&conversation);
}

/**
 * troupe_discussions_open:
 * @self: the discussions
 * @conversation: one of them
 *
 * Opens a chat. It is busy until the earlier messages were read. A conversation has one chat only, which goes on while another
 * one is looked at.
 *
 * Returns: (transfer full): the chat
 */
TroupeChat *
troupe_discussions_open (TroupeDiscussions  *self,
                         TroupeConversation *conversation)
{
  g_autoptr(TroupeResolver) resolver = NULL;
  TroupeChat *chat;

  g_return_val_if_fail (TROUPE_IS_DISCUSSIONS (self), NULL);
  g_return_val_if_fail (TROUPE_IS_CONVERSATION (conversation), NULL);

  chat = g_hash_table_lookup (self->chats, conversation);
  if (chat != NULL)
    return g_object_ref (chat);

  resolver = create_resolver (self, conversation);
  chat = troupe_chat_new (conversation, resolver, self->catalog, self->providers, TROUPE_RECORDER (self->ledger));
  g_hash_table_insert (self->chats, g_object_ref (conversation), g_object_ref (chat));

  g_signal_connect_object (resolver, "changed", G_CALLBACK (troupe_chat_keep_settings), chat, G_CONNECT_SWAPPED);
  g_signal_connect_object (resolver, "notify::provider", G_CALLBACK (provider_changed_cb), chat, G_CONNECT_SWAPPED);
  g_signal_connect_object (resolver, "notify::model", G_CALLBACK (provider_changed_cb), chat, G_CONNECT_SWAPPED);
  provider_changed_cb (chat);

  if (troupe_conversation_get_id (conversation) != 0 &&
      g_list_model_get_n_items (troupe_conversation_list_messages (conversation)) == 0)
    {
      count_openings (chat, 1);
      troupe_ledger_load_conversation_async (self->ledger, conversation, self->cancellable, messages_cb, g_object_ref (chat));
    }

  return chat;
}

/**
 * troupe_discussions_delete:
 * @self: the discussions
 * @conversation: one of them
 *
 * Deletes a conversation; troupe_discussions_restore() takes that back.
 */
void
troupe_discussions_delete (TroupeDiscussions  *self,
                           TroupeConversation *conversation)
{
  TroupeChat *chat;
  guint position;

  g_return_if_fail (TROUPE_IS_DISCUSSIONS (self));
  g_return_if_fail (TROUPE_IS_CONVERSATION (conversation));

  chat = g_hash_table_lookup (self->chats, conversation);
  if (chat != NULL)
    troupe_chat_stop (chat);

  troupe_ledger_delete_conversation (self->ledger, conversation);
  if (g_list_store_find (self->conversations, conversation, &position))
    g_list_store_remove (self->conversations, position);
}

/**
 * troupe_discussions_restore:
 * @self: the discussions
 * @conversation: one that was deleted
 *
 * Takes back a deletion.
 */
void
troupe_discussions_restore (TroupeDiscussions  *self,
                            TroupeConversation *conversation)
{
  g_return_if_fail (TROUPE_IS_DISCUSSIONS (self));
  g_return_if_fail (TROUPE_IS_CONVERSATION (conversation));

  if (g_list_store_find (self->conversations, conversation, NULL))
    return;

  troupe_ledger_restore_conversation (self->ledger, conversation);
  add_to_list (self, conversation);
}
