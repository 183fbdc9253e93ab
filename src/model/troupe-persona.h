/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-ai-settings.h"
#include "troupe-definition.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PERSONA (troupe_persona_get_type ())

G_DECLARE_FINAL_TYPE (TroupePersona, troupe_persona, TROUPE, PERSONA, TroupeDefinition)

TroupePersona    *troupe_persona_new               (const char       *id);

const char       *troupe_persona_get_icon          (TroupePersona    *self);
void              troupe_persona_set_icon          (TroupePersona    *self,
                                                    const char       *icon);
TroupeAiSettings *troupe_persona_get_settings      (TroupePersona    *self);

TroupeAiSettings *troupe_persona_get_tier_settings (TroupePersona    *self,
                                                    TroupeTier        tier);
void              troupe_persona_set_tier_settings (TroupePersona    *self,
                                                    TroupeTier        tier,
                                                    TroupeAiSettings *settings);
JsonObject       *troupe_persona_get_tiers_extra   (TroupePersona    *self);
void              troupe_persona_set_tiers_extra   (TroupePersona    *self,
                                                    JsonObject       *extra);

G_END_DECLS
