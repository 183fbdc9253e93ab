/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-run.h"

G_BEGIN_DECLS

/* What is to be planned, and how far */
typedef struct
{
  char     *goal;    /* (nullable): what is wanted, or - to read it */
  gboolean  fills;   /* a track that is there already */
  char     *until;   /* (nullable) */
  char     *scope;   /* (nullable) */
  char    **casts;   /* (nullable): TIER=ID */
} TroupeCliGoal;

void            troupe_cli_goal_clear   (TroupeCliGoal        *self);
TroupeCliStatus troupe_cli_goal_run     (TroupeCliContext     *context,
                                         TroupeCliGoal        *self,
                                         TroupeCliSettings    *settings,
                                         TroupeCliRunOptions  *options,
                                         char                **rest);

TroupeCliStatus troupe_cli_goal_perform (TroupeCliContext     *context,
                                         TroupeCliRunOptions  *options,
                                         TroupeConductor      *conductor);
TroupeCliStatus troupe_cli_goal_resume  (TroupeCliContext     *context,
                                         TroupeCliRunOptions  *options,
                                         TroupeConductor      *conductor,
                                         gboolean              is_over);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TroupeCliGoal, troupe_cli_goal_clear)

G_END_DECLS
