/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-enums.h"
#include "troupe-usage.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_MESSAGE (troupe_message_get_type ())

G_DECLARE_FINAL_TYPE (TroupeMessage, troupe_message, TROUPE, MESSAGE, GObject)

TroupeMessage     *troupe_message_new                  (TroupeRole         role,
                                                        const char        *text);

gint64             troupe_message_get_id               (TroupeMessage     *self);
void               troupe_message_set_id               (TroupeMessage     *self,
                                                        gint64             id);
TroupeRole         troupe_message_get_role             (TroupeMessage     *self);
const char        *troupe_message_get_text             (TroupeMessage     *self);
gsize              troupe_message_get_text_length      (TroupeMessage     *self);
void               troupe_message_append_text          (TroupeMessage     *self,
                                                        const char        *text,
                                                        gssize             length);
const char        *troupe_message_get_reasoning        (TroupeMessage     *self);
void               troupe_message_append_reasoning     (TroupeMessage     *self,
                                                        const char        *text,
                                                        gssize             length);
void               troupe_message_clear                (TroupeMessage     *self);
gint64             troupe_message_get_created_us       (TroupeMessage     *self);
void               troupe_message_set_created_us       (TroupeMessage     *self,
                                                        gint64             created_us);
gboolean           troupe_message_is_streaming         (TroupeMessage     *self);
void               troupe_message_set_streaming        (TroupeMessage     *self,
                                                        gboolean           streaming);
gboolean           troupe_message_is_complete          (TroupeMessage     *self);
void               troupe_message_set_complete         (TroupeMessage     *self,
                                                        gboolean           complete);
const char        *troupe_message_get_persona_id       (TroupeMessage     *self);
const char        *troupe_message_get_persona_name     (TroupeMessage     *self);
const char        *troupe_message_get_persona_icon     (TroupeMessage     *self);
const char        *troupe_message_get_persona_revision (TroupeMessage     *self);
void               troupe_message_set_persona          (TroupeMessage     *self,
                                                        const char        *id,
                                                        const char        *name,
                                                        const char        *icon,
                                                        const char        *revision);
const char        *troupe_message_get_provider         (TroupeMessage     *self);
const char        *troupe_message_get_model_requested  (TroupeMessage     *self);
const char        *troupe_message_get_model_served     (TroupeMessage     *self);
void               troupe_message_set_model            (TroupeMessage     *self,
                                                        const char        *provider,
                                                        const char        *requested,
                                                        const char        *served);
TroupeStopReason   troupe_message_get_stop_reason      (TroupeMessage     *self);
void               troupe_message_set_stop_reason      (TroupeMessage     *self,
                                                        TroupeStopReason   reason);
const TroupeUsage *troupe_message_get_usage            (TroupeMessage     *self);
void               troupe_message_set_usage            (TroupeMessage     *self,
                                                        const TroupeUsage *usage);
double             troupe_message_get_cost             (TroupeMessage     *self);
void               troupe_message_set_cost             (TroupeMessage     *self,
                                                        double             cost);
gint64             troupe_message_get_duration_ms      (TroupeMessage     *self);
gint64             troupe_message_get_first_token_ms   (TroupeMessage     *self);
void               troupe_message_set_times            (TroupeMessage     *self,
                                                        gint64             first_token_ms,
                                                        gint64             duration_ms);
const char        *troupe_message_get_error            (TroupeMessage     *self);
void               troupe_message_set_error            (TroupeMessage     *self,
                                                        const char        *error);

G_END_DECLS
