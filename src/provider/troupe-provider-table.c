/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-provider-table.h"

#include "openai/troupe-openai-provider.h"
#include "rehearsal/troupe-rehearsal-provider.h"

/* A kind of provider exists because a line here names it. */
static const TroupeProviderKind kinds[] = {
  { "openai", troupe_openai_provider_new },
  { "rehearsal", troupe_rehearsal_provider_new },
};

/* Known places, so that a key is all that a person has to add. Rehearsal comes first: it always works. */
static const TroupeProviderTemplate templates[] = {
  { "rehearsal", "rehearsal", "Rehearsal", NULL },
  { "openai", "openai", "OpenAI", "https://api.openai.com/v1" },
  { "deepseek", "openai", "DeepSeek", "https://api.deepseek.com" },
  { "openrouter", "openai", "OpenRouter", "https://openrouter.ai/api/v1" },
  { "ollama", "openai", "Ollama", "http://localhost:11434/v1" },
  { "llama-cpp", "openai", "llama.cpp", "http://localhost:8080/v1" },
  { "lm-studio", "openai", "LM Studio", "http://localhost:1234/v1" },
  { "vllm", "openai", "vLLM", "http://localhost:8000/v1" },
};

/**
 * troupe_provider_table_find_kind:
 * @kind: (nullable): a kind, such as `openai`
 *
 * Looks a kind up.
 *
 * Returns: (nullable): the kind
 */
const TroupeProviderKind *
troupe_provider_table_find_kind (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].kind, kind) == 0)
      return &kinds[i];

  return NULL;
}

/**
 * troupe_provider_table_get_template:
 * @index: below troupe_provider_table_get_n_templates()
 *
 * Looks at a place that is known without a configuration.
 *
 * Returns: the template
 */
const TroupeProviderTemplate *
troupe_provider_table_get_template (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (templates), NULL);

  return &templates[index];
}

/**
 * troupe_provider_table_get_n_templates:
 *
 * Returns: how many places are known without a configuration
 */
guint
troupe_provider_table_get_n_templates (void)
{
  return G_N_ELEMENTS (templates);
}
