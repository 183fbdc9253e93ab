/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-bias-profile.h"
#include "troupe-definition-words.h"
#include "troupe-persona.h"
#include "troupe-prompt-preset.h"
#include "troupe-tool-preset.h"

/**
 * TroupeDefinitionWords:
 * @kind: the kind of definition
 * @new_title: the title of a dialog that makes one
 * @edit_title: the title of a dialog that changes one
 * @menu: the name of the dialog's menu
 * @needs_name: says that it cannot be saved without a name
 * @built_in: says that one that is built in cannot be deleted
 * @none_in_file: says of a file that it can't be imported, because it is of another kind
 * @several_in_file: says of a file that it can't be imported into one editor
 * @get_type: what is edited
 *
 * What differs between the editors for the kinds of definitions besides their sections. The words are not translated yet.
 */
static const TroupeDefinitionWords words[] = {
  { TROUPE_KIND_PERSONA, N_("New Persona"), N_("Edit Persona"), N_("Persona Menu"), N_("A persona needs a name"),
    N_("A built-in persona cannot be deleted"),
    N_("there is no persona in it; choose another file"),
    N_("there are several personas in it; import it in the Library"), troupe_persona_get_type },
  { TROUPE_KIND_PROMPT_PRESET, N_("New Prompt Preset"), N_("Edit Prompt Preset"), N_("Prompt Preset Menu"),
    N_("A prompt preset needs a name"), N_("A built-in prompt preset cannot be deleted"),
    N_("there is no prompt preset in it; choose another file"),
    N_("there are several prompt presets in it; import it in the Library"), troupe_prompt_preset_get_type },
  { TROUPE_KIND_TOOL_PRESET, N_("New Tool Preset"), N_("Edit Tool Preset"), N_("Tool Preset Menu"),
    N_("A tool preset needs a name"), N_("A built-in tool preset cannot be deleted"),
    N_("there is no tool preset in it; choose another file"),
    N_("there are several tool presets in it; import it in the Library"), troupe_tool_preset_get_type },
  { TROUPE_KIND_BIAS_PROFILE, N_("New Bias Profile"), N_("Edit Bias Profile"), N_("Bias Profile Menu"),
    N_("A bias profile needs a name"), N_("A built-in bias profile cannot be deleted"),
    N_("there is no bias profile in it; choose another file"),
    N_("there are several bias profiles in it; import it in the Library"), troupe_bias_profile_get_type },
};

/**
 * troupe_definition_words_get:
 * @kind: a kind of definition
 *
 * Returns: (transfer none) (nullable): the words of its editor, not translated yet; %NULL for a kind without an editor
 */
const TroupeDefinitionWords *
troupe_definition_words_get (TroupeKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].kind == kind)
      return &words[i];

  return NULL;
}
