/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-composer.h"
#include "troupe-discussion-page.h"
#include "troupe-end-follower.h"
#include "troupe-focus.h"
#include "troupe-markdown-block.h"
#include "troupe-named-text.h"
#include "troupe-transcript.h"

/**
 * TroupeDiscussionPage:
 *
 * The place to talk with one persona: the turns so far, and where the next one
 * is typed. It shows the window's chat and nothing of its own.
 */

/* How long typing may pause before the draft is written down, in ms. */
#define DRAFT_MS 400

struct _TroupeDiscussionPage
{
  TroupePage          parent_instance;

  /* Input */
  TroupeWindow       *window;         /* (weak): it owns the page, which may outlive it */

  /* Owned References */
  TroupeChat         *chat;
  GSignalGroup       *chat_signals;
  GSignalGroup       *conversation_signals;
  GSignalGroup       *messages_signals;
  GSignalGroup       *resolver_signals;
  GSignalGroup       *persona_signals;
  GSignalGroup       *catalog_signals;
  TroupeEndFollower  *follower;

  /* Template References */
  GtkStack           *stack;
  AdwStatusPage      *empty_page;
  GtkScrolledWindow  *scroller;
  GtkWidget          *turns_page;
  GtkWidget          *end_button;
  GtkWidget          *missing_box;
  GtkLabel           *missing_label;
  TroupeTranscript   *transcript;
  TroupeComposer     *composer;

  /* In Progress */
  guint               draft_id;
};

G_DEFINE_FINAL_TYPE (TroupeDiscussionPage, troupe_discussion_page, TROUPE_TYPE_PAGE)

static void
save_draft (TroupeDiscussionPage *self)
{
  TroupeWorkspace *workspace = self->window != NULL ? troupe_window_get_workspace (self->window) : NULL;

  if (self->draft_id == 0)
    return;

  g_clear_handle_id (&self->draft_id, g_source_remove);
  if (workspace != NULL && self->chat != NULL)
    troupe_recorder_save_conversation (TROUPE_RECORDER (troupe_workspace_get_ledger (workspace)),
                                       troupe_chat_get_conversation (self->chat));
}

static gboolean
draft_timeout_cb (gpointer data)
{
  TroupeDiscussionPage *self = data;

  save_draft (self);
  return G_SOURCE_REMOVE;
}

static void
draft_changed_cb (TroupeDiscussionPage *self)
{
  if (self->draft_id == 0)
    self->draft_id = g_timeout_add (DRAFT_MS, draft_timeout_cb, self);
}

/* The conversation's persona, if there is none of that id any more. */
static const char *
get_missing_id (TroupeDiscussionPage *self)
{
  TroupeCatalog *catalog = troupe_workspace_get_catalog (troupe_window_get_workspace (self->window));
  const char *id = self->chat != NULL ? troupe_conversation_get_persona_id (troupe_chat_get_conversation (self->chat)) : NULL;

  return id != NULL && troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, id) == NULL ? id : NULL;
}

static void
set_enabled (TroupeDiscussionPage *self,
             const char           *name,
             gboolean              is_enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->window), name)),
                               is_enabled);
}

static TroupeMessage *
dup_last_answer (TroupeDiscussionPage *self)
{
  GListModel *messages = self->chat != NULL
    ? troupe_conversation_list_messages (troupe_chat_get_conversation (self->chat)) : NULL;

  for (guint i = messages != NULL ? g_list_model_get_n_items (messages) : 0; i > 0; i--)
    {
      g_autoptr(TroupeMessage) message = g_list_model_get_item (messages, i - 1);

      if (troupe_message_get_role (message) == TROUPE_ROLE_ASSISTANT)
        return g_steal_pointer (&message);
    }

  return NULL;
}

static void
update_actions (TroupeDiscussionPage *self)
{
  g_autoptr(TroupeMessage) answer = NULL;
  gboolean is_missing, is_busy, has_messages;

  if (self->window == NULL)
    return;

  answer = dup_last_answer (self);
  is_missing = get_missing_id (self) != NULL;
  is_busy = self->chat != NULL && troupe_chat_is_busy (self->chat);
  has_messages = self->chat != NULL &&
    g_list_model_get_n_items (troupe_conversation_list_messages (troupe_chat_get_conversation (self->chat))) > 0;

  set_enabled (self, "stop-answer", is_busy);
  set_enabled (self, "send-message", self->chat != NULL && !is_busy && !is_missing);
  set_enabled (self, "retry-answer", has_messages && !is_busy && !is_missing);
  troupe_transcript_set_can_retry (self->transcript, has_messages && !is_busy && !is_missing);
  set_enabled (self, "copy-answer", answer != NULL && !troupe_message_is_streaming (answer));
  set_enabled (self, "delete-this-discussion", has_messages);
}

/* Nobody else is asked in place of a persona that is gone: the page says so, and waits for a choice. */
static void
update_missing (TroupeDiscussionPage *self)
{
  const char *id = self->window != NULL ? get_missing_id (self) : NULL;

  if (id != NULL)
    {
      /* Translators: %s is the identifier of a persona */
      g_autofree char *text = troupe_named_text (_("The persona “%s” of this discussion does not exist any more."), id);

      gtk_label_set_label (self->missing_label, text);
    }
  gtk_widget_set_visible (self->missing_box, id != NULL);
  troupe_composer_set_blocked (self->composer, id != NULL);
  update_actions (self);
}

/* A persona that comes back, from the trash or with its file, is cast again. */
static void
catalog_changed_cb (TroupeDiscussionPage *self,
                    guint                 kind,
                    const char           *id,
                    TroupeCatalog        *catalog)
{
  TroupeResolver *resolver = self->chat != NULL ? troupe_chat_get_resolver (self->chat) : NULL;

  if (kind != TROUPE_KIND_PERSONA || resolver == NULL)
    return;

  if (gtk_widget_get_visible (self->missing_box) &&
      g_strcmp0 (id, troupe_conversation_get_persona_id (troupe_chat_get_conversation (self->chat))) == 0)
    {
      TroupeDefinition *persona = troupe_catalog_lookup (catalog, TROUPE_KIND_PERSONA, id);

      if (persona != NULL)
        troupe_window_select_persona (self->window, TROUPE_PERSONA (persona));
    }
  update_missing (self);
}

static char *
dup_subtitle (TroupeConversation *conversation)
{
  guint n_messages = g_list_model_get_n_items (troupe_conversation_list_messages (conversation));

  if (n_messages == 0)
    return NULL;

  return g_strdup_printf (ngettext ("%u message", "%u messages", n_messages), n_messages);
}

static void
update_title (TroupeDiscussionPage *self)
{
  TroupeConversation *conversation = self->chat != NULL ? troupe_chat_get_conversation (self->chat) : NULL;
  g_autofree char *title = conversation != NULL
    ? troupe_markdown_dup_plain (troupe_conversation_get_title (conversation)) : NULL;
  g_autofree char *subtitle = conversation != NULL ? dup_subtitle (conversation) : NULL;

  troupe_page_set_title (TROUPE_PAGE (self), title != NULL && *title != '\0' ? title : _("New Discussion"));
  troupe_page_set_subtitle (TROUPE_PAGE (self), subtitle);
}

/* The first thing that anybody sees: it says who answers, and what with. */
static void
update_empty_page (TroupeDiscussionPage *self)
{
  TroupeResolver *resolver = self->chat != NULL ? troupe_chat_get_resolver (self->chat) : NULL;
  TroupePersona *persona = resolver != NULL ? troupe_resolver_get_persona (resolver) : NULL;
  const char *provider = resolver != NULL ? troupe_resolver_get_string (resolver, TROUPE_FIELD_PROVIDER) : NULL;
  const char *description = persona != NULL ? troupe_definition_get_description (TROUPE_DEFINITION (persona)) : NULL;
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  g_signal_group_set_target (self->persona_signals, persona);
  if (persona == NULL)
    return;

  /* Translators: %s is the name of a persona */
  title = g_strdup_printf (_("Talk With %s"), troupe_definition_get_name (TROUPE_DEFINITION (persona)));
  if (g_strcmp0 (provider, "rehearsal") == 0)
    text = g_strdup_printf ("%s\n\n%s", description != NULL ? description : "",
                            _("Rehearsal answers here, with no network and no key. Choose another provider in AI Settings to hear a model."));
  else
    text = g_strdup (description != NULL ? description : "");

  g_strstrip (text);
  markup = g_markup_escape_text (text, -1);
  adw_status_page_set_icon_name (self->empty_page, TROUPE_APP_ID);
  adw_status_page_set_title (self->empty_page, title);
  adw_status_page_set_description (self->empty_page, markup);
}

static void
messages_changed_cb (TroupeDiscussionPage *self)
{
  GListModel *messages = self->chat != NULL
    ? troupe_conversation_list_messages (troupe_chat_get_conversation (self->chat)) : NULL;
  gboolean is_empty = messages == NULL || g_list_model_get_n_items (messages) == 0;

  /* What is not shown is not read out either; GTK 4.8 would do so for the other child of a stack. */
  gtk_widget_set_visible (is_empty ? GTK_WIDGET (self->empty_page) : self->turns_page, TRUE);
  gtk_stack_set_visible_child_name (self->stack, is_empty ? "empty" : "turns");
  gtk_widget_set_visible (is_empty ? self->turns_page : GTK_WIDGET (self->empty_page), FALSE);
  update_title (self);
  update_actions (self);
}

static void
answered (TroupeDiscussionPage *self,
          GError               *error)
{
  GListModel *messages;
  guint n_messages;

  update_actions (self);
  if (error == NULL || self->window == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* Mostly the answer itself says what went wrong; else nothing would. */
  messages = troupe_conversation_list_messages (troupe_chat_get_conversation (self->chat));
  n_messages = g_list_model_get_n_items (messages);
  if (n_messages > 0)
    {
      g_autoptr(TroupeMessage) last = g_list_model_get_item (messages, n_messages - 1);

      if (g_strcmp0 (troupe_message_get_error (last), error->message) == 0)
        return;
    }
  troupe_window_add_toast (self->window, error->message);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(TroupeDiscussionPage) self = user_data;
  g_autoptr(TroupeMessage) answer = NULL;
  g_autoptr(GError) error = NULL;

  answer = troupe_chat_send_finish (TROUPE_CHAT (source), result, &error);
  if (TROUPE_CHAT (source) == self->chat)
    answered (self, error);
}

static void
send_text (TroupeDiscussionPage *self,
           const char           *text)
{
  TroupeChat *chat = self->chat;

  if (chat == NULL || troupe_chat_is_busy (chat))
    return;

  troupe_end_follower_go (self->follower);
  troupe_chat_send_async (chat, text, NULL, sent_cb, g_object_ref (self));
}

static void
send_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  TroupeDiscussionPage *self = user_data;
  g_autofree char *text = troupe_composer_dup_text (self->composer);

  if (self->chat == NULL || troupe_chat_is_busy (self->chat))
    return;

  send_text (self, text);
  g_clear_handle_id (&self->draft_id, g_source_remove);
  troupe_conversation_set_draft (troupe_chat_get_conversation (self->chat), NULL);
  troupe_composer_set_text (self->composer, NULL);
}

static void
retry_cb (TroupeDiscussionPage *self,
          TroupeMessage        *message)
{
  if (self->chat != NULL && !troupe_chat_is_busy (self->chat) && get_missing_id (self) == NULL)
    troupe_chat_retry_async (self->chat, message, NULL, sent_cb, g_object_ref (self));
}

static void
undo_retry (TroupeWindow *window,
            gpointer      user_data)
{
  TroupeChat *chat = user_data;

  if (troupe_chat_undo_retry (chat))
    troupe_window_open_conversation (window, troupe_chat_get_conversation (chat));
  else
    troupe_window_add_toast (window, _("The discussion has gone on since then"));
}

/* Nobody who asks again means to lose what was there. */
static void
retried_cb (TroupeDiscussionPage *self,
            guint                 n_superseded,
            TroupeChat           *chat)
{
  g_autofree char *message = NULL;

  if (self->window == NULL)
    return;

  /* Translators: shown when the first words of another answer to the same question came */
  message = g_strdup_printf (ngettext ("%u earlier message replaced", "%u earlier messages replaced", n_superseded),
                             n_superseded);
  troupe_window_add_undo_toast (self->window, message, undo_retry, g_object_ref (chat), g_object_unref);
}

static void
send_message_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  send_text (user_data, g_variant_get_string (parameter, NULL));
}

static void
stop_answer_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  TroupeDiscussionPage *self = user_data;

  if (self->chat != NULL)
    troupe_chat_stop (self->chat);
}

static void
retry_answer_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  TroupeDiscussionPage *self = user_data;
  g_autoptr(TroupeMessage) answer = dup_last_answer (self);

  /* Without one, the question is still waiting for its answer. */
  if (self->chat != NULL)
    retry_cb (self, answer);
}

static void
copy_answer_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  TroupeDiscussionPage *self = user_data;
  g_autoptr(TroupeMessage) answer = dup_last_answer (self);

  if (answer == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), troupe_message_get_text (answer));
  troupe_window_add_toast (self->window, _("Answer copied"));
}

static void
delete_this_discussion_cb (GSimpleAction *action,
                           GVariant      *parameter,
                           gpointer       user_data)
{
  TroupeDiscussionPage *self = user_data;

  if (self->chat != NULL)
    troupe_window_delete_conversation (self->window, troupe_chat_get_conversation (self->chat));
}

static void
focus_message_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  TroupeDiscussionPage *self = user_data;

  troupe_window_show_page (self->window, "discussion");
  troupe_composer_focus_text (self->composer);
}

static void
go_to_end_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  TroupeDiscussionPage *self = user_data;

  troupe_end_follower_go (self->follower);
}

static const GActionEntry action_entries[] = {
  { .name = "send", .activate = send_cb },
  { .name = "send-message", .activate = send_message_cb, .parameter_type = "s" },
  { .name = "stop-answer", .activate = stop_answer_cb },
  { .name = "retry-answer", .activate = retry_answer_cb },
  { .name = "copy-answer", .activate = copy_answer_cb },
  { .name = "delete-this-discussion", .activate = delete_this_discussion_cb },
  { .name = "go-to-end", .activate = go_to_end_cb },
  { .name = "focus-message", .activate = focus_message_cb },
};

static void
at_end_cb (TroupeDiscussionPage *self)
{
  gtk_widget_set_visible (self->end_button, !troupe_end_follower_at_end (self->follower));
}

static void
chat_changed_cb (TroupeDiscussionPage *self)
{
  TroupeChat *chat = troupe_window_get_chat (self->window);
  TroupeConversation *conversation = chat != NULL ? troupe_chat_get_conversation (chat) : NULL;
  TroupeResolver *resolver = chat != NULL ? troupe_chat_get_resolver (chat) : NULL;

  if (self->chat == chat)
    return;

  save_draft (self);
  g_set_object (&self->chat, chat);
  g_signal_group_set_target (self->chat_signals, chat);
  g_signal_group_set_target (self->conversation_signals, conversation);
  g_signal_group_set_target (self->messages_signals,
                             conversation != NULL ? troupe_conversation_list_messages (conversation) : NULL);
  g_signal_group_set_target (self->resolver_signals, resolver);

  troupe_transcript_set_conversation (self->transcript, conversation);
  troupe_composer_set_chat (self->composer, chat);
  troupe_end_follower_go (self->follower);
  messages_changed_cb (self);
  update_empty_page (self);
  update_missing (self);
}

static void
troupe_discussion_page_dispose (GObject *object)
{
  TroupeDiscussionPage *self = TROUPE_DISCUSSION_PAGE (object);

  save_draft (self);
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->chat_signals);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->messages_signals);
  g_clear_object (&self->resolver_signals);
  g_clear_object (&self->persona_signals);
  g_clear_object (&self->catalog_signals);
  g_clear_object (&self->follower);
  g_clear_object (&self->chat);

  G_OBJECT_CLASS (troupe_discussion_page_parent_class)->dispose (object);
}

/* Not at the first message, which would bring it into view. */
static gboolean
troupe_discussion_page_grab_focus (GtkWidget *widget)
{
  troupe_composer_focus_text (TROUPE_DISCUSSION_PAGE (widget)->composer);

  return TRUE;
}

static void
troupe_discussion_page_class_init (TroupeDiscussionPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_discussion_page_dispose;
  widget_class->focus = troupe_focus_children;
  widget_class->grab_focus = troupe_discussion_page_grab_focus;

  g_type_ensure (TROUPE_TYPE_COMPOSER);
  g_type_ensure (TROUPE_TYPE_TRANSCRIPT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TROUPE_APP_PATH "/ui/discussion/troupe-discussion-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeDiscussionPage, composer);
  gtk_widget_class_bind_template_child (widget_class, TroupeDiscussionPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, TroupeDiscussionPage, end_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeDiscussionPage, missing_box);
  gtk_widget_class_bind_template_child (widget_class, TroupeDiscussionPage, missing_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeDiscussionPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, TroupeDiscussionPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TroupeDiscussionPage, transcript);
  gtk_widget_class_bind_template_child (widget_class, TroupeDiscussionPage, turns_page);
  gtk_widget_class_bind_template_callback (widget_class, draft_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
troupe_discussion_page_init (TroupeDiscussionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->chat_signals = g_signal_group_new (TROUPE_TYPE_CHAT);
  g_signal_group_connect_swapped (self->chat_signals, "notify::busy", G_CALLBACK (update_actions), self);
  g_signal_group_connect_swapped (self->chat_signals, "retried", G_CALLBACK (retried_cb), self);

  self->conversation_signals = g_signal_group_new (TROUPE_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::title", G_CALLBACK (update_title), self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::persona-id", G_CALLBACK (update_missing), self);

  self->messages_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->messages_signals, "items-changed", G_CALLBACK (messages_changed_cb), self);

  self->resolver_signals = g_signal_group_new (TROUPE_TYPE_RESOLVER);
  g_signal_group_connect_swapped (self->resolver_signals, "changed", G_CALLBACK (update_empty_page), self);
  g_signal_group_connect_swapped (self->resolver_signals, "notify::persona", G_CALLBACK (update_empty_page), self);

  /* A new name changes no value of the resolver. */
  self->persona_signals = g_signal_group_new (TROUPE_TYPE_PERSONA);
  g_signal_group_connect_swapped (self->persona_signals, "notify", G_CALLBACK (update_empty_page), self);

  self->catalog_signals = g_signal_group_new (TROUPE_TYPE_CATALOG);
  g_signal_group_connect_swapped (self->catalog_signals, "changed", G_CALLBACK (catalog_changed_cb), self);

  self->follower = troupe_end_follower_new (gtk_scrolled_window_get_vadjustment (self->scroller));
  g_signal_connect_object (self->follower, "notify::at-end", G_CALLBACK (at_end_cb), self, G_CONNECT_SWAPPED);
}

/**
 * troupe_discussion_page_new:
 * @window: the window that will show it
 *
 * Makes the page and adds its actions to those of @window.
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
troupe_discussion_page_new (TroupeWindow *window)
{
  TroupeDiscussionPage *self = g_object_new (TROUPE_TYPE_DISCUSSION_PAGE, NULL);

  g_set_weak_pointer (&self->window, window);
  g_action_map_add_action_entries (G_ACTION_MAP (window), action_entries, G_N_ELEMENTS (action_entries), self);
  g_object_bind_property (self->composer, "can-send",
                          g_action_map_lookup_action (G_ACTION_MAP (window), "send"), "enabled", G_BINDING_SYNC_CREATE);
  g_signal_group_set_target (self->catalog_signals, troupe_workspace_get_catalog (troupe_window_get_workspace (window)));
  g_signal_connect_object (window, "notify::chat", G_CALLBACK (chat_changed_cb), self, G_CONNECT_SWAPPED);
  update_title (self);
  update_actions (self);
  chat_changed_cb (self);

  return GTK_WIDGET (self);
}
