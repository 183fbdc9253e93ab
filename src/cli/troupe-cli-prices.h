/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-context.h"
#include "troupe-run.h"

G_BEGIN_DECLS

typedef struct _TroupeCliPrices TroupeCliPrices;

TroupeCliPrices *troupe_cli_prices_new  (TroupeCliContext *context,
                                         TroupeRun        *run);
void             troupe_cli_prices_free (TroupeCliPrices  *self);
void             troupe_cli_prices_note (TroupeCliPrices  *self,
                                         TroupeResolver   *resolver);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeCliPrices, troupe_cli_prices_free)

G_END_DECLS
