/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-enums.h"
#include "troupe-usage.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_RUN_RECORD (troupe_run_record_get_type ())

/* What was used, added up by something. Counts that nobody knows are -1. */
typedef struct
{
  char        *key;             /* (nullable): the ticket, tier, persona, model or run */
  guint        n_answers;
  TroupeUsage  usage;
  double       cost;            /* of the answers whose cost is known; NAN if there are none */
  guint        n_costs;         /* how many these are */
  gint64       duration_ms;
} TroupeUsageSum;

/* A run as the ledger has it, without its tickets. */
typedef struct
{
  char           *id;
  char           *project;      /* (nullable) */
  char           *track_id;     /* (nullable) */
  char           *title;        /* (nullable) */
  TroupeRunState  state;
  char           *reason;       /* (nullable) */
  char           *holder;       /* (nullable): who performs it now */
  char           *last_resort;  /* (nullable): the id of a persona */
  gboolean        has_track;    /* whether it can be gone on with */
  guint           n_jobs;       /* 0 if nobody knows */
  guint           n_tickets;
  guint           n_completed;
  gint64          started_us;
  gint64          updated_us;
  gint64          finished_us;  /* 0 until then */
  TroupeUsageSum  used;         /* with its tickets alone, else of no answers; has no key */
} TroupeRunRecord;

typedef enum
{
  TROUPE_USAGE_KEY_TICKET,
  TROUPE_USAGE_KEY_TIER,
  TROUPE_USAGE_KEY_PERSONA,
  TROUPE_USAGE_KEY_MODEL,
  TROUPE_USAGE_KEY_RUN,
} TroupeUsageKey;

GType            troupe_run_record_get_type       (void) G_GNUC_CONST;
TroupeRunRecord *troupe_run_record_copy           (const TroupeRunRecord *self);
void             troupe_run_record_free           (TroupeRunRecord       *self);
gboolean         troupe_run_record_is_interrupted (const TroupeRunRecord *self);
gboolean         troupe_run_record_is_over        (const TroupeRunRecord *self);

void             troupe_usage_sum_free            (TroupeUsageSum        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeRunRecord, troupe_run_record_free)

G_END_DECLS
