/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-definition.h"

G_BEGIN_DECLS

typedef struct
{
  TroupeKind   kind;
  const char  *new_title;
  const char  *edit_title;
  const char  *menu;
  const char  *needs_name;
  const char  *built_in;
  const char  *none_in_file;
  const char  *several_in_file;
  GType      (*get_type) (void);
} TroupeDefinitionWords;

const TroupeDefinitionWords *troupe_definition_words_get (TroupeKind kind);

G_END_DECLS
