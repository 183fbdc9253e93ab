/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-end-follower.h"
#include "troupe-focus.h"
#include "troupe-persona-try-page.h"
#include "troupe-setting-text.h"
#include "troupe-text-sync.h"
#include "troupe-transcript.h"

/**
 * TroupePersonaTryPage:
 *
 * The section Try It of a persona: it is heard before it is kept.
 *
 * Each try is a conversation of its own that no ledger knows of, asked with the copy as it is at that moment; so two answers
 * differ by the settings and not by what was said before. When the page goes, so does the answer under way.
 */

/* Older tries make room. */
#define MOST_TRIES 20

struct _TroupePersonaTryPage
{
  TroupeEditorPage   parent_instance;

  /* Owned References */
  TroupeResolver    *resolver;           /* (owned) (nullable): over the copy */
  TroupeChat        *chat;               /* (owned) (nullable): the latest try */
  GSignalGroup      *chat_signals;
  GSignalGroup      *resolver_signals;
  TroupeEndFollower *follower;
  GSettings         *settings;

  /* Template References */
  GtkLabel          *model_label;
  GtkScrolledWindow *scroller;
  GtkWidget         *tries;
  GtkTextView       *text_view;
  GtkWidget         *placeholder;
  GtkWidget         *stop_button;
};

G_DEFINE_FINAL_TYPE (TroupePersonaTryPage, troupe_persona_try_page, TROUPE_TYPE_EDITOR_PAGE)

static void send_text (TroupePersonaTryPage *self,
                       const char           *text);

static gboolean
is_busy (TroupePersonaTryPage *self)
{
  return self->chat != NULL && troupe_chat_is_busy (self->chat);
}

static void
update_buttons (TroupePersonaTryPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  g_autofree char *text = g_strstrip (troupe_text_buffer_dup_text (buffer));
  gboolean can_try = self->resolver != NULL && !is_busy (self);

  gtk_widget_set_visible (self->placeholder, gtk_text_buffer_get_char_count (buffer) == 0);
  gtk_widget_set_visible (self->stop_button, is_busy (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "try.send", can_try && *text != '\0');
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "try.stop", is_busy (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "try.clear", gtk_widget_get_first_child (self->tries) != NULL);

  for (GtkWidget *transcript = gtk_widget_get_first_child (self->tries); transcript != NULL;
       transcript = gtk_widget_get_next_sibling (transcript))
    troupe_transcript_set_can_retry (TROUPE_TRANSCRIPT (transcript), can_try);
}

/* Who will answer, before anybody is asked. */
static void
update_model (TroupePersonaTryPage *self)
{
  const char *model = troupe_resolver_get_model (self->resolver);
  const char *provider_id = troupe_resolver_get_model_provider (self->resolver);
  g_autofree char *provider = NULL;
  g_autofree char *text = NULL;

  if (provider_id == NULL)
    provider_id = troupe_resolver_get_string (self->resolver, TROUPE_FIELD_PROVIDER);
  if (provider_id != NULL)
    provider = troupe_setting_provider_title (troupe_editor_page_get_workspace (TROUPE_EDITOR_PAGE (self)), provider_id);

  if (provider == NULL)
    text = g_strdup (_("No provider is chosen. Choose one in the section Model."));
  else if (model == NULL)
    /* Translators: %s is the name of a provider */
    text = g_strdup_printf (_("No model of %s is chosen. Choose one in the section Model."), provider);
  else
    /* Translators: who answers: a model and its provider */
    text = g_strdup_printf (_("Asks %s of %s."), model, provider);
  gtk_label_set_label (self->model_label, text);
}

static void
retry_cb (TroupeTranscript     *transcript,
          TroupeMessage        *answer,
          TroupePersonaTryPage *self)
{
  g_autofree char *question = g_strdup (g_object_get_data (G_OBJECT (transcript), "question"));

  send_text (self, question);
}

static void
add_transcript (TroupePersonaTryPage *self,
                TroupeConversation   *conversation,
                const char           *question)
{
  GtkWidget *transcript = g_object_new (TROUPE_TYPE_TRANSCRIPT, NULL);
  guint n_tries = 0;

  troupe_transcript_set_conversation (TROUPE_TRANSCRIPT (transcript), conversation);
  g_object_set_data_full (G_OBJECT (transcript), "question", g_strdup (question), g_free);
  g_signal_connect_object (transcript, "retry", G_CALLBACK (retry_cb), self, 0);
  gtk_box_append (GTK_BOX (self->tries), transcript);

  for (GtkWidget *child = gtk_widget_get_first_child (self->tries); child != NULL; child = gtk_widget_get_next_sibling (child))
    n_tries++;
  if (n_tries > MOST_TRIES)
    gtk_box_remove (GTK_BOX (self->tries), gtk_widget_get_first_child (self->tries));
}

static void
send_text (TroupePersonaTryPage *self,
           const char           *text)
{
  TroupeWorkspace *workspace = troupe_editor_page_get_workspace (TROUPE_EDITOR_PAGE (self));
  g_autoptr(TroupeConversation) conversation = NULL;

  if (self->resolver == NULL || is_busy (self))
    return;

  conversation = troupe_conversation_new ();
  g_clear_object (&self->chat);
  self->chat = troupe_chat_new (conversation, self->resolver, troupe_workspace_get_catalog (workspace),
                                troupe_workspace_get_providers (workspace), NULL);
  troupe_chat_set_trial (self->chat, TRUE);
  g_signal_group_set_target (self->chat_signals, self->chat);

  add_transcript (self, conversation, text);
  troupe_end_follower_go (self->follower);
  /* What goes wrong is in the answer, which says it. */
  troupe_chat_send_async (self->chat, text, NULL, NULL, NULL);
  update_buttons (self);
}

static void
send_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  TroupePersonaTryPage *self = TROUPE_PERSONA_TRY_PAGE (widget);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  g_autofree char *text = troupe_text_buffer_dup_text (buffer);

  send_text (self, text);
  gtk_text_buffer_set_text (buffer, "", 0);
}

static void
stop_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  TroupePersonaTryPage *self = TROUPE_PERSONA_TRY_PAGE (widget);

  if (self->chat != NULL)
    troupe_chat_stop (self->chat);
}

static void
clear (TroupePersonaTryPage *self)
{
  GtkWidget *child;

  if (self->chat != NULL)
    troupe_chat_stop (self->chat);
  g_signal_group_set_target (self->chat_signals, NULL);
  g_clear_object (&self->chat);
  while ((child = gtk_widget_get_first_child (self->tries)) != NULL)
    gtk_box_remove (GTK_BOX (self->tries), child);
}

static void
clear_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  TroupePersonaTryPage *self = TROUPE_PERSONA_TRY_PAGE (widget);

  clear (self);
  update_buttons (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static gboolean
key_pressed_cb (TroupePersonaTryPage  *self,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                GtkEventControllerKey *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));

  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;

  if ((state & GDK_CONTROL_MASK) == 0 &&
      ((state & GDK_SHIFT_MASK) != 0 || !g_settings_get_boolean (self->settings, "send-with-return")))
    return GDK_EVENT_PROPAGATE;

  /* An input method that is composing takes Return as the end of a word. */
  if (!gtk_text_view_im_context_filter_keypress (self->text_view, event))
    gtk_widget_activate_action (GTK_WIDGET (self), "try.send", NULL);

  return GDK_EVENT_STOP;
}

static void
drop_resolver (TroupePersonaTryPage *self)
{
  g_signal_group_set_target (self->resolver_signals, NULL);
  if (self->resolver != NULL)
    {
      /* An answer that is being stopped may hold it a little longer, but not whom it speaks for. */
      g_autoptr(TroupeAiSettings) dropped = troupe_resolver_select_persona (self->resolver, NULL);
    }
  g_clear_object (&self->resolver);
}

static void
troupe_persona_try_page_set_source (TroupeEditorPage *page,
                                    TroupeWorkspace  *workspace,
                                    TroupeDefinition *copy,
                                    gboolean          is_new)
{
  TroupePersonaTryPage *self = TROUPE_PERSONA_TRY_PAGE (page);

  clear (self);
  drop_resolver (self);
  self->resolver = troupe_workspace_create_resolver (workspace);
  troupe_resolver_set_cast (self->resolver, TROUPE_PERSONA (copy), TROUPE_TIER_NONE, NULL, NULL);
  g_signal_group_set_target (self->resolver_signals, self->resolver);
  update_model (self);
  update_buttons (self);
}

static gboolean
troupe_persona_try_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TROUPE_PERSONA_TRY_PAGE (widget)->text_view));
}

static void
troupe_persona_try_page_dispose (GObject *object)
{
  TroupePersonaTryPage *self = TROUPE_PERSONA_TRY_PAGE (object);

  if (self->chat != NULL)
    troupe_chat_stop (self->chat);
  if (self->resolver_signals != NULL)
    drop_resolver (self);
  g_clear_object (&self->chat_signals);
  g_clear_object (&self->resolver_signals);
  g_clear_object (&self->chat);
  g_clear_object (&self->follower);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (troupe_persona_try_page_parent_class)->dispose (object);
}

static void
troupe_persona_try_page_class_init (TroupePersonaTryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_persona_try_page_dispose;
  widget_class->focus = troupe_focus_children;
  widget_class->grab_focus = troupe_persona_try_page_grab_focus;
  TROUPE_EDITOR_PAGE_CLASS (klass)->set_source = troupe_persona_try_page_set_source;

  gtk_widget_class_install_action (widget_class, "try.send", NULL, send_cb);
  gtk_widget_class_install_action (widget_class, "try.stop", NULL, stop_cb);
  gtk_widget_class_install_action (widget_class, "try.clear", NULL, clear_cb);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/persona/troupe-persona-try-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaTryPage, model_label);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaTryPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaTryPage, tries);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaTryPage, text_view);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaTryPage, placeholder);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaTryPage, stop_button);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
troupe_persona_try_page_init (TroupePersonaTryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->settings = g_settings_new (TROUPE_APP_ID);
  self->follower = troupe_end_follower_new (gtk_scrolled_window_get_vadjustment (self->scroller));

  self->chat_signals = g_signal_group_new (TROUPE_TYPE_CHAT);
  g_signal_group_connect_object (self->chat_signals, "notify::busy", G_CALLBACK (update_buttons), self, G_CONNECT_SWAPPED);
  self->resolver_signals = g_signal_group_new (TROUPE_TYPE_RESOLVER);
  g_signal_group_connect_object (self->resolver_signals, "changed", G_CALLBACK (update_model), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (self->text_view), "changed", G_CALLBACK (update_buttons), self,
                           G_CONNECT_SWAPPED);
  update_buttons (self);
}
