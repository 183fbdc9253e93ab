/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-provider.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_OPENAI_PROVIDER (troupe_openai_provider_get_type ())

G_DECLARE_FINAL_TYPE (TroupeOpenaiProvider, troupe_openai_provider, TROUPE, OPENAI_PROVIDER, TroupeProvider)

TroupeProvider *troupe_openai_provider_new (TroupeProviderConfig *config);

G_END_DECLS
