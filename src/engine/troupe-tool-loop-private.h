/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-answer-sum.h"
#include "troupe-tool-history.h"
#include "troupe-tool-loop.h"

G_BEGIN_DECLS

struct _TroupeToolLoop
{
  GObject               parent_instance;

  /* Input */
  TroupeResolver       *resolver;      /* (owned) */
  TroupeProviderSet    *providers;     /* (owned) */
  TroupeTier            tier;
  char                 *system;        /* (owned) (nullable) */
  TroupeToolkit        *toolkit;       /* (owned) (nullable) */
  TroupeAnswerTool     *answer_tool;   /* (owned) (nullable) */
  TroupeRecorder       *recorder;      /* (owned) (nullable) */
  TroupeApprovalInbox  *inbox;         /* (owned) (nullable) */
  char                 *run_id;        /* (owned) */
  char                 *ticket_id;     /* (owned) (nullable) */
  char                 *persona_id;    /* (owned) (nullable) */
  TroupeBeforeToolFunc  before;        /* (nullable) */
  gpointer              before_data;
  TroupeBeforeModelFunc before_model;  /* (nullable) */
  gpointer              before_model_data;
  gboolean              is_one_by_one;
  gboolean              is_patient;

  /* In Progress */
  TroupeRequest        *talk;          /* (owned): what was said so far, and the tools */
  TroupeMessage        *answer;        /* (owned) (nullable): of all rounds */
  TroupeAnswerSum      *sum;           /* (owned) (nullable): what fills it */
  TroupeToolHistory    *history;       /* (owned) (nullable): once a tool is called */
  GPtrArray            *steps;         /* (owned) (nullable) (element-type TroupeToolStep): of this round */
  guint                 at;            /* the first step that is not begun */
  guint                 n_begun;       /* how many are begun from there on */
  guint                 n_pending;
  guint                 n_rounds;
};

typedef enum
{
  TROUPE_TOOL_LOOP_SIGNAL_BATCH,
  TROUPE_TOOL_LOOP_SIGNAL_WAITING,
  TROUPE_TOOL_LOOP_SIGNAL_HOP,
  TROUPE_TOOL_LOOP_SIGNAL_ROUND,
  TROUPE_TOOL_LOOP_SIGNAL_TOOL_CALL,
  TROUPE_TOOL_LOOP_SIGNAL_TOOL_RESULT,
  TROUPE_TOOL_LOOP_SIGNAL_APPROVAL_ASKED,
  TROUPE_TOOL_LOOP_SIGNAL_APPROVAL_DECIDED,
  TROUPE_TOOL_LOOP_N_SIGNALS,
} TroupeToolLoopSignal;

void     troupe_tool_loop_emit_step   (TroupeToolLoop       *self,
                                       TroupeToolLoopSignal  signal,
                                       TroupeToolStep       *step);
void     troupe_tool_loop_end         (GTask                *task,
                                       GError               *error);
void     troupe_tool_loop_fail        (GTask                *task,
                                       GError               *error);
void     troupe_tool_loop_next_round  (GTask                *task);

void     troupe_tool_loop_begin_steps (GTask                *task,
                                       GPtrArray            *calls);

gboolean troupe_tool_loop_wants_text  (TroupeToolLoop       *self);
void     troupe_tool_loop_take_text   (GTask                *task);
gboolean troupe_tool_loop_take_step   (TroupeToolLoop       *self,
                                       TroupeToolStep       *step);
void     troupe_tool_loop_take_steps  (GTask                *task);

G_END_DECLS
