/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-tool.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_READ_FILE_TOOL (troupe_read_file_tool_get_type ())

G_DECLARE_FINAL_TYPE (TroupeReadFileTool, troupe_read_file_tool, TROUPE, READ_FILE_TOOL, TroupeTool)

G_END_DECLS
