/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-provider.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_REHEARSAL_PROVIDER (troupe_rehearsal_provider_get_type ())

G_DECLARE_FINAL_TYPE (TroupeRehearsalProvider, troupe_rehearsal_provider, TROUPE, REHEARSAL_PROVIDER, TroupeProvider)

TroupeProvider *troupe_rehearsal_provider_new (TroupeProviderConfig *config);

G_END_DECLS
