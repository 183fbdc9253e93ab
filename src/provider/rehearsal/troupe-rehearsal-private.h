/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-provider-error.h"
#include "troupe-request.h"

G_BEGIN_DECLS

typedef struct
{
  const char          *word;
  TroupeProviderError  code;
  gint64               retry_after_ms;
  const char          *message;
} TroupeRehearsalFailure;

/* What a message asks for, of whoever reads it */
typedef struct
{
  const TroupeRehearsalFailure *failure;   /* (nullable) */
  char                         *say;       /* (owned) (nullable) */
  GPtrArray                    *calls;     /* (owned) (element-type TroupeToolCall) */
  guint                         n_words;
  guint                         n_rejects; /* how often to reject */
  gboolean                      is_cut;
  gboolean                      is_silent;
  gboolean                      is_slow;
  gboolean                      is_fast;
  gboolean                      is_mismatch;
  gboolean                      thinks;
  gboolean                      goes_round;   /* the tickets depend on each other in a circle, at first */
  gboolean                      is_garbled;   /* arguments are no JSON, at first */
} TroupeRehearsalCues;

void      troupe_rehearsal_cues_read         (TroupeRehearsalCues *self,
                                              const char          *text,
                                              TroupeTier           tier,
                                              gboolean             is_addressed);
void      troupe_rehearsal_cues_add_call     (TroupeRehearsalCues *self,
                                              const char          *tool,
                                              const char          *arguments);
void      troupe_rehearsal_cues_clear        (TroupeRehearsalCues *self);

void      troupe_rehearsal_play_orchestrator (GString             *text,
                                              const char          *subject);
void      troupe_rehearsal_play_tech_lead    (GString             *text,
                                              const char          *subject,
                                              gboolean             is_called);
void      troupe_rehearsal_play_worker       (GString             *text,
                                              guint                n_messages,
                                              const char          *subject);
void      troupe_rehearsal_play_qa           (GString             *text,
                                              gboolean             rejects,
                                              gboolean             is_called);
char     *troupe_rehearsal_make_tickets      (const char          *subject,
                                              gboolean             goes_round);
char     *troupe_rehearsal_make_verdict      (gboolean             rejects);
gboolean  troupe_rehearsal_rejects           (const char          *assignment,
                                              guint                n_rejects);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TroupeRehearsalCues, troupe_rehearsal_cues_clear)

G_END_DECLS
