/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-definition.h"

G_BEGIN_DECLS

#define TROUPE_BIAS_NEUTRAL 3.0
#define TROUPE_BIAS_MAXIMUM 5.0
#define TROUPE_BIAS_MAXIMUM_MULTIPLIER 10.0

#define TROUPE_TYPE_BIAS_PROFILE (troupe_bias_profile_get_type ())

G_DECLARE_FINAL_TYPE (TroupeBiasProfile, troupe_bias_profile, TROUPE, BIAS_PROFILE, TroupeDefinition)

TroupeBiasProfile *troupe_bias_profile_new            (const char        *id);
double             troupe_bias_profile_get_weight     (TroupeBiasProfile *self,
                                                       const char        *category,
                                                       const char        *tool);
gboolean           troupe_bias_profile_lookup_tool    (TroupeBiasProfile *self,
                                                       const char        *tool,
                                                       double            *weight);
gboolean           troupe_bias_profile_lookup_category
                                                      (TroupeBiasProfile *self,
                                                       const char        *category,
                                                       double            *multiplier);
void               troupe_bias_profile_set_tool       (TroupeBiasProfile *self,
                                                       const char        *tool,
                                                       double             weight);
void               troupe_bias_profile_set_category   (TroupeBiasProfile *self,
                                                       const char        *category,
                                                       double             multiplier);
void               troupe_bias_profile_remove_tool    (TroupeBiasProfile *self,
                                                       const char        *tool);
void               troupe_bias_profile_remove_category
                                                      (TroupeBiasProfile *self,
                                                       const char        *category);
char             **troupe_bias_profile_dup_tools      (TroupeBiasProfile *self);
char             **troupe_bias_profile_dup_categories (TroupeBiasProfile *self);

G_END_DECLS
