/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-definition.h"

G_BEGIN_DECLS

typedef struct _TroupeIdRenames TroupeIdRenames;

TroupeIdRenames *troupe_id_renames_new   (void);
void             troupe_id_renames_free  (TroupeIdRenames  *self);
void             troupe_id_renames_add   (TroupeIdRenames  *self,
                                          TroupeKind        kind,
                                          const char       *id,
                                          const char       *new_id);
void             troupe_id_renames_apply (TroupeIdRenames  *self,
                                          TroupeDefinition *definition);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeIdRenames, troupe_id_renames_free)

G_END_DECLS
