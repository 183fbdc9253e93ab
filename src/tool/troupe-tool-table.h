/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  const char *category;
  const char *description;
} TroupeToolInfo;

const TroupeToolInfo *troupe_tool_table_get  (guint      *n_tools);
const TroupeToolInfo *troupe_tool_table_find (const char *name);

G_END_DECLS
