/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-bias-profile.h"
#include "troupe-resolver.h"
#include "troupe-tool-preset.h"

G_BEGIN_DECLS

#define TROUPE_STRATEGY_PREFERRED   4.0
#define TROUPE_STRATEGY_LAST_RESORT 1.5

typedef enum
{
  TROUPE_LEANING_NONE,
  TROUPE_LEANING_PREFERRED,
  TROUPE_LEANING_LAST_RESORT,
} TroupeLeaning;

typedef struct _TroupeStrategy TroupeStrategy;

typedef struct
{
  const char       *tool;
  const char       *category;
  TroupePermission  permission;
  double            weight;
} TroupeStrategyEntry;

TroupeStrategy            *troupe_strategy_new               (TroupeToolPreset          *preset,
                                                              TroupeBiasProfile         *profile);
TroupeStrategy            *troupe_strategy_new_ask_all       (TroupeBiasProfile         *profile);
TroupeStrategy            *troupe_strategy_find              (TroupeResolver            *resolver,
                                                              TroupeCatalog             *catalog);
void                       troupe_strategy_free              (TroupeStrategy            *self);
guint                      troupe_strategy_get_n_entries     (TroupeStrategy            *self);
const TroupeStrategyEntry *troupe_strategy_get_entry         (TroupeStrategy            *self,
                                                              guint                      index);
guint                      troupe_strategy_get_n_withheld    (TroupeStrategy            *self);
const TroupeStrategyEntry *troupe_strategy_get_withheld      (TroupeStrategy            *self,
                                                              guint                      index);
guint                      troupe_strategy_get_n_open        (TroupeStrategy            *self);
const TroupeStrategyEntry *troupe_strategy_get_open          (TroupeStrategy            *self,
                                                              guint                      index);
TroupeLeaning              troupe_strategy_entry_get_leaning (const TroupeStrategyEntry *entry);
char                      *troupe_strategy_to_text           (TroupeStrategy            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeStrategy, troupe_strategy_free)

G_END_DECLS
