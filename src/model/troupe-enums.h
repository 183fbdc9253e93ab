/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  TROUPE_SCOPE_BUILT_IN,
  TROUPE_SCOPE_USER,
  TROUPE_SCOPE_PROJECT,
} TroupeScope;

typedef enum
{
  TROUPE_KIND_PERSONA,
  TROUPE_KIND_PROMPT_PRESET,
  TROUPE_KIND_TOOL_PRESET,
  TROUPE_KIND_BIAS_PROFILE,
  TROUPE_KIND_TRACK,
} TroupeKind;

#define TROUPE_N_KINDS 5

typedef enum
{
  TROUPE_TIER_NONE,
  TROUPE_TIER_ORCHESTRATOR,
  TROUPE_TIER_TECH_LEAD,
  TROUPE_TIER_WORKER,
  TROUPE_TIER_QA,
} TroupeTier;

#define TROUPE_N_TIERS 5

typedef enum
{
  TROUPE_PERMISSION_OFF,
  TROUPE_PERMISSION_ASK,
  TROUPE_PERMISSION_AUTO,
} TroupePermission;

typedef enum
{
  TROUPE_PRIORITY_LOW,
  TROUPE_PRIORITY_NORMAL,
  TROUPE_PRIORITY_HIGH,
} TroupePriority;

typedef enum
{
  TROUPE_TICKET_STATE_TODO,
  TROUPE_TICKET_STATE_READY,
  TROUPE_TICKET_STATE_RUNNING,
  TROUPE_TICKET_STATE_REVIEW,
  TROUPE_TICKET_STATE_COMPLETED,
  TROUPE_TICKET_STATE_FAILED,
  TROUPE_TICKET_STATE_BLOCKED,
  TROUPE_TICKET_STATE_SKIPPED,
  TROUPE_TICKET_STATE_CANCELLED,
} TroupeTicketState;

typedef enum
{
  TROUPE_RUN_STATE_RUNNING,
  TROUPE_RUN_STATE_PAUSED,
  TROUPE_RUN_STATE_COMPLETED,
  TROUPE_RUN_STATE_FAILED,
  TROUPE_RUN_STATE_CANCELLED,
} TroupeRunState;

typedef enum
{
  TROUPE_ATTEMPT_STATE_RUNNING,
  TROUPE_ATTEMPT_STATE_COMPLETED,
  TROUPE_ATTEMPT_STATE_FAILED,
  TROUPE_ATTEMPT_STATE_CANCELLED,
  TROUPE_ATTEMPT_STATE_INTERRUPTED,
} TroupeAttemptState;

typedef enum
{
  TROUPE_VERDICT_NONE,
  TROUPE_VERDICT_ACCEPT,
  TROUPE_VERDICT_REJECT,
} TroupeVerdict;

typedef enum
{
  TROUPE_ROLE_SYSTEM,
  TROUPE_ROLE_USER,
  TROUPE_ROLE_ASSISTANT,
  TROUPE_ROLE_TOOL,
} TroupeRole;

typedef enum
{
  TROUPE_STOP_REASON_UNKNOWN,
  TROUPE_STOP_REASON_END,
  TROUPE_STOP_REASON_LENGTH,
  TROUPE_STOP_REASON_TOOL_CALLS,
  TROUPE_STOP_REASON_REFUSAL,
  TROUPE_STOP_REASON_CANCELLED,
  TROUPE_STOP_REASON_ERROR,
} TroupeStopReason;

const char *troupe_enum_get_nick  (GType       type,
                                   int         value);
gboolean    troupe_enum_from_nick (GType       type,
                                   const char *nick,
                                   int        *value);
gboolean    troupe_id_is_valid    (const char *id);
gboolean    troupe_ticket_id_is_valid
                                  (const char *id);

G_END_DECLS
