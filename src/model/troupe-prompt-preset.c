/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-prompt-preset.h"

/**
 * TroupePromptPreset:
 *
 * A system prompt to use in several personas, with parameters that suit it.
 */
struct _TroupePromptPreset
{
  TroupeDefinition  parent_instance;

  TroupeAiSettings *settings;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (TroupePromptPreset, troupe_prompt_preset, TROUPE_TYPE_DEFINITION)

static void
troupe_prompt_preset_assign (TroupeDefinition *definition,
                             TroupeDefinition *source)
{
  TROUPE_DEFINITION_CLASS (troupe_prompt_preset_parent_class)->assign (definition, source);
  troupe_ai_settings_assign (TROUPE_PROMPT_PRESET (definition)->settings, TROUPE_PROMPT_PRESET (source)->settings);
}

static gboolean
troupe_prompt_preset_equal (TroupeDefinition *definition,
                            TroupeDefinition *other)
{
  return TROUPE_DEFINITION_CLASS (troupe_prompt_preset_parent_class)->equal (definition, other) &&
         troupe_ai_settings_equal (TROUPE_PROMPT_PRESET (definition)->settings,
                                   TROUPE_PROMPT_PRESET (other)->settings);
}

static void
troupe_prompt_preset_finalize (GObject *object)
{
  g_clear_object (&TROUPE_PROMPT_PRESET (object)->settings);

  G_OBJECT_CLASS (troupe_prompt_preset_parent_class)->finalize (object);
}

static void
troupe_prompt_preset_class_init (TroupePromptPresetClass *klass)
{
  TroupeDefinitionClass *definition_class = TROUPE_DEFINITION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = troupe_prompt_preset_finalize;
  definition_class->kind = TROUPE_KIND_PROMPT_PRESET;
  definition_class->assign = troupe_prompt_preset_assign;
  definition_class->equal = troupe_prompt_preset_equal;
}

static void
troupe_prompt_preset_init (TroupePromptPreset *self)
{
  self->settings = troupe_ai_settings_new ();
}

/**
 * troupe_prompt_preset_new:
 * @id: (nullable): its id
 *
 * Returns: (transfer full): an empty preset
 */
TroupePromptPreset *
troupe_prompt_preset_new (const char *id)
{
  return g_object_new (TROUPE_TYPE_PROMPT_PRESET, "id", id, NULL);
}

/**
 * troupe_prompt_preset_get_settings:
 * @self: a preset
 *
 * Returns: (transfer none): its prompt and parameters; the same object for as long as @self lives
 */
TroupeAiSettings *
troupe_prompt_preset_get_settings (TroupePromptPreset *self)
{
  g_return_val_if_fail (TROUPE_IS_PROMPT_PRESET (self), NULL);

  return self->settings;
}
