/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-catalog.h"
#include "troupe-provider-set.h"
#include "troupe-run.h"

G_BEGIN_DECLS

TroupeGraph *troupe_conductor_check_run (TroupeCatalog      *catalog,
                                         TroupeProviderSet  *providers,
                                         TroupeRun          *run,
                                         const char         *last_resort_id,
                                         gboolean            is_judged,
                                         GError            **error);
gboolean     troupe_conductor_check_ticket
                                        (TroupeCatalog      *catalog,
                                         TroupeProviderSet  *providers,
                                         TroupeRun          *run,
                                         TroupeTicket       *ticket,
                                         const char         *last_resort_id,
                                         GError            **error);

G_END_DECLS
