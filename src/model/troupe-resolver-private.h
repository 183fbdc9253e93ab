/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-layer-stack.h"

G_BEGIN_DECLS

struct _TroupeResolver
{
  GObject           parent_instance;

  /* Input */
  TroupeCatalog    *catalog;        /* (owned) */
  TroupePersona    *persona;        /* (owned) (nullable) */
  TroupeTier        tier;

  /* Owned References */
  TroupeLayerStack  stack;
  TroupeAiSettings *session;        /* the same as in the stack */

  /* What is in force */
  TroupeStatement   effective[TROUPE_N_FIELDS];
  TroupeStatement   below[TROUPE_N_FIELDS];
  char             *model;
  char             *model_provider;
  guint             n_overrides;
  guint             locks;          /* a bit for each field */

  /* In Progress */
  guint             n_holds;        /* refresh once when it is 0 again */
  gboolean          needs_refresh;
  gboolean          has_new_locks;
};

void troupe_resolver_hold      (TroupeResolver *self);
void troupe_resolver_release   (TroupeResolver *self);
void troupe_resolver_set_locks (TroupeResolver *self,
                                guint           locks);

G_END_DECLS
