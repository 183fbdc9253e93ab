/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  TROUPE_APPROVAL_PENDING,
  TROUPE_APPROVAL_ONCE,
  TROUPE_APPROVAL_TICKET,
  TROUPE_APPROVAL_RUN,
  TROUPE_APPROVAL_DENIED,
} TroupeApprovalAnswer;

typedef enum
{
  TROUPE_DECIDER_NOBODY,
  TROUPE_DECIDER_PERSON,
  TROUPE_DECIDER_RULE,
  TROUPE_DECIDER_CLOCK,
} TroupeDecider;

#define TROUPE_RULE_NO_ONE_TO_ASK     "no-one-to-ask"
#define TROUPE_RULE_NO_ANSWER_IN_TIME "no-answer-in-time"
#define TROUPE_RULE_GRANTED_TICKET    "granted-for-ticket"
#define TROUPE_RULE_GRANTED_RUN       "granted-for-run"

#define TROUPE_TYPE_APPROVAL (troupe_approval_get_type ())

G_DECLARE_FINAL_TYPE (TroupeApproval, troupe_approval, TROUPE, APPROVAL, GObject)

TroupeApproval       *troupe_approval_new              (const char           *run_id,
                                                        const char           *ticket_id,
                                                        const char           *persona_id,
                                                        const char           *category,
                                                        const char           *tool,
                                                        JsonNode             *arguments,
                                                        const char           *rule);
const char           *troupe_approval_get_run_id       (TroupeApproval       *self);
const char           *troupe_approval_get_ticket_id    (TroupeApproval       *self);
const char           *troupe_approval_get_persona_id   (TroupeApproval       *self);
const char           *troupe_approval_get_category     (TroupeApproval       *self);
const char           *troupe_approval_get_tool         (TroupeApproval       *self);
JsonNode             *troupe_approval_get_arguments    (TroupeApproval       *self);
const char           *troupe_approval_get_rule         (TroupeApproval       *self);
gint64                troupe_approval_get_asked_us     (TroupeApproval       *self);
gint64                troupe_approval_get_deadline_us  (TroupeApproval       *self);

TroupeApprovalAnswer  troupe_approval_get_answer       (TroupeApproval       *self);
gboolean              troupe_approval_is_allowed       (TroupeApproval       *self);
TroupeDecider         troupe_approval_get_decider      (TroupeApproval       *self);
const char           *troupe_approval_get_decider_rule (TroupeApproval       *self);
const char           *troupe_approval_get_reason       (TroupeApproval       *self);

const char           *troupe_approval_answer_get_name  (TroupeApprovalAnswer  answer);
const char           *troupe_decider_get_name          (TroupeDecider         decider);

G_END_DECLS
