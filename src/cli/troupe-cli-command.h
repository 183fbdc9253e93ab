/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-context.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  const char *summary;
  TroupeCliStatus (*run) (TroupeCliContext  *context,
                          char             **arguments);
} TroupeCliCommand;

const TroupeCliCommand *troupe_cli_command_find    (const char        *name);
char                   *troupe_cli_command_list    (void);

TroupeCliStatus         troupe_cli_run_ask         (TroupeCliContext  *context,
                                                    char             **arguments);
TroupeCliStatus         troupe_cli_run_explain     (TroupeCliContext  *context,
                                                    char             **arguments);
TroupeCliStatus         troupe_cli_run_import      (TroupeCliContext  *context,
                                                    char             **arguments);
TroupeCliStatus         troupe_cli_run_models      (TroupeCliContext  *context,
                                                    char             **arguments);
TroupeCliStatus         troupe_cli_run_personas    (TroupeCliContext  *context,
                                                    char             **arguments);
TroupeCliStatus         troupe_cli_run_plan        (TroupeCliContext  *context,
                                                    char             **arguments);
TroupeCliStatus         troupe_cli_run_providers   (TroupeCliContext  *context,
                                                    char             **arguments);
TroupeCliStatus         troupe_cli_run_resume      (TroupeCliContext  *context,
                                                    char             **arguments);
TroupeCliStatus         troupe_cli_run_run         (TroupeCliContext  *context,
                                                    char             **arguments);
TroupeCliStatus         troupe_cli_run_runs        (TroupeCliContext  *context,
                                                    char             **arguments);

G_END_DECLS
