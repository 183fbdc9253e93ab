/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-composer.h"
#include "troupe-face.h"

/**
 * TroupeComposer:
 *
 * Where a question is typed: the text, who will answer it, Stop and Send.
 *
 * Return sends and Shift+Return begins a new line, unless the settings say
 * otherwise; Ctrl+Return always sends. Sending is the action win.send, which
 * follows #TroupeComposer:can-send. What was typed and not sent is the
 * conversation's draft at every moment; #TroupeComposer::draft-changed says
 * when it may be written down.
 */
struct _TroupeComposer
{
  GtkWidget      parent_instance;

  /* Owned References */
  TroupeChat    *chat;
  GSignalGroup  *chat_signals;
  GSignalGroup  *resolver_signals;
  GSignalGroup  *persona_signals;
  GSettings     *settings;

  /* Template References */
  GtkTextView   *text_view;
  GtkLabel      *placeholder_label;
  TroupeFace    *face;
  GtkLabel      *persona_label;
  GtkLabel      *overrides_label;
  GtkWidget     *persona_button;
  GtkWidget     *stop_button;

  /* In Progress */
  gboolean       is_loading;
  gboolean       is_blocked;
  gboolean       can_send;
};

enum
{
  PROP_0,
  PROP_CAN_SEND,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  DRAFT_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeComposer, troupe_composer, GTK_TYPE_WIDGET)

static gboolean
has_words (TroupeComposer *self)
{
  g_autofree char *text = troupe_composer_dup_text (self);

  return *g_strstrip (text) != '\0';
}

static void
update_buttons (TroupeComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  gboolean is_busy = self->chat != NULL && troupe_chat_is_busy (self->chat);
  gboolean can_send = self->chat != NULL && !is_busy && !self->is_blocked && has_words (self);

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder_label), gtk_text_buffer_get_char_count (buffer) == 0);
  gtk_widget_set_visible (self->stop_button, is_busy);

  if (self->can_send == can_send)
    return;

  self->can_send = can_send;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_SEND]);
}

static void
update_persona (TroupeComposer *self)
{
  TroupeResolver *resolver = self->chat != NULL ? troupe_chat_get_resolver (self->chat) : NULL;
  TroupePersona *persona = resolver != NULL ? troupe_resolver_get_persona (resolver) : NULL;
  guint n_overrides = resolver != NULL ? troupe_resolver_get_n_overrides (resolver) : 0;
  const char *name = persona != NULL ? troupe_definition_get_name (TROUPE_DEFINITION (persona)) : _("No persona");
  g_autofree char *overrides = g_strdup_printf (ngettext ("%u override", "%u overrides", n_overrides), n_overrides);
  /* Translators: %s is the name of a persona */
  g_autofree char *placeholder = g_strdup_printf (_("Ask %s…"), name);
  g_autofree char *chip = g_strdup_printf ("%s, %s", name, overrides);

  g_signal_group_set_target (self->persona_signals, persona);
  troupe_face_set_icon (self->face, persona != NULL ? troupe_persona_get_icon (persona) : NULL);
  troupe_face_set_id (self->face, persona != NULL ? troupe_definition_get_id (TROUPE_DEFINITION (persona)) : NULL);
  gtk_label_set_label (self->persona_label, name);
  gtk_label_set_label (self->overrides_label, overrides);
  gtk_widget_set_visible (GTK_WIDGET (self->overrides_label), n_overrides > 0);
  gtk_label_set_label (self->placeholder_label, placeholder);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->persona_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, n_overrides > 0 ? chip : name,
                                  -1);
}

static void
text_changed_cb (TroupeComposer *self)
{
  update_buttons (self);

  if (self->chat != NULL && !self->is_loading)
    {
      g_autofree char *text = troupe_composer_dup_text (self);

      troupe_conversation_set_draft (troupe_chat_get_conversation (self->chat), text);
      g_signal_emit (self, signals[DRAFT_CHANGED], 0);
    }
}

static gboolean
key_pressed_cb (TroupeComposer        *self,
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
  if (gtk_text_view_im_context_filter_keypress (self->text_view, event))
    return GDK_EVENT_STOP;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.send", NULL);
  return GDK_EVENT_STOP;
}

static void
troupe_composer_dispose (GObject *object)
{
  TroupeComposer *self = TROUPE_COMPOSER (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->chat_signals);
  g_clear_object (&self->resolver_signals);
  g_clear_object (&self->persona_signals);
  g_clear_object (&self->chat);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (troupe_composer_parent_class)->dispose (object);
}

static void
troupe_composer_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  TroupeComposer *self = TROUPE_COMPOSER (object);

  switch (prop_id)
    {
    case PROP_CAN_SEND:
      g_value_set_boolean (value, self->can_send);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_composer_class_init (TroupeComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_composer_dispose;
  object_class->get_property = troupe_composer_get_property;

  properties[PROP_CAN_SEND] = g_param_spec_boolean ("can-send", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TroupeComposer::draft-changed:
   * @self: the composer
   *
   * Somebody typed; the conversation has the text as its draft.
   */
  signals[DRAFT_CHANGED] = g_signal_new ("draft-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (TROUPE_TYPE_FACE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TROUPE_APP_PATH "/ui/discussion/troupe-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeComposer, face);
  gtk_widget_class_bind_template_child (widget_class, TroupeComposer, overrides_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeComposer, persona_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeComposer, persona_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeComposer, placeholder_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeComposer, stop_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeComposer, text_view);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
troupe_composer_init (TroupeComposer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->settings = g_settings_new (TROUPE_APP_ID);

  self->chat_signals = g_signal_group_new (TROUPE_TYPE_CHAT);
  g_signal_group_connect_swapped (self->chat_signals, "notify::busy", G_CALLBACK (update_buttons), self);

  self->resolver_signals = g_signal_group_new (TROUPE_TYPE_RESOLVER);
  g_signal_group_connect_swapped (self->resolver_signals, "changed", G_CALLBACK (update_persona), self);
  g_signal_group_connect_swapped (self->resolver_signals, "notify::persona", G_CALLBACK (update_persona), self);

  /* A new name changes no value of the resolver. */
  self->persona_signals = g_signal_group_new (TROUPE_TYPE_PERSONA);
  g_signal_group_connect_swapped (self->persona_signals, "notify", G_CALLBACK (update_persona), self);

  g_signal_connect_object (gtk_text_view_get_buffer (self->text_view), "changed",
                           G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
  update_buttons (self);
}

/**
 * troupe_composer_set_chat:
 * @self: the composer
 * @chat: (nullable): whom to talk to
 *
 * Shows the draft of another discussion and who answers in it.
 */
void
troupe_composer_set_chat (TroupeComposer *self,
                          TroupeChat     *chat)
{
  g_return_if_fail (TROUPE_IS_COMPOSER (self));

  if (!g_set_object (&self->chat, chat))
    return;

  g_signal_group_set_target (self->chat_signals, chat);
  g_signal_group_set_target (self->resolver_signals, chat != NULL ? troupe_chat_get_resolver (chat) : NULL);
  troupe_composer_set_text (self, chat != NULL ? troupe_conversation_get_draft (troupe_chat_get_conversation (chat)) : NULL);
  update_persona (self);
  update_buttons (self);
}

/**
 * troupe_composer_set_blocked:
 * @self: the composer
 * @is_blocked: whether nobody can be asked
 *
 * Lets somebody type but not send.
 */
void
troupe_composer_set_blocked (TroupeComposer *self,
                             gboolean        is_blocked)
{
  g_return_if_fail (TROUPE_IS_COMPOSER (self));

  self->is_blocked = is_blocked;
  update_buttons (self);
}

/**
 * troupe_composer_dup_text:
 * @self: the composer
 *
 * Returns: (transfer full): what is typed
 */
char *
troupe_composer_dup_text (TroupeComposer *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter start;
  GtkTextIter end;

  g_return_val_if_fail (TROUPE_IS_COMPOSER (self), NULL);

  buffer = gtk_text_view_get_buffer (self->text_view);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/**
 * troupe_composer_set_text:
 * @self: the composer
 * @text: (nullable): what to show
 *
 * Replaces what is typed. The draft of the conversation is not touched.
 */
void
troupe_composer_set_text (TroupeComposer *self,
                          const char     *text)
{
  g_return_if_fail (TROUPE_IS_COMPOSER (self));

  self->is_loading = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text != NULL ? text : "", -1);
  self->is_loading = FALSE;
}

/**
 * troupe_composer_focus_text:
 * @self: the composer
 *
 * Puts the cursor into the text.
 */
void
troupe_composer_focus_text (TroupeComposer *self)
{
  g_return_if_fail (TROUPE_IS_COMPOSER (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}
