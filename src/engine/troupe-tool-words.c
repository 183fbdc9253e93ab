/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-tool-words.h"

/* What a model is told of its calls. None of it is translated. */

/**
 * troupe_tool_words_denied:
 * @approval: a question that was decided
 *
 * Says why a call was denied.
 *
 * Returns: (transfer full): a sentence or two
 */
char *
troupe_tool_words_denied (TroupeApproval *approval)
{
  const char *reason;

  g_return_val_if_fail (TROUPE_IS_APPROVAL (approval), NULL);

  reason = troupe_approval_get_reason (approval);
  if (troupe_approval_get_decider (approval) == TROUPE_DECIDER_CLOCK)
    return g_strdup ("Denied: this had to be asked, and nobody answered in time. Go on without it.");
  if (troupe_approval_get_decider (approval) == TROUPE_DECIDER_RULE)
    return g_strdup ("Denied: this has to be asked, and there is nobody to ask. Go on without it.");
  if (reason != NULL)
    return g_strdup_printf ("A person denied this, and says why: %s", reason);

  return g_strdup ("A person denied this. Go on without it.");
}

/**
 * troupe_tool_words_unknown:
 * @name: what a model called a tool
 * @toolkit: (nullable): what is offered
 * @answer_tool: (nullable): the tool that is offered beside
 *
 * Says that there is no such tool, and which there are.
 *
 * Returns: (transfer full): the sentences
 */
char *
troupe_tool_words_unknown (const char       *name,
                           TroupeToolkit    *toolkit,
                           TroupeAnswerTool *answer_tool)
{
  GString *words;
  guint n_tools = toolkit != NULL ? troupe_toolkit_get_n_tools (toolkit) : 0;

  g_return_val_if_fail (name != NULL, NULL);

  words = g_string_new (NULL);
  g_string_printf (words, "There is no tool “%s”. There are: ", name);
  for (guint i = 0; i < n_tools; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", troupe_tool_get_name (troupe_toolkit_get_tool (toolkit, i)));
  if (answer_tool != NULL)
    g_string_append_printf (words, "%s%s", n_tools > 0 ? ", " : "", troupe_answer_tool_get_name (answer_tool));
  g_string_append_c (words, '.');

  return g_string_free (words, FALSE);
}
