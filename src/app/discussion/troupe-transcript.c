/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-message-row.h"
#include "troupe-transcript.h"

/**
 * TroupeTranscript:
 *
 * The turns of a conversation, one below the other.
 *
 * A long conversation is shown from its end: rows for what came earlier are
 * made when somebody asks for them, so that opening it costs the same however
 * long it is.
 */

#define N_AT_ONCE 40

struct _TroupeTranscript
{
  GtkWidget           parent_instance;

  /* Input */
  GListModel         *messages;
  gboolean            can_retry;

  /* Owned References */
  GPtrArray          *rows;       /* (element-type TroupeMessageRow): of first_shown and all behind, lent */

  /* Children */
  GtkWidget          *earlier_button;

  /* In Progress */
  guint               first_shown;
  gulong              items_changed_id;
};

enum
{
  RETRY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeTranscript, troupe_transcript, GTK_TYPE_WIDGET)

static void
retry_cb (TroupeTranscript *self,
          TroupeMessage    *message)
{
  g_signal_emit (self, signals[RETRY], 0, message);
}

static void
insert_row (TroupeTranscript *self,
            guint             position)
{
  g_autoptr(TroupeMessage) message = g_list_model_get_item (self->messages, position);
  GtkWidget *row = troupe_message_row_new (message);
  guint index = position - self->first_shown;
  GtkWidget *next = index < self->rows->len ? g_ptr_array_index (self->rows, index) : NULL;

  troupe_message_row_set_can_retry (TROUPE_MESSAGE_ROW (row), self->can_retry);
  g_signal_connect_object (row, "retry", G_CALLBACK (retry_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_insert_before (row, GTK_WIDGET (self), next);
  g_ptr_array_insert (self->rows, (int) index, row);
}

static void
remove_rows (TroupeTranscript *self,
             guint             index,
             guint             n_rows)
{
  for (guint i = index; i < index + n_rows; i++)
    gtk_widget_unparent (g_ptr_array_index (self->rows, i));
  g_ptr_array_remove_range (self->rows, index, n_rows);
}

static void
update_earlier (TroupeTranscript *self)
{
  gtk_widget_set_visible (self->earlier_button, self->first_shown > 0);
}

static void
items_changed_cb (TroupeTranscript *self,
                  guint             position,
                  guint             n_removed,
                  guint             n_added)
{
  guint n_items = g_list_model_get_n_items (self->messages);

  /* Something before what is shown: begin again. */
  if (position < self->first_shown || self->rows->len == 0)
    {
      remove_rows (self, 0, self->rows->len);
      self->first_shown = n_items > N_AT_ONCE ? n_items - N_AT_ONCE : 0;
      for (guint i = self->first_shown; i < n_items; i++)
        insert_row (self, i);
    }
  else
    {
      remove_rows (self, position - self->first_shown, n_removed);
      for (guint i = 0; i < n_added; i++)
        insert_row (self, position + i);
    }

  update_earlier (self);
}

static void
earlier_clicked_cb (TroupeTranscript *self)
{
  guint n_more = MIN (self->first_shown, N_AT_ONCE);

  for (guint i = 0; i < n_more; i++)
    {
      self->first_shown--;
      insert_row (self, self->first_shown);
    }

  update_earlier (self);
}

static void
troupe_transcript_dispose (GObject *object)
{
  TroupeTranscript *self = TROUPE_TRANSCRIPT (object);
  GtkWidget *child;

  g_clear_signal_handler (&self->items_changed_id, self->messages);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->messages);

  G_OBJECT_CLASS (troupe_transcript_parent_class)->dispose (object);
}

static void
troupe_transcript_finalize (GObject *object)
{
  TroupeTranscript *self = TROUPE_TRANSCRIPT (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (troupe_transcript_parent_class)->finalize (object);
}

static void
troupe_transcript_class_init (TroupeTranscriptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_transcript_dispose;
  object_class->finalize = troupe_transcript_finalize;

  /**
   * TroupeTranscript::retry:
   * @self: the transcript
   * @message: an answer
   *
   * Somebody wants the question of this answer asked again.
   */
  signals[RETRY] = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 1, TROUPE_TYPE_MESSAGE);

  gtk_widget_class_set_css_name (widget_class, "transcript");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
troupe_transcript_init (TroupeTranscript *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 24);

  self->rows = g_ptr_array_new ();
  self->earlier_button = gtk_button_new_with_mnemonic (_("Show _Earlier Messages"));
  gtk_widget_set_halign (self->earlier_button, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->earlier_button, FALSE);
  gtk_widget_add_css_class (self->earlier_button, "pill");
  g_signal_connect_swapped (self->earlier_button, "clicked", G_CALLBACK (earlier_clicked_cb), self);
  gtk_widget_set_parent (self->earlier_button, GTK_WIDGET (self));
}

/**
 * troupe_transcript_set_conversation:
 * @self: the transcript
 * @conversation: (nullable): what to show
 *
 * Shows a conversation and follows it.
 */
void
troupe_transcript_set_conversation (TroupeTranscript   *self,
                                    TroupeConversation *conversation)
{
  GListModel *messages = conversation != NULL ? troupe_conversation_list_messages (conversation) : NULL;

  g_return_if_fail (TROUPE_IS_TRANSCRIPT (self));

  if (self->messages == messages)
    return;

  g_clear_signal_handler (&self->items_changed_id, self->messages);
  remove_rows (self, 0, self->rows->len);
  self->first_shown = 0;
  g_set_object (&self->messages, messages);

  if (messages != NULL)
    {
      self->items_changed_id = g_signal_connect_swapped (messages, "items-changed",
                                                         G_CALLBACK (items_changed_cb), self);
      items_changed_cb (self, 0, 0, g_list_model_get_n_items (messages));
    }
  update_earlier (self);
}

/**
 * troupe_transcript_set_can_retry:
 * @self: the transcript
 * @can_retry: whether there is somebody to ask, and nobody is being asked
 *
 * Says whether a question can be asked again now.
 */
void
troupe_transcript_set_can_retry (TroupeTranscript *self,
                                 gboolean          can_retry)
{
  g_return_if_fail (TROUPE_IS_TRANSCRIPT (self));

  if (self->can_retry == can_retry)
    return;

  self->can_retry = can_retry;
  for (guint i = 0; i < self->rows->len; i++)
    troupe_message_row_set_can_retry (g_ptr_array_index (self->rows, i), can_retry);
}
