/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-layer-prompt-row.h"
#include "troupe-setting-text.h"
#include "troupe-text-sync.h"

/**
 * TroupeLayerPromptRow:
 *
 * The system prompt of one layer. It is written in a row of its own below this one, which is there while the layer has a
 * prompt.
 */

struct _TroupeLayerPromptRow
{
  TroupeLayerRow  parent_instance;

  GtkWidget      *text_row;       /* (owned) */
  GtkWidget      *view;
  GtkTextBuffer  *buffer;         /* the view's */
  guint           n_showing;
};

G_DEFINE_FINAL_TYPE (TroupeLayerPromptRow, troupe_layer_prompt_row, TROUPE_TYPE_LAYER_ROW)

static void
troupe_layer_prompt_row_show (TroupeLayerRow   *row,
                              TroupeFieldState  state,
                              const GValue     *value)
{
  TroupeLayerPromptRow *self = TROUPE_LAYER_PROMPT_ROW (row);
  g_autoptr(GError) error = NULL;

  if (value != NULL)
    troupe_field_check (TROUPE_FIELD_SYSTEM_PROMPT, value, &error);

  self->n_showing++;
  troupe_text_buffer_update (self->buffer, value != NULL ? g_value_get_string (value) : "");
  self->n_showing--;
  gtk_widget_set_visible (self->text_row, value != NULL);
  troupe_layer_row_set_problem (row, error != NULL ? error->message : NULL);
}

static void
troupe_layer_prompt_row_begin (TroupeLayerRow   *row,
                               TroupeAiSettings *settings)
{
  g_autoptr(TroupeStatement) inherited = troupe_layer_row_dup_inherited (row);
  gboolean is_set = inherited != NULL && inherited->state == TROUPE_FIELD_STATE_SET;

  /* What is inherited is the text to start from. */
  troupe_ai_settings_set_string (settings, TROUPE_FIELD_SYSTEM_PROMPT, is_set ? g_value_get_string (&inherited->value) : "");
  gtk_widget_grab_focus (TROUPE_LAYER_PROMPT_ROW (row)->view);
}

static void
buffer_changed_cb (TroupeLayerPromptRow *self)
{
  TroupeAiSettings *settings = troupe_layer_row_get_settings (TROUPE_LAYER_ROW (self));
  g_autofree char *text = NULL;

  if (self->n_showing > 0 || settings == NULL)
    return;

  text = troupe_text_buffer_dup_text (self->buffer);
  troupe_ai_settings_set_string (settings, TROUPE_FIELD_SYSTEM_PROMPT, text);
}

static GtkWidget *
troupe_layer_prompt_row_get_control (TroupeLayerRow *row)
{
  return TROUPE_LAYER_PROMPT_ROW (row)->view;
}

static void
troupe_layer_prompt_row_constructed (GObject *object)
{
  TroupeLayerPromptRow *self = TROUPE_LAYER_PROMPT_ROW (object);
  const char *title = troupe_setting_get_title (TROUPE_FIELD_SYSTEM_PROMPT);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  G_OBJECT_CLASS (troupe_layer_prompt_row_parent_class)->constructed (object);

  troupe_layer_row_add_mode (TROUPE_LAYER_ROW (self));

  self->view = gtk_text_view_new ();
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->view), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->view), 12);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->view), 9);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->view), 9);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (buffer_changed_cb), self, G_CONNECT_SWAPPED);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 84);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 240);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->view);
  gtk_widget_add_css_class (scroller, "layer-prompt");

  self->text_row = g_object_ref_sink (gtk_list_box_row_new ());
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->text_row), FALSE);
  gtk_widget_set_focusable (self->text_row, FALSE);
  gtk_widget_set_visible (self->text_row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->text_row), scroller);
}

static void
troupe_layer_prompt_row_dispose (GObject *object)
{
  TroupeLayerPromptRow *self = TROUPE_LAYER_PROMPT_ROW (object);

  g_clear_object (&self->text_row);

  G_OBJECT_CLASS (troupe_layer_prompt_row_parent_class)->dispose (object);
}

static void
troupe_layer_prompt_row_class_init (TroupeLayerPromptRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TroupeLayerRowClass *row_class = TROUPE_LAYER_ROW_CLASS (klass);

  object_class->constructed = troupe_layer_prompt_row_constructed;
  object_class->dispose = troupe_layer_prompt_row_dispose;
  row_class->show = troupe_layer_prompt_row_show;
  row_class->begin = troupe_layer_prompt_row_begin;
  row_class->get_control = troupe_layer_prompt_row_get_control;
}

static void
troupe_layer_prompt_row_init (TroupeLayerPromptRow *self)
{
}

/**
 * troupe_layer_prompt_row_get_text_row:
 * @self: the row
 *
 * Returns: (transfer none): the row in which the prompt is written, to be put below @self
 */
GtkWidget *
troupe_layer_prompt_row_get_text_row (TroupeLayerPromptRow *self)
{
  g_return_val_if_fail (TROUPE_IS_LAYER_PROMPT_ROW (self), NULL);

  return self->text_row;
}
