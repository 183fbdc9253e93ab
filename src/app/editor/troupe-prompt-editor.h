/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-ai-settings.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PROMPT_EDITOR (troupe_prompt_editor_get_type ())
G_DECLARE_FINAL_TYPE (TroupePromptEditor, troupe_prompt_editor, TROUPE, PROMPT_EDITOR, AdwBin)

void        troupe_prompt_editor_set_settings (TroupePromptEditor *self,
                                               TroupeAiSettings   *settings);
const char *troupe_prompt_editor_get_problem  (TroupePromptEditor *self);

G_END_DECLS
