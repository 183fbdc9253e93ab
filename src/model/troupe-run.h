/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-message.h"
#include "troupe-persona.h"
#include "troupe-run-terms.h"
#include "troupe-track.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_RUN        (troupe_run_get_type ())
#define TROUPE_TYPE_RUN_TICKET (troupe_run_ticket_get_type ())
#define TROUPE_TYPE_ATTEMPT    (troupe_attempt_get_type ())

G_DECLARE_FINAL_TYPE (TroupeRun, troupe_run, TROUPE, RUN, GObject)
G_DECLARE_FINAL_TYPE (TroupeRunTicket, troupe_run_ticket, TROUPE, RUN_TICKET, GObject)
G_DECLARE_FINAL_TYPE (TroupeAttempt, troupe_attempt, TROUPE, ATTEMPT, GObject)

TroupeRun         *troupe_run_new                   (TroupeTrack        *track);
const char        *troupe_run_get_id                (TroupeRun          *self);
TroupeTrack       *troupe_run_get_track             (TroupeRun          *self);
TroupeRunState     troupe_run_get_state             (TroupeRun          *self);
void               troupe_run_set_state             (TroupeRun          *self,
                                                     TroupeRunState      state);
const char        *troupe_run_get_reason            (TroupeRun          *self);
void               troupe_run_set_reason            (TroupeRun          *self,
                                                     const char         *reason);
TroupeAiSettings  *troupe_run_get_session           (TroupeRun          *self);
TroupeRunTerms    *troupe_run_get_terms             (TroupeRun          *self);
GListModel        *troupe_run_list_tickets          (TroupeRun          *self);
TroupeRunTicket   *troupe_run_find_ticket           (TroupeRun          *self,
                                                     const char         *id);
guint              troupe_run_get_n_tickets         (TroupeRun          *self);
guint              troupe_run_get_n_finished        (TroupeRun          *self);
guint              troupe_run_get_n_tickets_in      (TroupeRun          *self,
                                                     TroupeTicketState   state);

TroupeRunTicket   *troupe_run_ticket_new            (TroupeTicket       *ticket);
TroupeTicket      *troupe_run_ticket_get_ticket     (TroupeRunTicket    *self);
TroupeTicketState  troupe_run_ticket_get_state      (TroupeRunTicket    *self);
void               troupe_run_ticket_set_state      (TroupeRunTicket    *self,
                                                     TroupeTicketState   state);
const char        *troupe_run_ticket_get_reason     (TroupeRunTicket    *self);
void               troupe_run_ticket_set_reason     (TroupeRunTicket    *self,
                                                     const char         *reason);
TroupeTier         troupe_run_ticket_get_tier       (TroupeRunTicket    *self);
TroupePersona     *troupe_run_ticket_get_persona    (TroupeRunTicket    *self);
void               troupe_run_ticket_set_persona    (TroupeRunTicket    *self,
                                                     TroupePersona      *persona);
GListModel        *troupe_run_ticket_list_attempts  (TroupeRunTicket    *self);
TroupeAttempt     *troupe_run_ticket_get_attempt    (TroupeRunTicket    *self);
TroupeAttempt     *troupe_run_ticket_find_newest    (TroupeRunTicket    *self,
                                                     TroupeTier          tier);
TroupeAttempt     *troupe_run_ticket_find_work      (TroupeRunTicket    *self,
                                                     guint               number);
void               troupe_run_ticket_add_attempt    (TroupeRunTicket    *self,
                                                     TroupeAttempt      *attempt);
guint              troupe_run_ticket_get_n_forgiven (TroupeRunTicket    *self);
void               troupe_run_ticket_set_n_forgiven (TroupeRunTicket    *self,
                                                     guint               n_forgiven);

TroupeAttempt     *troupe_attempt_new               (guint               number,
                                                     TroupeTier          tier);
guint              troupe_attempt_get_number        (TroupeAttempt      *self);
TroupeTier         troupe_attempt_get_tier          (TroupeAttempt      *self);
TroupeAttemptState troupe_attempt_get_state         (TroupeAttempt      *self);
void               troupe_attempt_set_state         (TroupeAttempt      *self,
                                                     TroupeAttemptState  state);
TroupeMessage     *troupe_attempt_get_answer        (TroupeAttempt      *self);
const char        *troupe_attempt_get_metadata      (TroupeAttempt      *self);
void               troupe_attempt_set_metadata      (TroupeAttempt      *self,
                                                     const char         *metadata);
const char        *troupe_attempt_get_edit          (TroupeAttempt      *self);
void               troupe_attempt_set_edit          (TroupeAttempt      *self,
                                                     const char         *edit);
TroupeVerdict      troupe_attempt_get_verdict       (TroupeAttempt      *self);
void               troupe_attempt_set_verdict       (TroupeAttempt      *self,
                                                     TroupeVerdict       verdict);
const char        *troupe_attempt_get_result        (TroupeAttempt      *self);

G_END_DECLS
