/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-ai-settings.h"
#include "troupe-definition.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PROMPT_PRESET (troupe_prompt_preset_get_type ())

G_DECLARE_FINAL_TYPE (TroupePromptPreset, troupe_prompt_preset, TROUPE, PROMPT_PRESET, TroupeDefinition)

TroupePromptPreset *troupe_prompt_preset_new          (const char         *id);
TroupeAiSettings   *troupe_prompt_preset_get_settings (TroupePromptPreset *self);

G_END_DECLS
