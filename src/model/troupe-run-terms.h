/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-enums.h"

G_BEGIN_DECLS

/* On which terms a run is performed, beside its track and its overrides. What is not said is NULL, 0 or FALSE. */
typedef struct
{
  char             *budget;           /* (nullable): as troupe_budget_to_text() writes it */
  char             *provider;         /* (nullable): the id of a provider that was not saved */
  char             *base_url;         /* (nullable): where that one is */
  guint             n_provider_jobs;  /* how many tickets may ask one provider at once; 0 for no limit */
  gboolean          is_exact;         /* whether the model that was asked for has to answer */
  gboolean          is_unjudged;      /* whether what workers come to is accepted as it is */
  gboolean          has_ceiling;      /* whether tools may do no more than @ceiling, whatever allows more */
  TroupePermission  ceiling;
} TroupeRunTerms;

void     troupe_run_terms_set_unsaved (TroupeRunTerms       *self,
                                       const char           *provider,
                                       const char           *base_url);
void     troupe_run_terms_clear       (TroupeRunTerms       *self);
gboolean troupe_run_terms_is_plain    (const TroupeRunTerms *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TroupeRunTerms, troupe_run_terms_clear)

G_END_DECLS
