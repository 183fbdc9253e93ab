/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-tool-table.h"

G_BEGIN_DECLS

char     **troupe_tool_names_list_tools      (const char           *category,
                                              const char * const   *others);
char     **troupe_tool_names_list_categories (const char * const   *others);
gboolean   troupe_tool_names_has_category    (const char           *category);
char      *troupe_tool_names_dup_note        (const TroupeToolInfo *info,
                                              gboolean              has_category);

G_END_DECLS
