/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "troupe-field.h"

G_BEGIN_DECLS

typedef struct _TroupeModelList TroupeModelList;

#define TROUPE_TYPE_AI_SETTINGS (troupe_ai_settings_get_type ())

G_DECLARE_FINAL_TYPE (TroupeAiSettings, troupe_ai_settings, TROUPE, AI_SETTINGS, GObject)

TroupeAiSettings *troupe_ai_settings_new        (void);
TroupeAiSettings *troupe_ai_settings_copy       (TroupeAiSettings  *self);
void              troupe_ai_settings_assign     (TroupeAiSettings  *self,
                                                 TroupeAiSettings  *source);
gboolean          troupe_ai_settings_equal      (TroupeAiSettings  *self,
                                                 TroupeAiSettings  *other);
gboolean          troupe_ai_settings_is_empty   (TroupeAiSettings  *self);

TroupeFieldState  troupe_ai_settings_get_state  (TroupeAiSettings  *self,
                                                 TroupeField        field);
const GValue     *troupe_ai_settings_get_value  (TroupeAiSettings  *self,
                                                 TroupeField        field);
gboolean          troupe_ai_settings_set_value  (TroupeAiSettings  *self,
                                                 TroupeField        field,
                                                 const GValue      *value,
                                                 GError           **error);
void              troupe_ai_settings_omit       (TroupeAiSettings  *self,
                                                 TroupeField        field);
void              troupe_ai_settings_unset      (TroupeAiSettings  *self,
                                                 TroupeField        field);
void              troupe_ai_settings_unset_all  (TroupeAiSettings  *self);
void              troupe_ai_settings_copy_field (TroupeAiSettings  *self,
                                                 TroupeAiSettings  *source,
                                                 TroupeField        field);
gboolean          troupe_ai_settings_field_equal
                                                (TroupeAiSettings  *self,
                                                 TroupeAiSettings  *other,
                                                 TroupeField        field);
gboolean          troupe_ai_settings_apply_text (TroupeAiSettings  *self,
                                                 const char        *assignment,
                                                 GError           **error);

const char       *troupe_ai_settings_get_string (TroupeAiSettings  *self,
                                                 TroupeField        field);
double            troupe_ai_settings_get_double (TroupeAiSettings  *self,
                                                 TroupeField        field);
gint64            troupe_ai_settings_get_int    (TroupeAiSettings  *self,
                                                 TroupeField        field);
TroupeModelList  *troupe_ai_settings_get_preferred_models
                                                (TroupeAiSettings  *self);
void              troupe_ai_settings_set_string (TroupeAiSettings  *self,
                                                 TroupeField        field,
                                                 const char        *value);
void              troupe_ai_settings_set_double (TroupeAiSettings  *self,
                                                 TroupeField        field,
                                                 double             value);
void              troupe_ai_settings_set_int    (TroupeAiSettings  *self,
                                                 TroupeField        field,
                                                 gint64             value);
void              troupe_ai_settings_set_preferred_models
                                                (TroupeAiSettings  *self,
                                                 TroupeModelList   *models);

JsonObject       *troupe_ai_settings_get_extra  (TroupeAiSettings  *self);
void              troupe_ai_settings_set_extra  (TroupeAiSettings  *self,
                                                 JsonObject        *extra);

G_END_DECLS
