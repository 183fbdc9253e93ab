/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-answer-tool.h"
#include "troupe-approval.h"
#include "troupe-toolkit.h"

G_BEGIN_DECLS

char *troupe_tool_words_denied  (TroupeApproval   *approval);
char *troupe_tool_words_unknown (const char       *name,
                                 TroupeToolkit    *toolkit,
                                 TroupeAnswerTool *answer_tool);

G_END_DECLS
