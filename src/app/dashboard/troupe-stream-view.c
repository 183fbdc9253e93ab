/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-copy-button.h"
#include "troupe-end-follower.h"
#include "troupe-markdown-view.h"
#include "troupe-message-label.h"
#include "troupe-stream-view.h"

/**
 * TroupeStreamView:
 *
 * The stream log of a ticket's last attempt. It opens with the metadata line,
 * which says with which persona, model and settings it ran, and where each of
 * them came from; then the text as it comes.
 */
struct _TroupeStreamView
{
  GtkWidget           parent_instance;

  /* Input */
  TroupeRunTicket    *ticket;

  /* Owned References */
  TroupeAttempt      *attempt;
  char               *outlook;          /* (nullable): with what the ticket would be performed */
  GSignalGroup       *ticket_signals;
  GSignalGroup       *attempts_signals;
  GSignalGroup       *attempt_signals;
  GSignalGroup       *answer_signals;
  TroupeEndFollower  *follower;

  /* Template References */
  GtkStack           *stack;
  GtkScrolledWindow  *scroller;
  GtkLabel           *title_label;
  GtkLabel           *attempt_label;
  GtkLabel           *metadata_label;
  GtkLabel           *outlook_label;
  TroupeMarkdownView *markdown;
  GtkLabel           *error_label;
  GtkLabel           *summary_label;
  GtkWidget          *edit_button;
  GtkWidget          *menu_button;
  TroupeCopyButton   *copy_button;

  /* In Progress */
  gsize               n_shown;
};

enum
{
  MENU,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeStreamView, troupe_stream_view, GTK_TYPE_WIDGET)

static TroupeMessage *
get_answer (TroupeStreamView *self)
{
  return self->attempt != NULL ? troupe_attempt_get_answer (self->attempt) : NULL;
}

static void
show_text (TroupeStreamView *self)
{
  TroupeMessage *answer = get_answer (self);
  gsize length = answer != NULL ? troupe_message_get_text_length (answer) : 0;

  if (length < self->n_shown)
    {
      troupe_markdown_view_clear (self->markdown);
      self->n_shown = 0;
    }
  if (length > self->n_shown)
    troupe_markdown_view_append (self->markdown, troupe_message_get_text (answer) + self->n_shown,
                                 length - self->n_shown);
  self->n_shown = length;
}

static void
show_answer (TroupeStreamView *self)
{
  TroupeMessage *answer = get_answer (self);
  const char *error = answer != NULL ? troupe_message_get_error (answer) : NULL;
  g_autofree char *summary = answer != NULL ? troupe_message_dup_summary (answer) : NULL;

  show_text (self);
  gtk_label_set_label (self->error_label, error != NULL ? error : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), error != NULL);
  gtk_label_set_label (self->summary_label, summary != NULL ? summary : "");
  gtk_widget_set_visible (GTK_WIDGET (self->summary_label), summary != NULL && *summary != '\0');
}

static void
show_metadata (TroupeStreamView *self)
{
  const char *metadata = self->attempt != NULL ? troupe_attempt_get_metadata (self->attempt) : NULL;

  gtk_label_set_label (self->metadata_label, metadata != NULL ? metadata : "");
}

/* While somebody judges the ticket that is what goes on; before and after it is the work. */
static TroupeAttempt *
choose_attempt (TroupeRunTicket *ticket)
{
  if (ticket == NULL)
    return NULL;

  return troupe_run_ticket_get_state (ticket) == TROUPE_TICKET_STATE_REVIEW
    ? troupe_run_ticket_get_attempt (ticket) : troupe_run_ticket_find_newest (ticket, TROUPE_TIER_NONE);
}

static void
show_outlook (TroupeStreamView *self)
{
  const char *outlook = self->attempt == NULL ? self->outlook : NULL;

  gtk_label_set_label (self->outlook_label, outlook != NULL ? outlook : "");
  gtk_widget_set_visible (GTK_WIDGET (self->outlook_label), outlook != NULL);
}

/* The persona whose work is shown, or who would do it. */
static void
show_edit (TroupeStreamView *self)
{
  TroupePersona *persona = self->ticket != NULL ? troupe_run_ticket_get_persona (self->ticket) : NULL;
  const char *id = persona != NULL ? troupe_definition_get_id (TROUPE_DEFINITION (persona)) : NULL;
  const char *name = persona != NULL ? troupe_definition_get_name (TROUPE_DEFINITION (persona)) : NULL;
  g_autofree char *words = NULL;

  if (self->attempt != NULL && troupe_attempt_get_tier (self->attempt) == TROUPE_TIER_QA)
    {
      id = troupe_message_get_persona_id (get_answer (self));
      name = troupe_message_get_persona_name (get_answer (self));
    }

  gtk_widget_set_visible (self->edit_button, id != NULL);
  if (id == NULL)
    return;

  /* Translators: the name of a button; %s is the name of a persona */
  words = g_strdup_printf (_("Edit %s…"), name != NULL ? name : id);
  gtk_widget_set_tooltip_text (self->edit_button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->edit_button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->edit_button), "s", id);
}

static void
show_attempt (TroupeStreamView *self)
{
  TroupeAttempt *attempt = choose_attempt (self->ticket);
  g_autofree char *number = NULL;

  if (g_set_object (&self->attempt, attempt))
    {
      troupe_markdown_view_clear (self->markdown);
      self->n_shown = 0;
      g_signal_group_set_target (self->attempt_signals, attempt);
      g_signal_group_set_target (self->answer_signals, get_answer (self));
      troupe_end_follower_go (self->follower);
    }

  if (attempt != NULL && troupe_attempt_get_tier (attempt) == TROUPE_TIER_QA)
    /* Translators: %u counts how often somebody judged what a ticket came to */
    number = g_strdup_printf (_("Review %u"), troupe_attempt_get_number (attempt));
  else if (attempt != NULL)
    /* Translators: %u counts the attempts at a ticket */
    number = g_strdup_printf (_("Attempt %u"), troupe_attempt_get_number (attempt));
  gtk_label_set_label (self->attempt_label, number != NULL ? number : "");
  gtk_widget_set_visible (GTK_WIDGET (self->attempt_label), number != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->copy_button), attempt != NULL);
  gtk_widget_set_sensitive (self->menu_button, self->ticket != NULL);
  gtk_stack_set_visible_child_name (self->stack, attempt != NULL ? "stream" : "empty");
  show_metadata (self);
  show_answer (self);
  show_edit (self);
  show_outlook (self);
}

static void
menu_clicked_cb (TroupeStreamView *self)
{
  g_signal_emit (self, signals[MENU], 0, self->menu_button);
}

static void
copy_clicked_cb (TroupeStreamView *self)
{
  const char *metadata = troupe_attempt_get_metadata (self->attempt);
  g_autofree char *log = g_strdup_printf ("%s\n\n%s\n", metadata != NULL ? metadata : "",
                                          troupe_message_get_text (get_answer (self)));

  troupe_copy_button_copy (self->copy_button, log);
}

static void
troupe_stream_view_dispose (GObject *object)
{
  TroupeStreamView *self = TROUPE_STREAM_VIEW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->follower);
  g_clear_object (&self->ticket_signals);
  g_clear_object (&self->attempts_signals);
  g_clear_object (&self->attempt_signals);
  g_clear_object (&self->answer_signals);
  g_clear_object (&self->attempt);
  g_clear_object (&self->ticket);
  g_clear_pointer (&self->outlook, g_free);

  G_OBJECT_CLASS (troupe_stream_view_parent_class)->dispose (object);
}

static void
troupe_stream_view_class_init (TroupeStreamViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_stream_view_dispose;

  /**
   * TroupeStreamView::menu:
   * @self: the view
   * @button: the button that the menu belongs to
   *
   * Somebody wants the menu of the ticket.
   */
  signals[MENU] = g_signal_new ("menu", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, GTK_TYPE_WIDGET);

  g_type_ensure (TROUPE_TYPE_COPY_BUTTON);
  g_type_ensure (TROUPE_TYPE_MARKDOWN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/dashboard/troupe-stream-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeStreamView, attempt_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeStreamView, copy_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeStreamView, edit_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeStreamView, error_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeStreamView, markdown);
  gtk_widget_class_bind_template_child (widget_class, TroupeStreamView, metadata_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeStreamView, outlook_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeStreamView, scroller);
  gtk_widget_class_bind_template_child (widget_class, TroupeStreamView, stack);
  gtk_widget_class_bind_template_child (widget_class, TroupeStreamView, summary_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeStreamView, title_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeStreamView, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, menu_clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
troupe_stream_view_init (TroupeStreamView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->ticket_signals = g_signal_group_new (TROUPE_TYPE_RUN_TICKET);
  g_signal_group_connect_swapped (self->ticket_signals, "notify", G_CALLBACK (show_attempt), self);

  self->attempts_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->attempts_signals, "items-changed", G_CALLBACK (show_attempt), self);

  self->attempt_signals = g_signal_group_new (TROUPE_TYPE_ATTEMPT);
  g_signal_group_connect_swapped (self->attempt_signals, "notify", G_CALLBACK (show_metadata), self);

  self->answer_signals = g_signal_group_new (TROUPE_TYPE_MESSAGE);
  g_signal_group_connect_swapped (self->answer_signals, "text-appended", G_CALLBACK (show_text), self);
  g_signal_group_connect_swapped (self->answer_signals, "notify", G_CALLBACK (show_answer), self);

  self->follower = troupe_end_follower_new (gtk_scrolled_window_get_vadjustment (self->scroller));
}

/**
 * troupe_stream_view_set_ticket:
 * @self: the view
 * @ticket: (nullable): whose stream to show
 *
 * Shows the last attempt at a ticket and follows it.
 */
void
troupe_stream_view_set_ticket (TroupeStreamView *self,
                               TroupeRunTicket  *ticket)
{
  g_autofree char *title = NULL;

  g_return_if_fail (TROUPE_IS_STREAM_VIEW (self));

  if (!g_set_object (&self->ticket, ticket))
    return;

  if (ticket != NULL)
    title = g_strdup_printf ("%s  %s", troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket)),
                             troupe_ticket_get_title (troupe_run_ticket_get_ticket (ticket)));
  gtk_label_set_label (self->title_label, title != NULL ? title : "");
  g_signal_group_set_target (self->ticket_signals, ticket);
  g_signal_group_set_target (self->attempts_signals, ticket != NULL ? troupe_run_ticket_list_attempts (ticket) : NULL);
  show_attempt (self);
}

/**
 * troupe_stream_view_set_outlook:
 * @self: the view
 * @outlook: (nullable): with what the ticket would be performed
 *
 * Sets what shows where there is no attempt yet.
 */
void
troupe_stream_view_set_outlook (TroupeStreamView *self,
                                const char       *outlook)
{
  g_return_if_fail (TROUPE_IS_STREAM_VIEW (self));

  g_free (self->outlook);
  self->outlook = g_strdup (outlook);
  show_outlook (self);
}
