/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-bias-profile-page.h"
#include "troupe-editor-sections.h"
#include "troupe-identity-page.h"
#include "troupe-json-page.h"
#include "troupe-persona-model-page.h"
#include "troupe-persona-prompt-page.h"
#include "troupe-persona-tiers-page.h"
#include "troupe-persona-tools-page.h"
#include "troupe-persona-try-page.h"
#include "troupe-prompt-preset-prompt-page.h"
#include "troupe-prompt-preset-values-page.h"
#include "troupe-tool-preset-page.h"

/**
 * TroupeEditorSection:
 * @kind: the kind of definition that has the section
 * @id: what code calls it
 * @title: what people call it, not translated yet; its context is “section”
 * @icon_name: a symbolic icon
 * @get_type: a #TroupeEditorPage that can be made with no properties
 *
 * One section of the editor for a kind of definition. A new one is a line in this table.
 */
static const TroupeEditorSection sections[] = {
  { TROUPE_KIND_PERSONA, "identity", NC_("section", "Identity"), "user-info-symbolic", troupe_identity_page_get_type },
  { TROUPE_KIND_PERSONA, "model", NC_("section", "Model"), "preferences-system-symbolic", troupe_persona_model_page_get_type },
  { TROUPE_KIND_PERSONA, "prompt", NC_("section", "Prompt"), "text-x-generic-symbolic", troupe_persona_prompt_page_get_type },
  { TROUPE_KIND_PERSONA, "tools", NC_("section", "Tools"), "applications-engineering-symbolic", troupe_persona_tools_page_get_type },
  { TROUPE_KIND_PERSONA, "tiers", NC_("section", "Tiers"), "view-list-ordered-symbolic", troupe_persona_tiers_page_get_type },
  { TROUPE_KIND_PERSONA, "json", NC_("section", "JSON"), "troupe-code-symbolic", troupe_json_page_get_type },
  { TROUPE_KIND_PERSONA, "try", NC_("section", "Try It"), "media-playback-start-symbolic", troupe_persona_try_page_get_type },

  { TROUPE_KIND_PROMPT_PRESET, "identity", NC_("section", "Identity"), "user-info-symbolic", troupe_identity_page_get_type },
  { TROUPE_KIND_PROMPT_PRESET, "prompt", NC_("section", "Prompt"), "text-x-generic-symbolic", troupe_prompt_preset_prompt_page_get_type },
  { TROUPE_KIND_PROMPT_PRESET, "values", NC_("section", "Values"), "preferences-system-symbolic", troupe_prompt_preset_values_page_get_type },
  { TROUPE_KIND_PROMPT_PRESET, "json", NC_("section", "JSON"), "troupe-code-symbolic", troupe_json_page_get_type },

  { TROUPE_KIND_TOOL_PRESET, "identity", NC_("section", "Identity"), "user-info-symbolic", troupe_identity_page_get_type },
  { TROUPE_KIND_TOOL_PRESET, "tools", NC_("section", "Tools"), "applications-engineering-symbolic", troupe_tool_preset_page_get_type },
  { TROUPE_KIND_TOOL_PRESET, "json", NC_("section", "JSON"), "troupe-code-symbolic", troupe_json_page_get_type },

  { TROUPE_KIND_BIAS_PROFILE, "identity", NC_("section", "Identity"), "user-info-symbolic", troupe_identity_page_get_type },
  { TROUPE_KIND_BIAS_PROFILE, "weights", NC_("section", "Weights"), "applications-engineering-symbolic", troupe_bias_profile_page_get_type },
  { TROUPE_KIND_BIAS_PROFILE, "json", NC_("section", "JSON"), "troupe-code-symbolic", troupe_json_page_get_type },
};

/**
 * troupe_editor_sections_find:
 * @kind: a kind of definition
 * @n_sections: (out): how many there are
 *
 * Finds the sections of the editor for @kind, in their order. Kinds that have no editor have none.
 *
 * Returns: (transfer none) (nullable) (array length=n_sections): the first of them
 */
const TroupeEditorSection *
troupe_editor_sections_find (TroupeKind  kind,
                             guint      *n_sections)
{
  const TroupeEditorSection *first = NULL;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    if (sections[i].kind == kind)
      {
        if (first == NULL)
          first = &sections[i];
        n++;
      }

  if (n_sections != NULL)
    *n_sections = n;

  return first;
}
