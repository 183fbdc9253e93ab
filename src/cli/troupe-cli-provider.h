/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-context.h"

G_BEGIN_DECLS

TroupeProvider  *troupe_cli_provider_find        (TroupeCliContext  *context,
                                                  const char        *id,
                                                  const char        *base_url,
                                                  GError           **error);
char           **troupe_cli_provider_list_models (TroupeCliContext  *context,
                                                  TroupeProvider    *provider,
                                                  GError           **error);

G_END_DECLS
