/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "troupe-request.h"

G_BEGIN_DECLS

#define TROUPE_ANSWER_TOOL_CATEGORY     "answer"
#define TROUPE_ANSWER_TOOL_MAX_REFUSALS 3

typedef gboolean (*TroupeCheckAnswerFunc) (JsonNode  *arguments,
                                           gpointer   user_data,
                                           GError   **error);

#define TROUPE_TYPE_ANSWER_TOOL (troupe_answer_tool_get_type ())

G_DECLARE_FINAL_TYPE (TroupeAnswerTool, troupe_answer_tool, TROUPE, ANSWER_TOOL, GObject)

TroupeAnswerTool *troupe_answer_tool_new           (const char            *name,
                                                    const char            *description,
                                                    JsonNode              *schema,
                                                    guint                  max_refusals,
                                                    TroupeCheckAnswerFunc  check,
                                                    gpointer               user_data,
                                                    GDestroyNotify         destroy);
const char       *troupe_answer_tool_get_name      (TroupeAnswerTool      *self);
JsonNode         *troupe_answer_tool_get_arguments (TroupeAnswerTool      *self);
guint             troupe_answer_tool_get_n_refusals
                                                   (TroupeAnswerTool      *self);

void              troupe_answer_tool_offer         (TroupeAnswerTool      *self,
                                                    TroupeRequest         *talk);
JsonNode         *troupe_answer_tool_check         (TroupeAnswerTool      *self,
                                                    const char            *arguments,
                                                    GError               **error);
char             *troupe_answer_tool_find_in_text  (TroupeAnswerTool      *self,
                                                    const char            *text);
void              troupe_answer_tool_accept        (TroupeAnswerTool      *self,
                                                    JsonNode              *arguments);
gboolean          troupe_answer_tool_refuse        (TroupeAnswerTool      *self,
                                                    const char            *words,
                                                    GError               **error);

G_END_DECLS
