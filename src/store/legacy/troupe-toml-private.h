/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-toml.h"

G_BEGIN_DECLS

typedef struct
{
  guint  line;        /* from 1; 0 where no place is to blame */
  guint  column;      /* from 1, in characters */
  char  *reason;      /* (owned): as toml++ puts it; %NULL where nothing is wrong */
} TroupeTomlFault;

JsonNode *troupe_toml_read_tree (const char      *text,
                                 gsize            length,
                                 TroupeTomlFault *fault);

G_END_DECLS
