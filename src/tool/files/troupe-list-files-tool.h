/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-tool.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_LIST_FILES_TOOL (troupe_list_files_tool_get_type ())

G_DECLARE_FINAL_TYPE (TroupeListFilesTool, troupe_list_files_tool, TROUPE, LIST_FILES_TOOL, TroupeTool)

G_END_DECLS
