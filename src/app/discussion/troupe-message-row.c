/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-copy-button.h"
#include "troupe-face.h"
#include "troupe-markdown-view.h"
#include "troupe-message-label.h"
#include "troupe-message-row.h"

/**
 * TroupeMessageRow:
 *
 * One turn of a discussion: a question as a bubble, or an answer with who gave
 * it, its text while it comes, and the line that says what it took.
 */
struct _TroupeMessageRow
{
  GtkWidget           parent_instance;

  /* Input */
  TroupeMessage      *message;

  /* Template References */
  GtkLabel           *question_label;
  GtkWidget          *answer_box;
  TroupeFace         *face;
  GtkLabel           *name_label;
  GtkWidget          *reasoning_expander;
  GtkLabel           *reasoning_label;
  TroupeMarkdownView *markdown;
  GtkWidget          *error_box;
  GtkLabel           *error_label;
  GtkWidget          *foot_box;
  GtkSpinner         *spinner;
  GtkImage           *served_image;
  GtkLabel           *summary_label;
  TroupeCopyButton   *copy_button;
  GtkWidget          *retry_button;

  /* In Progress */
  gsize               n_shown;      /* bytes of the text handed to the view */
  gboolean            is_finished;
};

enum
{
  RETRY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeMessageRow, troupe_message_row, GTK_TYPE_WIDGET)

static gboolean
is_mismatch (TroupeMessage *message)
{
  const char *requested = troupe_message_get_model_requested (message);
  const char *served = troupe_message_get_model_served (message);

  return requested != NULL && served != NULL && g_strcmp0 (requested, served) != 0;
}

static void
show_served (TroupeMessageRow *self)
{
  gboolean is_streaming = troupe_message_is_streaming (self->message);
  gboolean is_wrong = is_mismatch (self->message);
  const char *error = troupe_message_get_error (self->message);

  gtk_image_set_from_icon_name (self->served_image,
                                is_wrong || error != NULL ? "dialog-warning-symbolic" : "object-select-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->served_image),
                          !is_streaming && (is_wrong || troupe_message_is_complete (self->message)));
  if (is_wrong)
    gtk_widget_add_css_class (self->foot_box, "mismatch");
  else
    gtk_widget_remove_css_class (self->foot_box, "mismatch");
}

static void
text_appended_cb (TroupeMessageRow *self)
{
  const char *text = troupe_message_get_text (self->message);
  gsize length = troupe_message_get_text_length (self->message);

  if (length > self->n_shown)
    troupe_markdown_view_append (self->markdown, text + self->n_shown, length - self->n_shown);
  self->n_shown = length;
}

static void
show_reasoning (TroupeMessageRow *self)
{
  const char *reasoning = troupe_message_get_reasoning (self->message);
  gboolean has_reasoning = reasoning != NULL && *reasoning != '\0';

  gtk_widget_set_visible (self->reasoning_expander, has_reasoning);
  if (has_reasoning && gtk_expander_get_expanded (GTK_EXPANDER (self->reasoning_expander)))
    gtk_label_set_label (self->reasoning_label, reasoning);
}

static void
changed_cb (TroupeMessageRow *self)
{
  g_autofree char *summary = troupe_message_dup_summary (self->message);
  g_autofree char *details = troupe_message_dup_details (self->message);
  gboolean is_streaming = troupe_message_is_streaming (self->message);
  const char *error = troupe_message_get_error (self->message);
  const char *name = troupe_message_get_persona_name (self->message);

  if (troupe_message_get_role (self->message) == TROUPE_ROLE_USER)
    return;

  text_appended_cb (self);
  show_reasoning (self);
  show_served (self);

  gtk_label_set_label (self->name_label, name != NULL ? name : _("Assistant"));
  troupe_face_set_icon (self->face, troupe_message_get_persona_icon (self->message));
  troupe_face_set_id (self->face, troupe_message_get_persona_id (self->message));

  gtk_label_set_label (self->summary_label, *summary != '\0' || !is_streaming ? summary : _("Waiting for the first word"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->summary_label), details);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->summary_label),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, details, -1);

  gtk_widget_set_visible (self->error_box, error != NULL);
  gtk_label_set_label (self->error_label, error != NULL ? error : "");

  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_streaming);
  gtk_spinner_set_spinning (self->spinner, is_streaming);
  gtk_widget_set_visible (GTK_WIDGET (self->copy_button), !is_streaming);
  gtk_widget_set_visible (self->retry_button, !is_streaming);

  if (!is_streaming && !self->is_finished)
    {
      self->is_finished = TRUE;
      troupe_markdown_view_finish (self->markdown);
    }
}

static void
copy_clicked_cb (TroupeMessageRow *self)
{
  troupe_copy_button_copy (self->copy_button, troupe_message_get_text (self->message));
}

static void
retry_clicked_cb (TroupeMessageRow *self)
{
  g_signal_emit (self, signals[RETRY], 0, self->message);
}

static void
troupe_message_row_dispose (GObject *object)
{
  TroupeMessageRow *self = TROUPE_MESSAGE_ROW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->message);

  G_OBJECT_CLASS (troupe_message_row_parent_class)->dispose (object);
}

static void
troupe_message_row_class_init (TroupeMessageRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_message_row_dispose;

  /**
   * TroupeMessageRow::retry:
   * @self: the row
   * @message: its answer
   *
   * Somebody wants the question of this answer asked again.
   */
  signals[RETRY] = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 1, TROUPE_TYPE_MESSAGE);

  g_type_ensure (TROUPE_TYPE_COPY_BUTTON);
  g_type_ensure (TROUPE_TYPE_FACE);
  g_type_ensure (TROUPE_TYPE_MARKDOWN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TROUPE_APP_PATH "/ui/discussion/troupe-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, answer_box);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, error_box);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, error_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, face);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, foot_box);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, markdown);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, question_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, reasoning_expander);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, reasoning_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, served_image);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, TroupeMessageRow, summary_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
troupe_message_row_init (TroupeMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->reasoning_expander, "notify::expanded",
                           G_CALLBACK (show_reasoning), self, G_CONNECT_SWAPPED);
}

/**
 * troupe_message_row_new:
 * @message: a question or an answer
 *
 * Returns: (transfer floating): a row that follows @message
 */
GtkWidget *
troupe_message_row_new (TroupeMessage *message)
{
  TroupeMessageRow *self = g_object_new (TROUPE_TYPE_MESSAGE_ROW, NULL);

  self->message = g_object_ref (message);
  if (troupe_message_get_role (message) == TROUPE_ROLE_USER)
    {
      gtk_widget_unparent (self->answer_box);
      gtk_label_set_label (self->question_label, troupe_message_get_text (message));
      return GTK_WIDGET (self);
    }

  gtk_widget_unparent (GTK_WIDGET (self->question_label));
  g_signal_connect_object (message, "text-appended", G_CALLBACK (text_appended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (message, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
  return GTK_WIDGET (self);
}

/**
 * troupe_message_row_set_can_retry:
 * @self: the row
 * @can_retry: whether there is somebody to ask, and nobody is being asked
 *
 * Says whether the question can be asked again now.
 */
void
troupe_message_row_set_can_retry (TroupeMessageRow *self,
                                  gboolean          can_retry)
{
  g_return_if_fail (TROUPE_IS_MESSAGE_ROW (self));

  gtk_widget_set_sensitive (self->retry_button, can_retry);
}

/**
 * troupe_message_row_get_message:
 * @self: the row
 *
 * Returns: (transfer none): what it shows
 */
TroupeMessage *
troupe_message_row_get_message (TroupeMessageRow *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE_ROW (self), NULL);

  return self->message;
}
