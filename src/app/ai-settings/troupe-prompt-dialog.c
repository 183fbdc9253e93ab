/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-prompt-dialog.h"
#include "troupe-text-sync.h"

/*
 * Edits the system prompt of a setting row. Apply is the gesture; nothing else makes an override.
 */

static char *
dup_text (GtkDialog *dialog)
{
  return troupe_text_buffer_dup_text (g_object_get_data (G_OBJECT (dialog), "buffer"));
}

static gboolean
is_changed (GtkDialog *dialog)
{
  g_autofree char *text = dup_text (dialog);

  return g_strcmp0 (text, g_object_get_data (G_OBJECT (dialog), "before")) != 0;
}

static void
apply (GtkDialog        *dialog,
       TroupeSettingRow *row)
{
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_take_string (&value, dup_text (dialog));
  troupe_setting_row_override (row, &value);
}

static void
answered_cb (GtkDialog  *dialog,
             const char *answer,
             GtkWindow  *question)
{
  /* It outlives its answer, and must not outlive the window that it is over. */
  gtk_window_set_transient_for (question, NULL);

  if (g_str_equal (answer, "apply"))
    gtk_dialog_response (dialog, GTK_RESPONSE_APPLY);
  else if (g_str_equal (answer, "discard"))
    gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
ask_to_discard (GtkDialog *dialog)
{
  GtkWidget *question;

  question = adw_message_dialog_new (GTK_WINDOW (dialog), _("Apply Changes?"),
                                     _("Changes which are not applied will be lost."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (question),
                                    "cancel", _("_Cancel"),
                                    "discard", _("_Discard"),
                                    "apply", _("_Apply"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question), "apply", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (question), "apply");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (question), "cancel");
  g_signal_connect_object (question, "response", G_CALLBACK (answered_cb), dialog, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (question));
}

static void
response_cb (GtkDialog        *dialog,
             int               response,
             TroupeSettingRow *row)
{
  if (response == GTK_RESPONSE_APPLY)
    {
      /* What was not touched overrides nothing, not even where there was no prompt. */
      if (is_changed (dialog))
        apply (dialog, row);
    }
  else if (is_changed (dialog))
    {
      ask_to_discard (dialog);
      return;
    }

  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gboolean
close_request_cb (GtkWindow *window)
{
  /* GtkDialog would answer and then go away all the same. */
  gtk_dialog_response (GTK_DIALOG (window), GTK_RESPONSE_CANCEL);

  return GDK_EVENT_STOP;
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
                         "application", gtk_window_get_application (GTK_WINDOW (root)),
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
  g_object_set_data_full (G_OBJECT (dialog), "before", g_strdup (prompt != NULL ? prompt : ""), g_free);

  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (dialog))), scroller);

  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), row, 0);
  g_signal_connect (dialog, "close-request", G_CALLBACK (close_request_cb), NULL);
  /* Not before: a dialog that has a focus when it is shown first is missing from the accessibility tree. */
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (view);
}
