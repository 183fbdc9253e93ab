/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model-fixture.h"
#include "troupe-resolver.h"

G_BEGIN_DECLS

/* What the resolver was given, and what follows from it by the plainest means. */
typedef struct
{
  TroupeAiSettings *settings[TROUPE_N_LAYERS];   /* (nullable) */
  const char       *origins[TROUPE_N_LAYERS];
  guint             model_index;
} Oracle;

char *oracle_describe    (const Oracle   *self,
                          TroupeField     field,
                          int             top);
char *oracle_model       (const Oracle   *self);
char *oracle_check       (const Oracle   *self,
                          TroupeResolver *resolver);
char *oracle_check_field (const Oracle   *self,
                          TroupeResolver *resolver,
                          TroupeField     field);

char *describe_value     (TroupeField     field,
                          const GValue   *value);

G_END_DECLS
