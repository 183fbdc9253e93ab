/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-definition.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_DEFINITION_WATCH (troupe_definition_watch_get_type ())
G_DECLARE_FINAL_TYPE (TroupeDefinitionWatch, troupe_definition_watch, TROUPE, DEFINITION_WATCH, GObject)

TroupeDefinitionWatch *troupe_definition_watch_new            (void);
void                   troupe_definition_watch_set_definition (TroupeDefinitionWatch *self,
                                                               TroupeDefinition      *definition);

G_END_DECLS
