/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "troupe-enums.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_DEFINITION (troupe_definition_get_type ())

G_DECLARE_DERIVABLE_TYPE (TroupeDefinition, troupe_definition, TROUPE, DEFINITION, GObject)

typedef char *(*TroupeRevisionFunc) (TroupeDefinition *self);

struct _TroupeDefinitionClass
{
  GObjectClass parent_class;

  TroupeKind   kind;

  void     (*assign) (TroupeDefinition *self,
                      TroupeDefinition *source);
  gboolean (*equal)  (TroupeDefinition *self,
                      TroupeDefinition *other);
};

TroupeKind        troupe_definition_get_kind        (TroupeDefinition *self);
TroupeDefinition *troupe_definition_copy            (TroupeDefinition *self);
void              troupe_definition_assign          (TroupeDefinition *self,
                                                     TroupeDefinition *source);
gboolean          troupe_definition_equal           (TroupeDefinition *self,
                                                     TroupeDefinition *other);

const char       *troupe_definition_get_id          (TroupeDefinition *self);
void              troupe_definition_set_id          (TroupeDefinition *self,
                                                     const char       *id);
const char       *troupe_definition_get_name        (TroupeDefinition *self);
gboolean          troupe_definition_has_name        (TroupeDefinition *self);
void              troupe_definition_set_name        (TroupeDefinition *self,
                                                     const char       *name);
const char       *troupe_definition_get_description (TroupeDefinition *self);
void              troupe_definition_set_description (TroupeDefinition *self,
                                                     const char       *description);
TroupeScope       troupe_definition_get_scope       (TroupeDefinition *self);
void              troupe_definition_set_scope       (TroupeDefinition *self,
                                                     TroupeScope       scope);
const char       *troupe_definition_get_revision    (TroupeDefinition *self);
void              troupe_definition_set_revision    (TroupeDefinition *self,
                                                     const char       *revision);
void              troupe_definition_set_revision_func
                                                    (TroupeDefinition   *self,
                                                     TroupeRevisionFunc  func);
JsonObject       *troupe_definition_get_extra       (TroupeDefinition *self);
void              troupe_definition_set_extra       (TroupeDefinition *self,
                                                     JsonObject       *extra);

char             *troupe_id_from_name               (const char       *name);

G_END_DECLS
