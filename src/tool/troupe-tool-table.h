/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  const char *category;
  const char *description;
  gboolean    is_read_only;
  GType     (*get_type) (void);
} TroupeToolInfo;

const TroupeToolInfo *troupe_tool_table_get    (guint      *n_tools);
const TroupeToolInfo *troupe_tool_table_find   (const char *name);
gpointer              troupe_tool_table_create (const char *name);

G_END_DECLS
