/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  TROUPE_FIELD_PROVIDER,
  TROUPE_FIELD_PREFERRED_MODELS,
  TROUPE_FIELD_TEMPERATURE,
  TROUPE_FIELD_TOP_P,
  TROUPE_FIELD_MAX_OUTPUT_TOKENS,
  TROUPE_FIELD_REASONING_EFFORT,
  TROUPE_FIELD_SYSTEM_PROMPT,
  TROUPE_FIELD_PROMPT_PRESET_ID,
  TROUPE_FIELD_TOOL_PRESET_ID,
  TROUPE_FIELD_BIAS_PROFILE_ID,
} TroupeField;

#define TROUPE_N_FIELDS 10

typedef enum
{
  TROUPE_FIELD_STATE_UNSET,
  TROUPE_FIELD_STATE_SET,
  TROUPE_FIELD_STATE_OMITTED,
} TroupeFieldState;

const char *troupe_field_get_name          (TroupeField    field);
const char *troupe_field_get_property_name (TroupeField    field);
GParamSpec *troupe_field_get_pspec         (TroupeField    field);
GParamSpec *troupe_field_create_pspec      (TroupeField    field);
char       *troupe_field_list_names        (void);
gboolean    troupe_field_can_be_omitted    (TroupeField    field);
gboolean    troupe_field_from_name         (const char    *name,
                                            TroupeField   *field);

gboolean    troupe_field_parse             (TroupeField    field,
                                            const char    *text,
                                            GValue        *value,
                                            GError       **error);
char       *troupe_field_format            (TroupeField    field,
                                            const GValue  *value);
gboolean    troupe_field_check             (TroupeField    field,
                                            const GValue  *value,
                                            GError       **error);
gboolean    troupe_field_values_equal      (TroupeField    field,
                                            const GValue  *a,
                                            const GValue  *b);

const char * const *
            troupe_reasoning_efforts       (void);

G_END_DECLS
