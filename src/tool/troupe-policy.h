/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-tool-preset.h"

G_BEGIN_DECLS

typedef struct _TroupePolicy TroupePolicy;

typedef struct
{
  TroupePermission  permission;
  const char       *rule;
} TroupeDecision;

#define TROUPE_POLICY_FLOOR "hard-floor"

TroupePolicy   *troupe_policy_new         (const char        *rule,
                                           TroupeToolPreset  *preset);
void            troupe_policy_free        (TroupePolicy      *self);
void            troupe_policy_add_ceiling (TroupePolicy      *self,
                                           const char        *rule,
                                           TroupePermission   permission);
void            troupe_policy_add_change_ceiling
                                          (TroupePolicy      *self,
                                           const char        *rule,
                                           TroupePermission   permission);
void            troupe_policy_add_preset  (TroupePolicy      *self,
                                           const char        *rule,
                                           TroupeToolPreset  *preset);
void            troupe_policy_add_rules   (TroupePolicy      *self,
                                           const char        *rule,
                                           TroupeToolPreset  *rules);
TroupeDecision  troupe_policy_decide      (TroupePolicy      *self,
                                           const char        *category,
                                           const char        *tool,
                                           gboolean           is_read_only,
                                           gboolean           is_behind_floor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupePolicy, troupe_policy_free)

G_END_DECLS
