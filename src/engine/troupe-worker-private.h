/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-text-teller.h"
#include "troupe-worker.h"

G_BEGIN_DECLS

struct _TroupeWorker
{
  GObject              parent_instance;

  /* Input */
  TroupeProviderSet   *providers;      /* (owned) */
  TroupeSnapshot      *snapshot;       /* (owned) */
  TroupeRun           *run;            /* (owned) */
  TroupeRunTicket     *ticket;         /* (owned) */
  TroupeTier           tier;
  guint                number;
  char                *last_resort_id; /* (owned) (nullable) */
  TroupeRunEventFunc   func;           /* (nullable) */
  gpointer             func_data;
  TroupeRecorder      *recorder;       /* (owned) (nullable) */
  TroupeApprovalInbox *inbox;          /* (owned) (nullable) */
  TroupePermission     tool_ceiling;
  TroupeBeforeToolFunc before_tool;    /* (nullable) */
  gpointer             before_tool_data;
  TroupeBeforeModelFunc before_model;  /* (nullable) */
  gpointer             before_model_data;
  TroupeRoundFunc      round;          /* (nullable) */
  gpointer             round_data;
  TroupeAnswerTool    *answer_tool;    /* (owned) (nullable) */
  gboolean             is_one_by_one;
  gboolean             is_exact;
  GFile               *project;        /* (owned) (nullable) */

  /* In Progress */
  TroupeToolLoop      *loop;           /* (owned) (nullable) */
  GError              *breach;         /* (owned) (nullable): what the run does not stand for */
  TroupeWorkerContext *context;        /* (owned) (nullable) */
  TroupeAttempt       *attempt;        /* (owned) (nullable) */
  TroupeTextTeller    *teller;         /* (owned) (nullable) */
};

void troupe_worker_follow (TroupeWorker *self,
                           gboolean      has_tools);

G_END_DECLS
