/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-prompt-dialog.h"

/*
 * Edits the system prompt of a setting row. Apply is the gesture; nothing else makes an override.
 */

static void
response_cb (GtkDialog        *dialog,
             int               response,
             TroupeSettingRow *row)
{
  if (response == GTK_RESPONSE_APPLY)
    {
      GtkTextBuffer *buffer = g_object_get_data (G_OBJECT (dialog), "buffer");
      g_auto(GValue) value = G_VALUE_INIT;
      GtkTextIter start, end;

      gtk_text_buffer_get_bounds (buffer, &start, &end);
      g_value_init (&value, G_TYPE_STRING);
      g_value_take_string (&value, gtk_text_buffer_get_text (buffer, &start, &end, TRUE));
      troupe_setting_row_override (row, &value);
    }

  gtk_window_destroy (GTK_WINDOW (dialog));
}

/**
 * troupe_prompt_dialog_present:
 * @row: the row of the system prompt
 *
 * Opens the dialog over the row's window.
 */
void
troupe_prompt_dialog_present (TroupeSettingRow *row)
{
  TroupeResolver *resolver = troupe_setting_row_get_resolver (row);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (row));
  GtkWidget *dialog, *scroller, *view;
  GtkTextBuffer *buffer;
  GtkTextIter start;
  const char *prompt;

  if (resolver == NULL)
    return;

  dialog = g_object_new (GTK_TYPE_DIALOG,
                         "use-header-bar", 1,
                         "modal", TRUE,
                         "transient-for", GTK_WINDOW (root),
                         "title", _("System Prompt"),
                         "default-width", 560,
                         "default-height", 480,
                         NULL);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_widget_add_css_class (gtk_dialog_add_button (GTK_DIALOG (dialog), _("_Apply"), GTK_RESPONSE_APPLY), "suggested-action");

  view = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_widget_add_css_class (view, "prompt-view");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("System Prompt"), -1);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  prompt = troupe_resolver_get_string (resolver, TROUPE_FIELD_SYSTEM_PROMPT);
  gtk_text_buffer_set_enable_undo (buffer, FALSE);
  gtk_text_buffer_set_text (buffer, prompt != NULL ? prompt : "", -1);
  gtk_text_buffer_set_enable_undo (buffer, TRUE);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  g_object_set_data (G_OBJECT (dialog), "buffer", buffer);

  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (dialog))), scroller);

  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), row, 0);
  gtk_window_set_focus (GTK_WINDOW (dialog), view);
  gtk_window_present (GTK_WINDOW (dialog));
}
