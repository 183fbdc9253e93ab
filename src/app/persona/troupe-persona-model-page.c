/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-persona-model-page.h"
#include "troupe-settings-group.h"

/**
 * TroupePersonaModelPage:
 *
 * The section Model of a persona: its provider, its preferred models, and the parameters they are asked with.
 */

struct _TroupePersonaModelPage
{
  TroupeEditorPage     parent_instance;

  TroupeResolver      *resolver;     /* (owned) (nullable): over the copy */

  /* Template References */
  TroupeSettingsGroup *group;
};

G_DEFINE_FINAL_TYPE (TroupePersonaModelPage, troupe_persona_model_page, TROUPE_TYPE_EDITOR_PAGE)

static void
problem_cb (TroupePersonaModelPage *self)
{
  troupe_editor_page_set_problem (TROUPE_EDITOR_PAGE (self), troupe_settings_group_get_problem (self->group));
}

static void
troupe_persona_model_page_set_source (TroupeEditorPage *page,
                                      TroupeWorkspace  *workspace,
                                      TroupeDefinition *copy,
                                      gboolean          is_new)
{
  TroupePersonaModelPage *self = TROUPE_PERSONA_MODEL_PAGE (page);
  TroupePersona *persona = TROUPE_PERSONA (copy);
  g_autoptr(TroupeResolver) resolver = troupe_workspace_create_resolver (workspace);
  TroupeLayerSource source = { workspace, troupe_persona_get_settings (persona), resolver, TROUPE_LAYER_PERSONA, FALSE };

  troupe_resolver_set_cast (resolver, persona, TROUPE_TIER_NONE, NULL, NULL);
  troupe_settings_group_set_source (self->group, &source);
  g_set_object (&self->resolver, resolver);
}

static void
troupe_persona_model_page_show_problem (TroupeEditorPage *page)
{
  troupe_settings_group_show_problem (TROUPE_PERSONA_MODEL_PAGE (page)->group);
}

static void
troupe_persona_model_page_dispose (GObject *object)
{
  TroupePersonaModelPage *self = TROUPE_PERSONA_MODEL_PAGE (object);

  g_clear_object (&self->resolver);

  G_OBJECT_CLASS (troupe_persona_model_page_parent_class)->dispose (object);
}

static void
troupe_persona_model_page_class_init (TroupePersonaModelPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TroupeEditorPageClass *page_class = TROUPE_EDITOR_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = troupe_persona_model_page_dispose;
  page_class->set_source = troupe_persona_model_page_set_source;
  page_class->show_problem = troupe_persona_model_page_show_problem;

  g_type_ensure (TROUPE_TYPE_SETTINGS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/persona/troupe-persona-model-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaModelPage, group);
  gtk_widget_class_bind_template_callback (widget_class, problem_cb);
}

static void
troupe_persona_model_page_init (TroupePersonaModelPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
