/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-provider.h"

G_BEGIN_DECLS

typedef struct
{
  const char *kind;
  TroupeProvider *(*create) (TroupeProviderConfig *config);
} TroupeProviderKind;

typedef struct
{
  const char *id;
  const char *kind;
  const char *name;
  const char *base_url;
} TroupeProviderTemplate;

const TroupeProviderKind     *troupe_provider_table_find_kind       (const char *kind);
const TroupeProviderTemplate *troupe_provider_table_get_template    (guint       index);
guint                         troupe_provider_table_get_n_templates (void);

G_END_DECLS
