/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-ai-settings.h"
#include "troupe-enums.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_TICKET (troupe_ticket_get_type ())

G_DECLARE_FINAL_TYPE (TroupeTicket, troupe_ticket, TROUPE, TICKET, GObject)

TroupeTicket       *troupe_ticket_new               (const char         *id);
TroupeTicket       *troupe_ticket_copy              (TroupeTicket       *self);
void                troupe_ticket_assign            (TroupeTicket       *self,
                                                     TroupeTicket       *source);
gboolean            troupe_ticket_equal             (TroupeTicket       *self,
                                                     TroupeTicket       *other);

const char         *troupe_ticket_get_id            (TroupeTicket       *self);
const char         *troupe_ticket_get_title         (TroupeTicket       *self);
void                troupe_ticket_set_title         (TroupeTicket       *self,
                                                     const char         *title);
const char         *troupe_ticket_get_description   (TroupeTicket       *self);
void                troupe_ticket_set_description   (TroupeTicket       *self,
                                                     const char         *description);
const char * const *troupe_ticket_get_target_files  (TroupeTicket       *self);
void                troupe_ticket_set_target_files  (TroupeTicket       *self,
                                                     const char * const *files);
const char * const *troupe_ticket_get_context_files (TroupeTicket       *self);
void                troupe_ticket_set_context_files (TroupeTicket       *self,
                                                     const char * const *files);
const char * const *troupe_ticket_get_depends_on    (TroupeTicket       *self);
void                troupe_ticket_set_depends_on    (TroupeTicket       *self,
                                                     const char * const *ids);
TroupePriority      troupe_ticket_get_priority      (TroupeTicket       *self);
void                troupe_ticket_set_priority      (TroupeTicket       *self,
                                                     TroupePriority      priority);
const char         *troupe_ticket_get_persona_id    (TroupeTicket       *self);
void                troupe_ticket_set_persona_id    (TroupeTicket       *self,
                                                     const char         *persona_id);
TroupeAiSettings   *troupe_ticket_get_overrides     (TroupeTicket       *self);
gboolean            troupe_ticket_get_step          (TroupeTicket       *self);
void                troupe_ticket_set_step          (TroupeTicket       *self,
                                                     gboolean            step);
guint               troupe_ticket_get_max_retries   (TroupeTicket       *self);
void                troupe_ticket_set_max_retries   (TroupeTicket       *self,
                                                     guint               max_retries);
const char         *troupe_ticket_get_verify        (TroupeTicket       *self);
void                troupe_ticket_set_verify        (TroupeTicket       *self,
                                                     const char         *verify);
const char         *troupe_ticket_get_acceptance    (TroupeTicket       *self);
void                troupe_ticket_set_acceptance    (TroupeTicket       *self,
                                                     const char         *acceptance);
JsonObject         *troupe_ticket_get_extra         (TroupeTicket       *self);
void                troupe_ticket_set_extra         (TroupeTicket       *self,
                                                     JsonObject         *extra);

gboolean            troupe_ticket_apply_text        (TroupeTicket       *self,
                                                     const char         *assignment,
                                                     GError            **error);

G_END_DECLS
