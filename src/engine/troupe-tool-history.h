/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-tool-step.h"

G_BEGIN_DECLS

#define TROUPE_TOOL_HISTORY_MAX_SAME    3
#define TROUPE_TOOL_HISTORY_MAX_REPEATS 5

typedef struct _TroupeToolHistory TroupeToolHistory;

TroupeToolHistory *troupe_tool_history_new         (void);
void               troupe_tool_history_free        (TroupeToolHistory *self);
TroupeToolCall    *troupe_tool_history_make_unique (TroupeToolHistory *self,
                                                    TroupeToolCall    *call);
void               troupe_tool_history_begin       (TroupeToolHistory *self,
                                                    TroupeToolStep    *step);
void               troupe_tool_history_end         (TroupeToolHistory *self,
                                                    TroupeToolStep    *step);
gboolean           troupe_tool_history_is_hopeless (TroupeToolHistory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeToolHistory, troupe_tool_history_free)

G_END_DECLS
