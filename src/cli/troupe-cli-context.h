/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-error.h"
#include "troupe-cli-printer.h"
#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_CLI_LAST_RESORT "plain-assistant"

typedef struct
{
  char             *project;
  gboolean          is_json;
  gboolean          wants_version;

  TroupeCliPrinter *printer;
  GCancellable     *interrupt;
  const char       *command;
  char             *keyring_problem;

  TroupeWorkspace  *workspace;
} TroupeCliContext;

void             troupe_cli_context_clear         (TroupeCliContext     *self);
TroupeWorkspace *troupe_cli_context_open          (TroupeCliContext     *self,
                                                   GError              **error);
void             troupe_cli_context_note_problems (TroupeCliContext     *self);
gboolean         troupe_cli_context_check_settings
                                                  (TroupeCliContext     *self,
                                                   GError              **error);
gboolean         troupe_cli_context_check_cast    (TroupeCliContext     *self,
                                                   TroupeResolver       *resolver,
                                                   GError              **error);
gboolean         troupe_cli_context_check_model   (TroupeCliContext     *self,
                                                   TroupeResolver       *resolver,
                                                   GError              **error);
TroupePersona   *troupe_cli_context_find_persona  (TroupeCliContext     *self,
                                                   const char           *id,
                                                   GError              **error);
TroupeTrack     *troupe_cli_context_find_track    (TroupeCliContext     *self,
                                                   const char           *id,
                                                   GError              **error);
void             troupe_cli_context_fetch_key     (TroupeCliContext     *self,
                                                   const char           *provider_id);
void             troupe_cli_context_fetch_keys    (TroupeCliContext     *self,
                                                   TroupeResolver       *resolver,
                                                   const char           *except_id);
TroupeCliStatus  troupe_cli_context_fail          (TroupeCliContext     *self,
                                                   const GError         *error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TroupeCliContext, troupe_cli_context_clear)

G_END_DECLS
