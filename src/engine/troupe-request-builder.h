/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-request.h"
#include "troupe-resolver.h"

G_BEGIN_DECLS

TroupeRequest *troupe_request_build (TroupeResolver *resolver,
                                     TroupeTier      tier,
                                     const char     *system);

G_END_DECLS
