/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-context.h"

G_BEGIN_DECLS

typedef struct
{
  char  *persona;
  char  *provider;
  char  *base_url;
  char **assignments;
} TroupeCliSettings;

gboolean          troupe_cli_options_parse  (TroupeCliContext     *context,
                                             const char           *usage,
                                             const GOptionEntry   *entries,
                                             TroupeCliSettings    *settings,
                                             char                **arguments,
                                             char               ***rest,
                                             GError              **error);
gboolean          troupe_cli_options_expect (char                **rest,
                                             guint                 n_expected,
                                             const char           *missing,
                                             GError              **error);
GOptionEntry     *troupe_cli_options_global (TroupeCliContext     *context);

void              troupe_cli_settings_clear (TroupeCliSettings    *self);
gboolean          troupe_cli_settings_apply (TroupeCliSettings    *self,
                                             TroupeAiSettings     *session,
                                             TroupeProviderSet    *providers,
                                             GError              **error);

gboolean          troupe_cli_parse_tier     (const char           *name,
                                             TroupeTier           *tier,
                                             GError              **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TroupeCliSettings, troupe_cli_settings_clear)
void              troupe_cli_settings_keep_provider
                                            (TroupeCliSettings    *self,
                                             const TroupeRunTerms *terms);

G_END_DECLS
