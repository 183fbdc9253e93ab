/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-prompt-dialog.h"
#include "troupe-prompt-row.h"
#include "troupe-prompt.h"
#include "troupe-setting-text.h"

/**
 * TroupePromptRow:
 *
 * The system prompt: its first lines and its length. It is edited in a dialog, where there is room.
 */

/* Two lines hold less; a label would lay out all of a long text to show them. */
#define SUMMARY_CHARS 320

struct _TroupePromptRow
{
  TroupeSettingRow  parent_instance;

  GtkWidget        *button;
  GtkWidget        *tokens_label;
  GtkWidget        *summary;
};

G_DEFINE_FINAL_TYPE (TroupePromptRow, troupe_prompt_row, TROUPE_TYPE_SETTING_ROW)

static void
troupe_prompt_row_show_value (TroupeSettingRow *row,
                              TroupeFieldState  state,
                              const GValue     *value)
{
  TroupePromptRow *self = TROUPE_PROMPT_ROW (row);
  const char *prompt = state == TROUPE_FIELD_STATE_SET ? g_value_get_string (value) : NULL;
  g_autofree char *summary = NULL;
  g_autofree char *tokens = NULL;

  summary = troupe_setting_format (NULL, TROUPE_FIELD_SYSTEM_PROMPT, state, value);
  if (prompt != NULL && *prompt != '\0')
    {
      guint n_tokens = troupe_prompt_estimate_tokens (prompt);

      if (g_utf8_strlen (summary, -1) > SUMMARY_CHARS)
        *g_utf8_offset_to_pointer (summary, SUMMARY_CHARS) = '\0';

      /* Translators: an estimate of a prompt's length */
      tokens = g_strdup_printf (ngettext ("≈ %u token", "≈ %u tokens", n_tokens), n_tokens);
      gtk_label_set_text (GTK_LABEL (self->summary), summary);
      gtk_label_set_text (GTK_LABEL (self->tokens_label), tokens);
    }
  else
    {
      gtk_label_set_text (GTK_LABEL (self->tokens_label), state == TROUPE_FIELD_STATE_SET ? _("Empty") : summary);
    }
  gtk_widget_set_visible (self->summary, prompt != NULL && *prompt != '\0');
}

static void
clicked_cb (TroupePromptRow *self)
{
  troupe_prompt_dialog_present (TROUPE_SETTING_ROW (self));
}

static void
troupe_prompt_row_constructed (GObject *object)
{
  TroupePromptRow *self = TROUPE_PROMPT_ROW (object);
  TroupeSettingRow *row = TROUPE_SETTING_ROW (self);
  GtkWidget *box;

  G_OBJECT_CLASS (troupe_prompt_row_parent_class)->constructed (object);

  self->tokens_label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->tokens_label, "caption");
  gtk_widget_add_css_class (self->tokens_label, "dim-label");
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), self->tokens_label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("go-next-symbolic"));

  self->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), box);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "setting-choice");
  gtk_widget_set_tooltip_text (self->button, _("Edit System Prompt"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Edit System Prompt"), -1);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  troupe_setting_row_set_control (row, self->button);

  self->summary = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->summary), 0);
  gtk_label_set_wrap (GTK_LABEL (self->summary), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->summary), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (self->summary), 2);
  gtk_label_set_ellipsize (GTK_LABEL (self->summary), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->summary, "caption");
  gtk_widget_add_css_class (self->summary, "dim-label");
  gtk_widget_add_css_class (self->summary, "setting-summary");
  troupe_setting_row_set_extra (row, self->summary);
}

static void
troupe_prompt_row_class_init (TroupePromptRowClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = troupe_prompt_row_constructed;
  TROUPE_SETTING_ROW_CLASS (klass)->show_value = troupe_prompt_row_show_value;
}

static void
troupe_prompt_row_init (TroupePromptRow *self)
{
}
