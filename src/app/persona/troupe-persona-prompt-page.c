/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-beside-layout.h"
#include "troupe-focus.h"
#include "troupe-persona-prompt-page.h"
#include "troupe-preset-row.h"
#include "troupe-prompt-editor.h"
#include "troupe-sent-preview.h"

/**
 * TroupePersonaPromptPage:
 *
 * The section Prompt of a persona: its prompt preset, its own prompt in Markdown, and all of it as it will be sent.
 */

struct _TroupePersonaPromptPage
{
  TroupeEditorPage    parent_instance;

  TroupeResolver     *resolver;          /* (owned) (nullable): over the copy */

  /* Template References */
  GtkWidget          *columns;
  TroupePresetRow    *preset_row;
  TroupePromptEditor *prompt_editor;
  TroupeSentPreview  *preview;
};

G_DEFINE_FINAL_TYPE (TroupePersonaPromptPage, troupe_persona_prompt_page, TROUPE_TYPE_EDITOR_PAGE)

static void
problem_cb (TroupePersonaPromptPage *self)
{
  troupe_editor_page_set_problem (TROUPE_EDITOR_PAGE (self), troupe_prompt_editor_get_problem (self->prompt_editor));
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

  g_clear_object (&self->resolver);
  self->resolver = troupe_workspace_create_resolver (workspace);
  troupe_resolver_set_cast (self->resolver, persona, TROUPE_TIER_NONE, NULL, NULL);

  troupe_preset_row_set_source (self->preset_row, workspace, settings, self->resolver);
  troupe_sent_preview_set_source (self->preview, workspace, persona);
  troupe_prompt_editor_set_settings (self->prompt_editor, settings);
}

static void
troupe_persona_prompt_page_show_problem (TroupeEditorPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (TROUPE_PERSONA_PROMPT_PAGE (page)->prompt_editor));
}

static gboolean
troupe_persona_prompt_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TROUPE_PERSONA_PROMPT_PAGE (widget)->prompt_editor));
}

static void
troupe_persona_prompt_page_dispose (GObject *object)
{
  g_clear_object (&TROUPE_PERSONA_PROMPT_PAGE (object)->resolver);

  G_OBJECT_CLASS (troupe_persona_prompt_page_parent_class)->dispose (object);
}

static void
troupe_persona_prompt_page_class_init (TroupePersonaPromptPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TroupeEditorPageClass *page_class = TROUPE_EDITOR_PAGE_CLASS (klass);

  object_class->dispose = troupe_persona_prompt_page_dispose;
  widget_class->focus = troupe_focus_children;
  widget_class->grab_focus = troupe_persona_prompt_page_grab_focus;
  page_class->set_source = troupe_persona_prompt_page_set_source;
  page_class->show_problem = troupe_persona_prompt_page_show_problem;

  g_type_ensure (TROUPE_TYPE_PRESET_ROW);
  g_type_ensure (TROUPE_TYPE_PROMPT_EDITOR);
  g_type_ensure (TROUPE_TYPE_SENT_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/persona/troupe-persona-prompt-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPromptPage, columns);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPromptPage, preset_row);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPromptPage, prompt_editor);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPromptPage, preview);
  gtk_widget_class_bind_template_callback (widget_class, problem_cb);
}

static void
troupe_persona_prompt_page_init (TroupePersonaPromptPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->columns, g_object_new (TROUPE_TYPE_BESIDE_LAYOUT, NULL));
}
