/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-budget.h"
#include "troupe-cli-options.h"

G_BEGIN_DECLS

/* How a run is to go */
typedef struct
{
  char         *jobs;
  char         *provider_jobs;
  char         *step;
  char         *budget;
  char         *tools;
  char        **words;       /* (nullable): what is to be done first */
  gboolean      can_do;      /* whether the command has such an option */
  gboolean      is_exact;
  gboolean      is_unjudged;
  gboolean      has_ceiling;
  guint         n_jobs;      /* 0 where nobody said */
  guint         n_provider_jobs;
  TroupeStep    step_kind;
  TroupeBudget *limits;      /* (owned) (nullable) */
  TroupePermission ceiling;
} TroupeCliRunOptions;

void            troupe_cli_run_options_clear (TroupeCliRunOptions  *self);
gboolean        troupe_cli_run_options_parse (TroupeCliContext     *context,
                                              const char           *usage,
                                              const char           *missing,
                                              TroupeCliSettings    *settings,
                                              TroupeCliRunOptions  *options,
                                              char                **arguments,
                                              char               ***rest,
                                              GError              **error);

gboolean        troupe_cli_run_options_check (TroupeCliContext     *context,
                                              TroupeCliRunOptions  *options,
                                              GError              **error);

gboolean        troupe_cli_run_prepare       (TroupeCliContext     *context,
                                              TroupeCliSettings    *settings,
                                              TroupeCliRunOptions  *options,
                                              TroupeConductor      *conductor,
                                              const char           *last_resort_id,
                                              GError              **error);
gboolean        troupe_cli_run_perform       (TroupeCliContext     *context,
                                              TroupeCliRunOptions  *options,
                                              TroupeConductor      *conductor,
                                              GError              **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TroupeCliRunOptions, troupe_cli_run_options_clear)

G_END_DECLS
