/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-prompt-preset-values-page.h"
#include "troupe-prompt-preset.h"
#include "troupe-settings-group.h"

/**
 * TroupePromptPresetValuesPage:
 *
 * The section Values of a prompt preset: what it states beside its text, a layer just below the persona that has it.
 */

struct _TroupePromptPresetValuesPage
{
  TroupeEditorPage     parent_instance;

  TroupeResolver      *resolver;     /* (owned) (nullable): what is below the preset */

  /* Template References */
  TroupeSettingsGroup *group;
};

G_DEFINE_FINAL_TYPE (TroupePromptPresetValuesPage, troupe_prompt_preset_values_page, TROUPE_TYPE_EDITOR_PAGE)

static void
problem_cb (TroupePromptPresetValuesPage *self)
{
  troupe_editor_page_set_problem (TROUPE_EDITOR_PAGE (self), troupe_settings_group_get_problem (self->group));
}

static void
troupe_prompt_preset_values_page_set_source (TroupeEditorPage *page,
                                             TroupeWorkspace  *workspace,
                                             TroupeDefinition *copy,
                                             gboolean          is_new)
{
  TroupePromptPresetValuesPage *self = TROUPE_PROMPT_PRESET_VALUES_PAGE (page);
  g_autoptr(TroupeResolver) resolver = troupe_workspace_create_resolver (workspace);
  TroupeLayerSource source = {
    workspace, troupe_prompt_preset_get_settings (TROUPE_PROMPT_PRESET (copy)), resolver, TROUPE_LAYER_PRESET, FALSE
  };

  troupe_settings_group_set_source (self->group, &source);
  g_set_object (&self->resolver, resolver);
}

static void
troupe_prompt_preset_values_page_show_problem (TroupeEditorPage *page)
{
  troupe_settings_group_show_problem (TROUPE_PROMPT_PRESET_VALUES_PAGE (page)->group);
}

static void
troupe_prompt_preset_values_page_dispose (GObject *object)
{
  g_clear_object (&TROUPE_PROMPT_PRESET_VALUES_PAGE (object)->resolver);

  G_OBJECT_CLASS (troupe_prompt_preset_values_page_parent_class)->dispose (object);
}

static void
troupe_prompt_preset_values_page_class_init (TroupePromptPresetValuesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TroupeEditorPageClass *page_class = TROUPE_EDITOR_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = troupe_prompt_preset_values_page_dispose;
  page_class->set_source = troupe_prompt_preset_values_page_set_source;
  page_class->show_problem = troupe_prompt_preset_values_page_show_problem;

  g_type_ensure (TROUPE_TYPE_SETTINGS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/preset/troupe-prompt-preset-values-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupePromptPresetValuesPage, group);
  gtk_widget_class_bind_template_callback (widget_class, problem_cb);
}

static void
troupe_prompt_preset_values_page_init (TroupePromptPresetValuesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
