/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>

#include "troupe-beside-layout.h"
#include "troupe-persona-prompt-page.h"
#include "troupe-preset-row.h"
#include "troupe-prompt.h"
#include "troupe-sent-preview.h"
#include "troupe-source-style.h"
#include "troupe-text-sync.h"

/**
 * TroupePersonaPromptPage:
 *
 * The section Prompt of a persona: its prompt preset, its own prompt in Markdown, and all of it as it will be sent.
 */

struct _TroupePersonaPromptPage
{
  TroupeEditorPage   parent_instance;

  /* Owned References */
  TroupeResolver    *resolver;          /* (owned) (nullable): over the copy */
  GSignalGroup      *settings_signals;

  /* Template References */
  GtkWidget         *columns;
  TroupePresetRow   *preset_row;
  GtkSourceBuffer   *buffer;
  GtkWidget         *view;
  GtkWidget         *placeholder;
  GtkLabel          *problem_label;
  GtkLabel          *info_label;
  TroupeSentPreview *preview;

  /* In Progress */
  guint              n_loading;
};

G_DEFINE_FINAL_TYPE (TroupePersonaPromptPage, troupe_persona_prompt_page, TROUPE_TYPE_EDITOR_PAGE)

/* (transfer none) (nullable) */
static TroupeAiSettings *
get_settings (TroupePersonaPromptPage *self)
{
  TroupeDefinition *copy = troupe_editor_page_get_copy (TROUPE_EDITOR_PAGE (self));

  return copy != NULL ? troupe_persona_get_settings (TROUPE_PERSONA (copy)) : NULL;
}

static void
update_info (TroupePersonaPromptPage *self,
             const char              *text)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  guint n_lines = gtk_text_buffer_get_char_count (buffer) > 0 ? (guint) gtk_text_buffer_get_line_count (buffer) : 0;
  guint n_tokens = troupe_prompt_estimate_tokens (text);
  g_autofree char *lines = g_strdup_printf (ngettext ("%'u line", "%'u lines", n_lines), n_lines);
  g_autofree char *tokens = g_strdup_printf (ngettext ("≈ %'u token", "≈ %'u tokens", n_tokens), n_tokens);
  /* Translators: how long a text is: "8 lines · ≈ 86 tokens" */
  g_autofree char *info = g_strdup_printf (_("%s · %s"), lines, tokens);

  gtk_label_set_label (self->info_label, info);
  gtk_widget_set_visible (self->placeholder, gtk_text_buffer_get_char_count (buffer) == 0);
}

static void
update_problem (TroupePersonaPromptPage *self)
{
  TroupeAiSettings *settings = get_settings (self);
  const GValue *value = settings != NULL ? troupe_ai_settings_get_value (settings, TROUPE_FIELD_SYSTEM_PROMPT) : NULL;
  g_autoptr(GError) error = NULL;

  if (value != NULL)
    troupe_field_check (TROUPE_FIELD_SYSTEM_PROMPT, value, &error);
  gtk_label_set_label (self->problem_label, error != NULL ? error->message : _("Markdown"));
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->problem_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->problem_label), "error");
  troupe_editor_page_set_problem (TROUPE_EDITOR_PAGE (self), error != NULL ? error->message : NULL);
}

static void
buffer_changed_cb (TroupePersonaPromptPage *self)
{
  TroupeAiSettings *settings = get_settings (self);
  g_autofree char *text = troupe_text_buffer_dup_text (GTK_TEXT_BUFFER (self->buffer));

  update_info (self, text);
  if (self->n_loading > 0 || settings == NULL)
    return;

  if (*text != '\0')
    troupe_ai_settings_set_string (settings, TROUPE_FIELD_SYSTEM_PROMPT, text);
  else
    troupe_ai_settings_unset (settings, TROUPE_FIELD_SYSTEM_PROMPT);
}

static void
load_prompt (TroupePersonaPromptPage *self)
{
  TroupeAiSettings *settings = get_settings (self);
  const char *text = NULL;

  if (settings != NULL && troupe_ai_settings_get_state (settings, TROUPE_FIELD_SYSTEM_PROMPT) == TROUPE_FIELD_STATE_SET)
    text = troupe_ai_settings_get_string (settings, TROUPE_FIELD_SYSTEM_PROMPT);

  self->n_loading++;
  troupe_text_buffer_update (GTK_TEXT_BUFFER (self->buffer), text != NULL ? text : "");
  self->n_loading--;
  update_problem (self);
}

static void
troupe_persona_prompt_page_set_source (TroupeEditorPage *page,
                                       TroupeWorkspace  *workspace,
                                       TroupeDefinition *copy,
                                       gboolean          is_new)
{
  TroupePersonaPromptPage *self = TROUPE_PERSONA_PROMPT_PAGE (page);
  TroupePersona *persona = TROUPE_PERSONA (copy);
  TroupeAiSettings *settings = troupe_persona_get_settings (persona);
  GtkTextIter start;

  g_clear_object (&self->resolver);
  self->resolver = troupe_workspace_create_resolver (workspace);
  troupe_resolver_set_cast (self->resolver, persona, TROUPE_TIER_NONE, NULL, NULL);

  g_signal_group_set_target (self->settings_signals, settings);
  troupe_preset_row_set_source (self->preset_row, workspace, settings, self->resolver);
  troupe_sent_preview_set_source (self->preview, workspace, persona);

  /* What it was before belongs to nobody's history. */
  gtk_text_buffer_begin_irreversible_action (GTK_TEXT_BUFFER (self->buffer));
  load_prompt (self);
  gtk_text_buffer_end_irreversible_action (GTK_TEXT_BUFFER (self->buffer));
  gtk_text_buffer_get_start_iter (GTK_TEXT_BUFFER (self->buffer), &start);
  gtk_text_buffer_place_cursor (GTK_TEXT_BUFFER (self->buffer), &start);
}

static void
troupe_persona_prompt_page_show_problem (TroupeEditorPage *page)
{
  gtk_widget_grab_focus (TROUPE_PERSONA_PROMPT_PAGE (page)->view);
}

static gboolean
troupe_persona_prompt_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (TROUPE_PERSONA_PROMPT_PAGE (widget)->view);
}

static void
troupe_persona_prompt_page_dispose (GObject *object)
{
  TroupePersonaPromptPage *self = TROUPE_PERSONA_PROMPT_PAGE (object);

  g_clear_object (&self->settings_signals);
  g_clear_object (&self->resolver);

  G_OBJECT_CLASS (troupe_persona_prompt_page_parent_class)->dispose (object);
}

static void
troupe_persona_prompt_page_class_init (TroupePersonaPromptPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TroupeEditorPageClass *page_class = TROUPE_EDITOR_PAGE_CLASS (klass);

  object_class->dispose = troupe_persona_prompt_page_dispose;
  widget_class->grab_focus = troupe_persona_prompt_page_grab_focus;
  page_class->set_source = troupe_persona_prompt_page_set_source;
  page_class->show_problem = troupe_persona_prompt_page_show_problem;

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  g_type_ensure (TROUPE_TYPE_PRESET_ROW);
  g_type_ensure (TROUPE_TYPE_SENT_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/persona/troupe-persona-prompt-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPromptPage, columns);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPromptPage, preset_row);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPromptPage, buffer);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPromptPage, view);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPromptPage, placeholder);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPromptPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPromptPage, info_label);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPromptPage, preview);
  gtk_widget_class_bind_template_callback (widget_class, buffer_changed_cb);
}

static void
troupe_persona_prompt_page_init (TroupePersonaPromptPage *self)
{
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->columns, g_object_new (TROUPE_TYPE_BESIDE_LAYOUT, NULL));

  gtk_source_buffer_set_language (self->buffer, gtk_source_language_manager_get_language (languages, "markdown"));
  troupe_source_style_follow (self->buffer);

  self->settings_signals = g_signal_group_new (TROUPE_TYPE_AI_SETTINGS);
  g_signal_group_connect_object (self->settings_signals, "notify::system-prompt", G_CALLBACK (load_prompt), self,
                                 G_CONNECT_SWAPPED);
  update_info (self, "");
}
