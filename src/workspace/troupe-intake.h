/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-library-batch.h"

G_BEGIN_DECLS

typedef enum
{
  TROUPE_INTAKE_SKIP,
  TROUPE_INTAKE_REPLACE,
  TROUPE_INTAKE_AS_NEW,
} TroupeIntakeChoice;

#define TROUPE_TYPE_INTAKE (troupe_intake_get_type ())

G_DECLARE_FINAL_TYPE (TroupeIntake, troupe_intake, TROUPE, INTAKE, GObject)

TroupeIntake       *troupe_intake_new             (TroupeLibrary      *library);
void                troupe_intake_add             (TroupeIntake       *self,
                                                   TroupeDefinition   *definition);
guint               troupe_intake_get_n_new       (TroupeIntake       *self);
guint               troupe_intake_get_n_same      (TroupeIntake       *self);
guint               troupe_intake_get_n_taken     (TroupeIntake       *self);
char              **troupe_intake_dup_taken_names (TroupeIntake       *self,
                                                   guint               max_names);
TroupeLibraryBatch *troupe_intake_create_batch    (TroupeIntake       *self,
                                                   TroupeIntakeChoice  choice);

G_END_DECLS
