/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-focus.h"
#include "troupe-prompt-editor.h"
#include "troupe-prompt-preset-prompt-page.h"
#include "troupe-prompt-preset.h"

/**
 * TroupePromptPresetPromptPage:
 *
 * The section Prompt of a prompt preset: its text.
 */

struct _TroupePromptPresetPromptPage
{
  TroupeEditorPage    parent_instance;

  /* Template References */
  TroupePromptEditor *prompt_editor;
};

G_DEFINE_FINAL_TYPE (TroupePromptPresetPromptPage, troupe_prompt_preset_prompt_page, TROUPE_TYPE_EDITOR_PAGE)

static void
problem_cb (TroupePromptPresetPromptPage *self)
{
  troupe_editor_page_set_problem (TROUPE_EDITOR_PAGE (self), troupe_prompt_editor_get_problem (self->prompt_editor));
}

static void
troupe_prompt_preset_prompt_page_set_source (TroupeEditorPage *page,
                                             TroupeWorkspace  *workspace,
                                             TroupeDefinition *copy,
                                             gboolean          is_new)
{
  TroupePromptPresetPromptPage *self = TROUPE_PROMPT_PRESET_PROMPT_PAGE (page);

  troupe_prompt_editor_set_settings (self->prompt_editor, troupe_prompt_preset_get_settings (TROUPE_PROMPT_PRESET (copy)));
}

static gboolean
troupe_prompt_preset_prompt_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TROUPE_PROMPT_PRESET_PROMPT_PAGE (widget)->prompt_editor));
}

static void
troupe_prompt_preset_prompt_page_show_problem (TroupeEditorPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (page));
}

static void
troupe_prompt_preset_prompt_page_class_init (TroupePromptPresetPromptPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TroupeEditorPageClass *page_class = TROUPE_EDITOR_PAGE_CLASS (klass);

  widget_class->focus = troupe_focus_children;
  widget_class->grab_focus = troupe_prompt_preset_prompt_page_grab_focus;
  page_class->set_source = troupe_prompt_preset_prompt_page_set_source;
  page_class->show_problem = troupe_prompt_preset_prompt_page_show_problem;

  g_type_ensure (TROUPE_TYPE_PROMPT_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/preset/troupe-prompt-preset-prompt-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupePromptPresetPromptPage, prompt_editor);
  gtk_widget_class_bind_template_callback (widget_class, problem_cb);
}

static void
troupe_prompt_preset_prompt_page_init (TroupePromptPresetPromptPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
