/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-enums.h"

G_BEGIN_DECLS

typedef struct
{
  TroupeKind   kind;
  const char  *id;
  const char  *title;
  const char  *icon_name;
  GType      (*get_type) (void);
} TroupeEditorSection;

const TroupeEditorSection *troupe_editor_sections_find (TroupeKind  kind,
                                                        guint      *n_sections);

G_END_DECLS
